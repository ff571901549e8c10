"""Nouns → DataFrames: the one schema of the tables.

``TABLES`` says which columns each table has, in which order, of which type and what they mean.
What is not known is missing (``NaN``, ``NaT``, ``<NA>``), never 0 and never an empty text.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Literal

import pandas as pd

from textkit._firsts import FirstReports
from textkit._folding import fold, whole
from textkit.choosing import choose_values, place_quantities, reading_of
from textkit.report import Report
from textkit.statute import form_tables

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "TEXT_DTYPE",
    "Column",
    "Frame",
    "cells_frame",
    "evidence_frame",
    "make_frame",
    "paragraphs_frame",
    "quantities_frame",
    "reports_frame",
    "sections_frame",
    "sentences_frame",
    "table_columns",
    "table_rows",
    "text_hash",
    "typed",
    "warnings_frame",
    "wide_cells_frame",
    "widen_cells",
]

SCHEMA_VERSION = 4

Dtype = Literal["str", "int64", "Int64", "float64", "bool", "boolean", "datetime64[s]", "datetime64[us]"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; values of ``int64`` and ``bool`` are never missing, those of the other types may be."""

    name: str
    dtype: Dtype
    meaning: str


_REPORT_ID = Column("report_id", "str", "the report: posix path relative to the folder, or the id given")
_START = Column("start", "int64", "first character in the report's text, from 0")
_END = Column("end", "int64", "one past the last character")
_TEXT = Column("text", "str", "the report's text from start to end")
_MAYBE_START = Column(
    "start", "Int64", "first character in the report's text; missing for what is not in the text"
)
_MAYBE_END = Column("end", "Int64", "one past the last character")
_SECTION = Column("section", "str", "id of the most specific section it stands in")

TABLES: Mapping[str, tuple[Column, ...]] = {
    "reports": (
        _REPORT_ID,
        Column("file_name", "str", "last part of report_id"),
        Column("content_hash", "str", "SHA-256 of the file's bytes, or of the text given"),
        Column(
            "text_hash",
            "str",
            "SHA-1 of prose and table cells, folded and without blanks; missing below 5 sentences",
        ),
        Column(
            "duplicate_of",
            "str",
            "report_id of the first copy: the same content_hash or text_hash, and no other agency or year",
        ),
        Column(
            "version_of",
            "str",
            "report_id of the first report of the same agency_id (else agency) and year whose text differs;"
            " missing for duplicates and other genres",
        ),
        Column("format", "str", "text, markdown, html, pdf, docx, doc, rtf, odt, as read"),
        Column("encoding", "str", "encoding the file was decoded with"),
        Column("is_report", "bool", "whether it is an annual report; False: a text of another genre"),
        Column("title", "str", "title as printed"),
        Column("agency", "str", "reporting agency (发布机关)"),
        Column("agency_id", "str", "the agency under one name over the years"),
        Column("agency_type", "str", "kind of agency"),
        Column("level", "str", "administrative level (层级)"),
        Column("province", "str", "province (省)"),
        Column("city", "str", "prefecture-level city (市)"),
        Column("county", "str", "county, district (县、区)"),
        Column("region", "str", "region as printed"),
        Column("region_code", "str", "administrative division code (行政区划代码)"),
        Column("year", "Int64", "year reported on"),
        Column("period_start", "datetime64[s]", "first day reported on"),
        Column("period_end", "datetime64[s]", "last day reported on"),
        Column("published", "datetime64[s]", "day of publication"),
        Column("layout", "str", "official form the report follows"),
        Column("n_characters", "int64", "characters of the text"),
        Column("n_sentences", "int64", "rows in sentences"),
        Column("n_sections", "int64", "rows in sections"),
        Column("n_quantities", "int64", "rows in quantities"),
        Column("n_warnings", "int64", "rows in warnings"),
    ),
    "paragraphs": (
        _REPORT_ID,
        Column("paragraph", "int64", "number of the paragraph in its report, from 0"),
        _START,
        _END,
        _TEXT,
        Column("kind", "str", "title, heading, prose, table, signature, furniture"),
        _SECTION,
    ),
    "sections": (
        _REPORT_ID,
        Column("section", "str", "id of the section; overview contains overview.…"),
        Column("title", "str", "heading as printed; missing where there is none"),
        Column("title_start", "int64", "first character of the heading"),
        Column("title_end", "int64", "one past the heading"),
        _START,
        _END,
        Column("text", "str", "body of the section, without its heading"),
    ),
    "sentences": (
        _REPORT_ID,
        Column("sentence", "int64", "number of the sentence in its report, from 0"),
        _START,
        _END,
        _TEXT,
        Column("clean", "str", "the sentence without line breaks, page numbers and stray blanks"),
        Column(
            "clean_id",
            "int64",
            "number made of clean, below 2^52: the same for equal sentences, in every store",
        ),
        _SECTION,
        Column("section_by", "str", "who put it there: heading, order"),
        Column("section_score", "float64", "1 where a heading says it, missing where the order does"),
        Column("heading_section", "str", "section by the headings alone"),
    ),
    "quantities": (
        _REPORT_ID,
        Column("quantity", "int64", "number of the quantity in its report, from 0"),
        _START,
        _END,
        _TEXT,
        Column("value", "float64", "the number in unit after scale: 3.2万 is 32000; missing for 数十"),
        Column("unit", "str", "unit as printed, after scale"),
        Column("bound", "str", "exact, about, more_than, at_least, less_than, at_most, range, vague"),
        Column("kind", "str", "count, percent, percentage_point, ratio, money, duration, other"),
        Column("low", "float64", "least value of a range or a vague number"),
        Column("high", "float64", "greatest value of a range or a vague number"),
        Column("stated", "str", "numeral, or statement: a value 0 said without a number (未收到申请)"),
        Column("indicator", "str", "what it counts, as in statute/data/indicators.toml"),
        Column("object", "str", "the phrase counted"),
        Column("channel", "str", "the way it went"),
        Column("scope", "str", "self, area, unit"),
        Column("period", "str", "year, cumulative, previous_year, as_of, plan"),
        Column("direction", "str", "of a change: up, down, same"),
        Column("base", "str", "what a change is against: previous_year, other"),
        Column("whole_start", "Int64", "first character of the quantity that it is a part of"),
        Column("whole_end", "Int64", "one past that quantity"),
        Column("about_start", "Int64", "first character of the quantity that a share or change is said of"),
        Column("about_end", "Int64", "one past that quantity"),
        Column("each", "Int64", "number of things that the value holds for, one by one (各3次)"),
        Column(
            "reading", "str", "how the tables are read: the first reading that agrees, else the first one"
        ),
        Column("cells", "str", "ids of the cells of that reading, with ' + ' between them"),
        Column(
            "cell_value", "float64", "sum of these cells in unit; missing where one of them is not a number"
        ),
        Column(
            "agrees",
            "boolean",
            "whether the cells may be what is said; missing for another time, a unit, a part",
        ),
        Column("sentence", "Int64", "number of the sentence it stands in"),
        _SECTION,
    ),
    "cells": (
        _REPORT_ID,
        Column("cell_id", "str", "table.row.column, as in statute/data/tables.toml"),
        Column("table", "str", "id of the table"),
        Column("table_number", "int64", "number of the table in its report, from 0"),
        Column("layout", "str", "form that the table follows: gb2021, gb2019, stat2014"),
        Column("row", "str", "id of the row"),
        Column("column", "str", "id of the column"),
        Column("value", "float64", "the number printed; missing where state is not number"),
        Column("raw", "str", "what is printed; missing where nothing is"),
        Column(
            "state", "str", "number, blank, not_applicable (/ — 无), unreadable, undecided (glued digits)"
        ),
        Column("unit", "str", "unit printed beside the number, else the form's"),
        _START,
        _END,
    ),
    "panel_values": (
        _REPORT_ID,
        Column("indicator", "str", "id of the indicator, as in statute/data/indicators.toml"),
        Column("value", "float64", "the report's value"),
        Column("unit", "str", "unit as printed, after scale"),
        Column("bound", "str", "exact, about, more_than, at_least, less_than, at_most, range, vague"),
        Column("source", "str", "text, table"),
        Column("reading", "str", "how the tables are read"),
        Column("evidence", "str", "the sentence, or the ids of the cells with ' + ' between them"),
        Column("start", "int64", "first character of the number, or of the first of the cells"),
        Column("end", "int64", "one past the last character"),
        Column("n_candidates", "int64", "numbers of the prose that there were to choose from"),
        Column("n_values", "int64", "how many different values they have"),
        Column("agrees", "boolean", "whether the tables say what the prose says; missing where unknown"),
    ),
    "warnings": (
        _REPORT_ID,
        Column("code", "str", "what it is about"),
        Column("message", "str", "one sentence for the reader"),
        _MAYBE_START,
        _MAYBE_END,
    ),
    "evidence": (
        _REPORT_ID,
        Column("field", "str", "column of reports (period: period_start and period_end)"),
        Column("text", "str", "the words the fact was read from"),
        _MAYBE_START,
        _MAYBE_END,
        Column("source", "str", "text, or the place outside the text"),
    ),
    "failures": (
        Column("report_id", "str", "the file: posix path relative to the folder"),
        Column("path", "str", "path of the file"),
        Column("reason", "str", "why it was not read"),
        Column("error", "str", "kind of error"),
    ),
}

Row = tuple[Any, ...]


def table_columns(name: str) -> tuple[Column, ...]:
    """Columns of a table.

    Raises
    ------
    ValueError
        For a name that is no table; the message lists the tables.

    Examples
    --------
    >>> [column.name for column in table_columns("warnings")]
    ['report_id', 'code', 'message', 'start', 'end']
    """
    if name not in TABLES:
        raise ValueError(f"no table {name!r}; tables are {', '.join(TABLES)}")
    return TABLES[name]


def reports_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a report; copies are marked in ``duplicate_of``, other versions in ``version_of``.

    Parameters
    ----------
    reports : iterable of Report

    Examples
    --------
    >>> import textkit as tk
    >>> report = tk.read_text("青澜县水利局2023年政府信息公开工作年度报告\\n全年公开信息18条。", report_id="a.txt")
    >>> frame = reports_frame([report])
    >>> frame.loc[0, "report_id"], int(frame.loc[0, "n_quantities"])
    ('a.txt', 1)
    """
    names = [column.name for column in TABLES["reports"]]
    rows = []
    with FirstReports() as firsts:
        for report in reports:
            row = dict(zip(names, _report_row(report), strict=True))
            row["duplicate_of"], row["version_of"] = firsts.of(row)
            rows.append(tuple(row.values()))
    return make_frame("reports", rows)


def paragraphs_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a paragraph, of every kind.

    Examples
    --------
    >>> import textkit as tk
    >>> paragraphs_frame([tk.read_text("全年公开信息18条。")])["text"].tolist()
    ['全年公开信息18条。']
    """
    return _frame_of("paragraphs", reports)


def sections_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a section, with the text of its body.

    Examples
    --------
    >>> import textkit as tk
    >>> sections_frame([tk.read_text("一、总体情况\\n2023年，我局公开信息18条。\\n")])["section"].tolist()
    ['overview']
    """
    return _frame_of("sections", reports)


def sentences_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a sentence of the prose, with the section it stands in.

    Examples
    --------
    >>> import textkit as tk
    >>> sentences_frame([tk.read_text("我局公开信息18条。未收到申请。")])["text"].tolist()
    ['我局公开信息18条。', '未收到申请。']
    """
    return _frame_of("sentences", reports)


def quantities_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a number with its unit, with the sentence and the section it stands in.

    Examples
    --------
    >>> import textkit as tk
    >>> frame = quantities_frame([tk.read_text("全年接待群众3.2万人次。")])
    >>> frame.loc[0, "text"], float(frame.loc[0, "value"]), frame.loc[0, "unit"]
    ('3.2万人次', 32000.0, '人次')
    """
    return _frame_of("quantities", reports)


def cells_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a cell of the statutory tables.

    Examples
    --------
    >>> import textkit as tk
    >>> text = "| 信息内容 | 本年处理决定数量 |\\n|---|---|\\n| 行政处罚 | 12 |\\n| 行政强制 | / |"
    >>> cells_frame([tk.read_text(text)])[["cell_id", "value", "state"]].values.tolist()
    [['t2_art20_6.penalty.decisions', 12.0, 'number'], ['t2_art20_6.coercion.decisions', nan, 'not_applicable']]
    """
    return _frame_of("cells", reports)


def wide_cells_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a report, one column a cell of the statutory tables, in the order of the form.

    Values are float64 as printed; missing where the cell is blank, not applicable, not decided or
    not there. Of a table that a report prints twice the first counts.

    Examples
    --------
    >>> import textkit as tk
    >>> text = "| 信息内容 | 本年处理决定数量 |\\n|---|---|\\n| 行政处罚 | 12 |\\n| 行政强制 | / |"
    >>> wide = wide_cells_frame([tk.read_text(text, report_id="a")])
    >>> float(wide.loc["a", "t2_art20_6.penalty.decisions"])
    12.0
    """
    reports = list(reports)
    return widen_cells(cells_frame(reports), [report.report_id for report in reports])


def widen_cells(cells: pd.DataFrame, report_ids: Sequence[str]) -> pd.DataFrame:
    """The table ``cells`` with a row for each of ``report_ids`` and a column a cell of the form."""
    first = cells.drop_duplicates(["report_id", "cell_id"])
    wide = first.pivot(index="report_id", columns="cell_id", values="value")
    present = set(wide.columns)
    ordered = [
        name
        for table in form_tables()
        for row in table.rows
        for column in table.columns
        if (name := f"{table.id}.{row.id}.{column.id}") in present
    ]
    index = pd.Index(list(report_ids), name="report_id")
    return Frame(wide.reindex(index=index, columns=ordered).rename_axis(columns=None))


def warnings_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a warning.

    Examples
    --------
    >>> import textkit as tk
    >>> "no_year" in set(warnings_frame([tk.read_text("我局公开信息18条。")])["code"])
    True
    """
    return _frame_of("warnings", reports)


def evidence_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a fact of ``reports``: the words it was read from and where they stand.

    Examples
    --------
    >>> import textkit as tk
    >>> frame = evidence_frame([tk.read_text("青澜县水利局2023年政府信息公开工作年度报告\\n")])
    >>> "year" in set(frame["field"])
    True
    """
    return _frame_of("evidence", reports)


def table_rows(name: str, report: Report) -> Iterator[Row]:
    """Rows of one report for a table, in the order of its columns."""
    table_columns(name)
    return iter(_ROWS[name](report)) if name in _ROWS else iter(())


def make_frame(name: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Rows as a DataFrame with the columns and types of a table."""
    columns = table_columns(name)
    cells: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * len(columns)
    return Frame(
        {column.name: _series(values, column) for column, values in zip(columns, cells, strict=True)}
    )


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the types of a table; columns may be left out or stand in another order."""
    dtypes = {
        column.name: _dtype(column.dtype) for column in table_columns(name) if column.name in frame.columns
    }
    return Frame(frame.astype(dtypes))


class Frame(pd.DataFrame):
    """A DataFrame that goes to Stata as it is.

    Three things stand in the way of pandas' own ``to_stata``: its default file version can't hold
    Chinese, it refuses text columns in which every cell is missing, and ``end`` is a word of Stata's.
    """

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    def to_stata(self, path: Any, *, version: Any = 118, **options: Any) -> None:
        """Write a .dta file as pandas does, with version 118 where none is given and ``end`` named ``_end``.

        Names that Stata can't hold (``t3_applications.granted.total``) are shortened and numbered;
        the full name is the variable's label.
        """
        short = _stata_names(self.columns)
        plain = pd.DataFrame(self).rename(columns=short)
        if short.keys() - {"end"}:
            labels = {new: str(old)[:MAX_STATA_LABEL] for old, new in short.items() if old != "end"}
            options["variable_labels"] = {**labels, **(options.get("variable_labels") or {})}
        # Stata has no missing text but the empty one.
        texts = {str(name): plain[name].fillna("") for name in plain if _is_text(plain[name])}
        plain.assign(**texts).to_stata(path, version=version, **options)


# Stata's limits for the name and the label of a variable.
MAX_STATA_NAME = 32
MAX_STATA_LABEL = 80
_NOT_IN_NAME = re.compile(r"\W")
_STATA_NAME = re.compile(rf"[^\W\d]\w{{0,{MAX_STATA_NAME - 1}}}")


def _stata_names(columns: Iterable[Any]) -> dict[Any, str]:
    """New names for the columns whose names Stata refuses."""
    names = {
        name: f"{_NOT_IN_NAME.sub('_', str(name))[: MAX_STATA_NAME - 6]}_{number}"
        for number, name in enumerate(columns, 1)
        if not _STATA_NAME.fullmatch(str(name))
    }
    return {"end": "_end", **names}


def _is_text(series: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(series.dtype))


def _frame_of(name: str, reports: Iterable[Report]) -> pd.DataFrame:
    return make_frame(name, [row for report in reports for row in _ROWS[name](report)])


# "str" is pandas 3's text type; before, astype("str") would turn a missing value into "None".
TEXT_DTYPE = "str" if int(pd.__version__.partition(".")[0]) >= 3 else "string"


def _dtype(dtype: Dtype) -> str:
    return TEXT_DTYPE if dtype == "str" else dtype


def _series(values: Sequence[Any], column: Column) -> pd.Series:
    if column.dtype == "str":
        return pd.Series([None if value is None else whole(value) for value in values], dtype=TEXT_DTYPE)
    if column.dtype == "datetime64[s]":
        return pd.Series(list(values), dtype="object").astype("datetime64[s]")
    return pd.Series(list(values), dtype=_dtype(column.dtype))


# Fewer sentences are a formula that many reports share.
MIN_SENTENCES = 5


def text_hash(report: Report) -> str | None:
    """What the reports of one text have in common, whatever file they came in; None for a short text."""
    if len(report.sentences) < MIN_SENTENCES:
        return None
    prose = "".join(sentence.clean for sentence in report.sentences)
    cells = "\n".join(f"{cell.id} {cell.raw}" for table in report.tables for cell in table.cells)
    plain = "".join(fold(f"{prose}\n{cells}").split())
    return hashlib.sha1(whole(plain).encode("utf-8"), usedforsecurity=False).hexdigest()


def _report_row(report: Report) -> Row:
    first, last = report.period or (None, None)
    return (
        report.report_id,
        PurePosixPath(report.report_id).name or None,
        report.content_hash or None,
        text_hash(report),
        None,
        None,
        report.format,
        report.encoding,
        report.is_report,
        report.title,
        report.agency,
        report.agency_id,
        report.agency_type,
        report.level,
        report.province,
        report.city,
        report.county,
        report.region,
        report.region_code,
        report.year,
        first,
        last,
        report.published,
        report.layout,
        len(report.text),
        len(report.sentences),
        len(report.sections),
        len(report.quantities),
        len(report.warnings),
    )


def _paragraph_rows(report: Report) -> Iterator[Row]:
    for number, part in enumerate(report.paragraphs):
        yield report.report_id, number, part.start, part.end, part.text, part.kind, part.section


def _section_rows(report: Report) -> Iterator[Row]:
    for part in report.sections:
        body = report.text[part.start : part.end]
        yield (
            report.report_id,
            part.id,
            part.title,
            part.title_start,
            part.title_end,
            part.start,
            part.end,
            body,
        )


def _sentence_rows(report: Report) -> Iterator[Row]:
    for number, part in enumerate(report.sentences):
        place = (part.section, part.section_by, part.section_score, part.heading_section)
        clean = part.clean
        yield report.report_id, number, part.start, part.end, part.text, clean, _number_of(clean), *place


def _number_of(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    # Stata, R and spreadsheets hold no larger whole numbers without loss.
    return int.from_bytes(digest, "little") >> 12


def _quantity_rows(report: Report) -> Iterator[Row]:
    places = place_quantities(report)
    for number, (part, place) in enumerate(zip(report.quantities, places, strict=True)):
        change, reading = part.comparison, reading_of(part)
        yield (
            report.report_id,
            number,
            part.start,
            part.end,
            part.text,
            _float(part.value),
            part.unit,
            part.bound,
            part.kind,
            _float(part.low),
            _float(part.high),
            part.stated,
            part.indicator,
            part.object,
            part.channel,
            part.scope,
            part.period,
            change.direction if change else None,
            change.base if change else None,
            *(part.whole or (None, None)),
            *(part.about or (None, None)),
            part.each,
            reading.name if reading else None,
            " + ".join(reading.cells) if reading else None,
            _float(reading.value if reading else None),
            reading.agrees if reading else None,
            *place,
        )


# Stata keeps the doubles above 8.98e307 for its missing values.
MAX_NUMBER = 8e307


def _float(value: Decimal | None) -> float | None:
    """The value as float64, None beyond what a column holds."""
    number = math.nan if value is None else float(value)
    return number if abs(number) <= MAX_NUMBER else None


def _cell_rows(report: Report) -> Iterator[Row]:
    for number, table in enumerate(report.tables):
        for part in table.cells:
            yield (
                report.report_id,
                part.id,
                table.id,
                number,
                table.layout,
                part.row,
                part.column,
                _float(part.value),
                part.raw or None,
                part.state,
                part.unit,
                part.start,
                part.end,
            )


def _panel_rows(report: Report) -> Iterator[Row]:
    for part in choose_values(report):
        yield (
            report.report_id,
            part.indicator,
            _float(part.value),
            part.unit,
            part.bound,
            part.source,
            part.reading,
            part.evidence,
            part.start,
            part.end,
            part.n_candidates,
            part.n_values,
            part.agrees,
        )


def _warning_rows(report: Report) -> Iterator[Row]:
    for part in report.warnings:
        yield report.report_id, part.code, part.message, part.start, part.end


def _evidence_rows(report: Report) -> Iterator[Row]:
    for field, part in report.evidence.items():
        yield report.report_id, field, part.text, part.start, part.end, part.source


_ROWS: Mapping[str, Callable[[Report], Iterable[Row]]] = {
    "reports": lambda report: [_report_row(report)],
    "paragraphs": _paragraph_rows,
    "sections": _section_rows,
    "sentences": _sentence_rows,
    "quantities": _quantity_rows,
    "cells": _cell_rows,
    "panel_values": _panel_rows,
    "warnings": _warning_rows,
    "evidence": _evidence_rows,
}
