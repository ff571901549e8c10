"""Statements that come back: over agencies, and year after year at one."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textkit._cells import is_blank, parse_id, parse_year
from textkit._folding import whole
from textkit.recurrence._alignment import edit_similarities
from textkit.recurrence._clusters import cluster_texts
from textkit.recurrence._join import THRESHOLD, Method, Progress
from textkit.recurrence._masking import mask_all, plain
from textkit.statute.places import match_prefix

__all__ = ["Recurring", "find_recurring", "most_frequent", "streaks_of"]

_MEMBERS = ["cluster_id", "similarity", "similarity_unmasked"]


@dataclass(frozen=True, slots=True, eq=False)
class Recurring:
    """Statements that come back.

    clusters : DataFrame
        cluster_id, text (the statement that stands for the others), n_reports, n_agencies, n_provinces (int64), first_year, last_year (Int64),
        most_years (in which one agency has it), longest_streak (most years running at one agency; int64), score (0 to 1); the highest score first, of equals what more reports have.
    members : DataFrame
        Index of the input's rows, which should name each once (``members.join(df)``); cluster_id (int64), similarity (masked) and similarity_unmasked to the statement that stands for the
        cluster (float64, 0 to 1).
    """

    clusters: pd.DataFrame
    members: pd.DataFrame

    def __repr__(self) -> str:
        return f"Recurring({len(self.clusters):,} clusters, {len(self.members):,} members)"


def find_recurring(
    df: pd.DataFrame,
    *,
    text: str = "text",
    agency: str = "agency",
    year: str = "year",
    report: str = "report_id",
    province: str = "province",
    threshold: float = THRESHOLD,
    method: Method = "minhash",
    progress: Progress | None = None,
    executor: Executor | None = None,
    shared_folder: str | Path | None = None,
) -> Recurring:
    """Gather statements that come back in other reports, with their numbers, years and names changed or in other words.

    Parameters
    ----------
    df : DataFrame, one row a statement
    text, agency, year, report, province : names of its columns; cells may be missing, and so may columns with these usual names, but for text. What has no report is of
        one with its agency and year, or, where one of these is missing, of a report of its own. Years (from 1990 to 2100) are numbers, dates, or text (2023, 2023年).
        Where no province is given it is that of the agency's name.
    threshold : float
        Jaccard similarity of masked character trigrams from which two statements are the same.
    method : "minhash" or "exact", as for the join
    progress : callable, optional
        Called with the number of passes of the join that are done and the number of all.
    executor : concurrent.futures.Executor, optional
        Runs the passes of the join; default: in this process. What comes out is the same.
    shared_folder : path, optional
        With an executor: a folder that its workers reach, for the statements.

    Returns
    -------
    Recurring
        What stands in one report only is in no cluster. The score is ``1 - 1 / (longest_streak * (1 + log2(n_agencies)))``: 0 for
        what one agency says without two years running, 0.5 for two years running at one agency or one year at two, towards 1 with more of either.

    Raises
    ------
    KeyError
        When a column that is named isn't there, or the text column.
    TypeError
        When it is no DataFrame.

    Warns
    -----
    UserWarning
        When cells of the year can't be read; they count as missing.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"text": ["公开内容不够全面。", "公开的内容还不够全面。", "培训偏少。"], "agency": "青澜县水务局", "year": [2023, 2024, 2024]}
    ... )
    >>> find_recurring(rows).clusters[["n_agencies", "longest_streak", "score"]].values.tolist()
    [[1.0, 2.0, 0.5]]
    """
    if not isinstance(df, pd.DataFrame):
        raise TypeError(
            f"a DataFrame is asked for, not {type(df).__name__}; of a Series make one: series.to_frame('text')"
        )
    for name, usual in (
        (text, None),
        (agency, "agency"),
        (year, "year"),
        (report, "report_id"),
        (province, "province"),
    ):
        if name not in df.columns and name != usual:
            raise KeyError(f"no column {name!r}; there are {', '.join(map(str, df.columns))}")
        if isinstance(df.get(name), pd.DataFrame):
            raise ValueError(f"the column {name!r} stands twice; keep one")
    # As plain objects: halves of characters are in no other type.
    rows = pd.DataFrame(
        {
            name: pd.Series(column, dtype=object)
            for name, column in (
                ("text", ["" if one is None else one for one in _column(df, text)]),
                *(
                    (name, _column(df, head))
                    for name, head in (("agency", agency), ("report", report), ("province", province))
                ),
            )
        }
    )
    rows["year"] = _years(df[year].astype(object) if year in df.columns else [None] * len(df), year)
    rows["report"] = _reports(rows)
    rows["masked"] = mask_all(rows["text"].tolist(), rows["agency"].fillna("").astype(str).tolist())
    clustered = cluster_texts(
        rows["masked"].tolist(),
        threshold=threshold,
        method=method,
        progress=progress,
        executor=executor,
        shared_folder=shared_folder,
    )
    rows["star"], rows["is_star"] = clustered.star, clustered.star == clustered.text
    # A text of nothing is like nothing.
    found = rows[rows["masked"] != ""]
    wide = found.groupby("star")["report"].nunique()
    found = found[found["star"].isin(wide.index[wide > 1])]
    clusters = _clusters(found)
    number = pd.Series(clusters["cluster_id"].to_numpy(), index=clusters["star"])
    members = _members(found, clusters.set_index("star")["text"]).assign(cluster_id=found["star"].map(number))
    members.index = df.index[found.index]
    return Recurring(clusters.drop(columns="star"), members[_MEMBERS])


def _column(df: pd.DataFrame, name: str) -> np.ndarray:
    if name not in df.columns:
        return np.full(len(df), None, dtype=object)
    return np.array([_name(cell) for cell in df[name].astype(object)], dtype=object)


def _name(cell: Any) -> str | None:
    """A cell as a name, so that 7, 7.0 and "7 " are one; None for a blank one."""
    if is_blank(cell):
        return None
    try:
        return whole(parse_id(cell))
    except ValueError:
        return whole(str(cell))


def _years(cells: Iterable[Any], name: str) -> np.ndarray:
    """Years as float64, missing where there is none; says what can't be read."""
    given = [None if is_blank(cell) else cell for cell in cells]
    known = {cell: _year(cell) for cell in dict.fromkeys(given) if cell is not None}
    unread = [cell for cell, year in known.items() if year is None]
    if unread:
        warnings.warn(
            f"{len(unread)} of {len(known)} values of {name!r} are no years, for instance {str(unread[0])!r:.40}; they count as missing",
            stacklevel=3,
        )
    return np.array(
        [np.nan if cell is None or known[cell] is None else known[cell] for cell in given], dtype=float
    )


def _year(cell: Any) -> int | None:
    if isinstance(cell, date | pd.Period):
        return cell.year
    try:
        return parse_year(cell)
    except ValueError:
        return None


def _reports(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """What tells the report of each row apart."""
    found: list[tuple[str, ...]] = []
    for at, (report, agency, year) in enumerate(
        zip(rows["report"], rows["agency"], rows["year"], strict=True)
    ):
        if report is not None:
            found.append(("id", str(report)))
        elif agency is not None and not np.isnan(year):
            found.append(("of", str(agency), str(year)))
        else:
            found.append(("row", str(at)))
    return found


def _clusters(found: pd.DataFrame) -> pd.DataFrame:
    """One row a cluster, by its star; the highest score first."""
    stars = found.groupby("star")
    streaks = streaks_of(found["star"], found["agency"], found["year"]).groupby("cluster_id")["n_years"].max()
    years = found.groupby(["star", "agency"])["year"].nunique().groupby("star").max()
    stands = found[found["is_star"]]
    table = pd.DataFrame(
        {
            "text": most_frequent(stands["star"], stands["text"]),
            "n_reports": stars["report"].nunique(),
            "n_agencies": stars["agency"].nunique(),
            "n_provinces": found.assign(province=_provinces(found)).groupby("star")["province"].nunique(),
            "first_year": stars["year"].min().astype("Int64"),
            "last_year": stars["year"].max().astype("Int64"),
            "most_years": years.reindex(stars.size().index, fill_value=1).clip(lower=1),
            "longest_streak": streaks.reindex(stars.size().index, fill_value=1),
        }
    ).rename_axis("star")
    spread = 1.0 + np.log2(table["n_agencies"].clip(lower=1))
    table["score"] = 1.0 - 1.0 / (table["longest_streak"] * spread)
    table = table.reset_index().sort_values(
        ["score", "n_reports", "text"], ascending=[False, False, True], ignore_index=True
    )
    table.insert(1, "cluster_id", np.arange(len(table)))
    counts = ("n_reports", "n_agencies", "n_provinces", "most_years", "longest_streak")
    return table.astype(dict.fromkeys(counts, "int64"))


def most_frequent(cluster: pd.Series, value: pd.Series) -> pd.Series:
    """For each cluster its most frequent value; of equally frequent ones the first in order.

    Parameters
    ----------
    cluster, value : Series of equal index; missing values don't count

    Returns
    -------
    Series
        Of the values, by cluster.
    """
    rows = pd.DataFrame({"cluster": cluster, "value": value}).dropna()
    counts = rows.groupby(["cluster", "value"]).size().rename("n").reset_index()
    ranked = counts.sort_values(["cluster", "n", "value"], ascending=[True, False, True])
    return ranked.drop_duplicates("cluster").set_index("cluster")["value"]


def streaks_of(cluster: pd.Series, agency: pd.Series, year: pd.Series) -> pd.DataFrame:
    """Runs of years in which one agency has a statement of one cluster.

    Parameters
    ----------
    cluster, agency, year : Series of equal index, a row a statement; without an agency or a year it is in no run

    Returns
    -------
    DataFrame
        cluster_id, agency, first_year (float64), n_years (int64); in this order.
    """
    rows = pd.DataFrame({"cluster_id": cluster, "agency": agency, "year": year.astype("float64")})
    dated = rows.dropna(subset=["agency", "year"])
    dated = dated[dated["agency"] != ""].astype({"agency": str}).drop_duplicates()
    dated = dated.sort_values(["cluster_id", "agency", "year"])
    whose = dated[["cluster_id", "agency"]]
    goes_on = (whose == whose.shift()).all(axis=1) & (dated["year"].diff() == 1)
    runs = dated.assign(run=(~goes_on).cumsum()).groupby(["cluster_id", "agency", "run"])["year"]
    found = runs.agg(first_year="min", n_years="size").reset_index()
    return found.drop(columns="run").sort_values(["cluster_id", "agency", "first_year"], ignore_index=True)


def _provinces(found: pd.DataFrame) -> pd.Series:
    """The province given for each row, else that of the agency's name."""
    known = {who: _province_of(who) for who in found["agency"].dropna().unique()}
    return found["province"].where(found["province"].notna(), found["agency"].map(known))


def _province_of(agency: str) -> str | None:
    match = match_prefix(str(agency))
    return match.province.name if match and match.province else None


def _members(found: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """How like each row is to the text that stands for its star."""
    standing = found["star"].map(chosen)
    bare = {text: plain(text) for text in {*standing, *found["text"]}}
    masked = found[found["is_star"]].drop_duplicates("star").set_index("star")["masked"]
    return pd.DataFrame(
        {
            "similarity": edit_similarities(found["star"].map(masked).tolist(), found["masked"].tolist()),
            "similarity_unmasked": edit_similarities(
                [bare[one] for one in standing], [bare[one] for one in found["text"]]
            ),
        },
        index=found.index,
    )
