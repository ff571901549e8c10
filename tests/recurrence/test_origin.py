from __future__ import annotations

import pandas as pd
import pytest

from textkit.recurrence import origins

PLACES = ["青澜", "云溪", "砚浦", "柘川", "漱安", "槐江"]
ORGANS = ["教育局", "水务局", "财政局", "民政局", "审计局", "司法局"]
FORMULA = "本报告所列数据的统计期限自{0}年1月1日起，至{0}年12月31日止。"
OWN = "乡镇卫生院的药品价格表半年没有更换，群众三次来电询问。"


def table(rows: list[tuple]) -> pd.DataFrame:
    """Each row is of a report of its own."""
    frame = pd.DataFrame(rows, columns=["text", "agency", "year", "province", "city"])
    return frame.assign(report_id=[str(at) for at in range(len(rows))])


def row(text: str, at: int, year: int = 2023, province: str = "甲省") -> tuple:
    return (text, f"{PLACES[at]}县{ORGANS[at]}", year, province, f"{PLACES[at]}市")


def test_a_text_of_many_unrelated_agencies_is_a_formula() -> None:
    found = origins(table([row(FORMULA.format(2023), at) for at in range(5)]), threshold=0.4)
    assert set(found["origin"]) == {"formula"}
    assert set(found["formula_scope"]) == {"general"}
    assert (found["n_agencies"] == 5).all()
    assert found["origin_score"].between(0.5, 1).all()


def test_of_one_system_it_is_only_shared() -> None:
    rows = [(FORMULA.format(2023), f"{place}县税务局", 2023, "甲省", f"{place}市") for place in PLACES]
    assert set(origins(table(rows), threshold=0.4)["origin"]) == {"shared"}


def test_of_one_city_it_is_only_shared() -> None:
    rows = [(FORMULA.format(2023), f"青澜市{organ}", 2023, "甲省", "青澜市") for organ in ORGANS]
    assert set(origins(table(rows), threshold=0.4)["origin"]) == {"shared"}


@pytest.mark.parametrize(("other", "scope"), [("甲省", "general"), ("乙省", "region")])
def test_a_formula_of_one_province_is_the_regions(other: str, scope: str) -> None:
    rows = [row(FORMULA.format(2023), at) for at in range(5)]
    found = origins(table([*rows, row(OWN, 5, province=other)]), threshold=0.4)
    assert found["formula_scope"].iloc[0] == scope
    assert found["origin"].iloc[-1] == "original"


def test_a_formula_of_some_years_is_the_eras() -> None:
    rows = [row(FORMULA.format(2020), at, 2020) for at in range(5)]
    found = origins(table([*rows, row(OWN, 5, 2023)]), threshold=0.4)
    assert found["formula_scope"].tolist()[:5] == ["era"] * 5
    assert found["formula_scope"].isna().tolist()[5]


def test_carried_over_comes_before_shared() -> None:
    rows = [row(OWN, 0, 2021), row(OWN, 0, 2022), row(OWN, 1, 2021)]
    found = origins(table(rows), threshold=0.4)
    assert found["origin"].tolist() == ["shared", "carried_over", "shared"]
    assert found["match_row"].tolist() == [2, 0, 0]
    assert found["match_order"].tolist() == ["same_year", "earlier", "same_year"]
    assert found["n_years_own"].tolist() == [2, 2, 1]


def test_changed_words_are_found_with_their_likeness() -> None:
    changed = "乡镇卫生院的药品价格表近半年没有更新，群众先后三次来电询问情况。"
    found = origins(table([row(OWN, 0, 2022), row(changed, 0, 2023)]), threshold=0.4)
    assert found["origin"].tolist() == ["original", "carried_over"]
    assert 0.6 < found["similarity"].iloc[1] < 1.0
    assert found["similarity"].isna().iloc[0]


def test_unmasked_likeness_is_lower_where_only_numbers_changed() -> None:
    found = origins(
        table([row("全年主动公开信息1203条。", 0, 2022), row("全年主动公开信息87条。", 0, 2023)]),
        threshold=0.4,
    )
    assert found["similarity"].iloc[1] == 1.0
    assert found["similarity_unmasked"].iloc[1] < 1.0


def test_without_years_the_order_is_not_known() -> None:
    rows = [(OWN, "青澜县教育局", None, None, None), (OWN, "云溪县水务局", None, None, None)]
    found = origins(table(rows), threshold=0.4)
    assert found["origin"].tolist() == ["shared", "shared"]
    assert found["match_order"].tolist() == ["unknown", "unknown"]


def test_blank_and_no_rows() -> None:
    found = origins(table([row("。", 0), row("", 1)]), threshold=0.4)
    assert found["origin"].tolist() == ["original", "original"]
    assert origins(table([]), threshold=0.4).empty


def test_the_index_is_kept_and_the_order_of_rows_does_not_matter() -> None:
    rows = table([row(OWN, 0, 2021), row(OWN, 0, 2022), row(OWN, 1, 2021)]).set_axis(list("xyz"))
    found, mixed = origins(rows, threshold=0.4), origins(rows.iloc[::-1], threshold=0.4)
    pd.testing.assert_series_equal(found["origin"], mixed["origin"].loc[found.index])


def test_years_that_are_not_known_carry_nothing_over() -> None:
    rows = [(OWN, "青澜县教育局", None, None, None)] * 2
    assert origins(table(rows), threshold=0.4)["origin"].tolist() == ["original", "original"]


def test_twice_in_one_report_of_nobody_is_not_shared() -> None:
    rows = table([(OWN, None, 2023, None, None)] * 2)
    assert origins(rows.assign(report_id="a"), threshold=0.4)["origin"].tolist() == ["original", "original"]
    assert origins(rows, threshold=0.4)["origin"].tolist() == ["shared", "shared"]


def test_a_text_of_a_whole_system_has_its_matches() -> None:
    rows = table([(OWN, f"第{at}税务局", 2022 + at % 2, "甲省", "青澜市") for at in range(3000)])
    found = origins(rows, threshold=0.4)
    assert set(found["origin"]) == {"shared"}
    assert (found["match_row"] >= 0).all()
