"""Whether a text is an annual report at all, and in which layout."""

from __future__ import annotations

import re

from textkit.form._headings import Found
from textkit.form._identity import TitleFound
from textkit.form._view import View
from textkit.statute import table_labels

__all__ = ["genre_reason", "layout_of"]

# Weights of what speaks for an annual report; a text needs MIN_SCORE. Two section headings of the form
# together, or a title and anything else, are enough; a mention of the word 政府信息公开 is not.
MIN_SCORE = 4
# Labels that must stand in the text before its layout is believed; local annexes share a few with that of 2014.
MIN_ANCHORS = {"gb2021": 2, "gb2019": 2, "stat2014": 6}
_INTRODUCTION = re.compile(
    r"(?:统计期限|统计时限|统计时间|所列数据|数据统计)|(?:本|现将|公布|编制)[^。]{0,40}政府信息公开(?:工作)?年度(?:工作)?报告"
)
_OLD_CHAPTERS = frozenset({"proactive", "applications", "review_litigation"})
_SUBJECT = re.compile(r"信息公开|政务公开|依申请公开|主动公开")
_RULES_OF_2021 = re.compile(r"国办公开办函〔2021〕30号")
_RULES_OF_2019 = re.compile(r"国办公开办函〔2019〕60号")
# How the title lines of other genres end, or what they name.
_OTHER_GENRE = re.compile(
    r"政府工作报告|(?:指南|通知|通告|公告|要点|方案|意见|办法|规定|函|评估报告|测评报告|评议报告|考核结果|一览表|目录)$"
    r"|法治政府建设|党务公开|学年|上半年|[一二三四]季度|月报|要点落实"
)
# A title line is one of the first few, short and no sentence.
MAX_TITLE_LINES = 4
MAX_TITLE_LINE = 60


def _other_genre(view: View, title: TitleFound | None) -> str | None:
    """The title line that names another genre, None where none does before the report's own title."""
    lines = []
    for start, end, block in view.blocks:
        line = view.text[start:end].strip("#*_【】")
        if block.kind in ("furniture", "table") or not line:
            continue
        lines.append(line)
        if len(lines) == MAX_TITLE_LINES:
            break
    for line in lines:
        if len(line) > MAX_TITLE_LINE or "。" in line:
            return None
        if _OTHER_GENRE.search(line):
            return line
        if title and title.agency and title.text in line:
            return None
    return title.text if title and _OTHER_GENRE.search(title.text) else None


def genre_reason(view: View, title: TitleFound | None, headings: list[Found]) -> str | None:
    """None for an annual report, else why the text is taken for something else."""
    ids = {found.id for found in headings if found.level == 1 and found.id}
    topics = {found.id for found in headings if found.level == 2 and found.id}
    subject = len(_SUBJECT.findall(view.text))
    anchors = sum(1 for labels in table_labels() for label in labels.anchor if label in view.text)
    other = _other_genre(view, title)
    score = 0
    score += 3 if title else 0
    score += 1 if title and title.agency and title.year else 0
    score += min(
        4,
        2 * len(ids - {"problems", "improvements", "other", "overview"})
        + len(ids & {"problems", "other", "overview"}),
    )
    score += min(2, len(topics))
    score += 2 if _INTRODUCTION.search(view.text) else 0
    score += 2 if anchors >= 3 else 0
    # The title names the subject once; a text without one must come back to it.
    if other is None and score >= MIN_SCORE and subject >= (1 if title else 2):
        return None
    kind = f"its title line is {other!r}" if other else "it is not known as one"
    return (
        f"not taken for an annual report: {kind}; title {'found' if title else 'missing'}, "
        f"{len(ids)} of 6 section headings, {anchors} table labels, 信息公开 or 政务公开 named {subject} times"
    )


def layout_of(view: View, year: int | None, headings: list[Found]) -> str | None:
    """Layout by the labels of the tables, else by the rules cited, else by the chapters.

    None where nothing tells; the year alone never does.
    """
    counts = {
        labels.layout: sum(label in view.text for label in labels.anchor)
        for labels in table_labels()
        if labels.layout != "both"
    }
    best = max(counts, key=lambda layout: counts[layout])
    if counts[best] >= MIN_ANCHORS[best]:
        return best
    if _RULES_OF_2021.search(view.text):
        return "gb2021"
    if _RULES_OF_2019.search(view.text):
        return "gb2019"
    topics = {found.id for found in headings if found.level == 2}
    ids = {found.id for found in headings if found.level == 1}
    if year is not None and year < 2019:
        return "local" if year < 2014 and len(ids & _OLD_CHAPTERS) >= 2 else None
    if {"overview.management", "overview.platform", "overview.supervision"} <= topics:
        return "gb2021"
    return None
