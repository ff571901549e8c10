"""Where a sentence comes from: formula, the agency's own earlier year, another agency, or its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from textkit.recurrence._alignment import edit_similarities
from textkit.recurrence._clusters import cluster_texts
from textkit.recurrence._join import Method, Pairs, Progress
from textkit.recurrence._masking import mask_all, plain
from textkit.recurrence._names import system_of
from textkit.recurrence._official import official_among

__all__ = ["FORMULA_AGENCIES", "origins"]

# What so many agencies have, of so many cities and systems at least, is a formula.
FORMULA_AGENCIES, FORMULA_CITIES, FORMULA_SYSTEMS = 5, 3, 2
# Pairs that are looked at in one go, more only where one text has more: what is in between takes some hundred bytes a pair.
_PAIRS_AT_ONCE = 500_000
# A text with no more others that are one with it is looked up by these, another by the texts of its agencies.
_FEW_NEAR = 64
# Number of an agency, province or city that isn't known.
_UNKNOWN = -1
# From this share of its agencies in one province, a formula is the region's.
_ONE_REGION = 0.9


def origins(
    rows: pd.DataFrame,
    *,
    threshold: float,
    method: Method = "minhash",
    progress: Progress | None = None,
    executor: Executor | None = None,
    shared_folder: str | Path | None = None,
) -> pd.DataFrame:
    """The origin of each sentence among all.

    Parameters
    ----------
    rows : DataFrame
        report_id, text, agency, year, province, city (missing where not known; what has no report_id is of a report of its own); one row a sentence.
    threshold : Jaccard of masked trigrams from which two sentences are one text
    method, progress, executor, shared_folder : as for ``similar_pairs``, with what they raise

    Returns
    -------
    DataFrame
        Index as given. cluster_id; origin (formula, carried_over, shared, original); formula_scope (general, region, era; else
        missing); official (id of the official wording that it is, missing where it is none); origin_score (0 to 1, how clear the origin is); similarity, similarity_unmasked to the match (0 to 1, missing where there
        is none); last_year_similarity, last_year_similarity_unmasked (to the most alike sentence that the agency had in the year before; missing where there is none); n_agencies (known ones that have the text); n_years_own (years in which the agency has it); match_row (position of the
        row it matches) and match_order (earlier, later, same_year, unknown).

    Notes
    -----
    In this order: formula where the text is official wording, or at least five agencies of three cities and two systems have it; carried_over where
    the same agency has it in an earlier year; shared where another report that is not the agency's has it; else original. Who copied from whom is not claimed.
    """
    agency, agencies = _numbered(rows["agency"])
    report, _ = _numbered(rows["report_id"])
    frame = pd.DataFrame(
        {
            "report": np.where(report == _UNKNOWN, _UNKNOWN - 1 - np.arange(len(rows)), report),
            "agency": agency,
            "year": pd.to_numeric(rows["year"], errors="coerce").to_numpy(dtype=float),
            "province": _of_agency(agency, _numbered(rows["province"])[0]),
            "city": _of_agency(agency, _numbered(rows["city"])[0]),
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
    clarity = 1.0 - _nearest_formula(frame, clustered.pairs)
    return _told(frame, found, clarity, masked, bare_texts).set_axis(rows.index)


def _numbered(names: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Each name as a number, and the names; the last, which is blank, is that of the names that are missing."""
    numbers, known = pd.factorize(names.mask(names == ""))
    return numbers, [*known, ""]


def _of_agency(agency: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The place of each row, where it isn't known that which its agency has in another."""
    rows = pd.DataFrame({"agency": agency, "place": places})
    known = rows[(rows["agency"] != _UNKNOWN) & (rows["place"] != _UNKNOWN)].drop_duplicates("agency")
    of_agency = rows["agency"].map(known.set_index("agency")["place"]).fillna(_UNKNOWN)
    return rows["place"].where(rows["place"] != _UNKNOWN, of_agency).to_numpy(dtype=np.int64)


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
    """For each row the best match of the agency's own earlier ones, of those of the year before, and of others; -1 where there is none."""

    earlier: np.ndarray
    year_before: np.ndarray
    foreign: np.ndarray


def _found(frame: pd.DataFrame, pairs: Pairs) -> _Found:
    rows = frame.loc[~frame["is_formula"] & frame["says"], ["text", "agency", "report", "year"]]
    # An agency that isn't known is as good as its report: nobody can say that two of them are one.
    rows = rows.assign(who=rows["agency"].where(rows["agency"] != _UNKNOWN, _UNKNOWN - 1 - rows["report"]))
    keys = ["text", "who", "year"]
    # Sentences of one text, agency and year have one match: a group is what is worked on.
    group = rows.groupby(keys, dropna=False).ngroup().to_numpy()
    groups = rows.reset_index(names="row").assign(group=group).drop_duplicates("group")
    groups = groups.sort_values("group", ignore_index=True)[[*keys, "agency", "row"]]
    edges = _edges(pairs, int(frame["text"].max()) + 1 if len(frame) else 0)
    found = _Found(*(np.full(len(frame), -1) for _ in range(3)))
    of_groups = (*_own_matches(groups, edges), _foreign_matches(groups, edges))
    for match, of_group in zip((found.earlier, found.year_before, found.foreign), of_groups, strict=True):
        match[rows.index] = of_group[group]
    _match_formulas(frame, found)
    return _Found(
        *(_word_for_word(frame, match) for match in (found.earlier, found.year_before, found.foreign))
    )


@dataclass(frozen=True, slots=True)
class _Edges:
    """Texts that are one, each with itself too, in the order of both numbers; those of text ``n`` begin at ``begins[n]``."""

    text: np.ndarray
    its: np.ndarray
    jaccard: np.ndarray
    begins: np.ndarray


def _edges(pairs: Pairs, size: int) -> _Edges:
    same = np.arange(size)
    text, its = np.r_[pairs.left, pairs.right, same], np.r_[pairs.right, pairs.left, same]
    order = np.lexsort((its, text))
    jaccard = np.r_[pairs.jaccard, pairs.jaccard, np.ones(size, dtype=np.float32)]
    return _Edges(text[order], its[order], jaccard[order], _begins(text[order], size))


def _begins(ranked: np.ndarray, size: int) -> np.ndarray:
    """Where each number begins in sorted ones, and where the last ends."""
    return np.searchsorted(ranked, np.arange(size + 1))


def _foreign_matches(groups: pd.DataFrame, edges: _Edges) -> np.ndarray:
    """For each group the most alike row of anybody else, of equals the nearest year, then the first; -1 where there is none."""
    size = len(edges.begins) - 1
    match = np.full(len(groups), -1)
    # Of a text and year two are enough: whoever asks, one of them is somebody else's, and the first that is.
    of_year = groups.sort_values("row").groupby(["text", "year"], dropna=False).head(2).sort_values("text")
    its_text, its_who, its_year, its_row = (
        of_year[name].to_numpy() for name in ("text", "who", "year", "row")
    )
    begins, groups_begin = _begins(its_text, size), _begins(groups["text"].to_numpy(), size)
    per_edge = np.diff(begins)[edges.its]
    for first, last in _stretches(
        np.diff(np.r_[0, np.cumsum(per_edge)][edges.begins]) + np.diff(groups_begin)
    ):
        some = slice(edges.begins[first], edges.begins[last])
        at, place = _expanded(begins, edges.its[some])
        candidates = pd.DataFrame(
            {
                "text": edges.text[some][at],
                "jaccard": edges.jaccard[some][at],
                "other": its_row[place],
                "who": its_who[place],
                "its_year": its_year[place],
            }
        )
        asking = groups.iloc[groups_begin[first] : groups_begin[last]].reset_index(names="group")
        both = asking.merge(_nearest_two(candidates), on="text", suffixes=("", "_other"))
        best = _best(both[both["who"] != both["who_other"]])
        match[best["group"]] = best["other"]
    return match


def _nearest_two(candidates: pd.DataFrame) -> pd.DataFrame:
    """Of each text's candidates those most alike, and the most alike of another than theirs, as far as all of them are one agency's; of a year no more than two."""
    ranked = candidates.sort_values(["text", "jaccard", "other"], ascending=[True, False, True])
    of_text = ranked.groupby("text")["jaccard"]
    is_new = ~ranked.duplicated(["text", "who"])
    second = is_new & (is_new.groupby(ranked["text"]).cumsum() == 2)
    of_second = ranked["text"].map(ranked[second].set_index("text")["jaccard"])
    near = ranked[(ranked["jaccard"] == of_text.transform("first")) | (ranked["jaccard"] == of_second)]
    level = ["text", "jaccard", "its_year"]
    return near.drop_duplicates([*level, "who"]).groupby(level, dropna=False).head(2)


def _own_matches(groups: pd.DataFrame, edges: _Edges) -> tuple[np.ndarray, np.ndarray]:
    """For each group the most alike row of the agency's earlier years, and of the year before; of equals the nearest year, then the first."""
    earlier, year_before = np.full(len(groups), -1), np.full(len(groups), -1)
    dated = groups[(groups["agency"] != _UNKNOWN) & groups["year"].notna()].reset_index(names="group")
    own = dated.sort_values(["text", "agency", "year"])
    n_agencies = int(dated["agency"].max()) + 1 if len(dated) else 1
    keys = (own["text"] * n_agencies + own["agency"]).to_numpy()
    its_year, its_row = own["year"].to_numpy(), own["row"].to_numpy()
    for group, its, jaccard in _own_pairs(dated, edges):
        asked = its * n_agencies + dated["agency"].to_numpy()[group]
        low, high = np.searchsorted(keys, asked, "left"), np.searchsorted(keys, asked, "right")
        at, place = _ranges(low, high)
        found = pd.DataFrame(
            {
                "group": dated["group"].to_numpy()[group][at],
                "jaccard": jaccard[at],
                "year": dated["year"].to_numpy()[group][at],
                "its_year": its_year[place],
                "other": its_row[place],
            }
        )
        gap = found["year"] - found["its_year"]
        for match, those in ((earlier, gap > 0), (year_before, gap == 1)):
            best = _best(found[those])
            match[best["group"]] = best["other"]
    return earlier, year_before


def _own_pairs(dated: pd.DataFrame, edges: _Edges) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Groups, each with the texts that are one with its own and that its agency may have, and how alike they are.

    Of a text with few others these are looked at, of one with many all texts of the agency instead: of the others nearly all are of other agencies.
    """
    text, agency = dated["text"].to_numpy(), dated["agency"].to_numpy()
    n_near = np.diff(edges.begins)[text]
    few = np.flatnonzero(n_near <= _FEW_NEAR)
    for first, last in _stretches(n_near[few]):
        some = few[first:last]
        at, place = _expanded(edges.begins, text[some])
        yield some[at], edges.its[place], edges.jaccard[place]
    texts = dated[["agency", "text"]].drop_duplicates().sort_values(["agency", "text"])
    begins = _begins(texts["agency"].to_numpy(), int(agency.max(initial=0)) + 1)
    many = np.flatnonzero(n_near > _FEW_NEAR)
    its_text, size = texts["text"].to_numpy(), len(edges.begins) - 1
    # Each edge as one number, sorted as edges are.
    keys = edges.text * size + edges.its
    for first, last in _stretches(np.diff(begins)[agency[many]]):
        some = many[first:last]
        at, place = _expanded(begins, agency[some])
        asked = text[some[at]] * size + its_text[place]
        edge = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        near = keys[edge] == asked
        yield some[at][near], edges.its[edge[near]], edges.jaccard[edge[near]]


def _stretches(costs: np.ndarray) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of stretches that cost no more than is looked at in one go, or are one alone."""
    up_to = np.r_[0, np.cumsum(costs)]
    end = 0
    while end < len(costs):
        begin = end
        end = max(begin + 1, int(np.searchsorted(up_to, up_to[begin] + _PAIRS_AT_ONCE, side="right")) - 1)
        yield begin, end


def _expanded(begins: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For numbers asked for, the places of each in a table sorted by them: which of those asked it is, and the place."""
    return _ranges(begins[asked], begins[asked + 1])


def _ranges(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All places of ranges one behind the other: which range it is of, and the place."""
    counts = high - low
    before = np.cumsum(counts) - counts
    return np.repeat(np.arange(len(low)), counts), np.repeat(low - before, counts) + np.arange(counts.sum())


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


def _match_formulas(frame: pd.DataFrame, found: _Found) -> None:
    """Of formulas the agency's own, earlier ones of the same cluster: one in the same words, else the first of its year.

    Not the most alike: of a formula there can be as many wordings as agencies.
    """
    known = frame["is_formula"] & frame["says"] & (frame["agency"] != _UNKNOWN) & frame["year"].notna()
    rows = frame.loc[known, ["cluster", "agency", "year", "text"]].reset_index(names="row")
    whose = ["cluster", "agency"]
    years = rows[[*whose, "year"]].drop_duplicates().sort_values([*whose, "year"])
    years["nearest"] = years.groupby(whose)["year"].shift()
    rows = rows.merge(years, on=[*whose, "year"])
    for match, year in ((found.earlier, rows["nearest"]), (found.year_before, rows["year"] - 1)):
        for same in ([*whose, "year"], [*whose, "year", "text"]):
            first = rows[[*same, "row"]].drop_duplicates(same).rename(columns={"row": "other"})
            other = rows.assign(year=year).merge(first, on=same)
            match[other["row"]] = other["other"]


def _nearest_formula(frame: pd.DataFrame, pairs: Pairs) -> np.ndarray:
    """For each row how alike (Jaccard) the nearest formula is, another text than its own; 0 where none reaches the threshold."""
    size = int(frame["text"].max()) + 1 if len(frame) else 0
    is_formula, nearest = np.zeros(size, dtype=bool), np.zeros(size)
    is_formula[frame.loc[frame["is_formula"], "text"]] = True
    for one, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        near = is_formula[other]
        np.maximum.at(nearest, one[near], pairs.jaccard[near])
    return nearest[frame["text"]]


def _told(
    frame: pd.DataFrame, found: _Found, clarity: np.ndarray, masked: list[str], bare_texts: np.ndarray
) -> pd.DataFrame:
    size = len(frame)
    origin = np.full(size, "original", dtype=object)
    match = np.full(size, -1, dtype=np.int64)
    for name, best in (("shared", found.foreign), ("carried_over", found.earlier)):
        origin[best >= 0] = name
        match[best >= 0] = best[best >= 0]
    is_formula = frame["is_formula"].to_numpy()
    origin[is_formula] = "formula"
    for fallback in (_first_of_text(frame), _first_of_cluster(frame)):
        open_rows = is_formula & (match < 0) & (fallback != np.arange(size))
        match[open_rows] = fallback[open_rows]
    bare = bare_texts[frame["bare"]].tolist()
    similarity, similarity_unmasked = _similarities(match, masked, bare)
    last_year, last_year_unmasked = _similarities(found.year_before, masked, bare)
    known = frame.assign(agency=frame["agency"].where(frame["agency"] != _UNKNOWN))
    n_agencies = known.groupby("cluster")["agency"].transform("nunique").to_numpy()
    years_own = frame.groupby(["cluster", "agency"])["year"].transform("nunique")
    score = np.where(origin == "original", clarity, similarity)
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
    """For each group the most alike; of equals the nearest year, then the first."""
    ranked = found.assign(near=(found["year"] - found["its_year"]).abs()).sort_values(
        ["group", "jaccard", "near", "other"], ascending=[True, False, True, True]
    )
    return ranked.drop_duplicates("group")


def _first_of_text(frame: pd.DataFrame) -> np.ndarray:
    """The first row with the masked text of each."""
    first = frame[["text"]].drop_duplicates().reset_index(names="first").set_index("text")["first"]
    return frame["text"].map(first).to_numpy(dtype=np.int64)


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
        agencies = group[group["agency"] != _UNKNOWN].drop_duplicates("agency")
        known = agencies.loc[agencies["province"] != _UNKNOWN, "province"]
        most = known.value_counts().iloc[0] if len(known) else 0
        one_region = provinces > 1 and most >= _ONE_REGION * len(agencies)
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
