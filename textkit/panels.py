"""Agencies × years × indicators: one row a report, and what each of its values rests on.

How a value is chosen: ``textkit.choosing.choose_values`` and docs/panel.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

import pandas as pd

from textkit.choosing import panel_indicators
from textkit.frames import Frame, make_frame, reports_frame, table_rows
from textkit.report import Report
from textkit.statute.indicators import indicators as all_indicators

__all__ = ["PANEL_COLUMNS", "check_indicators", "panel", "panel_values", "widen_values"]

# Columns of ``reports`` that tell rows of the panel apart.
PANEL_COLUMNS = (
    "report_id",
    "agency",
    "agency_id",
    "agency_type",
    "level",
    "province",
    "city",
    "county",
    "region_code",
    "year",
    "is_report",
    "duplicate_of",
    "version_of",
)


def panel(
    reports: Iterable[Report], indicators: str | Iterable[str] | None = None, *, copies: bool = True
) -> pd.DataFrame:
    """One row a report, one column an indicator.

    Of all that a report says of an indicator one number is taken, never a sum of several, so that each
    value can be looked up in the text: ``panel_values`` tells where it stands. Left out are parts of a
    number of the same indicator, changes, plans, and numbers of the previous year or since the start.
    Then comes first what stands where the indicator is at home, what agrees with the tables, what is
    said of the report's own organ or area. Where the prose says nothing, the table counts. A
    statement of zero (未收到申请) is 0, a blank cell is unknown.

    Parameters
    ----------
    reports : iterable of Report
        Where their ids don't tell them apart, they are numbered from 0.
    indicators : list of str, optional
        Ids of indicators, in the order of the columns; default: all that have one value a report.
    copies : bool
        Whether copies, other versions of a report and texts of another genre have rows too; without
        them an agency and a year, where they are known, have one row.

    Returns
    -------
    DataFrame
        Columns report_id, agency, year and what else tells reports apart (``PANEL_COLUMNS``), then one
        of float64 for each indicator, NaN where unknown.

    Raises
    ------
    ValueError
        For an indicator that is none, or that has no single value (by_type, by_unit, channel, yoy, share).

    Examples
    --------
    >>> import textkit as tk
    >>> text = "青澜县水利局2023年政府信息公开工作年度报告\\n一、总体情况\\n收到申请12件，其中上年结转2件。"
    >>> from textkit.panels import panel
    >>> panel([tk.read_text(text)], ["app.received", "review.total"]).iloc[0, -2:].tolist()
    [12.0, nan]
    """
    wanted = check_indicators(indicators)
    named = _named(reports)
    values = make_frame("panel_values", [row for one in named for row in table_rows("panel_values", one)])
    return widen_values(reports_frame(named), values, wanted, copies=copies)


def _named(reports: Iterable[Report]) -> list[Report]:
    """The reports as they are where their ids tell them apart, else numbered from 0."""
    reports = list(reports)
    ids = {report.report_id for report in reports}
    if len(ids) == len(reports) and "" not in ids:
        return reports
    return [replace(report, report_id=str(number)) for number, report in enumerate(reports)]


def panel_values(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a report and indicator: the value of the panel and what it rests on.

    Returns
    -------
    DataFrame
        The columns of ``TABLES["panel_values"]``. ``source`` is text (``evidence`` is the sentence,
        ``start`` and ``end`` are the number in it) or table (``evidence`` is the ids of the cells).
        ``n_candidates`` and ``n_values`` tell whether there was a choice, ``agrees`` whether the
        tables say the same.

    Examples
    --------
    >>> import textkit as tk
    >>> from textkit.panels import panel_values
    >>> frame = panel_values([tk.read_text("全年收到政府信息公开申请12件。")])
    >>> frame[["indicator", "value", "source", "evidence"]].values.tolist()
    [['app.received', 12.0, 'text', '全年收到政府信息公开申请12件。']]
    """
    return make_frame(
        "panel_values", [row for report in _named(reports) for row in table_rows("panel_values", report)]
    )


def check_indicators(wanted: str | Iterable[str] | None) -> list[str]:
    """Ids of indicators as columns of the panel, each once; all where None.

    Examples
    --------
    >>> check_indicators("app.recieved")
    Traceback (most recent call last):
    ...
    ValueError: no indicator 'app.recieved'; did you mean app.received, ...
    """
    legal = [one.id for one in panel_indicators()]
    if wanted is None:
        return legal
    ids = list(dict.fromkeys([wanted] if isinstance(wanted, str) else wanted))
    for id in ids:
        if id in legal:
            continue
        if id in {one.id for one in all_indicators()}:
            raise ValueError(
                f"{id!r} has no single value in a report, so it is no column of a panel;"
                " its numbers are in the table quantities"
            )
        close = get_close_matches(str(id), legal)
        hint = f"did you mean {', '.join(close)}?" if close else f"indicators are {', '.join(legal)}"
        raise ValueError(f"no indicator {id!r}; {hint}")
    return ids


def widen_values(
    reports: pd.DataFrame, values: pd.DataFrame, wanted: Sequence[str], *, copies: bool
) -> pd.DataFrame:
    """The panel from the tables ``reports`` and ``panel_values``."""
    wide = (
        values.pivot(index="report_id", columns="indicator", values="value")
        .reindex(index=reports["report_id"], columns=list(wanted))
        .astype("float64")
    )
    wide.index, wide.columns = reports.index, pd.Index(list(wanted))
    found = pd.concat([reports[list(PANEL_COLUMNS)], wide], axis=1)
    if not copies:
        is_first = reports["duplicate_of"].isna() & reports["version_of"].isna() & reports["is_report"]
        found = found[is_first].reset_index(drop=True)
    return Frame(found)
