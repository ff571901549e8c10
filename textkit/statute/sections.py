"""The sections of the report and how their headings are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from textkit._resources import data_toml

__all__ = ["SECTION_IDS", "SectionRule", "TurnRule", "section_rules", "turn_rules"]

Group = Literal["section", "topic", "part"]
# All labels that a sentence may have, in the order of the form; ``noise`` is what is no prose of the report.
SECTION_IDS = (
    "preamble",
    "overview",
    *(
        f"overview.{topic}"
        for topic in ("proactive", "applications", "management", "platform", "supervision")
    ),
    *("proactive", "applications", "review_litigation", "problems", "improvements", "other", "noise"),
)
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class SectionRule:
    """How the heading of one section, sub-topic or part is known.

    ``run_in`` matches the whole title at a position of folded text without blanks; ``words`` are
    alternatives of word groups for a title that stands alone.
    """

    id: str
    name: str
    number: int | None
    run_in: tuple[re.Pattern[str], ...]
    words: tuple[tuple[re.Pattern[str], ...], ...]
    unless: re.Pattern[str]
    without_ordinal: frozenset[str]

    def run_in_end(self, text: str, at: int) -> int | None:
        """End of the longest title of this rule that stands at ``at``, None where none does."""
        ends = [match.end() for pattern in self.run_in if (match := pattern.match(text, at))]
        return max(ends, default=None)

    def fits_at(self, title: str) -> int | None:
        """Where a title that stands alone (folded, no blanks, no ordinal) has said that it belongs here, None if never."""
        if self.unless.search(title):
            return None
        found = [[group.search(title) for group in groups] for groups in self.words]
        ends = [max(match.end() for match in groups if match) for groups in found if all(groups)]
        return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class TurnRule:
    """How a sentence begins where the text turns from problems to measures."""

    id: str
    pattern: re.Pattern[str]


def _rule(entry: dict[str, Any]) -> SectionRule:
    return SectionRule(
        id=entry["id"],
        name=entry["name"],
        number=entry.get("number"),
        run_in=tuple(re.compile(pattern) for pattern in entry["run_in"]),
        words=tuple(
            tuple(re.compile(group.strip()) for group in alternative.split(" & "))
            for alternative in entry["words"]
        ),
        unless=re.compile(entry["unless"]) if "unless" in entry else _NEVER,
        without_ordinal=frozenset(entry.get("without_ordinal", ())),
    )


@cache
def section_rules(group: Group) -> tuple[SectionRule, ...]:
    """Rules of the six sections (``"section"``), the topics of section one, the parts of section five.

    Examples
    --------
    >>> [rule.number for rule in section_rules("section")]
    [1, 2, 3, 4, 5, 6]
    """
    return tuple(_rule(entry) for entry in data_toml("sections.toml")[group])


@cache
def turn_rules() -> tuple[TurnRule, ...]:
    """Rules for the turn from problems to measures inside section five."""
    return tuple(
        TurnRule(entry["id"], re.compile(entry["pattern"])) for entry in data_toml("sections.toml")["turn"]
    )
