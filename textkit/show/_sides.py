"""Two texts beside each other, with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from textkit._folding import squeeze
from textkit.recurrence import AlignedPart, align

__all__ = ["changed", "counted", "marked", "percent", "shortened", "sides", "similarities", "times"]

# A sentence as long is a page without full stops; what follows tells a reader nothing more.
MAX_SHOWN = 3_000


def counted(number: int, measure: str, one: str, more: str | None = None) -> str:
    """A count with its words in both languages.

    Examples
    --------
    >>> counted(1, "家", "agency", "agencies"), counted(1200, "份", "report")
    ('1 家 agency', '1,200 份 reports')
    """
    return f"{number:,} {measure} {one if number == 1 else more or one + 's'}"


def times(number: int) -> str:
    """How often, in English."""
    return f"{number:,} time{'' if number == 1 else 's'}"


def sides(a: str, b: str) -> tuple[str, str]:
    """Both texts as HTML, with the characters marked that the other has not or has otherwise.

    Examples
    --------
    >>> sides("公开30条。", "公开9条。")
    ("公开<mark class='diff'>30</mark>条。", "公开<mark class='diff'>9</mark>条。")
    """
    a, b = shortened(a), shortened(b)
    return (escape(a), escape(b)) if a == b else marked(a, b, align(a, b))


def marked(a: str, b: str, alignment: Sequence[AlignedPart]) -> tuple[str, str]:
    """Both texts as HTML by their alignment."""
    left, right = [], []
    for part in alignment:
        same = part.kind == "equal"
        left.append(_piece(a[part.a_start : part.a_end], same=same))
        right.append(_piece(b[part.b_start : part.b_end], same=same))
    return "".join(left), "".join(right)


def changed(a: str, b: str) -> str:
    """The second text as HTML, with what it has otherwise marked and what it lacks of the first struck out.

    Examples
    --------
    >>> changed("更新不及时。", "更新还不及时。"), changed("更新还不及时。", "更新不及时。")
    ("更新<mark class='diff'>还</mark>不及时。", '更新<del>还</del>不及时。')
    """
    a, b = shortened(a), shortened(b)
    if a == b:
        return escape(b)
    parts = []
    for part in align(a, b):
        if part.kind != "equal" and part.a_end > part.a_start:
            parts.append(f"<del>{escape(a[part.a_start : part.a_end])}</del>")
        parts.append(_piece(b[part.b_start : part.b_end], same=part.kind == "equal"))
    return "".join(parts)


def shortened(text: str) -> str:
    """A text as it is shown: without the line breaks of its file, and cut where it is too long."""
    clean = squeeze(text).text
    return clean if len(clean) <= MAX_SHOWN else clean[: MAX_SHOWN - 1] + "…"


def _piece(text: str, *, same: bool) -> str:
    return escape(text) if same or not text else f"<mark class='diff'>{escape(text)}</mark>"


def similarities(masked: float, unmasked: float) -> str:
    """Both similarities in words.

    Examples
    --------
    >>> similarities(1.0, 0.875)
    '相似度 similarity 1.00（原文 unmasked 0.88）'
    """
    return f"相似度 similarity {masked:.2f}（原文 unmasked {unmasked:.2f}）"


def percent(share: float | None) -> str:
    """A share in percent, a dash where it isn't known; what is above nothing is never shown as nothing.

    Examples
    --------
    >>> percent(0.0), percent(0.0004), percent(0.043), percent(0.256), percent(None)
    ('0', '<0.1', '4.3', '26', '—')
    """
    if share is None:
        return "—"
    if 0 < share < 0.0005:
        return "<0.1"
    return f"{100 * share:.0f}" if share == 0 or share >= 0.0995 else f"{100 * share:.1f}"
