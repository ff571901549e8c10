"""Escaping and marking of spans. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["excerpt", "mark_spans"]

STYLE = (
    ".tk-heading{font-weight:bold;background:#dbe9f6}"
    ".tk-count{background:#fff1b8}.tk-percent{background:#d9f2d0}.tk-money{background:#fbd9d3}"
    ".tk-text{white-space:pre-wrap;line-height:1.8}"
)


def excerpt(text: str, *, width: int = 24) -> str:
    """The beginning of a text on one line, at most ``width`` characters."""
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width else line[: width - 1] + "…"


def mark_spans(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Text as HTML with each ``(start, end, class)`` in a ``mark``.

    A span that overlaps an earlier one is left out.
    """
    parts = [f"<style>{STYLE}</style><div class='tk-text'>"]
    at = 0
    for start, end, name in sorted(spans):
        if start < at or end <= start:
            continue
        parts += [escape(text[at:start]), f"<mark class='{escape(name)}'>{escape(text[start:end])}</mark>"]
        at = end
    parts += [escape(text[at:]), "</div>"]
    return "".join(parts)
