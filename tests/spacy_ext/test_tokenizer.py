"""The tokenizer: words of Segmenter, and never another text than the one given."""

import pickle

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy_ext.spacy_texts import AWKWARD

from textkit.segmenting import Segmenter
from textkit.spacy_ext import JiebaTokenizer, blank_nlp

TOKENIZER = JiebaTokenizer(spacy.blank("zh").vocab)
OWN = JiebaTokenizer(TOKENIZER.vocab, Segmenter(["青澜发布", "一网 通办"], hmm=False))
BY_CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "textkit.JiebaTokenizer.v1", "words": ["青澜发布"]}}}


def words(tokenizer, text):
    return [token.text for token in tokenizer(text)]


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_text_stays_as_it_is(text):
    assert TOKENIZER(text).text == text


@given(st.text() | st.lists(st.sampled_from([*" \r\n\t公开12件。😀", "  ", "\r\n"])).map("".join))
def test_any_text_stays_as_it_is(text):
    doc = TOKENIZER(text)
    assert doc.text == text
    assert all(token.text == text[token.idx : token.idx + len(token)] for token in doc)


def test_terms_of_the_field_are_words():
    assert words(TOKENIZER, "依申请公开") == ["依申请公开"]


def test_a_blank_behind_a_word_is_its_whitespace_and_other_blanks_are_tokens():
    doc = TOKENIZER(" 公开  12 件\n")
    found = [(token.text, token.whitespace_) for token in doc]
    assert found == [(" ", ""), ("公开", " "), (" ", ""), ("12", " "), ("件", ""), ("\n", "")]


def test_config_names_it_without_importing_the_library():
    assert words(spacy.blank("zh", config=BY_CONFIG), "青澜发布推送") == ["青澜发布", "推送"]


def test_bytes_carry_the_words():
    restored = JiebaTokenizer(TOKENIZER.vocab).from_bytes(OWN.to_bytes())
    text = "青澜发布一网 通办沧溟"
    assert words(restored, text) == words(OWN, text) != words(TOKENIZER, text)


def test_disk_carries_the_words(tmp_path):
    OWN.to_disk(tmp_path / "tokenizer")
    restored = JiebaTokenizer(TOKENIZER.vocab).from_disk(tmp_path / "tokenizer")
    assert restored.segmenter.__getstate__() == OWN.segmenter.__getstate__()


def test_it_can_be_pickled():
    assert words(pickle.loads(pickle.dumps(OWN)), "青澜发布推送") == ["青澜发布", "推送"]


def test_two_pipelines_with_different_words_live_side_by_side():
    assert words(blank_nlp(["青澜发布推送"]), "青澜发布推送") == ["青澜发布推送"]
    assert words(blank_nlp(["青澜发布"]), "青澜发布推送") == ["青澜发布", "推送"]


def test_words_of_a_dictionary_file_are_kept_without_the_file(tmp_path):
    file = tmp_path / "words.txt"
    file.write_text("青澜发布 900 nz\n", encoding="utf-8")
    blank_nlp(file).to_disk(tmp_path / "pipeline")
    file.unlink()
    assert words(spacy.load(tmp_path / "pipeline"), "青澜发布推送") == ["青澜发布", "推送"]
