"""The indicator of a number."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from textkit.quantities._clauses import Item
from textkit.quantities._rules import FAR, Around, accepted, words_of_rules
from textkit.quantities._sentence import (
    COUNTED,
    DISCLOSED,
    LEAD,
    LIKE,
    PLACE,
    TOTAL,
    UNIT_NAME,
    LinkedSentence,
    label_of,
)
from textkit.quantities._units import exactness_words
from textkit.report import Link, Quantity
from textkit.statute.indicators import IndicatorRule, indicator

__all__ = ["indicator_of"]

# A part of what was disclosed keeps its own indicator only where that is a channel.
_CHANNEL_ITEMS = frozenset({"website.items", "wechat.items", "weibo.items", "othermedia.items"})
_APPLICATIONS = frozenset(
    {"app.received", "app.new", "app.replied", "app.natural_person", "app.organisations"}
)
# New and carried-in applications together are those received.
_ADDED_UP = frozenset({"app.new", "app.carried_in"})
_ATTRIBUTE = re.compile(
    "(?:其中)?(?:属于?|为)?(?:依申请公开|不予公开|不公开)(?:类|属性)?(?:的)?(?:文件|公文|政府信息|信息)?"
)
_DOCUMENTS = re.compile("制发|发文|公文|制作|拟制|属性|产生|形成|印发|文件")
_THIS_YEAR = re.compile("本年|新增|当年")

# Pieces of information are counted in these; other work seldom is.
_ITEMS = frozenset({"条", "篇", "则"})
# A bare name of a kind, without a verb of other work.
_KIND = re.compile(
    "(?!.*(?:收|接|办[结复]|答复|回复|回应|处理|开展|组织|召开|举|编|建(?!设)|培训|整改|撤|删|纠|修|清理|采用|报送|上报|转载|意见|均|每|以|不|年|最|达|发布))"
    "[\u4e00-\u9fff、]{2,12}"
)

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


def indicator_of(
    sentence: LinkedSentence,
    item: Item,
    quantity: Quantity,
    whole: Quantity | None,
    period: str | None,
    found: list[Link],
) -> tuple[str | None, bool]:
    """The indicator, and whether it is only one kind of what the indicator adds up."""
    around = Around(
        quantity,
        sentence.topic(item),
        period,
        has_company=whole is not None or bool(sentence.done),
        clause=f"{item.label or sentence.text[min(item.clause, item.start) : item.at]}#{item.right[:FAR]}",
        own=f"{item.label or item.left}#{item.right[:FAR]}",
    )
    chosen = _by_words(sentence, item, around)
    id = chosen[0].indicator if chosen else None
    as_part = _as_part(sentence, item, id, whole, around)
    of = whole.indicator if whole else None
    if _is_attribute(sentence, item) or (of in _APPLICATIONS and id in DISCLOSED):
        id, chosen = None, None
    elif as_part:
        id, chosen = as_part, None
    is_detail = False
    if chosen:
        rule, start, end, where = chosen
        is_detail = rule.detail
        found.append(sentence.told("indicator", rule.indicator, start, end, where))
    elif id and whole:
        found.append(Link("indicator", id, whole.start, whole.end, whole.text, "part of this whole"))
    elif id:
        found.append(sentence.told("indicator", id, item.start, item.at, "name of an organ or place"))
    elif quantity.kind in COUNTED and whole is None and item.label is None:
        id = _taken_over(sentence, item, around, found) or _listed_kind(sentence, item, quantity, found)
    return id, is_detail


def _listed_kind(sentence: LinkedSentence, item: Item, quantity: Quantity, found: list[Link]) -> str | None:
    """A kind of information named behind a number of what was disclosed (发布信息69条，工作动态61条)."""
    before = sentence.done[-1] if sentence.done else None
    if (
        before is None
        or before.indicator not in DISCLOSED
        or before.unit != quantity.unit
        or quantity.unit not in _ITEMS
        or not _KIND.fullmatch(item.left)
    ):
        return None
    found.append(
        Link(
            "indicator",
            "disclosure.by_type",
            before.start,
            before.end,
            before.text,
            "listed with this number",
        )
    )
    return "disclosure.by_type"


def _is_attribute(sentence: LinkedSentence, item: Item) -> bool:
    """Whether 依申请公开 or 不予公开 is how documents may be disclosed, and no application."""
    if not _ATTRIBUTE.fullmatch(label_of(item)):
        return False
    return bool(_DOCUMENTS.search(sentence.text, max(0, item.at - LEAD), item.start))


def _as_part(
    sentence: LinkedSentence, item: Item, id: str | None, whole: Quantity | None, around: Around
) -> str | None:
    """What a part counts because of its whole, or as a named place or organ; None for what its words say."""
    of = whole.indicator if whole else None
    label = label_of(item)
    is_named = bool(UNIT_NAME.search(label))
    if id in (None, "app.received") and is_named and _speaks_of_applications(of, around):
        return "app.by_unit"
    if of is None or whole is None or of in _APPLICATIONS:
        return None
    if id is None and (is_named or PLACE.search(label)) and around.quantity.unit == whole.unit:
        return of
    if of == "disclosure.cumulative":
        bare = id is None and _bland().fullmatch(item.left)
        return "disclosure.total" if bare or id in DISCLOSED else None
    if of == id == "disclosure.total" and _THIS_YEAR.search(item.left):
        return None
    if of in DISCLOSED and id not in _CHANNEL_ITEMS and around.quantity.unit in LIKE:
        return "disclosure.by_type"
    return None


def _speaks_of_applications(of: str | None, around: Around) -> bool:
    return of in _APPLICATIONS or (
        of is None and around.topic == "applications" and around.quantity.unit == "件"
    )


def _by_words(
    sentence: LinkedSentence, item: Item, around: Around
) -> tuple[IndicatorRule, int, int, str] | None:
    """The rule that the word nearest to the number leads to, with the place of the word."""
    if item.label is not None:
        near = [
            (match.start() + item.start, match.end() + item.start, match.group())
            for match in words_of_rules().finditer(item.label)
        ]
    else:
        near = sentence.words_between(item.start, item.at)
    behind = sentence.words_between(item.end, min(item.end + FAR, item.stop))
    for start, end, word in behind:
        if start > item.end:
            break
        if rule := accepted(word, around):
            return rule, start, end, "word behind the number"
    for last in (False, True):
        for start, end, word in reversed(near):
            if rule := accepted(word, around, last=last):
                return rule, start, end, "word before the number"
        for start, end, word in behind:
            if rule := accepted(word, around, last=last):
                return rule, start, end, "word behind the number"
    return None


def _taken_over(sentence: LinkedSentence, item: Item, around: Around, found: list[Link]) -> str | None:
    """The indicator of a number that stands without words of its own: as the number or clause before it."""
    if not _bland().fullmatch(item.left) or not _bland_behind().fullmatch(item.right):
        return None
    before = sentence.done[-1] if sentence.done else None
    is_total_behind_change = bool(before and before.indicator == "yoy" and TOTAL.search(item.left))
    if before is not None and before.kind == around.quantity.kind and not is_total_behind_change:
        id = before.indicator
        if id is None or around.quantity.unit not in indicator(id).units:
            return None
        if TOTAL.search(item.left):
            id = "app.received" if id in _ADDED_UP else None
        elif id == "disclosure.cumulative" and around.period == "year":
            id = "disclosure.total"
        if id is None:
            return None
        found.append(Link("indicator", id, before.start, before.end, before.text, "as the number before"))
        return id
    back = 2 if is_total_behind_change else 1
    since = max(0, item.start - LEAD, sentence.places[-back][1] if len(sentence.places) >= back else 0)
    lead = f"{sentence.text[since : item.start]}#"
    around = replace(around, clause=lead, own=lead)
    for start, end, word in reversed(sentence.words_between(since, item.start)):
        rule = accepted(word, around) or (accepted(word, around, last=True) if back == 2 else None)
        if rule:
            found.append(sentence.told("indicator", rule.indicator, start, end, "word of a clause before"))
            return rule.indicator
    return None
