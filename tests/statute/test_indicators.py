"""indicators.toml proves itself: its keys, what it refers to, and examples in both directions."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import textkit as tk
from textkit._folding import fold, squeeze
from textkit._resources import data_toml
from textkit.statute import form_tables
from textkit.statute.indicators import indicators

DATA = data_toml("indicators.toml")
ENTRIES = [pytest.param(entry, id=entry["id"]) for entry in DATA["indicator"]]
IDS = {entry["id"] for entry in DATA["indicator"]}
KEYS = {
    *("id", "label_zh", "label_en", "group", "units", "part_of"),
    *("examples", "counterexamples", "rule", "reading"),
}
RULE_KEYS = {"words", "beside", "unless", "topics", "periods", "units", "part", "fallback", "detail"}
READING_KEYS = {"name", "strength", "cells"}
STRENGTHS = {"strict", "strict_if_same_scope", "loose"}
# Said of a number before them, which the same sentence then holds.
DERIVED = {"yoy", "share"}
# Without words: found in code, or in the table alone.
BY_CODE = DERIVED | {"app.by_unit"}
ONLY_A_ROW = {"outcome.detail.other_misc"}
HARD = Path(__file__).parents[1] / "quality" / "hard.json"


def of_the_number_meant(id, sentence):
    """The indicator of the first numeral of an example, for derived ones of the last."""
    found = [one.indicator for one in tk.find_quantities(sentence) if one.stated == "numeral"]
    assert found, f"{sentence} holds no numeral"
    return found[-1 if id in DERIVED else 0]


def rules_of(entry):
    return entry.get("rule", [])


def unknown(entry, keys):
    return sorted(set(entry) - keys)


def test_ids_are_unique():
    assert [
        id for id, times in Counter(entry["id"] for entry in DATA["indicator"]).items() if times > 1
    ] == []


def test_labels_are_unique():
    for key in ("label_zh", "label_en"):
        labels = Counter(entry[key] for entry in DATA["indicator"])
        assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_keys_are_known(entry):
    assert unknown(entry, KEYS) == []
    assert sorted(KEYS - {"part_of", "rule", "reading"} - set(entry)) == []
    assert [unknown(rule, RULE_KEYS) for rule in rules_of(entry) if unknown(rule, RULE_KEYS)] == []
    assert all(set(reading) == READING_KEYS for reading in entry.get("reading", ()))


def test_only_indicators_stand_in_the_file():
    assert set(DATA) == {"indicator"}


@pytest.mark.parametrize("entry", ENTRIES)
def test_units_are_known(entry):
    known = {unit.get("reported_as", unit["id"]) for unit in data_toml("units.toml")["unit"]}
    for units in (entry["units"], *(rule["units"] for rule in rules_of(entry) if "units" in rule)):
        assert units
        assert [unit for unit, times in Counter(units).items() if times > 1] == []
        assert sorted(set(units) - known) == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_wholes_are_other_indicators(entry):
    wholes = entry.get("part_of", [])
    assert sorted(set(wholes) - IDS) == []
    assert entry["id"] not in wholes
    assert len(set(wholes)) == len(wholes)


@pytest.mark.parametrize("entry", ENTRIES)
def test_rules_are_well_formed(entry):
    topics = {topic["id"] for topic in data_toml("linking.toml")["topic"]} | {"none"}
    periods = {period["id"] for period in data_toml("linking.toml")["period"]}
    for rule in rules_of(entry):
        assert sorted(set(rule.get("topics", ())) - topics) == []
        assert sorted(set(rule.get("periods", ())) - periods) == []
        assert all(rule[key] is True for key in ("part", "fallback", "detail") if key in rule)
        for key in ("beside", "unless"):
            if key in rule:
                assert re.compile(rule[key]).search("") is None, f"{key} fits everything"


@pytest.mark.parametrize("entry", ENTRIES)
def test_words_are_literal_and_written_as_they_are_matched(entry):
    for rule in rules_of(entry):
        assert [word for word in rule["words"] if word != squeeze(fold(word)).text] == []
        assert [word for word in rule["words"] if re.escape(word) != word] == []


def test_rules_are_tried_in_the_order_of_the_file():
    orders = [rule.order for one in indicators() for rule in one.rules if rule.order < 10_000]
    assert orders == sorted(orders)
    assert [one.id for one in indicators()] == [entry["id"] for entry in DATA["indicator"]]


@pytest.mark.parametrize("entry", ENTRIES)
def test_cells_of_readings_stand_in_the_form(entry):
    cells = {
        f"{table.id}.{row.id}.{column.id}"
        for table in form_tables()
        for row in table.rows
        for column in table.columns
    }
    readings = entry.get("reading", [])
    for reading in readings:
        assert reading["cells"]
        assert reading["strength"] in STRENGTHS
        assert sorted(set(reading["cells"]) - cells) == []
        assert len(set(reading["cells"])) == len(reading["cells"])
    assert len({reading["name"] for reading in readings}) == len(readings)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_indicator_has_examples(entry):
    has_words = any(rule["words"] for rule in rules_of(entry))
    assert has_words == (entry["id"] not in BY_CODE | ONLY_A_ROW)
    assert len(entry["examples"]) >= (0 if entry["id"] in ONLY_A_ROW else 2)
    assert entry["counterexamples"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_examples_have_the_indicator(entry):
    found = {example: of_the_number_meant(entry["id"], example) for example in entry["examples"]}
    assert {example: id for example, id in found.items() if id != entry["id"]} == {}


@pytest.mark.parametrize("entry", ENTRIES)
def test_counterexamples_do_not(entry):
    assert [
        example
        for example in entry["counterexamples"]
        if of_the_number_meant(entry["id"], example) == entry["id"]
    ] == []


def test_no_sentence_is_used_twice():
    sentences = Counter(
        sentence
        for entry in DATA["indicator"]
        for sentence in (*entry["examples"], *entry["counterexamples"])
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []
    hard = {case["text"] for case in json.loads(HARD.read_text(encoding="utf-8"))["cases"]}
    assert hard.isdisjoint(sentences)
