"""What is given about reports beside their files: a table with a row a report, checked and typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa

from textkit._cells import is_blank, parse_id
from textkit._folding import whole
from textkit.corpus._fields import FIELDS, KEYS, field_of
from textkit.corpus._values import ColumnError, column_of_cells, column_of_series
from textkit.frames import TABLES, Column
from textkit.reading import ReadingError, decode

__all__ = ["Metadata", "MetadataError", "MetadataWarning", "match_rows", "metadata_of_frame", "read_metadata"]

# A row has some hundred bytes; a million reports stay far below.
MAX_METADATA = 512 * 1024 * 1024
# Faults told in one message; the rest are counted.
MAX_TOLD = 5


class MetadataError(ValueError):
    """Metadata can't be used; the message names row, column, value and what is legal."""


class MetadataWarning(UserWarning):
    """Metadata and reports don't cover each other."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """A table about reports: known fields and further columns, one Arrow array each, null where blank.

    ``by_name``: the keys may be file names, not only report_ids. ``told`` names a row by its number.
    """

    keys: tuple[str, ...]
    by_name: bool
    fields: Mapping[str, pa.Array]
    extras: tuple[tuple[Column, pa.Array], ...]
    told: Callable[[int], str]
    source: str

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it was given: its columns by their heads, and how to name a row."""

    columns: Mapping[str, Any]
    told: Callable[[int], str]
    source: str


def read_metadata(source: pd.DataFrame | str | Path, *, index_is_id: bool = False) -> Metadata:
    """Metadata from a DataFrame or a CSV file.

    Parameters
    ----------
    source : DataFrame or path
        A CSV file in utf-8, utf-16 or gb18030, with ``,`` ``;`` or tabs between the columns. The
        column report_id (报告编号) or file_name (file, 文件, 文件名) says which report a row is
        about; of a DataFrame the index may.
    index_is_id : bool
        Whether an index that only counts the rows may say it too.

    Raises
    ------
    OSError
        When the file can't be opened.
    MetadataError
        A ValueError: no CSV, no key, or a value that can't be used.

    Examples
    --------
    >>> import pandas as pd
    >>> metadata = read_metadata(pd.DataFrame({"文件": ["a.txt"], "年度": ["2023年"], "组": [2]}))
    >>> metadata.keys, list(metadata.fields), [column.name for column, _ in metadata.extras]
    (('a.txt',), ['year'], ['组'])
    """
    if isinstance(source, pd.DataFrame):
        return _with_key(_table_of_frame(source, "metadata"), source.index, index_is_id=index_is_id)
    if isinstance(source, str | Path):
        return _with_key(_table_of_file(Path(source)), None, index_is_id=False)
    raise TypeError(
        f"metadata is a DataFrame or the path of a CSV file, not {type(source).__name__};"
        " a Series becomes a DataFrame with .to_frame()"
    )


def metadata_of_frame(frame: pd.DataFrame, ids: Sequence[str]) -> Metadata:
    """Metadata that stand in a DataFrame of reports beside their text, a row for each of ``ids``."""
    table = _table_of_frame(frame, "the DataFrame")
    return _checked(table, dict(table.columns), tuple(ids), by_name=False)


# ------------------------------------------------------------------------------------------- the two forms


def _table_of_frame(frame: pd.DataFrame, source: str) -> _Table:
    if isinstance(frame.columns, pd.MultiIndex):
        raise MetadataError(f"{source} has columns on several levels; give them one name each")
    heads = [str(name) for name in frame.columns]
    if not all(map(_clean, heads)):
        raise MetadataError(f"{source} has a column without a name; name it or leave it out")
    _refuse_twice(source, heads)
    index = frame.index
    columns = {head: frame.iloc[:, at] for at, head in enumerate(heads)}
    return _Table(columns, lambda row: f"row with index {index[row]}", source)


def _table_of_file(path: Path) -> _Table:
    source = f"metadata {path.name}"
    if path.stat().st_size > MAX_METADATA:
        raise MetadataError(
            f"{source}: {path.stat().st_size:,} bytes, the limit is {MAX_METADATA:,}; split it"
        )
    text = _decoded(path.read_bytes(), source)
    records = _records(text, source)
    if not records:
        raise MetadataError(f"{source} is empty; its first row holds the names of the columns")
    (_, heads), rows = records[0], records[1:]
    numbers = [number for number, _ in rows]
    cells = list(zip_longest(*(row for _, row in rows), fillvalue=""))
    cells += [("",) * len(rows)] * (len(heads) - len(cells))
    columns = {}
    _refuse_twice(source, [head for head in heads if _clean(head)])
    for at, column in enumerate(cells):
        head = heads[at] if at < len(heads) else ""
        if _clean(head):
            columns[head] = column
        elif (odd := next((row for row, cell in enumerate(column) if cell.strip()), None)) is not None:
            raise MetadataError(
                f"{source}, row {numbers[odd]}: {column[odd]!r} stands in a column without a name;"
                " is a cell with the delimiter in it not quoted?"
            )
    return _Table(columns, lambda row: f"row {numbers[row]}", source)


_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def _decoded(data: bytes, source: str) -> str:
    if data.startswith(_SPREADSHEETS):
        raise MetadataError(f"{source} is a workbook, not CSV; save it in Excel as 'CSV UTF-8'")
    if not data.strip():
        return ""
    try:
        text, _, notices = decode(data)
    except ReadingError as error:
        raise MetadataError(f"{source} can't be read as CSV: {error}") from error
    if notices:
        raise MetadataError(f"{source}: {notices[0].message}; save it again as 'CSV UTF-8'")
    return text


def _records(text: str, source: str) -> list[tuple[int, list[str]]]:
    """Rows that aren't blank, with their numbers as a spreadsheet counts them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        numbered = list(enumerate(reader, 1))
    except csv.Error as error:
        raise MetadataError(
            f"{source}, line {reader.line_num}: {error}; is a quotation mark not closed?"
        ) from error
    return [(number, row) for number, row in numbered if any(cell.strip() for cell in row)]


def _delimiter(text: str) -> str:
    """The sign that parts the first row into most columns."""

    def n_columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(",;\t", key=n_columns)


def _refuse_twice(source: str, heads: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for head in heads:
        name = field_of(head) or _clean(head).casefold()
        if name in seen:
            raise MetadataError(f"{source} has two columns for {name}: {seen[name]!r} and {head!r}; keep one")
        seen[name] = head


def _clean(head: str) -> str:
    """A head as the name of a column: in one line, without what can't be seen."""
    return "".join(char for char in " ".join(head.split()) if char.isprintable())


# ------------------------------------------------------------------------------------------------ checking


def _with_key(table: _Table, index: pd.Index | None, *, index_is_id: bool) -> Metadata:
    """The table with its key found: the column report_id, else the file name, else the index."""
    heads = {field: head for head in table.columns if (field := field_of(head)) in KEYS}
    columns = {head: column for head, column in table.columns.items() if head not in heads.values()}
    if heads:
        field = next(field for field in KEYS if field in heads)
        values: Iterable[Any] = table.columns[heads[field]]
        return _checked(table, columns, _keys(values, table, heads[field]), by_name=field == "file_name")
    named = field_of(str(index.name)) if index is not None and index.name is not None else None
    counts_only = index is None or (isinstance(index, pd.RangeIndex) and named not in KEYS)
    if counts_only and not (index is not None and index_is_id):
        raise MetadataError(
            f"{table.source} doesn't say which report a row is about; its columns are"
            f" {', '.join(table.columns) or 'none'}. Name one report_id (报告编号) or file_name (文件名)"
        )
    return _checked(table, columns, _keys(index, table, "index"), by_name=named != "report_id")  # type: ignore[arg-type]


def _keys(values: Iterable[Any], table: _Table, head: str) -> tuple[str, ...]:
    keys, faults = _parsed(values, lambda value: whole(parse_id(value)))
    _refuse(table, [(row, head, value, legal) for row, value, legal in faults])
    return tuple(key or "" for key in keys)


_Fault = tuple[int, Any, str]


def _parsed(values: Iterable[Any], parse: Callable[[Any], Any]) -> tuple[list[Any], list[_Fault]]:
    """Values of a column, None for blanks and faults; and the faults. Each distinct value is parsed once."""
    known: dict[tuple[type, Any], Any] = {}
    parsed: list[Any] = []
    faults: list[_Fault] = []
    for row, value in enumerate(values):
        try:
            key = (type(value), value)
            if key not in known:
                known[key] = None if is_blank(value) else parse(value)
            parsed.append(known[key])
        except (ValueError, TypeError) as error:
            faults.append((row, value, str(error)))
            parsed.append(None)
    return parsed, faults


def _refuse(table: _Table, faults: Sequence[tuple[int, str, Any, str]]) -> None:
    if not faults:
        return
    told = [
        f"{table.told(row)}, column {head}: {value!r}; legal is {legal}"
        for row, head, value, legal in faults[:MAX_TOLD]
    ]
    more = f"\n… and {len(faults) - MAX_TOLD} more" if len(faults) > MAX_TOLD else ""
    n = "a value" if len(faults) == 1 else f"{len(faults)} values"
    raise MetadataError(f"{table.source}: {n} can't be used\n" + "\n".join(told) + more)


def _checked(table: _Table, columns: Mapping[str, Any], keys: tuple[str, ...], *, by_name: bool) -> Metadata:
    kinds = {column.name: column.dtype for column in TABLES["reports"]}
    fields: dict[str, pa.Array] = {}
    extras: list[tuple[Column, pa.Array]] = []
    faults: list[tuple[int, str, Any, str]] = []
    _refuse_taken(table, columns)
    for head, column in columns.items():
        field = field_of(head)
        if field is None or field not in FIELDS:
            extras.append(_extra(table, head, column))
            continue
        values, wrong = _parsed(column, FIELDS[field])
        values = [whole(value) if isinstance(value, str) else value for value in values]
        faults += [(row, head, value, legal) for row, value, legal in wrong]
        fields[field] = pa.array(values, type=_FIELD_TYPES[kinds[field]])
    faults.sort(key=lambda fault: fault[0])
    _refuse(table, faults)
    _refuse_backwards(table, fields)
    return Metadata(keys, by_name, fields, tuple(extras), table.told, table.source)


_FIELD_TYPES = {"str": pa.string(), "Int64": pa.int64(), "datetime64[s]": pa.date32()}


def _refuse_taken(table: _Table, columns: Mapping[str, Any]) -> None:
    """Refuse further columns with a name that ``reports`` has itself; DuckDB tells no case apart."""
    own = {name for column in TABLES["reports"] for name in (column.name, f"{column.name}_detected")}
    taken = [head for head in columns if field_of(head) not in FIELDS and _clean(head).casefold() in own]
    taken += [head for head in columns if field_of(head) in KEYS and head not in taken]
    if taken:
        raise MetadataError(
            f"{table.source}: the table reports has columns of its own by the name of {', '.join(taken)};"
            " rename these or leave them out (to use one as the id, name it report_id)"
        )


def _extra(table: _Table, head: str, column: Any) -> tuple[Column, pa.Array]:
    try:
        dtype, values = column_of_series(column) if isinstance(column, pd.Series) else column_of_cells(column)
    except ColumnError as error:
        where = "" if error.row is None else f"{table.told(error.row)}, "
        raise MetadataError(f"{table.source}: {where}column {head} {error}") from error
    return Column(_clean(head), dtype, f"from {table.source}"), values


def _refuse_backwards(table: _Table, fields: Mapping[str, pa.Array]) -> None:
    if not {"period_start", "period_end"} <= fields.keys():
        return
    pairs = zip(fields["period_start"].to_pylist(), fields["period_end"].to_pylist(), strict=True)
    for row, (first, last) in enumerate(pairs):
        if first and last and last < first:
            raise MetadataError(
                f"{table.source}: {table.told(row)}, period_end {last} lies before period_start {first}"
            )


# ------------------------------------------------------------------------------------------------ matching


def match_rows(metadata: Metadata, report_ids: Iterable[str]) -> dict[str, int]:
    """The row of each report that has one.

    Raises
    ------
    MetadataError
        When a file name stands for two reports, or two rows for one report.
    """
    ids = dict.fromkeys(report_ids)
    by_name: dict[str, list[str]] = {}
    if metadata.by_name:
        for report_id in ids:
            by_name.setdefault(PurePosixPath(report_id).name, []).append(report_id)
    rows: dict[str, int] = {}
    for row, key in enumerate(metadata.keys):
        found = _report_of(key, ids, by_name, metadata, row)
        if found is None:
            continue
        if found in rows:
            raise MetadataError(
                f"{metadata.source}: {metadata.told(rows[found])} and {metadata.told(row)} are both about"
                f" {found}; keep one"
            )
        rows[found] = row
    return rows


def _report_of(
    key: str, ids: Mapping[str, None], by_name: Mapping[str, list[str]], metadata: Metadata, row: int
) -> str | None:
    path = key.replace("\\", "/").removeprefix("./")
    whole_id: str | None = next((given for given in (key, path) if given in ids), None)
    if whole_id is not None or not key:
        return whole_id
    named = by_name.get(PurePosixPath(path).name, [])
    if len(named) > 1:
        raise MetadataError(
            f"{metadata.source}: {metadata.told(row)}, the file name {key} stands for {named[0]} and"
            f" {named[1]}; give report_id instead"
        )
    return named[0] if named else None
