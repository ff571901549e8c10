"""The only code that finds shipped data. Standard library only."""

from __future__ import annotations

import atexit
import tomllib
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

__all__ = [
    "data_lines",
    "data_text",
    "data_toml",
    "model_path",
    "models_folder",
    "package_path",
    "package_text",
    "phrases_folder",
]


@cache
def package_text(path: str) -> str:
    """Text of a file in the package, by its path from there: ``show/style.css``."""
    return files("textkit").joinpath(*path.split("/")).read_text(encoding="utf-8")


@cache
def package_path(path: str) -> Path:
    """Where a file of the package lies, for libraries that open it themselves.

    From a package in an archive it is a copy, which lasts until the interpreter ends.
    """
    lent = ExitStack()
    atexit.register(lent.close)
    return lent.enter_context(as_file(files("textkit").joinpath(*path.split("/"))))


def data_text(name: str) -> str:
    """Text of a file in ``textkit/statute/data``."""
    return package_text(f"statute/data/{name}")


def data_lines(name: str) -> list[str]:
    """Lines of a data file without blank ones and comments (``#`` at the start)."""
    return [line for line in data_text(name).splitlines() if line.strip() and not line.startswith("#")]


@cache
def data_toml(name: str) -> dict[str, Any]:
    """A TOML file of ``textkit/statute/data`` as a dict; read once, so leave it unchanged."""
    return tomllib.loads(data_text(name))


@cache
def model_path(name: str) -> Path:
    """Where a shipped model lies; from a package in an archive a copy, which lasts until the interpreter ends."""
    lent = ExitStack()
    atexit.register(lent.close)
    return lent.enter_context(as_file(models_folder().joinpath(name)))


def models_folder() -> Traversable:
    """The shipped models: inside the package in a wheel, beside it in a checkout."""
    package = files("textkit")
    shipped = package.joinpath("_models")
    return shipped if shipped.is_dir() else package.joinpath("..", "models")


def phrases_folder() -> Traversable:
    """The phrase banks of synthetic corpora: inside the package in a wheel, in ``data`` of a checkout."""
    package = files("textkit")
    shipped = package.joinpath("_phrases")
    return shipped if shipped.is_dir() else package.joinpath("..", "data", "phrases")
