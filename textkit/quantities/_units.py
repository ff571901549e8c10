"""Typed access to the units and the words of exactness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textkit._resources import data_toml

__all__ = ["Unit", "bound_of", "counted_behind", "exactness_words", "unit_pattern", "units"]

# Longest word before a quantity that is looked at, with what may stand between and the character before it.
_LOOK_BACK = 18
_A_FEW = r"[^\W\d的只仅]{0,8}"
# "5人（含）以上"
_LOOK_AHEAD = 5
# "不到全县的30%", "不少于每季度2次"
_BETWEEN = r"(?![年期日来市谈定束之处级前时限])[^\W\d_]{1,12}的|每[^\W\d_]{1,3}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as reported; ``article`` says whether 一 before it is an article: never, often, always.

    The number written is ``factor`` times the one meant (三成 is 30 %).
    """

    id: str
    kind: str
    article: str
    factor: int = 1


@cache
def units() -> dict[str, Unit]:
    """Units by written form, and by the words that stand before the number (百分之)."""
    table: dict[str, Unit] = {}
    for entry in data_toml("units.toml")["unit"]:
        reported = entry.get("reported_as", entry["id"])
        unit = Unit(reported, entry["kind"], entry.get("article", "never"), entry.get("factor", 1))
        for form in (*entry.get("forms", [entry["id"]]), *entry.get("prefixes", ())):
            table[form] = unit
    return table


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def unit_pattern() -> str:
    """Any form of any unit, the longest first, where it isn't the beginning of another word."""
    patterns: dict[str, str] = {}
    for entry in data_toml("units.toml")["unit"]:
        barred = entry.get("unless_followed", "")
        demanded = entry.get("only_followed", "")
        behind = (f"(?!{barred})" if barred else "") + (f"(?=$|{demanded})" if demanded else "")
        for form in entry.get("forms", [entry["id"]]):
            patterns[form] = re.escape(form) + behind
    return "|".join(patterns[form] for form in sorted(patterns, key=lambda form: (-len(form), form)))


@dataclass(frozen=True, slots=True)
class _Bound:
    id: str
    before: re.Pattern[str]
    after: re.Pattern[str] | None


@cache
def _bounds() -> tuple[_Bound, ...]:
    bounds = []
    for entry in data_toml("units.toml")["bound"]:
        barred = f"(?<![{entry['unless_after']}])" if entry["unless_after"] else ""
        words = _alternatives(entry["before"]).replace("\\~", "~").replace("~", _A_FEW)
        before = re.compile(rf"{barred}(?:{words})(?:了|为|达|有|{_BETWEEN})?$")
        after = (
            re.compile(f"(?:（含(?:本数)?）)?(?:{_alternatives(entry['after'])})") if entry["after"] else None
        )
        bounds.append(_Bound(entry["id"], before, after))
    return tuple(bounds)


@cache
def _inside() -> tuple[tuple[str, str], ...]:
    """Words of exactness inside a numeral (余), each with its bound."""
    return tuple(
        (word, entry["id"]) for entry in data_toml("units.toml")["bound"] for word in entry["inside"]
    )


@cache
def exactness_words() -> str:
    """Words of exactness before a number (近, 不少于) as one pattern."""
    words = [word.rstrip("~") for entry in data_toml("units.toml")["bound"] for word in entry["before"]]
    return _alternatives(sorted(set(words)))


@cache
def _any_bound() -> re.Pattern[str]:
    """A character that any word of exactness begins with; most numbers have none near."""
    words = [
        word for entry in data_toml("units.toml")["bound"] for word in (*entry["before"], *entry["after"])
    ]
    return re.compile(f"[{''.join(sorted({word[0] for word in words}))}]")


def bound_of(text: str, start: int, end: int) -> str:
    """How exact the number of the quantity at ``text[start:end]`` is; what stands inside it goes first."""
    for word, id in _inside():
        if text.find(word, start, end) >= 0:
            return id
    if not _any_bound().search(text, max(0, start - _LOOK_BACK), end + _LOOK_AHEAD):
        return "exact"
    lead = text[max(0, start - _LOOK_BACK) : start]
    for bound in _bounds():
        if bound.before.search(lead) or (bound.after and bound.after.match(text, end)):
            return bound.id
    return "exact"


def _counting_words() -> str:
    return _alternatives([word for entry in data_toml("units.toml")["counting"] for word in entry["words"]])


@cache
def _counting() -> re.Pattern[str]:
    return re.compile(rf"(?:{_counting_words()})了?$")


def counted_behind(text: str, start: int) -> bool:
    """Whether a word that counts (召开, 新增, 共) stands right before ``start``."""
    return _counting().search(text[max(0, start - _LOOK_BACK) : start]) is not None
