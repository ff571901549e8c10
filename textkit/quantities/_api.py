"""Quantities of a text, linked or not."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from textkit.quantities._finding import scan
from textkit.quantities._linking import Context, link
from textkit.report import Link, Quantity, Sentence
from textkit.segmenting import split_sentences

# A sign that may end a sentence, with more behind it.
_INNER_END = re.compile(r"[。！？!?…；;.\n\r][^\n\r]", re.DOTALL)

__all__ = ["find_quantities", "link_sentences"]


def find_quantities(text: str, *, linked: bool = True) -> tuple[Quantity, ...]:
    """Counts, percentages and amounts of money in a text, in order, with what they count.

    ``text`` is the numeral with its unit as written, with ``余`` and ``多`` inside but without the
    words around it (``近``, ``以上``), which give ``bound``. Dates, spans of time, ordinals,
    document numbers, addresses, set phrases and names in ``《》`` are no quantities
    (``find_non_quantities`` tells them), and neither is a number without a unit.

    ``一个``, ``一项`` and the like count only behind a word that counts (``新增一个``, ``共一项``)
    or where nothing is named behind them (``申请1件、复议一项，``); elsewhere they are an article.

    Parameters
    ----------
    text : str
        Prose; a number with a cell border (tab, empty line) between it and its unit is left out.
    linked : bool
        Whether to look for what the numbers count, and for statements of zero (``未收到申请``).
        Without it ``indicator`` and what follows it are left empty.

    Returns
    -------
    tuple of Quantity

    Examples
    --------
    >>> for found in find_quantities("全年受理申请近30件，按时办结率98.6%，服务3.2万余人次。"):
    ...     print(found.text, found.value, found.unit, found.bound, found.indicator)
    30件 30 件 less_than app.received
    98.6% 98.6 % exact app.on_time_rate
    3.2万余人次 32000 人次 more_than None
    """
    if linked:
        return tuple(link_sentences(_sentences(text)))
    if not _INNER_END.search(text):
        return tuple(quantity for _, _, quantity in scan(text).found)
    return tuple(
        _moved(quantity, sentence.start)
        for sentence in _sentences(text)
        for _, _, quantity in scan(sentence.text).found
    )


def _sentences(text: str) -> Iterator[Sentence]:
    """Sentences of a text as it was typed; a line's end inside a number ends no sentence."""
    if not _INNER_END.search(text):
        yield Sentence(0, len(text), text)
        return
    spans = split_sentences(text)
    inside = (
        [(one.start, one.end) for _, _, one in scan(text).found if "\n" in one.text] if "\n" in text else []
    )
    starts, ends = [first for first, _ in inside], [last for _, last in inside]
    start = 0
    for number, span in enumerate(spans):
        is_torn = bisect_left(starts, span.end) > bisect_right(ends, span.end)
        if not is_torn or number == len(spans) - 1:
            yield Sentence(start, span.end, text[start : span.end])
            start = span.end


def link_sentences(
    sentences: Iterable[Sentence], *, agency: str | None = None, year: int | None = None
) -> Iterator[Quantity]:
    """Quantities of sentences that follow each other in a text, in the offsets of that text.

    A sentence takes over topic and whole from the one before it in its section. ``agency`` is the
    organ that speaks, so that it isn't taken for another one, ``year`` the one it reports on.
    """
    start = Context(agency=agency, year=year)
    context = start
    at = 0
    for sentence in sentences:
        if context.section != sentence.section:
            context = replace(start, section=sentence.section)
        whole = _moved(context.whole, at - sentence.start) if context.whole else None
        if whole is not context.whole:
            context = replace(context, whole=whole)
        found, context = link(scan(sentence.text), context)
        at = sentence.start
        for quantity in found:
            yield _moved(quantity, sentence.start)


def _moved(quantity: Quantity, by: int) -> Quantity:
    """The quantity of a sentence in the offsets of its text."""
    if not by:
        return quantity
    return replace(
        quantity,
        start=quantity.start + by,
        end=quantity.end + by,
        whole=_span(quantity.whole, by),
        about=_span(quantity.about, by),
        links=tuple(_moved_link(link, by) for link in quantity.links),
    )


def _span(span: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return (span[0] + by, span[1] + by) if span else None


def _moved_link(link: Link, by: int) -> Link:
    return replace(link, start=link.start + by, end=link.end + by)
