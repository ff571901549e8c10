"""Numbers as printed in cells and prose, read without the library under test."""

from __future__ import annotations

import re
from decimal import Decimal

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
# Words of a bound that stand before or behind a number, and within.
BOUND_WORDS = {
    "不低于": "at_least",
    "不少于": "at_least",
    "至少": "at_least",
    "以上": "at_least",
    "不超过": "at_most",
    "不高于": "at_most",
    "至多": "at_most",
    "以内": "at_most",
    "超过": "more_than",
    "突破": "more_than",
    "逾": "more_than",
    "超": "more_than",
    "余": "more_than",
    "多": "more_than",
    "不足": "less_than",
    "不到": "less_than",
    "近": "less_than",
    "左右": "about",
    "大约": "about",
    "约": "about",
}
_BEFORE = re.compile(f"^(?:{'|'.join(BOUND_WORDS)})+")
_BEHIND = re.compile("(?:以上|左右|以内)$")
_ANYWHERE = re.compile("|".join(BOUND_WORDS))
_CELL = re.compile(r"(增加|增|减少|减|[+-])?([\d,]+(?:\.\d+)?)([^\d.,+-]*)")
_NO_NUMBER = {"", "/", "—", "——", "-", "--", "无", "不涉及", "无变化"}
_TO_ASCII = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {
    ord(wide): ascii_
    for wide, ascii_ in (
        ("，", ","),
        ("．", "."),
        ("＋", "+"),
        ("－", "-"),
        ("／", "/"),
        ("−", "-"),
        ("％", "%"),
    )
}


def is_cell(printed: str) -> bool:
    """Whether a cell prints a number or one of the signs for none."""
    text = printed.strip().translate(_TO_ASCII)
    return text in _NO_NUMBER or _CELL.fullmatch(text) is not None


def cell_value(printed: str) -> str | None:
    """The number of a cell as a decimal string, without separators, plus sign and unit."""
    found = _CELL.fullmatch(printed.strip().translate(_TO_ASCII))
    if found is None:
        return None
    sign, digits, _ = found.groups()
    value = Decimal(digits.replace(",", ""))
    return plain(-value if sign in ("-", "减", "减少") else value)


def plain(value: Decimal) -> str:
    """A decimal number without exponent and without zeros that say nothing."""
    return f"{value.normalize():f}"


def bare(printed: str) -> str:
    """A printed number without the words of a bound around it; those within (60余份) stay."""
    return _BEHIND.sub("", _BEFORE.sub("", printed)).strip()


def bound_of(printed: str) -> str:
    """The bound that the printed words state, empty if none."""
    found = _ANYWHERE.search(printed)
    return BOUND_WORDS[found[0]] if found else ""


def read(printed: str) -> Decimal | None:
    """The value of a printed number with its scale; None if there is no number in it."""
    text = bare(printed.translate(_TO_ASCII)).removeprefix("百分之")
    digits = re.match(r"-?\d[\d, ]*(?:\.\d+)?", text)
    if digits:
        value = Decimal(re.sub(r"[, ]", "", digits[0]))
        rest = text[digits.end() :]
    else:
        numeral = re.match(f"[{''.join(DIGITS)}{''.join(SCALES)}点]+", text)
        if numeral is None:
            return None
        value, rest = _numeral(numeral[0]), text[numeral.end() :]
    for scale in re.sub("^[余多 ]+", "", rest):
        if scale not in SCALES:
            break
        value *= SCALES[scale]
    if re.match("[余多 ]*成", rest):
        value *= 10
    return value


def whole(text: str) -> int:
    """A whole number in digits or as a Chinese numeral."""
    return int(text) if text.isdecimal() else int(_numeral(text))


def digit_by_digit(text: str) -> str:
    """Chinese digits of a year in ascii: 二〇一四 → 2014."""
    return "".join(str(DIGITS.get(char, char)) for char in text.replace("○", "〇").translate(_TO_ASCII))


def _numeral(text: str) -> Decimal:
    """A Chinese numeral: 二百零五, 一万二千, 三点五."""
    whole, _, fraction = text.partition("点")
    total = section = Decimal(0)
    digit: Decimal | None = None
    for char in whole:
        if char in DIGITS:
            digit = Decimal(DIGITS[char])
        elif SCALES[char] >= SCALES["万"]:
            total, section, digit = (total + section + (digit or 0)) * SCALES[char], Decimal(0), None
        else:
            section, digit = section + (1 if digit is None else digit) * SCALES[char], None
    value = total + section + (digit or 0)
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[char]) for char in fraction))
    return value
