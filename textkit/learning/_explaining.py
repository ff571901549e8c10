"""Why a sentence went where it went: what counted for a label, shown in the sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from textkit.learning._cues import CUE_SETS, cues_of
from textkit.learning._features import SentenceFeatures
from textkit.learning._inputs import Inputs
from textkit.learning._linear import LinearScores

__all__ = ["Contribution", "Explanation", "explain_scores"]

# Features kept, and of these shown.
_KEPT, _SHOWN = 40, 8


@dataclass(frozen=True, slots=True)
class Contribution:
    """One feature: its name, and what it adds to the score of the label against the next best."""

    feature: str
    value: float

    def __repr__(self) -> str:
        return f"{self.feature} {self.value:+.2f}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What counted for a label.

    Attributes
    ----------
    text : str
    label : str
        The label that is explained.
    against : str
        The likeliest other label.
    probabilities : mapping of label to probability, the likeliest first
    contributions : the strongest first; their values, ``rest`` and ``start`` add up to ``margin``
    rest : float
        Sum of the features that are not listed.
    start : float
        What the labels differ by before any feature (intercepts).
    margin : float
        Score of the label less score of the other; its logistic is the probability if there were only these two.
    weights : tuple of float
        One number a character of ``text``: the sum of the n-grams that it is in, each shared by its characters.
    """

    text: str
    label: str
    against: str
    probabilities: Mapping[str, float]
    contributions: tuple[Contribution, ...]
    rest: float
    start: float
    margin: float
    weights: tuple[float, ...]

    def __str__(self) -> str:
        lines = [
            f"{self.label} {self.probabilities[self.label]:.2f}, against {self.against}: {self.margin:+.2f}"
        ]
        lines += [f"  {one.value:+.2f}  {one.feature}" for one in self.contributions[:_SHOWN]]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Explanation({self.label!r}, {self.probabilities[self.label]:.2f}, {len(self.contributions)} features)"

    def _repr_html_(self) -> str:
        most = max((abs(weight) for weight in self.weights), default=0.0) or 1.0
        marked = "".join(
            f"<span style='background:{_colour(weight / most)}'>{escape(char)}</span>"
            for char, weight in zip(self.text, self.weights, strict=True)
        )
        rows = "".join(
            f"<tr><td>{escape(_in_words(one.feature))}</td><td style='text-align:right'>{one.value:+.2f}</td></tr>"
            for one in self.contributions[:_SHOWN]
        )
        chances = "，".join(
            f"{escape(name)} {chance:.2f}" for name, chance in list(self.probabilities.items())[:4]
        )
        return (
            f"<div style='font-family:sans-serif;line-height:1.8'><p><b>{escape(self.label)}</b>"
            f"（{chances}）</p><p style='font-size:1.1em'>{marked}</p>"
            f"<table><tr><th>特征 feature</th><th>{escape(self.label)} − {escape(self.against)}</th></tr>{rows}</table></div>"
        )


def _in_words(feature: str) -> str:
    """A feature with the Chinese name of its cue: ``cue=training 培训学习``."""
    name, _, id = feature.partition("=")
    if not name.endswith("cue"):
        return feature
    labels = {cue.id: cue.label_zh for cues in CUE_SETS for cue in cues_of(cues)}
    return f"{feature} {labels.get(id, '')}".strip()


def _colour(share: float) -> str:
    """Blue for what speaks for the label, red for what speaks against it."""
    strength = min(1.0, abs(share)) * 0.6
    return f"rgba(31,119,180,{strength:.2f})" if share > 0 else f"rgba(214,39,40,{strength:.2f})"


def _spread(length: int, found: Sequence[tuple[int, int, float]]) -> tuple[float, ...]:
    """Values of stretches ``[start, end)``, each shared by its characters, summed a character."""
    weights = [0.0] * length
    for start, end, value in found:
        for at in range(max(0, start), min(end, length)):
            weights[at] += value / max(1, end - start)
    return tuple(weights)


def explain_scores(
    features: SentenceFeatures,
    scores: LinearScores,
    row: Inputs,
    *,
    label: int,
    against: int,
    names: Sequence[str],
    probabilities: Mapping[str, float],
    temperature: float = 1.0,
    around: Mapping[str, float] | None = None,
) -> Explanation:
    """The explanation of one text; ``against`` -1 for a label that stands for itself (themes).

    ``around``: what stands around the text adds, by name.
    """
    matrix = features.transform(row).tocsr()
    gap = scores.coef_[label] - (scores.coef_[against] if against >= 0 else 0.0)
    start = (
        float(scores.intercept_[label] - (scores.intercept_[against] if against >= 0 else 0.0)) / temperature
    )
    values = matrix.data * gap[matrix.indices] / temperature
    every = features.get_feature_names_out()
    order = sorted(range(len(values)), key=lambda at: (-abs(values[at]), every[matrix.indices[at]]))
    given = [Contribution(name, value) for name, value in (around or {}).items() if value]
    own = [Contribution(str(every[matrix.indices[at]]), float(values[at])) for at in order[:_KEPT]]
    shown = tuple(sorted([*given, *own], key=lambda one: -abs(one.value)))
    total = float(values.sum()) + sum(one.value for one in given)
    text = row.text[0]
    by_column = dict(zip(matrix.indices.tolist(), values.tolist(), strict=True))
    places = features.places(text)
    often: dict[int, int] = {}
    for column, _, _ in places:
        often[column] = often.get(column, 0) + 1
    stretches = [
        (first, last, by_column.get(column, 0.0) / often[column])
        for column, first, last in places
        if last > first
    ]
    return Explanation(
        text,
        names[label],
        names[against] if against >= 0 else "",
        probabilities,
        shown,
        total - sum(one.value for one in shown),
        start,
        total + start,
        _spread(len(text), stretches),
    )
