"""Wholes and their parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from textkit.quantities._clauses import Item
from textkit.quantities._cues import parts_opener
from textkit.quantities._sentence import DISCLOSED, RECENT, TOTAL, LinkedSentence, alike
from textkit.report import Quantity
from textkit.statute.indicators import indicator

__all__ = ["gather", "settle_whole", "share_out", "whole_of"]

_ENDS_LIST = re.compile(
    "全年|共计|累计|召开|(?<!其他)组织(?!申请|提出)|开展|举办|编发|印发|举行|受理|召集|此外|另外|同时|建成|打造|共有|编制|发放|接待|办理(?!信息|情况|结果|公开)"
)
# Among the parts of what was disclosed, work of another kind has a verb of its own (收到留言20条).
_OTHER_WORK = re.compile("收到|接到|接收|办结|办复|回复|答复|回应|接待|受理")
# Numbers of their own that stand among the parts of a whole without being one.
_NO_PART = frozenset(
    {
        *("app.replied", "app.carried_out", "app.received", "app.overdue", "app.on_time_rate"),
        *("review.total", "suit.total", "dispute.combined"),
    }
)
_OPENED = re.compile("其中|包括|含")
_IN_ORDER = re.compile("依次|分别")


def whole_of(sentence: LinkedSentence, item: Item, quantity: Quantity) -> Quantity | None:
    """The whole that an opener (其中) or a bracket behind a number makes this one a part of."""
    since = sentence.places[-1][1] if sentence.places else 0
    if item.bracket != sentence.bracket:
        here = -1 if item.bracket is None else item.bracket
        while sentence.outside and sentence.outside[-1][0] > here:
            sentence.whole = sentence.outside.pop()[1]
        if here >= 0 and (not sentence.outside or sentence.outside[-1][0] < here):
            sentence.outside.append((here, sentence.whole))
            sentence.whole = _candidate(sentence, quantity) if here == since else None
        sentence.bracket = item.bracket
    between = sentence.text[max(since, (item.bracket or -1) + 1) : item.at]
    openers = [match.group() for match in parts_opener().finditer(between)]
    if item.label is not None and openers and openers[-1].startswith("分别"):
        openers = []
    if openers:
        if sentence.done:
            sentence.whole = _candidate(sentence, quantity) or sentence.whole
        else:
            sentence.whole = sentence.context.whole if openers[-1].endswith(("中", "中，")) else None
    elif sentence.whole is not None and (
        _ENDS_LIST.search(between)
        or "。" in between
        or (sentence.whole.indicator in DISCLOSED and _OTHER_WORK.search(between))
        or _exceeds(quantity, sentence.whole)
    ):
        sentence.whole = None
    return sentence.whole if sentence.whole is not None and alike(sentence.whole, quantity) else None


def _exceeds(part: Quantity, whole: Quantity) -> bool:
    """Whether a number is more than a whole can hold, so that it isn't a part unless words say so."""
    if part.unit != whole.unit or part.value is None or whole.value is None:
        return False
    return part.value > whole.value and not whole.allows(part.value)


def _candidate(sentence: LinkedSentence, quantity: Quantity) -> Quantity | None:
    recent = zip(reversed(sentence.done[-RECENT:]), reversed(sentence.brackets[-RECENT:]), strict=True)
    for one, bracket in recent:
        # What stands in a bracket is a whole only for what stands there too.
        is_hidden = bracket is not None and sentence.bracket is None
        if one.kind == quantity.kind and alike(one, quantity) and one.indicator != "yoy" and not is_hidden:
            return one
    return None


def settle_whole(
    sentence: LinkedSentence, item: Item, quantity: Quantity, id: str | None, whole: Quantity | None
) -> Quantity | None:
    """Leave a list where its parts end; find the whole of what is a part by its indicator."""
    if whole is not None and id in _NO_PART and item.bracket is None and not _OPENED.search(item.left):
        opened = parts_opener().search(
            sentence.text, sentence.places[-1][1] if sentence.places else 0, item.at
        )
        if not opened:
            sentence.whole = whole = None
    if whole is None and id:
        for parent in indicator(id).part_of:
            for one in reversed(sentence.done[-RECENT:]):
                if one.indicator == parent and one.unit == quantity.unit:
                    return one if parent not in DISCLOSED and not _exceeds(quantity, one) else None
    return whole


def gather(sentence: LinkedSentence, item: Item) -> None:
    """Make numbers parts of the total that follows them (合计18件), where it is their sum."""
    total = sentence.done[-1]
    if total.value is None or not TOTAL.search(item.left):
        return
    rest, at = total.value, len(sentence.done) - 2
    while at >= 0 and rest > 0 and len(sentence.done) - at < RECENT:
        one = sentence.done[at]
        if one.value is None or one.unit != total.unit or one.indicator == "yoy":
            return
        rest -= one.value
        at -= 1
    if rest == 0 and len(sentence.done) - 2 - at > 1:
        for number in range(at + 1, len(sentence.done) - 1):
            sentence.done[number] = replace(sentence.done[number], whole=(total.start, total.end))


def share_out(sentence: LinkedSentence, items: Sequence[Item]) -> None:
    """Shares listed in the order of the parts before them (占比依次为…): each is of its own part."""
    first = 0
    while first < len(items):
        last = first
        while last + 1 < len(items) and _is_listed(sentence, items, last + 1):
            last += 1
        size = last - first + 1
        lead = sentence.text[sentence.places[first - 1][1] : items[first].at] if first else ""
        if size > 1 and first >= size and _IN_ORDER.search(lead):
            parts = sentence.done[first - size : first]
            for number, part in zip(range(first, last + 1), parts, strict=True):
                sentence.done[number] = replace(sentence.done[number], about=(part.start, part.end))
        first = last + 1


def _is_listed(sentence: LinkedSentence, items: Sequence[Item], number: int) -> bool:
    joint = sentence.text[items[number - 1].end : items[number].at]
    return sentence.done[number].kind == sentence.done[number - 1].kind == "percent" and joint in {
        "、",
        "和",
        "，",
        "及",
    }
