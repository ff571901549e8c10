"""Which sentences to label next: those a model is least sure of, and not twice the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textkit.learning._features import SentenceFeatures

__all__ = ["next_to_label"]

# A sentence as like a chosen one as this adds nothing; below it loses in proportion.
_ALIKE = 0.8


def next_to_label(model: Any, X: pd.DataFrame, *, n: int = 50) -> pd.DataFrame:
    """The sentences whose labels would teach a model most.

    Uncertainty is one less the margin between the two likeliest labels (Scheffer et al. 2001). One sentence
    after the other is taken, each time the one with the highest uncertainty times its distance to those
    already taken (cosine of character n-grams), so that fifty copies of one formula are not asked for.

    Parameters
    ----------
    model : fitted SectionClassifier, or any classifier with ``predict_proba`` that takes X
    X : DataFrame with text and optional previous, position, heading; further columns are kept
    n : int

    Returns
    -------
    DataFrame
        Rows of X with its index, the most useful first, and the columns predicted, score, uncertainty.

    Examples
    --------
    >>> from textkit import SectionClassifier
    >>> model = SectionClassifier().fit(["公开信息30条。", "收到申请3件。"], ["proactive", "applications"])
    >>> table = pd.DataFrame({"text": ["公开信息9条。", "今年下雨很多。", "公开信息8条。"]})
    >>> next_to_label(model, table, n=2).columns.tolist()
    ['text', 'predicted', 'score', 'uncertainty']
    """
    if not len(X):
        return X.assign(predicted=pd.Series(dtype=object), score=0.0, uncertainty=0.0)
    chances = np.asarray(model.predict_proba(X))
    ranked = np.sort(chances, axis=1)
    margin = ranked[:, -1] - ranked[:, -2] if chances.shape[1] > 1 else ranked[:, -1]
    uncertain = 1.0 - margin
    table = X.assign(
        predicted=np.asarray(model.classes_, dtype=object)[chances.argmax(axis=1)],
        score=ranked[:, -1],
        uncertainty=uncertain,
    )
    # Rows further down than this can't be taken before those above are.
    pool = np.argsort(-uncertain, kind="stable")[: max(20 * n, 1_000)]
    texts = [str(text) for text in X["text"].iloc[pool]]
    matrix = (
        SentenceFeatures(previous=False, place=False, heading=False, cues=None, min_count=1)
        .fit(texts)
        .transform(texts)
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    gain = uncertain[pool].copy()
    taken: list[int] = []
    while len(taken) < min(n, len(pool)):
        best = int(gain.argmax())
        if gain[best] < 0:
            break
        taken.append(best)
        alike = np.asarray((matrix @ matrix[best].T).todense()).ravel() / (lengths * lengths[best])
        gain *= np.clip(1.0 - alike / _ALIKE, 0.0, 1.0)
        gain[taken] = -1.0
    return table.iloc[pool[taken]]
