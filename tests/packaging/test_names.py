"""Every submodule can be imported, every public name is there and works."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import textkit as tk

TEXT = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息18条，未收到申请。\n"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(tk.__path__, "textkit.")
    if module.name != "textkit.__main__"  # it runs the command line
)
CALLS = {
    "Cell": lambda: tk.Cell("t2_art20_6.penalty.decisions", "penalty", "decisions", None, "", "blank", 3, 3),
    "Comparison": lambda: tk.Comparison("up", "previous_year"),
    "Corpus": lambda: tk.Corpus.build,
    "Evidence": lambda: tk.Evidence("青澜县水利局", 0, 6),
    "Heading": lambda: tk.Heading(0, 6, "一、总体情况", "overview", 1, 1),
    "Link": lambda: tk.Link("period", "year", 0, 2, "全年", "word of time"),
    "Location": lambda: tk.Location(0, 6, "page 1"),
    "Notice": lambda: tk.Notice("no_year", "no year is stated"),
    "NumberSpan": lambda: tk.NumberSpan(0, 5, "2023年", "date"),
    "Paragraph": lambda: tk.Paragraph(0, 6, "未收到申请。", "prose"),
    "Quantity": lambda: tk.find_quantities(TEXT)[0],
    "Reading": lambda: tk.Reading("detail row", ("t3_applications.granted.total",), "strict"),
    "ReadingError": lambda: tk.ReadingError("this file is empty"),
    "Report": lambda: tk.Report(TEXT),
    "Section": lambda: tk.Section("overview", "总体情况", 2, 6, 7, 20),
    "Segmenter": lambda: tk.Segmenter(["青澜发布"]),
    "Sentence": lambda: tk.Sentence(0, 6, "未收到申请。"),
    "Span": lambda: tk.Span(0, 6, "未收到申请。"),
    "Table": lambda: tk.Table("t2_art20_6", "gb2021", (), 0, 0),
    "Token": lambda: tk.Token("申请", 3, 5),
    "__version__": lambda: tk.__version__.split("."),
    "blank_nlp": lambda: tk.blank_nlp().pipe_names,
    "find_non_quantities": lambda: tk.find_non_quantities("2023年公开18条。"),
    "find_quantities": lambda: tk.find_quantities(TEXT),
    "panel": lambda: tk.panel([tk.read_text(TEXT)]).shape,
    "panel_values": lambda: tk.panel_values([tk.read_text(TEXT)]).shape,
    "plot_indicators": lambda: tk.plot_indicators,
    "read": lambda: tk.read(TEXT.encode("gb18030"), filename="report.txt").sections,
    "read_text": lambda: tk.read_text(TEXT).sections,
    "segment": lambda: tk.segment(TEXT),
    "split_sentences": lambda: tk.split_sentences(TEXT),
    "to_doc": lambda: tk.to_doc(tk.read_text(TEXT), tk.blank_nlp()).text,
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
