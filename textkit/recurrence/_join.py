"""All pairs of texts that are alike: bulk MinHash with bands found by sorting, and an exact join as its reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import scipy.sparse as sp

from textkit.recurrence._fast import kernels
from textkit.recurrence._shingles import (
    THREADS,
    Shingles,
    bits_apart,
    minima_keys,
    shared_by,
    shingles_of,
    sketches_of,
)

__all__ = ["THRESHOLD", "Bands", "Pairs", "bands_for", "similar_pairs"]

Method = Literal["minhash", "exact"]
# Called with what is done and all.
Progress = Callable[[int, int], object]
# Jaccard of masked character trigrams from which two sentences are one text; docs/recurrence.md says how it was found.
THRESHOLD = 0.4
# Texts of one bucket that are paired each with each; of more, each is paired with the first and the next only.
LARGEST_GROUP = 24
# Bands whose keys are made in one go: each go lays the shingles out anew, each band costs four bytes a text.
_BANDS_AT_ONCE = 16
# Bands of a task of an executor: enough tasks for some ten workers, few enough that laying out costs less than the bands.
_BANDS_A_TASK = 5
# Pairs whose sketches are compared in one go, so that they fit into the processor's cache.
_PAIRS_AT_ONCE = 50_000
# So many candidates wait for being verified, or as many as pairs are known: the same pair comes from many bands, and putting
# new ones to those known costs a pass over all of them.
_MOST_WAITING = 2_000_000
# Texts that the exact join looks at in one go.
_TEXTS_AT_ONCE = 4_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts, ``left < right``, sorted, int64; how alike their shingles are, float32."""

    left: np.ndarray
    right: np.ndarray
    jaccard: np.ndarray

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Bands:
    """How many bands, and how many minima make one."""

    bands: int
    rows: int


def bands_for(threshold: float) -> Bands:
    """Bands that find a pair at the threshold with 0.99, and those above nearly always.

    Rows are as many as keep a pair of a fifth of the threshold out of sight, at most five: each costs a pass over all shingles.

    Raises
    ------
    ValueError
        When the threshold is not above 0.1 and at most 1.
    """
    if not isinstance(threshold, int | float):
        raise TypeError(f"threshold={threshold!r}: a number above 0.1, at most 1")
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
    progress: Progress | None = None,
    executor: Executor | None = None,
    shared_folder: str | Path | None = None,
) -> Pairs:
    """Pairs of texts whose Jaccard similarity is at least the threshold.

    Parameters
    ----------
    texts : sequence of str, masked; equal texts are best given once
    threshold : float
    method : "minhash" or "exact"
        "minhash" misses few (``bands_for``), and of a bucket of very many equals it gives each one's pairs with the
        first and the next only, so that they hang together; "exact" gives all, at a cost that grows with the square.
    progress : called with the number of steps done and of all: bands, of "exact" texts
    executor : concurrent.futures.Executor, optional
        Its workers search the bands, some each; the pairs are the same. Default: threads of this process. "exact" takes none.
    shared_folder : path, optional
        Where the workers find what they search, for as long as it takes: 250 bytes a sentence. Default: the system's folder for
        temporary files, which workers on other machines don't see.

    Returns
    -------
    Pairs
        Numbers of texts as int64, similarities as float32; a pair at the threshold itself is one. The seed is fixed: equal texts, equal pairs.

    Raises
    ------
    TypeError
        When the executor is none.
    ValueError
        For another method, "exact" with an executor, or a threshold that is not above 0.1 and at most 1.
    RuntimeError
        When a worker of the executor dies.

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
    if method == "exact" and executor is not None:
        raise ValueError("method='exact' works in this process; leave the executor out")
    if executor is not None and not isinstance(executor, Executor):
        raise TypeError(f"executor is a concurrent.futures.Executor, not {type(executor).__name__}")
    bands = bands_for(threshold)
    shingles = shingles_of(texts)
    sets = _Sets(shingles, sketches_of(shingles))
    if method == "exact":
        return _exact(sets, threshold, progress)
    seeds = _seeds(bands)
    if executor is not None:
        return _pairs(shingles, _search_on(executor, sets, seeds, threshold, shared_folder, progress))
    with ThreadPoolExecutor(THREADS) as pool:
        return _pairs(shingles, _search(sets, seeds, threshold, pool.map, progress))


@dataclass(frozen=True, slots=True)
class _Sets:
    """What is searched: the shingles of each text, and a sketch of them."""

    shingles: Shingles
    sketches: np.ndarray

    def write(self, folder: Path) -> None:
        np.save(folder / "offsets.npy", self.shingles.offsets)
        np.save(folder / "values.npy", self.shingles.values)
        np.save(folder / "sketches.npy", self.sketches)

    @classmethod
    def read(cls, folder: Path) -> _Sets:
        """As ``write`` left them there; they stay on the disk, and processes of one machine share what they read."""
        # As plain arrays: numpy's own class for such files is slow where many small parts are taken.
        offsets, values, sketches = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
            for name in ("offsets", "values", "sketches")
        )
        return cls(Shingles(offsets, values), sketches)


@dataclass(frozen=True, slots=True)
class _Found:
    """Pairs as numbers, ``left * n_texts + right``, sorted, none twice; how many shingles each shares."""

    pairs: np.ndarray
    shared: np.ndarray

    def lack(self, pairs: np.ndarray) -> np.ndarray:
        """Which of some sorted pairs are not among these."""
        if not len(self.pairs):
            return np.ones(len(pairs), dtype=bool)
        place = np.searchsorted(self.pairs, pairs)
        return self.pairs[np.minimum(place, len(self.pairs) - 1)] != pairs

    def joined(self, other: _Found) -> _Found:
        new = self.lack(other.pairs)
        place = np.searchsorted(self.pairs, other.pairs[new])
        return _Found(
            np.insert(self.pairs, place, other.pairs[new]), np.insert(self.shared, place, other.shared[new])
        )


_NONE = _Found(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))


def _seeds(bands: Bands) -> np.ndarray:
    numbers = np.random.RandomState(0).randint(1, 2**32, size=(bands.bands, bands.rows, 2), dtype=np.uint64)
    return numbers.astype(np.uint32) | np.uint32(1)


def _search(
    sets: _Sets,
    seeds: np.ndarray,
    threshold: float,
    run: Callable[[Callable, Iterable], Iterable],
    progress: Progress | None = None,
) -> _Found:
    """Pairs that are candidates in some bands, verified."""
    found, waiting, done = _NONE, [_NONE.pairs], 0
    for begin in range(0, len(seeds), _BANDS_AT_ONCE):
        keys = minima_keys(sets.shingles, seeds[begin : begin + _BANDS_AT_ONCE], run)
        # No more bands are under way than there are threads: what each holds adds up.
        for at in range(0, len(keys), THREADS):
            for candidates in run(lambda one: _candidates(sets, one, threshold), keys[at : at + THREADS]):
                waiting.append(candidates)
                done += 1
                if sum(map(len, waiting)) > max(_MOST_WAITING, len(found.pairs)):
                    found, waiting = _with_verified(found, sets.shingles, waiting, threshold), [_NONE.pairs]
                if progress:
                    progress(done, len(seeds))
    return _with_verified(found, sets.shingles, waiting, threshold)


def _search_on(
    executor: Executor,
    sets: _Sets,
    seeds: np.ndarray,
    threshold: float,
    shared_folder: str | Path | None,
    progress: Progress | None,
) -> _Found:
    """The same on the workers of an executor."""
    found, done = _NONE, 0
    # A file that a worker still holds can't be deleted everywhere.
    with TemporaryDirectory(prefix="textkit-", dir=shared_folder, ignore_cleanup_errors=True) as folder:
        sets.write(Path(folder))
        running: list[Future[_Found]] = []
        try:
            for begin in range(0, len(seeds), _BANDS_A_TASK):
                some = seeds[begin : begin + _BANDS_A_TASK]
                running.append(executor.submit(_search_in, str(Path(folder).resolve()), some, threshold))
            for future in as_completed(running):
                found = found.joined(future.result())
                done += 1
                # What is joined needs not be held any longer.
                running.remove(future)
                if progress:
                    progress(min(len(seeds), done * _BANDS_A_TASK), len(seeds))
        except BrokenExecutor as error:
            raise RuntimeError(
                f"a worker died while sentences were compared ({error}). Too little memory is the usual cause: use fewer"
                " workers, or executor=None"
            ) from error
        finally:
            for future in running:
                future.cancel()
    return found


def _search_in(folder: str, seeds: np.ndarray, threshold: float) -> _Found:
    """What a worker does. It starts no threads: there are other workers beside it."""
    return _search(_Sets.read(Path(folder)), seeds, threshold, map)


def _candidates(sets: _Sets, keys: np.ndarray, threshold: float) -> np.ndarray:
    """Pairs of texts with equal keys that are alike enough as far as their sketches tell; sorted."""
    fast = kernels(len(keys))
    if fast:
        near = fast.near_pairs(
            fast.ranked(keys), keys, sets.shingles.sizes, sets.sketches, threshold, LARGEST_GROUP
        )
        near.sort()
        return near
    found = [_NONE.pairs]
    texts, pairs = _bucket_pairs(keys)
    # Taken out once, in the order in which they are compared.
    sizes, sketches = sets.shingles.sizes[texts], sets.sketches[texts]
    for left, right in pairs:
        may = _may_be_alike(sizes, sketches, left, right, threshold)
        one, other = texts[left[may]].astype(np.int64), texts[right[may]]
        found.append(one * len(keys) + other)
    candidates = np.concatenate(found)
    candidates.sort()
    return candidates


def _may_be_alike(
    sizes: np.ndarray, sketches: np.ndarray, left: np.ndarray, right: np.ndarray, threshold: float
) -> np.ndarray:
    """Which pairs the sketches don't tell to be less alike than the threshold; none that is alike is lost."""
    apart = bits_apart(sketches[left], sketches[right])
    return apart * (1.0 + threshold) <= (1.0 - threshold) * (sizes[left] + sizes[right]) + 1e-6


def _with_verified(
    found: _Found, shingles: Shingles, candidates: Sequence[np.ndarray], threshold: float
) -> _Found:
    """Pairs found before, and those of the candidates that are alike."""
    pairs = np.concatenate(candidates)
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    pairs = pairs[found.lack(pairs)]
    left, right = np.divmod(pairs, max(1, len(shingles)))
    shared = shared_by(shingles, left, right)
    alike = shared >= threshold * (shingles.sizes[left] + shingles.sizes[right] - shared) - 1e-9
    return found.joined(_Found(pairs[alike], shared[alike]))


def _pairs(shingles: Shingles, found: _Found) -> Pairs:
    left, right = np.divmod(found.pairs, max(1, len(shingles)))
    all_shingles = shingles.sizes[left] + shingles.sizes[right] - found.shared
    return Pairs(left, right, (found.shared / np.maximum(1, all_shingles)).astype(np.float32))


def _bucket_pairs(keys: np.ndarray) -> tuple[np.ndarray, Iterator[tuple[np.ndarray, np.ndarray]]]:
    """Texts that have their key in common with others, bucket by bucket; and pairs of their places, some at a time."""
    texts = _ranked(keys)
    ranked = keys[texts]
    # 0 is the key of texts of nothing.
    same = np.zeros(len(texts) + 1, dtype=bool)
    np.equal(ranked[1:], ranked[:-1], out=same[1:-1])
    same[:-1] &= ranked != 0
    shares = same[1:] | same[:-1]
    return texts[shares], _places(np.flatnonzero(~same[:-1][shares]), int(shares.sum()))


def _ranked(keys: np.ndarray) -> np.ndarray:
    """Texts in the order of their keys, those with equal keys in their own."""
    if len(keys) < 2**16:
        return np.argsort(keys, kind="stable")
    # Half the key after the other, sorted by counting: several times as fast.
    order = _counted(keys & np.uint32(0xFFFF))
    return order[_counted((keys >> np.uint32(16))[order])]


def _counted(digits: np.ndarray) -> np.ndarray:
    """The order of numbers below 2**16, by the one sort by counting that numpy and scipy have: turning the storage of a sparse matrix."""
    size = len(digits)
    one_each = (np.zeros(size, dtype=np.int8), digits.view(np.int32), np.arange(size + 1, dtype=np.int32))
    return np.asarray(sp.csc_matrix(one_each, shape=(2**16, size)).tocsr().indices)


def _places(begins: np.ndarray, size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of places in buckets that lie one behind the other: all; of a large bucket each with its first and with the next."""
    sizes = np.diff(begins, append=size)
    ends = np.repeat(begins + sizes, sizes)
    is_large = np.repeat(sizes > LARGEST_GROUP, sizes)
    place = np.flatnonzero(~is_large)
    step = 1
    while len(place):
        place = place[place + step < ends[place]]
        yield from _some(place, place + step)
        step += 1
    place = np.flatnonzero(is_large)
    first = np.repeat(begins, sizes)[place]
    yield from _some(first[place > first], place[place > first])
    inner = (place > first) & (place + 1 < ends[place])
    yield from _some(place[inner], place[inner] + 1)


def _some(left: np.ndarray, right: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for begin in range(0, len(left), _PAIRS_AT_ONCE):
        yield left[begin : begin + _PAIRS_AT_ONCE], right[begin : begin + _PAIRS_AT_ONCE]


def _exact(sets: _Sets, threshold: float, progress: Progress | None) -> Pairs:
    found, sizes, done = _NONE, sets.shingles.sizes, 0
    for candidates in _exact_candidates(sets.shingles, threshold):
        waiting = [_NONE.pairs]
        for left, right in _some(*candidates):
            may = _may_be_alike(sizes, sets.sketches, left, right, threshold)
            waiting.append(left[may] * len(sizes) + right[may])
        found = _with_verified(found, sets.shingles, waiting, threshold)
        done = min(len(sizes), done + _TEXTS_AT_ONCE)
        if progress:
            progress(done, len(sizes))
    return _pairs(sets.shingles, found)


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
