"""The pages on recurrence of a store: the first one, problems, agencies, and pairs of reports."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from textkit.corpus import Corpus, problem_tables, theme_streaks
from textkit.show._agency_page import agency_html
from textkit.show._compared import (
    AgencyPair,
    Compared,
    Links,
    agencies_in_order,
    compare,
    find_pairs,
    records,
)
from textkit.show._page import Row
from textkit.show._pair_page import pair_html
from textkit.show._problems_page import problems_html
from textkit.show._recurrence_page import origin_shares, recurrence_html

__all__ = ["MAX_COMPARED", "RecurrenceSite", "write_recurrence"]

# Sentences that are compared without being asked to: less than a minute, where reading them took several.
MAX_COMPARED = 200_000
MAX_AGENCIES = 300
MAX_PAIRS = 150
# Each pair of agencies has pages of its closest reports only.
REPORTS_OF_PAIR = 2
_OF_PAIR = ["report_id", "section", "start", "end", "text", "origin", "match_report", "match_start"]


@dataclass(frozen=True, slots=True)
class RecurrenceSite:
    """What the other pages say of these: shares of all characters by origin, and the page of each report's agency."""

    shares: Mapping[str, float]
    pages: Mapping[str, str]


def write_recurrence(
    corpus: Corpus,
    folder: Path,
    *,
    report_pages: Mapping[str, int],
    progress: Callable[[int, int], object] | None = None,
) -> RecurrenceSite:
    """Compare all sentences of a store and write the pages about it into a folder.

    Parameters
    ----------
    corpus : Corpus
    folder : a folder beside the pages of the reports, which is made
    report_pages : number of the page of each report that has one
    progress : as of ``write_site``
    """
    folder.mkdir()
    with warnings.catch_warnings():
        # That no text counts is told by the pages.
        warnings.simplefilter("ignore", UserWarning)
        compared = compare(corpus, progress)
        clusters, statements = problem_tables(corpus)
    pairs, n_pairs = find_pairs(compared, most=MAX_PAIRS, reports_of_each=REPORTS_OF_PAIR)
    agencies = list(islice(agencies_in_order(compared, pairs), MAX_AGENCIES))
    reports = dict.fromkeys((one.a, one.b) for pair in pairs for one in pair.reports)
    links = Links(
        report_pages,
        {who: number for number, who in enumerate(agencies)},
        {frozenset(both): number for number, both in enumerate(reports)},
    )
    _write(
        folder / "problems.html",
        problems_html(clusters, statements, theme_streaks(statements), compared.places, links),
    )
    first = recurrence_html(compared, pairs, n_pairs, len(clusters), links)
    _write(folder / "index.html", first)
    _write_pairs(folder, compared, list(reports), links)
    _write_agencies(folder, compared, agencies, pairs, links)
    pages = {
        report: f"agency-{links.agencies[place.who]:04d}.html"
        for report, place in compared.places.items()
        if place.who in links.agencies
    }
    return RecurrenceSite(origin_shares(compared), pages)


def _write(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8")


def _write_pairs(folder: Path, compared: Compared, reports: Sequence[tuple[str, str]], links: Links) -> None:
    wanted = {report for both in reports for report in both}
    rows = compared.sentences
    by_report = _grouped(rows.loc[rows["report_id"].isin(wanted), _OF_PAIR], "report_id")
    for both in reports:
        page = pair_html(both, by_report, compared.places, links)
        _write(folder / f"pair-{links.pairs[frozenset(both)]:04d}.html", page)


def _write_agencies(
    folder: Path, compared: Compared, agencies: Sequence[str], pairs: Sequence[AgencyPair], links: Links
) -> None:
    rows = compared.sentences
    newest = compared.shares.sort_values(["year", "report_id"], ascending=[False, True], na_position="last")
    shares = _grouped(newest[newest["who"].isin(agencies)], "who")
    its_pairs: dict[str, list[AgencyPair]] = defaultdict(list)
    for pair in pairs:
        its_pairs[pair.a].append(pair)
        its_pairs[pair.b].append(pair)
    # One agency's sentences as records at a time; as a table they take a tenth of it.
    for who, part in rows[rows["who"].isin(agencies)].groupby("who"):
        name = str(who)
        page = agency_html(name, shares[name], records(part), its_pairs[name], compared.places, links)
        _write(folder / f"agency-{links.agencies[name]:04d}.html", page)


def _grouped(rows: pd.DataFrame, by: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(rows):
        found[row[by]].append(row)
    return found
