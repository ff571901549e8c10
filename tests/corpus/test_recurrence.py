from __future__ import annotations

import pandas as pd
import pytest

import textkit as tk

TEXT = """青澜县水利局{year}年政府信息公开工作年度报告
一、总体情况
全年主动公开政府信息{n}条，未收到政府信息公开申请。
五、存在的主要问题及改进情况
{five}
"""
FIRST = "存在的问题：河湖治理栏目更新较慢，个别乡镇半年没有报送。下一步将按月通报报送情况。"
SECOND = "存在的问题：河湖治理栏目更新仍然较慢，个别乡镇半年没有报送。下一步将配备专人负责政策解读。"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tk.Corpus:
    texts = [TEXT.format(year=2022, n=18, five=FIRST), TEXT.format(year=2023, n=25, five=SECOND)]
    texts += [texts[0], TEXT.format(year=2023, n=4, five=FIRST).replace("青澜县水利局", "云溪县财政局")]
    frame = pd.DataFrame({"report_id": ["a22", "a23", "copy", "b23"], "text": texts})
    return tk.Corpus.build(frame, tmp_path_factory.mktemp("recurrence") / "out")


def test_origin_of_each_sentence(corpus: tk.Corpus) -> None:
    found = corpus.recurrence()
    assert set(found["report_id"]) == {"a22", "a23", "b23"}
    five = found[found["section"].isin(["problems", "improvements"])].set_index("report_id")
    assert five.loc["a23", "origin"].tolist() == ["carried_over", "original"]
    assert five.loc["b23", "origin"].tolist() == ["shared", "shared"]
    matched = five.loc["a23"].iloc[0]
    assert (matched["match_report"], matched["match_year"], matched["match_order"]) == (
        "a22",
        2022,
        "earlier",
    )
    assert pd.isna(five.loc["a23", "match_report"].iloc[1])


def test_the_match_stands_where_it_says(corpus: tk.Corpus) -> None:
    found = corpus.recurrence().dropna(subset=["match_report"])
    sentences = corpus.table("sentences").set_index(["report_id", "start", "end"])["text"]
    for row in found.itertuples():
        assert (row.match_report, row.match_start, row.match_end) in sentences.index


def test_frames_pass_on(corpus: tk.Corpus, tmp_path) -> None:
    found = corpus.recurrence()
    found.to_parquet(tmp_path / "found.parquet")
    found.drop(columns=["text"]).astype({"year": "float64", "match_year": "float64"}).groupby("origin").size()
    assert found["year"].dtype == found["match_year"].dtype == "Int64"


def test_shares_add_up(corpus: tk.Corpus) -> None:
    for by in ("report", "section"):
        shares = corpus.originality(by=by)
        total = shares[["formula", "carried_over", "shared", "original"]].sum(axis=1)
        assert total.tolist() == pytest.approx([1.0] * len(shares))
    pd.testing.assert_frame_equal(corpus.originality(), corpus.originality(recurrence=corpus.recurrence()))
    shares = corpus.originality().set_index("report_id")
    assert shares["repetition"].isna().to_dict() == {"a22": True, "a23": False, "b23": True}
    assert 0 <= shares.loc["a23", "repetition_unmasked"] <= shares.loc["a23", "repetition"] < 1


def test_an_unknown_unit_is_refused(corpus: tk.Corpus) -> None:
    with pytest.raises(ValueError, match="'report' or 'section'"):
        corpus.originality(by="agency")  # type: ignore[arg-type]


def test_passages_of_two_reports(corpus: tk.Corpus) -> None:
    found = corpus.shared_passages("a22", "b23")
    assert found["a_text"].str.contains("河湖治理栏目更新较慢").any()
    texts = corpus.table("sentences", where="report_id = 'a22'")
    assert found["a_start"].min() >= texts["start"].min()
    with pytest.raises(KeyError, match="no report 'x'"):
        corpus.shared_passages("a22", "x")


def test_an_empty_store(tmp_path) -> None:
    corpus = tk.Corpus.build(pd.DataFrame({"text": pd.Series([], dtype=object)}), tmp_path / "out")
    assert corpus.recurrence().empty
    assert corpus.originality().empty


def test_shares_of_some_rows_know_the_year_before(corpus: tk.Corpus) -> None:
    whole, found = corpus.originality().set_index("report_id"), corpus.recurrence()
    part = corpus.originality(recurrence=found[found["report_id"] == "a23"])
    assert part["repetition"].tolist() == [whole.loc["a23", "repetition"]]


def test_what_recurrence_did_not_give_is_refused(corpus: tk.Corpus, tmp_path) -> None:
    found = corpus.recurrence()
    with pytest.raises(ValueError, match="another store: no report 'z'"):
        corpus.originality(recurrence=found.assign(report_id="z"))
    with pytest.raises(ValueError, match="origin"):
        corpus.originality(recurrence=corpus.statements())
    with pytest.raises(ValueError, match="leave one out"):
        corpus.originality(recurrence=found, threshold=0.5)


def test_a_section_has_its_topics_with_it(corpus: tk.Corpus) -> None:
    overview = corpus.statements(["overview"])
    assert len(overview) == int(corpus.statements()["section"].str.startswith("overview").sum()) > 0
    assert corpus.occurrences(["overview"])["n_sentences"].sum() == len(overview)


def test_types_do_not_hang_on_content(corpus: tk.Corpus, tmp_path) -> None:
    empty = tk.Corpus.build(pd.DataFrame({"text": ["公开信息18条。"]}), tmp_path / "out")
    with pytest.warns(UserWarning, match="none of the 1 texts counts"):
        nothing = empty.recurrence()
    pd.testing.assert_series_equal(nothing.dtypes, corpus.recurrence().dtypes)
    pd.testing.assert_series_equal(empty.occurrences().dtypes, corpus.occurrences().dtypes)
    none, some = empty.shared_passages("0", "0", shortest=30), corpus.shared_passages("a22", "a23")
    assert len(none) == 0 < len(some)
    pd.testing.assert_series_equal(none.dtypes, some.dtypes)


def test_a_store_is_where_its_path_leads(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "else" / "folder").mkdir(parents=True)
    try:
        (tmp_path / "link").symlink_to(tmp_path / "else" / "folder")
    except OSError:
        pytest.skip("no links here")
    monkeypatch.chdir(tmp_path)
    tk.Corpus.build(pd.DataFrame({"text": ["公开信息18条。"]}), "link/../out")
    assert len(tk.Corpus.open("link/../out").reports) == 1
    assert (tmp_path / "else" / "out" / "store.json").exists()
