"""Numerals are tested by generating them: each number from 0 to 99,999, written in each way."""

from decimal import Decimal

import pytest

from textkit.quantities import find_quantities
from textkit.quantities._numerals import parse_numeral

DIGITS = "零一二三四五六七八九"
FINANCIAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


def in_chinese(number):
    """The number as it is written out: 一十五, 一万零一十."""
    if number < 10:
        return DIGITS[number]
    for scale, sign in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            head, rest = divmod(number, scale)
            gap = "零" if rest and rest < scale // 10 else ""
            return in_chinese(head) + sign + gap + (in_chinese(rest) if rest else "")
    raise AssertionError(number)


def test_every_number_below_100000_in_chinese():
    wrong = [number for number in range(100_000) if parse_numeral(in_chinese(number)) != number]
    assert wrong == []


def test_every_number_below_100000_with_two_for_liang():
    wrong = [
        number
        for number in range(100_000)
        if parse_numeral(
            in_chinese(number).replace("二千", "两千").replace("二百", "两百").replace("二万", "两万")
        )
        != number
    ]
    assert wrong == []


def test_every_number_below_100000_in_arabic_digits():
    wrong = [
        number
        for number in range(100_000)
        if not parse_numeral(str(number))
        == parse_numeral(f"{number:,}")
        == parse_numeral(f"{number:,}".replace(",", "，"))
        == number
    ]
    assert wrong == []


@pytest.mark.parametrize("number", range(10, 20))
def test_ten_without_one_before_it(number):
    assert parse_numeral(in_chinese(number).removeprefix("一")) == number


def test_every_number_below_100000_in_financial_signs():
    wrong = [
        number
        for number in range(100_000)
        if parse_numeral(in_chinese(number).translate(FINANCIAL)) != number
    ]
    assert wrong == []


def test_every_number_from_100_below_100000_digit_by_digit():
    written = {number: "".join(DIGITS[int(digit)] for digit in str(number)) for number in range(100, 100_000)}
    wrong = [
        number
        for number, digits in written.items()
        if not parse_numeral(digits) == parse_numeral(digits.replace("零", "〇")) == number
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", "10"),
        ("十五", "15"),
        ("一百一", "110"),
        ("两百五", "250"),
        ("一万二", "12000"),
        ("三千二百万", "32000000"),
        ("一亿零三万", "100030000"),
        ("十二亿三千万", "1230000000"),
        ("3.2万", "32000"),
        ("96171.6万", "961716000"),
        ("1亿2000万", "120000000"),
        ("1万2千", "12000"),
        ("3万5000", "35000"),
        ("2千", "2000"),
        ("5百万", "5000000"),
        ("1.35万亿", "1350000000000"),
        ("300余万", "3000000"),
        ("3万余", "30000"),
        ("1 024", "1024"),
        ("98.60", "98.6"),
        ("0", "0"),
        ("〇", "0"),
        ("二〇二三", "2023"),
    ],
)
def test_forms(written, value):
    assert str(parse_numeral(written)) == value


@pytest.mark.parametrize(
    "written", ["两三", "二三十", "一二", "万万", "十十", "三千五千", "", "件", "1.2.3", "三5", "5万3"]
)
def test_what_means_no_single_number(written):
    assert parse_numeral(written) is None


@pytest.mark.parametrize("scale", ["", "万", "亿"])
@pytest.mark.parametrize("number", ["1", "20", "305", "1,024", "3.25", "0.5", "100000"])
def test_arabic_numerals_with_scale_in_text(number, scale):
    times = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    (found,) = find_quantities(f"合计收取{number}{scale}元。")
    assert (found.text, found.value) == (f"{number}{scale}元", Decimal(number.replace(",", "")) * times)


@pytest.mark.parametrize("digits", ["0123456789", "０１２３４５６７８９"])
def test_digit_forms(digits):
    (found,) = find_quantities(f"共登记{digits[1:]}件。")
    assert found.value == 123456789
