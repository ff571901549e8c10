"""The statutory tables of a document: its rows of cells and runs of labels, put together.

Each table is known by its own labels; the year of the report plays no part. Where two readings
are possible the cell stays undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from textkit.form._found import FoundCell, FoundRow, Printed
from textkit.form._grids import ANNEX, GridCell, GridReader
from textkit.form._headings import Found
from textkit.form._paragraphs import Piece
from textkit.form._runs import RunReader
from textkit.form._values import Value
from textkit.form._view import View
from textkit.reading import Block
from textkit.report import OPEN_STATES, Cell, Notice, Table
from textkit.statute import FormTable, form_table

__all__ = ["find_tables"]

# A line between two tables that may be a label: the longest has 35 characters, an ordinal and blanks add some.
MAX_LINE = 60
# The annex of 2014 has 58 rows; the local statistics before it share a few labels.
MIN_ANNEX_ROWS = 10


def find_tables(
    view: View, pieces: list[Piece], headings: list[Found]
) -> tuple[tuple[Table, ...], tuple[Notice, ...]]:
    """Tables in the order of the text, and a notice for each with cells that can't be told."""
    made: list[_Making] = []
    mains = {found.start for found in headings if found.level == 1}
    for row in _rows(view, pieces, mains):
        making = _open_for(row, made)
        if making is None:
            making = _Making(row.table)
            made.append(making)
        making.take(row)
    made = [making for making in made if making.form.id != ANNEX or len(making.rows) >= MIN_ANNEX_ROWS]
    made.sort(key=lambda making: making.start)
    tables = _with_layouts([making.table(view.source) for making in made])
    return tuple(tables), tuple(notice for table in tables if (notice := _notice(table)))


def _rows(view: View, pieces: list[Piece], mains: set[int]) -> Iterator[FoundRow]:
    """Rows of all tables in order: piece by piece, and the blank rows that have no piece."""
    blank = [(begin, block) for begin, end, block in view.blocks if begin == end and block.cells]
    walk = _Walk(view)
    at = 0
    for start, end, kind in pieces:
        while at < len(blank) and blank[at][0] <= start:
            yield from walk.grid_row(blank[at][1])
            at += 1
        _, _, block = view.block_at(start) or (0, 0, None)
        if block is not None and block.cells:
            yield from walk.grid_row(block)
        elif kind == "table":
            walk.label(start, end)
        elif start in mains or end - start > MAX_LINE:
            yield from walk.close()
            walk.heading(start, end)
        elif kind != "furniture":
            walk.line(start, end)
    for _, block in blank[at:]:
        yield from walk.grid_row(block)
    yield from walk.close()


@dataclass(slots=True)
class _Walk:
    """The two readers, each with what it knows of the section so far."""

    view: View
    grids: GridReader = field(default_factory=GridReader)
    runs: RunReader = field(default_factory=RunReader)
    _run: tuple[int, int] | None = None
    _taken: Block | None = None

    def grid_row(self, block: Block) -> Iterator[FoundRow]:
        """A row with cell borders; a block cut into several pieces is one row all the same."""
        yield from self._flush()
        if block is not self._taken:
            self._taken = block
            source = self.view.source
            cells = [
                GridCell(
                    Printed(source[cell.start : cell.end], cell.start, cell.end), cell.column, cell.width
                )
                for cell in block.cells
            ]
            yield from self.grids.row(cells, block.table)

    def label(self, start: int, end: int) -> None:
        """A piece of a table without borders: a label, a number, a run of both."""
        self._run = (self._run[0] if self._run else start, end)
        if end - start <= MAX_LINE:
            self._tell(start, end)

    def line(self, start: int, end: int) -> None:
        """A short line of text: perhaps a label that broke off."""
        if self._run:
            self._run = (self._run[0], end)
        else:
            self.runs.line(self.view.text[start:end])
        self._tell(start, end)

    def heading(self, start: int, end: int) -> None:
        """The heading of a section: 四、…行政复议、行政诉讼情况 tells which table follows."""
        if end - start <= MAX_LINE:
            self._tell(start, end)

    def close(self) -> Iterator[FoundRow]:
        """What stood above a section or a paragraph says nothing of the rows below."""
        yield from self._flush()
        self.grids, self.runs = GridReader(), RunReader()

    def _tell(self, start: int, end: int) -> None:
        begin, stop = self.view.original(start, end)
        self.grids.line(Printed(self.view.source[begin:stop], begin, stop))

    def _flush(self) -> Iterator[FoundRow]:
        run, self._run = self._run, None
        if run:
            yield from self.runs.read(self.view, *run)


# ------------------------------------------------------------------------------------------ put together


@dataclass(slots=True)
class _Making:
    """A table being put together: rows by id, cells by column."""

    form: FormTable
    start: int = -1
    end: int = -1
    rows: dict[str, dict[str, FoundCell]] = field(default_factory=dict)

    def holds(self, row: FoundRow) -> bool:
        """Whether a row of this table is here already, with another value in a cell of the same column."""
        own = self.rows.get(row.row, {})
        return any(
            cell.column in own and own[cell.column].value.state != "blank" and cell.value.state != "blank"
            for cell in row.cells
        )

    def is_past(self, row: FoundRow) -> bool:
        """Whether a row stands in the form before the last one taken."""
        order = [own.id for own in self.form.rows]
        return bool(self.rows) and order.index(row.row) < order.index(next(reversed(self.rows)))

    def take(self, row: FoundRow) -> None:
        begin = row.start if row.head is None else min(row.start, row.head)
        self.start = begin if self.start < 0 else min(self.start, begin)
        self.end = max(self.end, row.end)
        own = self.rows.setdefault(row.row, {})
        for cell in row.cells:
            # A row broken over a page: its numbers stand on one of the two.
            if cell.column not in own or own[cell.column].value.state == "blank":
                own[cell.column] = cell
            elif cell.value.state != "blank" and own[cell.column].value != cell.value:
                own[cell.column] = replace(own[cell.column], value=Value(None, "undecided"))

    def table(self, source: str) -> Table:
        cells = tuple(
            self._cell(row.id, found, source)
            for row in self.form.rows
            for column in self.form.columns
            if (found := self.rows.get(row.id, {}).get(column.id))
        )
        return Table(self.form.id, self._layout(), cells, self.start, self.end)

    def _cell(self, row: str, found: FoundCell, source: str) -> Cell:
        printed, value = found.printed, found.value
        unit = value.unit or self.form.column(found.column).unit or self.form.row(row).unit
        # Marks of nothing, such as a zero-width character or **, are no value.
        end = printed.start if value.state == "blank" else printed.end
        return Cell(
            id=f"{self.form.id}.{row}.{found.column}",
            row=row,
            column=found.column,
            value=value.value,
            raw=source[printed.start : end],
            state=value.state,
            start=printed.start,
            end=end,
            unit=unit,
        )

    def _layout(self) -> str | None:
        """The layout that the rows and columns with one of their own name, None where they differ or none has."""
        if len(self.form.layouts) == 1:
            return self.form.layouts[0]
        columns = {column for cells in self.rows.values() for column in cells}
        named = {row.layout for row in self.form.rows if row.id in self.rows}
        named |= {column.layout for column in self.form.columns if column.id in columns}
        named.discard(None)
        if len(named) == 1:
            return named.pop()
        # One column of its own alone: 处理决定数量 stands beside two others in the form of 2019.
        if not named and self.form.id in _ALONE and columns == {"decisions"}:
            return "gb2021"
        return None


_ALONE = ("t2_art20_5", "t2_art20_6")


def _open_for(row: FoundRow, made: list[_Making]) -> _Making | None:
    """The table that a row goes on with: the last one of its kind, unless a new header stands above and that has the row, or is past it."""
    last = next((making for making in reversed(made) if making.form.id == row.table.id), None)
    anew = last is not None and row.head is not None and row.head > last.end
    if last is None or (anew and (last.holds(row) or last.is_past(row))):
        return None
    return last


def _with_layouts(tables: list[Table]) -> list[Table]:
    """Tables that are the same in both forms follow table 3, else the only other layout of the report."""
    known = {table.layout for table in tables if table.layout in ("gb2021", "gb2019")}
    of_third = {table.layout for table in tables if table.id == "t3_applications"} & known
    layouts = of_third or known
    if len(layouts) != 1:
        return tables
    layout = layouts.pop()
    return [
        replace(table, layout=layout)
        if table.layout is None and layout in form_table(table.id).layouts
        else table
        for table in tables
    ]


def _notice(table: Table) -> Notice | None:
    open_cells = sum(cell.state in OPEN_STATES for cell in table.cells)
    if not open_cells:
        return None
    message = (
        f"{table.id}: {open_cells} of {len(table.cells)} cells can't be told: digits of neighbouring cells stand"
        " together, a cell is merged over several columns, or it holds no number"
    )
    return Notice("cells_undecided", message, table.start, table.end)
