"""What must be true of a manuscript before it is rendered: so that gold facts can be relied on."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from rendering import figures, forms
from rendering.manuscript import FORMATS, STYLES, Manuscript, ManuscriptError, Quantity

IDENTITY_KEYS = (
    "is_report",
    "title",
    "agency",
    "year",
    "period",
    "published",
    "level",
    "agency_type",
    "province",
    "city",
    "county",
    "region",
    "layout",
)
IDENTITY_NEEDED = ("is_report", "title", "agency", "year", "level", "agency_type", "region", "layout")
CHOICES = {
    "level": ("national", "province", "city", "county", "township"),
    "agency_type": (
        "government",
        "government_office",
        "department",
        "township_government",
        "street_office",
        "development_zone",
        "vertical_agency",
        "public_institution",
    ),
    "layout": ("local", "stat2014", "gb2019", "gb2021"),
}
# Defects that consist in a broken sum or a broken carry-over.
TABLE_DEFECTS = ("D11", "D12")
_YEAR = "[0-9０-９〇○零一二三四五六七八九]{4}"
_PART = r"[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(rf"({_YEAR})\s*[-年./]\s*({_PART})\s*[-月./]\s*({_PART})")


def check(manuscript: Manuscript) -> None:
    """Raise `ManuscriptError` with all that is wrong with a manuscript."""
    faults = [f"{manuscript.path.name}: {reason}" for reason in problems(manuscript)]
    if faults:
        raise ManuscriptError("\n".join(faults))


def problems(manuscript: Manuscript) -> Iterator[str]:
    """What is wrong with a manuscript, a sentence each."""
    yield from _names(manuscript)
    yield from _identity(manuscript)
    yield from _body(manuscript)
    yield from _tables(manuscript)
    yield from _quantities(manuscript)
    yield from _defects(manuscript)
    if not any(defect.code in TABLE_DEFECTS for defect in manuscript.defects):
        yield from broken_sums(manuscript)


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def _names(manuscript: Manuscript) -> Iterator[str]:
    if manuscript.file != manuscript.path.stem:
        yield f"file is {manuscript.file!r}, the file's name {manuscript.path.stem!r}"
    if not manuscript.file.endswith(f"-{manuscript.identity.get('year')}"):
        yield f"file {manuscript.file!r} does not end in the year {manuscript.identity.get('year')}"
    if not manuscript.formats or set(manuscript.formats) - set(FORMATS):
        yield f"formats are {list(manuscript.formats)}; known are {', '.join(FORMATS)}"
    for word in manuscript.style_words():
        if word not in STYLES:
            yield f"unknown hint of style {word!r}; known are {', '.join(STYLES)}"


def _identity(manuscript: Manuscript) -> Iterator[str]:
    identity = manuscript.identity
    for key in sorted(set(identity) - set(IDENTITY_KEYS)):
        yield f"unknown key {key!r} in [identity]; known are {', '.join(IDENTITY_KEYS)}"
    for key in IDENTITY_NEEDED:
        if key not in identity:
            yield f"key {key!r} is missing in [identity]"
    for key, legal in CHOICES.items():
        if identity.get(key) not in legal:
            yield f"{key} is {identity.get(key)!r}; legal are {', '.join(legal)}"
    for day in (*identity.get("period", ()), *filter(None, [identity.get("published")])):
        if not _is_day(day):
            yield f"{day!r} in [identity] is no day of the form 2021-12-31"
    if squeeze(identity.get("title", "")) != squeeze(manuscript.blocks[0].text):
        yield f"title {identity.get('title')!r} is not what @title prints"
    yield from _publication(manuscript)


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True


def _publication(manuscript: Manuscript) -> Iterator[str]:
    """The day of publication is that of the line of information, else that of the signature."""
    for printed in (manuscript.text_of("info"), manuscript.text_of("sign")):
        days = [_iso(*parts) for parts in DATE.findall(printed)]
        if days:
            if manuscript.identity.get("published") not in days:
                yield f"published is {manuscript.identity.get('published')}, printed is {', '.join(days)}"
            return
    if manuscript.identity.get("published"):
        yield f"published is {manuscript.identity['published']}, but no day stands in @info or @sign"


def _iso(year: str, month: str, day: str) -> str:
    return f"{figures.digit_by_digit(year)}-{figures.whole(month):02}-{figures.whole(day):02}"


def _body(manuscript: Manuscript) -> Iterator[str]:
    kinds = [block.kind for block in manuscript.blocks]
    if kinds.count("title") != 1:
        yield f"the body has {kinds.count('title')} lines @title, it must have one"
    if "heading" not in kinds:
        yield "the body has no heading"
    for block, following in pairwise((*manuscript.blocks, None)):
        if block and block.run_in and (following is None or following.kind != "paragraph"):
            yield f"line {block.line}: a heading with + must be followed by a paragraph"


def _tables(manuscript: Manuscript) -> Iterator[str]:
    printed = [block.id for block in manuscript.blocks if block.kind == "table"]
    for name in sorted({*printed, *manuscript.tables}):
        if printed.count(name) != 1 or name not in manuscript.tables:
            yield f"table {name} must stand once in the body and have its [tables.{name}]"
    parts = [name for name in printed if name.startswith(forms.SECTION_TWO)]
    if parts != sorted(parts):
        yield f"the tables of section two stand in the order {', '.join(parts)}"
    for table in manuscript.tables.values():
        for cell_id, text in table.cells():
            if not figures.is_cell(text):
                yield f"cell {cell_id} prints {text!r}, neither a number nor a sign for none"


def _quantities(manuscript: Manuscript) -> Iterator[str]:
    for block in manuscript.blocks:
        for quantity in block.quantities:
            reason = _wrong(quantity)
            if reason:
                yield f"line {block.line}: ⟦{quantity.printed}⟧: {reason}"


def _wrong(quantity: Quantity) -> str:
    if (quantity.unit == "%") != (quantity.kind == "percent"):
        return "unit % and kind percent go together"
    if (quantity.unit == "元") != (quantity.kind == "money"):
        return "unit 元 and kind money go together"
    if quantity.kind in ("count", "percentage_point") and quantity.unit not in quantity.printed:
        return f"the unit {quantity.unit!r} is not printed"
    value = figures.read(quantity.printed)
    if value is None or value != Decimal(quantity.value):
        return f"prints {value}, marked is {quantity.value}"
    words = figures.bound_of(quantity.printed)
    if words and words != quantity.bound:
        return f"prints a bound {words}, marked is {quantity.bound}"
    return ""


def _defects(manuscript: Manuscript) -> Iterator[str]:
    prose = squeeze("".join(block.text for block in manuscript.blocks))
    for defect in manuscript.defects:
        if not re.fullmatch(r"D\d\d", defect.code):
            yield f"defect code {defect.code!r} is not of the form D17"
        if squeeze(defect.quote) not in prose and not quoted_rows(manuscript, defect.quote):
            yield f"{defect.code}: {defect.quote!r} stands neither in the body nor in a table"
    codes = {defect.code for defect in manuscript.defects}
    if "D11" in codes and not list(broken_sums(manuscript)):
        yield "D11 is declared, but all sums of the tables hold"


def quoted_rows(manuscript: Manuscript, quote: str) -> list[tuple[str, ...]]:
    """Rows of tables, label first, that a quotation shows: cells one after another, parted by any sign."""
    wanted = re.sub(r"[\s|,，、/]", "", quote)
    found = []
    for table in manuscript.tables.values():
        for row in forms.grid_of(table):
            texts = tuple(cell.text for cell in row)
            for start in range(len(texts)):
                for end in range(start + 1, len(texts) + 1):
                    if re.sub(r"[\s|,，、/]", "", "".join(texts[start:end])) == wanted:
                        found.append(texts[start:end])
    return found


def broken_sums(manuscript: Manuscript) -> Iterator[str]:
    """Sums that don't hold; blanks count as 0, a sum with a blank total is passed over."""
    cells = {
        cell_id: figures.cell_value(text)
        for table in manuscript.tables.values()
        for cell_id, text in table.cells()
    }
    for table in manuscript.tables.values():
        if table.id == forms.APPLICATIONS:
            yield from _application_sums(table, cells)
        if table.id == forms.REVIEW:
            yield from _review_sums(table, cells)


Values = dict[str, str | None]


def _application_sums(table: forms.Table, cells: Values) -> Iterator[str]:
    rows = [row.id for row in table.form.rows]
    columns = [column.id for column in table.columns]
    outcomes = [row for row in rows if row not in (*forms.OUTSIDE_RESULTS, "handled_total")]
    for column in columns:
        name = f"{table.id}.{{}}.{column}"
        handled = cells[name.format("handled_total")]
        if handled is None:
            continue
        yield from _unequal(cells, [name.format(row) for row in outcomes], [name.format("handled_total")])
        yield from _unequal(
            cells,
            [name.format(row) for row in ("new_received", "carried_in")],
            [name.format(row) for row in ("handled_total", "carried_out")],
        )
    for row in rows:
        name = f"{table.id}.{row}"
        if cells[f"{name}.total"] is not None:
            parts = [f"{name}.{column}" for column in columns if column != "total"]
            yield from _unequal(cells, parts, [f"{name}.total"])


def _review_sums(table: forms.Table, cells: Values) -> Iterator[str]:
    for block in ("review", "suit_direct", "suit_after_review"):
        name = f"{table.id}.cases.{block}_"
        if cells[f"{name}total"] is not None:
            parts = [f"{name}{part}" for part in ("upheld", "corrected", "other", "pending")]
            yield from _unequal(cells, parts, [f"{name}total"])


def _unequal(cells: Values, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    sums = [sum(Decimal(cells[cell] or 0) for cell in side) for side in (left, right)]
    if sums[0] != sums[1]:
        yield f"{' + '.join(left)} = {sums[0]}, but {' + '.join(right)} = {sums[1]}"


def broken_carry_over(manuscripts: Sequence[Manuscript]) -> Iterator[str]:
    """Carry-over that does not go on from one year to the next, where none is planted (D12)."""
    by_year = {(one.agency, one.identity["year"]): one for one in manuscripts}
    for (agency, year), later in by_year.items():
        earlier = by_year.get((agency, year - 1))
        if earlier is None or any(defect.code == "D12" for defect in later.defects):
            continue
        out, brought = (_row(one, row) for one, row in ((earlier, "carried_out"), (later, "carried_in")))
        if out and brought and out != brought:
            yield f"{later.file}: 上年结转 is {brought}, 结转下年度 of the year before was {out}"


def _row(manuscript: Manuscript, row: str) -> list[Decimal]:
    table = manuscript.tables.get(forms.APPLICATIONS)
    if table is None:
        return []
    prefix = f"{table.id}.{row}."
    return [Decimal(figures.cell_value(text) or 0) for cell, text in table.cells() if cell.startswith(prefix)]
