"""How well a classifier does: per class, calibrated or not, where it errs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.metrics import precision_recall_fscore_support
from sklearn.utils import check_random_state
from sklearn.utils.parallel import Parallel, delayed

from textkit.learning._inputs import as_labels

__all__ = [
    "Evaluation",
    "calibration_error",
    "cross_validate",
    "evaluation_of",
    "learning_curve",
    "split_by_group",
]

_BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Predictions beside the truth, sentence by sentence.

    ``table`` has one row a sentence: text, true, also (labels accepted beside the true one, parted by blanks), predicted,
    score (probability of the predicted label), group, and whether it is right (strict) or accepted (lenient).
    """

    table: pd.DataFrame
    classes: tuple[str, ...]

    @property
    def strict(self) -> float:
        """Share of sentences with the true label."""
        return float(self.table["right"].mean())

    @property
    def lenient(self) -> float:
        """Share of sentences with the true label or one accepted beside it."""
        return float(self.table["accepted"].mean())

    @property
    def calibration_error(self) -> float:
        """Mean distance between probability and share of true labels, over ten bins of probability."""
        return calibration_error(self.table["score"].to_numpy(), self.table["right"].to_numpy())

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that occur."""
        return float(self.per_class["f1"].mean())

    @property
    def per_class(self) -> pd.DataFrame:
        """Per label: n, precision, recall, f1, and recall with accepted labels; index label."""
        truth, found = self.table["true"], self.table["predicted"]
        labels = [label for label in self.classes if (truth == label).any()]
        precision, recall, f1, number = precision_recall_fscore_support(
            truth, found, labels=labels, zero_division=0.0
        )
        lenient = self.table.groupby("true")["accepted"].mean().reindex(labels)
        return pd.DataFrame(
            {"n": number, "precision": precision, "recall": recall, "f1": f1, "lenient": lenient.to_numpy()},
            index=pd.Index(labels, name="label"),
        )

    @property
    def per_group(self) -> pd.DataFrame:
        """Per group: n, strict and lenient accuracy; index group."""
        groups = self.table.groupby("group", dropna=False)
        return pd.DataFrame(
            {"n": groups.size(), "strict": groups["right"].mean(), "lenient": groups["accepted"].mean()}
        )

    @property
    def confusion(self) -> pd.DataFrame:
        """Numbers of sentences by true (rows) and predicted label (columns)."""
        counts = pd.crosstab(self.table["true"], self.table["predicted"])
        return counts.reindex(index=list(self.classes), columns=list(self.classes), fill_value=0)

    @property
    def reliability(self) -> pd.DataFrame:
        """Per bin of probability: n, mean probability, share right."""
        bins = np.minimum((self.table["score"] * _BINS).astype(int), _BINS - 1)
        groups = self.table.groupby(bins)
        return pd.DataFrame(
            {"n": groups.size(), "score": groups["score"].mean(), "right": groups["right"].mean()}
        )

    def worst(self, n: int = 30) -> pd.DataFrame:
        """Sentences with a label that is not accepted, the surest first."""
        wrong = self.table[~self.table["accepted"]]
        return wrong.sort_values("score", ascending=False, kind="stable").head(n)

    def summary(self) -> str:
        """Figures in a few lines."""
        lines = [
            f"{len(self.table):,} sentences, {self.table['group'].nunique()} groups: strict {self.strict:.3f},"
            f" lenient {self.lenient:.3f}, macro F1 {self.macro_f1:.3f}, calibration error {self.calibration_error:.3f}",
            self.per_class.to_string(float_format=lambda value: f"{value:.2f}"),
        ]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return (
            f"Evaluation({len(self.table)} sentences, strict {self.strict:.3f}, lenient {self.lenient:.3f})"
        )


def evaluation_of(
    texts: Iterable[str],
    true: Sequence[str],
    chances: np.ndarray,
    classes: Sequence[str],
    *,
    predicted: Sequence[str] | None = None,
    also: Iterable[Iterable[str]] | None = None,
    groups: Iterable[Any] | None = None,
) -> Evaluation:
    """Put predictions beside the truth.

    Parameters
    ----------
    texts : sentences
    true : their labels
    chances : ndarray (sentences × classes) of probabilities
    classes : the labels of its columns
    predicted : labels, where they aren't the likeliest ones (a decoder's)
    also : labels accepted beside the true one, optional
    groups : the report, agency or writer of each sentence, optional
    """
    names = np.asarray(list(classes), dtype=object)
    found = names[chances.argmax(axis=1)] if predicted is None else np.asarray(list(predicted), dtype=object)
    place = {name: at for at, name in enumerate(names)}
    score = [
        float(row[place[label]]) if label in place else np.nan
        for row, label in zip(chances, found, strict=True)
    ]
    accepted = [list(labels) for labels in also] if also is not None else [[] for _ in found]
    truth = np.asarray(list(true), dtype=object)
    right = found == truth
    table = pd.DataFrame(
        {
            "text": list(texts),
            "true": truth,
            "also": [" ".join(labels) for labels in accepted],
            "predicted": found,
            "score": score,
            "right": right,
            "accepted": [
                hit or label in labels for hit, label, labels in zip(right, found, accepted, strict=True)
            ],
            "group": list(groups) if groups is not None else "",
        }
    )
    every = tuple(sorted({*names.tolist(), *truth.tolist(), *found.tolist()}))
    return Evaluation(table, every)


def calibration_error(score: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    known = ~np.isnan(score)
    score, right = score[known], right[known].astype(float)
    if not len(score):
        return 0.0
    bins = np.minimum((score * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(score[bins == at].mean() - right[bins == at].mean()) * (bins == at).sum()
        for at in np.unique(bins)
    ]
    return float(sum(gaps) / len(score))


def split_by_group(groups: Sequence[Any], *, folds: int, random_state: Any = None) -> Iterator[np.ndarray]:
    """Rows to test in each fold; no group stands in two folds.

    Raises
    ------
    ValueError
        When there are fewer groups than folds.
    """
    names, numbers = np.unique(
        np.asarray([str(group) for group in groups], dtype=object), return_inverse=True
    )
    if len(names) < folds:
        raise ValueError(f"{len(names)} groups can't be split into {folds} folds; give fewer folds")
    fold_of = check_random_state(random_state).permutation(len(names)) % folds
    for fold in range(folds):
        yield np.flatnonzero(fold_of[numbers] == fold)


def cross_validate(
    model: Any,
    X: pd.DataFrame,
    y: Iterable[Any],
    *,
    groups: Sequence[Any],
    reports: Sequence[Any] | None = None,
    also: Iterable[Iterable[str]] | None = None,
    folds: int = 5,
    random_state: Any = None,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Train on all groups but some and predict those, until each was predicted once.

    Parameters
    ----------
    model : unfitted SectionClassifier; it is cloned
    X : DataFrame with text and optional previous, position, heading
    y : labels
    groups : what must not be in training and test at once (agency, writer, province)
    reports : the report of each row, given to ``fit`` as its groups; default: none
    also : labels accepted beside the true one; learnt from, too
    folds : int; as many as groups for leave-one-group-out
    random_state : int, RandomState or None
    progress : called with the number of each fold that is done

    Raises
    ------
    ValueError
        When there are fewer groups than folds.
    """
    labels = as_labels(y, size=len(X))
    more = None if also is None else [list(one) for one in also]
    names = np.unique(labels)
    chances = np.zeros((len(X), len(names)))
    tested = list(split_by_group(groups, folds=folds, random_state=random_state))
    for number, test in enumerate(tested, 1):
        rest = np.setdiff1d(np.arange(len(X)), test)
        given: dict[str, Any] = {} if reports is None else {"groups": [reports[row] for row in rest]}
        if more is not None:
            given["also"] = [more[row] for row in rest]
        fitted = clone(model).fit(X.iloc[rest], labels[rest], **given)
        columns = np.searchsorted(names, fitted.classes_.astype(str))
        chances[np.ix_(test, columns)] = fitted.predict_proba(X.iloc[test])
        if progress:
            progress(number)
    return evaluation_of(X["text"], labels.tolist(), chances, names.tolist(), also=more, groups=groups)


def learning_curve(
    model: Any,
    X: pd.DataFrame,
    y: Iterable[Any],
    *,
    groups: Sequence[Any],
    reports: Sequence[Any] | None = None,
    also: Iterable[Iterable[str]] | None = None,
    shares: Sequence[float] = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0),
    folds: int = 5,
    random_state: Any = None,
    readings: Mapping[str, Callable[[Any, pd.DataFrame], np.ndarray]] | None = None,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Accuracy by the number of labelled sentences, with groups kept apart.

    Parameters
    ----------
    model, X, y, groups, reports, also, folds, random_state : as in ``cross_validate``
    shares : of the groups that are not tested; a larger share holds the smaller ones
    readings : mapping of name to callable, optional
        Ways to get the labels of rows of X from a fitted model, where one is not enough, or is not its ``predict``: of whole reports, for instance.
    n_jobs : int, optional
        Processes, as scikit-learn takes it; default: this one.

    Returns
    -------
    DataFrame
        reading (where any are given), share, n (mean number of sentences trained on), strict, lenient; one row a share of the groups, for each
        reading.
    """
    labels = as_labels(y, size=len(X))
    accepted = [set(one) for one in also] if also is not None else [set() for _ in labels]
    names = np.asarray([str(group) for group in groups], dtype=object)
    chance = check_random_state(random_state)
    tested = list(split_by_group(names.tolist(), folds=folds, random_state=chance))
    orders = [chance.permutation(np.unique(np.delete(names, test))) for test in tested]
    ways = readings or {"predict": _predicted}

    def fit_and_ask(
        share: float, test: np.ndarray, order: np.ndarray
    ) -> tuple[int, dict[str, np.ndarray]] | None:
        kept = order[: max(1, round(share * len(order)))]
        train = np.setdiff1d(np.flatnonzero(np.isin(names, kept)), test)
        if len(np.unique(labels[train])) < 2:
            return None
        given: dict[str, Any] = {} if reports is None else {"groups": [reports[row] for row in train]}
        if also is not None:
            given["also"] = [sorted(accepted[row]) for row in train]
        fitted = clone(model).fit(X.iloc[train], labels[train], **given)
        return len(train), {name: np.asarray(ask(fitted, X.iloc[test])) for name, ask in ways.items()}

    asked = [(share, test, order) for share in shares for test, order in zip(tested, orders, strict=True)]
    answers = Parallel(n_jobs=n_jobs)(delayed(fit_and_ask)(*one) for one in asked)
    rows = []
    for name in ways:
        for share in shares:
            told = [
                (test, answer)
                for (its, test, _), answer in zip(asked, answers, strict=True)
                if its == share and answer is not None
            ]
            if not told:
                continue
            test = np.concatenate([one for one, _ in told])
            found = np.concatenate([answer[1][name] for _, answer in told])
            is_right = found == labels[test]
            is_accepted = [one in accepted[row] for one, row in zip(found, test, strict=True)]
            rows.append(
                {
                    "reading": name,
                    "share": share,
                    "n": int(np.mean([answer[0] for _, answer in told])),
                    "strict": float(np.mean(is_right)),
                    "lenient": float(np.mean(is_right | np.array(is_accepted, dtype=bool))),
                }
            )
    table = pd.DataFrame(rows, columns=["reading", "share", "n", "strict", "lenient"])
    return table if readings else table.drop(columns="reading")


def _predicted(model: Any, X: pd.DataFrame) -> np.ndarray:
    return np.asarray(model.predict(X))
