"""A DataFrame as the source of a corpus."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import textkit.corpus._run as run
from textkit.corpus import Corpus, MetadataError, MetadataWarning
from textkit.frames import TABLES
from textkit.pipeline import read_text

TEXT = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息{}条。接待群众3.2万人次。\n"


@pytest.fixture
def build(tmp_path):
    def make(columns, index=None, **options):
        return Corpus.build(pd.DataFrame(columns, index=index), tmp_path / "out", **options)

    return make


def reasons(corpus):
    return dict(zip(corpus.failures["report_id"], corpus.failures["reason"], strict=True))


def test_rows_keep_their_order(build):
    corpus = build({"text": [TEXT.format(n) for n in range(30)]}, index=[f"r{29 - n}" for n in range(30)])
    assert corpus.reports["report_id"].tolist() == [f"r{29 - n}" for n in range(30)]
    assert corpus.table("quantities")["value"].tolist()[::2] == list(range(30))


def test_each_text_is_read_as_read_text_does(build):
    corpus = build({"text": [TEXT.format(18)]})
    expected = read_text(TEXT.format(18))
    assert corpus.table("sentences")["start"].tolist() == [one.start for one in expected.sentences]
    row = corpus.reports.iloc[0]
    assert (row["content_hash"], row["format"], row["agency"]) == (
        expected.content_hash,
        "text",
        "青澜县水利局",
    )


def test_text_column_by_its_name(build):
    corpus = build({"正文": [TEXT.format(18)], "text": ["甲"]}, text="正文")
    assert corpus.reports["text"].tolist() == ["甲"]
    assert len(corpus.table("sentences")) == 2


def test_no_text_column_lists_the_columns(build):
    with pytest.raises(ValueError, match=r"no column 'text'; its columns are 正文\. .*text="):
        build({"正文": ["甲"]})


def test_ids_of_a_column(build):
    assert build({"text": [TEXT], "报告编号": ["x/甲"]}).reports[
        ["report_id", "file_name"]
    ].values.tolist() == [["x/甲", "甲"]]


@pytest.mark.parametrize(
    ("index", "ids"),
    [
        (None, ["0", "1"]),
        ([2.0, 3.0], ["2", "3"]),
        (pd.to_datetime(["2024-01-01", "2024-01-02"]), ["2024-01-01 00:00:00", "2024-01-02 00:00:00"]),
        (pd.MultiIndex.from_tuples([("甲", 2023), ("乙", 2024)]), ["甲/2023", "乙/2024"]),
    ],
    ids=["count", "floats", "days", "levels"],
)
def test_ids_of_the_index(build, index, ids):
    assert build({"text": [TEXT, TEXT]}, index=index).reports["report_id"].tolist() == ids


def test_ids_that_stand_twice_are_named(build):
    with pytest.raises(
        ValueError, match="report_id must tell the rows apart, but stands on several: 'a', 'c'"
    ):
        build({"text": [TEXT] * 5, "report_id": list("abcac")})
    with pytest.raises(ValueError, match=r"the index must tell the rows apart.*reset_index"):
        build({"text": [TEXT] * 2}, index=[1, 1])


def test_blank_id_is_told(build):
    with pytest.raises(ValueError, match="row 1 of the DataFrame, counted from 0, has no report_id"):
        build({"text": [TEXT] * 2, "report_id": ["a", " "]})


def test_other_columns_are_metadata_of_their_row(build):
    corpus = build(
        {
            "text": [TEXT.format(1), TEXT.format(2)],
            "agency": ["青澜县水务局", None],
            "年度": [None, 2020],
            "n": [7, 8],
        }
    )
    assert corpus.reports[["agency", "agency_detected"]].values.tolist() == [
        ["青澜县水务局", "青澜县水利局"], ["青澜县水利局", "青澜县水利局"],
    ]  # fmt: skip
    assert corpus.reports["year"].tolist() == [2023, 2020]
    assert corpus.reports["n"].tolist() == [7, 8]
    assert corpus.counts["metadata_rows"] == 0


def test_column_named_as_one_of_reports_is_refused(build):
    with pytest.raises(MetadataError, match=r"the DataFrame: .* by the name of file_name, format; rename"):
        build({"text": [TEXT], "file_name": ["a"], "format": ["x"]})


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "the text is missing or blank"),
        (float("nan"), "the text is missing or blank"),
        (pd.NA, "the text is missing or blank"),
        ("", "the text is missing or blank"),
        (" \n　", "the text is missing or blank"),
        (3, "the text is no text but int: 3"),
        (b"x", "the text is no text but bytes: b'x'"),
        (["x"], "the text is no text but list: ['x']"),
        ("C:\\reports\\a.pdf", r"the text is the name of a file: C:\reports\a.pdf; give the paths as a list instead"),
        ("data/2023 年报.HTML", "the text is the name of a file: data/2023 年报.HTML; give the paths as a list instead"),
        ("a.ofd", "the text is the name of a file: a.ofd; give the paths as a list instead"),
    ],
)  # fmt: skip
def test_what_is_no_text_costs_its_row(build, value, reason):
    corpus = build({"text": pd.Series([TEXT, value, TEXT + "附"], dtype=object)})
    assert reasons(corpus) == {"1": reason}
    assert corpus.failures["path"].isna().all()
    assert corpus.reports["report_id"].tolist() == ["0", "2"]


def test_text_that_speaks_of_a_file_is_a_text(build):
    assert build({"text": [TEXT + "附件：a.pdf"]}).counts["failures"] == 0


def test_failures_keep_the_order_of_the_rows(build):
    corpus = build({"text": [None] * 11})
    assert corpus.failures["report_id"].tolist() == [str(n) for n in range(11)]


def test_text_over_the_limit_is_not_read(build):
    assert reasons(build({"text": ["公" * 2_000_001]})) == {
        "0": "2,000,001 characters of text, the limit is 2,000,000; split it"
    }


@pytest.mark.parametrize("texts", [[], ["今天去公园散步。"]])
def test_frame_without_reports(build, texts):
    corpus = build({"text": pd.Series(texts, dtype="str"), "n": pd.Series([1] * len(texts))})
    assert len(corpus.reports) == len(texts)
    assert corpus.reports["n"].tolist() == [1] * len(texts)


class TestNoFrame:
    def test_series(self, tmp_path):
        with pytest.raises(TypeError, match=r"a Series is no source; .*series\.to_frame\('text'\)"):
            Corpus.build(pd.Series([TEXT]), tmp_path / "out")

    def test_list_of_texts(self, tmp_path):
        with pytest.raises(
            ValueError, match=r"this is a text, not a path: '青澜县.*give texts as a DataFrame"
        ):
            Corpus.build([TEXT, TEXT], tmp_path / "out")

    def test_text(self, tmp_path):
        with pytest.raises(ValueError, match="this is a text, not a path"):
            Corpus.build(TEXT + "\0", tmp_path / "out")

    def test_name_of_a_column_without_a_frame(self, tmp_path):
        with pytest.raises(
            ValueError, match="text='正文' names a column of a DataFrame, and the source is list"
        ):
            Corpus.build([], tmp_path / "out", text="正文")

    @pytest.mark.parametrize("source", [3, None, {"text": [TEXT]}, b"text"], ids=repr)
    def test_other_things(self, tmp_path, source):
        with pytest.raises(TypeError, match="is no source; give a folder, paths, or a DataFrame"):
            Corpus.build(source, tmp_path / "out")


class TestMetadataBeside:
    def test_go_over_the_columns_of_the_frame(self, build):
        beside = pd.DataFrame({"year": [2001, None], "tag": ["x", "y"]}, index=["a", "b"])
        corpus = build(
            {"text": [TEXT] * 2, "year": [2019, 2018], "n": [1, 2]}, index=["a", "b"], metadata=beside
        )
        assert corpus.reports["year"].tolist() == [2001, 2018]
        assert corpus.reports["year_detected"].tolist() == [2023, 2023]
        assert corpus.reports[["n", "tag"]].values.tolist() == [[1, "x"], [2, "y"]]

    def test_index_that_counts_is_a_key(self, build):
        assert build({"text": [TEXT] * 2}, metadata=pd.DataFrame({"tag": ["x", "y"]})).reports[
            "tag"
        ].tolist() == ["x", "y"]

    def test_column_that_stands_in_both_is_refused(self, build):
        with pytest.raises(
            MetadataError, match="n stands in the DataFrame and in metadata; leave it out of one"
        ):
            build({"text": [TEXT], "n": [1]}, metadata=pd.DataFrame({"N": [1]}).rename(columns={"N": "n"}))

    def test_rows_of_failures_are_counted(self, build):
        with pytest.warns(MetadataWarning, match="1 are about files that were not read"):
            corpus = build({"text": [TEXT, None]}, metadata=pd.DataFrame({"tag": ["x", "y"]}))
        assert corpus.counts["metadata_failed"] == 1


def test_executor_gives_the_same(build, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "FILES_PER_BATCH", 2)
    frame = pd.DataFrame({"text": [TEXT.format(n) for n in range(9)] + [None], "n": range(10)})
    one = Corpus.build(frame, tmp_path / "one")
    with ThreadPoolExecutor(3) as executor:
        two = Corpus.build(frame, tmp_path / "two", executor=executor)
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), two.table(name))


def test_progress_ends_at_the_number_of_rows(build):
    seen = []
    build(
        {"text": [TEXT.format(n) for n in range(20)]}, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(8, 20), (16, 20), (20, 20)]
