from __future__ import annotations

from random import Random

import pandas as pd
import pytest

from textkit.recurrence import _origin, mask_all, origins, shares_of, similar_pairs

PLACES = ["青澜", "云溪", "砚浦", "柘川", "漱安", "槐江"]
ORGANS = ["教育局", "水务局", "财政局", "民政局", "审计局", "司法局"]
FORMULA = "{0}年，我局把政府信息公开列入重要议事日程，与业务工作同部署、同检查、同落实。"
OFFICIAL = "本报告所列数据的统计期限自{0}年1月1日起，至{0}年12月31日止。"
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


def test_official_wording_is_a_formula_in_the_smallest_corpus() -> None:
    found = origins(
        table([row(OFFICIAL.format(2022), 0, 2022), row(OFFICIAL.format(2023), 0)]), threshold=0.4
    )
    assert found["origin"].tolist() == ["formula", "formula"]
    assert found["official"].tolist() == ["introduction.period"] * 2
    assert found["formula_scope"].tolist() == ["general"] * 2
    assert found["origin_score"].between(0.6, 1).all()
    assert found["match_row"].tolist() == [-1, 0]
    assert found["similarity"].iloc[1] == 1.0


def test_official_wording_of_nobody_else_is_a_formula_too() -> None:
    found = origins(table([row(OFFICIAL.format(2023), 0), row(OWN, 1)]), threshold=0.4)
    assert found["origin"].tolist() == ["formula", "original"]
    assert found["official"].isna().tolist() == [False, True]


def test_what_is_added_to_official_wording_stays_the_agencys() -> None:
    own = "我局坚持以公开为常态、不公开为例外，药品价格表贴在各卫生院门口，半年更换一次。"
    found = origins(
        table([row(own, 0, 2022), row(own, 0), row("坚持以公开为常态、不公开为例外。", 1)]), threshold=0.4
    )
    assert found["origin"].tolist() == ["original", "carried_over", "formula"]
    assert found["official"].iloc[2] == "regulation.5"


def test_official_wording_is_everywhere_whatever_the_corpus_says() -> None:
    rows = [row(OFFICIAL.format(2020), at, 2020) for at in range(5)]
    found = origins(table([*rows, row(OWN, 5, 2023, "乙省")]), threshold=0.4)
    assert found["formula_scope"].tolist()[:5] == ["general"] * 5


def test_a_formula_that_is_not_official_says_so() -> None:
    found = origins(table([row(FORMULA.format(2023), at) for at in range(5)]), threshold=0.4)
    assert set(found["origin"]) == {"formula"}
    assert found["official"].isna().all()


def test_shares_add_up_with_official_wording() -> None:
    rows = table(
        [row(OFFICIAL.format(2022), 0, 2022), row(OWN, 0, 2022), row(OFFICIAL.format(2023), 0), row(OWN, 0)]
    )
    rows = rows.assign(report_id=["a", "a", "b", "b"], section="overview")
    found = pd.concat([rows, origins(rows, threshold=0.4)], axis=1)
    shares = shares_of(found)
    assert shares[["formula", "carried_over", "shared", "original"]].sum(axis=1).tolist() == pytest.approx(
        [1.0, 1.0]
    )
    assert (shares["formula"] > 0).all()
    assert shares["repetition"].tolist()[1] == 1.0


def test_of_equally_alike_ones_the_same_words_come_first() -> None:
    rows = table(
        [
            row("水利工程检查3次。", 0, 2022),
            row("水利工程检查5次。", 0, 2022),
            row("水利工程检查5次。", 0, 2023),
        ]
    )
    rows = rows.assign(report_id=["a", "a", "b"], section="overview")
    found = rows.join(origins(rows, threshold=0.4))
    assert found["match_row"].iloc[2] == 1
    assert found["similarity_unmasked"].iloc[2] == 1.0
    assert shares_of(found)["repetition_unmasked"].iloc[1] == 1.0


def test_unknown_agencies_are_not_one() -> None:
    rows = table([row(OWN, 0, 2021), (OWN, None, 2022, None, None), (OWN, None, 2023, None, None)])
    found = origins(rows, threshold=0.4)
    assert found["n_agencies"].tolist() == [1, 1, 1]
    assert found["n_years_own"].tolist() == [1, 1, 1]


def test_few_pairs_at_once_give_the_same(monkeypatch) -> None:
    rows = table(
        [
            row(text, at, year)
            for text in (OWN, OWN.replace("三次", "多次前"))
            for at in range(3)
            for year in (2021, 2022)
        ]
    )
    whole = origins(rows, threshold=0.4)
    monkeypatch.setattr(_origin, "_PAIRS_AT_ONCE", 1)
    pd.testing.assert_frame_equal(origins(rows, threshold=0.4), whole)


def test_last_year_counts_though_an_earlier_one_is_more_alike() -> None:
    rows = table([row(OWN, 0, 2021), row(OWN.replace("三次", "多次前"), 0, 2022), row(OWN, 0, 2023)])
    rows = rows.assign(section="overview")
    found = rows.join(origins(rows, threshold=0.4))
    assert found["match_row"].iloc[2] == 0
    assert found["last_year_similarity"].isna().tolist() == [True, False, False]
    shares = shares_of(found)
    assert shares["repetition"].tolist()[1:] == [1.0, 1.0]
    assert shares["repetition_unmasked"].tolist()[1:] == [0.0, 0.0]


@pytest.mark.parametrize("turn", range(3))
def test_a_city_known_in_one_year_only_is_known(turn: int) -> None:
    rows = [(FORMULA.format(year), f"青澜市{organ}", year, "甲省", city) for organ in ORGANS
            for year, city in ((2022, None), (2023, "青澜市"))]  # fmt: skip
    rows = rows[turn:] + rows[:turn]
    assert "formula" not in set(origins(table(rows), threshold=0.4)["origin"])


def test_a_province_known_of_one_agency_makes_no_region() -> None:
    rows = [row(FORMULA.format(2023), at, province="甲省" if at == 0 else None) for at in range(5)]
    found = origins(table([*rows, row(OWN, 5, province="乙省")]), threshold=0.4)
    assert found["formula_scope"].tolist()[:5] == ["general"] * 5


def test_a_formula_is_matched_with_the_agencys_own_then_with_the_same_words() -> None:
    changed = FORMULA.replace("与业务工作", "与各项业务工作一道")
    rows = [row(FORMULA.format(2022), at, 2022) for at in range(4)]
    rows += [row(changed.format(2023), 4, 2023), row(changed.format(2023), 5, 2023), row(changed.format(2023), 0, 2023)]  # fmt: skip
    found = origins(table(rows), threshold=0.4)
    assert set(found["origin"]) == {"formula"}
    assert found["match_row"].tolist() == [-1, 0, 0, 0, 0, 4, 0]
    assert found["last_year_similarity"].notna().tolist() == [False] * 6 + [True]


def test_repetition_is_of_what_is_no_formula() -> None:
    rows = [row(FORMULA.format(year), at, year) for at in range(5) for year in (2022, 2023)]
    rows += [row(OWN, 0, 2023)]
    sentences = table(rows).assign(
        section="problems", report_id=[f"{agency}{year}" for _, agency, year, *_ in rows]
    )
    found = origins(sentences, threshold=0.4)
    shares = shares_of(pd.concat([sentences, found], axis=1)).set_index("report_id")
    assert shares.loc["青澜县教育局2023", "repetition"] == 0.0


def test_what_the_agency_says_again_later_is_still_original() -> None:
    found = origins(table([row(OWN, 0, 2022), row(OWN, 0, 2023)]), threshold=0.4)
    assert found.loc[0, ["origin", "origin_score"]].tolist() == ["original", 1.0]


def test_what_is_near_a_formula_is_less_clearly_original() -> None:
    # Letters that no rule of masking knows.
    letters = [one for one in map(chr, range(0x5200, 0x5390)) if mask_all([one * 3], [""]) == [one * 3]]
    formula, change = "".join(letters[:40]), "".join(letters[:26] + letters[40:54])
    others = ["".join(letters[12:40]) + one * 9 for one in letters[70:72]]
    near = change[-22:] + "".join(letters[60:69])
    texts = [*[formula] * 5, *others, change, near]
    found = origins(table([row(text, min(at, 5)) for at, text in enumerate(texts)]), threshold=0.4)
    assert found["origin"].tolist() == ["formula"] * 8 + ["original"]
    assert found["origin_score"].iloc[-1] == pytest.approx(1 - 20 / 47)


def test_without_report_ids_each_sentence_is_of_a_report_of_its_own() -> None:
    rows = table([row(OWN, 0), row(OWN, 1)]).assign(report_id=None)
    assert origins(rows, threshold=0.4)["origin"].tolist() == ["shared", "shared"]


def by_hand(rows: pd.DataFrame, threshold: float) -> list[tuple[int, int, int]]:
    """Of each row the best of the agency's earlier ones, of the year before, and of others, each with each compared."""
    masked = mask_all(rows["text"].tolist(), rows["agency"].fillna("").tolist())
    distinct = sorted(set(masked))
    pairs = similar_pairs(distinct, threshold=threshold, method="exact")
    alike = {(one, one): 1.0 for one in distinct}
    for left, right, jaccard in zip(pairs.left, pairs.right, pairs.jaccard, strict=True):
        alike[distinct[left], distinct[right]] = alike[distinct[right], distinct[left]] = float(jaccard)
    who = [
        ("", report) if pd.isna(agency) else agency
        for agency, report in zip(rows["agency"], rows["report_id"], strict=True)
    ]
    found = []
    for one in range(len(rows)):
        best = {"earlier": [], "before": [], "foreign": []}
        for other in range(len(rows)):
            jaccard = alike.get((masked[one], masked[other]))
            if jaccard is None:
                continue
            gap = rows["year"].iloc[one] - rows["year"].iloc[other]
            rank = (-jaccard, abs(gap) if gap == gap else 999, other)
            if who[one] != who[other]:
                best["foreign"].append(rank)
            elif pd.notna(rows["agency"].iloc[one]) and gap > 0:
                best["earlier"].append(rank)
                if gap == 1:
                    best["before"].append(rank)
        found.append(tuple(min(ranks)[2] if ranks else -1 for ranks in best.values()))
    return found


@pytest.mark.parametrize(("few", "at_once"), [(64, 500_000), (0, 500_000), (64, 3), (0, 3)])
@pytest.mark.parametrize("seed", range(4))
def test_matches_are_those_that_a_comparison_of_each_with_each_finds(
    seed: int, few: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_origin, "_FEW_NEAR", few)
    monkeypatch.setattr(_origin, "_PAIRS_AT_ONCE", at_once)
    # What is said word for word comes first in the end, and hides which row was the best.
    monkeypatch.setattr(_origin, "_word_for_word", lambda frame, match: match)
    chance = Random(seed)
    bases = [OWN, "河湖治理栏目更新较慢，个别乡镇半年没有报送。", "解读形式单一，多为文字，缺少图表和视频。"]
    rows = []
    for _ in range(60):
        text = chance.choice(bases)
        for _ in range(chance.randrange(3)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice("甲乙丙丁") + text[at + 1 :]
        agency = chance.choice(["青澜县教育局", "云溪县水务局", "砚浦市水务局", None])
        rows.append((text, agency, chance.choice([2021.0, 2022.0, 2024.0, float("nan")]), None, None))
    frame = table(rows).assign(report_id=[str(chance.randrange(20)) for _ in rows])
    found: list[_origin._Found] = []
    told = _origin._told
    monkeypatch.setattr(
        _origin, "_told", lambda rows, matches, *rest: found.append(matches) or told(rows, matches, *rest)
    )  # type: ignore[func-returns-value]
    origins(frame, threshold=0.4, method="exact")
    got = list(
        zip(found[0].earlier.tolist(), found[0].year_before.tolist(), found[0].foreign.tolist(), strict=True)
    )
    assert got == by_hand(frame, 0.4)


def test_no_row_is_laid_beside_each_variant_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence of a whole system, word for word or with a clause more: pairs that are looked at grow with rows, not with their square."""
    looked_at = {}
    for number in (100, 400):
        seen = []
        best = _origin._best
        monkeypatch.setattr(_origin, "_best", lambda found: seen.append(len(found)) or best(found))  # noqa: B023
        rows = [
            (
                OWN if at % 2 else f"{OWN[:-1]}，{chr(0x5000 + at)}{chr(0x6000 + at)}。",
                f"第{at}县教育局",
                2023,
                None,
                "甲市",
            )
            for at in range(number)
        ]
        origins(table(rows), threshold=0.4)
        monkeypatch.undo()
        looked_at[number] = sum(seen)
    assert looked_at[400] < 8 * looked_at[100]
