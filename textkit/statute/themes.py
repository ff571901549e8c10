"""Themes of problem statements, from ``themes.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from textkit._resources import data_toml

__all__ = ["Theme", "theme", "themes"]


@dataclass(frozen=True, slots=True)
class Theme:
    """What a problem statement may be about.

    ``strong`` and ``weak`` are words that speak for it, ``measure`` words of the measures that answer it; ``rank``
    says which theme goes first where a statement has several.
    """

    id: str
    label_zh: str
    label_en: str
    definition: str
    rank: int
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    measure: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def themes() -> tuple[Theme, ...]:
    """All themes, in the order of the file.

    Examples
    --------
    >>> [theme.label_zh for theme in themes()][:3]
    ['认识与主动性', '时效性', '内容广度与深度']
    """
    return tuple(
        Theme(
            entry["id"],
            entry["label_zh"],
            entry["label_en"],
            entry["definition"],
            entry["rank"],
            *(tuple(entry[key]) for key in ("strong", "weak", "measure", "examples", "counterexamples")),
        )
        for entry in data_toml("themes.toml")["theme"]
    )


def theme(id: str) -> Theme:
    """A theme by its id.

    Raises
    ------
    KeyError
        When there is none of this id.
    """
    return _by_id()[id]


@cache
def _by_id() -> dict[str, Theme]:
    return {theme.id: theme for theme in themes()}
