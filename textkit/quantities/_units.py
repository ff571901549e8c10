"""Typed access to the units, the words of exactness and what is no quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textkit._resources import data_toml
from textkit.quantities._numerals import ARABIC, CHINESE, CHINESE_CHARS, NUMERAL

__all__ = ["Unit", "bound_of", "counted_behind", "master_pattern", "units"]

# Longest word before a quantity that is looked at, with what may stand between and the character before it.
_LOOK_BACK = 9
_UP_TO_FOUR = r"[^\W\d的只仅]{0,4}"
_ARABIC_SHARE = r"[0-9]{1,9}(?:\.[0-9]{1,8})?(?![0-9])"
# "不到全县的30%"
_BETWEEN = "全[省市州盟县区旗镇乡局]的|总数的|总量的"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as reported; ``article`` says whether 一 before it is an article: never, often, always."""

    id: str
    kind: str
    article: str


@cache
def units() -> dict[str, Unit]:
    """Units by written form, and by the words that stand before the number (百分之)."""
    table: dict[str, Unit] = {}
    for entry in data_toml("units.toml")["unit"]:
        unit = Unit(entry["id"], entry["kind"], entry.get("article", "never"))
        for form in (*entry.get("forms", [entry["id"]]), *entry.get("prefixes", ())):
            table[form] = unit
    return table


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _unit_pattern() -> str:
    patterns: dict[str, str] = {}
    for entry in data_toml("units.toml")["unit"]:
        barred = entry.get("unless_followed", "")
        for form in entry.get("forms", [entry["id"]]):
            patterns[form] = re.escape(form) + (f"(?!{barred})" if barred else "")
    return "|".join(patterns[form] for form in sorted(patterns, key=lambda form: (-len(form), form)))


@cache
def master_pattern() -> re.Pattern[str]:
    """What is passed over (``no``), or a quantity: ``number`` with ``unit``, ``prefix`` with ``share``."""
    table = data_toml("not_quantities.toml")
    passed = "|".join(_expand(pattern) for entry in table["not"] for pattern in entry["patterns"])
    prefixes = [prefix for entry in data_toml("units.toml")["unit"] for prefix in entry.get("prefixes", ())]
    share = rf"{_ARABIC_SHARE}|[{CHINESE_CHARS}]{{1,12}}(?:点[{CHINESE_CHARS}]{{1,6}})?"
    return re.compile(
        rf"(?=[{re.escape(table['first'])}])(?:(?P<no>{passed})"
        rf"|(?P<prefix>{_alternatives(prefixes)})(?P<share>{share})"
        rf"|(?P<number>{NUMERAL})(?P<unit>{_unit_pattern()}))"
    )


def _expand(pattern: str) -> str:
    """A pattern of not_quantities.toml with its placeholders filled in."""
    filled = {"{A}": ARABIC, "{C}": CHINESE, "{N}": NUMERAL, "{U}": _unit_pattern(), "{CHARS}": CHINESE_CHARS}
    for placeholder, part in filled.items():
        pattern = pattern.replace(placeholder, part if placeholder == "{CHARS}" else f"(?:{part})")
    return pattern


@dataclass(frozen=True, slots=True)
class _Bound:
    id: str
    inside: tuple[str, ...]
    before: re.Pattern[str]
    after: re.Pattern[str] | None


@cache
def _bounds() -> tuple[_Bound, ...]:
    bounds = []
    for entry in data_toml("units.toml")["bound"]:
        barred = f"(?<![{entry['unless_after']}])" if entry["unless_after"] else ""
        words = _alternatives(entry["before"]).replace("\\~", "~").replace("~", _UP_TO_FOUR)
        before = re.compile(rf"{barred}(?:{words})(?:了|为|达|有|{_BETWEEN})?$")
        after = re.compile(_alternatives(entry["after"])) if entry["after"] else None
        bounds.append(_Bound(entry["id"], tuple(entry["inside"]), before, after))
    return tuple(bounds)


def bound_of(text: str, start: int, end: int) -> str:
    """How exact the number of the quantity at ``text[start:end]`` is; what stands inside it goes first."""
    written, lead = text[start:end], text[max(0, start - _LOOK_BACK) : start]
    for bound in _bounds():
        if any(word in written for word in bound.inside):
            return bound.id
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
