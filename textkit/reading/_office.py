"""Old Word formats → docx by LibreOffice, where it is installed.

It runs without window, in a profile and a folder of its own that are gone afterwards, with macros
switched off and all links out of the document blocked; a time limit ends it with its children.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from textkit.reading._document import MAX_BYTES, Document, ReadingError
from textkit.reading._word import read_word

__all__ = ["find_office", "read_old_word"]

# A report takes 2 to 6 seconds, the first start on a slow machine half a minute.
MAX_SECONDS = 120
# On ending, processes get this long to go.
GRACE_SECONDS = 10

_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
# What LibreOffice needs of the environment; HOME and the temporary folder are its own.
_KEPT_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "WINDIR",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
)
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_INET = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    # A proxy that isn't there: nothing is fetched, whatever a document asks for.
    (_INET, "ooInetProxyType", "2"),
    (_INET, "ooInetHTTPProxyName", "127.0.0.1"),
    (_INET, "ooInetHTTPProxyPort", "9"),
    (_INET, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_INET, "ooInetHTTPSProxyPort", "9"),
)


def find_office() -> str | None:
    """LibreOffice's program: on the PATH, else in the usual places of Windows, macOS and Linux."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        # Windows looks into the current folder first, which may hold anything.
        if found and Path(found).is_absolute():
            return found
    # soffice.com waits for the end of the work, soffice.exe may not.
    places = [
        Path(folder, "LibreOffice", "program", name)
        for variable in _WINDOWS_FOLDERS
        if (folder := os.environ.get(variable))
        for name in ("soffice.com", "soffice.exe")
    ]
    return next((str(place) for place in [*places, *map(Path, _PLACES)] if place.is_file()), None)


def read_old_word(data: bytes, *, name: str, suffix: str) -> Document:
    """Reading text of an old Word, RTF or OpenDocument file.

    Parameters
    ----------
    data : bytes
    name : str
        What the format is called, for messages.
    suffix : str
        The format's suffix without dot; becomes ``Document.format``.

    Raises
    ------
    ReadingError
        LibreOffice is missing, can't read the file, or takes too long.
    """
    program = find_office()
    if program is None:
        raise ReadingError(f"this is {name}: install LibreOffice or save it as .docx")
    document = read_word(_converted(program, data, name, suffix))
    return replace(document, format=suffix)


def _converted(program: str, data: bytes, name: str, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="textkit-office-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        _write_profile(home / "profile" / "user")
        source = home / f"report.{suffix}"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nodefault", "--nolockcheck",
            "--nologo", "--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(source),
        ]  # fmt: skip
        if not _run(command, home):
            raise ReadingError(
                f"this is {name}, and LibreOffice did not read it within {MAX_SECONDS} seconds; save it as .docx"
            )
        result = home / "out" / "report.docx"
        if not result.is_file():
            raise ReadingError(
                f"this is {name}, and LibreOffice can't read it: damaged or protected by a password; "
                "open it in Word or WPS and save it as .docx"
            )
        if result.stat().st_size > MAX_BYTES:
            raise ReadingError(
                f"this is {name} of {result.stat().st_size:,} bytes as .docx, the limit is {MAX_BYTES:,}; split the file"
            )
        return result.read_bytes()


def _write_profile(folder: Path) -> None:
    """Settings that LibreOffice starts with."""
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    folder.joinpath("registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    own = (
        "HOME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "TMP",
        "TEMP",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
    )
    return {**kept, **dict.fromkeys(own, str(home))}


def _run(command: list[str], home: Path) -> bool:
    """Run a command to its end, or end it with its children; whether it ended by itself."""
    options: dict[str, int | bool] = (
        {"creationflags": 0x08000000} if sys.platform == "win32" else {"start_new_session": True}
    )
    process = subprocess.Popen(
        command,
        cwd=home,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,  # type: ignore[call-overload]
    )
    try:
        process.wait(timeout=MAX_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a running process with all it started."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=GRACE_SECONDS)
