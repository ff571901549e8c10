"""Sentences into features."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import textkit as tk
from textkit.learning._cues import CUE_SETS, cues_of
from textkit.learning._grams import gram_name, gram_places, grams_of, masked

TEXTS = [
    "全年公开信息30条。",
    "收到公开申请3件。",
    "网站公开信息18条。",
    "公开申请均已答复。",
    "公众号发布信息7条。",
    "另收到申请1件，答复0件。",
]
LABELS = ["proactive", "applications"] * 3


def table(texts):
    return pd.DataFrame(
        {
            "text": texts,
            "previous": [None, *texts[:-1]],
            "position": np.linspace(0, 1, len(texts)),
            "heading": ["（一）主动公开"] * len(texts),
        }
    )


def test_a_pipeline_with_a_linear_classifier():
    model = make_pipeline(tk.SentenceFeatures(min_count=1), LinearSVC()).fit(TEXTS, LABELS)
    assert model.predict(["收到申请2件。"]).tolist() == ["applications"]


def test_a_grid_search_over_its_parameters():
    pipeline = make_pipeline(tk.SentenceFeatures(min_count=1), LinearSVC())
    search = GridSearchCV(pipeline, {"sentencefeatures__ngrams": [(1, 1), (1, 2)]}, cv=2).fit(TEXTS, LABELS)
    assert search.best_params_["sentencefeatures__ngrams"] in [(1, 1), (1, 2)]


def test_lists_series_and_arrays_give_the_same_matrix():
    features = tk.SentenceFeatures(min_count=1).fit(TEXTS)
    first = features.transform(TEXTS)
    for other in (pd.Series(TEXTS, index=range(9, 15)), np.array(TEXTS, dtype=object), tuple(TEXTS)):
        assert (first != features.transform(other)).nnz == 0


def test_a_table_without_context_is_as_a_list():
    features = tk.SentenceFeatures(min_count=1).fit(table(TEXTS))
    alone = features.transform(
        pd.DataFrame({"text": TEXTS, "previous": None, "position": np.nan, "heading": ""})
    )
    assert (alone != features.transform(TEXTS)).nnz == 0


def test_every_column_has_a_name_of_its_own():
    features = tk.SentenceFeatures(min_count=1, words=True).fit(table(TEXTS))
    names = features.get_feature_names_out()
    assert len(names) == features.transform(TEXTS).shape[1] == features.width()
    assert len(set(names)) == len(names)
    assert {
        "text=申请",
        "previous=申请",
        "heading=主动",
        "word=申请",
        "cue=zero",
        "previous_cue=zero",
        "place=0.0",
    } <= set(names)


def test_output_as_a_table():
    features = tk.SentenceFeatures(min_count=1).fit(TEXTS)
    assert features.transform(TEXTS).shape[0] == 6
    assert clone(features).get_params() == features.get_params()


def test_nothing_in_gives_nothing_out():
    features = tk.SentenceFeatures(min_count=1).fit(TEXTS)
    assert features.transform([]).shape == (0, features.width())
    assert features.transform(["", "  \n"]).shape == (2, features.width())


def test_order_of_the_texts_does_not_matter():
    features = tk.SentenceFeatures(min_count=1).fit(TEXTS)
    again = tk.SentenceFeatures(min_count=1).fit(TEXTS[::-1])
    assert (features.transform(TEXTS) != again.transform(TEXTS)).nnz == 0


def test_unfitted():
    with pytest.raises(NotFittedError):
        tk.SentenceFeatures().transform(TEXTS)


@pytest.mark.parametrize(
    ("given_", "error", "words"),
    [
        ("一句话", TypeError, "write \\[text\\]"),
        ([None], TypeError, "row 0 of text is None"),
        ([1.5], TypeError, "1.5"),
        (pd.DataFrame({"sentence": TEXTS}), ValueError, "no column 'text'"),
        (np.zeros((2, 2)), ValueError, "shape"),
        (pd.DataFrame({"text": TEXTS, "position": ["a"] * 6}), ValueError, "position"),
    ],
)
def test_what_is_no_text_is_told(given_, error, words):
    with pytest.raises(error, match=words):
        tk.SentenceFeatures(min_count=1).fit(given_)


@pytest.mark.parametrize(
    "options", [{"ngrams": (2, 1)}, {"ngrams": (1, 4)}, {"min_count": 0}, {"cues": "verbs"}]
)
def test_parameters_out_of_bounds(options):
    with pytest.raises(ValueError, match=r"ngrams|min_count|cues"):
        tk.SentenceFeatures(**options).fit(TEXTS)


def test_numbers_are_masked_but_zero_and_years_stay_apart():
    assert masked("２０２３年，收到申请１，０２４件、0件。") == "y年，收到申请1件、0件。"


@given(st.text(max_size=40))
def test_ngrams_of_any_text_stand_where_they_say(text):
    places = gram_places(text, (1, 3))
    _, grams = grams_of([masked(text)], (1, 3))
    assert [number for number, _, _ in places] == grams.tolist()
    for number, start, end in places:
        assert 0 <= start <= end <= len(text)
        assert 1 <= len(gram_name(number)) <= 3


@pytest.mark.parametrize("cue", [cue for name in CUE_SETS for cue in cues_of(name)], ids=lambda cue: cue.id)
def test_a_cue_is_found_in_its_examples_only(cue):
    for example in cue.examples:
        assert cue.pattern.search(masked(example)), example
    for counterexample in cue.counterexamples:
        assert not cue.pattern.search(masked(counterexample)), counterexample
