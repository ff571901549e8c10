"""Quantities beside the cells of the tables that they should equal."""

from dataclasses import replace
from decimal import Decimal

import pytest
from panels.panel_builder import TITLE, report

import textkit as tk
from textkit.quantities._readings import compare_with_tables, sum_cells
from textkit.report import Cell, Comparison, Quantity, Reading, Table

TOTAL = "t3_applications.new_received.total"
CARRIED = "t3_applications.carried_in.total"


def cell(id: str, value: int | None, state: str = "number", unit: str | None = "件") -> Cell:
    _, row, column = id.split(".")
    return Cell(id, row, column, None if value is None else Decimal(value), "", state, 0, 0, unit)  # type: ignore[arg-type]


def tables(*cells: Cell) -> tuple[Table, ...]:
    return (Table("t3_applications", "gb2021", cells, 0, 0),)


def quantity(value: int | None = 12, **fields: object) -> Quantity:
    readings = (Reading("new", (TOTAL,), "strict"), Reading("both", (TOTAL, CARRIED), "strict"))
    number = None if value is None else Decimal(value)
    return Quantity(0, 3, "12件", number, "件", indicator="app.received", **{"readings": readings, **fields})  # type: ignore[arg-type]


BOTH = tables(cell(TOTAL, 12), cell(CARRIED, 3))


def told(one: Quantity, given: tuple[Table, ...] = BOTH) -> list[tuple[int | None, bool | None]]:
    (compared,) = compare_with_tables([one], given)
    return [(None if part.value is None else int(part.value), part.agrees) for part in compared.readings]


def test_each_reading_has_its_sum():
    assert told(quantity()) == [(12, True), (15, False)]
    assert told(quantity(15)) == [(12, False), (15, True)]


@pytest.mark.parametrize("state", ["blank", "not_applicable", "unreadable", "undecided"])
def test_a_cell_without_a_number_is_unknown(state):
    given = tables(cell(TOTAL, 12), cell(CARRIED, None, state))
    assert told(quantity(), given) == [(12, True), (None, None)]


def test_a_cell_that_is_not_there_is_unknown():
    assert told(quantity(), tables(cell(TOTAL, 12))) == [(12, True), (None, None)]


def test_without_tables_nothing_changes():
    assert compare_with_tables([quantity()], ()) == (quantity(),)


def test_the_first_of_two_tables_counts():
    assert told(quantity(), (*BOTH, *tables(cell(TOTAL, 99))))[0] == (12, True)


def test_bounds_are_minded():
    assert told(quantity(10, bound="more_than"))[0] == (12, True)


@pytest.mark.parametrize("period", ["cumulative", "previous_year", "plan"])
def test_another_time_is_not_compared(period):
    assert told(quantity(period=period)) == [(12, None), (15, None)]


def test_a_change_is_not_compared():
    assert told(quantity(comparison=Comparison("up", "previous_year")))[0] == (12, None)


def test_a_part_of_the_same_indicator_is_not_compared():
    part = replace(quantity(4), start=4, end=6, whole=(0, 3))
    whole, compared = compare_with_tables([quantity(), part], BOTH)
    assert (whole.readings[0].agrees, compared.readings[0].agrees) == (True, None)


def test_a_unit_can_agree_but_not_differ():
    assert told(quantity(scope="unit")) == [(12, True), (15, None)]


def test_a_number_without_value_and_limits_is_not_compared():
    assert told(quantity(None)) == [(12, None), (15, None)]
    assert told(quantity(None, low=Decimal(10), high=Decimal(14))) == [(12, True), (15, False)]


@pytest.mark.parametrize(
    ("printed", "total"), [("万元", 125_000), ("元", 12.5), ("亿元", 1_250_000_000), (None, 12.5)]
)
def test_money_is_put_into_the_unit_of_the_quantity(printed, total):
    fee = cell("t2_art20_8.admin_fees.amount", 0, unit=printed)
    cells = {fee.id: replace(fee, value=Decimal("12.5"))}
    assert sum_cells([fee.id], cells, "元") == Decimal(str(total))


def test_a_report_is_compared_when_it_is_read():
    said = report("全年收到政府信息公开申请12件。", with_table=True)
    first = next(one for one in said.quantities if one.indicator == "app.received")
    assert (first.readings[0].value, first.readings[0].agrees) == (12, True)
    assert "table, newly received this year (strict): 12, agrees" in first.explain()


def test_a_report_without_tables():
    said = tk.read_text(f"{TITLE}全年收到政府信息公开申请12件。")
    assert {part.agrees for one in said.quantities for part in one.readings} == {None}
