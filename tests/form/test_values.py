"""Nothing, not applicable, zero and a number are kept apart."""

from decimal import Decimal

import pytest

from textkit.form._values import cell_value


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("0", "0", None),
        ("12", "12", None),
        ("１２", "12", None),
        ("1,204", "1204", None),
        ("1，204，330", "1204330", None),
        ("86140.7", "86140.7", None),
        ("0.5", "0.5", None),
        ("+3", "3", None),
        ("-35", "-35", None),
        ("－35", "-35", None),
        ("增加3", "3", None),
        ("减少35", "-35", None),
        ("减0", "0", None),
        ("无变化", "0", None),
        ("251000元", "251000", "元"),
        ("1368.25万元", "1368.25", "万元"),
        ("26 件", "26", "件"),
        ("**7**", "7", None),
        ("零", "0", None),
    ],
)
def test_numbers(printed, value, unit):
    read = cell_value(printed)
    assert (read.value, read.state, read.unit) == (Decimal(value), "number", unit)


@pytest.mark.parametrize("printed", ["", " ", "\u3000", "&nbsp;", "\u00a0"])
def test_blank(printed):
    assert cell_value(printed).state == "blank"


@pytest.mark.parametrize("printed", ["/", "／", "—", "——", "-", "－", "无", "不涉及", "\\"])
def test_not_applicable(printed):
    read = cell_value(printed)
    assert (read.state, read.value) == ("not_applicable", None)


@pytest.mark.parametrize(
    "printed", ["见附件", "00", "007", "1,20", "12 34 5a", "3至5", "1.2.3", "12件3件", "约3", "第三方"]
)
def test_unreadable(printed):
    read = cell_value(printed)
    assert (read.state, read.value) == ("unreadable", None)


def test_no_negative_zero():
    assert str(cell_value("-0").value) == "0"
