"""Statutory tables made up by chance, printed in many ways, with what each cell says.

A ``Made`` table holds the cells by id and a grid: rows of ``Place``, each with its text and the
columns and rows it covers, as a careful typist would set it. Renderers print the grid.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

import textkit as tk
from textkit._resources import data_toml
from textkit.report import Report
from textkit.statute import FormTable, form_tables

__all__ = [
    "RENDERERS",
    "Made",
    "Place",
    "joined_small_tables",
    "local_grids",
    "made_tables",
    "open_cells",
    "read_parts",
    "with_header_again",
    "with_marks",
    "with_mistyped_words",
    "without_some_cells",
    "wrong_cells",
]

# What a cell prints, and what it says: a number, or the state it is in.
Said = Decimal | str
PRINTED: dict[str, Said] = {
    "0": Decimal(0),
    "": "blank",
    "/": "not_applicable",
    "—": "not_applicable",
    "无": "not_applicable",
    "1,204": Decimal(1204),
    "17": Decimal(17),
    "86140.7": Decimal("86140.7"),
    "３": Decimal(3),
}
# Numbers that a cell of 本年增/减 prints besides.
SIGNED: dict[str, Said] = {"+3": Decimal(3), "-35": Decimal(-35), "增加2": Decimal(2)}
SECTIONS = {
    "t2": "二、主动公开政府信息情况",
    "t3": "三、收到和处理政府信息公开申请情况",
    "t4": "四、政府信息公开行政复议、行政诉讼情况",
}
OPENING = (
    "青澜县水利局2023年政府信息公开工作年度报告",
    "一、总体情况",
    "2023年，我局坚持公开为常态，认真办理申请，群众满意度稳步提高。",
)
CLOSING = (
    "五、存在的主要问题及改进情况",
    "主要问题是公开的内容还不够细致。下一步，我局将加强培训，提高质量。",
)
RULE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
GROUP_OF_RESULTS = "三、本年度办理结果"


@dataclass(frozen=True, slots=True)
class Place:
    """A printed cell and how many columns and rows it covers."""

    text: str
    width: int = 1
    height: int = 1


Grid = tuple[tuple[Place, ...], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A table: what its cells say by id, how many rows of its grid are header, and the grid."""

    form: FormTable
    layout: str
    said: Mapping[str, Said]
    grid: Grid
    header: int
    complete: bool = True
    extras: tuple[str, ...] = field(default=())

    @property
    def section(self) -> str:
        return self.form.id[:2]


# ------------------------------------------------------------------------------------------ contents


def printed_values(*, signed: bool = False) -> st.SearchStrategy[str]:
    """Texts of a cell: mostly small numbers, now and then one of the marks."""
    numbers = st.integers(0, 99).map(str)
    marks = st.sampled_from([*PRINTED, *(SIGNED if signed else ())])
    return st.one_of(numbers, numbers, st.just("0"), marks)


def said_by(printed: str) -> Said:
    known = PRINTED | SIGNED
    return known[printed] if printed in known else Decimal(printed)


@cache
def printed_labels() -> dict[tuple[str, str], str]:
    """Labels as the form prints them, ordinals included, by table and row or group."""
    entries = data_toml("tables.toml")["table"]
    return {
        (table["id"], entry["id"]): entry["label"]
        for table in entries
        for entry in (*table["rows"], *table.get("groups", ()))
    }


@st.composite
def row_labels(draw: st.DrawFn, form: FormTable, id: str) -> str:
    """The form's own label, or another name of the row."""
    names = form.row(id).names[1:]
    own = printed_labels()[form.id, id]
    return draw(st.sampled_from([own, own, *names]))


@st.composite
def column_labels(draw: st.DrawFn, form: FormTable, id: str) -> str:
    return draw(st.sampled_from([form.column(id).names[0], *form.column(id).names]))


# -------------------------------------------------------------------------------------------- tables


@st.composite
def made_tables(
    draw: st.DrawFn,
    *,
    ids: Sequence[str] = (
        "t2_art20_1",
        "t2_art20_5",
        "t2_art20_6",
        "t2_art20_8",
        "t2_art20_9",
        "t3_applications",
        "t4_review_litigation",
    ),
    extras: bool = True,
    shuffled: bool = True,
) -> Made:
    """A table of the form with some of its rows, perhaps with columns more and in another order."""
    chosen = draw(st.sampled_from(ids))
    form = next(form for form in form_tables() if form.id == chosen)
    layout = draw(st.sampled_from(form.layouts))
    if form.id == "t4_review_litigation":
        return draw(review_tables(form, layout))
    if form.id == "t3_applications":
        return draw(application_tables(form, layout, extras=extras, shuffled=shuffled))
    return draw(small_tables(form, layout, extras=extras, shuffled=shuffled))


@st.composite
def small_tables(draw: st.DrawFn, form: FormTable, layout: str, *, extras: bool, shuffled: bool) -> Made:
    """A table of section two: caption, header, a row or two."""
    columns = [column.id for column in form.columns_of(layout)]
    columns = draw(st.permutations(columns)) if shuffled and draw(st.booleans()) else columns
    rows = [row.id for row in form.rows if row.layout in (None, layout)]
    rows = [row for row in rows if draw(st.integers(0, 5))] or rows[:1]
    added = draw(st.sampled_from([(), (), ("备注",), ("合计",), ("单位",)])) if extras else ()
    width = 1 + len(columns) + len(added)
    said: dict[str, Said] = {}
    body = []
    for row in rows:
        cells = []
        for column in columns:
            printed = draw(printed_values(signed=column == "items_change"))
            said[f"{form.id}.{row}.{column}"] = said_by(printed)
            cells.append(Place(printed))
        cells += [Place(draw(_extra_values(name))) for name in added]
        body.append((Place(draw(row_labels(form, row))), *cells))
    head = (Place("信息内容"), *(Place(draw(column_labels(form, column))) for column in columns))
    grid = ((Place(form.caption, width),), (*head, *map(Place, added)), *body)
    return Made(form, layout, said, grid, header=2, extras=added)


def _extra_values(name: str) -> st.SearchStrategy[str]:
    if name == "备注":
        return st.sampled_from(["", "", "含上年3件", "无", "12"])
    return st.just("件") if name == "单位" else st.integers(0, 99).map(str)


@st.composite
def application_tables(
    draw: st.DrawFn, form: FormTable, layout: str, *, extras: bool, shuffled: bool
) -> Made:
    """Table 3 with its three levels of header and labels in up to three columns."""
    columns = [column.id for column in form.columns]
    shuffle = shuffled and not draw(st.integers(0, 3))
    columns = list(draw(st.permutations(columns))) if shuffle else columns
    added = draw(st.sampled_from([(), (), (), ("小计",), ("备注",), ("小计", "备注")])) if extras else ()
    rows = [row for row in form.rows if row.layout in (None, layout)]
    few = draw(st.booleans())
    rows = [row for row in rows if not few or draw(st.booleans())] or rows[:1]
    said: dict[str, Said] = {}
    lines = []
    for row in rows:
        cells = []
        for column in columns:
            printed = draw(printed_values())
            said[f"{form.id}.{row.id}.{column}"] = said_by(printed)
            cells.append(Place(printed))
        if "小计" in added:
            cells.insert(_subtotal_at(columns), Place(str(draw(st.integers(0, 99)))))
        if "备注" in added:
            cells.append(Place(draw(_extra_values("备注"))))
        lines.append((row.id, draw(row_labels(form, row.id)), cells))
    names = [draw(column_labels(form, column)) for column in columns]
    header = _plain_header(names, added, columns) if shuffle else _levelled_header(names, added)
    grid = (*header, *_application_rows(form, lines))
    return Made(form, layout, said, grid, header=len(header), extras=added)


def _subtotal_at(columns: Sequence[str]) -> int:
    """A column of subtotals stands before the total where that is last, else last."""
    return len(columns) - (columns[-1] == "total")


def _plain_header(names: Sequence[str], added: Sequence[str], columns: Sequence[str]) -> Grid:
    cells = [Place(name) for name in names]
    if "小计" in added:
        cells.insert(_subtotal_at(columns), Place("小计"))
    if "备注" in added:
        cells.append(Place("备注"))
    return ((Place(RULE_NOTE, 3), *cells),)


def _levelled_header(names: Sequence[str], added: Sequence[str]) -> Grid:
    person, *organs, total = names
    inner = [*organs, "小计"] if "小计" in added else organs
    notes = [Place("备注", height=3)] if "备注" in added else []
    return (
        (Place(RULE_NOTE, 3, 3), Place("申请人情况", len(inner) + 2), *notes),
        (Place(person, height=2), Place("法人或其他组织", len(inner)), Place(total, height=2)),
        tuple(map(Place, inner)),
    )


def _application_rows(
    form: FormTable, lines: Sequence[tuple[str, str, list[Place]]]
) -> Iterator[tuple[Place, ...]]:
    results = [id for id, _, _ in lines if id not in ("new_received", "carried_in", "carried_out")]
    groups = {row.id: row.group for row in form.rows}
    grouped = [groups[id] for id, _, _ in lines if id != "other_single"]
    opened: set[str | None] = {None}
    for id, label, cells in lines:
        places: list[Place] = []
        if id not in results:
            yield (Place(label, 3), *cells)
            continue
        if id == results[0]:
            places.append(Place(GROUP_OF_RESULTS, height=len(results)))
        group = None if id == "other_single" else groups[id]
        if group not in opened:
            opened.add(group)
            places.append(Place(printed_labels()[form.id, group or ""], height=grouped.count(group)))
        yield (*places, Place(label, 1 if group else 2), *cells)


@st.composite
def review_tables(draw: st.DrawFn, form: FormTable, layout: str) -> Made:
    """Table 4: one row of fifteen numbers under three levels of header."""
    printed = [draw(printed_values()) for _ in form.columns]
    said = {
        f"{form.id}.cases.{column.id}": said_by(text)
        for column, text in zip(form.columns, printed, strict=True)
    }
    names = [Place(column.names[0]) for column in form.columns]
    grid = (
        (Place("行政复议", 5), Place("行政诉讼", 10)),
        (
            *(replace(name, height=2) for name in names[:5]),
            Place("未经复议直接起诉", 5),
            Place("复议后起诉", 5),
        ),
        tuple(names[5:]),
        tuple(map(Place, printed)),
    )
    return Made(form, layout, said, grid, header=3)


# ----------------------------------------------------------------------------------- what goes wrong


@st.composite
def joined_small_tables(draw: st.DrawFn) -> Made:
    """The tables of section two in one grid of four columns, narrow ones widened as typists do."""
    layout = draw(st.sampled_from(["gb2021", "gb2019"]))
    forms = [form for form in form_tables() if form.id.startswith("t2_") and layout in form.layouts]
    forms = [form for form in forms if draw(st.integers(0, 3))] or forms[:1]
    made = [draw(small_tables(form, layout, extras=False, shuffled=False)) for form in forms]
    side = draw(st.sampled_from([0, -1, None]))
    grid = tuple(_widened(row, 4, side) for table in made for row in table.grid)
    said = {id: value for table in made for id, value in table.said.items()}
    return Made(forms[0], layout, said, grid, header=0)


def _widened(row: tuple[Place, ...], columns: int, side: int | None) -> tuple[Place, ...]:
    """A row with its first or last cell widened to the table's width."""
    missing = columns - sum(place.width for place in row)
    if side is None or missing <= 0:
        return row
    cells = list(row)
    cells[side] = replace(cells[side], width=cells[side].width + missing)
    return tuple(cells)


@st.composite
def with_header_again(draw: st.DrawFn) -> Made:
    """A table whose header, or the lowest row of it, stands once more between its rows."""
    made = draw(made_tables())
    flat = tuple(tuple(map(Place, row)) for row in matrix(made.grid))
    at = draw(st.integers(made.header, len(flat)))
    again = flat[draw(st.sampled_from([0, made.header - 1])) : made.header]
    return replace(made, grid=flat[:at] + again + flat[at:])


@st.composite
def without_some_cells(draw: st.DrawFn) -> Made:
    """A table of whose rows a few cells are gone, so that the others move up."""
    made = draw(made_tables())
    grid = [list(row) for row in made.grid]
    for _ in range(draw(st.integers(1, 3))):
        row = grid[draw(st.integers(made.header, len(grid) - 1))]
        if len(row) > 1:
            row.pop(draw(st.integers(1, len(row) - 1)))
    return replace(made, grid=tuple(map(tuple, grid)), complete=False)


@st.composite
def with_mistyped_words(draw: st.DrawFn) -> Made:
    """A table with a sign missing or wrong in some of its labels and header cells."""
    made = draw(made_tables())
    return replace(made, grid=tuple(tuple(draw(_mistyped(place)) for place in row) for row in made.grid))


@st.composite
def _mistyped(draw: st.DrawFn, place: Place) -> Place:
    text = place.text
    if len(text) < 2 or text in PRINTED or text[0] in "0123456789+-" or draw(st.integers(0, 7)):
        return place
    at = draw(st.integers(0, len(text) - 1))
    return replace(place, text=text[:at] + draw(st.sampled_from(["", "囗", " "])) + text[at + 1 :])


@st.composite
def with_marks(draw: st.DrawFn) -> Made:
    """A table with the mark of a footnote behind some of its words and numbers."""
    made = draw(made_tables())
    mark = draw(st.sampled_from(["①", "*", "[1]", "（1）", "注1", "²", "1)", "（含上年）"]))

    def marked(place: Place) -> Place:
        return replace(place, text=place.text + mark) if place.text and not draw(st.integers(0, 6)) else place

    return replace(made, grid=tuple(tuple(map(marked, row)) for row in made.grid), complete=False)


LOCAL_COLUMNS = (
    "当面",
    "网络",
    "信函",
    "传真",
    "邮件",
    "窗口",
    "上年",
    "本年",
    "同比",
    "受理数",
    "办结数",
    "其他",
    "总计",
    "合计",
    "企业",
)
SHARED_LABELS = (
    "予以公开", "（一）予以公开", "部分公开", "不予公开", "属于国家秘密", "其他", "总计", "（七）总计", "本年新收", "上年结转", "行政许可", "行政处罚",
    "规章", "规范性文件", "行政事业性收费", "行政复议", "行政诉讼", "当面申请",
)  # fmt: skip


@st.composite
def local_grids(draw: st.DrawFn) -> Grid:
    """A table of the agency's own, by channel or year, that shares row labels with the form."""
    width = draw(st.sampled_from([1, 2, 3, 4, 5, 7, 7, 15]))
    names = draw(st.lists(st.sampled_from(LOCAL_COLUMNS), min_size=width, max_size=width, unique=True))
    labels = draw(st.lists(st.sampled_from(SHARED_LABELS), min_size=1, max_size=8))
    corner = draw(st.sampled_from(["类别", "渠道", "信息内容", "办理结果"]))
    rows = [(Place(label), *(Place(draw(printed_values())) for _ in names)) for label in labels]
    return ((Place(corner), *map(Place, names)), *rows)


# ----------------------------------------------------------------------------------------- renderers


def matrix(grid: Grid, covered: str = "blank") -> list[list[str]]:
    """Rows of texts; what a merged cell covers besides its first place is blank, or repeats its text."""
    taken: dict[tuple[int, int], str] = {}
    rows = []
    for at, places in enumerate(grid):
        column = 0
        for place in places:
            while (at, column) in taken:
                column += 1
            for down in range(place.height):
                for right in range(place.width):
                    first = down == right == 0
                    taken[at + down, column + right] = place.text if first or covered == "repeat" else ""
        rows.append([taken[at, column] for column in sorted(c for r, c in taken if r == at)])
    return rows


def html_table(grid: Grid) -> str:
    rows = []
    for places in grid:
        cells = [
            f"<td{_span('colspan', place.width)}{_span('rowspan', place.height)}>{html.escape(place.text)}</td>"
            for place in places
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _span(name: str, size: int) -> str:
    return f' {name}="{size}"' if size > 1 else ""


def pipes(grid: Grid, *, covered: str = "blank", rule: int = 1, ragged: bool = False) -> str:
    """Markdown: the rule stands behind so many rows; ragged rows end at their last filled cell."""
    lines = []
    for number, row in enumerate(matrix(grid, covered), 1):
        while ragged and len(row) > 1 and not row[-1]:
            row.pop()
        lines.append(f"| {' | '.join(row)} |")
        if number == rule:
            lines.append("|" + " --- |" * len(row))
    return "\n".join(lines)


def tabs(grid: Grid, *, covered: str = "blank") -> str:
    return "\n".join("\t".join(row) for row in matrix(grid, covered))


def a_cell_a_line(grid: Grid, *, blank: str | None = None) -> str:
    """One cell after the other; a blank one is a line with ``blank`` on it, or none."""
    texts = [place.text for row in grid for place in row]
    return "\n".join(text or blank or "" for text in texts if text or blank is not None)


def glued(grid: Grid, parting: str = "") -> str:
    return parting.join(place.text for row in grid for place in row)


def without_covered(grid: Grid, parting: str = "\t") -> str:
    """Rows as a program writes them that knows no merged cells."""
    return "\n".join(parting.join(place.text for place in row) for row in grid)


RENDERERS = {
    "html": html_table,
    "pipes": pipes,
    "pipes that repeat": lambda grid: pipes(grid, covered="repeat"),
    "ragged pipes": lambda grid: pipes(grid, ragged=True),
    "pipes without covered places": lambda grid: "\n".join(
        f"| {' | '.join(p.text for p in row)} |" for row in grid
    ),
    "tabs": tabs,
    "tabs without covered places": without_covered,
    "a cell a line": a_cell_a_line,
    "blank lines for blank cells": lambda grid: a_cell_a_line(grid, blank=" "),
    "blanks": lambda grid: glued(grid, " "),
    "glued": glued,
}


def read_parts(parts: Sequence[tuple[str, Grid]], how: str) -> Report:
    """A report around tables, given as (section, grid), printed in one way and read."""
    printed = [(section, RENDERERS[how](grid)) for section, grid in parts]
    if how == "html":
        return tk.read(page_of(printed), filename="report.html")
    return tk.read_text(text_of(printed))


# ------------------------------------------------------------------------------------------- reports


def text_of(parts: Sequence[tuple[str, str]]) -> str:
    """A report in plain text around tables, given as (section, printed)."""
    lines = list(OPENING)
    last = ""
    for section, printed in parts:
        lines += [SECTIONS[section]] if section != last else []
        lines += ["", printed, ""]
        last = section
    return "\n".join([*lines, *CLOSING]) + "\n"


def page_of(parts: Sequence[tuple[str, str]]) -> bytes:
    """A report as a page around tables, given as (section, html)."""
    lines = [f"<p>{line}</p>" for line in OPENING]
    last = ""
    for section, printed in parts:
        lines += [f"<p>{SECTIONS[section]}</p>"] if section != last else []
        lines.append(printed)
        last = section
    return "\n".join([*lines, *(f"<p>{line}</p>" for line in CLOSING)]).encode()


# -------------------------------------------------------------------------------------------- verdict


def wrong_cells(report: Report, said: Mapping[str, Said]) -> list[str]:
    """Cells that are decided and say something else than what was printed."""
    wrong = []
    for cell in (cell for table in report.tables for cell in table.cells):
        if cell.state in ("undecided", "unreadable"):
            continue
        true = said.get(cell.id)
        if (cell.state if cell.value is None else cell.value) != true:
            wrong.append(f"{cell.id} read as {cell.raw!r} ({cell.state}), is {true}")
    return wrong


def open_cells(report: Report, said: Mapping[str, Said]) -> list[str]:
    """Cells that were printed and are not decided."""
    decided = {
        cell.id
        for table in report.tables
        for cell in table.cells
        if cell.state not in ("undecided", "unreadable")
    }
    return sorted(set(said) - decided)
