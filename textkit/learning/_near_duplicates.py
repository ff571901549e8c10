"""Near-duplicates among labelled sentences, which would make a classifier look better than it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from textkit.learning._grams import masked

__all__ = ["first_of_near_duplicates"]

_N = 3


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

    Notes
    -----
    Prefix filter (Chaudhuri et al. 2006): a text as like as the threshold shares one of its rarest trigrams. Exact.

    Examples
    --------
    >>> first_of_near_duplicates(["公开信息30条。", "公开信息9条。", "收到申请3件。"]).tolist()
    [True, False, True]
    """
    grams = [{text[at : at + _N] for at in range(max(1, len(text) - _N + 1))} for text in map(masked, texts)]
    often: dict[str, int] = defaultdict(int)
    for one in grams:
        for gram in one:
            often[gram] += 1
    kept = np.ones(len(texts), dtype=bool)
    holders: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(grams):
        rare = sorted(one, key=lambda gram: (often[gram], gram))
        prefix = rare[: len(one) - int(np.ceil(threshold * len(one))) + 1]
        near = {other for gram in prefix for other in holders[gram]}
        kept[at] = not any(len(one & grams[other]) >= threshold * len(one | grams[other]) for other in near)
        if kept[at]:
            for gram in prefix:
                holders[gram].append(at)
    return kept
