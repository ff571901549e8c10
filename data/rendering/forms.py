"""The statutory tables as they are printed: official labels, and grids of cells with spans."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal

SECTION_TWO = "t2_"
APPLICATIONS = "t3_applications"
REVIEW = "t4_review_litigation"
STATISTICS = "s2014_statistics"
RESULT_LABEL = "三、本年度办理结果"
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS_LABEL = "申请人情况"
CORNER_LABEL = "信息内容"
OUTSIDE_RESULTS = ("new_received", "carried_in", "carried_out")
# Section two set as one table has a column of labels and as many columns of numbers as its widest part.
SECTION_TWO_NUMBERS = 3

# Widths of columns by their number: table 3 and the 2014 annex; columns of other tables are equal.
COLUMN_WIDTHS = {10: (6.0, 11.0, 27.0, *[6.4] * 7), 5: (13.0, 22.0, 34.0, 9.0, 11.0)}

CellKind = Literal["caption", "header", "label", "value"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: `group` stands left of some rows of table 3, `part` left of that in the 2014 annex."""

    id: str
    label: str
    group: str = ""
    part: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form; `above` are the labels over its own, nearest first."""

    id: str
    label: str
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """An empty table of one layout."""

    id: str
    layout: str
    captions: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A form with its cells, as printed, by row."""

    form: Form
    columns: tuple[Column, ...]
    values: tuple[tuple[str, ...], ...]

    @property
    def id(self) -> str:
        return self.form.id

    def cells(self) -> Iterator[tuple[str, str]]:
        """Pairs of cell id and printed text, row by row."""
        for row, values in zip(self.form.rows, self.values, strict=True):
            for column, printed in zip(self.columns, values, strict=True):
                yield f"{self.id}.{row.id}.{column.id}", printed


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid that reaches over `down` rows and `across` columns; `upright`: one character a line."""

    text: str
    kind: CellKind = "label"
    down: int = 1
    across: int = 1
    upright: bool = False


Grid = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place in the grid."""

    row: int
    column: int
    cell: Cell


@cache
def forms() -> dict[tuple[str, str], Form]:
    """All forms by table id and layout."""
    data = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
    found = {}
    for entry in data["table"]:
        rows = tuple(_row(entry["id"], *fields) for fields in entry["rows"])
        columns = tuple(Column(id_, label, tuple(above)) for id_, label, *above in entry["columns"])
        for layout in entry["layouts"]:
            form = Form(entry["id"], layout, tuple(entry.get("captions", ())), rows, columns)
            found[form.id, layout] = form
    return found


def _row(table_id: str, id_: str, label: str, *fields: str) -> Row:
    if table_id == STATISTICS:
        part, group, unit = fields
        return Row(id_, label, group, part, unit)
    return Row(id_, label, *fields)


@cache
def column_of(table_id: str, column_id: str) -> Column | None:
    """A column of a table by its id, whatever the layout."""
    for form in forms().values():
        for column in form.columns:
            if form.id == table_id and column.id == column_id:
                return column
    return None


def place(grid: Grid) -> list[Placed]:
    """Every cell with its row and column, spans taken into account."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(grid):
        at = 0
        for cell in row:
            while (number, at) in taken:
                at += 1
            taken.update((number + d, at + a) for d in range(cell.down) for a in range(cell.across))
            placed.append(Placed(number, at, cell))
            at += cell.across
    return placed


def width(grid: Grid) -> int:
    return sum(cell.across for cell in grid[0])


def shares(grid: Grid) -> list[float]:
    """Widths of the columns as shares of the whole."""
    widths = COLUMN_WIDTHS.get(width(grid), (1.0,) * width(grid))
    return [one / sum(widths) for one in widths]


def matrix(grid: Grid) -> list[list[str]]:
    """Texts as most converters print them: a merged cell's text once, its other places empty."""
    texts = [[""] * width(grid) for _ in grid]
    for item in place(grid):
        texts[item.row][item.column] = item.cell.text
    return texts


def grid_of(table: Table) -> Grid:
    """The printed grid of a table; those of section two without their caption."""
    if table.id == APPLICATIONS:
        return _applications(table)
    if table.id == REVIEW:
        return _review(table)
    if table.id == STATISTICS:
        return _statistics(table)
    return _section_two_part(table, len(table.columns))


def section_two(tables: Sequence[Table], caption: int) -> Grid:
    """The tables of section two as one, each under a row with its caption (`caption` chooses the wording)."""
    rows: list[tuple[Cell, ...]] = []
    for table in tables:
        rows.append((Cell(caption_of(table, caption), "caption", across=1 + SECTION_TWO_NUMBERS),))
        rows.extend(_section_two_part(table, SECTION_TWO_NUMBERS))
    return tuple(rows)


def captioned(table: Table, caption: int) -> Grid:
    """A table of section two under a row with its caption."""
    grid = grid_of(table)
    return ((Cell(caption_of(table, caption), "caption", across=width(grid)),), *grid)


def caption_of(table: Table, caption: int) -> str:
    return table.form.captions[caption % len(table.form.captions)]


def _section_two_part(table: Table, numbers: int) -> Grid:
    spans = _spread(len(table.columns), numbers)
    header = [Cell(CORNER_LABEL, "header")]
    header += [
        Cell(column.label, "header", across=span) for column, span in zip(table.columns, spans, strict=True)
    ]
    rows = [tuple(header)]
    for row, values in zip(table.form.rows, table.values, strict=True):
        cells = [Cell(printed, "value", across=span) for printed, span in zip(values, spans, strict=True)]
        rows.append((Cell(row.label), *cells))
    return tuple(rows)


def _spread(count: int, width_: int) -> list[int]:
    """Spans of `count` cells over a width, the last taking what is left."""
    return [1] * (count - 1) + [width_ - count + 1]


def _applications(table: Table) -> Grid:
    rows = [*_applications_header(table.columns)]
    results = [row for row in table.form.rows if row.id not in OUTSIDE_RESULTS]
    seen: set[str] = set()
    for row, values in zip(table.form.rows, table.values, strict=True):
        cells = []
        if row == results[0]:
            cells.append(Cell(RESULT_LABEL, down=len(results), upright=True))
        if row.group and row.group not in seen:
            seen.add(row.group)
            cells.append(Cell(row.group, down=sum(other.group == row.group for other in results)))
        cells.append(Cell(row.label, across=_label_span(row)))
        rows.append((*cells, *(Cell(printed, "value") for printed in values)))
    return tuple(rows)


def _label_span(row: Row) -> int:
    if row.id in OUTSIDE_RESULTS:
        return 3
    return 1 if row.group else 2


def _applications_header(columns: Sequence[Column]) -> Iterator[tuple[Cell, ...]]:
    yield (
        Cell(BALANCE_NOTE, "header", down=3, across=3),
        Cell(APPLICANTS_LABEL, "header", across=len(columns)),
    )
    second: list[Cell] = []
    for above, members in groupby(columns, key=lambda column: column.above):
        group = list(members)
        if above:
            second.append(Cell(above[0], "header", across=len(group)))
        else:
            second += [Cell(column.label, "header", down=2) for column in group]
    yield tuple(second)
    yield tuple(Cell(column.label, "header") for column in columns if column.above)


def _review(table: Table) -> Grid:
    top = [
        Cell(label, "header", across=len(list(members)))
        for label, members in groupby(table.columns, key=lambda column: column.above[-1])
    ]
    second: list[Cell] = []
    for above, members in groupby(table.columns, key=lambda column: column.above):
        group = list(members)
        if len(above) > 1:
            second.append(Cell(above[0], "header", across=len(group)))
        else:
            second += [Cell(column.label, "header", down=2) for column in group]
    third = [Cell(column.label, "header") for column in table.columns if len(column.above) > 1]
    values = [tuple(Cell(printed, "value") for printed in row) for row in table.values]
    return (tuple(top), tuple(second), tuple(third), *values)


def _statistics(table: Table) -> Grid:
    header = (Cell("统计指标", "header", across=3), Cell("单位", "header"), Cell("统计数", "header"))
    rows: list[tuple[Cell, ...]] = [header]
    parts = [row.part for row in table.form.rows]
    groups = [(row.part, row.group) for row in table.form.rows]
    for number, (row, values) in enumerate(zip(table.form.rows, table.values, strict=True)):
        cells = []
        if parts.index(row.part) == number:
            cells.append(Cell(row.part, down=parts.count(row.part)))
        if row.group and groups.index((row.part, row.group)) == number:
            cells.append(Cell(row.group, down=groups.count((row.part, row.group))))
        cells.append(Cell(row.label, across=1 if row.group else 2))
        cells.append(Cell(row.unit, "header"))
        rows.append((*cells, *(Cell(printed, "value") for printed in values)))
    return tuple(rows)
