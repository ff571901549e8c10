"""Old formats through LibreOffice; the tests that need it are skipped where it is missing."""

import ast
import os
import stat
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from reading.builders import SENTENCES
from reading.word_builders import (
    CONTINUE,
    FILLER,
    RESTART,
    abstract,
    docx,
    lvl,
    num,
    numbered,
    p,
    package,
    r,
    span,
    tbl,
    tc,
    tr,
)

from textkit.reading import ReadingError, read_bytes
from textkit.reading import _office as office

NEEDS_OFFICE = pytest.mark.skipif(office.find_office() is None, reason="LibreOffice is not installed")
NEEDS_POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a script")

WORD = docx(
    p("总体情况", '<w:outlineLvl w:val="0"/>')
    + p("主动公开", numbered(1))
    + p(SENTENCES[1])
    + tbl(
        tr(tc("项目", span(2) + RESTART), tc("申请人", span(2))),
        tr(tc("", span(2) + CONTINUE), "甲", "乙"),
        tr(tc("结果", RESTART), "公开", "1", ""),
        tr(tc("", CONTINUE), "不公开", "", "0"),
        widths=[2000] * 4,
    )
    + p(
        r("公开")
        + "<w:del><w:r><w:delText>17</w:delText></w:r></w:del><w:ins>"
        + r("18")
        + "</w:ins>"
        + r("条")
    ),
    numbering=abstract(0, lvl(0, "%1)")) + num(1, 0),
)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The Word file in an old format, as LibreOffice writes it."""
    folder = tmp_path_factory.mktemp("office")
    folder.joinpath("report.docx").write_bytes(WORD)

    def convert(suffix: str) -> bytes:
        profile = folder.joinpath("profile").as_uri()
        subprocess.run(
            [office.find_office() or "", f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix, "--outdir", str(folder), str(folder / "report.docx")],
            check=True,
            capture_output=True,
        )  # fmt: skip
        return folder.joinpath(f"report.{suffix}").read_bytes()

    return convert


@NEEDS_OFFICE
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_an_old_format_gives_the_same_text_and_tables(converted, suffix):
    document, expected = read_bytes(converted(suffix), filename="年报.wps"), read_bytes(WORD)
    assert document.format == suffix
    assert document.text == expected.text
    assert [block.cells for block in document.blocks] == [block.cells for block in expected.blocks]


@NEEDS_OFFICE
@pytest.mark.parametrize("data", [b"{\\rtf1 " + b"{" * 50, b"{\\rtf1\\ansi }"], ids=["open groups", "empty"])
def test_what_has_no_text_is_refused(data):
    with pytest.raises(ReadingError, match=r"LibreOffice can't read it|no main text"):
        read_bytes(data)


_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"


@NEEDS_OFFICE
def test_nothing_that_a_document_points_to_is_fetched():
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    content = (
        f'<office:document-content xmlns:office="{_OPEN}office:1.0" xmlns:text="{_OPEN}text:1.0" xmlns:draw="{_OPEN}drawing:1.0"'
        f' xmlns:svg="{_OPEN}svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text><text:p>{FILLER}'
        f'<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:image xlink:href="http://127.0.0.1:{server.server_port}/a.png"/></draw:frame>'
        "</text:p></office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OPEN}manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    data = package({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
    try:
        assert read_bytes(data).text == FILLER
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


# ------------------------------------------------------------------------- a stand-in for LibreOffice


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """Make a script take LibreOffice's place; it knows ``home``, ``out`` and ``source``."""

    def install(code: str) -> None:
        program, script = tmp_path / "soffice", tmp_path / "soffice.py"
        # The interpreter's path may hold blanks, which no #! line takes.
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', encoding="utf-8")
        script.write_text(
            f"import os, pathlib, subprocess, sys, time\n"
            "home = pathlib.Path.cwd()\nout = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\nsource = pathlib.Path(sys.argv[-1])\n"
            f"folder = pathlib.Path({str(tmp_path)!r})\n{code}\n",
            encoding="utf-8",
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr("textkit.reading._office.find_office", lambda: str(program))

    return install


GIVE = "out.mkdir()\n(out / 'report.docx').write_bytes((folder / 'given.docx').read_bytes())"


@NEEDS_POSIX
def test_it_runs_in_a_profile_and_a_folder_of_its_own(stand_in, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    tmp_path.joinpath("given.docx").write_bytes(WORD)
    note = (
        "(folder / 'note').write_text(repr((str(home), sorted(os.environ), source.name,"
        " (home / 'profile/user/registrymodifications.xcu').read_text(encoding='utf-8'), source.read_bytes())), encoding='utf-8')\n"
    )
    stand_in(note + GIVE)
    assert read_bytes(b"{\\rtf1 }").text == read_bytes(WORD).text
    home, variables, name, settings, data = ast.literal_eval(
        tmp_path.joinpath("note").read_text(encoding="utf-8")
    )
    assert (name, data) == ("report.rtf", b"{\\rtf1 }")
    assert "SECRET_TOKEN" not in variables
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert not Path(home).exists()


@NEEDS_POSIX
def test_a_conversion_without_end_is_ended_with_its_children(stand_in, tmp_path, monkeypatch):
    monkeypatch.setattr(office, "MAX_SECONDS", 1)
    stand_in(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "(folder / 'pid').write_text(str(child.pid), encoding='utf-8')\ntime.sleep(600)"
    )
    with pytest.raises(ReadingError, match=r"an RTF file, and LibreOffice did not read it within 1 seconds"):
        read_bytes(b"{\\rtf1 }")
    child = int(tmp_path.joinpath("pid").read_text(encoding="utf-8"))
    assert _ends(child)


def _ends(pid: int) -> bool:
    """Whether a process is gone, or about to be."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@NEEDS_POSIX
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("sys.exit(1)", "LibreOffice can't read it: damaged or protected"),
        ("out.mkdir(); (out / 'report.docx').write_bytes(b'no zip')", "damaged or cut off"),
        (
            "out.mkdir(); os.truncate(os.open(out / 'report.docx', os.O_CREAT | os.O_WRONLY), 10**9)",
            "1,000,000,000 bytes as .docx",
        ),
    ],
    ids=["nothing", "damaged", "too large"],
)
def test_what_comes_back_is_not_trusted(stand_in, code, message):
    stand_in(code)
    with pytest.raises(ReadingError, match=message):
        read_bytes(b"{\\rtf1 }")
