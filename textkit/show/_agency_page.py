"""The page of one agency: what of its reports is whose over the years, and each sentence beside the one it matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from textkit.show._compared import ORIGINS, AgencyPair, Links, Place, year_label
from textkit.show._document import document
from textkit.show._labels import section_label
from textkit.show._page import Row
from textkit.show._pair_page import BACK, STYLE
from textkit.show._sides import percent, shortened, sides, similarities

__all__ = ["agency_html", "bar_html", "head_html", "legend_html", "report_links"]

# Sentences of one page; of ordinary reports these are ten years.
MAX_SENTENCES = 600
MAX_PARTNERS = 10
SCOPES = {
    "general": "通用 general",
    "region": "地区 region",
    "era": "时期 era",
}
ORDERS = {"earlier": "较早 earlier", "later": "较晚 later", "same_year": "同年 same year", "unknown": ""}


def agency_html(
    who: str,
    shares: Sequence[Row],
    sentences: Sequence[Row],
    pairs: Sequence[AgencyPair],
    places: Mapping[str, Place],
    links: Links,
) -> str:
    """The page of one agency.

    Parameters
    ----------
    who : its name
    shares : its rows of ``Compared.shares``, newest first
    sentences : its rows of ``Compared.sentences``
    pairs : of agencies, those that it is one of
    places, links : of all reports
    """
    by_report: dict[str, list[Row]] = {}
    for row in sentences:
        by_report.setdefault(row["report_id"], []).append(row)
    body = "".join(
        [
            f"<main class='wide'>{BACK}<h1>{escape(who)}</h1>",
            "<h2>历年构成 by year</h2>",
            _years(shares, links),
            _partners(who, pairs, places, links),
            "<h2>逐句对照 sentence by sentence</h2>",
            "<p class='soft small'>左为本报告，右为与之相应的一句；标出的是两边不同的字。"
            " Left this report, right what it matches; marked is what differs.</p>",
            *_reports(shares, by_report, places, links),
            "</main>",
        ]
    )
    return document(who, body, style=STYLE)


def legend_html() -> str:
    """The colours of the origins."""
    keys = "".join(
        f"<span class='tag'><span class='key o-{origin}'></span>{label}</span>"
        for origin, label in ORIGINS.items()
    )
    return f"<p class='keys small'>{keys}</p>"


def bar_html(shares: Row) -> str:
    """Shares as a bar in four colours; the numbers stand beside it, so nobody needs the colours.

    Examples
    --------
    >>> bar_html({"formula": 0.25, "carried_over": 0.0, "shared": 0.75, "original": 0.0}).count("<rect")
    2
    """
    at, parts = 0.0, []
    for origin in ORIGINS:
        width = shares[origin] or 0.0
        if width > 0:
            parts.append(
                f"<rect class='o-{origin}' x='{1000 * at:.0f}' width='{1000 * width:.0f}' height='10'/>"
            )
            at += width
    told = ", ".join(f"{label} {percent(shares[origin])} %" for origin, label in ORIGINS.items())
    return (
        f"<svg class='bar' viewBox='0 0 1000 10' preserveAspectRatio='none' role='img' aria-label='{told}'>"
        f"<title>{told}</title>{''.join(parts)}</svg>"
    )


def head_html(label: str) -> str:
    """The head of a column of numbers: Chinese over English, so that the column stays narrow.

    Examples
    --------
    >>> head_html("句 sentences")
    "<th class='num'>句<br>sentences</th>"
    """
    return f"<th class='num'>{label.replace(' ', '<br>', 1)}</th>"


def _years(shares: Sequence[Row], links: Links) -> str:
    heads = "".join(head_html(f"{label} %") for label in ORIGINS.values())
    lines = []
    for row in shares:
        numbers = "".join(f"<td class='num'>{percent(row[origin])}</td>" for origin in ORIGINS)
        again = f"<td class='num'>{percent(row['repetition'])}</td><td class='num'>{percent(row['repetition_unmasked'])}</td>"
        label = year_label(row["year"])
        lines.append(
            f"<tr><th scope='row'>{links.report(row['report_id'], label)}</th><td class='bar'>{bar_html(row)}</td>"
            f"{numbers}{again}<td class='num'>{row['n_characters']:,}</td></tr>"
        )
    return (
        f"{legend_html()}<div class='scroll'><table class='lines'><thead><tr><th>年度 year</th><th></th>{heads}"
        f"{head_html('重复上年 of last year %')}{head_html('逐字 word for word %')}{head_html('字 characters')}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
        "<p class='soft small'>按字数；“重复上年”以套话之外的文字为底，仅在有上年报告时给出。"
        " By characters; what is of last year is of what is no formula, where there is a report of the year before.</p>"
    )


def _partners(who: str, pairs: Sequence[AgencyPair], places: Mapping[str, Place], links: Links) -> str:
    if not pairs:
        return ""
    lines = []
    for pair in pairs[:MAX_PARTNERS]:
        other, own, its = (pair.b, pair.of_a, pair.of_b) if who == pair.a else (pair.a, pair.of_b, pair.of_a)
        lines.append(
            f"<tr><td class='who'>{links.agency(other)}</td><td class='num'>{percent(own)}</td><td class='num'>{percent(its)}</td>"
            f"<td class='num'>{pair.n_sentences:,}</td><td class='links'>{report_links(pair, places, links, first=who)}</td></tr>"
        )
    return (
        "<h2>与谁相同 shared with</h2><div class='scroll'><table class='lines'><thead><tr><th>机关 agency</th>"
        f"{head_html('占本机关 of this one %')}{head_html('占对方 of the other %')}{head_html('句 sentences')}"
        f"<th>对照 side by side</th></tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def report_links(pair: AgencyPair, places: Mapping[str, Place], links: Links, *, first: str = "") -> str:
    """Links to the pages of a pair's reports, by their years; those of ``first`` come first."""
    found = []
    for one in pair.reports:
        both = (one.b, one.a) if first == pair.b else (one.a, one.b)
        years = " ↔ ".join(year_label(places[report].year) for report in both)
        found.append(links.pair(one.a, one.b, f"{years} · {one.characters:,} 字"))
    return "<br>".join(found)


def _reports(
    shares: Sequence[Row], by_report: Mapping[str, Sequence[Row]], places: Mapping[str, Place], links: Links
) -> Iterator[str]:
    left = MAX_SENTENCES
    for number, row in enumerate(shares):
        rows = by_report.get(row["report_id"], [])
        if left <= 0 and rows:
            left = -1
            break
        shown = rows[:left]
        left -= len(rows)
        state = " open" if number == 0 else ""
        yield (
            f"<details{state}><summary>{year_label(row['year'])} <span class='soft small'>{escape(row['report_id'])} · "
            f"{len(rows):,} 句 sentences</span></summary>"
        )
        yield from (_sentence(one, places, links) for one in shown)
        yield "</details>"
    if left < 0:
        yield f"<p class='warn small'>只列出 {MAX_SENTENCES} 句 only {MAX_SENTENCES} sentences are shown; all are in Corpus.recurrence()</p>"


def _sentence(row: Row, places: Mapping[str, Place], links: Links) -> str:
    origin, match = row["origin"], row["match_text"]
    about = " · ".join([escape(section_label(row["section"])[0]), *_origin(row)])
    about = f"<div class='about'>{about}</div>"
    if match is None:
        return f"<div class='match o-{origin}'><p>{escape(shortened(row['text']))}</p>{about}</div>"
    left, right = sides(row["text"], match)
    return (
        f"<div class='match o-{origin}'><div class='two'><div><p>{left}</p>{about}</div>"
        f"<div><p>{right}</p><div class='about'>{_match(row, places, links)}</div></div></div></div>"
    )


def _origin(row: Row) -> Iterator[str]:
    """The origin in words; of a formula also why it is one."""
    yield ORIGINS.get(row["origin"], escape(row["origin"]))
    if row["origin"] != "formula":
        return
    official = row["official"]
    if official is not None:
        yield f"官方用语 official {escape(official)}"
        return
    yield f"{row['n_agencies']:,} 家 agencies"
    if row["formula_scope"] in SCOPES:
        yield SCOPES[row["formula_scope"]]


def _match(row: Row, places: Mapping[str, Place], links: Links) -> str:
    report = row["match_report"]
    place = places[report]
    own = place.who == row["who"]
    name = year_label(place.year) if own else f"{place.who} {year_label(place.year)}"
    parts = [links.report(report, name), ORDERS.get(row["match_order"] or "", "")]
    parts.append(similarities(row["similarity"], row["similarity_unmasked"]))
    if frozenset((row["report_id"], report)) in links.pairs:
        parts.append(links.pair(row["report_id"], report, "对照 side by side"))
    return " · ".join(part for part in parts if part)
