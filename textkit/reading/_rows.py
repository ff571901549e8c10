"""Rows of a table as lines of the reading text: cells parted by tabs, and where each cell stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textkit.reading._document import TableCell

__all__ = ["RAISED", "GridCell", "row_line"]

# A note's number raised behind a number is no digit of it.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as a reader of files finds it: its text on one line, its first column, what it covers."""

    text: str
    column: int
    width: int = 1
    height: int = 1


def row_line(cells: Sequence[GridCell], columns: int = 0) -> tuple[str, tuple[TableCell, ...]]:
    """The line of a row, at least ``columns`` wide, and its cells with offsets into the line.

    Examples
    --------
    >>> row_line([GridCell("规章", 0, width=2), GridCell("3", 2)])[0]
    '规章\\t\\t3'
    """
    width = max([columns, *(cell.column + cell.width for cell in cells)])
    texts = [""] * width
    for cell in cells:
        texts[cell.column] = cell.text
    starts = _starts(texts)
    placed = tuple(
        TableCell(
            starts[cell.column], starts[cell.column] + len(cell.text), cell.column, cell.width, cell.height
        )
        for cell in cells
    )
    return "\t".join(texts), placed


def _starts(texts: Iterable[str]) -> list[int]:
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return starts
