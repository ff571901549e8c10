"""What a Doc and a pipeline hold survives bytes, files and other processes."""

import multiprocessing
import pickle
import subprocess
import sys
from dataclasses import fields
from decimal import Decimal

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin
from spacy_ext.spacy_texts import REPORT, drawn

import textkit as tk
from textkit.report import Quantity, Section
from textkit.spacy_ext import blank_nlp, to_doc
from textkit.spacy_ext._plain import plain, rebuilt

TEXTS = [REPORT, "", "收到申请12件，约3.2万人次。", "收到数十件申请，占20%—30%。\r\n😀未收到投诉。"]

# Windows and macOS start processes afresh; there, the calling module must be guarded.
IN_PROCESSES = """
import multiprocessing, sys
import spacy

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.blank("zh")
    for name in ("textkit/sentences", "textkit/quantities", "textkit/sections"):
        nlp.add_pipe(name)
    texts = ["一、总体情况\\n收到申请%d件，未收到投诉。" % number for number in range(1, 7)]
    for doc in nlp.pipe(texts, n_process=2, batch_size=2):
        found = doc.ents[0]._.quantity
        assert doc._.quantities[0] == found
        print(found.value, found.indicator, doc.ents[1].label_, [one._.section for one in doc.sents])
"""
ALONE = """
import sys
import spacy
from spacy.tokens import DocBin
from textkit.spacy_ext import set_extensions

set_extensions()
(doc,) = DocBin().from_disk(sys.argv[1]).get_docs(spacy.blank("zh").vocab)
print(doc.ents[0]._.quantity.value, [span.label_ for span in doc.spans["sections"]][0], doc._.report["year"])
"""


def run(program, *arguments):
    command = [sys.executable, "-X", "utf8", program, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("text", TEXTS, ids=["report", "nothing", "sentence", "awkward"])
def test_nouns_come_back_the_same(text):
    report = tk.read_text(text)
    for noun, values in (
        (Quantity, (*report.quantities, *tk.find_quantities(text))),
        (Section, report.sections),
    ):
        stored = srsly.msgpack_loads(srsly.msgpack_dumps(plain(list(values))))
        assert tuple(rebuilt(noun, one) for one in stored) == tuple(values)


def test_every_field_of_a_quantity_comes_back():
    full = Quantity(
        start=3,
        end=6,
        text="1—2%",
        value=Decimal("1.50"),
        unit="%",
        bound="range",
        kind="percent",
        low=Decimal(1),
        high=Decimal("2.0"),
        stated="statement",
        indicator="app.on_time_rate",
        object="申请",
        channel="信函",
        scope="self",
        period="year",
        comparison=tk.Comparison("up", "other"),
        whole=(0, 2),
        about=(7, 9),
        each=3,
        readings=(tk.Reading("row", ("t3.a.b", "t3.a.c"), "loose", Decimal(4), True),),
        links=(tk.Link("period", "year", 0, 2, "全年", "word of time"),),
    )
    assert [field.name for field in fields(full) if getattr(full, field.name) == field.default] == []
    assert rebuilt(Quantity, plain(full)) == full


def test_a_field_of_another_version_is_left_out():
    stored = plain(tk.find_quantities("收到申请12件。")[0])
    assert rebuilt(Quantity, {**stored, "mood": "calm"}) == tk.find_quantities("收到申请12件。")[0]


@pytest.mark.parametrize("text", TEXTS, ids=["report", "nothing", "sentence", "awkward"])
@pytest.mark.parametrize(
    "make",
    [lambda nlp, text: nlp(text), lambda nlp, text: to_doc(tk.read_text(text), nlp)],
    ids=["nlp", "to_doc"],
)
def test_docs_in_bytes(nlp, make, text):
    doc = make(nlp, text)
    bin_ = DocBin(store_user_data=True, docs=[doc])
    (unpacked,) = DocBin(store_user_data=True).from_bytes(bin_.to_bytes()).get_docs(spacy.blank("zh").vocab)
    assert drawn(unpacked) == drawn(doc)
    assert drawn(Doc(spacy.blank("zh").vocab).from_bytes(doc.to_bytes())) == drawn(doc)
    assert drawn(pickle.loads(pickle.dumps(doc))) == drawn(doc)


def test_a_pipeline_on_disk(tmp_path):
    nlp = blank_nlp(["青澜发布"])
    nlp.add_pipe("textkit/sentences", name="finer", config={"semicolons": True}, after="textkit/sentences")
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    for text in [*TEXTS, "青澜发布推送18条；未收到申请。"]:
        assert drawn(loaded(text)) == drawn(nlp(text))
    assert loaded.config == nlp.config


def test_a_pipeline_in_bytes():
    nlp = blank_nlp(["青澜发布"])
    restored = spacy.blank("zh", config=nlp.config).from_bytes(nlp.to_bytes())
    assert drawn(restored("青澜发布推送18条。")) == drawn(nlp("青澜发布推送18条。"))


def test_batches_give_what_single_calls_give(nlp):
    assert [drawn(doc) for doc in nlp.pipe(TEXTS)] == [drawn(nlp(text)) for text in TEXTS]


@pytest.mark.parametrize(
    "method", [one for one in multiprocessing.get_all_start_methods() if one != "forkserver"]
)
def test_two_processes(tmp_path, method):
    program = tmp_path / "program.py"
    program.write_text(IN_PROCESSES, encoding="utf-8")
    lines = run(program, method)
    assert len(lines) == 6
    assert lines[0] == "1 app.received ZERO [None, 'overview']"


def test_docs_are_read_without_a_pipeline(nlp, tmp_path):
    doc = to_doc(tk.read_text(REPORT), nlp)
    DocBin(store_user_data=True, docs=[doc]).to_disk(tmp_path / "docs.spacy")
    program = tmp_path / "program.py"
    program.write_text(ALONE, encoding="utf-8")
    value = doc.ents[0]._.quantity.value
    assert run(program, tmp_path / "docs.spacy") == [f"{value} {doc.spans['sections'][0].label_} 2023"]


def test_importing_registers_no_extension(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import textkit.spacy_ext\nfrom spacy.tokens import Doc, Span\n"
        "print(Doc.has_extension('quantities'), Span.has_extension('quantity'))\n",
        encoding="utf-8",
    )
    assert run(program) == ["False False"]
