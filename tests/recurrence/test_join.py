from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.recurrence._clusters import clusters_of
from textkit.recurrence._join import LARGEST_GROUP, Pairs, bands_for, similar_pairs
from textkit.recurrence._shingles import SHINGLE, shingles_of

TEXTS = st.lists(st.text("公开信息条件不", max_size=12), max_size=14)


def shingle_set(text: str) -> set[str]:
    if 0 < len(text) < SHINGLE:
        return {text}
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def by_brute_force(texts: list[str], threshold: float) -> dict[tuple[int, int], float]:
    sets = [shingle_set(text) for text in texts]
    found = {}
    for right in range(len(texts)):
        for left in range(right):
            union = sets[left] | sets[right]
            alike = len(sets[left] & sets[right]) / len(union) if union else 0.0
            if alike >= threshold:
                found[left, right] = alike
    return found


def as_dict(pairs: Pairs) -> dict[tuple[int, int], float]:
    places = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return dict(zip(places, pairs.jaccard.tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_the_exact_join_is_that_of_brute_force(texts: list[str], threshold: float) -> None:
    found, wanted = (
        as_dict(similar_pairs(texts, threshold=threshold, method="exact")),
        by_brute_force(texts, threshold),
    )
    assert found.keys() == wanted.keys()
    assert [found[pair] for pair in wanted] == pytest.approx(list(wanted.values()))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_minhash_reports_nothing_that_is_not_alike(texts: list[str]) -> None:
    assert as_dict(similar_pairs(texts, threshold=0.5)).keys() <= by_brute_force(texts, 0.5).keys()


def sentences(number: int, seed: int) -> list[str]:
    chance = np.random.default_rng(seed)
    bases = ["".join(map(chr, chance.integers(0x4E00, 0x5000, 40))) for _ in range(number // 4)]
    found = []
    for base in bases:
        for _ in range(4):
            letters = list(base)
            for at in chance.integers(0, 40, int(chance.integers(0, 7))):
                letters[at] = chr(int(chance.integers(0x5000, 0x5200)))
            found.append("".join(letters))
    return found


@pytest.mark.parametrize("threshold", [0.4, 0.6, 0.8])
def test_minhash_misses_few(threshold: float) -> None:
    texts = sentences(2000, 1)
    exact, found = (
        as_dict(similar_pairs(texts, threshold=threshold, method=method)) for method in ("exact", "minhash")
    )
    assert len(exact) > 200
    assert len(found.keys() & exact.keys()) >= 0.99 * len(exact)


def test_the_same_pairs_again() -> None:
    texts = sentences(400, 2)
    first, again = similar_pairs(texts, threshold=0.5), similar_pairs(texts, threshold=0.5)
    assert as_dict(first) == as_dict(again)


def test_a_large_group_hangs_together_without_all_its_pairs() -> None:
    size = 10 * LARGEST_GROUP
    texts = [
        f"主动公开政府信息若干条全部在政府网站及时发布并报送图书馆档案馆{chr(0x4E00 + at)}"
        for at in range(size)
    ]
    pairs = similar_pairs(texts, threshold=0.8)
    assert len(pairs) < size * (size - 1) / 4
    assert len(set(clusters_of(pairs, np.ones(size)).tolist())) < size / 4


def test_texts_of_nothing_are_alike_to_nothing() -> None:
    assert len(similar_pairs(["", "", "公开"], threshold=0.5)) == 0
    assert len(similar_pairs([], threshold=0.5)) == 0


@pytest.mark.parametrize("threshold", [0.0, 0.1, 1.1])
def test_a_threshold_out_of_bounds_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        similar_pairs(["公开"], threshold=threshold)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="'minhash' or 'exact'"):
        similar_pairs(["公开"], threshold=0.5, method="lsh")  # type: ignore[arg-type]


def test_bands_find_what_they_are_for() -> None:
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.7, 0.9):
        chosen = bands_for(threshold)
        assert 1.0 - (1.0 - threshold**chosen.rows) ** chosen.bands >= 0.99


def test_shingles_are_sets_in_order() -> None:
    shingles = shingles_of(["公开公开公开", "", "公"])
    assert shingles.sizes.tolist() == [2, 0, 1]
    assert (np.diff(shingles.values[:2].astype(np.int64)) > 0).all()


def test_a_member_is_alike_to_what_stands_for_it() -> None:
    texts = sentences(400, 3)
    pairs = similar_pairs(texts, threshold=0.5)
    star = clusters_of(pairs, np.ones(len(texts)))
    alike = as_dict(pairs)
    for member, stands in enumerate(star.tolist()):
        assert member == stands or (min(member, stands), max(member, stands)) in alike
        assert star[stands] == stands
