"""Tables whose borders are lost → cells: labels and numbers one after the other, glued or a cell a line.

A row is its label and what stands up to the next one. Its numbers count when they are parted from
each other and as many as the form has columns; glued digits are left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from textkit._folding import fold
from textkit.form._found import FoundRow, Printed, column_order, counted
from textkit.form._grids import REVIEW, form_table
from textkit.form._labels import RowMatch, block_of, column_of, row_matches
from textkit.form._view import View
from textkit.form._zones import ORDINAL
from textkit.statute import FormTable, form_tables, table_labels

__all__ = ["RunReader"]

# The header of table 4 names the five results once a block; one or two names may be mistyped.
RESULTS = 5
MIN_RESULTS = 11
_DIGIT_OR_MARK = re.compile(r"\d|[-—/]|无")
# Signs between a label and its numbers, or between two cells.
_EDGES = " \t\r\n\u3000\u00a0|:：#*"


@cache
def _labels() -> re.Pattern[str]:
    names = {name for labels in table_labels() for name in (*labels.anchor, *labels.plain)}
    names |= {column.above for table in form_tables() for column in table.columns if column.above}
    ordered = sorted({fold(name) for name in names}, key=lambda name: (-len(name), name))
    written = "|".join(
        re.escape(name).replace("，", "[，,、]?").replace("、", "[、，,]?") for name in ordered
    )
    return re.compile(f"{ORDINAL}?(?:{written})(?:（[^（）\\d]{{1,40}}）)?")


@dataclass(slots=True)
class RunReader:
    """Reads stretches of the view's text; keeps the header and the chapter of the annex."""

    seen: dict[str, list[str]] = field(default_factory=dict)
    part: str | None = None
    block: str | None = None
    _results: int = 0
    _head: int | None = None

    def read(self, view: View, start: int, end: int) -> Iterator[FoundRow]:
        """Rows in ``view.text[start:end]``."""
        matches = list(_labels().finditer(view.text, start, end))
        edges = [*(match.start() for match in matches), end]
        for match, following in zip(matches, edges[1:], strict=True):
            label = match.group()
            values = _values(view, match.end(), following)
            if not any(_DIGIT_OR_MARK.search(view.text, *span) for span in values):
                # A piece of a label that broke off.
                values = []
            row = self._row(label) if values else None
            if row is not None:
                yield from self._cells(view, match.start(), row, values)
                self._head = None
            else:
                self._take_header(view, match)
                if values and self._results >= RESULTS:
                    yield from self._review(view, values)

    def _row(self, label: str) -> RowMatch | None:
        matches = [match for match in row_matches(label) if match.table.id != REVIEW]
        if len(matches) > 1:
            matches = [match for match in matches if match.row.part == self.part]
        if len(matches) != 1 or (self._results >= RESULTS and matches[0].row.plain):
            return None
        self.part = matches[0].row.part or self.part
        return matches[0]

    def _take_header(self, view: View, match: re.Match[str]) -> None:
        label = match.group()
        if self._head is None:
            self.seen, self._results = {}, 0
            self._head = view.original(match.start(), match.end())[0]
        for table in form_tables():
            found = column_of(table, label)
            if found is not None:
                self.seen.setdefault(table.id, []).append(found[0].id)
                self._results += table.id == REVIEW
        self.block = block_of(label) or self.block

    def _cells(
        self, view: View, start: int, match: RowMatch, values: list[tuple[int, int]]
    ) -> Iterator[FoundRow]:
        columns = column_order(match.table, self.seen.get(match.table.id, ()))
        yield from _found_row(view, match.table, match.row.id, columns, start, values, self._head)

    def _review(self, view: View, values: list[tuple[int, int]]) -> Iterator[FoundRow]:
        table = form_table(REVIEW)
        whole = self._results >= MIN_RESULTS
        columns = tuple(column.id for column in table.columns if whole or column.above == self.block)
        yield from _found_row(view, table, "cases", columns, values[0][0], values, self._head)
        self._results, self._head = 0, None


def _found_row(
    view: View,
    table: FormTable,
    row: str,
    columns: tuple[str, ...],
    start: int,
    values: list[tuple[int, int]],
    head: int | None,
) -> Iterator[FoundRow]:
    printed = [_printed(view, *span) for span in values]
    whole = _printed(view, values[0][0], values[-1][1])
    found = counted(columns, printed, whole=whole)
    if found:
        yield FoundRow(table, row, found, view.original(start, start + 1)[0], whole.end, head)


def _printed(view: View, start: int, end: int) -> Printed:
    begin, stop = view.original(start, end)
    return Printed(view.source[begin:stop], begin, stop)


def _values(view: View, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between blanks, line breaks and bars in ``view.text[start:end]``."""
    cuts = [start]
    at = start
    while (at := view.next_gap(at, end)) < end:
        cuts.append(at)
    pieces = []
    for begin, stop in pairwise([*cuts, end]):
        for piece in re.finditer(r"[^|\s]+", view.text[begin:stop]):
            words = piece.group()
            lead = len(words) - len(words.lstrip(_EDGES))
            kept = words.strip(_EDGES)
            if kept:
                pieces.append((begin + piece.start() + lead, begin + piece.start() + lead + len(kept)))
    return pieces
