"""Plain text: as copied from a page, or as printed page by page (`wrapped`)."""

from __future__ import annotations

from collections.abc import Iterator

from rendering import forms, typesetting
from rendering.forms import Grid
from rendering.manuscript import Block, Manuscript

LINE_WIDTH = 32.0
LINES_A_PAGE = 42
INDENT = "　　"


def render(manuscript: Manuscript) -> bytes:
    """The file's bytes, utf-8."""
    pieces = list(_pieces(manuscript))
    lines = _pages(manuscript, pieces) if manuscript.has("wrapped") else _flowing(pieces)
    return ("\n".join(lines) + "\n").encode("utf-8")


def _pieces(manuscript: Manuscript) -> Iterator[tuple[str, list[str]]]:
    """Stretches of lines with the kind of their block; a run-in heading is joined to its paragraph."""
    for block, run_in in manuscript.joined():
        if block.kind == "table":
            yield "table", _table_lines(manuscript, block)
        elif block.kind == "title":
            yield "title", block.text.split("\n")
        else:
            yield block.kind, [run_in + block.text]


def _table_lines(manuscript: Manuscript, block: Block) -> list[str]:
    table = manuscript.tables[block.id]
    if table.form.captions:
        caption = forms.caption_of(table, manuscript.habit("caption", 3))
        return [caption, *_grid_lines(manuscript, forms.grid_of(table))]
    return _grid_lines(manuscript, forms.grid_of(table))


def _grid_lines(manuscript: Manuscript, grid: Grid) -> list[str]:
    rows = [[cell.text for cell in row] for row in grid]
    if manuscript.has("cells-one-a-line"):
        return [text for row in rows for text in row]
    parting = "\t" if manuscript.has("tabs") else " "
    return [parting.join(row).rstrip() if parting == " " else parting.join(row) for row in rows]


def _flowing(pieces: list[tuple[str, list[str]]]) -> Iterator[str]:
    """One paragraph a line, a blank line before each section, table and signature."""
    before = ""
    for kind, lines in pieces:
        if kind in ("heading", "table", "sign") and before not in ("", kind, "heading"):
            yield ""
        yield from lines
        before = kind


def _pages(manuscript: Manuscript, pieces: list[tuple[str, list[str]]]) -> Iterator[str]:
    """Prose broken at the margin, with the page's number below each page."""
    dash = "-—"[manuscript.habit("page number", 2)]
    indent = INDENT if manuscript.habit("indent", 2) else ""
    page = count = 0
    for kind, lines in pieces:
        for group in _unbroken(kind, lines, indent):
            if count + len(group) > LINES_A_PAGE:
                page, count = page + 1, 0
                yield f"{dash} {page} {dash}"
            yield from group
            count += len(group)
    yield f"{dash} {page + 1} {dash}"


def _unbroken(kind: str, lines: list[str], indent: str) -> Iterator[list[str]]:
    """Groups of lines that no page break parts."""
    if kind == "paragraph" or kind == "note":
        for line in lines:
            for broken in typesetting.break_lines(indent + line, LINE_WIDTH, typesetting.columns):
                yield [broken]
    elif kind == "table":
        for line in lines:
            yield [line]
    else:
        heads = [
            line for text in lines for line in typesetting.break_lines(text, LINE_WIDTH, typesetting.columns)
        ]
        yield ["", *heads] if kind in ("heading", "sign") else heads
