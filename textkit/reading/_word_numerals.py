"""Numbers as Word's list formats print them: 十二, 壹拾贰, ⑫, xii."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["numeral"]

# Word itself repeats a letter 30 times at most, and writes numbers above in digits.
MAX_LETTERS = 30
MAX_ROMAN = 3999
MAX_COUNTED = 9999

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True, slots=True)
class _Counting:
    """Numerals with places: ``digits`` from nought, ``places`` ten, hundred, thousand.

    ``short`` says for which leading places a one is left out (十二, 百二); ``nought`` whether a gap is read out.
    """

    digits: str
    places: str
    short: str = ""
    nought: bool = True

    def __call__(self, value: int) -> str:
        printed = ""
        gap = False
        for place, digit in zip(range(len(str(value)) - 1, -1, -1), map(int, str(value)), strict=True):
            if digit == 0:
                gap = bool(printed)
                continue
            if gap and self.nought:
                printed += self.digits[0]
            gap = False
            sign = self.places[place - 1] if place else ""
            leading = not printed or not self.nought
            printed += (
                sign if digit == 1 and leading and sign and sign in self.short else self.digits[digit] + sign
            )
        return printed or self.digits[0]


_CHINESE = _Counting("零一二三四五六七八九", "十百千", short="十")


def _below_hundred(nought: str) -> Callable[[int], str]:
    """Counted up to 99, digit by digit above: 十二, 一○二."""
    digits = nought + "一二三四五六七八九"
    return lambda value: _CHINESE(value) if 0 < value < 100 else _by_digit(digits)(value)


def _by_digit(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(digit)] for digit in str(value))


def _series(signs: str) -> Callable[[int], str]:
    """One sign a number, digits where the signs end."""
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _letters(first: str) -> Callable[[int], str]:
    """A … z, aa, bb … as Word has it."""

    def printed(value: int) -> str:
        repeats, letter = divmod(value - 1, 26)
        return chr(ord(first) + letter) * (repeats + 1) if 0 <= repeats < MAX_LETTERS else str(value)

    return printed


def _lower_roman(value: int) -> str:
    if not 0 < value <= MAX_ROMAN:
        return str(value)
    printed = ""
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        printed += sign * count
    return printed


def _cycle(value: int) -> str:
    """甲子, 乙丑 … sixty of them."""
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if 0 < value <= 60 else str(value)


def _ordinal(value: int) -> str:
    teens = value % 100 in (11, 12, 13)
    return f"{value}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def _signs(first: int, count: int) -> str:
    return "".join(map(chr, range(first, first + count)))


_FULL_WIDTH = _by_digit(_signs(0xFF10, 10))
_CIRCLED = _series(_signs(0x2460, 20))
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _FULL_WIDTH,
    "decimalFullWidth2": _FULL_WIDTH,
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _series(_signs(0x2474, 20)),
    "decimalEnclosedFullstop": _series(_signs(0x2488, 20)),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
    "lowerLetter": _letters("a"),
    "upperLetter": _letters("A"),
    "lowerRoman": _lower_roman,
    "upperRoman": lambda value: _lower_roman(value).upper(),
    "chineseCounting": _below_hundred("○"),
    "chineseCountingThousand": _CHINESE,
    "chineseLegalSimplified": _Counting("零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
    "taiwaneseCounting": _below_hundred("○"),
    "taiwaneseCountingThousand": _CHINESE,
    "taiwaneseDigital": _by_digit("○一二三四五六七八九"),
    "japaneseCounting": _Counting("〇一二三四五六七八九", "十百千", short="十百千", nought=False),
    "japaneseLegal": _Counting("〇壱弐参四伍六七八九", "拾百阡", nought=False),
    "japaneseDigitalTenThousand": _by_digit("〇一二三四五六七八九"),
    "ideographDigital": _by_digit("〇一二三四五六七八九"),
    "ideographLegalTraditional": _Counting("零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "ideographEnclosedCircle": _series(_signs(0x3280, 10)),
}


def numeral(value: int, format: str) -> str:
    """A number as a list format of Word prints it; formats of other languages give digits.

    Examples
    --------
    >>> [numeral(12, name) for name in ("chineseCounting", "chineseLegalSimplified", "lowerRoman", "thaiLetters")]
    ['十二', '壹拾贰', 'xii', '12']
    """
    if not 0 <= value <= MAX_COUNTED:
        return "" if format == "none" else str(value)
    return _FORMATS.get(format, str)(value)
