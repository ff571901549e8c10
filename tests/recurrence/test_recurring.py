from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

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


def test_the_text_that_stands_for_a_cluster_is_the_one_that_all_are_like() -> None:
    star = "河湖治理栏目更新较慢，个别乡镇半年没有报送，群众来电询问三次。"
    one, other = f"{star[:21]}也无人催办。", f"前年{star[11:]}"
    rows = pd.DataFrame({"text": [one, star, other], "agency": ["甲局", "乙局", "丙局"], "year": 2023})
    found = find_recurring(rows, threshold=0.35)
    assert found.clusters["text"].tolist() == [star]
    assert (found.members["similarity"] > 0.4).all()


def test_the_same_words_of_agencies_that_they_name_are_masked_for_each() -> None:
    text = "漱浦局更新不及时，栏目偏少。"
    rows = pd.DataFrame({"text": [text, text], "agency": ["漱浦局", "槐江局"], "year": 2023})
    members = find_recurring(rows, threshold=0.3).members
    assert members["similarity_unmasked"].tolist() == [1.0, 1.0]
    # The one whose words stand for the cluster is just like them, also with its own name masked.
    assert members["similarity"].max() == 1.0


@pytest.mark.parametrize(
    "years",
    [
        [2022, 2023],
        ["2022年", " 2023年度"],
        ["2022.0", "2023"],
        pd.to_datetime(["2022-12-31", "2023-01-01"]),
        pd.PeriodIndex(["2022", "2023"], freq="Y"),
        [date(2022, 1, 1), date(2023, 1, 1)],
        pd.Categorical(["2022", "2023"]),
    ],
)
def test_years_in_any_form(years) -> None:
    rows = pd.DataFrame({"text": [STATEMENTS[0][0]] * 2, "agency": "青澜县教育局", "year": years})
    clusters = find_recurring(rows).clusters
    assert clusters[["first_year", "longest_streak", "most_years"]].values.tolist() == [[2022, 2, 2]]


@pytest.mark.parametrize("odd", ["去年", 2022.5, float("inf"), 1e300, True])
def test_what_is_no_year_is_told(odd: object) -> None:
    rows = pd.DataFrame(
        {"text": [STATEMENTS[0][0]] * 2, "agency": ["甲局", "乙局"], "年": [odd, 2023]}, dtype=object
    )
    with pytest.warns(UserWarning, match="1 of 2 values of '年' are no years"):
        clusters = find_recurring(rows, year="年").clusters
    assert clusters[["n_agencies", "first_year"]].values.tolist() == [[2, 2023]]


def test_agencies_and_reports_are_one_whatever_type_they_have() -> None:
    rows = pd.DataFrame(
        {"text": [STATEMENTS[0][0]] * 3, "agency": [1, "1 ", 1.0], "year": [2022, 2023, 2024]}, dtype=object
    )
    clusters = find_recurring(rows).clusters
    assert clusters[["n_agencies", "longest_streak"]].values.tolist() == [[1, 3]]


def test_half_characters_are_no_trouble() -> None:
    rows = pd.DataFrame(
        {"text": ["公开\ud800不够全面。"] * 2, "agency": ["甲\udfff局", "乙局"]}, dtype=object
    )
    assert len(find_recurring(rows).clusters) == 1


def test_what_is_given_is_checked() -> None:
    rows = frame()
    with pytest.raises(KeyError, match="机关"):
        find_recurring(rows, agency="机关")
    with pytest.raises(TypeError, match="to_frame"):
        find_recurring(rows["text"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'year' stands twice"):
        find_recurring(pd.concat([rows, rows["year"]], axis=1))
    with pytest.raises(TypeError, match="threshold=None"):
        find_recurring(rows, threshold=None)  # type: ignore[arg-type]


def test_a_province_by_another_name_and_an_executor_give_the_same() -> None:
    rows = frame().assign(省份=["甲省", "甲省", "甲省", "乙省", None, None])
    with ThreadPoolExecutor(2) as executor:
        found = find_recurring(rows, province="省份", executor=executor)
    assert found.clusters.loc[0, "n_provinces"] == 2
    pd.testing.assert_frame_equal(found.members, find_recurring(rows).members)


def test_most_years_counts_those_with_gaps() -> None:
    rows = pd.DataFrame(
        {"text": [STATEMENTS[0][0]] * 3, "agency": "青澜县教育局", "year": [2019, 2021, 2023]}
    )
    clusters = find_recurring(rows).clusters
    assert clusters[["most_years", "longest_streak", "score"]].values.tolist() == [[3.0, 1.0, 0.0]]
