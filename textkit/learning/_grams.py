"""Character n-grams of many texts at once, as numbers.

A character takes 21 bits, so up to three fit into one integer without loss: the vocabulary is a
sorted array, needs no strings, and its names are read off the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from textkit._folding import fold, squeeze

__all__ = ["MAX_N", "count_grams", "gram_name", "gram_places", "grams_of", "masked", "scaled"]

MAX_N = 3
_BITS = 21
# Stand for the begin and the end of a text.
_BEGIN, _END = "\x02", "\x03"
_NUMBER = re.compile(r"[0-9](?:[0-9,，.]*[0-9])?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SHOWN = {_BEGIN: "^", _END: "$"}
# A sentence longer than this is no sentence; what it is about stands in its beginning.
LONGEST = 2_000


# Lower case; signs that would be taken for a border are none of a text.
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ\x00\x01\x02\x03", "abcdefghijklmnopqrstuvwxyz    ")


def masked(text: str) -> str:
    """A text as features see it: folded, without stray blanks, lower case; a number is ``1``, zero ``0``, a year ``y``."""
    return _NUMBER.sub(_mask, fold(squeeze(text[:LONGEST]).text)).translate(_LOWER)


def _mask(number: re.Match[str]) -> str:
    if _YEAR.fullmatch(number[0]) and number.string[number.end() : number.end() + 1] == "年":
        return "y"
    return "1" if number[0].strip("0.,，") else "0"


def gram_places(text: str, sizes: tuple[int, int]) -> list[tuple[int, int, int]]:
    """Each n-gram of ``masked(text)`` with the stretch of ``text`` that it stands for: (number, start, end)."""
    clean = squeeze(text[:LONGEST])
    folded = fold(clean.text)
    places: list[tuple[int, int]] = []
    at = 0
    for match in _NUMBER.finditer(folded):
        places += [clean.original(one, one + 1) for one in range(at, match.start())]
        places.append(clean.original(match.start(), match.end()))
        at = match.end()
    places += [clean.original(one, one + 1) for one in range(at, len(folded))]
    _, grams = grams_of([masked(text)], sizes)
    # Begin and end of the text stand at its borders.
    places = [(0, 0), *places, (len(text), len(text))]
    found, number = [], 0
    for n in range(sizes[0], sizes[1] + 1):
        for first in range(1 if n == 1 else 0, len(places) - n + 1 - (1 if n == 1 else 0)):
            found.append((int(grams[number]), places[first][0], places[first + n - 1][1]))
            number += 1
    return found


def grams_of(texts: Sequence[str], sizes: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """All n-grams of masked texts: the row each stands in, and its number; in order of the texts."""
    joined = "".join(f"{_BEGIN}{text}{_END}" for text in texts)
    lengths = np.fromiter((len(text) + 2 for text in texts), dtype=np.int64, count=len(texts))
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    row = np.repeat(np.arange(len(texts)), lengths)
    rows, grams = [], []
    number = codes
    for n in range(1, sizes[1] + 1):
        if n > 1:
            number = (number[:-1] << _BITS) | codes[n - 1 :] if len(codes) >= n else number[:0]
        if n < sizes[0]:
            continue
        here = row[: len(number)]
        # An n-gram ends in the text it begins in; borders alone say nothing.
        inside = here == row[n - 1 :] if n > 1 else (codes > ord(_END))
        rows.append(here[inside])
        grams.append(number[inside])
    return np.concatenate(rows), np.concatenate(grams)


def gram_name(number: int) -> str:
    """The characters of an n-gram, with ``^`` and ``$`` for begin and end."""
    chars = []
    while number:
        char = chr(number & ((1 << _BITS) - 1))
        chars.append(_SHOWN.get(char, char))
        number >>= _BITS
    return "".join(reversed(chars))


def count_grams(rows: np.ndarray, grams: np.ndarray, vocabulary: np.ndarray, size: int) -> sp.csr_matrix:
    """Counts (texts × vocabulary, float64) of the n-grams that the sorted vocabulary has."""
    shape = (size, len(vocabulary))
    if not len(vocabulary):
        return sp.csr_matrix(shape, dtype=np.float64)
    column = np.searchsorted(vocabulary, grams)
    column[column == len(vocabulary)] = 0
    known = vocabulary[column] == grams
    counts = sp.csr_matrix(
        (np.ones(int(known.sum())), (rows[known], column[known])), shape=shape, dtype=np.float64
    )
    counts.sum_duplicates()
    return counts


def scaled(counts: sp.csr_matrix, idf: np.ndarray) -> sp.csr_matrix:
    """Counts as 1 + log(count), weighted by idf, each row of length 1."""
    weighted = counts.copy()
    weighted.data = (1.0 + np.log(weighted.data)) * idf[weighted.indices]
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    weighted.data /= np.repeat(lengths, np.diff(weighted.indptr))
    return weighted
