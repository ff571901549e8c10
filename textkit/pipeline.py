"""The one place where a Report is put together."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path, PurePath

from textkit.form import Form, find_form
from textkit.quantities import link_sentences
from textkit.quantities._readings import compare_with_tables
from textkit.reading import MAX_BYTES, Document, Field, ReadingError, read_bytes, read_string
from textkit.report import Location, Report, Sentence
from textkit.segmenting import split_sentences

__all__ = ["read", "read_text"]

_WORD = re.compile(r"\w")


def read(source: str | Path | bytes, *, filename: str = "", report_id: str = "") -> Report:
    """Read a report from a file (html, PDF, Word, txt, md) or from its bytes.

    Old formats (doc, wps, rtf, odt) are read where LibreOffice is installed.

    Parameters
    ----------
    source : path or bytes
    filename : str
        Name of the file that the bytes came from; tells the format where the content doesn't.
    report_id : str
        Default: the name of the file.

    Returns
    -------
    Report
        ``is_report`` is False, with the reason in ``warnings``, for a text of another genre.

    Raises
    ------
    OSError
        When the file can't be opened.
    ReadingError
        A ValueError: empty, too large, damaged, protected, pictures without text, no encoding
        fits. The message names the reason and what to do.

    Examples
    --------
    >>> import textkit as tk
    >>> page = "<h1>青澜县水利局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>全年公开信息18条。</p>"
    >>> report = tk.read(page.encode("gb18030"), filename="report.html")
    >>> report.agency, report.year, report.quantities[0].text
    ('青澜县水利局', 2023, '18条')
    """
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        filename = filename or path.name
        if path.stat().st_size > MAX_BYTES:
            raise ReadingError(
                f"{path.name}: {path.stat().st_size:,} bytes, the limit is {MAX_BYTES:,}; split the file"
            )
        data = path.read_bytes()
    document = read_bytes(data, filename=filename)
    if filename:
        named = Field("file name", PurePath(filename).stem)
        document = replace(document, fields=(*document.fields, named))
    report = _assemble(document)
    return replace(report, report_id=report_id or filename, content_hash=hashlib.sha256(data).hexdigest())


def read_text(text: str, *, report_id: str = "") -> Report:
    """Read a report from a string; ``read_text(text).text == text``.

    Parameters
    ----------
    text : str
    report_id : str

    Raises
    ------
    ReadingError
        A ValueError: more than 2,000,000 characters; no report is so long.

    Examples
    --------
    >>> import textkit as tk
    >>> report = tk.read_text("一、总体情况\\n2023年，我局公开信息18条。未收到申请。")
    >>> [(sentence.section, sentence.text) for sentence in report.sentences]
    [('overview', '2023年，我局公开信息18条。'), ('overview', '未收到申请。')]
    """
    report = _assemble(read_string(text))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(report, report_id=report_id, content_hash=digest)


def _assemble(document: Document) -> Report:
    form = find_form(document)
    sentences = tuple(_sentences(document.text, form))
    identity = form.identity
    return Report(
        text=document.text,
        paragraphs=form.paragraphs,
        headings=form.headings,
        sections=form.sections,
        sentences=sentences,
        tables=form.tables,
        quantities=compare_with_tables(
            tuple(link_sentences(sentences, agency=identity.agency, year=identity.year)), form.tables
        ),
        warnings=form.notices,
        format=document.format,
        encoding=document.encoding,
        is_report=form.is_report,
        title=identity.title,
        agency=identity.agency,
        agency_id=identity.agency_id,
        agency_type=identity.agency_type,
        level=identity.level,
        province=identity.province,
        city=identity.city,
        county=identity.county,
        region=identity.region,
        region_code=identity.region_code,
        year=identity.year,
        period=identity.period,
        published=identity.published,
        layout=form.layout,
        evidence=identity.evidence,
        locations=tuple(Location(block.start, block.end, block.place) for block in document.blocks),
    )


def _sentences(text: str, form: Form) -> Iterator[Sentence]:
    """Sentences of the prose; a section's border is a sentence's border."""
    borders = sorted({edge for section in form.sections for edge in (section.start, section.end)})
    for paragraph in form.paragraphs:
        if paragraph.kind != "prose":
            continue
        first = bisect_right(borders, paragraph.start)
        last = bisect_left(borders, paragraph.end)
        edges = [paragraph.start, *borders[first:last], paragraph.end]
        for start, end in pairwise(edges):
            for span in split_sentences(text[start:end], lines=False):
                lead = len(span.text) - len(span.text.lstrip())
                words = span.text.strip()
                if _WORD.search(words):
                    yield _sentence(words, start + span.start + lead, form)


def _sentence(words: str, start: int, form: Form) -> Sentence:
    end = start + len(words)
    inside = form.innermost.at(start)
    if inside is None:
        return Sentence(start, end, words)
    section, by = inside
    if by == "heading":
        return Sentence(start, end, words, section.id, by, 1.0, section.id)
    # The turn to measures stands below the heading of the problems.
    headed = "problems" if section.id == "improvements" else None
    return Sentence(start, end, words, section.id, by, None, headed)
