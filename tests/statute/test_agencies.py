"""Every kind of agency knows its examples and none of its counterexamples."""

import pytest

from textkit._resources import data_toml
from textkit.statute import agency_kind, organ_suffixes

ENTRIES = [pytest.param(entry, id=entry["id"]) for entry in data_toml("agencies.toml")["kind"]]


@pytest.mark.parametrize("entry", ENTRIES)
def test_examples(entry):
    assert {agency_kind(name).id for name in entry["examples"]} == {entry["id"]}


@pytest.mark.parametrize("entry", ENTRIES)
def test_counterexamples(entry):
    kinds = [agency_kind(name) for name in entry["counterexamples"]]
    assert entry["id"] not in [kind.id for kind in kinds if kind]


def test_suffixes_stand_longest_first():
    lengths = [len(suffix) for suffix in organ_suffixes()]
    assert lengths == sorted(lengths, reverse=True)


def test_a_name_of_no_organ():
    assert agency_kind("政府信息公开条例") is None
