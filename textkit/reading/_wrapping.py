"""Which line goes on in the next: text whose lines were broken at a fixed width, sentences torn at a page's end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

__all__ = ["ENDS_SENTENCE", "ORDINAL", "Wrap", "display_width", "find_wrap"]

# Ends a sentence, so that a break behind it may be a paragraph's.
ENDS_SENTENCE = re.compile(r"[。！？!?…][”’\"』」）)】]{0,3}$")
_OPEN = re.compile(r"[，、,（(《“‘「『—]$")
# A mark that a paragraph never goes on behind when a blank line follows.
_MAY_CLOSE = re.compile(r"[。！？!?…；;：:”’\"』」）)】》〉.|｜—]$")
_CLAUSE = re.compile(r"[，、；。：]")
_HAN = re.compile(r"[\u3400-\u9fff\u2f00-\u2fdf\u2e80-\u2eff\uf900-\ufaff]")
# What begins a heading or an item. "一是" is none: it stands inside sentences as often.
ORDINAL = re.compile(
    r"#|[-*+•●◆■□○▪➢]\s|[（(]\s?[一二三四五六七八九十\d]{1,3}\s?[)）]|[一二三四五六七八九十]{1,3}\s?[、．.]|\d{1,2}\s?(?:、|[.．](?!\d))"
    r"|第\s?[一二三四五六七八九十\d]{1,3}\s?(?:部分|[章节])|[①-⑳㈠-㈩⒈-⒛]|(?:附件|附表|附|注)\s?[:：\d]"
)
_COUNTED = re.compile(r"[一二三四五六七八九十]是|其[一二三四五六]|第[一二三四五六]，")

# Narrower lines are table cells and headings; wider ones no page holds.
MIN_WIDTH = 30
MAX_WIDTH = 160
# A line may fall short of the full width by a number that did not fit, or a mark pulled to the next line.
SLACK = 10
# Share of unfinished lines that must be of one width; wrapped files reach 0.8, others 0.3.
MIN_SHARE = 0.6
# Lines wider than the full width: none in wrapped text, but a pasted table row now and then.
MAX_WIDER = 0.1
MIN_LINES = 3


def display_width(text: str) -> int:
    """Columns that a line takes: two for a full-width character."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


class Wrap:
    """How a file breaks its lines; ``width`` is None where a line is a paragraph."""

    def __init__(self, width: int | None) -> None:
        self.width = width

    def goes_on(self, line: str, following: str, gap: str, *, indented: bool) -> bool:
        """Whether ``line`` goes on in ``following``.

        ``gap`` is what stands between them: ``"none"``, ``"blank"`` or ``"page"`` (a page number).
        """
        if ENDS_SENTENCE.search(line):
            return False
        if ORDINAL.match(following) and not line.endswith("第"):
            return False
        if self.width is not None and not indented and self._full(line, following, gap):
            return True
        return gap != "none" and _is_torn(line, following)

    def _full(self, line: str, following: str, gap: str) -> bool:
        width = self.width or 0
        own = display_width(line)
        if gap == "blank" and not _CLAUSE.search(line):
            return False
        if own >= width - SLACK:
            return gap != "blank" or not line.endswith(("：", ":", "；", ";"))
        if gap == "blank" or not _OPEN.search(line) or own < width / 2:
            return False
        return display_width(following) >= width / 2 or _CLAUSE.search(following) is not None


def _is_torn(line: str, following: str) -> bool:
    """Whether a sentence breaks off and goes on behind a blank line or a page number."""
    return bool(
        not _MAY_CLOSE.search(line)
        and _CLAUSE.search(line)
        and len(_HAN.findall(line)) >= 20
        and _HAN.match(following)
        and not _COUNTED.match(following)
        and re.search(r"[。！？]", following)
    )


def find_wrap(lines: Sequence[str], followed: Sequence[bool]) -> Wrap:
    """How the prose lines of a file are broken; ``followed`` says that prose stands right below a line."""
    widths = [display_width(line) for line in lines]
    unfinished = [
        width
        for line, width, more in zip(lines, widths, followed, strict=True)
        if more and width >= MIN_WIDTH and not ENDS_SENTENCE.search(line)
    ]
    if len(unfinished) < 2:
        return Wrap(None)
    width = int(median(unfinished))
    few = len(unfinished) < MIN_LINES
    tolerance = 4 if few else SLACK
    near = sum(1 for own in unfinished if abs(own - width) <= tolerance)
    wider = sum(1 for own in widths if own > width + tolerance)
    share = 1.0 if few else MIN_SHARE
    if width > MAX_WIDTH or near < share * len(unfinished) or wider > (0 if few else MAX_WIDER * len(lines)):
        return Wrap(None)
    return Wrap(max(own for own in unfinished if own <= width + tolerance) if few else width)
