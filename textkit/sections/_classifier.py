"""The classifier of sentences into sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import logsumexp
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, has_fit_parameter

from textkit.learning._explaining import Explanation, explain_scores
from textkit.learning._features import SentenceFeatures
from textkit.learning._inputs import Inputs, as_inputs, as_labels
from textkit.learning._linear import LinearScores, class_scores, fitted_temperature, linear_part, softmax
from textkit.sections._decoding import chances
from textkit.sections._order import LabelOrder

__all__ = ["SectionClassifier"]

# Share of the texts, whole groups at a time, that the temperature is fitted on.
HELD_OUT = 0.2
# With fewer texts nothing is held out, and the temperature is 1.
FEWEST_FOR_TEMPERATURE = 60
# Part of a sentence's weight that goes to the other labels it may have. Hands held out, 0.2 is best for one sentence
# with the one before; at 0.6 a single other label outweighs the true one, at 0 sentences of two labels mislead.
ALSO_SHARE = 0.2
# How often a sentence is seen without its heading, which tells much by itself: seen always, it would be
# all that is learnt.
HEADING_DROPPED = 0.7


class SectionClassifier(ClassifierMixin, BaseEstimator):
    """Put sentences into the sections of the report.

    What a sentence says by itself is weighed by a linear model. Where X tells them, what stands around is added:
    which label the sentence before seems to have and how labels follow each other, and how likely each
    label is at that place of a report. So a model reads sentences alone, with the one before, or whole reports.

    Parameters
    ----------
    estimator : scikit-learn classifier, optional
        Works on the sparse matrix of ``SentenceFeatures``; needs ``decision_function`` or ``predict_proba``.
        Default: logistic regression.
    context : bool
        Whether the sentence before, the place and the heading are looked at, where X has them.
    random_state : int, RandomState or None
    features : SentenceFeatures, optional
        Of the sentence itself. Default: ``SentenceFeatures(previous=False, place=False, heading=context)``; headings
        are left out at random in training.
    odds : mapping of label to float, optional
        Factors on the odds of labels that are rarer or more frequent in use than among the labelled sentences, or whose
        errors cost more (Saerens et al. 2002); 1 for all others.

    Attributes
    ----------
    classes_ : ndarray of str, sorted
    features_ : fitted SentenceFeatures
    estimator_ : fitted estimator, or the arrays of one that was loaded
    temperature_ : float
        Scores are divided by it; fitted on texts held out (Guo et al. 2017).
    order_ : LabelOrder
        How labels follow each other, and where they stand, in the reports given to ``fit`` as groups.

    Examples
    --------
    >>> texts = ["全年公开信息30条。", "收到公开申请3件。", "网站公开信息18条。", "公开申请均已答复。"] * 3
    >>> labels = ["overview.proactive", "overview.applications"] * 6
    >>> model = SectionClassifier(random_state=0).fit(texts, labels)
    >>> model.predict(["收到申请1件。"]).tolist()
    ['overview.applications']
    >>> model.predict_proba(["收到申请1件。"]).shape
    (1, 2)
    """

    def __init__(
        self,
        estimator: Any = None,
        *,
        context: bool = True,
        random_state: Any = None,
        features: SentenceFeatures | None = None,
        odds: Mapping[str, float] | None = None,
    ) -> None:
        self.estimator = estimator
        self.context = context
        self.random_state = random_state
        self.features = features
        self.odds = odds

    def fit(
        self,
        X: Any,
        y: Iterable[Any],
        *,
        also: Iterable[Iterable[str]] | None = None,
        sample_weight: Any = None,
        groups: Iterable[Any] | None = None,
    ) -> Self:
        """Train on labelled sentences.

        Parameters
        ----------
        X : list, Series or array of str, or DataFrame with text and optional previous, position, heading,
            paragraph_start
        y : labels, one a sentence
        also : optional
            For each sentence the labels that would be right too; they get part of its weight, so that what is
            learnt is what a careful reader would accept.
        sample_weight : array of float, optional
        groups : optional
            The report of each sentence; sentences of a report stand in its order. What is held out
            for calibration are whole reports then, and the order of labels is learnt. Without groups the
            sentence before and the place say nothing.

        Raises
        ------
        ValueError
            When there are no sentences, labels and sentences are not equally many, or all labels are the same.
        """
        inputs = as_inputs(X)
        size = len(inputs)
        if not size:
            raise ValueError("no sentences to learn from")
        labels = as_labels(y, size=size)
        if any(not factor > 0 for factor in (self.odds or {}).values()):
            raise ValueError(f"odds={self.odds!r}: factors must be above 0")
        self.classes_, truth = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"all labels are {self.classes_[0]!r}; two different ones are needed")
        weights = np.ones(size) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        named = None if groups is None else np.array([str(group) for group in groups], dtype=object)
        accepted = [() for _ in range(size)] if also is None else [tuple(one) for one in also]
        for name, values in (("weights", weights), ("groups", named), ("lists of further labels", accepted)):
            if values is not None and len(values) != size:
                raise ValueError(f"{size} sentences and {len(values)} {name}; each needs one")
        chance = check_random_state(self.random_state)
        seen = _with_gaps(inputs, chance) if self.context else inputs.without_context()
        lesson = _Lesson(seen, truth, *self._shared(truth, accepted, weights))
        is_plain = sample_weight is None and also is None
        self.temperature_ = self._temperature(lesson, named, chance, is_plain=is_plain)
        self.features_, self.estimator_ = self._trained(lesson, np.arange(size), chance, is_plain=is_plain)
        classes = len(self.classes_)
        if named is not None and self.context:
            self.order_ = LabelOrder.learnt(truth, named, classes, inputs.starts, inputs.position)
        else:
            self.order_ = LabelOrder.flat(classes)
        self.n_features_in_ = 1
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest label of each sentence, an array of str."""
        chances = self.predict_proba(X)
        return self.classes_[chances.argmax(axis=1)] if len(chances) else self.classes_[:0]

    def predict_reports(self, X: Any, groups: Iterable[Any]) -> np.ndarray:
        """The likeliest label of each sentence, those of a report taken together, headings left out; an array of str.

        Parameters
        ----------
        X : DataFrame with text, position and paragraph_start
        groups : the report of each sentence; those of a report stand in its order

        Raises
        ------
        ValueError
            When groups and sentences are not equally many.

        Examples
        --------
        >>> import pandas as pd
        >>> X = pd.DataFrame({"text": ["公开信息30条。", "收到申请3件。"] * 4, "position": [0.0, 1.0] * 4})
        >>> reports = ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> model = SectionClassifier(random_state=0).fit(X, ["proactive", "applications"] * 4, groups=reports)
        >>> model.predict_reports(X.head(2), ["a", "a"]).tolist()
        ['proactive', 'applications']
        """
        inputs = as_inputs(X)
        rows_of: dict[Any, list[int]] = {}
        for row, group in enumerate(groups):
            rows_of.setdefault(group, []).append(row)
        size = sum(map(len, rows_of.values()))
        if size != len(inputs):
            raise ValueError(f"{len(inputs)} sentences and {size} groups; each needs one")
        scores = self.own_scores(inputs.text) + self.order_.at(inputs.position)
        starts = np.zeros(len(inputs), dtype=bool) if inputs.starts is None else inputs.starts
        found = np.zeros(len(inputs), dtype=np.intp)
        for rows in rows_of.values():
            found[rows] = chances(scores[rows], self.order_, starts[rows]).argmax(axis=1)
        return self.classes_[found]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Calibrated probabilities (sentences × classes)."""
        return softmax(self.decision_function(X))

    def decision_function(self, X: Any) -> np.ndarray:
        """Log probabilities up to a constant a row (sentences × classes): the sentence, the one before, the place."""
        check_is_fitted(self, "estimator_")
        inputs = as_inputs(X)
        own = self.own_scores(inputs)
        if not self.context or not len(own):
            return own
        return own + self._from_previous(inputs) + self.order_.at(inputs.position)

    def own_scores(self, X: Any) -> np.ndarray:
        """Log probabilities by what each sentence says itself, with its heading if given (sentences × classes)."""
        check_is_fitted(self, "estimator_")
        inputs = as_inputs(X)
        if not len(inputs):
            return np.empty((0, len(self.classes_)))
        scores = class_scores(self.estimator_, self.features_.transform(inputs)) / self.temperature_
        scores += self.log_odds()
        return scores - logsumexp(scores, axis=1, keepdims=True)

    def log_odds(self) -> np.ndarray:
        """What ``odds`` add to the score of each class."""
        return np.log([float((self.odds or {}).get(str(label), 1.0)) for label in self.classes_])

    def _from_previous(self, inputs: Inputs) -> np.ndarray:
        """What the sentence before says of each label (sentences × classes)."""
        found = np.zeros((len(inputs), len(self.classes_)))
        rows = [row for row, text in enumerate(inputs.previous) if text is not None]
        if rows:
            distinct = list(dict.fromkeys(inputs.previous[row] or "" for row in rows))
            place = {text: at for at, text in enumerate(distinct)}
            after = self.order_.after(self.own_scores(distinct))
            found[rows] = after[[place[inputs.previous[row] or ""] for row in rows]]
        first = np.array([text is None for text in inputs.previous]) & (inputs.position == 0)
        found[first] = self.order_.start
        return found

    def explain(
        self,
        text: str,
        *,
        previous: str | None = None,
        position: float | None = None,
        heading: str | None = None,
        label: str | None = None,
    ) -> Explanation:
        """Show what counted for a label.

        Parameters
        ----------
        text : str
        previous, position, heading : as in X, optional
        label : str, optional
            Default: the likeliest one.

        Raises
        ------
        ValueError
            When there is no such label.
        TypeError
            When the estimator isn't linear.

        Examples
        --------
        >>> model = SectionClassifier().fit(["全年公开信息30条。", "收到申请3件。"], ["proactive", "applications"])
        >>> model.explain("收到申请1件。").label
        'applications'
        """
        check_is_fitted(self, "estimator_")
        linear = (
            self.estimator_ if isinstance(self.estimator_, LinearScores) else linear_part(self.estimator_)
        )
        if linear is None:
            raise TypeError(f"{type(self.estimator_).__name__} is not linear: it has no weights to show")
        place = np.nan if position is None else float(position)
        row = Inputs([text], [previous], np.array([place]), [heading])
        chances = self.predict_proba(row)[0]
        names = [str(one) for one in self.classes_]
        if label is not None and label not in names:
            raise ValueError(f"no label {label!r}; the model knows {', '.join(names)}")
        order = np.argsort(-chances, kind="stable")
        chosen = int(order[0]) if label is None else names.index(label)
        against = int(next(at for at in order if at != chosen))
        given = self.log_odds()
        around = {"odds of the label": float(given[chosen] - given[against])}
        if self.context:
            before, where = self._from_previous(row)[0], self.order_.at(row.position)[0]
            around["previous sentence"] = float(before[chosen] - before[against])
            around["place in the report"] = float(where[chosen] - where[against])
        return explain_scores(
            self.features_,
            linear,
            row,
            label=chosen,
            against=against,
            names=names,
            probabilities={names[at]: float(chances[at]) for at in order},
            temperature=self.temperature_,
            around=around,
        )

    def _shared(
        self, truth: np.ndarray, also: Sequence[Sequence[str]], weights: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows, labels and weights to learn: one a sentence, and one for each further label that it may have."""
        place = {str(label): at for at, label in enumerate(self.classes_)}
        rows, labels, shares = [], [], []
        for row, (label, more) in enumerate(zip(truth.tolist(), also, strict=True)):
            others = [place[one] for one in more if one in place and place[one] != label]
            rows += [row] * (1 + len(others))
            labels += [label, *others]
            own = 1.0 - ALSO_SHARE if others else 1.0
            shares += [own * weights[row], *[ALSO_SHARE / len(others) * weights[row] for _ in others]]
        return np.array(rows), np.array(labels), np.array(shares)

    def _trained(
        self, lesson: _Lesson, sentences: np.ndarray, chance: np.random.RandomState, *, is_plain: bool
    ) -> tuple[SentenceFeatures, Any]:
        """Features and estimator trained on some of the sentences."""
        features = clone(self.features if self.features is not None else default_features(self.context))
        estimator = clone(self.estimator) if self.estimator is not None else default_estimator()
        seed = int(chance.randint(np.iinfo(np.int32).max))
        if "random_state" in estimator.get_params() and estimator.get_params()["random_state"] is None:
            estimator.set_params(random_state=seed)
        inputs = lesson.inputs.take(sentences)
        matrix = features.fit(inputs).transform(inputs)
        if is_plain:
            return features, estimator.fit(matrix, lesson.truth[sentences])
        if not has_fit_parameter(estimator, "sample_weight"):
            raise ValueError(
                f"{type(estimator).__name__} takes no sample_weight, which weights and further labels need"
            )
        kept = np.isin(lesson.rows, sentences)
        at = np.searchsorted(sentences, lesson.rows[kept])
        return features, estimator.fit(matrix[at], lesson.labels[kept], sample_weight=lesson.shares[kept])

    def _temperature(
        self, lesson: _Lesson, groups: np.ndarray | None, chance: np.random.RandomState, *, is_plain: bool
    ) -> float:
        held = _held_out(lesson.truth, groups, chance)
        if held is None:
            return 1.0
        features, estimator = self._trained(lesson, np.flatnonzero(~held), chance, is_plain=is_plain)
        scores = class_scores(estimator, features.transform(lesson.inputs.take(np.flatnonzero(held))))
        return fitted_temperature(scores, lesson.truth[held])


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What is learnt: sentences with their labels, and rows with the labels and weights to learn from each."""

    inputs: Inputs
    truth: np.ndarray
    rows: np.ndarray
    labels: np.ndarray
    shares: np.ndarray


def default_estimator() -> LogisticRegression:
    """Logistic regression; docs/sections.md says against what it was chosen."""
    # With ten times the tolerance a fit takes half the time and errs as often on hands held out, but more often on real reports.
    return LogisticRegression(C=10.0, max_iter=1000)


def _held_out(
    truth: np.ndarray, groups: np.ndarray | None, chance: np.random.RandomState
) -> np.ndarray | None:
    """Which sentences the temperature is fitted on; None where the rest would lack a class."""
    size = len(truth)
    if size < FEWEST_FOR_TEMPERATURE:
        return None
    units = np.arange(size) if groups is None else np.unique(groups, return_inverse=True)[1]
    names = chance.permutation(units.max() + 1)
    chosen = names[: max(1, round(HELD_OUT * len(names)))]
    held = np.isin(units, chosen)
    if held.all() or set(truth[~held]) != set(truth):
        return None
    return held


def default_features(context: bool) -> SentenceFeatures:
    return SentenceFeatures(previous=False, place=False, heading=context)


def _with_gaps(inputs: Inputs, chance: np.random.RandomState) -> Inputs:
    """The sentences with some of their headings left out at random."""
    gone = chance.random_sample(len(inputs)) < HEADING_DROPPED
    headings = [None if out else text for text, out in zip(inputs.heading, gone, strict=True)]
    return Inputs(inputs.text, inputs.previous, inputs.position, headings, inputs.starts)
