"""XML of an office file → elements that matter, bounded while parsing. No DTD, no entities."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from textkit.reading._document import ReadingError

__all__ = ["Element", "Vocabulary", "parse_xml"]

# The empty official form has 7,600 elements, a report of 60,000 characters some 100,000; 400,000 take
# 150 MB at worst.
MAX_ELEMENTS = 400_000
# Word's tables in tables in text boxes stay below 60; each level of tables costs a pass over what it holds.
MAX_DEPTH = 150
# An element of Word has 20 attributes, the outermost one 40 with its namespaces.
MAX_ATTRIBUTES = 500
# A tag longer than this is looked at before the parser sees it: all but pictures stored in attributes
# (o:gfxdata) are shorter, and a shorter one can't hold attributes enough to do harm.
LONG_TAG = 20_000
_LONG = re.compile(rb"<[^<]{%d}" % LONG_TAG)
_MANY_ATTRIBUTES = re.compile(
    rb"<[^\s<>\"'=]++(?:\s*+[^\s<>\"'=]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}" % MAX_ATTRIBUTES
)
_DECLARED = re.compile(rb"\s*+<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})")
_GB = ("gb2312", "gbk", "gb18030", "cp936")


@dataclass(slots=True)
class Element:
    """An element of the vocabulary: its short name, attributes by local name, elements and texts in it."""

    name: str
    attributes: dict[str, str]
    children: list[Element | str]

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        for child in self.children:
            if isinstance(child, Element) and child.name == name:
                return child
        return None

    def all(self, name: str) -> list[Element]:
        """The children of a name."""
        return [child for child in self.children if isinstance(child, Element) and child.name == name]

    def value(self, name: str, attribute: str = "val") -> str | None:
        """An attribute of the first child of a name, None where either is missing."""
        child = self.first(name)
        return None if child is None else child.attributes.get(attribute)

    @property
    def text(self) -> str:
        return "".join(child for child in self.children if isinstance(child, str))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What to keep of a file: expanded names (``uri}local``) by their short names.

    An element that isn't named is left out and what it holds is taken for its parent's. Of a ``leaf``
    nothing below is kept, of a ``dropped`` one nothing at all; characters count in ``texts`` only.
    ``cuts``: beginnings and ends of stretches that say nothing and are cut out before parsing, which
    takes a tenth of the time of parsing them.
    """

    names: Mapping[str, str]
    leaves: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    cuts: tuple[tuple[bytes, bytes], ...] = ()


def parse_xml(data: bytes, vocabulary: Vocabulary, *, what: str) -> Element:
    """The elements of a file below a root without name.

    Parameters
    ----------
    data : bytes
    vocabulary : Vocabulary
    what : str
        Name of the file, for messages.

    Raises
    ------
    ReadingError
        No well-formed XML, a document type, or more than an office file holds.
    """
    data = _as_utf8(data, what)
    if any(_MANY_ATTRIBUTES.match(data, match.start()) for match in _LONG.finditer(data)):
        raise _too_much(what, f"an element with more than {MAX_ATTRIBUTES} attributes")
    for begin, end in vocabulary.cuts:
        data = _without(data, begin, end)
    root = Element("", {}, [])
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    parser.ordered_attributes = True
    _handle(parser, root, vocabulary, what)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as err:
        raise ReadingError(f"{what} is damaged ({err}); open the file in Word and save it again") from err
    return root


def _handle(parser: expat.XMLParserType, root: Element, vocabulary: Vocabulary, what: str) -> None:
    """Have the parser put below ``root`` what the vocabulary names.

    The handlers are closures: they are called 15,000 times for a report, and look-ups of attributes
    of an object would make a tenth of the whole reading time.
    """
    names, leaves, dropped, texts = vocabulary.names, vocabulary.leaves, vocabulary.dropped, vocabulary.texts
    count = 0
    # For each open element the one that takes what it holds, None where nothing does.
    takers: list[Element | None] = [root]
    push, pop = takers.append, takers.pop

    def start(expanded: str, attributes: list[str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise _too_much(what, f"more than {MAX_ELEMENTS:,} elements")
        if len(takers) > MAX_DEPTH:
            raise _too_much(what, f"elements nested more than {MAX_DEPTH} deep")
        taker = takers[-1]
        short = names.get(expanded)
        if taker is None or short is None:
            push(taker)
        elif short in dropped:
            push(None)
        else:
            element = Element(short, _by_local_name(attributes) if attributes else {}, [])
            taker.children.append(element)
            push(None if short in leaves else element)

    def end(_expanded: str) -> None:
        pop()

    def characters(text: str) -> None:
        taker = takers[-1]
        if taker is not None and taker.name in texts:
            taker.children.append(text)

    def doctype(*_: object) -> None:
        raise ReadingError(f"{what} has a document type, which no office file has: it is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype


def _by_local_name(attributes: list[str]) -> dict[str, str]:
    return {
        attributes[at][attributes[at].rfind("}") + 1 :]: attributes[at + 1]
        for at in range(0, len(attributes), 2)
    }


def _without(data: bytes, begin: bytes, end: bytes) -> bytes:
    kept = []
    at = 0
    while (start := data.find(begin, at)) >= 0 and (stop := data.find(end, start)) >= 0:
        kept.append(data[at:start])
        at = stop + len(end)
    return b"".join([*kept, data[at:]]) if kept else data


def _too_much(what: str, found: str) -> ReadingError:
    return ReadingError(f"{what} has {found}: no report has; save it as txt if it is one")


def _as_utf8(data: bytes, what: str) -> bytes:
    """The same file in utf-8, whatever its declaration says; the parser is told so."""
    codec = _codec(data, what)
    if codec is None:
        return data
    try:
        return data.decode(codec).encode("utf-8")
    except UnicodeError as err:
        raise ReadingError(
            f"{what} is damaged: no {codec} ({err}); open the file in Word and save it again"
        ) from err


def _codec(data: bytes, what: str) -> str | None:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unknown_encoding(what, "utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[:4] == b"<\x00?\x00":
        return "utf-16-le"
    if data[:4] == b"\x00<\x00?":
        return "utf-16-be"
    match = _DECLARED.match(data)
    declared = match[1].decode("ascii").lower() if match else "utf-8"
    if declared in _GB:
        return "gb18030"
    # A file in utf-8 that says utf-16 was recoded by somebody; the parser finds out.
    if declared in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        return None
    raise _unknown_encoding(what, declared)


def _unknown_encoding(what: str, name: str) -> ReadingError:
    return ReadingError(
        f"{what} is in {name}: office files are in utf-8 or utf-16; save the file again in Word"
    )
