"""Quantities in running text.

1. The text is folded and squeezed, so numbers broken by blanks or lines are whole again.
2. One pattern (``_grammar``) goes over it from left to right and at each place tries first what is
   no quantity, then the forms of a quantity.
3. The numeral is read, ``一`` as an article is left out, and the words beside it give the bound.
4. What was found is put back into the offsets of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from textkit._folding import PAGE_LINE, Squeezed, fold, squeeze
from textkit.quantities._grammar import HEADER_UNIT, grammar, kind_of_passed, told_only, without_unit
from textkit.quantities._numerals import parse_numeral, parse_several, parse_step, plain, scale_of
from textkit.quantities._units import Unit, bound_of, counted_behind, units
from textkit.report import NumberSpan, Quantity

__all__ = ["Scanned", "find_non_quantities", "scan"]

# "1. 3件" and "；2.2023年" begin an item of a list; "；2.5万人次" is a decimal.
_LIST_MARK = re.compile(
    r"(?:^|(?<=[\n。；：！？]))([ \t]*[0-9]{1,2})\.(?=[ \t]+[0-9]|[0-9]{4}年|[0-9]{1,4}[个件条次项名家])"
)
# A half-width comma that parts no thousands ends a clause like the full-width one.
_COMMA = re.compile(r"(?<![0-9]),|,(?![0-9])")
_PAGE_BREAK = re.compile(rf"\n{PAGE_LINE}\r?\n")
_CELL_BORDER = re.compile(r"\t|\n[ \u3000]*\r?\n")
_BARE_SCALE = re.compile(r"[百千万亿][十百千万亿]*$")
_SPACED_DIGITS = re.compile(r"[0-9](?:\s[0-9])+(?![0-9])")
_MINUS = re.compile(r"(?<![0-9A-Za-z%‰）])-$")
# "增减为-14项"; a dash elsewhere before a count is a dash.
_MINUS_COUNT = re.compile("[为是：数额达]-$")
# "未发生1起行政复议" says that there was none.
DENIED = 6
_DENIED = re.compile(
    "(?:未(?:曾|有)?(?:收到|发生|出现|产生|接到|发现|受理)?|没有(?:收到|发生|出现|产生)?|无|(?<!信息)(?<!材料)(?<!内容)不存在)$"
)
_CAPITALS = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟]")
# What every number has; 翻番 and 半数 say theirs.
_NUMERIC = re.compile("[0-9〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟数几半翻①-⑳]")
_CLAUSE_ENDS = frozenset("，。；、）！？,”")
_BEGINNING = re.compile(r"(?:^|[\n。；：！？])[ \t]*$")


@dataclass(frozen=True, slots=True)
class Scanned:
    """Quantities of a text, each with its place in ``clean``, the text that patterns are matched on."""

    source: str
    clean: Squeezed
    found: tuple[tuple[int, int, Quantity], ...]


@dataclass(frozen=True, slots=True)
class _Number:
    """What one numeral means, at a place of the squeezed text."""

    start: int
    end: int
    unit: Unit
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: str | None = None


def scan(text: str) -> Scanned:
    """Quantities of a text in order, not yet linked."""
    clean = _prepared(text)
    if not _NUMERIC.search(clean.text):
        return Scanned(text, clean, ())
    found = []
    for match in grammar().finditer(clean.text):
        form = match.lastgroup or ""
        if form not in _READERS:
            continue
        for number in _READERS[form](match):
            quantity = _quantity(number, clean, text)
            if quantity:
                found.append((number.start, number.end, quantity))
    if "单位" in clean.text or "）：" in clean.text:
        found += _under_header_unit(clean, text, [(start, end) for start, end, _ in found])
        found.sort(key=lambda one: one[0])
    return Scanned(text, clean, tuple(found))


def find_non_quantities(text: str) -> tuple[NumberSpan, ...]:
    """Numbers that count nothing, in order, with what they are.

    ``kind`` is one of date, time, duration, ordinal, rank, document, phone, postcode, address, url,
    version, list_mark, set_phrase, name (in quotes or title marks).

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> for number in find_non_quantities("2023年办理12345热线86件，均在5个工作日内按第三十三条答复。"):
    ...     print(number.text, number.kind)
    2023年 date
    12345 phone
    5个工作日 duration
    第三十三条 document
    """
    clean = _prepared(text)
    first, ends = [], []
    spans: list[tuple[int, int, str]] = []
    for match in grammar().finditer(clean.text):
        kind = kind_of_passed(match.lastgroup or "")
        if kind is None:
            first.append(match.start())
            ends.append(match.end())
        elif _NUMERIC.search(match.group()):
            spans.append((*match.span(), kind))
    for match in told_only().finditer(clean.text):
        if bisect_right(ends, match.start()) == bisect_left(first, match.end()):
            spans.append((*match.span(), kind_of_passed(match.lastgroup or "") or ""))
    passed, covered = [], 0
    # Of two that begin together or lie in each other, the longer says more: 排名第二 is a rank.
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= covered:
            where = clean.original(start, end)
            passed.append(NumberSpan(*where, text[slice(*where)], kind))
            covered = end
    return tuple(passed)


def _prepared(text: str) -> Squeezed:
    """The text that patterns are matched on, with the way back."""
    return squeeze(_without_list_marks(_with_full_commas(fold(text))))


def _with_full_commas(folded: str) -> str:
    return _COMMA.sub("，", folded) if "," in folded else folded


def _without_list_marks(folded: str) -> str:
    return _LIST_MARK.sub(r"\1、", folded) if "." in folded else folded


def _quantity(number: _Number, clean: Squeezed, source: str) -> Quantity | None:
    """The quantity in offsets of the source, None where it only looks like one."""
    start, end, value = number.start, number.end, number.value
    unit = number.unit
    if value is not None and _has_sign(clean.text, start, unit):
        start, value = start - 1, -value
    first, last = clean.original(start, end)
    written = source[first:last]
    if _crosses_border(written) or _is_glued(clean.text[start:end], source, first):
        return None
    bound = number.bound or bound_of(clean.text, number.start, end)
    return Quantity(first, last, written, value, unit.id, bound, unit.kind, number.low, number.high)


# ------------------------------------------------------------------------------- forms of a quantity


def _read_number(match: re.Match[str]) -> Iterator[_Number]:
    start, end = match.span()
    unit, written = units()[match["unit"]], match["numeral"]
    value = parse_numeral(written)
    if value == 1 and _DENIED.search(match.string, max(0, start - DENIED), start):
        return
    if value is None or _is_loose(match, written) or _is_article(match.string, written, end, start, unit):
        return
    if unit.kind == "money" or not _CAPITALS.search(written):
        for group, part in (("tenth", Decimal("0.1")), ("hundredth", Decimal("0.01"))):
            value += (parse_numeral(match[group]) or 0) * part if match[group] else 0
        yield _Number(start, end, unit, value * unit.factor)


def _read_share(match: re.Match[str]) -> Iterator[_Number]:
    unit, high = units()[match["prefix"]], _share(match["part"])
    low = _share(match["shared_low"]) if match["shared_low"] else None
    if high is None or (match["shared_low"] and (low is None or low >= high)):
        return
    if low is None:
        yield _Number(match.start(), match.end(), unit, high)
    else:
        yield _Number(match.start(), match.end(), unit, None, low, high, "range")


def _read_fraction(match: re.Match[str]) -> Iterator[_Number]:
    below = parse_numeral(match["below"] or match["lower"])
    above = parse_numeral(match["above"] or match["upper"])
    if below and above is not None:
        yield _Number(match.start(), match.end(), units()["%"], above * 100 / below)


def _read_tenths(match: re.Match[str]) -> Iterator[_Number]:
    if match["tens"]:
        ones = Decimal(5) if match["ones"] == "半" else parse_numeral(match["ones"])
        value = (parse_numeral(match["tens"]) or 0) * Decimal(10) + (ones or 0)
    else:
        value = Decimal(5)
    yield _Number(match.start(), match.end(), units()["%"], value)


def _read_decimal(match: re.Match[str]) -> Iterator[_Number]:
    value, scale = _share(f"{match['whole']}点{match['behind']}"), parse_numeral(match["scale"] or "一")
    if value is not None and scale is not None:
        yield _Number(match.start(), match.end(), units()[match["decimal_unit"]], plain(value * scale))


def _read_doubled(match: re.Match[str]) -> Iterator[_Number]:
    times = parse_numeral(match["times"]) if match["times"] else Decimal(1)
    if times is not None:
        yield _Number(match.start(), match.end(), units()["倍"], 2**times)


def _read_half(match: re.Match[str]) -> Iterator[_Number]:
    if match.group() == "百分百":
        yield _Number(match.start(), match.end(), units()["%"], Decimal(100))
    else:
        yield _Number(match.start(), match.end(), units()["%"], Decimal(50))


def _read_range(match: re.Match[str]) -> Iterator[_Number]:
    unit = units()[match["range_unit"]]
    low_unit = units()[match["low_unit"]] if match["low_unit"] else unit
    low, high = parse_numeral(match["low"]), parse_numeral(match["high"])
    if low is None or high is None or low_unit.id != unit.id:
        return
    if not match["low_unit"] and not scale_of(match["low"]):
        low *= scale_of(match["high"]) or 1
    if low < high:
        limits = low * low_unit.factor, high * unit.factor
        yield _Number(match.start(), match.end(), unit, None, *limits, "range")


def _read_step(match: re.Match[str]) -> Iterator[_Number]:
    limits = parse_step(match["about"])
    if limits:
        unit = units()[match["step_unit"]]
        low, high = limits[0] * unit.factor, limits[1] * unit.factor
        yield _Number(match.start(), match.end(), unit, None, low, high, "range")


def _read_several(match: re.Match[str]) -> Iterator[_Number]:
    unit, written = units()[match["some_unit"]], match["some"]
    if written.startswith("上"):
        value = parse_numeral(written.removeprefix("上"))
        if value is not None:
            yield _Number(match.start(), match.end(), unit, value * unit.factor, bound="at_least")
        return
    if len(written) == 1 and _is_article(match.string, "一", match.end(), match.start(), unit):
        return
    limits = parse_several(written)
    if limits:
        low, high = limits[0] * unit.factor, limits[1] * unit.factor
        yield _Number(match.start(), match.end(), unit, None, low, high, "vague")


def _read_together(match: re.Match[str]) -> Iterator[_Number]:
    unit = units()[match["together_unit"]]
    heads = list(re.finditer(r"[0-9.]+", match["heads"]))
    is_mark = len(heads) == 1 and _BEGINNING.search(match.string, 0, match.start())
    scale = (
        (parse_numeral(match["together_scale"]) or 1) * unit.factor
        if match["together_scale"]
        else unit.factor
    )
    bound = bound_of(match.string, match.start(), match.end())
    for head in [] if is_mark else heads:
        start = match.start("heads") + head.start()
        yield _Number(
            start, start + len(head.group()), unit, plain(Decimal(head.group()) * scale), bound=bound
        )
    value = plain(Decimal(match["last"]) * scale)
    yield _Number(match.start("last"), match.end(), unit, value, bound=bound if not is_mark else None)


_READERS: dict[str, Callable[[re.Match[str]], Iterator[_Number]]] = {
    "fraction": _read_fraction,
    "tenths": _read_tenths,
    "decimal": _read_decimal,
    "share": _read_share,
    "doubled": _read_doubled,
    "half": _read_half,
    "range": _read_range,
    "step": _read_step,
    "several": _read_several,
    "together": _read_together,
    "number": _read_number,
}


def _under_header_unit(
    clean: Squeezed, source: str, taken: list[tuple[int, int]]
) -> Iterator[tuple[int, int, Quantity]]:
    """Bare numbers behind （单位：万元）, in that unit."""
    header = HEADER_UNIT.search(clean.text)
    if not header:
        return
    named = header[1] or header[2]
    scale = parse_numeral(scaled[0]) if (scaled := re.match("[十百千万亿]+", named)) else Decimal(1)
    unit = units().get(named.lstrip("十百千万亿"))
    if unit is None or scale is None:
        return
    spans = sorted({*taken, *(match.span() for match in grammar().finditer(clean.text))})
    starts, ends = [start for start, _ in spans], list(accumulate((end for _, end in spans), max))
    for match in without_unit().finditer(clean.text, header.end()):
        value = parse_numeral(match.group())
        if value is None or bisect_right(ends, match.start()) != bisect_left(starts, match.end()):
            continue
        quantity = _quantity(_Number(*match.span(), unit, plain(value * scale)), clean, source)
        if quantity:
            yield match.start(), match.end(), quantity


# --------------------------------------------------------------------------- what only looks like one


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


def _is_loose(match: re.Match[str], written: str) -> bool:
    """百条, 万元: a scale alone is a number only with a word of exactness (近百条, 百余条)."""
    if written == "零":
        return match.string[match.start() - 1 : match.start()] not in ("为", "数", "共", "讼", "议")
    return (
        _BARE_SCALE.match(written) is not None
        and bound_of(match.string, match.start(), match.end()) == "exact"
    )


def _is_article(text: str, written: str, end: int, start: int, unit: Unit) -> bool:
    if written != "一" or unit.article == "never":
        return False
    if unit.article == "always":
        return True
    following = text[end : end + 1]
    ends_clause = not following or following in _CLAUSE_ENDS
    return not (ends_clause or counted_behind(text, start))


def _has_sign(text: str, start: int, unit: Unit) -> bool:
    """Whether a minus sign stands before ``start``, not the dash of a range or a number in parts."""
    if not text.startswith("-", start - 1, start):
        return False
    before = text[max(0, start - 2) : start]
    return bool((_MINUS if unit.kind in {"percent", "percentage_point"} else _MINUS_COUNT).search(before))


def _is_glued(number: str, source: str, first: int) -> bool:
    """Whether digits with blanks between them ("附件1 3份") stand in a text that isn't letter-spaced."""
    if not _SPACED_DIGITS.match(number):
        return False
    return first > 0 and not source[first - 1].isspace()


def _crosses_border(written: str) -> bool:
    """Whether a cell border stands inside: a tab, or an empty line that isn't about a page number."""
    if "\t" not in written and "\n" not in written:
        return False
    return bool(_CELL_BORDER.search(written)) and not _PAGE_BREAK.search(written)
