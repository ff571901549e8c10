"""What is printed in a cell → the number, or which kind of nothing it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from textkit._folding import fold
from textkit.report import CellState

__all__ = ["Value", "cell_value", "is_value"]

_MARKS = re.compile(r"[\s*`]+|&nbsp；|<br\s?/?>")
_NOT_APPLICABLE = re.compile(r"[-—―─/\\]+|无|不涉及|不适用")
# 本年增/减 is written +3, -35, 增加3, 减少35, 无变化 (form of 2019).
_NUMBER = re.compile(
    r"(?P<sign>[+-]|增加?|减少?)?"
    r"(?P<digits>0|[1-9]\d{0,2}(?:[,，]\d{3})+|[1-9]\d{0,14})(?P<fraction>\.\d{1,10})?"
    r"(?P<unit>(?:亿|万)?元|件次?|条|项|个|人次|人|篇|次|份|场次|%)?"
)
_UNCHANGED = re.compile(r"无变化|无增减|持平|不变|零")


@dataclass(frozen=True, slots=True)
class Value:
    """The number of a cell in the unit printed beside it, or the state it is in."""

    value: Decimal | None
    state: CellState
    unit: str | None = None


def cell_value(printed: str) -> Value:
    """Read a cell.

    Examples
    --------
    >>> cell_value("1,204"), cell_value("—").state, cell_value("1368.25万元").unit
    (Value(value=Decimal('1204'), state='number', unit=None), 'not_applicable', '万元')
    >>> cell_value("00").state
    'unreadable'
    """
    words = _MARKS.sub("", fold(printed))
    if not words:
        return Value(None, "blank")
    if _NOT_APPLICABLE.fullmatch(words):
        return Value(None, "not_applicable")
    if _UNCHANGED.fullmatch(words):
        return Value(Decimal(0), "number")
    match = _NUMBER.fullmatch(words)
    if match is None:
        return Value(None, "unreadable")
    digits = re.sub(r"[,，]", "", match["digits"]) + (match["fraction"] or "")
    number = Decimal(digits)
    negative = (match["sign"] or "").startswith(("-", "减"))
    return Value(-number if negative and number else number, "number", match["unit"])


def is_value(printed: str) -> bool:
    """Whether a cell holds a number, a mark for none, or nothing."""
    return cell_value(printed).state != "unreadable"
