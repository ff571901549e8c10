"""Which masked sentences are official wording: by the share of their trigrams that lie in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from textkit._patterns import words_pattern
from textkit.recurrence._masking import NAME, NUMBER, mask
from textkit.statute.official import OfficialWording, official_slots, official_wordings

__all__ = ["LEAST", "Official", "official_among", "without_slots"]

# From this share of its trigrams on, and with so many in official wording, a sentence is official; docs/recurrence.md says how that was
# found. The regulation has the words in which own deeds are told (未向申请人收取信息处理费), introductions have phrases found nowhere else.
LEAST = {
    "introduction": (0.6, 8),
    "form": (0.7, 10),
    "regulation": (0.8, 10),
    "regulation2007": (0.8, 10),
}
_LOWEST = min(share for share, _ in LEAST.values())
# With fewer, it is only if nothing else stands in it.
_FEWEST = 4
# A title or label has no more trigrams, and is looked up as a whole too.
_SHORT = 24
# Any name of a document stands for any other, so that a long one is no more official than a short one.
_DOCUMENT = "条例"
_TERM = "[\ue000-\uf8ff]"
_BITS, _PLACES = np.uint64(21), np.uint64(44)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
# Texts that are looked at in one go, so that what is in between stays small.
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Official:
    """For each text the id of the official wording that it is, None where it is none, and the share of it that is official."""

    id: np.ndarray
    share: np.ndarray


@dataclass(frozen=True, slots=True)
class _Known:
    """The trigrams of all official wording: sorted codes, those of each wording, a table for a quick no, and whole texts."""

    codes: np.ndarray
    of: np.ndarray
    table: np.ndarray
    ids: tuple[str, ...]
    kinds: np.ndarray
    needs: tuple[tuple[str, ...], ...]
    whole: dict[str, str]


def official_among(masked: Sequence[str]) -> Official:
    """Find official wording among masked sentences, best distinct ones.

    Parameters
    ----------
    masked : sequence of str, as ``mask`` gives them

    Notes
    -----
    Of all trigrams of a sentence the share that lies in official wording, after names of documents became one and what each
    writer fills in was left out. Trigrams at a name of the agency count only for it, never against it.

    Examples
    --------
    >>> official_among([mask("本报告根据《政府信息公开条例》要求编制。"), mask("全年主动公开政府信息1200条。")]).id.tolist()
    ['introduction.basis', None]
    """
    blocks = [_block(masked[begin : begin + _AT_ONCE]) for begin in range(0, len(masked), _AT_ONCE)]
    return Official(
        np.concatenate([np.empty(0, dtype=object), *(block.id for block in blocks)]),
        np.concatenate([np.empty(0), *(block.share for block in blocks)]),
    )


def without_slots(masked: Iterable[str]) -> list[str]:
    """Masked sentences with names of documents as one, and without what each writer fills in (addresses, articles, numbers)."""
    text = "\n".join(masked)
    for pattern, to in _patterns():
        text = pattern.sub(to, text)
    return text.split("\n")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    slots = [
        (
            re.compile(slot.pattern.replace("TERM", _TERM).replace("[^", "[^\n"), re.MULTILINE),
            slot.to,
        )
        for slot in official_slots()
    ]
    names = re.compile(words_pattern(_names()))
    # Written to begin with a literal, which the engine finds ten times as fast.
    again = [(re.compile(f"{one}(?:{one})+"), one) for one in (_DOCUMENT, NUMBER)]
    return (names, _DOCUMENT), *slots, *again


@cache
def _names() -> dict[str, str]:
    """Masked names of documents and their ids, the longest first."""
    found = {
        mask(text): wording.id
        for wording in official_wordings()
        if wording.kind == "name"
        for parts in wording.texts
        for text in _spelled(parts)
    }
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _spelled(parts: Sequence[tuple[str, ...]]) -> list[str]:
    found = [""]
    for part in parts:
        found = [before + one for before in found for one in part]
    return found


def _block(masked: Sequence[str]) -> Official:
    known = _known()
    texts = without_slots(masked)
    codes, counts = _trigrams(texts)
    inside = np.zeros(len(codes), dtype=bool)
    maybe = np.flatnonzero(known.table[_hashed(codes)])
    place = np.minimum(np.searchsorted(known.codes, codes[maybe]), len(known.codes) - 1)
    inside[maybe] = known.codes[place] == codes[maybe]
    counted = inside | ~_having(codes, NAME)
    begins = np.cumsum(counts) - counts
    found, of = _sums(inside, begins, counts), _sums(counted, begins, counts)
    share = np.divide(found, of, out=np.zeros(len(texts)), where=of > 0)
    # Who counts something says it himself.
    numbers = _having(codes, NUMBER, (0,))
    last = (begins + counts - 1)[counts > 0]
    numbers[last] |= _having(codes[last], NUMBER)
    own_numbers = _sums(numbers & ~inside, begins, counts) > 0
    ids = np.full(len(texts), None, dtype=object)
    for at in np.flatnonzero((share >= _LOWEST) & ~own_numbers).tolist():
        these = slice(begins[at], begins[at] + counts[at])
        ids[at] = _nearest(known, codes[these][inside[these]], share[at], texts[at])
    for at in np.flatnonzero(counts < _SHORT).tolist():
        as_whole = _name_in(masked[at]) if texts[at] == _DOCUMENT else known.whole.get(texts[at])
        if as_whole:
            ids[at], share[at] = as_whole, 1.0
    return Official(ids, share)


def _name_in(masked: str) -> str | None:
    """The document that a sentence names which says nothing else; None where its number alone stands there."""
    return next((id for name, id in _names().items() if name in masked), None)


def _sums(values: np.ndarray, begins: np.ndarray, counts: np.ndarray) -> np.ndarray:
    total = np.r_[0, np.cumsum(values)]
    return total[begins + counts] - total[begins]


def _nearest(known: _Known, codes: np.ndarray, share: float, text: str) -> str | None:
    """The wording that has most of the official trigrams, of equals the first of the file; None where that is not enough.

    Where what its kind asks for isn't there, the next kind counts that has half of them: an introduction may begin with article 1.
    """
    has = known.of[:, np.searchsorted(known.codes, codes)]
    seen: set[str] = set()
    for best in np.argsort(-has.sum(axis=1), kind="stable").tolist():
        kind = known.kinds[best]
        if kind in seen:
            continue
        seen.add(kind)
        of_kind = int(has[known.kinds == kind].any(axis=0).sum())
        least, fewest = LEAST[kind]
        if len(codes) >= fewest:
            enough = share >= least and 2 * of_kind >= len(codes)
        else:
            enough = share == 1.0 and len(codes) >= _FEWEST and of_kind == len(codes)
        if enough:
            needs = known.needs[best]
            return known.ids[best] if not needs or any(word in text for word in needs) else None
    return None


def _trigrams(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The trigrams of all texts as numbers, one after the other, and how many each text has; a shorter one is filled up."""
    padded = [text + "\0" * (3 - len(text)) if 0 < len(text) < 3 else text for text in texts]
    lengths = np.fromiter((len(text) for text in padded), dtype=np.int64, count=len(padded))
    chars = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    counts = np.maximum(lengths - 2, 0)
    begins = np.cumsum(lengths) - lengths
    at = np.arange(int(counts.sum())) + np.repeat(begins - (np.cumsum(counts) - counts), counts)
    return (chars[at] << (_BITS + _BITS)) | (chars[at + 1] << _BITS) | chars[at + 2], counts


def _having(codes: np.ndarray, char: str, places: Sequence[int] = (0, 1, 2)) -> np.ndarray:
    """Which trigrams have a character at one of these places."""
    low, sought = np.uint64(2**21 - 1), np.uint64(ord(char))
    found = np.zeros(len(codes), dtype=bool)
    for place in places:
        found |= ((codes >> (_BITS * np.uint64(2 - place))) & low) == sought
    return found


def _hashed(codes: np.ndarray) -> np.ndarray:
    return (codes * _SPREAD) >> _PLACES


@cache
def _known() -> _Known:
    wordings = [wording for wording in official_wordings() if wording.kind != "name"]
    grams = [_grams(wording) for wording in wordings]
    every = sorted(set().union(*grams))
    codes, _ = _trigrams(every)
    order = np.argsort(codes)
    of = np.array([[every[at] in own for at in order] for own in grams], dtype=bool)
    table = np.zeros(2**20, dtype=bool)
    table[_hashed(codes)] = True
    return _Known(
        codes[order],
        of,
        table,
        tuple(wording.id for wording in wordings),
        np.array([wording.kind for wording in wordings]),
        tuple(tuple(map(mask, wording.needs)) for wording in wordings),
        {text: wording.id for wording in reversed(wordings) for text in _whole(wording)},
    )


def _whole(wording: OfficialWording) -> Iterable[str]:
    return without_slots(mask("".join(first for first, *_ in parts)) for parts in wording.texts)


def _grams(wording: OfficialWording) -> set[str]:
    """The trigrams of all that the alternatives of a wording make: only the last two characters matter to what follows."""
    found: set[str] = set()
    for parts in wording.texts:
        ends = {""}
        for part in parts:
            pieces = without_slots(mask(piece) for piece in part)
            spelled = {_joined(end, piece) for end in ends for piece in pieces}
            found |= {text[at : at + 3] for text in spelled for at in range(len(text) - 2)}
            ends = {text[-2:] for text in spelled}
    return found


def _joined(end: str, piece: str) -> str:
    """Two pieces in a row; numbers and names that meet are one, as they are where a sentence is masked."""
    if end and piece and end[-1] == piece[0] and piece[0] in (NAME, NUMBER):
        return end + piece[1:]
    return end + piece
