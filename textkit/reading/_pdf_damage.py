"""Parts of a PDF file that don't unpack: what stands in them is lost, and PDFium says nothing of it."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode

__all__ = ["damaged_parts"]

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
# The dictionary of a packed part has 100 to 300 bytes.
MAX_HEAD = 600
# What is unpacked to look for damage; a report without pictures has 1 to 5 MB.
MAX_UNPACKED = 32 * 1024 * 1024
CHUNK = 1024 * 1024


def damaged_parts(data: bytes) -> int:
    """How many packed parts of a PDF file are damaged; pictures and encrypted files are not looked at."""
    if b"/Encrypt" in data:
        return 0
    left = MAX_UNPACKED
    damaged = 0
    for start in _STREAM.finditer(data):
        head = data[max(0, start.start() - MAX_HEAD) : start.start()].rpartition(b"obj")[2]
        end = data.find(b"endstream", start.end())
        if b"/FlateDecode" not in head or _PICTURE.search(head):
            continue
        body = data[start.end() : end if end >= 0 else len(data)]
        size = _unpacked_size(body, left, coded=b"/ASCII85Decode" in head)
        damaged += size is None
        left -= size or 0
        if left <= 0:
            break
    return damaged


def _unpacked_size(body: bytes, most: int, *, coded: bool) -> int | None:
    """How much a part unpacks to, at most ``most``; None where it breaks off or is no packed data."""
    try:
        packed = a85decode(body.strip().removesuffix(b"~>")) if coded else body
    except ValueError:
        return None
    unpacking = zlib.decompressobj()
    size = 0
    while not unpacking.eof and size < most:
        try:
            chunk = unpacking.decompress(packed, CHUNK)
        except zlib.error:
            return None
        packed = unpacking.unconsumed_tail
        size += len(chunk)
        if not chunk and not packed and not unpacking.eof:
            return None
    return size
