"""Kinds of agency, known by the end of the official name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from textkit._resources import data_toml

__all__ = ["AgencyKind", "agency_kind", "organ_suffixes"]


@dataclass(frozen=True, slots=True)
class AgencyKind:
    """A kind of agency; ``level`` is what the name's end alone says of the level, None if nothing."""

    id: str
    name: str
    level: str | None


@cache
def _kinds() -> dict[str, AgencyKind]:
    kinds: dict[str, AgencyKind] = {}
    for entry in data_toml("agencies.toml")["kind"]:
        kind = AgencyKind(entry["id"], entry["name"], entry.get("level") or None)
        for suffix in entry["suffixes"]:
            kinds.setdefault(suffix, kind)
    return kinds


@cache
def organ_suffixes() -> tuple[str, ...]:
    """All ends of agency names, longest first."""
    return tuple(sorted(_kinds(), key=lambda suffix: (-len(suffix), suffix)))


def agency_kind(name: str) -> AgencyKind | None:
    """Kind of the agency with this official name, None where its end is not known.

    Examples
    --------
    >>> agency_kind("青澜县水利局").id
    'department'
    >>> agency_kind("青澜县柳河镇人民政府").level
    'township'
    """
    suffix = next((suffix for suffix in organ_suffixes() if name.endswith(suffix)), None)
    return _kinds()[suffix] if suffix else None
