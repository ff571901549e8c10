"""docx, docm, dotx → text and blocks: what a careful reader of the printed page would type.

Paragraphs are lines, with the numbers that Word generates; a soft line break parts lines. Tables are
rows of cells parted by tabs. Text boxes follow the paragraph that anchors them. Tracked changes are
read as shown in the end, fields by their result. Headers, footers, comments, hidden text and tables of
contents are left out. Footnotes and endnotes stand on pages' feet and would tear the sentences that
refer to them: they come last, as furniture, and no mark of theirs is left in the text. Nothing in
the file is executed, and nothing it points to outside is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from textkit._folding import fold
from textkit.reading._document import Block, BlockKind, Document, ReadingError, TableCell
from textkit.reading._furniture import is_furniture_line
from textkit.reading._grid import MAX_CELLS
from textkit.reading._info import INFO_REGION, find_info, is_info_line
from textkit.reading._package import Package
from textkit.reading._page import MIN_HAN
from textkit.reading._rows import row_line
from textkit.reading._tree import squeeze_line
from textkit.reading._word_names import DOCUMENT, NUMBERING, STYLES
from textkit.reading._word_numbering import Numbering
from textkit.reading._word_signs import without_private
from textkit.reading._word_story import Reader
from textkit.reading._word_styles import Styles
from textkit.reading._word_table import Paragraph, Row, Unit
from textkit.reading._xml import Element, Vocabulary, parse_xml
from textkit.report import Notice

__all__ = ["FLAT_HEAD", "is_flat", "main_part", "read_word"]

MAIN_PART = "word/document.xml"
# The namespace stands in the first tag.
FLAT_HEAD = 4096
_FLAT = b"schemas.microsoft.com/office/2006/xmlPackage"
_HAN = re.compile(r"[\u3400-\u9fff\u2f00-\u2fdf\u2e80-\u2eff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text; offsets of ``cells`` are into the line."""

    text: str
    kind: BlockKind
    place: str
    level: int | None = None
    table: int | None = None
    cells: tuple[TableCell, ...] = ()


def read_word(data: bytes) -> Document:
    """Reading text of a Word file (docx, docm, dotx), or of one that is saved as a single XML file.

    Raises
    ------
    ReadingError
        No Word file, damaged, protected by a password, larger than any report, or without text;
        the message names the reason and what to do.
    """
    if is_flat(data):
        return _read(_FlatParts(data))
    return _read(_PackageParts(Package(data)))


def is_flat(data: bytes) -> bool:
    """Whether some bytes are a package as one XML file, as Word saves it under XML document."""
    head = data[:FLAT_HEAD]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _FLAT in head


def main_part(package: Package) -> str:
    """Name of the part that holds the text."""
    return package.related("").get("officeDocument", MAIN_PART)


class _Parts(Protocol):
    """The parts of a Word file, by the root element they have."""

    def root(self, name: str, vocabulary: Vocabulary) -> Element | None: ...


class _PackageParts:
    def __init__(self, package: Package) -> None:
        self._package = package
        main = main_part(package)
        self._names = {**package.related(main), "document": main}

    def root(self, name: str, vocabulary: Vocabulary) -> Element | None:
        part = self._names.get(name)
        return self._package.xml(part, vocabulary).first(name) if part else None


class _FlatParts:
    """Parts are told apart by their root elements, which stand in one file."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def root(self, name: str, vocabulary: Vocabulary) -> Element | None:
        return parse_xml(self._data, vocabulary, what="the file").first(name)


def _read(parts: _Parts) -> Document:
    document = parts.root("document", DOCUMENT)
    body = document.first("body") if document else None
    if body is None:
        raise ReadingError("the file holds no text document of Word; save it as .docx")
    styles = Styles(parts.root("styles", STYLES))
    reader = Reader(styles, Numbering(parts.root("numbering", NUMBERING), styles))
    lines = list(_lines(reader.read(body)))
    notes = list(_notes(parts, reader))
    _refuse_no_text([*lines, *notes], reader)
    return _document(_mark_info(lines) + notes, tuple(_notices(reader)))


def _refuse_no_text(lines: Iterable[_Line], reader: Reader) -> None:
    if sum(len(_HAN.findall(line.text)) for line in lines) >= MIN_HAN:
        return
    if reader.pictures:
        raise ReadingError(
            f"the file holds {reader.pictures} pictures and no text, as scanned pages do; "
            "run character recognition (OCR) first"
        )
    if reader.chunks:
        raise ReadingError("the file only embeds other files as its text; open it in Word and save it again")
    raise ReadingError(
        f"no main text found: less than {MIN_HAN} Chinese characters of text; look into the file in Word"
    )


def _notices(reader: Reader) -> Iterator[Notice]:
    for number in reader.oversized:
        message = (
            f"table {number} has more than {MAX_CELLS:,} cells with those that spans cover; spans are ignored"
        )
        yield Notice("table_too_large", message)
    if reader.chunks:
        yield Notice(
            "part_not_read",
            f"files embedded as text are not read: {reader.chunks}; save the file again in Word",
        )
    if reader.objects:
        yield Notice("part_not_read", f"embedded objects such as Excel tables are not read: {reader.objects}")


# ------------------------------------------------------------------------------------------------ lines


def _lines(units: Iterable[Unit]) -> Iterator[_Line]:
    """Lines of the text; tables are numbered by the order in which they are read."""
    tables: dict[int, int] = {}
    layouts: dict[int, int] = {}
    for unit in units:
        if isinstance(unit, Row):
            yield _row(unit, tables.setdefault(unit.table, len(tables) + 1))
            continue
        place = unit.place
        if unit.layout is not None:
            place = f"layout table {layouts.setdefault(unit.layout, len(layouts) + 1)} > {place}"
        for text in _split(unit):
            if unit.level is not None:
                yield _Line(text, "heading", place, unit.level)
            else:
                yield _Line(text, "furniture" if is_furniture_line(fold(text)) else "paragraph", place)


def _split(paragraph: Paragraph) -> Iterator[str]:
    for raw in paragraph.raw.split("\n"):
        text = squeeze_line(without_private(raw))
        if text:
            yield text


def _row(row: Row, table: int) -> _Line:
    text, cells = row_line(row.cells, row.columns)
    return _Line(text, "table", f"table {table} > row {row.number}", None, table, cells)


def _mark_info(lines: Sequence[_Line]) -> list[_Line]:
    """Lines near the top that only state facts such as 发布时间：… are furniture."""
    result = []
    at = 0
    for line in lines:
        if at < INFO_REGION and line.kind == "paragraph" and is_info_line(fold(line.text)):
            line = replace(line, kind="furniture")
        result.append(line)
        at += len(line.text) + 1
    return result


def _notes(parts: _Parts, reader: Reader) -> Iterator[_Line]:
    """Lines of the notes that the text refers to, footnotes first."""
    wanted = list(dict.fromkeys(reader.notes))
    for kind in ("footnote", "endnote"):
        ids = [id for name, id in wanted if name == kind]
        holder = parts.root(f"{kind}s", DOCUMENT) if ids else None
        notes = {note.attributes.get("id", ""): note for note in holder.all(kind)} if holder else {}
        for number, id in enumerate(ids, 1):
            if id in notes:
                for line in _lines(reader.read(notes[id], f"{kind} {number} > ")):
                    yield replace(line, kind="furniture", level=None, table=None, cells=())


def _document(lines: Sequence[_Line], notices: tuple[Notice, ...]) -> Document:
    blocks: list[Block] = []
    at = 0
    for line in lines:
        end = at + len(line.text)
        cells = tuple(
            TableCell(at + cell.start, at + cell.end, cell.column, cell.width, cell.height)
            for cell in line.cells
        )
        blocks.append(Block(at, end, line.kind, line.place, line.level, line.table, cells))
        at = end + 1
    text = "\n".join(line.text for line in lines)
    fields = tuple(find_info(text, fold(text), 0, min(INFO_REGION, len(text))))
    return Document(text, tuple(blocks), "docx", None, fields, notices)
