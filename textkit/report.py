"""The nouns: what a report is made of. Standard library only.

Whatever comes from the text has ``start`` and ``end``, half-open, in characters of
``report.text``, and ``text == report.text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from textkit._folding import squeeze
from textkit._html import excerpt, mark_spans

__all__ = [
    "OPEN_STATES",
    "Cell",
    "CellState",
    "Comparison",
    "Evidence",
    "Heading",
    "Link",
    "Location",
    "Notice",
    "NumberSpan",
    "Paragraph",
    "ParagraphKind",
    "Quantity",
    "Reading",
    "Report",
    "Section",
    "Sentence",
    "Span",
    "Table",
]

CellState = Literal["number", "blank", "not_applicable", "unreadable", "undecided"]
# Something is printed, but what it says isn't known.
OPEN_STATES: frozenset[str] = frozenset({"unreadable", "undecided"})
# 约 and 左右 are taken to mean within so much of the value.
NEAR = Decimal("0.05")
ParagraphKind = Literal["title", "heading", "prose", "table", "signature", "furniture"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: ``text`` stands at ``[start, end)``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was read.

    ``source`` is ``"text"`` where it stands in ``report.text``; then ``text ==
    report.text[start:end]``. A fact taken from outside the text (``"html title"``, ``"html meta
    PubDate"``, ``"file name"``) has ``start`` and ``end`` None.
    """

    text: str
    start: int | None = None
    end: int | None = None
    source: str = "text"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the file that a stretch of ``report.text`` came from."""

    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the text of one kind: title, heading, prose, table, signature or furniture.

    Furniture is what the carrier added: navigation, header lines of an archive, page numbers,
    share words, residue of lost tables.
    """

    start: int
    end: int
    text: str
    kind: ParagraphKind
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed, from its ordinal to its last word.

    ``id`` is the section it opens, None for a heading that opens none of the prescribed ones;
    ``number`` is the ordinal as a number, None where none is printed; ``level`` is 1 for the six
    sections and 2 below them.
    """

    start: int
    end: int
    text: str
    id: str | None
    level: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report; ``start`` and ``end`` are its body, without the heading.

    ``title`` is None, and ``title_start == title_end == start``, where the section has no heading
    of its own. ``overview`` contains its sub-topics; other sections don't overlap.
    """

    id: str
    title: str | None
    title_start: int
    title_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the prose with the most specific section it stands in.

    ``section_by`` says who put it there: ``"heading"``, ``"order"`` (text before the first
    heading, or the turn from problems to measures), or None. ``heading_section`` is what the
    headings alone say; ``section_score`` is 1 where a heading says it, None where the order does.
    """

    start: int
    end: int
    text: str
    section: str | None = None
    section_by: str | None = None
    section_score: float | None = None
    heading_section: str | None = None

    @property
    def clean(self) -> str:
        """The sentence as a careful reader would type it: no line breaks, page numbers, stray blanks."""
        return squeeze(self.text).text


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number that counts nothing; ``kind`` says what it is: date, duration, ordinal, document, name, …"""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """What a quantity was linked to and by which words: ``text`` stands at ``[start, end)``.

    ``field`` is the field of the quantity that was filled, ``rule`` what it was filled by.
    """

    field: str
    value: str
    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A change: ``direction`` is up, down or same, ``base`` previous_year or other."""

    direction: str
    base: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Cells of the tables that a quantity should equal, added up, when it is read in one way.

    ``strength`` is ``strict``, ``strict_if_same_scope`` or ``loose``. ``value`` is the sum of the
    cells that the report prints, None where one of them is missing; ``agrees`` is None with it.
    """

    name: str
    cells: tuple[str, ...]
    strength: str
    value: Decimal | None = None
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: what was written, what it means, and what it counts.

    ``value`` is exact, in ``unit`` after scale (``3.2万人次`` → 32000 人次, ``96.5万元`` →
    965000 元); None where the word gives none, with ``low`` and ``high`` where it gives limits.

    ``stated`` is ``"statement"`` for a value 0 that is said without a number (``未收到…申请``);
    ``text`` is then the statement. ``indicator`` is an id of ``indicators.toml``, ``object`` the
    phrase counted, ``channel`` the way it went. ``scope`` is self, area or unit; ``period`` is year,
    cumulative, previous_year, as_of, plan or part_of_year. ``whole`` is the span of the quantity this one is a part
    of, ``about`` of the one that a share or change is said of. ``each`` is the number of things the
    value holds for, one by one. ``links`` say which words led there.
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    unit: str
    bound: str = "exact"
    kind: str = "count"
    low: Decimal | None = None
    high: Decimal | None = None
    stated: Literal["numeral", "statement"] = "numeral"
    indicator: str | None = None
    object: str | None = None
    channel: str | None = None
    scope: str | None = None
    period: str | None = None
    comparison: Comparison | None = None
    whole: tuple[int, int] | None = None
    about: tuple[int, int] | None = None
    each: int = 1
    readings: tuple[Reading, ...] = ()
    links: tuple[Link, ...] = ()

    def allows(self, number: Decimal | int) -> bool:
        """Whether a number may be meant: 余 allows up to the next step of the last digit, 约 5 percent.

        Raises
        ------
        ValueError
            When the quantity gives neither a value nor limits.

        Examples
        --------
        >>> import textkit as tk
        >>> [tk.find_quantities("公开信息1100余条。")[0].allows(number) for number in (1100, 1199, 1200)]
        [True, True, False]
        """
        if self.value is None:
            if self.low is None and self.high is None:
                raise ValueError(f"{self.text} gives neither a value nor limits")
            return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)
        if self.bound == "about":
            return abs(number - self.value) <= abs(self.value) * NEAR
        if self.bound == "more_than":
            return self.value <= number < self.value + _step(self.value)
        if self.bound == "at_least":
            return number >= self.value
        if self.bound == "less_than":
            return number < self.value
        if self.bound == "at_most":
            return number <= self.value
        return number == self.value

    def explain(self) -> str:
        """What the quantity was taken for and by which words, one line each.

        Examples
        --------
        >>> import textkit as tk
        >>> print(tk.find_quantities("全年编发政府公报12期。")[0].explain())
        12期: 12 期, exact
        period = year: 全年 [word of time]
        indicator = gazette.issues: 政府公报 [word before the number]
        object = 政府公报: 政府公报 [before the number]
        """
        limits = f"{self.low}–{self.high}" if self.value is None else f"{self.value}"
        lines = [f"{self.text}: {limits} {self.unit}, {self.bound}"]
        lines += [f"{link.field} = {link.value}: {link.text} [{link.rule}]" for link in self.links]
        for reading in self.readings:
            told = "no cell to compare with" if reading.value is None else f"{reading.value}"
            agrees = {None: "", True: ", agrees", False: ", differs"}[reading.agrees]
            lines.append(f"table, {reading.name} ({reading.strength}): {told}{agrees}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a statutory table; ``id`` is ``table.row.column``.

    ``raw`` is what is printed, ``raw == report.text[start:end]``. ``state`` is ``"number"`` (then
    ``value`` is the number printed, in ``unit``), ``"blank"`` (nothing is printed, ``start ==
    end``), ``"not_applicable"`` (``/``, ``—``, ``无``), ``"unreadable"`` (something else is printed),
    or ``"undecided"``: ``raw`` holds the number, but which of its digits can't be told.
    """

    id: str
    row: str
    column: str
    value: Decimal | None
    raw: str
    state: CellState
    start: int
    end: int
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table; ``layout`` is the form that its own header and rows follow, None where they don't tell."""

    id: str
    layout: str | None
    cells: tuple[Cell, ...]
    start: int
    end: int

    def cell(self, row: str, column: str) -> Cell | None:
        """The cell of a row and a column by their ids, None where the table has none."""
        return next((cell for cell in self.cells if cell.row == row and cell.column == column), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a report that its reader should know: a slug, a sentence, a place."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """One annual report: its text and what was found in it.

    Unknown facts are None; ``evidence`` maps the name of a field to where it was read.
    ``period`` is the first and the last day of the time reported on; ``year`` is the year
    reported on, not the year of publication. ``is_report`` is False for a text of another genre;
    ``warnings`` then says why.
    """

    text: str
    paragraphs: tuple[Paragraph, ...] = ()
    headings: tuple[Heading, ...] = ()
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    warnings: tuple[Notice, ...] = ()
    report_id: str = ""
    content_hash: str = ""
    format: str = "text"
    encoding: str | None = None
    is_report: bool = False
    title: str | None = None
    agency: str | None = None
    agency_id: str | None = None
    agency_type: str | None = None
    level: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    region: str | None = None
    region_code: str | None = None
    year: int | None = None
    period: tuple[date, date] | None = None
    published: date | None = None
    layout: str | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    locations: tuple[Location, ...] = field(default=(), repr=False)

    def locate(self, start: int, end: int) -> tuple[Location, ...]:
        """Places of the file that ``text[start:end]`` came from, in order.

        Parameters
        ----------
        start, end : int
            Half-open, in characters of ``text``.

        Raises
        ------
        ValueError
            When the span does not lie within the text.

        Examples
        --------
        >>> import textkit as tk
        >>> report = tk.read_text("一、总体情况\\n2023年，我局公开信息18条。\\n")
        >>> [where.place for where in report.locate(7, 20)]
        ['line 2']
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} lies outside the text of {len(self.text)} characters")
        end = max(end, start + 1)
        return tuple(where for where in self.locations if where.start < end and start < where.end)

    def section(self, id: str) -> Section | None:
        """The first section with this id, None where the report has none."""
        return next((section for section in self.sections if section.id == id), None)

    def __repr__(self) -> str:
        name = self.title or self.report_id or excerpt(self.text)
        return f"<Report {name!r}: {len(self.sections)} sections, {len(self.sentences)} sentences>"

    def _repr_html_(self) -> str:
        return mark_spans(self.text, spans_of(self))


def spans_of(report: Report) -> Iterable[tuple[int, int, str]]:
    """Headings and quantities of a report as (start, end, class), for highlighting."""
    for heading in report.headings:
        yield heading.start, heading.end, "tk-heading"
    for quantity in report.quantities:
        yield quantity.start, quantity.end, f"tk-{quantity.kind}"


def _step(value: Decimal) -> Decimal:
    """One unit of the last digit of a number that isn't 0: 100 for 1100."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
