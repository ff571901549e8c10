"""html → text and blocks: the reading text of a page, its title and info line, its tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from textkit._folding import fold
from textkit.reading._document import Block, Document, Field, ReadingError
from textkit.reading._furniture import certain_furniture, has_code_residue
from textkit.reading._grid import MAX_CELLS, grid, is_layout_table, plain_rows
from textkit.reading._info import INFO_REGION, find_info
from textkit.reading._main_text import Unit, mark_regions, reading_units
from textkit.reading._rows import row_line
from textkit.reading._tree import BLOCK_TAGS, Node, clean, parse, squeeze_line
from textkit.report import Notice

__all__ = ["read_page"]

# Less is no report but a frame, a login page or an error message.
MIN_HAN = 20
# A place names the innermost elements only: paths grow with the square of the depth.
MAX_PATH = 12
_HAN = re.compile(r"[\u3400-\u9fff\u2f00-\u2fdf\u2e80-\u2eff\uf900-\ufaff]")
_HEADING = re.compile(r"h[1-6]")
_OPENED = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
# <html> and <body> stand at the beginning, behind a head of some thousand characters.
FIRST_PART = 50_000


def read_page(text: str, *, encoding: str | None = None, notices: tuple[Notice, ...] = ()) -> Document:
    """Reading text of an html page or fragment; navigation, sidebars and footers are left out.

    Raises
    ------
    ReadingError
        When nothing of 20 Chinese characters is found, or the page is nested too deeply.
    """
    nodes, title, metas = parse(text)
    if not nodes:
        raise ReadingError("no main text found: the page has frames only; save the page inside the frame")
    mark_regions(nodes)
    reader = _Reader()
    reader.read(nodes[0])
    stated = next((content for name, content in metas if name.lower() == "articletitle"), "")
    units = reading_units(reader.units, nodes, stated or title)
    if sum(len(_HAN.findall(unit.text)) for unit in units) < MIN_HAN:
        raise ReadingError(
            f"no main text found: less than {MIN_HAN} Chinese characters of text; "
            "the page may load its text by script, save it from a browser as html or txt"
        )
    notices = (*notices, *reader.notices, *_cut_short(text))
    return _document(units, title, metas, encoding, notices)


def _cut_short(text: str) -> Iterator[Notice]:
    """Told where a whole page is opened and neither its body nor the page is closed, or a comment never ends."""
    comment = text.rfind("<!--")
    if comment >= 0 and text.find("-->", comment) < 0:
        message = "a comment begins in the page and never ends; what follows is not shown, download it again"
        yield Notice("cut_short", message)
    elif _OPENED.search(text[:FIRST_PART]) and not _CLOSED.search(text):
        yield Notice("cut_short", "the page ends before </body>; its end may be lost, download it again")


def _document(
    units: list[Unit],
    title: str,
    metas: list[tuple[str, str]],
    encoding: str | None,
    notices: tuple[Notice, ...],
) -> Document:
    blocks: list[Block] = []
    at = 0
    paths: dict[int, str] = {}
    for unit in units:
        end = at + len(unit.text)
        cells = tuple(replace(cell, start=at + cell.start, end=at + cell.end) for cell in unit.cells)
        blocks.append(Block(at, end, unit.kind, _place(unit, paths), unit.level, unit.table, cells))
        at = end + 1
    text = "\n".join(unit.text for unit in units)
    fields = [Field("html title", title)] if title else []
    fields += [Field(f"html meta {name}", value) for name, raw in metas if (value := squeeze_line(raw))]
    fields += find_info(text, fold(text), 0, min(INFO_REGION, len(text)))
    return Document(text, tuple(blocks), "html", encoding, tuple(fields), notices)


def _place(unit: Unit, paths: dict[int, str]) -> str:
    if unit.table is not None:
        return f"table[{unit.table}] > tr[{unit.row}]"
    key = unit.node.index
    if key not in paths:
        steps: list[str] = []
        node: Node | None = unit.node
        while node is not None and len(steps) < MAX_PATH:
            steps.append(node.tag if node.parent is None else f"{node.tag}[{node.position}]")
            node = node.parent
        paths[key] = ("… > " if node is not None else "") + " > ".join(reversed(steps))
    return paths[key]


class _Reader:
    """Collects the lines of a page in order: blocks and line breaks part them."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.notices: list[Notice] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._kept_breaks = 0
        self._owners: list[Node] = []
        self._tables = 0

    def read(self, body: Node) -> None:
        self._owners.append(body)
        stack: list[tuple[Node, Iterator[Node | str]]] = [(body, iter(body.children))]
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(node)
            elif isinstance(child, str):
                self._take(child)
            elif child.tag in ("br", "hr"):
                self._flush()
            elif child.hidden:
                continue
            elif child.tag == "table" and not is_layout_table(child):
                self._flush()
                self._take_table(child)
            else:
                self._enter(child)
                stack.append((child, iter(child.children)))
        self._flush()

    def _enter(self, node: Node) -> None:
        if node.tag in BLOCK_TAGS:
            self._flush()
            self._owners.append(node)
        self._links += node.tag == "a"
        self._kept_breaks += node.tag == "pre"

    def _leave(self, node: Node) -> None:
        if node.tag in BLOCK_TAGS:
            self._flush()
            self._owners.pop()
        self._links -= node.tag == "a"
        self._kept_breaks -= node.tag == "pre"

    def _take(self, text: str) -> None:
        lines = text.splitlines() if self._kept_breaks else [text]
        for index, line in enumerate(lines):
            if index:
                self._flush()
            self._parts.append(line)
            if self._links:
                self._linked += sum(map(len, line.split()))

    def _flush(self) -> None:
        if not self._parts:
            return
        text = squeeze_line("".join(self._parts))
        linked, self._linked = self._linked, 0
        self._parts.clear()
        if has_code_residue(text):
            text = _without_code(text)
        if not text:
            return
        owner = self._owners[-1]
        heading = next((node for node in self._owners[:-4:-1] if _HEADING.fullmatch(node.tag)), None)
        kind, level = ("heading", int(heading.tag[1])) if heading else ("paragraph", None)
        self.units.append(Unit(text, kind, owner, linked, level))  # type: ignore[arg-type]

    def _take_table(self, table: Node) -> None:
        self._tables += 1
        for child in table.children:
            if isinstance(child, Node) and child.tag == "caption" and (caption := clean(child)):
                self.units.append(Unit(caption, "paragraph", child, child.linked))
        found = grid(table)
        if found is None:
            message = f"table {self._tables} has more than {MAX_CELLS:,} cells with those that spans cover; spans are ignored"
            self.notices.append(Notice("table_too_large", message))
        rows, columns = found or (plain_rows(table), 0)
        for number, row in rows:
            text, cells = row_line(row, columns)
            self.units.append(Unit(text, "table", table, 0, None, self._tables, number, cells))


def _without_code(text: str) -> str:
    """Text without a style sheet or a comment's end that got between the words."""
    kept = []
    at = 0
    for start, end in certain_furniture(fold(text)):
        kept.append(text[at:start])
        at = end
    return squeeze_line("".join([*kept, text[at:]]))
