"""Labels for the sentences of a report: headings first, the model where they fail."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from textkit.report import Report, Section, Sentence
from textkit.sections._classifier import SectionClassifier
from textkit.sections._decoding import chances

__all__ = ["label_report", "sentence_table"]

# The six sections of the form in their order; the text before the first is the preamble.
_MAIN = ("overview", "proactive", "applications", "review_litigation", "problems", "other")
# A heading is right about twenty times as often as not where the one that should follow it is missing.
HEADING_BONUS = 3.0
# What stands under the heading of section five.
_FIVE = ("problems", "improvements")


def sentence_table(report: Report) -> pd.DataFrame:
    """The sentences of a report with what stands around them, as the classifiers take them.

    Returns
    -------
    DataFrame
        One row a sentence: text, previous (the sentence before, None for the first), position (0 to 1), heading (the
        nearest above, None where there is none), paragraph_start (bool).
    """
    sentences = report.sentences
    texts = [sentence.clean for sentence in sentences]
    ends = [heading.end for heading in report.headings]
    paragraphs = [paragraph.start for paragraph in report.paragraphs]
    headings, begins, before = [], [], -1
    for sentence in sentences:
        place = bisect_right(ends, sentence.start) - 1
        headings.append(report.headings[place].text if place >= 0 else None)
        here = bisect_right(paragraphs, sentence.start)
        begins.append(here != before)
        before = here
    last = max(1, len(sentences) - 1)
    return pd.DataFrame(
        {
            "text": pd.Series(texts, dtype=object),
            "previous": pd.Series([None, *texts[:-1]][: len(texts)], dtype=object),
            "position": np.arange(len(texts)) / last,
            "heading": pd.Series(headings, dtype=object),
            "paragraph_start": np.array(begins, dtype=bool),
        }
    )


def label_report(report: Report, model: SectionClassifier) -> Report:
    """The report with a section for each sentence; see ``label_sections``."""
    if not report.sentences:
        return report
    allowed = _allowed(report)
    classes = model.classes_.tolist()
    open_rows = np.array([labels is None or len(labels) > 1 for labels in allowed])
    if not open_rows.any():
        return report
    table = sentence_table(report)
    scores = model.own_scores(table[["text"]]) + model.order_.at(table["position"].to_numpy())
    mask = np.full(scores.shape, -np.inf)
    for row, labels in enumerate(allowed):
        known = [classes.index(label) for label in labels or classes if label in classes]
        mask[row, known or range(len(classes))] = 0.0
        said = report.sentences[row].section
        if open_rows[row] and report.sentences[row].section_by == "heading" and said in classes:
            scores[row, classes.index(said)] += HEADING_BONUS
    # Each sentence gets its likeliest label over all ways to label the others: fewer are wrong than on the one best way.
    sure = chances(scores + mask, model.order_, table["paragraph_start"].to_numpy())
    path = sure.argmax(axis=1)
    sentences = []
    for row, (sentence, label) in enumerate(zip(report.sentences, path, strict=True)):
        if not open_rows[row] or (sentence.section_by == "heading" and classes[label] == sentence.section):
            sentences.append(sentence)
            continue
        score = float(sure[row, label])
        sentences.append(replace(sentence, section=classes[label], section_by="model", section_score=score))
    return replace(report, sentences=tuple(sentences))


def _allowed(report: Report) -> list[tuple[str, ...] | None]:
    """For each sentence the labels that the headings leave open: one where they settle it, None for all."""
    headed = [section for section in report.sections if section.id in _MAIN and section.title is not None]
    headed.sort(key=lambda section: section.start)
    numbers = [_MAIN.index(section.id) for section in headed]
    if not headed or numbers != sorted(numbers):
        # Without a heading, or with headings in another order than the form's, each sentence keeps what its own says.
        return [_settled(sentence) if headed else None for sentence in report.sentences]
    starts = [section.start for section in headed]
    found: list[tuple[str, ...] | None] = []
    for sentence in report.sentences:
        place = bisect_right(starts, sentence.start) - 1
        low = numbers[place] if place >= 0 else -1
        high = numbers[place + 1] if place + 1 < len(numbers) else len(_MAIN)
        found.append(_between(sentence, headed[place] if place >= 0 else None, low, high))
    return found


def _settled(sentence: Sentence) -> tuple[str, ...] | None:
    return (sentence.section,) if sentence.section else None


def _between(sentence: Sentence, above: Section | None, low: int, high: int) -> tuple[str, ...] | None:
    """Labels between the heading above (number ``low``) and the next (number ``high``)."""
    if above is not None and high - low <= 1:
        return _settled(sentence)
    if above is None and high == 0:
        return _settled(sentence)
    labels: list[str] = ["preamble"] if above is None else []
    for number in range(max(low, 0), high):
        labels += _labels_of(_MAIN[number])
    return (*labels, "noise")


@cache
def _labels_of(section: str) -> tuple[str, ...]:
    if section == "overview":
        topics = ("proactive", "applications", "management", "platform", "supervision")
        return ("overview", *(f"overview.{topic}" for topic in topics))
    return _FIVE if section == "problems" else (section,)
