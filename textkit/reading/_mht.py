"""Web archives (.mht, and what Word calls 单个文件网页): the page in them, found without unpacking the rest."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from textkit.reading._decoding import declared_charset, decode
from textkit.reading._document import Document, ReadingError
from textkit.reading._page import read_page
from textkit.report import Notice

__all__ = ["is_mht", "read_mht"]

# A page with its pictures has some hundred parts.
MAX_PARTS = 2_000
# Word's headers have 300 bytes, a mail's some thousands.
MAX_HEADER = 20_000
# An archive in an archive: mail programs wrap once or twice.
MAX_DEPTH = 4
_HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,40}:")
_MULTIPART = re.compile(rb"^Content-Type:\s{0,20}multipart/", re.IGNORECASE | re.MULTILINE)
_BLANKS = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class _Part:
    headers: Message
    body: bytes


def is_mht(data: bytes) -> bool:
    """Whether some bytes begin with the headers of a multipart message."""
    head = data[:MAX_HEADER].lstrip(_BLANKS)
    if not _HEADER_LINE.match(head):
        return False
    end = _HEADER_END.search(head)
    return _MULTIPART.search(head, 0, end.start() if end else len(head)) is not None


def read_mht(data: bytes) -> Document:
    """Reading text of the page in a web archive.

    Raises
    ------
    ReadingError
        No page is in it, or none with text.
    """
    problem: ReadingError | None = None
    for part in _pages(_part(data.lstrip(_BLANKS))):
        html = _decoded(part)
        declared = part.headers.get_content_charset() or declared_charset(html)
        try:
            text, encoding, notices = decode(html, declared=declared)
            # A place in the archive is none in the reading text.
            placeless = tuple(Notice(notice.code, notice.message) for notice in notices)
            return read_page(text, encoding=encoding, notices=placeless)
        except ReadingError as err:
            problem = problem or err
    raise problem or ReadingError(
        "the web archive (.mht) holds no page: open it in a browser and save it as html"
    )


def _pages(archive: _Part) -> Iterator[_Part]:
    """Parts that are html, in order."""
    waiting = [(archive, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MAX_PARTS:
            raise ReadingError(
                f"the web archive (.mht) has more than {MAX_PARTS:,} parts: save the page as html"
            )
        if part.headers.get_content_maintype() == "multipart":
            if depth < MAX_DEPTH:
                waiting += [(inner, depth + 1) for inner in reversed(_inner(part))]
        elif part.headers.get_content_type() in ("text/html", "application/xhtml+xml"):
            yield part


def _inner(part: _Part) -> list[_Part]:
    boundary = part.headers.get_boundary()
    if not boundary:
        return []
    line = re.compile(
        rb"^--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(?:--)?[ \t]*\r?$", re.MULTILINE
    )
    edges = [match.span() for match in line.finditer(part.body)]
    if len(edges) > MAX_PARTS:
        raise ReadingError(f"the web archive (.mht) has more than {MAX_PARTS:,} parts: save the page as html")
    ends = [start for start, _ in edges[1:]] + [len(part.body)]
    bodies = (part.body[begin:end] for (_, begin), end in zip(edges, ends, strict=False))
    return [_part(body.lstrip(b"\r\n")) for body in bodies if body.strip(b"-\r\n \t")]


def _part(data: bytes) -> _Part:
    end = _HEADER_END.search(data, 0, MAX_HEADER)
    headers = BytesHeaderParser().parsebytes(data[: end.start()] if end else data[:MAX_HEADER])
    return _Part(headers, data[end.end() :] if end else b"")


def _decoded(part: _Part) -> bytes:
    coding = str(part.headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if coding == "quoted-printable":
        return quopri.decodestring(part.body)
    if coding == "base64":
        return _from_base64(part.body)
    return part.body


def _from_base64(body: bytes) -> bytes:
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    try:
        return base64.b64decode(kept[: len(kept) // 4 * 4] + _padded(kept[len(kept) // 4 * 4 :]))
    except binascii.Error as err:
        raise ReadingError(
            f"the page in the web archive (.mht) is damaged ({err}): download it again"
        ) from err


def _padded(rest: bytes) -> bytes:
    # One character alone holds no byte.
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
