"""Problem statements of a report, and the measures that answer them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Literal

import numpy as np

from textkit._folding import fold, squeeze
from textkit.problems._classifier import ThemeClassifier
from textkit.problems._items import ItemKind, cut_sentence
from textkit.report import Report, Sentence
from textkit.statute.themes import themes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ROW", "Measure", "Problem", "SectionFive", "section_five", "section_fives"]

Level = Literal["generic", "qualified", "concrete"]
_SECTION_FIVE = ("problems", "improvements")
# Of ``SectionFive.rows``: ``number`` counts the items of a kind, themes and answers are parted by blanks.
ROW = ("kind", "number", "start", "end", "text", "themes", "specificity", "level", "answers")
# A measure answers a problem from this score on, found on our own section fives (docs/problems.md).
PAIRED = 0.35
_SAME_PLACE = 0.2
_SHARED_WORDS = 1.0

_CONCRETE = re.compile(
    r"[0-9]|[“\"《][^”\"》]{2,}[”\"》]|(?:由于|因为|原因|缘于|源于|导致|致使|造成|受[^，。；]{2,14}(?:影响|限制|制约))"
)
# Words that every such statement may hold: what is left over says how much it tells.
_COMMON = re.compile(
    "政府信息公开|政务公开|信息公开|政府信息|信息|公开|工作|方面|情况|存在|问题|仍然?|还|尚|需要?|有待|进一步|加强|提高|提升|完善|不够|不足|不强|不高|不到位|"
    "个别|部分|少数|有的|有些|一些|一定|较为?|比较|相对|程度|水平|能力|质量|力度|我[局镇街办委县区市]|本[局镇机关单位]+|的|了|和|及|与|对|在|是|等|[，。；、：“”]"
)
_PROBLEM_COLOUR, _MEASURE_COLOUR = "#FBD9C9", "#CFE6F5"
# Two statements of one theme with so much of their own are told apart by it.
_QUALIFIED = 8


@dataclass(frozen=True, slots=True)
class _Statement:
    """An item at ``[start, end)`` of the report's text."""

    start: int
    end: int
    text: str
    kind: ItemKind
    number: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem statement at ``[start, end)`` of the report's text.

    ``themes`` are ids of ``themes.toml`` with their probability, the likeliest first. ``specificity`` is 0 to 1:
    how much is said beyond the words that every such statement has (docs/problems.md); ``level`` puts it in words.
    ``measures`` are the places of the answering measures in ``SectionFive.measures``.
    """

    start: int
    end: int
    text: str
    themes: tuple[tuple[str, float], ...]
    specificity: float
    level: Level
    measures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure at ``[start, end)`` of the report's text; ``problems`` are the places of those it answers."""

    start: int
    end: int
    text: str
    themes: tuple[tuple[str, float], ...]
    problems: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionFive:
    """Section five of a report: problems and measures in the order of the text.

    ``none_stated``: the section is there and names no fault. ``found``: False where the report has no section five.
    """

    problems: tuple[Problem, ...]
    measures: tuple[Measure, ...]
    none_stated: bool
    found: bool
    source: str

    @property
    def unanswered(self) -> tuple[Problem, ...]:
        """Problems without a measure."""
        return tuple(one for one in self.problems if not one.measures)

    def rows(self) -> list[tuple[object, ...]]:
        """The items in the order of the text, as tuples with the fields of ``ROW``."""
        items: list[tuple[str, int, Problem | Measure, float, str, tuple[int, ...]]] = [
            *(
                ("problem", at, one, one.specificity, one.level, one.measures)
                for at, one in enumerate(self.problems)
            ),
            *(("measure", at, one, np.nan, "", one.problems) for at, one in enumerate(self.measures)),
        ]
        return [
            (
                kind,
                number,
                one.start,
                one.end,
                one.text,
                " ".join(id for id, _ in one.themes),
                score,
                level,
                " ".join(map(str, answers)),
            )
            for kind, number, one, score, level, answers in sorted(items, key=lambda item: item[2].start)
        ]

    def frame(self) -> pd.DataFrame:
        """One row an item: kind, start, end, text, themes and answers parted by blanks, specificity, level."""
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=list(ROW)).drop(columns="number")

    def _repr_html_(self) -> str:
        marked = [
            *(
                (one.start, one.end, _PROBLEM_COLOUR, _label(f"问题{at}", one.themes))
                for at, one in enumerate(self.problems, 1)
            ),
            *(
                (one.start, one.end, _MEASURE_COLOUR, _label(_answering(one.problems), one.themes))
                for one in self.measures
            ),
        ]
        if not marked:
            return (
                "<p>（未列问题 no problem stated）</p>"
                if self.found
                else "<p>（无此部分 no section five）</p>"
            )
        marked.sort()
        parts, at = [], marked[0][0]
        for start, end, colour, label in marked:
            parts.append(
                f"{escape(self.source[at:start])}<mark style='background:{colour}'>{escape(self.source[start:end])}</mark>"
                f"<sup style='color:#555'>{escape(label)}</sup>"
            )
            at = end
        return f"<div style='line-height:2;white-space:pre-wrap'>{''.join(parts)}</div>"


def _answering(problems: Sequence[int]) -> str:
    return f"措施→{'、'.join(str(one + 1) for one in problems)}" if problems else "措施"


def _label(name: str, found: Sequence[tuple[str, float]]) -> str:
    labels = {one.id: one.label_zh for one in themes()}
    return f"{name} {'、'.join(labels.get(id, id) for id, _ in found)}".strip()


def section_five(report: Report, model: ThemeClassifier) -> SectionFive:
    """The problems of a report with their measures; see ``find_problems``."""
    return section_fives([(report.text, report.sentences)], model)[0]


def section_fives(
    reports: Sequence[tuple[str, Sequence[Sentence]]], model: ThemeClassifier
) -> list[SectionFive]:
    """The same for many reports, of each its text and its sentences; each distinct statement is classified once."""
    items = [_items_of(sentences) for _, sentences in reports]
    distinct = list(dict.fromkeys(squeeze(item.text).text for own in items for item in own))
    place = {text: row for row, text in enumerate(distinct)}
    chances = model.predict_proba(distinct)
    named = model.predict_themes(distinct)
    found = []
    for (source, sentences), own in zip(reports, items, strict=True):
        rows = [place[squeeze(item.text).text] for item in own]
        found.append(_section_five(source, sentences, own, [named[row] for row in rows], chances[rows, :]))
    return found


def _section_five(
    source: str,
    sentences: Sequence[Sentence],
    items: Sequence[_Statement],
    named: Sequence[list[tuple[str, float]]],
    chances: np.ndarray,
) -> SectionFive:
    found = any(sentence.section in _SECTION_FIVE for sentence in sentences)
    problems: list[Problem] = []
    measures: list[Measure] = []
    rows: dict[str, list[int]] = {"problem": [], "measure": []}
    for row, item in enumerate(items):
        if item.kind == "problem" and named[row] and named[row][0][0] == "none_stated":
            continue
        rows[item.kind].append(row)
        kept = tuple(theme for theme in named[row] if theme[0] != "none_stated")
        if item.kind == "problem":
            score, level = specificity(squeeze(item.text).text)
            problems.append(Problem(item.start, item.end, item.text, kept, score, level))
        else:
            measures.append(Measure(item.start, item.end, item.text, kept))
    answers = _answers(items, chances, rows["problem"], rows["measure"])
    answered: dict[int, list[int]] = defaultdict(list)
    for at, to in enumerate(answers):
        for place in to:
            answered[place].append(at)
    problems = [replace(one, measures=tuple(answered[place])) for place, one in enumerate(problems)]
    measures = [replace(one, problems=to) for one, to in zip(measures, answers, strict=True)]
    return SectionFive(tuple(problems), tuple(measures), found and not problems, found, source)


def specificity(text: str) -> tuple[float, Level]:
    """How much a statement tells: ``1 - exp(-own / 12)``, own the characters beyond common words and theme words.

    At least 0.7, and concrete, with a number, a name in quotation marks or a cause; else qualified from eight
    characters of its own, generic below.
    """
    own = len(_theme_words().sub("", _COMMON.sub("", fold(text))))
    score = 1.0 - float(np.exp(-own / 12))
    if _CONCRETE.search(fold(text)):
        return max(score, 0.7), "concrete"
    return score, "qualified" if own >= _QUALIFIED else "generic"


@cache
def _theme_words() -> re.Pattern[str]:
    words = sorted({word for one in themes() for word in (*one.strong, *one.weak)}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _items_of(sentences: Sequence[Sentence]) -> list[_Statement]:
    found: list[_Statement] = []
    for sentence in sentences:
        if sentence.section not in _SECTION_FIVE:
            continue
        number = found[-1].number if found else None
        found += [
            _Statement(
                sentence.start + item.start,
                sentence.start + item.end,
                sentence.text[item.start : item.end],
                item.kind,
                item.number,
            )
            for item in cut_sentence(sentence.text, section=sentence.section, number=number)
            if item.kind is not None
        ]
    return found


def _answers(
    items: Sequence[_Statement], chances: np.ndarray, problems: list[int], measures: list[int]
) -> list[tuple[int, ...]]:
    """For each measure the problems it answers: shared themes, shared words, the same place in both lists."""
    texts = [_bare(squeeze(item.text).text) for item in items]
    grams = [{text[at : at + 2] for at in range(len(text) - 1)} for text in texts]
    parallel = len(problems) == len(measures) > 1
    themes_shared = chances[measures] @ chances[problems].T
    result = []
    for place, measure in enumerate(measures):
        scores = []
        last_before = bisect_left(problems, measure) - 1
        number = items[measure].number
        for other, problem in enumerate(problems):
            shared = float(themes_shared[place, other])
            words = len(grams[problem] & grams[measure]) / max(
                1, min(len(grams[problem]), len(grams[measure]))
            )
            same_number = items[problem].number == number
            same = (parallel and place == other) or (number is not None and same_number)
            near = other == last_before and same_number
            scores.append(shared + _SHARED_WORDS * words + _SAME_PLACE * (same or near))
        best = max(scores, default=0.0)
        result.append(
            tuple(at for at, score in enumerate(scores) if score >= PAIRED and score >= 0.75 * best)
        )
    return result


def _bare(text: str) -> str:
    return _COMMON.sub("", fold(text))
