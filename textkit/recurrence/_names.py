"""The names by which an agency and its place are called in its own sentences."""

from __future__ import annotations

import re
from functools import cache

from textkit.statute.places import match_prefix

__all__ = ["names_of", "system_of"]

# What is longer is no name but a list of them.
_LONGEST = 100
_PART = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:自治[区州县旗]|[省市县区州盟旗]|街道|[镇乡])(?![县市]|域|级)")


@cache
def names_of(agency: str) -> tuple[str, ...]:
    """Full name, the names of its places one by one and together, and what is left without them; longest first.

    Examples
    --------
    >>> names_of("云溪市青澜县水务局")
    ('云溪市青澜县水务局', '云溪市青澜县', '青澜县水务局', '云溪市', '水务局', '青澜县')
    """
    if not agency:
        return ()
    if len(agency) > _LONGEST:
        return (agency,)
    parts = _places(agency)
    at = parts[-1][1] if parts else 0
    found = {agency}
    for first, (start, _) in enumerate(parts):
        found.add(agency[start:])
        found |= {agency[start:end] for _, end in parts[first:]}
    found.add(agency[at:])
    return tuple(sorted((name for name in found if len(name) > 1), key=lambda name: (-len(name), name)))


def _places(agency: str) -> list[tuple[int, int]]:
    """Where the names of places stand at the beginning of a name, one after the other."""
    parts: list[tuple[int, int]] = []
    at = 0
    while at < len(agency):
        known = match_prefix(agency[at:])
        end = at + known.end if known and known.end else None
        if end is None:
            part = _PART.match(agency, at)
            end = part.end() if part else None
        if end is None:
            break
        parts.append((at, end))
        at = end
    return parts


@cache
def system_of(agency: str) -> str:
    """What is left of a name without its places: the system that it belongs to; 人民政府 for an area.

    Examples
    --------
    >>> system_of("云溪市青澜县水务局"), system_of("青澜县")
    ('水务局', '人民政府')
    """
    parts = _places(agency)
    return (agency[parts[-1][1] :] if parts else agency) or "人民政府"
