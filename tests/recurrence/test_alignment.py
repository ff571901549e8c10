from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.recurrence import compare_sentences
from textkit.recurrence._alignment import align

TEXT = st.text("公开信息不够全面，。及时１2", max_size=20)


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT)
def test_the_parts_make_up_both_texts(a: str, b: str) -> None:
    parts = align(a, b)
    assert "".join(a[part.a_start : part.a_end] for part in parts) == a
    assert "".join(b[part.b_start : part.b_end] for part in parts) == b
    assert all(
        part.kind != "equal" or part.a_end - part.a_start == part.b_end - part.b_start for part in parts
    )
    kinds = [part.kind for part in parts]
    assert all("equal" in pair for pair in pairwise(kinds))


@settings(max_examples=100, deadline=None)
@given(TEXT, TEXT)
def test_likeness_does_not_depend_on_the_order(a: str, b: str) -> None:
    one, other = compare_sentences(a, b), compare_sentences(b, a)
    assert (one.relation, one.similarity, one.jaccard) == (other.relation, other.similarity, other.jaccard)
    assert 0.0 <= one.similarity <= 1.0
    assert 0.0 <= one.similarity_unmasked <= 1.0


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("一是公开 不及时。", "（三）公开不及时", "exact"),
        ("全年主动公开信息30条。", "全年主动公开信息1,204条。", "same_template"),
        ("2023年，我局举办培训2次。", "2024年，我镇举办培训11次。", "same_template"),
        (
            "政策解读形式较为单一，多以文字为主，图片、视频解读偏少。",
            "政策解读形式比较单一，以文字解读为主，图片和视频解读较少。",
            "paraphrase",
        ),
        (
            "部分栏目更新不及时。",
            "部分栏目更新不及时，个别单位重视不够，信息员变动频繁，业务不熟。",
            "paraphrase",
        ),
        (
            "我局加强门户网站建设，新设专栏3个，及时更新内容。",
            "对申请人提出的每一件申请都按期答复。",
            "unrelated",
        ),
    ],
)
def test_relations(a: str, b: str, relation: str) -> None:
    assert compare_sentences(a, b).relation == relation


def test_names_of_agencies_are_masked_when_given() -> None:
    a, b = "漱浦局持续公开柘岭的项目。", "持续公开项目。"
    assert compare_sentences(a, b, names=["漱浦局", "柘岭"]).similarity > compare_sentences(a, b).similarity


def test_html_escapes() -> None:
    html = compare_sentences("<b>公开</b>不及时", "<b>公开</b>不全面")._repr_html_()
    assert "<b>" not in html
    assert "<mark>" in html


def test_a_number_is_changed_as_a_whole() -> None:
    assert str(compare_sentences("公开信息1,128条。", "公开信息1,135条。")).endswith(
        "公开信息[1,128→1,135]条。"
    )


def test_what_speaks_of_one_matter_and_what_of_none() -> None:
    one = "政策解读形式单一，以文字为主，少有图表。"
    assert (
        compare_sentences(one, "部分政策解读材料由起草科室以外的人撰写，专业性不强。").relation
        == "same_topic"
    )
    assert compare_sentences(one, "信息员变动频繁。").relation == "unrelated"


@pytest.mark.parametrize("other", [float("nan"), None, 3])
def test_what_is_no_text_is_refused(other: object) -> None:
    with pytest.raises(TypeError, match="no text"):
        compare_sentences("公开。", other)  # type: ignore[arg-type]
