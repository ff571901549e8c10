"""Texts gathered around the one that most others are like."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from textkit.recurrence._join import Method, Pairs, Progress, similar_pairs

__all__ = ["Clustered", "cluster_texts", "clusters_of"]


@dataclass(frozen=True, slots=True)
class Clustered:
    """Texts by what is alike: the number of each among the distinct ones, that of the text which stands for it, and the pairs of distinct ones."""

    text: np.ndarray
    star: np.ndarray
    pairs: Pairs


def cluster_texts(
    masked: Sequence[str],
    *,
    threshold: float,
    method: Method = "minhash",
    progress: Progress | None = None,
    executor: Executor | None = None,
    shared_folder: str | Path | None = None,
) -> Clustered:
    """Join the distinct texts and gather them around stars; parameters as for ``similar_pairs``."""
    at, texts = pd.factorize(np.array(masked, dtype=object), sort=True)
    pairs = similar_pairs(
        texts.tolist(),
        threshold=threshold,
        method=method,
        progress=progress,
        executor=executor,
        shared_folder=shared_folder,
    )
    counts = np.bincount(at, minlength=len(texts)).astype(float)
    return Clustered(at, clusters_of(pairs, counts)[at], pairs)


def clusters_of(pairs: Pairs, weights: np.ndarray) -> np.ndarray:
    """For each text the number of the text that stands for its cluster; alone, its own.

    Parameters
    ----------
    pairs : of texts that are alike
    weights : ndarray of float, how often each text occurs

    Notes
    -----
    Star clustering (Aslam, Pelekhov and Rus 2004): the text with most occurrences around it comes first and takes all that
    are like it, so every member is like the one that stands for it, and no chain joins what is not alike.
    """
    size = len(weights)
    left, right = np.r_[pairs.left, pairs.right], np.r_[pairs.right, pairs.left]
    order = np.argsort(left, kind="stable")
    right = right[order]
    begins = np.searchsorted(left[order], np.arange(size + 1))
    around = weights + np.bincount(left, weights=weights[np.r_[pairs.right, pairs.left]], minlength=size)
    likeness = np.r_[pairs.jaccard, pairs.jaccard][order]
    star = np.full(size, -1, dtype=np.int64)
    best = np.zeros(size)
    # Ties go to the text that comes first.
    for text in np.lexsort((np.arange(size), -around)):
        if star[text] >= 0:
            continue
        star[text], best[text] = text, 2.0
        near = slice(begins[text], begins[text + 1])
        for other, alike in zip(right[near].tolist(), likeness[near].tolist(), strict=True):
            # A member of an earlier star goes over to a later one that it is more like, stars stay.
            if best[other] < alike:
                star[other], best[other] = text, alike
    return star
