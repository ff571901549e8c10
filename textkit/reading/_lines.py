"""Text and markdown → blocks. The text stays as it is; blocks say what is what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from textkit._folding import fold
from textkit.reading._document import Block, BlockKind, Field, TableCell
from textkit.reading._furniture import (
    certain_furniture,
    has_code_residue,
    is_furniture_line,
    is_page_number,
    is_text_rule,
)
from textkit.reading._info import (
    INFO_REGION,
    find_info,
    header_field,
    is_header_line,
    is_info_line,
    listed_info,
)
from textkit.reading._wrapping import find_wrap

__all__ = ["blocks_of_lines", "is_markdown"]

LineKind = Literal["page", "furniture", "heading", "table", "prose"]

# An archive's header has some ten lines; further down "==== 正文 ====" would be the text's own.
MAX_HEADER_LINES = 60
# One line with a colon may be the text's own.
MIN_HEADER_LINES = 2
# A cell a line: a label of the form has at most 40 characters, its number at most 20.
MAX_CELL = 40
_MARKDOWN_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+\S")
_PIPE_RULE = re.compile(r"\|?[\s:|-]*+$")
_CELLS = re.compile(r"\t|[ \u3000\xa0]{2,}+")
_ALONE = re.compile(r"[-+]?\d[\d,，.]{0,18}(?:%|万?元)?|[-—/]{1,2}")
_SENTENCE = re.compile(r"[。！？]$")
_JSON = re.compile(r"(?:\{\s*+\"|\[\s*+[\[{\"])")
_MARKDOWN_SIGNS = re.compile(r"^#{1,6}[ \t]+\S|^\|[ \t]*:?-{3,}|^\*\*[^*\n]+\*\*", re.MULTILINE)
FIRST_PART = 20_000


@dataclass(slots=True)
class _Line:
    """A physical line: its extent without the blanks at its ends, and what it is.

    ``raw`` is the line with them: tabs at its ends part blank cells.
    """

    number: int
    start: int
    end: int
    text: str
    folded: str
    raw: str
    indent: int
    after_blank: bool
    kind: LineKind = "prose"
    level: int | None = None
    table: int | None = None
    cells: tuple[TableCell, ...] = ()


def is_markdown(text: str) -> bool:
    """Whether a text has the signs of markdown: headings, table rules, bold lines."""
    return len(_MARKDOWN_SIGNS.findall(text[:FIRST_PART])) >= 2


def blocks_of_lines(text: str) -> tuple[list[Block], list[Field]]:
    """Blocks and fields of a text whose lines are what they are.

    A line of cells is a table block of its own; a line that only holds a number too. Other short
    lines are paragraphs of their own and never joined to prose.
    """
    folded = fold(text)
    lines = _split(text, folded)
    fields: list[Field] = []
    body = _mark_header(lines, fields)
    rest = lines[body:]
    first = rest[0].start if rest else len(text)
    seen: dict[str, tuple[LineKind, int | None]] = {}
    for line in rest:
        if line.start - first < INFO_REGION:
            _classify(line, True, fields)
        elif line.folded in seen:
            line.kind, line.level = seen[line.folded]
        else:
            _classify(line, False, fields)
            if len(line.folded) <= MAX_CELL and line.kind != "furniture":
                seen[line.folded] = line.kind, line.level
    _mark_tables(rest)
    known = {field.start for field in fields}
    region_end = min(first + INFO_REGION, len(text))
    fields += [field for field in find_info(text, folded, first, region_end) if field.start not in known]
    return list(_blocks(lines)), fields


def _split(text: str, folded: str) -> list[_Line]:
    lines = []
    at = 0
    blank = False
    number = 1
    for raw in text.splitlines(keepends=True):
        content = raw.strip()
        if content:
            indent = len(raw) - len(raw.lstrip())
            start = at + indent
            end = start + len(content)
            lines.append(_Line(number, start, end, content, folded[start:end], raw, indent, blank))
        blank = not content
        at += len(raw)
        # A form feed parts lines but is none to an editor.
        number += raw.endswith(("\n", "\r"))
    return lines


# ------------------------------------------------------------------------------------- what lines are


def _mark_header(lines: list[_Line], fields: list[Field]) -> int:
    """Mark the archive's header or the front matter; the index of the first line behind it."""
    end, known = _header_end([line.folded for line in lines[:MAX_HEADER_LINES]])
    for line in lines[:end]:
        line.kind = "furniture"
        found = header_field(line.text, line.folded, line.start, known=known)
        fields += [found] if found else []
    return end


def _header_end(head: list[str]) -> tuple[int, bool]:
    """How many lines the header has, and whether only the usual names count in it."""
    rule = next((index for index, line in enumerate(head) if is_text_rule(line)), None)
    if rule is not None and not any(_SENTENCE.search(line) for line in head[:rule]):
        return rule + 1, False
    if head and re.fullmatch(r"-{3,}", head[0]):
        closing = next(
            (index for index, line in enumerate(head) if index and re.fullmatch(r"-{3,}|\.{3}", line)), 0
        )
        return (
            (closing + 1, False) if closing and all("：" in line for line in head[1:closing]) else (0, True)
        )
    end = next((index for index, line in enumerate(head) if not is_header_line(line)), len(head))
    return (end, True) if end >= MIN_HEADER_LINES else (0, True)


def _classify(line: _Line, near_top: bool, fields: list[Field]) -> None:
    text = line.folded
    if not text.strip():
        line.kind = "furniture"  # zero-width characters and nothing else
        return
    if text[0] == "#" and (match := _MARKDOWN_HEADING.match(text)):
        line.kind, line.level = "heading", len(match[1])
    elif len(text) <= MAX_CELL and is_page_number(text):
        line.kind = "page"
    elif _ALONE.fullmatch(text):
        line.kind = "table"
    elif text[0] == "|" and _is_pipe_line(text):
        pass
    elif is_furniture_line(text):
        line.kind = "furniture"
    elif text[0] == "[" and (found := listed_info(line.text, text, line.start)):
        line.kind = "furniture"
        fields += found
    elif near_top and is_info_line(text):
        line.kind = "furniture"
    elif text[-1] in "}]" and _JSON.match(text):
        line.kind = "table"


# --------------------------------------------------------------------------------------------- tables


def _is_pipe_line(text: str) -> bool:
    """``| a | b |`` and its rule; cells may be blank, but then not all and not by the dozen."""
    return text.count("|") >= 3 and (text.strip("| \t\u3000\xa0") != "" or text.count("|") <= 20)


def _mark_tables(lines: list[_Line]) -> None:
    _mark_pipe_rows(lines)
    _mark_cell_rows(lines)
    _mark_cells(lines)


def _mark_cells(lines: list[_Line]) -> None:
    """Cells of the rows whose borders are signs; a blank line, a line of text or a rule begins a new table."""
    table = 0
    above: _Line | None = None
    for line in lines:
        if line.kind == "page":
            continue
        sign = _border(line, above)
        if not sign:
            above = None
            continue
        if above is None or line.after_blank or (above.text[0] == "|") != (sign == "|"):
            table += 1
        if sign == "|" and _PIPE_RULE.fullmatch(line.text):
            # The row above a rule is the head of its table.
            if above is not None and above.table == table:
                table += 1
                above.table = table
            line.table = table
            continue
        line.table = table
        line.cells = _pipe_cells(line) if sign == "|" else _tab_cells(line)
        if sign == "\t":
            line.start, line.end = line.cells[0].start, line.cells[-1].end
        above = line


def _border(line: _Line, above: _Line | None) -> str:
    """The sign that parts the cells of a line, empty where none does."""
    if line.kind != "table":
        return ""
    if line.text[0] == "|":
        return "|"
    # All cells but one may be blank; in a list of cells a tab before a number is its indent.
    goes_on = above is not None and above.text[0] != "|"
    return "\t" if "\t" in (line.raw.strip("\r\n") if goes_on else line.text) else ""


def _pipe_cells(line: _Line) -> tuple[TableCell, ...]:
    inner = line.text[1:]
    inner = inner.removesuffix("|")
    return _placed(inner.split("|"), line.start + 1)


def _tab_cells(line: _Line) -> tuple[TableCell, ...]:
    raw = line.raw.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    return _placed(raw.split("\t"), line.start - line.indent)


def _placed(cells: list[str], at: int) -> tuple[TableCell, ...]:
    """Cells one after the other, without the blanks at their ends."""
    placed = []
    for column, cell in enumerate(cells):
        words = cell.strip()
        start = at + (len(cell) - len(cell.lstrip()) if words else 0)
        placed.append(TableCell(start, start + len(words), column))
        at += len(cell) + 1
    return tuple(placed)


def _mark_pipe_rows(lines: list[_Line]) -> None:
    has_rule = any(
        line.text[:1] == "|" and "-" in line.text and _PIPE_RULE.fullmatch(line.text) for line in lines
    )
    for run in _runs(
        lines, lambda line: line.kind == "prose" and line.text[0] == "|" and _is_pipe_line(line.text)
    ):
        filled = any(line.text.strip("|-: \t\u3000\xa0") for line in run)
        kind: LineKind = (
            "table" if filled and (len(run) > 1 or (has_rule and run[0].text[-1] == "|")) else "prose"
        )
        for line in run:
            line.kind = kind if filled else "furniture"


def _mark_cell_rows(lines: list[_Line]) -> None:
    """Lines of cells parted by tabs, or by wide blanks where the columns repeat."""
    blank = _blank_rows(lines)
    for run in _runs(
        lines, lambda line: line.kind == "prose" and ("\t" in line.text or line.number in blank)
    ):
        cells = [[cell.strip() for cell in line.folded.split("\t")] for line in run]
        numeric = any(_ALONE.fullmatch(cell) for cell in cells[0][1:])
        if len(run) > 1 or (numeric and all(len(cell) <= MAX_CELL for cell in cells[0])):
            for line in run:
                line.kind = "table"
    for run in _runs(lines, _has_columns):
        ending_in_number = sum(1 for line in run if _ALONE.fullmatch(_CELLS.split(line.folded)[-1]))
        if len(run) > 1 and 2 * ending_in_number >= len(run):
            for line in run:
                line.kind = "table"


def _blank_rows(lines: list[_Line]) -> set[int]:
    """Numbers of the lines that hold a label and as many tabs behind it as the row above: all values are blank."""
    found: set[int] = set()
    for above, line in pairwise(lines):
        raw = line.raw.rstrip("\r\n")
        if line.after_blank or not raw.endswith("\t") or "\t" in line.text or len(line.text) > MAX_CELL:
            continue
        goes_on = "\t" in above.text or above.number in found
        if goes_on and raw.count("\t") == above.raw.rstrip("\r\n").count("\t"):
            found.add(line.number)
    return found


def _has_columns(line: _Line) -> bool:
    if line.kind != "prose" or len(line.text) > 4 * MAX_CELL or line.text[-1] in "。；！？":
        return False
    return len(_CELLS.split(line.text)) >= 3


def _runs(lines: list[_Line], fits: Callable[[_Line], bool]) -> Iterator[list[_Line]]:
    run: list[_Line] = []
    for line in lines:
        if line.kind == "page":
            continue
        if fits(line):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


# --------------------------------------------------------------------------------------------- blocks


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    filled = [line for line in lines if line.kind != "page"]
    gaps = _gaps(lines)
    prose = [line for line in filled if line.kind == "prose"]
    followed = {
        line.number
        for line, following in pairwise(filled)
        if following.kind == "prose" and gaps[following.number] != "blank"
    }
    wrap = find_wrap([line.text for line in prose], [line.number in followed for line in prose])
    hanging = _usual_indent(prose)
    run: list[_Line] = []
    # Page numbers below the run: they stand inside when it goes on.
    below: list[_Line] = []
    for line in lines:
        if line.kind == "page" and run:
            below.append(line)
            continue
        if run and line.kind == "prose":
            indented = line.indent >= 2 and line.indent > hanging
            if wrap.goes_on(run[-1].text, line.text, gaps[line.number], indented=indented):
                run.append(line)
                below = []
                continue
        yield from _emit(run, below)
        run, below = [], []
        if line.kind == "prose":
            run = [line]
        else:
            yield _block_of(line)
    yield from _emit(run, below)


def _block_of(line: _Line) -> Block:
    kind: BlockKind = (
        "furniture" if line.kind == "page" else "paragraph" if line.kind == "prose" else line.kind
    )
    return Block(line.start, line.end, kind, f"line {line.number}", line.level, line.table, line.cells)


def _gaps(lines: list[_Line]) -> dict[int, str]:
    """What stands before each line: nothing, blank lines, a page number."""
    gaps = {}
    gap = "none"
    for line in lines:
        if line.kind == "page":
            gap = "page"
        else:
            gaps[line.number] = "blank" if gap == "none" and line.after_blank else gap
            gap = "none"
    return gaps


def _usual_indent(prose: list[_Line]) -> int:
    """The indent of most lines, where most have one: then it marks no paragraph."""
    indents = sorted(line.indent for line in prose)
    return indents[len(indents) // 4] if indents else 0


def _emit(run: list[_Line], below: list[_Line]) -> Iterator[Block]:
    """The paragraph of a run of lines, and the page numbers below it."""
    if len(run) == 1 and has_code_residue(run[0].folded):
        yield from _split_residue(run[0])
    elif len(run) == 1:
        yield _block_of(run[0])
    elif run:
        yield Block(run[0].start, run[-1].end, "paragraph", f"lines {run[0].number}-{run[-1].number}")
    for line in below:
        yield _block_of(line)


def _split_residue(line: _Line) -> Iterator[Block]:
    place = f"line {line.number}"
    at = 0
    for start, end in [*certain_furniture(line.folded), (len(line.text), len(line.text))]:
        for begin, stop, kind in ((at, start, "paragraph"), (start, end, "furniture")):
            piece = line.text[begin:stop]
            if piece.strip():
                lead = len(piece) - len(piece.lstrip())
                begin_at = line.start + begin + lead
                words = piece.strip()
                certain = kind == "furniture" or is_furniture_line(
                    line.folded[begin + lead : begin + lead + len(words)]
                )
                yield Block(begin_at, begin_at + len(words), "furniture" if certain else "paragraph", place)
        at = end
