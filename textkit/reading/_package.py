"""Zip packages of office files, read in memory: only the parts asked for, each bounded. Nothing is unpacked."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from textkit.reading._document import ReadingError
from textkit.reading._xml import Element, Vocabulary, parse_xml

__all__ = ["Package", "Relation"]

# A report with a picture on every page has 300 members; the list alone takes 1 kB a member.
MAX_MEMBERS = 10_000
# The text part of the empty official form has 250 kB, of a report of 60,000 characters 4 MB.
MAX_PART = 32 * 1024 * 1024
# All parts that are read, together.
MAX_TOTAL = 64 * 1024 * 1024
# Parts of Word shrink to a tenth, a table of equal rows to a hundredth; a bomb to a thousandth.
MAX_RATIO = 300
# What is smaller than this unpacked may shrink as much as it likes.
SMALL_PART = 1024 * 1024
CHUNK = 256 * 1024

_SAVE = "open it in Word or WPS and save it again"
_CENTRAL = b"PK\x01\x02"
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, struct.error,
)  # fmt: skip

_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/"
_RELATIONS = Vocabulary(
    {f"{_NAMESPACE}relationships}}{name}": name for name in ("Relationships", "Relationship")}
)
_TYPES = Vocabulary({f"{_NAMESPACE}content-types}}{name}": name for name in ("Types", "Override")})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to inside the package: the last word of the relation's type, the part's name."""

    kind: str
    target: str


class Package:
    """A zip file whose members are asked for by name; names are never used as paths.

    Names are told apart as office files do: without regard to case, ``\\`` is ``/``.

    Raises
    ------
    ReadingError
        No readable zip file, or one with more members than any report has.
    """

    def __init__(self, data: bytes) -> None:
        if data.count(_CENTRAL) > MAX_MEMBERS:
            raise ReadingError(f"the package has more than {MAX_MEMBERS:,} members: no report has; {_SAVE}")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as err:
            raise ReadingError(
                f"the zip package (.docx, .odt) is damaged or cut off ({_shown(err)}); download it again, or {_SAVE}"
            ) from err
        self._members: dict[str, list[zipfile.ZipInfo]] = {}
        for member in self._zip.infolist():
            self._members.setdefault(_key(member.filename), []).append(member)
        self._left = MAX_TOTAL

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def holds_folder(self, folder: str) -> bool:
        """Whether any member's name begins so."""
        return any(name.startswith(_key(folder)) for name in self._members)

    def part(self, name: str) -> bytes:
        """The bytes of a member, counted while they are unpacked.

        Raises
        ------
        ReadingError
            Missing, doubled, encrypted, packed in an unusual way, damaged, or too large.
        """
        member = self._member(name)
        parts: list[bytes] = []
        size = 0
        for chunk in self._chunks(member, name):
            parts.append(chunk)
            size += len(chunk)
            self._refuse_size(name, size, member.compress_size)
        self._left -= size
        return b"".join(parts)

    def _chunks(self, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except _FAULTS as err:
            raise ReadingError(
                f"{name} in the package is damaged ({_shown(err)}); download the file again, or {_SAVE}"
            ) from err

    def _member(self, name: str) -> zipfile.ZipInfo:
        found = self._members.get(_key(name), [])
        if not found:
            raise ReadingError(f"the package has no {name}: it is cut off or no office file; {_SAVE}")
        if len(found) > 1:
            raise ReadingError(
                f"the package holds {name} {len(found)} times: it can't be told which counts; {_SAVE}"
            )
        member = found[0]
        if member.flag_bits & 0x1:
            raise ReadingError("the package is protected by a password; save it without one")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # Others unpack without bound at one call, and office files don't use them.
            raise ReadingError(f"{name} is packed in a way that office files don't use; {_SAVE}")
        return member

    def _refuse_size(self, name: str, size: int, packed: int) -> None:
        limit = min(MAX_PART, self._left)
        if size > limit:
            raise ReadingError(
                f"{name} has more than {limit:,} bytes when unpacked: no report has; save the text as txt"
            )
        if size > SMALL_PART and size > MAX_RATIO * packed:
            raise ReadingError(
                f"{name} unpacks to more than {MAX_RATIO} times its size: it may be a bomb and is not read; {_SAVE}"
            )

    def xml(self, name: str, vocabulary: Vocabulary) -> Element:
        """The elements of a member below a root without name."""
        return parse_xml(self.part(name), vocabulary, what=name)

    def relations(self, source: str = "") -> list[Relation]:
        """What a part points to inside the package; ``""`` is the package itself."""
        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self:
            return []
        root = self.xml(name, _RELATIONS).first("Relationships")
        relations = []
        for item in root.all("Relationship") if root else []:
            target = _inside(folder, item.attributes.get("Target", ""))
            if target and item.attributes.get("TargetMode", "").lower() != "external":
                relations.append(Relation(item.attributes.get("Type", "").rpartition("/")[2], target))
        return relations

    def related(self, source: str) -> dict[str, str]:
        """Names of the parts that a part points to and that are there, by kind; the first of a kind."""
        found: dict[str, str] = {}
        for relation in self.relations(source):
            if relation.target in self:
                found.setdefault(relation.kind, relation.target)
        return found

    def content_type(self, name: str) -> str:
        """What ``[Content_Types].xml`` says of a part, in small letters; ``""`` where it says nothing."""
        if "[Content_Types].xml" not in self:
            return ""
        root = self.xml("[Content_Types].xml", _TYPES).first("Types")
        for item in root.all("Override") if root else []:
            if _key(item.attributes.get("PartName", "").lstrip("/")) == _key(name):
                return item.attributes.get("ContentType", "").lower()
        return ""


def _key(name: str) -> str:
    return name.replace("\\", "/").lower()


def _inside(folder: str, target: str) -> str | None:
    """A relation's target as the name of a member, None where it leads out of the package."""
    if not target:
        return None
    path = unquote(target).replace("\\", "/")
    joined = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
    return None if joined.startswith("..") or ":" in joined else joined


def _shown(err: BaseException) -> str:
    return str(err) or type(err).__name__
