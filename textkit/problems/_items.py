"""Section five cut into its items: problem statements and measures.

1. A sentence is cut at its list marks (一是, 1., （一）, 第一, 首先) and at ；.
2. A piece that names a fault and then what will be done about it is cut at the turn (为此, 下一步, 将 …).
3. A piece that lists faults (A不够、B不足) is cut where both sides name one; under a mark only from three on.
4. What names a fault is a problem; what promises or tells a remedy is a measure; opening phrases are neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from textkit._folding import fold
from textkit._resources import data_toml

__all__ = ["Item", "ItemKind", "cut_sentence"]

ItemKind = Literal["problem", "measure"]


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a sentence, ``[start, end)`` in it, without list mark and closing mark.

    ``number`` is the ordinal of its list mark, None without one. ``kind`` is None for what is neither a problem
    nor a measure (opening phrases, headings that run in).
    """

    start: int
    end: int
    kind: ItemKind | None
    number: int | None = None


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """Patterns of ``problem_items.toml`` by name."""
    return {
        name: re.compile("|".join(parts))
        for name, parts in data_toml("problem_items.toml")["patterns"].items()
    }


_MARK = re.compile(
    r"(?:^|(?<=[：；。，、！？\s]))"
    r"(?:(?P<is>[一二三四五六七八九十]{1,2})(?:是|要|、(?=[^一二三四五六七八九十])|方面)"
    r"|第(?P<th>[一二三四五六七八九十])[，、,是]?|其(?P<qi>[一二三四五六七八九])[，、,是：]"
    r"|[（(](?P<br>[一二三四五六七八九十0-9]{1,2})[）)][、.．]?|(?P<num>[0-9]{1,2})[.．、](?![0-9]{1,3}(?![0-9]))"
    r"|(?P<cir>[①②③④⑤⑥⑦⑧⑨⑩])|(?P<first>首先|其次|再次|最后)[，,]?)[，,]?"
)
MOST_OF_A_MARK = 2
_ENDS = "；;。，,、！!？? \t\n：:"
_DIGITS = {char: at for at, char in enumerate("〇一二三四五六七八九十")}
_SPOKEN = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}


def cut_sentence(text: str, *, section: str | None, number: int | None = None) -> list[Item]:
    """The items of a sentence of section five.

    Parameters
    ----------
    text : str
    section : "problems", "improvements" or None
        What the sentence is as a whole: a clause that says neither is taken as that.
    number : int, optional
        The ordinal of the item that the sentence goes on with.

    Examples
    --------
    >>> text = "一是解读形式单一；二是人员多为兼职，下一步将配备专人。"
    >>> [(text[item.start : item.end], item.kind) for item in cut_sentence(text, section="problems")]
    [('解读形式单一', 'problem'), ('人员多为兼职', 'problem'), ('下一步将配备专人', 'measure')]
    """
    folded = fold(text)
    items: list[Item] = []
    for start, end, ordinal in _pieces(folded, number):
        for first, last in _at_turn(folded, _behind_opening(folded, start, end), end):
            kind = _kind_of(folded[first:last].strip(_ENDS), section, ordinal is not None)
            parts = list(_listed(folded, first, last)) if kind == "problem" else []
            # An item with a mark of its own may tell of two faults; three are a list.
            if len(parts) <= (MOST_OF_A_MARK if ordinal is not None else 1):
                parts = [(first, last)]
            items += [item for part in parts if (item := _trimmed(folded, *part, kind, ordinal))]
    return items


def _pieces(text: str, number: int | None) -> Iterator[tuple[int, int, int | None]]:
    """Stretches between list marks and semicolons, with the ordinal each stands under."""
    cuts: list[tuple[int, int, int | None]] = [(0, 0, number)]
    for match in _MARK.finditer(text):
        cuts.append((match.start(), match.end(), _ordinal(match)))
    for at, char in enumerate(text):
        if char in "；;" and not any(start <= at < end for start, end, _ in cuts):
            cuts.append((at, at + 1, None))
    cuts.sort()
    for place, (_, begin, ordinal) in enumerate(cuts):
        end = cuts[place + 1][0] if place + 1 < len(cuts) else len(text)
        if text[begin:end].strip(_ENDS):
            yield begin, end, ordinal


def _behind_opening(text: str, start: int, end: int) -> int:
    """Where a piece says what it has to say: behind 存在的问题： and its like, and behind 仍有差距，主要是."""
    words = _words()
    colon = text.find("：", start, end)
    if colon >= 0 and words["opening"].search(text[start : colon + 1]) and text[colon:end].strip(_ENDS):
        return colon + 1
    lead = words["lead"].search(text, start, end)
    return lead.end() if lead and words["fault"].search(text, lead.end(), end) else start


def _ordinal(match: re.Match[str]) -> int | None:
    found = next((value for value in match.groupdict().values() if value), "")
    if found in _SPOKEN:
        return _SPOKEN[found]
    if found.isdigit() and found.isascii():
        return int(found)
    if found in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(found) + 1
    values = [_DIGITS[char] for char in found if char in _DIGITS]
    if len(values) == 2:
        return 10 + values[1] if values[0] == 10 else values[0] * 10 + values[1] % 10
    return values[0] if values else None


def _at_turn(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A piece cut where it turns from a fault to what is done about it."""
    words = _words()
    for match in words["turn"].finditer(text, start, end):
        before = text[start : match.start()]
        if words["fault"].search(before) and not words["fault_only_as_aim"].search(before):
            return [(start, match.start()), (match.start(), end)]
    return [(start, end)]


def _kind_of(piece: str, section: str | None, is_marked: bool) -> ItemKind | None:
    words = _words()
    if words["none"].search(piece):
        return "problem"
    if words["opening"].search(piece):
        return None
    has_fault, has_measure = bool(words["fault"].search(piece)), bool(words["measure"].search(piece))
    if section == "improvements":
        is_remedy = has_measure or is_marked or bool(words["aim"].search(piece))
        return "measure" if is_remedy or not has_fault else "problem"
    if has_fault and not (words["future"].search(piece) and words["aim"].search(piece)):
        return "problem"
    if has_measure:
        return "measure"
    return "problem" if is_marked and section == "problems" else None


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A list of faults (A不够、B不足), each by itself; anything else whole."""
    fault = _words()["fault"]
    stops = [at for at in range(start, end) if text[at] in "、，,"]
    begin = last = start
    for at in stops:
        # A comma parts clauses, whatever they list; 、 parts what stands directly beside it.
        is_comma = text[at] != "、"
        rest = (stop for stop in stops if stop > at and (not is_comma or text[stop] != "、"))
        following = text[at + 1 : next(rest, end)]
        before = begin if is_comma else last
        if fault.search(text, before, at) and fault.search(following) and _has_subject(following):
            yield begin, at
            begin = at + 1
        last = at + 1
    yield begin, end


def _has_subject(piece: str) -> bool:
    """Whether a clause names what is at fault, and isn't only a second fault of the same (不及时、不全面)."""
    match = _words()["fault"].search(piece)
    return match is not None and match.start() >= 2


def _trimmed(text: str, start: int, end: int, kind: ItemKind | None, number: int | None) -> Item | None:
    while start < end and (text[start] in _ENDS or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _ENDS or text[end - 1].isspace()):
        end -= 1
    return Item(start, end, kind, number) if end - start >= 2 else None
