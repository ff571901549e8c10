"""Cells of tables that people keep: blanks, names, years."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

__all__ = ["FIRST_YEAR", "LAST_YEAR", "is_blank", "parse_id", "parse_year", "whole_number"]

FIRST_YEAR, LAST_YEAR = 1990, 2100


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def parse_id(value: Any) -> str:
    """A name or a number as the text that identifies something: ``320831.0`` is ``"320831"``."""
    if isinstance(value, str):
        return value.strip()
    number = whole_number(value)
    if number is None:
        raise ValueError("text or a whole number")
    return str(number)


def whole_number(value: Any) -> int | None:
    """A number without fraction as int, None for anything else."""
    if isinstance(value, bool) or (not hasattr(value, "__index__") and not isinstance(value, float)):
        return None
    return int(value) if value == value and abs(value) != float("inf") and value == int(value) else None


_YEAR = re.compile(r"(\d{4})(?:\.0+)?年?度?")


def parse_year(value: Any) -> int:
    """A year from a number or from text such as 2023年; ValueError for anything else."""
    written = (
        _YEAR.fullmatch(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None
    )
    year = int(written[1]) if written else whole_number(value)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"a whole number from {FIRST_YEAR} to {LAST_YEAR}")
    return year
