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
from itertools import combinations, count
from math import exp
from random import Random
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
_SEEDS_A_SPLIT = 1_000_000
# Edit classes by the distance to the source in characters after masking (Levenshtein over the longer length).
EDIT_CLASSES = {"light": (0.0, 0.10), "medium": (0.10, 0.30), "heavy": (0.30, 0.55)}
# A copied sentence is one of these; numbers, year and name change nothing that is left after masking.
_EDITS = ("exact", "numbers", "year", "name", "light", "medium", "heavy")
_EDIT_SHARES = (0.20, 0.14, 0.08, 0.08, 0.18, 0.20, 0.12)
# Further apart than this, two sentences of one descent no longer count as one text.
_FURTHEST = EDIT_CLASSES["heavy"][1]
# An edit that is less than this share of the way, unmasked, is not there yet masked.
_SURELY_NEAR = 0.7
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
# Own sentences get clauses until they have so many characters; reports have them from two clauses to six.
_SHORTEST, _LONGEST = 32, 84
# Own sentences without a frame, of clauses only, and those of them that count their clauses.
_FRAMELESS_SHARE, _COUNTED_SHARE = 0.25, 0.4
_COUNTS = ("一是", "二是", "三是", "四是", "五是")
# Clauses that were written as such, of those that are added; the others are taken out of frames.
_CLAUSE_SHARE = 0.6
# What makes this share of a sentence's characters is given out once, or two writers would have one text by chance.
_DECISIVE_SHARE = 0.6
# Shorter fixed words than these are everybody's.
_SHORTEST_WORDS = 3
# Attempts at a sentence that is not there yet.
_MOST_ATTEMPTS = 200


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
    n_reports : int, at least one a year; a rest that makes no year is left out
    random_state : int, from 0, below a million
    split : "tune" or "test"
        Corpora of different splits have no agency and no seed in common.
    years : of the reports; each agency reports every year

    Raises
    ------
    ValueError
        When there are fewer reports than years, no years or one of them twice, no such split, or another random_state.
    RuntimeError
        When the phrase banks don't suffice for so many reports.

    Examples
    --------
    >>> corpus = synthetic_corpus(10)
    >>> corpus.reports.shape, set(corpus.sentences["origin"]) <= {"formula", "carried_over", "shared", "original"}
    ((10, 7), True)
    """
    if split not in _SPLITS:
        raise ValueError(f"split={split!r}: {', '.join(map(repr, _SPLITS))}")
    if not years or len(set(years)) < len(years):
        raise ValueError(f"years={tuple(years)!r}: at least one, none twice")
    if not 0 <= random_state < _SEEDS_A_SPLIT:
        raise ValueError(f"random_state={random_state!r}: from 0, below {_SEEDS_A_SPLIT:,}")
    if n_reports < len(years):
        raise ValueError(f"{n_reports} reports of {len(years)} years: at least one a year")
    seed = _SPLITS[split] + random_state
    agencies = _agencies(n_reports // len(years), list(_SPLITS).index(split), np.random.default_rng(seed))
    writer = _Writer(Random(seed))
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


_SLOT = re.compile(r"\{(\w+)\}")
_NOT_WORDS = re.compile(r"[^\w]|[0-9]")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class _Template:
    """A frame, a clause or a filling.

    number : of no other template
    parts : the fixed words, and at the odd places names of slots
    weight : characters of the fixed words
    """

    number: int
    parts: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class _Bank:
    """What is there to say on a topic; ``clauses`` can stand behind any other, ``pieces`` are those of frames that may."""

    frames: tuple[_Template, ...]
    clauses: tuple[_Template, ...]
    pieces: tuple[_Template, ...]
    slots: dict[str, tuple[_Template, ...]]


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(phrases_folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _template(text: str) -> _Template:
    parts = tuple(_SLOT.split(text))
    return _Template(next(_numbers), parts, len(_NOT_WORDS.sub("", "".join(parts[::2]))))


def _templates(texts: Sequence[str]) -> tuple[_Template, ...]:
    return tuple(map(_template, texts))


@cache
def _bank(topic: str) -> _Bank:
    data = _toml(topic)
    common = _toml("common")["slots"]
    # A second one of a kind: {dept} and {dept2}.
    slots = {**common, **{f"{name}2": words for name, words in common.items()}, **data["slots"]}
    pieces = [piece for frame in data["frames"] for piece in _COMMA.split(frame.rstrip("。"))[1:]]
    return _Bank(
        _templates(data["frames"]),
        _templates(data["clauses"]),
        _templates(pieces),
        {name: _templates(words) for name, words in slots.items()},
    )


@cache
def _insertions() -> dict[str, tuple[_Template, ...]]:
    return {name: _templates(texts) for name, texts in _toml("insertions").items()}


@cache
def _stock() -> dict[str, dict[int, tuple[_Template, int, int]]]:
    """The formulas of each section by number, each with its first and last year."""
    found: dict[str, dict[int, tuple[_Template, int, int]]] = defaultdict(dict)
    for number, formula in enumerate(_toml("formulas")["formula"]):
        first, last = formula.get("years", (0, 9999))
        found[formula["section"]][number] = (_template(formula["text"]), first, last)
    return found


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
    name: str


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


def _agencies(number: int, split: int, chance: np.random.Generator) -> list[_Agency]:
    """Agencies of different names; each split has places of its own, each city one province."""
    names = _toml("synonyms")["names"]
    stems, kinds = names["surnames_of_places"], names["kinds"]
    provinces = chance.permutation(_PROVINCES)[: max(1, min(len(_PROVINCES), number // _AGENCIES_A_PROVINCE))]
    found = []
    taken: set[str] = set()
    places = chance.permutation(np.arange(split, len(stems) * len(stems), len(_SPLITS)))
    for id in range(number):
        first, second = divmod(int(places[(id // 3) % len(places)]), len(stems))
        city, province = f"{stems[first]}市", str(provinces[first % len(provinces)])
        county, at = int(chance.integers(2)), int(chance.integers(len(kinds)))
        free = (
            (f"{city}{stems[second]}{'县区'[(county + turn) % 2]}", kinds[(at + step) % len(kinds)])
            for turn in range(2)
            for step in range(len(kinds))
        )
        place, kind = next(one for one in free if one[0] + one[1]["full"] not in taken)
        taken.add(place + kind["full"])
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
                f"{place}{kind['full']}",
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


class _Given:
    """What own sentences were made of, so that no two writers come upon one text by chance."""

    def __init__(self) -> None:
        self._keys: set[int] = set()

    def take(self, words: dict[int, int]) -> bool:
        """Whether a sentence is new; it is given out then.

        words : weights of the templates that it is made of, by their numbers
        """
        keys = _decisive(words)
        if not self._keys.isdisjoint(keys):
            return False
        self._keys.update(keys)
        return True


def _decisive(words: dict[int, int]) -> list[int]:
    """Keys of the templates, alone, by twos and by threes, that make the better part of a sentence."""
    least = _DECISIVE_SHARE * sum(words.values())
    ranked = sorted((number, weight) for number, weight in words.items() if weight >= _SHORTEST_WORDS)
    found = [number for number, weight in ranked if weight >= least]
    found += [
        one << 20 | other for (one, weight), (other, its) in combinations(ranked, 2) if weight + its >= least
    ]
    found += [
        (one << 20 | other) << 20 | third
        for (one, weight), (other, its), (third, last) in combinations(ranked, 3)
        if weight + its + last >= least
    ]
    return found


class _Writer:
    """Writes the reports of all agencies, year after year."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        # Who has a sentence, in one wording or another.
        self._families: dict[int, tuple[int, ...]] = {}
        self._next_family = len(_toml("formulas")["formula"])
        self._last: dict[tuple[int, str], list[_Written]] = {}
        self._others: dict[str, list[tuple[_Agency, int, _Written]]] = defaultdict(list)
        self._given = _Given()

    def report(self, agency: _Agency, year: int) -> list[_Written]:
        written: dict[str, _Written] = {}
        for section, topic, least, most in _PLAN:
            formulas = self._formulas(agency, year, section)
            for _ in range(self._chance.randint(least, most)):
                one = self._sentence(agency, year, section, topic, formulas)
                if one is not None:
                    written.setdefault(one.text, one)
        own = [one for one in written.values() if not one.is_formula]
        for one in own:
            owners = self._families.get(one.family, ())
            if agency.id not in owners:
                self._families[one.family] = (*owners, agency.id)
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
        stock = _stock()[section]
        for number in sorted(agency.formulas & stock.keys()):
            template, first, last = stock[number]
            if first <= year <= last:
                text = self._filled(template, {}, agency, year, {}, {})
                found.append(_Written(text, section, section, number, is_formula=True))
        self._chance.shuffle(found)
        return found

    def _original(self, agency: _Agency, year: int, section: str, topic: str) -> _Written:
        for _ in range(_MOST_ATTEMPTS):
            words: dict[int, int] = {}
            text = self._composed(topic, agency, year, words)
            if self._given.take(words):
                break
        else:
            raise RuntimeError(
                "the phrase banks have no sentence left that isn't there yet; ask for fewer reports"
            )
        self._next_family += 1
        return _Written(text, section, topic, self._next_family)

    def _composed(self, topic: str, agency: _Agency, year: int, words: dict[int, int]) -> str:
        """An own sentence: a frame and clauses behind it, or clauses only; ``words`` gets what it is made of."""
        bank = _bank(topic)
        length = self._chance.randint(_SHORTEST, _LONGEST)
        if self._chance.random() < _FRAMELESS_SHARE:
            clauses: list[str] = []
            while len(clauses) < 3 or (sum(map(len, clauses)) < length and len(clauses) < len(_COUNTS)):
                clauses.append(self._clause(bank, agency, year, words))
            if self._chance.random() < _COUNTED_SHARE:
                clauses = [f"{mark}{clause}" for mark, clause in zip(_COUNTS, clauses, strict=False)]
                text = "；".join(clauses)
            else:
                text = "，".join(clauses)
        else:
            frame = self._picked(bank.frames)
            text = self._filled(frame, bank.slots, agency, year, {}, words).rstrip("。")
            while len(text) < length:
                text = f"{text}，{self._clause(bank, agency, year, words)}"
        if self._chance.random() < 0.3:
            return self._inserted(f"{text}。", words)
        return f"{text}。"

    def _clause(self, bank: _Bank, agency: _Agency, year: int, words: dict[int, int]) -> str:
        """A clause that can stand behind another sentence of the topic, and that the sentence does not have yet."""
        while True:
            written = self._chance.random() < _CLAUSE_SHARE
            its: dict[int, int] = {}
            text = self._filled(
                self._picked(bank.clauses if written else bank.pieces), bank.slots, agency, year, {}, its
            )
            if its.keys().isdisjoint(words) and (written or _FITTING.fullmatch(text)):
                words |= its
                return text

    def _picked(self, templates: Sequence[_Template]) -> _Template:
        return templates[int(self._chance.random() * len(templates))]

    def _filled(
        self,
        template: _Template,
        slots: dict[str, tuple[_Template, ...]],
        agency: _Agency,
        year: int,
        chosen: dict[str, _Template],
        words: dict[int, int],
    ) -> str:
        """A template with its slots filled, and the slots that the fillings bring; one name is one filling throughout."""
        if template.weight:
            words[template.number] = template.weight
        found = []
        for place, part in enumerate(template.parts):
            if place % 2 == 0:
                found.append(part)
            elif part in slots:
                while part not in chosen:
                    filling = self._picked(slots[part])
                    if filling not in chosen.values():
                        chosen[part] = filling
                found.append(self._filled(chosen[part], slots, agency, year, chosen, words))
            else:
                found.append(self._fact(part, agency, year))
        return "".join(found)

    def _fact(self, name: str, agency: _Agency, year: int) -> str:
        match name:
            case "n":
                return str(self._number())
            case "year":
                return str(year)
            case "lastyear":
                return str(year - 1)
            case "agency":
                return agency.name
            case "we":
                return agency.short
            case "place":
                return agency.place
            case "site":
                return f"http://www.example{agency.id}.gov.cn"
            case "phone":
                return f"0{self._chance.randrange(300, 999)}-{self._chance.randrange(2000000, 8999999)}"
            case "address":
                return f"{agency.place}人民路{self._chance.randrange(1, 300)}号"
        raise KeyError(name)

    def _number(self) -> int:
        return int(exp(7.0 * self._chance.random())) + 1

    # -------------------------------------------------------------------------------------- copying

    def _carried(self, agency: _Agency, year: int, section: str) -> _Written | None:
        own = self._last.get((agency.id, section), [])
        if not own:
            return None
        source = own.pop(self._chance.randrange(len(own)))
        return self._copied(source, agency, agency, year - 1, year)

    def _shared(self, agency: _Agency, year: int, section: str) -> _Written | None:
        others = self._others[section]
        for _ in range(20 if others else 0):
            owner, written_in, source = others[self._chance.randrange(len(others))]
            family = self._families[source.family]
            if owner.id != agency.id and (len(family) < _MOST_COPIES or agency.id in family):
                return self._copied(source, owner, agency, written_in, year)
        return None

    def _copied(
        self, source: _Written, owner: _Agency, agency: _Agency, written_in: int, year: int
    ) -> _Written:
        edit = self._chance.choices(_EDITS, _EDIT_SHARES)[0]
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
        masked_names = [name for agency in names for name in (agency.place, agency.name, agency.short)]
        before = mask(source, masked_names)
        for _ in range(12):
            changed = text
            for _ in range(14):
                changed = self._changed(changed, coarse=high > EDIT_CLASSES["light"][1])
                # Masking takes the most time of all: what is far from done is not measured.
                if Levenshtein.normalized_distance(text, changed) < _SURELY_NEAR * low:
                    continue
                after = mask(changed, masked_names)
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
        kind = self._chance.choice(kinds)
        clauses = _COMMA.split(text.rstrip("。"))
        if kind == "synonym":
            pattern, others = _synonyms()
            places = list(pattern.finditer(text))
            if places:
                match = self._chance.choice(places)
                return (
                    text[: match.start()] + self._chance.choice(others[match.group()]) + text[match.end() :]
                )
            return self._inserted(text, {})
        if kind == "insert" or len(clauses) < 2:
            return self._inserted(text, {})
        if kind == "order":
            first = self._chance.randrange(len(clauses) - 1)
            clauses[first], clauses[first + 1] = clauses[first + 1], clauses[first]
        elif kind == "drop":
            clauses.pop(self._chance.randrange(len(clauses)))
        else:
            # A clause said in other words.
            clauses[self._chance.randrange(len(clauses))] = self._inserting("clauses", {})
        return "，".join(clauses) + "。"

    def _inserted(self, text: str, words: dict[int, int]) -> str:
        if self._chance.random() < 0.3:
            return self._inserting("openings", words) + text
        clause = self._inserting("clauses", words)
        places = [match.end() for match in _COMMA.finditer(text)]
        if not places:
            return f"{text.rstrip('。')}，{clause}。"
        at = self._chance.choice(places)
        return f"{text[:at]}{clause}，{text[at:]}"

    def _inserting(self, kind: str, words: dict[int, int]) -> str:
        template = self._picked(_insertions()[kind])
        words[template.number] = template.weight
        return template.parts[0]


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
        if len(rows) == 1:
            origins[rows[0]] = "original"
            continue
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
    if len(rows) == 2:
        # A source and its copy: how far apart they are was seen to when it was made.
        source, copy = (sentences[row] for row in rows)
        if source[2].id == copy[2].id:
            yield from ((rows[0], "original", []), (rows[1], "carried_over", []))
        else:
            yield from ((rows[0], "shared", [copy[2].name]), (rows[1], "shared", [source[2].name]))
        return
    names = sorted({name for row in rows for name in (sentences[row][2].place, sentences[row][2].short)})
    masked = {text: mask(text, names) for text in {sentences[row][4].text for row in rows}}
    texts = [masked[sentences[row][4].text] for row in rows]
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
