"""What the statutory tables say to a quantity: the sums of their cells, and whether it agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from textkit.report import Cell, Quantity, Reading, Table

__all__ = ["OTHER_TIMES", "compare_with_tables", "index_cells", "is_part_of_same", "sum_cells"]

# The tables are of the report's year.
OTHER_TIMES = frozenset({"cumulative", "previous_year", "plan", "part_of_year"})
# Bounds that are open on one side; a cell further away than so much of the value is allowed, no more.
ONE_SIDED = frozenset({"at_least", "at_most", "less_than"})
FAR = Decimal("0.2")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


def compare_with_tables(quantities: Sequence[Quantity], tables: Sequence[Table]) -> tuple[Quantity, ...]:
    """The quantities of a report, their readings with the value of the tables and whether it agrees.

    ``agrees`` stays None where the tables are of something else: another time (cumulative, the year
    before, a plan), a part of a whole that goes by the same indicator, a change. What is said of a
    unit can agree, but not differ.

    Examples
    --------
    >>> import textkit as tk
    >>> text = "公开行政处罚决定12件。\\n| 信息内容 | 本年处理决定数量 |\\n|---|---|\\n| 行政处罚 | 12 |"
    >>> reading = tk.read_text(text).quantities[0].readings[0]
    >>> reading.value, reading.agrees
    (Decimal('12'), True)
    """
    cells = index_cells(tables)
    if not cells:
        return tuple(quantities)
    by_span = {(one.start, one.end): one for one in quantities}
    return tuple(
        replace(one, readings=_filled(one, cells, by_span)) if one.readings else one for one in quantities
    )


def index_cells(tables: Iterable[Table]) -> Mapping[str, Cell]:
    """Cells by id; of a table that a report prints twice the first counts."""
    found: dict[str, Cell] = {}
    for table in tables:
        for cell in table.cells:
            found.setdefault(cell.id, cell)
    return found


def sum_cells(ids: Iterable[str], cells: Mapping[str, Cell], unit: str) -> Decimal | None:
    """Sum of cells in a unit; None where one of them is not there, blank (unknown, not 0) or no number."""
    total = Decimal(0)
    for id in ids:
        cell = cells.get(id)
        if cell is None or cell.state != "number" or cell.value is None:
            return None
        total += cell.value * _scale(cell.unit, unit)
    return total


def is_part_of_same(quantity: Quantity, by_span: Mapping[tuple[int, int], Quantity]) -> bool:
    """Whether a quantity is a part of one with the same indicator."""
    whole = by_span.get(quantity.whole) if quantity.whole else None
    return whole is not None and whole.indicator == quantity.indicator


def _scale(printed: str | None, unit: str) -> Decimal:
    """From the unit printed in a table (万元) to that of a quantity (元)."""
    return _SCALES.get(printed[0], Decimal(1)) if printed and printed[1:] == unit else Decimal(1)


def _filled(
    quantity: Quantity, cells: Mapping[str, Cell], by_span: Mapping[tuple[int, int], Quantity]
) -> tuple[Reading, ...]:
    fits = (
        quantity.period not in OTHER_TIMES
        and quantity.comparison is None
        and not is_part_of_same(quantity, by_span)
        and (quantity.value, quantity.low, quantity.high) != (None, None, None)
    )
    filled = []
    for reading in quantity.readings:
        value = sum_cells(reading.cells, cells, quantity.unit)
        agrees = _agrees(quantity, value) if fits and value is not None else None
        if agrees is False and quantity.scope == "unit":
            agrees = None
        filled.append(replace(reading, value=value, agrees=agrees))
    return tuple(filled)


def _agrees(quantity: Quantity, value: Decimal) -> bool | None:
    """Whether a sum of cells is what a quantity says; 近3000 allows 12, but doesn't speak for it."""
    if not quantity.allows(value):
        return False
    if quantity.bound not in ONE_SIDED or quantity.value is None:
        return True
    return True if abs(value - quantity.value) <= FAR * abs(quantity.value) else None
