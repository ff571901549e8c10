"""units.toml and not_quantities.toml prove themselves: examples hold, counterexamples don't."""

import re

import pytest

from textkit._folding import fold, squeeze
from textkit._resources import data_toml
from textkit.quantities import find_non_quantities, find_quantities
from textkit.quantities._grammar import expand, grammar
from textkit.quantities._units import units

UNITS = [pytest.param(entry, id=entry["id"]) for entry in data_toml("units.toml")["unit"]]
BOUNDS = [pytest.param(entry, id=entry["id"]) for entry in data_toml("units.toml")["bound"]]
COUNTING = data_toml("units.toml")["counting"]
NOT = [pytest.param(entry, id=entry["id"]) for entry in data_toml("not_quantities.toml")["not"]]
UNIT_KEYS = {
    *(
        "id",
        "forms",
        "prefixes",
        "kind",
        "unless_followed",
        "only_followed",
        "article",
        "reported_as",
        "factor",
    ),
    *("examples", "counterexamples"),
}
KINDS = {"count", "percent", "percentage_point", "ratio", "money"}
NOT_KINDS = {
    *(
        "date",
        "time",
        "duration",
        "ordinal",
        "rank",
        "document",
        "phone",
        "postcode",
        "address",
        "url",
        "version",
    ),
    *("list_mark", "set_phrase", "name"),
}


def reported(entry):
    return entry.get("reported_as", entry["id"])


@pytest.mark.parametrize("entry", UNITS)
def test_each_example_holds_one_quantity_with_the_unit(entry):
    for example in entry["examples"]:
        assert [found.unit for found in find_quantities(example)] == [reported(entry)], example


@pytest.mark.parametrize("entry", UNITS)
def test_no_counterexample_holds_the_unit(entry):
    for example in entry["counterexamples"]:
        assert reported(entry) not in [found.unit for found in find_quantities(example)], example


@pytest.mark.parametrize("entry", UNITS)
def test_unit_entries_are_well_formed(entry):
    assert set(entry) <= UNIT_KEYS
    assert entry["kind"] in KINDS
    assert entry.get("article", "often") in {"often", "always"}
    assert entry["examples"]


def test_unit_ids_and_forms_are_unique():
    entries = data_toml("units.toml")["unit"]
    forms = [form for entry in entries for form in entry.get("forms", [entry["id"]])]
    assert len({entry["id"] for entry in entries}) == len(entries)
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("entry", UNITS)
def test_every_form_of_a_unit_is_read(entry):
    for form in entry.get("forms", [entry["id"]]):
        found = find_quantities(f"全年登记12{form}，均已公示。")
        assert [(one.text, one.unit, one.kind) for one in found] == [
            (f"12{form}", reported(entry), entry["kind"])
        ]


def test_the_longest_form_counts():
    assert [
        found.unit for found in find_quantities("宣讲12场次，培训36人次，核查9平方公里，减免5元人民币。")
    ] == [
        "场次",
        "人次",
        "平方公里",
        "元",
    ]


@pytest.mark.parametrize("entry", BOUNDS)
def test_bounds(entry):
    for example in entry["examples"]:
        assert [found.bound for found in find_quantities(example)] == [entry["id"]], example
    for example in entry["counterexamples"]:
        assert [found.bound for found in find_quantities(example)] != [entry["id"]], example


@pytest.mark.parametrize("entry", COUNTING)
def test_counting_words_decide_between_number_and_article(entry):
    for example in entry["examples"]:
        assert [found.value for found in find_quantities(example)] == [1], example
    for example in entry["counterexamples"]:
        assert find_quantities(example) == (), example
    for word in entry["words"]:
        assert [found.text for found in find_quantities(f"{word}一个栏目")] == ["一个"], word


@pytest.mark.parametrize("entry", NOT)
def test_what_is_no_quantity_is_passed_over_and_told(entry):
    for example in entry["examples"]:
        assert find_quantities(example) == (), example
        assert entry["kind"] in [found.kind for found in find_non_quantities(example)], example


@pytest.mark.parametrize("entry", NOT)
def test_what_only_looks_alike_is_found(entry):
    for example in entry["counterexamples"]:
        assert find_quantities(example) != (), example


@pytest.mark.parametrize("entry", NOT)
def test_each_example_is_known_by_a_pattern_of_its_entry(entry):
    first = data_toml("not_quantities.toml")["first"]
    patterns = [re.compile(expand(pattern)) for pattern in entry["patterns"]]
    for example in entry["examples"]:
        matches = [found for pattern in patterns if (found := pattern.search(squeeze(fold(example)).text))]
        assert matches, example
        assert entry.get("told_only") or all(found.group()[0] in first for found in matches), example


@pytest.mark.parametrize("entry", NOT)
def test_entries_of_no_quantities_are_well_formed(entry):
    assert set(entry) - {"told_only"} == {"id", "kind", "patterns", "examples", "counterexamples"}
    assert entry["kind"] in NOT_KINDS
    assert all(re.compile(expand(pattern)).match("") is None for pattern in entry["patterns"])


def test_the_pattern_finds_every_prefix():
    prefixes = [form for form in units() if form.endswith("分之")]
    assert prefixes == ["百分之", "千分之"]
    assert all(grammar().match(f"{prefix}三")["prefix"] == prefix for prefix in prefixes)
