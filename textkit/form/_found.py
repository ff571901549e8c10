"""What is found in a table, before it is put together: cells with their ids and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textkit.form._values import Value, cell_value
from textkit.statute import FormTable

__all__ = ["FoundCell", "FoundRow", "Printed", "column_order", "counted", "in_form_order"]


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


def column_order(table: FormTable, named: Sequence[str | None], *, levelled: bool = False) -> tuple[str, ...]:
    """Columns that a row without column borders must have, in order; empty where that can't be told.

    ``named`` are the columns that the header names, in its order; in a header of several levels
    (``levelled``) those of the upper level come first. None stands for a word that is none of the
    form's: where the header lacks just one column it is that one, mistyped; else there may be a column
    more, and as many numbers as the form has columns may be one too few and one too many.
    Table 3, table 4 and the annex of 2014 have the same columns in every layout, so that a torn header
    will do; of the others it must name all of one layout.
    """
    own = tuple(column.id for column in table.columns)
    missing = [column for column in own if column not in named]
    if None in named and (len(missing) != 1 or named.count(None) > 1):
        return ()
    printed = tuple(dict.fromkeys(missing[0] if column is None else column for column in named))
    if table.id.startswith("t2_"):
        layouts = [{column.id for column in table.columns_of(layout)} for layout in table.layouts]
        return printed if set(printed) in layouts else ()
    if len(set(own)) == 1 or _in_order(printed, own) or (levelled and _in_order(printed, _by_level(own))):
        return own
    # 自然人, 总计, … in one row, or the levels of a header one after the other without 法人或其他组织.
    told = set(printed) == set(own) and printed != _by_level(own)
    return printed if told and not levelled else ()


def in_form_order(table: FormTable, columns: Sequence[str]) -> bool:
    """Whether columns stand in the order of the form, some perhaps left out."""
    return _in_order(columns, [column.id for column in table.columns])


def _by_level(columns: Sequence[str]) -> tuple[str, ...]:
    """Columns of table 3 as a header of three levels prints them: 自然人, 总计, then the organs."""
    return (columns[0], columns[-1], *columns[1:-1])


def _in_order(some: Sequence[str], all_of_them: Sequence[str]) -> bool:
    places = [all_of_them.index(one) for one in some]
    return places == sorted(places)


def counted(
    columns: Sequence[str], printed: Sequence[Printed], *, whole: Printed | None = None, told: bool = True
) -> tuple[FoundCell, ...]:
    """Cells by their order, undecided where there are not as many as columns or one is no value.

    An undecided cell shows ``whole``, by default all that is printed. ``told`` is False where the order
    of the columns can't be told.
    """
    values = [cell_value(one.text) for one in printed]
    if told and len(printed) == len(columns) and all(value.state != "unreadable" for value in values):
        return tuple(map(FoundCell, columns, printed, values))
    if whole is None:
        return ()
    undecided = Value(None, "undecided")
    return tuple(FoundCell(column, whole, undecided) for column in columns)
