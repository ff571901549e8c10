"""What a reader hands on: text, blocks, fields, notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textkit.report import Notice

__all__ = ["MAX_BYTES", "MAX_CHARS", "Block", "BlockKind", "Document", "Field", "ReadingError", "TableCell"]

# An annual report has 10 to 300 kB; the largest page seen, with pictures inlined, had 6 MB.
MAX_BYTES = 32 * 1024 * 1024
# The longest report seen has 60,000 characters; analysing a text at the limit takes half a gigabyte.
MAX_CHARS = 2_000_000

BlockKind = Literal["heading", "paragraph", "table", "furniture"]


class ReadingError(ValueError):
    """A file can't be read; the message names the reason and what to do."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table's row: its text at ``[start, end)``, the columns and rows it covers.

    ``column`` counts from 0. A blank cell has ``start == end``. What a merged cell covers besides
    its first place is no cell of its own.
    """

    start: int
    end: int
    column: int
    width: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text of one kind, and where in the file it came from.

    Blocks are in order, don't overlap and cover every character that is no blank. A row of a table
    is a block of its own; so is each line of a table that arrives as one cell a line. A
    paragraph whose lines were broken at a fixed width is one block over several lines; page-number
    lines may stand inside it. ``cells`` are those of a row whose borders the file tells; rows with
    the same number ``table`` belong to one table.
    """

    start: int
    end: int
    kind: BlockKind
    place: str
    level: int | None = None
    table: int | None = None
    cells: tuple[TableCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A named fact that the carrier states: a header line, an info line, an html title or meta.

    ``name`` is as printed, without colon and blanks. ``start`` and ``end`` are set where the fact
    stands in the document's text; then ``text == document.text[start:end]``.
    """

    name: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text: ``blocks`` say what is what, ``fields`` what the carrier states."""

    text: str
    blocks: tuple[Block, ...]
    format: str
    encoding: str | None = None
    fields: tuple[Field, ...] = ()
    notices: tuple[Notice, ...] = ()
