"""``textkit train`` and ``textkit evaluate``."""

import pandas as pd
import pytest
from click.testing import CliRunner

import textkit as tk
from textkit.cli import main

TEXTS = {
    "overview.proactive": ["全年公开信息30条。", "网站发布信息18条。", "公众号推送64篇。", "公布预算2份。"],
    "overview.applications": ["收到公开申请3件。", "申请均已答复。", "1件申请结转。", "申请人撤回1件。"],
    "improvements": ["下一步将充实人员。", "今后将加强培训。", "拟改版栏目。", "将丰富解读。"],
}
AGENCIES = ["青澜县水利局", "望岫镇", "石桥街道", "沐河区民政局", "柏川县"]


@pytest.fixture
def labels(tmp_path):
    rows = [
        {"text": f"{agency}{text}", "section": label, "agency": agency, "also": ""}
        for agency in AGENCIES
        for label, texts in TEXTS.items()
        for text in texts
    ]
    tk.write_labels(pd.DataFrame(rows), tmp_path / "标注.csv")
    return tmp_path / "标注.csv"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_train_from_a_table(labels, tmp_path):
    result = run("train", labels, "-o", tmp_path / "mine.textkit")
    assert result.exit_code == 0, result.output
    assert "60 句 sentences, 3 类 labels" in result.output
    assert tk.load_model(tmp_path / "mine.textkit").predict(["收到申请2件。"]).tolist() == [
        "overview.applications"
    ]


def test_train_from_reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, agency in enumerate(AGENCIES):
        text = (
            f"{agency}2023年政府信息公开工作年度报告\n一、总体情况\n（一）主动公开。全年公开信息{number + 3}0条，发布图解{number}篇。\n"
            f"（二）依申请公开。收到公开申请{number}件，均已按期答复。\n五、存在的主要问题及改进情况\n栏目更新较慢。\n六、其他需要报告的事项\n无收费情况。\n"
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    result = run("train", folder, "-o", tmp_path / "mine.textkit")
    assert result.exit_code == 0, result.output
    assert "not read: 空.txt" in result.output
    assert "overview.proactive" in tk.load_model(tmp_path / "mine.textkit").classes_


def test_train_themes(tmp_path):
    table = pd.DataFrame(
        {"text": ["人员兼职。", "更新滞后。"] * 5, "themes": ["staff", "timeliness content"] * 5}
    )
    tk.write_labels(table, tmp_path / "a.xlsx", label="themes")
    result = run("train", tmp_path / "a.xlsx", "-o", tmp_path / "t.textkit", "--task", "themes")
    assert result.exit_code == 0, result.output
    assert tk.classify_themes(["兼职人员"], tmp_path / "t.textkit")[0][0][0] == "staff"


def test_evaluate_by_cross_validation(labels, tmp_path):
    result = run("evaluate", labels, "-o", tmp_path / "out", "--quiet")
    assert result.exit_code == 0, result.output
    assert "60 sentences, 5 groups" in result.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {
        "index.html",
        "worst.csv",
        "per_class.csv",
        "confusion.png",
        "reliability.png",
        "learning_curve.png",
    }
    assert (tmp_path / "out" / "per_class.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_evaluate_a_model(labels):
    result = run("evaluate", labels, "--model", "sections")
    assert result.exit_code == 0, result.output
    assert "lenient" in result.output


def test_evaluate_themes(tmp_path):
    table = pd.DataFrame(
        {"text": ["人员多为兼职", "信息更新滞后"], "themes": ["staff", "timeliness"], "agency": ["甲", "乙"]}
    )
    tk.write_labels(table, tmp_path / "a.csv", label="themes")
    result = run("evaluate", tmp_path / "a.csv", "--task", "themes", "--model", "themes")
    assert result.exit_code == 0, result.output
    assert "micro F1 1.000" in result.output


def test_what_is_wrong_is_told(labels, tmp_path):
    (tmp_path / "bad.textkit").write_bytes(b"x")
    one = tmp_path / "one.csv"
    one.write_text("text,section,agency\n甲。,a,x\n乙。,b,x\n", encoding="utf-8")
    none = tmp_path / "none.csv"
    none.write_text("text,section\n甲。,\n", encoding="utf-8")
    for arguments, code, words in (
        (("evaluate", labels, "-m", tmp_path / "bad.textkit"), 1, "no model file"),
        (("evaluate", labels, "-m", "themes"), 2, "SectionClassifier is needed"),
        (("evaluate", labels, "--group", "county"), 2, "no column 'county'"),
        (("evaluate", one), 2, "of one group"),
        (("train", none, "-o", tmp_path / "m.textkit"), 2, "no labelled sentence"),
        (("train", labels, "-o", tmp_path / "m.textkit", "--label", "x"), 2, "no column 'x'"),
        (("train", tmp_path, "-o", tmp_path / "m.textkit", "--task", "themes"), 2, "a table of labels"),
    ):
        result = run(*arguments)
        assert result.exit_code == code, (arguments, result.output)
        assert words in result.output
