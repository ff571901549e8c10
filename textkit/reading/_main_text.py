"""Which part of a page is its reading text: the lines of a page, weighed, and the element that holds them.

What carries weight is prose (sentences outside links), the ordinals of chapters and cells of numbers.
The main element is the deepest one that holds nearly all of it; class names only lend a hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit._folding import fold
from textkit.reading._document import BlockKind, TableCell
from textkit.reading._furniture import is_crumbs, is_page_words
from textkit.reading._grid import is_layout_table
from textkit.reading._info import is_info_line
from textkit.reading._tree import Node

__all__ = ["Unit", "mark_regions", "reading_units"]

# Share of the page's weight that the main element holds. What is left over on real pages (a browser
# warning, a site's notice) has less than 3 %; a last chapter put outside has an ordinal.
MIN_SHARE = 0.97
MIN_PROSE = 6
LINE_WITH_COMMA = 30
ORDINAL_WEIGHT = 10.0
GOOD_FACTOR = 2.0
# Share of characters in links that makes a line a list of links.
LINKED = 0.5
# The title and the info line stand within so many lines above the content.
LINES_ABOVE = 20
MAX_TITLE = 100
MIN_TITLE = 6
# Share of the page's title that a line must make up to be it.
TITLE_SHARE = 0.35
MAX_FOOTER = 300
# A search form; the form that some systems wrap the whole page in is longer.
MAX_SEARCH_FORM = 200
# An element with a noise name keeps its weight when it holds this share of the page's sentences.
MAX_NOISE_SHARE = 0.3

_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NOISE_NAMES = frozenset(
    "nav navi navbar menu submenu crumb crumbs breadcrumb breadcrumbs side sidebar sider aside foot footer bottom"
    " copyright share bdshare related recommend relation links friendlink toolbar tools print noprint pager pagination"
    " login search banner logo ewm qrcode prev next updown fenxiang dibu daohang weizhi xiangguan".split()
)
_NOISE_TAGS = frozenset(("nav", "aside", "footer"))
_GOOD_NAMES = frozenset(
    "article content zoom ucap view editor con text news xxgk detail zhengwen neirong main trs mainbody artcontent".split()
)
# A single line of text is never the whole of a report.
_LEAF_TAGS = frozenset("p li h1 h2 h3 h4 h5 h6 pre blockquote a b span font strong".split())
_PROSE = re.compile(r"[。；！？]")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,2}\s?[、．.]|第[一二三四五六七八九十]部分")
_DIGIT = re.compile(r"\d")
_FOOTER = re.compile(
    r"版权所有|Copyright|©|ICP备|ICP证|公网安备|备案号|网站标识码|(?:主办|承办|协办|维护)(?:单位)?：|技术支持|网站地图|联系我们|浏览器|分辨率|您是第.{0,12}位",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(r"(?:上|下)一?(?:篇|条|页)\s?：?|(?:上|下)一(?:篇|条)(?:信息|文章|新闻)")
_ATTACHED = re.compile(r"(?:相关|附件)?(?:附件|链接|文档|文件|信息|稿件|阅读|推荐|新闻|下载)\d{0,2}\s?：")
_CENTER = re.compile(r"text-align\s{0,3}:\s{0,3}center", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Unit:
    """A line of the page: a paragraph, a heading or a row of a table, with the element it stands in.

    Offsets of ``cells`` are into ``text``.
    """

    text: str
    kind: BlockKind
    node: Node
    linked: int = 0
    level: int | None = None
    table: int | None = None
    row: int | None = None
    cells: tuple[TableCell, ...] = ()
    folded: str = ""
    weight: float = 0.0

    @property
    def is_links(self) -> bool:
        return self.linked > LINKED * sum(map(len, self.text.split()))


def mark_regions(nodes: list[Node]) -> None:
    """Mark the elements whose name says navigation or content, and all below them."""
    total = nodes[0].stops
    for node in nodes:
        parent = node.parent
        named = node.attrs.get("class", "") + " " + node.attrs.get("id", "")
        parts = {part.lower() for part in _NAME_PART.findall(named[:200])} if named != " " else set()
        noise = (
            node.tag in _NOISE_TAGS
            or (node.tag == "form" and node.chars <= MAX_SEARCH_FORM)
            or not parts.isdisjoint(_NOISE_NAMES)
        )
        node.noise = (parent is not None and parent.noise) or (
            noise and node.stops <= MAX_NOISE_SHARE * total
        )
        node.good = (parent is not None and parent.good) or not parts.isdisjoint(_GOOD_NAMES)


def reading_units(units: list[Unit], nodes: list[Node], title: str) -> list[Unit]:
    """The units that are the page's reading text, in order; info lines are made furniture."""
    for unit in units:
        unit.folded = fold(unit.text)
        unit.weight = _weight(unit)
        unit.node.weight += unit.weight
    for node in reversed(nodes):
        if node.parent is not None:
            node.parent.weight += node.weight
    main = _main_node(nodes[0], units)
    inside = [index for index, unit in enumerate(units) if main.holds(unit.node)]
    if not inside:
        return []
    first, last = inside[0], inside[-1] + 1
    weighty = [index for index in inside if units[index].weight > 0]
    start, end = (weighty[0], weighty[-1]) if weighty else (first, last - 1)
    lead = [unit for unit in units[first:start] if _belongs(unit, before=True)]
    tail = [unit for unit in units[end + 1 : last] if _belongs(unit, before=False)]
    body = [unit for unit in units[start : end + 1] if unit.weight > 0 or not _is_inner_noise(unit)]
    titled = any(_is_title(unit, title) for unit in [*lead, *body[:1]])
    found = [*_above(units[max(0, first - LINES_ABOVE) : first], title, titled=titled), *lead]
    for unit in found:
        if is_info_line(unit.folded):
            unit.kind, unit.level = "furniture", None
    return [*found, *body, *tail]


def _weight(unit: Unit) -> float:
    text = unit.folded
    if unit.node.noise or unit.is_links or (len(text) <= MAX_FOOTER and _FOOTER.search(text)):
        return 0.0
    if is_info_line(text):
        return 0.0
    if unit.kind == "table":
        return float(min(len(text), 20)) if _DIGIT.search(text) else 0.0
    weight = 0.0
    if len(text) >= MIN_PROSE and (_PROSE.search(text) or (len(text) >= LINE_WITH_COMMA and "，" in text)):
        weight = float(len(text))
    if _CHAPTER.match(text):
        weight += ORDINAL_WEIGHT
    return weight * (GOOD_FACTOR if unit.node.good else 1.0)


def _main_node(body: Node, units: list[Unit]) -> Node:
    """The deepest element with nearly all the weight, and with every chapter."""
    needed = MIN_SHARE * body.weight
    main = body
    while needed > 0:
        heavier = next(
            (child for child in main.children if isinstance(child, Node) and child.weight >= needed), None
        )
        # A paragraph or a data table is content, never the element that holds it.
        if (
            heavier is None
            or heavier.tag in _LEAF_TAGS
            or (heavier.tag == "table" and not is_layout_table(heavier))
        ):
            break
        main = heavier
    for unit in units:
        if unit.weight > 0 and _CHAPTER.match(unit.folded):
            while not main.holds(unit.node) and main.parent is not None:
                main = main.parent
    return main


# ------------------------------------------------------------------------------- around the content


def _is_noise(unit: Unit) -> bool:
    return unit.node.noise or unit.is_links or _is_inner_noise(unit)


def _is_inner_noise(unit: Unit) -> bool:
    """Noise that stands within content as well: toolbars, crumbs."""
    return unit.kind != "table" and (is_page_words(unit.folded) or is_crumbs(unit.folded))


def _belongs(unit: Unit, *, before: bool) -> bool:
    """Whether a line before or after the content is part of the reading text."""
    if _is_noise(unit):
        return before and is_info_line(unit.folded) and not unit.is_links
    text = unit.folded
    if len(text) <= MAX_FOOTER and (_FOOTER.search(text) or _NEIGHBOUR.match(text)):
        return False
    return before or not (unit.linked and _ATTACHED.match(text))


def _above(units: list[Unit], title: str, *, titled: bool) -> list[Unit]:
    """Title and info line above the main element, in order."""
    found: list[Unit] = []
    begun = False
    for unit in reversed(units):
        if is_info_line(unit.folded) and not unit.is_links:
            found.append(unit)
        elif not titled and not _is_noise(unit) and _is_title(unit, title):
            found.append(unit)
            begun = True
        elif begun:
            break
    return found[::-1]


def _is_title(unit: Unit, title: str) -> bool:
    text = unit.folded
    if (
        not MIN_TITLE <= len(text) <= MAX_TITLE
        or "。" in text
        or unit.kind == "table"
        or _CHAPTER.match(text)
    ):
        return False
    if is_info_line(text) or _FOOTER.search(text):
        return False
    own, whole = _NOT_WORD.sub("", text), _NOT_WORD.sub("", fold(title))
    if own and own in whole and len(own) >= TITLE_SHARE * len(whole):
        return True
    return unit.kind == "heading" or _is_centered(unit.node)


def _is_centered(node: Node) -> bool:
    current: Node | None = node
    for _ in range(3):
        if current is None:
            return False
        align = current.attrs.get("align", "").lower()
        if align == "center" and current.tag != "table":
            return True
        if current.tag == "center" or _CENTER.search(current.attrs.get("style", "")):
            return True
        current = current.parent
    return False
