"""Markdown: as converters write it (`pipes`), or as read from a scanned page (`ocr`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rendering import forms
from rendering.manuscript import Block, Manuscript

MARKS = {"title": "# ", "heading": "## ", "subheading": "### "}
# A recogniser puts labels longer than this beside their row of numbers.
LONG_LABEL = 20
# It tears a table after some rows, here at most so many.
ROWS_A_PIECE = 6


def render(manuscript: Manuscript) -> bytes:
    """The file's bytes, utf-8."""
    ocr = manuscript.has("ocr")
    pieces = [_block(manuscript, block, run_in, ocr=ocr) for block, run_in in manuscript.joined()]
    return ("\n\n".join(pieces) + "\n").encode("utf-8")


def _block(manuscript: Manuscript, block: Block, run_in: str, *, ocr: bool) -> str:
    if block.kind == "table":
        return "\n\n".join(_table(manuscript, manuscript.tables[block.id], ocr=ocr))
    if block.kind == "title":
        return MARKS["title"] + block.text.replace("\n", " " if ocr else "")
    head = f"**{run_in}**" if run_in and not ocr else run_in
    return MARKS.get(block.kind, "") + head + block.text


def _table(manuscript: Manuscript, table: forms.Table, *, ocr: bool) -> Iterator[str]:
    if table.form.captions:
        caption = forms.caption_of(table, manuscript.habit("caption", 3))
        yield f"### {caption}" if ocr else f"**{caption}**"
    if ocr and table.id == forms.APPLICATIONS:
        yield from _torn(manuscript, table)
    elif ocr and table.id == forms.REVIEW:
        yield from _by_block(table)
    else:
        yield _pipes(forms.matrix(forms.grid_of(table)), ocr=ocr)


def _pipes(rows: Sequence[Sequence[str]], *, ocr: bool) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    separator = "|---" * len(rows[0]) + "|" if ocr else "| " + " | ".join(["---"] * len(rows[0])) + " |"
    return "\n".join([lines[0], separator, *lines[1:]])


def _torn(manuscript: Manuscript, table: forms.Table) -> Iterator[str]:
    """Table 3 in many pieces: the first row of each is taken for its header, long labels stand outside."""
    chance = manuscript.chance("torn table")
    yield forms.BALANCE_NOTE
    yield forms.APPLICANTS_LABEL
    tops = [above[0] if above else column.label for column in table.columns for above in [column.above]]
    yield _pipes([list(dict.fromkeys(tops))], ocr=True)
    yield _pipes([[column.label for column in table.columns if column.above]], ocr=True)
    rows = [(row, values) for row, values in zip(table.form.rows, table.values, strict=True)]
    for group, members in groupby(rows, key=lambda pair: pair[0].group):
        piece: list[list[str]] = []
        if group:
            yield group
        for row, values in members:
            if row.label == "（一）予以公开":
                yield from _piece(piece)
                piece = []
                yield forms.RESULT_LABEL
            if len(row.label) > LONG_LABEL:
                yield from _piece(piece)
                piece = []
                yield row.label
                yield _pipes([values], ocr=True)
            else:
                piece.append([row.label, *values])
            if len(piece) >= chance.randint(2, ROWS_A_PIECE):
                yield from _piece(piece)
                piece = []
        yield from _piece(piece)


def _piece(rows: list[list[str]]) -> Iterator[str]:
    if rows:
        yield _pipes(rows, ocr=True)


def _by_block(table: forms.Table) -> Iterator[str]:
    """Table 4 as a small table a block, its upper headers as lines of text."""
    pairs = [(column, printed) for column, printed in zip(table.columns, table.values[0], strict=True)]
    for above, members in groupby(pairs, key=lambda pair: pair[0].above):
        cells = list(members)
        yield above[0] if len(above) == 1 else f"{above[1]}（{above[0]}）"
        yield _pipes([[column.label for column, _ in cells], [printed for _, printed in cells]], ocr=True)
