"""The statutory tables of all layouts: rows, columns, the labels they go by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from textkit._folding import fold
from textkit._resources import data_toml

__all__ = ["FormLabel", "FormTable", "TableLabels", "form_table", "form_tables", "label_key", "table_labels"]

_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}、|（[一二三四五六七八九十]{1,2}）|\d{1,2}[.、](?!\d)|其中：?)+"
)
_SIGNS = re.compile(r"[\s、，,。.．:：;；“”\"'‘’（）()《》〈〉【】\[\]*#|·/\-—_]+|<br/?>")
# A label of so many characters, its ordinal aside, shows a table by itself.
MIN_ANCHOR = 6


@dataclass(frozen=True, slots=True)
class FormLabel:
    """A row or column of a table: its id and what it is called.

    ``names`` holds the form's own label first, ordinals left out. ``layout`` is None for what
    stands in all layouts of the table; ``above`` is the header cell over a column, ``part`` the
    chapter of a row of the 2014 annex.
    """

    id: str
    names: tuple[str, ...]
    layout: str | None = None
    group: str | None = None
    above: str | None = None
    part: str | None = None
    unit: str | None = None
    plain: bool = False


# Looked up once a header cell: hashing all its labels each time took a fifth of reading a report. There is one
# of each id, so that it is equal to itself alone.
@dataclass(frozen=True, slots=True, eq=False)
class FormTable:
    """A table of the official form in all its layouts; ``groups`` are labels over several rows."""

    id: str
    layouts: tuple[str, ...]
    caption: str
    groups: tuple[FormLabel, ...]
    rows: tuple[FormLabel, ...]
    columns: tuple[FormLabel, ...]

    def columns_of(self, layout: str | None) -> tuple[FormLabel, ...]:
        """Columns of one layout in the order of the form."""
        return tuple(column for column in self.columns if column.layout in (None, layout))

    def row(self, id: str) -> FormLabel:
        return next(row for row in self.rows if row.id == id)

    def column(self, id: str) -> FormLabel:
        return next(column for column in self.columns if column.id == id)


@dataclass(frozen=True, slots=True)
class TableLabels:
    """Labels of one layout (``both`` for those of 2019 and 2021): blanks and ordinals left out."""

    layout: str
    anchor: tuple[str, ...]
    plain: tuple[str, ...]


def label_key(printed: str) -> str:
    """What counts of a label: no ordinal, no blanks, no signs.

    Examples
    --------
    >>> label_key("（二）部分公开 (区分处理的，只计这一情形)")
    '部分公开区分处理的只计这一情形'
    """
    squeezed = re.sub(r"[\s*#|]", "", fold(printed))
    ordinal = _ORDINAL.match(squeezed)
    return _SIGNS.sub("", squeezed[ordinal.end() :] if ordinal else squeezed)


def _bare(printed: str) -> str:
    ordinal = _ORDINAL.match(printed)
    return printed[ordinal.end() :] if ordinal else printed


def _label(entry: dict[str, Any]) -> FormLabel:
    return FormLabel(
        id=entry["id"],
        names=(_bare(entry["label"]), *entry.get("variants", ())),
        layout=entry.get("layout"),
        group=entry.get("group"),
        above=entry.get("above"),
        part=entry.get("part"),
        unit=entry.get("unit"),
        plain=entry.get("plain", False),
    )


@cache
def form_tables() -> tuple[FormTable, ...]:
    """The tables of the form in the order they stand in a report.

    Examples
    --------
    >>> [table.id for table in form_tables()][-3:]
    ['t3_applications', 't4_review_litigation', 's2014_statistics']
    >>> [column.id for column in form_tables()[0].columns_of("gb2019")]
    ['newly_made', 'newly_disclosed', 'disclosed_total']
    """
    return tuple(
        FormTable(
            id=entry["id"],
            layouts=tuple(entry["layouts"]),
            caption=entry["caption"],
            groups=tuple(map(_label, entry.get("groups", ()))),
            rows=tuple(map(_label, entry["rows"])),
            columns=tuple(map(_label, entry["columns"])),
        )
        for entry in data_toml("tables.toml")["table"]
    )


@cache
def form_table(id: str) -> FormTable:
    """One table of the form.

    Raises
    ------
    KeyError
        For an id that is none.

    Examples
    --------
    >>> form_table("t2_art20_6").rows[0].id
    'penalty'
    """
    return {table.id: table for table in form_tables()}[id]


@cache
def table_labels() -> tuple[TableLabels, ...]:
    """Labels of all layouts, those that show a table by themselves apart from the others.

    Examples
    --------
    >>> [labels.layout for labels in table_labels()]
    ['gb2021', 'gb2019', 'both', 'stat2014']
    """
    words = data_toml("tables.toml")["words"]
    anchor = {layout: list(entry["anchor"]) for layout, entry in words.items()}
    plain = {layout: list(entry["plain"]) for layout, entry in words.items()}
    for table in form_tables():
        for label in (*table.groups, *table.rows, *table.columns):
            layout = label.layout or (table.layouts[0] if len(table.layouts) == 1 else "both")
            for name in label.names:
                shows = len(name) >= MIN_ANCHOR and not label.plain
                (anchor if shows else plain)[layout].append(name)
    return tuple(
        TableLabels(layout, _distinct(anchor[layout]), _distinct(plain[layout], but=anchor[layout]))
        for layout in words
    )


def _distinct(names: list[str], *, but: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name and name not in but)
