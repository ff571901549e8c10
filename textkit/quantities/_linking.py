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
from bisect import bisect_left
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
from textkit.quantities._units import exactness_words
from textkit.quantities._zeros import find_zeros
from textkit.report import Comparison, Link, Quantity, Reading
from textkit.statute.indicators import FALLBACK, IndicatorRule, indicator, indicators

__all__ = ["Context", "link"]

# A thing named behind its number ("对5个…的新媒体") stands no further away.
FAR = 24
# How far back a number without words of its own looks for them, and for the number it is a part of or said of.
LEAD = 200
RECENT = 40
# Between a word of change and its number: 增长了近, 下降至原来的.
REACH = 6
# What ``topics`` of a rule call a text that speaks of nothing known.
NO_TOPIC = "none"
UNKNOWN_TOPIC = "unknown"
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
        "disclosure.by_type",
    }
)
# A part of what was disclosed keeps its own indicator only where that is a channel.
_CHANNEL_ITEMS = frozenset({"website.items", "wechat.items", "weibo.items", "othermedia.items"})
_APPLICATIONS = frozenset(
    {"app.received", "app.new", "app.replied", "app.natural_person", "app.organisations"}
)
_UNIT_NAME = re.compile(
    r"(?:局|委|办|厅|院|镇|乡|街道|[县区市]|中心|学校|部门|单位|处|(?<!网)站|(?<!场)所|大队|支队)$"
)
_ENDS_LIST = re.compile(
    "全年|共计|累计|召开|(?<!其他)组织(?!申请|提出)|开展|举办|编发|印发|举行|受理|召集|此外|另外|同时|建成|打造|共有|编制|发放|接待|办理"
)
_VERBS = re.compile(
    "收到|走进|走访|惠及|服务|受理|接收|接到|办理|承办|办结|答复|回复|办复|发布(?!会|活动)|(?<!依申请)(?<!予以)(?<!部分)(?<!不予)(?<!同意)公开(?!申请|件|日|栏|专区)|公布|公示|推送|刊发|刊载|编发|编印|印发|制定|制发|出台|修订|废止|"
    "召开|举办|组织|开展|举行|参加|进行|完成|新增|增设|开设|设立|设置|建立|建成|开通|注销|关停|更新|维护|整改|接待|回应|征集|收集|采纳|安排|配备|"
    "提起|发生|产生|收取|减免|制作|编制|发放|通报|检查|抽查|通过|其中|包括|涉及|涵盖|含|对|向|为|被|将|及时|主动|累计|全年|共计|共|已|均|"
    "[0-9]{4}年度?|本年度?|今年|：|；|，|。"
)
_OBJECT_BEHIND = re.compile(r"^[\u4e00-\u9fff“”《》]{2,14}?(?=的|[，。；、（）：]|$)")
LONGEST_OBJECT = 24
LONGEST_NAME = 12
_NAME_BEFORE = re.compile(
    r"(?:(?!全|各|我|本|收到|受理|其中|通过|公开|由|和|与|及|向|对|在|年|月|日)[\u4e00-\u9fff])+$"
)
# Numbers of their own that stand among the parts of a whole without being one.
_NO_PART = frozenset(
    {
        *("app.replied", "app.carried_out", "app.received", "app.overdue", "app.on_time_rate"),
        *("review.total", "suit.total", "dispute.combined"),
    }
)
_OPENED = re.compile("其中|包括|含")
# New and carried-in applications together are those received.
_ADDED_UP = frozenset({"app.new", "app.carried_in"})
_CLAUSE = re.compile("[，；。]")
_ATTRIBUTE = re.compile(
    "(?:其中)?(?:属于?|为)?(?:依申请公开|不予公开|不公开)(?:类|属性)?(?:的)?(?:文件|公文|政府信息|信息)?"
)
_DOCUMENTS = re.compile("制发|发文|公文|制作|拟制|属性|产生|形成|印发|文件")
_THIS_YEAR = re.compile("本年|新增|当年")
# "由120件增至156件": the first number is the one before.
_FROM = re.compile("[由从]")
_TO = re.compile("(?:增加?长?|减少?|上升|下降|提高|降低?)[到至]")
_YEAR = re.compile("[0-9]{4}")
_CLAUSE_END = re.compile("[。；]")
_TOTAL = re.compile("合计|共计|总计|总数")
_IN_ORDER = re.compile("依次|分别")
_AS_BEFORE = re.compile(
    "[，（]?[^，。；0-9]{0,6}(?:与|同|和)(?:上年|去年|上一年度?)(?:度|同期|相比)?(?:基本)?(?:持平|相当)"
)
# A channel that is the thing counted, or stands in its name.
_OWN_CHANNEL = frozenset(
    {
        *("gazette.issues", "press.conferences", "response.hot_topics", "newmedia.accounts"),
        *("inspection", "columns", "yoy", None),
    }
)
_CHANNEL_OF = {"website.items": "政府网站", "wechat.items": "微信", "weibo.items": "微博"}
_EACH = re.compile(r"各(?:有|为|举办|开展|召开|制发|办理|受理)?$")
_PLACE = re.compile(
    r"(?:本级|[省市县区镇乡村]级|街道级|社区级|市直|县直|省直|区直|直属|（区）|（市）|市直单位|基层|机关|村|社区)$"
)
_MORE_OR_LESS = re.compile("(多|少)了?$")
_ONLY_CHANGE = re.compile("[，、]?(?:增加|减少|增长|下降|上升)了?")
_TWO_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_NAMES = re.compile("、|和|及|与")


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


@cache
def _rules_of_words() -> dict[str, tuple[IndicatorRule, ...]]:
    found: dict[str, list[IndicatorRule]] = {}
    for one in indicators():
        for rule in one.rules:
            for word in rule.words:
                found.setdefault(word, []).append(rule)
    # A longer word holds what the shorter ones in it lead to, behind what it leads to itself.
    return {
        word: (
            *sorted(rules, key=lambda rule: rule.order),
            *sorted(
                (
                    rule
                    for part, others in found.items()
                    if part != word and (word.startswith(part) or word.endswith(part))
                    for rule in others
                ),
                key=lambda rule: rule.order,
            ),
        )
        for word, rules in found.items()
    }


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


@dataclass(frozen=True, slots=True)
class _Around:
    """What a rule looks at: the number, what the text speaks of, and the words with ``#`` for the number."""

    quantity: Quantity
    topic: str | None
    period: str | None
    has_company: bool
    clause: str
    own: str


def _accepted(word: str, around: _Around, *, last: bool = False) -> IndicatorRule | None:
    """The first rule of a word that fits a number, among those for all others or the fallbacks."""
    for rule in _rules_of_words()[word]:
        if (
            (rule.order >= FALLBACK) == last
            and around.quantity.unit in rule.units
            and (not rule.topics or (around.topic or NO_TOPIC) in rule.topics)
            and (not rule.periods or around.period in rule.periods)
            and (not rule.part or around.has_company)
            and (rule.beside is None or rule.beside.search(around.clause))
            and not (rule.unless and rule.unless.search(around.own))
        ):
            return rule
    return None


@cache
def _tail() -> re.Pattern[str]:
    """Words between a thing and its number that are no part of its name."""
    words = "共计|合计|总计|总数|数量|共|数|为|达到?|有|各|分别|于|至|了"
    return re.compile(f"(?:{words}|{exactness_words()})+$")


def _label(item: Item) -> str:
    """The words before a number without those that only count."""
    return _tail().sub("", item.left[-LONGEST_OBJECT:])


# Words that say nothing of what is counted, so that a number takes over what the one before it counts.
_SAYS_NOTHING = (
    "[、，和及与的]|增长?[至到]|增加[至到]|上升[至到]|减少?[至到]|下降[至到]|降[至到]|达到?|由|从|较|比|上年度?|去年|今年|本年度?|当年|全年|"
    "[0-9]{4}年度?|同期|共计|合计|总计|累计|实际|总共|共有?|为|有|数|是|均|已|仅|还有|另有?|新增|新|全[省市县区镇]|各地|"
    "开展|举办|组织|完成|刊发|编发|发布|推送|制作|办理|收到|受理|印制|图文|消息|文章|推文|稿件|作品|产品|相关|活动|工作|事项|案件|情况|"
    "次数|数量|总数|[“”]|各"
)


@cache
def _bland() -> re.Pattern[str]:
    return re.compile(f"(?:{_SAYS_NOTHING}|{exactness_words()})*+")


@cache
def _bland_behind() -> re.Pattern[str]:
    return re.compile(f"(?:{_SAYS_NOTHING}|{exactness_words()})*+(?:(?:减少|增加|下降|上升|增长).*)?")


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
        self.brackets: list[int | None] = []
        self.whole: Quantity | None = None
        self.bracket: int | None = None
        self.is_detail = False
        self.outside: list[tuple[int, Quantity | None]] = []

    def links(self) -> list[Quantity]:
        items = find_items(self.scanned)
        for item, (_, _, quantity) in zip(items, self.scanned.found, strict=True):
            self.done.append(self._link(item, quantity))
            self.places.append((item.at, item.end))
            self.brackets.append(item.bracket)
            self._gather(item)
        self._share_out(items)
        return self.done

    # ------------------------------------------------------------------------------------ one number

    def _link(self, item: Item, quantity: Quantity) -> Quantity:
        found: list[Link] = []
        self.is_detail = False
        is_counted = quantity.kind in _COUNTED
        period = self._period(item, found) if is_counted else None
        change = self._comparison(item, quantity, found)
        about = self._about(item, quantity, change)
        whole = self._whole_of(item, quantity) if is_counted and not change else None
        id: str | None
        if change:
            id = "yoy"
        elif quantity.kind == "percent" and self._is_share(item):
            id = "share"
            found.append(self._told("indicator", id, item.start, item.at, "share before the number"))
        else:
            id = self._indicator(item, quantity, whole, period, found)
        if is_counted and not change:
            whole = self._settle_whole(item, id, whole)
            change = self._unchanged(item, found)
        scope = self._scope(item, id, whole, found) if is_counted and id != "yoy" else None
        name, channel = self._object(item, found), self._channel(item, id, found)
        return replace(
            quantity,
            indicator=id,
            object=name,
            channel=channel,
            scope=scope,
            period=period,
            comparison=change,
            whole=(whole.start, whole.end) if whole else None,
            about=(about.start, about.end) if about else None,
            each=self._each(item),
            readings=() if self.is_detail else _readings(id),
            links=tuple(found),
        )

    def link_zero(self, at: int, zero: Quantity) -> Quantity:
        """A statement of zero with its time and place."""
        found: list[Link] = []
        period, cue = self._period_at(at, found), last_before(self.scopes, at)
        if cue:
            found.append(self._told("scope", cue.id, cue.start, cue.end, "word of place"))
        return replace(zero, period=period, scope=cue.id if cue else None, links=(*zero.links, *found))

    def _about(self, item: Item, quantity: Quantity, change: Comparison | None) -> Quantity | None:
        """The quantity that a share, rate or change is said of: no change itself."""
        if quantity.kind in _COUNTED and not change:
            return None
        recent = zip(reversed(self.done[-RECENT:]), reversed(self.brackets[-RECENT:]), strict=True)
        for one, bracket in recent:
            if one.indicator == "yoy" or (bracket is not None and item.bracket is None):
                continue
            if quantity.kind == "percentage_point":
                if one.kind == "percent":
                    return one
            elif one.kind in _COUNTED and (quantity.kind not in _COUNTED or one.unit == quantity.unit):
                return one
        return None

    def _scope(self, item: Item, id: str | None, whole: Quantity | None, found: list[Link]) -> str | None:
        if id == "app.by_unit":
            return "area" if _PLACE.search(_label(item)) else "unit"
        if whole and _UNIT_NAME.search(_label(item)) and not _PLACE.search(item.left):
            return "unit"
        cue = last_before(self.scopes, item.at)
        if cue is None:
            return whole.scope if whole else None
        scope = cue.id
        name = (
            _NAME_BEFORE.search(self.text, max(0, cue.start - LONGEST_NAME), cue.start)
            if scope == "unit"
            else None
        )
        start = name.start() if name else cue.start
        words = self.text[start : cue.end]
        if scope == "unit" and (len(words) == 1 or (self.context.agency or "").endswith(words)):
            scope = "self"
        elif (
            scope == "self" and whole and whole.scope == "area" and not words.startswith(("本", "我", "机关"))
        ):
            scope = "unit"
        found.append(self._told("scope", scope, start, cue.end, "word of place"))
        return scope

    def _told(self, field: str, value: str, start: int, end: int, rule: str) -> Link:
        first, last = self.scanned.clean.original(start, max(end, min(start + 1, len(self.text))))
        return Link(field, value, first, last, self.scanned.source[first:last], rule)

    def _period(self, item: Item, found: list[Link]) -> str | None:
        if _FROM.search(item.left) and _TO.match(item.right):
            found.append(self._told("period", "previous_year", item.start, item.stop, "from … to …"))
            return "previous_year"
        return self._period_at(item.at, found)

    def _period_at(self, place: int, found: list[Link]) -> str | None:
        at = place
        while cue := last_before(self.periods, at):
            between = self.text[cue.end : place]
            # "（上年为58件）" speaks of nothing behind the bracket, 上年 of nothing behind its clause.
            is_closed = between.find("）") >= 0 and between.find("（") < 0
            is_past = cue.id == "previous_year" and bool(self.places) and cue.end <= self.places[-1][0]
            if not is_closed and not (is_past and _CLAUSE.search(between)):
                period = self._year_of(cue)
                found.append(self._told("period", period, cue.start, cue.end, "word of time"))
                return period
            at = cue.start
        return None

    def _year_of(self, cue: Cue) -> str:
        """The period of a cue: a named year is the report's, one before, or one planned for."""
        if cue.id != "year":
            return cue.id
        before = last_before(self.periods, cue.start)
        if before and before.id == "plan" and not _CLAUSE_END.search(self.text[before.end : cue.start]):
            return "plan"
        named = _YEAR.match(self.text, cue.start, cue.end)
        if named is None or self.context.year is None or int(named[0]) == self.context.year:
            return "year"
        return "previous_year" if int(named[0]) < self.context.year else "plan"

    def _topic(self, item: Item) -> str | None:
        cue = last_before(self.topics, item.at)
        if cue:
            return cue.id
        topic = self.context.topic or section_topic(self.context.section)
        before = self.done[-1] if self.done else None
        if topic is None and before and before.kind == "count" and before.indicator is None:
            # 受理审批事项12305件，办结12298件: of whatever was counted before, not of applications.
            return UNKNOWN_TOPIC
        return topic

    # ------------------------------------------------------------------------------------ indicators

    def _indicator(
        self, item: Item, quantity: Quantity, whole: Quantity | None, period: str | None, found: list[Link]
    ) -> str | None:
        around = _Around(
            quantity,
            self._topic(item),
            period,
            has_company=whole is not None or bool(self.done),
            clause=f"{item.label or self.text[min(item.clause, item.start) : item.at]}#{item.right[:FAR]}",
            own=f"{item.label or item.left}#{item.right[:FAR]}",
        )
        chosen = self._by_words(item, around)
        id = chosen[0].indicator if chosen else None
        as_part = self._as_part(item, id, whole, around)
        of = whole.indicator if whole else None
        if self._is_attribute(item) or (of in _APPLICATIONS and id in _DISCLOSED):
            id, chosen = None, None
        elif as_part:
            id, chosen = as_part, None
        if chosen:
            rule, start, end, where = chosen
            found.append(self._told("indicator", rule.indicator, start, end, where))
            self.is_detail = rule.detail
        elif id and whole:
            found.append(Link("indicator", id, whole.start, whole.end, whole.text, "part of this whole"))
        elif id:
            found.append(self._told("indicator", id, item.start, item.at, "name of an organ or place"))
        elif quantity.kind in _COUNTED and whole is None and item.label is None:
            id = self._taken_over(item, around, found)
        return id

    def _is_attribute(self, item: Item) -> bool:
        """Whether 依申请公开 or 不予公开 is how documents may be disclosed, and no application."""
        if not _ATTRIBUTE.fullmatch(_label(item)):
            return False
        return bool(_DOCUMENTS.search(self.text, max(0, item.at - LEAD), item.start))

    def _as_part(self, item: Item, id: str | None, whole: Quantity | None, around: _Around) -> str | None:
        """What a part counts because of its whole, or as a named place or organ; None for what its words say."""
        of = whole.indicator if whole else None
        label = _label(item)
        is_named = bool(_UNIT_NAME.search(label))
        if id in (None, "app.received") and is_named and self._speaks_of_applications(of, around):
            return "app.by_unit"
        if of is None or whole is None or of in _APPLICATIONS:
            return None
        if id is None and (is_named or _PLACE.search(label)) and around.quantity.unit == whole.unit:
            return of
        if of == "disclosure.cumulative":
            bare = id is None and _bland().fullmatch(item.left)
            return "disclosure.total" if bare or id in _DISCLOSED else None
        if of == id == "disclosure.total" and _THIS_YEAR.search(item.left):
            return None
        if of in _DISCLOSED and id not in _CHANNEL_ITEMS and around.quantity.unit in _LIKE:
            return "disclosure.by_type"
        return None

    @staticmethod
    def _speaks_of_applications(of: str | None, around: _Around) -> bool:
        return of in _APPLICATIONS or (
            of is None and around.topic == "applications" and around.quantity.unit == "件"
        )

    def _by_words(self, item: Item, around: _Around) -> tuple[IndicatorRule, int, int, str] | None:
        """The rule that the word nearest to the number leads to, with the place of the word."""
        if item.label is not None:
            near = [
                (match.start() + item.start, match.end() + item.start, match.group())
                for match in _words().finditer(item.label)
            ]
        else:
            near = self._words_between(item.start, item.at)
        behind = self._words_between(item.end, min(item.end + FAR, item.stop))
        for last in (False, True):
            for start, end, word in reversed(near):
                if rule := _accepted(word, around, last=last):
                    return rule, start, end, "word before the number"
            for start, end, word in behind:
                if rule := _accepted(word, around, last=last):
                    return rule, start, end, "word behind the number"
        return None

    def _words_between(self, start: int, end: int) -> list[tuple[int, int, str]]:
        first = bisect_left(self.words, (start, start))
        found = []
        for begin, stop in self.words[first : first + (end - start)]:
            if stop > end:
                break
            found.append((begin, stop, self.text[begin:stop]))
        return found

    def _taken_over(self, item: Item, around: _Around, found: list[Link]) -> str | None:
        """The indicator of a number that stands without words of its own: as the number or clause before it."""
        if not _bland().fullmatch(item.left) or not _bland_behind().fullmatch(item.right):
            return None
        before = self.done[-1] if self.done else None
        if before is not None and before.kind == around.quantity.kind:
            id = before.indicator
            if id is None or around.quantity.unit not in indicator(id).units:
                return None
            if _TOTAL.search(item.left):
                id = "app.received" if id in _ADDED_UP else None
            elif id == "disclosure.cumulative" and around.period == "year":
                id = "disclosure.total"
            if id is None:
                return None
            found.append(Link("indicator", id, before.start, before.end, before.text, "as the number before"))
            return id
        since = max(0, item.start - LEAD, self.places[-1][1] if self.places else 0)
        lead = f"{self.text[since : item.start]}#"
        around = replace(around, clause=lead, own=lead)
        for start, end, word in reversed(self._words_between(since, item.start)):
            rule = _accepted(word, around)
            if rule:
                found.append(self._told("indicator", rule.indicator, start, end, "word of a clause before"))
                return rule.indicator
        return None

    # --------------------------------------------------------------------------- changes and shares

    def _comparison(self, item: Item, quantity: Quantity, found: list[Link]) -> Comparison | None:
        since = (
            max(item.clause, self.text.rfind("，", max(0, item.clause - LEAD), item.clause - 1) + 1)
            if item.clause
            else 0
        )
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
        if base is None and quantity.kind in _COUNTED and not (self.done and _ONLY_CHANGE.fullmatch(left)):
            return None
        if not turns and quantity.kind == "ratio" and self.text.startswith("翻", item.at):
            turns = [(len(left), "up")]
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

    def _unchanged(self, item: Item, found: list[Link]) -> Comparison | None:
        """与上年持平 behind a number, which no other number states."""
        match = _AS_BEFORE.match(self.text, item.end)
        if not match:
            return None
        found.append(
            self._told("comparison", "same, previous_year", item.end, match.end(), "words of change")
        )
        return Comparison("same", "previous_year")

    # ----------------------------------------------------------------------------- wholes and parts

    def _whole_of(self, item: Item, quantity: Quantity) -> Quantity | None:
        """The whole that an opener (其中) or a bracket behind a number makes this one a part of."""
        since = self.places[-1][1] if self.places else 0
        if item.bracket != self.bracket:
            here = -1 if item.bracket is None else item.bracket
            while self.outside and self.outside[-1][0] > here:
                self.whole = self.outside.pop()[1]
            if here >= 0 and (not self.outside or self.outside[-1][0] < here):
                self.outside.append((here, self.whole))
                self.whole = self._candidate(quantity) if here == since else None
            self.bracket = item.bracket
        between = self.text[max(since, (item.bracket or -1) + 1) : item.at]
        openers = [match.group() for match in parts_opener().finditer(between)]
        if item.label is not None and openers and openers[-1].startswith("分别"):
            openers = []
        if openers:
            if self.done:
                self.whole = self._candidate(quantity) or self.whole
            else:
                self.whole = self.context.whole if openers[-1] == "其中" else None
        elif self.whole is not None and (_ENDS_LIST.search(between) or "。" in between):
            self.whole = None
        return self.whole if self.whole is not None and _alike(self.whole, quantity) else None

    def _candidate(self, quantity: Quantity) -> Quantity | None:
        recent = zip(reversed(self.done[-RECENT:]), reversed(self.brackets[-RECENT:]), strict=True)
        for one, bracket in recent:
            # What stands in a bracket is a whole only for what stands there too.
            is_hidden = bracket is not None and self.bracket is None
            if (
                one.kind == quantity.kind
                and _alike(one, quantity)
                and one.indicator != "yoy"
                and not is_hidden
            ):
                return one
        return None

    def _settle_whole(self, item: Item, id: str | None, whole: Quantity | None) -> Quantity | None:
        """Leave a list where its parts end; find the whole of what is a part by its indicator."""
        if whole is not None and id in _NO_PART and item.bracket is None and not _OPENED.search(item.left):
            opened = parts_opener().search(self.text, self.places[-1][1] if self.places else 0, item.at)
            if not opened:
                self.whole = whole = None
        if whole is None and id:
            for parent in indicator(id).part_of:
                for one in reversed(self.done[-RECENT:]):
                    if one.indicator == parent and one.unit == self.scanned.found[len(self.done)][2].unit:
                        return one if parent not in _DISCLOSED else None
        return whole

    def _gather(self, item: Item) -> None:
        """Make numbers parts of the total that follows them (合计18件), where it is their sum."""
        total = self.done[-1]
        if total.value is None or not _TOTAL.search(item.left):
            return
        rest, at = total.value, len(self.done) - 2
        while at >= 0 and rest > 0 and len(self.done) - at < RECENT:
            one = self.done[at]
            if one.value is None or one.unit != total.unit or one.indicator == "yoy":
                return
            rest -= one.value
            at -= 1
        if rest == 0 and len(self.done) - 2 - at > 1:
            for number in range(at + 1, len(self.done) - 1):
                self.done[number] = replace(self.done[number], whole=(total.start, total.end))

    def _share_out(self, items: Sequence[Item]) -> None:
        """Shares listed in the order of the parts before them (占比依次为…): each is of its own part."""
        first = 0
        while first < len(items):
            last = first
            while last + 1 < len(items) and self._is_listed(items, last + 1):
                last += 1
            size = last - first + 1
            lead = self.text[self.places[first - 1][1] : items[first].at] if first else ""
            if size > 1 and first >= size and _IN_ORDER.search(lead):
                parts = self.done[first - size : first]
                for number, part in zip(range(first, last + 1), parts, strict=True):
                    self.done[number] = replace(self.done[number], about=(part.start, part.end))
            first = last + 1

    def _is_listed(self, items: Sequence[Item], number: int) -> bool:
        joint = self.text[items[number - 1].end : items[number].at]
        return self.done[number].kind == self.done[number - 1].kind == "percent" and joint in {
            "、",
            "和",
            "，",
            "及",
        }

    # ------------------------------------------------------------------------- thing, channel, each

    def _object(self, item: Item, found: list[Link]) -> str | None:
        if item.label is not None:
            return item.label
        lead = _label(item)
        pieces = [0]
        for match in _VERBS.finditer(lead):
            pieces += [match.start(), match.end()]
        pieces.append(len(lead))
        behind = _OBJECT_BEHIND.match(item.right)
        spans = list(zip(pieces[::2], pieces[1::2], strict=True))
        # The phrase right before the number, the one behind it, the one before the verb (信息公开30条).
        for begin, end in [spans[-1]] if behind else reversed(spans[-2:]):
            name = lead[begin:end].lstrip("的了各类有、和及与")
            if 1 < len(name) <= LONGEST_OBJECT:
                start = item.start + end - len(name)
                found.append(self._told("object", name, start, start + len(name), "before the number"))
                return name
        if behind:
            span = (item.end, item.end + behind.end())
            found.append(self._told("object", behind.group(), *span, "behind the number"))
            return behind.group()
        return None

    def _channel(self, item: Item, id: str | None, found: list[Link]) -> str | None:
        if id in _OWN_CHANNEL:
            return None
        is_received = (id or "").startswith(("app.", "messages.")) or self._topic(item) == "applications"
        group = "applications" if is_received else "disclosure"
        window = item.label or self.text[min(item.clause, item.start) : item.at]
        channels = find_cues("channel", window, group)
        if not channels:
            return _CHANNEL_OF.get(id or "")
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
    zeros = find_zeros(scanned)
    if not scanned.found and not zeros:
        return (), replace(context, topic=None, whole=None) if context.topic or context.whole else context
    sentence = _Sentence(scanned, context)
    linked = sentence.links()
    stated = [sentence.link_zero(start, quantity) for start, _, quantity in zeros]
    if not linked:
        return tuple(stated), context
    topic = sentence.topics[-1].id if sentence.topics else None
    result = tuple(sorted((*linked, *stated), key=lambda one: one.start)) if stated else tuple(linked)
    return result, replace(context, topic=topic, whole=_leading(linked))


def _leading(linked: Sequence[Quantity]) -> Quantity | None:
    """The quantity that 其中 at the head of the next sentence would go into parts."""
    wholes = [one for one in linked if one.whole is None and one.kind in _COUNTED and one.indicator != "yoy"]
    return wholes[-1] if wholes else None
