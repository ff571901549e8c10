"""Words around a number that say what it belongs to, from ``linking.toml``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from textkit._patterns import words_pattern
from textkit._resources import data_toml

__all__ = [
    "Cue",
    "cues",
    "find_cues",
    "last_before",
    "parts_opener",
    "section_topic",
    "zero_things",
]


@dataclass(frozen=True, slots=True)
class Cue:
    """A word at ``[start, end)`` of the squeezed text that stands for ``id``."""

    id: str
    start: int
    end: int


def _any_of(words: Iterable[str]) -> list[str]:
    """Expressions and literal words as few alternatives, the longest first."""
    literal = [word for word in words if re.escape(word) == word]
    others = [word for word in words if re.escape(word) != word]
    return [*sorted(others, key=len, reverse=True), *([words_pattern(literal)] if literal else [])]


@cache
def cues(family: str, group: str | None = None) -> re.Pattern[str]:
    """One pattern for a list of ``linking.toml``; the name of the group that fits numbers the entry."""
    entries = data_toml("linking.toml")[family]
    parts = []
    for number, entry in enumerate(entries):
        if group is None or entry.get("group") in (group, "both"):
            parts.append(f"(?P<g{number}>{'|'.join(_any_of(entry['words']))})")
    first = data_toml("linking.toml")["first"][family]
    return re.compile(f"(?=[{re.escape(first)}])(?:{'|'.join(parts)})")


def find_cues(family: str, text: str, group: str | None = None) -> list[Cue]:
    """Words of a list in a text, in order."""
    entries = data_toml("linking.toml")[family]
    return [
        Cue(entries[int(match.lastgroup[1:])]["id"], match.start(), match.end())
        for match in cues(family, group).finditer(text)
        if match.lastgroup
    ]


def last_before(found: list[Cue], at: int) -> Cue | None:
    """The cue nearest before ``at``."""
    place = bisect_right(found, at, key=lambda cue: cue.end)
    return found[place - 1] if place else None


def section_topic(section: str | None) -> str | None:
    """What a section speaks of where its sentences don't say."""
    topics: dict[str, str] = data_toml("linking.toml")["sections"]
    return topics.get(section or "")


@cache
def parts_opener() -> re.Pattern[str]:
    """Words that open a list of parts: 其中, 包括, 分别为."""
    return re.compile("|".join(data_toml("linking.toml")["parts"]["words"]))


@cache
def zero_things() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What may be said not to have happened, with the indicators by the number of the group."""
    things = data_toml("linking.toml")["zero"]["thing"]
    parts = [f"(?P<g{number}>{'|'.join(thing['words'])})" for number, thing in enumerate(things)]
    return re.compile("|".join(parts)), tuple(thing["indicator"] for thing in things)
