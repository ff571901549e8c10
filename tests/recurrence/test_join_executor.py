"""The join on the workers of an executor, and the parts it is made of beside plain ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit.recurrence._join as join
import textkit.recurrence._shingles as shingling
from textkit.recurrence._clusters import cluster_texts
from textkit.recurrence._join import Pairs, bands_for, similar_pairs
from textkit.recurrence._origin import origins
from textkit.recurrence._shingles import bits_apart, shared_by, shingles_of, sketches_of

TEXTS = st.lists(st.text("公开信息条件不", max_size=40), min_size=2, max_size=14)


def sentences(number: int, seed: int, changes: int = 7) -> list[str]:
    chance = np.random.default_rng(seed)
    found = []
    while len(found) < number:
        base = chance.integers(0x4E00, 0x5000, int(chance.integers(3, 60)))
        for _ in range(4):
            letters = base.copy()
            letters[chance.integers(0, len(base), int(chance.integers(0, changes)))] = chance.integers(
                0x5000, 0x5200
            )
            found.append("".join(map(chr, letters)))
    return sorted(set(found))


def assert_same(one: Pairs, other: Pairs) -> None:
    for name in ("left", "right", "jaccard"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


@pytest.mark.parametrize("threshold", [0.3, 0.4, 0.8, 1.0])
def test_processes_give_what_one_gives(processes: Executor, threshold: float, tmp_path: Path) -> None:
    # Of the last two all shingles are the same.
    texts = ["", *sentences(1500, 1), "公", "公开公开公", "公开公开公开"]
    here = similar_pairs(texts, threshold=threshold)
    assert len(here) >= (1 if threshold == 1.0 else 20)
    there = similar_pairs(texts, threshold=threshold, executor=processes, shared_folder=tmp_path)
    assert_same(here, there)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("texts", [[], [""], ["公开"], ["", "公开政府信息", "", "公开政府信息"]])
def test_next_to_nothing(processes: Executor, texts: list[str]) -> None:
    assert_same(similar_pairs(texts, threshold=0.5), similar_pairs(texts, threshold=0.5, executor=processes))


def test_clusters_are_the_same(processes: Executor) -> None:
    texts = sentences(400, 2) * 2
    here, there = (cluster_texts(texts, threshold=0.4, executor=one) for one in (None, processes))
    assert here.star.tolist() == there.star.tolist()


def _append(told: list[tuple[int, int]], done: int, total: int) -> None:
    told.append((done, total))


def test_progress_tells_bands(processes: Executor) -> None:
    wanted = bands_for(0.4).bands
    for executor in (None, processes):
        told: list[tuple[int, int]] = []
        tell = partial(_append, told)
        similar_pairs(sentences(40, 3), threshold=0.4, executor=executor, progress=tell)
        assert told == sorted(told)
        assert told[-1] == (wanted, wanted)


def test_the_exact_join_tells_texts_and_takes_no_executor(processes: Executor) -> None:
    told: list[tuple[int, int]] = []
    texts = sentences(40, 3)
    similar_pairs(texts, threshold=0.4, method="exact", progress=partial(_append, told))
    assert told == [(len(texts), len(texts))]
    with pytest.raises(ValueError, match="leave the executor out"):
        similar_pairs(["公开"], threshold=0.4, method="exact", executor=processes)
    with pytest.raises(TypeError, match="not int"):
        similar_pairs(["公开"], threshold=0.4, executor=2)  # type: ignore[arg-type]


def die(*_: object) -> None:
    os._exit(9)


class Deadly(Executor):
    """Runs the first task as ever; the second ends its process."""

    def __init__(self) -> None:
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self.given: list[Future] = []

    def submit(self, function, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.given.append(self.pool.submit(die if self.given else function, *args, **kwargs))
        return self.given[-1]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.pool.shutdown(wait, cancel_futures=cancel_futures)


def test_a_worker_that_dies_ends_the_join_and_leaves_nothing(tmp_path: Path) -> None:
    with Deadly() as executor, pytest.raises(RuntimeError, match=r"a worker died .*executor=None"):
        similar_pairs(sentences(40, 3), threshold=0.4, executor=executor, shared_folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_comes_through_and_what_waits_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fail(*_: object) -> None:
        calls.append(1)
        raise MemoryError("too large")

    monkeypatch.setattr(join, "_search_in", fail)
    with ThreadPoolExecutor(1) as executor, pytest.raises(MemoryError, match="too large"):
        similar_pairs(sentences(40, 3), threshold=0.2, executor=executor, shared_folder=tmp_path)
    assert 0 < len(calls) < bands_for(0.2).bands / 5


def test_the_order_in_which_bands_are_searched_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = sentences(800, 4)
    whole = similar_pairs(texts, threshold=0.4)
    monkeypatch.setattr(join, "_BANDS_AT_ONCE", 3)
    monkeypatch.setattr(join, "_MOST_WAITING", 50)
    monkeypatch.setattr(join, "_PAIRS_AT_ONCE", 7)
    monkeypatch.setattr(shingling, "_CELLS", 100)
    monkeypatch.setattr(shingling, "_BLOCK", 11)
    assert_same(whole, similar_pairs(texts, threshold=0.4))
    # Numbers for the executor's tasks alone.
    monkeypatch.setattr(join, "_BANDS_A_TASK", 1)
    with ThreadPoolExecutor(2) as executor:
        assert_same(whole, similar_pairs(texts, threshold=0.4, executor=executor))


def test_keys_are_ranked_as_numpy_ranks_them() -> None:
    chance = np.random.default_rng(5)
    for high in (7, 2**16, 2**32):
        keys = chance.integers(0, high, 2**16 + 5, dtype=np.uint64).astype(np.uint32)
        assert (join._ranked(keys) == np.argsort(keys, kind="stable")).all()


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_sketches_differ_by_no_more_than_the_sets(texts: list[str]) -> None:
    shingles = shingles_of(texts)
    sets = [
        set(shingles.values[begin:end].tolist())
        for begin, end in zip(shingles.offsets[:-1], shingles.offsets[1:], strict=True)
    ]
    left, right = np.triu_indices(len(texts), 1)
    sketches = sketches_of(shingles)
    apart = bits_apart(sketches[left], sketches[right])
    differ = [len(sets[one] ^ sets[other]) for one, other in zip(left, right, strict=True)]
    assert (apart <= differ).all()
    shared = [len(sets[one] & sets[other]) for one, other in zip(left, right, strict=True)]
    assert shared_by(shingles, left, right).tolist() == shared


def test_bits_are_counted_without_the_function_of_numpy_2(monkeypatch: pytest.MonkeyPatch) -> None:
    words = np.random.default_rng(6).integers(0, 2**64, (50, 4), dtype=np.uint64)
    wanted = [sum(int(word).bit_count() for word in row) for row in words]
    assert bits_apart(words, np.zeros_like(words)).tolist() == wanted
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert bits_apart(words, np.zeros_like(words)).tolist() == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("公开信", max_size=200), max_size=9), st.integers(1, 3))
def test_shingles_are_those_of_each_text_alone(texts: list[str], size: int) -> None:
    together = shingles_of(texts, size=size)
    for at, text in enumerate(texts):
        its = together.values[together.offsets[at] : together.offsets[at + 1]]
        assert its.tolist() == shingles_of([text], size=size).values.tolist()
        assert (np.diff(its.astype(np.int64)) > 0).all()
        assert len(its) == len({text[at : at + size] for at in range(max(1, len(text) - size + 1))} - {""})


def test_origins_pass_the_executor_on() -> None:
    texts = sentences(200, 7)
    agencies = [f"{name}县水利局" for name in ("青澜", "云溪", "白河")]
    rows = pd.DataFrame(
        {
            "report_id": [str(at % 9) for at in range(len(texts))],
            "text": texts,
            "agency": [agencies[at % 3] for at in range(len(texts))],
            "year": [2020 + at % 9 // 3 for at in range(len(texts))],
            "province": None,
            "city": None,
        }
    )
    asked: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        there = origins(rows, threshold=0.4, executor=executor, progress=partial(_append, asked))
    pd.testing.assert_frame_equal(there, origins(rows, threshold=0.4))
    assert set(there["origin"]) > {"original"}
    # Tasks of several bands each tell that the workers did it.
    assert len(asked) < asked[-1][1]
