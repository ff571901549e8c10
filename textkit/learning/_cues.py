"""What a sentence does or is about, told by words: ``cues.toml``, and the words of ``themes.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textkit._resources import data_toml
from textkit.statute.themes import themes

__all__ = ["CUE_SETS", "Cue", "cues_of"]

# ``sentence``: what a sentence does; ``themes``: the words of each theme.
CUE_SETS = ("sentence", "themes")


@dataclass(frozen=True, slots=True)
class Cue:
    """One feature: whether a pattern is found in a text."""

    id: str
    label_zh: str
    label_en: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@cache
def cues_of(name: str) -> tuple[Cue, ...]:
    """The cues of a set, in the order of its file."""
    return _sentence_cues() if name == "sentence" else tuple(_theme_cues())


def _sentence_cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(
            entry["id"],
            entry["label_zh"],
            entry["label_en"],
            re.compile(entry["pattern"]),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in data_toml("cues.toml")["cue"]
    )


def _theme_cues() -> list[Cue]:
    found = []
    for theme in themes():
        for kind in ("strong", "weak", "measure"):
            words: tuple[str, ...] = getattr(theme, kind)
            if words:
                pattern = re.compile("|".join(map(re.escape, words)))
                found.append(Cue(f"{theme.id}.{kind}", theme.label_zh, f"{theme.label_en}, {kind}", pattern))
    return found
