"""Features of a sentence: what its characters, its neighbours and its place say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from textkit.learning._cues import CUE_SETS, cues_of
from textkit.learning._grams import MAX_N, count_grams, gram_name, gram_places, grams_of, masked, scaled
from textkit.learning._inputs import Inputs, as_inputs
from textkit.segmenting import Segmenter

__all__ = ["SentenceFeatures"]

# Lengths in characters that part short headings, clauses, sentences and chained paragraphs.
_LENGTHS = (8, 15, 25, 40, 60, 90, 140)
_PLACES = 10
# Against n-grams, whose squares sum to 1 a sentence.
_CUE_WEIGHT, _LENGTH_WEIGHT, _PLACE_WEIGHT = 1.0, 0.3, 0.5
# Blocks made of text, in the order of their columns.
_BLOCKS = ("text", "word", "previous", "heading")


class SentenceFeatures(TransformerMixin, BaseEstimator):
    """Turn sentences, alone or with what stands around them, into a sparse matrix.

    Character n-grams (numbers masked, weighted by tf-idf) of the sentence, of the one before and of the
    heading; cues (将, 不足, 未收到, …; ``cues.toml``) of the sentence and the one before; length; place in the report.
    What is missing counts as none: a list of texts gives the same columns as a full table.

    Parameters
    ----------
    ngrams : (int, int)
        Shortest and longest n-gram, at most 3.
    min_count : int
        Texts that an n-gram must stand in.
    max_features : int
        N-grams kept for the sentence, the most frequent first; half as many for the sentence before.
    words : bool
        Also jieba words, hyphenated terms of the field kept whole.
    cues : "sentence", "themes" or None
        Words that tell what a sentence does, those of the themes of problems, or none.
    previous, place, heading : bool
        Whether the sentence before, the place in the report and the heading are looked at.
    previous_weight : float
        Weight of the sentence before against the sentence.

    Attributes
    ----------
    vocabulary_ : dict of str to ndarray
        Per block (text, word, previous, heading) the sorted n-grams as numbers, or the words.
    idf_ : dict of str to ndarray of float64

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.svm import LinearSVC
    >>> texts = ["全年公开信息30条。", "收到申请3件。", "网站公开信息18条。", "申请均已答复。"]
    >>> model = make_pipeline(SentenceFeatures(min_count=1), LinearSVC())
    >>> model.fit(texts, ["公开", "申请", "公开", "申请"]).predict(["另收到申请1件。"]).tolist()
    ['申请']
    """

    def __init__(
        self,
        *,
        ngrams: tuple[int, int] = (1, 3),
        min_count: int = 2,
        max_features: int = 30_000,
        words: bool = False,
        cues: str | None = "sentence",
        previous: bool = True,
        place: bool = True,
        heading: bool = True,
        previous_weight: float = 0.5,
    ) -> None:
        self.ngrams = ngrams
        self.min_count = min_count
        self.max_features = max_features
        self.words = words
        self.cues = cues
        self.previous = previous
        self.place = place
        self.heading = heading
        self.previous_weight = previous_weight

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn which n-grams there are, and how rare each is.

        Parameters
        ----------
        X : list, Series or array of str, or DataFrame with text and optional previous, position, heading
        y : ignored

        Raises
        ------
        ValueError
            When there is no text, or a parameter is out of bounds.
        """
        self.check_parameters()
        inputs = as_inputs(X)
        if not len(inputs):
            raise ValueError("no texts to learn features from")
        texts = [masked(text) for text in inputs.text]
        self.vocabulary_: dict[str, np.ndarray] = {}
        self.idf_: dict[str, np.ndarray] = {}
        self._learn("text", texts, self.max_features)
        self._learn_words(inputs.text if self.words else [])
        previous = [text for text in inputs.previous if text] if self.previous else []
        self._learn("previous", [masked(text) for text in previous], self.max_features // 2)
        heading = [text for text in inputs.heading if text] if self.heading else []
        self._learn("heading", [masked(text) for text in heading], self.max_features // 10)
        self.n_features_in_ = 1
        return self

    def transform(self, X: Any) -> sp.csr_matrix:
        """Features of each text, a sparse matrix (texts × features) of float64."""
        check_is_fitted(self, "vocabulary_")
        inputs = as_inputs(X)
        rows = len(inputs)
        # A sentence comes again as the one before the next: each distinct text is worked on once.
        known: dict[str, int] = {}
        own = [known.setdefault(text, len(known)) for text in inputs.text]
        before = [
            -1 if text is None or not self.previous else known.setdefault(text, len(known))
            for text in inputs.previous
        ]
        distinct = [masked(text) for text in known]
        grams = grams_of(distinct, self.ngrams)
        parts = [self._block("text", *grams, len(distinct))[own] if rows else self._empty("text")]
        parts.append(self._word_block(inputs.text))
        parts.append(self._shifted("previous", grams, len(distinct), before))
        parts.append(self._heading_block(inputs))
        cues = self._cue_block(distinct)
        parts.append(cues[own] if rows else cues[:0])
        if self.previous:
            parts.append(_picked(cues, before) * self.previous_weight)
        parts.append(sp.csr_matrix(self._numbers(inputs, [distinct[row] for row in own])))
        return sp.hstack(parts, format="csr")

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns: ``text=收到``, ``previous=申请``, ``cue=future``, ``length<15``, ``place=0.3``."""
        check_is_fitted(self, "vocabulary_")
        names: list[str] = []
        for block in _BLOCKS:
            values = self.vocabulary_[block]
            shown = values if block == "word" else map(gram_name, values.tolist())
            names += [f"{block}={value}" for value in shown]
        if self.cues:
            ids = [cue.id for cue in cues_of(self.cues)]
            names += [f"cue={id}" for id in ids]
            if self.previous:
                names += [f"previous_cue={id}" for id in ids]
        names += [f"length<{length}" for length in _LENGTHS] + [f"length>={_LENGTHS[-1]}"]
        if self.place:
            names += ["first"] + [f"place={place / _PLACES:.1f}" for place in range(_PLACES)]
        return np.array(names, dtype=object)

    def places(self, text: str) -> list[tuple[int, int, int]]:
        """Columns of the n-grams of a text, each with the stretch it stands for: (column, start, end)."""
        vocabulary = self.vocabulary_["text"]
        found = []
        for number, start, end in gram_places(text, self.ngrams):
            column = int(np.searchsorted(vocabulary, number))
            if column < len(vocabulary) and vocabulary[column] == number:
                found.append((column, start, end))
        return found

    def width(self) -> int:
        """Number of columns of a fitted transformer."""
        cues = len(cues_of(self.cues)) * (2 if self.previous else 1) if self.cues else 0
        places = _PLACES + 1 if self.place else 0
        return sum(map(len, self.vocabulary_.values())) + cues + len(_LENGTHS) + 1 + places

    def check_parameters(self) -> None:
        low, high = self.ngrams
        if not 1 <= low <= high <= MAX_N:
            raise ValueError(f"ngrams={self.ngrams!r}: from 1 to {MAX_N}, the shorter first")
        if self.min_count < 1 or self.max_features < 1:
            raise ValueError("min_count and max_features must be 1 or more")
        if self.cues is not None and self.cues not in CUE_SETS:
            raise ValueError(f"cues={self.cues!r}: {', '.join(map(repr, CUE_SETS))} or None")

    def _learn(self, block: str, texts: Sequence[str], limit: int) -> None:
        if not texts:
            self.vocabulary_[block] = np.empty(0, dtype=np.int64)
            self.idf_[block] = np.empty(0)
            return
        rows, grams = grams_of(texts, self.ngrams)
        # Each n-gram once a text: sorted by n-gram and text, so that doubles stand together.
        order = np.lexsort((rows, grams))
        rows, grams = rows[order], grams[order]
        first = np.ones(len(grams), dtype=bool)
        first[1:] = (grams[1:] != grams[:-1]) | (rows[1:] != rows[:-1])
        found, counts = np.unique(grams[first], return_counts=True)
        self.vocabulary_[block], self.idf_[block] = self._kept(found, counts, len(texts), limit)

    def _learn_words(self, texts: Sequence[str]) -> None:
        counts: dict[str, int] = {}
        for text in texts:
            for word in set(_words(masked(text))):
                counts[word] = counts.get(word, 0) + 1
        found = np.array(sorted(counts), dtype=str)
        numbers = np.array([counts[word] for word in found], dtype=np.int64)
        self.vocabulary_["word"], self.idf_["word"] = self._kept(
            found, numbers, len(texts), self.max_features // 2
        )

    def _kept(
        self, found: np.ndarray, counts: np.ndarray, size: int, limit: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """What stands in enough texts, the most frequent up to the limit; sorted, with its idf."""
        enough = counts >= min(self.min_count, size)
        found, counts = found[enough], counts[enough]
        if len(found) > limit:
            kept = np.sort(np.argsort(-counts, kind="stable")[:limit])
            found, counts = found[kept], counts[kept]
        return found, np.log((1 + size) / (1 + counts)) + 1.0

    def _block(self, block: str, rows: np.ndarray, grams: np.ndarray, size: int) -> sp.csr_matrix:
        return scaled(count_grams(rows, grams, self.vocabulary_[block], size), self.idf_[block])

    def _empty(self, block: str) -> sp.csr_matrix:
        return sp.csr_matrix((0, len(self.vocabulary_[block])))

    def _shifted(
        self, block: str, grams: tuple[np.ndarray, np.ndarray], size: int, at: Sequence[int]
    ) -> sp.csr_matrix:
        """The block of the sentence before each text."""
        if not len(self.vocabulary_[block]):
            return sp.csr_matrix((len(at), 0))
        return _picked(self._block(block, *grams, size), at) * self.previous_weight

    def _word_block(self, texts: Sequence[str]) -> sp.csr_matrix:
        vocabulary = self.vocabulary_["word"]
        column = {word: number for number, word in enumerate(vocabulary.tolist())}
        places = [
            (row, column[word])
            for row, text in enumerate(texts if column else [])
            for word in _words(masked(text))
            if word in column
        ]
        rows, columns = zip(*places, strict=True) if places else ((), ())
        shape = (len(texts), len(vocabulary))
        counts = sp.csr_matrix((np.ones(len(places)), (rows, columns)), shape=shape)
        counts.sum_duplicates()
        return scaled(counts, self.idf_["word"])

    def _heading_block(self, inputs: Inputs) -> sp.csr_matrix:
        if not len(self.vocabulary_["heading"]):
            return sp.csr_matrix((len(inputs), 0))
        headings = [masked(text) if text and self.heading else "" for text in inputs.heading]
        known = {text: number for number, text in enumerate(dict.fromkeys(headings))}
        block = self._block("heading", *grams_of(list(known), self.ngrams), len(known))
        at = [known[text] if text else -1 for text in headings]
        return _picked(block, at)

    def _cue_block(self, texts: Sequence[str]) -> sp.csr_matrix:
        cues = cues_of(self.cues) if self.cues else ()
        found = [[cue.pattern.search(text) is not None for cue in cues] for text in texts]
        return sp.csr_matrix(np.array(found, dtype=np.float64).reshape(len(texts), len(cues)) * _CUE_WEIGHT)

    def _numbers(self, inputs: Inputs, texts: Sequence[str]) -> np.ndarray:
        """Length and place, one column a class."""
        lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
        length = np.eye(len(_LENGTHS) + 1)[np.searchsorted(_LENGTHS, lengths, side="right")] * _LENGTH_WEIGHT
        if not self.place:
            return length
        place = np.zeros((len(inputs), _PLACES + 1))
        known = ~np.isnan(inputs.position)
        bins = np.minimum((inputs.position[known] * _PLACES).astype(int), _PLACES - 1)
        place[np.flatnonzero(known), bins + 1] = _PLACE_WEIGHT
        # The first sentence has a place, and none before it.
        place[:, 0] = [
            _PLACE_WEIGHT if text is None and not np.isnan(at) else 0.0
            for text, at in zip(inputs.previous, inputs.position, strict=True)
        ]
        return np.hstack([length, place])


def _picked(block: sp.csr_matrix, at: Sequence[int]) -> sp.csr_matrix:
    """Rows of a block by number, an empty row for -1."""
    padded = sp.vstack([block, sp.csr_matrix((1, block.shape[1]))], format="csr")
    rows = np.array(at, dtype=int)
    rows[rows < 0] = block.shape[0]
    return padded[rows]


@cache
def _segmenter() -> Segmenter:
    return Segmenter()


def _words(text: str) -> list[str]:
    return [word for word in _segmenter().words(text) if any(char.isalnum() for char in word)]
