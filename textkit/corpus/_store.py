"""Writing a store: Parquet parts in a folder beside the target, moved into place when whole.

The folder, ``.NAME.building``, has one numbered folder a build. One that is cut off stays, and the next build takes over
what it wrote; a lock keeps two builds apart.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from textkit._firsts import FirstReports
from textkit._version import __version__
from textkit.corpus._files import Failure
from textkit.corpus._journal import Journal
from textkit.corpus._known import JOURNAL, Known, known_of
from textkit.corpus._lock import lock_file
from textkit.corpus._manifest import (
    PROGRESS_FILE,
    STORE_FILE,
    Manifest,
    Part,
    StoreError,
    is_store,
    write_manifest,
)
from textkit.corpus._work import Batch, arrow_table, schema_of
from textkit.frames import SCHEMA_VERSION, TABLES, Column, table_columns

__all__ = ["StoreWriter", "check_target", "new_folder", "new_store"]

REPORTS_PER_PART = 2000
# Rows wait in memory until a row group of Parquet is worth writing.
BYTES_PER_GROUP = 16_000_000
REPORTS_PER_GROUP = 500
# What a build or an export makes in a store's folder; what the system puts into any folder.
_OURS = {*TABLES, STORE_FILE, "index.html", "pages", "csv"}
_TOLD_APART_BY = ["report_id", "content_hash", "text_hash", "agency_id", "agency", "year", "is_report"]
# What is left of pages or CSV whose writing was cut off.
_LEFT = re.compile(r"\.(?:pages|csv)\.building-.+|\.index\.html\.new")
_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}
# With checksums, so that a later build doesn't take over what was damaged since.
_PARQUET: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
# In the folder of builds: numbered ones, and stores that are replaced.
_LOCK = "lock"
_NUMBERED = re.compile(r"[1-9][0-9]{0,8}")
_ASIDE = re.compile(r"old-[1-9][0-9]{0,8}")


def check_target(store: Path) -> None:
    """Refuse a target whose replacement would lose something that isn't a store's.

    Raises
    ------
    StoreError
        With what is in the way.
    """
    if not os.path.lexists(store):
        return
    if not store.is_dir():
        raise StoreError(f"{store} is a file; name a folder for the results")
    others = sorted(path.name for path in store.iterdir() if path.name not in _SYSTEM)
    if not others:
        return
    if not is_store(store):
        raise StoreError(f"{store} exists and is no store of textkit; name a new or an empty folder")
    foreign = [name for name in others if name not in _OURS and not _LEFT.fullmatch(name)]
    foreign += _foreign_tables(store)
    if foreign:
        raise StoreError(
            f"{store} holds what is not the store's ({', '.join(foreign[:5])}); move it elsewhere first"
        )


def _foreign_tables(store: Path) -> list[str]:
    """What somebody else has put beside the tables for Excel."""
    folder = store / "csv"
    own = {*_SYSTEM, *(f"{name}.csv" for name in TABLES)}
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [f"csv/{name}" for name in names if name not in own]


@contextmanager
def new_store(
    store: Path, columns: Sequence[Column] = (), *, source: str, resume: bool = True
) -> Iterator[StoreWriter]:
    """A writer whose files take the place of ``store`` when the block ends without an error.

    Parameters
    ----------
    columns : that ``reports`` has beyond its own
    source : what the reports are read from: files or texts
    resume : whether what earlier builds know is taken over

    Raises
    ------
    StoreError
        When another build writes to this store.
    """
    check_target(store)
    target = store.resolve()
    workspace = target.parent / f".{target.name}.building"
    if (
        workspace.is_symlink()
        or (workspace / _LOCK).is_symlink()
        or (workspace.exists() and not workspace.is_dir())
    ):
        raise StoreError(f"{workspace} is no folder that a build has made; take it away")
    lock = lock_file(workspace / _LOCK)
    if lock is None:
        raise StoreError(f"another build is writing to {store}; wait for its end")
    try:
        _mend(workspace, target)
        check_target(store)
        earlier = sorted(_numbered(workspace), key=_number)
        known = known_of(target, earlier, source) if resume else Known()
        work = workspace / str(max(map(_number, earlier), default=0) + 1)
        work.mkdir()
        with StoreWriter(work, columns, source, known, is_anew=not resume) as writer:
            yield writer
            writer.close()
        check_target(store)
        _move(work, target, aside=_free(workspace))
        _clear(workspace)
    finally:
        lock.release()
        with suppress(OSError):
            workspace.rmdir()


def _numbered(workspace: Path) -> list[Path]:
    """The folders of builds; what else lies there is somebody else's."""
    return _folders(workspace, _NUMBERED)


def _number(folder: Path) -> int:
    return int(folder.name)


def _folders(workspace: Path, name: re.Pattern[str]) -> list[Path]:
    return [
        path
        for path in workspace.iterdir()
        if name.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    ]


def _free(workspace: Path) -> Path:
    """Where the store that is replaced goes: a name that nothing has, for what a program holds open can't be taken away."""
    names = (f"old-{number}" for number in count(1))
    return next(workspace / name for name in names if not os.path.lexists(workspace / name))


def _mend(workspace: Path, target: Path) -> None:
    """Put back the store that a build was about to replace when it was cut off."""
    for aside in _folders(workspace, _ASIDE):
        if is_store(target) or not is_store(aside):
            _remove_store(aside)
        elif _make_room(target):
            aside.rename(target)


def _make_room(target: Path) -> bool:
    """Take away an empty folder that somebody has made since; False where it isn't empty."""
    if not target.exists():
        return True
    with suppress(OSError):
        for path in target.iterdir():
            if path.name in _SYSTEM:
                path.unlink()
        target.rmdir()
        return True
    return False


def _clear(workspace: Path) -> None:
    for path in (*_numbered(workspace), *_folders(workspace, _ASIDE)):
        _remove_store(path)


def _remove_store(folder: Path) -> None:
    """Take a store away, its mark first: what is left when this is cut off is no store."""
    with suppress(OSError):
        (folder / STORE_FILE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder that takes the place of ``path`` when the block ends without an error."""
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = Path(tempfile.mkdtemp(prefix=f".{target.name}.building-", dir=target.parent))
    # mkdtemp's folder is for its owner alone; what it makes room for is as open as any new folder.
    work = hidden / "new"
    work.mkdir()
    try:
        yield work
        _move(work, target, aside=hidden / "old")
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _move(work: Path, target: Path, *, aside: Path) -> None:
    if not target.exists():
        work.rename(target)
        return
    try:
        target.rename(aside)
    except OSError as error:
        raise StoreError(
            f"{target} can't be replaced ({error.strerror}); close the programs that use it"
        ) from error
    try:
        work.rename(target)
    except OSError:
        aside.rename(target)
        raise


class StoreWriter:
    """Takes batches in order and writes them as parts; holds no more than a row group in memory."""

    def __init__(
        self, folder: Path, columns: Sequence[Column], source: str, known: Known, *, is_anew: bool = False
    ) -> None:
        self.folder = folder
        self.columns = tuple(columns)
        self.source = source
        self.known = known
        self.is_anew = is_anew
        self.counts = dict.fromkeys(
            ("reports", "other_genre", "failures", "skipped", "duplicates", "versions"), 0
        )
        self.unmatched: tuple[str, ...] = ()
        self._waiting: list[Mapping[str, pa.Table]] = []
        self._parts: dict[str, list[Part]] = {name: [] for name in TABLES}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._rows: dict[str, int] = {}
        self._in_part = 0
        self._failures: list[Failure] = []
        self._by_id = False
        self._journal = Journal(folder / JOURNAL)
        self._write_manifest(PROGRESS_FILE)
        self._firsts = FirstReports()

    def add(self, batch: Batch, reports: pa.Table) -> None:
        """Take the rows of the next reports; ``reports`` with what is given about them."""
        self._failures += batch.failures
        if not len(reports):
            return
        self._journal.write(batch.tables)
        self._waiting.append({**batch.tables, "reports": self._with_firsts(reports)})
        self.known.settle(reports["report_id"].to_pylist())
        n_waiting = sum(len(part["reports"]) for part in self._waiting)
        n_bytes = sum(table.nbytes for part in self._waiting for table in part.values())
        if n_waiting >= REPORTS_PER_GROUP or n_bytes >= BYTES_PER_GROUP:
            self._flush()

    def add_failures(self, failures: Iterable[Failure]) -> None:
        """Take files that were not even tried; then all failures are told in the order of their ids."""
        self._failures += failures
        self._by_id = True

    def close(self) -> None:
        """Write what waits, the failures and store.json."""
        self._flush()
        if not self._writers and not self._parts["reports"]:
            self._open_part()
        self._end_part()
        if self._by_id:
            self._failures.sort(key=lambda failure: (failure.report_id, failure.path or ""))
        self.counts["failures"] = len(self._failures)
        rows = [(one.report_id, one.path, one.reason, one.error) for one in self._failures]
        (self.folder / "failures").mkdir()
        path = self.folder / "failures" / "part-00000.parquet"
        pq.write_table(arrow_table("failures", rows), path, **_PARQUET)
        self._parts["failures"].append(Part(path.name, len(rows), path.stat().st_size))
        self._write_manifest(STORE_FILE)
        shutil.rmtree(self.folder / JOURNAL, ignore_errors=True)
        (self.folder / PROGRESS_FILE).unlink()

    def _write_manifest(self, name: str) -> None:
        created = datetime.now(UTC).isoformat(timespec="seconds")
        tables = {name: tuple(parts) for name, parts in self._parts.items()}
        manifest = Manifest(
            SCHEMA_VERSION,
            __version__,
            created,
            self.counts,
            tables,
            self.columns,
            tuple(self.unmatched),
            self.source,
            self.is_anew,
        )
        write_manifest(self.folder, manifest, name)

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        """Close open files, so that they can be removed on Windows too; of a build that failed, what the next can go on from stays."""
        self._firsts.close()
        for writer in self._writers.values():
            # Of several errors the first is the one to tell.
            with suppress(Exception):
                writer.close()
        self._writers = {}
        if error is not None and not self.counts["reports"]:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _with_firsts(self, reports: pa.Table) -> pa.Table:
        rows = reports.select(_TOLD_APART_BY).to_pylist()
        found = [self._firsts.of(row) for row in rows]
        self.counts["reports"] += len(rows)
        self.counts["other_genre"] += sum(not row["is_report"] for row in rows)
        for at, (name, counted) in enumerate((("duplicate_of", "duplicates"), ("version_of", "versions"))):
            values = [pair[at] for pair in found]
            self.counts[counted] += sum(value is not None for value in values)
            place = reports.schema.get_field_index(name)
            reports = reports.set_column(
                place, reports.schema.field(place), pa.array(values, type=pa.string())
            )
        return reports

    def _flush(self) -> None:
        if not self._waiting:
            return
        n_reports = sum(len(part["reports"]) for part in self._waiting)
        if self._writers and self._in_part + n_reports > REPORTS_PER_PART:
            self._end_part()
        if not self._writers:
            self._open_part()
        for name, writer in self._writers.items():
            table = pa.concat_tables([part[name] for part in self._waiting])
            if len(table):
                writer.write_table(table)
            self._rows[name] += len(table)
        self._in_part += n_reports
        self._waiting = []

    def _open_part(self) -> None:
        number = len(self._parts["reports"])
        for name in TABLES:
            if name != "failures":
                path = self.folder / name / f"part-{number:05d}.parquet"
                path.parent.mkdir(exist_ok=True)
                columns = (*table_columns(name), *(self.columns if name == "reports" else ()))
                self._writers[name] = pq.ParquetWriter(path, schema_of(columns), **_PARQUET)
                self._rows[name] = 0
        self._in_part = 0

    def _end_part(self) -> None:
        number = len(self._parts["reports"])
        for name, writer in self._writers.items():
            writer.close()
            path = self.folder / name / f"part-{number:05d}.parquet"
            self._parts[name].append(Part(path.name, self._rows[name], path.stat().st_size))
        if self._writers:
            self._write_manifest(PROGRESS_FILE)
            self._journal.keep_last(len(self._waiting))
        self._writers = {}
