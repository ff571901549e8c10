"""Numerals as written and the numbers they mean: 1,024 · 3.2万 · 300余万 · 二百零五 · 二〇二三."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = [
    "ARABIC",
    "CHINESE",
    "CHINESE_CHARS",
    "NUMERAL",
    "parse_numeral",
    "parse_several",
    "parse_step",
    "plain",
    "scale_of",
]

_DIGITS = {
    char: number
    for number, chars in enumerate(
        ["〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for char in chars
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

_MORE = "[余多]"
# Two tens and three tens in one sign.
_JOINED = {"廿": "二十", "卅": "三十"}
CHINESE_CHARS = "".join((*_DIGITS, *_TENS, *_MYRIADS, *_JOINED))
# Longer runs of digits are no quantities (index numbers, glued table cells); bounds keep matching linear.
_SEPARATED = r"[1-9][0-9]{0,2}(?:[,，\s][0-9]{3}){1,5}(?:\.[0-9]{1,8})?(?![0-9])"
# "1 7 次" in letter-spaced text; whoever reads the match checks that blanks stand around it, too.
_SPACED = r"[1-9](?:\s[0-9]){1,7}(?![0-9])"
_PLAIN = r"[0-9]{1,15}(?:\.[0-9]{1,8})?(?![0-9])"
# 千 before 米, 克 and 瓦 belongs to the unit.
_SCALE = r"(?:[十万亿]|百(?!分)|千(?![米克瓦])){1,2}"
_SMALLER = (
    r"(?:零[0-9]{1,4}(?![0-9])"
    r"|零?(?:[0-9]{1,5}[百千万]{1,2}|[一二三四五六七八九两]千){0,2}"
    r"(?:[0-9]{3,4}(?![0-9])|[一二三四五六七八九](?![一二三四五六七八九十百千]))?)"
)
_SCALED = rf"(?:{_MORE}?{_SCALE}{_SMALLER})?"
# A single letter before digits makes a code (H5, A4); an abbreviation doesn't (APP3个).
_ALONE = r"(?<![0-9])(?<![0-9][./,·])(?<!(?<![A-Za-z])[A-Za-z])(?<![A-Za-z]-)"
ARABIC = rf"{_ALONE}(?:{_SEPARATED}|{_SPACED}|{_PLAIN}){_SCALED}{_MORE}?"
CHINESE = rf"(?<![{CHINESE_CHARS}0-9])[{CHINESE_CHARS}]{{1,24}}(?:{_MORE}[万亿]{{1,2}})?(?:{_MORE}|(?<=[十百千])来)?"
NUMERAL = rf"(?:{ARABIC}|{CHINESE})"

_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{CHINESE_CHARS}]")
_SCALE_BEHIND = re.compile("[万亿]+$")
_STEP = re.compile("([二三四五六七八九]?十|)([一二两三四五六七八九])([二两三四五六七八九])([十百千万亿]*)")
_FILLING = re.compile(rf"{_MORE}|来|[,，\s]")


def parse_numeral(written: str) -> Decimal | None:
    """Number that an Arabic, Chinese or mixed numeral means, None where it means none or more than one.

    ``余`` and ``多`` are left out of account. Two digits side by side (``两三``) are a range, no number.

    Examples
    --------
    >>> parse_numeral("3.2万"), parse_numeral("二百零五"), parse_numeral("1,024")
    (Decimal('32000'), Decimal('205'), Decimal('1024'))
    >>> parse_numeral("两三") is None
    True
    """
    if written.isascii() and written.isdigit():
        return Decimal(written)
    text = _FILLING.sub("", written)
    for joined, parts in _JOINED.items():
        text = text.replace(joined, parts)
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    if all(token in _DIGITS for token in tokens) and len(tokens) > 1:
        return _positional(tokens)
    value = _Sum().of(tokens)
    return None if value is None else plain(value)


def scale_of(written: str) -> Decimal | None:
    """The 万 or 亿 that a numeral ends in, 余 and 多 left out of account; None where there is none."""
    match = _SCALE_BEHIND.search(_FILLING.sub("", written))
    return parse_numeral(match.group()) if match else None


def parse_step(written: str) -> tuple[Decimal, Decimal] | None:
    """Limits of two digits side by side: 三四 (3 to 4), 五六百 (500 to 600), 二十七八 (27 to 28).

    Examples
    --------
    >>> [tuple(map(str, parse_step(written))) for written in ("三四", "五六百", "二十七八")]
    [('3', '4'), ('500', '600'), ('27', '28')]
    """
    text = _FILLING.sub("", written)
    match = _STEP.fullmatch(text)
    if not match:
        return None
    head, first, second, tail = match.groups()
    low, high = (parse_numeral(head + digit + tail) for digit in (first, second))
    return (low, high) if low is not None and high is not None else None


def parse_several(written: str) -> tuple[Decimal, Decimal] | None:
    """Limits of a numeral with 数 or 几 for a digit from 2 to 9: 数十 (20 to 99), 十几 (11 to 19).

    Examples
    --------
    >>> [tuple(map(str, parse_several(written))) for written in ("数十", "十几", "几")]
    [('20', '99'), ('11', '19'), ('2', '9')]
    """
    text = _FILLING.sub("", written).removeprefix("好")
    if text.endswith("十几"):
        ten = parse_numeral(text.removesuffix("几"))
        return (ten + 1, ten + 9) if ten is not None else None
    scale = Decimal(1)
    for sign in text[1:]:
        scale *= _TENS.get(sign) or _MYRIADS[sign]
    return 2 * scale, 10 * scale - 1


def _positional(tokens: list[str]) -> Decimal | None:
    if len(tokens) == 2 and not {"〇", "零"} & set(tokens):
        return None
    return Decimal("".join(str(_DIGITS[token]) for token in tokens))


def plain(value: Decimal) -> Decimal:
    """The same number without exponent and without zeros behind the point that the scale left."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class _Sum:
    """Adds up the parts of a numeral from left to right; ``of`` gives None where they don't fit."""

    def __init__(self) -> None:
        self.above = Decimal(0)
        self.section = Decimal(0)
        self.number: Decimal | None = None
        self.ten = 10**4
        self.myriad = 10**12
        self.step = 0

    def of(self, tokens: list[str]) -> Decimal | None:
        for token in tokens:
            if token in _TENS:
                fits = self._multiply(_TENS[token])
            elif token in _MYRIADS:
                fits = self._close(_MYRIADS[token])
            else:
                fits = self._take(token)
            if not fits:
                return None
        return self._finish(tokens[-1])

    def _take(self, token: str) -> bool:
        if self.number is not None:
            return False
        if token in "〇零":
            self.step = 0
            if self.section == self.above == 0:
                self.number = Decimal(0)
            return True
        self.number = Decimal(_DIGITS[token]) if token in _DIGITS else Decimal(token)
        return True

    def _multiply(self, ten: int) -> bool:
        if ten >= self.ten:
            return False
        self.section += (Decimal(1) if self.number is None else self.number) * ten
        self.number = None
        self.ten = self.step = ten
        return True

    def _close(self, myriad: int) -> bool:
        if myriad == self.myriad or (myriad < 10**8 and self.myriad < 10**8):
            return False
        self.section += self.number or 0
        if myriad > self.myriad:
            self.above, self.section = Decimal(0), self.above + self.section
        if self.section == 0 and self.number is None:
            self.section = Decimal(1)
        self.above += self.section * myriad
        self.section, self.number = Decimal(0), None
        self.ten, self.myriad, self.step = 10**4, myriad, myriad
        return True

    def _finish(self, last: str) -> Decimal | None:
        if self.number is None:
            return self.above + self.section
        if last in _DIGITS and self.step >= 100:
            return self.above + self.section + self.number * self.step / 10
        if last not in _DIGITS and self.step and len(last) != 4:
            return None
        return self.above + self.section + self.number
