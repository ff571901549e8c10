"""Tables whose borders are lost → cells: labels and numbers one after the other, glued or a cell a line.

A row is its label and what stands up to the next one. Its numbers count when they are parted from
each other and as many as the form has columns; glued digits are left undecided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise, takewhile

from textkit._folding import fold
from textkit.form._found import FoundCell, FoundRow, Printed, column_order, counted
from textkit.form._grids import APPLICATIONS, REVIEW
from textkit.form._labels import (
    RowMatch,
    adds_column,
    block_after,
    block_of,
    column_of,
    is_caption,
    is_column,
    is_extra,
    is_mistyped_column,
    is_mistyped_upper,
    may_name_column,
    row_matches,
)
from textkit.form._values import Value, is_value
from textkit.form._view import View
from textkit.form._zones import ORDINAL
from textkit.statute import FormTable, form_table, form_tables, label_key, table_labels

__all__ = ["RunReader"]

# The header of table 4 names the five results once a block; one or two names may be mistyped.
RESULTS = 5
MIN_RESULTS = 11
_DIGIT_OR_MARK = re.compile(r"\d|[-—/]|无")
_DIGIT = re.compile(r"\d")
# With fewer columns named, words that are none of the form's make a header another table's.
MIN_NAMED = 4
_ORGANS = "法人或其他组织"
# Words that begin a header, and those of its upper levels.
_BESIDE = ("信息内容", "申请人情况")
_UPPER = (*_BESIDE, _ORGANS)
# A line that is the name of an extra column: 序号, 备注.
MAX_NAME = 4
# Words around a header that are kept; a table has a caption, a unit and some notes.
MAX_AROUND = 30
_WORD = re.compile(r"[\u4e00-\u9fff]")
# Behind the digit of an ordinal.
_ORDINAL_SIGNS = ".．、"
_DIGIT_ORDINAL = re.compile(rf"\d[{_ORDINAL_SIGNS}]")
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
    return re.compile(f"{ORDINAL}?(?:{written})(?:（(?![一二三四五六七八九]）)[^（）\\d]{{1,40}}）)?")


@dataclass(frozen=True, slots=True)
class _Label:
    """A label of the form at ``[start, end)`` of the view's text; ``lead`` stands before it in its cell."""

    text: str
    start: int
    end: int
    lead: str = ""


@dataclass(slots=True)
class RunReader:
    """Reads stretches of the view's text; keeps the header and the chapter of the annex."""

    header: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    # The header in its order: labels of the form, and None for a word of its own that may name a column.
    order: list[str | None] = field(default_factory=list)
    # The same of what stands right above it, and of what was passed since the last row.
    front: list[str | None] = field(default_factory=list)
    passed: list[str | None] = field(default_factory=list)
    # Words that are none of the form's: above the header and between its rows, and since the last row.
    around: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    part: str | None = None
    block: str | None = None
    _results: int = 0
    _head: int | None = None
    _headers: int = 0
    _served: set[str] = field(default_factory=set)
    _orders: dict[str, tuple[tuple[str, ...], bool]] = field(default_factory=dict)

    def line(self, words: str) -> None:
        """A line above a table that is no label of the form."""
        self.above = [*self.above, words][-MAX_AROUND:]
        self._orders = {}

    def read(self, view: View, start: int, end: int) -> Iterator[FoundRow]:
        """Rows in ``view.text[start:end]``; all stay open below a header that one of them has a number too many for."""
        rows = list(self._read(view, start, end))
        surplus = {key for key, _, is_longer in rows if is_longer}
        for key, row, _ in rows:
            yield _left_open(row, view.source) if key in surplus else row

    def _read(self, view: View, start: int, end: int) -> Iterator[tuple[tuple[str, int], FoundRow, bool]]:
        labels = _labels_in(view, start, end)
        edges = [*(label.start for label in labels), end]
        for index, (label, following) in enumerate(zip(labels, edges[1:], strict=True)):
            values = _values(view, label.end, following)
            words = [view.text[begin:stop] for begin, stop in values]
            if not any(map(_DIGIT_OR_MARK.search, words)):
                # A piece of a label that broke off.
                values = []
            after = labels[index + 1] if index + 1 < len(labels) else _Label("", end, end)
            row = self._row(label.text) if values else None
            if row is not None:
                key = (row.table.id, self._headers)
                for found, is_longer in self._cells(view, label.start, row, values, after.text):
                    yield key, found, is_longer
                self._head = None
                self._leave(row.table, [word for word in words if not is_value(word)])
            elif self._head is not None or not values:
                self._take_header(view, label, words, after.lead)
                if values and self._results >= RESULTS:
                    for found in self._review(view, values):
                        yield (REVIEW, self._headers), found, False

    def _leave(self, table: FormTable, words: list[str]) -> None:
        """Go on behind a row: the header is its table's, and words behind its numbers may be the next table's."""
        if self.above or words or table.id not in self._served:
            self._orders = {}
        self._served.add(table.id)
        self.passed = []
        self.around = [*self.around, *self.above][-MAX_AROUND:]
        self.above = [word for word in words if _WORD.search(word)][-MAX_AROUND:]

    def _row(self, label: str) -> RowMatch | None:
        matches = [match for match in row_matches(label) if match.table.id != REVIEW]
        if len(matches) > 1:
            matches = [match for match in matches if match.row.part == self.part]
        if len(matches) != 1 or (self._results >= RESULTS and matches[0].row.plain):
            return None
        if self._names_column(matches[0].table, label):
            return None
        self.part = matches[0].row.part or self.part
        return matches[0]

    def _names_column(self, table: FormTable, label: str) -> bool:
        """Whether 其他 or 总计 is the last column of a header rather than its first row."""
        column = column_of(table, label)
        if self._head is None or column is None or re.match(ORDINAL, label):
            return False
        return all(column_of(table, word) != column for word in self.header)

    def _take_header(self, view: View, label: _Label, words: Sequence[str], lead: str) -> None:
        """Take a label that has no values, and the words behind it; ``lead`` is of the next label's cell."""
        names = _own_names(words[:-1] if words[-1:] == [lead] else words)
        if self._head is None:
            if not _opens_header(label.text):
                # A row without numbers, the label of a group, or a column that is a row as well: the header
                # above still holds.
                self.passed += [*([] if re.match(ORDINAL, label.text) else _cell(label)), *names]
                return
            self._open_header(label.text)
            self._head = view.original(label.start, label.end)[0]
        self.header.append(label.text)
        self.order += [*_cell(label), *names]
        self.strange += filter(_WORD.search, words)
        self._orders = {}
        self._results += column_of(form_table(REVIEW), label.text) is not None
        self.block = block_after(label.text, self.block)

    def _open_header(self, label: str) -> None:
        # A header repeated in part, on the next page: columns added above are still there.
        added = [] if is_caption(label) else [*filter(is_extra, [*self.header, *self.strange])]
        if is_caption(label) or label_key(label) in _BESIDE:
            # Nothing above it is of this header.
            self.front = []
        else:
            self.front = [*(word for word in self.order if word is None), *self.passed]
            self.front += [None for line in self.above if _is_name(line) and may_name_column(line)]
        self.header, self.strange, self.order, self._results = [], added, [], 0
        self.around, self.above, self.passed, self._served = self.above, [], [], set()
        self._headers += 1

    def _columns(self, table: FormTable) -> tuple[tuple[str, ...], bool]:
        """Columns of a row below the header, and whether their order can be told."""
        named = self._named(table)
        known = [column for column in named if column]
        others = [word for word in self.header if column_of(table, word) is None]
        organs = any(label_key(word) == _ORGANS for word in others)
        columns = column_order(table, known, levelled=organs)
        told = bool(columns) and columns == column_order(table, named, levelled=organs)
        names = [*self.header, *self.strange, *filter(_is_name, [*self.around, *self.above])]
        told = told and not self._is_foreign(table, known) and not adds_column(table, names)
        return columns or tuple(dict.fromkeys(known)), told

    def _named(self, table: FormTable) -> list[str | None]:
        """Columns that the header names, in its order; None for words that may name another one."""
        named: list[str | None] = []
        for word in self.order:
            found = column_of(table, word) if word else None
            if found or word is None:
                named.append(found[0].id if found else None)
        # What stands above the header may be its first column, or a row without numbers.
        before = [found[0].id if (found := column_of(table, word)) else "" for word in self.front if word]
        lost = self.front.count(None) + sum(bool(column) and column not in named for column in before)
        return [None] * lost + named

    def _is_foreign(self, table: FormTable, named: Sequence[str]) -> bool:
        """Whether the header is another table's: it has words of its own, or rows of another table below it."""
        words = bool(self.strange or self.around or self.above)
        served = bool(self._served - {table.id})
        if table.id != APPLICATIONS:
            return words and served
        return not named or (len(named) < MIN_NAMED and (words or served))

    def _cells(
        self, view: View, start: int, match: RowMatch, values: list[tuple[int, int]], following: str
    ) -> Iterator[tuple[FoundRow, bool]]:
        if match.table.id not in self._orders:
            self._orders[match.table.id] = self._columns(match.table)
        columns, told = self._orders[match.table.id]
        number, last = _number_of(following), view.text[slice(*values[-1])].rstrip(_ORDINAL_SIGNS)
        if number and last == number:
            # The ordinal of the next row in a cell of its own; one number too few, and it may be a value.
            alone = 0 < len(columns) < len(values)
            values, told = (values[:-1], told) if alone else (values, False)
        elif number and following[0] in _ORDINAL_SIGNS and last.endswith(number):
            # 12 and .其他…: the number 12, or 1 and the ordinal of the next row.
            told = False
        is_longer = len(values) > len(columns) and all(is_value(view.text[slice(*value)]) for value in values)
        for row in _found_row(view, match.table, match.row.id, columns, start, values, self._head, told=told):
            yield row, is_longer

    def _review(self, view: View, values: list[tuple[int, int]]) -> Iterator[FoundRow]:
        table = form_table(REVIEW)
        whole = self._results >= MIN_RESULTS
        columns = tuple(column.id for column in table.columns if whole or column.above == self.block)
        told = not adds_column(table, [*self.header, *self.strange])
        told = told and self._results + self.order.count(None) <= len(columns)
        yield from _found_row(view, table, "cases", columns, values[0][0], values, self._head, told=told)
        self._results, self._head = 0, None


def _labels_in(view: View, start: int, end: int) -> list[_Label]:
    """Labels of the form in ``view.text[start:end]``; a digit parted from its sign ends a number: 43 and 、结转."""
    labels: list[_Label] = []
    for match in _labels().finditer(view.text, start, end):
        begin = match.start()
        begin += bool(_DIGIT_ORDINAL.match(view.text, begin)) and view.is_gap(begin + 1)
        cell = view.gap_before(begin)
        alone = cell >= (labels[-1].end if labels else start)
        lead = view.text[cell:begin].strip(_EDGES) if alone else ""
        labels.append(_Label(view.text[begin : match.end()], begin, match.end(), lead))
    return labels


def _cell(label: _Label) -> list[str | None]:
    """What a header cell says that holds a label, perhaps with a piece before it."""
    whole = label.lead + label.text
    if not label.lead or not _WORD.search(label.lead):
        return [label.text]
    if is_mistyped_upper(whole):
        # 法囗或其他组织: the label is a piece of it.
        return []
    if not is_column(label.text):
        return [None] if may_name_column(whole) else [label.text]
    return [label.text] if is_mistyped_column(whole) else [None, label.text]


def _own_names(words: Sequence[str]) -> list[str | None]:
    """None for each word before the first value that may name a column; right before values stands a row's label."""
    names = list(takewhile(lambda word: not is_value(word) and not _DIGIT.search(word), words))
    if len(names) < len(words):
        names = names[:-1]
    return [None for word in names if may_name_column(word)]


def _is_name(line: str) -> bool:
    return len(line) <= MAX_NAME


def _opens_header(label: str) -> bool:
    """Whether a label begins a header: a caption, a block of table 4, or a column that is no row as well."""
    if is_caption(label) or block_of(label) or label_key(label) in _UPPER:
        return True
    return any(column_of(table, label) for table in form_tables()) and not row_matches(label)


@cache
def _numbers() -> dict[tuple[str, str], str]:
    """Ordinals of the rows that a group numbers from 1, by table and row."""
    numbers: dict[tuple[str, str], str] = {}
    for table in form_tables():
        counts: Counter[str] = Counter()
        for row in table.rows:
            if row.group:
                counts[row.group] += 1
                numbers[table.id, row.id] = str(counts[row.group])
    return numbers


def _number_of(label: str) -> str | None:
    """The ordinal of the row that a label names, None where the label has one or the form has none."""
    matches = row_matches(label)
    if not matches or re.match(ORDINAL, label):
        return None
    return _numbers().get((matches[0].table.id, matches[0].row.id))


def _found_row(
    view: View,
    table: FormTable,
    row: str,
    columns: tuple[str, ...],
    start: int,
    values: list[tuple[int, int]],
    head: int | None,
    *,
    told: bool = True,
) -> Iterator[FoundRow]:
    printed = [_printed(view, *span) for span in values]
    whole = _printed(view, values[0][0], values[-1][1])
    found = counted(columns, printed, whole=whole, told=told)
    if found:
        yield FoundRow(table, row, found, view.original(start, start + 1)[0], whole.end, head)


def _left_open(row: FoundRow, source: str) -> FoundRow:
    """A row with all its cells undecided, each showing all that is printed."""
    start, end = row.cells[0].printed.start, row.cells[-1].printed.end
    whole = Printed(source[start:end], start, end)
    undecided = Value(None, "undecided")
    return replace(row, cells=tuple(FoundCell(cell.column, whole, undecided) for cell in row.cells))


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
