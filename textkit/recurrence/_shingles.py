"""Character shingles of many texts at once, as numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

__all__ = ["SHINGLE", "THREADS", "Shingles", "mixed", "shingles_of"]

# Characters of a shingle; three of 21 bits fit into one number. Of pairs that share only their topic, trigrams have a third of the overlap that bigrams have.
SHINGLE = 3
_BITS = np.uint64(21)
# Texts are worked on in blocks of so many, so that what is in between stays in the processor's cache.
_BLOCK = 4_000
# numpy leaves the interpreter while it works, so threads help.
THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Shingles:
    """The set of shingles of each text: ``values[offsets[i]:offsets[i + 1]]``, sorted, uint32, none twice."""

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
        blocks = [texts[begin : begin + _BLOCK] for begin in range(0, len(texts), _BLOCK)]
        found = list(pool.map(lambda block: _block(block, size), blocks))
    counts = np.concatenate([np.zeros(1, dtype=np.int64), *(count for count, _ in found)])
    values = np.concatenate([np.empty(0, dtype=np.uint32), *(value for _, value in found)])
    return Shingles(np.cumsum(counts), values)


def _block(texts: Sequence[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Number of shingles of each text, and all of them in order."""
    padded = [text + "\0" * (size - len(text)) if 0 < len(text) < size else text for text in texts]
    lengths = np.fromiter((len(text) for text in padded), dtype=np.int64, count=len(padded))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(codes) < size:
        return np.zeros(len(padded), dtype=np.int64), np.empty(0, dtype=np.uint32)
    number = codes[: len(codes) - size + 1].astype(np.uint64)
    for more in range(1, size):
        number = (number << _BITS) | codes[more : len(number) + more]
    hashed = (mixed(number) >> np.uint64(33)).astype(np.uint32)
    row = np.repeat(np.arange(len(padded), dtype=np.uint64), lengths)
    inside = row[: len(hashed)] == row[size - 1 :]
    # Row and shingle in one number: sorted once, the shingles of each text stand together and in order.
    both = (row[: len(hashed)][inside] << np.uint64(32)) | hashed[inside]
    both.sort()
    first = np.ones(len(both), dtype=bool)
    np.not_equal(both[1:], both[:-1], out=first[1:])
    both = both[first]
    counts = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(padded))
    return counts, (both & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def mixed(numbers: np.ndarray) -> np.ndarray:
    """Every bit of a number spread over all bits (the finisher of splitmix64, Steele et al. 2014)."""
    found = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(found ^ (found >> np.uint64(31)))
