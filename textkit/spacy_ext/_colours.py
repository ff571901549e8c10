"""Colours of our labels in displaCy."""

from __future__ import annotations

from spacy.displacy.render import DEFAULT_LABEL_COLORS

__all__ = ["COLOURS", "colours_for_displacy"]

COLOURS = {
    "COUNT": "#fff1b8",
    "MONEY": "#fbd9d3",
    "PERCENT": "#d9f2d0",
    "PERCENTAGE_POINT": "#c4e8d9",
    "RATIO": "#e3e6fb",
    "ZERO": "#e6e8eb",
}


def colours_for_displacy() -> dict[str, str]:
    """Colours of the labels that spaCy has none for.

    What is registered holds for every pipeline of the environment, so the colours that PERCENT and
    MONEY have elsewhere stay as they are; ``options={"colors": COLOURS}`` gives all of ours.
    """
    return {label: colour for label, colour in COLOURS.items() if label not in DEFAULT_LABEL_COLORS}
