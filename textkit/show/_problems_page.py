"""The page of problems that come back: each with its wording, how far and how long it goes, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import pandas as pd

from textkit.show._agency_page import head_html
from textkit.show._compared import Links, Place, records, year_label
from textkit.show._document import document
from textkit.show._page import Row
from textkit.show._pair_page import BACK, STYLE
from textkit.show._sides import changed, counted, shortened, similarities, times
from textkit.statute.themes import themes

__all__ = ["problems_html"]

MAX_CLUSTERS = 100
MAX_MEMBERS = 20
MAX_STREAKS = 60
# The first are unfolded.
OPEN_CLUSTERS = 20


def problems_html(
    clusters: pd.DataFrame,
    statements: pd.DataFrame,
    streaks: pd.DataFrame,
    places: Mapping[str, Place],
    links: Links,
) -> str:
    """The page of problem statements that come back.

    Parameters
    ----------
    clusters, statements, streaks : as ``Corpus.problems``, ``Corpus.problem_statements`` and ``Corpus.recurring_themes`` give them
    places, links : of all reports
    """
    members = statements[statements["cluster_id"].notna()]
    shown = clusters.head(MAX_CLUSTERS)
    rows = members[members["cluster_id"].isin(shown["cluster_id"])]
    rows = rows.sort_values(["cluster_id", "year", "report_id"], kind="stable")
    first = rows.groupby("cluster_id").head(MAX_MEMBERS)
    n_statements = int((statements["kind"] == "problem").sum())
    by_cluster: dict[int, list[Row]] = {}
    for row in records(first):
        by_cluster.setdefault(row["cluster_id"], []).append(row)
    sizes = rows["cluster_id"].value_counts().to_dict()
    title = "反复出现的问题 problems that come back"
    body = "".join(
        [
            f"<main class='wide'>{BACK}<h1>{title}</h1>",
            _figures(n_statements, len(members), len(clusters)),
            "<p class='soft small'>每组以其余各句最接近的说法为题；与它不同的字标出，它有而此处没有的字划去。措施与问题的对应由程序推断，十之七八正确，引用前请核对原文。"
            " Each cluster is headed by the wording that the others are most like; what differs from it is marked, what is lacking struck out."
            " Which measure answers which problem is inferred, rightly in seven or eight of ten: read the text before you quote it.</p>",
            _said_cut(len(clusters)),
            *(
                _cluster(one, by_cluster[one["cluster_id"]], sizes[one["cluster_id"]], places, links)
                for one in records(shown)
            ),
            "" if len(clusters) else _empty(n_statements),
            _streaks(streaks[streaks["n_years"] > 1], links),
            "</main>",
        ]
    )
    return document(title, body, style=STYLE)


def _streaks(streaks: pd.DataFrame, links: Links) -> str:
    """Which agency names a theme years running, in whatever words."""
    if streaks.empty:
        return ""
    lines = [
        f"<tr><td class='who'>{links.agency(row['agency'])}</td><td>{_theme(row['theme'])}</td>"
        f"<td>{row['first_year']}–{row['last_year']}</td><td class='num'>{row['n_years']}</td><td class='num'>{row['n_statements']}</td></tr>"
        for row in records(streaks.head(MAX_STREAKS))
    ]
    cut = (
        f"<p class='warn small'>只列出前 {MAX_STREAKS} 条 the first {MAX_STREAKS} of {len(streaks):,}; all are in corpus.recurring_themes()</p>"
        if len(streaks) > MAX_STREAKS
        else ""
    )
    return (
        "<h2>连年提出的主题 themes years running</h2><p class='soft small'>同一机关连年提出同一主题的问题，说法不必相同。"
        f" One agency names one theme as a problem years running, in whatever words.</p>{cut}"
        "<div class='scroll'><table class='lines'><thead><tr><th>机关 agency</th><th>主题 theme</th><th>年度 years</th>"
        f"{head_html('连续年数 years running')}{head_html('条 statements')}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _figures(n_statements: int, n_members: int, n_clusters: int) -> str:
    figures = [
        (n_statements, "问题表述 problem statements"),
        (n_members, "其中再次出现 of these come back"),
        (n_clusters, "组 clusters"),
    ]
    items = "".join(f"<li><b>{number:,}</b><span>{label}</span></li>" for number, label in figures)
    return f"<ul class='figures'>{items}</ul>"


def _said_cut(n_clusters: int) -> str:
    if n_clusters <= MAX_CLUSTERS:
        return ""
    return (
        f"<p class='warn small'>只列出前 {MAX_CLUSTERS} 组 the first {MAX_CLUSTERS} of {n_clusters:,} clusters are shown;"
        " all are in corpus.problems(), or by textkit recurring</p>"
    )


def _empty(n_statements: int) -> str:
    told = (
        "没有在另一份报告中再次出现的问题 no problem comes back in another report"
        if n_statements
        else "没有识别出问题表述 no problem is stated in a section on problems"
    )
    return f"<p class='soft'>{told}</p>"


def _cluster(
    one: Row, members: Sequence[Row], n_members: int, places: Mapping[str, Place], links: Links
) -> str:
    tags = [
        _theme(one["theme"]),
        f"得分 score {one['score']:.2f}",
        counted(one["n_agencies"], "家", "agency", "agencies"),
        counted(one["n_provinces"], "省", "province") if one["n_provinces"] else "",
        counted(one["n_reports"], "份", "report"),
        f"最长连续 {counted(one['longest_streak'], '年', 'year')} running{_streak(one)}",
        f"一家先后 {counted(one['most_years'], '年', 'year')} at one agency"
        if one["most_years"] > one["longest_streak"]
        else "",
        _years(one),
    ]
    marks = "".join(f"<span class='tag'>{tag}</span>" for tag in tags if tag)
    state = " open" if one["cluster_id"] < OPEN_CLUSTERS else ""
    more = n_members - len(members)
    rest = f"<p class='soft small'>另有 {more:,} 条 more statements</p>" if more else ""
    return (
        f"<section class='cluster'><h2>{escape(shortened(one['text']))}</h2><div>{marks}</div>"
        f"{_promise(one)}<details{state}><summary>{n_members:,} 条 statements</summary>"
        f"{''.join(_wordings(one['text'], members, places, links))}{rest}</details></section>"
    )


def _theme(theme: str | None) -> str:
    return next((f"{one.label_zh} {one.label_en}" for one in themes() if one.id == theme), "")


def _streak(one: Row) -> str:
    """Whose the longest streak is, and from which year on."""
    if one["longest_streak"] < 2 or not one["streak_agency"]:
        return ""
    return f"（{escape(shortened(one['streak_agency']))}，{one['streak_first_year']} 年起 from {one['streak_first_year']}）"


def _promise(one: Row) -> str:
    """What was promised most, and how often that helped nothing."""
    if not one["promise"]:
        return ""
    told = f"承诺最多的措施 most promised: {escape(shortened(one['promise']))}"
    if one["n_promised"]:
        told += (
            f"<br>作出承诺（任何措施）后下一年仍提出 {one['n_promised']:,} 次 came back in the year after some promise {times(one['n_promised'])},"
            f" 其中再次作同样承诺 {one['n_promised_again']:,} 次 the same was promised again {times(one['n_promised_again'])}"
        )
    return f"<p class='soft small'>{told}</p>"


def _years(one: Row) -> str:
    first, last = one["first_year"], one["last_year"]
    return "" if first is None else str(first) if first == last else f"{first}–{last}"


def _wordings(
    standing: str, members: Sequence[Row], places: Mapping[str, Place], links: Links
) -> Iterator[str]:
    """Each wording once, with all who have it."""
    by_text: dict[str, list[Row]] = {}
    for row in members:
        by_text.setdefault(shortened(row["text"]), []).append(row)
    for text, rows in by_text.items():
        told = similarities(rows[0]["similarity"], rows[0]["similarity_unmasked"])
        whose = "；".join(_whose(row["report_id"], places, links) for row in rows)
        yield f"<div class='match'><p>{changed(standing, text)}</p><div class='about'>{told} · {whose}</div></div>"


def _whose(report_id: str, places: Mapping[str, Place], links: Links) -> str:
    place = places[report_id]
    return f"{links.agency(place.who)} {links.report(report_id, year_label(place.year))}"
