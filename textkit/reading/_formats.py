"""Which reader a file goes to: by content first, by name second."""

from __future__ import annotations

import re
from pathlib import PurePath

from textkit.reading._decoding import declared_charset, decode, refuse_binary
from textkit.reading._document import MAX_BYTES, MAX_CHARS, Document, ReadingError
from textkit.reading._lines import blocks_of_lines, is_markdown
from textkit.reading._page import read_page
from textkit.report import Notice

__all__ = ["READ_SUFFIXES", "read_bytes", "read_string"]

_HTML_START = re.compile(
    r"\s*+(?:<\?xml\b[^>]{0,300}>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
# Zero-width characters are blanks too.
_CHARACTER = re.compile(r"[^\s\u200b\ufeff]")
_ANY_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:]{0,20}[\s/>]")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|table|tbody|tr|td|br|span|h[1-6]|ul|li|body|html|center|font|section|article)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
HTML_SUFFIXES = (".html", ".htm", ".shtml", ".xhtml", ".jhtml", ".asp", ".aspx", ".php", ".jsp")
MARKDOWN_SUFFIXES = (".md", ".markdown")
READ_SUFFIXES = (".txt", ".text", *MARKDOWN_SUFFIXES, *HTML_SUFFIXES)
FORMATS = ("text", "markdown", "html")
# Tags are looked for in the beginning only.
FIRST_PART = 20_000
# A text may quote a tag or two.
MIN_TAGS = 3


def read_bytes(data: bytes, *, filename: str = "") -> Document:
    """Read the bytes of a txt, md or html file.

    Parameters
    ----------
    data : bytes
    filename : str
        Tells markdown from text, and html from text, where the content doesn't.

    Returns
    -------
    Document

    Raises
    ------
    ReadingError
        Empty, too large, not a text, no encoding fits, or a page without text; the message says
        what to do.

    Examples
    --------
    >>> from textkit.reading import read_bytes
    >>> page = "<p>一、总体情况</p><p>全年公开信息18条，受理申请2件，均已办结。</p>"
    >>> document = read_bytes(page.encode("gb18030"), filename="report.html")
    >>> document.format, document.encoding, [block.place for block in document.blocks]
    ('html', 'gb18030', ['body > p[1]', 'body > p[2]'])
    """
    if len(data) > MAX_BYTES:
        raise ReadingError(f"{len(data):,} bytes, the limit is {MAX_BYTES:,}; split the file")
    refuse_binary(data)
    if not data.strip():
        raise ReadingError("the file is empty; download it again")
    text, encoding, notices = decode(data, declared=declared_charset(data))
    if not _CHARACTER.search(text):
        raise ReadingError("the file holds only blanks; download it again")
    format = _format_of(text, PurePath(filename).suffix.lower())
    if format == "html":
        # A place in the source is none in the reading text.
        page = read_page(text, encoding=encoding, notices=tuple(_without_place(notice) for notice in notices))
        _refuse_length(page.text)
        return page
    _refuse_length(text)
    return _read_lines(text, format=format, encoding=encoding, notices=notices)


def _refuse_length(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise ReadingError(f"{len(text):,} characters of text, the limit is {MAX_CHARS:,}; split the file")


def read_string(text: str, *, format: str = "text") -> Document:
    """Read a string; for text and markdown the document's text is the string itself.

    Parameters
    ----------
    text : str
    format : {"text", "markdown", "html"}

    Examples
    --------
    >>> from textkit.reading import read_string
    >>> text = "发布时间：2024-01-22\\n一、总体情况\\n全年公开信息18条。"
    >>> [(block.kind, block.place) for block in read_string(text).blocks]
    [('furniture', 'line 1'), ('paragraph', 'line 2'), ('paragraph', 'line 3')]
    """
    if format not in FORMATS:
        raise ValueError(f"format {format!r} is unknown; choose one of {', '.join(FORMATS)}")
    if format == "html":
        return read_page(text)
    return _read_lines(text, format=format)


def _read_lines(
    text: str, *, format: str, encoding: str | None = None, notices: tuple[Notice, ...] = ()
) -> Document:
    blocks, fields = blocks_of_lines(text)
    return Document(text, tuple(blocks), format, encoding, tuple(fields), notices)


def _without_place(notice: Notice) -> Notice:
    return Notice(notice.code, notice.message)


def _format_of(text: str, suffix: str) -> str:
    if _HTML_START.match(text):
        return "html"
    if suffix in HTML_SUFFIXES:
        return "html" if _ANY_TAG.search(text) else "text"
    if suffix in MARKDOWN_SUFFIXES:
        return "markdown"
    if text.lstrip()[:1] == "<" and sum(1 for _ in _BLOCK_TAG.finditer(text, 0, FIRST_PART)) >= MIN_TAGS:
        return "html"
    return "markdown" if is_markdown(text) else "text"
