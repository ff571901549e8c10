"""Composed forms are few enough to go through all of them: ranges, steps, shares, scales, words of exactness."""

from decimal import Decimal
from itertools import pairwise, product

import pytest
from quantities.test_numerals import DIGITS, in_chinese

from textkit._resources import data_toml
from textkit.quantities import find_quantities

CONNECTORS = ["-", "—", "~", "～", "至", "到", "－"]
NUMBERS = [1, 2, 3, 9, 10, 12, 15, 20, 50, 100, 105, 200, 999, 1000, 1200]
UNITS = ["件", "条", "次", "个", "人次", "场", "名"]
SCALES = {"万": 10**4, "亿": 10**8}


def one(text):
    found = find_quantities(text, linked=False)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("connector", CONNECTORS)
def test_ranges_in_digits(connector):
    for (low, high), unit in product(pairwise(NUMBERS), UNITS):
        found = one(f"每次抽查{low}{connector}{high}{unit}，")
        assert (found.low, found.high, found.bound, found.value) == (low, high, "range", None)
        assert found.text == f"{low}{connector}{high}{unit}"


@pytest.mark.parametrize("connector", ["至", "到"])
def test_ranges_in_words(connector):
    for (low, high), unit in product(pairwise(NUMBERS), ["件", "次", "名"]):
        found = one(f"每次抽查{in_chinese(low)}{connector}{in_chinese(high)}{unit}，")
        assert (found.low, found.high, found.bound) == (low, high, "range")


@pytest.mark.parametrize("connector", CONNECTORS)
def test_ranges_of_percentages(connector):
    for low, high in pairwise([1, 5, 10, 35, 80, 100]):
        for text in (f"占{low}%{connector}{high}%，", f"占{low}{connector}{high}%，"):
            found = one(text)
            assert (found.low, found.high, found.unit, found.kind) == (low, high, "%", "percent")


@pytest.mark.parametrize("scale", SCALES)
def test_a_range_shares_its_scale(scale):
    for low, high in pairwise([1, 3, 5, 20]):
        found = one(f"投入{low}-{high}{scale}元，")
        assert (found.low, found.high, found.unit) == (low * SCALES[scale], high * SCALES[scale], "元")


def test_two_digits_side_by_side():
    for low, tail in product(range(2, 9), ["", "十", "百", "千", "万"]):
        step = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10000}[tail]
        found = one(f"走访{DIGITS[low]}{DIGITS[low + 1]}{tail}户，")
        assert (found.low, found.high, found.bound) == (low * step, (low + 1) * step, "range")
    for ten, low in product(range(1, 10), range(2, 9)):
        head = "十" if ten == 1 else f"{DIGITS[ten]}十"
        found = one(f"走访{head}{DIGITS[low]}{DIGITS[low + 1]}户，")
        assert (found.low, found.high) == (ten * 10 + low, ten * 10 + low + 1)


def test_several():
    for word, scale in product("数几", ["十", "百", "千", "万", "十万", "百万"]):
        factor = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6}[scale]
        found = one(f"发放{word}{scale}份，")
        assert (found.low, found.high, found.bound) == (2 * factor, 10 * factor - 1, "vague")


def test_percentages_in_words():
    for number in range(1, 101):
        assert one(f"办结率百分之{in_chinese(number)}，").value == number
    for whole, tenth in product([1, 15, 30, 99], range(1, 10)):
        found = one(f"办结率百分之{in_chinese(whole)}点{DIGITS[tenth]}，")
        assert found.value == Decimal(f"{whole}.{tenth}")


def test_tenths_and_fractions():
    for number in range(1, 10):
        found = one(f"网上办件占{DIGITS[number]}成，")
        assert (found.value, found.unit, found.kind) == (number * 10, "%", "percent")
    for above, below in ((1, 2), (1, 4), (3, 4), (1, 5), (4, 5), (1, 10)):
        assert one(f"约占{in_chinese(below)}分之{DIGITS[above]}，").value == Decimal(above) * 100 / below


@pytest.mark.parametrize("scale", SCALES)
def test_scales_and_what_is_over(scale):
    for number, unit in product([1, 3, 12, 250], UNITS):
        for written in (f"{number}{scale}{unit}", f"{in_chinese(number)}{scale}{unit}"):
            assert (found := one(f"共计{written}，")).value == number * SCALES[scale], written
            assert found.bound == "exact"
        for written in (f"{number}{scale}余{unit}", f"{number}余{scale}{unit}", f"{number}{scale}多{unit}"):
            assert (found := one(f"共计{written}，")).value == number * SCALES[scale], written
            assert found.bound == "more_than"


@pytest.mark.parametrize("entry", data_toml("units.toml")["bound"], ids=lambda entry: entry["id"])
def test_words_of_exactness_before_and_behind(entry):
    for word, unit in product(entry["before"], UNITS):
        text = f"全年发布{word.replace('~', '公开')}300{unit}信息"
        assert (found := one(text)).bound == entry["id"], text
        assert found.text == f"300{unit}"
    for word, unit in product(entry["after"], UNITS):
        assert one(f"全年发布300{unit}{word}，").bound == entry["id"], (word, unit)
    for word, unit in product(entry["inside"], ["件", "条"]):
        assert one(f"全年发布三十{word}{unit}，").bound == entry["id"], (word, unit)


def test_numbers_that_share_a_unit():
    for joint, size in product(["、", "和"], range(2, 6)):
        numbers = [7 * place + 3 for place in range(size)]
        written = "、".join(map(str, numbers[:-1])) + f"{joint}{numbers[-1]}件"
        found = find_quantities(f"申请分别为{written}。", linked=False)
        assert [one.value for one in found] == numbers
        assert {one.unit for one in found} == {"件"}
        assert [one.text for one in found] == [*map(str, numbers[:-1]), f"{numbers[-1]}件"]
