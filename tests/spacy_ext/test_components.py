"""The components show in a Doc what the library finds in its text."""

import importlib
import warnings

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.displacy.render import DEFAULT_LABEL_COLORS
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab
from spacy_ext.spacy_texts import AWKWARD, REPORT

import textkit as tk
from textkit.spacy_ext import COLOURS, QuantityRecogniser, _factories, blank_nlp, quantity_of, set_extensions

NAMES = ("textkit/sentences", "textkit/quantities", "textkit/sections")
PIECES = [
    "收到申请",
    "12",
    "件",
    "98.6%",
    "，",
    "。",
    "未收到投诉",
    "约96.5万元",
    " ",
    "\r\n",
    "😀",
    "一、总体情况\n",
]


def pipeline(*names, lang="zh", **config):
    nlp = spacy.blank(lang)
    for name in names:
        nlp.add_pipe(name, config=config)
    return nlp


BY_CHARACTER = pipeline(*NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_blank_pipeline_takes_each_alone(name):
    assert pipeline(name)(REPORT).text == REPORT


def test_sentences_are_those_of_the_library():
    found = [sentence.text for sentence in pipeline("textkit/sentences")(REPORT).sents]
    assert found == [span.text for span in tk.split_sentences(REPORT)]


def test_options_of_sentences():
    nlp = pipeline("textkit/sentences", semicolons=True, lines=False)
    assert [sentence.text for sentence in nlp("建制度；\n强培训。").sents] == ["建制度；\n", "强培训。"]
    assert [sentence.text for sentence in nlp("建立\n制度。").sents] == ["建立\n制度。"]


def test_a_border_inside_a_token_is_moved_behind_it():
    nlp = pipeline("textkit/sentences", lang="en")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=["公开18条。未收", "到申请。"], spaces=[False, False])
    assert [sentence.text for sentence in nlp("公开18条。未收到申请。").sents] == [
        "公开18条。未收",
        "到申请。",
    ]


@pytest.mark.parametrize("text", ["收到申请12件，按时办结率98.6%。未收到投诉。", "认真落实公开要求。"])
def test_quantities_are_those_of_the_library(text):
    doc = BY_CHARACTER(text)
    assert doc._.quantities == tk.find_quantities(text)
    assert tuple(span._.quantity for span in doc.spans["quantities"]) == tk.find_quantities(text)


def test_a_report_is_read_as_a_report(nlp):
    doc = nlp(REPORT)
    assert doc._.quantities == tk.read_text(REPORT).quantities
    assert doc._.sections == tk.read_text(REPORT).sections


def test_a_report_is_read_as_text_when_asked():
    doc = pipeline("textkit/quantities", reads="text")(REPORT)
    assert doc._.quantities == tk.find_quantities(REPORT)


def test_unknown_way_of_reading_is_told():
    with pytest.raises(ValueError, match="reads is 'prose'; allowed are auto, text"):
        QuantityRecogniser(reads="prose")


def test_labels_are_kinds_and_zero():
    doc = BY_CHARACTER("收到申请12件，增长12.5%，支出96.5万元，未收到投诉。")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("12件", "COUNT"),
        ("12.5%", "PERCENT"),
        ("96.5万元", "MONEY"),
        ("未收到投诉", "ZERO"),
    ]


def test_entities_that_are_there_stay():
    nlp = spacy.blank("zh")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "TERM", "pattern": "申请12件"}])
    nlp.add_pipe("textkit/quantities")
    doc = nlp("收到申请12件，信函4件。")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("申请12件", "TERM"), ("4件", "COUNT")]
    assert [span.text for span in doc.spans["quantities"]] == ["12件", "4件"]


def test_entities_are_left_alone_when_asked():
    doc = pipeline("textkit/quantities", ents=False)("收到申请12件。")
    assert doc.ents == ()
    assert len(doc.spans["quantities"]) == 1


def test_no_quantity_is_lost_where_tokens_are_wide():
    # The English tokenizer leaves a clause without blanks whole.
    doc = pipeline("textkit/quantities", lang="en")("收到申请12件，信函4件。")
    assert [quantity.text for quantity in doc._.quantities] == ["12件", "4件"]
    assert len(doc.spans["quantities"]) == 2
    assert all(
        quantity.text in span.text
        for quantity, span in zip(doc._.quantities, doc.spans["quantities"], strict=True)
    )


def test_a_span_that_is_no_quantity_has_none(nlp):
    doc = nlp("收到申请12件。")
    assert [doc[start : start + 1]._.quantity for start in range(len(doc))] == [None] * len(doc)
    assert doc[0:0]._.quantity is None


def test_sections_of_sentences(nlp):
    doc = nlp(REPORT)
    found = {sentence.text.strip()[:6]: sentence._.section for sentence in doc.sents}
    for sentence in tk.read_text(REPORT).sentences:
        assert found[sentence.text[:6]] == sentence.section
    assert {section.label_ for section in doc.spans["sections"]} >= {
        "overview",
        "proactive",
        "problems",
        "improvements",
    }


def test_a_section_without_body_is_an_empty_span(nlp):
    text = "一、总体情况\n二、主动公开政府信息情况\n公开信息18条。\n六、其他需要报告的事项\n"
    doc = nlp(text)
    assert [span.label_ for span in doc.spans["sections"]] == [one.id for one in tk.read_text(text).sections]


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("lead", ["", "收到申请3件。\n"], ids=["alone", "behind a sentence"])
def test_awkward_text(nlp, lead, text):
    check(nlp(lead + text), lead + text)
    check(BY_CHARACTER(lead + text), lead + text)


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=150)
def test_any_text(text):
    check(BY_CHARACTER(text), text)


def check(doc, text):
    assert doc.text == text
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text
    spans = doc.spans["quantities"]
    assert len(spans) == len(doc._.quantities)
    for span, quantity in zip(spans, doc._.quantities, strict=True):
        assert span.start_char <= quantity.start < quantity.end <= span.end_char
        assert quantity.text == text[quantity.start : quantity.end]
    assert len(doc.spans["sections"]) == len(doc._.sections)


def test_a_very_long_text(nlp):
    text = REPORT + "全年受理咨询18次，均已答复。\n" * 7_000
    assert len(text) > 100_000
    doc = nlp(text)
    check(doc, text)
    assert len(doc.ents) > 7_000
    assert doc.ents[-1]._.quantity.value == 18


def test_what_components_need_and_set_is_told():
    nlp = pipeline(*NAMES)
    assert nlp.analyze_pipes()["problems"] == {name: [] for name in NAMES}
    assert Language.get_factory_meta("textkit/quantities").assigns == [
        *("doc.spans", "doc.ents", "doc._.quantities", "span._.quantity"),
    ]


def test_a_cell_that_is_run_again_does_not_fail():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            blank_nlp()
            set_extensions()
        importlib.reload(importlib.import_module("textkit.spacy_ext._extensions"))
        importlib.reload(_factories)
        assert len(blank_nlp()("收到申请12件。").ents) == 1


def test_an_extension_of_another_package_is_left_to_it():
    set_extensions()
    ours = Span.get_extension("quantity")
    Span.remove_extension("quantity")
    Span.set_extension("quantity", default="theirs")
    try:
        with pytest.warns(UserWarning, match="Span._.quantity was set by another package .*quantity_of"):
            doc = pipeline("textkit/quantities")("收到申请12件。")
        assert doc.ents[0]._.quantity == "theirs"
        assert quantity_of(doc.ents[0]).value == 12
    finally:
        Span.remove_extension("quantity")
        Span.set_extension("quantity", getter=ours[2])


def test_displacy_shows_entities_in_colours(nlp):
    doc = nlp("收到申请12件，<b>未收到投诉</b>，增长12.5%。")
    html = displacy.render(doc, style="ent", jupyter=False)
    assert f"background: {COLOURS['COUNT']}" in html
    assert f"background: {COLOURS['ZERO']}" in html
    assert "<b>" not in html
    html = displacy.render(doc, style="ent", jupyter=False, options={"colors": COLOURS})
    assert f"background: {COLOURS['PERCENT']}" in html


def test_colours_of_others_stay():
    doc = Doc(Vocab(), words=["96.5万元"], ents=["B-MONEY"])
    assert DEFAULT_LABEL_COLORS["MONEY"] in displacy.render(doc, style="ent", jupyter=False)
