"""Copies and versions: which report is the first of its content, and of its agency and year."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

__all__ = ["FirstReports"]

# What stands for an agency or a year that isn't known: NULL is like nothing, also like no other NULL.
_NOBODY, _NEVER = b"", 0
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE content (hash, agency, year, number, report_id, PRIMARY KEY (hash, agency, year)) WITHOUT ROWID;
CREATE TABLE issue (agency, year, report_id, PRIMARY KEY (agency, year)) WITHOUT ROWID;
BEGIN;
"""
_OF_KNOWN = """
SELECT agency, year, report_id FROM content WHERE hash = ? AND agency IN (?, x'') AND year IN (?, 0)
ORDER BY agency = x'', year = 0 LIMIT 1
"""
_OF_UNKNOWN = """
SELECT agency, year, report_id FROM content
WHERE hash = ?1 AND (?2 = x'' OR agency IN (?2, x'')) AND (?3 = 0 OR year IN (?3, 0)) ORDER BY number LIMIT 1
"""


class FirstReports:
    """The reports seen so far, to tell of the next whether it is a copy or another version of one.

    They are kept in a database without a name, which is in memory while it is small and then in a temporary file: the memory
    of a build does not grow with what it has read.
    """

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.executescript(_SCHEMA)
        self._number = 0

    def __enter__(self) -> FirstReports:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget all reports; to close twice is no error."""
        self._seen.close()

    def of(self, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """``duplicate_of`` and ``version_of`` of the next row of ``reports``."""
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
        whose = _NOBODY if row["agency"] is None else _bytes(row["agency"]), int(row["year"] or _NEVER)
        query = _OF_UNKNOWN if _NOBODY in whose or _NEVER in whose else _OF_KNOWN
        alike = (self._seen.execute(query, (one, *whose)).fetchone() for one in hashes)
        first = next((found for found in alike if found), None)
        # A copy tells nothing of whose the first is: of unknown agency itself, it would be like that of any.
        *whose_first, own = first or (*whose, _bytes(row["report_id"]))
        for one in hashes:
            self._number += 1
            self._seen.execute(
                "INSERT OR IGNORE INTO content VALUES (?, ?, ?, ?, ?)",
                (one, *whose_first, self._number, own),
            )
        return _text(own) if first else None

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
