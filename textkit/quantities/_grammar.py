"""The one pattern that goes over a text: what is no quantity, and every form that a quantity takes.

It is put together from ``units.toml``, ``not_quantities.toml`` and the numerals. At each place
the alternatives are tried in the order of ``_FORMS``; the name of the one that fits is
``match.lastgroup``.
"""

from __future__ import annotations

import re
from functools import cache

from textkit._resources import data_toml
from textkit.quantities._numerals import ARABIC, CHINESE, CHINESE_CHARS, NUMERAL
from textkit.quantities._units import unit_pattern

__all__ = ["HEADER_UNIT", "expand", "grammar", "kind_of_passed", "told_only", "without_unit"]

_ARABIC_SHARE = r"[0-9]{1,9}(?:\.[0-9]{1,8})?(?![0-9])"
_CHINESE_SHARE = rf"[{CHINESE_CHARS}]{{1,12}}(?:点[{CHINESE_CHARS}]{{1,6}})?"
_TO = r"(?:[-~—]{1,2}|[至到])"
# "120、86和73条": bare numbers of which only the last has its unit.
_BARE = r"[0-9]{1,9}(?:\.[0-9]{1,4})?"
# Two digits side by side are a range (三四次, 五六百条, 十七八个); 一二 is not, it begins 一二三.
_STEP = "一两|两三|二三|三四|三五|四五|五六|六七|七八|八九"
_ABOUT_STEP = (
    rf"(?<![{CHINESE_CHARS}0-9])(?:(?:{_STEP})[十百千万]{{0,2}}|[二三四五六七八九]?十(?:{_STEP}))[余多]?"
)
_SEVERAL = r"(?<![〇零一二两三四五六七八九百千万亿0-9])(?:[一二三四五六七八九]?十几|好?几[十百千万亿]*|(?<![人件次户总条篇项个份家诉函字岁])数(?![字据量额目值])[十百千万亿]*)[余多]?"
_UP_TO = r"上[百千万亿]{1,2}"

# In the order in which they are tried.
_FORMS = (
    ("share", "(?P<prefix>{PREFIX})(?:(?P<shared_low>{SHARE}){TO}(?:{PREFIX})?)?(?P<part>{SHARE})"),
    ("fraction", rf"(?P<below>[{CHINESE_CHARS}]{{1,3}})分之(?P<above>[{CHINESE_CHARS}]{{1,3}})"
                 r"|(?<=[占近约超过达足到的])(?P<upper>[1-9])/(?P<lower>[1-9][0-9]?)(?![0-9/])"),
    ("tenths", r"(?P<tens>[一二三四五六七八九])成(?P<ones>[一二三四五六七八九半])(?=[多以，。；、）]|的|左右|是|为|$)"
               r"|半成(?=[多以，。；、）]|的|左右|$)"),
    ("decimal", rf"(?P<whole>[{CHINESE_CHARS}]{{1,4}})点(?P<behind>[一二三四五六七八九〇零]{{1,4}})(?P<scale>[万亿]{{0,2}})"
                r"(?P<decimal_unit>个?百分点|倍|(?<=[万亿]){U})"),
    ("doubled", r"翻(?:了|上)?(?P<times>[一二两三四])?(?:倍|番)"),
    ("half", r"(?<=[占近超过约达到足了有的及])一半|半数(?=以)|(?<=[近超过约占足])半数|百分百"),
    ("range", "(?P<low>{N})(?P<low_unit>{U})?{TO}(?P<high>{N})(?P<range_unit>{U})"),
    ("step", f"(?P<about>{_ABOUT_STEP})(?P<step_unit>{{U}})"),
    ("several", f"(?P<some>{_SEVERAL}|{_UP_TO})(?P<some_unit>{{U}})"),
    ("together", f"(?<![0-9.])(?P<heads>(?:{_BARE}(?:[、/和及与]|，(?![0-9]{{3}}(?![0-9])))){{1,20}})(?P<last>{_BARE})(?P<together_scale>[万亿]?)(?P<together_unit>{{U}})"),
    ("number", "(?P<numeral>{N})(?P<unit>{U})(?:(?<=[倍成里亩米元])多(?=[，。；、）的]|$)"
               "|(?<=元)(?P<tenth>[0-9一二三四五六七八九壹贰叁肆伍陆柒捌玖])角(?:(?P<hundredth>[0-9一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?)?"),
)  # fmt: skip

# "（单位：万元）", "培训人数（人次）："
HEADER_UNIT = re.compile(
    r"单位：?([\u4e00-\u9fff%]{1,4})(?=[）\]】，。；\s]|$)|（([\u4e00-\u9fff%]{1,4})）："
)


@cache
def grammar() -> re.Pattern[str]:
    """What is passed over (``no_…``), or a quantity in one of its forms."""
    table = data_toml("not_quantities.toml")
    passed = [
        f"(?P<no_{number}>{'|'.join(map(expand, entry['patterns']))})"
        for number, entry in enumerate(table["not"])
        if not entry.get("told_only")
    ]
    forms = [f"(?P<{name}>{_fill(pattern)})" for name, pattern in _FORMS]
    return re.compile(rf"(?=[{re.escape(table['first'])}])(?:{'|'.join((*passed, *forms))})")


def kind_of_passed(name: str) -> str | None:
    """What the alternative ``no_3`` of the pattern passes over: date, ordinal, …; None for a quantity."""
    if not name.startswith("no_"):
        return None
    kind: str = data_toml("not_quantities.toml")["not"][int(name.removeprefix("no_"))]["kind"]
    return kind


@cache
def told_only() -> re.Pattern[str]:
    """Numbers that count nothing and are in no quantity's way, told on request."""
    parts = [
        f"(?P<no_{number}>{'|'.join(map(expand, entry['patterns']))})"
        for number, entry in enumerate(data_toml("not_quantities.toml")["not"])
        if entry.get("told_only")
    ]
    return re.compile("|".join(parts))


@cache
def without_unit() -> re.Pattern[str]:
    """Bare Arabic numbers, for a text that names their unit before them (（单位：万元）)."""
    return re.compile(rf"(?<![-A-Za-z第])(?:{ARABIC})(?![0-9A-Za-z.%年月日号])")


def expand(pattern: str) -> str:
    """A pattern of not_quantities.toml with its placeholders filled in."""
    filled = {"{A}": ARABIC, "{C}": CHINESE, "{N}": NUMERAL, "{U}": unit_pattern(), "{CHARS}": CHINESE_CHARS}
    for placeholder, part in filled.items():
        pattern = pattern.replace(placeholder, part if placeholder == "{CHARS}" else f"(?:{part})")
    return pattern


def _fill(pattern: str) -> str:
    prefixes = [prefix for entry in data_toml("units.toml")["unit"] for prefix in entry.get("prefixes", ())]
    parts = {"{N}": NUMERAL, "{U}": unit_pattern(), "{TO}": _TO}
    parts |= {"{PREFIX}": "|".join(prefixes), "{SHARE}": f"(?:{_ARABIC_SHARE}|{_CHINESE_SHARE})"}
    for placeholder, part in parts.items():
        pattern = pattern.replace(placeholder, f"(?:{part})" if placeholder in {"{N}", "{U}"} else part)
    return pattern
