"""Every heading rule knows its examples and none of its counterexamples."""

import pytest

from textkit._folding import fold
from textkit._resources import data_toml
from textkit.statute import section_rules, turn_rules

GROUPS = ("section", "topic", "part")
ENTRIES = [
    pytest.param(rule, entry, id=f"{group}-{rule.id}")
    for group in GROUPS
    for rule, entry in zip(section_rules(group), data_toml("sections.toml")[group], strict=True)
]
TURNS = [
    pytest.param(rule, entry, id=entry["examples"][0])
    for rule, entry in zip(turn_rules(), data_toml("sections.toml")["turn"], strict=True)
]
KEYS = {
    "id",
    "number",
    "name",
    "article",
    "run_in",
    "words",
    "unless",
    "without_ordinal",
    "examples",
    "counterexamples",
}


def knows(rule, title):
    return rule.run_in_end(fold(title), 0) == len(title) or rule.fits_at(fold(title)) is not None


@pytest.mark.parametrize(("rule", "entry"), ENTRIES)
def test_examples_are_known(rule, entry):
    assert [title for title in entry["examples"] if not knows(rule, title)] == []


@pytest.mark.parametrize(("rule", "entry"), ENTRIES)
def test_counterexamples_are_not(rule, entry):
    assert [title for title in entry["counterexamples"] if knows(rule, title)] == []


@pytest.mark.parametrize(("rule", "entry"), ENTRIES)
def test_keys_are_known(rule, entry):
    assert set(entry) <= KEYS


@pytest.mark.parametrize("group", ["section"])
def test_no_example_is_another_sections_run_in_title(group):
    for rule in section_rules(group):
        for other, entry in zip(section_rules(group), data_toml("sections.toml")[group], strict=True):
            if other is not rule:
                taken = [
                    title for title in entry["examples"] if rule.run_in_end(fold(title), 0) == len(title)
                ]
                assert taken == [], f"{rule.id} takes titles of {other.id}"


@pytest.mark.parametrize(("rule", "entry"), TURNS)
def test_turns(rule, entry):
    assert all(rule.pattern.match(fold(example)) for example in entry["examples"])
    assert not any(rule.pattern.match(fold(example)) for example in entry["counterexamples"])
