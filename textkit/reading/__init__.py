"""Bytes → text and blocks: html, PDF, Word, txt, md, and what LibreOffice can open. Knows no statute."""

from textkit.reading._decoding import decode
from textkit.reading._document import MAX_BYTES, Block, BlockKind, Document, Field, ReadingError, TableCell
from textkit.reading._formats import READ_SUFFIXES, read_bytes, read_string

__all__ = [
    "MAX_BYTES",
    "READ_SUFFIXES",
    "Block",
    "BlockKind",
    "Document",
    "Field",
    "ReadingError",
    "TableCell",
    "decode",
    "read_bytes",
    "read_string",
]
