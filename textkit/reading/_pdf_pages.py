"""Pages of a PDF as PDFium sees them: characters with their boxes, ruled lines, how much is picture.

Coordinates are points from the top left corner of the page as shown.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from textkit.reading._document import MAX_CHARS, ReadingError

__all__ = ["Char", "Page", "Rule", "pages_of"]

# The longest report seen has 60 pages.
MAX_PAGES = 1_000
# PDFium counts the blanks and line ends that it puts between characters, at most one for each.
WITH_GENERATED = 2
# Drawing objects of a page that are looked at; a page of the form has some 700.
MAX_OBJECTS = 50_000
MAX_SEGMENTS = 1_000
# Forms within forms; two occur.
MAX_DEPTH = 5
# A filled rectangle this thin is a line.
MAX_STROKE = 3.0
MIN_RULE = 3.0
# A slant of so many degrees is a watermark's, not a line's.
MAX_SLANT = 5.0
# A character this many times as high as the page's others has a box that says nothing.
GIANT = 3.0
_NO_CHARACTER = frozenset((0, 0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: horizontal at ``at`` from ``start`` to ``end``, or vertical."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page; ``unmapped`` counts characters whose font doesn't say what they are."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]
    picture_share: float
    unmapped: int


def pages_of(data: bytes) -> Iterator[Page]:
    """Pages of a PDF file in order.

    Raises
    ------
    ReadingError
        Protected by a password, damaged, no pages, or too many.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as err:
        if err.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ReadingError(
                "this PDF file is protected by a password; save it without one (print it to a new PDF)"
            ) from err
        raise ReadingError("this PDF file is damaged or cut short; download it again") from err
    with document:
        count = len(document)
        if not 0 < count <= MAX_PAGES:
            raise ReadingError(
                f"this PDF file has {count:,} pages, 1 to {MAX_PAGES:,} are read; split the file"
            )
        left = MAX_CHARS
        for number in range(count):
            try:
                page = document[number]
            except pypdfium2.PdfiumError as err:
                raise ReadingError(
                    f"page {number + 1} of this PDF file is damaged; download it again"
                ) from err
            read = _page(page, number + 1, left)
            left -= len(read.chars)
            yield read
            page.close()


def _page(page: pypdfium2.PdfPage, number: int, max_chars: int) -> Page:
    try:
        text = page.get_textpage()
    except pypdfium2.PdfiumError as err:
        raise ReadingError(f"page {number} of this PDF file is damaged; download it again") from err
    count = text.count_chars()
    if count > WITH_GENERATED * max_chars + WITH_GENERATED:
        raise ReadingError(f"more than {MAX_CHARS:,} characters of text; split the file")
    turn = _Turn(page, _quarters(page, text, count))
    chars, unmapped = _chars(text, count, turn)
    rules, picture = _drawn(page, turn)
    text.close()
    share = picture / (turn.width * turn.height or 1.0)
    return Page(number, turn.width, turn.height, tuple(chars), tuple(rules), share, unmapped)


class _Turn:
    """From the page's own coordinates to those of the page turned so that its text stands upright."""

    def __init__(self, page: pypdfium2.PdfPage, quarters: int) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self.quarters = quarters
        sides = (right - left, top - bottom)
        self.width, self.height = sides if self.quarters % 2 == 0 else sides[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 0:
            return x - self._left, self._top - y
        if self.quarters == 1:
            return y - self._bottom, x - self._left
        if self.quarters == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def _quarters(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, count: int) -> int:
    """Quarter turns that set most characters upright; a page without any is turned as it is shown."""
    step = max(1, count // 50)
    turns = Counter(
        round(math.degrees(pdfium.FPDFText_GetCharAngle(text, index)) / 90) % 4
        for index in range(0, count, step)
    )
    if turns:
        return (4 - turns.most_common(1)[0][0]) % 4
    # -1 on a damaged page.
    return int(max(0, pdfium.FPDFPage_GetRotation(page))) % 4


def _chars(text: pypdfium2.PdfTextPage, count: int, turn: _Turn) -> tuple[list[Char], int]:
    loose = pdfium.FS_RECTF()
    chars: list[Char] = []
    indices: list[int] = []
    unmapped = 0
    for index, code in _codes(text, count):
        if code in _NO_CHARACTER or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        unmapped += pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
        slant = math.degrees(pdfium.FPDFText_GetCharAngle(text, index)) % 90
        if MAX_SLANT < slant < 90 - MAX_SLANT:
            continue
        if pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(loose)):
            chars.append(_char(code, turn.box(loose.left, loose.bottom, loose.right, loose.top)))
            indices.append(index)
    return _without_giants(text, chars, indices, turn), unmapped


def _codes(text: pypdfium2.PdfTextPage, count: int) -> Iterator[tuple[int, int]]:
    """Index and code of each character; PDFium tells those beyond U+FFFF in halves, one after the other."""
    codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(count)]
    index = 0
    while index < count:
        at, code = index, codes[index]
        if 0xD800 <= code <= 0xDBFF and index + 1 < count and 0xDC00 <= codes[index + 1] <= 0xDFFF:
            index += 1
            code = 0x10000 + ((code - 0xD800) << 10) + (codes[index] - 0xDC00)
        yield at, code
        index += 1


def _char(code: int, box: tuple[float, float, float, float]) -> Char:
    x0, y0, x1, y1 = box
    return Char(_character(code), x0, y0, x1, y1, max(y1 - y0, 0.1))


def _without_giants(
    text: pypdfium2.PdfTextPage, chars: list[Char], indices: list[int], turn: _Turn
) -> list[Char]:
    """Characters with the boxes of their shapes where the font's own box is none: fonts for vertical writing."""
    if not chars:
        return chars
    usual = median(char.size for char in chars)
    corners = [ctypes.c_double() for _ in range(4)]
    shapes: dict[int, tuple[float, float, float, float]] = {}
    fits: dict[int, list[bool]] = defaultdict(list)
    for number, (char, index) in enumerate(zip(chars, indices, strict=True)):
        if max(char.size, char.x1 - char.x0) <= GIANT * usual:
            continue
        if pdfium.FPDFText_GetCharBox(text, index, *(ctypes.byref(corner) for corner in corners)):
            left, right, bottom, top = (corner.value for corner in corners)
            x0, y0, x1, y1 = turn.box(left, bottom, right, top)
            shapes[number] = x0, y0, x1, y1
            if char.text.isalnum():
                fits[round(char.size)].append(y1 - y0 >= char.size / 2)
    for number, (x0, y0, x1, y1) in shapes.items():
        char = chars[number]
        own = fits.get(round(char.size), [])
        # Prose beside a table in tiny print: its letters fill their boxes, though its commas don't.
        if 2 * sum(own) <= len(own) and 0 < y1 - y0 < char.size / 2:
            chars[number] = replace(char, x0=x0, y0=y0, x1=x1, y1=y1, size=max(y1 - y0, x1 - x0))
    return chars


def _character(code: int) -> str:
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"


# ------------------------------------------------------------------------------------------- drawings


def _drawn(page: pypdfium2.PdfPage, turn: _Turn) -> tuple[list[Rule], float]:
    """Ruled lines of a page, and the area of its largest picture."""
    rules: list[Rule] = []
    picture = 0.0
    for kind, item, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _path_rules(item, matrix, turn)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = _bounds(item, matrix, turn)
            picture = max(picture, (x1 - x0) * (y1 - y0))
    return rules, picture


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, object, _Matrix]]:
    """Objects of a page, those inside forms with the matrix of the form."""
    left = MAX_OBJECTS
    stack: list[tuple[object, _Matrix, int]] = []
    for index in range(min(pdfium.FPDFPage_CountObjects(page), left)):
        stack.append((pdfium.FPDFPage_GetObject(page, index), _IDENTITY, 0))
    stack.reverse()
    while stack and left > 0:
        left -= 1
        item, matrix, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, matrix
        elif depth < MAX_DEPTH:
            inner = _times(_matrix(item), matrix)
            for index in range(min(pdfium.FPDFFormObj_CountObjects(item), left)):
                stack.append((pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1))


def _matrix(item: object) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: object, matrix: _Matrix, turn: _Turn) -> tuple[float, float, float, float]:
    values = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(value) for value in values)):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (value.value for value in values)
    return turn.box(*_at(matrix, left, bottom), *_at(matrix, right, top))


def _path_rules(item: object, matrix: _Matrix, turn: _Turn) -> Iterator[Rule]:
    x0, y0, x1, y1 = _bounds(item, matrix, turn)
    if min(x1 - x0, y1 - y0) <= MAX_STROKE:
        yield from _thin(x0, y0, x1, y1)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value:
        return
    yield from _strokes(item, _times(_matrix(item), matrix), turn)


def _thin(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    if x1 - x0 >= max(MIN_RULE, y1 - y0):
        yield Rule(True, (y0 + y1) / 2, x0, x1)
    elif y1 - y0 >= MIN_RULE:
        yield Rule(False, (x0 + x1) / 2, y0, y1)


def _strokes(item: object, matrix: _Matrix, turn: _Turn) -> Iterator[Rule]:
    """Straight lines of a drawn path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(item), MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = turn.point(*_at(matrix, x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _straight(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _straight(point, start)
        last = point


def _straight(one: tuple[float, float], two: tuple[float, float]) -> Iterator[Rule]:
    (xa, ya), (xb, yb) = one, two
    if abs(ya - yb) <= 1 or abs(xa - xb) <= 1:
        yield from _thin(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
