"""Headings of the report, by their title first and their number second.

A heading is believed at the start of a block, or in mid-line behind an ordinal when its title is
one of the form's. The title decides which section it opens; a wrong number is left to be a
finding. Rows of the statutory tables and lists of contents look like headings and are not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal
from unicodedata import numeric

from textkit.form._view import View
from textkit.form._zones import table_zones
from textkit.reading import Block
from textkit.statute import SectionRule, section_rules

__all__ = ["MARKS", "Found", "find_headings", "zones_between"]

Style = Literal["none", "cn", "part", "paren", "digit", "paren_digit"]

# The longest heading of its own seen in real reports has 38 characters.
MAX_TITLE = 44
MAX_CLAUSE = 32
# Entries of a list of contents stand this close together: a page number and dots at most.
MAX_LISTED_GAP = 6
MIN_LISTED = 3

# Marks that set a title off, without meaning; in a class of a pattern.
MARKS = r"#*>_◆◇▲△●■□★☆【\["
_NUMERAL = "一二三四五六七八九十"
_ORDINAL = re.compile(
    rf"[{MARKS}]*(?:"
    rf"第(?P<part>[{_NUMERAL}]{{1,3}})(?:(?:部分|章|节)[、：.]?|[、，])"
    rf"|（(?P<paren>[{_NUMERAL}]{{1,3}})）[、.]?"
    rf"|（(?P<paren_digit>\d{{1,2}})）[、.]?"
    rf"|(?P<cn>[{_NUMERAL}]{{1,3}})[、.，：]"
    rf"|(?P<digit>\d{{1,2}})[.、](?!\d)"
    rf"|(?P<cn_sign>[Ⅰ-Ⅹ壹贰叁肆伍陆柒捌])[、.]|(?P<paren_sign>[㈠-㈩])|(?P<paren_digit_sign>[①-⑳])|(?P<digit_sign>[⒈-⒛]))\**"
)
_MARKUP = re.compile(f"[{MARKS}]*")
_BARE = re.compile(rf"(?P<cn>[{_NUMERAL}])(?=[^{_NUMERAL}])|(?P<digit>\d)(?=\D)")
# A list that begins right behind a title ends it: 加强平台建设，提升公开水平一是…
_TERMINATOR = re.compile(r"[。；！？：】\]*_]|一是")
# Before an ordinal in mid-line: what shows that it is spoken of, not set.
_MENTION = re.compile(r"[“‘《〈、和与及见第的按共为在是（]$")
_LISTING = re.compile(r"表[一二三四五六七八九十\d]|附[表件录]|图\d")
_STRONG_END = re.compile(r"(?:情况|概况|方面|事项|措施|概述|附表|办法|打算|方向|计划|问题|诉讼)$")
# A title followed by the whole of its section: 其他需要报告的事项无.
_ANSWER = re.compile(r"(?:无|没有|暂无|本|我|20\d\d年)")
_POINT = re.compile(r"一是|（|\d|#")
# 平台建设 not yet at its end: 平台建设不断完善。
MAX_RUN_ON = 8
# 主动公开 and more in one title: 主动公开和依申请公开办理情况。
_JOINED = re.compile(r"[和与及、]")
_NUMERALS = {numeral: value for value, numeral in enumerate(_NUMERAL, start=1)}


@dataclass(frozen=True, slots=True)
class Found:
    """A heading at ``[start, end)`` of the view's text; ``title_at`` is behind its ordinal.

    ``whole``: it fills its line and is one of the form's own titles to the letter.
    """

    start: int
    title_at: int
    end: int
    style: Style
    number: int | None
    id: str | None
    level: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    title_at: int
    style: Style
    number: int | None
    at_block_start: bool
    block: tuple[int, int, Block]
    stop: int


def find_headings(view: View) -> list[Found]:
    """Headings of the document in order; ``id`` is None where a heading opens no prescribed section."""
    candidates = _candidates(view)
    mains, listed = _mains(view, candidates)
    zones = zones_between(view, mains)
    outside = [
        candidate
        for candidate in candidates
        if candidate.start not in listed and not _in_zone(candidate.start, zones)
    ]
    mains = sorted([*mains, *_unknown_mains(view, outside, mains)], key=lambda found: found.start)
    return sorted([*mains, *_lower(view, outside, mains)], key=lambda found: found.start)


def zones_between(view: View, headings: list[Found]) -> list[tuple[int, int]]:
    """Zones of table residue between the headings."""
    edges = [0, *(edge for heading in headings for edge in (heading.start, heading.end)), len(view.text)]
    return [
        zone
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
        for zone in table_zones(view.text, begin, end)
    ]


def _in_zone(at: int, zones: list[tuple[int, int]]) -> bool:
    index = bisect_right(zones, at, key=lambda zone: zone[0]) - 1
    return index >= 0 and at < zones[index][1]


def _candidates(view: View) -> list[_Candidate]:
    found: dict[int, _Candidate] = {}
    for begin, end, block in view.blocks:
        if block.kind == "furniture" or begin == end:
            continue
        if block.kind == "table" and not _is_single_cell(view, block):
            continue
        match = _ORDINAL.match(view.text, begin, end) or _bare_ordinal(view, begin, end)
        if match:
            found[begin] = _candidate(match, (begin, end, block), at_block_start=True)
        else:
            markup = _MARKUP.match(view.text, begin, end)
            title_at = markup.end() if markup else begin
            found[begin] = _Candidate(begin, title_at, "none", None, True, (begin, end, block), end)
        if block.kind == "table":
            continue
        for match in _ORDINAL.finditer(view.text, found[begin].title_at, end):
            if not _MENTION.search(view.text, match.start() - 1, match.start()):
                found.setdefault(match.start(), _candidate(match, (begin, end, block), at_block_start=False))
    return _with_stops([found[start] for start in sorted(found)])


def _with_stops(candidates: list[_Candidate]) -> list[_Candidate]:
    """No title reaches over the next ordinal: 一、总体情况（一）主动公开."""
    stopped = [
        replace(candidate, stop=min(candidate.stop, following.start))
        if following.style in ("cn", "part", "paren")
        else candidate
        for candidate, following in pairwise(candidates)
    ]
    return [*stopped, *candidates[-1:]]


def _bare_ordinal(view: View, begin: int, end: int) -> re.Match[str] | None:
    """``一 总体情况``: a numeral parted from the title by a blank only."""
    match = _BARE.match(view.text, begin, end)
    return match if match and view.is_gap(match.end()) else None


def _is_single_cell(view: View, block: Block) -> bool:
    cells = view.source[block.start : block.end].strip()
    return "\t" not in cells and "|" not in cells


def _candidate(match: re.Match[str], block: tuple[int, int, Block], *, at_block_start: bool) -> _Candidate:
    group = match.lastgroup or ""
    style: Style = group.removesuffix("_sign")  # type: ignore[assignment]
    number = int(numeric(match[group])) if group.endswith("_sign") else _number(match[group])
    return _Candidate(match.start(), match.end(), style, number, at_block_start, block, block[1])


def _number(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    if not ten:
        return _NUMERALS.get(printed, 0)
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)


# ---------------------------------------------------------------------------------------------- titles


@dataclass(frozen=True, slots=True)
class _Title:
    end: int
    rule: SectionRule | None
    alone: bool
    sure: bool


def _title(view: View, candidate: _Candidate, rules: tuple[SectionRule, ...]) -> _Title | None:
    """The title at a candidate and the rule it answers to; None where no title can be told."""
    at, end = candidate.title_at, candidate.stop
    if at >= end:
        return None
    terminator = _TERMINATOR.search(view.text, at, min(end, at + MAX_TITLE + 1))
    clause_end = terminator.start() if terminator else min(end, at + MAX_TITLE + 1)
    alone = candidate.at_block_start and _ends_block(view, clause_end, end)
    clause = view.text[at:clause_end]
    best = _longest_run_in(view.text, at, rules)
    if alone and _plain_title(clause, limit=MAX_TITLE) and not _holds_its_body(view, best, at, clause_end):
        return _Title(clause_end, _rule_of(clause, rules), alone=True, sure=True)
    gap = view.next_gap(at, min(end, at + MAX_CLAUSE + 1))
    shortest = min(clause_end, gap)
    if best and best[0] <= end:
        stop, rule = best
        title = view.text[at:stop]
        if stop in (clause_end, gap, end):
            return _Title(stop, rule, alone=False, sure=True)
        strong = bool(_STRONG_END.search(title))
        runs_on = terminator and not strong and not view.is_gap(stop) and not _POINT.match(view.text, stop)
        joined = _JOINED.match(view.text, stop) is not None
        if runs_on and (joined or clause_end - stop <= MAX_RUN_ON) and _plain_title(clause, limit=MAX_CLAUSE):
            return _Title(clause_end, rule, alone=False, sure=True)
        return _Title(stop, rule, alone=False, sure=strong)
    clause = view.text[at:shortest]
    if (terminator or gap < end) and _plain_title(clause, limit=MAX_CLAUSE):
        return _Title(shortest, _rule_of(clause, rules), alone=False, sure=False)
    return None


def _holds_its_body(view: View, best: tuple[int, SectionRule] | None, at: int, end: int) -> bool:
    """Whether a line is a title with a short section behind it: 其他需要报告的事项无, 总体情况 平稳."""
    if best is None or best[0] >= end:
        return False
    strong = _STRONG_END.search(view.text[at : best[0]]) is not None
    return _ANSWER.match(view.text, best[0], end) is not None or (strong and view.is_gap(best[0]))


def _ends_block(view: View, at: int, end: int) -> bool:
    return end - at <= 2 and not view.text[at:end].strip("。：；*#】]_")


def _plain_title(title: str, *, limit: int) -> bool:
    """Whether a clause can be a title: short, no digits beside a year, one comma at most."""
    without_year = re.sub(r"20\d\d年?", "", title)
    return (
        1 < len(title) <= limit
        and not re.search(r"\d", without_year)
        and len(re.findall(r"[，,]", title)) <= 1
        and not re.search(r"[。；！？：]", title)
    )


def _longest_run_in(text: str, at: int, rules: tuple[SectionRule, ...]) -> tuple[int, SectionRule] | None:
    ends = [(end, rule) for rule in rules if (end := rule.run_in_end(text, at))]
    return max(ends, key=lambda pair: pair[0], default=None)


# Asked in this order when a title is judged by its words: the rarer word decides. A title of section one may join
# two topics (加强信息管理，推进主动公开): the first named counts.
_WORD_ORDER = (
    "review_litigation",
    "problems",
    "improvements",
    "other",
    "applications",
    "proactive",
    "overview",
)


def _rule_of(title: str, rules: tuple[SectionRule, ...]) -> SectionRule | None:
    whole = [rule for rule in rules if rule.run_in_end(title, 0) == len(title)]
    if whole:
        return whole[0]
    fitting = [(rule, at) for rule in rules if (at := rule.fits_at(title)) is not None]
    first = min(fitting, key=_rank, default=None)
    return first[0] if first else None


def _rank(fitting: tuple[SectionRule, int]) -> tuple[int, int]:
    rule, at = fitting
    return (_WORD_ORDER.index(rule.id) if rule.id in _WORD_ORDER else len(_WORD_ORDER), at)


# ----------------------------------------------------------------------------------------------- mains

# Titles that no row, sub-topic or phrase shares with the six sections.
_TABLE_SECTIONS = frozenset({"proactive", "applications", "review_litigation"})
_UNMISTAKABLE = frozenset({"overview", "review_litigation", "problems", "other"})
_STYLE_ORDER: tuple[Style, ...] = ("cn", "part", "none", "digit", "paren", "paren_digit")
# Below this number of unmistakable titles another style than 一、 is not believed to head sections.
MIN_TITLES_OF_STYLE = 3


def _main_rules() -> tuple[SectionRule, ...]:
    improvements = tuple(rule for rule in section_rules("part") if rule.id == "improvements")
    return (*section_rules("section"), *improvements)


def _mains(view: View, candidates: list[_Candidate]) -> tuple[list[Found], frozenset[int]]:
    """Headings of the sections, and where a list of contents only names them."""
    titled = [found for candidate in candidates if (found := _main(view, candidate))]
    style = _main_style(titled)
    of_style = [found for found in titled if found.style in (style, "none")]
    missing = {"review_litigation", "problems"} - {found.id for found in of_style}
    others = [
        found
        for found in titled
        if found.style not in (style, "none") and found.whole and found.id in missing
    ]
    believed = sorted([*of_style, *others], key=lambda found: found.start)
    listed = _listed(believed)
    kept = [found for found in believed if found.start not in listed]
    return _first_of_each(kept), listed


def _main(view: View, candidate: _Candidate) -> Found | None:
    if _LISTING.match(view.text, candidate.title_at):
        return None
    title = _title(view, candidate, _main_rules())
    if title is None or title.rule is None:
        return None
    words = view.text[candidate.title_at : title.end]
    whole = title.rule.run_in_end(words, 0) == len(words)
    if candidate.style == "none":
        marked = candidate.block[2].kind == "heading" and whole and _STRONG_END.search(words)
        if not (title.alone and (words in title.rule.without_ordinal or marked)):
            return None
    elif not (title.alone or title.sure) or (not candidate.at_block_start and not whole and not title.alone):
        return None
    return Found(
        candidate.start,
        candidate.title_at,
        title.end,
        candidate.style,
        candidate.number,
        title.rule.id,
        1,
        title.alone and whole,
    )


def _main_style(titled: list[Found]) -> Style:
    counts = Counter(
        found.style for found in {(f.style, f.id): f for f in titled}.values() if found.id in _UNMISTAKABLE
    )
    best = max(_STYLE_ORDER, key=lambda style: (counts[style], -_STYLE_ORDER.index(style)))
    rivals = counts["cn"] + counts["part"]
    return best if best in ("cn", "part") or counts[best] >= (MIN_TITLES_OF_STYLE if rivals else 2) else "cn"


def _listed(mains: list[Found]) -> frozenset[int]:
    """Starts of headings in a list of contents: set close together, and each found again later."""
    runs: list[list[Found]] = []
    for found in mains:
        if runs and found.start - runs[-1][-1].end <= MAX_LISTED_GAP:
            runs[-1].append(found)
        else:
            runs.append([found])
    last = {found.id: found.start for found in mains}
    starts: set[int] = set()
    for run in runs:
        again = [entry.start for entry in run if last[entry.id] > entry.start]
        if len(again) >= MIN_LISTED:
            starts.update(again)
    return frozenset(starts)


def _first_of_each(mains: list[Found]) -> list[Found]:
    """One heading an id: the one whose printed number is the form's where there are several, else the first."""
    numbers = {rule.id: rule.number for rule in section_rules("section")}
    chosen: dict[str | None, Found] = {}
    for found in mains:
        held = chosen.get(found.id)
        fits = found.number is not None and found.number == numbers.get(found.id or "")
        if held is None or (fits and held.number != numbers.get(held.id or "")):
            chosen[found.id] = found
    return sorted(chosen.values(), key=lambda found: found.start)


def _unknown_mains(view: View, candidates: list[_Candidate], mains: list[Found]) -> list[Found]:
    """Headings in the style of the sections whose title is none of theirs, on lines of their own."""
    if not mains:
        return []
    style = Counter(found.style for found in mains).most_common(1)[0][0]
    taken = {found.start: found for found in mains}
    tables = [begin for begin, _, block in view.blocks if block.kind == "table"]
    ends = {found.start: following.start for found, following in pairwise(mains)}
    found_here: list[Found] = []
    above = mains[0]
    restarted = False
    for candidate in candidates:
        if candidate.start in taken:
            above, restarted = taken[candidate.start], False
        if (
            candidate.style != style
            or style == "none"
            or candidate.start in taken
            or not candidate.at_block_start
        ):
            continue
        if candidate.start > mains[0].start and above.id == "overview":
            # Sub-topics numbered 一、 二、 again: what follows 一、 under the first section is below it.
            restarted = restarted or (candidate.number or 0) <= (above.number or 0)
        following = bisect_right(tables, candidate.start)
        if above.id in _TABLE_SECTIONS and following < len(tables):
            # Before a table of its section such a line is a torn row: 三、本年度办理结果.
            restarted = restarted or tables[following] < ends.get(above.start, len(view.text))
        if restarted:
            continue
        title = _title(view, candidate, _main_rules())
        if title and title.alone and candidate.block[2].kind != "table":
            found_here.append(
                Found(candidate.start, candidate.title_at, title.end, style, candidate.number, None, 1, False)
            )
    return found_here


# ----------------------------------------------------------------------------------------- lower levels


def _lower(view: View, candidates: list[_Candidate], mains: list[Found]) -> list[Found]:
    found_here: list[Found] = []
    starts = [found.start for found in mains]
    taken = frozenset(starts)
    has_problems = any(found.id == "problems" for found in mains)
    for candidate in candidates:
        if candidate.block[2].kind == "table" or candidate.start in taken:
            continue
        index = bisect_right(starts, candidate.start) - 1
        above = mains[index] if index >= 0 else None
        if above and candidate.start < above.end:
            continue
        found = _below(
            view, candidate, above.id if above else None, first=index < 0, has_problems=has_problems
        )
        following = starts[index + 1] if index + 1 < len(starts) else len(view.text)
        if found and found.end <= following:
            found_here.append(found)
    topics = _one_style_of_topics(found_here)
    return sorted([*topics, *_beside_topics(view, candidates, topics, mains)], key=lambda found: found.start)


def _below(
    view: View, candidate: _Candidate, above: str | None, *, first: bool, has_problems: bool
) -> Found | None:
    if above in ("problems", "improvements"):
        rules = section_rules("part")
    elif above == "overview" or first:
        rules = section_rules("topic")
    elif not has_problems and above in ("proactive", "applications", "review_litigation"):
        rules = section_rules("part")
    else:
        rules = ()
    title = _title(view, candidate, rules)
    if title is None:
        return None
    words = view.text[candidate.title_at : title.end]
    rule = title.rule
    if candidate.style == "none":
        whole = rule is not None and rule.run_in_end(words, 0) == len(words)
        if not (title.alone and whole):
            return None
    if rule is None and not (
        candidate.style == "paren" and (title.alone or view.text[title.end : title.end + 1] == "。")
    ):
        return None
    if rule is not None and not candidate.at_block_start and not title.sure and candidate.style != "paren":
        return None
    identity = rule.id if rule else None
    return Found(
        candidate.start, candidate.title_at, title.end, candidate.style, candidate.number, identity, 2, False
    )


def _beside_topics(
    view: View, candidates: list[_Candidate], lower: list[Found], mains: list[Found]
) -> list[Found]:
    """Headings of no known topic that one count joins to one that has (一、二、三、): a topic ends where the next begins."""
    edges = [found.start for found in mains]
    series: dict[tuple[int, Style], list[_Candidate]] = {}
    for candidate in candidates:
        begins = candidate.at_block_start or candidate.style == "paren"
        if begins and candidate.style != "none" and candidate.block[2].kind != "table":
            place = bisect_right(edges, candidate.start)
            series.setdefault((place, candidate.style), []).append(candidate)
    known = {found.start for found in [*lower, *mains]}
    topics = {found.start for found in lower if (found.id or "").startswith("overview.")}
    found_here: list[Found] = []
    for (_, style), members in series.items():
        for run in _counted_through(members):
            if not any(one.start in topics for one in run):
                continue
            for one in run:
                title = _title(view, one, section_rules("topic")) if one.start not in known else None
                if title:
                    found_here.append(
                        Found(one.start, one.title_at, title.end, style, one.number, None, 2, False)
                    )
    return found_here


def _counted_through(members: list[_Candidate]) -> list[list[_Candidate]]:
    """Candidates of one style in runs whose ordinals go up by one."""
    runs: list[list[_Candidate]] = []
    for one in members:
        if runs and one.number is not None and runs[-1][-1].number == one.number - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _one_style_of_topics(lower: list[Found]) -> list[Found]:
    """Sub-topics under （一）; under 1. only where no （一） opens one: below it points are numbered so."""

    def is_topic(found: Found) -> bool:
        return found.id is not None and found.id.startswith("overview.")

    digits = ("digit", "paren_digit")
    if any(is_topic(found) and found.style not in digits for found in lower):
        return [found for found in lower if not is_topic(found) or found.style not in digits]
    return lower
