"""What was found, kept in ``doc.user_data`` as plain values, and the extensions that read it.

The plain functions do the same as the extensions, for a Doc that was loaded where no component
is, or where another package has taken the name of an extension.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from spacy.tokens import Doc, Span

from textkit.report import Quantity, Report, Section
from textkit.spacy_ext._plain import plain, rebuilt

__all__ = [
    "facts_of",
    "keep_facts",
    "keep_quantities",
    "keep_sections",
    "quantities_of",
    "quantity_of",
    "section_of",
    "sections_of",
    "set_extensions",
    "span_at",
]

_QUANTITIES = "textkit.quantities"
_SECTIONS = "textkit.sections"
_REPORT = "textkit.report"
_FACTS = (
    *("report_id", "title", "agency", "agency_id", "agency_type", "level", "province", "city", "county"),
    *("region", "region_code", "year", "period", "published", "layout", "is_report", "format"),
)


def keep_quantities(doc: Doc, quantities: Iterable[Quantity]) -> None:
    doc.user_data[_QUANTITIES] = plain(list(quantities))


def keep_sections(doc: Doc, sections: Iterable[Section]) -> None:
    doc.user_data[_SECTIONS] = plain(list(sections))


def keep_facts(doc: Doc, report: Report) -> None:
    doc.user_data[_REPORT] = {name: plain(getattr(report, name)) for name in _FACTS}


def quantities_of(doc: Doc) -> tuple[Quantity, ...]:
    """All quantities of a Doc, with their offsets in ``doc.text``; also ``doc._.quantities``.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("zh")
    >>> recogniser = nlp.add_pipe("textkit/quantities")
    >>> quantities_of(nlp("全年收到申请12件。"))[0].value
    Decimal('12')
    """
    return tuple(rebuilt(Quantity, stored) for stored in doc.user_data.get(_QUANTITIES, ()))


def quantity_of(span: Span) -> Quantity | None:
    """The quantity whose tokens a span covers, None for any other span; also ``span._.quantity``.

    Where several stand in the same tokens it is the first of them.
    """
    found = span.doc.user_data.get(_QUANTITIES, ())
    at = bisect_right(found, span.start_char, key=lambda stored: stored["end"])
    for stored in found[at:]:
        if stored["start"] >= span.end_char:
            return None
        own = span_at(span.doc, stored["start"], stored["end"])
        if (own.start, own.end) == (span.start, span.end):
            return rebuilt(Quantity, stored)
    return None


def sections_of(doc: Doc) -> tuple[Section, ...]:
    """All sections of a Doc, with their offsets in ``doc.text``; also ``doc._.sections``."""
    return tuple(rebuilt(Section, stored) for stored in doc.user_data.get(_SECTIONS, ()))


def section_of(span: Span) -> str | None:
    """Id of the most specific section that a span begins in; also ``span._.section``."""
    start = next((token.idx for token in span if not token.is_space), span.start_char)
    found = span.doc.user_data.get(_SECTIONS, ())
    around = [stored for stored in found if stored["start"] <= start < stored["end"]]
    return min(around, key=lambda stored: stored["end"] - stored["start"])["id"] if around else None


def facts_of(doc: Doc) -> dict[str, Any] | None:
    """What is known of the report that a Doc was made of by ``to_doc``, else None; also ``doc._.report``."""
    return doc.user_data.get(_REPORT)


def span_at(doc: Doc, start: int, end: int, label: str = "") -> Span:
    """The tokens that hold ``doc.text[start:end]``, all of them that it touches."""
    span = doc.char_span(start, end, label=label, alignment_mode="expand") if start < end else None
    if span is not None:
        return span
    # Nothing between start and end: an empty span where the next token begins.
    at = bisect_right(range(len(doc)), start - 1, key=lambda number: doc[number].idx)
    return Span(doc, at, at, label=label)


_GETTERS: dict[type[Doc] | type[Span], dict[str, Callable[[Any], Any]]] = {
    Doc: {"quantities": quantities_of, "sections": sections_of, "report": facts_of},
    Span: {"quantity": quantity_of, "section": section_of},
}


def set_extensions() -> None:
    """Set ``doc._.quantities``, ``.sections``, ``.report`` and ``span._.quantity``, ``.section``.

    The components call it; call it yourself to read Docs from a DocBin without a pipeline. A name
    that another package has taken is left to it, with a warning.

    Examples
    --------
    >>> from spacy.tokens import Span
    >>> set_extensions()
    >>> Span.has_extension("quantity")
    True
    """
    for kind, getters in _GETTERS.items():
        for name, getter in getters.items():
            if not kind.has_extension(name):
                kind.set_extension(name, getter=getter)
            elif not _is_ours(kind.get_extension(name), getter):
                warnings.warn(
                    f"{kind.__name__}._.{name} was set by another package and is left to it; "
                    f"use textkit.spacy_ext.{getter.__name__}",
                    stacklevel=2,
                )


def _is_ours(extension: tuple[Any, ...], getter: Callable[[Any], Any]) -> bool:
    """By name, for a module that was loaded anew has other functions."""
    present = extension[2]
    names = [(getattr(one, "__module__", None), getattr(one, "__name__", None)) for one in (present, getter)]
    return names[0] == names[1]
