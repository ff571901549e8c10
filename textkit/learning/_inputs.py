"""What estimators take: texts, alone or with what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["COLUMNS", "Inputs", "as_inputs", "as_labels"]

# Columns of a table of sentences that the features look at.
COLUMNS = ("text", "previous", "position", "heading", "paragraph_start")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Texts with their context, None or NaN where there is none; all of one length.

    ``position`` is the place in the report, 0 to 1; ``starts`` whether a paragraph begins.
    """

    text: list[str]
    previous: list[str | None]
    position: np.ndarray
    heading: list[str | None]
    starts: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.text)

    def take(self, rows: Sequence[int] | np.ndarray) -> Inputs:
        at = np.asarray(rows, dtype=int)
        return Inputs(
            [self.text[row] for row in rows],
            [self.previous[row] for row in rows],
            self.position[at],
            [self.heading[row] for row in rows],
            None if self.starts is None else self.starts[at],
        )

    def without_context(self) -> Inputs:
        size = len(self)
        return Inputs(self.text, [None] * size, np.full(size, np.nan), [None] * size)


def as_inputs(X: Any) -> Inputs:
    """Texts from a list, Series or array of str, or a DataFrame with ``text`` and any of the other columns.

    Raises
    ------
    TypeError
        When X is a single str or holds something else than text.
    ValueError
        When a DataFrame has no column ``text``, or ``position`` is no number.
    """
    if isinstance(X, Inputs):
        return X
    if isinstance(X, (str, bytes)):
        raise TypeError(f"a list of texts is needed, got one {type(X).__name__}; write [text]")
    if isinstance(X, pd.DataFrame):
        if "text" not in X.columns:
            names = ", ".join(map(str, X.columns)) or "none"
            raise ValueError(
                f"the table has no column 'text' (columns: {names}); a table needs 'text', and may have"
                f" {', '.join(COLUMNS[1:])}"
            )
        text = _texts(X["text"].tolist(), "text")
        size = len(text)
        return Inputs(
            text,
            _optional(X["previous"].tolist(), "previous") if "previous" in X.columns else [None] * size,
            _positions(X["position"]) if "position" in X.columns else np.full(size, np.nan),
            _optional(X["heading"].tolist(), "heading") if "heading" in X.columns else [None] * size,
            X["paragraph_start"].to_numpy(dtype=bool) if "paragraph_start" in X.columns else None,
        )
    if not isinstance(X, (pd.Series, list, tuple)):
        array = np.asarray(X, dtype=object)
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim != 1:
            raise ValueError(f"texts are a list or one column, got an array of shape {array.shape}")
        X = array.tolist()
    text = _texts(list(X), "text")
    size = len(text)
    return Inputs(text, [None] * size, np.full(size, np.nan), [None] * size)


def as_labels(y: Iterable[Any], *, size: int) -> np.ndarray:
    """Labels as an array of str.

    Raises
    ------
    ValueError
        When there are more or fewer labels than texts, or one is missing.
    """
    labels = list(y)
    if len(labels) != size:
        raise ValueError(f"{size} texts and {len(labels)} labels; each text needs one label")
    for row, label in enumerate(labels):
        if label is None or label is pd.NA or (isinstance(label, float) and label != label) or label == "":
            raise ValueError(f"row {row} has no label; drop it, or label it first")
    return np.array([str(label) for label in labels], dtype=object)


def _texts(values: list[Any], name: str) -> list[str]:
    for row, value in enumerate(values):
        if not isinstance(value, str):
            raise TypeError(f"row {row} of {name} is {value!r} ({type(value).__name__}), not a text")
    return values


def _optional(values: list[Any], name: str) -> list[str | None]:
    found: list[str | None] = []
    for row, value in enumerate(values):
        if value is None or value is pd.NA or (isinstance(value, float) and value != value):
            found.append(None)
        elif isinstance(value, str):
            found.append(value if value.strip() else None)
        else:
            raise TypeError(f"row {row} of {name} is {value!r} ({type(value).__name__}), not a text")
    return found


def _positions(values: pd.Series) -> np.ndarray:
    try:
        found = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as err:
        raise ValueError(f"position must be numbers from 0 to 1: {err}") from err
    return np.clip(found, 0.0, 1.0)
