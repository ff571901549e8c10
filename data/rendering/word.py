"""Word documents, as a word processor writes them: runs cut in mid-word, merged cells, fields, boxes."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.oxml import parse_xml
from docx.shared import Twips

from rendering import forms
from rendering.forms import Cell, Grid
from rendering.manuscript import Block, Manuscript

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
# Entries of the zip file bear the earliest time the format can state.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
PAGE = (11906, 16838)
MARGINS = {"left": 1588, "right": 1474, "top": 2098, "bottom": 1985}
TEXT_WIDTH = PAGE[0] - MARGINS["left"] - MARGINS["right"]
NUMBERING_ID = 90
NUMERALS = "一二三四五六七八九十"
# What tracked deletions took out; only words that the report does not have are used.
DELETED = ("积极稳妥地", "（数据待核）", "共计126条", "拟于年内", "进一步扎实有效地", "详见附件三")
# Runs are cut in mid-word once in about so many characters.
CUT_EVERY = 45


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names of East Asian fonts, and the one of Latin letters."""

    title: str = "方正小标宋简体"
    heading: str = "黑体"
    subheading: str = "楷体_GB2312"
    body: str = "仿宋_GB2312"
    cell: str = "宋体"
    latin: str = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Dress:
    """What surrounds the text: fonts, a line at the head of each page, and the dash around page numbers."""

    fonts: Fonts = Fonts()
    header: str = ""
    page_dash: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: font, size in half-points, alignment, first-line indent in characters."""

    font: str
    size: int = 32
    bold: bool = False
    align: str = "both"
    indent: int = 2


def render(manuscript: Manuscript) -> bytes:
    """The file's bytes, as the hints of style ask."""
    framed = manuscript.has("header-footer")
    header = manuscript.identity["agency"] if framed else ""
    return build(manuscript, Dress(header=header, page_dash="—" if framed else ""))


def build(manuscript: Manuscript, dress: Dress) -> bytes:
    """A document with the same bytes at every run."""
    document = docx.Document()
    _Body(manuscript, dress).write(document)
    _set_page(document, dress)
    _set_properties(document, manuscript)
    raw = io.BytesIO()
    document.save(raw)
    return _with_fixed_times(raw.getvalue())


def _with_fixed_times(package: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


def _set_page(document: Any, dress: Dress) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Twips(side) for side in PAGE)
    for side, twips in MARGINS.items():
        setattr(section, f"{side}_margin", Twips(twips))
    if dress.header:
        _fill(section.header, dress, f"<w:r>{_properties(dress, 18)}<w:t>{escape(dress.header)}</w:t></w:r>")
    if dress.page_dash:
        _fill(section.footer, dress, _page_number(dress))


def _fill(place: Any, dress: Dress, runs: str) -> None:
    old = place.paragraphs[0]._p
    old.getparent().replace(old, _xml(f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{runs}</w:p>'))


def _page_number(dress: Dress) -> str:
    style = _properties(dress, 28)
    field = "".join(
        f"<w:r>{style}{content}</w:r>"
        for content in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE \\* MERGEFORMAT </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    before, behind = (
        f'<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r>'
        for text in (f"{dress.page_dash} ", f" {dress.page_dash}")
    )
    return before + field + behind


def _properties(dress: Dress, size: int) -> str:
    return _run_properties(Look(dress.fonts.cell, size), dress.fonts.latin)


def _run_properties(look: Look, latin: str) -> str:
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    fonts = f'w:ascii="{latin}" w:eastAsia="{look.font}" w:hAnsi="{latin}"'
    return (
        f'<w:rPr><w:rFonts w:hint="eastAsia" {fonts}/>{bold}<w:color w:val="000000"/>'
        f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/></w:rPr>'
    )


def _set_properties(document: Any, manuscript: Manuscript) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = manuscript.identity["agency"]
    properties.title = manuscript.identity["title"]
    properties.comments = ""
    year = manuscript.identity["year"] + 1
    properties.created = properties.modified = datetime.datetime(year, 1, 15, 9, 30)
    properties.revision = 7


def _xml(markup: str) -> Any:
    """The element of a piece of markup that uses the usual prefixes."""
    head, mark, rest = markup.partition(">")
    if head.endswith("/"):
        return parse_xml(f"{head[:-1]} {NAMESPACES}/>{rest}")
    return parse_xml(f"{head} {NAMESPACES}{mark}{rest}")


class _Body:
    """Writes the blocks of a manuscript into a document."""

    def __init__(self, manuscript: Manuscript, dress: Dress) -> None:
        self.manuscript = manuscript
        self.dress = dress
        self.chance = manuscript.chance("docx")
        self.styled = manuscript.has("auto-numbering") or manuscript.habit("heading styles", 2) == 0
        self.numbers = [0, 0]
        self.changes = 0
        fonts = dress.fonts
        self.looks = {
            "title": Look(fonts.title, 44, align="center", indent=0),
            "info": Look(fonts.cell, 21, align="center", indent=0),
            "heading": Look(fonts.heading),
            "subheading": Look(fonts.subheading, bold=manuscript.habit("bold", 2) == 0),
            "paragraph": Look(fonts.body),
            "note": Look(fonts.cell, 21),
            "sign": Look(fonts.body, align="right", indent=0),
        }

    def write(self, document: Any) -> None:
        if self.manuscript.has("auto-numbering"):
            _define_numbering(document, [self._look_properties(kind) for kind in ("heading", "subheading")])
        end = document.element.body.sectPr
        for markup in self._parts():
            end.addprevious(_xml(markup))

    def _look_properties(self, kind: str) -> str:
        return _run_properties(self.looks[kind], self.dress.fonts.latin)

    def _parts(self) -> Iterator[str]:
        boxed = self._boxed_line()
        tracked = self._tracked_lines()
        for block, run_in, tables in self.manuscript.with_tables_joined():
            if tables:
                yield from self._tables(tables)
            elif block.line == boxed:
                yield self._text_box(block)
            elif block.kind == "title":
                yield from self._title(block)
            elif block.is_heading:
                yield self._heading(block)
            else:
                yield self._paragraph(block, run_in, tracked=block.line in tracked)

    def _introduction(self) -> list[Block]:
        paragraphs = []
        for block in self.manuscript.blocks:
            if block.is_heading:
                break
            if block.kind == "paragraph":
                paragraphs.append(block)
        return paragraphs

    def _boxed_line(self) -> int | None:
        introduction = self._introduction()
        return introduction[-1].line if introduction and self.manuscript.has("text-box") else None

    def _tracked_lines(self) -> set[int]:
        if not self.manuscript.has("tracked"):
            return set()
        prose = [
            block for block in self.manuscript.blocks if block.kind == "paragraph" and len(block.text) > 60
        ]
        return {block.line for block in self.chance.sample(prose, min(4, len(prose)))}

    def _title(self, block: Block) -> Iterator[str]:
        look = self.looks["title"]
        if self.manuscript.habit("title lines", 2):
            for line in block.text.split("\n"):
                yield self._p(self._runs(line, look), look)
        else:
            lines = [self._runs(line, look) for line in block.text.split("\n")]
            yield self._p("<w:r><w:br/></w:r>".join(lines), look)

    def _heading(self, block: Block) -> str:
        look = self.looks[block.kind]
        level = 0 if block.kind == "heading" else 1
        numbered, text = self._number(block.text, level)
        return self._p(self._runs(text, look), look, level=level, numbered=numbered)

    def _paragraph(self, block: Block, run_in: str, *, tracked: bool) -> str:
        look = self.looks[block.kind]
        numbered, head = self._number(run_in, 1) if run_in else (False, "")
        runs = self._runs(head, self.looks["subheading"]) if head else ""
        runs += self._tracked(block.text, look) if tracked else self._runs(block.text, look)
        return self._p(runs, look, level=1 if numbered else None, numbered=numbered, plain_style=True)

    def _number(self, text: str, level: int) -> tuple[bool, str]:
        """Whether Word counts this heading, and the text without the ordinal that Word then prints.

        Word's counting is followed: a section begins its sub-headings anew. An ordinal that differs
        from Word's stays text.
        """
        if not self.manuscript.has("auto-numbering") or self.numbers[level] >= len(NUMERALS):
            return False, text
        numeral = NUMERALS[self.numbers[level]]
        ordinal = f"{numeral}、" if level == 0 else f"（{numeral}）"
        if not text.startswith(ordinal):
            return False, text
        self.numbers[level] += 1
        if level == 0:
            self.numbers[1] = 0
        return True, text.removeprefix(ordinal)

    def _p(
        self,
        runs: str,
        look: Look,
        *,
        level: int | None = None,
        numbered: bool = False,
        plain_style: bool = False,
    ) -> str:
        style = f'<w:pStyle w:val="Heading{level + 1}"/>' if self.styled and level is not None else ""
        if plain_style:
            style = ""
        numbering = (
            f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{NUMBERING_ID}"/></w:numPr>'
            if numbered
            else ""
        )
        indent = (
            f'<w:ind w:firstLineChars="{look.indent * 100}" w:firstLine="{look.size * 10 * look.indent}"/>'
            if look.indent
            else ""
        )
        line = 560 if look.size <= 32 else 700
        return (
            f'<w:p w:rsidR="{self._rsid()}" w:rsidRDefault="{self._rsid()}"><w:pPr>{style}{numbering}'
            f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>{indent}'
            f'<w:jc w:val="{look.align}"/></w:pPr>{runs}</w:p>'
        )

    def _rsid(self) -> str:
        return f"{self.chance.randrange(0x100000, 0xFFFFFF):08X}"

    def _runs(self, text: str, look: Look, element: str = "t") -> str:
        properties = _run_properties(look, self.dress.fonts.latin)
        return "".join(
            f'<w:r>{properties}<w:{element} xml:space="preserve">{escape(piece)}</w:{element}></w:r>'
            for piece in self._pieces(text)
        )

    def _pieces(self, text: str) -> Iterator[str]:
        """Latin letters and digits apart, and Chinese cut at chance places, as after much editing."""
        for piece in re.findall(r"[0-9A-Za-z.%@]+|[^0-9A-Za-z.%@]+", text):
            cuts = sorted(self.chance.randrange(len(piece) + 1) for _ in range(len(piece) // CUT_EVERY + 1))
            if len(piece) < 4 and self.chance.random() < 0.8:
                cuts = []
            bounds = [0, *cuts, len(piece)]
            yield from filter(None, (piece[a:b] for a, b in pairwise(bounds)))

    def _tracked(self, text: str, look: Look) -> str:
        """A paragraph with words put in and others taken out, both tracked."""
        start = self.chance.randrange(10, len(text) - 30)
        end = start + self.chance.randrange(4, 16)
        whole = "".join(block.text for block in self.manuscript.blocks)
        deleted = self.chance.choice([words for words in DELETED if words not in whole])
        return (
            self._runs(text[:start], look)
            + self._change("del", self._runs(deleted, look, "delText"))
            + self._change("ins", self._runs(text[start:end], look))
            + self._runs(text[end:], look)
        )

    def _change(self, element: str, runs: str) -> str:
        self.changes += 1
        year = self.manuscript.identity["year"] + 1
        author = quoteattr("办公室")
        date = f"{year}-01-11T1{self.changes % 10}:20:00Z"
        return (
            f'<w:{element} w:id="{900 + self.changes}" w:author={author} w:date="{date}">{runs}</w:{element}>'
        )

    def _text_box(self, block: Block) -> str:
        """A paragraph that holds a box with text, in today's markup and for older programs."""
        look = self.looks["note"]
        inner = self._p(self._runs(block.text, look), look)
        width, height = 5_300_000, 1_100_000
        shape = (
            '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="6350"><a:solidFill>'
            '<a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>'
            f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"
            '<wps:bodyPr rot="0" vert="horz" wrap="square" anchor="t"><a:noAutofit/></wps:bodyPr></wps:wsp>'
        )
        drawing = (
            '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="2" name="文本框 2"/><wp:cNvGraphicFramePr/>'
            '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
            f'wordprocessingShape">{shape}</a:graphicData></a:graphic></wp:inline></w:drawing>'
        )
        picture = (
            '<w:pict><v:shape id="文本框 2" type="#_x0000_t202" style="width:417pt;height:87pt" '
            'strokeweight=".5pt"><v:textbox><w:txbxContent>'
            f"{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
        )
        run = (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
            f"<mc:Fallback>{picture}</mc:Fallback></mc:AlternateContent></w:r>"
        )
        return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run}</w:p>'

    def _tables(self, tables: Sequence[forms.Table]) -> Iterator[str]:
        """Tables with a thin paragraph below each, without which Word joins neighbours."""
        caption = self.manuscript.habit("caption", 3)
        for grid in self._grids(tables, caption):
            if tables[0].id == forms.STATISTICS:
                look = self.looks["info"]
                yield self._p(self._runs(forms.caption_of(tables[0], caption), look), look)
            yield self._table(grid)
            yield '<w:p><w:pPr><w:spacing w:line="240" w:lineRule="exact"/></w:pPr></w:p>'

    def _grids(self, tables: Sequence[forms.Table], caption: int) -> list[Grid]:
        if not tables[0].id.startswith(forms.SECTION_TWO):
            return [forms.grid_of(table) for table in tables]
        if self.manuscript.habit("one table for section two", 3):
            return [forms.section_two(tables, caption)]
        return [forms.captioned(table, caption) for table in tables]

    def _table(self, grid: Grid) -> str:
        widths = [round(share * TEXT_WIDTH) for share in forms.shares(grid)]
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        repeated = self.manuscript.habit("repeated header", 2) == 0
        rows = "".join(
            self._row(cells, widths, header=repeated and self._is_header(grid, number))
            for number, cells in enumerate(_by_row(grid))
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _is_header(self, grid: Grid, number: int) -> bool:
        return all(cell.kind == "header" for cell in grid[number])

    def _row(self, cells: Sequence[tuple[int, Cell, bool]], widths: Sequence[int], *, header: bool) -> str:
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
        inner = "".join(
            self._cell(cell, sum(widths[at : at + cell.across]), first) for at, cell, first in cells
        )
        return f"<w:tr>{mark}{inner}</w:tr>"

    def _cell(self, cell: Cell, width: int, first: bool) -> str:
        span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        merge = ""
        if cell.down > 1:
            merge = '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
        direction = '<w:textDirection w:val="tbRlV"/>' if cell.upright else ""
        align = "left" if cell.kind == "label" and not cell.upright else "center"
        look = Look(
            self.dress.fonts.cell, 21 if width > 700 else 18, bold=cell.kind == "caption", align=align
        )
        runs = self._runs(cell.text, look) if first else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{direction}'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:spacing w:before="0" w:after="0"/>'
            f'<w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:tc>'
        )


def _by_row(grid: Grid) -> list[list[tuple[int, Cell, bool]]]:
    """The cells that each row of a Word table lists: also those that go on from above (False)."""
    rows: list[list[tuple[int, Cell, bool]]] = [[] for _ in grid]
    for item in forms.place(grid):
        for down in range(item.cell.down):
            rows[item.row + down].append((item.column, item.cell, down == 0))
    return [sorted(row, key=lambda entry: entry[0]) for row in rows]


def _define_numbering(document: Any, properties: Sequence[str]) -> None:
    """Chinese ordinals for headings of two levels, in their letters."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{look}</w:lvl>'
        for level, (text, look) in enumerate(zip(("%1、", "（%2）"), properties, strict=True))
    )
    abstract = _xml(
        f'<w:abstractNum w:abstractNumId="{NUMBERING_ID}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(
        _xml(f'<w:num w:numId="{NUMBERING_ID}"><w:abstractNumId w:val="{NUMBERING_ID}"/></w:num>')
    )
