import io
import json
import warnings
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from textkit.show import plot_indicators
from textkit.show._plots import COLOURS, MOST_NAMED, NO_DATA, OTHERS_COLOUR

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold"
RECEIVED, SHARE = "app.received", "app.granted_share"


@pytest.fixture(autouse=True)
def _no_window():
    with matplotlib.rc_context():
        plt.switch_backend("agg")
        yield
    plt.close("all")


def panel(rows, names=(RECEIVED,)):
    return pd.DataFrame(rows, columns=["agency", "year", *names]).astype(dict.fromkeys(names, "float64"))


def two_agencies():
    rows = [
        ("洛川沟县水利局", 2020, 12, 0.5),
        ("洛川沟县水利局", 2021, 15, 0.25),
        ("洛川沟县水利局", 2023, 9, None),
        ("南桥市档案馆", 2020, 3, 1),
        ("南桥市档案馆", 2021, 0, None),
        ("南桥市档案馆", 2022, 4, 0.75),
        ("南桥市档案馆", 2023, 8, 0.5),
    ]
    return panel(rows, (RECEIVED, SHARE))


def many_agencies(count):
    rows = [(f"第{n}街道办事处", year, n * 10 + year - 2020) for n in range(count) for year in (2021, 2022)]
    return panel(rows)


def given():
    return Figure().subplots()


def line_of(axes, agency):
    return next(line for line in axes.lines if line.get_label() == agency)


def names_in(legend):
    return [text.get_text() for text in legend.get_texts()]


def drawn(figure, suffix="png"):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        figure.savefig(io.BytesIO(), format=suffix)
    return [str(one.message) for one in caught]


# ------------------------------------------------------------------------------------------ axes


def test_one_indicator_gives_one_axes_with_a_line_for_each_agency():
    axes = plot_indicators(two_agencies(), RECEIVED)
    assert isinstance(axes, Axes)
    assert [line.get_label() for line in axes.lines] == ["洛川沟县水利局", "南桥市档案馆"]


def test_several_indicators_give_an_array_in_their_order():
    axes = plot_indicators(two_agencies(), [SHARE, RECEIVED])
    assert isinstance(axes, np.ndarray)
    assert axes.shape == (2,)
    assert [place.get_title() for place in axes] == [SHARE, RECEIVED]
    assert [len(place.lines) for place in axes] == [2, 2]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_a_figure_of_its_own_holds_no_spare_axes(count):
    names = [f"i{n}" for n in range(count)]
    axes = plot_indicators(panel([("甲县", 2020, *range(count))], names), names)
    assert len(np.atleast_1d(axes)[0].figure.axes) == count


def test_given_axes_come_back_and_no_figure_of_pyplot_is_made():
    grid = Figure().subplots(2, 1)
    axes = plot_indicators(two_agencies(), [RECEIVED, SHARE], axes=grid)
    assert list(axes) == list(grid)
    assert plt.get_fignums() == []


def test_a_grid_of_axes_is_filled_row_by_row():
    names = ["a", "b", "c", "d"]
    grid = Figure().subplots(2, 2)
    axes = plot_indicators(panel([("甲县", 2020, 1, 2, 3, 4)], names), names, axes=grid)
    assert list(axes) == list(grid.ravel())


def test_an_indicator_named_twice_is_drawn_once():
    assert isinstance(plot_indicators(two_agencies(), [RECEIVED, RECEIVED]), Axes)


def test_labels_are_titles_and_an_unlabelled_one_keeps_its_name():
    axes = plot_indicators(two_agencies(), [RECEIVED, SHARE], labels={RECEIVED: "收到申请（件）"})
    assert [place.get_title() for place in axes] == ["收到申请（件）", SHARE]


def test_a_long_title_is_broken():
    title = "本年度办理结果中不予公开的政府信息公开申请件数占全部办结件数之比"
    axes = plot_indicators(two_agencies(), RECEIVED, labels={RECEIVED: title})
    assert axes.get_title() != title
    assert axes.get_title().replace("\n", "") == title


def test_lines_may_be_parted_by_another_column():
    rows = two_agencies().assign(level=lambda frame: frame["agency"].map(len))
    axes = plot_indicators(rows, RECEIVED, axes=given(), by="level")
    assert {line.get_label() for line in axes.lines} == {"6", "7"}


# ------------------------------------------------------------------------------------------ lines


def test_a_missing_year_leaves_a_gap():
    line = line_of(plot_indicators(two_agencies(), RECEIVED, axes=given()), "洛川沟县水利局")
    assert line.get_xdata().tolist() == [2020, 2021, 2022, 2023]
    np.testing.assert_array_equal(line.get_ydata(), [12, 15, np.nan, 9])


def test_an_unknown_value_leaves_a_gap():
    line = line_of(plot_indicators(two_agencies(), SHARE, axes=given()), "南桥市档案馆")
    np.testing.assert_array_equal(line.get_ydata(), [1, np.nan, 0.75, 0.5])


def test_values_without_known_neighbours_are_marked_and_no_others():
    axes = plot_indicators(two_agencies(), [RECEIVED, SHARE], axes=Figure().subplots(2))
    marked = [
        list(line.get_markevery())
        for place, agency in zip(axes, ["洛川沟县水利局", "南桥市档案馆"], strict=True)
        for line in [line_of(place, agency)]
    ]
    assert marked == [[False, False, False, True], [True, False, False, False]]


def test_nullable_years_and_values_are_drawn():
    rows = two_agencies().astype({"year": "Int64", RECEIVED: "Float64"})
    rows.loc[0, RECEIVED] = pd.NA
    line = line_of(plot_indicators(rows, RECEIVED, axes=given()), "洛川沟县水利局")
    np.testing.assert_array_equal(line.get_ydata(), [np.nan, 15, np.nan, 9])


def test_rows_without_agency_or_year_are_not_drawn():
    rows = panel([("甲县", 2020, 1), ("甲县", None, 2), (None, 2021, 3)])
    axes = plot_indicators(rows, RECEIVED, axes=given())
    assert [line.get_ydata().tolist() for line in axes.lines] == [[1]]


def test_the_panel_is_left_as_it_was():
    rows = two_agencies()
    before = rows.copy(deep=True)
    plot_indicators(rows, [RECEIVED, SHARE], axes=Figure().subplots(2))
    pd.testing.assert_frame_equal(rows, before)


# ------------------------------------------------------------------------------------------ scales


def test_counts_start_at_zero_and_changes_do_not():
    rows = panel([("甲县", 2020, 900, -5), ("甲县", 2021, 950, 7)], ("count", "change"))
    counts, changes = plot_indicators(rows, ["count", "change"], axes=Figure().subplots(2))
    assert counts.get_ylim()[0] == 0
    assert changes.get_ylim()[0] < -5


def test_zeros_alone_have_a_scale():
    axes = plot_indicators(panel([("甲县", 2020, 0), ("甲县", 2021, 0)]), RECEIVED, axes=given())
    assert axes.get_ylim() == (0, 1)


@pytest.mark.parametrize(
    "years", [[2020], [2020, 2021], [2019, 2020, 2024], list(range(2008, 2025))], ids=str
)
def test_only_whole_years_are_ticks(years):
    rows = panel([("甲县", year, 1) for year in years])
    axes = plot_indicators(rows, RECEIVED, axes=given())
    axes.figure.canvas.draw()
    low, high = axes.get_xlim()
    shown = [label.get_text() for label in axes.get_xticklabels()]
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    assert ticks
    assert all(float(tick).is_integer() for tick in ticks)
    assert {f"{tick:.0f}" for tick in ticks} <= set(shown)


def test_each_indicator_has_its_own_scale():
    rows = panel([("甲县", 2020, 5, 90000), ("甲县", 2021, 6, 80000)], ("few", "many"))
    few, many = plot_indicators(rows, ["few", "many"])
    assert few.get_ylim()[1] < 10 < 80000 < many.get_ylim()[1]


def test_an_indicator_without_any_value_says_so():
    axes = plot_indicators(panel([("甲县", 2020, None)]), RECEIVED, axes=given())
    assert [text.get_text() for text in axes.texts] == [NO_DATA]
    assert len(axes.lines) == 1


# ------------------------------------------------------------------------------------------ legend


def test_eight_agencies_are_all_named():
    axes = plot_indicators(many_agencies(MOST_NAMED), RECEIVED, axes=given())
    assert len(names_in(axes.get_legend())) == MOST_NAMED
    assert axes.get_legend().get_title().get_text() == ""


def test_of_more_agencies_the_largest_are_named_and_the_others_grey():
    axes = plot_indicators(many_agencies(12), RECEIVED, axes=given())
    named = [f"第{n}街道办事处" for n in range(11, 3, -1)]
    assert names_in(axes.get_legend()) == named
    colours = {line.get_label(): to_hex(line.get_color()).upper() for line in axes.lines}
    assert [colours.pop(name) for name in named] == [colour.upper() for colour in COLOURS]
    assert list(colours.values()) == [OTHERS_COLOUR] * 4
    assert "其余 4 个" in axes.get_legend().get_title().get_text()


def test_the_last_known_value_decides_and_an_unknown_one_comes_last():
    rows = many_agencies(9)
    rows.loc[(rows["agency"] == "第0街道办事处") & (rows["year"] == 2021), RECEIVED] = 1000
    rows.loc[(rows["agency"] == "第0街道办事处") & (rows["year"] == 2022), RECEIVED] = np.nan
    rows.loc[rows["agency"] == "第8街道办事处", RECEIVED] = np.nan
    named = names_in(plot_indicators(rows, RECEIVED, axes=given()).get_legend())
    assert named[0] == "第0街道办事处"
    assert "第8街道办事处" not in named


def test_an_agency_has_the_same_colour_in_every_picture():
    axes = plot_indicators(two_agencies(), [RECEIVED, SHARE])
    for agency in ("洛川沟县水利局", "南桥市档案馆"):
        assert len({line_of(place, agency).get_color() for place in axes}) == 1


def test_a_figure_of_its_own_has_one_legend():
    axes = plot_indicators(two_agencies(), [RECEIVED, SHARE])
    assert [names_in(legend) for legend in axes[0].figure.legends] == [["洛川沟县水利局", "南桥市档案馆"]]
    assert [place.get_legend() for place in axes] == [None, None]


def test_given_axes_have_the_legend_in_the_first_one():
    axes = plot_indicators(two_agencies(), [RECEIVED, SHARE], axes=Figure().subplots(2))
    assert names_in(axes[0].get_legend()) == ["洛川沟县水利局", "南桥市档案馆"]
    assert axes[1].get_legend() is None


# ------------------------------------------------------------------------------------------ fonts


@pytest.mark.parametrize("own", [True, False], ids=["own figure", "given axes"])
def test_sample_agencies_show_outside_of_any_setting(own):
    facts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json"))]
    agencies = sorted({fact["identity"]["agency"] for fact in facts if fact["identity"].get("agency")})
    assert len(agencies) >= 10
    for start in range(0, len(agencies), MOST_NAMED):
        rows = panel([(agency, 2023, -1.5) for agency in agencies[start : start + MOST_NAMED]])
        before = dict(matplotlib.rcParams)
        axes = plot_indicators(
            rows, RECEIVED, axes=None if own else given(), labels={RECEIVED: "新收申请比上年增减（％）"}
        )
        assert dict(matplotlib.rcParams) == before
        assert drawn(axes.figure) == []


# ------------------------------------------------------------------------------------------ errors


def test_an_unknown_indicator_is_told_with_one_that_is_like_it():
    with pytest.raises(ValueError, match=r"no indicator 'app\.recieved'; did you mean 'app\.received'"):
        plot_indicators(two_agencies(), [RECEIVED, "app.recieved"])


def test_an_unknown_indicator_is_told_with_those_there_are():
    with pytest.raises(
        ValueError, match=r"'收文数'; columns of numbers: 'app\.received', 'app\.granted_share'"
    ):
        plot_indicators(two_agencies(), "收文数")


def test_a_column_of_words_is_no_indicator():
    with pytest.raises(ValueError, match="no indicator 'note'"):
        plot_indicators(two_agencies().assign(note="已核对"), "note")


@pytest.mark.parametrize(
    ("rows", "indicators", "message"),
    [
        (panel([]), RECEIVED, "no rows"),
        (panel([("甲县", None, 1)]), RECEIVED, "no row of the panel has both 'agency' and 'year'"),
        (panel([("甲县", 2020, 1)]), [], "no indicator is named"),
        (panel([("甲县", 2020, 1)]).drop(columns="year"), RECEIVED, "no column 'year'"),
        (panel([("甲县", 2020, 1), ("甲县", 2020, 2)]), RECEIVED, "2 rows for '甲县' in 2020"),
    ],
    ids=["empty", "no year known", "nothing wanted", "no year column", "twice"],
)
def test_what_cannot_be_drawn_is_told(rows, indicators, message):
    with pytest.raises(ValueError, match=message):
        plot_indicators(rows, indicators)
    assert plt.get_fignums() == []


def test_an_unknown_column_of_lines_is_told():
    with pytest.raises(ValueError, match="no column 'organ'; its columns: 'agency', 'year'"):
        plot_indicators(two_agencies(), RECEIVED, by="organ")


def test_too_few_axes_are_told():
    with pytest.raises(ValueError, match="1 axes are given for 2 indicators"):
        plot_indicators(two_agencies(), [RECEIVED, SHARE], axes=given())
