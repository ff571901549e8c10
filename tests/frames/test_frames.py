import datetime as dt
import warnings
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from frames.report_builder import FIRST, TEXT, build_report, find
from hypothesis import given
from hypothesis import strategies as st

from textkit import frames
from textkit.frames import TABLES, make_frame, table_rows, typed
from textkit.panels import panel_values
from textkit.report import Comparison, Quantity, Reading, Report, Sentence

FRAMES = {
    "reports": frames.reports_frame,
    "paragraphs": frames.paragraphs_frame,
    "sections": frames.sections_frame,
    "sentences": frames.sentences_frame,
    "quantities": frames.quantities_frame,
    "cells": frames.cells_frame,
    "panel_values": panel_values,
    "warnings": frames.warnings_frame,
    "evidence": frames.evidence_frame,
    "failures": lambda reports: make_frame(
        "failures", [("a.ofd", "x/a.ofd", "format", "FormatNotRead")] * len(reports)
    ),
}
BARE = Report("无", report_id="无.txt")
PENALTY = Quantity(
    *find("1200余条"),
    "1200余条",
    Decimal(1200),
    "条",
    "more_than",
    indicator="penalty",
    object="处罚决定",
    channel="政府网站",
    scope="area",
    period="year",
    comparison=Comparison("up", "previous_year"),
    whole=find("3.2万人次"),
    about=(0, 3),
    each=2,
    readings=(
        Reading("all", ("t2.a.b", "t2.a.c"), "loose", Decimal(7), False),
        Reading("decisions", ("t2_art20_6.penalty.decisions", "t2.a.c"), "strict", Decimal(12), True),
    ),
)
COUNTED = build_report(
    "c.txt", quantities=(PENALTY, replace(PENALTY, comparison=None, whole=None, readings=()))
)
CORPORA = {
    "two": [build_report(), build_report("b.txt")],
    "counted": [COUNTED, build_report()],
    "bare": [BARE],
    "mixed": [BARE, build_report()],
    "none": [],
}


@pytest.fixture(params=CORPORA)
def reports(request):
    return CORPORA[request.param]


class TestWideCells:
    def test_one_row_a_report_also_without_tables(self):
        wide = frames.wide_cells_frame([BARE, build_report("a")])
        assert wide.index.tolist() == ["无.txt", "a"]
        assert wide["t2_art20_6.penalty.decisions"].isna().tolist() == [True, False]

    def test_columns_stand_in_the_order_of_the_form(self):
        assert list(frames.wide_cells_frame([build_report()])) == [
            "t2_art20_6.penalty.decisions",
            "t2_art20_6.coercion.decisions",
        ]

    def test_a_blank_is_missing_and_not_zero(self):
        wide = frames.wide_cells_frame([build_report("a")])
        assert pd.isna(wide.loc["a", "t2_art20_6.coercion.decisions"])

    def test_the_first_of_two_tables_counts(self):
        table = build_report().tables[0]
        second = replace(table, cells=(replace(table.cells[0], value=Decimal(99)),))
        wide = frames.wide_cells_frame([build_report("a", tables=(table, second))])
        assert wide.loc["a", "t2_art20_6.penalty.decisions"] == 12

    def test_goes_to_stata_with_the_full_name_as_label(self, tmp_path):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            frames.wide_cells_frame([build_report("a")]).to_stata(tmp_path / "t.dta")
        with pd.read_stata(tmp_path / "t.dta", iterator=True) as file:
            assert "t2_art20_6.penalty.decisions" in file.variable_labels().values()

    def test_no_reports_give_no_rows(self):
        assert frames.wide_cells_frame([]).shape == (0, 0)


def test_every_table_has_a_frame():
    assert set(FRAMES) == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
class TestEveryFrame:
    def test_columns_and_types_are_the_documented_ones(self, name, reports):
        frame = FRAMES[name](reports)
        assert list(frame.columns) == [column.name for column in TABLES[name]]
        for column in TABLES[name]:
            if column.dtype == "str":
                assert pd.api.types.is_string_dtype(frame[column.name].dtype)
            else:
                assert str(frame[column.name].dtype) == column.dtype

    def test_goes_to_stata_and_back(self, name, reports, tmp_path):
        frame = FRAMES[name](reports)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            frame.to_stata(tmp_path / "t.dta", write_index=False)
        back = pd.read_stata(tmp_path / "t.dta")
        assert list(back.columns) == ["_end" if column == "end" else column for column in frame.columns]
        assert back["report_id"].tolist() == frame["report_id"].tolist()

    def test_goes_to_parquet_and_back(self, name, reports, tmp_path):
        frame = FRAMES[name](reports)
        frame.to_parquet(tmp_path / "t.parquet")
        pd.testing.assert_frame_equal(typed(name, pd.read_parquet(tmp_path / "t.parquet")), frame)

    def test_groups_by_any_column(self, name, reports):
        frame = FRAMES[name](reports)
        for column in frame:
            assert frame.groupby(column, dropna=False).size().sum() == len(frame)

    def test_no_cell_is_a_list(self, name, reports):
        for row in FRAMES[name](reports).astype(object).itertuples(index=False):
            assert not any(isinstance(cell, list | tuple | dict | Decimal) for cell in row)


def test_report_row():
    row = frames.reports_frame([build_report()]).iloc[0]
    assert (row["report_id"], row["file_name"], row["agency"], row["year"]) == (
        "青澜/2023.txt", "2023.txt", "青澜县水利局", 2023,
    )  # fmt: skip
    assert row["period_start"] == pd.Timestamp(2023, 1, 1)
    assert (row["n_characters"], row["n_sentences"], row["n_warnings"]) == (len(TEXT), 2, 2)


def test_unknown_is_missing():
    row = frames.reports_frame([BARE]).iloc[0]
    for name in ("agency", "year", "period_start", "published", "content_hash", "duplicate_of"):
        assert pd.isna(row[name])


def test_second_copy_names_the_first():
    frame = frames.reports_frame(
        [build_report("a"), build_report("b"), BARE, build_report("c", content_hash="x")]
    )
    assert frame["duplicate_of"].fillna("-").tolist() == ["-", "a", "-", "-"]


def test_spans_lead_to_the_text():
    for make in (
        frames.paragraphs_frame,
        frames.sections_frame,
        frames.sentences_frame,
        frames.quantities_frame,
    ):
        for row in make([build_report()]).itertuples():
            assert TEXT[row.start : row.end] == row.text


def test_quantity_stands_in_its_sentence():
    frame = frames.quantities_frame([build_report()])
    assert frame["sentence"].tolist() == [0, 1]
    assert frame["value"].tolist() == [1200.0, 32000.0]
    assert frame["section"].tolist() == ["overview", "overview"]


def test_quantity_tells_what_it_counts():
    row, bare = (one for _, one in frames.quantities_frame([COUNTED]).iterrows())
    assert row["stated":"each"].tolist() == [
        "numeral", "penalty", "处罚决定", "政府网站", "area", "year", "up", "previous_year", *find("3.2万人次"), 0, 3, 2,
    ]  # fmt: skip
    assert row["reading":"section"].tolist() == [
        "decisions", "t2_art20_6.penalty.decisions + t2.a.c", 12.0, True, 0, "overview",
    ]  # fmt: skip
    assert bare[["direction", "base", "whole_start", "reading", "cells", "cell_value", "agrees"]].isna().all()


def test_first_reading_stands_where_none_agrees():
    readings = tuple(replace(one, agrees=False) for one in PENALTY.readings)
    frame = frames.quantities_frame([build_report(quantities=(replace(PENALTY, readings=readings),))])
    assert frame.loc[0, ["reading", "cell_value"]].tolist() == ["all", 7.0]
    assert not frame.loc[0, "agrees"]


def test_quantity_outside_a_sentence_takes_the_section():
    frame = frames.quantities_frame([build_report(sentences=())])
    assert frame["sentence"].isna().all()
    assert frame["section"].tolist() == ["overview", "overview"]


def test_quantity_across_a_sentence_end_stands_in_none():
    start, end = find(FIRST)
    quantity = Quantity(start, end + 1, TEXT[start : end + 1], None, "条")
    sentence = Sentence(start, end, FIRST, "overview")
    assert (
        frames.quantities_frame([build_report(quantities=(quantity,), sentences=(sentence,))])["sentence"]
        .isna()
        .all()
    )


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "NaN", "1e400", "1e308"])
def test_number_beyond_a_float_is_missing(value, tmp_path):
    report = build_report(quantities=(Quantity(0, 1, "青", Decimal(value), "条"),))
    frame = frames.quantities_frame([report])
    assert frame["value"].isna().all()
    frame.to_stata(tmp_path / "t.dta")


def test_lone_surrogate_becomes_the_replacement_character(tmp_path):
    frame = frames.reports_frame([build_report(title="报\ud83c告")])
    assert frame.loc[0, "title"] == "报\ufffd告"
    frame.to_parquet(tmp_path / "t.parquet")


def test_dates_far_away_fit(tmp_path):
    frame = frames.reports_frame([build_report(published=dt.date(9999, 12, 31))])
    assert str(frame.loc[0, "published"])[:10] == "9999-12-31"


def test_unknown_table_lists_the_tables():
    with pytest.raises(ValueError, match=r"no table 'sentence'; tables are reports, paragraphs"):
        list(table_rows("sentence", BARE))


def test_stata_of_an_old_version_is_left_to_pandas(tmp_path):
    frame = frames.sentences_frame([build_report()])
    frame[["start"]].to_stata(tmp_path / "t.dta", version=114)
    assert pd.read_stata(tmp_path / "t.dta")["start"].tolist() == frame["start"].tolist()


@given(st.lists(st.tuples(st.text(max_size=20), st.one_of(st.none(), st.decimals()))))
def test_any_report_becomes_rows_and_frames(parts):
    text = "".join(words for words, _ in parts)
    at, sentences, quantities = 0, [], []
    for words, value in parts:
        sentences.append(Sentence(at, at + len(words), words))
        quantities.append(
            Quantity(at, at + len(words), words, None if value is None or value.is_snan() else value, words)
        )
        at += len(words)
    report = Report(text, sentences=tuple(sentences), quantities=tuple(quantities))
    assert len(frames.sentences_frame([report])) == len(frames.quantities_frame([report])) == len(parts)
