"""Tables of a Word file → rows of cells, merged ones resolved; or paragraphs, where a table only lays out the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from textkit.reading._grid import MAX_CELLS, MAX_SPAN, PROSE_CELL, SENTENCE_CELL
from textkit.reading._rows import GridCell
from textkit.reading._tree import squeeze_line
from textkit.reading._word_signs import without_private

__all__ = ["Cell", "Paragraph", "Row", "Table", "TableRow", "Unit", "table_units"]

# In twentieths of a point. A character of the smallest print has 100, a column with its margins 300. Narrower
# columns come from borders of two rows that were meant to be one and miss each other: by 1 where a
# program rounds, by some 20 where a hand drags.
MIN_WIDTH = 60
_NUMERIC = re.compile(r"[-+]?[\d,，.]+%?|[-—/无]?")
_STOP = re.compile(r"[。；！？]")


@dataclass(slots=True)
class Paragraph:
    """A paragraph with its number before it; ``raw`` has line breaks where the paragraph has them.

    ``contents``: it may be a line of the table of contents, see the field. ``layout``: the innermost
    layout table that holds it.
    """

    raw: str
    place: str
    level: int | None = None
    layout: int | None = None
    contents: object | None = None


@dataclass(slots=True)
class Row:
    """A row of a data table; ``table`` is the table's number in the file, layout tables included."""

    cells: list[GridCell]
    columns: int
    table: int
    number: int


Unit = Paragraph | Row


@dataclass(slots=True)
class Cell:
    """A cell as the file has it; ``down`` and ``across`` are ``"restart"``, ``"continue"`` or None."""

    units: list[Unit]
    width: int = 1
    down: str | None = None
    across: str | None = None

    @property
    def text(self) -> str:
        """What the cell says on one line, tables in it left out."""
        raw = "\n".join([unit.raw for unit in self.units if isinstance(unit, Paragraph)])
        return squeeze_line(without_private(raw)) if raw else ""


@dataclass(slots=True)
class TableRow:
    """A row as the file has it; ``before``: columns left free at its beginning."""

    number: int
    before: int = 0
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table as the file has it; ``widths`` of its columns in twentieths of a point, 0 where not stated."""

    number: int
    widths: list[int] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)


@dataclass(slots=True)
class _Placed:
    """A cell and the grid's cell that stands for it."""

    source: Cell
    cell: GridCell


def table_units(table: Table) -> tuple[list[Unit], bool]:
    """Units of a table in reading order, and whether its spans were ignored as they exceed all bounds.

    The rows of a data table come first, then those of the tables in its cells.
    """
    found = _grid(table)
    rows, columns = found or (_plain(table), 0)
    if _is_layout([[placed.cell.text for placed in row] for _, row in rows if row]):
        return list(_laid_out(table, rows)), False
    units: list[Unit] = [
        Row([placed.cell for placed in row], columns, table.number, number) for number, row in rows if row
    ]
    inner = chain.from_iterable(placed.source.units for _, row in rows for placed in row)
    return [*units, *(unit for unit in inner if isinstance(unit, Row))], found is None


def _laid_out(table: Table, rows: list[tuple[int, list[_Placed]]]) -> Iterator[Unit]:
    for _, row in rows:
        for placed in row:
            for unit in placed.source.units:
                if isinstance(unit, Paragraph) and unit.layout is None:
                    unit.layout = table.number
                yield unit


def _grid(table: Table) -> tuple[list[tuple[int, list[_Placed]]], int] | None:
    """Rows with merged cells resolved and the number of columns, None where they cover more than any table has."""
    result: list[tuple[int, list[_Placed]]] = []
    # Cells that may go on in the row below, by column.
    open_cells: dict[int, _Placed] = {}
    columns = 0
    placed_rows = [_placed(row) for row in table.rows]
    _close_gaps(placed_rows, table.widths)
    for row, placed_row in zip(table.rows, placed_rows, strict=True):
        if placed_row:
            columns = max(columns, _end(placed_row[-1]))
        # Each row is written as wide as the widest.
        if columns * len(table.rows) > MAX_CELLS:
            return None
        kept: list[_Placed] = []
        below: dict[int, _Placed] = {}
        for placed in placed_row:
            down, cell = placed.source.down, placed.cell
            above = open_cells.get(cell.column)
            if down == "continue" and above and above.cell.width == cell.width:
                above.cell = replace(above.cell, height=above.cell.height + 1)
                below[cell.column] = above
                continue
            kept.append(placed)
            if down:
                below[cell.column] = placed
        open_cells = below
        result.append((row.number, kept))
    return result, columns


def _placed(row: TableRow) -> list[_Placed]:
    """Cells with their columns; one that goes on across widens the cell before it."""
    placed: list[_Placed] = []
    at = min(max(row.before, 0), MAX_SPAN)
    for cell in row.cells:
        width = min(max(cell.width, 1), MAX_SPAN)
        if cell.across == "continue" and placed:
            last = placed[-1]
            last.cell = replace(last.cell, width=last.cell.width + width)
        else:
            placed.append(_Placed(cell, GridCell(cell.text, at, width)))
        at += width
    return placed


def _close_gaps(rows: list[list[_Placed]], widths: list[int]) -> None:
    """Take borders for one that are nearer to each other than any column is wide."""
    alone = {placed.cell.column for row in rows for placed in row if placed.cell.width == 1}
    gaps = [column for column, width in enumerate(widths) if 0 < width < MIN_WIDTH and column not in alone]
    # Where all are narrow, the file only says something for want of anything better.
    if not gaps or max(widths) < MIN_WIDTH:
        return
    moved = [
        (
            placed,
            placed.cell.column - bisect_left(gaps, placed.cell.column),
            _end(placed) - bisect_left(gaps, _end(placed)),
        )
        for row in rows
        for placed in row
    ]
    # A cell that stands on gaps only: the widths aren't what is shown.
    if all(start < end for _, start, end in moved):
        for placed, start, end in moved:
            placed.cell = replace(placed.cell, column=start, width=end - start)


def _end(placed: _Placed) -> int:
    return placed.cell.column + placed.cell.width


def _plain(table: Table) -> list[tuple[int, list[_Placed]]]:
    return [
        (row.number, [_Placed(cell, GridCell(cell.text, column)) for column, cell in enumerate(row.cells)])
        for row in table.rows
    ]


def _is_layout(rows: list[list[str]]) -> bool:
    """Whether a table only arranges the page: prose, or one column or row; as for pages."""
    sizes = [[len("".join(text.split())) for text in row] for row in rows]
    if not rows or max(sum(size > 0 for size in row) for row in sizes) < 2:
        return True
    sentences = [
        size
        for row, row_sizes in zip(rows, sizes, strict=True)
        for text, size in zip(row, row_sizes, strict=True)
        if _STOP.search(text)
    ]
    if 2 * sum(size for size in sentences if size >= SENTENCE_CELL) > sum(map(sum, sizes)):
        return True
    if any(size > PROSE_CELL for size in sentences):
        return True
    return len(rows) == 1 and not _is_row_of_numbers(rows[0])


def _is_row_of_numbers(texts: list[str]) -> bool:
    """A row that a torn table left alone."""
    numbers = sum(1 for text in texts if text and _NUMERIC.fullmatch(text))
    return len(texts) >= 3 and 2 * numbers >= len(texts) and max(map(len, texts)) <= PROSE_CELL
