"""Near-duplicates among labelled sentences, which would make a classifier look better than it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from textkit.learning._grams import masked
from textkit.recurrence import similar_pairs

__all__ = ["first_of_near_duplicates"]


def first_of_near_duplicates(texts: Sequence[str], *, threshold: float = 0.6) -> np.ndarray:
    """Which texts have no earlier one as like as the threshold.

    Parameters
    ----------
    texts : sequence of str
    threshold : float
        Jaccard of the sets of character trigrams, numbers masked.

    Returns
    -------
    ndarray of bool

    Examples
    --------
    >>> first_of_near_duplicates(["公开信息30条。", "公开信息9条。", "收到申请3件。"]).tolist()
    [True, False, True]
    """
    pairs = similar_pairs([masked(text) for text in texts], threshold=threshold, method="exact")
    kept = np.ones(len(texts), dtype=bool)
    # In the order of the later text: what it is like has been settled before.
    order = np.argsort(pairs.right, kind="stable")
    for earlier, later in zip(pairs.left[order].tolist(), pairs.right[order].tolist(), strict=True):
        kept[later] &= not kept[earlier]
    return kept
