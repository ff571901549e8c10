"""``textkit analyze``: a folder of reports → tables and pages."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from textkit.cli._console import COULD_NOT_RUN, SOME_FAILED, USAGE, errors_as_message, progress_bar
from textkit.reading import READ_SUFFIXES

if TYPE_CHECKING:
    from textkit.corpus import Corpus, Metadata

__all__ = ["analyze"]

# Starting processes costs seconds; below so many files one process is as quick.
FILES_FOR_POOL = 64
MAX_DEFAULT_JOBS = 4

SHOWN_KEYS = 3

EPILOG = f"""\
\b
Files read, with all folders below FOLDER:
{fill(" ".join(READ_SUFFIXES), 70)}
OUT holds one folder a table with Parquet files, store.json, index.html and pages/.
An OUT of an earlier run is replaced when the new one is whole; of files that are unchanged since, and of those that a
run which was cut off has read, what it found is taken over.
\b
Exit codes:
  0  every file was read
  1  could not run; OUT is as it was, or lacks its pages
  2  wrong usage, nothing to read in FOLDER, or metadata that can't be used
  3  ran, some files were not read: see failures
"""


@click.command(epilog=EPILOG)
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="Folder for the results."
)
@click.option(
    "--csv",
    "with_csv",
    is_flag=True,
    help="Also OUT/csv/*.csv for Excel; cells like formulas get an apostrophe, cells over 32,767 characters are cut (…).",
)
@click.option(
    "--metadata",
    "metadata_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with a row a report, by report_id or file_name (文件名): agency (机关), year (年度) … go over what is"
    " found, further columns travel along.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes; default 1, up to 4 for 64 files and more."
)
@click.option(
    "--recurrence/--no-recurrence",
    default=None,
    help="Pages on what comes back: who shares with whom, side by side, over the years. Default: for up to 200,000"
    " sentences, some 4,000 reports.",
)
@click.option("--anew", is_flag=True, help="Read every file again, unchanged or not.")
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
def analyze(
    folder: Path,
    out: Path,
    with_csv: bool,
    metadata_file: Path | None,
    jobs: int | None,
    recurrence: bool | None,
    anew: bool,
    quiet: bool,
) -> None:
    """Read all reports in FOLDER and write tables, an index and a page a report."""
    # Here and not above: these bring pandas, and --help should not wait for it.
    from textkit.corpus import Corpus, list_files
    from textkit.show import write_site

    begin = time.perf_counter()
    with errors_as_message(), _told_when_stopped():
        listing = list_files(folder, leave_out=out)
        if not listing.tasks and not listing.failures:
            click.echo(
                f"没有可读的文件 nothing to read in {folder} ({listing.n_skipped} other files)", err=True
            )
            raise SystemExit(USAGE)
        with (
            _metadata(metadata_file) as metadata,
            _executor(jobs, len(listing.tasks)) as executor,
            progress_bar("读取 reading", "file", quiet=quiet) as progress,
        ):
            corpus = Corpus.build(
                folder, out, metadata=metadata, executor=executor, resume=not anew, progress=progress
            )
        with progress_bar("比对 comparing", "pass", quiet=quiet) as progress:
            index = write_site(corpus, recurrence=recurrence, progress=progress)
        csv = corpus.export_csv() if with_csv else None
        if not quiet:
            _summary(corpus, index, csv, time.perf_counter() - begin)
    if corpus.counts["failures"]:
        raise SystemExit(SOME_FAILED)


@contextmanager
def _told_when_stopped() -> Iterator[None]:
    """Who stops the command is told that it can go on."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(
            "已中断，读过的已保存，再次运行同一命令会接着做 stopped; what was read is kept, and the same command goes on",
            err=True,
        )
        raise SystemExit(COULD_NOT_RUN) from None


@contextmanager
def _metadata(file: Path | None) -> Iterator[Metadata | None]:
    """What FILE gives; a fault of its content is one of usage. The summary tells what a warning would."""
    from textkit.corpus import MetadataError, MetadataWarning, read_metadata

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MetadataWarning)
            yield None if file is None else read_metadata(file)
    except MetadataError as error:
        told = "\n".join(map(_printable, str(error).splitlines()))
        raise click.BadParameter(told, param_hint="--metadata") from error


def _printable(line: str) -> str:
    """A line without what a console takes as an order: such a character as ``\\x1b``."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


@contextmanager
def _executor(jobs: int | None, n_files: int) -> Iterator[Executor | None]:
    if jobs is None:
        jobs = min(MAX_DEFAULT_JOBS, os.cpu_count() or 1) if n_files >= FILES_FOR_POOL else 1
    if jobs == 1:
        yield None
        return
    from textkit.corpus import Workers

    with Workers(jobs) as executor:
        yield executor


def _summary(corpus: Corpus, index: Path, csv: Path | None, seconds: float) -> None:
    counts = corpus.counts
    row = corpus.sql(
        "SELECT count(DISTINCT agency) AS agencies, coalesce(min(year), 0) AS first, max(year) AS last,"
        " coalesce(sum(n_sections), 0) AS sections, coalesce(sum(n_sentences), 0) AS sentences,"
        " coalesce(sum(n_quantities), 0) AS quantities FROM reports"
    ).to_dict("records")[0]
    years = f", {int(row['first'])}–{int(row['last'])}" if row["first"] else ""
    taken = f", {corpus.n_taken_over} unchanged (未变)" if corpus.n_taken_over else ""
    lines = [
        f"读取 read          {counts['reports']} files{taken}, {counts['failures']} failed (未能读取), {counts['skipped']} other files",
        f"年报 reports       {counts['reports'] - counts['other_genre']}, other genre (其他文种) {counts['other_genre']},"
        f" duplicates (重复) {counts['duplicates']}, versions (版本) {counts['versions']}",
        f"机关 agencies      {row['agencies']}{years}",
        f"章节 sections      {int(row['sections'])}, sentences (句) {int(row['sentences'])}, numbers (数字) {int(row['quantities'])}",
    ]
    lines += [f"元数据 metadata    {line}" for line in _coverage(corpus)]
    lines += [f"提示 warnings      {line}" for line in _frequent(corpus, "warnings", "code")]
    lines += [f"失败 failures      {line}" for line in _frequent(corpus, "failures", "reason")]
    lines += [f"表 tables          {corpus.store}", f"网页 pages         {index}"]
    lines += [f"CSV                {csv}"] if csv else []
    lines.append(f"用时 time          {seconds:.1f} s")
    for line in lines:
        click.echo(_printable(line))


def _coverage(corpus: Corpus) -> Iterator[str]:
    """How the rows of the metadata and the reports cover each other."""
    counts = corpus.counts
    if not counts["metadata_rows"]:
        return
    yield (
        f"{counts['metadata_matched']} of {counts['metadata_rows']} rows match a report (匹配),"
        f" {counts['reports_without_metadata']} reports have none (无元数据)"
    )
    if counts["metadata_failed"]:
        yield f"{counts['metadata_failed']} rows are about files that were not read (未能读取)"
    if counts["metadata_unmatched"]:
        keys = ", ".join(key or "—" for key in corpus.unmatched[:SHOWN_KEYS])
        more = " …" if counts["metadata_unmatched"] > SHOWN_KEYS else ""
        yield f"{counts['metadata_unmatched']} rows match no report (未匹配): {keys}{more}"


def _frequent(corpus: Corpus, table: str, column: str) -> list[str]:
    """The three most frequent values of a column, with their numbers."""
    frame = corpus.sql(
        f'SELECT "{column}" AS said, count(*) AS n FROM {table} GROUP BY ALL ORDER BY n DESC, said LIMIT 3'
    )
    return [f"{row['n']} × {row['said']}" for row in frame.to_dict("records")]
