"""Data tables → rows of cells, columns aligned; and which tables only lay out a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit.reading._rows import GridCell
from textkit.reading._tree import Node, clean, table_rows

__all__ = ["MAX_CELLS", "grid", "is_layout_table", "plain_rows"]

# A span is never wider than the form has rows; browsers clip at 1,000 columns too.
MAX_SPAN = 1_000
# The largest table of the form has 300 cells; bounded by cells that spans cover as well.
MAX_CELLS = 200_000
# A cell of prose: labels of the form have at most 60 characters, and no sentence mark.
PROSE_CELL = 120
# A table that is mostly cells with sentences lays out a text: 总体情况 | 2023年，我局…。
SENTENCE_CELL = 15
_NUMBER = re.compile(r"\d{1,4}")
_NUMERIC = re.compile(r"[-+]?[\d,，.]+%?|[-—/无]?")


def is_layout_table(table: Node) -> bool:
    """Whether a table only arranges the page: it holds tables, prose, links, or one column or row."""
    if table.tables or 2 * table.linked > table.chars:
        return True
    rows = [cells for cells in table_rows(table) if cells]
    # A spacer is no cell: what counts is how many cells of a row hold text.
    if not rows or max(sum(cell.chars > 0 for cell in cells) for cells in rows) < 2:
        return True
    prose = sum(cell.chars for cells in rows for cell in cells if cell.stops and cell.chars >= SENTENCE_CELL)
    if 2 * prose > table.chars:
        return True
    if any(cell.chars > PROSE_CELL and cell.stops for cells in rows for cell in cells):
        return True
    return len(rows) == 1 and not _is_row_of_numbers(rows[0])


def _is_row_of_numbers(cells: list[Node]) -> bool:
    """A row that a torn table left alone."""
    texts = [clean(cell) for cell in cells]
    numbers = sum(1 for text in texts if text and _NUMERIC.fullmatch(text))
    return len(texts) >= 3 and 2 * numbers >= len(texts) and max(map(len, texts)) <= PROSE_CELL


def grid(table: Node) -> tuple[list[tuple[int, list[GridCell]]], int] | None:
    """Rows (number, cells) with spans resolved and the number of columns, None where the spans exceed all bounds."""
    covered: list[int] = []
    rows = [
        [(cell, _span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells]
        for cells in table_rows(table)
    ]
    own = [sum(width for _, width, _ in row) for row in rows]
    columns = max(own, default=0)
    result: list[tuple[int, list[GridCell]]] = []
    total = 0
    for number, cells in enumerate(rows, 1):
        row: list[GridCell] = []
        if own[number - 1] == columns:
            # A rowspan that reaches too far: this row fills the table by itself.
            covered = []
        at = 0
        for cell, width, height in cells:
            while at < len(covered) and covered[at] > 0:
                at += 1
            row.append(GridCell(clean(cell), at, width, height))
            covered.extend([0] * (at + width - len(covered)))
            covered[at : at + width] = [height] * width
            at += width
            if total + at > MAX_CELLS:
                return None
        total += max(at, len(covered))
        covered = [max(0, left - 1) for left in covered]
        if total > MAX_CELLS:
            return None
        if cells:
            result.append((number, row))
    return result, max((cell.column + cell.width for _, row in result for cell in row), default=0)


def plain_rows(table: Node) -> Iterator[tuple[int, list[GridCell]]]:
    """Rows as they are, spans ignored."""
    for number, cells in enumerate(table_rows(table), 1):
        if cells:
            yield number, [GridCell(clean(cell), column) for column, cell in enumerate(cells)]


def _span(cell: Node, name: str) -> int:
    printed = cell.attrs.get(name)
    match = _NUMBER.match(printed.strip()) if printed else None
    # colspan="0" is no span; rowspan="0" reaches to the end of the table, which nobody writes.
    return min(max(int(match.group()), 1), MAX_SPAN) if match else 1
