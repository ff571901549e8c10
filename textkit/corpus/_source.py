"""What a corpus is built from: files, or the rows of a DataFrame."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from textkit.corpus._files import Failure, Listing, Task, TextTask, as_path, list_files
from textkit.corpus._manifest import StoreError, is_store
from textkit.corpus._metadata import Metadata
from textkit.corpus._texts import texts_of_frame

__all__ = ["Source", "find_source"]

_FRAME_ASKED = "give texts as a DataFrame with a column text"


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read, in order, and what can't be; ``own`` is what a DataFrame says of its rows."""

    tasks: Sequence[Task | TextTask]
    failures: tuple[Failure, ...] = ()
    n_skipped: int = 0
    own: Metadata | None = None

    def report_ids(self) -> Iterator[str]:
        """Of what is to be read and of what can't be."""
        return (one.report_id for one in chain(self.tasks, self.failures))


def find_source(given: Any, target: Path, *, text: str) -> Source:
    """What a source holds.

    Parameters
    ----------
    given : folder, file, iterable of files, Listing, or DataFrame
    target : Path
        Where the store is to be; it is not searched.
    text : str
        Column of the DataFrame with the texts.

    Raises
    ------
    FileNotFoundError, StoreError, ValueError, TypeError
        When there is nothing, or something else; the message says what to give.
    """
    if isinstance(given, pd.DataFrame):
        texts = texts_of_frame(given, text)
        return Source(texts, own=texts.metadata)
    if text != "text":
        raise ValueError(
            f"text={text!r} names a column of a DataFrame, and the source is {type(given).__name__}"
        )
    listing = given if isinstance(given, Listing) else _list(given, target)
    return Source(listing.tasks, listing.failures, listing.n_skipped)


def _list(given: Any, target: Path) -> Listing:
    if isinstance(given, pd.Series):
        raise TypeError(
            f"a Series is no source; {_FRAME_ASKED}: series.to_frame('text'). Paths are given as list(series)"
        )
    if isinstance(given, bytes | dict) or not isinstance(given, str | os.PathLike | Iterable):
        raise TypeError(
            f"{type(given).__name__} is no source; give a folder, paths, or a DataFrame with a column text"
        )
    if not isinstance(given, str | os.PathLike):
        return list_files(given)
    path = as_path(given)
    if is_store(path):
        raise StoreError(f"{path} is a store; name the folder with the reports, or use Corpus.open")
    if path.resolve().is_relative_to(target.resolve()):
        raise StoreError(f"the source {path} lies in the store {target}, which would be replaced")
    return list_files(path, leave_out=target)
