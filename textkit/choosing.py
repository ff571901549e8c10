"""Which number of a report is its value of an indicator: the rule of the panel.

A report says most things several times: for the year and since the start, for all and for a unit,
with its parts, in prose and in the tables. ``choose_values`` takes one number for each indicator and
says where it stands; docs/panel.md tells the rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from textkit.quantities._readings import OTHER_TIMES, index_cells, is_part_of_same, sum_cells
from textkit.report import Cell, Quantity, Reading, Report, Section
from textkit.statute.indicators import Indicator, indicator, indicators

__all__ = ["Choice", "choose_values", "panel_indicators", "place_quantities", "reading_of"]

# They tell how a whole is spread, over ways, units or kinds: no single one of these numbers is the report's.
SPREADS = frozenset({"app.channel", "app.by_unit", "disclosure.by_type"})
# Changes and shares are said of other quantities.
DERIVED = "derived"
# Where a group of indicators is at home; the general situation without sub-topics is home to all.
HOMES: Mapping[str, frozenset[str]] = {
    group: frozenset({"overview", *sections})
    for group, sections in {
        "applications": ("overview.applications", "applications"),
        "outcomes": ("overview.applications", "applications"),
        "review_litigation": ("overview.applications", "overview.supervision", "review_litigation"),
        "proactive": ("overview.proactive", "proactive"),
        "documents": ("overview.proactive", "overview.management", "proactive"),
        "enforcement": ("overview.proactive", "proactive"),
        "interaction": ("overview.proactive", "overview.platform", "overview.supervision"),
        "platform": ("overview.platform", "overview.management"),
        "support": ("overview.supervision", "overview.management", "overview.platform", "other"),
        "other": ("other",),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The value of an indicator in a report and what it rests on.

    ``source`` is ``"text"`` or ``"table"``. ``evidence`` is the sentence, or the ids of the cells
    added up; ``start`` and ``end`` are the number in the text, or the stretch from the first cell to
    the last. ``n_candidates`` is how many numbers of the prose there were to choose from, ``n_values``
    how many different values they have. ``reading`` is how the tables were read and ``agrees`` whether
    they then say the same.
    """

    indicator: str
    value: Decimal
    unit: str
    bound: str
    source: Literal["text", "table"]
    reading: str | None
    evidence: str
    start: int
    end: int
    n_candidates: int
    n_values: int
    agrees: bool | None


@cache
def panel_indicators() -> tuple[Indicator, ...]:
    """Indicators that have one value a report: not changes, shares and the parts of a spread."""
    return tuple(one for one in indicators() if one.group != DERIVED and one.id not in SPREADS)


def choose_values(report: Report) -> Iterator[Choice]:
    """One value for each indicator that the report tells, in the order of ``indicators.toml``.

    1. Of the numbers of an indicator these are left out: parts of a number of the same indicator,
       changes, and numbers of another time (plan, previous year, cumulative; what is cumulative by
       itself keeps the last). A number without a value (数十) is no candidate. Statements of zero and
       numbers said of each of several things (各3次) are.
    2. Of those that are left the first is taken after sorting: where the indicator is at home
       (``HOMES``) before elsewhere, those that agree with a strict reading of the tables before
       others, the report's own before those of a unit.
    3. Where the prose says nothing, or only something of a unit, the sum of the cells of the
       indicator's first reading is taken, if all of them are printed as numbers.

    Nothing else is added up.

    Examples
    --------
    >>> import textkit as tk
    >>> report = tk.read_text("一、总体情况\\n全年收到政府信息公开申请12件，上年为9件。")
    >>> for one in choose_values(report):
    ...     print(one.indicator, one.value, one.source, one.evidence)
    app.received 12 text 全年收到政府信息公开申请12件，上年为9件。
    """
    candidates = _candidates(report)
    cells = index_cells(report.tables)
    places = dict(zip(report.quantities, place_quantities(report), strict=True)) if candidates else {}
    for one in panel_indicators():
        told = candidates.get(one.id, [])
        from_table = _from_table(one, cells) if all(each.scope == "unit" for each in told) else None
        if from_table is not None:
            yield from_table
        elif told:
            yield _from_text(one, told, report, places)


def _candidates(report: Report) -> Mapping[str, list[Quantity]]:
    by_span = {(one.start, one.end): one for one in report.quantities}
    found: dict[str, list[Quantity]] = {}
    for one in report.quantities:
        if (
            one.indicator is not None
            and one.value is not None
            and one.value.is_finite()
            and one.comparison is None
            and (one.period not in OTHER_TIMES or one.period in _own_times(one.indicator))
            and not is_part_of_same(one, by_span)
        ):
            found.setdefault(one.indicator, []).append(one)
    return found


@cache
def _own_times(id: str) -> frozenset[str]:
    """Periods that an indicator is of by its rules, such as what was disclosed since the start."""
    return frozenset(period for rule in indicator(id).rules for period in rule.periods)


def _from_text(
    one: Indicator,
    told: Sequence[Quantity],
    report: Report,
    places: Mapping[Quantity, tuple[int | None, str | None]],
) -> Choice:
    home = HOMES.get(one.group, frozenset())

    def rank(quantity: Quantity) -> tuple[bool, bool, bool, int]:
        return (
            places[quantity][1] not in home,
            not _agrees_strictly(quantity),
            quantity.scope == "unit",
            quantity.start,
        )

    best = min(told, key=rank)
    number, _ = places[best]
    reading = reading_of(best)
    return Choice(
        indicator=one.id,
        value=_value(best),
        unit=best.unit,
        bound=best.bound,
        source="text",
        reading=reading.name if reading else None,
        evidence=best.text if number is None else report.sentences[number].clean,
        start=best.start,
        end=best.end,
        n_candidates=len(told),
        n_values=len({_value(each) for each in told}),
        agrees=reading.agrees if reading else None,
    )


def _value(quantity: Quantity) -> Decimal:
    assert quantity.value is not None  # a candidate has one
    return quantity.value


def _from_table(one: Indicator, cells: Mapping[str, Cell]) -> Choice | None:
    if not one.readings:
        return None
    reading, unit = one.readings[0], one.units[0]
    value = sum_cells(reading.cells, cells, unit)
    if value is None:
        return None
    added = [cells[id] for id in reading.cells]
    return Choice(
        indicator=one.id,
        value=value,
        unit=unit,
        bound="exact",
        source="table",
        reading=reading.name,
        evidence=" + ".join(reading.cells),
        start=min(cell.start for cell in added),
        end=max(cell.end for cell in added),
        n_candidates=0,
        n_values=0,
        agrees=None,
    )


def reading_of(quantity: Quantity) -> Reading | None:
    """The first reading of the tables that agrees, else the first one."""
    agreeing = (one for one in quantity.readings if one.agrees)
    return next(agreeing, quantity.readings[0] if quantity.readings else None)


def _agrees_strictly(quantity: Quantity) -> bool:
    return any(one.agrees and one.strength != "loose" for one in quantity.readings)


def place_quantities(report: Report) -> Iterator[tuple[int | None, str | None]]:
    """For each quantity the number of the sentence and the id of the most specific section it stands in."""
    order = sorted(range(len(report.sentences)), key=lambda number: report.sentences[number].start)
    starts = [report.sentences[number].start for number in order]
    for one in report.quantities:
        at = bisect_right(starts, one.start) - 1
        if at >= 0 and one.end <= report.sentences[order[at]].end:
            yield order[at], report.sentences[order[at]].section
        else:
            yield None, _section_at(one, report.sections)


def _section_at(one: Quantity, sections: Iterable[Section]) -> str | None:
    around = [section for section in sections if section.start <= one.start and one.end <= section.end]
    return min(around, key=lambda section: section.end - section.start).id if around else None
