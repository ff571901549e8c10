"""Questions to a store in SQL: DuckDB over the parts, without files, network or extensions."""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from textkit.corpus._work import schema_of
from textkit.frames import TEXT_DTYPE, Column, Frame

__all__ = ["Stored", "check_columns", "connect", "from_arrow", "run_sql", "select_sql"]

# Beyond this DuckDB goes to the disk.
MEMORY_LIMIT = "2GB"


@dataclass(frozen=True, slots=True)
class Stored:
    """A table of a store: its columns and its parts."""

    columns: tuple[Column, ...]
    files: tuple[Path, ...]


def check_columns(name: str, columns: Sequence[str], legal: Sequence[str]) -> None:
    """Refuse columns that a table doesn't have, with those it has."""
    if isinstance(columns, str):
        raise TypeError(f"columns is a list of names, not the string {columns!r}")
    unknown = [column for column in columns if column not in legal]
    if unknown:
        raise ValueError(
            f"table {name} has no column {', '.join(map(repr, unknown))}; columns are {', '.join(legal)}"
        )


def select_sql(name: str, columns: Sequence[str], where: str | None) -> str:
    """The SELECT for a table; ``where`` stands on a line of its own, so a comment in it ends there."""
    listed = ", ".join(map(_quoted, columns))
    condition = f" WHERE (\n{where}\n)" if where is not None else ""
    return f"SELECT {listed} FROM {_quoted(name)}{condition}"


def run_sql(query: str, tables: Mapping[str, Stored]) -> pa.Table:
    """Result of one SELECT over the tables.

    Raises
    ------
    ValueError
        For anything but one SELECT, and for a query that DuckDB refuses.
    """
    try:
        kinds = [statement.type for statement in duckdb.extract_statements(query)]
    except duckdb.Error as error:
        raise ValueError(_told(error, tables)) from error
    if kinds != [duckdb.StatementType.SELECT]:
        raise ValueError("one SELECT is asked for: a store is read, not changed")
    with _connection(tables) as connection:
        try:
            relation = connection.sql(query)
            return relation.to_arrow_table() if relation is not None else pa.table({})
        except duckdb.Error as error:
            raise ValueError(_told(error, tables)) from error


def connect(tables: Mapping[str, Stored]) -> duckdb.DuckDBPyConnection:
    """A connection of the user's own with a view for each table."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": tempfile.gettempdir(),
    }
    connection = duckdb.connect(":memory:", config=settings)
    for name, table in tables.items():
        columns = ", ".join(f"{_quoted(column.name)}" for column in table.columns)
        # A path is taken for a pattern, and folders such as year=2023 for columns.
        paths = [glob.escape(str(path.absolute())) for path in table.files]
        files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
        connection.execute(
            f"CREATE VIEW {_quoted(name)} AS SELECT {columns} FROM read_parquet([{files}], hive_partitioning=false)"
        )
    return connection


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _connection(tables: Mapping[str, Stored]) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="textkit-", ignore_cleanup_errors=True) as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": spill,
        }
        connection = duckdb.connect(":memory:", config=settings)
        try:
            for name, table in tables.items():
                paths = [str(path) for path in table.files]
                connection.register(
                    name, ds.dataset(paths, schema=schema_of(table.columns), format="parquet")
                )
            connection.execute("SET lock_configuration = true")
            yield connection
        finally:
            connection.close()


def _told(error: duckdb.Error, tables: Mapping[str, Stored]) -> str:
    listed = "; ".join(
        f"{name} ({', '.join(column.name for column in table.columns)})" for name, table in tables.items()
    )
    return f"{error}\nTables and columns: {listed}"


def from_arrow(table: pa.Table, columns: Sequence[Column] | None = None) -> pd.DataFrame:
    """An Arrow table as a DataFrame, with the types of the columns where they are known."""
    if columns is not None:
        types = {column.name: TEXT_DTYPE if column.dtype == "str" else column.dtype for column in columns}
        return _typed(table, {name: types[name] for name in table.column_names})
    plain = pa.table({column: _plain(table[column]) for column in table.column_names})
    dtypes: dict[str, str] = {}
    for field in plain.schema:
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            dtypes[field.name] = TEXT_DTYPE
        elif plain[field.name].null_count and pa.types.is_integer(field.type):
            dtypes[field.name] = "Int64"
        elif plain[field.name].null_count and pa.types.is_boolean(field.type):
            dtypes[field.name] = "boolean"
    return _typed(plain, dtypes)


_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def _typed(table: pa.Table, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A DataFrame whose whole numbers keep all their digits, missing ones among them or not."""
    frame = table.to_pandas(date_as_object=False)
    for name, dtype in dtypes.items():
        if dtype in ("Int64", "boolean"):
            frame[name] = _whole(pc.cast(table[name], pa.int64() if dtype == "Int64" else pa.bool_()))
    return Frame(frame.astype(dict(dtypes)))


def _whole(column: pa.ChunkedArray) -> pd.Series:
    return column.to_pandas(types_mapper=_NULLABLE.get)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Decimals as numbers: a sum of counts comes as a whole number of 38 digits."""
    if not pa.types.is_decimal(column.type):
        return column
    if column.type.scale == 0:
        try:
            return pc.cast(column, pa.int64())
        except pa.ArrowInvalid:
            pass
    return pc.cast(column, pa.float64())
