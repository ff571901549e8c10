"""In which order labels follow each other in a report, and where in it they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import logsumexp

__all__ = ["PLACES", "LabelOrder"]

# Stretches of equal length that a report is parted into.
PLACES = 12
# Added to every count, so that nothing is impossible.
_SMOOTHING, _PLACE_SMOOTHING = 0.2, 1.0
# How much the sentence before counts for one sentence, and the place. From 0.7 to 1.3 and from 0.3 to 1 little
# changes; below 1, since both tell part of the same.
PREVIOUS_WEIGHT, PLACE_WEIGHT = 0.8, 0.6


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """Log probabilities of labels one after the other, and what a place says of a label.

    ``start`` (labels,) for the first sentence, ``end`` (labels,) for the last; ``step`` (3 × labels × labels) from
    a sentence to the next: inside a paragraph, into a new one, and where paragraphs are not known; ``place``
    (places × labels) how much likelier a label is there than elsewhere.
    """

    start: np.ndarray
    step: np.ndarray
    end: np.ndarray
    place: np.ndarray

    @classmethod
    def flat(cls, size: int) -> Self:
        """Nothing known: any label after any other, anywhere."""
        even = np.zeros(size)
        return cls(even, np.zeros((3, size, size)), even, np.zeros((PLACES, size)))

    @classmethod
    def learnt(
        cls,
        truth: np.ndarray,
        groups: np.ndarray,
        size: int,
        starts: np.ndarray | None = None,
        position: np.ndarray | None = None,
    ) -> Self:
        """From labelled reports; sentences of a report stand in its order.

        Parameters
        ----------
        truth : ndarray of int, labels as columns
        groups : ndarray, the report of each sentence
        size : int, number of labels
        starts : ndarray of bool, whether a sentence begins a paragraph
        position : ndarray of float, 0 to 1, NaN where not known
        """
        first, last = np.full(size, _SMOOTHING), np.full(size, _SMOOTHING)
        step = np.full((3, size, size), _SMOOTHING)
        for group in dict.fromkeys(groups.tolist()):
            rows = np.flatnonzero(groups == group)
            labels = truth[rows]
            first[labels[0]] += 1
            last[labels[-1]] += 1
            pairs = (labels[:-1], labels[1:])
            np.add.at(step[2], pairs, 1)
            if starts is not None:
                into = starts[rows][1:].astype(int)
                np.add.at(step, (into, *pairs), 1)
        if starts is None:
            step[:2] = step[2]
        place = np.full((PLACES, size), _PLACE_SMOOTHING)
        if position is not None:
            known = ~np.isnan(position)
            np.add.at(place, (place_of(position[known]), truth[known]), 1)
        share = place / place.sum(axis=0)
        return cls(
            np.log(first / first.sum()),
            np.log(step / step.sum(axis=2, keepdims=True)),
            np.log(last / last.sum()),
            np.log(share * PLACES) if position is not None else np.zeros((PLACES, size)),
        )

    def after(self, before: np.ndarray) -> np.ndarray:
        """What a sentence whose labels have these log probabilities says of the next (rows × labels)."""
        return PREVIOUS_WEIGHT * np.asarray(logsumexp(before[:, :, None] + self.step[2][None], axis=1))

    def at(self, position: np.ndarray) -> np.ndarray:
        """What places say of each label (rows × labels); nothing where the place isn't known."""
        found = np.zeros((len(position), self.place.shape[1]))
        known = ~np.isnan(position)
        found[known] = PLACE_WEIGHT * self.place[place_of(position[known])]
        return found


def place_of(position: np.ndarray) -> np.ndarray:
    return np.minimum((position * PLACES).astype(int), PLACES - 1)
