"""recurrence.toml: what is masked before sentences are compared."""

import pytest

from textkit._resources import data_toml
from textkit.recurrence import mask

DATA = data_toml("recurrence.toml")


@pytest.mark.parametrize("family", ["terms", "fillers", "organs", "self_first", "self_second", "self_whole"])
def test_nothing_stands_twice(family):
    assert len(DATA[family]) == len(set(DATA[family]))


def test_a_filler_is_not_hidden_by_an_earlier_one():
    fillers = DATA["fillers"]
    hidden = [word for at, word in enumerate(fillers) if any(word.startswith(one) for one in fillers[:at])]
    assert hidden == []


@pytest.mark.parametrize("word", DATA["fillers"])
def test_a_filler_changes_nothing(word):
    assert mask(f"我局{word}做好公开工作。") == mask("我局做好公开工作。")


@pytest.mark.parametrize("word", DATA["fillers"])
def test_behind_a_negation_it_does(word):
    assert mask(f"我局做得不{word}。") != mask("我局做得不。")


@pytest.mark.parametrize("organ", DATA["organs"])
def test_an_organ_is_a_name(organ):
    assert mask(f"由{organ}负责公开。") == mask("由我局负责公开。")


@pytest.mark.parametrize("term", DATA["terms"])
def test_a_term_is_one_character(term):
    assert len(mask(term)) == 1
