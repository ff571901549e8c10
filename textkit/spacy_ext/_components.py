"""Three components: sentences, quantities, sections. Each shows what the library finds in ``doc.text``.

A Doc made of a report by ``to_doc`` already holds what the report says; they leave it as it is.

spaCy loads this module for every pipeline that anyone makes in the environment, ours or not. So the
rooms that compile many patterns are imported when a text is read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from spacy.tokens import Doc, Span

from textkit.report import Quantity, Report, Section
from textkit.segmenting import split_sentences
from textkit.spacy_ext._extensions import (
    facts_of,
    keep_quantities,
    keep_sections,
    set_extensions,
    span_at,
)

__all__ = [
    "QuantityRecogniser",
    "SectionFinder",
    "SentenceSplitter",
    "show_quantities",
    "show_sections",
    "start_sentences",
]

_READS = ("auto", "text")


class SentenceSplitter:
    """Starts a sentence of a Doc where ``textkit.split_sentences`` does; the options are its own.

    A border inside a token is moved to the end of the token.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> splitter = nlp.add_pipe("textkit/sentences")
    >>> [sentence.text for sentence in nlp("全年公开信息18条。未收到申请！").sents]
    ['全年公开信息18条。', '未收到申请！']
    """

    def __init__(self, *, semicolons: bool = False, lines: bool = True) -> None:
        self.semicolons = semicolons
        self.lines = lines

    def __call__(self, doc: Doc) -> Doc:
        if facts_of(doc) is None:
            spans = split_sentences(doc.text, semicolons=self.semicolons, lines=self.lines)
            start_sentences(doc, (span.start for span in spans))
        return doc


class QuantityRecogniser:
    """Sets ``doc.spans["quantities"]``, ``doc.ents``, ``doc._.quantities`` and ``span._.quantity``.

    The label is the kind of the quantity (``COUNT``, ``PERCENT``, ``MONEY``, …), ``ZERO`` for a
    statement of zero without a number. A span holds every token that the number touches, so it can
    be wider than the number; ``span._.quantity`` has the exact offsets. The group of spans holds all;
    ``doc.ents`` leaves out those that overlap an entity that is there already.

    Parameters
    ----------
    reads : {"auto", "text"}
        ``"auto"`` reads a text that is a report as ``textkit.read_text`` does (the numbers of its
        prose, linked by section, compared with its tables) and any other text with
        ``textkit.find_quantities``; ``"text"`` reads all texts in the second way.
    ents : bool
        Whether to set ``doc.ents``.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> recogniser = nlp.add_pipe("textkit/quantities")
    >>> doc = nlp("收到申请12件，按时办结率98.6%。")
    >>> [(ent.text, ent.label_, ent._.quantity.unit) for ent in doc.ents]
    [('12件', 'COUNT', '件'), ('98.6%', 'PERCENT', '%')]
    """

    def __init__(self, *, reads: Literal["auto", "text"] = "auto", ents: bool = True) -> None:
        if reads not in _READS:
            raise ValueError(f"reads is {reads!r}; allowed are {', '.join(_READS)}")
        self.reads = reads
        self.ents = ents
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        if facts_of(doc) is None:
            show_quantities(doc, self._found(doc.text), ents=self.ents)
        return doc

    def _found(self, text: str) -> tuple[Quantity, ...]:
        if self.reads == "auto" and (report := _report_of(text)).is_report:
            return report.quantities
        from textkit.quantities import find_quantities

        return find_quantities(text)


class SectionFinder:
    """Sets ``doc.spans["sections"]``, ``doc._.sections`` and ``span._.section`` of a report's text.

    The label of a span is the id of the section, its tokens are the body without heading. Any span,
    a sentence above all, has in ``span._.section`` the most specific section that it begins in, None
    outside of all.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> splitter, finder = nlp.add_pipe("textkit/sentences"), nlp.add_pipe("textkit/sections")
    >>> doc = nlp("一、总体情况\\n全年公开信息18条。\\n五、存在的主要问题及改进情况\\n解读形式单一。")
    >>> [(sentence._.section, sentence.text.strip()) for sentence in doc.sents if sentence._.section]
    [('overview', '全年公开信息18条。'), ('problems', '解读形式单一。')]
    """

    def __init__(self) -> None:
        set_extensions()

    def __call__(self, doc: Doc) -> Doc:
        if facts_of(doc) is None:
            show_sections(doc, _report_of(doc.text).sections)
        return doc


# spaCy hands each Doc through all components before the next one, so one report is enough.
@lru_cache(maxsize=1)
def _report_of(text: str) -> Report:
    from textkit.pipeline import read_text

    return read_text(text)


def start_sentences(doc: Doc, starts: Iterable[int]) -> None:
    """Let a sentence start at the first token that begins at or behind each of these characters."""
    begins = [token.idx for token in doc]
    first = {0, *(bisect_left(begins, start) for start in starts)}
    marks: Any = np.array([1 if number in first else -1 for number in range(len(doc))], dtype=np.int64)
    # Not token.is_sent_start = …: it looks through the Doc for each token.
    doc.from_array("SENT_START", marks.astype(np.uint64))


def show_quantities(doc: Doc, quantities: tuple[Quantity, ...], *, ents: bool = True) -> None:
    keep_quantities(doc, quantities)
    spans = [span_at(doc, found.start, found.end, _label(found)) for found in quantities]
    doc.spans["quantities"] = spans
    if ents:
        doc.ents = _without_overlap(list(doc.ents), spans)


def _label(quantity: Quantity) -> str:
    return "ZERO" if quantity.stated == "statement" else quantity.kind.upper()


def _without_overlap(entities: list[Span], spans: list[Span]) -> list[Span]:
    taken = {number for entity in entities for number in range(entity.start, entity.end)}
    for span in spans:
        tokens = range(span.start, span.end)
        if taken.isdisjoint(tokens):
            entities.append(span)
            taken.update(tokens)
    return entities


def show_sections(doc: Doc, sections: tuple[Section, ...]) -> None:
    keep_sections(doc, sections)
    doc.spans["sections"] = [span_at(doc, section.start, section.end, section.id) for section in sections]
