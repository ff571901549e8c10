"""What takes the join longest, as loops that numba compiles; without it numpy does the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Kernels", "kernels"]

# Fewer texts are done by numpy before the compiled code is even loaded.
_FEWEST_TEXTS = 200_000


class Kernels(NamedTuple):
    """Compiled functions; they let go of the interpreter, so that threads run them side by side."""

    fill_keys: Callable[..., None]
    ranked: Callable[..., np.ndarray]
    near_pairs: Callable[..., np.ndarray]
    count_shared: Callable[..., None]


def kernels(n_texts: int) -> Kernels | None:
    """The compiled functions, where numba is installed and they pay."""
    return _compiled() if n_texts >= _FEWEST_TEXTS else None


@cache
def _compiled() -> Kernels | None:
    try:
        numba: Any = import_module("numba")
    except ImportError:
        return None
    functions = _fill_keys, _ranked, _near_pairs, _count_shared
    try:
        return Kernels(*(numba.njit(nogil=True, cache=True)(function) for function in functions))
    # There is no folder that it may write what it compiled to.
    except RuntimeError:
        return Kernels(*(numba.njit(nogil=True)(function) for function in functions))


def _fill_keys(
    offsets: np.ndarray,
    values: np.ndarray,
    multipliers: np.ndarray,
    factors: np.ndarray,
    begin: int,
    end: int,
    keys: np.ndarray,
) -> None:
    """``minima_keys`` for the texts from begin to end."""
    bands, rows = multipliers.shape
    multiplier = multipliers.ravel()
    minima = np.empty(bands * rows, dtype=np.uint32)
    for text in range(begin, end):
        if offsets[text] == offsets[text + 1]:
            continue
        minima[:] = 0xFFFFFFFF
        for at in range(offsets[text], offsets[text + 1]):
            value = values[at]
            for function in range(bands * rows):
                minima[function] = min(minima[function], np.uint32(value * multiplier[function]))
        for band in range(bands):
            key = np.uint32(0)
            for row in range(rows):
                key = np.uint32(key + np.uint32(minima[band * rows + row] * factors[band, row]))
            keys[band, text] = key


def _ranked(keys: np.ndarray) -> np.ndarray:
    """Texts in the order of their keys, those with equal keys in their own: sorted by counting, half the key after the other."""
    size = len(keys)
    texts = np.arange(size, dtype=np.uint32)
    other = np.empty(size, dtype=np.uint32)
    for shift in (0, 16):
        ends = np.zeros(2**16 + 1, dtype=np.int64)
        for at in range(size):
            ends[((keys[at] >> np.uint32(shift)) & np.uint32(0xFFFF)) + 1] += 1
        ends = np.cumsum(ends)
        for text in texts:
            digit = (keys[text] >> np.uint32(shift)) & np.uint32(0xFFFF)
            other[ends[digit]] = text
            ends[digit] += 1
        texts, other = other, texts
    return texts


def _near_pairs(
    texts: np.ndarray,
    keys: np.ndarray,
    sizes: np.ndarray,
    sketches: np.ndarray,
    threshold: float,
    largest: int,
) -> np.ndarray:
    """Pairs in buckets that may be alike enough, as ``left * n_texts + right``, in no order."""
    size = len(keys)
    found = np.empty(1024, dtype=np.int64)
    count = 0
    begin = 0
    while begin < size:
        key = keys[texts[begin]]
        end = begin + 1
        while end < size and keys[texts[end]] == key:
            end += 1
        is_large = end - begin > largest
        for at in range(begin, end if key else begin):
            one = np.int64(texts[at])
            for beside in range(at + 1, end):
                if is_large and at != begin and beside != at + 1:
                    break
                two = np.int64(texts[beside])
                apart = np.int64(0)
                for word in range(sketches.shape[1]):
                    bits = sketches[one, word] ^ sketches[two, word]
                    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
                    bits = (bits & np.uint64(0x3333333333333333)) + (
                        (bits >> np.uint64(2)) & np.uint64(0x3333333333333333)
                    )
                    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
                    apart += np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))
                if apart * (1.0 + threshold) > (1.0 - threshold) * (sizes[one] + sizes[two]) + 1e-6:
                    continue
                if count == len(found):
                    more = np.empty(2 * count, dtype=np.int64)
                    more[:count] = found
                    found = more
                found[count] = one * size + two
                count += 1
        begin = end
    return found[:count]


def _count_shared(
    offsets: np.ndarray, values: np.ndarray, left: np.ndarray, right: np.ndarray, shared: np.ndarray
) -> None:
    """``shared_by`` for sorted sets."""
    for pair in range(len(left)):
        one, one_end = offsets[left[pair]], offsets[left[pair] + 1]
        two, two_end = offsets[right[pair]], offsets[right[pair] + 1]
        count = 0
        while one < one_end and two < two_end:
            here, there = values[one], values[two]
            count += here == there
            one += here <= there
            two += there <= here
        shared[pair] = count
