"""What a worker does: a few files in, Arrow tables and failures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from textkit.corpus._files import Failure, Task, shown
from textkit.frames import TABLES, Row, table_columns, table_rows, whole
from textkit.pipeline import read

__all__ = ["Batch", "arrow_table", "read_batch", "schema_of"]

_ARROW = {
    "str": pa.string(),
    "int64": pa.int64(),
    "Int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "datetime64[s]": pa.date32(),
}
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a few reports in the order of the files, one Arrow table a table name."""

    tables: Mapping[str, pa.Table]
    failures: tuple[Failure, ...]


def read_batch(tasks: Sequence[Task]) -> Batch:
    """Read files; one that can't be read costs its row in ``failures``."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES if name != "failures"}
    failures: list[Failure] = []
    for task in tasks:
        try:
            found = _rows(task)
        # Whatever a file does to the readers, the other files are read.
        except Exception as error:
            failures.append(_failure(task, error))
            continue
        for name, more in found.items():
            rows[name] += more
    return Batch({name: arrow_table(name, part) for name, part in rows.items()}, tuple(failures))


def _rows(task: Task) -> dict[str, list[Row]]:
    report = read(task.path, report_id=task.report_id)
    return {name: list(table_rows(name, report)) for name in TABLES if name != "failures"}


def _failure(task: Task, error: Exception) -> Failure:
    if isinstance(error, OSError):
        reason = f"not readable: {error.strerror or error}"
    elif isinstance(error, ValueError):
        reason = str(error)
    else:
        reason = f"{type(error).__name__} while reading: {error}"
    reason = " ".join(whole(reason).split())[:MAX_REASON]
    return Failure(task.report_id, shown(task.path), reason, type(error).__name__)


def schema_of(name: str) -> pa.Schema:
    """Arrow schema of a table."""
    return pa.schema([(column.name, _ARROW[column.dtype]) for column in table_columns(name)])


def arrow_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table with the schema of a table."""
    schema = schema_of(name)
    cells = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [_array(values, field.type) for values, field in zip(cells, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        values = [whole(value) if isinstance(value, str) else None for value in values]
    return pa.array(values, type=kind)
