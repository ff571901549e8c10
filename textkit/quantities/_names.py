"""The thing that a number counts, and its channel, place and time."""

from __future__ import annotations

import re

from textkit.quantities._clauses import Item
from textkit.quantities._cues import Cue, find_cues, last_before
from textkit.quantities._sentence import LONGEST_OBJECT, PLACE, UNIT_NAME, LinkedSentence, label_of
from textkit.report import Link, Quantity

__all__ = ["channel_of", "each_of", "object_of", "period_at", "period_of", "scope_of"]

_VERBS = re.compile(
    "收到|走进|走访|惠及|服务|受理|接收|接到|办理|承办|办结|答复|回复|办复|发布(?!会|活动)|(?<!依申请)(?<!予以)(?<!部分)(?<!不予)(?<!同意)公开(?!申请|件|日|栏|专区)|公布|公示|推送|刊发|刊载|编发|编印|印发|制定|制发|出台|修订|废止|"
    "召开|举办|组织|开展|举行|参加|进行|完成|新增|增设|开设|设立|设置|建立|建成|开通|注销|关停|更新|维护|整改|接待|回应|征集|收集|采纳|安排|配备|"
    "提起|发生|产生|收取|减免|制作|编制|发放|通报|检查|抽查|通过|其中|包括|涉及|涵盖|含|对|向|为|被|将|及时|主动|累计|全年|共计|共|已|均|"
    "[0-9]{4}年度?|本年度?|今年|：|；|，|。"
)
_OBJECT_BEHIND = re.compile(r"^[\u4e00-\u9fff“”《》]{2,14}?(?=的|[，。；、（）：]|$)")
LONGEST_NAME = 12
_NAME_BEFORE = re.compile(
    r"(?:(?!全|各|我|本|收到|受理|其中|通过|公开|由|和|与|及|向|对|在|年|月|日)[\u4e00-\u9fff])+$"
)
_CLAUSE = re.compile("[，；。]")
# "由120件增至156件": the first number is the one before.
_FROM = re.compile("[由从]")
_TO = re.compile("(?:增加?长?|减少?|上升|下降|提高|降低?)[到至]")
_YEAR = re.compile("[0-9]{4}")
_CLAUSE_END = re.compile("[。；]")
# A channel that is the thing counted, or stands in its name.
_OWN_CHANNEL = frozenset(
    {
        *("gazette.issues", "press.conferences", "response.hot_topics", "newmedia.accounts"),
        *("inspection", "columns", "yoy", None),
    }
)
_CHANNEL_OF = {"website.items": "政府网站", "wechat.items": "微信", "weibo.items": "微博"}
_EACH = re.compile(r"各(?:有|为|举办|开展|召开|制发|办理|受理)?$")
_NAMES = re.compile("、|和|及|与")


def period_of(sentence: LinkedSentence, item: Item, found: list[Link]) -> str | None:
    if _FROM.search(item.left) and _TO.match(item.right):
        found.append(sentence.told("period", "previous_year", item.start, item.stop, "from … to …"))
        return "previous_year"
    return period_at(sentence, item.at, found)


def period_at(sentence: LinkedSentence, place: int, found: list[Link]) -> str | None:
    at = place
    while cue := last_before(sentence.periods, at):
        between = sentence.text[cue.end : place]
        # "（上年为58件）" speaks of nothing behind the bracket, 上年 of nothing behind its clause.
        is_closed = between.find("）") >= 0 and between.find("（") < 0
        period = _year_of(sentence, cue)
        is_past = period == "previous_year" and bool(sentence.places) and cue.end <= sentence.places[-1][0]
        if not is_closed and not (is_past and _CLAUSE.search(between)):
            found.append(sentence.told("period", period, cue.start, cue.end, "word of time"))
            return period
        at = cue.start
    return None


def _year_of(sentence: LinkedSentence, cue: Cue) -> str:
    """The period of a cue: a named year is the report's, one before, or one planned for."""
    if cue.id != "year":
        return cue.id
    before = last_before(sentence.periods, cue.start)
    if before and before.id == "plan" and not _CLAUSE_END.search(sentence.text[before.end : cue.start]):
        return "plan"
    named = _YEAR.match(sentence.text, cue.start, cue.end)
    if named is None or sentence.context.year is None or int(named[0]) == sentence.context.year:
        return "year"
    return "previous_year" if int(named[0]) < sentence.context.year else "plan"


def scope_of(
    sentence: LinkedSentence, item: Item, id: str | None, whole: Quantity | None, found: list[Link]
) -> str | None:
    if id == "app.by_unit":
        return "area" if PLACE.search(label_of(item)) else "unit"
    if whole and UNIT_NAME.search(label_of(item)) and not PLACE.search(item.left):
        return "unit"
    cue = last_before(sentence.scopes, item.at)
    if cue is None:
        return whole.scope if whole else None
    scope = cue.id
    name = (
        _NAME_BEFORE.search(sentence.text, max(0, cue.start - LONGEST_NAME), cue.start)
        if scope == "unit"
        else None
    )
    start = name.start() if name else cue.start
    words = sentence.text[start : cue.end]
    if scope == "unit" and (len(words) == 1 or (sentence.context.agency or "").endswith(words)):
        scope = "self"
    elif scope == "self" and whole and whole.scope == "area" and not words.startswith(("本", "我", "机关")):
        scope = "unit"
    found.append(sentence.told("scope", scope, start, cue.end, "word of place"))
    return scope


def object_of(sentence: LinkedSentence, item: Item, found: list[Link]) -> str | None:
    if item.label is not None:
        return item.label
    lead = label_of(item)
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
            found.append(sentence.told("object", name, start, start + len(name), "before the number"))
            return name
    if behind:
        span = (item.end, item.end + behind.end())
        found.append(sentence.told("object", behind.group(), *span, "behind the number"))
        return behind.group()
    return None


def channel_of(sentence: LinkedSentence, item: Item, id: str | None, found: list[Link]) -> str | None:
    if id in _OWN_CHANNEL:
        return None
    is_received = (id or "").startswith(("app.", "messages.")) or sentence.topic(item) == "applications"
    group = "applications" if is_received else "disclosure"
    window = item.label or sentence.text[min(item.clause, item.start) : item.at]
    channels = find_cues("channel", window, group)
    if not channels:
        return _CHANNEL_OF.get(id or "")
    cue: Cue = channels[-1]
    if item.label is None:
        at = min(item.clause, item.start)
        found.append(sentence.told("channel", cue.id, at + cue.start, at + cue.end, "word of channel"))
    return cue.id


def each_of(item: Item) -> int:
    match = _EACH.search(item.left)
    if not match:
        return 1
    lead = item.left[: match.start()]
    return max(2, len([name for name in _NAMES.split(lead) if name]))
