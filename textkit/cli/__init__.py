"""The command line: ``textkit analyze``, ``textkit read``, ``textkit segment``."""

from textkit.cli._main import main

__all__ = ["main"]
