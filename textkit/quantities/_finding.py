"""Quantities in running text.

1. The text is folded and squeezed, so numbers broken by blanks or lines are whole again.
2. One pattern goes over it from left to right and at each place tries first what is no quantity
   (``not_quantities.toml``), then a numeral with a unit (``units.toml``).
3. The numeral is read, ``一`` as an article is left out, and the words beside it give the bound.
4. What was found is put back into the offsets of the text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from textkit._folding import PAGE_LINE, Squeezed, fold, squeeze
from textkit.quantities._numerals import parse_numeral
from textkit.quantities._units import Unit, bound_of, counted_behind, master_pattern, units
from textkit.report import Quantity

__all__ = ["find_quantities"]

# "1. 3件" and "；2.2023年" begin an item of a list; "；2.5万人次" is a decimal.
_LIST_MARK = re.compile(
    r"(?:^|(?<=[\n。；：！？]))([ \t]*[0-9]{1,2})\.(?=[ \t]+[0-9]|[0-9]{4}年|[0-9]{1,4}[个件条次项名家])"
)
_PAGE_BREAK = re.compile(rf"\n{PAGE_LINE}\r?\n")
_CELL_BORDER = re.compile(r"\t|\n[ \u3000]*\r?\n")
_BARE_SCALE = re.compile(r"[百千万亿][十百千万亿]*$")
_SPACED_DIGITS = re.compile(r"[0-9](?:\s[0-9])+(?![0-9])")
_MINUS = re.compile(r"(?<![0-9A-Za-z%‰）])-$")
_CLAUSE_ENDS = frozenset("，。；、）！？,”")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Counts, percentages and amounts of money in a text, in order.

    ``text`` is the numeral with its unit as written, with ``余`` and ``多`` inside but without the
    words around it (``近``, ``以上``), which give ``bound``. Dates, spans of time, ordinals,
    document numbers, addresses, set phrases and names in ``《》`` are no quantities, and neither is
    a number without a unit.

    ``一个``, ``一项`` and the like count only behind a word that counts (``新增一个``, ``共一项``)
    or where nothing is named behind them (``申请1件、复议一项，``); elsewhere they are an article.

    Parameters
    ----------
    text : str
        Prose; a number with a cell border (tab, empty line) between it and its unit is left out.

    Returns
    -------
    tuple of Quantity

    Examples
    --------
    >>> for found in find_quantities("全年受理申请近30件，按时办结率98.6%，服务3.2万余人次。"):
    ...     print(found.text, found.value, found.unit, found.bound, found.kind)
    30件 30 件 less_than count
    98.6% 98.6 % exact percent
    3.2万余人次 32000 人次 more_than count
    """
    clean = squeeze(_LIST_MARK.sub(r"\1、", fold(text)))
    found = []
    for match in master_pattern().finditer(clean.text):
        if match["no"] is None:
            quantity = _read(match, clean, text)
            if quantity:
                found.append(quantity)
    return tuple(found)


def _read(match: re.Match[str], clean: Squeezed, source: str) -> Quantity | None:
    """The quantity a match means, None where it means none."""
    start, end = match.span()
    unit = units()[match["unit"] or match["prefix"]]
    value = parse_numeral(match["number"]) if match["number"] else _share(match["share"])
    bound = bound_of(clean.text, start, end)
    if value is None or _is_loose(match, bound) or _is_article(match, unit):
        return None
    if unit.kind == "percent" and _has_sign(clean.text, start):
        start, value = start - 1, -value
    first, last = clean.original(start, end)
    if _crosses_border(source[first:last]) or _is_glued(match["number"], source, first):
        return None
    return Quantity(first, last, source[first:last], value, unit.id, bound, unit.kind)


def _share(written: str) -> Decimal | None:
    """Number behind 百分之, which may have a 点."""
    whole, _, decimals = written.partition("点")
    value = parse_numeral(whole)
    if value is None or not decimals:
        return value
    digits = [parse_numeral(digit) for digit in decimals]
    if any(digit is None or digit > 9 for digit in digits):
        return None
    return Decimal(f"{value}.{''.join(str(digit) for digit in digits)}")


def _is_loose(match: re.Match[str], bound: str) -> bool:
    """百条, 万元: a scale alone is a number only with a word of exactness (近百条, 百余条)."""
    number = match["number"]
    if number is None:
        return False
    if number == "零":
        return match.string[match.start() - 1 : match.start()] not in ("为", "数", "共", "讼", "议")
    return bound == "exact" and _BARE_SCALE.match(number) is not None


def _is_article(match: re.Match[str], unit: Unit) -> bool:
    if match["number"] != "一" or unit.article == "never":
        return False
    if unit.article == "always":
        return True
    following = match.string[match.end() : match.end() + 1]
    ends_clause = not following or following in _CLAUSE_ENDS
    return not (ends_clause or counted_behind(match.string, match.start()))


def _has_sign(text: str, start: int) -> bool:
    """Whether a minus sign stands before ``start``, not the dash of a range or a number in parts."""
    return bool(_MINUS.search(text[max(0, start - 2) : start]))


def _is_glued(number: str | None, source: str, first: int) -> bool:
    """Whether digits with blanks between them ("附件1 3份") stand in a text that isn't letter-spaced."""
    if number is None or not _SPACED_DIGITS.match(number):
        return False
    return first > 0 and not source[first - 1].isspace()


def _crosses_border(written: str) -> bool:
    """Whether a cell border stands inside: a tab, or an empty line that isn't about a page number."""
    return bool(_CELL_BORDER.search(written)) and not _PAGE_BREAK.search(written)
