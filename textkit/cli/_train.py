"""``textkit train``: labelled sentences, or reports with headings → a model file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from textkit.cli._console import USAGE, errors_as_message

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONTEXT", "GROUPS", "labels_from", "theme_lists_of", "train"]

CONTEXT = ("text", "previous", "position", "heading", "paragraph_start")
# Columns that say what belongs together, the first that is there counts.
GROUPS = ("report_id", "report", "agency", "writer", "group")
EPILOG = """\
\b
LABELS is a table (.csv .tsv .xlsx) or the JSON export of Label Studio with the columns text and section
(or --label), and optional previous, position, heading, report_id, agency; or a FOLDER of reports, whose
headings then give the labels (sentences under doubtful headings are left out).
\b
Exit codes:
  0  trained
  1  a file could not be read or written
  2  wrong usage, or labels that can't be learnt from
"""


@click.command(epilog=EPILOG)
@click.argument("labels", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="The model file to write (*.textkit).",
)
@click.option("--task", type=click.Choice(["sections", "themes"]), default="sections", show_default=True)
@click.option(
    "--label", help="Column with the labels; default section, or themes (several parted by blanks)."
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--quiet", is_flag=True, help="No summary.")
def train(labels: Path, out: Path, task: str, label: str | None, seed: int, quiet: bool) -> None:
    """Train a model on your own labels."""
    from textkit.modelfiles import save_model
    from textkit.problems import ThemeClassifier
    from textkit.sections import SectionClassifier

    column = label or ("section" if task == "sections" else "themes")
    with errors_as_message():
        table = labels_from(labels, column, task)
        if task == "sections":
            named = next((table[name] for name in GROUPS if name in table.columns), None)
            model: SectionClassifier | ThemeClassifier = SectionClassifier(random_state=seed).fit(
                table[[name for name in CONTEXT if name in table.columns]], table[column], groups=named
            )
        else:
            model = ThemeClassifier(random_state=seed).fit(
                table["text"].tolist(), theme_lists_of(table[column])
            )
        save_model(model, out, card={"trained on": labels.name, "sentences": len(table), "seed": seed})
    if not quiet:
        click.echo(f"已训练 trained: {len(table):,} 句 sentences, {len(model.classes_)} 类 labels → {out}")


def labels_from(path: Path, column: str, task: str) -> pd.DataFrame:
    """The labelled rows of a file, or of the reports of a folder; ends the command where there are none."""
    if path.is_dir():
        if task != "sections":
            raise click.UsageError("themes are learnt from a table of labels, headings don't tell them")
        table = _from_reports(path, column)
    else:
        from textkit.learning import read_labels

        table = read_labels(path, label=column)
        if column not in table.columns:
            raise click.UsageError(
                f"{path.name} has no column {column!r}; there are {', '.join(map(str, table.columns))}"
            )
        table = table[table[column].notna()] if task == "sections" else table
    if not len(table):
        click.echo(f"错误 error: {path} holds no labelled sentence", err=True)
        raise SystemExit(USAGE)
    return table.reset_index(drop=True)


def theme_lists_of(column: pd.Series) -> list[list[str]]:
    """Themes as lists; in a cell they are parted by blanks, commas or semicolons."""
    return [
        value.replace(",", " ").replace("，", " ").replace(";", " ").replace("；", " ").split()
        if isinstance(value, str)
        else []
        for value in column
    ]


def _from_reports(folder: Path, column: str) -> pd.DataFrame:
    from textkit.pipeline import read
    from textkit.reading import READ_SUFFIXES, ReadingError
    from textkit.sections import weak_labels

    reports = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in READ_SUFFIXES or not path.is_file():
            continue
        try:
            report = read(path, report_id=path.relative_to(folder).as_posix())
        except ReadingError as error:
            click.echo(f"未读 not read: {path.name}: {error}", err=True)
            continue
        if report.is_report:
            reports.append(report)
        else:
            click.echo(f"不是年报 no annual report: {path.name}", err=True)
    table = weak_labels(reports)
    if table["suspect"].any():
        click.echo(f"疑误标注 left out as doubtful: {int(table['suspect'].sum())} of {len(table)}", err=True)
    return table[~table["suspect"].astype(bool)].rename(columns={"section": column})
