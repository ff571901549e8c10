"""Sections from headings: their bodies, the parts of section five, what stands before the first heading."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from textkit.form._headings import Found
from textkit.form._paragraphs import Piece
from textkit.form._view import View
from textkit.statute import turn_rules

__all__ = ["Body", "section_bodies"]

# Sentences of an introduction speak of the report itself.
_INTRODUCTION = re.compile(
    r"本报告|本年度报告|本年报|年度报告|报告如下|公布如下|编制|统计(?:期限|时限|时间|口径|数据)|所列数据|电子版|下载"
    r"|疑问|联系(?:电话|地址|人|方式)|电话：|邮编|部分组成"
)
# The longest introduction seen has seven sentences.
MAX_INTRODUCTION = 9
_ANNEX = re.compile(r"附[表件录]|统计表|名词解释")
_SENTENCE_END = re.compile(r"[。！？；：]")


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a section at ``[start, end)`` of the view's text; ``by`` says what put it there."""

    id: str
    heading: Found | None
    start: int
    end: int
    by: str


@dataclass(frozen=True, slots=True)
class _Event:
    at: int
    body: int
    id: str | None
    heading: Found | None
    by: str


def section_bodies(view: View, headings: list[Found], pieces: list[Piece]) -> list[Body]:
    """Bodies in order, the sub-topics of section one after the section that holds them."""
    content = [(start, end) for start, end, kind in pieces if kind in ("prose", "table", "heading")]
    if not content:
        return []
    end = max(stop for _, stop in content)
    events = _events(view, headings)
    events = _with_beginning(view, events, headings, pieces)
    bodies: list[Body] = []
    for event, following in zip(events, [*events[1:], None], strict=False):
        stop = min(following.at if following else end, end)
        if event.id is None or stop < event.body:
            continue
        bodies += _split(view, event, stop, headings, pieces)
    return bodies


def _events(view: View, headings: list[Found]) -> list[_Event]:
    events: list[_Event] = []
    problems = next((found.start for found in headings if found.id == "problems"), len(view.text))
    problems_named = any(found.level == 1 and found.id == "problems" for found in headings)
    for found in headings:
        if found.level == 1:
            events.append(_Event(found.start, found.end, _chapter(view, found, problems), found, "heading"))
        elif found.id in ("problems", "improvements"):
            current = events[-1] if events else None
            names_itself = current is not None and current.id == found.id == "problems"
            if not (problems_named and names_itself):
                events.append(_Event(found.start, found.end, found.id, found, "heading"))
    return events


def _chapter(view: View, found: Found, problems: int) -> str | None:
    """The section of a heading of the first level; a chapter that is none of the six is general situation."""
    if found.id:
        return found.id
    if _ANNEX.search(view.text, found.title_at, found.end):
        return None
    return "overview" if found.start < problems else "other"


def _with_beginning(
    view: View, events: list[_Event], headings: list[Found], pieces: list[Piece]
) -> list[_Event]:
    """Events with the introduction and, where its heading is missing, the first section."""
    prose = [piece for piece in pieces if piece[2] == "prose"]
    first = events[0].at if events else len(view.text)
    before = [piece for piece in prose if piece[0] < first]
    if not before or not headings:
        return events
    start = before[0][0]
    if any(event.id == "overview" for event in events):
        return [_Event(start, start, "preamble", None, "order"), *events]
    topic = next((found.start for found in headings if found.level == 2 and found.start < first), None)
    overview = _introduction_end(view, before, topic if topic is not None else first)
    beginning = [_Event(start, start, "preamble", None, "order")] if overview > start else []
    if overview < first:
        beginning.append(_Event(overview, overview, "overview", None, "order"))
    return [*beginning, *events]


def _introduction_end(view: View, prose: list[Piece], limit: int) -> int:
    """Where the introduction ends: before the first sentence that doesn't speak of the report itself."""
    end = prose[0][0]
    count = 0
    for start, stop, _ in prose:
        at = start
        while at < min(stop, limit) and count < MAX_INTRODUCTION:
            mark = view.text.find("。", at, stop)
            after = mark + 1 if mark >= 0 else stop
            if not _INTRODUCTION.search(view.text, at, after):
                return min(end, limit)
            at = end = after
            count += 1
    return min(end, limit)


def _split(view: View, event: _Event, stop: int, headings: list[Found], pieces: list[Piece]) -> list[Body]:
    whole = Body(event.id or "", event.heading, event.body, stop, event.by)
    if event.id == "overview":
        return [whole, *_topics(whole, headings)]
    if event.id == "problems":
        turn = _turn(view, whole, pieces)
        if turn is not None:
            return [
                Body("problems", event.heading, event.body, turn, event.by),
                Body("improvements", None, turn, stop, "order"),
            ]
    return [whole]


def _topics(overview: Body, headings: list[Found]) -> list[Body]:
    first = bisect_left(headings, overview.start, key=lambda found: found.start)
    stop = bisect_left(headings, overview.end, key=lambda found: found.start)
    inside = [found for found in headings[first:stop] if found.level == 2]
    if not inside:
        return []
    ends = [*(found.start for found in inside[1:]), overview.end]
    return [
        Body(found.id, found, found.end, end, "heading")
        for found, end in zip(inside, ends, strict=True)
        if found.id and found.id.startswith("overview.")
    ]


def _turn(view: View, body: Body, pieces: list[Piece]) -> int | None:
    """Where the prose turns from problems to measures, None where it doesn't or a heading says it."""
    first = bisect_right(pieces, body.start, key=lambda piece: piece[1])
    for index in range(first, len(pieces)):
        start, end, kind = pieces[index]
        if start >= body.end:
            return None
        if kind != "prose":
            continue
        at, end = max(start, body.start), min(end, body.end)
        while at < end:
            if at > body.start and any(rule.pattern.match(view.text, at, end) for rule in turn_rules()):
                return at
            mark = _SENTENCE_END.search(view.text, at, end)
            at = mark.end() if mark else end
    return None
