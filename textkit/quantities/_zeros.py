"""Statements of zero: 未收到政府信息公开申请, 无行政复议、行政诉讼, 均为0."""

from __future__ import annotations

import re
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
_STOP = re.compile(r"[，。；！？：\n]")
_SUSPECT = re.compile("[未无没零0〇免]|不收|不存")


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


def find_zeros(scanned: Scanned, section: str | None) -> tuple[Quantity, ...]:
    """Statements of zero of a sentence, in order; none overlaps another one or a number."""
    text = scanned.clean.text
    if not _SUSPECT.search(text):
        return ()
    taken = [(start, end) for start, end, _ in scanned.found]
    found: list[tuple[int, int, str]] = []
    at = 0
    for denial in _denials().finditer(text):
        if denial.start() < at or _wished().search(text, 0, denial.start()):
            continue
        stop = _STOP.search(text, denial.end())
        clause = text[denial.end() : stop.start() if stop else len(text)]
        for start, end, id in _things(clause):
            first = denial.start() if not found or found[-1][1] <= denial.start() else denial.end() + start
            found.append((first, denial.end() + end, id))
            at = denial.end() + end
    for affirmed in _affirmed().finditer(text):
        begin = max([text.rfind(mark, 0, affirmed.start()) + 1 for mark in "。；：！"])
        begin = max(
            [
                begin,
                *(end for _, end in taken if end <= affirmed.start()),
                *(end for _, end, _ in found if end <= affirmed.start()),
            ]
        )
        pattern, ids = zero_things()
        things = [
            (match.start(), match.end(), ids[int(match.lastgroup[1:])])
            for match in pattern.finditer(text, begin, affirmed.start())
            if match.lastgroup
        ]
        for number, (start, end, id) in enumerate(things):
            found.append((start, affirmed.end() if number == len(things) - 1 else end, id))
    return tuple(
        _zero(scanned, start, end, id)
        for start, end, id in sorted(found)
        if not any(first < end and start < last for first, last in taken)
    )


def _things(clause: str) -> list[tuple[int, int, str]]:
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
            and "因" in clause[: match.start()]
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
