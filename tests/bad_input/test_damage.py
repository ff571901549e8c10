"""Damage that a reader of the text can't see is told in the warnings."""

import re
import zlib

import pytest
from mutation.mutations import samples

import textkit as tk
from textkit.reading._pdf_damage import damaged_parts

PAGE = (
    "<html><body><h1>青澜县水利局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
    "<p>2023年，我局公开信息18条，受理申请2件，均已按期办结。</p></body></html>"
)
PDF = next(sample for sample in samples() if sample.name == "county-government-2023.pdf")
PACKED = [
    match
    for match in re.finditer(rb"FlateDecode.{0,80}?stream\r?\n(.*?)\r?\nendstream", PDF.data, re.DOTALL)
    if match[1][:1] == b"x"
]


def codes(data: bytes, name: str) -> list[str]:
    return [notice.code for notice in tk.read(data, filename=name).warnings]


@pytest.mark.parametrize("end", ["</body></html>", "</html>"])
def test_a_page_that_is_cut_short_is_told(end):
    whole = PAGE.replace("</body></html>", end)
    assert "cut_short" not in codes(whole.encode(), "a.html")
    assert "cut_short" in codes(whole.removesuffix(end).encode(), "a.html")


def test_a_comment_that_never_ends_is_told():
    assert "cut_short" in codes(PAGE.replace("</body>", "<!-- 页脚 </body>").encode(), "a.html")


def test_a_fragment_of_a_page_is_whole():
    fragment = PAGE.removeprefix("<html><body>").removesuffix("</body></html>")
    assert "cut_short" not in codes(fragment.encode(), "a.html")


def test_a_sound_pdf_has_no_damaged_parts():
    assert {one.name: damaged_parts(one.data) for one in samples() if one.suffix == "pdf"} == {
        one.name: 0 for one in samples() if one.suffix == "pdf"
    }


def test_a_byte_changed_in_a_packed_part_is_told():
    at = PACKED[0].start(1) + len(PACKED[0][1]) // 2
    data = PDF.data[:at] + bytes([PDF.data[at] ^ 0x10]) + PDF.data[at + 1 :]
    assert "damaged_parts" in codes(data, "a.pdf")


def test_a_part_that_breaks_off_is_damaged():
    packed = zlib.compress(b"BT /F1 12 Tf (text) Tj ET" * 20)[:-12]
    data = b"1 0 obj\n<< /Filter /FlateDecode /Length 9 >>\nstream\n" + packed + b"\nendstream\nendobj"
    assert damaged_parts(data) == 1


def test_a_picture_is_not_looked_at():
    head = b"1 0 obj\n<< /Subtype /Image /Filter /FlateDecode /Length 4 >>\nstream\n"
    assert damaged_parts(head + b"none\nendstream\nendobj") == 0


def test_a_font_whose_table_of_signs_is_wrong_is_told():
    """The table from codes to characters of the body's font points elsewhere: its words come out as other signs."""
    tables = [(match, zlib.decompressobj().decompress(match[1])) for match in PACKED]
    match, table = max(
        ((match, content) for match, content in tables if b"begincmap" in content),
        key=lambda pair: len(pair[1]),
    )
    wrong = zlib.compress(re.sub(rb"<[4-9][0-9A-F]{3}>", b"<00E9>", table))
    # As long as before, so that all that follows keeps its place; blanks behind the data do no harm.
    packed = wrong.ljust(len(match[1]))
    data = PDF.data[: match.start(1)] + packed + PDF.data[match.end(1) :]
    assert "characters_doubtful" in codes(data, "a.pdf")
