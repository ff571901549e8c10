"""Statements that come back: over agencies, and year after year at one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textkit.recurrence._alignment import edit_similarities
from textkit.recurrence._clusters import cluster_texts
from textkit.recurrence._join import THRESHOLD, Method
from textkit.recurrence._masking import mask_all, plain
from textkit.statute.places import match_prefix

__all__ = ["Recurring", "find_recurring", "most_frequent", "streaks_of"]

_CLUSTERS = [
    *("cluster_id", "text", "n_reports", "n_agencies", "n_provinces", "first_year", "last_year"),
    *("longest_streak", "score"),
]
_MEMBERS = ["cluster_id", "similarity", "similarity_unmasked"]


@dataclass(frozen=True, slots=True, eq=False)
class Recurring:
    """Statements that come back.

    clusters : DataFrame
        cluster_id, text (the statement that stands for the others), n_reports, n_agencies, n_provinces, first_year, last_year (Int64),
        longest_streak (most years running at one agency), score (0 to 1); the highest score first.
    members : DataFrame
        Index of the input's rows; cluster_id, similarity (masked) and similarity_unmasked to the statement that stands for the
        cluster (0 to 1).
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
    threshold: float = THRESHOLD,
    method: Method = "minhash",
    progress: Callable[[int], object] | None = None,
) -> Recurring:
    """Gather statements that come back in other reports, with their numbers, years and names changed or in other words.

    Parameters
    ----------
    df : DataFrame, one row a statement
    text, agency, year, report : names of its columns; all but text may be missing, and cells may be. What has no report is of
        one with its agency and year, or, where one of these is missing, of a report of its own.
    threshold : float
        Jaccard similarity of masked character trigrams from which two statements are the same.
    method : "minhash" or "exact", as for the join
    progress : callable, optional
        Called with the number of passes of the join that are done.

    Returns
    -------
    Recurring
        What stands in one report only is in no cluster. The score is ``1 - 1 / (longest_streak * (1 + log2(n_agencies)))``: 0 for
        what never comes back, 0.5 for two years running at one agency or one year at two, towards 1 with more of either.

    Raises
    ------
    KeyError
        When there is no text column.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"text": ["公开内容不够全面。", "公开的内容还不够全面。", "培训偏少。"], "agency": "青澜县水务局", "year": [2023, 2024, 2024]}
    ... )
    >>> find_recurring(rows).clusters[["n_agencies", "longest_streak", "score"]].values.tolist()
    [[1.0, 2.0, 0.5]]
    """
    if text not in df.columns:
        raise KeyError(f"no column {text!r}; there are {', '.join(map(str, df.columns))}")
    rows = pd.DataFrame(
        {
            "text": df[text].fillna("").astype(str).to_numpy(dtype=object),
            "agency": _column(df, agency),
            "year": pd.to_numeric(pd.Series(_column(df, year)), errors="coerce").to_numpy(
                dtype=float, na_value=np.nan
            ),
            "report": _column(df, report),
            "province": _column(df, "province"),
        }
    )
    rows["report"] = _reports(rows)
    rows["masked"] = mask_all(rows["text"].tolist(), rows["agency"].fillna("").astype(str).tolist())
    star = cluster_texts(rows["masked"].tolist(), threshold=threshold, method=method, progress=progress).star
    # A text of nothing is like nothing.
    rows["star"] = np.where(rows["masked"] == "", -1, star)
    found = rows[rows["star"] >= 0]
    wide = found.groupby("star")["report"].nunique()
    found = found[found["star"].isin(wide.index[wide > 1])]
    clusters = _clusters(found)
    number = pd.Series(clusters["cluster_id"].to_numpy(), index=clusters.pop("star"))
    chosen = pd.Series(clusters["text"].to_numpy(), index=clusters["cluster_id"])
    members = _members(found, found["star"].map(number), chosen)
    members.index = df.index[found.index]
    return Recurring(clusters, members)


def _column(df: pd.DataFrame, name: str) -> np.ndarray:
    if name not in df.columns:
        return np.full(len(df), None, dtype=object)
    return df[name].astype(object).where(df[name].notna() & (df[name] != ""), None).to_numpy()


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
    table = pd.DataFrame(
        {
            "text": most_frequent(found["star"], found["text"]),
            "n_reports": stars["report"].nunique(),
            "n_agencies": stars["agency"].nunique(),
            "n_provinces": found.assign(province=_provinces(found)).groupby("star")["province"].nunique(),
            "first_year": stars["year"].min().astype("Int64"),
            "last_year": stars["year"].max().astype("Int64"),
            "longest_streak": streaks.reindex(stars.size().index, fill_value=1),
        }
    ).rename_axis("star")
    spread = 1.0 + np.log2(table["n_agencies"].clip(lower=1))
    table["score"] = 1.0 - 1.0 / (table["longest_streak"] * spread)
    table = table.reset_index().sort_values(
        ["score", "n_reports", "text"], ascending=[False, False, True], ignore_index=True
    )
    table.insert(1, "cluster_id", np.arange(len(table)))
    return table.astype(dict.fromkeys(("n_reports", "n_agencies", "n_provinces", "longest_streak"), "int64"))


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


def _members(found: pd.DataFrame, number: pd.Series, chosen: pd.Series) -> pd.DataFrame:
    masked = found.assign(cluster_id=number)
    standing = masked["cluster_id"].map(chosen)
    by_text = dict(zip(masked["text"], masked["masked"], strict=True))
    bare = {text: plain(text) for text in {*standing, *masked["text"]}}
    return pd.DataFrame(
        {
            "cluster_id": masked["cluster_id"].astype("int64"),
            "similarity": edit_similarities([by_text[one] for one in standing], masked["masked"].tolist()),
            "similarity_unmasked": edit_similarities(
                [bare[one] for one in standing], [bare[one] for one in masked["text"]]
            ),
        },
        columns=_MEMBERS,
    )
