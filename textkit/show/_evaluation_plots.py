"""Pictures of how well a classifier does: confusion, reliability, learning curve."""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.show._fonts import font_families

if TYPE_CHECKING:
    from textkit.learning import Evaluation

__all__ = ["as_png", "plot_confusion", "plot_learning_curve", "plot_reliability"]

_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#9A9A9A"


def plot_confusion(evaluation: Evaluation, ax: Axes | None = None) -> Axes:
    """Draw how often each true label (rows) was taken for each label (columns): numbers, shaded by share of the row.

    Parameters
    ----------
    evaluation : Evaluation
    ax : Axes, optional
        Without it a new figure is made with pyplot.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import numpy as np
    >>> from textkit.learning import evaluation_of
    >>> evaluation = evaluation_of(["甲", "乙"], ["a", "b"], np.array([[0.9, 0.1], [0.2, 0.8]]), ["a", "b"])
    >>> plot_confusion(evaluation, Figure().add_subplot()).get_xlabel()
    '预测 predicted'
    """
    counts = evaluation.confusion
    counts = counts.loc[(counts.sum(axis=1) > 0) | (counts.sum(axis=0) > 0)]
    counts = counts[counts.index]
    size = len(counts)
    ax = ax if ax is not None else _new_axes((0.62 * size + 2.6, 0.5 * size + 1.8))
    total = counts.sum(axis=1).to_numpy()[:, None]
    share = np.divide(counts.to_numpy(), total, out=np.zeros(counts.shape), where=total > 0)
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(size), counts.columns, rotation=60, ha="right", rotation_mode="anchor", fontsize=8)
    ax.set_yticks(range(size), counts.index, fontsize=8)
    for row, column in np.argwhere(counts.to_numpy() > 0):
        colour = "white" if share[row, column] > 0.55 else "black"
        ax.text(column, row, str(counts.iat[row, column]), ha="center", va="center", color=colour, fontsize=8)
    ax.set_xlabel("预测 predicted", fontfamily=font_families())
    ax.set_ylabel("真实 true", fontfamily=font_families())
    return ax


def plot_reliability(evaluation: Evaluation, ax: Axes | None = None) -> Axes:
    """Draw the share of right labels against the probability given, over ten bins; dots grow with their number.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> import numpy as np
    >>> from textkit.learning import evaluation_of
    >>> evaluation = evaluation_of(["甲", "乙"], ["a", "b"], np.array([[0.9, 0.1], [0.2, 0.8]]), ["a", "b"])
    >>> plot_reliability(evaluation, Figure().add_subplot()).get_ylabel()
    '正确比例 share right'
    """
    bins = evaluation.reliability
    ax = ax if ax is not None else _new_axes((4.4, 4.0))
    ax.plot([0, 1], [0, 1], color=_GREY, linewidth=1, linestyle="--")
    ax.plot(bins["score"], bins["right"], color=_BLUE, linewidth=1.5)
    ax.scatter(bins["score"], bins["right"], s=20 + 300 * bins["n"] / bins["n"].sum(), color=_BLUE, alpha=0.8)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_xlabel("预测概率 probability", fontfamily=font_families())
    ax.set_ylabel("正确比例 share right", fontfamily=font_families())
    ax.set_title(
        f"校准误差 calibration error {evaluation.calibration_error:.3f}",
        fontsize=10,
        fontfamily=font_families(),
    )
    return ax


def plot_learning_curve(curve: pd.DataFrame | Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Draw accuracy against the number of labelled sentences, from ``learning_curve``.

    Parameters
    ----------
    curve : DataFrame, or several by name
        Columns n, strict, lenient. Of several, or of several readings in one, only the lenient accuracy is drawn, one line each.
    ax : Axes, optional

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> curve = pd.DataFrame({"share": [0.5, 1], "n": [50, 100], "strict": [0.6, 0.7], "lenient": [0.7, 0.8]})
    >>> plot_learning_curve(curve, Figure().add_subplot()).get_xlabel()
    '训练句数 labelled sentences'
    """
    if isinstance(curve, pd.DataFrame) and "reading" in curve.columns:
        curve = {str(name): one for name, one in curve.groupby("reading", sort=False)}
    if isinstance(curve, pd.DataFrame):
        lines = [("宽松 lenient", curve["n"], curve["lenient"]), ("严格 strict", curve["n"], curve["strict"])]
    else:
        lines = [(name, one["n"], one["lenient"]) for name, one in curve.items()]
    ax = ax if ax is not None else _new_axes((5.2, 3.6))
    for (name, sizes, values), colour in zip(lines, cycle((_BLUE, _ORANGE, _GREY)), strict=False):
        ax.plot(sizes, values, color=colour, marker="o", markersize=4, label=name)
        if len(values):
            last = (sizes.iloc[-1], values.iloc[-1])
            ax.annotate(
                f"{last[1]:.3f}", last, textcoords="offset points", xytext=(0, 6),
                ha="center", fontsize=8, color=colour,
            )  # fmt: skip
    ax.margins(x=0.08, y=0.14)
    ax.set_xlabel("训练句数 labelled sentences", fontfamily=font_families())
    ax.set_ylabel("准确率 accuracy", fontfamily=font_families())
    ax.grid(axis="y", color="#E6E6E6")
    ax.legend(frameon=False, prop={"family": font_families(), "size": 9})
    return ax


def _new_axes(inches: tuple[float, float]) -> Axes:
    """Axes of a new figure."""
    from matplotlib import pyplot

    return pyplot.figure(figsize=inches, layout="constrained").add_subplot()


def as_png(ax: Axes) -> bytes:
    """The figure of a picture as PNG; it is closed."""
    from matplotlib import pyplot

    figure = ax.figure.canvas.figure
    packed = io.BytesIO()
    figure.savefig(packed, format="png", dpi=150)
    pyplot.close(figure)
    return packed.getvalue()
