"""Saving and loading models, shipped or of your own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from textkit._resources import model_path
from textkit.learning._container import ModelFileError, ModelParts, read_parts, write_parts
from textkit.learning._features import SentenceFeatures
from textkit.learning._linear import LinearScores, linear_part
from textkit.problems._classifier import ThemeClassifier, default_features
from textkit.sections._classifier import SectionClassifier
from textkit.sections._order import PLACES, LabelOrder

__all__ = ["MODEL_SUFFIX", "load_model", "model_card", "save_model"]

MODEL_SUFFIX = ".textkit"
SHIPPED = ("sections", "themes")
_BLOCKS = ("text", "previous", "heading")
_ORDER = ("start", "step", "end", "place")


def save_model(
    model: SectionClassifier | ThemeClassifier, path: str | Path, *, card: Mapping[str, Any] | None = None
) -> None:
    """Write a trained model as one file of numbers and names; nothing in it can be run.

    Parameters
    ----------
    model : fitted SectionClassifier or ThemeClassifier
        A SectionClassifier must have a linear estimator (LogisticRegression, LinearSVC, RidgeClassifier, SGDClassifier).
    path : str or Path
        Written whole or not at all; an existing file is replaced.
    card : mapping, optional
        What people should know of it (data, date, scores, limits); JSON types only.

    Raises
    ------
    TypeError
        When the model is of another kind, or its estimator isn't linear.
    NotFittedError
        When it isn't trained.

    Examples
    --------
    >>> import tempfile
    >>> model = SectionClassifier().fit(["全年公开信息30条。", "收到申请3件。"], ["proactive", "applications"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_model(model, f"{folder}/mine.textkit")
    ...     load_model(f"{folder}/mine.textkit").predict(["收到申请1件。"]).tolist()
    ['applications']
    """
    if isinstance(model, SectionClassifier):
        parts = _parts_of_sections(model, card or {})
    elif isinstance(model, ThemeClassifier):
        parts = _parts_of_themes(model, card or {})
    else:
        raise TypeError(
            f"{type(model).__name__}: save_model writes SectionClassifier and ThemeClassifier; for pipelines of your own"
            " see docs/training.md"
        )
    write_parts(parts, path)


def load_model(name_or_path: str | Path) -> SectionClassifier | ThemeClassifier:
    """A shipped model by its name (``sections``, ``themes``), or one of your own by its path.

    Raises
    ------
    OSError
        When there is no such file.
    ModelFileError
        A ValueError: no model file, damaged, changed, or of a newer version.

    Examples
    --------
    >>> load_model("sections").predict(["如对本报告有疑问，请与本局办公室联系。"]).tolist()
    ['preamble']
    """
    parts = _read(name_or_path)
    try:
        return _sections_of(parts) if parts.kind == "SectionClassifier" else _themes_of(parts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as err:
        if isinstance(err, ModelFileError):
            raise
        raise ModelFileError(f"{name_or_path}: what it holds doesn't fit together ({err})") from err


def model_card(name_or_path: str | Path) -> dict[str, Any]:
    """What the makers of a model say of it: data, date, seed, scores, limits; empty where nothing was written."""
    return dict(_read(name_or_path).card)


def _read(name_or_path: str | Path) -> ModelParts:
    if str(name_or_path) in SHIPPED:
        parts = read_parts(model_path(f"{name_or_path}{MODEL_SUFFIX}"))
    else:
        path = Path(name_or_path)
        if not path.suffix and not path.exists():
            raise FileNotFoundError(
                f"no model {str(name_or_path)!r}: shipped are {', '.join(SHIPPED)}; others by their path"
            )
        parts = read_parts(path)
    if parts.kind not in ("SectionClassifier", "ThemeClassifier"):
        raise ModelFileError(f"{name_or_path}: a model of kind {parts.kind!r} is not known")
    return parts


def _parts_of_sections(model: SectionClassifier, card: Mapping[str, Any]) -> ModelParts:
    check_is_fitted(model, "estimator_")
    linear = model.estimator_ if isinstance(model.estimator_, LinearScores) else linear_part(model.estimator_)
    if linear is None:
        raise TypeError(
            f"{type(model.estimator_).__name__} is not linear and has no place in a model file; docs/training.md says how"
            " to keep it with skops"
        )
    arrays = _arrays_of_features(model.features_)
    arrays |= {f"order_{name}": getattr(model.order_, name) for name in _ORDER}
    # A loaded model has the factors on the odds in its intercepts.
    linear = LinearScores(
        linear.classes_, linear.coef_, linear.intercept_ + model.temperature_ * model.log_odds()
    )
    arrays |= _arrays_of_scores(linear)
    parameters = {
        "classes": [str(label) for label in model.classes_],
        "context": bool(model.context),
        "temperature": float(model.temperature_),
        "features": _parameters_of(model.features_),
    }
    return ModelParts("SectionClassifier", parameters, arrays, card)


def _sections_of(parts: ModelParts) -> SectionClassifier:
    given, arrays = parts.parameters, parts.arrays
    model = SectionClassifier(context=bool(given["context"]))
    model.classes_ = np.array([str(label) for label in given["classes"]], dtype=object)
    model.features_ = _features_of(given["features"], arrays)
    model.estimator_ = _scores_of(np.arange(len(model.classes_)), model.features_, arrays)
    model.temperature_ = float(given["temperature"])
    if not model.temperature_ > 0:
        raise ValueError("temperature must be above 0")
    size = len(model.classes_)
    order = LabelOrder(*(np.asarray(arrays[f"order_{name}"], dtype=np.float64) for name in _ORDER))
    if tuple(getattr(order, name).shape for name in _ORDER) != (
        (size,),
        (3, size, size),
        (size,),
        (PLACES, size),
    ):
        raise ValueError("the order of labels has another number of labels")
    model.order_ = order
    model.n_features_in_ = 1
    return model


def _parts_of_themes(model: ThemeClassifier, card: Mapping[str, Any]) -> ModelParts:
    check_is_fitted(model, "scores_")
    parameters = {
        "classes": [str(label) for label in model.classes_],
        "C": float(model.C),
        "threshold": float(model.threshold),
        "least": float(model.least),
        "features": _parameters_of(model.features_),
    }
    arrays = _arrays_of_features(model.features_) | _arrays_of_scores(model.scores_)
    return ModelParts("ThemeClassifier", parameters, arrays, card)


def _themes_of(parts: ModelParts) -> ThemeClassifier:
    given = parts.parameters
    model = ThemeClassifier(
        C=float(given["C"]), threshold=float(given["threshold"]), least=float(given["least"])
    )
    model.features = default_features()
    model.classes_ = np.array([str(label) for label in given["classes"]], dtype=object)
    model.features_ = _features_of(given["features"], parts.arrays)
    model.scores_ = _scores_of(model.classes_, model.features_, parts.arrays)
    model.n_features_in_ = 1
    return model


def _parameters_of(features: SentenceFeatures) -> dict[str, Any]:
    given = features.get_params()
    return {
        **given,
        "ngrams": list(given["ngrams"]),
        "word_list": features.vocabulary_["word"].tolist(),
    }


def _arrays_of_features(features: SentenceFeatures) -> dict[str, np.ndarray]:
    arrays = {}
    for block in _BLOCKS:
        # Neighbours differ little: stored as steps, sorted numbers pack into a third.
        arrays[f"{block}_grams"] = np.diff(features.vocabulary_[block], prepend=0).astype(np.int64)
        arrays[f"{block}_idf"] = features.idf_[block].astype(np.float32)
    arrays["word_idf"] = features.idf_["word"].astype(np.float32)
    return arrays


def _features_of(given: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> SentenceFeatures:
    options = {key: value for key, value in given.items() if key != "word_list"}
    features = SentenceFeatures(**{**options, "ngrams": tuple(options["ngrams"])})
    features.check_parameters()
    features.vocabulary_ = {
        block: np.cumsum(arrays[f"{block}_grams"]).astype(np.int64) for block in _BLOCKS
    } | {"word": np.array([str(word) for word in given["word_list"]], dtype=str)}
    features.idf_ = {block: arrays[f"{block}_idf"].astype(np.float64) for block in (*_BLOCKS, "word")}
    for block, values in features.vocabulary_.items():
        if len(values) != len(features.idf_[block]) or (block != "word" and (np.diff(values) <= 0).any()):
            raise ValueError(f"the vocabulary of {block} doesn't fit its weights")
    features.n_features_in_ = 1
    return features


def _arrays_of_scores(scores: LinearScores) -> dict[str, np.ndarray]:
    return {"coef": scores.coef_.astype(np.float32), "intercept": scores.intercept_.astype(np.float32)}


def _scores_of(
    classes: np.ndarray, features: SentenceFeatures, arrays: Mapping[str, np.ndarray]
) -> LinearScores:
    shape = (len(classes), features.width())
    if arrays["coef"].shape != shape or arrays["intercept"].shape != shape[:1]:
        raise ValueError(f"weights of shape {arrays['coef'].shape}, {shape} are needed")
    return LinearScores(classes, arrays["coef"].astype(np.float64), arrays["intercept"].astype(np.float64))
