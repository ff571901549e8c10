"""Breaking lines of Chinese text: at any character, but not within words of Latin letters and digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

# Signs that may not begin a line, and such that may not end one.
NOT_FIRST = frozenset("，。、；：？！）》〉”’】〕％%…—·,.;:?!)")
NOT_LAST = frozenset("（《〈“‘【〔(")
# How many signs hang beyond the margin at most.
HANGING = 2
_TOKEN = re.compile(r"[A-Za-z0-9./@:_%+\-]+|.", re.DOTALL)

Measure = Callable[[str], float]


def columns(text: str) -> float:
    """Width in full-width characters, half-width ones counted as a half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def break_lines(text: str, width: float, measure: Measure, first: float | None = None) -> Iterator[str]:
    """Lines of a paragraph no wider than `width`, the first no wider than `first`, signs hanging."""
    room = width if first is None else first
    line = ""
    for token in _tokens(text, width, measure):
        if line and measure(line + token) > room and not _hangs(line, token, room, measure):
            kept, carried = _leave(line)
            yield kept
            line, room = carried + token.lstrip(" "), width
        else:
            line += token
    if line:
        yield line


def _tokens(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Words and signs; a word too long for a line is cut into characters."""
    for found in _TOKEN.finditer(text):
        if measure(found[0]) > width:
            yield from found[0]
        else:
            yield found[0]


def _hangs(line: str, token: str, room: float, measure: Measure) -> bool:
    """Whether a sign that may not begin a line stays beyond the margin."""
    hanging = len(line) - len(line.rstrip("".join(NOT_FIRST)))
    return token in NOT_FIRST and hanging < HANGING and measure(line) <= room + measure(token) * HANGING


def _leave(line: str) -> tuple[str, str]:
    """A full line, and the opening signs at its end that go to the next."""
    kept = line.rstrip("".join(NOT_LAST))
    return (kept, line[len(kept) :]) if kept else (line, "")
