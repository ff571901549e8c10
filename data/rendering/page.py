"""Web pages of government sites: the report amid navigation, or a bare fragment (`plain`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from string import Template

from rendering import forms
from rendering.forms import Cell, Grid
from rendering.manuscript import Block, Manuscript

INDENT = "　　"
PAGES = Path(__file__).with_name("pages")
FULL_PAGES = ("portal", "sidebar")
# Upper headers of table 4 are broken in two lines, as in the official form.
BROKEN_HEADERS = {"结果维持", "结果纠正", "其他结果", "尚未审结"}
_HIDDEN = re.compile(r"<(script|style|title)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


def render(manuscript: Manuscript) -> bytes:
    """The file's bytes, utf-8."""
    body = "\n".join(_Body(manuscript).parts())
    if manuscript.has("plain"):
        return f"{body}\n".encode()
    name = "nested" if manuscript.has("nested") else FULL_PAGES[manuscript.habit("site", len(FULL_PAGES))]
    year = manuscript.identity["year"]
    page = Template((PAGES / f"{name}.html").read_text(encoding="utf-8")).substitute(
        title=escape("".join(manuscript.title_lines)),
        broken_title="<br>".join(escape(line) for line in manuscript.title_lines),
        agency=escape(manuscript.identity["agency"]),
        host=re.sub("[^a-z]", "", manuscript.agency)[:10],
        date=manuscript.identity.get("published") or "",
        last_year=year - 1,
        info=_blanks(manuscript, escape(manuscript.text_of("info"))),
        body=body,
    )
    return page.encode("utf-8")


def visible(page: str) -> str:
    """The text of a page with its furniture, tags left out."""
    return unescape(re.sub(r"<[^>]+>", "", _HIDDEN.sub("", page)))


def _blanks(manuscript: Manuscript, markup: str) -> str:
    return re.sub("[ 　]", "&nbsp;", markup) if manuscript.has("nbsp-blanks") else markup


class _Body:
    """The report's own markup, in the habits of its agency's site."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.pasted = manuscript.habit("pasted from a word processor", 3) == 0
        self.line_breaks = manuscript.has("nested") and manuscript.habit("line breaks", 2) == 0
        self.heading_tags = manuscript.habit("heading tags", 2) == 0 and not self.line_breaks
        self.header_cells = manuscript.habit("header cells", 2) == 0
        self.caption = manuscript.habit("caption", 3)
        self.caption_place = manuscript.habit("caption place", 2)
        self.chance = manuscript.chance("spans")

    def parts(self) -> Iterator[str]:
        """One piece of markup a block; tables of section two come together where captions are rows."""
        for block, run_in, tables in self.manuscript.with_tables_joined():
            if len(tables) > 1 and self.manuscript.has("caption-rows"):
                yield self._table(forms.section_two(tables, self.caption))
            elif tables:
                for table in tables:
                    yield from self._captioned(table)
            elif block.kind not in ("title", "info"):
                yield self._paragraph(block, run_in)
            elif self.manuscript.has("plain"):
                yield self._head(block)

    def _head(self, block: Block) -> str:
        words = "<br>".join(escape(line) for line in block.text.split("\n"))
        return f"<h1>{words}</h1>" if block.kind == "title" else f"<p>{_blanks(self.manuscript, words)}</p>"

    def _paragraph(self, block: Block, run_in: str) -> str:
        head = f"<strong>{escape(run_in)}</strong>" if run_in else ""
        text = head + self._spans(block.text)
        if block.is_heading and self.heading_tags:
            tag = "h2" if block.kind == "heading" else "h3"
            return f"<{tag}>{text}</{tag}>"
        if block.kind == "heading":
            text = f"<strong>{text}</strong>"
        if block.kind == "sign":
            return f'<p style="text-align: right;">{text}</p>'
        if self.line_breaks:
            return f"{self._indent}{text}<br>"
        if self.pasted:
            return f'<p class="MsoNormal" style="text-indent:32pt;line-height:28pt">{text}</p>'
        return f"<p>{self._indent}{text}</p>"

    @property
    def _indent(self) -> str:
        return "&nbsp;" * 4 if self.manuscript.has("nbsp-blanks") else INDENT

    def _spans(self, text: str) -> str:
        """Text as pasted: Latin letters and digits in spans of their own, Chinese cut at chance places."""
        if not self.pasted:
            return _blanks(self.manuscript, escape(text))
        pieces = []
        for piece in re.findall(r"[0-9A-Za-z.%@]+|[^0-9A-Za-z.%@]+", text):
            if piece[0].isascii():
                pieces.append(f'<span lang="EN-US" style="font-size:16pt">{escape(piece)}</span>')
                continue
            cut = self.chance.randrange(len(piece)) if len(piece) > 30 else 0
            for part in filter(None, (piece[:cut], piece[cut:])):
                style = "font-size:16pt;font-family:仿宋_GB2312"
                pieces.append(f'<span style="{style}">{_blanks(self.manuscript, escape(part))}</span>')
        return "".join(pieces)

    def _captioned(self, table: forms.Table) -> Iterator[str]:
        if not table.form.captions:
            yield self._table(forms.grid_of(table))
        elif table.id == forms.STATISTICS or self.caption_place == 0:
            yield f'<p style="text-align: center;">{forms.caption_of(table, self.caption)}</p>'
            yield self._table(forms.grid_of(table))
        else:
            yield self._table(forms.captioned(table, self.caption))

    def _table(self, grid: Grid) -> str:
        rows = [f"<tr>{''.join(self._cell(cell) for cell in row)}</tr>" for row in grid]
        attributes = 'border="1" cellspacing="0" cellpadding="3" width="98%"'
        return "\n".join([f"<table {attributes}><tbody>", *rows, "</tbody></table>"])

    def _cell(self, cell: Cell) -> str:
        tag = "th" if self.header_cells and cell.kind == "header" else "td"
        spans = f' rowspan="{cell.down}"' if cell.down > 1 else ""
        spans += f' colspan="{cell.across}"' if cell.across > 1 else ""
        text = self._cell_text(cell)
        if self.pasted:
            text = f'<p class="MsoNormal" align="center" style="text-align:center">{text}</p>'
        return f"<{tag}{spans}>{text}</{tag}>"

    def _cell_text(self, cell: Cell) -> str:
        if not cell.text:
            return "&nbsp;" if self.manuscript.has("nbsp-blanks") else ""
        if cell.upright and self.manuscript.habit("upright", 2):
            return "<br>".join(cell.text)
        if cell.text in BROKEN_HEADERS and self.manuscript.habit("broken headers", 2):
            return f"{cell.text[:2]}<br>{cell.text[2:]}"
        return _blanks(self.manuscript, escape(cell.text))
