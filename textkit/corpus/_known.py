"""Rows of reports that earlier builds wrote, for files that haven't changed since."""

from __future__ import annotations

import hashlib
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from textkit._version import __version__
from textkit.corpus._files import Task, TextTask
from textkit.corpus._journal import read_entry, read_journal
from textkit.corpus._manifest import PROGRESS_FILE, STORE_FILE, Manifest, StoreError, read_manifest
from textkit.corpus._work import Batch, join_batches, schema_of
from textkit.frames import SCHEMA_VERSION, TABLES, table_columns
from textkit.reading import MAX_BYTES

__all__ = ["JOURNAL", "Known", "LostRowsError", "known_of"]

JOURNAL = "journal"
Tables = Mapping[str, pa.Table]
_NAMES = tuple(name for name in TABLES if name != "failures")
# Parts in memory; builds ask for reports nearly in the order in which they were written.
_PARTS_HELD = 2
_HASHING_THREADS = 4


class LostRowsError(Exception):
    """Rows that an earlier build wrote can't be read any more."""


@dataclass(slots=True, eq=False)
class _Part:
    """Reports that can be loaded together."""

    ids: list[str]
    hashes: list[str]
    load: Callable[[], Tables]
    origin: _Origin


@dataclass(slots=True, eq=False)
class _Origin:
    """Where parts lie; a build that was cut off is taken away when the last of its reports has been taken over."""

    folder: Path
    is_cut_off: bool
    wanted: set[str] = field(default_factory=set)


class Known:
    """What earlier builds know of reports, by report_id; of several the last one counts."""

    def __init__(self, parts: Iterable[_Part] = ()) -> None:
        self._where: dict[str, tuple[_Part, int]] = {}
        n_parts = 0
        for part in parts:
            n_parts += 1
            for row, report_id in enumerate(part.ids):
                if report_id in self._where:
                    self._where[report_id][0].origin.wanted.discard(report_id)
                self._where[report_id] = part, row
                part.origin.wanted.add(report_id)
        self._held: OrderedDict[_Part, tuple[Tables, Mapping[str, np.ndarray]]] = OrderedDict()
        # Where the order is another one, reading the reports again is quicker than loading parts again and again.
        self._loads_left = 3 * n_parts + 10
        self.n_taken = 0

    def unchanged(self, tasks: Sequence[Task | TextTask]) -> set[str]:
        """The report_id of those that are known and have the same content as then."""
        asked = [task for task in tasks if task.report_id in self._where] if self._loads_left > 0 else []
        if not asked:
            return set()
        with ThreadPoolExecutor(_HASHING_THREADS) as pool:
            now = list(pool.map(_hash_of, asked))
        found = set()
        for task, digest in zip(asked, now, strict=True):
            part, row = self._where[task.report_id]
            if digest is not None and digest == part.hashes[row]:
                found.add(task.report_id)
        return found

    def take(self, report_ids: Sequence[str]) -> Batch:
        """The rows of reports, as they were read, in the order asked for.

        Raises
        ------
        LostRowsError
        """
        batches = []
        at = 0
        while at < len(report_ids):
            part, row = self._where[report_ids[at]]
            end = at + 1
            while end < len(report_ids) and self._where[report_ids[end]] == (part, row + end - at):
                end += 1
            batches.append(Batch(self._rows(part, row, row + end - at), ()))
            at = end
        self.n_taken += len(report_ids)
        return join_batches(batches)

    def settle(self, report_ids: Iterable[str]) -> None:
        """Tell that these are written anew: what only they needed goes."""
        for report_id in report_ids:
            if report_id in self._where:
                origin = self._where[report_id][0].origin
                origin.wanted.discard(report_id)
                if not origin.wanted and origin.is_cut_off:
                    shutil.rmtree(origin.folder, ignore_errors=True)

    def _rows(self, part: _Part, begin: int, end: int) -> Tables:
        tables, starts = self._loaded(part)
        return {
            name: table.slice(starts[name][begin], starts[name][end] - starts[name][begin])
            for name, table in tables.items()
        }

    def _loaded(self, part: _Part) -> tuple[Tables, Mapping[str, np.ndarray]]:
        if part not in self._held:
            self._loads_left -= 1
            try:
                tables = part.load()
            except (pa.ArrowException, OSError, KeyError, ValueError) as error:
                raise LostRowsError(str(error)) from error
            self._held[part] = tables, {name: _starts(table, part.ids) for name, table in tables.items()}
            while len(self._held) > _PARTS_HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(part)
        return self._held[part]


def known_of(store: Path, cut_off: Iterable[Path], source: str) -> Known:
    """What the store of an earlier build and builds that were cut off know, as far as this version would read the same.

    Parameters
    ----------
    store : the target, a store or not
    cut_off : folders of builds that were cut off, the earliest first
    source : "files" or "texts", which are not read alike
    """
    origins = [_Origin(store, is_cut_off=False), *(_Origin(folder, is_cut_off=True) for folder in cut_off)]
    parts: list[_Part] = []
    for origin in origins:
        manifest = _manifest_of(origin.folder)
        # A build that was to read everything anew goes on as one.
        if origin.is_cut_off and manifest is not None and manifest.is_anew:
            parts = []
        if manifest is not None and _is_alike(manifest, source):
            parts += [*_whole_parts(origin, manifest), *_journaled(origin)]
    known = Known(parts)
    for origin in origins:
        if origin.is_cut_off and not origin.wanted:
            shutil.rmtree(origin.folder, ignore_errors=True)
    return known


def _manifest_of(folder: Path) -> Manifest | None:
    # A build that is cut off before its last step has a whole store that isn't in its place.
    for name in (STORE_FILE, PROGRESS_FILE):
        with suppress(StoreError):
            return read_manifest(folder, name)
    return None


def _is_alike(manifest: Manifest, source: str) -> bool:
    written = manifest.textkit_version, manifest.schema_version, manifest.source
    return written == (__version__, SCHEMA_VERSION, source)


def _journaled(origin: _Origin) -> list[_Part]:
    parts = []
    for path, tables in read_journal(origin.folder / JOURNAL):
        parts.append(_part(tables["reports"], partial(_entry, path), origin))
    return parts


def _entry(path: Path) -> Tables:
    tables = read_entry(path)
    if tables is None:
        raise LostRowsError(f"{path} was changed")
    return tables


def _whole_parts(origin: _Origin, manifest: Manifest) -> list[_Part]:
    parts = []
    for number, one in enumerate(manifest.tables["reports"]):
        try:
            heads = _table(origin.folder / "reports" / one.file, ["report_id", "content_hash"])
        except (pa.ArrowException, OSError):
            continue
        files = {name: origin.folder / name / manifest.tables[name][number].file for name in _NAMES}
        parts.append(_part(heads, partial(_as_read, files), origin))
    return parts


def _part(reports: pa.Table, load: Callable[[], Tables], origin: _Origin) -> _Part:
    return _Part(reports["report_id"].to_pylist(), reports["content_hash"].to_pylist(), load, origin)


def _table(path: Path, columns: list[str] | None = None) -> pa.Table:
    return pq.read_table(path, columns=columns, page_checksum_verification=True)


def _as_read(files: Mapping[str, Path]) -> Tables:
    """The tables of a part without what was laid over reports and what other reports tell of them."""
    tables = {}
    for name, path in files.items():
        table = _table(path)
        columns = table_columns(name)
        if name == "reports":
            held = set(table.column_names)
            table = pa.table(
                {
                    one.name: table[f"{one.name}_detected" if f"{one.name}_detected" in held else one.name]
                    for one in columns
                }
            )
            for first in ("duplicate_of", "version_of"):
                place = table.schema.get_field_index(first)
                table = table.set_column(place, first, pa.nulls(len(table), pa.string()))
        tables[name] = table.cast(schema_of(columns))
    return tables


def _starts(table: pa.Table, ids: Sequence[str]) -> np.ndarray:
    """Where the rows of each report begin, and where the last ones end."""
    rank = pc.index_in(table["report_id"], value_set=pa.array(ids, type=pa.string()))
    return np.searchsorted(rank.to_numpy(), np.arange(len(ids) + 1))


def _hash_of(task: Task | TextTask) -> str | None:
    """The content_hash that reading would give; None where it can't be told."""
    if isinstance(task, TextTask):
        return hashlib.sha256(task.text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        if task.path.stat().st_size > MAX_BYTES:
            return None
        return hashlib.sha256(task.path.read_bytes()).hexdigest()
    except OSError:
        return None
