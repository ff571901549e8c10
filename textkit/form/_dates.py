"""Dates of the genre: 2023年1月18日, 2023-01-18, 二〇二三年一月十八日."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["DATE", "YEAR", "date_of", "year_of"]

YEAR = r"(?:(?:19|20)\d\d|二[〇零][〇零一二三四五六七八九]{2})"
_CHINESE_DAY = "[一二三四五六七八九十廿卅]{1,3}"
DATE = rf"(?:{YEAR}[-年/.](?:\d{{1,2}}|{_CHINESE_DAY})[-月/.](?:\d{{1,2}}|{_CHINESE_DAY})日?)"
_PARTS = re.compile(
    rf"(?P<year>{YEAR})[-年/.](?P<month>\d{{1,2}}|{_CHINESE_DAY})[-月/.](?P<day>\d{{1,2}}|{_CHINESE_DAY})"
)
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def year_of(printed: str) -> int:
    """Year as a number, from ``2023`` or ``二〇二三``."""
    return int("".join(_DIGITS.get(char, char) for char in printed))


def _small(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    tens, ten, ones = printed.replace("廿", "二十").replace("卅", "三十").partition("十")
    if not ten:
        return int(_DIGITS[tens]) if len(tens) == 1 else 0
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


def date_of(printed: str) -> date | None:
    """The date a text begins with, None where it is none or not in the calendar.

    Examples
    --------
    >>> date_of("二〇二三年一月十八日")
    datetime.date(2023, 1, 18)
    >>> date_of("2018年11日") is None
    True
    """
    parts = _PARTS.match(printed)
    if not parts:
        return None
    year, month, day = year_of(parts["year"]), _small(parts["month"]), _small(parts["day"])
    try:
        return date(year, month, day)
    except ValueError:
        return None
