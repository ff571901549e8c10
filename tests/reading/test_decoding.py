"""The ladder of encodings."""

import pytest
from reading.builders import REPORT

from textkit.reading import ReadingError, decode, read_bytes

TRADITIONAL = "嶺海市交通運輸局編制本報告，統計期限為2020年1月1日至12月31日。全年主動公開政府信息58條，受理申請3件，均已答覆。"


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "big5", "iso-8859-1", "no-such-thing"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16", "utf-32"])
def test_a_declaration_never_wins_over_the_bytes(encoding, declared):
    text, found, _ = decode(REPORT.encode(encoding), declared=declared)
    assert text == REPORT
    assert found == {"utf-8-sig": "utf-8"}.get(encoding, encoding)


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312"])
def test_big5_is_not_read_as_gb18030(declared):
    data = TRADITIONAL.encode("big5")
    data.decode("gb18030")  # strict gb18030 takes it
    assert decode(data, declared=declared)[:2] == (TRADITIONAL, "big5")


def test_characters_that_only_the_wider_tables_hold():
    text = TRADITIONAL + "喆峯粧"
    assert decode(text.encode("big5hkscs"))[0] == text
    assert decode((REPORT + "镕").encode("gb18030"), declared="gb2312")[0] == REPORT + "镕"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding):
    assert decode(REPORT.encode(encoding))[:2] == (REPORT, encoding)


@pytest.mark.parametrize("text", ["联通", "你好", "无", "2023", "a", "18条", "公开"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_characters(text, encoding):
    assert decode(text.encode(encoding))[0] == text


def test_another_script_in_utf_8_is_taken_as_it_is():
    assert decode("ᠮᠣᠩᠭᠣᠯ ཀ་ཁ་ག Отчёт".encode())[1] == "utf-8"


def test_the_notice_names_the_byte_of_a_bad_place():
    data = bytearray((REPORT * 20).encode("utf-8"))
    data[300] = 0xFF
    text, encoding, notices = decode(bytes(data))
    assert (encoding, [notice.code for notice in notices]) == ("utf-8", ["bad_bytes"])
    assert text[notices[0].start : notices[0].end] == "\ufffd"
    start = len(text[: notices[0].start].encode("utf-8"))
    assert f"at byte {start}" in notices[0].message


@pytest.mark.parametrize("cut", [1, 2])
def test_a_character_cut_off_at_the_end(cut):
    text, _, notices = decode(REPORT.encode("utf-8")[:-cut])
    assert text.rstrip("\ufffd") == REPORT[:-1]
    assert [notice.code for notice in notices] == ["bad_bytes"]


def test_a_mark_with_a_few_bad_bytes_behind_it():
    data = bytearray(b"\xef\xbb\xbf" + (REPORT * 20).encode("utf-8"))
    data[300] = 0xFF
    assert decode(bytes(data))[2][0].code == "bad_bytes"
    with pytest.raises(ReadingError, match="mark says utf-8"):
        decode(b"\xef\xbb\xbf" + REPORT.encode("gb18030"))


def test_too_many_bad_bytes_name_the_first():
    data = bytearray(REPORT.encode("utf-8"))
    for at in range(9, len(data), 12):
        data[at] = 0xFF
    with pytest.raises(ReadingError, match="utf-8: byte 9 "):
        decode(bytes(data))


def test_a_wrong_declaration_is_noticed():
    assert decode(REPORT.encode("gb18030"), declared="utf-8")[2][0].code == "encoding_declared_wrongly"
    assert decode(REPORT.encode("gb18030"), declared="GBK")[2] == ()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"word/document.xml", "docx"),
        (b"PK\x03\x04" + b"\x00" * 40, "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "doc"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x7fELF\x02", "program"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x", "mht"),
        (b"abc\x00def\x01", "byte 3 is NUL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_text_is_refused_by_name(data, name):
    with pytest.raises(ReadingError, match=name):
        read_bytes(data, filename="report.txt")


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", "\u3000\n\xa0\u200b".encode(), b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16")]
)
def test_an_empty_file_is_refused(data):
    with pytest.raises(ReadingError, match="download it again"):
        read_bytes(data)


def test_a_file_above_the_limit_is_refused_by_size():
    with pytest.raises(ReadingError, match=r"33,554,433 bytes, the limit is 33,554,432"):
        read_bytes(b"a" * (32 * 1024 * 1024 + 1))


@pytest.mark.parametrize("clause", ["全年公开信息", "受理申请并按时答复", "公开栏目更新"])
def test_a_change_of_encoding_half_way_is_no_mojibake(clause):
    first = (clause * 20).encode()
    data = first + ("没有收取信息处理费。" * 20).encode("gb18030")
    try:
        text, _, _ = decode(data)
    except ReadingError:
        return
    assert text.startswith(clause)
