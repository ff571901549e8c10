"""What numbers in the prose count: indicators, the words they go by, the cells they should equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from textkit._resources import data_toml

# More than there are rules.
FALLBACK = 10_000

__all__ = ["FALLBACK", "CellSum", "Indicator", "IndicatorRule", "indicator", "indicators"]


@dataclass(frozen=True, slots=True)
class CellSum:
    """Cells (``table.row.column``) whose sum an indicator should equal when it is read in one way."""

    name: str
    strength: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorRule:
    """Words that lead from a number to an indicator.

    One of ``words`` stands beside the number; ``beside`` is found in its clause, with ``#`` for the
    number, and ``unless`` is not found in its own words. ``topics`` are what the sentence may speak of,
    ``periods`` the time the number may be of; empty where they don't matter. ``part`` asks for a whole
    or another number before it.
    ``detail`` counts only one of the kinds that the indicator adds up, so no cell answers it.
    Rules are tried in the order of the file, those with ``fallback`` after all others.
    """

    indicator: str
    order: int
    words: tuple[str, ...]
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    topics: frozenset[str]
    periods: frozenset[str]
    units: frozenset[str]
    part: bool
    detail: bool


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """Something that reports count; ``part_of`` are the indicators it is a part of, the nearest first."""

    id: str
    label_zh: str
    label_en: str
    group: str
    units: tuple[str, ...]
    part_of: tuple[str, ...]
    rules: tuple[IndicatorRule, ...]
    readings: tuple[CellSum, ...]


def _rule(entry: dict[str, Any], id: str, units: list[str], order: int) -> IndicatorRule:
    return IndicatorRule(
        indicator=id,
        order=order + (FALLBACK if entry.get("fallback") else 0),
        words=tuple(entry["words"]),
        beside=re.compile(entry["beside"]) if "beside" in entry else None,
        unless=re.compile(entry["unless"]) if "unless" in entry else None,
        topics=frozenset(entry.get("topics", ())),
        periods=frozenset(entry.get("periods", ())),
        units=frozenset(entry.get("units", units)),
        part=entry.get("part", False),
        detail=entry.get("detail", False),
    )


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators in the order in which they are tried."""
    found, order = [], 0
    for entry in data_toml("indicators.toml")["indicator"]:
        rules = []
        for rule in entry.get("rule", ()):
            rules.append(_rule(rule, entry["id"], entry["units"], order))
            order += 1
        readings = tuple(
            CellSum(reading["name"], reading["strength"], tuple(reading["cells"]))
            for reading in entry.get("reading", ())
        )
        found.append(
            Indicator(
                entry["id"],
                entry["label_zh"],
                entry["label_en"],
                entry["group"],
                tuple(entry["units"]),
                tuple(entry.get("part_of", ())),
                tuple(rules),
                readings,
            )
        )
    return tuple(found)


@cache
def _by_id() -> dict[str, Indicator]:
    return {one.id: one for one in indicators()}


def indicator(id: str) -> Indicator:
    """An indicator by its id.

    Raises
    ------
    KeyError
        For an unknown id.
    """
    return _by_id()[id]
