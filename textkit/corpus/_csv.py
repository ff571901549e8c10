"""Tables as CSV for people: opens in Excel with Chinese as it is, and no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

__all__ = ["MAX_CELL", "cell_for_people", "write_csv"]

# What one cell of Excel holds, in UTF-16 units.
MAX_CELL = 32_767
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def cell_for_people(text: str) -> str:
    """A text cell that Excel takes as text and in full; a longer one is cut and ends in ``…``.

    Examples
    --------
    >>> cell_for_people("=1+1"), cell_for_people("全年公开18条")
    ("'=1+1", '全年公开18条')
    """
    if text.startswith(_FORMULA_SIGNS):
        text = "'" + text
    if 2 * len(text) <= MAX_CELL or _units(text) <= MAX_CELL:
        return text
    cut = text.encode("utf-16-le")[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore")
    return cut + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def write_csv(frames: Iterable[pd.DataFrame], path: Path) -> None:
    """Write frames of one table under each other, in utf-8 with a byte-order mark, whole or not at all; heads are cells too."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8-sig", newline="") as file:
        for number, frame in enumerate(frames):
            safe = frame.copy()
            for name in safe:
                if pd.api.types.is_string_dtype(safe[name].dtype):
                    safe[name] = safe[name].map(cell_for_people, na_action="ignore")
            safe.columns = [cell_for_people(str(name)) for name in safe.columns]
            safe.to_csv(file, index=False, header=number == 0, lineterminator="\r\n")
    fresh.replace(path)
