"""The classifier of problem statements into themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from textkit.learning._explaining import Explanation, explain_scores
from textkit.learning._features import SentenceFeatures
from textkit.learning._inputs import as_inputs
from textkit.learning._linear import LinearScores, sigmoid

__all__ = ["MOST_THEMES", "ThemeClassifier"]

# A statement has one or two themes (problem_themes of the form's guide); more is a list that was not cut.
MOST_THEMES = 2


class ThemeClassifier(ClassifierMixin, BaseEstimator):
    """Find what a problem statement, or a measure, is about; a text may have several themes.

    One logistic regression a theme on character n-grams and the cues of ``themes.toml``.

    Parameters
    ----------
    C : float
        Inverse strength of the penalty.
    threshold : float
        Probability from which a theme counts.
    least : float
        Where none reaches the threshold, the likeliest theme counts from this probability on: a statement has a theme.
    random_state : int, RandomState or None
    features : SentenceFeatures, optional

    Attributes
    ----------
    classes_ : ndarray of str, sorted
    features_ : fitted SentenceFeatures
    scores_ : LinearScores

    Examples
    --------
    >>> texts = ["人员多为兼职。", "信息更新不及时。", "人员流动频繁。", "发布滞后。"] * 2
    >>> model = ThemeClassifier().fit(texts, [["staff"], ["timeliness"]] * 4)
    >>> model.predict_themes(["兼职人员流动大"])[0][0][0]
    'staff'
    """

    def __init__(
        self,
        *,
        C: float = 20.0,
        threshold: float = 0.35,
        least: float = 0.08,
        random_state: Any = None,
        features: SentenceFeatures | None = None,
    ) -> None:
        self.C = C
        self.threshold = threshold
        self.least = least
        self.random_state = random_state
        self.features = features

    def fit(self, X: Any, y: Iterable[Iterable[str]]) -> Self:
        """Train on statements with their themes.

        Parameters
        ----------
        X : list, Series or array of str, or DataFrame with text
        y : one list of themes a text (may be empty), or an indicator matrix with the themes as columns of a DataFrame

        Raises
        ------
        ValueError
            When there are no texts, no themes, or not as many lists as texts.
        """
        inputs = as_inputs(X)
        themes = theme_lists(y)
        if not len(inputs):
            raise ValueError("no statements to learn from")
        if len(themes) != len(inputs):
            raise ValueError(f"{len(inputs)} texts and {len(themes)} lists of themes; each text needs one")
        self.classes_ = np.array(sorted({theme for one in themes for theme in one}), dtype=object)
        if not len(self.classes_):
            raise ValueError("no text has a theme; label some first")
        features = self.features if self.features is not None else default_features()
        self.features_ = clone(features).fit(inputs)
        matrix = self.features_.transform(inputs)
        coef, intercept = np.zeros((len(self.classes_), matrix.shape[1])), np.zeros(len(self.classes_))
        for row, theme in enumerate(self.classes_):
            truth = np.array([theme in one for one in themes])
            if truth.all():
                intercept[row] = 10.0
                continue
            model = LogisticRegression(C=self.C, max_iter=300, random_state=self.random_state).fit(
                matrix, truth
            )
            coef[row], intercept[row] = model.coef_[0], model.intercept_[0]
        self.scores_ = LinearScores(self.classes_, coef, intercept)
        self.n_features_in_ = 1
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """Log odds (texts × themes)."""
        check_is_fitted(self, "scores_")
        inputs = as_inputs(X)
        if not len(inputs):
            return np.empty((0, len(self.classes_)))
        return self.scores_.decision_function(self.features_.transform(inputs))

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each theme (texts × themes); rows don't sum to 1."""
        return sigmoid(self.decision_function(X))

    def predict(self, X: Any) -> np.ndarray:
        """Which themes each text has, an array of bool (texts × themes), at most two a text."""
        return chosen(self.predict_proba(X), self.threshold, self.least)

    def predict_themes(self, X: Any) -> list[list[tuple[str, float]]]:
        """For each text its themes with their probability, the likeliest first."""
        chances = self.predict_proba(X)
        return [
            [(str(self.classes_[at]), float(row[at])) for at in np.argsort(-row, kind="stable") if kept[at]]
            for row, kept in zip(chances, chosen(chances, self.threshold, self.least), strict=True)
        ]

    def explain(self, text: str, *, theme: str | None = None) -> Explanation:
        """Show what counted for a theme; default: the likeliest one.

        Raises
        ------
        ValueError
            When there is no such theme.

        Examples
        --------
        >>> model = ThemeClassifier().fit(["人员多为兼职。", "信息更新不及时。"] * 2, [["staff"], ["timeliness"]] * 2)
        >>> model.explain("兼职人员多").label
        'staff'
        """
        check_is_fitted(self, "scores_")
        chances = self.predict_proba([text])[0]
        names = [str(one) for one in self.classes_]
        if theme is not None and theme not in names:
            raise ValueError(f"no theme {theme!r}; the model knows {', '.join(names)}")
        order = np.argsort(-chances, kind="stable")
        return explain_scores(
            self.features_,
            self.scores_,
            as_inputs([text]),
            label=int(order[0]) if theme is None else names.index(theme),
            against=-1,
            names=names,
            probabilities={names[at]: float(chances[at]) for at in order},
        )

    def score(self, X: Any, y: Iterable[Iterable[str]], sample_weight: Any = None) -> float:
        """Micro F1 over all themes."""
        truth = [set(one) for one in theme_lists(y)]
        found = [{theme for theme, _ in one} for one in self.predict_themes(X)]
        right = sum(len(one & other) for one, other in zip(truth, found, strict=True))
        total = sum(map(len, truth)) + sum(map(len, found))
        return 2 * right / total if total else 1.0


def default_features() -> SentenceFeatures:
    return SentenceFeatures(previous=False, place=False, heading=False, cues="themes", max_features=20_000)


def chosen(chances: np.ndarray, threshold: float, least: float) -> np.ndarray:
    """Themes at or above the threshold, at most two a text; the likeliest from ``least`` on where there is none."""
    kept = chances >= threshold
    if not kept.size:
        return kept
    best = chances.argmax(axis=1)
    rows = np.flatnonzero(~kept.any(axis=1) & (chances.max(axis=1) >= least))
    kept[rows, best[rows]] = True
    if chances.shape[1] > MOST_THEMES:
        lowest = np.sort(chances, axis=1)[:, -MOST_THEMES][:, None]
        kept &= chances >= lowest
    return kept


def theme_lists(y: Any) -> list[list[str]]:
    """Themes as lists, from lists or from an indicator matrix with named columns."""
    if hasattr(y, "columns"):
        names = [str(name) for name in y.columns]
        return [[name for name, has in zip(names, row, strict=True) if has] for row in y.to_numpy()]
    found: list[list[str]] = []
    rows: Sequence[Any] = list(y)
    for at, one in enumerate(rows):
        if isinstance(one, str):
            raise TypeError(f"row {at} is the text {one!r}; a list of themes is needed, [{one!r}]")
        found.append([str(theme) for theme in one])
    return found
