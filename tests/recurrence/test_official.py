from __future__ import annotations

import pytest

from textkit.recurrence import mask, mask_all
from textkit.recurrence._official import official_among, without_slots

AGENCY = "云溪县水务局"


def official(*texts: str) -> list[str | None]:
    return official_among(mask_all(texts, [AGENCY] * len(texts))).id.tolist()


@pytest.mark.parametrize(
    "text",
    [
        "全年主动公开政府信息1200条。",
        "2023年，云溪县水务局未收取信息处理费。",
        "未向申请人收取信息处理费。",
        "本局不收取检索、复制、邮寄等费用。",
        "无其他需要报告的事项。",
        "不予公开的1件属于行政执法案卷信息。",
        "本年新收政府信息公开申请12件，上年结转政府信息公开申请1件。",
        "我局坚持以公开为常态、不公开为例外，全年在门户网站发布水价、水质和停水信息。",
        "云溪县水务局 2023年1月18日",
        "改进情况如下：",
        "国务院令第711号。",
        "我局组织学习《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）。",
        "",
        "。",
    ],
)
def test_own_statements_are_not(text: str) -> None:
    assert official(text) == [None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我局坚持以公开为常态、不公开为例外。", "regulation"),
        ("《中华人民共和国政府信息公开条例》。", "name"),
        ("1.属于国家秘密", "form"),
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "form"),
        ("本报告由云溪县水务局编制，统计期限为2023年1月1日至12月31日。", "introduction"),
    ],
)
def test_whose_words(text: str, kind: str) -> None:
    (found,) = official(text)
    assert found is not None
    assert found.split(".")[0] == kind


def test_titles_and_names_are_official_as_a_whole() -> None:
    found = official_among([mask(text) for text in ("规章", "《政府信息公开条例》", "其他需要报告的事项")])
    assert found.id.tolist() == ["form.label", "name.regulation", "form.title"]
    assert found.share.tolist() == [1.0, 1.0, 1.0]


def test_the_share_tells_how_much_is_official() -> None:
    texts = [
        "以公开为常态、不公开为例外。",
        "以公开为常态、不公开为例外，水价表贴在大厅，每季更换一次。",
        "水价表每季更换。",
    ]
    whole, half, none = official_among([mask(text) for text in texts]).share
    assert whole == 1.0 > half > none == 0.0


def test_what_is_filled_in_counts_not() -> None:
    contact = "如对本报告有疑问，请与云溪县水务局办公室联系（地址：{}，电话：{}）。"
    near, far = (
        contact.format("迎宾路8号", "010-1234"),
        contact.format("滨江新区沿湖大道与枫林路交叉口东200米水务大厦", "0000-7654321"),
    )
    assert official(near, far) == ["introduction.contact"] * 2


def test_the_order_and_the_number_of_texts_do_not_matter() -> None:
    texts = [
        mask(text) for text in ("本报告根据《条例》要求编制。", "", "全年公开信息12条。", "总体情况")
    ] * 20_000
    found = official_among(texts).id
    assert found.tolist() == official_among(texts[:4]).id.tolist() * 20_000
    assert official_among([]).id.tolist() == []


def test_slots_keep_to_their_sentence() -> None:
    texts = ["联系址", "电话#", "关", "", "通知"]
    assert without_slots(texts) == texts
