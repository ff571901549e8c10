"""PDF files, read by a helper process: what one of them does to the library costs that file alone."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from textkit.reading._document import Block, Document, Field, ReadingError, TableCell
from textkit.reading._guard import Helper, HelperError, serve
from textkit.report import Notice

__all__ = ["main", "read_pdf"]

# The slowest real report takes 0.1 s.
MAX_SECONDS = 60.0
# A real report takes 0.3 GB of address space, of which PDFium uses a third.
MAX_MEMORY = 2 * 1024**3

_HELPER = Helper("textkit.reading._pdf", seconds=MAX_SECONDS)


def read_pdf(data: bytes) -> Document:
    """Read a PDF file.

    Raises
    ------
    ReadingError
        Protected by a password, damaged, pictures instead of text, or more work than a report can be.
    """
    if not sys.executable:
        # A Python inside another program has no way to start a helper.
        from textkit.reading._pdf_layout import read_pdf_here

        return read_pdf_here(data)
    try:
        answer = json.loads(_HELPER.ask(data))
    except HelperError as err:
        if err.reason == "time":
            raise ReadingError(
                f"reading this PDF file took more than {MAX_SECONDS:.0f} s; print it to a new PDF, or save it as txt"
            ) from err
        raise ReadingError(
            "the PDF library gave up on this file (damaged, or it needs too much memory); print it to a new PDF"
        ) from err
    if "error" in answer:
        raise ReadingError(answer["error"])
    if "fault" in answer:
        raise RuntimeError(answer["fault"])
    return _document(answer)


def _document(answer: dict[str, Any]) -> Document:
    return Document(
        text=answer["text"],
        blocks=tuple(
            Block(**{**block, "cells": tuple(TableCell(**cell) for cell in block["cells"])})
            for block in answer["blocks"]
        ),
        format=answer["format"],
        fields=tuple(Field(**field) for field in answer["fields"]),
        notices=tuple(Notice(**notice) for notice in answer["notices"]),
    )


def _answer(data: bytes) -> bytes:
    from textkit.reading._pdf_layout import read_pdf_here

    try:
        answer = asdict(read_pdf_here(data))
    except ReadingError as err:
        answer = {"error": str(err)}
    except MemoryError:
        answer = {"error": "this PDF file needs too much memory; print it to a new PDF"}
    # Told as what it is: a fault of ours must not pass for a damaged file.
    except Exception as err:
        answer = {"fault": f"{type(err).__name__} while reading a PDF file: {err}"}
    return json.dumps(answer).encode("utf-8")


def main() -> None:
    """Read PDF files from standard input, one after the other, for the process that asks."""
    serve(_answer, max_memory=MAX_MEMORY)
