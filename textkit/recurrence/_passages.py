"""Passages that two reports share, across sentence borders and also when they were moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from textkit._folding import fold
from textkit.recurrence._alignment import AlignedPart, align, edit_similarity
from textkit.recurrence._shingles import mixed

__all__ = ["Passage", "passages_between", "prose_of"]

# Characters, signs and blanks not counted, of the shortest stretch that is looked for; shorter ones are phrases of the genre.
SEED = 10
# Two stretches with no more than so many characters between them in either text are one passage.
LONGEST_GAP = 24
# A passage has so many characters at least, as in the convention for text carried over from last year.
SHORTEST = 20
# A stretch that stands more often in the second text says nothing of where it comes from, and would cost the square.
MOST_REPEATS = 50
_TOKEN = re.compile(r"[0-9](?:[0-9,，.]*[0-9])?|\w")


@dataclass(frozen=True, slots=True)
class Passage:
    """``[a_start, a_end)`` of the one text and ``[b_start, b_end)`` of the other, alike as wholes.

    ``similarity`` is 1 less the edit distance over the longer length, numbers masked, signs and blanks left out; ``n_characters`` is how long the
    shorter is so.
    """

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    a_text: str
    b_text: str
    n_characters: int
    similarity: float

    @property
    def alignment(self) -> tuple[AlignedPart, ...]:
        """The parts of both beside each other; it counts from the beginning of each passage."""
        return align(self.a_text, self.b_text)


@dataclass(frozen=True, slots=True)
class _Masked:
    """The characters that count, each number one, and where each stands in the text."""

    chars: str
    starts: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(cls, text: str, spans: Iterable[tuple[int, int]]) -> _Masked:
        # A character whose small form is longer (İ) stays, or all behind it would stand elsewhere.
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in fold(text))
        found = [match for start, end in spans for match in _TOKEN.finditer(folded, start, end)]
        chars = "".join("#" if match[0][0].isdigit() and match[0].isascii() else match[0] for match in found)
        starts = np.array([match.start() for match in found], dtype=np.int64)
        return cls(chars, starts, np.array([match.end() for match in found], dtype=np.int64))


def passages_between(
    a: str,
    b: str,
    *,
    a_spans: Sequence[tuple[int, int]] | None = None,
    b_spans: Sequence[tuple[int, int]] | None = None,
    shortest: int = SHORTEST,
) -> list[Passage]:
    """The longest passages that two texts share, in the order of the first text.

    Parameters
    ----------
    a, b : str
    a_spans, b_spans : stretches that count (sentences of prose), in order; default: all of the text
    shortest : int, characters that a passage has at least, signs and blanks not counted

    Returns
    -------
    list of Passage

    Raises
    ------
    ValueError
        When ``shortest`` is less than 1.

    Notes
    -----
    Equal stretches of ten characters and more (or ``shortest``, where that is less), numbers masked, are taken the longest first, none over another in either text, of
    the others what is left of them, down to half as many; those that follow each other in both with a short gap are joined; what stands more than fifty times in the second text starts no passage. So a moved paragraph is a passage of its own. Cost grows with the lengths of
    the texts and the number of equal stretches.

    Examples
    --------
    >>> one = "一是加强业务培训，提高人员素质。二是拓宽公开渠道，及时更新专栏12个。"
    >>> other = "下一步，拓宽公开渠道，及时更新专栏30个；另外还要加强业务培训，提高人员素质。"
    >>> [(passage.a_text, passage.b_text) for passage in passages_between(one, other, shortest=10)]
    [('加强业务培训，提高人员素质', '加强业务培训，提高人员素质'), ('拓宽公开渠道，及时更新专栏12个', '拓宽公开渠道，及时更新专栏30个')]
    """
    if shortest < 1:
        raise ValueError(f"shortest={shortest}: 1 or more")
    one = _Masked.of(a, a_spans if a_spans is not None else [(0, len(a))])
    other = _Masked.of(b, b_spans if b_spans is not None else [(0, len(b))])
    seed = min(SEED, shortest)
    runs = _disjoint(_runs(one.chars, other.chars, seed), (seed + 1) // 2)
    found = [_passage(a, b, one, other, run) for run in _joined(runs)]
    return [passage for passage in found if passage.n_characters >= shortest]


def prose_of(starts: Iterable[int], sentences: Iterable[str]) -> str:
    """Sentences, each at its place of the text they stand in, and nothing but blanks between."""
    parts, at = [], 0
    for start, text in zip(starts, sentences, strict=True):
        parts += [" " * (start - at), text]
        at = start + len(text)
    return "".join(parts)


def _runs(one: str, other: str, seed: int) -> list[tuple[int, int, int]]:
    """Equal stretches that can't be made longer: places in both, and length."""
    first, second = _hashes(one, seed), _hashes(other, seed)
    order = np.argsort(second, kind="stable")
    ranked = second[order]
    low, high = np.searchsorted(ranked, first, "left"), np.searchsorted(ranked, first, "right")
    counts = np.where(high - low <= MOST_REPEATS, high - low, 0)
    here = np.repeat(np.arange(len(first)), counts)
    steps = np.arange(len(here)) - np.repeat(np.cumsum(counts) - counts, counts)
    there = order[np.repeat(low, counts) + steps] if len(here) else here
    # On one diagonal, places one after the other make one stretch.
    along = np.lexsort((here, here - there))
    here, there = here[along], there[along]
    if not len(here):
        return []
    begins = np.flatnonzero(np.r_[True, (np.diff(here) != 1) | (np.diff(here - there) != 0)])
    ends = np.r_[begins[1:], len(here)]
    lengths = ends - begins + seed - 1
    return list(zip(here[begins].tolist(), there[begins].tolist(), lengths.tolist(), strict=True))


def _hashes(chars: str, size: int) -> np.ndarray:
    codes = np.frombuffer(chars.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < size:
        return np.empty(0, dtype=np.uint64)
    found = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for at in range(size):
        found = mixed(found ^ codes[at : len(found) + at])
    return found


def _disjoint(runs: list[tuple[int, int, int]], least: int) -> list[tuple[int, int, int]]:
    """The longest stretches first; of the others what is left of them, if that is long enough."""
    taken_here: set[int] = set()
    taken_there: set[int] = set()
    kept = []
    for here, there, length in sorted(runs, key=lambda run: (-run[2], run[0], run[1])):
        begin, end = 0, length
        while begin < end and (here + begin in taken_here or there + begin in taken_there):
            begin += 1
        while end > begin and (here + end - 1 in taken_here or there + end - 1 in taken_there):
            end -= 1
        whole = range(begin, end)
        if end - begin < least or any(here + at in taken_here or there + at in taken_there for at in whole):
            continue
        taken_here.update(here + at for at in whole)
        taken_there.update(there + at for at in whole)
        kept.append((here + begin, there + begin, end - begin))
    return sorted(kept)


def _joined(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Stretches that follow each other in both texts as one: begin and end in both."""
    found: list[tuple[int, int, int, int]] = []
    rank = {there: at for at, there in enumerate(sorted(there for _, there, _ in runs))}
    last = -1
    for here, there, length in runs:
        # What stands between them in the second text must be of no other passage.
        follows = rank[there] == last + 1
        last = rank[there]
        if found and follows:
            a_start, a_end, b_start, b_end = found[-1]
            if 0 <= here - a_end <= LONGEST_GAP and 0 <= there - b_end <= LONGEST_GAP:
                found[-1] = (a_start, here + length, b_start, there + length)
                continue
        found.append((here, here + length, there, there + length))
    return found


def _passage(a: str, b: str, one: _Masked, other: _Masked, run: tuple[int, int, int, int]) -> Passage:
    a_start, a_end, b_start, b_end = run
    span = (
        int(one.starts[a_start]),
        int(one.ends[a_end - 1]),
        int(other.starts[b_start]),
        int(other.ends[b_end - 1]),
    )
    texts = a[span[0] : span[1]], b[span[2] : span[3]]
    return Passage(
        *span,
        *texts,
        min(a_end - a_start, b_end - b_start),
        edit_similarity(one.chars[a_start:a_end], other.chars[b_start:b_end]),
    )
