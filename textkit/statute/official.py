"""Official wording: of the regulation, of the form, names of documents, phrases by which reports introduce themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from textkit._resources import data_toml
from textkit.statute.tables import form_tables

__all__ = ["OfficialSlot", "OfficialWording", "official_slots", "official_wording", "official_wordings"]

_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class OfficialWording:
    """What reports quote, and whose words it is.

    ``texts`` are sequences of alternatives: ``(("本报告",), ("依据", "根据"), ("《条例》",))``. ``years`` are the report years of
    which the source was in force, the last one None while it is. ``needs`` are words of which one must stand in a sentence.
    """

    id: str
    source: str
    years: tuple[int, int | None]
    texts: tuple[tuple[tuple[str, ...], ...], ...]
    needs: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    @property
    def kind(self) -> str:
        """``regulation``, ``regulation2007``, ``form``, ``name`` or ``introduction``."""
        return self.id.split(".")[0]


@dataclass(frozen=True, slots=True)
class OfficialSlot:
    """What each writer fills into official wording; ``pattern`` with TERM for a term of ``recurrence.toml``, and what it becomes."""

    pattern: str
    to: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def official_wordings() -> tuple[OfficialWording, ...]:
    """All official wording, in the order of the file.

    Examples
    --------
    >>> [wording.source for wording in official_wordings() if wording.id == "regulation.5"]
    ['《中华人民共和国政府信息公开条例》（国务院令第711号）第五条']
    """
    return tuple(map(_wording, data_toml("official.toml")["wording"]))


def official_wording(id: str) -> OfficialWording:
    """Official wording by its id, as the column ``official`` of ``Corpus.recurrence`` names it.

    Raises
    ------
    KeyError
        When there is none of this id.

    Examples
    --------
    >>> official_wording("regulation2007.5").years
    (2008, 2018)
    """
    return _by_id()[id]


@cache
def official_slots() -> tuple[OfficialSlot, ...]:
    """What is filled into official wording, in the order in which it is looked for."""
    return tuple(
        OfficialSlot(
            entry["pattern"],
            entry.get("to", ""),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in data_toml("official.toml")["slot"]
    )


@cache
def _by_id() -> dict[str, OfficialWording]:
    return {wording.id: wording for wording in official_wordings()}


def _wording(entry: dict[str, Any]) -> OfficialWording:
    years = entry["years"]
    labels = [(label,) for label in _labels(frozenset(entry.get("layouts", ())))]
    return OfficialWording(
        id=entry["id"],
        source=entry["source"],
        years=(years[0], years[1] if len(years) > 1 else None),
        texts=(*map(_parts, entry["texts"]), *((label,) for label in labels)),
        needs=tuple(entry.get("needs", ())),
        examples=tuple(entry["examples"]),
        counterexamples=tuple(entry["counterexamples"]),
    )


def _parts(text: str) -> tuple[tuple[str, ...], ...]:
    """A text with ``{one|another}`` as a sequence of alternatives."""
    pieces = _CHOICE.split(text)
    return tuple(
        tuple(piece.split("|")) if number % 2 else (piece,)
        for number, piece in enumerate(pieces)
        if piece or number % 2
    )


def _labels(layouts: frozenset[str]) -> list[str]:
    """Labels of the statutory tables of some layouts as the form prints them, each once."""
    found = [
        label.names[0]
        for table in form_tables()
        if layouts.intersection(table.layouts)
        for label in (*table.groups, *table.rows, *table.columns)
        if label.names[0]
    ]
    return list(dict.fromkeys(found))
