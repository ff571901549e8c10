"""Names of WordprocessingML that reading needs, in the usual and in the strict namespace, and its simple values."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textkit.reading._xml import Element, Vocabulary

__all__ = ["DOCUMENT", "NUMBERING", "STYLES", "is_off", "is_on", "whole"]

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_DRAWING = (
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main",
)
_MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_COMPATIBILITY = ("http://schemas.openxmlformats.org/markup-compatibility/2006",)
_VML = ("urn:schemas-microsoft-com:vml",)

# What a paragraph, run, table, row, cell, section or list looked like before a tracked change.
_FORMER = "pPrChange rPrChange tblPrChange tblPrExChange trPrChange tcPrChange sectPrChange tblGridChange numberingChange"


def _named(namespaces: Iterable[str], names: str) -> dict[str, str]:
    return {f"{namespace}}}{name}": name for namespace in namespaces for name in names.split()}


# "del" and "moveFrom" hold what is no longer there; the same names mark paragraphs and rows, and are empty then.
# "rt" is the reading above a character, "sectPr" holds no text.
_DROPPED = f"{_FORMER} sectPr rt tblPr tblPrEx"
DOCUMENT = Vocabulary(
    names=_named(
        _WORD,
        "document body footnotes endnotes footnote endnote p pPr pStyle numPr numId ilvl outlineLvl rPr vanish specVanish rStyle strike dstrike vertAlign"
        " r t tab br cr ptab sym noBreakHyphen fldChar instrText fldSimple footnoteReference endnoteReference"
        " sdt sdtPr docPartGallery showingPlcHdr txbxContent altChunk object"
        " tbl tblGrid gridCol tr trPr gridBefore gridAfter hidden tc tcPr gridSpan vMerge hMerge cellDel del moveFrom "
        + _DROPPED,
    )
    | _named(_COMPATIBILITY, "AlternateContent Choice Fallback")
    | dict.fromkeys(_named(_MATH, "r"), "r")
    | dict.fromkeys(_named(_MATH, "t"), "t")
    | dict.fromkeys(_named(_DRAWING, "blip"), "picture")
    | dict.fromkeys(_named(_VML, "imagedata"), "picture"),
    leaves=frozenset(("del", "moveFrom", "picture")),
    dropped=frozenset(_DROPPED.split()),
    texts=frozenset(("t", "instrText")),
    # Of each cell of a form five elements say how its borders look.
    cuts=((b"<w:tcBorders>", b"</w:tcBorders>"), (b"<w:tblPrEx>", b"</w:tblPrEx>")),
)

_DROPPED_OF_STYLES = f"{_FORMER} docDefaults latentStyles tblStylePr tblPr"
STYLES = Vocabulary(
    names=_named(
        _WORD,
        "styles style name basedOn pPr numPr numId ilvl outlineLvl rPr vanish " + _DROPPED_OF_STYLES,
    ),
    dropped=frozenset(_DROPPED_OF_STYLES.split()),
    # Some programs write a hundred styles of tables into each file.
    cuts=((b'<w:style w:type="table"', b"</w:style>"),),
)

_DROPPED_OF_NUMBERING = f"{_FORMER} numPicBullet pPr"
NUMBERING = Vocabulary(
    names=_named(
        _WORD,
        "numbering abstractNum numStyleLink lvl start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId rPr rFonts vanish"
        " num abstractNumId lvlOverride startOverride " + _DROPPED_OF_NUMBERING,
    ),
    dropped=frozenset(_DROPPED_OF_NUMBERING.split()),
)

_WHOLE = re.compile(r"\s*+(-?\d{1,9})\s*+")
_OFF = ("0", "false", "off", "none")


def whole(value: str | None) -> int | None:
    """A whole number of at most nine digits, None for anything else."""
    match = _WHOLE.fullmatch(value) if value else None
    return int(match[1]) if match else None


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a property is set and not switched off."""
    return properties is not None and (found := properties.first(name)) is not None and not is_off(found)


def is_off(element: Element) -> bool:
    return element.attributes.get("val", "").lower() in _OFF
