"""Statements of zero: 未收到政府信息公开申请, 无行政复议、行政诉讼, 均为0."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import cache

from textkit._resources import data_toml
from textkit.quantities._cues import zero_things
from textkit.quantities._finding import Scanned
from textkit.report import Link, Quantity, Reading
from textkit.statute.indicators import indicator

__all__ = ["find_zeros"]

# A word of denial and its thing stand no further apart, two things of one denial not this far.
FAR, NEXT = 24, 8
# How far a wish stands before a denial, and how far a list of things goes on.
NEAR, LONGEST = 16, 160
_STOP = re.compile(r"[，。；！？：\n]")
_SUSPECT = re.compile("[未无没零〇免]|(?<![0-9.])0(?![0-9.])|不收|不存")


@cache
def _denials() -> re.Pattern[str]:
    return re.compile("|".join(data_toml("linking.toml")["zero"]["denials"]))


@cache
def _affirmed() -> re.Pattern[str]:
    return re.compile("|".join(data_toml("linking.toml")["zero"]["affirmed"]))


@cache
def _wished() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(data_toml('linking.toml')['zero']['wished'])})[^，。；]{{0,8}}$")


@cache
def _barred() -> re.Pattern[str]:
    return re.compile("|".join(data_toml("linking.toml")["zero"]["barred"]))


def find_zeros(scanned: Scanned) -> tuple[Quantity, ...]:
    """Statements of zero of a sentence, in order; none overlaps another one or a number."""
    text = scanned.clean.text
    if not _SUSPECT.search(text):
        return ()
    starts, ends = [start for start, _, _ in scanned.found], [end for _, end, _ in scanned.found]
    found: list[tuple[int, int, str]] = []
    at = 0
    for denial in _denials().finditer(text):
        if denial.start() < at or _wished().search(text, max(0, denial.start() - NEAR), denial.start()):
            continue
        last = denial.end() + LONGEST
        stop = _STOP.search(text, denial.end(), last)
        clause = text[denial.end() : stop.start() if stop else last]
        for start, end, id in _things(clause, is_cause=denial.group().endswith("因")):
            first = denial.start() if not found or found[-1][1] <= denial.start() else denial.end() + start
            found.append((first, denial.end() + end, id))
            at = denial.end() + end
    denied, at = [end for _, end, _ in found], 0
    for affirmed in _affirmed().finditer(text):
        begin = max(affirmed.start() - LONGEST, 0)
        begin = max([begin, *(text.rfind(mark, begin, affirmed.start()) + 1 for mark in "。；：！")])
        begin = max(begin, *(_last_before(taken, affirmed.start()) for taken in (ends, denied)), at)
        pattern, ids = zero_things()
        things = [
            (match.start(), match.end(), ids[int(match.lastgroup[1:])])
            for match in pattern.finditer(text, begin, affirmed.start())
            if match.lastgroup
        ]
        for number, (start, end, id) in enumerate(things):
            at = affirmed.end() if number == len(things) - 1 else end
            found.append((start, at, id))
    return tuple(
        _zero(scanned, start, end, id)
        for start, end, id in sorted(found)
        if bisect_right(ends, start) == bisect_left(starts, end)
    )


def _last_before(ends: list[int], at: int) -> int:
    number = bisect_right(ends, at)
    return ends[number - 1] if number else 0


def _things(clause: str, *, is_cause: bool) -> list[tuple[int, int, str]]:
    """Things denied: the first one near the denial, the others each near the one before."""
    pattern, ids = zero_things()
    found: list[tuple[int, int, str]] = []
    for match in pattern.finditer(clause):
        since = found[-1][1] if found else 0
        if match.start() - since > (NEXT if found else FAR) or _barred().search(
            clause[since : match.end() + 4]
        ):
            break
        if (
            not found
            and (is_cause or "因" in clause[: match.start()])
            and ids[int((match.lastgroup or "g0")[1:])] == "app.received"
        ):
            continue
        if match.lastgroup:
            found.append((match.start(), match.end(), ids[int(match.lastgroup[1:])]))
    return found


def _zero(scanned: Scanned, start: int, end: int, id: str) -> Quantity:
    first, last = scanned.clean.original(start, end)
    written = scanned.source[first:last]
    one = indicator(id)
    return Quantity(
        first,
        last,
        written,
        Decimal(0),
        one.units[0],
        kind="money" if one.units[0] == "元" else "count",
        stated="statement",
        indicator=id,
        readings=tuple(Reading(cells.name, cells.cells, cells.strength) for cells in one.readings),
        links=(Link("indicator", id, first, last, written, "statement of zero"),),
    )
