"""Administrative divisions at county level and above since 2008, with former names, and zones.

The rows are in ``data/places.tsv``. A year is a calendar year; in the year of a change the old and the
new division both hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from textkit._resources import data_lines

__all__ = [
    "Place",
    "PlaceMatch",
    "find_places",
    "lineage",
    "match_prefix",
    "place",
    "place_names",
    "provinces",
]

Level = Literal["province", "city", "county", "zone"]
Names = dict[str, tuple["Place", ...]]
Lineage = tuple["Place | None", "Place | None", "Place | None"]

# Names that any town may use for its own middle, edge or harbour: a division only right after its city.
GENERIC = frozenset(
    [
        "城区",
        "郊区",
        "矿区",
        "东区",
        "西区",
        "城东区",
        "城西区",
        "城北区",
        "城中区",
        "新城区",
        "老城区",
        "港口区",
        "市中区",
    ]
)

# Peoples in the names of autonomous prefectures and counties; those of the first group also stand without 族.
PEOPLES = (
    "(?:(?:蒙古|哈萨克|柯尔克孜|锡伯|塔吉克|鄂伦春)族?"
    "|(?:回|藏|苗|彝|壮|满|侗|瑶|白|土家|哈尼|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|土|达斡尔|仫佬|羌|布朗|撒拉"
    "|毛南|仡佬|阿昌|普米|怒|保安|裕固|独龙|布依|朝鲜|鄂温克|各)族)+"
)
AUTONOMOUS = re.compile(f"(.+?){PEOPLES}自治([州县旗])")
PROVINCE_END = re.compile("(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)$")
CITY_END = re.compile("(?:市|地区|盟)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A division or zone under one name.

    ``valid_from`` None: before 2009; ``valid_to`` None: still in force. ``successors`` are codes,
    the one that took most of it first; a division renamed under its code names its own code.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    valid_from: int | None
    valid_to: int | None
    successors: tuple[str, ...]

    def in_force(self, year: int) -> bool:
        """Whether the place bore this name in any part of the year."""
        begun = self.valid_from is None or self.valid_from <= year
        return begun and (self.valid_to is None or year <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """The places named at the beginning of a text; ``text[:end]`` is what was read.

    Where ``ambiguous``, ``candidates`` holds every place the last name may mean, and ``province``,
    ``city``, ``county`` only what they have in common. Else ``candidates`` holds the one place.
    """

    province: Place | None
    city: Place | None
    county: Place | None
    zone: Place | None
    end: int
    ambiguous: bool
    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    by_code: dict[str, tuple[Place, ...]]
    by_name: Names


def _read_place(line: str) -> Place:
    code, name, level, parent, first, last, successors = line.split("\t")
    return Place(
        code,
        name,
        cast(Level, level),
        parent or None,
        int(first) if first else None,
        int(last) if last else None,
        tuple(successors.split(",")) if successors else (),
    )


def _grouped(pairs: Iterable[tuple[str, Place]]) -> Names:
    groups: dict[str, list[Place]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in groups.items()}


@cache
def _gazetteer() -> _Gazetteer:
    rows = [_read_place(line) for line in data_lines("places.tsv")[1:]]
    by_code = _grouped((row.code, row) for row in rows)
    names = [(row.name, row) for row in rows]
    names += [(name, row) for row in rows if row.level == "zone" for name in _bare_zone_name(row, by_code)]
    return _Gazetteer(by_code, _grouped(names))


def _bare_zone_name(zone: Place, by_code: dict[str, tuple[Place, ...]]) -> Iterator[str]:
    """雄安新区 for 河北雄安新区; nothing for 兰州新区, where only 新区 would be left."""
    code = zone.parent
    while code is not None:
        host = by_code[code][-1]
        for stem in _short_forms(host):
            bare = zone.name.removeprefix(stem)
            if bare != zone.name and bare.endswith("新区") and bare != "新区":
                yield bare
        code = host.parent


def _short_forms(item: Place) -> Iterator[str]:
    """内蒙古 for 内蒙古自治区, 杭州 for 杭州市, 恩施 and 恩施州 for 恩施土家族苗族自治州."""
    autonomous = AUTONOMOUS.fullmatch(item.name)
    if autonomous:
        stem, kind = autonomous.groups()
        yield stem + kind
        if kind == "州":
            yield stem
    elif item.level in ("province", "city"):
        end = PROVINCE_END if item.level == "province" else CITY_END
        stem = end.sub("", item.name)
        if stem != item.name and len(stem) > 1:
            yield stem


@cache
def _short_names() -> Names:
    """Full and short names together; 海南 is the province, since nobody calls 海南藏族自治州 so."""
    gazetteer = _gazetteer()
    rows = [row for rows in gazetteer.by_code.values() for row in rows]
    pairs = [(form, row) for row in rows for form in _short_forms(row)]
    provinces = {form for form, row in pairs if row.level == "province"}
    kept = [(form, row) for form, row in pairs if not (form in provinces and row.name.endswith("自治州"))]
    full = [(name, row) for name, rows in gazetteer.by_name.items() for row in rows]
    return _grouped(full + kept)


def place_names() -> tuple[str, ...]:
    """Every name of the gazetteer, full and short, former ones too; sorted.

    Examples
    --------
    >>> {"内蒙古", "杭州", "杭州市"} <= set(place_names())
    True
    """
    return tuple(sorted(_short_names()))


@cache
def _lengths(allow_short: bool) -> dict[str, tuple[int, ...]]:
    """First two characters → lengths of the names that begin so, longest first."""
    found: dict[str, set[int]] = {}
    for name in _short_names() if allow_short else _gazetteer().by_name:
        found.setdefault(name[:2], set()).add(len(name))
    return {key: tuple(sorted(lengths, reverse=True)) for key, lengths in found.items()}


def _row(code: str, year: int | None) -> Place:
    """The row of a code in a year, the newest where none was in force then."""
    rows = _gazetteer().by_code[code]
    if len(rows) == 1:
        return rows[0]
    valid = [row for row in rows if year is not None and row.in_force(year)]
    return (valid or rows)[-1]


@cache
def _above(code: str) -> tuple[str, ...]:
    """Codes of what a code lies in, nearest first; the same for all names it ever had."""
    parent = _gazetteer().by_code[code][-1].parent
    return () if parent is None else (parent, *_above(parent))


@cache
def _rows_above(code: str, year: int | None) -> tuple[Place, ...]:
    return tuple(_row(above, year) for above in _above(code))


def find_places(name: str, *, year: int | None = None) -> tuple[Place, ...]:
    """Find all places that bear or bore this full name.

    Parameters
    ----------
    name
        Full name with its suffix; zones also without the province or city before it.
    year
        Places in force in that year come first; the others follow, those still in force first.

    Returns
    -------
    tuple of Place
        Empty where the name is unknown.

    Examples
    --------
    >>> [(item.code, item.valid_to, item.successors) for item in find_places("洪泽县", year=2012)]
    [('320829', 2016, ('320813',))]
    >>> find_places("青澜县")
    ()
    """
    found = _gazetteer().by_name.get(name, ())
    return tuple(
        sorted(
            found,
            key=lambda item: (
                year is not None and not item.in_force(year),
                item.valid_to is not None,
                item.code,
            ),
        )
    )


def place(code: str, *, year: int | None = None) -> Place | None:
    """Look a place up by its code.

    Parameters
    ----------
    code
        Six digits of GB/T 2260; zones have codes of this package that begin with Z.
    year
        The name borne in that year, the newer one in the year of a change; without it the newest.

    Returns
    -------
    Place or None
        None where the code is unknown or was not in force in that year.

    Examples
    --------
    >>> place("420600").name, place("420600", year=2009).name
    ('襄阳市', '襄樊市')
    >>> place("659012", year=2020) is None
    True
    """
    rows = _gazetteer().by_code.get(code, ())
    valid = [row for row in rows if year is None or row.in_force(year)]
    return valid[-1] if valid else None


@cache
def provinces() -> tuple[Place, ...]:
    """Provinces, autonomous regions and municipalities, in the order of their codes.

    Examples
    --------
    >>> [province.name for province in provinces()][:3]
    ['北京市', '天津市', '河北省']
    """
    return tuple(row for rows in _gazetteer().by_code.values() for row in rows if row.level == "province")


def lineage(place: Place, *, year: int | None = None) -> Lineage:
    """Province, city and county in which a place lies, itself included.

    Parameters
    ----------
    place
        Districts of municipalities and counties directly under a province have no city. A zone lies
        in its host division and is none of the three itself.
    year
        Names are those of that year; without it those of today, or of the last year of a former place.

    Returns
    -------
    tuple
        ``(province, city, county)``, each a Place or None.

    Examples
    --------
    >>> [item.name if item else None for item in lineage(find_places("浦东新区")[0])]
    ['上海市', None, '浦东新区']
    """
    when = _year_within(place, year)
    levels = {row.level: row for row in _rows_above(place.code, when)} | {place.level: place}
    return levels.get("province"), levels.get("city"), levels.get("county")


def _year_within(item: Place, year: int | None) -> int | None:
    """A year of the item's own before its last, in which what lies above it may have changed too."""
    if year is not None and item.in_force(year) and year != item.valid_to:
        return year
    if item.valid_to is None:
        return None
    return item.valid_to if item.valid_from == item.valid_to else item.valid_to - 1


def match_prefix(text: str, *, year: int | None = None, allow_short: bool = False) -> PlaceMatch | None:
    """Read the places named at the very beginning of a text.

    Parameters
    ----------
    text
        Text that begins with an agency's name. As many names are read as stand there one after the
        other, each within the one before; the longest name goes first.
    year
        Where a name belonged to several places, those that bore it in that year. A name not borne by
        any place in that year is still read.
    allow_short
        Also read 上海, 内蒙古, 杭州, 恩施州, 长阳县: provinces and cities without their suffix,
        autonomous prefectures and counties without the peoples. The caller checks that an agency follows.

    Returns
    -------
    PlaceMatch or None
        None where the text begins with no known place.

    Examples
    --------
    >>> match = match_prefix("浙江省温州市乐清市教育局")
    >>> match.province.name, match.city.name, match.county.name, match.end
    ('浙江省', '温州市', '乐清市', 9)
    >>> match = match_prefix("鼓楼区教育局")
    >>> match.ambiguous, match.county, len(match.candidates) > 2
    (True, None, True)
    """
    paths: list[tuple[Place, ...]] = [()]
    end = 0
    while grown := _grow(paths, text, end, year, allow_short):
        paths, end = grown
    paths = [path for path in paths if path and not _is_bare_corps_division(path)]
    return _resolve(paths, end, year) if paths else None


def _is_bare_corps_division(path: tuple[Place, ...]) -> bool:
    """第一师 with neither 兵团 before nor its city after: 第一师范学校 begins so too."""
    return len(path) == 1 and path[0].parent is not None and path[0].parent.startswith("Z")


def _grow(
    paths: list[tuple[Place, ...]], text: str, start: int, year: int | None, allow_short: bool
) -> tuple[list[tuple[Place, ...]], int] | None:
    names = _short_names() if allow_short else _gazetteer().by_name
    for length in _lengths(allow_short).get(text[start : start + 2], ()):
        if start + length > len(text):
            continue
        found = names.get(text[start : start + length], ())
        grown = [(*path, item) for path in paths for item in found if _follows(path, item, year)]
        if grown:
            return grown, start + length
    return None


def _follows(path: tuple[Place, ...], item: Place, year: int | None) -> bool:
    if year is not None and item.name in GENERIC and not item.in_force(year):
        return False
    if not path:
        return True
    above = path[-1]
    if item.code == above.code:
        return False
    if above.code in _above(item.code):
        return True
    # 第八师石河子市: a division after a zone lies in the zone's host or is it.
    if above.level != "zone" or item.level == "zone":
        return False
    host = next(code for code in _above(above.code) if not code.startswith("Z"))
    return host == item.code or host in _above(item.code)


def _resolve(paths: list[tuple[Place, ...]], end: int, year: int | None) -> PlaceMatch:
    by_last = {path[-1]: path for path in paths}
    dated = [item for item in by_last if year is not None and item.in_force(year)]
    last = _newest(dated or list(by_last))
    loose = last[0].name in GENERIC and not any(_after_parent(by_last[item]) for item in last)
    found = [_levels(by_last[item][:-1] if loose else by_last[item], year) for item in last]
    province, city, county, zone = (_shared(column) for column in zip(*found, strict=True))
    return PlaceMatch(province, city, county, zone, end, loose or len(last) > 1, tuple(last))


def _after_parent(path: tuple[Place, ...]) -> bool:
    return len(path) > 1 and path[-2].code == path[-1].parent


def _newest(items: list[Place]) -> list[Place]:
    """Without those that live on in another: 寿县 changed its city and code in 2015, yet is one county."""
    if len(items) == 1 or not any(item.successors for item in items):
        return items
    return [item for item in items if not any(_continues(item, other) for other in items if other != item)]


@cache
def _continues(item: Place, other: Place) -> bool:
    """Whether ``other`` is what became of ``item``, or the city above it, as with 毕节市 in 2011."""
    queue, seen = [item], {item}
    while queue:
        current = queue.pop()
        for code in current.successors:
            row = _row(code, current.valid_to)
            if row == other or other.code in _above(row.code):
                return True
            if row not in seen:
                seen.add(row)
                queue.append(row)
    return False


def _levels(path: tuple[Place, ...], year: int | None) -> tuple[Place | None, ...]:
    """Province, city, county, zone of a path; where the text named one, under the name it used."""
    if not path:
        return None, None, None, None
    named = {item.level: item for item in path}
    levels: tuple[Level, ...] = ("province", "city", "county")
    above = lineage(path[-1], year=year)
    return (*(named.get(level, item) for level, item in zip(levels, above, strict=True)), named.get("zone"))


def _shared(column: tuple[Place | None, ...]) -> Place | None:
    return column[0] if all(item == column[0] for item in column) else None
