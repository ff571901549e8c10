"""What a worker does: a few files or texts in, Arrow tables and failures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from textkit._folding import whole
from textkit.corpus._files import Failure, Task, TextTask, shown
from textkit.frames import TABLES, Column, Row, table_columns, table_rows
from textkit.pipeline import read, read_text
from textkit.reading import ReadingError
from textkit.report import Report

__all__ = ["Batch", "arrow_table", "join_batches", "lost_batch", "read_batch", "schema_of"]

_ARROW = {
    "str": pa.string(),
    "int64": pa.int64(),
    "Int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "boolean": pa.bool_(),
    "datetime64[s]": pa.date32(),
    "datetime64[us]": pa.timestamp("us"),
}
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of a few reports in the order of the files, one Arrow table a table name."""

    tables: Mapping[str, pa.Table]
    failures: tuple[Failure, ...]


def read_batch(tasks: Sequence[Task | TextTask]) -> Batch:
    """Read files or texts; one that can't be read costs its row in ``failures``."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES if name != "failures"}
    failures: list[Failure] = []
    for task in tasks:
        try:
            found = _rows(task)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        # Whatever a file does to the readers, the other files are read; a fault in a library written in Rust
        # and a call of sys.exit are no Exceptions.
        except BaseException as error:
            failures.append(_failure(task, error))
            continue
        for name, more in found.items():
            rows[name] += more
    return Batch({name: arrow_table(name, part) for name, part in rows.items()}, tuple(failures))


def lost_batch(task: Task | TextTask) -> Batch:
    """What is left of a file whose reading ended the worker's process."""
    reason = (
        "the process that read this file died, most often for lack of memory; give the file alone to"
        " textkit read, or save it as txt"
    )
    return replace(read_batch(()), failures=(_as_failure(task, reason, "WorkerDied"),))


def join_batches(batches: Sequence[Batch]) -> Batch:
    """Batches as one, in their order."""
    tables = {name: pa.concat_tables([batch.tables[name] for batch in batches]) for name in batches[0].tables}
    return Batch(tables, tuple(failure for batch in batches for failure in batch.failures))


def _rows(task: Task | TextTask) -> dict[str, list[Row]]:
    report = _read_text(task) if isinstance(task, TextTask) else read(task.path, report_id=task.report_id)
    return {name: list(table_rows(name, report)) for name in TABLES if name != "failures"}


def _read_text(task: TextTask) -> Report:
    if task.problem:
        raise ReadingError(task.problem)
    return read_text(task.text, report_id=task.report_id)


def _failure(task: Task | TextTask, error: BaseException) -> Failure:
    if isinstance(error, OSError):
        reason = f"not readable: {error.strerror or error}"
    elif isinstance(error, MemoryError):
        reason = "not enough memory to read it; use fewer jobs, or split the file"
    elif isinstance(error, RecursionError):
        reason = "nested too deeply to be read; save it as txt"
    elif isinstance(error, ValueError):
        reason = str(error)
    else:
        reason = f"{type(error).__name__} while reading: {error}"
    return _as_failure(task, reason, type(error).__name__)


def _as_failure(task: Task | TextTask, reason: str, error: str) -> Failure:
    path = shown(task.path) if isinstance(task, Task) else None
    return Failure(task.report_id, path, " ".join(whole(reason).split())[:MAX_REASON], error)


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Arrow schema of a table with these columns."""
    return pa.schema([(column.name, _ARROW[column.dtype]) for column in columns])


def arrow_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table with the schema of a table."""
    schema = schema_of(table_columns(name))
    cells = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [_array(values, field.type) for values, field in zip(cells, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        values = [whole(value) if isinstance(value, str) else None for value in values]
    return pa.array(values, type=kind)
