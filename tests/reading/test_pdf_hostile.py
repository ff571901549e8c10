"""PDF files made to do harm cost their own row, within bounds, and nothing else."""

import base64
import json
import sys
import zlib

import pytest
from reading.pdf_builders import assemble, paragraph, write

from textkit.reading import ReadingError, _pdf, read_bytes
from textkit.reading._guard import Helper

WORDS = "2023年，我局主动公开政府信息186条，其中规范性文件解读12件，回应群众关切9次。"
BODY = "\n".join(item.draw() for item in paragraph(WORDS, 100)).encode()
# The same page behind the password "secret" (RC4, 40 bits).
LOCKED = base64.b64decode(
    "eNqNVF1oHFUUFuqL81bwQUHxWrpIhHXuvXPnT9aUZDebrOZn2c2PWmq8M/fOdtrdmWXmRrOlCIVYfVFf7GNtFTGYgj8oKJRQfQn4"
    "VKiKoaIWBV980II+ieK9M5tkyRbizi7snN/vnPOdU6hXqkX0mKEVfv7l+tcaAhDE3imtVNL0+V6XA71MBW3HLU2v0xZPAZYGDW10"
    "VOMRU4Z4yCGz0/SnQpaC48BQ9uCEppfjlUgANOBq3NFVJUq4NM0z6TOchXQ8XpWxoHxM1wQOwSpiIxZUcABV7EhIlxSQ3KfB03gl"
    "8SVcFbsqtfkfBMwd+PrTc94p7ueKWgcBZ0eTf/sYyQDGatgWPAF6tS3TVrgfMwl2mkctcRIgy1ZeqUg47WhXnv/j0eOb658U5/BL"
    "n248c27t0vTbp7/7O54ZubU8tflyc/n0fR/G711m3599/yxd3XjycHspKG2bI4//uXX3ke2flj/6/OhDF979bO1Q9PvMGWPsvNB+"
    "MB4OX92+3bUe0bauH3m2PvHBpbvueX1t69CVJ46d+3KTbST/kAfY7Yt2/bXCxQvOx/evf7XR++tW8ty9kzffOn/jxeTBtdk3vvB+"
    "/PU3Vrr65rHuO4dH1r9RRfYR98s1h0aimqfpzRVPZK9KKBs+TlOetVVvzjfjqFWcDlsnpd1EJLsSRi2gL0Th5HhxodzExSlNr/DU"
    "lyloJJSX4oXV58Veq62DcpdrFSU5AEJlCSAIFSlqlWYvFbxTi4I4G3ODt0JZbw+UMEcWwciBTDJhLmE8UaBL2DEg8kdVzm63zTuK"
    "hiRji8qkikjCrogTYO/bAvuO2Pcc8gCztMP3w5VkaqXAyg3Gc54Xsal+JCsEOA5UbK/JNQz9sajVzig/phoqlHKnuwIUEVZ10+4U"
    "V8FzZVN2YBG4xgBa5yBS5yX0N2RgArVOtqBLIZOUJ5rez0PUBrbjpNmlvrSq8BdCn08mtCenFIq0zpNy3OnGUQZ4b2XQwMbcvDz/"
    "yuy/365eW7w6zEp3AO+iPCF6A+DdMETWWAcEu8S1bOzivZKagkrKJUxOGJRcHHAYEGISyojvWoRYrhEYhg9t3zNJYDo28zni2HKk"
    "pct9Ti0EbYp4YBmQKZ4sgBLyKfUCB5kEctuC1LW5QZGNDCPwOIOWG9iGz0wHeyRgyPExJgZlHkY+4Z7h2oOnZTXhgQbljDW4+wGW"
    "aRomCMCuDMmVzDTRnswiQzKEjSEZduwhmYmtIZllwiGZYzj7ZUgmGZIhZ8BOJDRs8ySbUzM8w1Vt8krH8uznd7lWkewumYhh2/PM"
    "wPNk+4mjGgmxT6HjBIHJ+Oj/MTmRHZuk1xXA3VnGVNBEZG1FBGKtUJiYq2r/ATnlCiY="
)


def form(number: int, body: str) -> str:
    uses = f"/Resources << /XObject << /X{number} {number} 0 R >> >>"
    return f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 900] {uses} /Length {len(body)} >>\nstream\n{body}\nendstream"


def doubling(depth: int) -> bytes:
    """Forms each of which draws the next ten times: 10 to the power of ``depth`` in a few kB."""
    extra = [form(11 + level, f"/X{11 + level} Do " * 10) for level in range(depth)]
    extra.append(form(10, "0 0 m 1 1 l S"))
    return assemble([BODY + b"\n/X10 Do"], extra=extra, resources="/X10 10 0 R")


@pytest.fixture
def impatient(monkeypatch):
    """A helper that is given two seconds."""
    helper = Helper("textkit.reading._pdf", seconds=2)
    monkeypatch.setattr(_pdf, "_HELPER", helper)
    monkeypatch.setattr(_pdf, "MAX_SECONDS", 2.0)
    yield helper
    helper.close()


def test_a_page_that_never_ends_is_given_up(impatient):
    with pytest.raises(ReadingError, match=r"more than 2 s|gave up"):
        read_bytes(doubling(12))


def test_the_next_file_is_read_all_the_same(impatient):
    with pytest.raises(ReadingError):
        read_bytes(doubling(12))
    assert read_bytes(assemble([BODY])).text == WORDS


def test_a_form_that_draws_itself():
    data = assemble([BODY + b"\n/X10 Do"], extra=[form(10, "/X10 Do")], resources="/X10 10 0 R")
    assert read_bytes(data).text == WORDS


def test_a_stream_that_grows_a_thousandfold():
    assert read_bytes(assemble([BODY + b" " * 50_000_000])).text == WORDS


def test_a_million_lines_are_not_all_looked_at():
    strokes = b"".join(
        b"%d %d m %d %d l S\n" % (n % 500, n // 500, n % 500 + 5, n // 500) for n in range(200_000)
    )
    assert read_bytes(assemble([BODY + b"\n" + strokes])).text == WORDS


def test_actions_are_not_run(tmp_path):
    target = tmp_path / "made"
    catalog = f"/OpenAction << /S /JavaScript /JS (while(true){{}}) >> /AA << /WC << /S /Launch /F (touch {target}) >> >>"
    assert read_bytes(assemble([BODY], catalog=catalog)).text == WORDS
    assert not target.exists()


@pytest.mark.parametrize(
    "data",
    [
        write(
            {
                1: b"<< /Type /Catalog /Pages 2 0 R >>",
                2: b"<< /Type /Pages /Kids [2 0 R] /Count 1000000000 >>",
            }
        ),
        write({1: b"<< /Type /Catalog /Pages 1 0 R >>"}),
        write(
            {
                1: b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
                2: b"<< /Kids [] /Count 1 >>",
            }
        ),
        assemble([BODY] * 1_001),
    ],
    ids=["pages of themselves", "no pages", "100,000 nested arrays", "1,001 pages"],
)
def test_structures_without_end_are_refused(data):
    with pytest.raises(ReadingError):
        read_bytes(data)


def test_a_password_is_named():
    with pytest.raises(ReadingError, match="password"):
        read_bytes(zlib.decompress(LOCKED))


class TestHelper:
    def test_a_crash_is_an_error_and_the_next_answer_comes(self):
        helper = Helper("reading.helpers", seconds=20)
        try:
            with pytest.raises(RuntimeError, match="crash"):
                helper.ask(b"die")
            assert helper.ask(b"echo") == b"echo"
        finally:
            helper.close()

    def test_no_answer_in_time(self):
        helper = Helper("reading.helpers", seconds=1)
        try:
            with pytest.raises(RuntimeError, match="time"):
                helper.ask(b"sleep")
        finally:
            helper.close()

    def test_what_is_printed_is_no_answer(self):
        helper = Helper("reading.helpers", seconds=20)
        try:
            assert helper.ask(b"print") == b"print"
        finally:
            helper.close()

    def test_large_answers_come_whole(self):
        helper = Helper("reading.helpers", seconds=20)
        try:
            assert helper.ask(b"x" * 5_000_000) == b"x" * 5_000_000
        finally:
            helper.close()


def test_a_module_beside_the_package_does_not_stand_before_the_standard_library(tmp_path, monkeypatch):
    (tmp_path / "statistics.py").write_text("raise RuntimeError('not this one')\n", encoding="utf-8")
    monkeypatch.setattr("sys.path", [*sys.path, str(tmp_path)])
    helper = Helper("textkit.reading._pdf", seconds=30)
    try:
        assert b'"text"' in helper.ask(assemble([BODY]))
    finally:
        helper.close()


def test_a_fault_of_ours_is_not_told_as_a_damaged_file(monkeypatch):
    monkeypatch.setattr("textkit.reading._pdf_layout.pages_of", lambda data: 1 / 0)
    assert json.loads(_pdf._answer(b"")) == {
        "fault": "ZeroDivisionError while reading a PDF file: division by zero"
    }
