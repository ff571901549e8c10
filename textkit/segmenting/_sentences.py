"""Sentences: where one ends and the next begins.

1. Brackets, quotation marks and book-title marks are paired; a pair protects the stops inside it
   when it closes within ``REACH`` characters and, with ``lines``, on its own line. A mark without
   a partner protects nothing, so it can't swallow the rest.
2. Every run of stops outside a pair ends a sentence, with the closing marks right behind it.
3. A stop at the very end of a pair (``……。”``) ends the sentence after the closing mark, unless
   the sentence runs on: behind a book title always; behind a mark or a word that leans on what
   stands before (``的``, ``等``, ``，``); and where the pair stands in the middle of a clause,
   unless a word follows that opens a sentence (``我局``, ``同时``, ``2023年``).
4. Blanks behind a sentence belong to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from textkit.report import Span

__all__ = ["split_sentences"]

# Longest quotation in published reports is near 120 characters; behind that a lost closing mark is likelier.
REACH = 200

_PAIRS = dict(zip("（(《〈“‘「『【", "）)》〉”’」』】", strict=True))
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_TITLES = "《〈"
_BRACKETS = "（(【"
_CLOSERS = "”’」』）)】》〉"
_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"

_MARKS = re.compile(rf"""[{re.escape("".join(_PAIRS) + _CLOSERS + _BREAKS)}"]""")
# An ASCII ? or ! or ; between ASCII signs is part of an address or a program, not a stop.
_ASCII_STOP = r"(?<![!-~])[!?]|[!?](?![0-9A-Za-z/&=%#_-])"
_ASCII_SEMICOLON = r"(?<![!-~]);|;(?![0-9A-Za-z/&=%#_-])"
_RUN = rf"(?:[。！？｡]|…{{2,}}|{_ASCII_STOP})(?:[。！？｡…]|{_ASCII_STOP})*"
_STOP = re.compile(rf"(?P<run>{_RUN})(?P<closers>[{_CLOSERS}\"]*)")
_STOP_OR_SEMICOLON = re.compile(rf"(?P<run>{_RUN}|；|{_ASCII_SEMICOLON})(?P<closers>[{_CLOSERS}\"]*)")
_ORDINAL = "[一二三四五六七八九十]{1,3}"
_ITEM = re.compile(rf"(?<=[，,：:、])\s*(?=其?{_ORDINAL}(?:是|则是)|（{_ORDINAL}）)")
_BREAK = re.compile(rf"[{_BREAKS}]")
_BLANKS = re.compile(r"\s*")
_RUNS_ON = re.compile(r"[，、；：,;:。！？!?…的地得等和与及或而并为是了也之]")
_OPENS = re.compile(
    rf"\s*(?:$|[{_BREAKS}]|我[局委办县市区镇乡省厅院校街]|本[局委办县市区机单报年]|全[年县市区局镇]"
    r"|同时|此外|另外|其中|目前|今后|下一步|接下来|一年来|根据|(?:19|20)\d\d年"
    rf"|{_ORDINAL}是|（{_ORDINAL}）)"
)
_BEFORE_SPEECH = "：:，,、；;。！？!?…"


def split_sentences(text: str, *, semicolons: bool = False, lines: bool = True) -> list[Span]:
    """Sentences of a text, in order; their ``text`` joined is the text again.

    A sentence ends at ``。！？!?……`` and at a line break. Closing quotation marks and brackets stay
    with the sentence they close, blanks belong to the sentence before them, and an ASCII full stop
    ends nothing. A stop inside ``（…）``, ``《…》`` or ``“…”`` doesn't end the sentence around it.

    Parameters
    ----------
    text : str
    semicolons : bool
        Also end at ``；`` and before the items of a list in a sentence (``一是…，二是…``).
    lines : bool
        Whether a line break ends a sentence; False for text wrapped in the middle of sentences.

    Returns
    -------
    list of Span

    Examples
    --------
    >>> [span.text for span in split_sentences("全年公开信息18条。“谁公开、谁负责。”的要求已落实！")]
    ['全年公开信息18条。', '“谁公开、谁负责。”的要求已落实！']
    >>> [span.text for span in split_sentences("一是建制度；二是强培训。", semicolons=True)]
    ['一是建制度；', '二是强培训。']
    """
    spans: list[Span] = []
    start = 0
    for end in _ends(text, semicolons, lines):
        if end > start:
            spans.append(Span(start, end, text[start:end]))
            start = end
    if start < len(text):
        spans.append(Span(start, len(text), text[start:]))
    return spans


def _ends(text: str, semicolons: bool, lines: bool) -> Iterator[int]:
    pairs = _protecting_pairs(text, lines)
    inside = 0
    sentence_start = _after_blanks(text, 0)
    for at, stop in _candidates(text, semicolons, lines):
        if at < sentence_start:
            continue
        while inside < len(pairs) and pairs[inside][1] < at:
            inside += 1
        pair = pairs[inside] if inside < len(pairs) and pairs[inside][0] < at else None
        end = _behind_closers(text, stop) if stop else at
        if pair and not (stop and _ends_behind(text, pair, stop, end, sentence_start)):
            continue
        if stop and stop.group().startswith("…") and _RUNS_ON.match(text, end):
            continue
        sentence_start = _after_blanks(text, end)
        yield sentence_start


def _candidates(text: str, semicolons: bool, lines: bool) -> list[tuple[int, re.Match[str] | None]]:
    """Places where a sentence may end: stops with their match, breaks and items without."""
    stops = (_STOP_OR_SEMICOLON if semicolons else _STOP).finditer(text)
    found: list[tuple[int, re.Match[str] | None]] = [(stop.start(), stop) for stop in stops]
    if lines:
        found += [(gap.start(), None) for gap in _BREAK.finditer(text)]
    if semicolons:
        found += [(item.end(), None) for item in _ITEM.finditer(text)]
    return sorted(found, key=lambda candidate: candidate[0])


def _protecting_pairs(text: str, lines: bool) -> list[tuple[int, int]]:
    """Outermost pairs of marks short enough to protect the stops inside, in order."""
    pairs: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for match in _MARKS.finditer(text):
        mark, at = match.group(), match.start()
        if mark in _BREAKS:
            if lines:
                open_marks.clear()
                waiting.clear()
            continue
        opening = '"' if mark == '"' and waiting['"'] else _OPENING.get(mark)
        if opening is None:
            open_marks.append((mark, at))
            waiting[mark] += 1
            continue
        while waiting[opening]:
            last, begin = open_marks.pop()
            waiting[last] -= 1
            if last == opening:
                if at - begin <= REACH:
                    pairs.append((begin, at))
                break
    return _outermost(pairs)


def _outermost(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    outer: list[tuple[int, int]] = []
    for begin, end in sorted(pairs):
        if not outer or begin > outer[-1][1]:
            outer.append((begin, end))
    return outer


def _behind_closers(text: str, stop: re.Match[str]) -> int:
    """End of the closing marks behind a stop; a straight quote only counts where one is open."""
    end = stop.end("run")
    for closer in stop.group("closers"):
        if closer == '"' and text.count('"', max(0, end - REACH), end) % 2 == 0:
            break
        end += 1
    return end


def _ends_behind(text: str, pair: tuple[int, int], stop: re.Match[str], end: int, opened: int) -> bool:
    """Whether a stop inside ``pair`` ends the sentence behind the pair (rule 3 of the module)."""
    begin, close = pair
    if not stop.end("run") <= close < end or text[begin] in _TITLES:
        return False
    if _RUNS_ON.match(text, end):
        return False
    if begin == opened or _OPENS.match(text, end):
        return True
    return text[begin] not in _BRACKETS and text[begin - 1] in _BEFORE_SPEECH


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at
