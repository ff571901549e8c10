"""Gold facts of a rendered manuscript, taken from the manuscript and from nothing else."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from rendering import checks, figures, forms, page
from rendering.checks import squeeze
from rendering.manuscript import Block, Defect, Manuscript, ManuscriptError

# A title ends before the sign that parts it from its paragraph.
TITLE_END = "。：:"
TEXT_FORMATS = ("txt", "md", "html")


def gold_of(manuscript: Manuscript, format_: str) -> dict[str, Any]:
    """The gold facts of one file, in the form of data/gold."""
    return {
        "file": f"{manuscript.file}.{format_}",
        "about": manuscript.about,
        "identity": {key: manuscript.identity.get(key) for key in checks.IDENTITY_KEYS},
        "headings": _headings(manuscript),
        "quantities": [
            {
                "text": figures.bare(quantity.printed),
                "value": figures.plain(Decimal(quantity.value)),
                "unit": quantity.unit,
                "kind": quantity.kind,
                "bound": quantity.bound,
            }
            for block in manuscript.blocks
            for quantity in block.quantities
        ],
        "cells": {
            cell_id: {"raw": printed, "value": figures.cell_value(printed)}
            for table in _printed_tables(manuscript)
            for cell_id, printed in table.cells()
        },
        "tables": [{"id": table.id, "layout": table.form.layout} for table in _printed_tables(manuscript)],
        "defects": [_defect(manuscript, defect, format_) for defect in manuscript.defects],
    }


def as_json(gold: dict[str, Any]) -> str:
    return json.dumps(gold, ensure_ascii=False, indent=1) + "\n"


def check_occurrences(manuscript: Manuscript, gold: dict[str, Any], content: bytes) -> None:
    """Raise if a title occurs in a file of text oftener or less often than the gold facts reckon with.

    Such a title stands also in a page's furniture, or in prose that a page number parts.
    """
    format_ = gold["file"].rpartition(".")[2]
    if format_ not in TEXT_FORMATS:
        return
    text = content.decode("utf-8")
    written = squeeze(page.visible(text) if format_ == "html" else text)
    printed = _flow(manuscript)[0]
    for heading in gold["headings"]:
        title = squeeze(heading["title"])
        if printed.count(title) != written.count(title):
            raise ManuscriptError(
                f"{gold['file']}: the heading {heading['title']!r} stands {written.count(title)} times in the "
                f"file, {printed.count(title)} times in the manuscript"
            )


def _printed_tables(manuscript: Manuscript) -> list[forms.Table]:
    return [manuscript.tables[block.id] for block in manuscript.blocks if block.kind == "table"]


def _headings(manuscript: Manuscript) -> list[dict[str, Any]]:
    whole, starts = _flow(manuscript)
    entries = []
    for block in manuscript.blocks:
        if block.is_heading:
            title = block.text.rstrip(TITLE_END)
            occurrence = _count(whole, squeeze(title), starts[block.line])
            entries.append({"id": block.id or None, "title": title, "occurrence": occurrence})
    return entries


def _count(whole: str, title: str, until: int) -> int:
    """How often a title occurs from the start to a place where it stands, that one counted."""
    count, at = 0, -1
    while at < until:
        at = whole.find(title, at + 1)
        count += 1
    return count


def _flow(manuscript: Manuscript) -> tuple[str, dict[int, int]]:
    """All printed text without blanks in reading order, and where the block of each line starts."""
    pieces: list[str] = []
    starts = {}
    length = 0
    for block in manuscript.blocks:
        starts[block.line] = length
        pieces.append(squeeze(_block_text(manuscript, block)))
        length += len(pieces[-1])
    return "".join(pieces), starts


def _block_text(manuscript: Manuscript, block: Block) -> str:
    if block.kind != "table":
        return block.text
    return "".join(cell.text for row in forms.grid_of(manuscript.tables[block.id]) for cell in row)


def _defect(manuscript: Manuscript, defect: Defect, format_: str) -> dict[str, str]:
    quote = defect.quote
    prose = squeeze("".join(block.text for block in manuscript.blocks))
    if squeeze(quote) not in prose:
        cells = checks.quoted_rows(manuscript, quote)[0]
        quote = f"| {' | '.join(cells)} |" if format_ == "md" else " ".join(cells).strip()
    return {"code": defect.code, "kind": defect.kind, "quote": quote, "note": defect.note}
