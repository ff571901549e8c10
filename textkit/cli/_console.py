"""Streams, and errors as one line."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = [
    "COULD_NOT_RUN",
    "SOME_FAILED",
    "USAGE",
    "errors_as_message",
    "progress_bar",
    "set_up_streams",
    "warnings_as_notes",
]

COULD_NOT_RUN = 1
USAGE = 2
SOME_FAILED = 3


def set_up_streams() -> None:
    """Chinese and emoji on any console: what a code page lacks is written as ``\\uXXXX``; files and pipes get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty() or "PYTHONIOENCODING" in os.environ:
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def errors_as_message() -> Iterator[None]:
    """End with exit code 1 and one line where a file, a store or the machine is the trouble."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        if isinstance(error, click.exceptions.Exit):
            raise
        if isinstance(error, BrokenPipeError):
            # The reader of a pipe has gone (textkit segment … | head); python would complain once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(COULD_NOT_RUN) from error
        click.echo(f"错误 error: {error or type(error).__name__}", err=True)
        raise SystemExit(COULD_NOT_RUN) from error


@contextmanager
def warnings_as_notes() -> Iterator[None]:
    """What the library warns of, as a line each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            yield
        finally:
            told = (str(one.message) for one in caught if issubclass(one.category, UserWarning))
            for message in dict.fromkeys(told):
                click.echo(f"注意 note: {message}", err=True)


@contextmanager
def progress_bar(told: str, unit: str, *, quiet: bool) -> Iterator[Callable[[int, int], object] | None]:
    """A bar on a console, to be called with what is done and all; None where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(unit=unit, desc=told, file=sys.stderr) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        yield move
