"""Pictures of indicators: lines over the years, one small picture for each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from textkit.show._fonts import chinese_fonts, font_families

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["plot_indicators"]

YEAR = "year"
# More names than these can't be told apart by colour, nor read in a legend.
MOST_NAMED = 8
# Okabe and Ito's colours, which colour-blind people tell apart; their yellow, too pale for a line, is brown here.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C564B")
OTHERS_COLOUR = "#C8C8C8"
MOST_COLUMNS = 3
PANEL_INCHES = (3.9, 2.9)
# One picture alone is wider.
SINGLE_INCHES = (5.8, 3.4)
LEGEND_ROW_INCHES = 0.24
LEGEND_POINTS = 9.0
# The line and the space before a name in the legend, in letters.
LEGEND_HANDLE = 6
# Letters that fit over a small picture; a Chinese character is as wide as two.
TITLE_WIDTH = 44
NO_DATA = "无数据"


@dataclass(frozen=True, slots=True)
class _Panel:
    """One value for each indicator, unit (agency) and year; units in the order of their rank."""

    values: Mapping[str, pd.DataFrame]  # indicator → years × units
    named: tuple[Any, ...]
    others: tuple[Any, ...]

    @property
    def units(self) -> tuple[Any, ...]:
        return self.named + self.others


def plot_indicators(
    panel: pd.DataFrame,
    indicators: str | Iterable[str],
    *,
    axes: Axes | Iterable[Axes] | None = None,
    by: str = "agency",
    labels: Mapping[str, str] | None = None,
) -> Axes | NDArray[np.object_]:
    """Draw indicators over the years, each into Axes of its own with its own scale.

    Parameters
    ----------
    panel
        One row for each agency and year, columns ``agency``, ``year``, and one column of numbers for each
        indicator, NaN where unknown. Rows without agency or year aren't drawn.
    indicators
        Columns to draw.
    axes
        As many Axes as indicators; without them a new figure is made with pyplot.
    by
        Column that parts the lines. Where it has more than eight values, the eight whose last known
        values of the first indicator are largest have colours and names, the others are grey.
    labels
        Column → title; a column without one is titled by its name.

    Returns
    -------
    Axes or array of Axes
        The one Axes for one indicator, an array of one dimension for several. A line breaks where a year
        is unknown; a value whose neighbours are unknown is a dot.

    Examples
    --------
    >>> import pandas as pd
    >>> from matplotlib.figure import Figure
    >>> panel = pd.DataFrame(
    ...     {"agency": "清泉县水利局", "year": [2021, 2022, 2024], "app.received": [31.0, 44.0, 52.0]}
    ... )
    >>> axes = plot_indicators(
    ...     panel, ["app.received"], axes=Figure().subplots(), labels={"app.received": "收到申请（件）"}
    ... )
    >>> axes.get_title(), [line.get_label() for line in axes.lines]
    ('收到申请（件）', ['清泉县水利局'])
    """
    wanted = [indicators] if isinstance(indicators, str) else list(dict.fromkeys(indicators))
    _check_panel(panel, wanted, by)
    titles = {name: (labels or {}).get(name, name) for name in wanted}
    data = _arrange(panel, wanted, by)
    with chinese_fonts():
        given = axes is not None
        places = _given_axes(axes, len(wanted)) if axes is not None else _new_axes(data, len(wanted))
        for place, name in zip(places, wanted, strict=True):
            _draw(place, data, data.values[name], titles[name])
        _add_legend(places[0], data, titles[wanted[0]], inside=given)
    if len(places) == 1:
        return places[0]
    result = np.empty(len(places), dtype=object)
    result[:] = places
    return result


def _check_panel(panel: pd.DataFrame, wanted: Sequence[str], by: str) -> None:
    if panel.empty:
        raise ValueError("the panel has no rows: nothing can be drawn")
    for column in (by, YEAR):
        if column not in panel.columns:
            raise ValueError(f"the panel has no column {column!r}; its columns: {_listed(panel.columns)}")
    if not wanted:
        raise ValueError("no indicator is named; name at least one column of the panel")
    numbers = [
        str(name)
        for name in panel.columns
        if name not in (by, YEAR) and pd.api.types.is_numeric_dtype(panel[name])
    ]
    unknown = [name for name in wanted if name not in numbers]
    if unknown:
        close = dict.fromkeys(match for name in unknown for match in get_close_matches(str(name), numbers))
        hint = f"did you mean {_listed(close)}?" if close else f"columns of numbers: {_listed(numbers)}"
        raise ValueError(f"the panel has no indicator {_listed(unknown)}; {hint}")


def _listed(names: Iterable[object]) -> str:
    return ", ".join(map(repr, names)) or "none"


# ------------------------------------------------------------------------------------------ data


def _arrange(panel: pd.DataFrame, wanted: Sequence[str], by: str) -> _Panel:
    rows = panel.dropna(subset=[by, YEAR])
    if rows.empty:
        raise ValueError(f"no row of the panel has both {by!r} and {YEAR!r}: nothing can be drawn")
    years = rows[YEAR].astype(int)
    twice = pd.DataFrame({by: rows[by], YEAR: years}).value_counts()
    twice = twice[twice > 1]
    if len(twice):
        unit, year = twice.index[0]
        raise ValueError(
            f"the panel has {twice.iloc[0]} rows for {unit!r} in {year}; keep one row for each {by!r} and {YEAR!r}"
        )
    whole = range(years.min(), years.max() + 1)
    values = {
        name: pd.DataFrame({by: rows[by], YEAR: years, name: rows[name].to_numpy("float64", na_value=np.nan)})
        .pivot(index=YEAR, columns=by, values=name)
        .reindex(whole)
        for name in wanted
    }
    ranked = _ranked(values[wanted[0]])
    return _Panel(values, tuple(ranked[:MOST_NAMED]), tuple(ranked[MOST_NAMED:]))


def _ranked(values: pd.DataFrame) -> list[Any]:
    """Units by their last known value, the largest first; those without any come last, equals by name."""
    last = values.ffill().iloc[-1]
    return list(last.sort_index().sort_values(ascending=False, kind="stable", na_position="last").index)


def _alone(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values are known while their neighbours aren't: no line reaches them."""
    known = np.concatenate([[False], ~np.isnan(values), [False]])
    return known[1:-1] & ~known[:-2] & ~known[2:]


# ------------------------------------------------------------------------------------------ axes


def _given_axes(axes: Axes | Iterable[Axes], count: int) -> list[Axes]:
    places = [axes] if isinstance(axes, Axes) else list(np.asarray(axes, dtype=object).ravel())
    if len(places) != count:
        raise ValueError(f"{len(places)} axes are given for {count} indicators; give one for each")
    return places


def _new_axes(data: _Panel, count: int) -> list[Axes]:
    # A notebook shows pyplot's figures by itself.
    from matplotlib import pyplot as plt

    columns = 2 if count == 4 else min(count, MOST_COLUMNS)
    rows = -(-count // columns)
    width, height = PANEL_INCHES if count > 1 else SINGLE_INCHES
    names = _legend_names(data, columns * width)
    longest = max(name.count("\n") + 1 for name in names)
    legend_rows = longest * -(-len(names) // _legend_columns(names, columns * width)) + 2 * bool(data.others)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(columns * width, rows * height + legend_rows * LEGEND_ROW_INCHES),
        squeeze=False,
        layout="constrained",
    )
    places: list[Axes] = list(grid.ravel())
    for spare in places[count:]:
        figure.delaxes(spare)
    return places[:count]


# ------------------------------------------------------------------------------------------ drawing


def _draw(place: Axes, data: _Panel, values: pd.DataFrame, title: str) -> None:
    years = values.index.to_numpy()
    for unit in data.units:
        numbers = values[unit].to_numpy()
        place.plot(
            years, numbers, label=str(unit), markersize=4, markevery=_alone(numbers), **_style(unit, data)
        )
    place.set_title(_wrapped(title, TITLE_WIDTH), fontfamily=font_families(), fontsize="medium")
    place.tick_params(labelfontfamily=font_families(), labelsize="small")
    place.spines[["top", "right"]].set_visible(False)
    place.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    place.set_axisbelow(True)
    _set_years(place, int(years[0]), int(years[-1]))
    _set_scale(place, values.to_numpy())


def _style(unit: Any, data: _Panel) -> dict[str, Any]:
    if unit not in data.named:
        return {"color": OTHERS_COLOUR, "linewidth": 0.9, "marker": "o", "zorder": 2.6}
    rank = data.named.index(unit)
    # The largest lies on top, and all over the frame, which else hides zeros.
    return {"color": COLOURS[rank], "linewidth": 1.6, "marker": "o", "zorder": 3 - rank / 100}


def _set_years(place: Axes, first: int, last: int) -> None:
    place.set_xlim(first - 0.3, last + 0.3)
    place.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    place.xaxis.set_major_formatter(StrMethodFormatter("{x:.0f}"))


def _set_scale(place: Axes, values: NDArray[np.float64]) -> None:
    known = values[~np.isnan(values)]
    if not known.size:
        place.set_yticks([])
        place.text(0.5, 0.5, NO_DATA, transform=place.transAxes, ha="center", va="center", color="#7F7F7F")
        return
    if (known >= 0).all():
        place.set_ylim(bottom=0, top=None if known.any() else 1)
    if (known == np.round(known)).all():
        place.yaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        place.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _add_legend(place: Axes, data: _Panel, title: str, *, inside: bool) -> None:
    """Below a figure of our own; in the first Axes where the caller has laid out the figure."""
    figure = place.get_figure()
    if figure is None:
        return
    inches = (place if inside else figure).bbox.width / figure.dpi
    names = _legend_names(data, inches)
    heading = f"“{title}”最近值最大的 {len(data.named)} 个；\n其余 {len(data.others)} 个为灰线"
    looks: dict[str, Any] = {
        "handles": place.lines[-len(data.units) :][: len(names)],
        "labels": names,
        "title": _wrapped(heading, _letters(inches)) if data.others else None,
        "fontsize": LEGEND_POINTS,
        "title_fontsize": LEGEND_POINTS,
    }
    if inside:
        place.legend(loc="best", **looks)
    else:
        columns = _legend_columns(names, inches)
        figure.legend(loc="outside lower center", ncols=columns, frameon=False, **looks)


def _legend_names(data: _Panel, inches: float) -> list[str]:
    return [_wrapped(str(unit), _letters(inches) - LEGEND_HANDLE) for unit in data.named]


def _legend_columns(names: Sequence[str], inches: float) -> int:
    longest = max(_width(line) for name in names for line in name.split("\n")) + LEGEND_HANDLE
    return max(1, min(len(names), _letters(inches) // longest))


def _letters(inches: float) -> int:
    """How many letters of the legend fit."""
    return int(inches * 72 / (LEGEND_POINTS / 2))


def _width(text: str) -> int:
    """Width in letters; a Chinese character takes the place of two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _wrapped(text: str, width: int) -> str:
    """The text in lines of so many letters; matplotlib breaks lines at blanks only."""
    lines = [""]
    for sign in text:
        if sign == "\n" or (lines[-1] and _width(lines[-1] + sign) > width):
            lines.append("")
        lines[-1] += sign.strip("\n")
    return "\n".join(lines)
