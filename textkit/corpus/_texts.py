"""A DataFrame with a text a row as the source of a corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textkit._cells import is_blank, parse_id
from textkit._folding import whole
from textkit.corpus._fields import field_of
from textkit.corpus._files import OTHER_DOCUMENTS, TextTask
from textkit.corpus._metadata import MAX_TOLD, Metadata, metadata_of_frame
from textkit.reading import READ_SUFFIXES

__all__ = ["Texts", "texts_of_frame"]

# Longer than the names of files are.
MAX_PATH = 400


@dataclass(frozen=True, slots=True)
class Texts(Sequence[TextTask]):
    """The rows of a DataFrame in their order; tasks are made when asked for."""

    report_ids: tuple[str, ...]
    metadata: Metadata
    _values: pd.Series

    def __len__(self) -> int:
        return len(self.report_ids)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            pairs = zip(self.report_ids[at], self._values.iloc[at].tolist(), strict=True)
            return [_task(report_id, value) for report_id, value in pairs]
        return _task(self.report_ids[at], self._values.iloc[at])

    def __iter__(self) -> Iterator[TextTask]:
        return map(_task, self.report_ids, self._values)


def texts_of_frame(frame: pd.DataFrame, text: str) -> Texts:
    """Rows of a DataFrame as texts, with what its other columns say of them.

    Parameters
    ----------
    frame : DataFrame
        With a column ``report_id``, or an index, that names each row once.
    text : str
        Name of the column with the text.

    Raises
    ------
    ValueError
        When the column is not there, ids are blank or stand twice, or another column can't be used.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = texts_of_frame(pd.DataFrame({"text": ["全年公开信息18条。"], "年度": [2023]}), "text")
    >>> texts.report_ids, texts[0].text, list(texts.metadata.fields)
    (('0',), '全年公开信息18条。', ['year'])
    """
    heads = [str(head) for head in frame.columns]
    if text not in heads:
        raise ValueError(
            f"the DataFrame has no column {text!r}; its columns are {', '.join(heads) or 'none'}."
            " Name the one that holds the texts: text=..."
        )
    if heads.count(text) > 1:
        raise ValueError(f"the DataFrame has {heads.count(text)} columns {text!r}; keep one")
    at_text = heads.index(text)
    at_id = next(
        (at for at, head in enumerate(heads) if at != at_text and field_of(head) == "report_id"), None
    )
    ids = _ids(
        frame.index.tolist() if at_id is None else frame.iloc[:, at_id].tolist(), by_index=at_id is None
    )
    others = [at for at in range(len(heads)) if at not in (at_text, at_id)]
    metadata = metadata_of_frame(frame.iloc[:, others], ids)
    return Texts(tuple(ids), metadata, frame.iloc[:, at_text])


def _ids(values: Sequence[Any], *, by_index: bool) -> list[str]:
    name = "the index" if by_index else "report_id"
    ids: list[str] = []
    for row, value in enumerate(values):
        parts = value if isinstance(value, tuple) else (value,)
        if any(is_blank(part) for part in parts):
            raise ValueError(f"row {row} of the DataFrame, counted from 0, has no {name}")
        ids.append(whole("/".join(_id(part) for part in parts)))
    twice = [one for one, n in Counter(ids).items() if n > 1]
    if twice:
        told = ", ".join(map(repr, twice[:MAX_TOLD])) + (" …" if len(twice) > MAX_TOLD else "")
        remedy = "reset_index(drop=True) counts the rows anew" if by_index else "each row needs its own"
        raise ValueError(f"{name} must tell the rows apart, but stands on several: {told}; {remedy}")
    return ids


def _id(value: Any) -> str:
    try:
        return parse_id(value)
    except ValueError:
        return str(value)


_DOCUMENT_NAME = re.compile(
    rf"[^\r\n]{{1,{MAX_PATH}}}(?:{'|'.join(map(re.escape, (*READ_SUFFIXES, *OTHER_DOCUMENTS)))})",
    re.IGNORECASE,
)


def _task(report_id: str, value: Any) -> TextTask:
    if is_blank(value):
        return TextTask(report_id, "", "the text is missing or blank")
    if not isinstance(value, str):
        return TextTask(report_id, "", f"the text is no text but {type(value).__name__}: {value!r:.80}")
    if len(value) <= MAX_PATH and _DOCUMENT_NAME.fullmatch(value.strip()):
        return TextTask(
            report_id,
            "",
            f"the text is the name of a file: {value.strip()}; give the paths as a list instead",
        )
    return TextTask(report_id, str(value))
