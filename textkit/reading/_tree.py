"""html → a plain tree of nodes, bounded before it is parsed. No recursion anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from textkit.reading._document import ReadingError
from textkit.reading._rows import RAISED

__all__ = ["BLOCK_TAGS", "Node", "clean", "parse", "squeeze_line", "table_rows"]

# The parser looks through all open elements at every block: 2.4 ns each, 100 s for 200,000 nested <div>.
MAX_DEPTH = 5_000
MAX_STEPS = 2_000_000_000
# Unclosed <font> and <b> are repeated in every element that follows, 450 bytes each; 2,000 of them
# before 2,000 paragraphs take 1.8 GB. Old pages with unclosed fonts stay below 100,000.
MAX_REPEATED = 200_000
# What the count comes to when cells are not believed to close what was left open in them: a page
# can feign cells.
MAX_REPEATED_AT_WORST = 1_000_000

# The parser compares each attribute of an element with all before it: a million would take days.
MAX_ATTRIBUTES = 1_000
# A long page has 20,000 elements; half a million take 5 s and half a gigabyte.
MAX_ELEMENTS = 500_000

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th"
    " thead tr ul".split()
)
# Struck out: a number corrected by hand stands right behind the one it replaces.
_STRUCK = frozenset(("del", "s", "strike"))
# Never the reading text of a report.
DROPPED_TAGS = frozenset(
    "script style noscript template head title meta link base button select option optgroup textarea input iframe"
    " object embed applet svg canvas video audio map datalist xml frameset noframes math".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# Elements that close by themselves, and void ones: they never pile up.
_SELF_CLOSING = frozenset(
    "p li td th tr tbody thead tfoot dd dt option optgroup br hr img input meta link col colgroup area base embed"
    " param source track wbr html body head".split()
)
_TAG = re.compile(r"<!--(?:(?!-->).)*+|<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})([^<>]{0,200})", re.DOTALL)
_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>\"'][^\s>]*+)?+)?+"
_TAG_WITH_ATTRIBUTES = re.compile(
    rf"<!--(?:(?!-->).)*+|<([a-zA-Z][^\s/>]*+)(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?+",
    re.DOTALL,
)
_LONG_TAG = re.compile(rf"[^>]{{{3 * MAX_ATTRIBUTES}}}")
_RAW_TEXT = frozenset("script style textarea title xmp iframe noembed noframes plaintext".split())
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|text-decoration(?:-line)?\s{0,3}:[^;]{0,40}line-through",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# Zero-width characters at an end are blanks too.
_EDGE = " \t\r\n\f\v\u00a0\u1680\u2002\u2003\u2009\u3000\u200b\u200c\u200d\u2060\ufeff"
# A field in a table of numbers stands in its cell, perhaps within <p><span>; a search box is deeper in a layout table.
MAX_IN_CELL = 3
_FIELD_NUMBER = re.compile(r"[-+]?\d[\d,.]{0,20}")
_STOPS = re.compile(r"[。；！？]")
# Share of a page in links of one address from which on the link was never closed.
UNCLOSED = 0.7


class Node:
    """An element. ``chars``, ``linked`` and ``stops`` count characters, those in links, and sentence marks below it."""

    __slots__ = (
        "attrs", "chars", "children", "good", "hidden", "index", "last", "linked", "noise", "parent", "position", "stops",
        "tables", "tag", "weight",
    )  # fmt: skip

    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None, index: int) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node | str] = []
        self.index = index
        self.last = index
        self.position = 1
        self.chars = self.linked = self.stops = self.tables = 0
        self.weight = 0.0
        self.hidden = False
        self.noise = False
        self.good = False

    def holds(self, other: Node) -> bool:
        """Whether ``other`` is this node or stands below it."""
        return self.index <= other.index <= self.last


def parse(text: str) -> tuple[list[Node], str, list[tuple[str, str]]]:
    """Nodes of the body in order, the page's title, and its named metas.

    Raises
    ------
    ReadingError
        When the page is nested deeper than a page is.
    """
    _refuse_attributes(text)
    _refuse_nesting(text)
    parser = LexborHTMLParser(text.encode("utf-8", "replace").decode("utf-8"))
    title = parser.css_first("title")
    metas = [
        (name, content)
        for meta in parser.css("meta")
        if (name := meta.attributes.get("name") or meta.attributes.get("property"))
        and (content := meta.attributes.get("content"))
    ]
    return _nodes(parser), squeeze_line(title.text()) if title else "", metas


def _nodes(parser: LexborHTMLParser) -> list[Node]:
    start = parser.body
    if start is None:
        return []
    body = Node("body", _attributes(start), None, 0)
    nodes = [body]
    parent, current = body, start.child
    counts: list[dict[str, int]] = [{}]
    while current is not None:
        tag = current.tag or ""
        below = None
        if tag == "-text":
            words = current.text_content or ""
            parent.children.append(words.translate(RAISED) if parent.tag == "sup" else words)
        elif tag == "input" and _is_in_cell(parent) and (printed := _printed_number(current)):
            parent.children.append(printed)
        elif tag[:1] not in ("-", "!", "") and tag not in DROPPED_TAGS:
            node = Node(tag, _attributes(current), parent, len(nodes))
            node.position = counts[-1][tag] = counts[-1].get(tag, 0) + 1
            nodes.append(node)
            parent.children.append(node)
            below = current.child
            if below is not None:
                parent = node
                counts.append({})
        following = below if below is not None else current.next
        while following is None and parent is not body:
            current = current.parent if current is not None else None
            following = current.next if current is not None else None
            parent.last = len(nodes) - 1
            parent = parent.parent or body
            counts.pop()
        current = following
    _count(nodes)
    return nodes


def _is_in_cell(node: Node | None) -> bool:
    for _ in range(MAX_IN_CELL):
        if node is None or node.tag in ("td", "th"):
            break
        node = node.parent
    return node is not None and node.tag in ("td", "th")


def _printed_number(field: LexborNode) -> str:
    """The number that a field of a form shows, empty for any other field."""
    attributes = _attributes(field)
    printed = attributes.get("value", "").strip()
    shown = attributes.get("type", "text").lower() in ("", "text", "number")
    return printed if shown and _FIELD_NUMBER.fullmatch(printed) else ""


def _attributes(element: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in element.attributes.items()}


def _unlink(nodes: list[Node]) -> None:
    """Take no links for those of one address that hold nearly the whole page: one was never closed."""
    links = [node for node in nodes if node.tag == "a" and node.chars]
    if (
        len({node.attrs.get("href", "") for node in links}) != 1
        or nodes[0].linked < UNCLOSED * nodes[0].chars
    ):
        return
    for node in nodes:
        node.linked = 0
    for node in links:
        node.tag = "span"


def _count(nodes: list[Node]) -> None:
    """Sums below each node, from the last to the first; marks what is hidden."""
    nodes[0].last = len(nodes) - 1
    for node in reversed(nodes):
        for child in node.children:
            if isinstance(child, str):
                node.chars += sum(map(len, child.split()))
                node.stops += len(_STOPS.findall(child))
        if node.tag == "a":
            node.linked = node.chars
        parent = node.parent
        if parent is not None:
            parent.chars += node.chars
            parent.linked += node.linked
            parent.stops += node.stops
            parent.tables += node.tables + (node.tag == "table" and node.chars > 0)
    _unlink(nodes)
    sentences = nodes[0].stops
    for node in nodes:
        style = node.attrs.get("style", "")
        declared = (
            node.tag in _STRUCK
            or "hidden" in node.attrs
            or (bool(style) and _HIDDEN.search(style) is not None)
        )
        # Some pages hide their content until a script shows it: what holds most sentences stays.
        node.hidden = declared and (2 * node.stops < sentences or not node.stops)


def _refuse_attributes(text: str) -> None:
    """Raise where an element has more attributes than any page gives one."""
    if not _LONG_TAG.search(text):
        return
    at = 0
    while match := _TAG_WITH_ATTRIBUTES.search(text, at):
        if match["more"]:
            raise ReadingError(
                f"an element of the page has more than {MAX_ATTRIBUTES:,} attributes; save it as txt"
            )
        at = match.end()
        name = (match[1] or "").lower()
        if name in _RAW_TEXT:
            end = re.compile(f"</{re.escape(name)}", re.IGNORECASE).search(text, at)
            at = end.end() if end else len(text)


def _refuse_nesting(text: str) -> None:
    """Raise before the parser is given what would keep it busy for minutes."""
    guard = _Guard()
    for closing, name, rest in _TAG.findall(text):
        tag = name.lower()
        if closing:
            guard.close(tag)
        elif tag:
            guard.open(tag, rest)
        if guard.elements > MAX_ELEMENTS:
            raise ReadingError(
                f"the page has more than {MAX_ELEMENTS:,} elements; split it, or save it as txt"
            )
        if guard.depth > MAX_DEPTH or guard.steps > MAX_STEPS:
            raise ReadingError(
                "the page nests its elements too deeply, or leaves too many open; save it as txt"
            )
        if guard.repeated > MAX_REPEATED or guard.repeated_at_worst > MAX_REPEATED_AT_WORST:
            raise ReadingError("the page leaves too many fonts open to be read safely; save it as txt")


class _Guard:
    """What a parser would have to do for the tags so far, roughly."""

    def __init__(self) -> None:
        self.elements = self.depth = self.steps = self.repeated = self.repeated_at_worst = 0
        self._open = self._fonts = self._all_fonts = 0
        self._tables: list[tuple[int, int]] = []
        self._named: dict[str, list[str]] = {}
        self._alike: dict[str, int] = {}

    def open(self, tag: str, rest: str) -> None:
        self.elements += 1
        if tag in _FORMATTING:
            key = tag + rest
            self._named.setdefault(tag, []).append(key)
            self._alike[key] = self._alike.get(key, 0) + 1
            # No more than three alike are repeated.
            self._count_font(1 if self._alike[key] <= 3 else 0)
        else:
            self.repeated += self._fonts
            self.repeated_at_worst += self._all_fonts
        if tag == "table":
            self._tables.append((self.depth, self._fonts))
        elif tag in ("td", "th") and self._tables:
            # A cell closes what the one before it left open.
            self.depth = self._tables[-1][0] + 1
            self._fonts = min(self._fonts, self._tables[-1][1])
        if tag in BLOCK_TAGS:
            self.steps += self._open
        if tag not in _SELF_CLOSING:
            self.depth += 1
            self._open += 1

    def close(self, tag: str) -> None:
        if self._named.get(tag):
            key = self._named[tag].pop()
            self._count_font(-1 if self._alike[key] <= 3 else 0)
            self._alike[key] -= 1
        if tag not in _SELF_CLOSING:
            self.depth = max(0, self.depth - 1)
            self._open = max(0, self._open - 1)
        if tag == "table" and self._tables:
            self.depth, self._fonts = self._tables.pop()

    def _count_font(self, more: int) -> None:
        self._fonts = max(0, self._fonts + more)
        self._all_fonts = max(0, self._all_fonts + more)


def squeeze_line(raw: str) -> str:
    """Text on one line as a browser shows it: runs of blanks are one, a line break between Chinese is none."""
    return _BLANKS.sub(_blank, raw).strip(_EDGE)


def _blank(match: re.Match[str]) -> str:
    run = match.group()
    if "\n" not in run and "\r" not in run:
        return " "
    start, end = match.span()
    text = match.string
    if start and end < len(text) and text[start - 1].isascii() and text[end].isascii():
        return " "
    return ""


def clean(node: Node) -> str:
    """Text of an element on one line: a cell, a caption."""
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "br":
            parts.append("\n")
        elif not item.hidden:
            block = item is not node and item.tag in BLOCK_TAGS
            if block:
                parts.append("\n")
                stack.append("\n")
            stack.extend(reversed(item.children))
    return squeeze_line("".join(parts))


def table_rows(table: Node) -> Iterator[list[Node]]:
    """Cells of the rows of a table, without those of tables in it."""
    for part in table.children:
        if isinstance(part, str) or part.hidden:
            continue
        rows = (
            [part] if part.tag == "tr" else part.children if part.tag in ("thead", "tbody", "tfoot") else []
        )
        for row in rows:
            if isinstance(row, Node) and row.tag == "tr" and not row.hidden:
                yield [
                    cell
                    for cell in row.children
                    if isinstance(cell, Node) and cell.tag in ("td", "th") and not cell.hidden
                ]
