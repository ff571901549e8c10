"""Two sentences side by side: how alike they are, and in which parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from rapidfuzz.distance import Levenshtein

from textkit._folding import fold
from textkit.recurrence._join import THRESHOLD
from textkit.recurrence._masking import mask, plain
from textkit.recurrence._names import names_of
from textkit.recurrence._shingles import shingles_of

__all__ = [
    "AlignedPart",
    "SentenceComparison",
    "align",
    "compare_sentences",
    "edit_similarities",
    "edit_similarity",
]

Relation = Literal["exact", "same_template", "paraphrase", "same_topic", "unrelated"]
Kind = Literal["equal", "replace", "delete", "insert"]
# Masked edit similarity from which a sentence is the other in changed words, for sentences too short for the join's threshold.
PARAPHRASE = 0.55
# Share of the shorter's shingles in the longer, from which a clause was added or left out.
CONTAINED = 0.7
# Shared shingles (Jaccard) from which two sentences speak of one matter.
SAME_TOPIC = 0.06
# Equal stretches shorter than this between two changes are chance.
_SHORTEST_EQUAL = 2
_TOKEN = re.compile(r"[0-9](?:[0-9,，.]*[0-9])?|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AlignedPart:
    """``a[a_start:a_end]`` beside ``b[b_start:b_end]``: equal, replaced, only in a (delete) or only in b (insert)."""

    kind: Kind
    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True)
class SentenceComparison:
    """Two sentences, how alike they are, and their alignment.

    ``similarity`` is 1 less the edit distance over the longer length, without signs, with numbers and names masked;
    ``similarity_unmasked`` the same with them. ``jaccard`` and ``containment`` are of the masked character trigrams.
    """

    a: str
    b: str
    relation: Relation
    similarity: float
    similarity_unmasked: float
    jaccard: float
    containment: float
    alignment: tuple[AlignedPart, ...]

    def __str__(self) -> str:
        parts = []
        for part in self.alignment:
            left, right = self.a[part.a_start : part.a_end], self.b[part.b_start : part.b_end]
            parts.append(left if part.kind == "equal" else f"[{left}→{right}]")
        return f"{self.relation}, {self.similarity:.2f}: {''.join(parts)}"

    def _repr_html_(self) -> str:
        sides = []
        for side in "ab":
            text = getattr(self, side)
            marked = []
            for part in self.alignment:
                piece = escape(text[getattr(part, f"{side}_start") : getattr(part, f"{side}_end")])
                marked.append(piece if part.kind == "equal" or not piece else f"<mark>{piece}</mark>")
            sides.append(f"<td style='vertical-align:top;text-align:left;width:50%'>{''.join(marked)}</td>")
        told = f"{self.relation}: {self.similarity:.2f} masked, {self.similarity_unmasked:.2f} unmasked"
        return f"<table><caption>{escape(told)}</caption><tr>{''.join(sides)}</tr></table>"


def align(a: str, b: str) -> tuple[AlignedPart, ...]:
    """The parts of two texts beside each other, in order, by the fewest changes of single characters and whole numbers.

    Equal stretches of one character between two changes are put to the changes, as a reader would.
    """
    (ones, a_at), (others, b_at) = _tokens(a), _tokens(b)
    parts: list[AlignedPart] = []
    for code in Levenshtein.opcodes(ones, others):
        a_start, a_end = a_at[code.src_start], a_at[code.src_end]
        b_start, b_end = b_at[code.dest_start], b_at[code.dest_end]
        whole_end = a_end == len(a) and b_end == len(b)
        is_chance = code.tag == "equal" and a_end - a_start < _SHORTEST_EQUAL and parts and not whole_end
        kind: Kind = "replace" if is_chance else code.tag  # type: ignore[assignment]
        if parts and kind != "equal" and parts[-1].kind != "equal":
            last = parts.pop()
            parts.append(_part(last.a_start, a_end, last.b_start, b_end))
        elif kind == "equal":
            parts.append(AlignedPart("equal", a_start, a_end, b_start, b_end))
        else:
            parts.append(_part(a_start, a_end, b_start, b_end))
    return tuple(parts)


def _tokens(text: str) -> tuple[list[str], list[int]]:
    """Numbers and other single characters, and where each begins; last, where the text ends."""
    found = list(_TOKEN.finditer(fold(text)))
    return [token[0] for token in found], [*(token.start() for token in found), len(text)]


def _part(a_start: int, a_end: int, b_start: int, b_end: int) -> AlignedPart:
    kind: Kind = (
        "replace" if a_end > a_start and b_end > b_start else "delete" if a_end > a_start else "insert"
    )
    return AlignedPart(kind, a_start, a_end, b_start, b_end)


def edit_similarity(a: str, b: str) -> float:
    """1 less the edit distance over the longer length; 1 for two empty texts."""
    return Levenshtein.normalized_similarity(a, b)


def edit_similarities(ones: Sequence[str], others: Sequence[str]) -> list[float]:
    """``edit_similarity`` of texts side by side, each distinct pair worked on once."""
    pairs = list(zip(ones, others, strict=True))
    known = {pair: edit_similarity(*pair) for pair in dict.fromkeys(pairs)}
    return [known[pair] for pair in pairs]


def compare_sentences(a: str, b: str, *, names: Iterable[str] = ()) -> SentenceComparison:
    """Compare two sentences with numbers, years and names masked and unmasked.

    Parameters
    ----------
    a, b : str
    names : names of agencies whose full and short forms are masked beside those that are known anyway

    Returns
    -------
    SentenceComparison
        relation is "exact" (nothing but blanks, signs and list marks differs), "same_template" (nothing but numbers, years and names),
        "paraphrase" (changed words, added or dropped clauses: Jaccard of masked trigrams from 0.4, edit similarity from 0.55 or containment from
        0.7), "same_topic" (Jaccard from 0.06) or "unrelated". What is said the other way round (更新不及时, 更新及时) is a paraphrase by these measures.

    Raises
    ------
    TypeError
        When one of them is no text.

    Examples
    --------
    >>> found = compare_sentences("全年主动公开信息30条。", "全年主动公开信息1,204条。")
    >>> found.relation, found.similarity
    ('same_template', 1.0)
    >>> print(compare_sentences("一是宣传力度不够。", "一是宣传的力度还不够。"))
    paraphrase, 0.75: 一是宣传[→的]力度[→还]不够。
    """
    for one in (a, b):
        if not isinstance(one, str):
            raise TypeError(
                f"two sentences are compared, one is no text but {type(one).__name__}: {one!r:.80}"
            )
    known = [name for agency in names for name in names_of(agency)]
    bare = plain(a), plain(b)
    template = mask(a, known, keep_fillers=True), mask(b, known, keep_fillers=True)
    shingles = shingles_of((mask(a, known), mask(b, known)))
    sets = [set(shingles.values[shingles.offsets[at] : shingles.offsets[at + 1]].tolist()) for at in (0, 1)]
    shared = len(sets[0] & sets[1])
    jaccard = shared / max(1, len(sets[0] | sets[1]))
    containment = shared / max(1, min(map(len, sets)))
    similarity = edit_similarity(*template)
    relation: Relation
    if bare[0] == bare[1]:
        relation = "exact"
    elif template[0] == template[1]:
        relation = "same_template"
    elif jaccard >= THRESHOLD or similarity >= PARAPHRASE or containment >= CONTAINED:
        relation = "paraphrase"
    else:
        relation = "same_topic" if jaccard >= SAME_TOPIC else "unrelated"
    return SentenceComparison(
        a, b, relation, similarity, edit_similarity(*bare), jaccard, containment, align(a, b)
    )
