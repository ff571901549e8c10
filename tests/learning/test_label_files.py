"""Labels to files for people and back, and which sentences to label next."""

import json

import numpy as np
import pandas as pd
import pytest

import textkit as tk


@pytest.fixture
def labels():
    return pd.DataFrame(
        {
            "report_id": ["甲县.html", "甲县.html", "乙镇.txt", "乙镇.txt"],
            "text": ["全年公开18条。", "=SUM(A1)是公式。", "'引号开头，\n有换行。", "-5%，同比。"],
            "previous": [None, "全年公开18条。", None, "上一句。"],
            "position": [0.0, 1.0, 0.0, 1.0],
            "section": ["overview.proactive", None, "other", "noise"],
        }
    )


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".json"])
def test_there_and_back(labels, tmp_path, suffix):
    path = tmp_path / f"标注{suffix}"
    tk.write_labels(labels, path)
    back = tk.read_labels(path)
    assert back["text"].tolist() == labels["text"].tolist()
    assert [value or None for value in back["section"]] == labels["section"].tolist()
    assert [value or None for value in back["previous"]] == labels["previous"].tolist()
    assert back["position"].tolist() == labels["position"].tolist()


def test_excel_takes_nothing_for_a_formula(labels, tmp_path):
    tk.write_labels(labels, tmp_path / "a.csv")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "'=SUM(A1)" in data.decode("utf-8-sig")


def test_csv_saved_by_a_chinese_windows(tmp_path):
    (tmp_path / "a.csv").write_bytes("text,section\n公开信息。,proactive\n".encode("gb18030"))
    assert tk.read_labels(tmp_path / "a.csv")["text"].tolist() == ["公开信息。"]


def test_label_studio_tasks(labels, tmp_path):
    tk.write_labels(labels.assign(predicted="other", score=0.7), tmp_path / "a.json")
    tasks = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert tasks[0]["annotations"][0]["result"][0]["value"]["choices"] == ["overview.proactive"]
    assert "annotations" not in tasks[1]
    assert tasks[1]["predictions"][0]["score"] == 0.7


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"text\n", "read from .csv"),
        ("a.csv", b"sentence\nx\n", "no column 'text'"),
        ("a.csv", b"", "can't be read as a table"),
        ("a.csv", b"\xff\xff\xff", "neither utf-8 nor gb18030"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b"[1]", "not the JSON export"),
    ],
)
def test_files_that_hold_no_labels(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=words):
        tk.read_labels(tmp_path / name)


def test_the_next_to_label_are_unsure_and_not_alike():
    texts = ["公开信息30条。", "收到申请3件。", "公开信息18条。", "申请均已答复。"] * 3
    model = tk.SectionClassifier(random_state=0).fit(texts, ["proactive", "applications"] * 6)
    pool = pd.DataFrame(
        {
            "text": ["公开信息1条。", *["今年雨水较多。"] * 5, "全镇修路两公里。", "收到申请8件。"],
            "id": range(8),
        },
        index=range(10, 18),
    )
    found = tk.next_to_label(model, pool, n=2)
    assert set(found["text"]) == {"今年雨水较多。", "全镇修路两公里。"}
    assert found.index.isin(pool.index).all()
    assert (np.diff(found["uncertainty"]) <= 1e-9).all()
    assert len(tk.next_to_label(model, pool[:0])) == 0


@pytest.mark.parametrize("head", ["text", " Text", "文本", "句子", "内容", "问题"])
@pytest.mark.parametrize(("sign", "encoding"), [(",", "utf-8-sig"), (";", "gb18030"), ("\t", "utf-16")])
def test_heads_signs_and_encodings_of_other_programs(tmp_path, head, sign, encoding):
    path = tmp_path / "a.CSV"
    path.write_bytes(f"年度{sign}{head}\r\n2023{sign}公开信息。\r\n\r\n".encode(encoding))
    table = tk.read_labels(path)
    assert table[["年度", "text"]].values.tolist() == [["2023", "公开信息。"]]


def test_more_cells_than_heads(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text,agency\n公开信息。,甲局,\n收到申请。,乙局, \n", encoding="utf-8")
    assert tk.read_labels(path)["agency"].tolist() == ["甲局", "乙局"]
    path.write_text("text,agency\n公开信息。,甲局\n收到申请,3件。,乙局\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 3: more cells than columns"):
        tk.read_labels(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04cut off", b"text\n", b""])
def test_a_workbook_that_is_none(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.xlsx: can't be read as a workbook"):
        tk.read_labels(path)
