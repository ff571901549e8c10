"""Which number of a report is its value of an indicator: the rule of the panel.

A report says most things several times: for the year and since the start, for all and for a unit,
with its parts, in prose and in the tables. ``choose_values`` takes one number for each indicator and
says where it stands; docs/panel.md tells the rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
# Other units count things, one by one, and go together.
MEASURES = frozenset({"元", "%", "分"})
# Where a group of indicators is at home; the general situation without sub-topics is open to all.
HOMES: Mapping[str, frozenset[str]] = {
    group: frozenset(sections)
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
OPEN_TO_ALL = "overview"


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    quantity: Quantity
    value: Decimal
    sentence: int | None
    section: str | None


@cache
def panel_indicators() -> tuple[Indicator, ...]:
    """Indicators that have one value a report: not changes, shares and the parts of a spread."""
    return tuple(one for one in indicators() if one.group != DERIVED and one.id not in SPREADS)


def choose_values(report: Report) -> Iterator[Choice]:
    """One value for each indicator that the report tells, in the order of ``indicators.toml``.

    1. Of the numbers of an indicator these are left out: parts of a number of the same indicator;
       changes; numbers of another time (plan, previous year, cumulative; what is cumulative by itself
       keeps the last); another measure than the indicator's own (收费2件 for an amount in 元); the
       different numbers that one sentence gives of an indicator that is a sum by its nature
       (商业企业5件、科研机构1件), unless the tables say the same; numbers without a value (数十).
       Statements of zero count, and so do numbers said of each of several things (各3次).
    2. Of those that are left the first is taken after sorting: where the indicator is at home
       (``HOMES``) and in the general situation before elsewhere, those that agree with a strict
       reading of the tables before others, at home before the general situation, the report's own
       before those of a unit.
    3. Where the prose says nothing, or only something of a unit, or where none of its numbers is what
       a strict reading of the tables says, the sum of the cells of the indicator's first reading is
       taken, if all of them are printed as numbers. ``agrees`` is False where the prose differs.

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
    for one in panel_indicators():
        told = _without_summands(one, candidates.get(one.id, []))
        of_units = all(each.quantity.scope == "unit" and not _agrees_strictly(each.quantity) for each in told)
        differ = _all_differ(told)
        choice = _from_table(one, cells) if of_units or differ else None
        if choice is not None and differ:
            values = {each.value for each in told}
            choice = replace(choice, n_candidates=len(told), n_values=len(values), agrees=False)
        if choice is None and told:
            choice = _from_text(one, told, report)
        if choice is not None:
            yield choice


def _candidates(report: Report) -> Mapping[str, list[_Candidate]]:
    known = {one.id: one for one in panel_indicators()}
    by_span = {(one.start, one.end): one for one in report.quantities}
    found: dict[str, list[_Candidate]] = {}
    for one, (sentence, section) in zip(report.quantities, place_quantities(report), strict=True):
        counted = known.get(one.indicator or "")
        if (
            counted is not None
            and one.value is not None
            and one.value.is_finite()
            and one.comparison is None
            and _is_in_measure(one.unit, counted)
            and (one.period not in OTHER_TIMES or one.period in _own_times(counted.id))
            and not is_part_of_same(one, by_span)
        ):
            found.setdefault(counted.id, []).append(_Candidate(one, one.value, sentence, section))
    return found


def _is_in_measure(unit: str, one: Indicator) -> bool:
    """Whether a unit measures what the first unit of an indicator does: 收费2件 is no number of 元."""
    first = one.units[0]
    return unit == first or not {unit, first} & MEASURES


@cache
def _own_times(id: str) -> frozenset[str]:
    """Periods that an indicator is of by its rules, such as what was disclosed since the start."""
    return frozenset(period for rule in indicator(id).rules for period in rule.periods)


def _without_summands(one: Indicator, told: list[_Candidate]) -> list[_Candidate]:
    """Without the different numbers of one sentence, where the indicator is a sum by its nature.

    企业5件、科研机构1件 are both of organisations, and neither is their number.
    """
    if len(told) < 2 or not one.readings or len(one.readings[0].cells) < 2:
        return told
    values: dict[int | None, set[Decimal]] = {}
    for each in told:
        values.setdefault(each.sentence, set()).add(each.value)
    return [each for each in told if len(values[each.sentence]) == 1 or _agrees_strictly(each.quantity)]


def _from_text(one: Indicator, told: Sequence[_Candidate], report: Report) -> Choice:
    home = HOMES.get(one.group, frozenset())

    def rank(candidate: _Candidate) -> tuple[bool, bool, bool, bool, bool, int]:
        at_home = candidate.section in home
        return (
            not at_home and candidate.section != OPEN_TO_ALL,
            not _agrees_strictly(candidate.quantity),
            not at_home,
            candidate.quantity.scope == "unit",
            # 截至2023年底，累计公开… may be of more than the year.
            candidate.quantity.period == "as_of",
            candidate.quantity.start,
        )

    best = min(told, key=rank)
    quantity = best.quantity
    reading = reading_of(quantity)
    return Choice(
        indicator=one.id,
        value=best.value,
        unit=quantity.unit,
        bound=quantity.bound,
        source="text",
        reading=reading.name if reading else None,
        evidence=quantity.text if best.sentence is None else report.sentences[best.sentence].clean,
        start=quantity.start,
        end=quantity.end,
        n_candidates=len(told),
        n_values=len({each.value for each in told}),
        agrees=reading.agrees if reading else None,
    )


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


def _all_differ(told: Sequence[_Candidate]) -> bool:
    """Whether the tables strictly say a number, and none of the prose is it."""
    if any(_agrees_strictly(each.quantity) for each in told):
        return False
    return any(
        one.agrees is False and one.strength == "strict" for each in told for one in each.quantity.readings
    )


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
