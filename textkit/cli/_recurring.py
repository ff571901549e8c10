"""``textkit recurring``: statements that come back, from a table or a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from textkit.cli._console import USAGE, errors_as_message

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["recurring"]

SHOWN = 10
EPILOG = """\
\b
SOURCE is a store (the folder that textkit analyze -o wrote): then the sentences of the sections asked for are
compared; or a table (.csv .tsv .xlsx) with the column text and, where known, agency, year, report_id, province.
OUT gets clusters.csv (what comes back, the highest score first) and members.csv (where it stands).
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
    help="Of a store: the sections to compare; may be given several times. Default: problems.",
)
@click.option(
    "--threshold", type=click.FloatRange(0.1, 1.0, min_open=True), default=None, help="Default: 0.4."
)
@click.option("--quiet", is_flag=True, help="No summary.")
def recurring(
    source: Path, out: Path, sections: tuple[str, ...], threshold: float | None, quiet: bool
) -> None:
    """Gather statements that come back over agencies and years."""
    from textkit.corpus import write_csv
    from textkit.recurrence import THRESHOLD, find_recurring

    with errors_as_message():
        table = _statements(source, sections or ("problems",))
        if table.empty:
            click.echo(f"错误 error: {source} holds nothing to compare", err=True)
            raise SystemExit(USAGE)
        found = find_recurring(table, threshold=threshold or THRESHOLD)
        out.mkdir(parents=True, exist_ok=True)
        members = found.members.join(table).sort_values("cluster_id", kind="stable")
        write_csv([found.clusters], out / "clusters.csv")
        write_csv([members], out / "members.csv")
    if not quiet:
        _tell(found.clusters, len(table), out)


def _statements(source: Path, sections: tuple[str, ...]) -> pd.DataFrame:
    """One row a statement, numbered from 0."""
    if source.is_dir():
        from textkit.corpus import Corpus

        return Corpus.open(source).statements(sections)
    from textkit.learning import read_labels

    return read_labels(source, label="text").reset_index(drop=True)


def _tell(clusters: pd.DataFrame, number: int, out: Path) -> None:
    click.echo(
        f"比对 compared: {number:,} 句 statements, {len(clusters):,} 组 clusters → {out / 'clusters.csv'}"
    )
    for row in clusters.head(SHOWN).itertuples():
        told = f"{row.n_agencies} 家 agencies, {row.n_reports} 份 reports, 连续 running {row.longest_streak} 年 years"
        click.echo(f"  {row.score:.2f}  {told}: {str(row.text)[:60]}")
