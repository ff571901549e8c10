"""Sentences into sections."""

from textkit.sections._classifier import SectionClassifier
from textkit.sections._labelling import label_report, sentence_table
from textkit.sections._weak import weak_labels

__all__ = ["SectionClassifier", "label_report", "sentence_table", "weak_labels"]
