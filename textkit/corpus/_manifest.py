"""store.json: what a store holds, and whether its parts are whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from textkit.frames import SCHEMA_VERSION, TABLES, Column, Dtype, table_columns

__all__ = [
    "PROGRESS_FILE",
    "STORE_FILE",
    "Manifest",
    "Part",
    "StoreError",
    "is_store",
    "read_manifest",
    "write_manifest",
]

STORE_FILE = "store.json"
# What a build in progress has written so far, in the form of store.json.
PROGRESS_FILE = "progress.json"
_MARK = "textkit store"
# A manifest names a few files; whatever is larger is none.
MAX_MANIFEST = 100_000_000


class StoreError(ValueError):
    """A folder is no store, is not whole, or may not be replaced."""


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a table."""

    file: str
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Content of store.json; ``columns`` are those that ``reports`` has beyond its own.

    ``unmatched`` are the keys of rows of the metadata that no report bears, the first thousand of them; ``source`` is what
    the reports were read from: files or texts; ``is_anew`` whether nothing of earlier builds was to be taken over.
    """

    schema_version: int
    textkit_version: str
    created: str
    counts: Mapping[str, int]
    tables: Mapping[str, tuple[Part, ...]]
    columns: tuple[Column, ...] = ()
    unmatched: tuple[str, ...] = ()
    source: str = ""
    is_anew: bool = False

    def columns_of(self, name: str) -> tuple[Column, ...]:
        """Columns of a table in this store; ValueError for a name that is no table."""
        return (*table_columns(name), *(self.columns if name == "reports" else ()))

    def files(self, store: Path, name: str) -> list[Path]:
        """Paths of a table's parts."""
        return [store / name / part.file for part in self.tables[name]]


def is_store(folder: Path) -> bool:
    """Whether a folder is a store of ours, whole or not."""
    try:
        return _content(folder).get("format") == _MARK
    except (OSError, StoreError):
        return False


def write_manifest(folder: Path, manifest: Manifest, name: str = STORE_FILE) -> None:
    """Write store.json, or another file in its form, whole or not at all."""
    content = {
        "format": _MARK,
        "schema_version": manifest.schema_version,
        "textkit_version": manifest.textkit_version,
        "created": manifest.created,
        "counts": dict(manifest.counts),
        "tables": {
            name: [{"file": part.file, "rows": part.rows, "bytes": part.bytes} for part in parts]
            for name, parts in manifest.tables.items()
        },
        "columns": [
            {"name": column.name, "dtype": column.dtype, "meaning": column.meaning}
            for column in manifest.columns
        ],
        "unmatched": list(manifest.unmatched),
        "source": manifest.source,
        "is_anew": manifest.is_anew,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    fresh = folder / f"{name}.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / name)


def read_manifest(store: Path, name: str = STORE_FILE) -> Manifest:
    """Read store.json, or another file in its form, and see that every part is there in full length."""
    if not store.is_dir():
        raise StoreError(f"no store at {store}: no such folder; textkit analyze FOLDER -o {store} builds one")
    try:
        content = _content(store, name)
    except OSError:
        content = {}
    if content.get("format") != _MARK:
        raise StoreError(
            f"{store} is no store of textkit: it has no readable {name}; of a folder of reports textkit analyze {store} -o OUT makes one"
        )
    version = content.get("schema_version")
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        made = content.get("textkit_version", "?")
        raise StoreError(
            f"{store} has schema version {version} (written by textkit {made}), this textkit reads"
            f" {SCHEMA_VERSION}; update textkit or build the store again"
        )
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"{store} has schema version {version}, this textkit reads {SCHEMA_VERSION}; build the store again"
        )
    try:
        manifest = _manifest(content)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise StoreError(f"{store / name} is damaged ({error!r}); build the store again") from error
    _check_parts(store, manifest)
    return manifest


def _content(folder: Path, name: str = STORE_FILE) -> dict[str, Any]:
    path = folder / name
    if path.stat().st_size > MAX_MANIFEST:
        raise StoreError(f"{path} is too large")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path} is damaged: {error}") from error
    return content if isinstance(content, dict) else {}


def _manifest(content: dict[str, Any]) -> Manifest:
    tables = {
        name: tuple(
            Part(str(part["file"]), int(part["rows"]), int(part["bytes"])) for part in content["tables"][name]
        )
        for name in TABLES
    }
    if len({len(parts) for name, parts in tables.items() if name != "failures"}) != 1:
        raise ValueError("tables with different numbers of parts")
    return Manifest(
        schema_version=content["schema_version"],
        textkit_version=str(content["textkit_version"]),
        created=str(content["created"]),
        counts={str(name): int(count) for name, count in content["counts"].items()},
        tables=tables,
        columns=tuple(_column(one) for one in content["columns"]),
        unmatched=tuple(str(key) for key in content["unmatched"]),
        source=str(content.get("source", "")),
        is_anew=content.get("is_anew") is True,
    )


def _column(content: Mapping[str, Any]) -> Column:
    if content["dtype"] not in get_args(Dtype):
        raise ValueError(f"no such type: {content['dtype']!r}")
    return Column(str(content["name"]), content["dtype"], str(content["meaning"]))


def _check_parts(store: Path, manifest: Manifest) -> None:
    for name, parts in manifest.tables.items():
        for part in parts:
            path = store / name / part.file
            if Path(part.file).name != part.file:
                raise StoreError(f"{store / STORE_FILE} names a file outside the store: {part.file}")
            if not path.is_file():
                raise StoreError(
                    f"{store} is not whole: {name}/{part.file} is missing; build the store again"
                )
            if path.stat().st_size != part.bytes:
                raise StoreError(
                    f"{store} is not whole: {name}/{part.file} has {path.stat().st_size} bytes instead of"
                    f" {part.bytes}; build the store again"
                )
