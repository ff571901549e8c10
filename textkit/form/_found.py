"""What is found in a table, before it is put together: cells with their ids and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textkit.form._values import Value, cell_value
from textkit.statute import FormTable

__all__ = ["FoundCell", "FoundRow", "Printed", "column_order", "counted"]


@dataclass(frozen=True, slots=True)
class Printed:
    """Something printed at ``[start, end)`` of the document's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell of a row: its column, what is printed, what it says."""

    column: str
    printed: Printed
    value: Value


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Cells of one row of a table of the form.

    ``start`` and ``end`` hold its label as well; ``head`` is where the header above begins, None
    where none stands right above.
    """

    table: FormTable
    row: str
    cells: tuple[FoundCell, ...]
    start: int
    end: int
    head: int | None = None


def column_order(table: FormTable, seen: Sequence[str]) -> tuple[str, ...]:
    """Columns that a row without column borders must have, in order; empty where that can't be told.

    ``seen`` are the columns that the header names, in its order. Table 3, table 4 and the annex
    of 2014 have the same columns in every layout; of the others the header must tell.
    """
    if table.id.startswith("t2_"):
        return tuple(dict.fromkeys(seen))
    return tuple(column.id for column in table.columns)


def counted(
    columns: Sequence[str], printed: Sequence[Printed], *, whole: Printed | None = None
) -> tuple[FoundCell, ...]:
    """Cells by their order, undecided where there are not as many as columns or one is no value.

    An undecided cell shows ``whole``, by default all that is printed.
    """
    values = [cell_value(one.text) for one in printed]
    if len(printed) == len(columns) and all(value.state != "unreadable" for value in values):
        return tuple(map(FoundCell, columns, printed, values))
    if whole is None:
        return ()
    undecided = Value(None, "undecided")
    return tuple(FoundCell(column, whole, undecided) for column in columns)
