"""Packages and XML that nobody should trust."""

import io
import struct
import zipfile
import zlib

import pytest
from reading.builders import SENTENCES
from reading.word_builders import FILLER, docx, p, package, part, relations, wiring

from textkit.reading import ReadingError, read_bytes
from textkit.reading import _package as bounds
from textkit.reading import _xml as xml_bounds
from textkit.reading._package import Package
from textkit.reading._word_names import DOCUMENT
from textkit.reading._xml import parse_xml

GOOD = docx(p(SENTENCES[0]))
BODY = f"<w:body>{p(SENTENCES[0])}</w:body>"


def with_main(content: str | bytes, **more: str | bytes) -> bytes:
    return package(wiring(["document"]) | {"word/document.xml": content} | more)


# ---------------------------------------------------------------------------------------------- members


@pytest.mark.parametrize("keep", [4, 30, 200, len(GOOD) // 2, len(GOOD) - 30, len(GOOD) - 1])
def test_a_file_cut_off(keep):
    with pytest.raises(ReadingError, match="damaged or cut off"):
        read_bytes(GOOD[:keep])


def test_a_damaged_member():
    at = GOOD.index(b"word/document.xml") + 60
    with pytest.raises(ReadingError, match=r"word/document\.xml in the package is damaged"):
        read_bytes(GOOD[:at] + b"\xff\xff\xff\xff" + GOOD[at + 4 :])


def test_members_that_are_not_needed_are_never_looked_at():
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        for name in ("../../etc/passwd", "/etc/passwd", "C:\\Windows\\a.dll", "word/media/image1.png"):
            archive.writestr(name, b"x" * 100)
    data = stream.getvalue().replace(b"x" * 100, b"y" * 100)  # their checksums are wrong now
    assert read_bytes(data).text == f"{SENTENCES[0]}\n{FILLER}"


def test_a_needed_member_that_is_there_twice():
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("Word/Document.xml", part("document", BODY))
    with pytest.raises(ReadingError, match=r"holds word/document\.xml 2 times"):
        read_bytes(stream.getvalue())


def test_more_members_than_any_report_has(monkeypatch):
    monkeypatch.setattr(bounds, "MAX_MEMBERS", 3)
    with pytest.raises(ReadingError, match="more than 3 members"):
        read_bytes(GOOD)


def test_an_encrypted_member():
    data = bytearray(GOOD)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + flags] |= 1
    with pytest.raises(ReadingError, match="protected by a password"):
        read_bytes(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_office_files_do_not_use(method):
    files = wiring(["document"]) | {"word/document.xml": part("document", BODY)}
    with pytest.raises(ReadingError, match="office files don't use"):
        read_bytes(package(files, method=method))


def test_stored_members_and_zip64_are_read():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (wiring(["document"]) | {"word/document.xml": part("document", BODY)}).items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content.encode())
    assert read_bytes(stream.getvalue()).text == SENTENCES[0]


def test_names_with_backslashes_and_other_case():
    files = wiring(["document"]) | {"WORD\\Document.xml": part("document", BODY)}
    assert read_bytes(package(files)).text == SENTENCES[0]


# ------------------------------------------------------------------------------------------------- bombs


def test_a_part_larger_than_any_report(monkeypatch):
    monkeypatch.setattr(bounds, "MAX_PART", 10_000)
    with pytest.raises(ReadingError, match="more than 10,000 bytes when unpacked"):
        read_bytes(with_main(part("document", BODY + " " * 20_000)))


def test_a_part_that_unpacks_beyond_the_usual_ratio():
    bomb = part("document", BODY).encode() + b" " * (4 * 1024 * 1024)
    with pytest.raises(ReadingError, match=r"more than 300 times its size.*bomb"):
        read_bytes(with_main(bomb))


def test_all_parts_together_are_bounded(monkeypatch):
    monkeypatch.setattr(bounds, "MAX_TOTAL", 8_000)
    archive = Package(docx(p(SENTENCES[0]) * 20))
    archive.part("word/document.xml")
    with pytest.raises(ReadingError, match="bytes when unpacked"):
        archive.part("word/document.xml")


def test_sizes_that_the_header_claims_are_not_believed():
    """A member that says it is small and is not."""
    data = bytearray(with_main(part("document", BODY + " " * 3_000_000)))
    for signature, at_size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(b"word/document.xml", data.find(signature))
        start = data.rfind(signature, 0, at)
        struct.pack_into("<I", data, start + at_size, 100)
    with pytest.raises(ReadingError, match="damaged"):
        read_bytes(bytes(data))


def test_a_quine_of_deflate_blocks_is_counted_while_unpacking():
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = compressor.compress(b"<" * (8 * 1024 * 1024)) + compressor.flush()
    assert len(packed) * bounds.MAX_RATIO < 8 * 1024 * 1024
    with pytest.raises(ReadingError, match="may be a bomb"):
        read_bytes(with_main(b"<" * (8 * 1024 * 1024)))


# --------------------------------------------------------------------------------------------- relations


@pytest.mark.parametrize(
    ("target", "more", "found"),
    [
        ("styles.xml", "", "word/styles.xml"),
        ("/word/styles.xml", "", "word/styles.xml"),
        ("./x/../styles.xml", "", "word/styles.xml"),
        ("../styles.xml", "", "styles.xml"),
        ("st%79les.xml", "", "word/styles.xml"),
        ("..\\..\\styles.xml", "", None),
        ("../../../etc/passwd", "", None),
        ("http://example.com/styles.xml", "", None),
        ("file:///etc/passwd", "", None),
        ("styles.xml", 'TargetMode="External"', None),
        ("", "", None),
    ],
)
def test_targets_stay_inside_the_package(target, more, found):
    link = f'<Relationship Type="http://x/styles" Target="{target}" {more}/>'
    archive = Package(package({"word/_rels/document.xml.rels": relations(link)}))
    assert [relation.target for relation in archive.relations("word/document.xml")] == (
        [found] if found else []
    )


def test_a_main_part_that_is_not_there():
    files = wiring(["document"]) | {"word/other.xml": ""}
    with pytest.raises(ReadingError, match=r"no word/document\.xml"):
        read_bytes(package(files))


# --------------------------------------------------------------------------------------------------- xml


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE w:document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document SYSTEM "http://example.com/a.dtd">',
        "<!DOCTYPE w:document>",
    ],
)
def test_a_document_type_is_refused(prologue):
    content = part("document", BODY).replace("?>", f"?>{prologue}", 1)
    with pytest.raises(ReadingError, match="document type"):
        read_bytes(with_main(content))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<a" + "".join(f' a{n}=""' for n in range(1_000_000)) + "/>", "more than 500 attributes"),
        ("<a" + "".join(f" a{n}='>'" for n in range(1_000_000)) + "/>", "more than 500 attributes"),
        ("<a>" * 1_000_000, "nested more than 150 deep"),
        ("<w:p>" * 1_000_000, "nested more than 150 deep|damaged"),
        ("<a>" + "<b/>" * 1_000_000 + "</a>", "more than 400,000 elements"),
    ],
    ids=["attributes", "attributes with signs", "unknown elements nested", "elements nested", "siblings"],
)
def test_more_than_a_report_holds(content, found):
    with pytest.raises(ReadingError, match=found):
        parse_xml(content.encode(), DOCUMENT, what="document.xml")


@pytest.mark.parametrize(
    "content", ["", "no xml", "<a>", "<a></b>", "<w:p/>", "<a>&undefined;</a>", "<a>\x01</a>", "<a/><b/>"]
)
def test_what_is_not_well_formed(content):
    with pytest.raises(ReadingError, match=r"document\.xml is damaged"):
        parse_xml(content.encode(), DOCUMENT, what="document.xml")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-8", "utf-16"),
        ("gb18030", "GB2312"),
    ],
)
def test_encodings_of_office_files(encoding, declared):
    content = part("document", BODY).replace("UTF-8", declared, 1)
    assert read_bytes(with_main(content.encode(encoding))).text == SENTENCES[0]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (part("document", BODY).replace("UTF-8", "UTF-7", 1).encode("utf-7"), "utf-7"),
        (part("document", BODY).encode("utf-32"), "utf-32"),
        (part("document", BODY).replace("UTF-8", "cp037", 1).encode(), "cp037"),
    ],
    ids=["utf-7", "utf-32", "ebcdic"],
)
def test_other_encodings_are_refused_by_name(content, name):
    with pytest.raises(ReadingError, match=f"is in {name}: office files are in utf-8"):
        read_bytes(with_main(content))


def test_a_wrong_encoding_is_damage():
    with pytest.raises(ReadingError, match="damaged"):
        read_bytes(with_main(part("document", BODY).encode("gb18030")))
    with pytest.raises(ReadingError, match="damaged: no utf-16"):
        read_bytes(with_main(part("document", BODY).encode("utf-16") + b"\x00"))


def test_a_picture_stored_in_an_attribute_is_no_bomb():
    shape = f'<w:pict><v:shape gfxdata="{"UEsDBBQ" * 20_000}"/></w:pict>'
    body = f"<w:body><w:p><w:r>{shape}</w:r></w:p>{p(SENTENCES[0])}</w:body>"
    assert read_bytes(with_main(part("document", body))).text == SENTENCES[0]


def test_elements_are_counted_whether_they_are_known_or_not(monkeypatch):
    monkeypatch.setattr(xml_bounds, "MAX_ELEMENTS", 10)
    for name in ("w:p", "w:jc"):
        with pytest.raises(ReadingError, match="more than 10 elements"):
            parse_xml(part("document", f"<{name}/>" * 12).encode(), DOCUMENT, what="document.xml")
