"""Corpora of made-up reports with known truth: who copied which sentence from whom, and with how many changes.

For measuring recurrence where nobody could label by hand. Sentences come from the phrase banks in ``data/phrases``, which
were written for this; no real report is in them.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

from textkit._resources import phrases_folder
from textkit.recurrence import FORMULA_AGENCIES, mask

__all__ = ["EDIT_CLASSES", "SyntheticCorpus", "synthetic_corpus"]

Split = Literal["tune", "test"]
# Seeds are taken from different ranges, so that what a method was tuned on never comes back in the test.
_SPLITS: dict[str, int] = {"tune": 0, "test": 1_000_003}
# Edit classes by the distance to the source in characters after masking (Levenshtein over the longer length).
EDIT_CLASSES = {"light": (0.0, 0.10), "medium": (0.10, 0.30), "heavy": (0.30, 0.55)}
# A copied sentence is one of these; numbers, year and name change nothing that is left after masking.
_EDITS = ("exact", "numbers", "year", "name", "light", "medium", "heavy")
_EDIT_SHARES = (0.20, 0.14, 0.08, 0.08, 0.18, 0.20, 0.12)
# Further apart than this, two sentences of one descent no longer count as one text.
_FURTHEST = EDIT_CLASSES["heavy"][1]
# Writers who copy stay below the number of agencies from which a text is a formula.
_MOST_COPIES = 3
# Of a report's sentences: how many each topic has, and where sentences come from.
_PLAN: tuple[tuple[str, str, int, int], ...] = (
    ("preamble", "", 2, 4),
    ("overview", "other", 0, 1),
    ("overview.proactive", "proactive", 2, 4),
    ("overview.applications", "applications", 1, 3),
    ("overview.management", "management", 1, 3),
    ("overview.platform", "platform", 1, 3),
    ("overview.supervision", "supervision", 1, 3),
    ("review_litigation", "", 0, 1),
    ("problems", "problems", 1, 3),
    ("improvements", "improvements", 1, 4),
    ("other", "other", 1, 2),
)
_FORMULA_SHARE, _CARRIED_SHARE, _SHARED_SHARE = 0.22, 0.30, 0.14
_HEADINGS = {
    "overview": "一、总体情况",
    "overview.proactive": "（一）主动公开",
    "overview.applications": "（二）依申请公开",
    "overview.management": "（三）政府信息管理",
    "overview.platform": "（四）政府信息公开平台建设",
    "overview.supervision": "（五）监督保障",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
_DIGITS = re.compile(r"(?<![0-9])[0-9]{1,3}(?:,[0-9]{3})*(?![0-9])")
_YEAR = re.compile(r"20[0-9]{2}(?=年)")
_COMMA = re.compile("[，；]")
# A clause that leans on nothing before it, as far as its first words and marks tell.
_FITTING = re.compile("(?![一二三四五其另也并且但而]|同时|分别|第)[^“”（）：]{6,30}")
# A sentence of so many characters gets no further clauses.
_LONG_ENOUGH = 70


@dataclass(frozen=True, slots=True)
class SyntheticCorpus:
    """Reports, and the truth about each of their sentences.

    reports : DataFrame
        report_id, agency, year, province, city, system, text; as ``Corpus.build`` takes it.
    sentences : DataFrame
        report_id, number (in the report, from 0), agency, year, section, topic, text, family (sentences of one descent), stock (from the bank
        of formulas), edit (what was done to the source; "" for what is no copy), distance (to the source, masked), origin (formula, carried_over,
        shared, original), related (agencies that have the text, parted by "、", where shared or carried over).
    """

    reports: pd.DataFrame
    sentences: pd.DataFrame


def synthetic_corpus(
    n_reports: int,
    *,
    random_state: int = 0,
    split: Split = "tune",
    years: Sequence[int] = (2021, 2022, 2023, 2024, 2025),
) -> SyntheticCorpus:
    """Make reports of agencies over some years, with formulas, copies of their own and of other agencies' sentences.

    Parameters
    ----------
    n_reports : int, at least one a year
    random_state : int
    split : "tune" or "test"
        Corpora of different splits have no agency and no seed in common.
    years : of the reports; each agency reports every year

    Raises
    ------
    ValueError
        When there are fewer reports than years, or no such split.

    Examples
    --------
    >>> corpus = synthetic_corpus(10)
    >>> corpus.reports.shape, set(corpus.sentences["origin"]) <= {"formula", "carried_over", "shared", "original"}
    ((10, 7), True)
    """
    if split not in _SPLITS:
        raise ValueError(f"split={split!r}: {', '.join(map(repr, _SPLITS))}")
    if n_reports < len(years):
        raise ValueError(f"{n_reports} reports of {len(years)} years: at least one a year")
    chance = np.random.default_rng(_SPLITS[split] + random_state)
    agencies = _agencies(max(1, n_reports // len(years)), chance)
    writer = _Writer(chance)
    reports, sentences = [], []
    for year in years:
        for agency in agencies:
            written = writer.report(agency, year)
            report_id = f"{agency.id:06d}-{year}"
            reports.append(
                (
                    report_id,
                    agency.name,
                    year,
                    agency.province,
                    agency.city,
                    agency.system,
                    _text_of(agency, year, written),
                )
            )
            sentences += [(report_id, number, agency, year, one) for number, one in enumerate(written)]
    columns = ["report_id", "agency", "year", "province", "city", "system", "text"]
    return SyntheticCorpus(pd.DataFrame(reports, columns=columns), _truth(sentences))


# ------------------------------------------------------------------------------------------- the banks


@dataclass(frozen=True, slots=True)
class _Bank:
    frames: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(phrases_folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _bank(topic: str) -> _Bank:
    data = _toml(topic)
    return _Bank(tuple(data["frames"]), {name: tuple(words) for name, words in data["slots"].items()})


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    others = {
        word: tuple(other for other in group if other != word)
        for group in _toml("synonyms")["groups"]
        for word in group
    }
    longest_first = sorted(others, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first))), others


# ----------------------------------------------------------------------------------------- the writers


@dataclass(frozen=True, slots=True)
class _Agency:
    id: int
    place: str
    city: str
    province: str
    full: str
    short: str
    system: str
    formulas: frozenset[int]

    @property
    def name(self) -> str:
        return f"{self.place}{self.full}"


@dataclass(slots=True)
class _Written:
    """A sentence as it stands in a report."""

    text: str
    section: str
    topic: str
    family: int
    edit: str = ""
    distance: float = 0.0
    is_formula: bool = False


_PROVINCES = (
    *(
        "北京市",
        "天津市",
        "河北省",
        "山西省",
        "辽宁省",
        "吉林省",
        "黑龙江省",
        "上海市",
        "江苏省",
        "浙江省",
        "安徽省",
        "福建省",
        "江西省",
        "山东省",
    ),
    *(
        "河南省",
        "湖北省",
        "湖南省",
        "广东省",
        "海南省",
        "重庆市",
        "四川省",
        "贵州省",
        "云南省",
        "陕西省",
        "甘肃省",
        "青海省",
    ),
)
_FORMULAS_OF_SCOPE = {"general": 12, "era": 5, "region": 3}
# As many agencies as make a province of its own, so that what only one province writes can be seen.
_AGENCIES_A_PROVINCE = 12


def _agencies(number: int, chance: np.random.Generator) -> list[_Agency]:
    names = _toml("synonyms")["names"]
    stems, kinds = names["surnames_of_places"], names["kinds"]
    provinces = chance.permutation(_PROVINCES)[: max(1, min(len(_PROVINCES), number // _AGENCIES_A_PROVINCE))]
    found = []
    places = chance.permutation(len(stems) * len(stems))
    for id in range(number):
        province = str(provinces[id % len(provinces)])
        first, second = divmod(int(places[(id // 3) % len(places)]), len(stems))
        city = f"{stems[first]}市"
        kind = kinds[int(chance.integers(len(kinds)))]
        place = f"{city}{stems[second]}{'县区'[int(chance.integers(2))]}"
        found.append(
            _Agency(
                id,
                place,
                city,
                province,
                kind["full"],
                kind["short"],
                kind["system"],
                _liked_formulas(province, chance),
            )
        )
    return found


def _liked_formulas(province: str, chance: np.random.Generator) -> frozenset[int]:
    """Numbers of the formulas that an agency keeps to; the most usual of each scope come first in the bank."""
    scopes: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(_toml("formulas")["formula"]):
        if one["scope"] != "region" or province.rstrip("省市") in str(one["provinces"]):
            scopes[one["scope"]].append(number)
    liked: list[int] = []
    for scope, number in _FORMULAS_OF_SCOPE.items():
        if here := scopes[scope]:
            weights = 1.0 / (1.0 + np.arange(len(here))) ** 0.7
            chosen = chance.choice(
                here, size=min(number, len(here)), replace=False, p=weights / weights.sum()
            )
            liked += [int(one) for one in chosen]
    return frozenset(liked)


class _Writer:
    """Writes the reports of all agencies, year after year."""

    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        # Who has a sentence, in one wording or another.
        self._families: dict[int, set[int]] = defaultdict(set)
        self._next_family = len(_toml("formulas")["formula"])
        self._last: dict[tuple[int, str], list[_Written]] = {}
        self._others: dict[str, list[tuple[_Agency, int, _Written]]] = defaultdict(list)
        self._used: set[tuple[Any, ...]] = set()

    def report(self, agency: _Agency, year: int) -> list[_Written]:
        written: dict[str, _Written] = {}
        for section, topic, least, most in _PLAN:
            formulas = self._formulas(agency, year, section)
            for _ in range(int(self._chance.integers(least, most + 1))):
                one = self._sentence(agency, year, section, topic, formulas)
                if one is not None:
                    written.setdefault(one.text, one)
        own = [one for one in written.values() if not one.is_formula]
        for one in written.values():
            self._families[one.family].add(agency.id)
        for section, *_ in _PLAN:
            here = [one for one in own if one.section == section]
            self._last[agency.id, section] = here
            self._others[section] += [(agency, year, one) for one in here]
        return list(written.values())

    def _sentence(
        self, agency: _Agency, year: int, section: str, topic: str, formulas: list[_Written]
    ) -> _Written | None:
        """The next sentence of a section; None where there is none left to write."""
        if not topic:
            return formulas.pop() if formulas else None
        kind = self._chance.random()
        one = None
        if kind < _FORMULA_SHARE:
            one = formulas.pop() if formulas else None
        elif kind < _FORMULA_SHARE + _CARRIED_SHARE:
            one = self._carried(agency, year, section)
        elif kind < _FORMULA_SHARE + _CARRIED_SHARE + _SHARED_SHARE:
            one = self._shared(agency, year, section)
        return one or self._original(agency, year, section, topic)

    def _formulas(self, agency: _Agency, year: int, section: str) -> list[_Written]:
        found = []
        for at in sorted(agency.formulas):
            formula = _toml("formulas")["formula"][at]
            first, last = formula.get("years", (0, 9999))
            if formula["section"] == section and first <= year <= last:
                text = self._filled(formula["text"], {}, agency, year)
                found.append(_Written(text, section, section, at, is_formula=True))
        return [found[int(place)] for place in self._chance.permutation(len(found))]

    def _original(self, agency: _Agency, year: int, section: str, topic: str) -> _Written:
        for _ in range(60):
            text, pairs = self._framed(topic, agency, year)
            if not pairs & self._used:
                break
        self._used |= pairs
        # Two sentences of one frame would be alike by its fixed words and one filling; with other clauses behind they are not.
        for _ in range(int(self._chance.integers(1, 3)) if len(text) < _LONG_ENOUGH else 0):
            text = f"{text.rstrip('。')}，{self._clause(topic, agency, year)}。"
        if self._chance.random() < 0.3:
            text = self._inserted(text)
        self._next_family += 1
        return _Written(text, section, topic, self._next_family)

    def _framed(self, topic: str, agency: _Agency, year: int) -> tuple[str, set[tuple[Any, ...]]]:
        """A frame filled by chance, and its fillings two by two: no two sentences of a frame should share two."""
        bank = _bank(topic)
        frame = int(self._chance.integers(len(bank.frames)))
        names = sorted(set(re.findall(r"\{(\w+)\}", bank.frames[frame])) & set(bank.slots))
        chosen = {name: int(self._chance.integers(len(bank.slots[name]))) for name in names}
        pairs = {
            (topic, frame, one, chosen[one], other, chosen[other])
            for place, one in enumerate(names)
            for other in names[place + 1 :]
        }
        words = {name: bank.slots[name][at] for name, at in chosen.items()}
        return self._filled(bank.frames[frame], words, agency, year), pairs

    def _clause(self, topic: str, agency: _Agency, year: int) -> str:
        """A clause that can stand behind another sentence of the topic."""
        while True:
            text, _ = self._framed(topic, agency, year)
            fitting = [one for one in _COMMA.split(text.rstrip("。"))[1:] if _FITTING.fullmatch(one)]
            if fitting:
                return fitting[int(self._chance.integers(len(fitting)))]

    def _filled(self, frame: str, words: dict[str, str], agency: _Agency, year: int) -> str:
        """A frame with its slots filled, and the slots that the fillings bring."""

        def put(match: re.Match[str]) -> str:
            name = match[1]
            if name in words:
                return re.sub(r"\{(\w+)\}", put, words[name])
            return {
                "n": str(self._number()),
                "year": str(year),
                "lastyear": str(year - 1),
                "agency": agency.name,
                "we": agency.short,
                "place": agency.place,
                "site": f"http://www.example{agency.id}.gov.cn",
                "phone": f"0{int(self._chance.integers(300, 999))}-{int(self._chance.integers(2000000, 8999999))}",
                "address": f"{agency.place}人民路{int(self._chance.integers(1, 300))}号",
            }[name]

        return re.sub(r"\{(\w+)\}", put, frame)

    def _number(self) -> int:
        return int(np.exp(self._chance.uniform(0.0, 7.0))) + 1

    # -------------------------------------------------------------------------------------- copying

    def _carried(self, agency: _Agency, year: int, section: str) -> _Written | None:
        own = self._last.get((agency.id, section), [])
        if not own:
            return None
        source = own.pop(int(self._chance.integers(len(own))))
        return self._copied(source, agency, agency, year - 1, year)

    def _shared(self, agency: _Agency, year: int, section: str) -> _Written | None:
        others = self._others[section]
        for _ in range(20 if others else 0):
            owner, written_in, source = others[int(self._chance.integers(len(others)))]
            family = self._families[source.family]
            if owner.id != agency.id and (len(family) < _MOST_COPIES or agency.id in family):
                return self._copied(source, owner, agency, written_in, year)
        return None

    def _copied(
        self, source: _Written, owner: _Agency, agency: _Agency, written_in: int, year: int
    ) -> _Written:
        edit = str(self._chance.choice(_EDITS, p=_EDIT_SHARES))
        text = source.text
        if edit == "year" or (edit != "exact" and self._chance.random() < 0.7):
            text = _YEAR.sub(lambda match: str(int(match.group()) + year - written_in), text)
        if edit == "name" or (owner is not agency and self._chance.random() < 0.8):
            text = text.replace(owner.place, agency.place).replace(owner.short, agency.short)
        if edit == "numbers" or (edit != "exact" and self._chance.random() < 0.6):
            text = _DIGITS.sub(lambda _: str(self._number()), text)
        distance = 0.0
        if edit in EDIT_CLASSES:
            text, distance = self._edited(text, source.text, EDIT_CLASSES[edit], (owner, agency))
        if edit in EDIT_CLASSES and not EDIT_CLASSES[edit][0] < distance <= EDIT_CLASSES[edit][1]:
            edit = next(
                (name for name, (low, high) in EDIT_CLASSES.items() if low < distance <= high), "exact"
            )
        return _Written(text, source.section, source.topic, source.family, edit, distance)

    def _edited(
        self, text: str, source: str, wanted: tuple[float, float], names: tuple[_Agency, _Agency]
    ) -> tuple[str, float]:
        """Changed step by step until the distance to the source is as wanted, or as near as a few tries come."""
        best, best_distance = text, 0.0
        low, high = wanted
        before = mask(
            source, [name for agency in names for name in (agency.place, agency.name, agency.short)]
        )
        for _ in range(12):
            changed = text
            for _ in range(14):
                changed = self._changed(changed, coarse=high > EDIT_CLASSES["light"][1])
                after = mask(
                    changed, [name for agency in names for name in (agency.place, agency.name, agency.short)]
                )
                distance = Levenshtein.normalized_distance(before, after)
                if low < distance <= high:
                    return changed, distance
                if distance > high:
                    break
                best, best_distance = changed, distance
        return best, best_distance

    def _changed(self, text: str, *, coarse: bool) -> str:
        kinds = ["synonym", "synonym", "insert"]
        if coarse:
            kinds += ["drop", "order", "insert", "cut"]
        kind = str(self._chance.choice(kinds))
        clauses = _COMMA.split(text.rstrip("。"))
        if kind == "synonym":
            pattern, others = _synonyms()
            places = list(pattern.finditer(text))
            if places:
                match = places[int(self._chance.integers(len(places)))]
                words = others[match.group()]
                return (
                    text[: match.start()]
                    + words[int(self._chance.integers(len(words)))]
                    + text[match.end() :]
                )
            return self._inserted(text)
        if kind == "insert" or len(clauses) < 2:
            return self._inserted(text)
        if kind == "order":
            first = int(self._chance.integers(len(clauses) - 1))
            clauses[first], clauses[first + 1] = clauses[first + 1], clauses[first]
        elif kind == "drop":
            clauses.pop(int(self._chance.integers(len(clauses))))
        else:
            # A clause said in other words.
            added = _toml("insertions")["clauses"]
            clauses[int(self._chance.integers(len(clauses)))] = added[int(self._chance.integers(len(added)))]
        return "，".join(clauses) + "。"

    def _inserted(self, text: str) -> str:
        added: dict[str, list[str]] = _toml("insertions")
        if self._chance.random() < 0.3:
            return added["openings"][int(self._chance.integers(len(added["openings"])))] + text
        clause = added["clauses"][int(self._chance.integers(len(added["clauses"])))]
        places = [match.end() for match in _COMMA.finditer(text)]
        if not places:
            return f"{text.rstrip('。')}，{clause}。"
        at = places[int(self._chance.integers(len(places)))]
        return f"{text[:at]}{clause}，{text[at:]}"


def _text_of(agency: _Agency, year: int, written: Sequence[_Written]) -> str:
    """The report as a text file would have it."""
    lines = [f"{agency.name}{year}年政府信息公开工作年度报告"]
    before = ""
    for one in written:
        section = "problems" if one.section == "improvements" else one.section
        if section != before:
            if section.startswith("overview") and not before.startswith("overview"):
                lines.append(_HEADINGS["overview"])
            if section in _HEADINGS and section != "overview":
                lines.append(_HEADINGS[section])
            lines.append("")
        lines[-1] += one.text
        before = section
    return "\n".join(line for line in lines if line) + "\n"


# ------------------------------------------------------------------------------------------- the truth


def _truth(sentences: list[tuple[str, int, _Agency, int, _Written]]) -> pd.DataFrame:
    families: dict[int, list[int]] = defaultdict(list)
    for row, (_, _, _, _, one) in enumerate(sentences):
        families[one.family].append(row)
    origins, related = [""] * len(sentences), [""] * len(sentences)
    for rows in families.values():
        if len({sentences[row][2].id for row in rows}) >= FORMULA_AGENCIES:
            for row in rows:
                origins[row] = "formula"
            continue
        for row, origin, agencies in _within_family(sentences, rows):
            origins[row], related[row] = origin, "、".join(agencies)
    return pd.DataFrame(
        {
            "report_id": [report for report, *_ in sentences],
            "number": [number for _, number, *_ in sentences],
            "agency": [agency.name for _, _, agency, _, _ in sentences],
            "year": [year for *_, year, _ in sentences],
            "section": [one.section for *_, one in sentences],
            "topic": [one.topic for *_, one in sentences],
            "text": [one.text for *_, one in sentences],
            "family": [one.family for *_, one in sentences],
            "stock": [one.is_formula for *_, one in sentences],
            "edit": [one.edit for *_, one in sentences],
            "distance": [one.distance for *_, one in sentences],
            "origin": origins,
            "related": related,
        }
    )


def _within_family(
    sentences: list[tuple[str, int, _Agency, int, _Written]], rows: list[int]
) -> Iterator[tuple[int, str, list[str]]]:
    """For each sentence of a family: its origin, and the other agencies that have it no further off than a heavy edit."""
    names = sorted({name for row in rows for name in (sentences[row][2].place, sentences[row][2].short)})
    texts = [mask(sentences[row][4].text, names) for row in rows]
    for row, text in zip(rows, texts, strict=True):
        _, _, agency, year, _ = sentences[row]
        near = [
            sentences[other]
            for other, its in zip(rows, texts, strict=True)
            if other != row and Levenshtein.normalized_distance(text, its) <= _FURTHEST
        ]
        others = sorted({one[2].name for one in near if one[2].id != agency.id})
        if any(one[2].id == agency.id and one[3] < year for one in near):
            yield row, "carried_over", others
        else:
            yield row, "shared" if others else "original", others
