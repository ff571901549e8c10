"""Tables of labelled sentences as files: CSV, Excel, Label Studio."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["read_labels", "write_labels"]

SUFFIXES = (".csv", ".tsv", ".xlsx", ".json")
# Excel takes no more in a cell.
_LONGEST_CELL = 32_767
# Heads that people give to a column of sentences.
_TEXT_HEADS = ("文本", "句子", "语句", "正文", "内容", "原文", "表述", "问题")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_labels(table: pd.DataFrame, path: str | Path, *, label: str = "section") -> None:
    """Write sentences with their labels for people to work on, in the form that the suffix names.

    Parameters
    ----------
    table : DataFrame with ``text``; the column ``label`` may hold labels, empty ones are to be given
    path : .csv (utf-8 with byte-order mark, opens in Excel), .tsv, .xlsx or .json (tasks for Label Studio)
    label : str
        Column with the labels.

    Raises
    ------
    ValueError
        When the suffix is another, or there is no column ``text``.

    Notes
    -----
    In CSV and Excel a cell that Excel would take for a formula gets a leading apostrophe, which ``read_labels`` takes
    away again. In Label Studio the labelling configuration needs ``<Text name="text" value="$text"/>`` and
    ``<Choices name="{label}" toName="text">``; a column ``predicted`` becomes a prediction.
    """
    path = Path(path)
    _check(path, table.columns)
    if path.suffix == ".json":
        path.write_text(json.dumps(_tasks(table, label), ensure_ascii=False, indent=1), encoding="utf-8")
        return
    shown = table.copy()
    for name in shown.columns:
        if pd.api.types.is_string_dtype(shown[name]) or shown[name].dtype == object:
            shown[name] = [_guarded(value) for value in shown[name]]
    if path.suffix == ".xlsx":
        shown.to_excel(path, index=False)
    elif path.suffix == ".csv":
        shown.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        shown.to_csv(path, index=False, encoding="utf-8", sep="\t")


def read_labels(path: str | Path, *, label: str = "section") -> pd.DataFrame:
    """Read sentences with their labels; from Label Studio's JSON export, the last annotation of each task counts.

    Parameters
    ----------
    path : .csv, .tsv, .xlsx or .json
    label : str
        Column with the labels, or the name of the choices.

    Returns
    -------
    DataFrame
        The columns of the file; missing labels are None.

    Raises
    ------
    OSError
        When the file can't be opened.
    ValueError
        When the suffix is another, the file can't be read as such, or has no column ``text`` (文本, 句子, 内容 …).
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".json":
        table = _from_tasks(path, label)
    elif suffix == ".xlsx":
        table = _read_workbook(path)
    elif suffix in (".csv", ".tsv"):
        table = _read_separated(path)
    else:
        raise ValueError(f"{path.name}: tables of sentences are read from {', '.join(SUFFIXES)}")
    table = _with_text(table)
    _check(path, table.columns)
    if suffix != ".json":
        table = table.apply(lambda column: column.map(_unguarded))
    for name in ("position", "score", "uncertainty"):
        if name in table.columns:
            table[name] = pd.to_numeric(table[name], errors="coerce")
    if "paragraph_start" in table.columns:
        table["paragraph_start"] = table["paragraph_start"].map(
            lambda value: str(value).lower() in ("true", "1")
        )
    for name in {label, "previous", "heading"} & set(table.columns):
        table[name] = [value if isinstance(value, str) and value.strip() else None for value in table[name]]
    return table


def _with_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a column ``text``, where one has another usual head."""
    heads = {str(head).strip().lower(): head for head in table.columns}
    known = next((heads[head] for head in ("text", *_TEXT_HEADS) if head in heads), "text")
    return table.rename(columns={known: "text"})


def _read_separated(path: Path) -> pd.DataFrame:
    """CSV as Excel writes it: utf-8, its Unicode text, or the code page of a Chinese Windows; parted by what parts the first line most."""
    data = path.read_bytes()
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text.partition("\n")[0]
        separator = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=head.count)
        return _table_of(path, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    raise ValueError(f"{path.name}: neither utf-8 nor gb18030; save it as CSV UTF-8")


def _table_of(path: Path, reader: Any) -> pd.DataFrame:
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as err:
        raise ValueError(f"{path.name}, line {reader.line_num}: can't be read as a table ({err})") from err
    if not rows:
        raise ValueError(f"{path.name}: can't be read as a table (it is empty)")
    (_, head), cells = rows[0], rows[1:]
    width = len(head)
    longer = next((line for line, row in cells if any(cell.strip() for cell in row[width:])), None)
    if longer is not None:
        raise ValueError(
            f"{path.name}, line {longer}: more cells than columns; is one with the sign in it that parts them not quoted?"
        )
    table = pd.DataFrame([(row + [""] * width)[:width] for _, row in cells], columns=head, dtype=object)
    return table.iloc[:, [at for at, name in enumerate(head) if name.strip()]]


def _read_workbook(path: Path) -> pd.DataFrame:
    with path.open("rb") as file:
        try:
            return pd.read_excel(file, dtype=str, keep_default_na=False)
        # What a damaged workbook does to its reader is not to be foreseen.
        except Exception as err:
            raise ValueError(f"{path.name}: can't be read as a workbook ({err})") from err


def _check(path: Path, columns: Iterable[Any]) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path.name}: tables of sentences are kept in {', '.join(SUFFIXES)}")
    names = list(map(str, columns))
    if "text" not in names:
        raise ValueError(
            f"{path.name}: no column 'text' ({', '.join(_TEXT_HEADS)}); there are {', '.join(names) or 'none'}"
        )


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return None if value is None or value != value else value
    if len(value) >= _LONGEST_CELL:
        value = value[: _LONGEST_CELL - 2]
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


def _unguarded(value: Any) -> Any:
    return (
        value[1:]
        if isinstance(value, str) and value.startswith("'") and value[1:2] in (*_FORMULA, "'")
        else value
    )


def _tasks(table: pd.DataFrame, label: str) -> list[dict[str, Any]]:
    tasks = []
    for row in table.to_dict("records"):
        data = {str(name): _plain(value) for name, value in row.items() if name != label}
        data["sha1"] = hashlib.sha1(str(row["text"]).encode("utf-8", "surrogatepass")).hexdigest()
        task: dict[str, Any] = {"data": data}
        given = row.get(label)
        if isinstance(given, str) and given:
            task["annotations"] = [{"result": [_choice(label, given)]}]
        guess = row.get("predicted")
        if isinstance(guess, str) and guess:
            task["predictions"] = [{"result": [_choice(label, guess)], "score": _plain(row.get("score"))}]
        tasks.append(task)
    return tasks


def _choice(label: str, value: str) -> dict[str, Any]:
    return {"from_name": label, "to_name": "text", "type": "choices", "value": {"choices": value.split()}}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    return value.item() if hasattr(value, "item") else value


def _from_tasks(path: Path, label: str) -> pd.DataFrame:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as err:
        raise ValueError(f"{path.name}: no JSON ({err})") from err
    if not isinstance(tasks, list) or not all(
        isinstance(task, dict) and isinstance(task.get("data"), dict) for task in tasks
    ):
        raise ValueError(f"{path.name}: not the JSON export of Label Studio (a list of tasks with 'data')")
    rows = []
    for task in tasks:
        row = {name: value for name, value in task["data"].items() if name != "sha1"}
        row[label] = None
        for annotation in task.get("annotations") or ():
            for result in annotation.get("result") or ():
                if result.get("from_name") == label and not annotation.get("was_cancelled"):
                    row[label] = " ".join(result.get("value", {}).get("choices", ())) or None
        rows.append(row)
    return pd.DataFrame(rows)
