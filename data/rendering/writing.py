"""Formats and the modules that write them; those that need the extra `samples` are imported when used."""

from __future__ import annotations

from importlib import import_module

from rendering.manuscript import Manuscript, ManuscriptError

WRITERS = {"txt": "text", "md": "markdown", "html": "page", "docx": "word", "pdf": "pdf"}
MOST_BYTES = 300_000


def write(manuscript: Manuscript, format_: str) -> bytes:
    """A manuscript in one format."""
    content: bytes = import_module(f"rendering.{WRITERS[format_]}").render(manuscript)
    if len(content) > MOST_BYTES:
        raise ManuscriptError(
            f"{manuscript.file}.{format_} has {len(content)} bytes, allowed are {MOST_BYTES}"
        )
    return content
