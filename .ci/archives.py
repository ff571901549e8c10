"""What the source archive and the wheel must hold, and that they hold nothing else."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

# Folders and files of the checkout that make up the source archive.
SOURCE_FOLDERS = (".ci", "benchmarks", "data", "docs", "models", "notebooks", "tests", "textkit")
SOURCE_FILES = (
    ".gitignore",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "pyproject.toml",
)
# Written into the archives by the build.
SOURCE_MADE = {"PKG-INFO"}
WHEEL_MADE = {
    "METADATA",
    "RECORD",
    "WHEEL",
    "entry_points.txt",
    "licenses/LICENSE",
    "licenses/textkit/show/fonts/OFL.txt",
    "licenses/textkit/statute/data/NOTICE",
}
# Without these the package doesn't work, or may not be handed on.
WHEEL_NEEDS = {
    "textkit/__init__.py",
    "textkit/_models/README.md",
    "textkit/_models/sections.textkit",
    "textkit/_models/themes.textkit",
    "textkit/py.typed",
    "textkit/show/fonts/OFL.txt",
    "textkit/show/fonts/TextkitSansSC-Regular.otf",
    "textkit/show/index.js",
    "textkit/show/style.css",
    "textkit/statute/data/NOTICE",
    "textkit/statute/data/lexicon.txt",
    "textkit/statute/data/places.tsv",
    "textkit/statute/data/sections.toml",
}
# Models are trained from the checkout, where their data is.
NOT_SHIPPED = {"train.py"}
PACKAGE_KINDS = {".css", ".js", ".md", ".otf", ".py", ".toml", ".tsv", ".txt", ".typed"}
KINDS_WITHOUT_SUFFIX = {"NOTICE"}
# Left behind by tools; the build leaves them out.
LEFT_BEHIND = {".hypothesis", ".ipynb_checkpoints", ".mypy_cache", ".ruff_cache", "__pycache__", "out"}


def faults_of_sdist(sdist: Path, root: Path) -> list[str]:
    with tarfile.open(sdist) as archive:
        names = [PurePosixPath(member.name) for member in archive.getmembers() if member.isfile()]
    expected = {*SOURCE_FILES, *SOURCE_MADE}
    for folder in SOURCE_FOLDERS:
        expected |= {f"{folder}/{name}" for name in files_under(root / folder)}
    return list(differences(sdist.name, expected, {str(PurePosixPath(*name.parts[1:])) for name in names}))


def faults_of_wheel(wheel: Path, root: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    made = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"
    expected = {*WHEEL_NEEDS, *(f"{made}/{name}" for name in WHEEL_MADE)}
    expected |= {f"textkit/{name}" for name in files_under(root / "textkit")}
    expected |= {
        f"textkit/_models/{name}" for name in files_under(root / "models") if name not in NOT_SHIPPED
    }
    expected |= {f"textkit/_phrases/{name}" for name in files_under(root / "data" / "phrases")}
    return [*differences(wheel.name, expected, names), *unknown_kinds(wheel.name, names)]


def files_under(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if path.is_file() and LEFT_BEHIND.isdisjoint(inside.parts):
            yield inside.as_posix()


def differences(archive: str, expected: set[str], found: set[str]) -> Iterator[str]:
    yield from (f"{archive}: {name} is missing" for name in sorted(expected - found))
    yield from (f"{archive}: {name} doesn't belong there" for name in sorted(found - expected))


def unknown_kinds(archive: str, names: Iterable[str]) -> Iterator[str]:
    """Files of a kind that the package doesn't ship: a copy of an editor, a note, an archive."""
    for name in sorted(names):
        path = PurePosixPath(name)
        own = path.parts[0] == "textkit" and path.parts[1] != "_models"
        if own and path.suffix not in PACKAGE_KINDS and path.name not in KINDS_WITHOUT_SUFFIX:
            yield f"{archive}: {name} is of no kind that the package ships"
