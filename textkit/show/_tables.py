"""The statutory tables of a report as HTML, in the rows and columns of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from textkit.report import OPEN_STATES
from textkit.statute import FormTable, form_table, form_tables

__all__ = ["tables_html"]

_TITLES = {"s2014_statistics": "统计表（2014 年格式） annex of 2014"}
_STATES = {
    "blank": "空白 blank",
    "not_applicable": "不适用 not applicable",
    "unreadable": "不是数字 no number",
    "undecided": "未能判定 undecided",
}


def tables_html(cells: Sequence[Mapping[str, Any]]) -> str:
    """Tables from the rows of the table ``cells`` of one report; empty where there are none.

    Examples
    --------
    >>> cell = {"table": "t2_art20_6", "table_number": 0, "layout": "gb2021", "row": "penalty", "column": "decisions",
    ...         "raw": "12", "value": 12.0, "state": "number", "start": 5, "end": 7}
    >>> "<td class='num' title='12 · 5–7'>12</td>" in tables_html([cell])
    True
    """
    found = [
        _table(form_table(id), list(group))
        for (_, id), group in groupby(cells, key=lambda cell: (cell["table_number"], cell["table"]))
        if any(form.id == id for form in form_tables())
    ]
    if not found:
        return ""
    open_cells = sum(cell["state"] in OPEN_STATES for cell in cells)
    note = f" · <span class='warn'>{open_cells} 格未能判定 undecided</span>" if open_cells else ""
    summary = f"法定表格 statutory tables: {len(found)} 张表 tables, {len(cells)} 格 cells{note}"
    return f"<details><summary>{summary}</summary>{''.join(found)}</details>"


def _table(form: FormTable, cells: list[Mapping[str, Any]]) -> str:
    by_place = {(cell["row"], cell["column"]): cell for cell in cells}
    lines = list(_lines(form, by_place))
    head = "".join(f"<th>{escape(name)}</th>" for name in lines[0][1])
    body = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(map(_cell, line.values()))}</tr>" for name, line in lines
    )
    title = escape(_TITLES.get(form.id, form.caption))
    return (
        f"<h3>{title} <span class='soft small'>{escape(form.id)} · {escape(cells[0]['layout'] or '—')}</span></h3>"
        f"<div class='scroll'><table class='form'><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


_Line = dict[str, Mapping[str, Any] | None]


def _lines(
    form: FormTable, by_place: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Iterator[tuple[str, _Line]]:
    """Lines with their names, each a cell a column name; the one row of table 4 in a line a block."""
    columns = [column for column in form.columns if any(column.id == id for _, id in by_place)]
    blocks = dict.fromkeys(column.above for column in columns)
    for row in form.rows:
        if not any(row.id == id for id, _ in by_place):
            continue
        for block in blocks:
            yield (
                block or row.names[0],
                {
                    column.names[0]: by_place.get((row.id, column.id))
                    for column in columns
                    if column.above == block
                },
            )


def _cell(cell: Mapping[str, Any] | None) -> str:
    if cell is None:
        return "<td></td>"
    raw = cell["raw"] or ""
    state = _STATES.get(cell["state"], "")
    tip = escape(" ".join(filter(None, (raw, state, f"· {cell['start']}–{cell['end']}"))), quote=True)
    shown = "?" if cell["state"] == "undecided" else escape(raw)
    kind = "" if not state else " soft" if cell["state"] in ("blank", "not_applicable") else " warn"
    return f"<td class='num{kind}' title='{tip}'>{shown}</td>"
