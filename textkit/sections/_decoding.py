"""Labels of all sentences of a report together: forward and backward over a chain (Rabiner 1989)."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from textkit.sections._order import LabelOrder

__all__ = ["chances"]

# A text with fewer paragraphs than one in so many sentences has lost its line breaks.
SENTENCES_OF_A_PARAGRAPH = 12


def _steps(order: LabelOrder, starts: np.ndarray) -> np.ndarray:
    """The step matrix into each sentence but the first (sentences - 1 × labels × labels)."""
    if starts.sum() * SENTENCES_OF_A_PARAGRAPH < len(starts):
        kinds = np.full(len(starts) - 1, 2)
    else:
        kinds = starts[1:].astype(int)
    return order.step[kinds]


def chances(scores: np.ndarray, order: LabelOrder, starts: np.ndarray) -> np.ndarray:
    """Probability of each label for each sentence, all sentences taken together (sentences × labels).

    Parameters
    ----------
    scores : ndarray (sentences × labels), log; -inf for what a sentence can't be
    order : LabelOrder
    starts : ndarray of bool, whether a sentence begins a paragraph
    """
    steps = _steps(order, starts)
    ahead, behind = np.zeros(scores.shape), np.zeros(scores.shape)
    ahead[0] = order.start + scores[0]
    for at in range(1, len(scores)):
        ahead[at] = logsumexp(ahead[at - 1][:, None] + steps[at - 1], axis=0) + scores[at]
    behind[-1] = order.end
    for at in range(len(scores) - 2, -1, -1):
        behind[at] = logsumexp(steps[at] + (scores[at + 1] + behind[at + 1])[None, :], axis=1)
    both = ahead + behind
    return np.exp(both - logsumexp(both, axis=1, keepdims=True))
