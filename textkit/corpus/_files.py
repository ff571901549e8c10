"""From a folder or paths to the files to read, each with its report_id."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textkit.corpus._manifest import is_store
from textkit.reading import READ_SUFFIXES

__all__ = ["OTHER_DOCUMENTS", "Failure", "Listing", "Task", "TextTask", "as_path", "list_files", "shown"]

_AS_TEXT = "open it and save it as html or txt"
_AS_PAGE = "it is a workbook; save the sheet with the report as html"
_UNPACK = "it is an archive; unpack it first"
_OCR = "it is a picture; run character recognition (OCR) first"
# Documents that come with reports and have no reader: each gets its row, with what to do.
OTHER_DOCUMENTS: Mapping[str, str] = {
    **dict.fromkeys((".ofd", ".ceb", ".caj"), "open it in a reader for this format and print it to PDF"),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".et", ".ods"), _AS_PAGE),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp", ".epub"), _AS_TEXT),
    **dict.fromkeys((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), _UNPACK),
    **dict.fromkeys((".tif", ".tiff"), _OCR),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read and the name it goes by."""

    report_id: str
    path: Path


@dataclass(frozen=True, slots=True)
class FolderTasks(Sequence[Task]):
    """The files of a folder in the order of their ids; only the names are kept, tasks are made when asked for."""

    root: Path
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._task(name) for name in self.names[at]]
        return self._task(self.names[at])

    def __iter__(self) -> Iterator[Task]:
        return map(self._task, self.names)

    def _task(self, name: str) -> Task:
        return Task(shown(name), self.root / name)


@dataclass(frozen=True, slots=True)
class TextTask:
    """A text to read and the name it goes by; ``problem`` says why it can't be read."""

    report_id: str
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or a row that was not read; the fields are the columns of the table."""

    report_id: str
    path: str | None
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source holds: files to read, files that can't be read, and how many were passed over."""

    tasks: Sequence[Task]
    failures: tuple[Failure, ...]
    n_skipped: int


def list_files(source: str | Path | Iterable[str | Path], *, leave_out: Path | None = None) -> Listing:
    """Files of a source, a folder's in the order of their report_id.

    Parameters
    ----------
    source : folder, file, or iterable of files
        A folder is searched with all folders below it. Hidden files and those that are no
        document are passed over; documents without a reader and links that lead out of the folder
        become failures. Files given by name are taken in the order given.
    leave_out : Path, optional
        A folder that is not searched: where the results go.

    Raises
    ------
    FileNotFoundError
        When the source is a path where nothing is.
    ValueError, TypeError
        When a path is none but a text or something else.

    Examples
    --------
    >>> from pathlib import Path
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("2023/b.html", "2023/scan.ofd", "a.txt", "logo.png"):
    ...         path = Path(folder, name)
    ...         path.parent.mkdir(exist_ok=True)
    ...         _ = path.write_text("", encoding="utf-8")
    ...     listing = list_files(folder)
    >>> [task.report_id for task in listing.tasks]
    ['2023/b.html', 'a.txt']
    >>> [failure.reason for failure in listing.failures], listing.n_skipped
    (['format not read: .ofd; open it in a reader for this format and print it to PDF'], 1)
    """
    if isinstance(source, str | Path):
        path = as_path(source)
        if path.is_dir():
            return _Search(path, leave_out).listing()
        if not os.path.lexists(path):
            raise FileNotFoundError(f"no such file or folder: {shown(path)}")
        return _named_files([path])
    return _named_files([as_path(path) for path in source])


# Names of files and folders are shorter on every system, in characters.
MAX_NAME = 255


def as_path(given: object) -> Path:
    """What is given as a Path; else an error that tells what else it is, most often a text."""
    if isinstance(given, os.PathLike):
        return Path(given)
    if not isinstance(given, str):
        raise TypeError(f"a path is asked for, not {type(given).__name__}: {given!r:.80}")
    name = re.split(r"[/\\]", given)[-1]
    if "\n" in given or "\0" in given or len(name) > MAX_NAME or name.endswith(("。", "；", "！")):
        raise ValueError(
            f"this is a text, not a path: {given[:40]!r}…; give texts as a DataFrame with a column text"
        )
    return Path(given)


def shown(path: Path | str) -> str:
    """A path as text that any file can hold; bytes of a name that can't be decoded as ``\\udcXX``."""
    name = path if isinstance(path, str) else path.as_posix()
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


class _Search:
    """One walk over a folder."""

    def __init__(self, root: Path, leave_out: Path | None) -> None:
        self.root = root
        self.real_root = root.resolve()
        self.leave_out = leave_out.resolve() if leave_out else None
        self.names: list[str] = []
        self.failures: list[Failure] = []
        self.n_skipped = 0

    def listing(self) -> Listing:
        for folder, subfolders, names in os.walk(self.root, onerror=self._unreadable):
            subfolders[:] = [name for name in subfolders if self._is_searched(Path(folder, name))]
            for name in names:
                self._sort_in(Path(folder, name))
        self.names.sort(key=shown)
        self.failures.sort(key=lambda failure: failure.report_id)
        return Listing(FolderTasks(self.root, tuple(self.names)), tuple(self.failures), self.n_skipped)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _fail(self, path: Path, reason: str, error: str) -> None:
        self.failures.append(Failure(shown(self._name(path)), shown(path), reason, error))

    def _unreadable(self, error: OSError) -> None:
        path = Path(error.filename or self.root)
        self._fail(path, f"folder not readable: {error.strerror}", type(error).__name__)

    def _is_searched(self, folder: Path) -> bool:
        if folder.name.startswith("."):
            return False
        # A Windows junction is no symlink; what counts is where the folder really lies.
        real = folder.resolve()
        if not real.is_relative_to(self.real_root):
            self._fail(folder, "link leads out of the folder", "LinkRefused")
            return False
        moved = real != self.real_root / folder.relative_to(self.root)
        return not moved and real != self.leave_out and not is_store(folder)

    def _sort_in(self, path: Path) -> None:
        suffix = path.suffix.lower()
        if path.name.startswith(".") or (suffix not in READ_SUFFIXES and suffix not in OTHER_DOCUMENTS):
            self.n_skipped += 1
        elif path.name.startswith("~$"):
            self.n_skipped += 1  # Word's lock file beside an open document
        elif suffix not in READ_SUFFIXES:
            self._fail(path, *_not_read(suffix))
        elif path.is_symlink() and not self._stays_inside(path):
            self._fail(path, "link leads out of the folder", "LinkRefused")
        elif problem := _problem(path):
            self._fail(path, *problem)
        else:
            self.names.append(self._name(path))

    def _stays_inside(self, path: Path) -> bool:
        # A link to itself has no end: RuntimeError before Python 3.13, and then a path that isn't there.
        try:
            real = path.resolve()
        except (OSError, RuntimeError):
            return True
        return real.is_relative_to(self.real_root)


def _not_read(suffix: str) -> tuple[str, str]:
    advice = OTHER_DOCUMENTS.get(suffix, f"read are {' '.join(READ_SUFFIXES)}")
    return f"format not read: {suffix or 'no suffix'}; {advice}", "FormatNotRead"


def _problem(path: Path) -> tuple[str, str] | None:
    """Why a path can't be read as a file, None where it can be tried."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        reason = "link leads nowhere" if path.is_symlink() else f"not readable: {error.strerror}"
        return reason, type(error).__name__
    if stat.S_ISDIR(mode):
        return "is a folder", "IsADirectoryError"
    # Opening a pipe or a device could wait for ever.
    return None if stat.S_ISREG(mode) else ("not a regular file", "NotAFile")


def _named_files(paths: list[Path]) -> Listing:
    tasks: list[Task] = []
    failures: list[Failure] = []
    seen: set[str] = set()
    for path, report_id in zip(paths, _ids(paths), strict=True):
        if report_id in seen:
            continue
        seen.add(report_id)
        suffix = path.suffix.lower()
        problem = _problem(path)
        if not problem and suffix not in READ_SUFFIXES:
            problem = _not_read(suffix)
        if problem:
            failures.append(Failure(report_id, shown(path), *problem))
        else:
            tasks.append(Task(report_id, path))
    return Listing(tuple(tasks), tuple(failures), 0)


def _ids(paths: list[Path]) -> Iterator[str]:
    """Paths relative to the deepest folder that holds them all."""
    full = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  resolve() would follow links
    drives = {path.drive for path in full}
    if len(drives) != 1:
        yield from (shown(path) for path in full)
        return
    root = os.path.commonpath([path.parent for path in full])
    yield from (shown(path.relative_to(root)) for path in full)
