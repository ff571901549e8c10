"""Many reports: the store (Parquet), running, tables."""

from textkit.corpus._corpus import Corpus
from textkit.corpus._files import Failure, Listing, Task, list_files
from textkit.corpus._manifest import StoreError
from textkit.corpus._store import new_folder

__all__ = ["Corpus", "Failure", "Listing", "StoreError", "Task", "list_files", "new_folder"]
