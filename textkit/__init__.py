"""Text of Chinese government-information-disclosure annual reports (政府信息公开工作年度报告).

Names are resolved when first used, so that importing the package does no work.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from textkit._version import __version__

if TYPE_CHECKING:
    from textkit.corpus import Corpus as Corpus
    from textkit.labelling import classify_themes as classify_themes
    from textkit.labelling import find_problems as find_problems
    from textkit.labelling import label_sections as label_sections
    from textkit.learning import Evaluation as Evaluation
    from textkit.learning import Explanation as Explanation
    from textkit.learning import ModelFileError as ModelFileError
    from textkit.learning import SentenceFeatures as SentenceFeatures
    from textkit.learning import cross_validate as cross_validate
    from textkit.learning import evaluation_of as evaluation_of
    from textkit.learning import learning_curve as learning_curve
    from textkit.learning import next_to_label as next_to_label
    from textkit.learning import read_labels as read_labels
    from textkit.learning import write_labels as write_labels
    from textkit.modelfiles import load_model as load_model
    from textkit.modelfiles import model_card as model_card
    from textkit.modelfiles import save_model as save_model
    from textkit.panels import panel as panel
    from textkit.panels import panel_values as panel_values
    from textkit.pipeline import read as read
    from textkit.pipeline import read_text as read_text
    from textkit.problems import Measure as Measure
    from textkit.problems import Problem as Problem
    from textkit.problems import SectionFive as SectionFive
    from textkit.problems import ThemeClassifier as ThemeClassifier
    from textkit.quantities import find_non_quantities as find_non_quantities
    from textkit.quantities import find_quantities as find_quantities
    from textkit.reading import ReadingError as ReadingError
    from textkit.recurrence import Recurring as Recurring
    from textkit.recurrence import SentenceComparison as SentenceComparison
    from textkit.recurrence import compare_sentences as compare_sentences
    from textkit.recurrence import find_recurring as find_recurring
    from textkit.report import Cell as Cell
    from textkit.report import Comparison as Comparison
    from textkit.report import Evidence as Evidence
    from textkit.report import Heading as Heading
    from textkit.report import Link as Link
    from textkit.report import Location as Location
    from textkit.report import Notice as Notice
    from textkit.report import NumberSpan as NumberSpan
    from textkit.report import Paragraph as Paragraph
    from textkit.report import Quantity as Quantity
    from textkit.report import Reading as Reading
    from textkit.report import Report as Report
    from textkit.report import Section as Section
    from textkit.report import Sentence as Sentence
    from textkit.report import Span as Span
    from textkit.report import Table as Table
    from textkit.sections import SectionClassifier as SectionClassifier
    from textkit.sections import sentence_table as sentence_table
    from textkit.sections import weak_labels as weak_labels
    from textkit.segmenting import Segmenter as Segmenter
    from textkit.segmenting import Token as Token
    from textkit.segmenting import segment as segment
    from textkit.segmenting import split_sentences as split_sentences
    from textkit.show import plot_confusion as plot_confusion
    from textkit.show import plot_indicators as plot_indicators
    from textkit.show import plot_learning_curve as plot_learning_curve
    from textkit.show import plot_reliability as plot_reliability
    from textkit.spacy_ext import blank_nlp as blank_nlp
    from textkit.spacy_ext import to_doc as to_doc
    from textkit.synthetic import SyntheticCorpus as SyntheticCorpus
    from textkit.synthetic import synthetic_corpus as synthetic_corpus

_HOMES = {
    "textkit.corpus": ("Corpus",),
    "textkit.labelling": ("classify_themes", "find_problems", "label_sections"),
    "textkit.learning": (
        *("Evaluation", "Explanation", "ModelFileError", "SentenceFeatures", "cross_validate", "evaluation_of"),
        *("learning_curve", "next_to_label", "read_labels", "write_labels"),
    ),
    "textkit.modelfiles": ("load_model", "model_card", "save_model"),
    "textkit.panels": ("panel", "panel_values"),
    "textkit.pipeline": ("read", "read_text"),
    "textkit.problems": ("Measure", "Problem", "SectionFive", "ThemeClassifier"),
    "textkit.quantities": ("find_non_quantities", "find_quantities"),
    "textkit.reading": ("ReadingError",),
    "textkit.recurrence": ("Recurring", "SentenceComparison", "compare_sentences", "find_recurring"),
    "textkit.report": (
        *("Cell", "Comparison", "Evidence", "Heading", "Link", "Location", "Notice", "NumberSpan", "Paragraph", "Quantity"),
        *("Reading", "Report", "Section", "Sentence", "Span", "Table"),
    ),
    "textkit.show": ("plot_confusion", "plot_indicators", "plot_learning_curve", "plot_reliability"),
    "textkit.spacy_ext": ("blank_nlp", "to_doc"),
    "textkit.synthetic": ("SyntheticCorpus", "synthetic_corpus"),
    "textkit.sections": ("SectionClassifier", "sentence_table", "weak_labels"),
    "textkit.segmenting": ("Segmenter", "Token", "segment", "split_sentences"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'textkit' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
