"""What the steps of linking share: the sentence, its cues, and the numbers linked so far."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from textkit.quantities._clauses import Item
from textkit.quantities._cues import find_cues, last_before, section_topic
from textkit.quantities._finding import Scanned
from textkit.quantities._rules import UNKNOWN_TOPIC, words_of_rules
from textkit.quantities._units import exactness_words
from textkit.report import Link, Quantity

__all__ = [
    "COUNTED",
    "DISCLOSED",
    "LEAD",
    "LIKE",
    "LONGEST_OBJECT",
    "PLACE",
    "RECENT",
    "TOTAL",
    "UNIT_NAME",
    "Context",
    "LinkedSentence",
    "alike",
    "label_of",
]

# How far back a number without words of its own looks for them, and for the number it is a part of or said of.
LEAD = 200
RECENT = 40
# Kinds of numbers that can be parts of a whole.
COUNTED = frozenset({"count", "money"})
# Units that items of information are counted in, so that parts may have another one than their whole.
LIKE = frozenset({"条", "件", "篇", "份", "期", "则", "次", "个", "项"})
DISCLOSED = frozenset(
    {
        "disclosure.total",
        "disclosure.cumulative",
        "website.items",
        "wechat.items",
        "weibo.items",
        "othermedia.items",
        "disclosure.by_type",
    }
)
UNIT_NAME = re.compile(
    r"(?:局|委|(?<![应需待主承会催督转协查])办|厅|院|镇|乡|街道|[县区市]|中心|学校|部门|单位|处|(?<!网)站|(?<!场)所|大队|支队)$"
)
PLACE = re.compile(
    r"(?:本级|[省市县区镇乡村]级|街道级|社区级|市直|县直|省直|区直|直属|（区）|（市）|市直单位|基层|机关|村|社区)$"
)
TOTAL = re.compile("合计|共计|总计|总数")
LONGEST_OBJECT = 24


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence takes over: its section, who speaks, and from the sentence before, topic and whole.

    ``whole`` is in the offsets of the sentence, so it stands before 0.
    """

    section: str | None = None
    agency: str | None = None
    year: int | None = None
    topic: str | None = None
    whole: Quantity | None = None


class LinkedSentence:
    """A sentence whose numbers are linked from left to right: its words, and what is linked so far."""

    def __init__(self, scanned: Scanned, context: Context) -> None:
        self.scanned, self.context = scanned, context
        self.text = scanned.clean.text
        self.topics = find_cues("topic", self.text)
        self.periods = find_cues("period", self.text)
        self.scopes = find_cues("scope", self.text)
        self.words = [(match.start(), match.end()) for match in words_of_rules().finditer(self.text)]
        self.done: list[Quantity] = []
        self.places: list[tuple[int, int]] = []
        self.brackets: list[int | None] = []
        self.whole: Quantity | None = None
        self.bracket: int | None = None
        self.outside: list[tuple[int, Quantity | None]] = []

    def told(self, field: str, value: str, start: int, end: int, rule: str) -> Link:
        first, last = self.scanned.clean.original(start, max(end, min(start + 1, len(self.text))))
        return Link(field, value, first, last, self.scanned.source[first:last], rule)

    def topic(self, item: Item) -> str | None:
        cue = last_before(self.topics, item.at)
        if cue:
            return cue.id
        topic = self.context.topic or section_topic(self.context.section)
        before = next((one for one in reversed(self.done[-RECENT:]) if one.kind in COUNTED), None)
        if topic is None and before and before.indicator is None:
            # 受理审批事项12305件，办结12298件: of whatever was counted before, not of applications.
            return UNKNOWN_TOPIC
        return topic

    def words_between(self, start: int, end: int) -> list[tuple[int, int, str]]:
        first = bisect_left(self.words, (start, start))
        found = []
        for begin, stop in self.words[first : first + (end - start)]:
            if stop > end:
                break
            found.append((begin, stop, self.text[begin:stop]))
        return found


@cache
def _tail() -> re.Pattern[str]:
    """Words between a thing and its number that are no part of its name."""
    words = "共计|合计|总计|总数|数量|共|数|为|达到?|有|各|分别|于|至|了"
    return re.compile(f"(?:{words}|{exactness_words()})+$")


def label_of(item: Item) -> str:
    """The words before a number without those that only count."""
    return _tail().sub("", item.left[-LONGEST_OBJECT:])


def alike(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or (one.unit in LIKE and other.unit in LIKE)
