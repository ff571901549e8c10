"""PDF files: set page by page here, or by LibreOffice from the Word document."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from rendering import forms, typesetting, word
from rendering.letters import LATIN_FONT, Letters, missing
from rendering.manuscript import Block, Manuscript, ManuscriptError
from rendering.ruled import RuledTable

# What LibreOffice embeds, as subsets of OpenType fonts with CFF outlines.
_SANS, _SERIF = "Noto Sans CJK SC", "Noto Serif CJK SC"
OFFICE_FONTS = word.Fonts(_SANS, _SANS, _SERIF, _SERIF, _SERIF, "Liberation Serif")
# Words of style that only pages set here have, and the share of the other files that LibreOffice writes.
OWN_STYLES = ("two-columns", "unembedded-font", "spaced-latin")
OFFICE_SHARE = 0.45
LEFT, RIGHT, TOP, BOTTOM = 79.0, 74.0, 100.0, 92.0
GUTTER = 22.0
AFTER_TITLE = 12.0
# What must be left on the page below a heading before a table.
TABLE_ROOM = 100.0
FOOT = 50.0
HEAD = A4[1] - 60.0


def render(manuscript: Manuscript) -> bytes:
    """The file's bytes."""
    return _by_office(manuscript) if is_by_office(manuscript) else _Pages(manuscript).render()


def is_by_office(manuscript: Manuscript) -> bool:
    """Whether LibreOffice writes the file."""
    if any(manuscript.has(name) for name in OWN_STYLES):
        return False
    return manuscript.chance("pdf program").random() < OFFICE_SHARE


def _by_office(manuscript: Manuscript) -> bytes:
    """The Word document as LibreOffice prints it, without the time of printing."""
    program = shutil.which("soffice")
    if program is None:
        raise ManuscriptError(f"{manuscript.file}: soffice (LibreOffice) is needed for this PDF")
    header = manuscript.identity["title"] if manuscript.has("running-header") else ""
    dress = word.Dress(OFFICE_FONTS, header=header, page_dash="-")
    with tempfile.TemporaryDirectory(prefix="rendering-") as folder:
        source = Path(folder, f"{manuscript.file}.docx")
        source.write_bytes(word.build(manuscript, dress))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        return _without_times(source.with_suffix(".pdf").read_bytes())


def _without_times(pdf: bytes) -> bytes:
    """The same file with fixed times and identifiers of equal length, so that offsets stay."""
    body, mark, trailer = re.sub(rb"\(D:\d{14}", b"(D:20200101000000", pdf).rpartition(b"trailer")
    return body + mark + re.sub(rb"[0-9A-F]{32}", b"0" * 32, trailer)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of prose: where it begins, what of it is bold, and whether it is spread to the margin."""

    text: str
    letters: Letters
    leading: float
    x: float = 0.0
    bold: int = 0
    spread: bool = False
    keep: bool = False


class _Pages:
    """Sets a manuscript on pages."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.columns = 2 if manuscript.has("two-columns") else 1
        self.size = 11.0 if self.columns == 2 else 16.0
        self.leading = self.size * 1.75
        self.caption = manuscript.habit("caption", 3)
        self.y = A4[1] - TOP
        self.page = 1
        self.raw = io.BytesIO()
        self.canvas = Canvas(
            self.raw, pagesize=A4, invariant=1, pageCompression=1, initialFontName=LATIN_FONT
        )
        self.canvas.setTitle(manuscript.identity["title"])
        self.canvas.setAuthor(manuscript.identity["agency"])

    def render(self) -> bytes:
        """The file's bytes; an error names characters that the font lacks."""
        embedded = not self.manuscript.has("unembedded-font")
        lacking = missing("".join(block.text for block in self.manuscript.blocks), embedded=embedded)
        if lacking:
            raise ManuscriptError(f"{self.manuscript.file}: the PDF font lacks {' '.join(sorted(lacking))}")
        prose: list[tuple[Block, str]] = []
        for block, run_in, tables in self.manuscript.with_tables_joined():
            if tables:
                headings = _trailing_headings(prose)
                self._prose(prose[: len(prose) - len(headings)])
                self._prose(headings, across=True)
                prose = []
                self._tables(tables)
            elif block.kind in ("title", "info"):
                self._lines([*self._centred(block)], columns=1)
                self.y -= AFTER_TITLE
            else:
                prose.append((block, run_in))
        self._prose(prose)
        self._finish_page()
        self.canvas.save()
        return self.raw.getvalue()

    @property
    def width(self) -> float:
        return float(A4[0]) - LEFT - RIGHT

    @property
    def column_width(self) -> float:
        return (self.width - GUTTER * (self.columns - 1)) / self.columns

    def _letters(self, size: float) -> Letters:
        return Letters(
            size,
            embedded=not self.manuscript.has("unembedded-font"),
            spaced=self.manuscript.has("spaced-latin"),
        )

    def _centred(self, block: Block) -> Iterator[_Line]:
        letters = self._letters(22.0 if block.kind == "title" else 10.5)
        for text in block.text.split("\n"):
            for line in typesetting.break_lines(text, self.width, letters.width):
                x = (self.width - letters.width(line)) / 2
                yield _Line(line, letters, letters.size * 1.6, x, bold=len(line) * (block.kind == "title"))

    def _set(self, block: Block, run_in: str, room: float) -> Iterator[_Line]:
        """The lines of a paragraph, heading or signature in a column of some width."""
        letters = self._letters(10.5 if block.kind == "note" else self.size)
        if block.kind == "sign":
            x = max(0.0, room - letters.width(block.text) - 2 * self.size)
            yield _Line(block.text, letters, self.leading, x)
            return
        text = run_in + block.text
        bold = len(text) if block.kind == "heading" else len(run_in)
        indent = 2 * letters.size
        lines = list(typesetting.break_lines(text, room, letters.width, first=room - indent))
        for number, line in enumerate(lines):
            yield _Line(
                line,
                letters,
                self.leading,
                x=0.0 if number else indent,
                bold=min(bold, len(line)),
                spread=number < len(lines) - 1,
                keep=block.is_heading,
            )
            bold = max(0, bold - len(line))

    def _prose(self, blocks: list[tuple[Block, str]], *, across: bool = False) -> None:
        """Paragraphs in columns, or across the page (headings before a table)."""
        columns = 1 if across else self.columns
        room = self.width if across else self.column_width
        self._lines([line for block, run_in in blocks for line in self._set(block, run_in, room)], columns)

    def _lines(self, lines: list[_Line], columns: int) -> None:
        """Lines down the page and on to the next, in columns of equal height."""
        while lines:
            count = self._fitting(lines, columns)
            if count == 0:
                self._new_page()
                continue
            here, lines = lines[:count], lines[count:]
            height = self._column_height(here, columns)
            lowest = self.y
            for column, part in enumerate(_parts(here, height, columns)):
                y = self.y
                for line in part:
                    y -= line.leading
                    self._draw(line, LEFT + column * (self.column_width + GUTTER), y, columns)
                lowest = min(lowest, y)
            self.y = lowest
            if lines:
                self._new_page()

    def _fitting(self, lines: Sequence[_Line], columns: int) -> int:
        """How many lines fit on the rest of the page, a heading not without its paragraph."""
        room = self.y - BOTTOM
        count = sum(len(part) for part in _parts(lines, room, columns))
        if all(line.keep for line in lines) and room < sum(line.leading for line in lines) + TABLE_ROOM:
            return 0
        return count

    def _column_height(self, lines: Sequence[_Line], columns: int) -> float:
        """The least height of columns that hold all lines."""
        height = sum(line.leading for line in lines) / columns
        while sum(len(part) for part in _parts(lines, height, columns)) < len(lines):
            height += 1.0
        return height

    def _draw(self, line: _Line, left: float, y: float, columns: int) -> None:
        room = self.width if columns == 1 else self.column_width
        slack = room - line.x - line.letters.width(line.text) if line.spread else 0.0
        line.letters.draw(self.canvas, line.text, left + line.x, y, slack=slack, bold=line.bold)

    def _tables(self, tables: Sequence[forms.Table]) -> None:
        self.y -= 8
        if not tables[0].id.startswith(forms.SECTION_TWO):
            for table in tables:
                self._table_caption(table)
                self._table(forms.grid_of(table))
        elif self.manuscript.habit("one table for section two", 2):
            self._table(forms.section_two(tables, self.caption))
        else:
            for table in tables:
                self._table(forms.captioned(table, self.caption))
                self.y -= 14

    def _table_caption(self, table: forms.Table) -> None:
        if table.form.captions:
            block = Block("info", forms.caption_of(table, self.caption), 0)
            self._lines([*self._centred(block)], columns=1)

    def _table(self, grid: forms.Grid) -> None:
        size = 8.5 if forms.width(grid) > 10 else 9.5
        table = RuledTable(
            grid,
            self._letters(size),
            self.width,
            repeated_header=self.manuscript.habit("repeated header", 2) == 0,
            repeated_labels=self.manuscript.habit("repeated labels", 3) == 0,
            shade=(None, "#DDEBF7", "#E7E6E6")[self.manuscript.habit("shade", 3)],
        )
        start = 0
        while start < len(grid):
            end = table.fitting(start, self.y - BOTTOM)
            if end == start:
                self._new_page()
                continue
            self.y = table.draw(self.canvas, start, end, LEFT, self.y)
            start = end
        self.y -= 6

    def _new_page(self) -> None:
        self._finish_page()
        self.page += 1
        self.y = A4[1] - TOP

    def _finish_page(self) -> None:
        number = self._letters(14.0)
        text = f"- {self.page} -"
        x = (A4[0] - number.width(text)) / 2
        if self.manuscript.habit("page numbers outside", 2):
            x = A4[0] - RIGHT - number.width(text) - 16 if self.page % 2 else LEFT + 16
        number.draw(self.canvas, text, x, FOOT)
        if self.manuscript.has("running-header"):
            title = self._letters(9.0)
            text = self.manuscript.identity["title"]
            title.draw(self.canvas, text, (A4[0] - title.width(text)) / 2, HEAD)
            self.canvas.setLineWidth(0.5)
            self.canvas.line(LEFT, HEAD - 5, A4[0] - RIGHT, HEAD - 5)
        self.canvas.showPage()


def _trailing_headings(blocks: list[tuple[Block, str]]) -> list[tuple[Block, str]]:
    count = 0
    while count < len(blocks) and blocks[-1 - count][0].is_heading:
        count += 1
    return blocks[len(blocks) - count :]


def _parts(lines: Sequence[_Line], height: float, columns: int) -> list[list[_Line]]:
    """The first lines, parted into columns of a height; a heading at a column's foot goes to the next."""
    parts: list[list[_Line]] = []
    start = 0
    for _ in range(columns):
        end, used = start, 0.0
        while end < len(lines) and used + lines[end].leading <= height + 0.01:
            used += lines[end].leading
            end += 1
        if end < len(lines):
            while end > start and lines[end - 1].keep:
                end -= 1
        parts.append(list(lines[start:end]))
        start = end
    return parts
