"""Section five over many reports: which problems come back, where, how long, and with which promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from textkit.labelling import theme_model
from textkit.problems import ROW, ThemeClassifier, section_fives
from textkit.recurrence import THRESHOLD, cluster_texts, find_recurring, mask_all, most_frequent, streaks_of
from textkit.report import Sentence

if TYPE_CHECKING:
    from textkit.corpus._corpus import Corpus

__all__ = ["problem_tables", "theme_streaks"]

_REPORTS_AT_ONCE = 2_000
_OF_REPORT = ["report_id", "agency", "year", "province", "city"]
_CLUSTER = [
    *("cluster_id", "text", "theme", "n_statements", "n_reports", "n_agencies", "n_provinces", "first_year"),
    *("last_year", "most_years", "longest_streak", "streak_agency", "streak_first_year", "specificity"),
    *("n_answered", "promise", "n_promised", "n_promised_again", "score"),
]


def problem_tables(
    corpus: Corpus,
    model: str | Path | ThemeClassifier = "themes",
    *,
    threshold: float = THRESHOLD,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables that ``Corpus.problems`` and ``Corpus.problem_statements`` give, both from one reading."""
    rows = corpus.statements(["problems", "improvements"])
    statements = _statements(rows, theme_model(model), progress)
    clusters, members = _returning(statements, threshold)
    return clusters, statements.join(members).astype({"cluster_id": "Int64"})


def theme_streaks(statements: pd.DataFrame) -> pd.DataFrame:
    """The table that ``Corpus.recurring_themes`` gives, of ``problem_statements``."""
    problems = statements[statements["kind"] == "problem"]
    first = problems.assign(theme=problems["themes"].str.split().str[0])
    first = first.dropna(subset=["theme", "agency", "year"])
    runs = streaks_of(first["theme"], first["agency"], first["year"])
    runs = runs.rename(columns={"cluster_id": "theme"}).astype({"first_year": "int64", "theme": "str"})
    runs = runs.assign(last_year=runs["first_year"] + runs["n_years"] - 1)
    its = first[["agency", "theme", "year", "text"]].astype({"year": "int64", "theme": "str"})
    said = runs.merge(its, on=["agency", "theme"])
    said = said[said["year"].between(said["first_year"], said["last_year"])]
    keys = ["agency", "theme", "first_year", "last_year", "n_years"]
    table = said.groupby(keys, as_index=False).agg(n_statements=("text", "size"))
    order = ["n_years", "n_statements", "agency", "theme", "first_year"]
    return table.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)


def _statements(
    rows: pd.DataFrame, model: ThemeClassifier, progress: Callable[[int, int], object] | None
) -> pd.DataFrame:
    """One row a problem statement or measure."""
    about = rows[_OF_REPORT].drop_duplicates("report_id").set_index("report_id", drop=False)
    found: list[tuple[object, ...]] = []
    done, total = 0, len(about)
    reports = _reports(rows)
    while batch := list(islice(reports, _REPORTS_AT_ONCE)):
        fives = section_fives([("", sentences) for _, sentences in batch], model)
        for (report_id, _), five in zip(batch, fives, strict=True):
            told = tuple(about.loc[report_id])
            found += [(*told, *one) for one in five.rows()]
        done += len(batch)
        if progress is not None:
            progress(done, total)
    table = pd.DataFrame(found, columns=[*_OF_REPORT, *ROW])
    types = {name: rows[name].dtype for name in _OF_REPORT} | dict.fromkeys(
        ("number", "start", "end"), "int64"
    )
    return table.astype(types | {"specificity": "float64"})


def _reports(rows: pd.DataFrame) -> Iterator[tuple[str, list[Sentence]]]:
    for report_id, its in rows.groupby("report_id", sort=False):
        columns = (its[name].tolist() for name in ("start", "end", "text", "section"))
        yield str(report_id), [Sentence(*one) for one in zip(*columns, strict=True)]


def _returning(statements: pd.DataFrame, threshold: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Clusters of problems that come back, and of each statement that is in one which, and how like it is to the text that stands for it."""
    problems = statements[statements["kind"] == "problem"]
    measures = statements[statements["kind"] == "measure"]
    found = find_recurring(problems, threshold=threshold)
    members = problems.join(found.members["cluster_id"], how="inner")
    clusters = found.clusters.set_index("cluster_id")
    by_cluster = members.groupby("cluster_id")
    longest = _longest(members)
    promised = _promised(members, measures, threshold)
    table = clusters.assign(
        theme=most_frequent(members["cluster_id"], members["themes"].str.split().str[0]),
        n_statements=by_cluster.size(),
        streak_agency=longest["agency"],
        streak_first_year=longest["first_year"].astype("Int64"),
        specificity=by_cluster["specificity"].mean(),
        n_answered=members.assign(has=members["answers"] != "").groupby("cluster_id")["has"].sum(),
        promise=promised["text"],
        n_promised=promised["made"].reindex(clusters.index, fill_value=0).astype("int64"),
        n_promised_again=promised["again"].reindex(clusters.index, fill_value=0).astype("int64"),
    ).reset_index()
    return table[_CLUSTER], found.members


def _longest(members: pd.DataFrame) -> pd.DataFrame:
    """For each cluster the agency with the longest streak and its first year."""
    runs = streaks_of(members["cluster_id"], members["agency"], members["year"])
    ranked = runs.sort_values(
        ["cluster_id", "n_years", "first_year", "agency"], ascending=[True, False, True, True]
    )
    return ranked.drop_duplicates("cluster_id").set_index("cluster_id")


def _promised(members: pd.DataFrame, measures: pd.DataFrame, threshold: float) -> dict[str, pd.Series]:
    """For each cluster the measure most promised, years in which it came back after a promise, and with it again."""
    texts = measures["text"].tolist()
    masked = mask_all(texts, measures["agency"].fillna("").astype(str).tolist())
    star = cluster_texts(masked, threshold=threshold).star
    numbered = measures.assign(star=star).set_index(["report_id", "number"])
    told = members[["cluster_id", "report_id", "agency", "year"]].assign(
        number=members["answers"].str.split()
    )
    answers = told.explode("number").dropna(subset=["number"])
    answers = answers.astype({"number": "int64"}).join(numbered[["text", "star"]], on=["report_id", "number"])
    kept = ["cluster_id", "agency", "year", "star"]
    dated = answers.dropna(subset=["agency", "year"])[kept].drop_duplicates()
    back = members.dropna(subset=["agency", "year"])[["cluster_id", "agency", "year"]].drop_duplicates()
    back = back.assign(year=back["year"] - 1)
    made = dated.merge(back, on=["cluster_id", "agency", "year"])
    promises = measures.assign(star=star).dropna(subset=["agency", "year"])
    promises = promises.assign(year=promises["year"] - 1)[["agency", "year", "star"]].drop_duplicates()
    again = made.merge(promises, on=["agency", "year", "star"])
    # The measure that is promised most, in whatever words, in those that are the most frequent.
    most = most_frequent(answers["cluster_id"], answers["star"])
    of_most = answers[answers["star"] == answers["cluster_id"].map(most)]
    return {
        "text": most_frequent(of_most["cluster_id"], of_most["text"]),
        "made": _n_years(made),
        "again": _n_years(again),
    }


def _n_years(rows: pd.DataFrame) -> pd.Series:
    """How many years of agencies each cluster has."""
    return rows.drop_duplicates(["cluster_id", "agency", "year"]).groupby("cluster_id").size()
