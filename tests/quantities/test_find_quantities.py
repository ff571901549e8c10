"""Quantities in sentences: the table of cases, offsets, and texts that nobody would write."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.quantities import find_quantities

CASES = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))["cases"]
PIECES = st.sampled_from(
    [
        *"0123456789０９〇一二两三十百千万亿余多近约超第年月日个件条次元%％.,，。；、（）《》“”-—\n\t ",
        *("收到", "申请", "百分之", "不少于", "以上", "人次", "万元", "2023年", "〔2021〕30号", "三审三校"),
        *("\r\n", "- 3 -\n", "\u3000", "😀"),
    ]
)


# Sentences in which an earlier version was wrong: text and what it holds.
LEARNT = [
    ("16个案例入选", "16 个"),
    ("其余4件均按期答复", "4 件"),
    ("2人均已到岗", "2 人"),
    ("3件数据申请已办结", "3 件"),
    ("依托32支流动服务队", "32 支"),
    ("兑付补助十万元", "100000 元"),
    ("农村公路12千米", "12 公里"),
    ("社会评议得分91.3分，十分接近目标", "91.3 分"),
    ("分3期刊载，第4期刊待编", "3 期"),
    ("随信附清单一份", "1 份"),
    ("机场三期、码头二期的环评已公示", ""),
    ("一次答准率86.7%", "86.7 %"),
    ("同档案馆一起整理目录一本", "1 本"),
    ("下一次会议再议，每季度通报一次", "1 次"),
    ("建议以1024×768个像素浏览", ""),
    ("目前3名代表在岗，名列前3名", "3 名"),
    ("每条线索至少配1个算例", "1 个 at_least"),
    ("发布条数不到全县的10%", "10 % less_than"),
    ("图解形式的近30%", "30 % less_than"),
    ("编写问答不下50问", "50 问 at_least"),
    ("播放最少的只有86次", "86 次"),
    ("节约、预约30件", "30 件"),
    ("更新一个栏目", "1 个"),
    ("分类公开5大类信息", "5 大类"),
    ("受理１２３件﹙其中信函４件﹚", "123 件; 4 件"),
    ("⼀年受理申请⼗⼆件", "12 件"),
    ("受理申請1537條，答復2600多個問題", "1537 条; 2600 个 more_than"),
]


@pytest.mark.parametrize(("text", "expected"), LEARNT, ids=[text for text, _ in LEARNT])
def test_learnt(text, expected):
    found = [f"{one.value} {one.unit} {one.bound}".removesuffix(" exact") for one in find_quantities(text)]
    assert "; ".join(found) == expected


def as_dict(found):
    facts = {
        "text": found.text,
        "value": str(found.value),
        "unit": found.unit,
        "bound": found.bound,
        "kind": found.kind,
    }
    if found.value is None:
        facts |= {"low": str(found.low), "high": str(found.high)}
    return facts | ({"stated": found.stated} if found.stated != "numeral" else {})


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:16].replace("\n", " ") for case in CASES])
def test_cases(case):
    assert [as_dict(found) for found in find_quantities(case["text"])] == case["found"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:16].replace("\n", " ") for case in CASES])
def test_cases_in_the_middle_of_a_text(case):
    lead = "本局认真落实公开要求。\n"
    found = find_quantities(lead + case["text"] + "\n相关工作已完成。")
    assert [as_dict(one) for one in found] == case["found"]
    assert all(one.start >= len(lead) for one in found)


@pytest.mark.parametrize("blank", ["\n", "\r\n", " ", "\u3000", "\n    "])
def test_a_blank_or_a_line_break_may_part_number_and_unit(blank):
    (found,) = find_quantities(f"收到申请 1295{blank}件，均已答复。")
    assert (found.value, found.unit, found.text) == (1295, "件", f"1295{blank}件")


@pytest.mark.parametrize("border", ["\t", "\n\n", "\n\n\n"])
def test_a_cell_border_parts_number_and_unit(border):
    assert find_quantities(f"行政处罚1295{border}件") == ()


def test_letter_spaced_digits_belong_together_only_in_letter_spaced_text():
    assert [found.value for found in find_quantities("负 责 人 解 读 1 7 次 ；")] == [17]
    assert find_quantities("见附件1 3份") == ()


def test_a_number_without_a_unit_is_not_reported():
    assert find_quantities("政府网站公开数为56，回应数 10。") == ()


@given(st.text())
def test_any_text_gives_quantities_that_stand_where_they_say(text):
    check(text)


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=400)
def test_any_mixture_of_numerals_and_signs(text):
    check(text)


def check(text):
    found = find_quantities(text)
    assert all(one.text == text[one.start : one.end] for one in found)
    assert all(one.value.is_finite() if one.value is not None else one.low < one.high for one in found)
    ends = [0, *(one.end for one in found)]
    assert all(before <= one.start < one.end for before, one in zip(ends, found, strict=False))


WORST = {
    "digits": "1",
    "chinese digits": "一",
    "opening brackets": "（",
    "opening titles": "《",
    "opening quotes": "“",
    "titles without end": "《公开",
    "no stop": "收到申请",
    "separators": "1，",
    "blanks": "1 ",
    "breaks": "1\n",
    "points": "1.1",
    "ordinals": "第一、",
    "scales": "1万",
    "ranges": "1-",
    "articles": "一个",
    "addresses": "www.",
    "linked numbers": "收到申请12件无行政复议",
    "parts": "其中网络申请12件，",
    "brackets": "（12件",
    "shares": "占比12%、",
    "denials": "无行政复议",
    "header units": "（单位：件）12 ",
    "words that count": "收到申请3件，共有共计共有共计共有共计共有共计共有共计共有共计共有共计共有共计共有共计甲12件",
}


@pytest.mark.parametrize("piece", WORST.values(), ids=WORST.keys())
def test_the_worst_text_is_read_whole(piece):
    # A pattern that grows with the square of the text would not come to its end here.
    text = piece * (1_000_000 // len(piece) // 5)
    assert all(found.text == text[found.start : found.end] for found in find_quantities(text))
