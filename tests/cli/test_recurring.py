"""``textkit recurring``."""

import pandas as pd
import pytest
from click.testing import CliRunner

import textkit as tk
from textkit.cli import main

REPORT = "{}{}年政府信息公开工作年度报告\n一、总体情况\n全年公开信息18条。\n五、存在的主要问题及改进情况\n存在问题：{}\n"
FAULT = "河湖治理栏目更新较慢，个别乡镇半年没有报送。"


@pytest.fixture
def table(tmp_path):
    rows = [
        {"text": FAULT, "agency": "青澜县水利局", "year": 2022},
        {"text": FAULT.replace("较慢", "仍较慢"), "agency": "青澜县水利局", "year": 2023},
        {"text": "=政策解读形式单一。", "agency": "云溪县财政局", "year": 2023},
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "问题.csv", index=False, encoding="utf-8-sig")
    return tmp_path / "问题.csv"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_table(table, tmp_path):
    result = run("recurring", table, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "3 句 statements, 1 组 clusters" in result.output
    clusters = pd.read_csv(tmp_path / "out" / "clusters.csv", encoding="utf-8-sig")
    assert clusters[["n_reports", "longest_streak", "score"]].values.tolist() == [[2, 2, 0.5]]
    members = pd.read_csv(tmp_path / "out" / "members.csv", encoding="utf-8-sig")
    assert members["year"].tolist() == [2022, 2023]
    assert (tmp_path / "out" / "clusters.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_chinese_heads_and_years(table, tmp_path):
    rows = pd.read_csv(table).rename(columns={"text": "问题", "agency": "单位名称", "year": "年度"})
    rows.assign(年度=rows["年度"].astype(str) + "年").to_csv(table, index=False, encoding="gb18030")
    result = run("recurring", table, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    clusters = pd.read_csv(tmp_path / "out" / "clusters.csv", encoding="utf-8-sig")
    assert clusters[["n_agencies", "longest_streak"]].values.tolist() == [[1, 2]]
    assert "note" not in result.output
    members = pd.read_csv(tmp_path / "out" / "members.csv", encoding="utf-8-sig")
    assert members["年度"].tolist() == ["2022年", "2023年"]


def test_blank_cells_say_nothing(table, tmp_path):
    rows = pd.read_csv(table).assign(报告编号="", 省份=["", "浙江省", ""])
    rows.loc[1, "agency"] = ""
    rows.to_csv(table, index=False, encoding="utf-8-sig")
    assert run("recurring", table, "-o", tmp_path / "out").exit_code == 0
    clusters = pd.read_csv(tmp_path / "out" / "clusters.csv", encoding="utf-8-sig")
    assert clusters[["n_reports", "n_agencies", "n_provinces"]].values.tolist() == [[2, 1, 1]]


@pytest.mark.parametrize("years", ["", "近年"])
def test_a_missing_fact_is_told(table, tmp_path, years):
    pd.read_csv(table).assign(year=years).to_csv(table, index=False, encoding="utf-8-sig")
    assert "no year is given" in run("recurring", table, "-o", tmp_path / "out", "--quiet").output


def test_a_store(tmp_path):
    texts = [REPORT.format("青澜县水利局", year, FAULT) for year in (2022, 2023)]
    tk.Corpus.build(pd.DataFrame({"text": texts}), tmp_path / "store")
    result = run("recurring", tmp_path / "store", "-o", tmp_path / "out", "--threshold", "0.6")
    assert result.exit_code == 0, result.output
    assert "4 句 statements, 2 组 clusters" in result.output
    clusters = pd.read_csv(tmp_path / "out" / "clusters.csv", encoding="utf-8-sig")
    assert clusters["longest_streak"].tolist() == [2, 2]
    assert {"theme", "promise"} <= set(clusters)
    themes = pd.read_csv(tmp_path / "out" / "themes.csv", encoding="utf-8-sig")
    assert themes["n_years"].max() == 2
    by_sentence = run("recurring", tmp_path / "store", "-o", tmp_path / "out", "--section", "problems")
    assert "2 句 statements, 1 组 clusters" in by_sentence.output
    assert run("recurring", tmp_path / "store", "-o", tmp_path / "out", "--section", "other").exit_code == 2


def test_what_is_no_source(tmp_path):
    (tmp_path / "folder").mkdir()
    result = run("recurring", tmp_path / "folder", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "no store" in result.output
    (tmp_path / "空.csv").write_text("备注\n公开。\n", encoding="utf-8")
    assert run("recurring", tmp_path / "空.csv", "-o", tmp_path / "out").exit_code == 1
    assert run("recurring", tmp_path / "no.csv", "-o", tmp_path / "out").exit_code == 2


def test_quiet_says_nothing(table, tmp_path):
    assert run("recurring", table, "-o", tmp_path / "out", "--quiet").output == ""


def test_what_is_written_can_be_compared_again(table, tmp_path):
    run("recurring", table, "-o", tmp_path / "out")
    again = run("recurring", tmp_path / "out" / "members.csv", "-o", tmp_path / "again")
    assert again.exit_code == 0, again.output


def test_a_store_is_not_written_into(tmp_path):
    tk.Corpus.build(pd.DataFrame({"text": [REPORT.format("青澜县水利局", 2022, FAULT)]}), tmp_path / "store")
    result = run("recurring", tmp_path / "store", "-o", tmp_path / "store")
    assert result.exit_code == 2
    assert "is a store" in result.output


def test_sections_are_of_stores(table, tmp_path):
    result = run("recurring", table, "-o", tmp_path / "out", "--section", "problems")
    assert result.exit_code == 2
    assert "for a store" in result.output


@pytest.mark.parametrize("place", ["store/below", "file"])
def test_out_is_a_folder_outside_stores(table, tmp_path, place):
    tk.Corpus.build(pd.DataFrame({"text": ["公开信息18条。"]}), tmp_path / "store")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("recurring", table, "-o", tmp_path / place).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "store", "问题.csv"]


def test_tasks_of_label_studio(tmp_path):
    rows = pd.DataFrame({"text": [FAULT, FAULT], "agency": ["甲局", "乙局"], "section": None})
    tk.write_labels(rows, tmp_path / "a.json")
    assert "1 组 clusters" in run("recurring", tmp_path / "a.json", "-o", tmp_path / "out").output


def test_a_folder_of_reports_is_told_what_comes_first(tmp_path):
    (tmp_path / "in").mkdir()
    told = run("recurring", tmp_path / "in", "-o", tmp_path / "out").output
    assert "textkit analyze" in told


def test_texts_that_do_not_count_are_told(tmp_path):
    tk.Corpus.build(pd.DataFrame({"text": ["县委召开党建工作会议。"]}), tmp_path / "store")
    result = run("recurring", tmp_path / "store", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "not known as annual reports" in result.output


def test_origins_of_a_store(table, tmp_path):
    texts = [REPORT.format("青澜县水利局", year, FAULT) for year in (2022, 2023)]
    tk.Corpus.build(pd.DataFrame({"text": texts}), tmp_path / "store")
    assert run("recurring", tmp_path / "store", "-o", tmp_path / "out", "--origins").exit_code == 0
    origins = pd.read_csv(tmp_path / "out" / "origins.csv", encoding="utf-8-sig")
    assert set(origins["origin"]) >= {"carried_over"}
    shares = pd.read_csv(tmp_path / "out" / "originality.csv", encoding="utf-8-sig")
    assert shares["repetition"].dropna().tolist() == [1.0]
    assert run("recurring", table, "-o", tmp_path / "out", "--origins").exit_code == 2
