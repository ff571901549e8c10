"""Batches on disk until the part that holds them is whole: what a build that is cut off leaves to the next."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from textkit.corpus._work import schema_of
from textkit.frames import TABLES, table_columns

__all__ = ["Journal", "read_journal"]

_SIZE = 8
_DIGEST = 16
_NAMES = tuple(name for name in TABLES if name != "failures")


class Journal:
    """Files of one batch each, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._kept: list[Path] = []

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add a batch; the file is there whole or not at all."""
        self._folder.mkdir(exist_ok=True)
        parts = []
        for name in _NAMES:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, tables[name].schema) as writer:
                writer.write_table(tables[name])
            content = sink.getvalue().to_pybytes()
            parts += [len(content).to_bytes(_SIZE, "little"), content]
        payload = b"".join(parts)
        path = self._folder / f"{self._number:08d}.batch"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(hashlib.blake2b(payload, digest_size=_DIGEST).digest() + payload)
        fresh.replace(path)
        self._number += 1
        self._kept.append(path)

    def keep_last(self, number: int) -> None:
        """Take away all but the last so many batches."""
        split = len(self._kept) - number
        for path in self._kept[:split]:
            path.unlink()
        self._kept = self._kept[split:]


def read_journal(folder: Path) -> Iterator[tuple[Path, Mapping[str, pa.Table]]]:
    """The batches of a journal that are whole, in the order of their writing."""
    for path in sorted(folder.glob("*.batch")):
        if (tables := read_entry(path)) is not None:
            yield path, tables


def read_entry(path: Path) -> Mapping[str, pa.Table] | None:
    """The tables of one batch; None where the file is not whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, payload = content[:_DIGEST], content[_DIGEST:]
    if hashlib.blake2b(payload, digest_size=_DIGEST).digest() != digest:
        return None
    stream = io.BytesIO(payload)
    tables: dict[str, pa.Table] = {}
    for name in _NAMES:
        size = int.from_bytes(stream.read(_SIZE), "little")
        if size > len(payload):
            return None
        try:
            table = pa.ipc.open_stream(stream.read(size)).read_all()
        except (pa.ArrowException, OSError):
            return None
        if table.schema != schema_of(table_columns(name)):
            return None
        tables[name] = table
    return tables
