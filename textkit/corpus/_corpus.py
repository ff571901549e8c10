"""Many reports: built once into a store on disk, asked as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from textkit.corpus._csv import write_csv
from textkit.corpus._files import Listing, list_files
from textkit.corpus._manifest import Manifest, StoreError, is_store, read_manifest
from textkit.corpus._query import check_columns, from_arrow, run_sql, select_sql
from textkit.corpus._run import run_batches
from textkit.corpus._store import check_target, new_folder, new_store
from textkit.frames import TABLES, table_columns

__all__ = ["Corpus"]

ROWS_PER_BATCH = 20_000


class Corpus:
    """A store of reports: one table of Parquet parts each for reports, sentences, quantities and so on.

    Made by ``Corpus.build`` and ``Corpus.open``. The tables and their columns are in
    ``textkit.frames.TABLES``.
    """

    def __init__(self, store: Path, manifest: Manifest) -> None:
        self.store = store
        self._manifest = manifest

    @classmethod
    def build(
        cls,
        source: str | Path | Iterable[str | Path] | Listing,
        store: str | Path,
        *,
        executor: Executor | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Corpus:
        """Read files and write what is found to a store.

        Parameters
        ----------
        source : folder, file, iterable of files, or a Listing of them
            A folder is searched with all folders below it for txt, md, html, htm and xhtml.
        store : path
            A new folder, or a store, which is replaced when the new one is whole.
        executor : concurrent.futures.Executor, optional
            Runs the reading; default: in this process, one file after the other.
        progress : callable, optional
            Called with the number of files done and the number of all.

        Returns
        -------
        Corpus
            A file that can't be read is a row of ``failures``.

        Raises
        ------
        FileNotFoundError
            When the source doesn't exist.
        StoreError
            A ValueError: the target holds something that isn't a store.
        RuntimeError
            When a worker of the executor dies; then nothing is written.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import textkit as tk
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = Path(folder, "青澜2023.txt")
        ...     _ = page.write_text("青澜县水利局2023年政府信息公开工作年度报告\\n公开信息18条。\\n", encoding="utf-8")
        ...     corpus = tk.Corpus.build([page], Path(folder, "out"))
        ...     corpus.sql("SELECT report_id, year FROM reports").values.tolist()
        [['青澜2023.txt', 2023]]
        """
        target = Path(store)
        _check_name(target)
        check_target(target)
        listing = source if isinstance(source, Listing) else _listing(source, target)
        n_files = len(listing.tasks)
        with new_store(target) as writer:
            writer.add_failures(listing.failures)
            writer.counts["skipped"] = listing.n_skipped
            for done, batch in run_batches(listing.tasks, executor):
                writer.add(batch)
                if progress is not None:
                    progress(done, n_files)
        return cls.open(target)

    @classmethod
    def open(cls, store: str | Path) -> Corpus:
        """Open a store.

        Raises
        ------
        StoreError
            A ValueError: no store, written by a newer textkit, or a part is missing or cut short.

        Examples
        --------
        >>> import textkit as tk
        >>> tk.Corpus.open("nowhere")
        Traceback (most recent call last):
        ...
        textkit.corpus._manifest.StoreError: no store at nowhere: no such folder; ...
        """
        path = Path(store)
        return cls(path, read_manifest(path))

    @property
    def counts(self) -> Mapping[str, int]:
        """Numbers of reports, other_genre, duplicates, failures and skipped files."""
        return dict(self._manifest.counts)

    @property
    def reports(self) -> pd.DataFrame:
        """One row a report."""
        return self.table("reports")

    @property
    def failures(self) -> pd.DataFrame:
        """One row a file that was not read, with the reason."""
        return self.table("failures")

    def table(
        self, name: str, columns: Sequence[str] | None = None, where: str | None = None
    ) -> pd.DataFrame:
        """A table, or part of it.

        Parameters
        ----------
        name : str
            reports, paragraphs, sections, sentences, quantities, warnings, evidence or failures.
        columns : list of str, optional
            Default: all.
        where : str, optional
            A condition in SQL: ``"unit = '件' AND value > 100"``.

        Returns
        -------
        DataFrame
            Rows in the order of the reports.

        Raises
        ------
        ValueError
            For a name that is none; the message lists the legal ones.
        """
        chosen = [column.name for column in table_columns(name)] if columns is None else columns
        check_columns(name, chosen)
        if not chosen:
            raise ValueError("no columns are asked for; leave columns out to get all")
        if where is not None:
            return from_arrow(run_sql(select_sql(name, chosen, where), {name: self._files(name)}), name)
        parts = [self._read(path, list(chosen)) for path in self._files(name)]
        return from_arrow(pa.concat_tables(parts), name)

    def batches(self, name: str) -> Iterator[pd.DataFrame]:
        """A table in pieces, for tables larger than memory; the last pieces may be short.

        Raises
        ------
        ValueError
            For a name that is no table.
        """
        table_columns(name)
        return self._batches(name)

    def _batches(self, name: str) -> Iterator[pd.DataFrame]:
        for path in self._files(name):
            with _opened(path) as file:
                for batch in file.iter_batches(batch_size=ROWS_PER_BATCH):
                    yield from_arrow(pa.Table.from_batches([batch]), name)

    def sql(self, query: str) -> pd.DataFrame:
        """Answer of one SELECT, in DuckDB's SQL, over all tables.

        Parameters
        ----------
        query : str
            Can read nothing but the store, and change nothing.

        Raises
        ------
        ValueError
            For anything but one SELECT, and for an error in it; the message lists the tables.
        """
        return from_arrow(run_sql(query, {name: self._files(name) for name in TABLES}))

    def export_csv(self) -> Path:
        """Write each table to the folder ``csv`` in the store, for Excel.

        Cells that begin with a sign of a formula get an apostrophe before it; text longer than
        32,767 characters, what a cell of Excel holds, is cut and ends in ``…``.

        Returns
        -------
        Path
            The folder.
        """
        with new_folder(self.store / "csv") as folder:
            for name in TABLES:
                write_csv(self._frames(name), folder / f"{name}.csv")
        return self.store / "csv"

    def _frames(self, name: str) -> Iterator[pd.DataFrame]:
        """The table in pieces, at least one, so that an empty table has its header."""
        pieces = self._batches(name)
        first = next(pieces, None)
        yield self.table(name) if first is None else first
        yield from pieces

    def _files(self, name: str) -> list[Path]:
        return self._manifest.files(self.store, name)

    def _read(self, path: Path, columns: list[str]) -> pa.Table:
        with _opened(path) as file:
            return file.read(columns=columns)

    def __repr__(self) -> str:
        counts = self._manifest.counts
        return f"<Corpus {str(self.store)!r}: {counts['reports']} reports, {counts['failures']} failures>"


def _check_name(store: Path) -> None:
    try:
        str(store.absolute()).encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreError(f"the path of the store can't be written in UTF-8: {str(store)!a}") from error


def _listing(source: str | Path | Iterable[str | Path], target: Path) -> Listing:
    if isinstance(source, str | Path) and is_store(Path(source)):
        raise StoreError(f"{source} is a store; name the folder with the reports, or use Corpus.open")
    if isinstance(source, str | Path) and Path(source).resolve().is_relative_to(target.resolve()):
        raise StoreError(f"the source {source} lies in the store {target}, which would be replaced")
    return list_files(source, leave_out=target)


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """A part, with the errors of its reading told as a store's."""
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} can't be read ({error}); build the store again") from error
