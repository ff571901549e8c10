"""A pipeline of ours, and Docs made of reports."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from textkit.report import Report
from textkit.segmenting import Segmenter, split_sentences
from textkit.spacy_ext._components import show_quantities, show_sections, start_sentences
from textkit.spacy_ext._extensions import keep_facts, set_extensions, span_at
from textkit.spacy_ext._factories import TOKENIZER
from textkit.spacy_ext._tokenizer import JiebaTokenizer

__all__ = ["blank_nlp", "to_doc"]

# What read_text takes; spaCy's own limit is half of it and meant for models.
MAX_LENGTH = 2_000_000


def blank_nlp(words: Iterable[str] | str | os.PathLike[str] | None = None, *, hmm: bool = True) -> Language:
    """A Chinese pipeline of spaCy with our tokenizer and the three components, without any model.

    Parameters
    ----------
    words, hmm
        As in ``Segmenter``: words to keep whole, or the path of a dictionary file.

    Returns
    -------
    Language

    Examples
    --------
    >>> import textkit.spacy_ext as ext
    >>> nlp = ext.blank_nlp(["青澜发布"])
    >>> doc = nlp("通过青澜发布推送信息18条。未收到申请。")
    >>> [token.text for token in doc][:3]
    ['通过', '青澜发布', '推送']
    >>> [(span.text, span.label_) for span in doc.spans["quantities"]]
    [('18条', 'COUNT'), ('未收到申请', 'ZERO')]
    """
    settings = {"@tokenizers": TOKENIZER, "hmm": hmm}
    if words is not None and not isinstance(words, str | os.PathLike):
        words = settings["words"] = list(words)
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": settings}})
    if isinstance(words, str | os.PathLike):
        # Not by the config: the path may not be there where the pipeline is loaded.
        nlp.tokenizer = JiebaTokenizer(nlp.vocab, Segmenter(words, hmm=hmm))
    nlp.max_length = MAX_LENGTH
    for name in ("textkit/sentences", "textkit/quantities", "textkit/sections"):
        nlp.add_pipe(name)
    return nlp


def to_doc(report: Report, nlp: Language) -> Doc:
    """A Doc of a report's text with what the report holds; ``doc.text == report.text``.

    ``doc.sents`` part the whole text, ``doc.spans["sentences"]`` are those of the report: prose only.
    ``doc.spans["quantities"]``, ``doc.ents``, ``doc.spans["sections"]``, ``doc._.quantities``,
    ``doc._.sections``, ``span._.quantity`` and ``span._.section`` are as the components set them,
    ``doc._.report`` holds what is known of the report. Spans are widened to whole tokens.

    Of ``nlp`` only tokenizer and vocabulary are used; ``nlp(doc)`` runs its components, and ours
    leave this Doc as it is.

    Raises
    ------
    ValueError
        When the tokenizer of ``nlp`` doesn't keep the text.

    Examples
    --------
    >>> import textkit as tk
    >>> from textkit.spacy_ext import blank_nlp, to_doc
    >>> report = tk.read_text("一、总体情况\\n2023年，我局公开信息18条。\\n")
    >>> doc = to_doc(report, blank_nlp())
    >>> [(sentence.text, sentence._.section) for sentence in doc.spans["sentences"]]
    [('2023年，我局公开信息18条。', 'overview')]
    """
    set_extensions()
    # Not make_doc, which has the limit of length.
    doc = nlp.tokenizer(report.text)
    if doc.text != report.text:
        raise ValueError(
            f"the tokenizer {type(nlp.tokenizer).__name__} changes the text, so offsets would move; "
            "use textkit.blank_nlp()"
        )
    keep_facts(doc, report)
    start_sentences(doc, _sentence_starts(report))
    doc.spans["sentences"] = [span_at(doc, one.start, one.end) for one in report.sentences]
    show_quantities(doc, report.quantities)
    show_sections(doc, report.sections)
    return doc


def _sentence_starts(report: Report) -> Iterator[int]:
    """Where the report's sentences start, and the lines between them: headings, rows of tables."""
    at = 0
    for sentence in report.sentences:
        yield from _starts_between(report.text, at, sentence.start)
        yield sentence.start
        at = sentence.end
    yield from _starts_between(report.text, at, len(report.text))


def _starts_between(text: str, start: int, end: int) -> Iterator[int]:
    """Blanks belong to the sentence before them."""
    for span in split_sentences(text[start:end]):
        words = span.text.lstrip()
        if words:
            yield start + span.end - len(words)
