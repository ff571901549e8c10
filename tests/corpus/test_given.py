"""Metadata in a corpus: what they change, what travels along, what is told."""

import warnings

import pandas as pd
import pytest

from textkit.corpus import Corpus, MetadataError, MetadataWarning
from textkit.frames import TABLES

TITLES = {"a.txt": ("青澜县水利局", 2022), "b.txt": ("青澜县教育局", 2023), "c/d.txt": ("青澜县民政局", 2024)}
pytestmark = pytest.mark.filterwarnings("error")


def text_of(agency, year, n=18):
    return (
        f"{agency}{year}年政府信息公开工作年度报告\n一、总体情况\n{year}年，我局公开信息{n}条。受理申请2件。\n"
        "举办培训3次。接待群众20人。答复来信6封。\n"
    )


@pytest.fixture
def source(tmp_path):
    for name, (agency, year) in TITLES.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(agency, year), encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def build(source, tmp_path):
    def make(**columns):
        frame = pd.DataFrame({"file": [*TITLES], **columns})
        return Corpus.build(source, tmp_path / "out", metadata=frame)

    return make


def test_given_values_go_over_detected_ones(build):
    reports = build(agency=["青澜县水务局", None, ""], year=[None, 2021, None]).reports
    assert reports["agency"].tolist() == ["青澜县水务局", "青澜县教育局", "青澜县民政局"]
    assert reports["agency_detected"].tolist() == ["青澜县水利局", "青澜县教育局", "青澜县民政局"]
    assert reports["year"].tolist() == [2022, 2021, 2024]
    assert reports["year_detected"].tolist() == [2022, 2023, 2024]


def test_every_field_can_be_given(build):
    given = {
        "title": "标题", "agency": "甲局", "agency_id": "甲", "agency_type": "department", "level": "city",
        "province": "甲省", "city": "甲市", "county": "甲县", "region": "甲地", "region_code": "990000",
        "year": 2001, "period_start": "2001-01-01", "period_end": "2001-12-31", "published": "2002-01-01",
    }  # fmt: skip
    reports = build(**{field: [value] * 3 for field, value in given.items()}).reports
    assert {field: str(reports.loc[0, field]).removesuffix(" 00:00:00") for field in given} == {
        field: str(value) for field, value in given.items()
    }
    assert [f"{field}_detected" in reports for field in given] == [True] * len(given)


def test_fields_that_are_not_given_have_no_detected_column(build):
    columns = list(build(年度=[2020] * 3).reports.columns)
    assert columns == [column.name for column in TABLES["reports"]] + ["year_detected"]


def test_changed_agency_changes_the_agency_id(build):
    reports = build(agency=["青澜县水务局", "青澜县教育局", None]).reports
    assert reports["agency_id"].tolist() == [":青澜县水务局", ":青澜县教育局", ":青澜县民政局"]
    assert reports["agency_id_detected"].tolist() == [":青澜县水利局", ":青澜县教育局", ":青澜县民政局"]


def test_given_agency_id_stays(build):
    reports = build(agency=["青澜县水务局"] * 3, agency_id=["水", None, None]).reports
    assert reports["agency_id"].tolist() == ["水", ":青澜县水务局", ":青澜县水务局"]


class TestFurtherColumns:
    @pytest.fixture
    def corpus(self, build):
        return build(
            备注=["=1+1", None, "甲"],
            n=pd.array([2**60, None, 3], dtype="Int64"),
            share=[0.5, None, 1],
            ok=pd.array([True, None, False], dtype="boolean"),
            day=pd.to_datetime(["2024-01-31", None, "2024-02-01"]),
            at=pd.to_datetime(["2024-01-31 10:00", None, "2024-02-01 00:00"]),
            **{'quoted " name': ["x", "y", "z"]},
        )

    NAMES = ("备注", "n", "share", "ok", "day", "at", 'quoted " name')

    def test_types_are_kept(self, corpus):
        dtypes = corpus.reports[list(self.NAMES)].dtypes.astype(str).tolist()
        assert dtypes[1:-1] == ["Int64", "float64", "boolean", "datetime64[s]", "datetime64[us]"]
        assert corpus.reports["n"].tolist() == [2**60, pd.NA, 3]

    def test_opened_again(self, corpus):
        pd.testing.assert_frame_equal(Corpus.open(corpus.store).reports, corpus.reports)

    def test_chosen_by_columns_and_condition(self, corpus):
        frame = corpus.table(
            "reports", columns=['quoted " name', "ok"], where='"备注" IS NOT NULL AND NOT ok'
        )
        assert frame.values.tolist() == [["z", False]]
        assert str(frame["ok"].dtype) == "boolean"

    def test_same_types_with_and_without_a_condition(self, corpus):
        pd.testing.assert_frame_equal(corpus.table("reports", where="true"), corpus.reports)

    def test_batches(self, corpus):
        pd.testing.assert_frame_equal(pd.concat(corpus.batches("reports")), pd.DataFrame(corpus.reports))

    def test_sql(self, corpus):
        frame = corpus.sql(
            'SELECT max(n) AS n, any_value("quoted "" name") AS q FROM reports WHERE 备注 = \'甲\''
        )
        assert frame.values.tolist() == [[3, "z"]]

    def test_sql_keeps_all_digits_beside_missing_ones(self, corpus):
        assert corpus.sql("SELECT n FROM reports")["n"].tolist() == [2**60, pd.NA, 3]

    def test_unknown_column_lists_them(self, corpus):
        with pytest.raises(ValueError, match=r"columns are report_id, .*备注"):
            corpus.table("reports", columns=["none"])
        with pytest.raises(ValueError, match=r"n_warnings, 备注, n, share, ok, day, at"):
            corpus.sql("SELECT none FROM reports")

    def test_csv(self, corpus):
        text = (corpus.export_csv() / "reports.csv").read_text(encoding="utf-8-sig")
        assert text.splitlines()[0].endswith(',备注,n,share,ok,day,at,"quoted "" name"')
        assert ",'=1+1,1152921504606846976,0.5,True,2024-01-31,2024-01-31 10:00:00,x" in text

    def test_stata(self, corpus, tmp_path):
        # Stata has no whole numbers of 60 bits.
        corpus.reports.drop(columns="n").to_stata(tmp_path / "t.dta", write_index=False)
        back = pd.read_stata(tmp_path / "t.dta")
        assert back["备注"].tolist() == ["=1+1", "", "甲"]
        assert back["share"].tolist()[::2] == [0.5, 1]

    def test_parquet(self, corpus, tmp_path):
        corpus.reports.to_parquet(tmp_path / "t.parquet")
        back = pd.read_parquet(tmp_path / "t.parquet")
        assert back["n"].tolist() == [2**60, pd.NA, 3]
        assert back["ok"].tolist() == [True, pd.NA, False]
        assert back["备注"].isna().tolist() == [False, True, False]

    def test_empty_corpus_has_the_columns(self, tmp_path):
        (tmp_path / "none").mkdir()
        frame = pd.DataFrame({"甲": [1]}, index=["a.txt"])
        with pytest.warns(MetadataWarning):
            corpus = Corpus.build(tmp_path / "none", tmp_path / "empty", metadata=frame)
        assert list(corpus.reports.columns)[-1] == "甲"
        assert len(corpus.sql("SELECT 甲 FROM reports")) == 0


class TestTold:
    def test_nothing_is_told_where_all_match(self, build):
        assert {name: n for name, n in build(组=[1, 2, 3]).counts.items() if "metadata" in name} == {
            "metadata_rows": 3, "metadata_matched": 3, "metadata_failed": 0, "metadata_unmatched": 0,
            "reports_without_metadata": 0,
        }  # fmt: skip

    def test_what_does_not_match_is_counted_named_and_kept(self, source, tmp_path):
        (source / "x.ofd").write_bytes(b"x")
        frame = pd.DataFrame({"年度": 2020, "组": 1}, index=["a.txt", "x.ofd", "gone.txt"])
        with pytest.warns(MetadataWarning) as told:
            corpus = Corpus.build(source, tmp_path / "out", metadata=frame)
        assert str(told[0].message) == (
            "metadata: of 3 rows, 1 match no report ('gone.txt'); 1 are about files that were not read;"
            " 2 reports have no row"
        )
        assert told[0].filename == __file__
        assert Corpus.open(corpus.store).unmatched == ["gone.txt"]
        assert {name: n for name, n in corpus.counts.items() if "metadata" in name} == {
            "metadata_rows": 3, "metadata_matched": 1, "metadata_failed": 1, "metadata_unmatched": 1,
            "reports_without_metadata": 2,
        }  # fmt: skip
        assert corpus.reports["组"].tolist() == [1, pd.NA, pd.NA]

    def test_without_metadata_all_are_zero(self, source, tmp_path):
        corpus = Corpus.build(source, tmp_path / "out")
        assert not any(n for name, n in corpus.counts.items() if "metadata" in name)
        assert corpus.unmatched == []

    def test_fault_leaves_the_old_store_alone(self, build, source, tmp_path):
        build(组=[1, 2, 3])
        with pytest.raises(MetadataError):
            build(year=["x", None, None])
        assert len(Corpus.open(tmp_path / "out").reports) == 3


def test_file_by_its_path(source, tmp_path):
    (tmp_path / "m.csv").write_bytes("文件,年度,组\nd.txt,2020,甲\na.txt,,乙\nb.txt,,\n".encode("gb18030"))
    corpus = Corpus.build(source, tmp_path / "out", metadata=str(tmp_path / "m.csv"))
    assert corpus.reports[["year", "组"]].astype(object).values.tolist()[::2] == [[2022, "乙"], [2020, "甲"]]


def test_executor_gives_the_same(source, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    frame = pd.DataFrame({"file": [*TITLES], "年度": [2020, 2021, 2022], "组": ["甲", None, "乙"]})
    one = Corpus.build(source, tmp_path / "one", metadata=frame)
    with ThreadPoolExecutor(2) as executor:
        two = Corpus.build(source, tmp_path / "two", metadata=frame, executor=executor)
    pd.testing.assert_frame_equal(one.reports, two.reports)


def test_missing_file_is_told(source, tmp_path):
    with pytest.raises(FileNotFoundError), warnings.catch_warnings():
        Corpus.build(source, tmp_path / "out", metadata=tmp_path / "none.csv")
