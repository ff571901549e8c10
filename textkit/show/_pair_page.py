"""The page of two reports: what they share side by side, and both texts with it marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from textkit._folding import squeeze
from textkit.recurrence import SentenceComparison, compare_sentences, passages_between, prose_of
from textkit.show._compared import ORIGINS, Links, Place, year_label
from textkit.show._document import document
from textkit.show._labels import section_label
from textkit.show._page import Row
from textkit.show._sides import marked, percent, shortened, similarities

__all__ = ["BACK", "STYLE", "pair_html"]

STYLE = "recurrence.css"
BACK = "<nav class='small'><a href='../../index.html'>← 全部报告 all reports</a> · <a href='index.html'>重复内容 what comes back</a></nav>"
# Characters of each report that are laid side by side; ordinary reports have a fifth of it.
MAX_CHARACTERS = 30_000
MAX_MATCHES = 150
RELATIONS = {
    "exact": "逐字相同 exact",
    "same_template": "只换数字、名称 same template",
    "paraphrase": "改写 paraphrase",
    "same_topic": "同一话题 same topic",
    "unrelated": "无关 unrelated",
}


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch of each text that the other has too."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    a_text: str
    b_text: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A match in one of the texts: its number, and in it what the other has not or has otherwise."""

    start: int
    end: int
    number: int
    changes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two reports: its sentences in order, each at its place."""

    report_id: str
    place: Place
    sentences: Sequence[Row]
    is_cut: bool

    @property
    def name(self) -> str:
        return f"{self.place.who} {year_label(self.place.year)}"

    @property
    def prose(self) -> str:
        return prose_of(*([row[name] for row in self.sentences] for name in ("start", "text")))

    @property
    def spans(self) -> list[tuple[int, int]]:
        return [(row["start"], row["end"]) for row in self.sentences]

    def section_at(self, start: int) -> str:
        return next((row["section"] for row in reversed(self.sentences) if row["start"] <= start), "")

    def is_formula(self, start: int, end: int) -> bool:
        """Whether a stretch is of nothing but formulas."""
        touched = [row for row in self.sentences if row["start"] < end and start < row["end"]]
        return bool(touched) and all(row["origin"] == "formula" for row in touched)


def pair_html(
    reports: tuple[str, str],
    sentences: Mapping[str, Sequence[Row]],
    places: Mapping[str, Place],
    links: Links,
) -> str:
    """The page of a pair of reports.

    Parameters
    ----------
    reports : report_id of both
    sentences : rows of ``Compared.sentences`` of each of the two, in the order of the text
    places, links : of all reports
    """
    a, b = (_side(report, sentences[report], places[report]) for report in reports)
    matches = _matches(a, b)
    shown = matches[:MAX_MATCHES]
    names = a.place.who, b.place.who
    found = [compare_sentences(shortened(one.a_text), shortened(one.b_text), names=names) for one in shown]
    title = f"{a.name} ↔ {b.name}"
    body = "".join(
        [
            f"<main class='wide'>{BACK}<h1>{escape(title)}</h1>",
            _figures(a, b, matches),
            "<p class='soft small'>标出的是两边不同的字；谁在前、谁照谁，不作判断。"
            " Marked is what differs; who copied from whom is not claimed.</p>",
            _said_cut(a, b, len(matches)),
            "<h2>相同的段落与句子 shared passages and sentences</h2>",
            f"<div class='two'>{_head(a, links)}{_head(b, links)}</div>",
            *(
                _match_html(number, *both, a, b)
                for number, both in enumerate(zip(shown, found, strict=True), 1)
            ),
            "" if matches else "<p class='soft'>没有 none</p>",
            "<h2>两份全文 both texts</h2><div class='two'>",
            _whole(a, _stretches(shown, found, "a")),
            _whole(b, _stretches(shown, found, "b")),
            "</div></main>",
        ]
    )
    return document(title, body, style=STYLE)


def _side(report_id: str, rows: Sequence[Row], place: Place) -> _Side:
    kept, length, at = [], 0, 0
    for row in rows:
        length += len(row["text"])
        if length > MAX_CHARACTERS:
            break
        # Sentences of one text never overlap; what would is left out, so that each character has one place.
        if row["start"] >= at:
            kept.append(row)
            at = row["end"]
    return _Side(report_id, place, kept, length > MAX_CHARACTERS)


def _matches(a: _Side, b: _Side) -> list[_Match]:
    """Passages, and the matched sentences that no passage touches: those changed too much for one, or too short."""
    found = [
        _Match(one.a_start, one.a_end, one.b_start, one.b_end, one.a_text, one.b_text)
        for one in passages_between(a.prose, b.prose, a_spans=a.spans, b_spans=b.spans)
    ]
    at_a = {row["start"]: row for row in a.sentences}
    at_b = {row["start"]: row for row in b.sentences}
    pairs: list[tuple[Row | None, Row | None]] = [
        (row, at_b.get(row["match_start"])) for row in _matched(a, b.report_id)
    ]
    pairs += [(at_a.get(row["match_start"]), row) for row in _matched(b, a.report_id)]
    for one, other in pairs:
        if one is None or other is None:
            continue
        match = _Match(one["start"], one["end"], other["start"], other["end"], one["text"], other["text"])
        if not any(_touch(match, known) for known in found):
            found.append(match)
    return sorted(found, key=lambda match: (match.a_start, match.b_start))


def _matched(side: _Side, other: str) -> Iterator[Row]:
    return (row for row in side.sentences if row["match_report"] == other and row["origin"] != "formula")


def _touch(one: _Match, other: _Match) -> bool:
    return (one.a_start < other.a_end and other.a_start < one.a_end) or (
        one.b_start < other.b_end and other.b_start < one.b_end
    )


def _figures(a: _Side, b: _Side, matches: Sequence[_Match]) -> str:
    figures = [(f"{len(matches):,}", "相同的段落与句子 shared passages and sentences")]
    for side, spans in (
        (a, [(one.a_start, one.a_end) for one in matches]),
        (b, [(one.b_start, one.b_end) for one in matches]),
    ):
        figures.append(
            (f"{percent(_covered(side.spans, spans))} %", f"{side.name} 的文字与另一份相同 of its text")
        )
    items = "".join(f"<li><b>{number}</b><span>{escape(label)}</span></li>" for number, label in figures)
    return f"<ul class='figures'>{items}</ul>"


def _covered(sentences: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> float:
    """The share of the sentences that lies in the spans; a passage over a heading or a table covers neither."""
    inside = sum(
        max(0, min(end, last) - max(start, first)) for start, end in sentences for first, last in spans
    )
    return inside / max(1, sum(end - start for start, end in sentences))


def _said_cut(a: _Side, b: _Side, n_matches: int) -> str:
    said = []
    if a.is_cut or b.is_cut:
        said.append(
            f"只比对前 {MAX_CHARACTERS:,} 字 only the first {MAX_CHARACTERS:,} characters of a text are laid side by side"
        )
    if n_matches > MAX_MATCHES:
        said.append(f"只列出前 {MAX_MATCHES} 处 the first {MAX_MATCHES} of {n_matches:,} are shown")
    return f"<p class='warn small'>{'；'.join(said)}</p>" if said else ""


def _head(side: _Side, links: Links) -> str:
    return (
        f"<div><b>{links.agency(side.place.who)}</b> {year_label(side.place.year)}"
        f"<br><span class='soft small'>{links.report(side.report_id, side.report_id)}</span></div>"
    )


def _match_html(number: int, match: _Match, found: SentenceComparison, a: _Side, b: _Side) -> str:
    sections = dict.fromkeys((a.section_at(match.a_start), b.section_at(match.b_start)))
    where = " ↔ ".join(escape(section_label(section)[0]) for section in sections)
    told = similarities(found.similarity, found.similarity_unmasked)
    origin = "formula" if a.is_formula(match.a_start, match.a_end) else "shared"
    tag = f"{ORIGINS[origin]} · " if origin == "formula" else ""
    left, right = marked(found.a, found.b, found.alignment)
    return (
        f"<div class='match o-{origin}' id='m{number}'><div class='about'>{number} · {where} · {tag}{RELATIONS[found.relation]} · {told}</div>"
        f"<div class='two'><div><p>{left}</p></div><div><p>{right}</p></div></div></div>"
    )


def _stretches(
    matches: Sequence[_Match], found: Sequence[SentenceComparison], side: Literal["a", "b"]
) -> list[_Stretch]:
    """The matches as they stand in one of the texts, in its order."""
    stretches = []
    for number, (match, comparison) in enumerate(zip(matches, found, strict=True), 1):
        start, end, text = (
            (match.a_start, match.a_end, match.a_text)
            if side == "a"
            else (match.b_start, match.b_end, match.b_text)
        )
        parts = [part for part in comparison.alignment if part.kind != "equal"]
        spans = [(part.a_start, part.a_end) if side == "a" else (part.b_start, part.b_end) for part in parts]
        # Compared without the line breaks of the file, which stand in the text.
        squeezed = squeeze(text)
        places = [squeezed.original(begin, stop) for begin, stop in spans if stop > begin]
        changes = tuple((start + begin, start + stop) for begin, stop in places)
        stretches.append(_Stretch(start, end, number, changes))
    return sorted(stretches, key=lambda one: (one.start, one.number))


def _whole(side: _Side, stretches: Sequence[_Stretch]) -> str:
    """A text with the stretches in it that the other has; each with the number of its match."""
    parts = [f"<div class='whole'><b>{escape(side.name)}</b>"]
    section, at = None, 0
    for row in side.sentences:
        if row["section"] != section:
            parts.append("</p>" if section is not None else "")
            section = row["section"]
            parts.append(f"<h3>{escape(' '.join(section_label(section)))}</h3><p>")
        while at < len(stretches) and stretches[at].end <= row["start"]:
            at += 1
        parts.append(_sentence(row, stretches, at))
    parts.append("</p></div>" if section is not None else "</div>")
    return "".join(parts)


def _sentence(row: Row, stretches: Sequence[_Stretch], at: int) -> str:
    """A sentence with what is in it of the stretches from ``at`` on."""
    text, begin, done = row["text"], row["start"], 0
    parts = []
    while at < len(stretches) and stretches[at].start < row["end"]:
        one = stretches[at]
        first, last = max(one.start - begin, done), min(one.end - begin, len(text))
        if last > first:
            # A passage over several sentences has its number once.
            tail = f"<a href='#m{one.number}'>{one.number}</a>" if one.end <= row["end"] else ""
            inside = _with_changes(
                text, first, last, [(start - begin, end - begin) for start, end in one.changes]
            )
            parts.append(f"{_clean(text[done:first])}<span class='same'>{inside}{tail}</span>")
            done = last
        at += 1
    parts.append(_clean(text[done:]))
    return "".join(parts)


def _with_changes(text: str, first: int, last: int, changes: Sequence[tuple[int, int]]) -> str:
    parts, done = [], first
    for start, end in changes:
        start, end = max(start, done), min(end, last)
        if end > start:
            parts.append(f"{_clean(text[done:start])}<mark class='diff'>{_clean(text[start:end])}</mark>")
            done = end
    parts.append(_clean(text[done:last]))
    return "".join(parts)


def _clean(text: str) -> str:
    return escape(squeeze(text).text)
