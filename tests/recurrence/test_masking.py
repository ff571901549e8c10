from __future__ import annotations

import re

import pytest

from textkit.recurrence._masking import _NUMERAL, NAME, NUMBER, mask, mask_all, plain
from textkit.recurrence._names import names_of, system_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全年主动公开信息30条。", "全年主动公开信息1,203条。"),
        ("召开会议三次。", "召开会议十二次"),
        ("2023年，我局收到申请3件。", "2024年，我局收到申请11件。"),
        ("一是我局主动公开信息。", "二是我镇主动公开信息。"),
        ("（一）公开内容不全面", "（三）公开内容不全面。"),
        ("云溪市教育局按时公开。", "云溪县水务局按时公开。"),
        ("公开 信息３０条", "公开信息 5 条。"),
        ("1.公开不及时", "2、公开不及时。"),
        ("1.2018年起公开台账。", "2.2021年起公开台账。"),
    ],
)
def test_what_is_masked_is_alike(one: str, other: str) -> None:
    assert mask(one) == mask(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公开不及时。", "公开不全面。"),
        ("收到申请3件。", "未收到申请。"),
        ("不断提高质量。", "不断提高水平。"),
    ],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert mask(one) != mask(other)


def test_names_given_are_masked() -> None:
    names = names_of("青澜县柳河镇人民政府")
    assert mask("柳河镇公开信息3条。", names) == f"{NAME}公开信息{NUMBER}条"


@pytest.mark.parametrize(
    "text", ["统计区间为全年", "促进市场公平", "方便市民查询", "各社区公开栏", "按上级统一部署", "各小区张贴"]
)
def test_words_that_look_like_names_or_numbers_stay(text: str) -> None:
    assert NAME not in mask(text)
    assert NUMBER not in mask(text)


def test_a_place_without_gazetteer_is_masked_where_a_name_begins() -> None:
    assert mask("青澜县公开信息。") == mask("云溪市公开信息。")


def test_plain_keeps_numbers() -> None:
    assert plain("一是 公开信息30条。") == "公开信息30条"


def test_an_empty_text_is_empty() -> None:
    assert mask("") == plain("  。") == ""


def test_a_text_without_place_has_itself_as_name() -> None:
    assert names_of("") == ()
    assert system_of("云溪海关") == "云溪海关"


def test_all_at_once_as_one_by_one() -> None:
    texts = ["柳河镇公开信息3条。", "柳河镇公开信息3条。", "公开信息3条。"]
    agencies = ["青澜县柳河镇人民政府", "青澜县水务局", ""]
    one_by_one = [mask(text, names_of(agency)) for text, agency in zip(texts, agencies, strict=True)]
    assert mask_all(texts, agencies) == one_by_one


@pytest.mark.parametrize("char", ["\uf06c", "\ue003", "@", "#"])
def test_what_stands_for_masks_comes_from_no_text(char: str) -> None:
    assert mask(f"{char}加强业务培训。") == mask("加强业务培训。")
    assert plain(f"{char}加强业务培训。") == plain("加强业务培训。")


def test_a_number_begins_once_in_a_run_of_numerals() -> None:
    # Else each place of a line of them would begin one, at the cost of the square.
    before, run = re.findall(r"\(\?<!\[(.+?)\]\)\[(.+?)\]\+", _NUMERAL)[0]
    assert set(run) <= set(before)
    assert mask("百" * 20 + "条") == f"{NUMBER}条"


def test_an_ordinal_is_no_number() -> None:
    assert NUMBER not in mask("按第一百二十条办理。")


def test_a_name_that_is_a_list_is_one() -> None:
    assert names_of("青澜县水务局、" * 40) == ("青澜县水务局、" * 40,)
