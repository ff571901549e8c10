"""Characters of a page → lines of text, left to right and top to bottom, columns one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from textkit.reading._pdf_pages import Char
from textkit.reading._rows import RAISED
from textkit.reading._wrapping import ENDS_SENTENCE, ORDINAL

__all__ = ["Lane", "Line", "gutter_of", "in_reading_order", "lines_of", "text_of"]

# Characters of one line overlap by at least this share of the smaller one's height.
OVERLAP = 0.5
# Lines looked at for a character: those of two columns may lie between each other.
NEAR = 4
# A character drawn twice to look bold stands within this share of its size.
DOUBLED = 0.3
# Blanks as wide as this part words of a line: a signature's name and date.
WIDE = 2.0
# The gap between two columns of text, in characters; words stand closer.
GUTTER = 1.2
# Lines that each column has at least; a page of prose in columns has 30, a site's menu five.
MIN_COLUMN_LINES = 4
MIN_BESIDE = 3
# Chinese characters in the middling line of a column: 公开指南 in a menu, more in prose.
MIN_COLUMN_HAN = 3
# Lines over both columns: title, heading, menu bar.
MAX_CROSSED = 0.25
# The least width of a column, as a share of the text's.
MIN_COLUMN_WIDTH = 0.08
MAX_GAPS = 60
# Lines of a column are less than this many heights apart.
BELOW = 0.9
# Word raises notes' numbers by a third of the height, at two thirds of the size.
RAISED_SIZE = 0.8
RAISED_BY = 0.15
_DIGIT = re.compile(r"[0-9]")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]")
_BLANK = re.compile(r"\s")
_HAN = re.compile(r"[\u3400-\u9fff\u2f00-\u2fdf\u2e80-\u2eff]")


# What a line shares its margins with: "full", "left", "right", or a frame on its page.
Lane = str


@dataclass(slots=True)
class Line:
    """A line of text: characters from left to right; ``frame`` names the box it stands in."""

    chars: list[Char]
    frame: Lane = ""

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return max(char.x1 for char in self.chars)

    @property
    def y0(self) -> float:
        return min(char.y0 for char in self.chars)

    @property
    def y1(self) -> float:
        return max(char.y1 for char in self.chars)

    @property
    def size(self) -> float:
        """Height of its Chinese characters; the Latin ones beside them come from fonts with other boxes."""
        wide = [char.size for char in self.chars if not char.text.isascii()]
        return median(wide or [char.size for char in self.chars])

    @property
    def text(self) -> str:
        return text_of(self.chars)


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Lines from top to bottom, blanks at their ends left out."""
    lines: list[list[Char]] = []
    bands: list[tuple[float, float]] = []
    for char in sorted(chars, key=lambda char: (char.middle, char.x0)):
        near = range(max(0, len(lines) - NEAR), len(lines))
        best = max(near, key=lambda index: _overlap(bands[index], char), default=None)
        if best is not None and _overlap(bands[best], char) >= OVERLAP:
            lines[best].append(char)
        else:
            lines.append([char])
            bands.append((char.y0, char.y1))
    return [Line(line) for chars in lines if (line := _in_line(chars))]


def _overlap(band: tuple[float, float], char: Char) -> float:
    """Share of the lower one of a line and a character that lies beside the other."""
    y0, y1 = band
    return (min(y1, char.y1) - max(y0, char.y0)) / (min(y1 - y0, char.y1 - char.y0) or 1.0)


def _in_line(chars: list[Char]) -> list[Char]:
    """Characters from left to right, once each, from the first to the last that is no blank."""
    chars.sort(key=lambda char: char.x0)
    kept: list[Char] = []
    for char in chars:
        twice = any(
            char.text == other.text
            and abs(char.x0 - other.x0) <= DOUBLED * char.size
            and abs(char.y0 - other.y0) <= DOUBLED * char.size
            for other in kept[-2:]
        )
        if not twice or _BLANK.match(char.text):
            kept.append(char)
    filled = [index for index, char in enumerate(kept) if not _BLANK.match(char.text)]
    return kept[filled[0] : filled[-1] + 1] if filled else []


def text_of(chars: Sequence[Char]) -> str:
    """Text of a line as a reader would type it.

    A blank stays where it parts two Latin words or numbers, and where it is wide; the blanks that
    spread Chinese characters over a line are none of the text.
    """
    parts: list[str] = []
    last: Char | None = None
    blank = False
    for char in chars:
        if _BLANK.match(char.text):
            blank = True
            continue
        if last is not None:
            gap = char.x0 - last.x1
            words = _ASCII_WORD.match(last.text) and _ASCII_WORD.match(char.text)
            if gap > WIDE * char.size or (words and (blank or gap > 0.3 * char.size)):
                parts.append(" ")
        raised = last is not None and _is_raised(char, last)
        parts.append(char.text.translate(RAISED) if raised else char.text)
        # Of a note's number with two digits the second is raised above the number as well.
        last, blank = (replace(last, x1=char.x1) if last is not None and raised else char), False
    return "".join(parts)


def _is_raised(char: Char, before: Char) -> bool:
    """Whether a digit is a note's number behind a number: smaller, and on a higher line."""
    digits = _DIGIT.match(char.text) and _DIGIT.match(before.text)
    small = char.size <= RAISED_SIZE * before.size
    return bool(digits) and small and before.y1 - char.y1 >= RAISED_BY * before.size


# -------------------------------------------------------------------------------------------- columns


def in_reading_order(lines: list[Line], gutter: float | None) -> Iterator[tuple[Lane, Line]]:
    """Lines as they are read: between lines of full width the left column before the right one."""
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        sides = None if gutter is None or line.frame else _split(line, gutter)
        if sides is None or _stands_below(line, left, right):
            yield from _columns(left, right)
            left, right = [], []
            yield line.frame or "full", line
            continue
        left += [Line(sides[0])] if sides[0] else []
        right += [Line(sides[1])] if sides[1] else []
    yield from _columns(left, right)


def _stands_below(line: Line, left: list[Line], right: list[Line]) -> bool:
    """Whether a line stands below two columns: a heading over what follows in full width.

    It stands apart, or the sentence above it goes on in the other column.
    """
    above = [column[-1] for column in (left, right) if column]
    if not above:
        return False
    if line.y0 - max(other.y1 for other in above) > BELOW * line.size:
        return True
    return bool(left and right and ORDINAL.match(line.text) and not ENDS_SENTENCE.search(left[-1].text))


def _columns(left: list[Line], right: list[Line]) -> Iterator[tuple[Lane, Line]]:
    for line in left:
        yield "left", line
    for line in right:
        yield "right", line


def _gaps(line: Line) -> Iterator[tuple[float, float]]:
    chars = [char for char in line.chars if not _BLANK.match(char.text)]
    for one, two in pairwise(chars):
        if two.x0 - one.x1 >= GUTTER * one.size:
            yield one.x1, two.x0


def gutter_of(lines: list[Line]) -> float | None:
    """Where the gap between two columns of text is, None where the page has one column."""
    x0 = min((line.x0 for line in lines), default=0.0)
    width = max((line.x1 for line in lines), default=0.0) - x0
    inner = (x0 + MIN_COLUMN_WIDTH * width, x0 + (1 - MIN_COLUMN_WIDTH) * width)
    ends = {
        round(begin) for line in lines for begin, end in _gaps(line) if inner[0] <= begin and end <= inner[1]
    }
    found = [
        (crossed, place)
        for x in sorted(ends)[:MAX_GAPS]
        if (crossed := _crossed(lines, place := x + 1.0)) is not None
    ]
    return min(found)[1] if found else None


def _crossed(lines: list[Line], x: float) -> int | None:
    """How many lines cross a place, None where it doesn't part two columns."""
    halves = [_split(line, x) for line in lines]
    columns = [[half[side] for half in halves if half and half[side]] for side in (0, 1)]
    beside = sum(1 for half in halves if half and all(half))
    crossed = halves.count(None)
    if beside < MIN_BESIDE or min(map(len, columns)) < MIN_COLUMN_LINES:
        return None
    # Numbers beside their labels are a table without lines, and read row by row.
    if any(median(map(_count_han, column)) < MIN_COLUMN_HAN for column in columns):
        return None
    return crossed if crossed <= max(beside, MAX_CROSSED * len(lines)) else None


def _count_han(chars: list[Char]) -> int:
    return sum(1 for char in chars if _HAN.match(char.text))


def _split(line: Line, x: float) -> tuple[list[Char], list[Char]] | None:
    """Characters left and right of a gutter, None where the line crosses it."""
    left = [char for char in line.chars if char.x1 <= x + 0.5]
    right = [char for char in line.chars if char.x0 >= x - 0.5]
    crossing = len(left) + len(right) < len(line.chars)
    if crossing or (left and right and right[0].x0 - left[-1].x1 < 0.5 * left[-1].size):
        return None
    return _in_line(left), _in_line(right)
