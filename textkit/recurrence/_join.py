"""All pairs of texts that are alike: bulk MinHash with bands found by sorting, and an exact join as its reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
import scipy.sparse as sp

from textkit.recurrence._shingles import THREADS, Shingles, mixed, shingles_of

__all__ = ["THRESHOLD", "Bands", "Pairs", "bands_for", "similar_pairs"]

Method = Literal["minhash", "exact"]
# Jaccard of masked character trigrams from which two sentences are one text; docs/recurrence.md says how it was found.
THRESHOLD = 0.4
# Texts of one bucket that are paired each with each; of more, each is paired with the first ones only.
LARGEST_GROUP = 24
# Texts that are hashed in one go: their shingles fit into the processor's cache.
_TEXTS_AT_ONCE = 4_000
# Pairs whose sets are compared in one go.
_PAIRS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts, ``left < right``, sorted; how alike their shingles are, and how much of the shorter is in the longer."""

    left: np.ndarray
    right: np.ndarray
    jaccard: np.ndarray
    containment: np.ndarray

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Bands:
    """How many bands, and how many minima make one."""

    bands: int
    rows: int

    def found(self, jaccard: float) -> float:
        """Probability that a pair as alike becomes a candidate."""
        return float(1.0 - (1.0 - jaccard**self.rows) ** self.bands)


def bands_for(threshold: float) -> Bands:
    """Bands that find a pair at the threshold with 0.99, and those above nearly always.

    Rows are as many as keep a pair of a fifth of the threshold out of sight, at most five: each costs a pass over all shingles.

    Raises
    ------
    ValueError
        When the threshold is not above 0.1 and at most 1.
    """
    if not 0.1 < threshold <= 1.0:
        raise ValueError(f"threshold={threshold!r}: above 0.1, at most 1")
    rows = 5 if threshold >= 0.7 else 4 if threshold >= 0.5 else 3
    if threshold == 1.0:
        return Bands(1, rows)
    return Bands(ceil(np.log(1.0 - 0.99) / np.log(1.0 - threshold**rows)), rows)


def similar_pairs(
    texts: Sequence[str],
    *,
    threshold: float,
    method: Method = "minhash",
    random_state: int = 0,
    progress: Callable[[int], object] | None = None,
) -> Pairs:
    """Pairs of texts whose Jaccard similarity is at least the threshold.

    Parameters
    ----------
    texts : sequence of str, masked; equal texts are best given once
    threshold : float
    method : "minhash" or "exact"
        "minhash" misses few (``bands_for``), and of a bucket of very many equals it gives each one's pairs with the
        first ones only, so that they hang together; "exact" gives all, at a cost that grows with the square.
    random_state : int
    progress : called with the number of bands that are done

    Raises
    ------
    ValueError
        For another method, or a threshold that is not above 0.1 and at most 1.

    Notes
    -----
    Broder 1997 (MinHash), Leskovec et al., Mining of Massive Datasets, chapter 3 (bands), Chaudhuri et al. 2006 (prefix
    filter). Every pair is verified on its shingles.

    Examples
    --------
    >>> pairs = similar_pairs(["公开政府信息30条，全部公开", "公开政府信息9条，全部公开", "收到申请"], threshold=0.4)
    >>> list(zip(pairs.left.tolist(), pairs.right.tolist()))
    [(0, 1)]
    """
    if method not in ("minhash", "exact"):
        raise ValueError(f"method={method!r}: 'minhash' or 'exact'")
    bands = bands_for(threshold)
    shingles = shingles_of(texts)
    found = _Found(shingles, threshold)
    if method == "exact":
        for candidates in _exact_candidates(shingles, threshold):
            found.add(*candidates)
        return found.pairs()
    known = np.flatnonzero(shingles.sizes > 0)
    seeds = np.random.RandomState(random_state).randint(
        1, 2**32, size=(bands.bands, bands.rows), dtype=np.uint64
    ).astype(np.uint32) | np.uint32(1)
    for number, row_seeds in enumerate(seeds, 1):
        keys = _keys(shingles, known, row_seeds)
        for candidates in _bucket_pairs(keys, known):
            found.add(*candidates)
        found.settle()
        if progress:
            progress(number)
    return found.pairs()


class _Found:
    """Pairs that were verified; each candidate is looked at once a band."""

    def __init__(self, shingles: Shingles, threshold: float) -> None:
        self._matrix = _matrix(shingles)
        self._sizes = shingles.sizes
        self._threshold = threshold
        self._pairs = np.empty(0, dtype=np.int64)
        self._shared = np.empty(0, dtype=np.int32)
        self._new: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, left: np.ndarray, right: np.ndarray) -> None:
        """Verify candidates, ``left < right``."""
        size = len(self._sizes)
        for begin in range(0, len(left), _PAIRS_AT_ONCE):
            here, there = left[begin : begin + _PAIRS_AT_ONCE], right[begin : begin + _PAIRS_AT_ONCE]
            sizes = self._sizes[here] + self._sizes[there]
            # Sets of too different size can't be alike enough.
            fits = np.minimum(self._sizes[here], self._sizes[there]) >= self._threshold * np.maximum(
                self._sizes[here], self._sizes[there]
            )
            pair = here * size + there
            place = np.searchsorted(self._pairs, pair)
            place[place == len(self._pairs)] = 0
            if len(self._pairs):
                fits &= self._pairs[place] != pair
            here, there, sizes, pair = here[fits], there[fits], sizes[fits], pair[fits]
            shared = np.diff(self._matrix[here].multiply(self._matrix[there]).tocsr().indptr)
            alike = shared >= self._threshold * (sizes - shared) - 1e-9
            self._new.append((pair[alike], shared[alike].astype(np.int32)))

    def settle(self) -> None:
        """Put the pairs of a band to those found before."""
        pairs = np.concatenate([self._pairs, *(pair for pair, _ in self._new)])
        shared = np.concatenate([self._shared, *(count for _, count in self._new)])
        self._pairs, first = np.unique(pairs, return_index=True)
        self._shared = shared[first]
        self._new = []

    def pairs(self) -> Pairs:
        self.settle()
        left, right = np.divmod(self._pairs, max(1, len(self._sizes)))
        sizes = self._sizes[left], self._sizes[right]
        return Pairs(
            left,
            right,
            (self._shared / np.maximum(1, sizes[0] + sizes[1] - self._shared)).astype(np.float32),
            (self._shared / np.maximum(1, np.minimum(*sizes))).astype(np.float32),
        )


def _matrix(shingles: Shingles) -> sp.csr_matrix:
    """The sets as rows of a sparse matrix, without copying the shingles."""
    return sp.csr_matrix(
        (
            np.ones(len(shingles.values), dtype=np.int8),
            shingles.values.view(np.int32),
            shingles.offsets.astype(np.int32 if len(shingles.values) < 2**31 else np.int64),
        ),
        shape=(len(shingles), 2**31 - 1),
    )


def _keys(shingles: Shingles, known: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """For each text with shingles one number made of its minima under some hash functions."""
    starts = shingles.offsets[known]
    keys = np.empty(len(known), dtype=np.uint64)

    def work(begin: int) -> None:
        end = min(begin + _TEXTS_AT_ONCE, len(known))
        first, last = starts[begin], shingles.offsets[known[end - 1] + 1]
        values, places = shingles.values[first:last], starts[begin:end] - first
        key = np.zeros(end - begin, dtype=np.uint64)
        for seed in seeds:
            hashed = values * seed
            hashed ^= hashed >> np.uint32(15)
            hashed *= np.uint32(0x2C1B3C6D)
            key = mixed(key ^ np.minimum.reduceat(hashed, places))
        keys[begin:end] = key

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(0, len(known), _TEXTS_AT_ONCE)))
    return keys


def _bucket_pairs(keys: np.ndarray, known: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of texts with equal keys, some at a time; of a large bucket each with the first and with the next."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    texts = known[order]
    begins = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(ranked) else np.empty(0, np.int64)
    ends = np.r_[begins[1:], len(ranked)] if len(ranked) else begins
    large = ends - begins > LARGEST_GROUP
    place, end = _members(begins[~large], ends[~large])
    step = 1
    while len(place):
        near = place + step < end
        place, end = place[near], end[near]
        yield texts[place], texts[place + step]
        step += 1
    for begin, stop in zip(begins[large], ends[large], strict=True):
        group = texts[begin:stop]
        yield np.repeat(group[0], len(group) - 1), group[1:]
        yield group[1:-1], group[2:]


def _members(begins: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of all buckets of two and more, one after the other, and for each where its bucket ends."""
    sizes = ends - begins
    begins, ends, sizes = begins[sizes > 1], ends[sizes > 1], sizes[sizes > 1]
    shift = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes)
    return np.arange(int(sizes.sum())) + shift, np.repeat(ends, sizes)


def _exact_candidates(shingles: Shingles, threshold: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs that share one of their rarest shingles: a pair as alike as the threshold must (prefix filter)."""
    values, rank = np.unique(shingles.values, return_inverse=True)
    often = np.bincount(rank, minlength=len(values))
    row = np.repeat(np.arange(len(shingles)), shingles.sizes)
    order = np.lexsort((shingles.values, often[rank], row))
    place = np.arange(len(row)) - shingles.offsets[:-1][row]
    prefix = shingles.sizes - np.ceil(threshold * shingles.sizes - 1e-9).astype(np.int64) + 1
    kept = place < prefix[row]
    rows, grams = row[kept], rank[order][kept]
    size = len(values)
    holds = sp.csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, grams)), shape=(len(shingles), size))
    for begin in range(0, len(shingles), _TEXTS_AT_ONCE):
        shared = (holds[begin : begin + _TEXTS_AT_ONCE] @ holds.T).tocoo()
        left, right = shared.row.astype(np.int64) + begin, shared.col.astype(np.int64)
        later = left < right
        yield left[later], right[later]
