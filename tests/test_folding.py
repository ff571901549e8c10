"""Folding keeps lengths; squeezing knows the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit._folding import fold, squeeze


@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０２３年", "2023年"),
        ("⼯作⻓", "工作长"),
        ("依申請公開後", "依申请公开后"),
        ("（一)公开", "（一）公开"),
        ("㈠", "㈠"),
        ("乾县人民政府", "乾县人民政府"),
        ("９８．６％", "98.6%"),
        ("二○二三", "二〇二三"),
    ],
)
def test_folded_characters(text, folded):
    assert fold(text) == folded


LAID_OUT = st.text(alphabet=st.sampled_from("ab1 国公\n\r—3\t第页"), max_size=40)


@given(LAID_OUT)
def test_every_kept_character_is_found_again(text):
    squeezed = squeeze(text)
    for at, char in enumerate(squeezed.text):
        start, end = squeezed.original(at, at + 1)
        assert end == start + 1
        assert text[start] == char or (char == " " and text[start].isspace())
        assert squeezed.position(start) == at


@given(LAID_OUT)
def test_nothing_but_blanks_and_page_numbers_is_left_out(text):
    kept = squeeze(text).text.replace(" ", "")
    assert sorted(kept) == sorted(char for char in text if not char.isspace()) or "—" in text or "第" in text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("信息 公\n开", "信息公开"),
        ("2023 年\n1 月", "2023年1月"),
        ("发挥\n— 1 —\n作用", "发挥作用"),
        ("发挥\n第 3 页 共 9 页\n作用", "发挥作用"),
        ("Open Data", "Open Data"),
        ("共 0 0 件", "共0 0件"),
    ],
)
def test_squeezed(text, clean):
    assert squeeze(text).text == clean
