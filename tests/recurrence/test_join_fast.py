"""The loops that numba compiles, beside what numpy does."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import textkit.recurrence._fast as fast
import textkit.recurrence._join as join
from textkit.recurrence._join import similar_pairs
from textkit.recurrence._shingles import minima_keys, shared_by, shingles_of, sketches_of


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> fast.Kernels:
    pytest.importorskip("numba", reason="numba is not installed: pip install textkit-zwgk[fast]")
    monkeypatch.setattr(fast, "_FEWEST_TEXTS", 0)
    found = fast.kernels(0)
    assert found is not None
    return found


def sentences(number: int, seed: int) -> list[str]:
    chance = np.random.default_rng(seed)
    found = ["", "公", "公开"]
    while len(found) < number:
        base = chance.integers(0x4E00, 0x5000, int(chance.integers(3, 90)))
        for _ in range(4):
            letters = base.copy()
            letters[chance.integers(0, len(base), int(chance.integers(0, 9)))] = chance.integers(
                0x5000, 0x5200
            )
            found.append("".join(map(chr, letters)))
    # A group beyond the size of which all pairs are looked at.
    found += [
        f"主动公开政府信息若干条全部在政府网站及时发布并报送档案馆{chr(0x4E00 + at)}" for at in range(60)
    ]
    return [found[at] for at in chance.permutation(len(found))]


@pytest.mark.parametrize("threshold", [0.3, 0.4, 0.8, 1.0])
def test_the_join_is_the_same(
    compiled: fast.Kernels, threshold: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = sentences(2500, 1)
    found = similar_pairs(texts, threshold=threshold)
    monkeypatch.setattr(fast, "_FEWEST_TEXTS", sys.maxsize)
    plain = similar_pairs(texts, threshold=threshold)
    assert len(plain) > 0
    for name in ("left", "right", "jaccard"):
        assert getattr(found, name).tolist() == getattr(plain, name).tolist()


def test_so_is_each_part(compiled: fast.Kernels, monkeypatch: pytest.MonkeyPatch) -> None:
    shingles = shingles_of(sentences(2000, 2))
    sets = join._Sets(shingles, sketches_of(shingles))
    seeds = join._seeds(join.bands_for(0.4))[:4]
    left, right = np.random.default_rng(4).integers(0, len(shingles), (2, 3000))
    keys = minima_keys(shingles, seeds)
    near = [join._candidates(sets, one, 0.2) for one in keys]
    shared = shared_by(shingles, left, right)
    monkeypatch.setattr(fast, "_FEWEST_TEXTS", sys.maxsize)
    assert (minima_keys(shingles, seeds) == keys).all()
    for one, its in zip(keys, near, strict=True):
        assert len(its) > 0
        assert join._candidates(sets, one, 0.2).tolist() == its.tolist()
    assert shared_by(shingles, left, right).tolist() == shared.tolist()


def test_without_numba_numpy_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(fast, "_FEWEST_TEXTS", 0)
    fast._compiled.cache_clear()
    try:
        assert fast.kernels(10**9) is None
        assert len(similar_pairs(["公开政府信息", "公开政府信息了"], threshold=0.5)) == 1
    finally:
        fast._compiled.cache_clear()


def test_few_texts_load_nothing() -> None:
    assert fast.kernels(1_000) is None


def test_where_nothing_can_be_kept_it_is_compiled_anew(
    compiled: fast.Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numba

    njit = numba.njit

    def without_folder(*, cache: bool = False, **options: bool) -> object:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(numba, "njit", without_folder)
    fast._compiled.cache_clear()
    try:
        assert fast.kernels(0) is not None
    finally:
        fast._compiled.cache_clear()
