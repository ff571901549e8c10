"""OLE2 compound files (.doc, .xls, .wps …): which streams they hold, and the first bytes of one. Nothing more."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from textkit.reading._document import ReadingError

__all__ = ["COMPOUND_MAGIC", "Compound"]

COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
ENTRY = 128
# A report with embedded pictures and tables has 50 streams.
MAX_ENTRIES = 20_000
# Sector numbers from here on mean the end of a chain, or none.
NO_SECTOR = 0xFFFFFFFA
STREAM = 2


@dataclass(frozen=True, slots=True)
class _Stream:
    start: int
    size: int


class Compound:
    """The streams of a compound file by name, storages left out; names of several streams count once.

    Raises
    ------
    ReadingError
        Cut off or damaged.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < HEADER or not data.startswith(COMPOUND_MAGIC):
            raise _damaged()
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise _damaged()
        self._sector = 1 << shift
        self._table = self._sectors_of_the_table()
        self._streams: dict[str, _Stream] = {}
        self._cutoff: int = struct.unpack_from("<I", data, 56)[0]
        self._read_directory(struct.unpack_from("<I", data, 48)[0])

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def beginning(self, name: str) -> bytes:
        """The first sector of a stream; nothing where it is missing or kept among the small ones."""
        stream = self._streams.get(name)
        if stream is None or stream.size < self._cutoff:
            return b""
        return self._at(stream.start)[: stream.size]

    def _at(self, sector: int) -> bytes:
        # The header takes the place of a sector, whatever their size.
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    def _sectors_of_the_table(self) -> list[int]:
        """Sectors that hold the allocation table: 109 are named in the header, more in a chain."""
        named = [*struct.unpack_from("<109I", self._data, 76)]
        following: int = struct.unpack_from("<I", self._data, 68)[0]
        limit = len(self._data) // self._sector + 1
        each = self._sector // 4
        while following < NO_SECTOR and len(named) <= limit:
            found = self._at(following)
            if len(found) < self._sector:
                raise _damaged()
            *more, following = struct.unpack(f"<{each}I", found)
            named += more
        return [sector for sector in named if sector < NO_SECTOR]

    def _next(self, sector: int) -> int:
        index, place = divmod(sector, self._sector // 4)
        if index >= len(self._table):
            raise _damaged()
        found = self._at(self._table[index])[4 * place : 4 * place + 4]
        if len(found) < 4:
            raise _damaged()
        following: int = struct.unpack("<I", found)[0]
        return following

    def _read_directory(self, sector: int) -> None:
        entries = 0
        while sector < NO_SECTOR:
            part = self._at(sector)
            for at in range(0, len(part) - ENTRY + 1, ENTRY):
                self._read_entry(part[at : at + ENTRY])
            entries += self._sector // ENTRY
            if not part or entries > MAX_ENTRIES:
                raise _damaged()
            sector = self._next(sector)

    def _read_entry(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        if kind != STREAM or not 2 <= length <= 64:
            return
        name = entry[: length - 2].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        self._streams.setdefault(name, _Stream(start, size))


def _damaged() -> ReadingError:
    return ReadingError(
        "this is an old Office file (.doc, .xls) that is cut off or damaged: download it again, "
        "or open it in Word or WPS and save it as .docx"
    )
