"""PDF files put together by hand: pages of texts and lines, Chinese in a font that isn't embedded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842
# Where the body of a page stands: 24 characters of 16 points in a line.
LEFT, SIZE, PER_LINE = 100, 16, 24
PITCH = 26


@dataclass(frozen=True)
class Text:
    """Words whose first character has its lower left corner at (x, y), y from the top of the page."""

    x: float
    y: float
    words: str
    size: float = SIZE
    spread: float = 0.0
    turned: bool = False

    def draw(self) -> str:
        code = self.words.encode("utf-16-be").hex()
        matrix = "0 1 -1 0" if self.turned else "1 0 0 1"
        at = f"{self.x} {HEIGHT - self.y}"
        return f"BT /F1 {self.size} Tf {self.spread} Tc {matrix} {at} Tm <{code}> Tj ET"


@dataclass(frozen=True)
class Stroke:
    """A ruled line."""

    x0: float
    y0: float
    x1: float
    y1: float

    def draw(self) -> str:
        return f"0.5 w {self.x0} {HEIGHT - self.y0} m {self.x1} {HEIGHT - self.y1} l S"


@dataclass(frozen=True)
class Picture:
    """A grey picture over a part of the page."""

    width: float = WIDTH
    height: float = HEIGHT

    def draw(self) -> str:
        return f"q {self.width} 0 0 {self.height} 0 {HEIGHT - self.height} cm /Im1 Do Q"


Item = Text | Stroke | Picture


def paragraph(
    words: str, y: float, *, indent: bool = True, x: float = LEFT, per_line: int = PER_LINE
) -> list[Text]:
    """Lines of a paragraph from ``y`` downwards, the first one indented by two characters."""
    lines = []
    first = per_line - 2 if indent else per_line
    pieces = [words[:first], *(words[at : at + per_line] for at in range(first, len(words), per_line))]
    for number, piece in enumerate(pieces):
        shift = 2 * SIZE if indent and number == 0 else 0
        lines.append(Text(x + shift, y + number * PITCH, piece))
    return lines


def ruled(
    rows: Sequence[Sequence[str]],
    y: float,
    *,
    xs: Sequence[float],
    height: float = 24,
    open_end: bool = False,
) -> list[Item]:
    """A table with a line around every cell."""
    items: list[Item] = []
    bottom = y + height * len(rows)
    for number in range(len(rows) + (not open_end)):
        items.append(Stroke(xs[0], y + number * height, xs[-1], y + number * height))
    items += [Stroke(x, y, x, bottom) for x in xs]
    for number, row in enumerate(rows):
        for x, words in zip(xs, row, strict=False):
            items.append(Text(x + 3, y + (number + 1) * height - 7, words, size=9))
    return items


def pdf(
    pages: Iterable[Sequence[Item]],
    *,
    rotate: int = 0,
    extra: Sequence[str] = (),
    resources: str = "",
    encoding: str = "UniGB-UCS2-H",
    catalog: str = "",
) -> bytes:
    """A file with these pages; ``extra`` objects are numbered from 10."""
    contents = ["\n".join(item.draw() for item in page).encode("ascii") for page in pages]
    return assemble(
        contents, rotate=rotate, extra=extra, resources=resources, encoding=encoding, catalog=catalog
    )


def assemble(
    contents: Sequence[bytes],
    *,
    rotate: int = 0,
    extra: Sequence[str] = (),
    resources: str = "",
    encoding: str = "UniGB-UCS2-H",
    catalog: str = "",
) -> bytes:
    """A file with these content streams, a page each."""
    first = 10 + len(extra)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        3: f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding} /DescendantFonts [4 0 R] >>".encode(),
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        5: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        6: stream(
            bytes(16),
            "/Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 8",
        ),
    }
    for number, content in enumerate(extra):
        objects[10 + number] = content.encode("latin-1")
    for number, content in enumerate(contents):
        page, body = first + 2 * number, first + 2 * number + 1
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} /Contents {body} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R {resources} >> >> >>"
        ).encode()
        objects[body] = stream(content)
    return write(objects)


def stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def write(objects: dict[int, bytes]) -> bytes:
    """Numbered objects as a file with its table of offsets."""
    parts = [b"%PDF-1.4\n"]
    offsets = {}
    at = len(parts[0])
    for number in sorted(objects):
        offsets[number] = at
        parts.append(b"%d 0 obj\n" % number + objects[number] + b"\nendobj\n")
        at += len(parts[-1])
    size = max(objects) + 1
    table = [b"xref\n0 %d\n" % size, b"0000000000 65535 f \n"]
    for number in range(1, size):
        table.append(b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n")
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, at)
    return b"".join([*parts, *table, end])
