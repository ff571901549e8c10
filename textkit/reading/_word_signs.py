"""Signs that Word shows by a symbol font or by a field, as characters."""

from __future__ import annotations

import re

from textkit.reading._word_numbering import BULLET
from textkit.reading._word_numerals import numeral

__all__ = ["overstruck", "symbol", "without_private"]

# Symbol fonts are addressed at U+F000 and above.
_PRIVATE_BASE = 0xF000
_PRIVATE = re.compile(r"[\uf020-\uf0ff]")
_SYMBOL = {
    0xA3: "≤",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD6: "√",
    0xE5: "∑",
}
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0xA1: "○", 0xA8: "□", 0xAB: "★",
    0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x98: "●",
    0xA2: "■",
    0xA3: "□",
}
_OVERSTRIKE = re.compile(
    r"\s*eq\s*\\o\s*(?:\\a[clr])?\s*[(（]\s*(.{1,12}?)\s*[,，;；]\s*(.{1,12}?)\s*[)）]\s*", re.IGNORECASE
)
_CIRCLES = "○〇◯"
_CODE = re.compile(r"[0-9a-fA-F]{1,6}")


def symbol(code: str, font: str) -> str:
    """The character that ``w:sym`` shows; a sign of a symbol font that has none is ``•``."""
    if not _CODE.fullmatch(code):
        return ""
    value = int(code, 16)
    if _PRIVATE_BASE <= value <= _PRIVATE_BASE + 0xFF:
        value -= _PRIVATE_BASE
    elif value > 0xFF:
        return chr(value) if value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF else ""
    name = font.lower()
    if name == "symbol":
        return _SYMBOL.get(value, BULLET)
    if name == "wingdings 2":
        return _WINGDINGS_2.get(value, BULLET)
    return _WINGDINGS.get(value, BULLET)


def without_private(text: str) -> str:
    """Text with the signs of symbol fonts as characters; such fonts are Wingdings nearly always."""
    return _PRIVATE.sub(lambda match: _WINGDINGS.get(ord(match.group()) - _PRIVATE_BASE, BULLET), text)


def overstruck(code: str) -> str:
    """What an overstriking field shows: Word's encircled characters are ``eq \\o\\ac(○,1)``.

    Examples
    --------
    >>> overstruck(r"eq \\o\\ac(○,3)")
    '③'
    """
    match = _OVERSTRIKE.fullmatch(code)
    if not match:
        return ""
    inner = [part for part in match.groups() if part not in _CIRCLES]
    if len(inner) != 1:
        return "".join(match.groups())
    return (
        numeral(int(inner[0]), "decimalEnclosedCircle") if re.fullmatch(r"[0-9]{1,4}", inner[0]) else inner[0]
    )
