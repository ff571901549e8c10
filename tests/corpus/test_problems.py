"""Problems over agencies and years, and what is asked of a store beside them."""

from __future__ import annotations

import pandas as pd
import pytest

import textkit as tk

TEXT = """{agency}{year}年政府信息公开工作年度报告
一、总体情况
未收到政府信息公开申请。全年主动公开政府信息{n}条。
五、存在的主要问题及改进情况
{five}
"""
STAFF = "一是经办人员{}多为兼职，业务不熟；"
CHARTS = "二是政策解读形式单一，缺少图表。"
HIRE = "下一步，一是选派专人负责公开，组织业务培训；"
DRAW = "二是制作图文解读和短视频。"
NOT_HIRE = "下一步，一是请第三方每季度检查一次工作人员的业务；"
REPORTS = [
    ("青澜县水利局", 2021, STAFF.format("") + CHARTS + HIRE + DRAW),
    ("青澜县水利局", 2022, STAFF.format("仍") + CHARTS + HIRE.replace("选派", "继续选派") + DRAW),
    ("青澜县水利局", 2023, STAFF.format("依然") + "二是网站改版后栏目偏少。" + NOT_HIRE),
    ("云溪县财政局", 2023, STAFF.format("均") + HIRE),
    ("白石县林业局", 2023, "本年度未发现突出问题。"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tk.Corpus:
    texts = [
        TEXT.format(agency=who, year=year, n=18 + at, five=five)
        for at, (who, year, five) in enumerate(REPORTS)
    ]
    return tk.Corpus.build(pd.DataFrame({"text": texts}), tmp_path_factory.mktemp("problems") / "out")


def test_clusters_of_problems(corpus: tk.Corpus) -> None:
    found = corpus.problems()
    assert found["theme"].tolist() == ["staff", "interpretation"]
    staff = found.iloc[0]
    assert (staff["n_statements"], staff["n_agencies"]) == (4, 2)
    assert (staff["first_year"], staff["last_year"]) == (2021, 2023)
    assert (staff["longest_streak"], staff["streak_agency"], staff["streak_first_year"]) == (
        3,
        "青澜县水利局",
        2021,
    )
    assert 0 < found["score"].iloc[1] < staff["score"] < 1


def test_promises_that_return(corpus: tk.Corpus) -> None:
    found = corpus.problems().set_index("theme")
    assert "专人" in found.loc["staff", "promise"]
    # Promised in 2021 and 2022, both times the problem was there the year after, and once the promise too.
    assert found.loc["staff", ["n_promised", "n_promised_again"]].tolist() == [2, 1]
    assert found.loc["interpretation", ["n_promised", "n_promised_again"]].tolist() == [1, 1]
    assert found["n_answered"].tolist() == [4, 2]


def test_statements(corpus: tk.Corpus) -> None:
    table = corpus.problem_statements()
    assert table["report_id"].is_monotonic_increasing
    first = table[table["report_id"] == "0"]
    assert first["kind"].tolist() == ["problem", "problem", "measure", "measure"]
    assert first["answers"].tolist() == ["0", "1", "0", "1"]
    text = corpus.table("reports", ["report_id"])
    assert len(text) == 5
    clusters = table.groupby("kind")["cluster_id"].count()
    assert clusters.to_dict() == {"measure": 0, "problem": 6}
    report = tk.read_text(TEXT.format(agency="青澜县水利局", year=2021, n=18, five=REPORTS[0][2]))
    alone = tk.find_problems(report)
    assert first["text"].tolist() == [one.text for one in (*alone.problems, *alone.measures)]
    assert [report.text[start:end] for start, end in zip(first["start"], first["end"], strict=True)] == first[
        "text"
    ].tolist()


def test_progress(corpus: tk.Corpus) -> None:
    seen: list[tuple[int, int]] = []
    corpus.problem_statements(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(5, 5)]


def test_nothing_stated(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息18条。\n"
    corpus = tk.Corpus.build(pd.DataFrame({"text": [text]}), tmp_path / "out")
    assert corpus.problems().empty
    assert corpus.problem_statements().empty
    assert "promise" in corpus.problems().columns


def test_frames_can_be_written(corpus: tk.Corpus, tmp_path) -> None:  # type: ignore[no-untyped-def]
    corpus.problems().to_parquet(tmp_path / "a.parquet")
    corpus.problem_statements().to_parquet(tmp_path / "b.parquet")


class TestOccurrences:
    def test_each_distinct_sentence_once(self, corpus: tk.Corpus) -> None:
        found = corpus.occurrences()
        assert found["text"].is_unique
        assert found["n_sentences"].sum() == len(corpus.statements())
        top = found.iloc[0]
        assert (top["text"], top["n_reports"], top["n_agencies"]) == ("未收到政府信息公开申请。", 5, 3)
        assert (top["first_year"], top["last_year"], top["first_report"]) == (2021, 2023, "0")

    def test_as_many_as_statements_where_no_section_is_known(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        text = "青澜县水利局2023年政府信息公开工作年度报告\n公开信息18条。未收到申请。"
        frame = pd.DataFrame({"text": [text], "section": ["甲"], "clean": [1]})
        corpus = tk.Corpus.build(frame, tmp_path / "out")
        assert corpus.occurrences()["n_sentences"].sum() == len(corpus.statements()) > 0

    def test_sections(self, corpus: tk.Corpus) -> None:
        assert len(corpus.occurrences([])) == len(corpus.statements([])) == 0
        for ask in (corpus.occurrences, corpus.statements):
            with pytest.raises(ValueError, match=r"no such section: \"problems'\"; sections are preamble"):
                ask(["problems'"])
            with pytest.raises(TypeError, match="a list of ids"):
                ask("problems")
        assert set(corpus.occurrences(["problems"])["text"]) == set(corpus.statements(["problems"])["text"])


class TestConnect:
    def test_views(self, corpus: tk.Corpus) -> None:
        with corpus.connect() as connection:
            names = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
            assert {"reports", "sentences", "cells", "failures"} <= names
            assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(5,)]
            limit = connection.execute("SELECT current_setting('memory_limit')").fetchall()[0][0]
            assert limit.startswith("1.8 GiB")

    @pytest.mark.parametrize("name", ["r[1]", "r?", "year=1999"])
    def test_path_is_no_pattern(self, tmp_path, name) -> None:  # type: ignore[no-untyped-def]
        text = "青澜县水利局2023年政府信息公开工作年度报告\n公开信息18条。"
        for folder in ("r1", name):
            tk.Corpus.build(pd.DataFrame({"report_id": [folder], "text": [text]}), tmp_path / folder / "out")
        with tk.Corpus.open(tmp_path / name / "out").connect() as connection:
            found = connection.execute("SELECT report_id, year FROM reports").fetchall()
        assert found == [(name, 2023)]

    def test_path_with_quotes(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        store = tmp_path / "它's [a] 库"
        corpus = tk.Corpus.build(pd.DataFrame({"text": ["公开信息18条。"]}), store)
        with corpus.connect() as connection:
            assert connection.execute("SELECT text FROM sentences").fetchall() == [("公开信息18条。",)]


def test_themes_years_running(corpus: tk.Corpus, tmp_path) -> None:
    found = corpus.recurring_themes()
    staff = found[(found["agency"] == "青澜县水利局") & (found["theme"] == "staff")]
    assert staff[["first_year", "last_year", "n_years"]].values.tolist() == [[2021, 2023, 3]]
    assert found["n_years"].is_monotonic_decreasing
    empty = tk.Corpus.build(pd.DataFrame({"text": []}, dtype=object), tmp_path / "out").recurring_themes()
    pd.testing.assert_series_equal(empty.dtypes, found.dtypes)


def test_of_measures_the_one_promised_most_in_any_words_is_told(tmp_path) -> None:
    measures = [
        "将尽快配备专职人员负责",
        "将配备专职人员负责此事",
        "将尽快配备专职人员",
        "将修订接访制度",
        "将修订接访制度",
    ]
    texts = [
        TEXT.format(
            agency=f"第{at}县水利局", year=2023, n=18, five=f"一是经办人员多为兼职。下一步，{measure}。"
        )
        for at, measure in enumerate(measures)
    ]
    (row,) = tk.Corpus.build(pd.DataFrame({"text": texts}), tmp_path / "out").problems().itertuples()
    assert "专职人员" in row.promise
