"""Columns of a user's table → typed Arrow columns: numbers, text, true or false, days, times."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa

from textkit._cells import is_blank
from textkit._folding import whole
from textkit.frames import MAX_NUMBER, Dtype

__all__ = ["ColumnError", "column_of_cells", "column_of_series"]

MICROSECONDS = pa.timestamp("us")


class ColumnError(ValueError):
    """A column can't be kept; ``row`` is the first row that stands in the way, None for all of them."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


# ---------------------------------------------------------------------------------------- from a DataFrame


def column_of_series(series: pd.Series) -> tuple[Dtype, pa.Array]:
    """Type and values of a column of a DataFrame; blank cells are missing.

    Raises
    ------
    ColumnError
        For mixed kinds, for kinds that a cell doesn't hold, and for numbers without end.
    """
    values = [None if is_blank(value) else value for value in series.astype(object).tolist()]
    kinds = {kind for _, kind in _kinds(values)}
    if len(kinds) > 1 and kinds != {"Int64", "float64"}:
        row, odd = next((row, kind) for row, kind in _kinds(values) if kind != _first(values))
        raise ColumnError(f"holds {_NAMES[_first(values)]} and {_NAMES[odd]}; make it one kind", row)
    dtype: Dtype = "float64" if len(kinds) > 1 else next(iter(kinds), _empty(series))
    return dtype, _array(values, dtype)


def _first(values: Sequence[Any]) -> Dtype:
    return next(kind for _, kind in _kinds(values))


_NAMES: dict[Dtype, str] = {
    "boolean": "true or false",
    "Int64": "numbers",
    "float64": "numbers",
    "str": "text",
    "datetime64[s]": "days",
    "datetime64[us]": "times",
}


def _kinds(values: Sequence[Any]) -> Iterator[tuple[int, Dtype]]:
    any_time = any(isinstance(value, datetime) and not _is_midnight(value) for value in values)
    for row, value in enumerate(values):
        if value is not None:
            yield row, _kind(value, row, any_time)


def _kind(value: Any, row: int, any_time: bool) -> Dtype:
    if isinstance(value, str):
        return "str"
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return "boolean"
    if isinstance(value, date):
        return "datetime64[us]" if any_time else "datetime64[s]"
    if hasattr(value, "__index__"):
        return "Int64"
    if isinstance(value, float | Decimal):
        return "float64"
    raise ColumnError(f"holds {type(value).__name__}; legal are numbers, text, true or false, dates", row)


def _is_midnight(value: datetime) -> bool:
    return (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)


def _empty(series: pd.Series) -> Dtype:
    """Type of a column without a value, from the DataFrame's own."""
    tests: tuple[tuple[Callable[[Any], bool], Dtype], ...] = (
        (pd.api.types.is_bool_dtype, "boolean"),
        (pd.api.types.is_integer_dtype, "Int64"),
        (pd.api.types.is_float_dtype, "float64"),
        (pd.api.types.is_datetime64_any_dtype, "datetime64[s]"),
    )
    return next((dtype for test, dtype in tests if test(series.dtype)), "str")


def _array(values: Sequence[Any], dtype: Dtype) -> pa.Array:
    make, kind = _MAKERS[dtype]
    made = [None if value is None else make(value) for value in values]
    if dtype in ("Int64", "float64"):
        limit = 2**63 - 1 if dtype == "Int64" else MAX_NUMBER
        for row, number in enumerate(made):
            if number is not None and not abs(number) <= limit:
                raise ColumnError(f"holds {values[row]}, beyond what a column of numbers holds", row)
    return pa.array(made, type=kind)


def _time(value: date) -> datetime:
    """The time as a clock on the wall shows it: a zone is left out."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    day = (value.year, value.month, value.day)
    return datetime(*day, value.hour, value.minute, value.second, value.microsecond)


def _day(value: date) -> date:
    return date(value.year, value.month, value.day)


_MAKERS: dict[Dtype, tuple[Callable[[Any], Any], pa.DataType]] = {
    "boolean": (bool, pa.bool_()),
    "Int64": (int, pa.int64()),
    "float64": (float, pa.float64()),
    "str": (whole, pa.string()),
    "datetime64[s]": (_day, pa.date32()),
    "datetime64[us]": (_time, MICROSECONDS),
}


# ------------------------------------------------------------------------------------------- from a file

# A number with a leading zero, or of more digits than a float holds, is a code and stays text.
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?")
_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
_MOMENT = re.compile(rf"{_DAY.pattern}(?:[T ](\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:\.(\d{{1,6}})\d*)?)?)?")


def column_of_cells(cells: Sequence[str]) -> tuple[Dtype, pa.Array]:
    """Type and values of a column of a CSV file: what all of its cells can be read as, else text.

    Examples
    --------
    >>> dtype, values = column_of_cells(["3", "", "18"])
    >>> dtype, values.to_pylist()
    ('Int64', [3, None, 18])
    >>> column_of_cells(["007", "320831"])[0]
    'str'
    """
    distinct = {cell.strip() for cell in cells} - {""}
    for dtype, read in _READERS if distinct else ():
        found: dict[str, Any] = {cell: read(cell) for cell in distinct}
        if all(value is not None for value in found.values()):
            return dtype, pa.array([found.get(cell.strip()) for cell in cells], type=_MAKERS[dtype][1])
    return "str", pa.array([whole(cell) if cell.strip() else None for cell in cells], type=pa.string())


def _read_bool(cell: str) -> bool | None:
    return {"true": True, "false": False}.get(cell.lower())


def _read_integer(cell: str) -> int | None:
    return int(cell) if _INTEGER.fullmatch(cell) else None


def _read_number(cell: str) -> float | None:
    number = float(cell) if _NUMBER.fullmatch(cell) else math.nan
    return number if abs(number) <= MAX_NUMBER else None


def _read_day(cell: str) -> date | None:
    written = _DAY.fullmatch(cell)
    moment = _moment(written[1], written[3], written[4]) if written else None
    return moment.date() if moment else None


def _read_moment(cell: str) -> datetime | None:
    written = _MOMENT.fullmatch(cell)
    if not written:
        return None
    year, _, month, day, hour, minute, second, fraction = written.groups("0")
    return _moment(year, month, day, hour, minute, second, fraction.ljust(6, "0"))


def _moment(*parts: str) -> datetime | None:
    try:
        return datetime(*map(int, parts))  # type: ignore[arg-type]
    except ValueError:
        return None


_READERS: tuple[tuple[Dtype, Callable[[str], Any]], ...] = (
    ("boolean", _read_bool),
    ("Int64", _read_integer),
    ("float64", _read_number),
    ("datetime64[s]", _read_day),
    ("datetime64[us]", _read_moment),
)
