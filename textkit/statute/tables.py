"""Labels of the statutory tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from textkit._resources import data_toml

__all__ = ["TableLabels", "table_labels"]


@dataclass(frozen=True, slots=True)
class TableLabels:
    """Labels of one layout (``both`` for those of 2019 and 2021): blanks and ordinals left out."""

    layout: str
    anchor: tuple[str, ...]
    plain: tuple[str, ...]


@cache
def table_labels() -> tuple[TableLabels, ...]:
    """Labels of all layouts.

    Examples
    --------
    >>> [labels.layout for labels in table_labels()]
    ['gb2021', 'gb2019', 'both', 'stat2014']
    """
    return tuple(
        TableLabels(layout, tuple(entry["anchor"]), tuple(entry["plain"]))
        for layout, entry in data_toml("table_labels.toml").items()
    )
