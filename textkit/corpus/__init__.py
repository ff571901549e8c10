"""Many reports: the store (Parquet), running, tables."""

from textkit.corpus._corpus import Corpus
from textkit.corpus._csv import write_csv
from textkit.corpus._fields import known_facts
from textkit.corpus._files import OTHER_DOCUMENTS, Failure, Listing, Task, list_files
from textkit.corpus._manifest import STORE_FILE, StoreError
from textkit.corpus._metadata import Metadata, MetadataError, MetadataWarning, read_metadata
from textkit.corpus._pool import Workers
from textkit.corpus._problems import problem_tables, theme_streaks
from textkit.corpus._store import new_folder

__all__ = [
    "OTHER_DOCUMENTS",
    "STORE_FILE",
    "Corpus",
    "Failure",
    "Listing",
    "Metadata",
    "MetadataError",
    "MetadataWarning",
    "StoreError",
    "Task",
    "Workers",
    "known_facts",
    "list_files",
    "new_folder",
    "problem_tables",
    "read_metadata",
    "theme_streaks",
    "write_csv",
]
