"""Which reader a file goes to, whatever its name says."""

import base64
import quopri
import struct
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading.builders import BODY, REPORT, SENTENCES, TITLE, assert_sound
from reading.word_builders import FILLER, docx, p, package, part, r, relations, tbl, tc, tr, wiring

from textkit.reading import READ_SUFFIXES, ReadingError, read_bytes
from textkit.reading._compound import COMPOUND_MAGIC
from textkit.reading._office import find_office

WORD = docx(p(SENTENCES[0]))
PAGE = f"<html><head><title>年报</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>"


@pytest.fixture(autouse=True)
def _no_office(monkeypatch):
    """Old formats are told apart here, not converted."""
    monkeypatch.setattr("textkit.reading._office.find_office", lambda: None)


# ---------------------------------------------------------------------------------- by content, not by name


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a.pdf", "a.txt", "a.html", "", "年报"])
@pytest.mark.parametrize(
    ("data", "format"),
    [
        (WORD, "docx"),
        (PAGE.encode(), "html"),
        (
            f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>{BODY}</body></html>'.encode(
                "gb18030"
            ),
            "html",
        ),
        (REPORT.encode("gb18030"), "text"),
    ],
    ids=["docx", "html", "Word's html", "text"],
)
def test_the_content_decides(data, format, name):
    assert read_bytes(data, filename=name).format == format


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n1 0 obj", b"\xef\xbb\xbf%PDF-1.4", b"line of a program\n%PDF-1.4\n1 0 obj"]
)
def test_a_pdf_named_docx_goes_to_the_reader_of_pdf(data, monkeypatch):
    monkeypatch.setattr("textkit.reading._pdf.read_pdf", lambda given: read_bytes(WORD))
    assert read_bytes(data, filename="a.docx") == read_bytes(WORD)


def test_a_text_that_speaks_of_pdf_is_a_text():
    assert read_bytes(f"%PD附件为%PDF-1.4格式。{SENTENCES[0]}".encode()).format == "text"


def test_suffixes_that_are_read():
    assert {
        ".txt",
        ".md",
        ".html",
        ".pdf",
        ".docx",
        ".docm",
        ".dotx",
        ".doc",
        ".wps",
        ".rtf",
        ".odt",
        ".mht",
    } <= set(READ_SUFFIXES)
    assert not {".ofd", ".xlsx", ".xml", ".zip"} & set(READ_SUFFIXES)


# ------------------------------------------------------------------------------------------ refused by name

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def office(kind: str, main: str) -> bytes:
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Override PartName="/{main}" ContentType="application/{kind}.main+xml"/></Types>',
            "_rels/.rels": relations(
                f'<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/>'
            ),
            main: "<a/>",
        }
    )


def compound(*names: str, first: bytes = b"", shift: int = 9, tail: bytes = b"") -> bytes:
    """A compound file with streams of given names; the first has given first bytes."""
    size = 1 << shift
    entries = b""
    for index, name in enumerate(names):
        encoded = name.encode("utf-16-le") + b"\0\0"
        entry = encoded.ljust(64, b"\0") + struct.pack("<HB", len(encoded), 2)
        entry = entry.ljust(116, b"\0") + struct.pack("<II", 2, 8192 if index == 0 else 0)
        entries += entry.ljust(128, b"\0")
    header = COMPOUND_MAGIC.ljust(30, b"\0") + struct.pack("<H", shift)
    header = header.ljust(48, b"\0") + struct.pack("<III", 1, 0, 4096)
    header = header.ljust(68, b"\0") + struct.pack("<II", 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    header = header.ljust(512, b"\xff").ljust(size, b"\0")
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE).ljust(size, b"\xff")
    return header + table + entries.ljust(size, b"\0") + first.ljust(size, b"\0") + tail


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (office("vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"), r"Excel workbook \(\.xlsx\)"),
        (office("vnd.ms-excel.sheet.macroEnabled", "xl/workbook.xml"), "Excel"),
        (office("vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"), "PowerPoint"),
        (office("vnd.ms-visio.drawing", "visio/document.xml"), "another kind .*visio"),
        (package({"[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>', "xl/workbook.xml": "<a/>"}), "Excel"),
        (package({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "OFD file.*save it as PDF or .docx"),
        (package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), r"sheet \(\.ods\)"),
        (package({"mimetype": "application/vnd.oasis.opendocument.presentation"}), r"\.odp"),
        (package({"mimetype": "application/epub+zip"}), "e-book"),
        (package({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<encryption-data/>"}), "password"),
        (package({"a.txt": "x"}), "zip archive.*unpack"),
        (package({"mimetype": "text/plain"}), "zip archive.*unpack"),
        (b"PK\x05\x06" + bytes(18), "zip archive.*unpack"),
        (compound("Workbook"), r"Excel workbook \(\.xls\)"),
        (compound("PowerPoint Document"), r"PowerPoint file \(\.ppt\)"),
        (compound("EncryptedPackage", "EncryptionInfo"), "protected by a password"),
        (compound("WordDocument", first=b"\xec\xa5\xc1\0" + bytes(6) + b"\0\x01"), r"\.doc\) protected by a password"),
        (compound("FileHeader"), "another kind than Word"),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "Word 2003"),
    ],
)  # fmt: skip
def test_what_is_no_text_document_is_refused_by_name(data, message):
    with pytest.raises(ReadingError, match=message):
        read_bytes(data, filename="年报.docx")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (compound("WordDocument"), r"an old Word file \(\.doc\)"),
        (compound("WordDocument", shift=12), r"an old Word file \(\.doc\)"),
        (b"{\\rtf1\\ansi ...}", "an RTF file"),
        (
            package({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<a/>"}),
            "an OpenDocument text",
        ),
    ],
    ids=["doc", "doc with large sectors", "rtf", "odt"],
)
def test_without_office_old_formats_say_what_to_do(data, name):
    with pytest.raises(ReadingError, match=rf"this is {name}.*: install LibreOffice or save it as \.docx"):
        read_bytes(data)


@pytest.mark.parametrize("keep", [8, 100, 511, 600, 1024])
def test_a_compound_file_cut_off(keep):
    with pytest.raises(ReadingError, match=r"\.doc.*cut off or damaged"):
        read_bytes(compound("WordDocument")[:keep])


def test_a_compound_file_whose_chains_run_in_circles():
    data = bytearray(compound("FileHeader"))
    struct.pack_into("<I", data, 512 + 4, 1)  # the directory goes on in itself
    with pytest.raises(ReadingError, match="damaged"):
        read_bytes(bytes(data))
    struct.pack_into("<I", data, 68, 1)  # and so does the list of tables
    with pytest.raises(ReadingError, match=r"damaged|another kind"):
        read_bytes(bytes(data))


def test_office_is_found_on_the_path_or_in_the_usual_places(monkeypatch, tmp_path):
    named = str(tmp_path / "soffice")
    monkeypatch.setattr("shutil.which", lambda name: named if name == "soffice" else None)
    assert find_office() == named
    monkeypatch.setattr("shutil.which", lambda name: ".\\soffice.EXE")  # in the current folder
    monkeypatch.setattr("textkit.reading._office._PLACES", ())
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert find_office() is None
    program = tmp_path / "LibreOffice" / "program" / "soffice.com"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"")
    assert find_office() == str(program)


# ------------------------------------------------------------------------------------------- web archives


def mht(
    page: str,
    *,
    charset: str = "utf-8",
    coding: str = "quoted-printable",
    stated: str | None = None,
    before: str = "",
) -> bytes:
    """A web archive with a page and a picture."""
    raw = page.encode(charset)
    body = {
        "quoted-printable": quopri.encodestring(raw),
        "base64": base64.encodebytes(raw),
        "8bit": raw,
    }[coding]
    declared = "" if stated == "" else f'; charset="{stated or charset}"'
    head = (
        f'From: "Saved by a browser"\r\nSubject: =?utf-8?B?5bm05oql?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----=_Next(1)+"\r\n\r\n'
        f"This is a message.\r\n{before}\r\n------=_Next(1)+\r\nContent-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: {coding}\r\nContent-Type: text/html{declared}\r\n\r\n"
    )
    picture = "\r\n------=_Next(1)+\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\r\n------=_Next(1)+--\r\n"
    return head.encode() + body + picture.encode()


@pytest.mark.parametrize("name", ["a.mht", "a.doc", "a.html"])
@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_web_archive_is_read_as_its_page(charset, coding, name):
    document = read_bytes(mht(PAGE, charset=charset, coding=coding), filename=name)
    assert_sound(document)
    assert (document.format, document.encoding) == ("html", charset)
    assert document.text == REPORT


def test_a_charset_that_is_wrong_or_missing_does_not_win():
    for stated in ("us-ascii", "unicode", ""):
        assert read_bytes(mht(PAGE, charset="gb18030", stated=stated)).text == REPORT


def test_a_web_archive_within_another():
    inner = mht(PAGE).decode("ascii").replace("_Next(1)+", "_Inner")
    headers, _, body = inner.partition("\r\n\r\n")
    kind = headers[headers.index("Content-Type") :]
    outer = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="out"\r\n\r\n--out\r\n{kind}\r\n\r\n{body}\r\n--out--\r\n'
    assert read_bytes(outer.encode()).text == REPORT


def test_the_first_page_with_text_counts():
    frame = "------=_Next(1)+\r\nContent-Type: text/html\r\n\r\n<frameset></frameset>\r\n"
    assert read_bytes(mht(PAGE, before=frame)).text == REPORT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--", "holds no page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "holds no page"),
        (mht("<p>空</p>"), "no main text found"),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
            + b"--x\r\n\r\na\r\n" * 3000,
            "more than 2,000 parts",
        ),
    ],
    ids=["no part", "no boundary", "no text", "too many parts"],
)
def test_web_archives_without_a_page(data, message):
    with pytest.raises(ReadingError, match=message):
        read_bytes(data)


# --------------------------------------------------------------------------------------------- any input

PIECES = (
    p(SENTENCES[0]), p(r("公开")), "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>18条</w:t>", tbl(tr("甲", "1"), tr("乙", "2")), "<w:tbl>", "</w:tbl>",
    "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", tc("甲"), "<w:tcPr><w:vMerge/></w:tcPr>", '<w:tcPr><w:gridSpan w:val="3"/></w:tcPr>', "<w:br/>", "<w:txbxContent>",
    "</w:txbxContent>", '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="separate"/>', '<w:fldChar w:fldCharType="end"/>', "<w:instrText>TOC</w:instrText>",
    "<w:del>", "</w:del>", "<w:sdt>", "</w:sdt>", "<mc:AlternateContent>", "</mc:AlternateContent>", "<mc:Choice>", "</mc:Choice>", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "<w:rPr><w:vanish/></w:rPr>", '<w:footnoteReference w:id="1"/>', '<w:sym w:char="F0A8"/>', "公开",
)  # fmt: skip


def balanced(pieces: list[str]) -> str:
    """Pieces as well-formed XML: what closes nothing is left out, what is open is closed."""
    open_tags: list[str] = []
    kept = []
    for piece in pieces:
        if piece.startswith("</"):
            if open_tags and piece == f"</{open_tags[-1]}>":
                open_tags.pop()
                kept.append(piece)
        else:
            kept.append(piece)
            if piece.startswith("<") and piece.endswith(">") and "/" not in piece:
                open_tags.append(piece[1:-1].split()[0])
    return "".join(kept) + "".join(f"</{tag}>" for tag in reversed(open_tags))


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(balanced))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_well_formed_body_is_read_and_loses_nothing_around_it(body):
    files = wiring(["document"]) | {
        "word/document.xml": part("document", f"<w:body>{body}{p(FILLER)}</w:body>")
    }
    document = read_bytes(package(files))
    assert_sound(document)
    # What a text box of the body says may stand behind it: a deleted mark joins their paragraphs.
    assert FILLER in document.text


@given(st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_change_of_bytes_is_read_or_refused(data):
    changed = bytearray(
        data.draw(st.sampled_from([WORD, compound("WordDocument"), mht(PAGE), package({"mimetype": "a"})]))
    )
    for at, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(changed) - 1), st.integers(0, 255)), max_size=8)
    ):
        changed[at] = value
    with suppress(ReadingError):
        assert read_bytes(bytes(changed)).text
