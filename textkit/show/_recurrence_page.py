"""The first page on recurrence: whose the sentences are, who shares with whom, and the ways to the other pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil

import numpy as np

from textkit.recurrence import FORMULA_AGENCIES, THRESHOLD
from textkit.show._agency_page import bar_html, head_html, legend_html, report_links
from textkit.show._compared import ORIGINS, AgencyPair, Compared, Links, Place, between_agencies, records
from textkit.show._document import document
from textkit.show._page import Row
from textkit.show._pair_page import STYLE
from textkit.show._sides import percent

__all__ = ["origin_shares", "recurrence_html"]

# Agencies in the picture: more are no longer told apart.
MAX_IN_PICTURE = 24
# Shades of the picture.
LEVELS = 6


def recurrence_html(
    compared: Compared, pairs: Sequence[AgencyPair], n_pairs: int, n_clusters: int, links: Links
) -> str:
    """The first page.

    Parameters
    ----------
    compared : all sentences with their matches
    pairs : of agencies, as many as are shown, the strongest first
    n_pairs : how many there are
    n_clusters : problems that come back
    links : to the pages that there are
    """
    title = "重复内容 what comes back"
    body = "".join(
        [
            "<main class='wide'><nav class='small'><a href='../../index.html'>← 全部报告 all reports</a></nav>",
            f"<h1>{title}</h1>",
            _figures(compared),
            _told(compared),
            f"<p><a href='problems.html'>反复出现的问题 problems that come back</a> <span class='soft'>{n_clusters:,} 组 clusters</span></p>",
            "<h2>谁与谁相同 who shares with whom</h2>",
            *_sharing(compared, pairs, n_pairs, links),
            "<h2>各机关 agencies</h2>",
            *_agencies(compared, links),
            "</main>",
        ]
    )
    return document(title, body, style=STYLE)


def origin_shares(compared: Compared) -> dict[str, float]:
    """Shares of all characters by origin, 0 where there are none."""
    lengths = compared.sentences.groupby("origin")["length"].sum()
    return {origin: float(lengths.get(origin, 0)) / max(1, int(lengths.sum())) for origin in ORIGINS}


def _figures(compared: Compared) -> str:
    figures = [
        (f"{len(compared.places):,}", "报告 reports"),
        (f"{compared.shares['agency'].nunique():,}", "机关 agencies"),
        (f"{len(compared.sentences):,}", "句 sentences"),
    ]
    figures += [
        (f"{percent(share)} %", f"<span class='key o-{origin}'></span>{ORIGINS[origin]}")
        for origin, share in origin_shares(compared).items()
    ]
    nameless = int(compared.shares["agency"].isna().sum())
    if nameless:
        figures.insert(2, (f"{nameless:,}", "份机关不明 of unknown agency"))
    items = "".join(f"<li><b>{escape(number)}</b><span>{label}</span></li>" for number, label in figures)
    return f"<ul class='figures'>{items}</ul>"


def _told(compared: Compared) -> str:
    return (
        f"<p class='soft small'>数字、年份、名称遮去后逐句比对（三字片段的 Jaccard 相似度 {THRESHOLD} 起算同一句；句旁所列为编辑相似度），每句只算一处：官方用语和至少 {FORMULA_AGENCIES} 家机关（三个以上城市、两个以上系统）都有的为套话，"
        "本机关往年有的为沿用，其他机关有的为共有，其余为独有；谁照谁，不作判断。"
        f" Sentences are compared with numbers, years and names masked (one text from a Jaccard similarity of trigrams of {THRESHOLD} on; what stands beside a sentence is its edit similarity); each counts once: formula where it is official wording or {FORMULA_AGENCIES}"
        " agencies or more, of three cities and two systems at least, have it, carried over where the agency had it in an earlier year, shared where another agency has it, else original."
        " Who copied from whom is not claimed.</p>"
    )


def _sharing(compared: Compared, pairs: Sequence[AgencyPair], n_pairs: int, links: Links) -> Iterator[str]:
    n_agencies = compared.shares["agency"].nunique() or compared.shares["who"].nunique()
    if n_agencies < 2:
        told = (
            "只有一家机关，无从比较 one agency only: there is no other to share with"
            if n_agencies
            else "没有可比对的句子 there are no sentences to compare"
        )
        yield f"<p class='soft'>{told}</p>"
        return
    if not pairs:
        yield "<p class='soft'>各机关之间没有共有的句子（套话除外） no agency shares a sentence with another, formulas apart</p>"
        return
    if n_pairs > len(pairs):
        yield f"<p class='warn small'>只列出前 {len(pairs)} 对 the first {len(pairs)} of {n_pairs:,} pairs are shown; all are in Corpus.recurrence()</p>"
    yield from _picture(compared, pairs, links)
    yield _pairs(pairs, compared.places, links)


def _picture(compared: Compared, pairs: Sequence[AgencyPair], links: Links) -> Iterator[str]:
    """A table with shaded cells: of each agency the share that each other has too."""
    whos = list(dict.fromkeys(who for pair in pairs for who in (pair.a, pair.b)))
    shown = whos[:MAX_IN_PICTURE]
    values = _matrix(compared, shown)
    top = float(values.max(initial=0.0))
    report_of = {frozenset((pair.a, pair.b)): pair.reports[0] for pair in pairs if pair.reports}
    heads = "".join(
        f"<th scope='col' title='{escape(who)}'>{number}</th>" for number, who in enumerate(shown, 1)
    )
    lines = []
    for number, who in enumerate(shown):
        cells = []
        for at, other in enumerate(shown):
            value = float(values[number, at])
            if at == number:
                cells.append("<td class='self'></td>")
            elif not value:
                cells.append("<td></td>")
            else:
                pair = report_of.get(frozenset((who, other)))
                label = percent(value)
                inside = escape(label) if pair is None else links.pair(pair.a, pair.b, label)
                tip = escape(f"{who} → {other}: {label} %")
                cells.append(f"<td class='h{_level(value / top)}' title='{tip}'>{inside}</td>")
        lines.append(f"<tr><th scope='row'>{number + 1} {links.agency(who)}</th>{''.join(cells)}</tr>")
    yield (
        f"<div class='scroll'><table class='heat'><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )
    steps = "".join(f"<span class='h{level}'></span>" for level in range(1, LEVELS + 1))
    cut = (
        f" 图中为共有最多的 {MAX_IN_PICTURE} 家机关 in the picture are the {MAX_IN_PICTURE} that share most."
        if len(whos) > len(shown)
        else ""
    )
    yield (
        f"<p class='scale soft small'>{steps} 0–{percent(top)} %：行中机关的文字有多少与列中机关相应"
        f" how much of the agency of the row has its match at that of the column, by characters.{cut}</p>"
    )


def _level(share_of_top: float) -> int:
    return min(LEVELS, max(1, ceil(LEVELS * share_of_top)))


def _matrix(compared: Compared, shown: list[str]) -> np.ndarray:
    """Of each agency (row) the share of characters whose match is at the other (column)."""
    rows = compared.sentences
    found = between_agencies(rows)
    found = found[found["who"].isin(shown) & found["other"].isin(shown)]
    sums = found.groupby(["who", "other"])["length"].sum().unstack(fill_value=0)
    total = rows.groupby("who")["length"].sum().reindex(shown).to_numpy(dtype=float)
    square = sums.reindex(index=shown, columns=shown, fill_value=0).to_numpy(dtype=float)
    return np.asarray(square / np.maximum(total, 1.0)[:, None])


def _pairs(pairs: Sequence[AgencyPair], places: Mapping[str, Place], links: Links) -> str:
    lines = [
        f"<tr><td class='num'>{number}</td><td class='who'>{links.agency(pair.a)}</td><td class='who'>{links.agency(pair.b)}</td>"
        f"<td class='num'>{percent(pair.share)}</td><td class='num'>{percent(pair.of_a)}</td><td class='num'>{percent(pair.of_b)}</td>"
        f"<td class='num'>{pair.n_sentences:,}</td><td class='links'>{report_links(pair, places, links)}</td></tr>"
        for number, pair in enumerate(pairs, 1)
    ]
    return (
        "<h3>最强的机关对 the strongest pairs</h3>"
        "<p class='soft small'>每句只与最相近的一句相应，所以两边不必相等，一边可以为零"
        " A sentence counts once, for its most alike match: so the two sides need not be equal, and one can be zero.</p><div class='scroll'><table class='lines'><thead><tr><th></th><th>机关甲 A</th>"
        f"<th>机关乙 B</th>{head_html('占两家 of both %')}{head_html('占甲 of A %')}{head_html('占乙 of B %')}"
        f"{head_html('句 sentences')}<th>最相近的报告 closest reports</th></tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _agencies(compared: Compared, links: Links) -> Iterator[str]:
    rows = _agency_rows(compared)
    if not rows:
        yield "<p class='soft'>没有 none</p>"
        return
    shown = [row for row in rows if row["who"] in links.agencies]
    if len(rows) > len(shown):
        yield f"<p class='warn small'>只有 {len(shown)} 家有单独页面 only {len(shown)} of {len(rows):,} agencies have pages</p>"
    heads = "".join(head_html(f"{label} %") for label in ORIGINS.values())
    lines = []
    for row in shown:
        numbers = "".join(f"<td class='num'>{percent(row[origin])}</td>" for origin in ORIGINS)
        lines.append(
            f"<tr><td class='who'>{links.agency(row['who'])}</td><td>{_span(row)}</td><td class='num'>{row['n_reports']:,}</td>"
            f"<td class='bar'>{bar_html(row)}</td>{numbers}</tr>"
        )
    yield (
        f"{legend_html()}<div class='scroll'><table class='lines'><thead><tr><th>机关 agency</th><th>年度 years</th>"
        f"{head_html('报告 reports')}<th></th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _agency_rows(compared: Compared) -> list[Row]:
    """One row an agency with its shares over all years, what is least its own first."""
    shares = compared.shares
    weights = {origin: shares[origin].fillna(0.0) * shares["n_characters"] for origin in ORIGINS}
    rows = (
        shares.assign(**weights)
        .groupby("who", as_index=False)
        .agg(
            n_reports=("report_id", "size"),
            first=("year", "min"),
            last=("year", "max"),
            n_characters=("n_characters", "sum"),
            **{origin: (origin, "sum") for origin in ORIGINS},
        )
    )
    for origin in ORIGINS:
        rows[origin] = rows[origin] / rows["n_characters"].clip(lower=1)
    rows["again"] = rows["carried_over"] + rows["shared"]
    return records(rows.sort_values(["again", "who"], ascending=[False, True]))


def _span(row: Row) -> str:
    if row["first"] is None:
        return "—"
    return str(row["first"]) if row["first"] == row["last"] else f"{row['first']}–{row['last']}"
