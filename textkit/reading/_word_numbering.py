"""Numbers that Word generates before paragraphs: 一、（二）3.1 •

Counts are kept for each abstract numbering, as lists that share one go on counting; a list that
overrides its start begins anew where it is first used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from textkit.reading._word_names import is_on, whole
from textkit.reading._word_numerals import numeral
from textkit.reading._word_styles import Styles
from textkit.reading._xml import Element

__all__ = ["BULLET", "Numbering"]

BULLET = "•"
MAX_LEVELS = 9
# The longest text of a level is some "第%1部分"; Word allows 31 characters.
MAX_LEVEL_TEXT = 60
# A numbering that takes its levels from a style, which points to another numbering: once is usual.
MAX_LINKS = 8

_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_SYMBOL_FONT = re.compile(r"wingdings|webdings|symbol|marlett|zapf ?dingbats|monotype sorts", re.IGNORECASE)
# Behind these nothing parts the number from the words.
_CLOSED = "、）．。，：；】〕》」"


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list. ``restart``: None after any higher level, 0 never, n after the n-th or a higher one."""

    start: int
    format: str
    text: str
    suffix: str
    legal: bool
    restart: int | None
    style: str | None
    pad: int
    hidden: bool

    def printed(self, value: int, *, legal: bool) -> str:
        """The number of this level in a level's text; a bullet has none."""
        if self.format in ("bullet", "none"):
            return ""
        return numeral(value, "decimal" if legal else self.format).rjust(self.pad, "0")


@dataclass(frozen=True, slots=True)
class _List:
    """A numbering that paragraphs point to; ``key`` names what it counts together with."""

    key: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a file and how far they have counted; asked once a paragraph, in order."""

    def __init__(self, root: Element | None = None, styles: Styles | None = None) -> None:
        self._styles = styles or Styles()
        self._abstract: dict[str, Element] = {}
        self._nums: dict[int, Element] = {}
        for element in root.all("abstractNum") if root else []:
            self._abstract.setdefault(element.attributes.get("abstractNumId", ""), element)
        for element in root.all("num") if root else []:
            id = whole(element.attributes.get("numId"))
            if id is not None:
                self._nums.setdefault(id, element)
        self._lists: dict[int, _List | None] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[int, int]] = set()

    def level_of(self, num_id: int, chain: tuple[str, ...]) -> int | None:
        """The level of a list that names one of a paragraph's styles as its own."""
        found = self._list(num_id)
        for style in chain if found else ():
            for ilvl, level in found.levels.items() if found else ():
                if level.style == style:
                    return ilvl
        return None

    def count(self, num_id: int, ilvl: int) -> str:
        """The number before the next paragraph of a list, with the blank behind it where one is."""
        found = self._list(num_id)
        level = found.levels.get(ilvl) if found else None
        if found is None or level is None:
            return ""
        counts = self._counts.setdefault(found.key, [None] * MAX_LEVELS)
        counts[ilvl] = self._next(found, num_id, ilvl, counts[ilvl])
        for lower in range(ilvl + 1, MAX_LEVELS):
            rule = found.levels[lower].restart if lower in found.levels else None
            if rule is None or ilvl < rule:
                counts[lower] = None
        printed = _printed(found, level, counts)
        if not printed or level.hidden:
            return ""
        return printed if level.suffix == "nothing" or printed[-1] in _CLOSED else f"{printed} "

    def _next(self, found: _List, num_id: int, ilvl: int, last: int | None) -> int:
        begun = (num_id, ilvl) in self._begun
        self._begun.add((num_id, ilvl))
        if last is None or (ilvl in found.starts and not begun):
            return found.starts.get(ilvl, found.levels[ilvl].start)
        return last + 1

    def _list(self, num_id: int) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._put_together(num_id)
        return self._lists[num_id]

    def _put_together(self, num_id: int) -> _List | None:
        num = self._nums.get(num_id)
        key = self._abstract_of(num)
        if num is None or key is None:
            return None
        if key not in self._levels:
            self._levels[key] = _levels(self._abstract[key])
        levels = dict(self._levels[key])
        starts: dict[int, int] = {}
        for override in num.all("lvlOverride"):
            ilvl = whole(override.attributes.get("ilvl"))
            if ilvl is None or not 0 <= ilvl < MAX_LEVELS:
                continue
            level = override.first("lvl")
            if level:
                levels[ilvl] = _level(level)
            start = whole(override.value("startOverride"))
            if start is not None:
                starts[ilvl] = start
        return _List(key, levels, starts)

    def _abstract_of(self, num: Element | None) -> str | None:
        """The abstract numbering that holds the levels, through styles that stand between."""
        for _ in range(MAX_LINKS):
            key = num.value("abstractNumId") if num else None
            abstract = self._abstract.get(key) if key else None
            link = abstract.value("numStyleLink") if abstract else None
            if link is None:
                return key if abstract else None
            linked = self._styles.of(link).num_id
            num = self._nums.get(linked) if linked is not None else None
        return None


def _printed(found: _List, level: _Level, counts: list[int | None]) -> str:
    if level.format == "bullet":
        return level.text

    def number(match: re.Match[str]) -> str:
        ilvl = int(match[1]) - 1
        other = found.levels.get(ilvl)
        if other is None:
            return ""
        count = counts[ilvl]
        # A level that no paragraph has used yet shows where it would start.
        value = found.starts.get(ilvl, other.start) if count is None else count
        return other.printed(value, legal=level.legal)

    return _PLACE.sub(number, level.text).strip()


def _levels(abstract: Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in abstract.all("lvl"):
        ilvl = whole(element.attributes.get("ilvl"))
        if ilvl is not None and 0 <= ilvl < MAX_LEVELS:
            levels.setdefault(ilvl, _level(element))
    return levels


def _level(element: Element) -> _Level:
    format = element.value("numFmt") or "decimal"
    pad = 0
    if format == "custom":
        # "001, 002, 003, ..."
        pattern = re.match(r"\d{1,9}", element.value("numFmt", "format") or "")
        format, pad = "decimal", len(pattern.group()) if pattern else 0
    text = (element.value("lvlText") or "")[:MAX_LEVEL_TEXT]
    return _Level(
        start=whole(element.value("start")) or 0,
        format=format,
        text=_bullet(element, text) if format == "bullet" else text,
        suffix=element.value("suff") or "tab",
        legal=is_on(element, "isLgl"),
        restart=whole(element.value("lvlRestart")),
        style=element.value("pStyle"),
        pad=pad,
        hidden=is_on(element.first("rPr"), "vanish"),
    )


def _bullet(element: Element, text: str) -> str:
    """The sign of a bullet; what only a symbol font shows, or a letter in its place, is ``•``."""
    if element.first("lvlPicBulletId"):
        return BULLET
    sign = text.strip()
    run = element.first("rPr")
    fonts = run.first("rFonts") if run else None
    font = " ".join(fonts.attributes.values()) if fonts else ""
    if not sign or not (sign.isprintable() or _PRIVATE.search(sign)):
        return ""
    symbol = _SYMBOL_FONT.search(font) or _PRIVATE.search(sign) or (sign.isascii() and sign.isalnum())
    return BULLET if symbol else sign
