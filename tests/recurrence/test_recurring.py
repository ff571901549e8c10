from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textkit.recurrence import find_recurring

STATEMENTS = [
    ("政策解读形式较为单一，多以文字为主。", "青澜县教育局", 2021, "a21"),
    ("政策解读形式比较单一，多以文字解读为主。", "青澜县教育局", 2022, "a22"),
    ("政策解读的形式较为单一，多以文字为主。", "青澜县教育局", 2023, "a23"),
    ("政策解读形式较为单一，多以文字为主。", "云溪县水务局", 2023, "b23"),
    ("信息员变动频繁，业务不熟。", "云溪县水务局", 2021, "b21"),
    ("信息员变动频繁，业务不熟。", "云溪县水务局", 2021, "b21"),
]


def frame() -> pd.DataFrame:
    columns = ["text", "agency", "year", "report_id"]
    return pd.DataFrame(STATEMENTS, columns=columns, index=list("uvwxyz"))


def test_clusters_and_members() -> None:
    found = find_recurring(frame())
    assert len(found.clusters) == 1
    cluster = found.clusters.iloc[0]
    assert cluster["text"] == STATEMENTS[0][0]
    assert cluster[["n_reports", "n_agencies", "longest_streak"]].tolist() == [4, 2, 3]
    assert cluster[["first_year", "last_year"]].tolist() == [2021, 2023]
    assert cluster["score"] == pytest.approx(1 - 1 / (3 * 2))
    assert found.members.index.tolist() == list("uvwx")
    assert found.members.loc["u", "similarity"] == 1.0
    assert found.members["similarity_unmasked"].between(0, 1).all()


def test_twice_in_one_report_is_not_recurring() -> None:
    assert "y" not in find_recurring(frame()).members.index


def test_a_gap_ends_a_streak() -> None:
    rows = frame().iloc[[0, 2]]
    assert find_recurring(rows).clusters["longest_streak"].tolist() == [1]


def test_only_texts_are_needed() -> None:
    found = find_recurring(pd.DataFrame({"text": ["公开不够及时。", "公开不够及时。", None, ""]}))
    assert found.clusters[["n_reports", "n_agencies"]].values.tolist() == [[2, 0]]
    assert found.clusters["first_year"].isna().all()
    assert found.members.index.tolist() == [0, 1]


def test_other_names_of_columns() -> None:
    names = {"text": "问题", "agency": "单位", "year": "年度", "report_id": "编号"}
    found = find_recurring(
        frame().rename(columns=names), text="问题", agency="单位", year="年度", report="编号"
    )
    assert found.clusters["n_agencies"].tolist() == [2]


def test_an_empty_frame_gives_empty_tables() -> None:
    found = find_recurring(frame().iloc[:0])
    assert found.clusters.empty
    assert found.members.empty
    assert found.clusters.columns.tolist() == find_recurring(frame()).clusters.columns.tolist()


def test_a_missing_column_is_named() -> None:
    with pytest.raises(KeyError, match="no column '句子'; there are text, agency"):
        find_recurring(frame(), text="句子")


def test_the_order_of_rows_does_not_matter() -> None:
    rows = frame()
    mixed = rows.iloc[np.random.RandomState(0).permutation(len(rows))]
    pd.testing.assert_frame_equal(find_recurring(rows).clusters, find_recurring(mixed).clusters)


def test_exact_gives_the_same() -> None:
    pd.testing.assert_frame_equal(
        find_recurring(frame()).clusters, find_recurring(frame(), method="exact").clusters
    )


def test_without_report_and_year_each_row_is_a_report() -> None:
    rows = pd.DataFrame({"text": ["更新不够及时。"] * 2, "agency": "青澜县教育局"})
    assert find_recurring(rows).clusters["n_reports"].tolist() == [2]
    assert find_recurring(rows.assign(year=2023)).clusters.empty


def test_without_an_agency_there_is_no_streak():
    rows = pd.DataFrame(
        {
            "text": ["公开内容不够全面。"] * 4,
            "agency": ["", "", None, "甲县"],
            "year": [2020, 2021, 2022, 2023],
        }
    )
    assert find_recurring(rows).clusters["longest_streak"].tolist() == [1]
