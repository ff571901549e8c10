"""Changes and shares, and what they are said of."""

from __future__ import annotations

import re
from functools import cache

from textkit._resources import data_toml
from textkit.quantities._clauses import Item
from textkit.quantities._sentence import COUNTED, LEAD, RECENT, LinkedSentence
from textkit.report import Comparison, Link, Quantity

__all__ = ["about_of", "comparison_of", "is_share", "unchanged"]

# Between a word of change and its number: 增长了近, 下降至原来的.
REACH = 6
_AS_BEFORE = re.compile(
    "[，（]?[^，。；0-9]{0,6}(?:与|同|和)(?:上年|去年|上一年度?)(?:度|同期|相比)?(?:基本)?(?:持平|相当)"
)
_MORE_OR_LESS = re.compile("(多|少)了?$")
_ONLY_CHANGE = re.compile("[，、]?(?:增加|减少|增长|下降|上升)了?")
_TWO_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")


@cache
def _change(key: str) -> re.Pattern[str]:
    words = sorted(data_toml("linking.toml")["change"][key], key=len, reverse=True)
    return re.compile("|".join(words))


@cache
def _share_before() -> re.Pattern[str]:
    words = sorted(data_toml("linking.toml")["share"]["words"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})[^，。；0-9]{{0,14}}$")


def comparison_of(
    sentence: LinkedSentence, item: Item, quantity: Quantity, found: list[Link]
) -> Comparison | None:
    since = (
        max(item.clause, sentence.text.rfind("，", max(0, item.clause - LEAD), item.clause - 1) + 1)
        if item.clause
        else 0
    )
    since = max(since, sentence.places[-1][1] if sentence.places else 0)
    lead = sentence.text[since : item.at]
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
    if base is None and quantity.kind in COUNTED and not (sentence.done and _ONLY_CHANGE.fullmatch(left)):
        return None
    if not turns and quantity.kind == "ratio" and sentence.text.startswith("翻", item.at):
        turns = [(len(left), "up")]
    if not turns and base and (more := _MORE_OR_LESS.search(left)):
        turns = [(len(left), "up" if more[1] == "多" else "down")]
    if not turns:
        before = sentence.done[-1] if sentence.done else None
        if before and before.comparison and before.kind == quantity.kind and not _TWO_WORDS.search(left):
            return before.comparison
        return None
    at, direction = turns[-1]
    if len(left) - at > REACH:
        return None
    base = base or "previous_year"
    found.append(sentence.told("comparison", f"{direction}, {base}", since, item.at, "words of change"))
    return Comparison(direction, base)


def is_share(sentence: LinkedSentence, item: Item) -> bool:
    if _share_before().search(sentence.text[max(item.clause, item.start - 20) : item.at]):
        return True
    if (
        item.bracket is not None
        and sentence.done
        and sentence.places[-1][1] == item.bracket
        and item.at == item.bracket + 1
    ):
        return True
    return bool(sentence.done) and sentence.done[-1].indicator == "share" and not re.search(r"率", item.left)


def unchanged(sentence: LinkedSentence, item: Item, found: list[Link]) -> Comparison | None:
    """与上年持平 behind a number, which no other number states."""
    match = _AS_BEFORE.match(sentence.text, item.end)
    if not match:
        return None
    found.append(sentence.told("comparison", "same, previous_year", item.end, match.end(), "words of change"))
    return Comparison("same", "previous_year")


def about_of(
    sentence: LinkedSentence, item: Item, quantity: Quantity, change: Comparison | None
) -> Quantity | None:
    """The quantity that a share, rate or change is said of: no change itself."""
    if quantity.kind in COUNTED and not change:
        return None
    recent = zip(reversed(sentence.done[-RECENT:]), reversed(sentence.brackets[-RECENT:]), strict=True)
    for one, bracket in recent:
        if one.indicator == "yoy" or (bracket is not None and item.bracket is None):
            continue
        if quantity.kind == "percentage_point":
            if one.kind == "percent":
                return one
        elif one.kind in COUNTED and (quantity.kind not in COUNTED or one.unit == quantity.unit):
            return one
    return None
