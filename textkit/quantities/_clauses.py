"""Clauses of a sentence and the words that belong to each of its numbers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from textkit.quantities._finding import Scanned
from textkit.quantities._units import exactness_words

__all__ = ["Item", "find_items"]

_STOPS = re.compile(r"[，。；！？：\n]")
_ENDS = re.compile(r"[，。；！？：、\n（）]")
_BRACKET = re.compile("[（）]")
# 县（区）, 厅（室）, 乡镇（街道）: part of the word before it.
_IN_WORD = re.compile(r"（[\u4e00-\u9fff、]{1,3}$")
# Words further from their number say nothing about it.
LONGEST_CLAUSE = 400
# A bracket that isn't closed within so many characters is a slip.
LONGEST_BRACKET = 400
_CLAUSE_ENDS = re.compile(r"[，。；！？：\n（）]")
_AND = re.compile(r"^(?:[、，和及与]|以及)+")
_BETWEEN = re.compile("[、和与及]|以及")
_RESPECTIVELY = re.compile(
    r"([^，。；：（）]{2,60}?)(?:数量?|案件|情况)?分别(?:为|是|达到?|有|共|完成|办理|发布|公开)?$"
)
_LABELS = re.compile(r"、|和|及|与|以及")


@cache
def counters() -> re.Pattern[str]:
    """Words that only count; a clause of them alone takes up the clause before it."""
    words = "其中|总数|总量|数量|共计|合计|总计|累计|全年|总共|共|计|为|达到?|有|分别|各|均|已|了|是|数"
    return re.compile(f"(?:[、，和及与]|{words}|{exactness_words()})*+$")


@dataclass(frozen=True, slots=True)
class Item:
    """One number and its words: ``left`` is ``text[start:at]``, ``right`` ``text[end:stop]``.

    ``clause`` is where its clause begins, ``bracket`` the place of the bracket it stands in, or None.
    ``label`` stands for ``left`` where things and numbers are listed apart (分别为).
    """

    start: int
    at: int
    end: int
    stop: int
    left: str
    right: str
    clause: int
    bracket: int | None
    label: str | None = None


def find_items(scanned: Scanned) -> list[Item]:
    """The words of each number of a sentence, in order."""
    text = scanned.clean.text
    stops = [0, *(match.end() for match in _STOPS.finditer(text))]
    openings, closed = _brackets(text, [at for at, _, _ in scanned.found])
    items: list[Item] = []
    before = 0
    next_starts = [*(start for start, _, _ in scanned.found[1:]), len(text)][: len(scanned.found)]
    for number, ((at, end, _), following) in enumerate(zip(scanned.found, next_starts, strict=True)):
        clause, bracket = max(_last(stops, at), at - LONGEST_CLAUSE), openings[number]
        if bracket is not None:
            clause = max(clause, bracket + 1)
        elif (pair := closed[number]) and pair[0] < clause <= pair[1]:
            # The last stop stands inside a bracket that is closed before the number.
            clause = _last(stops, pair[0])
        start = max(clause, before)
        start = max(start, _last_bracket(text, start, at))
        stop = _stop_behind(text, end, following)
        left = text[start:at]
        joined = _AND.match(left)
        if items and start == before and not joined and (mark := _BETWEEN.search(left)):
            # "2件维持、1件撤销": the words before the mark are those of the number before.
            start, left = start + mark.end(), left[mark.end() :]
        if joined:
            start, left = start + joined.end(), left[joined.end() :]
        clause_before = _last(stops, clause - 1)
        if bracket is None and counters().match(left) and clause > 0 and before <= clause_before:
            start, left = clause_before, text[clause_before:at]
        items.append(Item(start, at, end, stop, left, text[end:stop], clause, bracket))
        before = end
    return _with_labels(items, text)


def _last_bracket(text: str, start: int, end: int) -> int:
    """Where the last bracket between two places ends, that isn't part of a word."""
    while (at := text.rfind("）", start, end)) >= 0 and _IN_WORD.search(text, max(start, at - 4), at):
        end = at
    return at + 1


def _stop_behind(text: str, end: int, following: int) -> int:
    """Where the words behind a number end: at its clause, before a list mark where another number follows."""
    last = end + LONGEST_CLAUSE
    clause = _CLAUSE_ENDS.search(text, end, last)
    stop = clause.start() if clause else min(last, len(text))
    if following < stop:
        ending = _ENDS.search(text, end, following)
        stop = ending.start() if ending else following
    return stop


def _last(stops: Sequence[int], at: int) -> int:
    """The last stop not behind ``at``, 0 before the first."""
    return stops[max(0, bisect_right(stops, at) - 1)]


def _brackets(text: str, places: Sequence[int]) -> tuple[list[int | None], list[tuple[int, int] | None]]:
    """For each place, the bracket that is open there and the last pair closed before it."""
    open_: list[int] = []
    pair: tuple[int, int] | None = None
    openings: list[int | None] = []
    closed: list[tuple[int, int] | None] = []
    at = 0
    for place in places:
        for match in _BRACKET.finditer(text, at, place):
            if match.group() == "（":
                open_.append(match.start())
            elif open_:
                pair = (open_.pop(), match.start())
        at = place
        openings.append(open_[-1] if open_ and text.find("）", place, place + LONGEST_BRACKET) >= 0 else None)
        closed.append(pair)
    return openings, closed


def _with_labels(items: list[Item], text: str) -> list[Item]:
    """Give each number of a list its own thing where the things are listed before (甲、乙分别为3件、5件)."""
    if "分别" not in text:
        return items
    result = list(items)
    for number, item in enumerate(items):
        match = _RESPECTIVELY.search(item.left)
        if not match:
            continue
        labels = [label for label in _LABELS.split(match[1]) if label]
        together = [item]
        for other in items[number + 1 :]:
            if not counters().match(text[together[-1].end : other.at]):
                break
            together.append(other)
        if len(labels) == len(together) > 1:
            for place, (label, one) in enumerate(zip(labels, together, strict=True)):
                result[number + place] = Item(
                    item.start, one.at, one.end, one.stop, label, "", one.clause, one.bracket, label
                )
    return result
