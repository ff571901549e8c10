"""Features, calibration, evaluation, explanation, labelling and model files, for both classifiers."""

from textkit.learning._container import ModelFileError
from textkit.learning._evaluation import (
    Evaluation,
    cross_validate,
    evaluation_of,
    learning_curve,
    split_by_group,
)
from textkit.learning._explaining import Explanation
from textkit.learning._features import SentenceFeatures
from textkit.learning._label_files import read_labels, write_labels
from textkit.learning._queue import next_to_label

__all__ = [
    "Evaluation",
    "Explanation",
    "ModelFileError",
    "SentenceFeatures",
    "cross_validate",
    "evaluation_of",
    "learning_curve",
    "next_to_label",
    "read_labels",
    "split_by_group",
    "write_labels",
]
