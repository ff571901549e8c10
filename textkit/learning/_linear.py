"""Scores of a linear model, and probabilities from scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

__all__ = ["LinearScores", "class_scores", "fitted_temperature", "linear_part", "sigmoid", "softmax"]

# Scores are divided by it; beyond these bounds a model is either sure of all or knows nothing.
_TEMPERATURES = (0.05, 20.0)


class LinearScores:
    """A linear model as arrays: ``scores = X @ coef_.T + intercept_``, one column a class.

    What a model file gives back; the estimator that was trained is not in the file.
    """

    def __init__(self, classes: np.ndarray, coef: np.ndarray, intercept: np.ndarray) -> None:
        self.classes_ = classes
        self.coef_ = coef
        self.intercept_ = intercept

    def decision_function(self, X: Any) -> np.ndarray:
        return np.asarray(X @ self.coef_.T) + self.intercept_


def linear_part(estimator: Any) -> LinearScores | None:
    """The arrays of a linear estimator with one row a class, None for others."""
    coef, intercept = getattr(estimator, "coef_", None), getattr(estimator, "intercept_", None)
    classes = getattr(estimator, "classes_", None)
    if coef is None or intercept is None or classes is None:
        return None
    coef, intercept = np.atleast_2d(np.asarray(coef)), np.atleast_1d(np.asarray(intercept))
    if len(classes) == 2 and len(coef) == 1:
        # Two classes share one row: the first has the opposite of the second.
        coef, intercept = np.vstack([-coef, coef]) / 2, np.hstack([-intercept, intercept]) / 2
    if len(coef) != len(classes):
        return None
    return LinearScores(np.asarray(classes), coef, intercept)


def class_scores(estimator: Any, X: Any) -> np.ndarray:
    """One score a class and row, from what the estimator offers.

    Raises
    ------
    TypeError
        When it has neither ``decision_function`` nor ``predict_proba``.
    """
    if hasattr(estimator, "decision_function"):
        scores = np.asarray(estimator.decision_function(X), dtype=np.float64)
        if scores.ndim == 1:
            scores = np.column_stack([-scores, scores]) / 2
        return scores
    if hasattr(estimator, "predict_proba"):
        return np.log(np.clip(np.asarray(estimator.predict_proba(X), dtype=np.float64), 1e-12, 1.0))
    raise TypeError(
        f"{type(estimator).__name__} gives no scores; take an estimator with decision_function or predict_proba"
    )


def softmax(scores: np.ndarray) -> np.ndarray:
    if not scores.size:
        return scores
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def sigmoid(scores: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(scores, -500, 500)))


def fitted_temperature(scores: np.ndarray, truth: np.ndarray) -> float:
    """The number that scores are divided by, so that their softmax is as likely as can be.

    Parameters
    ----------
    scores : ndarray (rows × classes) of sentences that the model was not trained on
    truth : ndarray of int, the column of the true class

    Notes
    -----
    Guo et al., On Calibration of Modern Neural Networks, ICML 2017.
    """

    def loss(log_temperature: float) -> float:
        chances = softmax(scores / np.exp(log_temperature))[np.arange(len(truth)), truth]
        return float(-np.log(np.clip(chances, 1e-12, 1.0)).mean())

    bounds = (np.log(_TEMPERATURES[0]), np.log(_TEMPERATURES[1]))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))
