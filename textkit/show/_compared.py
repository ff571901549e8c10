"""What the pages on recurrence show: sentences with their matches, pairs of agencies and of reports, and where each has its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from textkit.corpus import Corpus
from textkit.recurrence import shares_of
from textkit.show._page import Row

__all__ = [
    "ORIGINS",
    "AgencyPair",
    "Compared",
    "Links",
    "Place",
    "ReportPair",
    "agencies_in_order",
    "between_agencies",
    "compare",
    "find_pairs",
    "records",
    "year_label",
]

ORIGINS = {
    "formula": "套话 formula",
    "carried_over": "沿用 carried over",
    "shared": "共有 shared",
    "original": "独有 original",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose a report is, and of which year."""

    who: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The sentences of a store with their matches.

    sentences : DataFrame
        As ``Corpus.recurrence`` gives them, with ``who`` and ``other``: the agency of the sentence and of its match, or the report where
        the agency isn't known; and ``length`` in characters without blanks.
    shares : DataFrame
        As ``Corpus.originality`` gives them, with ``who``.
    places : dict
        Of each report that counts.
    """

    sentences: pd.DataFrame
    shares: pd.DataFrame
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class ReportPair:
    """Two reports of different agencies, and how many characters of both have their match in the other."""

    a: str
    b: str
    characters: int


@dataclass(frozen=True, slots=True)
class AgencyPair:
    """Two agencies: which share of the characters of both, and of each, has its match at the other; the strongest reports first."""

    a: str
    b: str
    share: float
    of_a: float
    of_b: float
    n_sentences: int
    reports: tuple[ReportPair, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Numbers of the pages that there are; what has none is named without a link."""

    reports: Mapping[str, int]
    agencies: Mapping[str, int]
    pairs: Mapping[frozenset[str], int]

    def report(self, report_id: str, label: str) -> str:
        """``label`` with a link to the page of a report."""
        number = self.reports.get(report_id)
        return escape(label) if number is None else f"<a href='../{number:05d}.html'>{escape(label)}</a>"

    def agency(self, who: str) -> str:
        """The name of an agency with a link to its page."""
        number = self.agencies.get(who)
        return escape(who) if number is None else f"<a href='agency-{number:04d}.html'>{escape(who)}</a>"

    def pair(self, a: str, b: str, label: str) -> str:
        """``label`` with a link to the page of two reports."""
        number = self.pairs.get(frozenset((a, b)))
        return escape(label) if number is None else f"<a href='pair-{number:04d}.html'>{escape(label)}</a>"


def compare(corpus: Corpus, progress: Callable[[int, int], object] | None = None) -> Compared:
    """Compare all sentences of a store; this is what takes the time."""
    rows = corpus.recurrence(progress=progress)
    rows["section"] = rows["section"].fillna("")
    rows["who"] = rows["agency"].where(rows["agency"].notna(), rows["report_id"]).astype(object)
    first = rows.drop_duplicates("report_id")
    places = {
        report: Place(str(who), None if pd.isna(year) else int(year))
        for report, who, year in zip(first["report_id"], first["who"], first["year"], strict=True)
    }
    who_of = {report: place.who for report, place in places.items()}
    rows["other"] = rows["match_report"].astype(object).map(who_of)
    # As in the shares: blanks and line breaks of the file are no text.
    rows["length"] = rows["text"].str.replace(r"\s", "", regex=True).str.len().astype("int64")
    shares = shares_of(rows)
    return Compared(rows, shares.assign(who=shares["report_id"].astype(object).map(who_of)), places)


def find_pairs(compared: Compared, *, most: int, reports_of_each: int) -> tuple[list[AgencyPair], int]:
    """The agencies that share most, in this order, and how many pairs there are in all."""
    rows = compared.sentences
    both = _in_order(between_agencies(rows))
    total = rows.groupby("who")["length"].sum()
    pairs = both.groupby(["a", "b"], as_index=False).agg(
        from_a=("from_a", "sum"), from_b=("from_b", "sum"), n=("from_a", "size")
    )
    of_a, of_b = (total.reindex(pairs[side]).to_numpy(dtype=float) for side in "ab")
    pairs = pairs.assign(
        share=(pairs["from_a"] + pairs["from_b"]) / (of_a + of_b),
        of_a=pairs["from_a"] / of_a,
        of_b=pairs["from_b"] / of_b,
    )
    top = pairs.sort_values(["share", "n", "a", "b"], ascending=[False, False, True, True]).head(most)
    reports = _report_pairs(both.merge(top[["a", "b"]], on=["a", "b"]), reports_of_each)
    made = [
        AgencyPair(
            row["a"],
            row["b"],
            row["share"],
            row["of_a"],
            row["of_b"],
            row["n"],
            tuple(reports[row["a"], row["b"]]),
        )
        for row in records(top)
    ]
    return made, len(pairs)


def between_agencies(rows: pd.DataFrame) -> pd.DataFrame:
    """The sentences that have their match at another agency; where no agency at all is known, in another report."""
    shared = rows[(rows["origin"] == "shared") & (rows["who"] != rows["other"])]
    if not rows["agency"].notna().any():
        return shared
    # Whether one that isn't known is another nobody can say.
    return shared[shared["agency"].notna() & shared["match_agency"].notna()]


def _in_order(found: pd.DataFrame) -> pd.DataFrame:
    """One row a sentence with both agencies and both reports, whichever of the two has the sentence."""
    who, other = found["who"].to_numpy(dtype=object), found["other"].to_numpy(dtype=object)
    report, its = (found[name].to_numpy(dtype=object) for name in ("report_id", "match_report"))
    turned = who > other
    length = found["length"].to_numpy()
    return pd.DataFrame(
        {
            "a": np.where(turned, other, who),
            "b": np.where(turned, who, other),
            "a_report": np.where(turned, its, report),
            "b_report": np.where(turned, report, its),
            "from_a": np.where(turned, 0, length),
            "from_b": np.where(turned, length, 0),
        }
    )


def _report_pairs(both: pd.DataFrame, most: int) -> Mapping[tuple[str, str], list[ReportPair]]:
    keys = ["a", "b", "a_report", "b_report"]
    sums = (
        both.assign(characters=both["from_a"] + both["from_b"])
        .groupby(keys, as_index=False)[["characters"]]
        .sum()
    )
    ranked = sums.sort_values(["characters", "a_report", "b_report"], ascending=[False, True, True])
    found: dict[tuple[str, str], list[ReportPair]] = {}
    for row in records(ranked.groupby(["a", "b"]).head(most)):
        one = ReportPair(row["a_report"], row["b_report"], row["characters"])
        found.setdefault((row["a"], row["b"]), []).append(one)
    return found


def records(rows: pd.DataFrame) -> list[Row]:
    """The rows one by one, with None for what is missing."""
    plain = rows.astype(object)
    names = [str(name) for name in rows.columns]
    values = plain.where(rows.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(names, row, strict=True)) for row in values]


def year_label(year: int | None) -> str:
    """A year, or that it isn't known."""
    return "年度不明 no year" if year is None else str(year)


def agencies_in_order(compared: Compared, pairs: list[AgencyPair]) -> Iterator[str]:
    """Those of the pairs first, as the pairs come; then those with most that isn't their own."""
    named = dict.fromkeys(who for pair in pairs for who in (pair.a, pair.b))
    shares = compared.shares
    again = shares.assign(n=shares["n_characters"] * (shares["carried_over"] + shares["shared"]))
    sums = again.groupby("who", as_index=False)[["n"]].sum()
    others = sums.sort_values(["n", "who"], ascending=[False, True])["who"].tolist()
    yield from named
    yield from (who for who in others if who not in named)
