"""The pages of a store: an index of all reports, and one page a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from pathlib import Path

from textkit.corpus import Corpus, new_folder
from textkit.show._compared import ORIGINS
from textkit.show._document import document
from textkit.show._labels import SECTION_NUMBERS, place_label
from textkit.show._page import PAGE_TABLES, Row, page_html
from textkit.show._recurrence_site import MAX_COMPARED, RecurrenceSite, write_recurrence
from textkit.show._sides import percent

__all__ = ["MAX_LISTED", "MAX_PAGES", "write_site"]

MAX_PAGES = 2_000
# A table that a browser sorts and filters without a wait.
MAX_LISTED = 10_000


def write_site(
    corpus: Corpus,
    *,
    max_pages: int = MAX_PAGES,
    recurrence: bool | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Path:
    """Write ``index.html`` and the folder ``pages`` into a store.

    Parameters
    ----------
    corpus : Corpus
    max_pages : int
        So many reports, from the first, have a page of their own; the index says so.
    recurrence : bool, optional
        Whether there are pages about what comes back: who shares with whom, side by side, over the years. Default: for up to 200,000
        sentences; the index says so.
    progress : callable, optional
        Called while sentences are compared, with the number of passes done and that of all.

    Returns
    -------
    Path
        The index. It opens in any browser, without a network.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import textkit as tk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder, "a.txt")
    ...     _ = page.write_text("青澜县水利局2023年政府信息公开工作年度报告\\n公开信息18条。\\n", encoding="utf-8")
    ...     index = write_site(tk.Corpus.build([page], Path(folder, "out")))
    ...     "pages/00000.html" in index.read_text(encoding="utf-8")
    True
    """
    streams = {name: _Stream(corpus, name) for name in PAGE_TABLES}
    lines: list[str] = []
    years: set[int] = set()
    with new_folder(corpus.store / "pages") as folder:
        compared = _recurrence(corpus, folder / "recurrence", max_pages, recurrence, progress)
        agency_pages = {} if compared is None else compared.pages
        # Nothing of the store's text is held but the report in hand.
        for number, report in enumerate(islice(_records(corpus, "reports"), max(max_pages, MAX_LISTED))):
            has_page = number < max_pages
            wanted = PAGE_TABLES if has_page else ("sections",)
            rows = {name: streams[name].take(report["report_id"]) for name in wanted}
            if has_page:
                about = agency_pages.get(report["report_id"])
                page = page_html(
                    report, rows, home="../index.html", recurrence=f"recurrence/{about}" if about else ""
                )
                (folder / f"{number:05d}.html").write_text(page, encoding="utf-8")
            if number < MAX_LISTED:
                lines.append(_line(report, rows["sections"], f"pages/{number:05d}.html" if has_page else ""))
                years |= {int(report["year"])} if report["year"] is not None else set()
    body = _index(corpus, lines, sorted(years), max_pages, compared)
    index = corpus.store / "index.html"
    fresh = corpus.store / ".index.html.new"
    fresh.write_text(
        document("政府信息公开年度报告 annual reports", body, script="index.js"), encoding="utf-8"
    )
    fresh.replace(index)
    return index


def _recurrence(
    corpus: Corpus,
    folder: Path,
    max_pages: int,
    wanted: bool | None,
    progress: Callable[[int, int], object] | None,
) -> RecurrenceSite | None:
    """The pages about what comes back, where they are wanted; else None."""
    reports = corpus.table("reports", ["report_id", "n_sentences"])
    if wanted is None:
        wanted = int(reports["n_sentences"].sum()) <= MAX_COMPARED
    if not wanted:
        return None
    pages = {report: number for number, report in enumerate(reports["report_id"].head(max_pages))}
    return write_recurrence(corpus, folder, report_pages=pages, progress=progress)


def _records(corpus: Corpus, name: str) -> Iterator[Row]:
    for frame in corpus.batches(name):
        plain = frame.astype(object)
        yield from plain.where(frame.notna(), None).to_dict("records")  # type: ignore[misc]


class _Stream:
    """Rows of a table, report after report, in the order of the reports."""

    def __init__(self, corpus: Corpus, name: str) -> None:
        self._rows = _records(corpus, name)
        self._next = next(self._rows, None)

    def take(self, report_id: str) -> list[Row]:
        """Rows of the next report; none when the next rows are another's."""
        taken: list[Row] = []
        while self._next is not None and self._next["report_id"] == report_id:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


def _index(
    corpus: Corpus,
    lines: Sequence[str],
    years: Sequence[int],
    max_pages: int,
    compared: RecurrenceSite | None,
) -> str:
    counts = corpus.counts
    return "".join(
        [
            "<main><h1>政府信息公开工作年度报告 <span class='soft'>annual reports</span></h1>",
            _figures(corpus, counts),
            _compared(compared),
            _limits(counts, max_pages),
            _tools(years),
            _table(lines),
            _failures(corpus, counts),
            "</main>",
        ]
    )


def _figures(corpus: Corpus, counts: Mapping[str, int]) -> str:
    sums = corpus.sql(
        "SELECT coalesce(sum(n_sections), 0) AS sections, coalesce(sum(n_sentences), 0) AS sentences,"
        " coalesce(sum(n_quantities), 0) AS quantities, count(DISTINCT agency) AS agencies FROM reports"
    ).iloc[0]
    figures = [
        (counts["reports"] - counts["other_genre"], "年度报告 reports"),
        (counts["other_genre"], "其他文种 other genre"),
        (counts["failures"], "未能读取 not read"),
        (sums["agencies"], "机关 agencies"),
        (sums["sections"], "章节 sections"),
        (sums["sentences"], "句 sentences"),
        (sums["quantities"], "数字 numbers"),
    ]
    items = "".join(f"<li><b>{int(number):,}</b><span>{label}</span></li>" for number, label in figures)
    return f"<ul class='figures'>{items}</ul>"


def _compared(compared: RecurrenceSite | None) -> str:
    if compared is None:
        return (
            f"<p class='soft small'>未比对重复内容（默认至多 {MAX_COMPARED:,} 句）what comes back was not compared (by default up to"
            f" {MAX_COMPARED:,} sentences): textkit analyze … --recurrence</p>"
        )
    shares = " · ".join(f"{ORIGINS[origin]} {percent(share)} %" for origin, share in compared.shares.items())
    return (
        f"<p><a href='pages/recurrence/index.html'>重复内容 what comes back</a> "
        f"<span class='soft small'>{escape(shares)}</span></p>"
    )


def _limits(counts: Mapping[str, int], max_pages: int) -> str:
    said = []
    if counts["reports"] > max_pages:
        said.append(f"前 {max_pages:,} 份有单独页面 the first {max_pages:,} reports have pages")
    if counts["reports"] > MAX_LISTED:
        said.append(
            f"此处列出前 {MAX_LISTED:,} 份 the first {MAX_LISTED:,} are listed; all are in the tables"
        )
    return f"<p class='warn small'>{'；'.join(said)}</p>" if said else ""


def _tools(years: Sequence[int]) -> str:
    options = "".join(f"<option>{year}</option>" for year in years)
    return (
        "<div class='tools'><input type='search' id='words' placeholder='机关、地区、文件 agency, region, file' "
        "aria-label='筛选 filter'>"
        f"<select id='year' aria-label='年度 year'><option value=''>全部年度 all years</option>{options}</select>"
        "<select id='state' aria-label='状态 state'><option value=''>全部 all</option>"
        "<option value='report'>年度报告 reports</option><option value='genre'>其他文种 other genre</option>"
        "<option value='warn'>有提示 with warnings</option><option value='twice'>重复 duplicates</option>"
        "<option value='version'>另有版本 versions</option></select>"
        "<span id='shown' class='soft small' role='status'></span></div>"
    )


_HEADS = (
    ("机关、标题 agency, title", False),
    ("年度 year", True),
    ("地区 region", False),
    ("章节 sections", False),
    ("句 sentences", True),
    ("数字 numbers", True),
    ("提示 warnings", True),
)


def _table(lines: Sequence[str]) -> str:
    heads = "".join(
        f"<th scope='col'{' data-number' if number else ''}><button type='button'>{label}</button></th>"
        for label, number in _HEADS
    )
    return (
        f"<div class='scroll'><table id='reports'><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _line(report: Row, sections: Sequence[Row], page: str) -> str:
    states = ["report" if report["is_report"] else "genre"]
    states += ["warn"] if report["n_warnings"] else []
    states += ["twice"] if report["duplicate_of"] else []
    states += ["version"] if report["version_of"] else []
    year = "" if report["year"] is None else str(int(report["year"]))
    cells = [
        f"<td class='name'>{_name(report, page)}</td>",
        f"<td class='num'>{year}</td>",
        f"<td>{escape(_region(report))}</td>",
        f"<td class='six'>{_six(sections)}</td>",
        f"<td class='num'>{int(report['n_sentences']):,}</td>",
        f"<td class='num'>{int(report['n_quantities']):,}</td>",
        f"<td class='num'>{int(report['n_warnings']) or ''}</td>",
    ]
    return f"<tr data-year='{year}' data-state='{' '.join(states)}'>{''.join(cells)}</tr>"


def _name(report: Row, page: str) -> str:
    name = escape(report["agency"] or report["title"] or report["file_name"] or "—")
    link = f"<a href='{page}'>{name}</a>" if page else name
    tags = "" if report["is_report"] else " <span class='tag warn'>其他文种 other genre</span>"
    tags += " <span class='tag'>重复 duplicate</span>" if report["duplicate_of"] else ""
    tags += " <span class='tag'>另一版本 version</span>" if report["version_of"] else ""
    return f"{link}{tags}<br><span class='soft small'>{escape(report['report_id'])}</span>"


def _region(report: Row) -> str:
    return place_label(report["province"], report["city"], report["county"], report["region"])


def _six(sections: Sequence[Row]) -> str:
    found = {SECTION_NUMBERS.get(row["section"]) for row in sections}
    numbers = dict.fromkeys(SECTION_NUMBERS.values())
    return "".join(f"<i{'' if number in found else ' class=off'}>{number}</i>" for number in numbers)


def _failures(corpus: Corpus, counts: Mapping[str, int]) -> str:
    if not counts["failures"]:
        return ""
    shown = islice(_records(corpus, "failures"), MAX_LISTED)
    lines = "".join(
        f"<tr><td class='name'>{escape(row['report_id'])}</td><td>{escape(row['reason'])}</td>"
        f"<td class='soft'>{escape(row['error'])}</td></tr>"
        for row in shown
    )
    return (
        "<h2>未能读取 not read</h2><div class='scroll'><table><thead><tr><th>文件 file</th><th>原因 reason</th>"
        f"<th>类别 kind</th></tr></thead><tbody>{lines}</tbody></table></div>"
    )
