"""Labels for training from the headings of one's own reports."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textkit.learning._evaluation import split_by_group
from textkit.report import Report
from textkit.sections._classifier import SectionClassifier
from textkit.sections._labelling import sentence_table

__all__ = ["weak_labels"]

_FOLDS = 5
COLUMNS = (
    *(
        "report_id",
        "agency",
        "year",
        "province",
        "text",
        "previous",
        "position",
        "heading",
        "paragraph_start",
    ),
    *("section", "suspect", "suggested", "score"),
)


def weak_labels(reports: Iterable[Report], *, check: bool = True, random_state: int = 0) -> pd.DataFrame:
    """Sentences of reports with the section that their headings say, for training without labelling by hand.

    Headings are sometimes wrong: a paragraph under the heading before it, a heading lost. Sentences that a model
    trained on the other reports surely puts elsewhere are marked, not dropped (confident learning, Northcutt et al.
    2021): a label is suspect where the model gives it less than the mean probability of that label among
    its own sentences, and another one more than the mean of that one.

    Parameters
    ----------
    reports : iterable of Report
        Sentences that no heading governs are left out.
    check : bool
        Whether suspects are looked for; needs five reports.
    random_state : int

    Returns
    -------
    DataFrame
        report_id, agency, year, province, text, previous, position, heading, paragraph_start, section, suspect (bool),
        suggested (the label that the model would give), score (its probability; NaN without check).

    Examples
    --------
    >>> import textkit as tk
    >>> report = tk.read_text("一、总体情况\\n（一）主动公开。全年公开信息18条。\\n（二）依申请公开。未收到申请。")
    >>> weak_labels([report], check=False)[["text", "section"]].values.tolist()
    [['全年公开信息18条。', 'overview.proactive'], ['未收到申请。', 'overview.applications']]
    """
    tables = []
    for number, report in enumerate(reports):
        table = sentence_table(report)
        table["section"] = [
            sentence.section if sentence.section_by in ("heading", "order") else None
            for sentence in report.sentences
        ]
        has_heading = any(sentence.section_by == "heading" for sentence in report.sentences)
        table = table[table["section"].notna()] if has_heading else table[:0]
        table.insert(0, "report_id", report.report_id or f"report {number}")
        table.insert(1, "agency", report.agency)
        table.insert(2, "year", report.year)
        table.insert(3, "province", report.province)
        tables.append(table)
    columns = list(COLUMNS)
    if not tables:
        return pd.DataFrame(columns=columns)
    found = pd.concat(tables, ignore_index=True)
    found = found.assign(suspect=False, suggested=found["section"], score=np.nan)
    if check and found["report_id"].nunique() >= _FOLDS and found["section"].nunique() > 1:
        _mark_suspects(found, random_state)
    return found[columns]


def _mark_suspects(table: pd.DataFrame, random_state: int) -> None:
    labels = table["section"].to_numpy(dtype=object)
    names = np.unique(labels)
    chances = np.zeros((len(table), len(names)))
    features = table[["text", "previous", "position"]]
    for test in split_by_group(table["report_id"].tolist(), folds=_FOLDS, random_state=random_state):
        rest = np.setdiff1d(np.arange(len(table)), test)
        if len(np.unique(labels[rest])) < 2:
            return
        model = SectionClassifier(random_state=random_state).fit(
            features.iloc[rest], labels[rest], groups=table["report_id"].iloc[rest]
        )
        chances[np.ix_(test, np.searchsorted(names, model.classes_.astype(str)))] = model.predict_proba(
            features.iloc[test]
        )
    own = np.searchsorted(names, labels)
    given = chances[np.arange(len(table)), own]
    usual = np.array([given[own == at].mean() for at in range(len(names))])
    best = chances.argmax(axis=1)
    sure = chances[np.arange(len(table)), best] >= usual[best]
    table["suspect"] = (best != own) & (given < usual[own]) & sure
    table["suggested"] = names[best]
    table["score"] = chances[np.arange(len(table)), best]
