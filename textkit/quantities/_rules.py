"""Rules of ``indicators.toml`` by the words that lead to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textkit._patterns import words_pattern
from textkit.report import Quantity
from textkit.statute.indicators import FALLBACK, IndicatorRule, indicators

__all__ = ["FAR", "NO_TOPIC", "UNKNOWN_TOPIC", "Around", "accepted", "words_of_rules"]

# A thing named behind its number ("对5个…的新媒体") stands no further away.
FAR = 24
# What ``topics`` of a rule call a text that speaks of nothing known.
NO_TOPIC = "none"
UNKNOWN_TOPIC = "unknown"


@cache
def _rules_of_words() -> dict[str, tuple[IndicatorRule, ...]]:
    found: dict[str, list[IndicatorRule]] = {}
    for one in indicators():
        for rule in one.rules:
            for word in rule.words:
                found.setdefault(word, []).append(rule)
    # A longer word holds what the shorter ones in it lead to, behind what it leads to itself.
    return {
        word: (
            *sorted(rules, key=lambda rule: rule.order),
            *sorted(
                (
                    rule
                    for part, others in found.items()
                    if part != word and (word.startswith(part) or word.endswith(part))
                    for rule in others
                ),
                key=lambda rule: rule.order,
            ),
        )
        for word, rules in found.items()
    }


@cache
def words_of_rules() -> re.Pattern[str]:
    return re.compile(words_pattern(_rules_of_words()))


@dataclass(frozen=True, slots=True)
class Around:
    """What a rule looks at: the number, what the text speaks of, and the words with ``#`` for the number."""

    quantity: Quantity
    topic: str | None
    period: str | None
    has_company: bool
    clause: str
    own: str


def accepted(word: str, around: Around, *, last: bool = False) -> IndicatorRule | None:
    """The first rule of a word that fits a number, among those for all others or the fallbacks."""
    for rule in _rules_of_words()[word]:
        if (
            (rule.order >= FALLBACK) == last
            and around.quantity.unit in rule.units
            and (not rule.topics or (around.topic or NO_TOPIC) in rule.topics)
            and (not rule.periods or around.period in rule.periods)
            and (not rule.part or around.has_company)
            and (rule.beside is None or rule.beside.search(around.clause))
            and not (rule.unless and rule.unless.search(around.own))
        ):
            return rule
    return None
