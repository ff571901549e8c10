"""PDF → text and blocks: sentences rejoined over lines and pages, tables by their ruled lines.

Page numbers and what is repeated at the head or foot of the pages are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from textkit._folding import fold
from textkit.reading._decoding import plausibility
from textkit.reading._document import Block, Document, Field, ReadingError
from textkit.reading._furniture import is_page_number
from textkit.reading._info import INFO_REGION, find_info, is_info_line
from textkit.reading._pdf_damage import damaged_parts
from textkit.reading._pdf_grids import Box, RuledTable, ruled_tables
from textkit.reading._pdf_lines import Lane, Line, gutter_of, in_reading_order, lines_of
from textkit.reading._pdf_pages import Char, Page, pages_of
from textkit.reading._rows import GridCell, row_line
from textkit.reading._wrapping import ENDS_SENTENCE, ORDINAL
from textkit.report import Notice

__all__ = ["read_pdf_here"]

# Head and foot of a page, as a share of its height.
MARGIN = 0.13
# Lines at the head or foot of different pages are the same one when they stand this close, in points.
SAME_PLACE = 8.0
# Less is no report but a cover, or a scan with a line of text on it.
MIN_HAN = 20
# A page that is mostly picture and has hardly any text is a scan.
SCAN_SHARE = 0.4
SCAN_CHARS = 15
# Share of characters whose font doesn't say what they are; above it the text is not to be believed.
MAX_UNMAPPED = 0.2
# Pages of real reports, tables included, reach 0.70 to 1.00; with a broken font 0.05 to 0.4. Fewer signs say little.
PLAUSIBLE_PAGE = 0.5
MIN_SIGNS = 40
# A line is full when it ends this near to the margin, in characters: signs are not set at a line's beginning.
FULL = 2.0
# First lines are indented by two characters; in some files by one and a bit.
INDENT = 0.9
MAX_INDENT = 4.0
MIN_INDENTED = 3
# Heights that differ by more are a heading and its text.
SIZE_STEP = 0.15
# Lines further apart than this many times the usual distance belong to two paragraphs.
APART = 1.8
# A line of prose that stops short before a long number or address fills this share of the width.
MIN_FILLED = 0.6
# A frame around more of a page's text than this is the page's border.
MAX_FRAMED = 0.6
# A row of so many cells is a table's, though all but its label may be blank.
MIN_DRAWN = 4
# Prose in a cell: then the table only lays out the page.
PROSE_CELL = 120
# Borders of one column on two pages may differ by so many points.
SAME_COLUMN = 6.0

_HAN = re.compile(r"[\u3400-\u9fff\u2f00-\u2fdf\u2e80-\u2eff\uf900-\ufaff]")
_PAGE_FIGURE = re.compile(r"[-—–－~·\s]*\d{1,4}(?:\s?/\s?\d{1,4})?[-—–－~·\s]*")
_STOPS = re.compile(r"[。；！？]")
_NUMBERED = re.compile(r"(\d{1,2})\s?[.．、]")
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[，、；。：]")
_ADDRESS = re.compile(r"[@./_:]")


def read_pdf_here(data: bytes) -> Document:
    """Read a PDF file in this process, however long it takes.

    Raises
    ------
    ReadingError
        Protected, damaged, no text but pictures, or fonts that don't say what their signs are.
    """
    pages = list(pages_of(data))
    _refuse_unreadable(pages)
    notices = list(_notices(pages, data))
    parts = _parts(pages)
    return _document(list(_paragraphs(parts)), notices)


def _refuse_unreadable(pages: list[Page]) -> None:
    chars = sum(len(page.chars) for page in pages)
    han = sum(1 for page in pages for char in page.chars if _HAN.match(char.text))
    if han < MIN_HAN and any(_is_scan(page) for page in pages):
        raise ReadingError(
            "the pages of this PDF file are pictures (a scan) without text; run character recognition (OCR) first,"
            " then read its result"
        )
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > MAX_UNMAPPED * max(chars, 1):
        raise ReadingError(
            "the fonts of this PDF file don't say which characters their signs are; run character recognition (OCR),"
            " or get the file as Word or html"
        )
    if han < MIN_HAN:
        raise ReadingError(
            f"no text found: this PDF file holds less than {MIN_HAN} Chinese characters; is it the right file?"
        )


def _is_scan(page: Page) -> bool:
    return page.picture_share >= SCAN_SHARE and len(page.chars) < SCAN_CHARS


def _notices(pages: list[Page], data: bytes) -> Iterator[Notice]:
    scans = [str(page.number) for page in pages if _is_scan(page)]
    if scans:
        yield Notice(
            "pages_without_text",
            f"pages that are pictures only, their text is missing: {', '.join(scans)}; run OCR",
        )
    if b"%%EOF" not in data[-2048:]:
        yield Notice("cut_short", "the end of the PDF file is missing; pages may be lost, download it again")
    damaged = damaged_parts(data)
    if damaged:
        message = f"packed parts of this PDF file that are damaged: {damaged}; text is lost or wrong, download it again"
        yield Notice("damaged_parts", message)
    doubtful = [str(page.number) for page in pages if _is_doubtful(page)]
    if doubtful:
        message = (
            f"pages with signs that are no Chinese text, their font may be damaged: {', '.join(doubtful)}"
        )
        yield Notice("characters_doubtful", f"{message}; get the file as Word or html, or run OCR")


def _is_doubtful(page: Page) -> bool:
    signs = [char.text for char in page.chars if not char.text.isascii()]
    return len(signs) >= MIN_SIGNS and plausibility("".join(signs)) < PLAUSIBLE_PAGE


# ---------------------------------------------------------------------------------------------- parts


@dataclass(frozen=True, slots=True)
class _Part:
    """A line of text on a page, or a row of a table (then ``cells`` are set)."""

    page: int
    lane: Lane
    line: Line | None = None
    cells: tuple[GridCell, ...] = ()
    columns: int = 0
    table: int = 0
    row: int = 0


def _parts(pages: list[Page]) -> list[_Part]:
    laid = [_lay_out(page) for page in pages]
    _drop_furniture(laid)
    parts: list[_Part] = []
    wholes = _whole_tables(laid)
    for page in laid:
        gutter = gutter_of(page.lines)
        edges = [table.ys for table in page.tables]
        above = 0.0
        for index, table in enumerate([*page.tables, None]):
            below = edges[index][0] if table is not None else page.height + 1
            strip = [line for line in page.lines if above <= (line.y0 + line.y1) / 2 < below]
            parts += [_Part(page.number, lane, line) for lane, line in in_reading_order(strip, gutter)]
            if table is not None:
                rows = list(_rows(page, index, *wholes[page.number, index]))
                if parts and parts[-1].table == rows[0].table and _is_torn(parts[-1], rows):
                    parts[-1] = _mended(parts[-1], rows.pop(0))
                parts += rows
                above = below
    return parts


@dataclass(slots=True)
class _LaidOut:
    """A page with its characters given to its tables and lines; ``contents`` are the texts of the tables' cells."""

    number: int
    height: float
    tables: list[RuledTable]
    contents: list[dict[Box, str]]
    lines: list[Line]


def _lay_out(page: Page) -> _LaidOut:
    tables: list[RuledTable] = []
    contents: list[dict[Box, str]] = []
    frames: list[RuledTable] = []
    chars = list(page.chars)
    for table in ruled_tables(page.rules):
        inside: dict[Box, list[Char]] = defaultdict(list)
        outside: list[Char] = []
        for char in chars:
            box = table.box_at((char.x0 + char.x1) / 2, char.middle)
            (inside[box] if box else outside).append(char)
        texts = {box: _cell_text(held) for box, held in inside.items()}
        if _is_layout(table, texts):
            if 0 < len(chars) - len(outside) < MAX_FRAMED * len(page.chars):
                frames.append(table)
            continue
        tables.append(table)
        contents.append(texts)
        chars = outside
    return _LaidOut(page.number, page.height, tables, contents, _framed_lines(page.number, chars, frames))


def _framed_lines(number: int, chars: list[Char], frames: list[RuledTable]) -> list[Line]:
    """Lines of a page, those in a frame apart: they have margins of their own."""
    lines: list[Line] = []
    for index, frame in enumerate(frames):
        inside = [char for char in chars if frame.box_at((char.x0 + char.x1) / 2, char.middle)]
        lines += [replace(line, frame=f"frame {number}.{index}") for line in lines_of(inside)]
        chars = [char for char in chars if not frame.box_at((char.x0 + char.x1) / 2, char.middle)]
    return sorted([*lines, *lines_of(chars)], key=lambda line: (line.y0, line.x0))


def _is_layout(table: RuledTable, texts: dict[Box, str]) -> bool:
    """Whether lines only frame text: one column or row with words, or cells of prose."""
    per_row = Counter(box.row for box, text in texts.items() if text)
    if not per_row:
        return True
    drawn = max(Counter(box.row for box in table.boxes).values())
    if table.columns < 2 or (max(per_row.values()) < 2 and drawn < MIN_DRAWN):
        return True
    return any(len(text) > PROSE_CELL and _STOPS.search(text) for text in texts.values())


def _cell_text(chars: Iterable[Char]) -> str:
    """Text of a cell: its lines joined, a number or Latin word broken at a line's end made whole."""
    return "".join(line.text for line in lines_of(chars))


@dataclass(slots=True)
class _Whole:
    """A table over one or several pages: where its columns are parted, and how many rows it has so far."""

    number: int
    xs: list[float]
    rows: int = 0

    def goes_on_in(self, table: RuledTable) -> bool:
        """Whether the columns of a table are these, or some of these, or parts of these."""
        shift = table.xs[0] - self.xs[0]
        own = [x + shift for x in self.xs]
        fewer, more = sorted((own, list(table.xs)), key=len)
        return abs(own[-1] - table.xs[-1]) <= SAME_COLUMN and all(_near(x, more) is not None for x in fewer)

    def take(self, table: RuledTable) -> None:
        """Add the rows of a table, and the columns that it parts further."""
        shift = table.xs[0] - self.xs[0]
        new = [x - shift for x in table.xs if _near(x - shift, self.xs) is None]
        self.xs = sorted([*self.xs, *new])
        self.rows += len(table.ys) - 1

    def columns_of(self, table: RuledTable) -> list[int]:
        """The column of the whole table at which each column of a part begins, and where the last ends."""
        shift = table.xs[0] - self.xs[0]
        return [min(range(len(self.xs)), key=lambda index: abs(self.xs[index] + shift - x)) for x in table.xs]


def _near(x: float, places: Sequence[float]) -> float | None:
    return next((place for place in places if abs(place - x) <= SAME_COLUMN), None)


def _rows(page: _LaidOut, index: int, whole: _Whole, first: int) -> Iterator[_Part]:
    table, contents = page.tables[index], page.contents[index]
    columns = whole.columns_of(table)
    by_row: dict[int, list[GridCell]] = defaultdict(list)
    for box in table.boxes:
        text = contents.get(box, "")
        column, stop = columns[box.column], columns[box.column + box.width]
        by_row[box.row].append(GridCell(text, column, stop - column, box.height))
    for row in sorted(by_row):
        cells = tuple(sorted(by_row[row], key=lambda cell: cell.column))
        yield _Part(page.number, "full", None, cells, len(whole.xs) - 1, whole.number, first + row)


def _is_torn(above: _Part, rows: Sequence[_Part]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    The label there begins with a number, the rest of it does not; and no value stands in the rest, or
    the next label has the next number.
    """
    tops = {(cell.column, cell.width): cell.text for cell in above.cells if cell.text}
    rest = {(cell.column, cell.width): cell.text for cell in rows[0].cells if cell.text}
    numbered = [(place, own) for place, text in tops.items() if (own := _NUMBERED.match(text))]
    if not numbered:
        return False
    place, number = numbered[-1]
    label = rest.pop(place, "")
    if not _HAN.search(label) or ORDINAL.match(label) or not _goes_on_below(above, place):
        return False
    if not any(_DIGIT.search(text) for text in rest.values()):
        return True
    following = (
        [cell.text for cell in rows[1].cells if (cell.column, cell.width) == place] if rows[1:] else []
    )
    after = _NUMBERED.match(following[0]) if following else None
    return after is not None and int(after[1]) == int(number[1]) + 1


def _goes_on_below(row: _Part, place: tuple[int, int]) -> bool:
    """Whether values stand right of a label."""
    return any(_DIGIT.search(cell.text) for cell in row.cells if cell.column > place[0])


def _mended(above: _Part, rest: _Part) -> _Part:
    """A row with what stands of its cells on the next page."""
    texts = {(cell.column, cell.width): cell.text for cell in rest.cells if cell.text}
    cells = [replace(cell, text=cell.text + texts.pop((cell.column, cell.width), "")) for cell in above.cells]
    cells += [GridCell(text, column, width) for (column, width), text in texts.items()]
    return replace(above, cells=tuple(sorted(cells, key=lambda cell: cell.column)))


def _whole_tables(laid: list[_LaidOut]) -> dict[tuple[int, int], tuple[_Whole, int]]:
    """For each table (page, index) the one it is part of, and the number of its first row there."""
    found: dict[tuple[int, int], tuple[_Whole, int]] = {}
    last: _Whole | None = None
    count = 0
    for page in laid:
        for index, table in enumerate(page.tables):
            first_here = index == 0 and not any(line.y1 < table.ys[0] for line in page.lines)
            if not (first_here and last is not None and last.goes_on_in(table)):
                count += 1
                last = _Whole(count, list(table.xs))
            found[page.number, index] = (last, last.rows + 1)
            last.take(table)
        if not page.tables or any(line.y0 > page.tables[-1].ys[-1] for line in page.lines):
            last = None
    return found


# ------------------------------------------------------------------------------------------ furniture


def _drop_furniture(laid: list[_LaidOut]) -> None:
    """Take page numbers, running heads and feet out of the lines."""
    edges = [[line for line in page.lines if _at_edge(page, line)] for page in laid]
    repeated = _repeated(edges)
    for page, lines in zip(laid, edges, strict=True):
        lowest = max((line.y0 for line in page.lines), default=0.0)
        highest = min((line.y1 for line in page.lines), default=0.0)
        dropped = {
            id(line)
            for line in lines
            if _is_page_figure(line, lowest, highest) or (_key(line), _side(page, line)) in repeated
        }
        page.lines = [line for line in page.lines if id(line) not in dropped]


def _at_edge(page: _LaidOut, line: Line) -> bool:
    return line.y1 <= MARGIN * page.height or line.y0 >= (1 - MARGIN) * page.height


def _side(page: _LaidOut, line: Line) -> int:
    return round(line.y0 / SAME_PLACE)


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _repeated(edges: list[list[Line]]) -> set[tuple[str, int]]:
    """Lines that stand at the same place on at least two pages, and on half of them."""
    counts: Counter[tuple[str, int]] = Counter()
    for lines in edges:
        places = {(_key(line), round(line.y0 / SAME_PLACE) + near) for line in lines for near in (-1, 0, 1)}
        counts.update(places)
    needed = max(2, len(edges) / 2)
    return {place for place, count in counts.items() if count >= needed}


def _is_page_figure(line: Line, lowest: float, highest: float) -> bool:
    folded = fold(line.text)
    if is_page_number(folded):
        return True
    outermost = line.y0 >= lowest or line.y1 <= highest
    return outermost and _PAGE_FIGURE.fullmatch(folded) is not None


# ----------------------------------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class _Margins:
    """Left and right margin of a lane, whether first lines are indented, and how far lines are apart."""

    left: float
    right: float
    indents: bool
    pitch: float

    def indent(self, line: Line) -> float:
        return (line.x0 - self.left) / line.size

    def is_full(self, line: Line) -> bool:
        return line.x1 >= self.right - FULL * line.size


def _margins(parts: Sequence[_Part]) -> dict[Lane, _Margins]:
    lanes: dict[Lane, list[Line]] = defaultdict(list)
    for part in parts:
        if part.line is not None:
            lanes[part.lane].append(part.line)
    return {lane: _margins_of(lines) for lane, lines in lanes.items()}


def _margins_of(lines: list[Line]) -> _Margins:
    size = median(line.size for line in lines)
    # Of the places where several lines begin the leftmost is the margin; indents lie right of it.
    starts = Counter(round(line.x0 / 4) for line in lines)
    often = [start for start, count in starts.items() if count >= max(2, len(lines) / 10)]
    left = min(
        (line.x0 for line in lines if round(line.x0 / 4) in often), default=min(line.x0 for line in lines)
    )
    ends = sorted(line.x1 for line in lines)
    right = ends[int(0.9 * (len(ends) - 1))]
    indented = sum(1 for line in lines if INDENT < (line.x0 - left) / size < MAX_INDENT)
    steps = [two.y0 - one.y0 for one, two in pairwise(lines) if two.y0 > one.y0]
    return _Margins(left, right, indented >= MIN_INDENTED, median(steps) if steps else 2 * size)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph from one page to another, or a row of a table."""

    text: str
    first_page: int
    last_page: int
    row: _Part | None = None


def _paragraphs(parts: list[_Part]) -> Iterator[_Paragraph]:
    margins = _margins(parts)
    open_one: _Paragraph | None = None
    last: _Part | None = None
    for part in parts:
        if part.line is None:
            if open_one is not None:
                yield open_one
            text, _ = row_line(part.cells, part.columns)
            open_one, last = None, None
            yield _Paragraph(text, part.page, part.page, part)
            continue
        if open_one is not None and last is not None and _goes_on(last, part, margins):
            open_one.text = _joined(open_one.text, part.line.text)
            open_one.last_page = part.page
        else:
            if open_one is not None:
                yield open_one
            open_one = _Paragraph(part.line.text, part.page, part.page)
        last = part
    if open_one is not None:
        yield open_one


def _goes_on(last: _Part, part: _Part, margins: dict[Lane, _Margins]) -> bool:
    """Whether a line goes on in the next one."""
    line, following = last.line, part.line
    if line is None or following is None:
        return False
    if abs(line.size - following.size) > SIZE_STEP * line.size:
        return False
    own, next_own = margins[last.lane], margins[part.lane]
    final = ENDS_SENTENCE.search(line.text) is not None
    if next_own.indent(following) > INDENT or own.indent(line) > MAX_INDENT + 1:
        return False
    here = last.page == part.page and last.lane == part.lane
    if here and following.y0 - line.y0 > APART * own.pitch and final:
        return False
    if own.is_full(line):
        return own.indents or not (final or ORDINAL.match(following.text))
    if final or line.text.endswith(("：", ":", "；", ";")) or ORDINAL.match(following.text):
        return False
    filled = line.x1 - own.left >= MIN_FILLED * (own.right - own.left)
    return own.indents and filled and _CLAUSE.search(line.text) is not None


def _joined(text: str, following: str) -> str:
    """Two lines as one; a blank parts Latin words, not the halves of a number or an address."""
    before, after = text[-1], following[0]
    if before.isascii() and after.isascii() and before.isalpha() and after.isalpha():
        tokens = (text.split(" ")[-1][-40:], following.split(" ")[0][:40])
        if not any(_ADDRESS.search(token) for token in tokens):
            return f"{text} {following}"
    return text + following


# ------------------------------------------------------------------------------------------- document


def _document(paragraphs: list[_Paragraph], notices: list[Notice]) -> Document:
    blocks: list[Block] = []
    at = 0
    for paragraph in paragraphs:
        end = at + len(paragraph.text)
        blocks.append(_block(paragraph, at, end))
        at = end + 1
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    fields: list[Field] = list(find_info(text, fold(text), 0, min(INFO_REGION, len(text))))
    return Document(text, tuple(blocks), "pdf", None, tuple(fields), tuple(notices))


def _block(paragraph: _Paragraph, at: int, end: int) -> Block:
    row = paragraph.row
    if row is not None:
        _, cells = row_line(row.cells, row.columns)
        placed = tuple(replace(cell, start=at + cell.start, end=at + cell.end) for cell in cells)
        place = f"page {row.page} > table {row.table} > row {row.row}"
        return Block(at, end, "table", place, None, row.table, placed)
    first, last = paragraph.first_page, paragraph.last_page
    place = f"page {first}" if first == last else f"pages {first}-{last}"
    near_top = at < INFO_REGION and is_info_line(fold(paragraph.text))
    return Block(at, end, "furniture" if near_top else "paragraph", place)
