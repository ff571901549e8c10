"""Character shingles of many texts at once, as numbers."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from textkit.recurrence._fast import kernels

__all__ = [
    "SHINGLE",
    "THREADS",
    "Shingles",
    "bits_apart",
    "minima_keys",
    "mixed",
    "shared_by",
    "shingles_of",
    "sketches_of",
]

# Characters of a shingle; three of 21 bits fit into one number. Of pairs that share only their topic, trigrams have a third of the overlap that bigrams have.
SHINGLE = 3
_BITS = np.uint64(21)
# Texts are worked on in blocks of so many, so that what is in between stays in the processor's cache.
_BLOCK = 4_000
# Cells of a table that is worked on in one go, and pairs whose sets are laid side by side: as above.
_CELLS = 2**16
# Bits of a sketch. With half of them six times as many pairs that are not alike get past it.
_SKETCH_BITS = 256
# numpy leaves the interpreter while it works, so threads help.
THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Shingles:
    """The set of shingles of each text: ``values[offsets[i]:offsets[i + 1]]``, sorted, uint32 below 2**31, none twice."""

    offsets: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def sizes(self) -> np.ndarray:
        """How many shingles each text has."""
        return np.diff(self.offsets)


def shingles_of(texts: Sequence[str], *, size: int = SHINGLE) -> Shingles:
    """The sets of shingles of texts; one shorter than a shingle is a shingle itself, an empty one has none.

    Shingles are hashed to 31 bits: of two sentences of 40 shingles one pair in a million shares one by chance.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        blocks = (texts[begin : begin + _BLOCK] for begin in range(0, len(texts), _BLOCK))
        found = list(pool.map(lambda block: _block(block, size), blocks))
    offsets = np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *(count for count, _ in found)]))
    values = np.empty(offsets[-1], dtype=np.uint32)
    end = len(values)
    # Each block is let go as soon as it is copied, or there would be two of everything.
    while found:
        _, block = found.pop()
        values[end - len(block) : end] = block
        end -= len(block)
    return Shingles(offsets, values)


def _block(texts: Sequence[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Number of shingles of each text, and all of them in order."""
    padded = [text + "\0" * (size - len(text)) if 0 < len(text) < size else text for text in texts]
    lengths = np.fromiter(map(len, padded), dtype=np.int64, count=len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    counts = np.maximum(lengths - size + 1, 0)
    if len(codes) < size:
        return counts, np.empty(0, dtype=np.uint32)
    number = codes[: len(codes) - size + 1].astype(np.uint64)
    for more in range(1, size):
        number = (number << _BITS) | codes[more : len(number) + more]
    hashed = (mixed(number) >> np.uint64(33)).astype(np.uint32)
    begins = np.cumsum(lengths) - lengths
    order, parts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.uint32)]
    for rows, columns in _by_width(counts, _BLOCK * 64):
        # Sorting many short rows is far faster than sorting all as one; what a row is filled up with is one of its own, and falls away.
        values = hashed[begins[rows][:, None] + np.minimum(columns, counts[rows][:, None] - 1)]
        values.sort(axis=1)
        first = np.ones(values.shape, dtype=bool)
        np.not_equal(values[:, 1:], values[:, :-1], out=first[:, 1:])
        counts[rows] = first.sum(axis=1)
        order.append(rows)
        parts.append(values[first])
    rows, values = np.concatenate(order), np.concatenate(parts)
    found = np.empty_like(values)
    its = counts[rows]
    shift = (np.cumsum(counts) - counts)[rows] - (np.cumsum(its) - its)
    found[np.repeat(shift, its) + np.arange(len(values))] = values
    return counts, found


def _by_width(sizes: np.ndarray, at_once: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Which sets have about the same size, and the columns of a table that holds each as a row; so many cells a table at most.

    Sets of nothing are left out. A table is at most eight columns, or an eighth, wider than its sets are large.
    """
    step = np.left_shift(1, np.maximum(np.frexp(sizes)[1] - 4, 3))
    widths = (sizes + step - 1) // step * step
    order = np.argsort(widths, kind="stable")
    ranked = widths[order]
    begin = int(np.searchsorted(ranked, 1))
    while begin < len(order):
        width = int(ranked[begin])
        end = min(int(np.searchsorted(ranked, width, side="right")), begin + max(1, at_once // width))
        yield order[begin:end], np.arange(width)
        begin = end


def minima_keys(
    shingles: Shingles, seeds: np.ndarray, run: Callable[[Callable, Iterable], Iterable] = map
) -> np.ndarray:
    """For each band a row with a number for each text, made of the text's minima under the hash functions of the band.

    Parameters
    ----------
    shingles : Shingles
    seeds : ndarray of uint32, odd, shape (bands, minima of a band, 2)
        The multiplier of each hash function, and one to put its minimum to the others.
    run : applies a function to all of some arguments, in any order; texts without shingles have the number 0
    """
    sizes, begins = shingles.sizes, shingles.offsets[:-1]
    keys = np.zeros((len(seeds), len(sizes)), dtype=np.uint32)
    fast = kernels(len(sizes))
    if fast:
        functions = np.ascontiguousarray(seeds[..., 0]), np.ascontiguousarray(seeds[..., 1])
        fill, ends = fast.fill_keys, len(sizes)

        def fill_some(begin: int) -> None:
            fill(shingles.offsets, shingles.values, *functions, begin, min(begin + _BLOCK, ends), keys)

        deque(run(fill_some, range(0, ends, _BLOCK)), maxlen=0)
        return keys

    def work(table: tuple[np.ndarray, np.ndarray]) -> None:
        texts, rows = table[0], table[1][:, None]
        # A column a text: minima over rows are taken for many texts by one instruction. What a column is filled up with is its own.
        values = shingles.values[begins[texts] + np.minimum(rows, sizes[texts] - 1)]
        hashed = np.empty_like(values)
        for band, functions in enumerate(seeds):
            key = np.zeros(len(texts), dtype=np.uint32)
            for multiplier, factor in functions:
                # Shingles are well mixed already.
                np.multiply(values, multiplier, out=hashed)
                key += hashed.min(axis=0) * factor
            keys[band, texts] = key

    deque(run(work, _by_width(sizes, _CELLS)), maxlen=0)
    return keys


def sketches_of(shingles: Shingles) -> np.ndarray:
    """For each text a row of bits, set where one of its shingles falls, as numbers of 64 bits (bitmap filter, Sandes et al. 2017)."""
    sizes = shingles.sizes
    found = np.empty((len(sizes), _SKETCH_BITS // 64), dtype=np.uint64)

    def work(begin: int) -> None:
        end = min(begin + _BLOCK, len(sizes))
        values = shingles.values[shingles.offsets[begin] : shingles.offsets[end]]
        row = np.repeat(np.arange(end - begin) * _SKETCH_BITS, sizes[begin:end])
        bits = np.zeros((end - begin, _SKETCH_BITS), dtype=bool)
        bits.ravel()[row + (values & np.uint32(_SKETCH_BITS - 1))] = True
        found[begin:end] = np.packbits(bits, axis=1).view(np.uint64)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(0, len(sizes), _BLOCK)))
    return found


def bits_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """By how many bits sketches differ: for each there is a shingle that one of the two texts lacks."""
    counts = _bit_counts(one ^ other)
    found = counts[:, 0].astype(np.int32)
    for column in range(1, counts.shape[1]):
        found += counts[:, column]
    return found


def _bit_counts(words: np.ndarray) -> np.ndarray:
    if hasattr(np, "bitwise_count"):
        return np.asarray(np.bitwise_count(words))
    # numpy 1; sums over 2, 4 and 8 neighbouring bits, then over the bytes.
    words = words - ((words >> np.uint64(1)) & np.uint64(0x5555555555555555))
    words = (words & np.uint64(0x3333333333333333)) + (
        (words >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    words = (words + (words >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return ((words * np.uint64(0x0101010101010101)) >> np.uint64(56)).astype(np.uint8)


def shared_by(shingles: Shingles, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How many shingles the texts of each pair share."""
    sizes, begins = shingles.sizes, shingles.offsets[:-1]
    found = np.zeros(len(left), dtype=np.int32)
    fast = kernels(len(sizes))
    if fast:
        fast.count_shared(shingles.offsets, shingles.values, left, right, found)
        return found
    larger = np.where(np.minimum(sizes[left], sizes[right]) > 0, np.maximum(sizes[left], sizes[right]), 0)
    for pairs, columns in _by_width(larger, _CELLS):
        width = len(columns)
        both = np.empty((len(pairs), 2 * width), dtype=np.uint32)
        # Fillers are above all shingles, and none stands twice.
        for texts, here, filler in (
            (left[pairs], both[:, :width], columns + 2**31),
            (right[pairs], both[:, width:], columns + 2**31 + 2**30),
        ):
            its = sizes[texts][:, None]
            here[:] = shingles.values[begins[texts][:, None] + np.minimum(columns, its - 1)]
            np.copyto(here, filler.astype(np.uint32), where=columns >= its)
        both.sort(axis=1)
        found[pairs] = (both[:, 1:] == both[:, :-1]).sum(axis=1)
    return found


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Every bit of a number spread over all bits (the finisher of splitmix64, Steele et al. 2014)."""
    found = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(found ^ (found >> np.uint64(31)))
