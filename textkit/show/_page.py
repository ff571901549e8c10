"""The page of one report: its text with sections at the margin and numbers marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from textkit.frames import table_columns, table_rows
from textkit.report import Report
from textkit.show._document import document
from textkit.show._labels import BOUNDS, FACTS, KINDS, indicator_label, section_label
from textkit.show._tables import tables_html

__all__ = ["PAGE_TABLES", "Row", "facts_of", "page_html", "report_page"]

Row = Mapping[str, Any]
PAGE_TABLES = ("paragraphs", "sections", "quantities", "cells", "warnings", "evidence")
# A browser lays out a text of this length without a wait; the longest reports have a tenth of it.
MAX_CHARACTERS = 1_000_000


def report_page(report: Report) -> str:
    """A page of HTML with the text of a report, its sections, numbers, identity and warnings.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        Needs no other file and no network; everything from the report is escaped.

    Examples
    --------
    >>> import textkit as tk
    >>> page = report_page(tk.read_text("一、总体情况\\n全年公开信息18条。<script>\\n"))
    >>> "18条</mark>" in page, "<script>" in page
    (True, False)
    """
    rows = {name: _rows(name, report) for name in ("reports", *PAGE_TABLES)}
    return page_html(rows["reports"][0], rows)


def _rows(name: str, report: Report) -> list[Row]:
    names = [column.name for column in table_columns(name)]
    return [dict(zip(names, row, strict=True)) for row in table_rows(name, report)]


def page_html(report: Row, rows: Mapping[str, Sequence[Row]], *, home: str = "", recurrence: str = "") -> str:
    """The page of a report from its rows in ``PAGE_TABLES``; ``home`` is the address of the index, ``recurrence`` that of its agency over the years."""
    name = report["title"] or report["agency"] or report["file_name"] or "报告 report"
    ways = [f'<a href="{escape(home)}">← 全部报告 all reports</a>'] if home else []
    ways += [f'<a href="{escape(recurrence)}">重复内容 what comes back</a>'] if recurrence else []
    back = f'<nav class="small">{" · ".join(ways)}</nav>' if ways else ""
    body = "".join(
        [
            f"<main>{back}<h1>{escape(str(name))}</h1>",
            f'<div class="soft small">{escape(str(report["report_id"] or ""))}</div><p>',
            *_tags(report),
            "</p>",
            _warnings(rows["warnings"]),
            _identity(report, rows["evidence"]),
            tables_html(rows["cells"]),
            _legend(rows["quantities"]),
            *_text(rows["paragraphs"], rows["sections"], rows["quantities"]),
            _cut(report),
            "</main>",
        ]
    )
    return document(str(name), body)


def _tags(report: Row) -> Iterator[str]:
    if not report["is_report"]:
        yield '<span class="tag warn">不是年度报告 another genre</span>'
    if report["duplicate_of"]:
        yield f'<span class="tag warn">内容同 same as {escape(report["duplicate_of"])}</span>'
    if report["version_of"]:
        yield f'<span class="tag warn">另一版本 another version of {escape(report["version_of"])}</span>'
    for number, label in (
        (report["n_sections"], "章节 sections"),
        (report["n_sentences"], "句 sentences"),
        (report["n_quantities"], "数字 numbers"),
        (report["n_characters"], "字 characters"),
    ):
        yield f'<span class="tag">{int(number):,} {label}</span>'


def _warnings(warnings: Sequence[Row]) -> str:
    if not warnings:
        return ""
    items = "".join(
        f'<li>{escape(row["message"])} <span class="soft small">{escape(row["code"])}{_place(row)}</span></li>'
        for row in warnings
    )
    return f'<h2>提示 warnings</h2><ul class="notices warn">{items}</ul>'


def _place(row: Row) -> str:
    return "" if row["start"] is None else f" · {int(row['start'])}–{int(row['end'])}"


def facts_of(report: Row) -> Iterator[tuple[str, str]]:
    """Known facts of a report as (field, value as text), ``period`` in one."""
    for field in FACTS:
        value = _fact(report, field)
        if value is not None:
            yield field, value


def _fact(report: Row, field: str) -> str | None:
    if field == "period":
        first, last = report["period_start"], report["period_end"]
        return None if first is None or last is None else f"{_day(first)} – {_day(last)}"
    value = report[field]
    if value is None:
        return None
    return _day(value) if isinstance(value, date) else str(value)


_ENDING = "_detected"


def _as_found(report: Row) -> Row:
    """The report as it was found, before metadata went over it."""
    found = {name.removesuffix(_ENDING): value for name, value in report.items() if name.endswith(_ENDING)}
    return {**report, **found}


def _further(report: Row) -> Iterator[tuple[str, str]]:
    """Columns that came with the metadata and are no fields of a report."""
    own = {column.name for column in table_columns("reports")}
    for name, value in report.items():
        if value is not None and name.removesuffix(_ENDING) not in own:
            yield name, str(value).removesuffix(" 00:00:00")


def _day(value: date) -> str:
    return value.isoformat()[:10]


def _identity(report: Row, evidence: Sequence[Row]) -> str:
    read_from = {row["field"]: row for row in evidence}
    found = _as_found(report)
    lines = []
    for field, value in facts_of(report):
        row = read_from.get(field)
        source = "" if row is None else f"{_words(row, value)}<span class='soft'>{_source(row)}</span>"
        if (detected := _fact(found, field)) != value:
            source = f"<span class='soft'>元数据 metadata; 文中 found {escape(detected or '—')}</span>"
        lines.append(
            f"<tr><th>{FACTS[field]}</th><td>{escape(value)}</td><td class='small'>{source}</td></tr>"
        )
    lines += [
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td><td class='small'><span class='soft'>元数据 metadata</span></td></tr>"
        for name, value in _further(report)
    ]
    if not lines:
        return ""
    return (
        "<details open><summary>基本信息 identity</summary><table class='facts'>"
        f"<tbody>{''.join(lines)}</tbody></table></details>"
    )


def _words(row: Row, value: str) -> str:
    """The words a fact was read from, where they differ from it."""
    text = row["text"]
    return "" if text == value else escape(text if len(text) <= 80 else text[:79] + "…") + " "


def _source(row: Row) -> str:
    return f"正文 text{_place(row)}" if row["source"] == "text" else escape(row["source"])


def _legend(quantities: Sequence[Row]) -> str:
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in quantities)]
    marks = "".join(f'<mark class="{kind}">{KINDS[kind]}</mark>' for kind in kinds)
    return f'<p class="legend small soft">{marks}</p>' if marks else ""


@dataclass(frozen=True, slots=True)
class _Insert:
    """HTML around a stretch of text; a stretch of length 0 is a label."""

    start: int
    end: int
    before: str
    after: str


def _text(paragraphs: Sequence[Row], sections: Sequence[Row], quantities: Sequence[Row]) -> Iterator[str]:
    inserts = sorted(
        [*_section_inserts(sections), *_number_inserts(quantities)], key=lambda one: (one.start, one.end)
    )
    opened = {row["title_start"]: row["section"] for row in sections if row["title"] is not None}
    kept = [row for row in paragraphs if row["start"] < MAX_CHARACTERS]
    parts = [(_section_of(row, opened), row) for row in kept]
    starts = [one.start for one in inserts]
    at = 0
    yield '<div class="text">'
    for section, group in groupby(parts, key=lambda part: part[0]):
        yield _margin(section)
        for is_table, run in groupby((row for _, row in group), key=lambda row: row["kind"] == "table"):
            yield '<div class="cells">' if is_table else ""
            for row in run:
                at = bisect_left(starts, row["start"], at)
                last = bisect_left(starts, row["end"], at)
                yield f'<p class="{escape(row["kind"])}">{_marked(row, inserts[at:last])}</p>'
            yield "</div>" if is_table else ""
        yield "</div></section>"
    yield "</div>"


def _section_of(row: Row, opened: Mapping[int, str]) -> str | None:
    """The section of a paragraph; a heading belongs to what it opens."""
    section = opened.get(row["start"]) if row["kind"] == "heading" else None
    return section or row["section"]


def _margin(section: str | None) -> str:
    if section is None:
        return '<section class="part"><header></header><div>'
    chinese, english = section_label(section)
    name = "s-" + section.replace(".", "-")
    return (
        f'<section class="part {escape(name)}"><header><div class="stay"><b>{escape(chinese)}</b> '
        f"<span>{escape(english)}</span></div></header><div>"
    )


def _section_inserts(sections: Iterable[Row]) -> Iterator[_Insert]:
    for row in sections:
        if row["title"] is not None:
            yield _Insert(row["title_start"], row["title_end"], '<span class="in">', "</span>")
        else:
            label = escape(section_label(row["section"])[0])
            yield _Insert(row["start"], row["start"], f'<span class="tag">{label}</span>', "")


def _number_inserts(quantities: Iterable[Row]) -> Iterator[_Insert]:
    for row in quantities:
        tip = escape(_tip(row))
        kind = escape(row["kind"])
        before = (
            f'<mark class="{kind}" data-tip="{tip}" aria-label="{escape(row["text"])}: {tip}" tabindex="0">'
        )
        yield _Insert(row["start"], row["end"], before, "</mark>")


def _tip(row: Row) -> str:
    value = "—" if row["value"] is None else _number(row["value"])
    if row["low"] is not None or row["high"] is not None:
        value = f"{_number(row['low'])} … {_number(row['high'])}"
    bound = BOUNDS.get(row["bound"], row["bound"])
    lines = [
        f"{value} {row['unit'] or ''}".strip(),
        indicator_label(row["indicator"]),
        KINDS.get(row["kind"], row["kind"]),
        bound,
    ]
    return "\n".join(line for line in lines if line)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{int(value):,}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:,.10g}"


def _marked(row: Row, inserts: Sequence[_Insert]) -> str:
    """Text of a paragraph as HTML; an insert that overlaps an earlier one is left out."""
    begin, limit = row["start"], min(row["end"], MAX_CHARACTERS)
    text = row["text"]
    parts = []
    at = begin
    for one in inserts:
        is_label_of_part = one.start == one.end == begin
        if one.start < at or one.end > limit or is_label_of_part:
            continue
        parts += [escape(text[at - begin : one.start - begin]), one.before]
        parts += [escape(text[one.start - begin : one.end - begin]), one.after]
        at = one.end
    parts.append(escape(text[at - begin : limit - begin]))
    return "".join(parts)


def _cut(report: Row) -> str:
    if report["n_characters"] <= MAX_CHARACTERS:
        return ""
    return f'<p class="warn">文本过长，此处只显示前 {MAX_CHARACTERS:,} 字 the text goes on; only its beginning is shown</p>'
