"""linking.toml: its keys, what it refers to, and the characters that its words may begin with."""

import json
import re
from pathlib import Path

import pytest

from textkit._folding import fold, squeeze
from textkit._resources import data_toml
from textkit.quantities._cues import cues, find_cues, parts_opener, zero_things
from textkit.statute import section_rules
from textkit.statute.indicators import indicators

DATA = data_toml("linking.toml")
FAMILIES = ("topic", "channel", "scope", "period")
GROUPS = {"topic": (None,), "channel": ("applications", "disclosure"), "scope": (None,), "period": (None,)}
KEYS = {
    "topic": {"id", "words"},
    "channel": {"id", "group", "words"},
    "scope": {"id", "words"},
    "period": {"id", "words"},
    "change": {"up", "down", "level", "previous_year", "other"},
    "share": {"words"},
    "parts": {"words"},
    "zero": {"wished", "denials", "affirmed", "barred", "thing"},
}
IDS = {
    "scope": {"self", "area", "unit"},
    "period": {"year", "cumulative", "previous_year", "as_of", "plan", "part_of_year"},
}
ENTRIES = [
    pytest.param(family, number, entry, id=f"{family}-{entry['id']}")
    for family in FAMILIES
    for number, entry in enumerate(DATA[family])
]
HARD = Path(__file__).parents[1] / "quality" / "hard.json"


def is_literal(word):
    return re.escape(word) == word


def sentences():
    hard = [case["text"] for case in json.loads(HARD.read_text(encoding="utf-8"))["cases"]]
    own = [
        sentence
        for entry in data_toml("indicators.toml")["indicator"]
        for sentence in (*entry["examples"], *entry["counterexamples"])
    ]
    return [squeeze(fold(text)).text for text in (*hard, *own)]


def spans(pattern, text):
    return [(match.lastgroup, match.start(), match.end()) for match in pattern.finditer(text)]


def test_lists_are_known():
    assert set(DATA) == {*KEYS, "first", "sections"}
    assert set(DATA["first"]) == set(FAMILIES)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_keys_are_known(name):
    entries = DATA[name] if isinstance(DATA[name], list) else [DATA[name]]
    assert [sorted(set(entry) ^ KEYS[name]) for entry in entries if set(entry) != KEYS[name]] == []


def test_keys_of_things_said_to_be_none_are_known():
    things = DATA["zero"]["thing"]
    assert [thing for thing in things if set(thing) != {"indicator", "words"}] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_ids_are_unique_and_known(family):
    ids = [entry["id"] for entry in DATA[family]]
    assert len(set(ids)) == len(ids)
    assert set(ids) == IDS.get(family, set(ids))


def test_groups_of_channels_are_known():
    assert {entry["group"] for entry in DATA["channel"]} <= {"applications", "disclosure", "both"}


def test_sections_speak_of_known_topics():
    rules = {rule.id for group in ("section", "topic", "part") for rule in section_rules(group)}
    assert [name for name in DATA["sections"] if name.rpartition(".")[2] not in rules] == []
    assert set(DATA["sections"].values()) <= {entry["id"] for entry in DATA["topic"]}


def test_things_said_to_be_none_are_indicators():
    assert (
        sorted({thing["indicator"] for thing in DATA["zero"]["thing"]} - {one.id for one in indicators()})
        == []
    )


def test_all_expressions_compile_and_none_fits_nothing():
    words = [
        word
        for table in (*(DATA[family] for family in FAMILIES), DATA["zero"]["thing"])
        for entry in table
        for word in entry["words"]
    ]
    lists = (*DATA["change"].values(), DATA["share"]["words"], DATA["parts"]["words"])
    words += [word for one in lists for word in one]
    words += [word for key in ("wished", "denials", "affirmed", "barred") for word in DATA["zero"][key]]
    assert [word for word in words if re.compile(word).match("")] == []
    assert parts_opener().match("其中")
    assert zero_things()[0].match("行政复议")


@pytest.mark.parametrize(("family", "number", "entry"), ENTRIES)
def test_a_list_names_each_word_once(family, number, entry):
    assert len(set(entry["words"])) == len(entry["words"])
    others = [
        word
        for other, one in enumerate(DATA[family])
        # 网站 and its like are a channel of either group.
        if other != number and one.get("group") == entry.get("group")
        for word in one["words"]
    ]
    assert sorted(set(entry["words"]) & set(others)) == []


@pytest.mark.parametrize(
    ("family", "group"), [(family, group) for family in FAMILIES for group in GROUPS[family]]
)
def test_the_first_characters_bar_nothing(family, group):
    pattern = cues(family, group).pattern
    ahead = f"(?=[{re.escape(DATA['first'][family])}])"
    assert pattern.startswith(ahead)
    bare = re.compile(pattern.removeprefix(ahead))
    assert {text: spans(bare, text) for text in sentences() if spans(bare, text)} == {
        text: spans(cues(family, group), text) for text in sentences() if spans(cues(family, group), text)
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_every_literal_word_begins_with_one_of_the_first_characters(family):
    words = [word for entry in DATA[family] for word in entry["words"] if is_literal(word)]
    assert [word for word in words if word[0] not in DATA["first"][family]] == []


@pytest.mark.parametrize(("family", "number", "entry"), ENTRIES)
def test_each_literal_word_is_found_by_its_own_entry(family, number, entry):
    groups = ("applications", "disclosure") if entry.get("group") == "both" else (entry.get("group"),)
    for word in filter(is_literal, entry["words"]):
        for group in groups:
            # An expression of the same entry may take less of it (公开 before 信息), another entry nothing.
            assert [(cue.id, cue.start) for cue in find_cues(family, word, group)][:1] == [
                (entry["id"], 0)
            ], word
            # In a sentence it is found where it stands, by itself or as the head of a longer word.
            text = f"经核实，{word}情况良好"
            found = [cue for cue in find_cues(family, text, group) if cue.start == 4]
            assert found, word
            assert found[0].id == entry["id"] or found[0].end > 4 + len(word), word
