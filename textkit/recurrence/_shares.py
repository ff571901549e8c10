"""How much of a report is whose."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["shares_of"]

_COLUMNS = (
    "report_id",
    "agency",
    "year",
    "section",
    "text",
    "origin",
    "last_year_similarity",
    "last_year_similarity_unmasked",
)
_ORIGINS = ("formula", "carried_over", "shared", "original")


def shares_of(
    sentences: pd.DataFrame, *, by_section: bool = False, reports: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Shares of characters by origin, and how much of the year before comes again.

    Parameters
    ----------
    sentences : DataFrame
        report_id, agency, year, section, text, origin, last_year_similarity, last_year_similarity_unmasked; one row a sentence.
    by_section : bool
        One row for each section of a report instead of one a report.
    reports : DataFrame, optional
        agency, year of the reports that there are, where the sentences are not those of all.

    Returns
    -------
    DataFrame
        report_id, agency, year, section (where asked), n_characters, formula, carried_over, shared, original, repetition,
        repetition_unmasked; in the order of the sentences.

    Raises
    ------
    ValueError
        When a column is missing.
    """
    missing = [name for name in _COLUMNS if name not in sentences.columns]
    if missing:
        raise ValueError(f"no table of recurrence: {', '.join(missing)} missing")
    length = sentences["text"].str.replace(r"\s", "", regex=True).str.len().to_numpy(dtype=float)
    origin = sentences["origin"].to_numpy()
    own = origin != "formula"
    again = own & sentences["last_year_similarity"].notna().to_numpy()
    exact = own & (sentences["last_year_similarity_unmasked"].to_numpy(dtype=float, na_value=np.nan) == 1.0)
    table = sentences[["report_id", "agency", "year", "section"]].assign(
        n_characters=length,
        **{name: np.where(origin == name, length, 0.0) for name in _ORIGINS},
        repetition=np.where(again, length, 0.0),
        repetition_unmasked=np.where(exact, length, 0.0),
    )
    keys = ["report_id", "section"] if by_section else ["report_id"]
    about = {name: "first" for name in ("agency", "year", "section") if name not in keys}
    sums = dict.fromkeys(("n_characters", *_ORIGINS, "repetition", "repetition_unmasked"), "sum")
    found = table.groupby(keys, sort=False, dropna=False).agg({**about, **sums}).reset_index()
    counted = found["n_characters"] - found["formula"]
    had = pd.MultiIndex.from_frame(
        (sentences if reports is None else reports)[["agency", "year"]].dropna().drop_duplicates()
    )
    has_before = pd.MultiIndex.from_arrays([found["agency"], found["year"] - 1]).isin(had)
    for name in ("repetition", "repetition_unmasked"):
        found[name] = (found[name] / counted.where(counted > 0)).where(has_before)
    for name in _ORIGINS:
        found[name] = found[name] / found["n_characters"].where(found["n_characters"] > 0)
    first = ["report_id", "agency", "year", *(["section"] if by_section else [])]
    return found[[*first, *sums]].astype({"n_characters": "int64"})
