"""A Doc of a report holds what the report holds, at the same places."""

from dataclasses import replace

import agreement
import pytest
import spacy
from spacy.tokens import Doc
from spacy_ext.spacy_texts import AWKWARD, REPORT, drawn

import textkit as tk
from textkit.spacy_ext import blank_nlp, to_doc

SAMPLES = [pytest.param(path, id=path.name) for path, _ in agreement.sample_files()]


@pytest.mark.parametrize("path", SAMPLES)
def test_samples(nlp, path):
    report = agreement.read(path)
    doc = to_doc(report, nlp)
    assert doc.text == report.text
    assert doc._.quantities == report.quantities
    assert doc._.sections == report.sections
    assert [span._.quantity for span in doc.spans["quantities"]] == list(report.quantities)
    starts = {sentence.start_char for sentence in doc.sents}
    for sentence, span in zip(report.sentences, doc.spans["sentences"], strict=True):
        assert (span.start_char, span.end_char, span.text) == (sentence.start, sentence.end, sentence.text)
        assert span._.section == sentence.section
        assert sentence.start in starts


def test_sentences_over_a_line_break_stay_whole(nlp):
    line = "本机关认真贯彻落实政府信息公开条例，持续完善公开目录，规范发布流程并加强"
    text = f"一、总体情况\n{line}\n{line}\n{line}审核。\n未收到申请。\n"
    report = tk.read_text(text)
    doc = to_doc(report, nlp)
    assert [span.text for span in doc.spans["sentences"]] == [one.text for one in report.sentences]
    assert [sentence.text.strip() for sentence in doc.sents][1:] == [one.text for one in report.sentences]


def test_facts_of_the_report(nlp):
    facts = to_doc(tk.read_text(REPORT, report_id="qinglan"), nlp)._.report
    assert (facts["report_id"], facts["agency"], facts["year"]) == ("qinglan", "青澜县水利局", 2023)
    assert facts["period"] is None or all(isinstance(day, str) for day in facts["period"])
    assert nlp(REPORT)._.report is None


def test_components_leave_it_as_it_is(nlp):
    doc = to_doc(replace(tk.read_text(REPORT), quantities=()), nlp)
    before = drawn(doc)
    assert drawn(nlp(doc)) == before
    assert before["quantities"] == ()


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_text(nlp, text):
    report = tk.read_text(text)
    doc = to_doc(report, nlp)
    assert doc.text == text
    assert len(doc.spans["quantities"]) == len(report.quantities)


def test_any_chinese_pipeline_will_do():
    doc = to_doc(tk.read_text(REPORT), spacy.blank("zh"))
    assert [span._.quantity for span in doc.spans["quantities"]] == list(tk.read_text(REPORT).quantities)


def test_a_tokenizer_that_changes_the_text_is_told():
    nlp = spacy.blank("zh")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=text.split())
    with pytest.raises(ValueError, match="the tokenizer function changes the text"):
        to_doc(tk.read_text(REPORT), nlp)


def test_a_report_may_be_longer_than_the_limit_of_the_pipeline():
    nlp = blank_nlp()
    nlp.max_length = 10
    assert to_doc(tk.read_text(REPORT), nlp).text == REPORT
