from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import chain

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit.recurrence import FORMULA_AGENCIES, THRESHOLD, mask_all, similar_pairs
from textkit.synthetic import _PLAN, EDIT_CLASSES, SyntheticCorpus, _toml, synthetic_corpus


@cache
def corpus() -> SyntheticCorpus:
    return synthetic_corpus(300)


def test_the_same_corpus_again() -> None:
    again = synthetic_corpus(300)
    pd.testing.assert_frame_equal(corpus().reports, again.reports)
    pd.testing.assert_frame_equal(corpus().sentences, again.sentences)


def test_another_split_has_other_sentences() -> None:
    other = synthetic_corpus(300, split="test").sentences
    own = corpus().sentences.query("not stock")["text"]
    assert set(own) & set(other["text"]) == set()


def test_every_slot_is_filled() -> None:
    assert not corpus().sentences["text"].str.contains(r"[{}]").any()


def test_edits_are_as_far_off_as_their_class_says() -> None:
    for edit, (low, high) in EDIT_CLASSES.items():
        distance = corpus().sentences.loc[corpus().sentences["edit"] == edit, "distance"]
        assert len(distance) > 20
        assert ((distance > low) & (distance <= high)).all()


def test_a_fifth_is_hard_to_tell_from_copies() -> None:
    own = corpus().sentences.query("origin == 'original' and edit == '' and not stock")
    assert len(own) >= 0.2 * len(corpus().sentences)
    # Same topic, own wording: of each topic there are many.
    assert own.groupby("topic").size().min() >= 20


def own_sentences() -> tuple[pd.DataFrame, list[str]]:
    own = corpus().sentences.query("edit == '' and not stock")
    return own, mask_all(own["text"].tolist(), own["agency"].tolist())


def test_no_two_writers_have_one_text_by_chance() -> None:
    own, masked = own_sentences()
    assert own["family"].is_unique
    assert len(set(masked)) == len(masked)
    pairs = similar_pairs(masked, threshold=THRESHOLD, method="exact")
    assert len(pairs) <= 0.001 * len(masked)
    assert not (pairs.jaccard >= 0.6).any()


def test_own_sentences_have_the_words_of_their_field() -> None:
    own, masked = own_sentences()
    grams = [{text[at : at + 3] for at in range(len(text) - 2)} for text in masked]
    in_topic: dict[str, Counter[str]] = defaultdict(Counter)
    for topic, its in zip(own["topic"], grams, strict=True):
        in_topic[topic].update(its)
    # What nobody else says would tell a sentence from all others at once.
    known = [
        np.mean([in_topic[topic][gram] > 1 for gram in its])
        for topic, its in zip(own["topic"], grams, strict=True)
    ]
    assert np.mean(known) >= 0.5


def test_all_slots_are_known() -> None:
    common = _toml("common")["slots"]
    facts = {"n", "year", "lastyear", "agency", "we", "place", "site", "phone", "address"}
    for topic in {topic for _, topic, *_ in _PLAN if topic}:
        data = _toml(topic)
        known = facts | common.keys() | {f"{name}2" for name in common} | data["slots"].keys()
        assert not common.keys() & data["slots"].keys()
        for text in [*data["frames"], *data["clauses"], *chain(*data["slots"].values())]:
            assert set(re.findall(r"\{(\w+)\}", text)) <= known, text
        assert all(len(set(words)) == len(words) for words in data["slots"].values())


def test_a_formula_is_what_many_agencies_have() -> None:
    table = corpus().sentences
    agencies = table.groupby("family")["agency"].transform("nunique")
    assert ((table["origin"] == "formula") == (agencies >= FORMULA_AGENCIES)).all()


def test_carried_over_sentences_have_an_earlier_year_of_the_agency() -> None:
    table = corpus().sentences
    first = table.groupby(["family", "agency"])["year"].transform("min")
    assert (
        table.loc[table["origin"] == "carried_over", "year"] > first[table["origin"] == "carried_over"]
    ).all()


def test_reports_are_read_as_they_were_written() -> None:
    report = corpus().reports.iloc[7]
    read = tk.read_text(report["text"])
    truth = corpus().sentences.query("report_id == @report.report_id")["text"]
    assert read.is_report
    assert (read.agency, read.year) == (report["agency"], report["year"])
    found = [re.sub(r"\s", "", sentence.text) for sentence in read.sentences]
    assert sum(text in found for text in truth) >= 0.9 * len(truth)


def test_what_cannot_be_made_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one a year"):
        synthetic_corpus(2)
    with pytest.raises(ValueError, match="split='train'"):
        synthetic_corpus(10, split="train")  # type: ignore[arg-type]


def test_agencies_have_names_of_their_own_and_cities_one_province() -> None:
    tune, test = (synthetic_corpus(2000, split=split).reports for split in ("tune", "test"))  # type: ignore[arg-type]
    for reports in (tune, test):
        assert reports.groupby("agency").size().eq(5).all()
        assert reports.groupby("city")["province"].nunique().max() == 1
    assert not set(tune["agency"]) & set(test["agency"])


@pytest.mark.parametrize(
    "given", [{"years": ()}, {"years": (2021, 2021)}, {"random_state": 1_000_003}, {"random_state": -1}]
)
def test_seeds_and_years_out_of_bounds_are_refused(given: dict) -> None:
    with pytest.raises(ValueError, match=r"years=|random_state="):
        synthetic_corpus(10, **given)
