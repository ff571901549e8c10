import warnings

import pandas as pd
import pytest
from panels.panel_builder import TITLE, report

import textkit as tk
from textkit.choosing import panel_indicators
from textkit.corpus import Corpus, MetadataWarning
from textkit.frames import TABLES, typed
from textkit.panels import PANEL_COLUMNS, panel, panel_values

IDS = [one.id for one in panel_indicators()]
REPORTS = [
    report("全年收到政府信息公开申请12件。", with_table=True),
    tk.read_text("青澜县教育局2022年政府信息公开工作年度报告\n一、总体情况\n全年未收到政府信息公开申请。\n"),
    tk.read_text("无"),
]


@pytest.fixture(params=["three", "none"])
def reports(request):
    return REPORTS if request.param == "three" else []


class TestPanel:
    def test_columns_are_the_same_for_all_reports(self, reports):
        frame = panel(reports)
        assert list(frame.columns) == [*PANEL_COLUMNS, *IDS]
        assert {str(frame[id].dtype) for id in IDS} == {"float64"}
        assert len(frame) == len(reports)

    def test_values(self):
        frame = panel(REPORTS, ["app.received", "training"])
        assert frame["app.received"].fillna(-1).tolist() == [12, 0, -1]
        assert frame["training"].isna().all()
        assert frame["year"].fillna(0).tolist() == [2023, 2022, 0]
        assert frame["agency"].fillna("").tolist() == ["青澜县水利局", "青澜县教育局", ""]

    def test_reports_without_id_are_numbered(self):
        assert {one.report_id for one in REPORTS} == {""}
        assert panel(REPORTS)["report_id"].tolist() == ["0", "1", "2"]
        assert panel_values(REPORTS)["report_id"].unique().tolist() == ["0", "1"]
        assert panel(iter(REPORTS), "app.received")["app.received"].tolist()[:2] == [12, 0]

    def test_columns_asked_for_come_in_their_order(self):
        frame = panel(REPORTS, ["training", "app.received", "training"])
        assert list(frame.columns)[len(PANEL_COLUMNS) :] == ["training", "app.received"]

    def test_without_copies_an_agency_and_a_year_stand_once(self):
        other = report("全年收到政府信息公开申请13件。")
        frame = panel([*REPORTS, REPORTS[0], other], ["app.received"], copies=False)
        assert frame["app.received"].tolist() == [12, 0]
        assert frame.index.tolist() == [0, 1]
        assert len(panel([*REPORTS, REPORTS[0], other])) == 5

    def test_unknown_indicator(self):
        with pytest.raises(ValueError, match=r"no indicator 'app\.recieved'; did you mean app\.received"):
            panel(REPORTS, ["app.recieved"])

    def test_unknown_indicator_like_none(self):
        with pytest.raises(ValueError, match="indicators are app"):
            panel([], ["水"])

    @pytest.mark.parametrize("id", ["yoy", "disclosure.by_type"])
    def test_indicator_without_a_single_value(self, id):
        with pytest.raises(ValueError, match=f"'{id}' has no single value"):
            panel(REPORTS, [id])

    def test_goes_to_stata(self, reports, tmp_path):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            panel(reports).to_stata(tmp_path / "t.dta", write_index=False)
        with pd.read_stata(tmp_path / "t.dta", iterator=True) as file:
            assert "app.received" in file.variable_labels().values()

    def test_goes_to_parquet_and_back(self, reports, tmp_path):
        frame = panel(reports)
        frame.to_parquet(tmp_path / "t.parquet")
        pd.testing.assert_frame_equal(
            pd.read_parquet(tmp_path / "t.parquet").astype(frame.dtypes.to_dict()),
            frame,
            check_frame_type=False,
        )

    def test_groups(self, reports):
        frame = panel(reports)
        for column in PANEL_COLUMNS:
            assert frame.groupby(column, dropna=False).size().sum() == len(frame)
        assert frame.groupby("year")["app.received"].sum().to_dict() == (
            {2022: 0, 2023: 12} if reports else {}
        )


class TestPanelValues:
    def test_columns(self, reports):
        assert list(panel_values(reports)) == [column.name for column in TABLES["panel_values"]]

    def test_one_row_a_report_and_indicator(self):
        frame = panel_values([report("全年收到申请12件。", with_table=True)])
        assert not frame.duplicated(["report_id", "indicator"]).any()
        assert set(frame["source"]) == {"text", "table"}

    def test_they_are_the_cells_of_the_panel(self):
        said = [tk.read_text(one.text, report_id=str(at)) for at, one in enumerate(REPORTS)]
        wide = panel(said).set_index("report_id")
        long = panel_values(said)
        assert long["value"].notna().sum() == wide[IDS].notna().sum().sum()
        for row in long.itertuples():
            assert wide.loc[row.report_id, row.indicator] == row.value

    def test_goes_to_parquet_and_back(self, reports, tmp_path):
        frame = panel_values(reports)
        frame.to_parquet(tmp_path / "t.parquet")
        pd.testing.assert_frame_equal(typed("panel_values", pd.read_parquet(tmp_path / "t.parquet")), frame)


class TestCorpus:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "in").mkdir()
        for at, one in enumerate([*REPORTS, REPORTS[0]]):
            (tmp_path / "in" / f"{at}.txt").write_text(one.text, encoding="utf-8")
        return tmp_path / "in"

    def test_gives_what_panel_gives(self, folder, tmp_path):
        corpus = Corpus.build(folder, tmp_path / "out")
        said = [tk.read(path) for path in sorted(folder.iterdir())]
        for options in ({}, {"copies": False}, {"indicators": ["training", "app.received"]}):
            pd.testing.assert_frame_equal(corpus.panel(**options), panel(said, **options))
        pd.testing.assert_frame_equal(corpus.table("panel_values"), panel_values(said))

    def test_metadata_tell_agency_and_year(self, folder, tmp_path):
        facts = pd.DataFrame({"report_id": ["2.txt"], "agency": ["青澜县民政局"], "year": [2021]})
        with pytest.warns(MetadataWarning):
            frame = Corpus.build(folder, tmp_path / "out", metadata=facts).panel([])
        assert frame.set_index("report_id").loc["2.txt", ["agency", "year"]].tolist() == [
            "青澜县民政局",
            2021,
        ]

    def test_empty_store(self, tmp_path):
        (tmp_path / "in").mkdir()
        frame = Corpus.build(tmp_path / "in", tmp_path / "out").panel()
        assert frame.shape == (0, len(PANEL_COLUMNS) + len(IDS))

    def test_evidence_in_sql(self, folder, tmp_path):
        corpus = Corpus.build(folder, tmp_path / "out")
        rows = corpus.sql("select evidence from panel_values where indicator = 'app.received' and value = 0")
        assert rows["evidence"].tolist() == ["全年未收到政府信息公开申请。"]


def test_title_gives_agency_and_year():
    assert panel([tk.read_text(TITLE)], []).loc[0, "agency"] == "青澜县水利局"
