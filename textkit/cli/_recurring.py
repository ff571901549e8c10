"""``textkit recurring``: statements that come back, from a table or a store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textkit.cli._console import USAGE, errors_as_message, progress_bar, warnings_as_notes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["recurring"]

SHOWN = 10
EPILOG = """\
\b
SOURCE is a store (the folder that textkit analyze -o wrote): then its problem statements are compared, with themes and
what was promised against them, or the sentences of the sections asked for; or a table (.csv .tsv .xlsx) with the
column text (文本, 句子, 内容, 问题) and, where known, agency (机关), year (年度), report_id (报告编号), province (省份).
Of a folder of reports, textkit analyze FOLDER -o STORE makes the store first.
OUT gets clusters.csv (what comes back, the highest score first), members.csv (where it stands) and, of problems,
themes.csv (which agency names which theme how many years running).
\b
Exit codes:
  0  compared
  1  a file could not be read or written, or SOURCE is no store
  2  wrong usage, or nothing to compare
"""


@click.command(epilog=EPILOG)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="The folder to write."
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    help="Of a store: compare the sentences of this section; may be given several times.",
)
@click.option(
    "--threshold", type=click.FloatRange(0.1, 1.0, min_open=True), default=None, help="Default: 0.4."
)
@click.option(
    "--origins",
    is_flag=True,
    help="Of a store: also origins.csv (each sentence: formula, carried over, shared or original, and what it matches) and"
    " originality.csv (how much of each report is whose).",
)
@click.option("--quiet", is_flag=True, help="No summary.")
def recurring(
    source: Path,
    out: Path,
    sections: tuple[str, ...],
    threshold: float | None,
    origins: bool,
    quiet: bool,
) -> None:
    """Gather statements that come back over agencies and years."""
    from textkit.corpus import STORE_FILE, write_csv
    from textkit.recurrence import THRESHOLD

    inside = next((path for path in (out, *out.absolute().parents) if (path / STORE_FILE).exists()), None)
    if inside is not None:
        raise click.UsageError(f"{inside} is a store; name a folder outside it for what comes back")
    if out.exists() and not out.is_dir():
        raise click.UsageError(f"{out} is a file; name a folder for what comes back")
    if not source.is_dir() and (sections or origins):
        raise click.UsageError("--section and --origins are for a store; a table has all its rows compared")
    with errors_as_message(), warnings_as_notes():
        with progress_bar("比对 comparing", "step", quiet=quiet) as progress:
            found = _compared(source, sections, threshold or THRESHOLD, progress)
        if found is None:
            click.echo(f"错误 error: {source} holds nothing to compare", err=True)
            raise SystemExit(USAGE)
        clusters, members, number, themes = found
        out.mkdir(parents=True, exist_ok=True)
        write_csv([clusters], out / "clusters.csv")
        write_csv([members], out / "members.csv")
        if themes is not None:
            write_csv([themes], out / "themes.csv")
        if origins:
            with progress_bar("来源 origins", "step", quiet=quiet) as progress:
                _write_origins(source, out, threshold or THRESHOLD, progress)
    if not quiet:
        _tell(clusters, number, out)


def _write_origins(
    source: Path, out: Path, threshold: float, progress: Callable[[int, int], object] | None
) -> None:
    from textkit.corpus import Corpus, write_csv

    corpus = Corpus.open(source)
    found = corpus.recurrence(threshold=threshold, progress=progress)
    write_csv([found], out / "origins.csv")
    write_csv([corpus.originality(recurrence=found)], out / "originality.csv")


def _compared(
    source: Path,
    sections: tuple[str, ...],
    threshold: float,
    progress: Callable[[int, int], object] | None,
) -> tuple[pd.DataFrame, pd.DataFrame, int, pd.DataFrame | None] | None:
    """What comes back, where it stands, how many statements were compared, and of problems the themes years running; None where there are none."""
    from textkit.corpus import Corpus, problem_tables, theme_streaks
    from textkit.learning import read_labels
    from textkit.recurrence import find_recurring

    if source.is_dir() and not sections:
        clusters, statements = problem_tables(Corpus.open(source), threshold=threshold, progress=progress)
        number = int((statements["kind"] == "problem").sum())
        if not number:
            return None
        members = statements[statements["cluster_id"].notna()]
        return clusters, members.sort_values("cluster_id", kind="stable"), number, theme_streaks(statements)
    if source.is_dir():
        table = compared = Corpus.open(source).statements(sections)
    else:
        table = read_labels(source).reset_index(drop=True)
        compared = _facts(table)
    if table.empty:
        return None
    found = find_recurring(compared, threshold=threshold, progress=progress)
    table = table.drop(columns=found.members.columns, errors="ignore")
    members = found.members.join(table).sort_values("cluster_id", kind="stable")
    return found.clusters, members, len(table), None


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """The statements of a table with what is known of each; says what isn't known of any."""
    from textkit.corpus import known_facts

    facts = known_facts(table, ("agency", "year", "report_id", "province"))
    missing = [name for name in ("agency", "year") if name not in facts.columns]
    if missing:
        click.echo(
            f"注意 note: no {' and no '.join(missing)} is given, so no years running are told", err=True
        )
    return facts.assign(text=table["text"])


def _tell(clusters: pd.DataFrame, number: int, out: Path) -> None:
    click.echo(
        f"比对 compared: {number:,} 句 statements, {len(clusters):,} 组 clusters → {out / 'clusters.csv'}"
    )
    for row in clusters.head(SHOWN).itertuples():
        told = f"{row.n_agencies} 家 agencies, {row.n_reports} 份 reports, 连续 running {row.longest_streak} 年 years"
        click.echo(f"  {row.score:.2f}  {told}: {str(row.text)[:60]}")
