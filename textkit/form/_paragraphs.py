"""Paragraphs: the document's blocks, cut at headings and table residue, each of one kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from textkit.form._dates import DATE
from textkit.form._headings import Found
from textkit.form._view import View
from textkit.form._zones import is_table_label
from textkit.reading import BlockKind
from textkit.report import ParagraphKind
from textkit.statute import organ_suffixes

__all__ = ["Piece", "cut_pieces"]

Piece = tuple[int, int, ParagraphKind]

# What a block is before the form has looked at it.
_KINDS: dict[BlockKind, ParagraphKind] = {
    "heading": "prose",
    "paragraph": "prose",
    "table": "table",
    "furniture": "furniture",
}

# The first words of a report's introduction: what stands before them on the same line is the page's.
_OPENING = re.compile(
    r"(?:20\d\d年度?)?(?:(?:本|现将|根据|按照|依据|依照|遵照|遵循|按|为)[^。]{0,60}(?:条例|规定|要求|年度报告|年报|编制|公布|精神)|现将|本报告)"
)
_PAGE_WORDS = re.compile(
    r"您?(?:现在的)?(?:当前)?(?:所在)?位置|首页|来源|浏览次数|点击数|点击率|字体|字号|打印|关闭|分享|微信|微博|收藏|下载|-->|扫一扫|发布时间|发布日期|时间：|索引号|文号|责任编辑|无障碍"
)
_TAIL = re.compile(
    r"附件下载|附件：|相关(?:链接|附件|文档|信息|稿件)|抄送：|(?:【|\[)?(?:打印|关闭)(?:本页|窗口|】|\])|扫一扫|上一篇|下一篇|主办单位|版权所有|责任编辑|分享到|Normal0|网站地图|联系我们|返回顶部"
)
_SIGNATURE_LINE = re.compile(rf"(?:（?{DATE}）?|[\u4e00-\u9fff（）]{{2,40}}?(?:{DATE})?)(?:印发)?")
# Residue of a torn table between two tables: no sentence mark, shorter than a line.
MAX_RESIDUE = 60
# Lines that may stand under the signature: contact, attachments, footer of the site.
MAX_BELOW = 5
_SENTENCE_MARK = re.compile(r"[。！？；]")


def cut_pieces(
    view: View, headings: list[Found], zones: list[tuple[int, int]], titles: list[tuple[int, int]]
) -> list[Piece]:
    """Pieces (start, end, kind) of the view's text, in order, covering every block."""
    cuts: list[Piece] = [(found.start, found.end, "heading") for found in headings]
    cuts += [(start, end, "table") for start, end in zones]
    cuts += [(start, end, "title") for start, end in titles]
    cuts.sort()
    pieces: list[Piece] = []
    first = 0
    for begin, end, block in view.blocks:
        kind = _KINDS[block.kind]
        at = begin
        while first < len(cuts) and cuts[first][1] <= begin:
            first += 1
        for index in range(first, len(cuts)):
            start, stop, cut = cuts[index]
            if start >= end:
                break
            if stop <= at:
                continue
            if start > at:
                pieces.append((at, start, kind))
            pieces.append((max(start, at), min(stop, end), cut))
            at = min(stop, end)
        if at < end:
            is_label = kind == "prose" and is_table_label(view.text[at:end])
            pieces.append((at, end, "table" if is_label else kind))
    return _without_furniture(view, _residue_as_table(view, pieces, headings), headings)


def _residue_as_table(view: View, pieces: list[Piece], headings: list[Found]) -> list[Piece]:
    """Fragments between two tables of sections two to four are cells that the tables lost."""
    tables = [index for index, piece in enumerate(pieces) if piece[2] == "table"]
    ids = {"proactive", "applications", "review_litigation"}
    mains = [found for found in headings if found.level == 1]
    result = list(pieces)
    for left, right in pairwise(tables):
        between = range(left + 1, right)
        if any(pieces[index][2] == "heading" for index in between):
            continue
        above = bisect_right(mains, pieces[left][0], key=lambda found: found.start) - 1
        if above < 0 or mains[above].id not in ids:
            continue
        for index in between:
            start, end, kind = pieces[index]
            if (
                kind == "prose"
                and end - start <= MAX_RESIDUE
                and not _SENTENCE_MARK.search(view.text, start, end)
            ):
                result[index] = (start, end, "table")
    return result


def _without_furniture(view: View, pieces: list[Piece], headings: list[Found]) -> list[Piece]:
    first = headings[0].start if headings else len(view.text)
    last = headings[-1].end if headings else 0
    result: list[Piece] = []
    for piece in pieces:
        start, _, kind = piece
        if kind != "prose":
            result.append(piece)
        elif start < first:
            result += _head(view, piece)
        elif start >= last:
            result += _tail(view, piece)
        else:
            result.append(piece)
    return _signature(view, result)


def _head(view: View, piece: Piece) -> list[Piece]:
    """Page words before the introduction on its line."""
    start, end, _ = piece
    text = view.text[start:end]
    if _SIGNATURE_LINE.fullmatch(text) and _names_organ_or_date(text):
        return [(start, end, "signature")]
    words = _PAGE_WORDS.search(view.text, start, end)
    if not words:
        return [piece]
    opening = next(
        (
            match
            for match in _OPENING.finditer(view.text, words.end(), end)
            if view.is_gap(match.start()) or view.text[match.start() - 1] in "：>】]。"
        ),
        None,
    )
    # Page words make no sentences: 下载 in an introduction is none of them.
    if opening and "。" not in view.text[start : opening.start()]:
        return [(start, opening.start(), "furniture"), (opening.start(), end, "prose")]
    return [piece] if _SENTENCE_MARK.search(view.text, start, end) else [(start, end, "furniture")]


def _tail(view: View, piece: Piece) -> list[Piece]:
    start, end, _ = piece
    words = next(
        (match for match in _TAIL.finditer(view.text, start, end) if _is_edge(view, match.start(), start)),
        None,
    )
    if not words:
        return [piece]
    parts: list[Piece] = [(start, words.start(), "prose"), (words.start(), end, "furniture")]
    return [part for part in parts if part[0] < part[1]]


def _is_edge(view: View, at: int, start: int) -> bool:
    return at == start or view.is_gap(at) or view.text[at - 1] in "。日】]"


def _signature(view: View, pieces: list[Piece]) -> list[Piece]:
    """The name and date under the report: the last prose that is no sentence, or the end of the last line."""
    result = list(pieces)
    index = next(
        (i for i in range(len(pieces) - 1, -1, -1) if pieces[i][2] in ("prose", "heading", "table")), None
    )
    if index is not None and pieces[index][2] == "table":
        index = _above_annex(view, pieces, index)
    below: list[int] = []
    while index is not None and index >= 0 and result[index][2] in ("prose", "furniture"):
        start, end, kind = result[index]
        text = view.text[start:end]
        if kind == "furniture":
            index -= 1
            continue
        if _SIGNATURE_LINE.fullmatch(text) and _names_organ_or_date(text):
            result[index] = (start, end, "signature")
            for other in below:
                result[other] = (*result[other][:2], "furniture")
            below.clear()
            index -= 1
            continue
        cut = _glued_signature(view, start, end)
        signed = any(piece[2] == "signature" for piece in result)
        if cut is None and not signed and len(below) < MAX_BELOW and _may_stand_below(text):
            below.append(index)
            index -= 1
            continue
        if cut is not None:
            for other in below:
                result[other] = (*result[other][:2], "furniture")
            result[index : index + 1] = [(start, cut, "prose"), (cut, end, "signature")]
        break
    return result


def _above_annex(view: View, pieces: list[Piece], index: int) -> int | None:
    """The signature above a table that ends the report, None where none stands there."""
    lines = 0
    while index >= 0 and lines <= MAX_BELOW:
        start, end, kind = pieces[index]
        text = view.text[start:end]
        if kind == "prose" and _SIGNATURE_LINE.fullmatch(text) and _names_organ_or_date(text):
            return index
        if kind in ("prose", "heading") and not _may_stand_below(text):
            return None
        lines += kind in ("prose", "heading")
        index -= 1
    return None


def _may_stand_below(text: str) -> bool:
    """Whether a line may be a footer or a note under the signature: short, and no sentence."""
    return len(text) <= MAX_RESIDUE and not _SENTENCE_MARK.search(text)


def _names_organ_or_date(text: str) -> bool:
    name = re.sub(rf"（?{DATE}）?(?:印发)?$", "", text).removesuffix("（盖章）")
    return not name or name.endswith(organ_suffixes())


def _glued_signature(view: View, start: int, end: int) -> int | None:
    """Where a signature begins at the end of a line that holds more, None where none does."""
    date = re.search(rf"{DATE}(?:印发)?[。]?$", view.text[max(start, end - 60) : end])
    if not date:
        return None
    date_at = max(start, end - 60) + date.start()
    gaps = [gap for gap in view.gaps if max(start, date_at - 40) < gap <= date_at]
    for gap in gaps:
        name = view.text[gap:date_at]
        if name and name.endswith(organ_suffixes()) and not _SENTENCE_MARK.search(name):
            return gap
    mark = max(view.text.rfind(sign, start, date_at) for sign in "。；！")
    name = view.text[mark + 1 : date_at]
    if mark >= start and len(name) <= 40 and (not name or name.endswith(organ_suffixes())):
        return mark + 1
    return None
