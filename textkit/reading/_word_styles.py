"""Styles of a Word file: what a paragraph or a run has from the chain of styles it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.reading._word_names import is_off, whole
from textkit.reading._xml import Element

__all__ = ["BODY_TEXT", "Style", "Styles"]

# The outline levels of headings are 0 to 8; 9 says that a paragraph is none.
BODY_TEXT = 9
# Word's own styles are based on each other eight deep at most.
MAX_CHAIN = 30
_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)")


@dataclass(frozen=True, slots=True)
class Style:
    """What a style and those it is based on say; None where none says anything.

    ``outline`` counts from 0; ``num_id`` and ``ilvl`` point into the numbering; ``chain`` are the ids
    from the style upwards; ``in_contents``: it is the style of a line of the table of contents.
    """

    outline: int | None = None
    num_id: int | None = None
    ilvl: int | None = None
    hidden: bool | None = None
    in_contents: bool = False
    chain: tuple[str, ...] = ()


class Styles:
    """Styles by id, each put together when it is first asked for."""

    def __init__(self, root: Element | None = None) -> None:
        self._own: dict[str, Element] = {}
        self._default = ""
        for style in root.all("style") if root else []:
            id = style.attributes.get("styleId", "")
            self._own.setdefault(id, style)
            is_default = style.attributes.get("default", "0").lower() in ("1", "true", "on")
            if is_default and style.attributes.get("type") == "paragraph":
                self._default = id
        self._known: dict[str, Style] = {}

    def paragraph(self, id: str | None) -> Style:
        """The style of a paragraph; without an id, or with an unknown one, the file's default."""
        return self.of(id if id in self._own else self._default)

    def of(self, id: str | None) -> Style:
        """The style with an id, an empty one where there is none."""
        key = id or ""
        if key not in self._known:
            self._known[key] = self._put_together(key)
        return self._known[key]

    def _put_together(self, id: str) -> Style:
        chain: list[str] = []
        while id in self._own and id not in chain and len(chain) < MAX_CHAIN:
            chain.append(id)
            id = self._own[id].value("basedOn") or ""
        found = [_own(self._own[id]) for id in chain]
        return Style(
            outline=next((own.outline for own in found if own.outline is not None), None),
            num_id=next((own.num_id for own in found if own.num_id is not None), None),
            ilvl=next((own.ilvl for own in found if own.ilvl is not None), None),
            hidden=next((own.hidden for own in found if own.hidden is not None), None),
            in_contents=any(own.in_contents for own in found),
            chain=tuple(chain),
        )


def _own(style: Element) -> Style:
    """What a style says by itself."""
    name = (style.value("name") or "").strip().lower()
    paragraph, run = style.first("pPr"), style.first("rPr")
    numbering = paragraph.first("numPr") if paragraph else None
    outline = whole(paragraph.value("outlineLvl")) if paragraph else None
    heading = _HEADING.fullmatch(name)
    if outline is None and heading:
        outline = int(heading[1]) - 1
    vanish = run.first("vanish") if run else None
    return Style(
        outline=outline,
        num_id=whole(numbering.value("numId")) if numbering else None,
        ilvl=whole(numbering.value("ilvl")) if numbering else None,
        hidden=None if vanish is None else not is_off(vanish),
        in_contents=_CONTENTS.fullmatch(name) is not None,
    )
