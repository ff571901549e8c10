"""Which reader a file goes to: by content first, by name second."""

from __future__ import annotations

import re
from pathlib import PurePath

from textkit.reading._compound import COMPOUND_MAGIC, Compound
from textkit.reading._decoding import declared_charset, decode, refuse_binary
from textkit.reading._document import MAX_BYTES, MAX_CHARS, Document, ReadingError
from textkit.reading._lines import blocks_of_lines, is_markdown
from textkit.reading._mht import is_mht, read_mht
from textkit.reading._office import read_old_word
from textkit.reading._package import Package
from textkit.reading._page import read_page
from textkit.reading._word import FLAT_HEAD, is_flat, main_part, read_word
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
OFFICE_SUFFIXES = (".docx", ".docm", ".dotx", ".doc", ".wps", ".rtf", ".odt")
READ_SUFFIXES = (
    ".txt", ".text", *MARKDOWN_SUFFIXES, *HTML_SUFFIXES, ".mht", ".mhtml", ".pdf", *OFFICE_SUFFIXES,
)  # fmt: skip
FORMATS = ("text", "markdown", "html")
# Tags are looked for in the beginning only.
FIRST_PART = 20_000
# A text may quote a tag or two.
MIN_TAGS = 3
# Some programs put a line of their own before a PDF file; readers look this far.
PDF_HEAD = 1024
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_PDF_START = re.compile(rb"%PDF-\d")
_WORD_2003 = b"schemas.microsoft.com/office/word/2003/wordml"

_AS_DOCX = "open it in Word or WPS and save it as .docx"
_AS_PAGE = "a report is a text; save the sheet as html if it holds one"
_AS_PDF = "save it as PDF"
# By a word of the content type of the main part.
_OFFICE_KINDS = (
    ("wordprocessingml", "", ""),
    ("ms-word", "", ""),
    ("spreadsheetml", "an Excel workbook (.xlsx)", _AS_PAGE),
    ("ms-excel", "an Excel workbook (.xlsx)", _AS_PAGE),
    ("presentationml", "a PowerPoint file (.pptx)", _AS_PDF),
    ("ms-powerpoint", "a PowerPoint file (.pptx)", _AS_PDF),
)
# By the beginning of what the member "mimetype" says.
_MIME_KINDS = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument sheet (.ods)", _AS_PAGE),
    (b"application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation (.odp)", _AS_PDF),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file without text", _AS_PDF),
    (b"application/epub", "an e-book (.epub)", "save its text as html or txt"),
)
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
# By a stream of a compound file.
_STREAM_KINDS = (
    ("Workbook", "an old Excel workbook (.xls)", _AS_PAGE),
    ("Book", "an old Excel workbook (.xls)", _AS_PAGE),
    ("PowerPoint Document", "an old PowerPoint file (.ppt)", _AS_PDF),
)
# In the first bytes of a Word file's text: where its flags are, and the one that says encrypted.
FLAGS_AT = 11
ENCRYPTED = 0x01


def read_bytes(data: bytes, *, filename: str = "") -> Document:
    """Read the bytes of a docx, doc, pdf, html, md or txt file, or of one of their kin.

    What is read: docx, docm, dotx and Word's single XML file; doc, wps, rtf and odt by LibreOffice where
    it is installed; pdf; web pages and web archives (mht); markdown and text.

    Parameters
    ----------
    data : bytes
    filename : str
        Tells markdown from text, and html from text, where the content doesn't. Everything else
        is told by the content, whatever the name says.

    Returns
    -------
    Document

    Raises
    ------
    ReadingError
        Empty, too large, not a text, no encoding fits, protected by a password, or without text;
        the message says what to do.

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
    document = _read_office(data) or _read_text(data, filename)
    _refuse_length(document.text)
    return document


def _read_text(data: bytes, filename: str) -> Document:
    refuse_binary(data)
    if not data.strip():
        raise ReadingError("the file is empty; download it again")
    text, encoding, notices = decode(data, declared=declared_charset(data))
    if not _CHARACTER.search(text):
        raise ReadingError("the file holds only blanks; download it again")
    format = _format_of(text, PurePath(filename).suffix.lower())
    if format == "html":
        # A place in the source is none in the reading text.
        return read_page(text, encoding=encoding, notices=tuple(_without_place(notice) for notice in notices))
    _refuse_length(text)
    return _read_lines(text, format=format, encoding=encoding, notices=notices)


def _refuse_length(text: str) -> None:
    if len(text) > MAX_CHARS:
        raise ReadingError(f"{len(text):,} characters of text, the limit is {MAX_CHARS:,}; split it")


def _read_office(data: bytes) -> Document | None:
    """A file of an office program, None where it is none."""
    head = data[:PDF_HEAD].lstrip(_BLANKS)
    if head.startswith(b"%PDF") or (_PDF_START.search(head) and b" obj" in data):
        from textkit.reading._pdf import read_pdf

        return read_pdf(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_package(data)
    if data.startswith(COMPOUND_MAGIC):
        return _read_compound(data)
    if head.startswith(b"{\\rtf"):
        return read_old_word(data, name="an RTF file", suffix="rtf")
    if is_mht(data):
        return read_mht(data)
    if is_flat(data):
        return read_word(data)
    if head.startswith(b"<") and _WORD_2003 in data[:FLAT_HEAD]:
        raise ReadingError(f"this is an XML file of Word 2003: {_AS_DOCX}")
    return None


def _read_package(data: bytes) -> Document:
    package = Package(data)
    if "mimetype" in package:
        return _read_open_document(package, data)
    if "OFD.xml" in package:
        raise ReadingError(
            "this is an OFD file: open it in a reader for OFD (数科 OFD 阅读器, WPS) and save it as PDF or .docx"
        )
    if "[Content_Types].xml" not in package and main_part(package) not in package:
        raise ReadingError("this is a zip archive, not a document: unpack it first")
    part = main_part(package)
    said = package.content_type(part) or _type_by_folder(package)
    for word, name, advice in _OFFICE_KINDS:
        if word in said and not name:
            return read_word(data)
        if word in said:
            raise ReadingError(f"this is {name}: {advice}")
    raise ReadingError(f"this is an office file of another kind ({said or 'unnamed'}): {_AS_DOCX}")


def _type_by_folder(package: Package) -> str:
    folders = (("word/", "wordprocessingml"), ("xl/", "spreadsheetml"), ("ppt/", "presentationml"))
    return next((type for folder, type in folders if package.holds_folder(folder)), "")


def _read_open_document(package: Package, data: bytes) -> Document:
    said = package.part("mimetype").strip()
    if said.startswith(_OPEN_TEXT):
        if b"encryption-data" in package.part("META-INF/manifest.xml"):
            raise ReadingError("this is an OpenDocument text protected by a password: save it without one")
        return read_old_word(data, name="an OpenDocument text (.odt)", suffix="odt")
    for beginning, name, advice in _MIME_KINDS:
        if said.startswith(beginning):
            raise ReadingError(f"this is {name}: {advice}")
    raise ReadingError("this is a zip archive, not a document: unpack it first")


def _read_compound(data: bytes) -> Document:
    compound = Compound(data)
    if "EncryptedPackage" in compound:
        raise ReadingError(
            "this is an Office file (.docx, .xlsx) protected by a password: save it without one"
        )
    for stream, name, advice in _STREAM_KINDS:
        if stream in compound:
            raise ReadingError(f"this is {name}: {advice}")
    if "WordDocument" not in compound:
        raise ReadingError(f"this is an old Office file of another kind than Word: {_AS_DOCX}")
    flags = compound.beginning("WordDocument")[FLAGS_AT : FLAGS_AT + 1]
    if flags and flags[0] & ENCRYPTED:
        raise ReadingError("this is an old Word file (.doc) protected by a password: save it without one")
    return read_old_word(data, name="an old Word file (.doc)", suffix="doc")


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
    document = read_page(text) if format == "html" else None
    _refuse_length(document.text if document else text)
    return document or _read_lines(text, format=format)


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
