"""Copies and versions: which report is the first of its content, and of its agency and year."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

__all__ = ["FirstReports"]

# What stands for an agency or a year that isn't known: NULL is like nothing, also like no other NULL.
_NOBODY, _NEVER = b"", 0
# The number of a row is the last part of each index: the first row of a hash is found without looking at the others.
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE content (hash, agency, year, report_id);
CREATE UNIQUE INDEX of_agency ON content (hash, agency, year);
CREATE INDEX of_year ON content (hash, year);
CREATE INDEX of_any ON content (hash);
CREATE TABLE issue (agency, year, report_id, PRIMARY KEY (agency, year)) WITHOUT ROWID;
BEGIN;
"""
_FOUND = "SELECT rowid, agency, year, report_id FROM content INDEXED BY {} WHERE hash = :hash AND {} LIMIT 1"
_OF_KNOWN = (
    _FOUND.format(
        "of_agency", "agency IN (:agency, x'') AND year IN (:year, 0) ORDER BY agency = x'', year = 0"
    ),
)
_OF_AGENCY = (_FOUND.format("of_agency", "agency IN (:agency, x'') ORDER BY rowid"),)
_OF_YEAR = tuple(_FOUND.format("of_year", f"year = {year} ORDER BY rowid") for year in (":year", "0"))
_OF_ANY = (_FOUND.format("of_any", "true ORDER BY rowid"),)


class FirstReports:
    """The reports seen so far, to tell of the next whether it is a copy or another version of one.

    They are kept in a database without a name, which is in memory while it is small and then in a temporary file: the memory
    of a build does not grow with what it has read.
    """

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.executescript(_SCHEMA)

    def __enter__(self) -> FirstReports:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget all reports; to close twice is no error."""
        self._seen.close()

    def of(self, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """``duplicate_of`` and ``version_of`` of the next row of ``reports``.

        Raises
        ------
        OSError
            When the folder for temporary files is full or can't be written to.
        """
        try:
            return self._told(row)
        except sqlite3.OperationalError as error:
            raise OSError(
                f"the folder for temporary files has no room for what tells copies apart ({error}); name another one in TMPDIR"
            ) from error

    def _told(self, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
        first = self._copy_of(row)
        if first is not None:
            return first, None
        agency = row["agency_id"] or row["agency"]
        if not row["is_report"] or agency is None or row["year"] is None:
            return None, None
        return None, self._version_of(agency, int(row["year"]), row["report_id"])

    def _copy_of(self, row: Mapping[str, Any]) -> str | None:
        """The first report with the same bytes or text; what another agency or year shares is no copy."""
        hashes = [f"{name} {row[name]}" for name in ("content_hash", "text_hash") if row[name]]
        agency = _NOBODY if row["agency"] is None else _bytes(row["agency"])
        year = int(row["year"] or _NEVER)
        first = next(filter(None, [self._first_of(one, agency, year) for one in hashes]), None)
        known = first or (agency, year, _bytes(row["report_id"]))
        for one in hashes:
            self._seen.execute("INSERT OR IGNORE INTO content VALUES (?, ?, ?, ?)", (one, *known))
        return _text(first[-1]) if first else None

    def _first_of(self, one: str, agency: bytes, year: int) -> tuple[bytes, int, bytes] | None:
        """The first report with a hash that can be of the agency and year, with whose it is."""
        if agency and year:
            queries: tuple[str, ...] = _OF_KNOWN
        elif agency:
            queries = _OF_AGENCY
        else:
            queries = _OF_YEAR if year else _OF_ANY
        asked = {"hash": one, "agency": agency, "year": year}
        found = next(filter(None, (self._seen.execute(query, asked).fetchone() for query in queries)), None)
        if found is None:
            return None
        row, its_agency, its_year, first = found
        # What nobody was known to have written is known by its copy now: a third, of another agency, is no copy of it.
        known = its_agency or agency, its_year or year
        if known != (its_agency, its_year):
            self._seen.execute(
                "UPDATE OR IGNORE content SET agency = ?, year = ? WHERE rowid = ?", (*known, row)
            )
        return *known, first

    def _version_of(self, agency: str, year: int, report_id: str) -> str | None:
        """The first report of an agency's year; None for that one itself."""
        key = _bytes(agency), year
        found = self._seen.execute(
            "SELECT report_id FROM issue WHERE agency = ? AND year = ?", key
        ).fetchone()
        if found is not None:
            return _text(found[0])
        self._seen.execute("INSERT INTO issue VALUES (?, ?, ?)", (*key, _bytes(report_id)))
        return None


def _bytes(text: str) -> bytes:
    """As a database takes it, also halves of characters."""
    return text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
