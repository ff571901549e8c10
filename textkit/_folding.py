"""One character to one character: the copy of a text that patterns are matched on. Standard library only.

``fold`` never moves an offset, so what matches in the folded copy stands at the same place in the
text. ``squeeze`` leaves out what breaks words (line breaks, page numbers, stray blanks) and knows
the way back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from textkit._resources import data_lines

__all__ = ["Squeezed", "fold", "squeeze", "whole"]

_BLANKS = "\u00a0\u1680\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_HYPHENS = "‐‑‒–−﹣"
# Matching is done with full-width brackets, colon and semicolon, half-width everything else.
_SIGNS = {
    "(": "（",
    ")": "）",
    ":": "：",
    ";": "；",
    "○": "〇",
    "◯": "〇",
    "﹝": "〔",
    "〜": "~",
    "﹞": "〕",
    "﹪": "%",
}
_KEPT_WIDE = "，！？；：（）"


@cache
def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE}
    table |= {ord(char): " " for char in _BLANKS}
    table |= {ord(char): "-" for char in _HYPHENS}
    table |= {ord(char): to for char, to in _SIGNS.items()}
    for line in data_lines("characters.tsv"):
        char, to, _ = line.split("\t")
        table[ord(char)] = to
    return table


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, _table())))}]")


def fold(text: str) -> str:
    """Copy of ``text`` of equal length for matching.

    Full-width digits and letters become half-width, brackets and colons full-width, every kind of
    blank a space, radicals and traditional characters the simplified one.

    Examples
    --------
    >>> fold("２０２３年　公開⼯作(共１８條)")
    '2023年 公开工作（共18条）'
    """
    # Most sentences are as they should be, and looking is ten times cheaper than translating.
    return text.translate(_table()) if _foldable().search(text) else text


# A line of its own that only carries a page number: "— 3 —", "-12-", "第 3 页 共 9 页".
PAGE_LINE = (
    r"[ \t]*(?:[-—–－]{1,2}[ \t]*\d{1,3}[ \t]*[-—–－]{1,2}"
    r"|第[ \t]*\d{1,3}[ \t]*页(?:[ \t]*[,，/]?[ \t]*共[ \t]*\d{1,3}[ \t]*页)?)[ \t]*"
)
_BREAKS = re.compile(rf"(?:\r?\n{PAGE_LINE}(?=\r?\n|$))+(?:\r?\n)?\s*|\s+", re.MULTILINE)
_BLANK = re.compile(r"\s")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text without what breaks its words, and the way back to the original offsets."""

    text: str
    _starts: tuple[int, ...]
    _shifts: tuple[int, ...]
    _origins: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of ``self.text[start:end]`` in the text that was squeezed."""
        first = start + self._shifts[bisect_right(self._starts, start) - 1]
        if end <= start:
            return first, first
        last = end - 1 + self._shifts[bisect_right(self._starts, end - 1) - 1]
        return first, last + 1

    @property
    def gaps(self) -> tuple[int, ...]:
        """Offsets in ``self.text`` before which something was left out."""
        return self._starts[1:]

    def position(self, original: int) -> int:
        """Offset in ``self.text`` of the first kept character at or after ``original``."""
        piece = bisect_right(self._origins, original) - 1
        following = self._starts[piece + 1] if piece + 1 < len(self._starts) else len(self.text)
        return min(original - self._shifts[piece], following)


def squeeze(text: str) -> Squeezed:
    """Text without line breaks, page numbers between lines, and blanks that part Chinese words.

    A blank between two Latin letters or digits stays, as one space; a line break between two
    digits has torn a number.

    Examples
    --------
    >>> squeeze("着力发挥\\n— 1 —\\n公开的作用，受理 12 件，Open Data 平台").text
    '着力发挥公开的作用，受理12件，Open Data平台'
    """
    folded = fold(text)
    if not _BLANK.search(folded):
        return Squeezed(text, (0,), (0,), (0,))
    pieces: list[str] = []
    starts, shifts = [0], [0]
    at = length = 0
    for gap in _BREAKS.finditer(folded):
        start, end = gap.span()
        kept = ""
        if (
            start
            and end < len(text)
            and _ASCII_WORD.match(folded[start - 1])
            and _ASCII_WORD.match(folded[end])
        ):
            torn = "\n" in gap.group() and folded[start - 1].isdigit() and folded[end].isdigit()
            kept = "" if torn else " "
        if folded[start:end] == kept:
            continue
        pieces += [text[at:start], kept]
        length += start - at + len(kept)
        starts.append(length)
        shifts.append(end - length)
        at = end
    pieces.append(text[at:])
    origins = tuple(start + shift for start, shift in zip(starts, shifts, strict=True))
    return Squeezed("".join(pieces), tuple(starts), tuple(shifts), origins)


_HALVES = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """Text without halves of surrogate pairs, which no file format holds; each becomes U+FFFD."""
    return _HALVES.sub("\ufffd", text) if not text.isascii() else text
