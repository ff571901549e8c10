"""What holds for every report, whatever file it was read from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

import textkit as tk
from textkit.statute import form_tables

__all__ = ["faults_of"]

_FORMS = {form.id: form for form in form_tables()}


def faults_of(report: tk.Report) -> list[str]:
    """What doesn't hold, a line each; none for a sound report."""
    return [*_spans(report), *_sections(report), *_cells(report), *_sentences(report), *_notices(report)]


def _spans(report: tk.Report) -> Iterator[str]:
    items: Iterable = (*report.paragraphs, *report.headings, *report.sentences, *report.quantities)
    for item in items:
        if item.text != report.text[item.start : item.end]:
            yield f"{type(item).__name__} at {item.start}: not what stands there"
    for name, evidence in report.evidence.items():
        if evidence.start is not None and evidence.text != report.text[evidence.start : evidence.end]:
            yield f"evidence of {name} at {evidence.start}: not what stands there"


def _sections(report: tk.Report) -> Iterator[str]:
    for section in report.sections:
        places = (0, section.title_start, section.title_end, section.start, section.end, len(report.text))
        if list(places) != sorted(places):
            yield f"section {section.id}: places {places} are not in order"
        if (
            section.title is not None
            and section.title != report.text[section.title_start : section.title_end]
        ):
            yield f"section {section.id}: its title is not what stands there"


def _cells(report: tk.Report) -> Iterator[str]:
    for table in report.tables:
        form = _FORMS.get(table.id)
        if form is None:
            yield f"table {table.id}: not in the form"
            continue
        if not 0 <= table.start <= table.end <= len(report.text):
            yield f"{table.id}: {table.start}-{table.end} lies outside the text"
        if table.layout is not None and table.layout not in form.layouts:
            yield f"{table.id}: layout {table.layout} is none of its own"
        ids = {f"{form.id}.{row.id}.{column.id}" for row in form.rows for column in form.columns}
        seen: set[str] = set()
        for cell in table.cells:
            if cell.id not in ids or cell.id != f"{table.id}.{cell.row}.{cell.column}":
                yield f"{cell.id}: not in the form"
            if cell.id in seen:
                yield f"{cell.id}: twice in one table"
            seen.add(cell.id)
            yield from _cell(report, table, cell)


def _cell(report: tk.Report, table: tk.Table, cell: tk.Cell) -> Iterator[str]:
    if cell.raw != report.text[cell.start : cell.end]:
        yield f"{cell.id}: raw {cell.raw!r} is not what stands at {cell.start}"
    if (cell.state == "number") != (cell.value is not None):
        yield f"{cell.id}: {cell.state} with value {cell.value}"
    if (cell.state == "blank") != (cell.start == cell.end):
        yield f"{cell.id}: {cell.state} at {cell.start}-{cell.end}"
    if cell.state not in ("number", "blank", "not_applicable", "unreadable", "undecided"):
        yield f"{cell.id}: no state {cell.state}"
    if not table.start <= cell.start <= cell.end <= table.end:
        yield f"{cell.id}: {cell.start}-{cell.end} lies outside its table {table.start}-{table.end}"


def _sentences(report: tk.Report) -> Iterator[str]:
    paragraphs = sorted(report.paragraphs, key=lambda paragraph: paragraph.start)
    starts = [paragraph.start for paragraph in paragraphs]
    for sentence in report.sentences:
        index = bisect_right(starts, sentence.start) - 1
        if index < 0 or paragraphs[index].kind != "prose" or sentence.end > paragraphs[index].end:
            yield f"sentence at {sentence.start}: not in one paragraph of prose"


def _notices(report: tk.Report) -> Iterator[str]:
    for notice in report.warnings:
        if notice.start is not None and not notice.start <= (notice.end or 0) <= len(report.text):
            yield f"warning {notice.code}: {notice.start}-{notice.end} lies outside the text"
    for where in report.locations:
        if not 0 <= where.start <= where.end <= len(report.text):
            yield f"location {where.place}: {where.start}-{where.end} lies outside the text"
