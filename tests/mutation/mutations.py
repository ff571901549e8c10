"""Ways to damage a file: its bytes, what its zip package or its PDF streams hold, its name and charset.

A mutation takes a ``Sample`` and a ``random.Random`` and gives the damaged ``Sample``; the same
seed gives the same damage.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from base64 import a85decode, a85encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

__all__ = ["Mutant", "Sample", "kinds_of", "mutant", "samples"]

REPORTS = Path(__file__).resolve().parents[2] / "data" / "reports"

# A piece that is cut out, doubled or moved has at most this share of the file.
MAX_PIECE = 0.5
MAX_FLIPS = 200
MAX_INSERTED = 4096
MAX_EDITS = 20
SUFFIXES = ("txt", "md", "html", "docx", "doc", "pdf", "rtf", "mht", "odt", "wps", "xml", "bin", "")
CHARSETS = (
    b"utf-8", b"gb2312", b"gbk", b"gb18030", b"big5", b"utf-16", b"utf-7", b"iso-2022-cn", b"hz-gb-2312", b"latin-1", b"cp037", b"rot13", b"x" * 29,
    b"undefined", b"idna", b"punycode", b"hex", b"shift_jis", b"",
)  # fmt: skip
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-be", "utf-32", "utf-8-sig")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: its name and its bytes."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged file, what it was made from and how."""

    file: Sample
    source: Sample
    kind: str

    @property
    def format(self) -> str:
        return self.source.suffix


Mutation = Callable[[Sample, random.Random], Sample]
Edit = Callable[[bytes, random.Random], bytes]


@cache
def samples() -> tuple[Sample, ...]:
    """The sample reports in the order of their names."""
    return tuple(Sample(path.name, path.read_bytes()) for path in sorted(REPORTS.iterdir()))


def mutant(seed: int, number: int, format: str | None = None) -> Mutant:
    """The mutation with this number: the file, the kind and all that is random follow from seed and number."""
    rng = random.Random(f"{seed}/{number}")
    chosen = [sample for sample in samples() if format in (None, sample.suffix)]
    source = chosen[number % len(chosen)]
    kinds = kinds_of(source.suffix)
    kind = rng.choice(sorted(kinds))
    return Mutant(kinds[kind](source, rng), source, kind)


def kinds_of(suffix: str) -> dict[str, Mutation]:
    """What can be done to a file of a format."""
    kinds = dict(_ANY)
    kinds |= _TEXT if suffix in ("txt", "md", "html") else {}
    kinds |= _BY_SUFFIX.get(suffix, {})
    return kinds


# -------------------------------------------------------------------------------------- runs of bytes


def _piece(size: int, rng: random.Random) -> tuple[int, int]:
    length = rng.randint(1, max(1, int(MAX_PIECE * size * rng.random() ** 2)))
    start = rng.randint(0, max(0, size - length))
    return start, start + length


def truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def cut_out(data: bytes, rng: random.Random) -> bytes:
    start, end = _piece(len(data), rng)
    return data[:start] + data[end:]


def double(data: bytes, rng: random.Random) -> bytes:
    start, end = _piece(len(data), rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 1, 5)) + data[end:]


def swap(data: bytes, rng: random.Random) -> bytes:
    a, b, c, d = sorted(rng.randint(0, len(data)) for _ in range(4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def flip_bits(data: bytes, rng: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(rng.randint(1, MAX_FLIPS) if flipped else 0):
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def insert_zeros(data: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + bytes(rng.randint(1, MAX_INSERTED)) + data[at:]


def insert_random(data: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.randbytes(rng.randint(1, MAX_INSERTED)) + data[at:]


_EDITS: dict[str, Edit] = {
    "truncate": truncate,
    "cut out": cut_out,
    "double": double,
    "swap pieces": swap,
    "flip bits": flip_bits,
    "insert zeros": insert_zeros,
    "insert random": insert_random,
}


def _whole_file(edit: Edit) -> Mutation:
    return lambda sample, rng: replace(sample, data=edit(sample.data, rng))


# --------------------------------------------------------------------------------------- whole files


def _splice(sample: Sample, other: Sample, rng: random.Random) -> Sample:
    head = sample.data[: rng.randint(1, len(sample.data))]
    return replace(sample, data=head + other.data[rng.randint(0, len(other.data) - 1) :])


def splice_same(sample: Sample, rng: random.Random) -> Sample:
    return _splice(sample, rng.choice([one for one in samples() if one.suffix == sample.suffix]), rng)


def splice_other(sample: Sample, rng: random.Random) -> Sample:
    return _splice(sample, rng.choice([one for one in samples() if one.suffix != sample.suffix]), rng)


def rename(sample: Sample, rng: random.Random) -> Sample:
    stem = sample.name.rpartition(".")[0]
    suffix = rng.choice([suffix for suffix in SUFFIXES if suffix != sample.suffix])
    return replace(sample, name=f"{stem}.{suffix}" if suffix else stem)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def change_encoding_halfway(sample: Sample, rng: random.Random) -> Sample:
    text = _text(sample.data)
    at = rng.randint(0, len(text))
    first, second = rng.choice(ENCODINGS), rng.choice(ENCODINGS)
    return replace(sample, data=text[:at].encode(first, "ignore") + text[at:].encode(second, "ignore"))


def change_encoding(sample: Sample, rng: random.Random) -> Sample:
    return replace(sample, data=_text(sample.data).encode(rng.choice(ENCODINGS), "ignore"))


def change_charset(sample: Sample, rng: random.Random) -> Sample:
    """Another charset declared; some pages are saved in it too."""
    charset = rng.choice(CHARSETS)
    declared = re.sub(rb"(?i)(charset\s*=\s*[\"']?)[\w-]+", rb"\g<1>" + charset, sample.data, count=1)
    if declared == sample.data:
        declared = b'<meta charset="' + charset + b'">' + sample.data
    return replace(sample, data=declared)


def break_tags(sample: Sample, rng: random.Random) -> Sample:
    return replace(sample, data=_edit_tags(sample.data, rng))


# ---------------------------------------------------------------------------------------------- tags

_TAG = re.compile(rb"<[^<>]{1,2000}>")


def _edit_tags(data: bytes, rng: random.Random) -> bytes:
    edit = rng.choice((_swap_tags, _drop_tags, _double_tags, _huge_attributes, _deep_tags))
    return edit(data, rng)


def _some_tags(data: bytes, rng: random.Random) -> list[re.Match[bytes]]:
    tags = list(_TAG.finditer(data))
    chosen = rng.sample(tags, min(len(tags), rng.randint(2, 2 * MAX_EDITS)))
    return sorted(chosen, key=re.Match.start)


def _replaced(data: bytes, tags: list[re.Match[bytes]], written: list[bytes]) -> bytes:
    parts, at = [], 0
    for tag, new in zip(tags, written, strict=True):
        parts += [data[at : tag.start()], new]
        at = tag.end()
    return b"".join([*parts, data[at:]])


def _swap_tags(data: bytes, rng: random.Random) -> bytes:
    tags = _some_tags(data, rng)
    written = [tag.group() for tag in tags]
    rng.shuffle(written)
    return _replaced(data, tags, written)


def _drop_tags(data: bytes, rng: random.Random) -> bytes:
    tags = _some_tags(data, rng)
    return _replaced(data, tags, [b""] * len(tags))


def _double_tags(data: bytes, rng: random.Random) -> bytes:
    tags = _some_tags(data, rng)
    times = rng.choice((2, 2, 50))
    return _replaced(data, tags, [tag.group() * times for tag in tags])


_DIGITS = re.compile(rb"=([\"'])\d+[\"']")
_NUMBERS = (b"0", b"-1", b"999", b"65535", b"2147483648", b"1e9", b"9" * 40, b"")


def _huge_attributes(data: bytes, rng: random.Random) -> bytes:
    """Numbers of attributes replaced by absurd ones, or a long attribute added."""
    tags = _some_tags(data, rng)
    written = []
    for tag in tags:
        printed = tag.group()
        changed = _DIGITS.sub(lambda match: b"=" + match[1] + rng.choice(_NUMBERS) + match[1], printed)
        if changed == printed and not printed.startswith((b"</", b"<!", b"<?")):
            end = -2 if printed.endswith(b"/>") else -1
            size = rng.choice((10, 1000, 100_000))
            changed = printed[:end] + b' a="' + b"1" * size + b'"' + printed[end:]
        written.append(changed)
    return _replaced(data, tags, written)


def _deep_tags(data: bytes, rng: random.Random) -> bytes:
    opening = [tag for tag in _some_tags(data, rng) if not tag.group().startswith((b"</", b"<!", b"<?"))][:1]
    return _replaced(data, opening, [tag.group() * rng.choice((100, 3000, 20_000)) for tag in opening])


_TEXT_BETWEEN = re.compile(rb">[^<>]+<")
_TEXTS = (
    b"", b" ", b"0", b"\t", b"&#9;", b"&#0;", b"&#xD800;", b"&amp;", b"&unknown;", b"]]>", b"<!--", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"-" * 5000,
    "一、总体情况".encode(), "第二十条第（一）项".encode(), "规章".encode(), "总计".encode(), b"1.", b"\x01", b"\xff\xfe",
)  # fmt: skip


def _edit_texts(data: bytes, rng: random.Random) -> bytes:
    """Texts between tags replaced, emptied, moved."""
    texts = list(_TEXT_BETWEEN.finditer(data))
    chosen = sorted(rng.sample(texts, min(len(texts), rng.randint(1, MAX_EDITS))), key=re.Match.start)
    written = [text.group()[1:-1] for text in chosen]
    rng.shuffle(written)
    written = [rng.choice(_TEXTS) if rng.random() < 0.5 else text for text in written]
    return _replaced(data, chosen, [b">" + text + b"<" for text in written])


# ---------------------------------------------------------------------------------- inside a package


def _in_package(edit: Edit, *, parts: tuple[str, ...] = ("word/document.xml",)) -> Mutation:
    """The edit done to a member, the package zipped again so that sizes and CRC fit."""

    def mutation(sample: Sample, rng: random.Random) -> Sample:
        with zipfile.ZipFile(io.BytesIO(sample.data)) as source:
            members = {member.filename: source.read(member) for member in source.infolist()}
        names = [name for name in members if name in parts] if parts else sorted(members)
        name = rng.choice(names)
        members[name] = edit(members[name], rng)
        return replace(sample, data=_zipped(members))

    return mutation


def _zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def change_members(sample: Sample, rng: random.Random) -> Sample:
    """Members of the package left out, doubled or swapped."""
    with zipfile.ZipFile(io.BytesIO(sample.data)) as source:
        members = {member.filename: source.read(member) for member in source.infolist()}
    names = sorted(members)
    one, two = rng.sample(names, 2)
    match rng.choice(("drop", "swap", "empty", "move")):
        case "drop":
            del members[one]
        case "swap":
            members[one], members[two] = members[two], members[one]
        case "empty":
            members[one] = b""
        case _:
            members[f"../{one}"] = members.pop(one)
    return replace(sample, data=_zipped(members))


def _byte_edit(data: bytes, rng: random.Random) -> bytes:
    return rng.choice(list(_EDITS.values()))(data, rng)


# ------------------------------------------------------------------------------------ inside a PDF

_STREAM = re.compile(rb"(<<(?:(?!stream).)*?>>)\s*stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_LENGTH = re.compile(rb"/Length\s+\d+(?:\s+\d+\s+R)?")


def _in_streams(edit: Edit) -> Mutation:
    """The edit done to some streams unpacked, which are packed again; their lengths fit."""

    def mutation(sample: Sample, rng: random.Random) -> Sample:
        streams = [match for match in _STREAM.finditer(sample.data) if _unpacked(match) is not None]
        chosen = sorted(rng.sample(streams, min(len(streams), rng.randint(1, 3))), key=re.Match.start)
        parts, at = [], 0
        for match in chosen:
            content = edit(_unpacked(match) or b"", rng)
            packed = zlib.compress(content)
            if b"ASCII85Decode" in match[1]:
                packed = a85encode(packed) + b"~>"
            head = _LENGTH.sub(b"/Length %d" % len(packed), match[1], count=1)
            parts += [sample.data[at : match.start()], head, b"\nstream\n", packed, b"\nendstream"]
            at = match.end()
        return replace(sample, data=b"".join([*parts, sample.data[at:]]))

    return mutation


def _unpacked(match: re.Match[bytes]) -> bytes | None:
    """What a stream holds, None where it is packed in another way."""
    if b"FlateDecode" not in match[1]:
        return None
    data = match[2]
    try:
        if b"ASCII85Decode" in match[1]:
            data = a85decode(data.strip().removesuffix(b"~>"))
        return zlib.decompressobj().decompress(data)
    except (ValueError, zlib.error):
        return None


_OPERAND = re.compile(rb"-?\d+(?:\.\d+)?")
_OPERANDS = (
    b"0",
    b"-1",
    b"1e30",
    b"99999999999",
    b"-0.0001",
    b"3.4e38",
    b"nan",
    b"2147483648",
    b"65536",
    b"",
)


def _edit_operands(data: bytes, rng: random.Random) -> bytes:
    """Numbers of a drawing replaced by others: places, sizes, codes."""
    found = list(_OPERAND.finditer(data))
    chosen = sorted(rng.sample(found, min(len(found), rng.randint(1, 4 * MAX_EDITS))), key=re.Match.start)
    written = [
        rng.choice(_OPERANDS) if rng.random() < 0.5 else b"%d" % rng.randint(-900, 900) for _ in chosen
    ]
    return _replaced(data, chosen, written)


def _edit_lines(data: bytes, rng: random.Random) -> bytes:
    """Operators left out, doubled, moved: what is saved and never restored, text without a font."""
    lines = list(_lines(data))
    for _ in range(rng.randint(1, MAX_EDITS) if lines else 0):
        at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.choice(("drop", "double", "swap", "many")):
            case "drop":
                lines[at] = b""
            case "double":
                lines[at] *= 2
            case "swap":
                lines[at], lines[to] = lines[to], lines[at]
            case _:
                lines[at] *= rng.choice((10, 500))
    return b"".join(lines)


def _lines(data: bytes) -> Iterator[bytes]:
    return iter(data.splitlines(keepends=True))


_OBJECT_WORD = re.compile(
    rb"/(?:Kids|Parent|Count|Contents|Resources|MediaBox|Font|ToUnicode|Length|Type|Rotate|W|Root)\b"
)


def change_objects(sample: Sample, rng: random.Random) -> Sample:
    """Keys of objects swapped, numbers of references changed: loops in the page tree, fonts that are pages."""
    words = list(_OBJECT_WORD.finditer(sample.data))
    numbers = list(re.finditer(rb"\b\d+(?= 0 R)", sample.data))
    found = numbers if rng.random() < 0.5 else words
    chosen = sorted(rng.sample(found, min(len(found), rng.randint(1, MAX_EDITS))), key=re.Match.start)
    written = [match.group() for match in chosen]
    if found is numbers:
        written = [rng.choice(numbers).group() for _ in chosen]
    else:
        rng.shuffle(written)
    return replace(sample, data=_replaced(sample.data, chosen, written))


# ---------------------------------------------------------------------------------------------- kinds

_ANY: dict[str, Mutation] = {
    **{name: _whole_file(edit) for name, edit in _EDITS.items()},
    "splice same format": splice_same,
    "splice other format": splice_other,
    "rename": rename,
}
_TEXT: dict[str, Mutation] = {
    "encoding half-way": change_encoding_halfway,
    "encoding": change_encoding,
    "charset": change_charset,
}
_BY_SUFFIX: dict[str, dict[str, Mutation]] = {
    "html": {"tags": break_tags, "texts": _whole_file(_edit_texts)},
    "docx": {
        "xml tags": _in_package(_edit_tags),
        "xml texts": _in_package(_edit_texts),
        "xml truncate": _in_package(truncate),
        "xml bytes": _in_package(_byte_edit),
        "other parts": _in_package(_edit_tags, parts=()),
        "other bytes": _in_package(_byte_edit, parts=()),
        "members": change_members,
    },
    "pdf": {
        "stream bytes": _in_streams(_byte_edit),
        "stream numbers": _in_streams(_edit_operands),
        "stream lines": _in_streams(_edit_lines),
        "objects": change_objects,
    },
}
