"""Every submodule can be imported, every public name is there and works."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import textkit as tk

TEXT = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息18条，未收到申请。\n"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(tk.__path__, "textkit.")
    if module.name != "textkit.__main__"  # it runs the command line
)
STATEMENTS = pd.DataFrame({"text": ["更新不及时。", "更新不及时。"], "year": [2022, 2023]})
EVALUATED = tk.evaluation_of(["甲", "乙"], ["a", "b"], np.array([[0.9, 0.1], [0.2, 0.8]]), ["a", "b"])
CALLS = {
    "Cell": lambda: tk.Cell("t2_art20_6.penalty.decisions", "penalty", "decisions", None, "", "blank", 3, 3),
    "Comparison": lambda: tk.Comparison("up", "previous_year"),
    "Corpus": lambda: tk.Corpus.build,
    "Evaluation": lambda: tk.Evaluation(EVALUATED.table, ("a", "b")),
    "Evidence": lambda: tk.Evidence("青澜县水利局", 0, 6),
    "Explanation": lambda: tk.load_model("sections").explain("收到申请3件。"),
    "Heading": lambda: tk.Heading(0, 6, "一、总体情况", "overview", 1, 1),
    "Link": lambda: tk.Link("period", "year", 0, 2, "全年", "word of time"),
    "Location": lambda: tk.Location(0, 6, "page 1"),
    "Measure": lambda: tk.Measure(0, 4, "配备专人", (("staff", 0.9),)),
    "ModelFileError": lambda: tk.ModelFileError("a pickle"),
    "Notice": lambda: tk.Notice("no_year", "no year is stated"),
    "NumberSpan": lambda: tk.NumberSpan(0, 5, "2023年", "date"),
    "Paragraph": lambda: tk.Paragraph(0, 6, "未收到申请。", "prose"),
    "Problem": lambda: tk.Problem(0, 4, "人员兼职", (("staff", 0.9),), 0.2, "generic"),
    "Quantity": lambda: tk.find_quantities(TEXT)[0],
    "Reading": lambda: tk.Reading("detail row", ("t3_applications.granted.total",), "strict"),
    "ReadingError": lambda: tk.ReadingError("this file is empty"),
    "Recurring": lambda: tk.find_recurring(STATEMENTS).clusters.shape,
    "Report": lambda: tk.Report(TEXT),
    "Section": lambda: tk.Section("overview", "总体情况", 2, 6, 7, 20),
    "SectionClassifier": lambda: tk.SectionClassifier().fit(["公开信息。", "收到申请。"], ["a", "b"]),
    "SectionFive": lambda: tk.SectionFive((), (), none_stated=True, found=True, source="无。"),
    "Segmenter": lambda: tk.Segmenter(["青澜发布"]),
    "Sentence": lambda: tk.Sentence(0, 6, "未收到申请。"),
    "SentenceComparison": lambda: tk.compare_sentences("公开3条。", "公开5条。")._repr_html_(),
    "SentenceFeatures": lambda: tk.SentenceFeatures(min_count=1).fit_transform(["公开信息。"]).shape,
    "Span": lambda: tk.Span(0, 6, "未收到申请。"),
    "SyntheticCorpus": lambda: tk.synthetic_corpus(5).reports.shape,
    "Table": lambda: tk.Table("t2_art20_6", "gb2021", (), 0, 0),
    "ThemeClassifier": lambda: tk.ThemeClassifier().fit(
        ["人员兼职。", "更新慢。"], [["staff"], ["timeliness"]]
    ),
    "Token": lambda: tk.Token("申请", 3, 5),
    "__version__": lambda: tk.__version__.split("."),
    "blank_nlp": lambda: tk.blank_nlp().pipe_names,
    "classify_themes": lambda: tk.classify_themes(["人员多为兼职"]),
    "compare_sentences": lambda: tk.compare_sentences("公开3条。", "公开5条。").relation,
    "cross_validate": lambda: tk.cross_validate,
    "evaluation_of": lambda: EVALUATED.strict,
    "find_recurring": lambda: tk.find_recurring(STATEMENTS).members.shape,
    "find_non_quantities": lambda: tk.find_non_quantities("2023年公开18条。"),
    "find_problems": lambda: tk.find_problems(tk.read_text(TEXT)),
    "find_quantities": lambda: tk.find_quantities(TEXT),
    "label_sections": lambda: tk.label_sections(tk.read_text(TEXT)).sentences,
    "learning_curve": lambda: tk.learning_curve,
    "load_model": lambda: tk.load_model("themes"),
    "model_card": lambda: tk.model_card("sections"),
    "next_to_label": lambda: tk.next_to_label,
    "panel": lambda: tk.panel([tk.read_text(TEXT)]).shape,
    "panel_values": lambda: tk.panel_values([tk.read_text(TEXT)]).shape,
    "plot_confusion": lambda: tk.plot_confusion(EVALUATED, Figure().add_subplot()),
    "plot_indicators": lambda: tk.plot_indicators,
    "plot_learning_curve": lambda: tk.plot_learning_curve,
    "plot_reliability": lambda: tk.plot_reliability(EVALUATED, Figure().add_subplot()),
    "read": lambda: tk.read(TEXT.encode("gb18030"), filename="report.txt").sections,
    "read_labels": lambda: tk.read_labels,
    "read_text": lambda: tk.read_text(TEXT).sections,
    "save_model": lambda: tk.save_model,
    "segment": lambda: tk.segment(TEXT),
    "sentence_table": lambda: tk.sentence_table(tk.read_text(TEXT)).shape,
    "split_sentences": lambda: tk.split_sentences(TEXT),
    "synthetic_corpus": lambda: tk.synthetic_corpus(5, split="test").sentences.shape,
    "to_doc": lambda: tk.to_doc(tk.read_text(TEXT), tk.blank_nlp()).text,
    "weak_labels": lambda: tk.weak_labels([tk.read_text(TEXT)], check=False).shape,
    "write_labels": lambda: tk.write_labels,
}


@pytest.mark.parametrize("name", MODULES)
def test_module_has_the_names_it_lists(name):
    module = import_module(name)
    assert [public for public in getattr(module, "__all__", ()) if not hasattr(module, public)] == []


def test_every_public_name_is_tried():
    assert set(CALLS) == set(tk.__all__)


@pytest.mark.parametrize("name", CALLS)
def test_public_name_works(name):
    assert CALLS[name]()


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(tk.__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    names = [alias.asname for statement in checked.body for alias in statement.names]
    assert sorted(names) == sorted(set(tk.__all__) - {"__version__"})


def test_unknown_name_is_told():
    with pytest.raises(AttributeError, match="module 'textkit' has no attribute 'reed'"):
        tk.reed  # noqa: B018
