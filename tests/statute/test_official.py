"""Every official wording is known by its examples and by none of its counterexamples."""

import re

import pytest

from textkit._resources import data_toml
from textkit.recurrence import mask, mask_all
from textkit.recurrence._official import official_among, without_slots
from textkit.statute import official_slots, official_wording, official_wordings

ENTRIES = [
    pytest.param(wording, entry, id=wording.id)
    for wording, entry in zip(official_wordings(), data_toml("official.toml")["wording"], strict=True)
]
SLOTS = [pytest.param(slot, id=slot.examples[0]) for slot in official_slots()]
KEYS = {"id", "source", "years", "layouts", "needs", "texts", "examples", "counterexamples"}


def official(texts):
    return official_among(mask_all(texts, ["云溪县水务局"] * len(texts))).id.tolist()


@pytest.mark.parametrize(("wording", "entry"), ENTRIES)
def test_examples_are_known(wording, entry):
    assert entry["examples"]
    assert official(entry["examples"]) == [wording.id] * len(entry["examples"])


@pytest.mark.parametrize(("wording", "entry"), ENTRIES)
def test_counterexamples_are_not(wording, entry):
    assert entry["counterexamples"]
    assert official(entry["counterexamples"]) == [None] * len(entry["counterexamples"])


@pytest.mark.parametrize(("wording", "entry"), ENTRIES)
def test_keys_are_known(wording, entry):
    assert set(entry) <= KEYS
    assert re.fullmatch(
        r"(?:regulation|regulation2007)\.\d+|(?:form|name|introduction)\.[a-z0-9]+", wording.id
    )
    first, last = wording.years
    assert 2008 <= first <= (last or 2100) <= 2100


@pytest.mark.parametrize(("wording", "entry"), ENTRIES)
def test_choices_are_closed(wording, entry):
    left = [re.sub(r"\{[^{}]*\}", "", text) for text in entry["texts"]]
    assert [text for text in left if set("{}|") & set(text)] == []


def test_ids_are_unique():
    ids = [wording.id for wording in official_wordings()]
    assert len(set(ids)) == len(ids)
    assert all(official_wording(id).id == id for id in ids)
    with pytest.raises(KeyError):
        official_wording("regulation.99")


def test_a_regulation_is_in_force_from_its_year_on():
    assert {wording.years for wording in official_wordings() if wording.kind == "regulation"} == {
        (2019, None)
    }
    assert {wording.years for wording in official_wordings() if wording.kind == "regulation2007"} == {
        (2008, 2018)
    }


def test_the_labels_of_the_form_are_official():
    texts = {parts[0][0] for parts in official_wording("form.label").texts}
    assert {"本年新收政府信息公开申请数量", "属于国家秘密", "本年制发件数", "对外公开总数量"} <= texts
    assert "收到申请数" not in texts


@pytest.mark.parametrize("slot", SLOTS)
def test_slots(slot):
    (to,) = without_slots([slot.to])
    assert set(without_slots(mask(example) for example in slot.examples)) == {to}
    assert {to, ""}.isdisjoint(without_slots(mask(example) for example in slot.counterexamples))
