"""Statements of zero: 未收到政府信息公开申请, 无行政复议、行政诉讼, 均为0."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import cache

from textkit._resources import data_toml
from textkit.quantities._cues import zero_things
from textkit.quantities._finding import Scanned
from textkit.quantities._units import units
from textkit.report import Link, Quantity, Reading
from textkit.statute.indicators import indicator

__all__ = ["find_zeros"]

# A word of denial and its thing stand no further apart, two things of one denial not this far.
FAR, NEXT = 24, 8
# How far a wish stands before a denial, and how far a list of things goes on.
NEAR, LONGEST = 28, 160
_STOP = re.compile(r"[，。；！？：\n]")
# Things listed under one denial have a mark or a word between them.
_LISTED = re.compile("[、和或及与]|^(?:案件|情况|提起|申请|被提起|被申请)$")
# "并非没有收到", "不存在未收到".
_TURNED = re.compile("(?:并非|不是|不存在|并不是|绝非)$")
# "未收到申请的单位", "未收到申请时".
_OF_OTHERS = re.compile("(?:件|事项|案件)?(?:的(?:单位|部门|地方|科室|镇|乡|街道)|时(?!限))")
# "无逾期申请" says nothing of applications as such.
_MODIFIED = re.compile("结转|逾期|超期|超时|超过|投诉|收费|未|不予|驳回|需要|一次|向$|对$")
# What others are caused by: 没有因不予公开引起的复议.
_CAUSES = frozenset({"app.received", "outcome.denied", "disclosure.total"})
# 公开申请行政复议 speaks of the reconsideration, not of the application.
_LEADS_TO = re.compile("(?:案件|事项|工作|方面)?的?(?:引[起发]|提起|被|申请|涉及)*的?(?:行政)?(?:复议|诉讼)")
# "与上年相比为0".
_DIFFERENCE = re.compile("相比|差额|增减|增幅|降幅")
_SUSPECT = re.compile("[未无没零〇免]|(?<![0-9.])0(?![0-9.])|不收|不存")


@cache
def _denials() -> re.Pattern[str]:
    return re.compile("|".join(data_toml("linking.toml")["zero"]["denials"]))


@cache
def _affirmed() -> re.Pattern[str]:
    return re.compile("|".join(data_toml("linking.toml")["zero"]["affirmed"]))


@cache
def _wished() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(data_toml('linking.toml')['zero']['wished'])})[^，。；]*$")


@cache
def _barred() -> re.Pattern[str]:
    return re.compile("|".join(data_toml("linking.toml")["zero"]["barred"]))


def find_zeros(scanned: Scanned) -> list[tuple[int, int, Quantity]]:
    """Statements of zero of a sentence with their places; none overlaps another one or a number."""
    text = scanned.clean.text
    if not _SUSPECT.search(text):
        return []
    starts, ends = [start for start, _, _ in scanned.found], [end for _, end, _ in scanned.found]
    stated = _denied(text)
    stated += _said_to_be_none(text, ends, [end for _, end, _ in stated])
    zeros: list[tuple[int, int, Quantity]] = []
    for start, end, id in sorted(stated):
        is_free = bisect_right(ends, start) == bisect_left(starts, end)
        if is_free and (not zeros or zeros[-1][1] <= start):
            zeros.append((start, end, _zero(scanned, start, end, id)))
    return zeros


def _denied(text: str) -> list[tuple[int, int, str]]:
    """未收到…申请, 无行政复议、行政诉讼."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for denial in _denials().finditer(text):
        before = text[max(0, denial.start() - NEAR) : denial.start()]
        if denial.start() < at or _wished().search(before) or _TURNED.search(before):
            continue
        last = denial.end() + LONGEST
        stop = _STOP.search(text, denial.end(), last)
        clause = text[denial.end() : stop.start() if stop else last]
        for start, end, id in _things(clause, is_cause=denial.group().endswith("因")):
            first = denial.start() if at <= denial.start() else denial.end() + start
            at = denial.end() + end
            found.append((first, at, id))
    return found


def _said_to_be_none(text: str, ends: list[int], denied: list[int]) -> list[tuple[int, int, str]]:
    """行政复议、行政诉讼均为0."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for affirmed in _affirmed().finditer(text):
        begin = max(affirmed.start() - LONGEST, 0)
        begin = max([begin, *(text.rfind(mark, begin, affirmed.start()) + 1 for mark in "。；：！")])
        begin = max(begin, *(_last_before(taken, affirmed.start()) for taken in (ends, denied)), at)
        if _DIFFERENCE.search(text, begin, affirmed.start()):
            continue
        pattern, ids = zero_things()
        things = [
            (match.start(), match.end(), ids[int(match.lastgroup[1:])])
            for match in pattern.finditer(text, begin, affirmed.start())
            if match.lastgroup
        ]
        for number, (start, end, id) in enumerate(things):
            at = affirmed.end() if number == len(things) - 1 else end
            found.append((start, at, id))
    return found


def _last_before(ends: list[int], at: int) -> int:
    number = bisect_right(ends, at)
    return ends[number - 1] if number else 0


def _things(clause: str, *, is_cause: bool) -> list[tuple[int, int, str]]:
    """Things denied: the first one near the denial, the others listed behind it (、, 和)."""
    pattern, ids = zero_things()
    found: list[tuple[int, int, str]] = []
    for match in pattern.finditer(clause):
        since = found[-1][1] if found else 0
        between = clause[since : match.start()]
        if len(between) > (NEXT if found else FAR) or (found and not _is_listed(found[-1][2], between)):
            break
        if _barred().search(clause[since : match.end() + 4]) or _OF_OTHERS.match(clause, match.end()):
            break
        id = ids[int((match.lastgroup or "g0")[1:])]
        caused = is_cause or "因" in between or bool(_LEADS_TO.match(clause, match.end()))
        if not found and ((caused and id in _CAUSES) or (id == "app.received" and _MODIFIED.search(between))):
            continue
        found.append((match.start(), match.end(), id))
    return found


def _is_listed(before: str, between: str) -> bool:
    """Whether a thing stands in one list with the one before; 行政复议行政诉讼 often does so without a mark."""
    return bool(_LISTED.search(between)) or (not between and before.startswith(("review.", "suit.")))


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
        kind=units()[one.units[0]].kind,
        stated="statement",
        indicator=id,
        readings=tuple(Reading(cells.name, cells.cells, cells.strength) for cells in one.readings),
        links=(Link("indicator", id, first, last, written, "statement of zero"),),
    )
