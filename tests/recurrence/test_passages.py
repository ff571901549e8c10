from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.recurrence import passages_between

ONE = "加强业务培训，提高人员素质，建立健全工作台账。"
TWO = "拓宽公开渠道，及时更新专栏12个，方便群众查询。"
THREE = "乡镇卫生院的药品价格表半年没有更换。"


def texts_of(a: str, b: str, **options: int) -> list[tuple[str, str]]:
    return [(passage.a_text, passage.b_text) for passage in passages_between(a, b, **options)]


def test_a_passage_goes_over_sentence_borders() -> None:
    found = passages_between(THREE + ONE + TWO, ONE + TWO)
    assert len(found) == 1
    assert found[0].a_text == found[0].b_text == (ONE + TWO).rstrip("。")
    assert found[0].similarity == 1.0


def test_moved_sentences_are_passages_of_their_own() -> None:
    found = passages_between(ONE + THREE + TWO, TWO + ONE, shortest=12)
    assert [passage.a_text for passage in found] == [ONE.rstrip("。"), TWO.rstrip("。")]
    assert found[0].b_start > found[1].b_start


def test_numbers_and_signs_may_differ() -> None:
    a, b = (
        "全年公开政府信息1,203条，其中网站1,100条；微信103条。",
        "全年公开政府信息 87 条其中网站80条，微信7条。",
    )
    assert [passage.similarity for passage in passages_between(a, b, shortest=12)] == [1.0]


def test_a_small_change_does_not_part_a_passage() -> None:
    changed = ONE.replace("工作台账", "台账制度") + TWO
    found = passages_between(ONE + TWO, changed)
    assert len(found) == 1
    assert 0.7 < found[0].similarity < 1.0
    assert any(part.kind != "equal" for part in found[0].alignment)


def test_only_the_stretches_given_count() -> None:
    a = f"目录{ONE}正文{TWO}"
    assert texts_of(a, ONE + TWO, shortest=12)[0][0].startswith("加强")
    found = passages_between(a, ONE + TWO, a_spans=[(a.index(TWO), len(a))], shortest=12)
    assert [passage.a_text for passage in found] == [TWO.rstrip("。")]


@pytest.mark.parametrize(("a", "b"), [("", ""), ("公开。", ""), (ONE, THREE), ("，。、", "，。、")])
def test_nothing_shared(a: str, b: str) -> None:
    assert passages_between(a, b) == []


def test_a_text_that_repeats_itself_is_no_trouble() -> None:
    assert passages_between("无。" * 20_000, "无。" * 20_000) == []


def test_a_length_out_of_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="shortest=0"):
        passages_between(ONE, TWO, shortest=0)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([ONE, TWO, THREE, "无。", "另外，"]), max_size=6), st.integers(0, 2**16))
def test_places_are_right_and_none_lies_over_another(sentences: list[str], seed: int) -> None:
    a = "".join(sentences)
    b = "".join(sentences[at] for at in np.random.RandomState(seed).permutation(len(sentences)))
    found = passages_between(a, b, shortest=10)
    for passage in found:
        assert a[passage.a_start : passage.a_end] == passage.a_text
        assert b[passage.b_start : passage.b_end] == passage.b_text
        assert passage.n_characters >= 10
    for start, end in (("a_start", "a_end"), ("b_start", "b_end")):
        spans = sorted((getattr(passage, start), getattr(passage, end)) for passage in found)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("shortest", range(1, 7))
def test_short_passages_are_found_when_asked_for(shortest: int) -> None:
    text = "公开透明好"[: max(1, shortest)]
    found = passages_between(f"甲{text}乙", f"丙{text}丁", shortest=shortest)
    assert [(one.a_text, one.b_text) for one in found] == ([(text, text)] if len(text) >= shortest else [])


def test_a_letter_whose_small_form_is_longer_shifts_nothing() -> None:
    shared = "栏目更新也不够及时，缺少图片和视频，人员培训不到位"
    found = passages_between(f"İstanbul友好城市İİİ专栏。{shared}。后面还有别的话。", f"一是{shared}。")
    assert [(one.a_text, one.b_text) for one in found] == [(shared, shared)]
