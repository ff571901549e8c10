"""Rows with cell borders → cells of the form, by header and row label.

A value belongs to the column whose header stands over it. Where the header is torn off or shifted
against the row, the values count only if they are as many as the form has columns, in its order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from textkit.form._found import FoundCell, FoundRow, Printed, column_order, counted, in_form_order
from textkit.form._labels import (
    BLOCKS,
    RowMatch,
    adds_column,
    block_after,
    block_of,
    column_of,
    is_caption,
    is_column,
    is_extra,
    is_nameless,
    is_row_label,
    is_upper,
    may_name_column,
    row_matches,
    speaks_of_review,
)
from textkit.form._values import Value, cell_value, is_value
from textkit.statute import FormLabel, FormTable, form_table, form_tables

__all__ = ["ANNEX", "REVIEW", "GridCell", "GridReader"]

REVIEW = "t4_review_litigation"
ANNEX = "s2014_statistics"
APPLICATIONS = "t3_applications"
# Cells of one block of table 4.
BLOCK_SIZE = 5
# Rows of a header: three in the form, some more with caption and notes.
MAX_HEADER = 12
# Header cells that name nothing of the form: one may be mistyped, two make the table another one.
MIN_FOREIGN = 2
# Columns of table 3 that a header must name; local tables share 自然人, 其他, 总计 with it.
MIN_NAMED = 4
# Table 4 has 15 columns, and borders that miss each other add some.
MAX_COLUMNS = 64
# A row of values without a label is believed to be table 4's when it has at least so many.
MIN_BARE = 5
# A number with something other than words about it.
_MARKED = re.compile(r"[^\w]{0,4}\d[\d,，.]{0,12}[^\u4e00-\u9fff]{0,6}")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A printed cell with the columns it covers."""

    printed: Printed
    column: int
    width: int

    @property
    def text(self) -> str:
        return self.printed.text

    @property
    def stop(self) -> int:
        return self.column + self.width

    def overlaps(self, other: GridCell) -> bool:
        return self.column < other.stop and other.column < self.stop


@dataclass(frozen=True, slots=True)
class _HeadRow:
    """The cells with words of a header row, and where the row ends."""

    cells: tuple[GridCell, ...]
    stop: int


@dataclass(slots=True)
class GridReader:
    """Reads rows one after the other; keeps the header above them and what was read last."""

    header: list[_HeadRow] = field(default_factory=list)
    seen: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    part: str | None = None
    block: str | None = None
    in_review: bool = False
    pending: list[Printed] = field(default_factory=list)
    _closed: bool = True
    _grid: int | None = None
    _left: int | None = None

    def line(self, printed: Printed) -> None:
        """A line of text between tables: a label torn off its row, the name of a block of table 4."""
        self.block = block_after(printed.text, self.block)
        self.in_review = self.in_review or speaks_of_review(printed.text)
        self.pending.append(printed)

    def row(self, cells: Sequence[GridCell], grid: int | None) -> Iterator[FoundRow]:
        """Take a row; ``grid`` numbers the tables of the file."""
        if grid != self._grid:
            self._grid, self._closed = grid, True
            self._remember()
            self.header, self._left = [], None
        if len(cells) > MAX_COLUMNS:
            return
        pending, self.pending = self.pending, []
        labels = [cell for cell in cells if not is_value(cell.text)]
        if not labels or self._is_marked_review(labels):
            yield from self._bare(cells, pending)
            return
        by_block = self._block_row(cells, labels)
        if by_block is not None:
            yield by_block
            return
        match = self._match(cells, labels)
        if match is None or self._is_header(cells, labels, match[0]):
            self._take_header(cells, labels)
            return
        yield from self._labelled(cells, *match)

    # ------------------------------------------------------------------------------------- header

    def _is_header(self, cells: Sequence[GridCell], labels: list[GridCell], match: RowMatch) -> bool:
        """Whether a row that could be labelled is a header: 自然人 … 其他 总计, 当面 … 信函 总计."""
        if not match.row.plain:
            return False
        if len({cell.text for cell in labels if is_column(cell.text)}) >= 2:
            return True
        filled = sum(1 for cell in cells if cell.text)
        strange = [cell for cell in labels if not is_row_label(cell.text) and not self._holds_value(cell)]
        return len(labels) == filled and bool(strange)

    def _take_header(self, cells: Sequence[GridCell], labels: list[GridCell]) -> None:
        for cell in labels:
            self.block = block_after(cell.text, self.block)
            self.in_review = self.in_review or self.block is not None
        captioned = any(is_caption(cell.text) for cell in labels)
        names = captioned or any(is_column(cell.text) or block_of(cell.text) for cell in labels)
        if self._closed and self.header and not names:
            # The head of a group over the whole width: the header above still holds.
            return
        if self._closed and self._is_printed_again(cells):
            return
        if self._closed or captioned:
            self._remember()
            self.header = []
            self._closed = False
        words = tuple(cell for cell in cells if cell.text)
        self.header.append(_HeadRow(words, max(cell.stop for cell in cells)))
        del self.header[:-MAX_HEADER]
        self._left = min(
            (cell.column for row in self.header for cell in row.cells if is_column(cell.text)), default=None
        )

    def _is_printed_again(self, cells: Sequence[GridCell]) -> bool:
        """Whether a row is one of the header's, on its places: whole or the lowest row alone, the header holds."""
        printed = {(cell.text, cell.column, cell.stop) for row in self.header for cell in row.cells}
        return all((cell.text, cell.column, cell.stop) in printed for cell in cells if cell.text)

    def _remember(self) -> None:
        """Keep the columns that the header named, for rows that follow in a table without one."""
        for table in form_tables():
            leaves, _ = self._leaves(table)
            if leaves and table.id.startswith("t2_"):
                self.seen[table.id] = self._named(leaves)

    def _head_start(self) -> int | None:
        starts = [cell.printed.start for row in self.header for cell in row.cells]
        return min(starts, default=None)

    def _leaves(self, table: FormTable) -> tuple[list[tuple[GridCell, str]], list[GridCell]]:
        """The lowest header cells that name columns of a table, and those that name none."""
        leaves: list[tuple[GridCell, str, bool]] = []
        others: list[GridCell] = []
        for row in self.header:
            for cell in row.cells:
                found = column_of(table, cell.text)
                if found is None:
                    others = [other for other in others if not other.overlaps(cell)]
                    others.append(cell)
                    continue
                leaves = [leaf for leaf in leaves if not leaf[0].overlaps(cell)]
                leaves.append((cell, found[0].id, found[1]))
        leaves.sort(key=lambda leaf: leaf[0].column)
        own = {column for _, column, exact in leaves if exact}
        kept = [(cell, column) for cell, column, exact in leaves if exact or column not in own]
        others += [cell for cell, column, exact in leaves if not exact and column in own]
        lowest = [cell for cell in others if not any(cell.overlaps(leaf) for leaf, _ in kept)]
        return kept, lowest

    def _named(self, leaves: list[tuple[GridCell, str]]) -> tuple[str | None, ...]:
        """Columns that the header names, from left to right; None for words that may name another one."""
        if not leaves:
            return ()
        left = leaves[0][0].column
        words = [
            cell
            for row in self.header
            for cell in row.cells
            if len(row.cells) > 1 and cell.stop > left and may_name_column(cell.text)
        ]
        # A cell over several rows may stand in each of them.
        own = {(cell.column, cell.text) for cell in words}
        placed = [*((cell.column, column) for cell, column in leaves), *((column, None) for column, _ in own)]
        return tuple(column for _, column in sorted(placed, key=lambda place: place[0]))

    # --------------------------------------------------------------------------------------- rows

    def _match(self, cells: Sequence[GridCell], labels: list[GridCell]) -> tuple[RowMatch, int] | None:
        """The row that the label cells name, and how many cells they take."""
        first = next((index for index, cell in enumerate(cells) if self._holds_value(cell)), len(cells))
        lead = [index for index, cell in enumerate(cells[:first]) if cell.text]
        if not lead:
            lead = [next(index for index, cell in enumerate(cells) if cell is labels[0])]
        whole = "".join(cells[index].text for index in lead)
        words = [(cells[lead[-1]].text, lead[-1]), (whole, lead[-1])]
        words += [(cells[index].text, index) for index in reversed(lead[:-1])]
        for printed, index in words:
            chosen = self._choose(row_matches(printed))
            if chosen:
                return chosen, index + 1
        return None

    def _holds_value(self, cell: GridCell) -> bool:
        """Whether a cell is a value by what it says, or by standing under a column without being a label."""
        if not cell.text or is_value(cell.text):
            return bool(cell.text)
        return self._left is not None and cell.column >= self._left and not is_row_label(cell.text)

    def _choose(self, matches: tuple[RowMatch, ...]) -> RowMatch | None:
        """The one row of several with the same label: the annex of 2014 repeats labels by chapter."""
        if len(matches) <= 1:
            return matches[0] if matches else None
        of_part = [match for match in matches if match.row.part == self.part]
        return of_part[0] if len(of_part) == 1 else None

    def _labelled(self, cells: Sequence[GridCell], match: RowMatch, upto: int) -> Iterator[FoundRow]:
        self._closed = True
        self.part = match.row.part or self.part
        values = list(cells[upto:])
        found = self._by_header(match.table, values, cells) or self._by_count(match.table, values)
        if found:
            head = self._head_start()
            yield FoundRow(
                match.table, match.row.id, found, cells[0].printed.start, cells[-1].printed.end, head
            )

    def _by_header(
        self, table: FormTable, values: list[GridCell], cells: Sequence[GridCell]
    ) -> tuple[FoundCell, ...]:
        leaves, others = self._leaves(table)
        columns = [column for _, column in leaves]
        if not leaves or not values or len(set(columns)) < len(columns):
            return ()
        if table.id == APPLICATIONS and len(columns) < MIN_NAMED:
            return ()
        extra = [cell for cell in others if is_extra(cell.text)]
        if table.id == APPLICATIONS and self._is_levelled(leaves) and not in_form_order(table, columns):
            # The upper level of a header moved against the lower one.
            return ()
        unknown = [cell for cell in others if cell.stop > values[0].column and cell not in extra]
        labels = [cell for cell in cells if cell.text and cell.column < values[0].column]
        shifted = any(cell.overlaps(leaf) for cell in labels for leaf, _ in leaves)
        if unknown or shifted or not self._fits(cells, leaves):
            return ()
        found: list[FoundCell] = []
        for value in values:
            over = [leaf for leaf in leaves if leaf[0].overlaps(value)]
            beside = value.text or leaves[0][0].column < value.column < leaves[-1][0].column
            if not over and beside and not any(value.overlaps(cell) for cell in extra):
                return ()
            if not over and value.column < leaves[0][0].column and cell_value(value.text).state == "number":
                return ()
            state = cell_value(value.text) if len(over) == 1 else Value(None, "undecided")
            if state.state == "blank" or len(over) == 1 or value.text:
                found += [FoundCell(column, value.printed, state) for _, column in over]
        named = [cell.column for cell in found]
        return tuple(found) if len(set(named)) == len(named) else ()

    def _fits(self, cells: Sequence[GridCell], leaves: list[tuple[GridCell, str]]) -> bool:
        """Whether a row ends where its header ends."""
        stop = max(cell.stop for cell in cells)
        named = {leaf for leaf, _ in leaves}
        ends = [
            row.stop
            for row in self.header
            if not named.isdisjoint(row.cells) or any(is_extra(cell.text) for cell in row.cells)
        ]
        return leaves[-1][0].stop <= stop == max(ends)

    def _is_levelled(self, leaves: list[tuple[GridCell, str]]) -> bool:
        """Whether the header names its columns in several rows."""
        named = {leaf for leaf, _ in leaves}
        return sum(not named.isdisjoint(row.cells) for row in self.header) > 1

    def _is_foreign(self, table: FormTable, others: list[GridCell], values: Sequence[GridCell]) -> bool:
        """Whether the header over the values names what the table has no column for."""
        over = [cell for cell in others if any(cell.overlaps(value) for value in values)]
        named = [cell for cell in over if not is_upper(cell.text) and not is_nameless(cell.text)]
        foreign = [cell for cell in named if column_of(table, cell.text) is None]
        return len(foreign) >= min(MIN_FOREIGN, len(values))

    def _by_count(self, table: FormTable, values: list[GridCell]) -> tuple[FoundCell, ...]:
        leaves, others = self._leaves(table)
        named = self._named(leaves)
        head = [cell.text for row in self.header for cell in row.cells]
        if adds_column(table, head) or self._is_foreign(table, others, values):
            return ()
        printed = [value for value in values if value.text and cell_value(value.text).state != "unreadable"]
        texts = [value for value in values if value.text and cell_value(value.text).state == "unreadable"]
        if table.id == ANNEX:
            texts = [cell for cell in texts if len(cell.text) > MIN_BARE]
        together = all(one.stop == two.column for one, two in pairwise(printed))
        seen = named or self.seen.get(table.id, ())
        columns = column_order(table, seen, levelled=self._is_levelled(leaves))
        if texts or not together or not columns:
            return ()
        return counted(columns, [value.printed for value in printed])

    def _block_row(self, cells: Sequence[GridCell], labels: list[GridCell]) -> FoundRow | None:
        """A row of table 4 set block by block: 行政复议 | 3 | 0 | 1 | 0 | 4, perhaps 结果维持 3 in each cell."""
        block = block_of(labels[0].text)
        if block is None or cells[0] is not labels[0]:
            return None
        table = form_table(REVIEW)
        if self._is_foreign(table, self._leaves(table)[1], cells[1:]):
            return None
        columns = [column for column in table.columns if column.above == block]
        printed = [_without_name(cell, columns) for cell in cells[1:] if cell.text]
        found = counted([column.id for column in columns], [one for one in printed if one is not None])
        if not found or None in printed:
            return None
        self._closed = True
        return FoundRow(table, "cases", found, cells[0].printed.start, cells[-1].printed.end)

    # ------------------------------------------------------------------------- rows without a label

    def _bare(self, cells: Sequence[GridCell], pending: list[Printed]) -> Iterator[FoundRow]:
        """A row of values: table 4's, or one whose label stands on the lines above."""
        was_closed, self._closed = self._closed, True
        torn = self._torn_label(pending)
        if torn is not None:
            found = self._by_count(torn.table, list(cells))
            if found:
                yield FoundRow(torn.table, torn.row.id, found, pending[-1].start, cells[-1].printed.end)
                return
        if len(cells) < MIN_BARE:
            self._closed = was_closed
            return
        table = form_table(REVIEW)
        found = self._review(table, list(cells))
        if found:
            start = cells[0].printed.start
            yield FoundRow(table, "cases", found, start, cells[-1].printed.end, self._head_start())
        elif not any(cell.text for cell in cells):
            self._closed = was_closed

    def _is_marked_review(self, labels: list[GridCell]) -> bool:
        """Whether cells that are no values stand under the header of table 4 and hold numbers: 3①, 0¹."""
        marked = all(_MARKED.fullmatch(_clean(cell.text)) for cell in labels)
        return marked and bool(self._review_leaves(form_table(REVIEW)))

    def _torn_label(self, pending: list[Printed]) -> RowMatch | None:
        for first in range(len(pending)):
            matches = row_matches("".join(line.text for line in pending[first:]))
            if len(matches) == 1 and matches[0].table.id != REVIEW:
                return matches[0]
        return None

    def _review(self, table: FormTable, cells: list[GridCell]) -> tuple[FoundCell, ...]:
        blocks = self._review_leaves(table)
        if blocks:
            found = []
            for leaf, column in blocks:
                under = [cell for cell in cells if leaf.overlaps(cell)]
                if len(under) != 1 or sum(other.overlaps(under[0]) for other, _ in blocks) != 1:
                    break
                found.append(FoundCell(column, under[0].printed, cell_value(under[0].text)))
            else:
                outside = [c for c in cells if c.text and not any(leaf.overlaps(c) for leaf, _ in blocks)]
                if not outside:
                    return tuple(found)
        head = [cell.text for row in self.header for cell in row.cells]
        if not self.in_review or adds_column(table, head):
            return ()
        if self._is_foreign(table, self._leaves(table)[1], cells):
            return ()
        printed = [cell.printed for cell in cells if cell.text]
        return counted([column.id for column in table.columns], printed)

    def _review_leaves(self, table: FormTable) -> list[tuple[GridCell, str]]:
        """Header cells over the values of table 4 with their columns; each block must be whole."""
        names = {column.names[0] for column in table.columns}
        head = [cell for row in self.header for cell in row.cells]
        leaves = [cell for cell in head if _clean(cell.text) in names]
        uppers = [(cell, block) for cell in head if (block := block_of(cell.text))]
        placed: list[tuple[GridCell, str]] = []
        for leaf in sorted(leaves, key=lambda cell: cell.column):
            block = self._block_over(leaf, uppers)
            column = next(
                (c.id for c in table.columns if c.above == block and c.names[0] == _clean(leaf.text)), None
            )
            if column is None:
                return []
            placed.append((leaf, column))
        columns = [column for _, column in placed]
        whole = len(set(columns)) == len(columns) and len(columns) in (BLOCK_SIZE, BLOCK_SIZE * len(BLOCKS))
        return placed if whole else []

    def _block_over(self, leaf: GridCell, uppers: list[tuple[GridCell, str]]) -> str | None:
        """The block over a header cell: the nearest that covers it or, without spans, stands left of it."""
        covering = [block for cell, block in uppers if cell.width > 1 and cell.overlaps(leaf)]
        if covering:
            return covering[-1]
        beside = [(cell, block) for cell, block in uppers if cell.width == 1 and cell.column <= leaf.column]
        if beside:
            return max(beside, key=lambda upper: upper[0].column)[1]
        return self.block if not uppers else None


def _without_name(cell: GridCell, columns: Sequence[FormLabel]) -> Printed | None:
    """The value of a cell that may repeat its column's name before it; None for any other text."""
    if is_value(cell.text):
        return cell.printed
    for column in columns:
        for name in column.names:
            rest = cell.text.removeprefix(name).lstrip(" ：:\u3000")
            if rest != cell.text and rest and is_value(rest):
                return Printed(rest, cell.printed.end - len(rest), cell.printed.end)
    return None


def _clean(printed: str) -> str:
    return "".join(printed.split()).strip("*")
