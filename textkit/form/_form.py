"""The form of a document, put together: one pass each for title, headings, paragraphs, sections, identity."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from textkit.form._genre import genre_reason, layout_of
from textkit.form._headings import MARKS, Found, find_headings, zones_between
from textkit.form._identity import Identity, TitleFound, find_identity, find_title, printed_titles
from textkit.form._paragraphs import Piece, cut_pieces
from textkit.form._sections import Body, section_bodies
from textkit.form._tables import find_tables
from textkit.form._view import View, view
from textkit.reading import Document
from textkit.report import Heading, Notice, Paragraph, ParagraphKind, Section, Table

__all__ = ["Form", "find_form"]

# What follows a title that runs into its paragraph, before the body begins.
_LEADING = " \t\r\n\u3000\u00a0。：:；#*"


@dataclass(frozen=True, slots=True)
class Innermost:
    """Sections in order, each sub-topic behind the section that holds it, asked by position.

    ``by`` says for each what put it there: ``"heading"`` or ``"order"``.
    """

    sections: tuple[Section, ...]
    by: tuple[str, ...]
    starts: tuple[int, ...]
    holders: tuple[int, ...]

    def at(self, position: int) -> tuple[Section, str] | None:
        """The most specific section that holds a position, and what put it there."""
        index = bisect_right(self.starts, position) - 1
        if index >= 0 and position >= self.sections[index].end:
            index = self.holders[index]
        if index < 0 or position >= self.sections[index].end:
            return None
        return self.sections[index], self.by[index]


def innermost_of(sections: tuple[Section, ...], by: tuple[str, ...]) -> Innermost:
    """Sections prepared for asking; a sub-topic's holder is the last section before it that is none."""
    holders: list[int] = []
    holder = -1
    for index, section in enumerate(sections):
        is_topic = "." in section.id
        holders.append(holder if is_topic else -1)
        holder = holder if is_topic else index
    return Innermost(sections, by, tuple(section.start for section in sections), tuple(holders))


@dataclass(frozen=True, slots=True)
class Form:
    """What the form says of a document; offsets are into its text."""

    headings: tuple[Heading, ...]
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    innermost: Innermost
    identity: Identity
    layout: str | None
    is_report: bool
    notices: tuple[Notice, ...]


def find_form(document: Document) -> Form:
    """Headings, paragraphs, sections and identity of a document.

    Examples
    --------
    >>> from textkit.reading import read_string
    >>> form = find_form(read_string("青澜县水利局2023年政府信息公开工作年度报告\\n一、总体情况\\n全年公开信息18条。"))
    >>> form.identity.agency, form.identity.year, [section.id for section in form.sections]
    ('青澜县水利局', 2023, ['overview'])
    """
    seen = view(document)
    title = find_title(document, seen)
    headings = find_headings(seen)
    zones = zones_between(seen, headings)
    pieces = cut_pieces(seen, headings, zones, _title_spans(seen, title, headings))
    bodies = section_bodies(seen, headings, pieces)
    signature = [(start, end) for start, end, kind in pieces if kind == "signature"]
    identity = find_identity(document, seen, title, headings, signature)
    reason = genre_reason(seen, title, headings)
    tables, of_tables = find_tables(seen, pieces, headings)
    notices = [*document.notices, *identity.notices, *of_tables]
    if reason:
        notices.append(Notice("not_a_report", reason))
    if reason is None and not any(body.id != "preamble" for body in bodies):
        notices.append(Notice("no_sections", "no heading of a section was found; sentences have no section"))
    sections = tuple(_section(seen, body) for body in bodies)
    innermost = innermost_of(sections, tuple(body.by for body in bodies))
    return Form(
        headings=tuple(_heading(seen, found) for found in headings),
        paragraphs=tuple(_paragraphs(seen, pieces, innermost)),
        sections=sections,
        tables=tables,
        innermost=innermost,
        identity=identity,
        layout=layout_of(seen, identity.year, headings),
        is_report=reason is None,
        notices=tuple(notices),
    )


def _title_spans(seen: View, title: TitleFound | None, headings: list[Found]) -> list[tuple[int, int]]:
    """The title and its repetitions before the first heading, not overlapping."""
    first = headings[0].start if headings else len(seen.text)
    whole = [other for other in printed_titles(seen) if other.agency and other.year]
    found = [other for other in ([title] if title else []) + whole if other.start is not None]
    spans: list[tuple[int, int]] = []
    for other in found:
        start, end = other.start or 0, other.end or 0
        if end <= first and all(end <= begin or stop <= start for begin, stop in spans):
            spans.append((start, end))
    return sorted(spans)


def _heading(seen: View, found: Found) -> Heading:
    start, end = seen.original(_after_marks(seen, found.start), found.end)
    return Heading(start, end, seen.source[start:end], found.id, found.level, found.number)


def _after_marks(seen: View, at: int) -> int:
    while at < len(seen.text) and seen.text[at] in MARKS:
        at += 1
    return at


def _section(seen: View, body: Body) -> Section:
    start, end = _trimmed(seen, body)
    if body.heading is None:
        return Section(body.id, None, start, start, start, end)
    title = _heading(seen, body.heading)
    return Section(body.id, title.text, title.start, title.end, start, end)


def _trimmed(seen: View, body: Body) -> tuple[int, int]:
    """The body's extent in the text without blanks and marks at its edges."""
    if body.heading is not None:
        start = seen.original(body.heading.start, body.heading.end)[1]
    else:
        start = seen.original(body.start, body.start + 1)[0]
    end = seen.original(body.end - 1, body.end)[1] if body.end > body.start else start
    while start < end and seen.source[start] in _LEADING:
        start += 1
    while end > start and seen.source[end - 1].isspace():
        end -= 1
    return start, end


def _paragraphs(seen: View, pieces: list[Piece], innermost: Innermost) -> list[Paragraph]:
    result = [_paragraph(seen, *seen.original(begin, stop), kind, innermost) for begin, stop, kind in pieces]
    # Page numbers between lines are not in the view; no text is lost for that.
    left_out = [block for begin, end, block in seen.blocks if begin == end]
    result += [
        _paragraph(seen, block.start, block.end, "furniture", innermost)
        for block in left_out
        if not seen.source[block.start : block.end].isspace()
    ]
    return sorted(result, key=lambda paragraph: paragraph.start)


def _paragraph(seen: View, start: int, end: int, kind: ParagraphKind, innermost: Innermost) -> Paragraph:
    section = innermost.at(start) if kind in ("prose", "table") else None
    return Paragraph(start, end, seen.source[start:end], kind, section[0].id if section else None)
