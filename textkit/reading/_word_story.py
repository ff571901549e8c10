"""The body of a Word file, a text box or a note → paragraphs and rows of tables in reading order.

One walk over the elements with a stack of its own; what is open (a story, a table, a row) is a
frame. Tracked changes are read as shown in the end, fields by their result, hidden text not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from textkit.reading._rows import RAISED
from textkit.reading._word_names import is_off, is_on, whole
from textkit.reading._word_numbering import Numbering
from textkit.reading._word_signs import overstruck, symbol
from textkit.reading._word_styles import BODY_TEXT, Style, Styles
from textkit.reading._word_table import Cell, Paragraph, Table, TableRow, Unit, table_units
from textkit.reading._xml import Element

__all__ = ["Reader"]

_CONTENTS_FIELD = re.compile(r"\s*TOC\b", re.IGNORECASE)
_CONTENTS_TITLE = re.compile(r"目\s*[录錄次]|contents", re.IGNORECASE)
_CONTENTS_GALLERY = "table of contents"
_BLANKS = " \t\r\n\u00a0\u3000"


@dataclass(slots=True)
class _Field:
    """A field between its begin and its end; ``closed`` once the end has come."""

    code: str = ""
    shows: bool = False
    closed: bool = False

    @property
    def is_contents(self) -> bool:
        return _CONTENTS_FIELD.match(self.code) is not None


@dataclass(slots=True)
class _Story:
    """A run of paragraphs and tables that is being read, and its open paragraph.

    ``prefix`` comes before the place of its paragraphs; ``shown``: what holds it is shown.
    """

    element: Element
    prefix: str
    shown: bool = True
    is_cell: bool = False
    units: list[Unit] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    # How many of the open fields still tell their code; the one that is a table of contents.
    muting: int = 0
    in_contents: _Field | None = None
    count: int = 0
    # The open paragraph; after one whose mark is deleted or hidden the next goes on in it.
    opened: int = 0
    parts: list[str] = field(default_factory=list)
    number: str = ""
    boxes: list[Unit] = field(default_factory=list)
    contents: _Field | None = None
    style: Style = field(default_factory=Style)
    hidden_runs: list[bool] = field(default_factory=list)
    is_raised: bool = False

    @property
    def is_shown(self) -> bool:
        return self.shown and not self.muting and not (self.hidden_runs and self.hidden_runs[-1])


@dataclass(slots=True)
class _OpenTable:
    element: Element
    table: Table
    rows: int = 0


@dataclass(slots=True)
class _OpenRow:
    element: Element
    row: TableRow


_Frame = _Story | _OpenTable | _OpenRow


class Reader:
    """Reads stories of one file, in order; lists go on counting from one to the next."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.pictures = 0
        self.objects = 0
        self.chunks = 0
        self.oversized: list[int] = []
        # Notes that the text refers to, in order: (footnote or endnote, id).
        self.notes: list[tuple[str, str]] = []
        self._styles = styles
        self._numbering = numbering
        self._tables = 0
        self._boxes = 0
        self._frames: list[_Frame] = []
        self._handlers: dict[str, Callable[[Element], Iterable[Element | str] | None]] = {
            "p": self._enter_paragraph,
            "r": self._enter_run,
            "t": self._take_text,
            "tab": self._take_blank,
            "ptab": self._take_blank,
            "br": self._take_break,
            "cr": self._take_break,
            "noBreakHyphen": self._take_hyphen,
            "sym": self._take_symbol,
            "fldChar": self._take_field_mark,
            "instrText": self._take_code,
            "fldSimple": self._enter_simple_field,
            "footnoteReference": self._take_note,
            "endnoteReference": self._take_note,
            "sdt": self._enter_control,
            "AlternateContent": _chosen,
            "txbxContent": self._enter_box,
            "tbl": self._enter_table,
            "tr": self._enter_row,
            "tc": self._enter_cell,
            "picture": self._count_picture,
            "object": self._count_object,
            "altChunk": self._count_chunk,
            "pPr": _nothing,
            "rPr": _nothing,
            "tblGrid": _nothing,
            "trPr": _nothing,
            "tcPr": _nothing,
            "sdtPr": _nothing,
            "del": _nothing,
            "moveFrom": _nothing,
        }

    def read(self, element: Element, prefix: str = "") -> list[Unit]:
        """Paragraphs and rows below an element; ``prefix`` comes before their places."""
        story = _Story(element, prefix)
        self._frames = [story]
        stack: list[tuple[Element, Iterator[Element | str]]] = [(element, iter(element.children))]
        while stack:
            current, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(current)
            elif isinstance(child, Element):
                handler = self._handlers.get(child.name)
                below = child.children if handler is None else handler(child)
                if below is not None:
                    stack.append((child, iter(below)))
        return story.units

    def _story(self) -> _Story | None:
        """The story that is read now, None between the cells of a table."""
        frame = self._frames[-1]
        return frame if isinstance(frame, _Story) else None

    def _leave(self, element: Element) -> None:
        frame = self._frames[-1]
        if isinstance(frame, _Story):
            if element.name == "p":
                self._leave_paragraph(frame, element)
            elif element.name == "r" and frame.hidden_runs:
                frame.hidden_runs.pop()
        if frame.element is element:
            self._close(frame)

    def _close(self, frame: _Frame) -> None:
        if isinstance(frame, _Story):
            _flush(frame)
            frame.units = [unit for unit in frame.units if not _is_contents(unit)]
        if len(self._frames) == 1:
            return
        self._frames.pop()
        holder = self._frames[-1]
        if isinstance(frame, _Story) and isinstance(holder, _OpenRow):
            holder.row.cells.append(_cell(frame))
        elif isinstance(frame, _Story) and isinstance(holder, _Story):
            (holder.boxes if holder.opened else holder.units).extend(frame.units)
        elif isinstance(frame, _OpenRow) and isinstance(holder, _OpenTable):
            holder.table.rows.append(frame.row)
        elif isinstance(frame, _OpenTable) and isinstance(holder, _Story):
            units, oversized = table_units(frame.table)
            self.oversized += [frame.table.number] if oversized else []
            holder.units.extend(units)

    # ------------------------------------------------------------------------------------ paragraphs

    def _enter_paragraph(self, element: Element) -> Iterable[Element | str] | None:
        story = self._story()
        if story is None:
            return None
        story.opened += 1
        if story.opened == 1:
            story.count += 1
            properties = element.first("pPr")
            story.style = self._styles.paragraph(properties.value("pStyle") if properties else None)
        return element.children

    def _leave_paragraph(self, story: _Story, element: Element) -> None:
        story.opened -= 1
        if story.opened:
            return
        properties = element.first("pPr")
        mark = properties.first("rPr") if properties else None
        if mark and (mark.first("del") or mark.first("moveFrom")):
            _close_codes(story)
            return
        runs_on = _is_hidden_mark(mark, story.style)
        if story.style.in_contents and not runs_on:
            _drop_contents_title(story)
            story.parts.clear()
        has_words = any(part.strip(_BLANKS) for part in story.parts)
        if not story.number and story.shown and not (runs_on and not has_words):
            story.number = self._number(properties, story.style)
        if not runs_on:
            _flush(story, _level(properties, story.style))
        _close_codes(story)

    def _number(self, properties: Element | None, style: Style) -> str:
        own = properties.first("numPr") if properties else None
        num_id = whole(own.value("numId")) if own else None
        ilvl = whole(own.value("ilvl")) if own else None
        if num_id is None:
            num_id = style.num_id
            if num_id and ilvl is None:
                linked = self._numbering.level_of(num_id, style.chain)
                ilvl = style.ilvl if linked is None else linked
        return self._numbering.count(num_id, ilvl or 0) if num_id else ""

    # ------------------------------------------------------------------------------------------ runs

    def _enter_run(self, element: Element) -> Iterable[Element | str] | None:
        story = self._story()
        if story is None:
            return None
        outer = bool(story.hidden_runs) and story.hidden_runs[-1]
        story.hidden_runs.append(outer or self._is_hidden(element, story))
        properties = element.first("rPr")
        story.is_raised = properties is not None and properties.value("vertAlign") == "superscript"
        return element.children

    def _is_hidden(self, run: Element, story: _Story) -> bool:
        properties = run.first("rPr")
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            return True
        own = properties.first("vanish") if properties else None
        if own is not None:
            return not is_off(own)
        style = properties.value("rStyle") if properties else None
        hidden = self._styles.of(style).hidden if style else None
        return bool(story.style.hidden if hidden is None else hidden)

    def _take(self, text: str) -> None:
        story = self._story()
        if story is not None and story.is_shown:
            story.parts.append(text)
            story.contents = story.contents or story.in_contents

    def _take_text(self, element: Element) -> None:
        text = element.text.replace("\n", " ")
        story = self._story()
        if story is not None and story.is_raised:
            text = text.translate(RAISED)
        self._take(text if element.attributes.get("space") == "preserve" else text.strip(" \t\r"))

    def _take_blank(self, _: Element) -> None:
        self._take(" ")

    def _take_break(self, _: Element) -> None:
        self._take("\n")

    def _take_hyphen(self, _: Element) -> None:
        self._take("-")

    def _take_symbol(self, element: Element) -> None:
        self._take(symbol(element.attributes.get("char", ""), element.attributes.get("font", "")))

    def _take_note(self, element: Element) -> None:
        story = self._story()
        if story is not None and story.is_shown:
            self.notes.append((element.name.removesuffix("Reference"), element.attributes.get("id", "")))

    # ---------------------------------------------------------------------------------------- fields

    def _take_field_mark(self, element: Element) -> None:
        story = self._story()
        kind = element.attributes.get("fldCharType")
        if story is None or not story.opened:
            return
        if kind == "begin":
            story.fields.append(_Field())
            story.muting += 1
        elif kind == "separate" and story.fields and not story.fields[-1].shows:
            story.fields[-1].shows = True
            story.muting -= 1
            if story.fields[-1].is_contents and story.in_contents is None:
                _begin_contents(story)
        elif kind == "end" and story.fields:
            self._end_field(story, story.fields.pop())

    def _end_field(self, story: _Story, ended: _Field) -> None:
        ended.closed = True
        if not ended.shows:
            story.muting -= 1
            self._take(overstruck(ended.code))
        if story.in_contents is ended:
            if story.contents:
                _flush(story)
            story.in_contents = None

    def _take_code(self, element: Element) -> None:
        story = self._story()
        if story is not None and story.fields and not story.fields[-1].shows:
            story.fields[-1].code += element.text

    def _enter_simple_field(self, element: Element) -> Iterable[Element | str] | None:
        return None if _CONTENTS_FIELD.match(element.attributes.get("instr", "")) else element.children

    # ------------------------------------------------------------------- controls, text boxes, tables

    def _enter_control(self, element: Element) -> Iterable[Element | str] | None:
        properties = element.first("sdtPr")
        gallery = properties.value("docPartGallery") if properties else None
        if gallery and gallery.lower() == _CONTENTS_GALLERY:
            story = self._story()
            if story is not None:
                _drop_contents_title(story)
            return None
        # "Click here to enter text" is the form's, not the author's.
        return None if is_on(properties, "showingPlcHdr") else element.children

    def _enter_box(self, element: Element) -> Iterable[Element | str] | None:
        story = self._story()
        if story is None or not story.is_shown:
            return None
        self._boxes += 1
        self._frames.append(_Story(element, f"text box {self._boxes} > "))
        return element.children

    def _enter_table(self, element: Element) -> Iterable[Element | str] | None:
        story = self._story()
        if story is None:
            return None
        _flush(story)
        self._tables += 1
        self._frames.append(_OpenTable(element, Table(self._tables, _widths(element))))
        return element.children

    def _enter_row(self, element: Element) -> Iterable[Element | str] | None:
        table = self._frames[-1]
        if not isinstance(table, _OpenTable):
            return None
        table.rows += 1
        properties = element.first("trPr")
        if properties and (properties.first("del") or is_on(properties, "hidden")):
            return None
        before = whole(properties.value("gridBefore")) if properties else None
        self._frames.append(_OpenRow(element, TableRow(table.rows, before or 0)))
        return element.children

    def _enter_cell(self, element: Element) -> Iterable[Element | str] | None:
        row = self._frames[-1]
        if not isinstance(row, _OpenRow):
            return None
        properties = element.first("tcPr")
        if properties and properties.first("cellDel"):
            return None
        prefix = f"row {row.row.number} > cell {len(row.row.cells) + 1} > "
        outside = next(frame for frame in reversed(self._frames) if isinstance(frame, _Story))
        self._frames.append(_Story(element, prefix, shown=outside.is_shown, is_cell=True))
        return element.children

    # -------------------------------------------------------------------------------------- counted

    def _count_picture(self, _: Element) -> None:
        self.pictures += 1

    def _count_object(self, element: Element) -> Iterable[Element | str]:
        self.objects += 1
        return element.children

    def _count_chunk(self, _: Element) -> None:
        self.chunks += 1


def _nothing(_: Element) -> None:
    """Properties, and what is no longer there, hold no text."""


def _chosen(element: Element) -> Iterable[Element | str]:
    """The first of several ways to say the same, the fallback only where there is no other."""
    way = element.first("Choice") or element.first("Fallback")
    return way.children if way else ()


def _is_hidden_mark(mark: Element | None, style: Style) -> bool:
    """Whether a paragraph's mark is hidden: it parts nothing, as where a heading runs into its text."""
    own = mark.first("vanish") if mark else None
    if own is not None:
        return not is_off(own)
    return is_on(mark, "specVanish") or bool(style.hidden)


def _level(properties: Element | None, style: Style) -> int | None:
    """The level of a heading from 1, None for other paragraphs."""
    own = whole(properties.value("outlineLvl")) if properties else None
    outline = style.outline if own is None else own
    return outline + 1 if outline is not None and 0 <= outline < BODY_TEXT else None


def _flush(story: _Story, level: int | None = None) -> None:
    """End the open paragraph: what it says, then what its text boxes say."""
    raw = "".join(story.parts)
    # A number without words is the carrier's, but in a cell it numbers the row.
    if story.number and (story.is_cell or raw.strip(_BLANKS)):
        raw = story.number + raw.lstrip(_BLANKS)
    if raw.strip(_BLANKS):
        place = f"{story.prefix}paragraph {story.count}"
        story.units.append(Paragraph(raw, place, level, contents=story.contents))
    story.units.extend(story.boxes)
    story.parts.clear()
    story.boxes = []
    story.number = ""
    story.contents = None


def _close_codes(story: _Story) -> None:
    """Forget fields that still tell their code at a paragraph's end, its mark deleted or not: their own end got lost."""
    while story.muting:
        story.muting -= not story.fields.pop().shows


def _begin_contents(story: _Story) -> None:
    if any(part.strip(_BLANKS) for part in story.parts):
        _flush(story)
    else:
        _drop_contents_title(story)
    story.in_contents = story.fields[-1]


def _drop_contents_title(story: _Story) -> None:
    """Leave out the line 目录 above a table of contents."""
    last = story.units[-1] if story.units else None
    if isinstance(last, Paragraph) and _CONTENTS_TITLE.fullmatch(last.raw.strip(_BLANKS)):
        story.units.pop()


def _is_contents(unit: Unit) -> bool:
    """Whether a unit stands in a table of contents that has an end; without one it would be all that follows."""
    return isinstance(unit, Paragraph) and isinstance(unit.contents, _Field) and unit.contents.closed


def _widths(table: Element) -> list[int]:
    """Widths of a table's columns as far as it states them, 0 for those it doesn't."""
    grid = table.first("tblGrid")
    return [whole(column.attributes.get("w")) or 0 for column in grid.all("gridCol")] if grid else []


def _cell(story: _Story) -> Cell:
    properties = story.element.first("tcPr")
    if properties is None:
        return Cell(story.units)
    return Cell(
        story.units,
        width=whole(properties.value("gridSpan")) or 1,
        down=_merge(properties.first("vMerge")),
        across=_merge(properties.first("hMerge")),
    )


def _merge(element: Element | None) -> str | None:
    if element is None:
        return None
    return "restart" if element.attributes.get("val") == "restart" else "continue"
