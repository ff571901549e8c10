"""What a number counts, and of which whole, time and place it is.

1. Each number gets the words of its clause (``_clauses``): those before it, those behind it, and
   the clause before where its own only counts (共计12件).
2. The word nearest to the number that a rule of ``indicators.toml`` accepts gives the indicator; a
   bare verb (答复12件) is understood by what the sentence, the one before or the section speaks of.
3. Words of ``linking.toml`` give channel, scope, period and change; 其中 and its like open the
   parts of a whole.
4. Statements of zero (未收到…申请) are added (``_zeros``).

What each link rests on is kept in ``Quantity.links``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from textkit._resources import data_toml
from textkit.quantities._clauses import Item, find_items
from textkit.quantities._cues import (
    Cue,
    find_cues,
    last_before,
    parts_opener,
    section_topic,
    words_pattern,
)
from textkit.quantities._finding import Scanned
from textkit.quantities._zeros import find_zeros
from textkit.report import Comparison, Link, Quantity, Reading
from textkit.statute.indicators import IndicatorRule, indicator, indicators

__all__ = ["Context", "link"]

# A thing named behind its number ("对5个…的新媒体") stands no further away.
FAR = 24
# Between a word of change and its number: 增长了近, 下降至原来的.
REACH = 6
# Kinds of numbers that can be parts of a whole.
_COUNTED = frozenset({"count", "money"})
# Units that items of information are counted in, so that parts may have another one than their whole.
_LIKE = frozenset({"条", "件", "篇", "份", "期", "则", "次", "个", "项"})
_DISCLOSED = frozenset(
    {
        "disclosure.total",
        "disclosure.cumulative",
        "website.items",
        "wechat.items",
        "weibo.items",
        "othermedia.items",
    }
)
# A part of what was disclosed keeps its own indicator only where that is a channel.
_CHANNEL_ITEMS = frozenset({"website.items", "wechat.items", "weibo.items", "othermedia.items"})
_APPLICATIONS = frozenset(
    {"app.received", "app.new", "app.replied", "app.natural_person", "app.organisations"}
)
_UNIT_NAME = re.compile(
    r"(?:局|委|办|厅|院|镇|乡|街道|[县区市]|中心|公司|学校|部门|单位|处|站|所|大队|支队|集团)$"
)
_ENDS_LIST = re.compile(
    "全年|共计|累计|召开|组织|开展|举办|编发|印发|举行|受理|召集|此外|另外|同时|建成|打造|共有|编制|发放|接待|办理"
)
_VERBS = re.compile(
    "公开申请(?=收到)|收到|受理|接收|接到|办理|承办|办结|答复|回复|办复|发布|公开|公布|公示|推送|刊发|刊载|编发|编印|印发|制定|制发|出台|修订|废止|"
    "召开|举办|组织|开展|举行|参加|进行|完成|新增|增设|开设|设立|设置|建立|建成|开通|注销|关停|更新|维护|整改|接待|回应|征集|收集|采纳|安排|配备|"
    "提起|发生|产生|收取|减免|制作|编制|发放|通报|检查|抽查|通过|其中|包括|涉及|涵盖|含|对|向|为|被|将|及时|主动|累计|全年|共计|共|已|均|"
    "[0-9]{4}年度?|本年度?|今年|：|；|，|。"
)
_TAIL = re.compile(r"(?:共计|合计|总计|总数|数量|共|数|为|达到?|有|约|近|超过?|各|分别|逾|于|至|了)+$")
_OBJECT_BEHIND = re.compile(r"^[\u4e00-\u9fff“”《》]{2,14}?(?=的|[，。；、（）：]|$)")
_EACH = re.compile(r"各(?:有|为|举办|开展|召开|制发|办理|受理)?$")
_MORE_OR_LESS = re.compile("(多|少)了?$")
_TWO_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_NAMES = re.compile("、|和|及|与")


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence takes over: its section, and from the sentence before, topic and whole."""

    section: str | None = None
    topic: str | None = None
    whole: Quantity | None = None


@cache
def _rules_of_words() -> dict[str, tuple[IndicatorRule, ...]]:
    found: dict[str, list[IndicatorRule]] = {}
    for one in indicators():
        for rule in one.rules:
            for word in rule.words:
                found.setdefault(word, []).append(rule)
    return {word: tuple(sorted(rules, key=lambda rule: rule.order)) for word, rules in found.items()}


@cache
def _words() -> re.Pattern[str]:
    return re.compile(words_pattern(_rules_of_words()))


@cache
def _change(key: str) -> re.Pattern[str]:
    words = sorted(data_toml("linking.toml")["change"][key], key=len, reverse=True)
    return re.compile("|".join(words))


@cache
def _share_before() -> re.Pattern[str]:
    words = sorted(data_toml("linking.toml")["share"]["words"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})[^，。；0-9]{{0,14}}$")


class _Sentence:
    """Links the numbers of one sentence from left to right."""

    def __init__(self, scanned: Scanned, context: Context) -> None:
        self.scanned, self.context = scanned, context
        self.text = scanned.clean.text
        self.topics = find_cues("topic", self.text)
        self.periods = find_cues("period", self.text)
        self.scopes = find_cues("scope", self.text)
        self.words = [(match.start(), match.end()) for match in _words().finditer(self.text)]
        self.done: list[Quantity] = []
        self.places: list[tuple[int, int]] = []
        self.whole: Quantity | None = None

    def links(self) -> list[Quantity]:
        items = find_items(self.scanned)
        for item, (_, _, quantity) in zip(items, self.scanned.found, strict=True):
            self.done.append(self._link(item, quantity))
            self.places.append((item.at, item.end))
        return self.done

    # ------------------------------------------------------------------------------------ one number

    def _link(self, item: Item, quantity: Quantity) -> Quantity:
        found: list[Link] = []
        period = self._period(item, found)
        scope = last_before(self.scopes, item.at)
        if scope:
            found.append(self._told("scope", scope.id, scope.start, scope.end, "word of place"))
        about = self._previous(lambda one: one.kind in _COUNTED) if quantity.kind not in _COUNTED else None
        change = self._comparison(item, quantity, found)
        whole = None if change or quantity.kind not in _COUNTED else self._whole_of(item, quantity)
        if change and about is None and quantity.kind in _COUNTED:
            about = self._previous(lambda one: one.unit == quantity.unit)
        if change:
            id = "yoy" if change.base == "previous_year" else None
        elif quantity.kind == "percent" and self._is_share(item):
            id = "share"
            found.append(self._told("indicator", id, item.start, item.at, "share before the number"))
        else:
            id = self._indicator(item, quantity, whole, period, found)
        name, channel = self._object(item, found), self._channel(item, id, found)
        return replace(
            quantity,
            indicator=id,
            object=name,
            channel=channel,
            scope=scope.id if scope else None,
            period=period,
            comparison=change,
            whole=(whole.start, whole.end) if whole else None,
            about=(about.start, about.end) if about else None,
            each=self._each(item),
            readings=_readings(id),
            links=tuple(found),
        )

    def _told(self, field: str, value: str, start: int, end: int, rule: str) -> Link:
        first, last = self.scanned.clean.original(start, end)
        return Link(field, value, first, last, self.scanned.source[first:last], rule)

    def _previous(self, fits) -> Quantity | None:  # type: ignore[no-untyped-def]
        return next((one for one in reversed(self.done) if fits(one)), None)

    def _period(self, item: Item, found: list[Link]) -> str | None:
        cue = last_before(self.periods, item.at)
        if cue is None:
            return None
        if cue.id == "plan" and "以上" in self.text[cue.start : cue.end]:
            return None
        found.append(self._told("period", cue.id, cue.start, cue.end, "word of time"))
        return cue.id

    def _topic(self, item: Item) -> str | None:
        cue = last_before(self.topics, item.at)
        if cue:
            return cue.id
        return self.context.topic or section_topic(self.context.section)

    # ------------------------------------------------------------------------------------ indicators

    def _indicator(
        self, item: Item, quantity: Quantity, whole: Quantity | None, period: str | None, found: list[Link]
    ) -> str | None:
        chosen = self._by_words(item, quantity, whole, period)
        id = chosen[0].indicator if chosen else None
        of = whole.indicator if whole else None
        if of == "disclosure.cumulative" and id in _DISCLOSED:
            pass
        elif of in _DISCLOSED and id not in _CHANNEL_ITEMS and quantity.unit in _LIKE:
            id, chosen = "disclosure.by_type", None
        elif (
            of in _APPLICATIONS
            and id in (None, "app.received")
            and _UNIT_NAME.search(_TAIL.sub("", item.left))
        ):
            id, chosen = "app.by_unit", None
        if chosen:
            rule, start, end, where = chosen
            found.append(self._told("indicator", rule.indicator, start, end, where))
        elif id and whole:
            found.append(Link("indicator", id, whole.start, whole.end, whole.text, "part of this whole"))
        return id

    def _by_words(
        self, item: Item, quantity: Quantity, whole: Quantity | None, period: str | None
    ) -> tuple[IndicatorRule, int, int, str] | None:
        if item.label is not None:
            near = [(match.start(), match.end(), match.group()) for match in _words().finditer(item.label)]
            scope = f"{item.label}#"
            offset = item.start
        else:
            near = [
                (start, end, self.text[start:end])
                for start, end in self.words
                if item.start <= start < end <= item.at
            ]
            scope = f"{self.text[min(item.clause, item.start) : item.at]}#{item.right[:FAR]}"
            offset = 0
        topic = self._topic(item) if item.label is None else None
        for start, end, word in reversed(near):
            rule = self._accepted(word, quantity, whole, period, topic, scope)
            if rule:
                return rule, start + offset, end + offset, "word before the number"
        for start, end in self.words:
            if item.end <= start <= item.end + FAR and end <= item.stop:
                rule = self._accepted(self.text[start:end], quantity, whole, period, topic, scope)
                if rule:
                    return rule, start, end, "word behind the number"
        return None

    def _accepted(
        self,
        word: str,
        quantity: Quantity,
        whole: Quantity | None,
        period: str | None,
        topic: str | None,
        scope: str,
    ) -> IndicatorRule | None:
        for rule in _rules_of_words()[word]:
            if (
                quantity.unit in rule.units
                and (not rule.topics or topic in rule.topics)
                and (not rule.periods or period in rule.periods)
                and (not rule.part or whole is not None or bool(self.done))
                and (rule.beside is None or rule.beside.search(scope))
                and not (rule.unless and rule.unless.search(scope))
            ):
                return rule
        return None

    # --------------------------------------------------------------------------- changes and shares

    def _comparison(self, item: Item, quantity: Quantity, found: list[Link]) -> Comparison | None:
        since = max(item.clause, self.text.rfind("，", 0, item.clause - 1) + 1) if item.clause else 0
        since = max(since, self.places[-1][1] if self.places else 0)
        lead = self.text[since : item.at]
        base = "previous_year" if _change("previous_year").search(lead) else None
        if base is None and _change("other").search(lead):
            base = "other"
        left = item.left
        ups = [(match.end(), "up") for match in _change("up").finditer(left)]
        downs = [(match.end(), "down") for match in _change("down").finditer(left)]
        level = [match.end() for match in _change("level").finditer(left)]
        turns = sorted(ups + downs)
        if level and (not turns or level[-1] >= turns[-1][0]):
            return None
        if base is None and quantity.kind in _COUNTED:
            return None
        if not turns and base and (more := _MORE_OR_LESS.search(left)):
            turns = [(len(left), "up" if more[1] == "多" else "down")]
        if not turns:
            before = self.done[-1] if self.done else None
            if before and before.comparison and before.kind == quantity.kind and not _TWO_WORDS.search(left):
                return before.comparison
            return None
        at, direction = turns[-1]
        if len(left) - at > REACH:
            return None
        base = base or "previous_year"
        found.append(self._told("comparison", f"{direction}, {base}", since, item.at, "words of change"))
        return Comparison(direction, base)

    def _is_share(self, item: Item) -> bool:
        if _share_before().search(self.text[max(item.clause, item.start - 20) : item.at]):
            return True
        if (
            item.bracket is not None
            and self.done
            and self.places[-1][1] == item.bracket
            and item.at == item.bracket + 1
        ):
            return True
        return bool(self.done) and self.done[-1].indicator == "share" and not re.search(r"率", item.left)

    # ----------------------------------------------------------------------------- wholes and parts

    def _whole_of(self, item: Item, quantity: Quantity) -> Quantity | None:
        since = self.places[-1][1] if self.places else 0
        between = self.text[since : item.at]
        openers = [match.group() for match in parts_opener().finditer(between)]
        if openers:
            self.whole = self._candidate(quantity, openers[-1]) or self.whole
            if not self.done and openers[-1] != "其中":
                self.whole = None
        elif item.bracket is not None and self.places and since <= item.bracket:
            return None
        elif self.whole is not None and (_ENDS_LIST.search(between) or "。" in between):
            self.whole = None
        if self.whole is not None and not _alike(self.whole, quantity):
            return None
        return self.whole

    def _candidate(self, quantity: Quantity, opener: str) -> Quantity | None:
        for one in reversed(self.done):
            if one.kind == quantity.kind and _alike(one, quantity):
                return one
        return self.context.whole if opener == "其中" and not self.done else None

    # ------------------------------------------------------------------------- thing, channel, each

    def _object(self, item: Item, found: list[Link]) -> str | None:
        if item.label is not None:
            return item.label
        lead = _TAIL.sub("", item.left)
        begin = 0
        for match in _VERBS.finditer(lead):
            begin = match.end()
        name = lead[begin:].lstrip("的了各类有、和及与")
        if 1 < len(name) <= 24:
            start = item.start + len(lead) - len(name)
            found.append(self._told("object", name, start, start + len(name), "before the number"))
            return name
        behind = _OBJECT_BEHIND.match(item.right)
        if behind:
            found.append(
                self._told("object", behind.group(), item.end, item.end + behind.end(), "behind the number")
            )
            return behind.group()
        return None

    def _channel(self, item: Item, id: str | None, found: list[Link]) -> str | None:
        group = "applications" if id and id.startswith("app.") else "disclosure"
        window = item.label or self.text[min(item.clause, item.start) : item.at]
        channels = find_cues("channel", window, group)
        if not channels:
            return None
        cue: Cue = channels[-1]
        if item.label is None:
            at = min(item.clause, item.start)
            found.append(self._told("channel", cue.id, at + cue.start, at + cue.end, "word of channel"))
        return cue.id

    def _each(self, item: Item) -> int:
        match = _EACH.search(item.left)
        if not match:
            return 1
        lead = item.left[: match.start()]
        return max(2, len([name for name in _NAMES.split(lead) if name]))


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or (one.unit in _LIKE and other.unit in _LIKE)


@cache
def _readings(id: str | None) -> tuple[Reading, ...]:
    if id is None:
        return ()
    return tuple(Reading(one.name, one.cells, one.strength) for one in indicator(id).readings)


def link(scanned: Scanned, context: Context) -> tuple[tuple[Quantity, ...], Context]:
    """The quantities of a sentence with what they are linked to, and what the next sentence takes over."""
    text = scanned.clean.text
    if not scanned.found:
        zeros = find_zeros(scanned, context.section)
        return zeros, context if zeros else Context(context.section, None, context.whole)
    sentence = _Sentence(scanned, context)
    linked = sentence.links()
    zeros = find_zeros(scanned, context.section)
    topic = sentence.topics[-1].id if sentence.topics else None
    whole = _leading(linked)
    result = tuple(sorted((*linked, *zeros), key=lambda one: one.start)) if zeros else tuple(linked)
    return result, Context(context.section, topic, whole or context.whole) if text else context


def _leading(linked: Sequence[Quantity]) -> Quantity | None:
    """The quantity that 其中 at the head of the next sentence would go into parts."""
    wholes = [one for one in linked if one.whole is None and one.kind in _COUNTED]
    return wholes[-1] if wholes else None
