import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.corpus import Corpus
from textkit.corpus._csv import MAX_CELL, cell_for_people, write_csv
from textkit.frames import TABLES, make_frame


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_gets_an_apostrophe(sign):
    assert cell_for_people(f"{sign}1") == f"'{sign}1"


def test_other_text_stays():
    for text in ("", "公开18条", "a=b", " =1", "1-2"):
        assert cell_for_people(text) == text


@given(
    st.text()
    | st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda text: text * MAX_CELL)
)
def test_any_cell_fits_and_is_no_formula(text):
    text = text.encode("utf-8", "replace").decode("utf-8")[: MAX_CELL + 5]
    cell = cell_for_people(text)
    assert len(cell.encode("utf-16-le")) // 2 <= MAX_CELL
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    if len(text.encode("utf-16-le")) // 2 < MAX_CELL:
        assert cell.removeprefix("'") == text.removeprefix("'")
    else:
        assert cell.endswith("…") or len(cell.encode("utf-16-le")) // 2 == MAX_CELL


def test_file_opens_in_excel_and_comes_back(tmp_path):
    rows = [('a,"b"\n.txt', "x", "=cmd()", "公"), ("b", "y", None, "长" * 40_000)]
    frame = make_frame("failures", rows)
    write_csv([frame.iloc[:1], frame.iloc[1:]], tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    csv.field_size_limit(1_000_000)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert read[0] == [column.name for column in TABLES["failures"]]
    assert read[1] == ['a,"b"\n.txt', "x", "'=cmd()", "公"]
    assert read[2][:3] == ["b", "y", ""]
    assert read[2][3] == "长" * (MAX_CELL - 1) + "…"


def test_heads_are_no_formulas(tmp_path):
    frame = pd.DataFrame({"=cmd()": ["a"], "+1": [2], "甲\n": ["b"]})
    write_csv([frame], tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["'=cmd()", "'+1", "甲\n"]


def test_no_cell_of_metadata_is_a_formula(tmp_path):
    evil = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1"]
    frame = pd.DataFrame(
        {"text": [f"公开{n}条。" for n in range(8)], "agency": evil, "title": evil, "=head": evil}
    )
    corpus = Corpus.build(frame.set_index(pd.Index([f"={n}" for n in range(8)])), tmp_path / "out")
    folder = corpus.export_csv()
    for path in folder.iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))]
    assert "'=cmd|'/c calc'!A1" in (folder / "reports.csv").read_text(encoding="utf-8-sig")


def test_every_table_is_exported(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=1.txt").write_text(
        "青澜县水利局2023年政府信息公开工作年度报告\n公开18条。\n", encoding="utf-8"
    )
    corpus = Corpus.build(tmp_path / "in", tmp_path / "out")
    for _ in range(2):
        folder = corpus.export_csv()
        assert sorted(path.stem for path in folder.iterdir()) == sorted(TABLES)
    frame = pd.read_csv(folder / "quantities.csv", encoding="utf-8-sig")
    assert list(frame.columns) == [column.name for column in TABLES["quantities"]]
    assert frame.loc[0, "report_id"] == "'=1.txt"
    assert frame.loc[0, "value"] == 18
