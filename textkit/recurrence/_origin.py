"""Where a sentence comes from: formula, the agency's own earlier year, another agency, or its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from textkit.recurrence._alignment import edit_similarities
from textkit.recurrence._clusters import cluster_texts
from textkit.recurrence._join import Method, Pairs
from textkit.recurrence._masking import mask_all, plain
from textkit.recurrence._names import system_of
from textkit.recurrence._official import official_among

__all__ = ["FORMULA_AGENCIES", "origins"]

# What so many agencies have, of so many cities and systems at least, is a formula.
FORMULA_AGENCIES, FORMULA_CITIES, FORMULA_SYSTEMS = 5, 3, 2
# Of a text that is none, so many agencies at most are looked at for who else has it: one system may have thousands.
_MOST_AGENCIES = 12
# Pairs of rows that are looked at in one go, more only where one text has more: what is in between takes some hundred bytes a pair.
_PAIRS_AT_ONCE = 500_000
# Number of an agency, province or city that isn't known.
_UNKNOWN = -1
# From this share of its agencies in one province, a formula is the region's; of its reports in some years only, the era's.
_ONE_REGION = 0.9


def origins(
    rows: pd.DataFrame,
    *,
    threshold: float,
    method: Method = "minhash",
    progress: Callable[[int], object] | None = None,
    executor: Executor | None = None,
    shared_folder: str | Path | None = None,
) -> pd.DataFrame:
    """The origin of each sentence among all.

    Parameters
    ----------
    rows : DataFrame
        report_id, text, agency, year, province, city (missing where not known); one row a sentence.
    threshold : Jaccard of masked trigrams from which two sentences are one text
    method, progress, executor, shared_folder : as for ``similar_pairs``

    Returns
    -------
    DataFrame
        Index as given. cluster_id; origin (formula, carried_over, shared, original); formula_scope (general, region, era; else
        missing); official (id of the official wording that it is, missing where it is none); origin_score (0 to 1, how clear the origin is); similarity, similarity_unmasked to the match (0 to 1, missing where there
        is none); last_year_similarity, last_year_similarity_unmasked (to the most alike sentence that the agency had in the year before, formulas aside; missing where there is none); n_agencies (known ones that have the text); n_years_own (years in which the agency has it); match_row (position of the
        row it matches) and match_order (earlier, later, same_year, unknown).

    Notes
    -----
    In this order: formula where the text is official wording, or at least five agencies of three cities and two systems have it; carried_over where
    the same agency has it in an earlier year; shared where another report that is not the agency's has it; else original. Who copied from whom is not claimed.
    """
    agency, agencies = _numbered(rows["agency"])
    frame = pd.DataFrame(
        {
            "report": _numbered(rows["report_id"])[0],
            "agency": agency,
            "year": pd.to_numeric(rows["year"], errors="coerce").to_numpy(dtype=float),
            "province": _numbered(rows["province"])[0],
            "city": _numbered(rows["city"])[0],
        }
    )
    sentences = rows["text"].tolist()
    masked = mask_all(sentences, [agencies[at] for at in agency])
    clustered = cluster_texts(
        masked,
        threshold=threshold,
        method=method,
        progress=progress,
        executor=executor,
        shared_folder=shared_folder,
    )
    frame["text"], frame["cluster"] = clustered.text, clustered.star
    # A sentence of signs only is nobody's.
    frame["says"] = np.array([bool(text) for text in masked], dtype=bool)
    _, first = np.unique(frame["text"], return_index=True)
    official = official_among([masked[row] for row in first])
    frame["official"] = pd.Series(official.id[frame["text"]], dtype=object)
    frame["official_share"] = official.share[frame["text"]]
    frame["is_common"] = frame["cluster"].map(_formulas(frame, agencies)).astype(bool) & frame["says"]
    frame["is_formula"] = frame["is_common"] | frame["official"].notna()
    bare = cache(plain)
    frame["bare"], bare_texts = pd.factorize(np.array([bare(text) for text in sentences], dtype=object))
    found = _found(frame, clustered.pairs)
    return _told(frame, found, masked, bare_texts).set_axis(rows.index)


def _numbered(names: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Each name as a number, and the names; the last, which is blank, is that of the names that are missing."""
    numbers, known = pd.factorize(names.mask(names == ""))
    return numbers, [*known, ""]


def _formulas(frame: pd.DataFrame, names: list[str]) -> pd.Series:
    """For each cluster whether enough agencies of enough cities and systems have it."""
    agencies = frame[["cluster", "agency", "city"]].drop_duplicates(["cluster", "agency"])
    agencies = agencies[agencies["agency"] != _UNKNOWN]
    systems, _ = pd.factorize(np.array([system_of(name) for name in names], dtype=object))
    agencies = agencies.assign(
        # A city that isn't known is nobody else's.
        city=agencies["city"].where(agencies["city"] != _UNKNOWN, _UNKNOWN - 1 - agencies["agency"]),
        system=systems[agencies["agency"]],
    )
    count = agencies.groupby("cluster")[["agency", "city", "system"]].nunique()
    enough = (count >= [FORMULA_AGENCIES, FORMULA_CITIES, FORMULA_SYSTEMS]).all(axis=1)
    return enough.reindex(frame["cluster"].unique(), fill_value=False)


@dataclass(frozen=True, slots=True)
class _Found:
    """For each row the best match of the agency's own earlier ones, of those of the year before, and of others, -1 where there is none; and the Jaccard similarity to the most alike of all."""

    earlier: np.ndarray
    year_before: np.ndarray
    foreign: np.ndarray
    nearest: np.ndarray


def _found(frame: pd.DataFrame, pairs: Pairs) -> _Found:
    size = len(frame)
    none = np.full(size, -1)
    found = _Found(none, none.copy(), none.copy(), np.zeros(size))
    year = frame["year"].to_numpy()
    for some in _matches(frame, pairs):
        some = some.assign(gap=year[some["row"]] - year[some["other"]])
        for match, those in (
            (found.earlier, some["own"] & (some["gap"] > 0)),
            (found.year_before, some["own"] & (some["gap"] == 1)),
            (found.foreign, ~some["own"]),
        ):
            best = _best(some[those])
            match[best["row"]] = best["other"]
        nearest = some.groupby("row")["jaccard"].max()
        found.nearest[nearest.index] = nearest
    earlier, year_before, foreign = (
        _word_for_word(frame, match) for match in (found.earlier, found.year_before, found.foreign)
    )
    return _Found(earlier, year_before, foreign, found.nearest)


def _word_for_word(frame: pd.DataFrame, match: np.ndarray) -> np.ndarray:
    """Matches, but where the matched report has the very words of the sentence, the first sentence that does."""
    first = frame[["report", "bare"]].reset_index(names="other").drop_duplicates(["report", "bare"])
    known = np.flatnonzero(match >= 0)
    wanted = pd.DataFrame(
        {"report": frame["report"].to_numpy()[match[known]], "bare": frame["bare"].to_numpy()[known]}
    )
    other = wanted.merge(first, on=["report", "bare"], how="left")["other"]
    found = match.copy()
    found[known] = other.fillna(pd.Series(match[known])).astype("int64")
    return found


def _matches(frame: pd.DataFrame, pairs: Pairs) -> Iterator[pd.DataFrame]:
    """Pairs of rows with one text that is no formula: row, other, jaccard, and whether both are the agency's own; some texts at a time, with all of theirs.

    All of the agency's own; of others those of a few agencies, and none of the same report.
    """
    open_rows = frame[~frame["is_formula"] & frame["says"]]
    size = int(frame["text"].max()) + 1 if len(frame) else 0
    same = np.arange(size)
    text = np.r_[pairs.left, pairs.right, same]
    order = np.argsort(text, kind="stable")
    begins = np.searchsorted(text[order], np.arange(size + 1))
    its = np.r_[pairs.right, pairs.left, same][order]
    jaccard = np.r_[pairs.jaccard, pairs.jaccard, np.ones(size, dtype=np.float32)][order]
    left = open_rows[["text", "agency", "report"]].reset_index(names="row").sort_values("text", kind="stable")
    right = open_rows[["text", "agency", "report", "year"]].reset_index(names="other")
    right = right.rename(columns={"text": "its", "report": "its_report"})
    # The nearest year and the first row decide: two of each year are enough, for one of them is another row or report.
    of_year = ["its", "agency", "year"]
    rows = right.groupby(of_year, dropna=False).head(2).drop(columns="year")
    reports = right.drop_duplicates([*of_year, "its_report"]).groupby(of_year, dropna=False).head(2)
    few = right[["its", "agency"]].drop_duplicates().groupby("its").head(_MOST_AGENCIES)
    reports = reports.drop(columns="year").merge(few, on=["its", "agency"])
    rows, reports = (table.sort_values("its", kind="stable") for table in (rows, reports))
    rows_begin, reports_begin = (
        np.searchsorted(table["its"], np.arange(size + 1)) for table in (rows, reports)
    )
    # Pairs that each edge makes, and all up to each text.
    counterparts = np.diff(rows_begin) + np.diff(reports_begin)
    per_edge = np.bincount(left["text"], minlength=size)[text[order]] * counterparts[its]
    up_to = np.r_[0, np.cumsum(per_edge)][begins]
    end = 0
    while end < size:
        start = end
        end = max(start + 1, int(np.searchsorted(up_to, up_to[start] + _PAIRS_AT_ONCE, side="right")) - 1)
        edges = slice(begins[start], begins[end])
        some = left.iloc[slice(*np.searchsorted(left["text"], [start, end]))]
        wide = some.merge(
            pd.DataFrame({"text": text[order[edges]], "its": its[edges], "jaccard": jaccard[edges]}),
            on="text",
        )
        asked = np.unique(wide["its"])
        own = wide[wide["agency"] != _UNKNOWN].merge(
            rows.iloc[_places(rows_begin, asked)], on=["its", "agency"]
        )
        foreign = wide.merge(reports.iloc[_places(reports_begin, asked)], on="its", suffixes=("", "_other"))
        is_own = (foreign["agency"] == foreign["agency_other"]) & (foreign["agency"] != _UNKNOWN)
        foreign = foreign[~is_own & (foreign["report"] != foreign["its_report"])]
        columns = ["row", "other", "jaccard"]
        found = pd.concat(
            [own[columns].assign(own=True), foreign[columns].assign(own=False)], ignore_index=True
        )
        yield found[found["row"] != found["other"]]


def _places(begins: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Where the rows of the texts asked for stand in a table sorted by text, in which those of text ``n`` begin at ``begins[n]``."""
    counts = begins[asked + 1] - begins[asked]
    before = np.cumsum(counts) - counts
    return np.repeat(begins[asked] - before, counts) + np.arange(counts.sum())


def _told(frame: pd.DataFrame, found: _Found, masked: list[str], bare_texts: np.ndarray) -> pd.DataFrame:
    size = len(frame)
    origin = np.full(size, "original", dtype=object)
    match = np.full(size, -1, dtype=np.int64)
    for name, best in (("shared", found.foreign), ("carried_over", found.earlier)):
        origin[best >= 0] = name
        match[best >= 0] = best[best >= 0]
    is_formula = frame["is_formula"].to_numpy()
    origin[is_formula] = "formula"
    match[is_formula] = _first_of_cluster(frame)[is_formula]
    match[match == np.arange(size)] = -1
    bare = bare_texts[frame["bare"]].tolist()
    similarity, similarity_unmasked = _similarities(match, masked, bare)
    last_year, last_year_unmasked = _similarities(found.year_before, masked, bare)
    known = frame.assign(agency=frame["agency"].where(frame["agency"] != _UNKNOWN))
    n_agencies = known.groupby("cluster")["agency"].transform("nunique").to_numpy()
    years_own = frame.groupby(["cluster", "agency"])["year"].transform("nunique")
    score = np.where(origin == "original", 1.0 - found.nearest, similarity)
    official = frame["official"].to_numpy(dtype=object)
    common, is_official = frame["is_common"].to_numpy(), frame["official"].notna().to_numpy()
    score[common] = n_agencies[common] / (n_agencies[common] + FORMULA_AGENCIES - 1)
    score[is_official] = frame["official_share"].to_numpy()[is_official]
    return pd.DataFrame(
        {
            "cluster_id": frame["cluster"].to_numpy(),
            "origin": origin,
            "formula_scope": np.where(is_official, "general", _scopes(frame)),
            "official": official,
            "origin_score": score,
            "similarity": similarity,
            "similarity_unmasked": similarity_unmasked,
            "last_year_similarity": last_year,
            "last_year_similarity_unmasked": last_year_unmasked,
            "n_agencies": n_agencies,
            # Of an unknown agency only this report is known to be its own.
            "n_years_own": np.where(frame["agency"] != _UNKNOWN, years_own, frame["year"].notna()).astype(
                np.int64
            ),
            "match_row": match,
            "match_order": _orders(frame["year"].to_numpy(), match),
        }
    )


def _similarities(match: np.ndarray, *texts: list[str]) -> tuple[np.ndarray, ...]:
    """Edit similarity of each row to its match, in each kind of text; missing where there is none."""
    known = np.flatnonzero(match >= 0)
    found = tuple(np.full(len(match), np.nan) for _ in texts)
    for likeness, of in zip(found, texts, strict=True):
        likeness[known] = edit_similarities([of[row] for row in known], [of[row] for row in match[known]])
    return found


def _best(found: pd.DataFrame) -> pd.DataFrame:
    """For each row the most alike; of equals the nearest year, then the first."""
    ranked = found.assign(near=found["gap"].abs()).sort_values(
        ["row", "jaccard", "near", "other"], ascending=[True, False, True, True]
    )
    return ranked.drop_duplicates("row")


def _first_of_cluster(frame: pd.DataFrame) -> np.ndarray:
    """The row that stands for each cluster: the first with the text of its star."""
    is_star = frame["text"] == frame["cluster"]
    first = frame[is_star].drop_duplicates("cluster").reset_index(names="first").set_index("cluster")["first"]
    return frame["cluster"].map(first).fillna(-1).to_numpy(dtype=np.int64)


def _scopes(frame: pd.DataFrame) -> np.ndarray:
    """Of each formula whether it is everywhere, in one region, or of an era among the years of all reports."""
    scopes = np.full(len(frame), None, dtype=object)
    provinces = frame.loc[frame["province"] != _UNKNOWN, "province"].nunique()
    years = np.unique(frame["year"].dropna())
    for _, group in frame[frame["is_common"]].groupby("cluster"):
        agencies = group.drop_duplicates("agency")
        known = agencies.loc[agencies["province"] != _UNKNOWN, "province"]
        one_region = (
            provinces > 1 and len(known) and known.value_counts(normalize=True).iloc[0] >= _ONE_REGION
        )
        its = np.unique(group["year"].dropna())
        missing = len(years) > 1 and len(its) and (its[0] > years[0] or its[-1] < years[-1])
        scopes[group.index] = "region" if one_region else "era" if missing else "general"
    return scopes


def _orders(year: np.ndarray, match: np.ndarray) -> np.ndarray:
    found = np.full(len(year), None, dtype=object)
    known = match >= 0
    apart = year[match[known]] - year[known]
    names = np.select([np.isnan(apart), apart < 0, apart > 0], ["unknown", "earlier", "later"], "same_year")
    found[known] = names
    return found
