"""A lock on a folder that ends with the process, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["Held", "lock_file"]

# Others that end just now take the file away; so often that happens to none.
_ATTEMPTS = 100
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}


_held: set[BinaryIO] = set()


def _let_go() -> None:
    """A lock is held as long as any process has its file open, and processes made by fork outlive one that is killed."""
    for file in _held:
        file.close()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


class Held:
    """A lock that is held; ``release`` takes the file away too."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        _held.add(file)

    def release(self) -> None:
        """Let others build; a second call does nothing."""
        _held.discard(self._file)
        # Where open files may be taken away, first that and then the lock: who waits at the old file sees that it is gone.
        if sys.platform != "win32":
            with suppress(OSError):
                self._path.unlink()
            self._file.close()
        else:
            self._file.close()
            with suppress(OSError):
                self._path.unlink()


def lock_file(path: Path) -> Held | None:
    """Lock a file in a folder, both made where missing; None where another holds it.

    On a file system that knows no locks nothing is locked.
    """
    for _ in range(_ATTEMPTS):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = path.open("ab")
        except FileNotFoundError:
            # The other has just ended and taken the folder away.
            continue
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _TAKEN:
                file.close()
                return None
        if _is_at(file, path):
            return Held(path, file)
        file.close()
    raise OSError(f"{path} can't be locked: this file system gives other numbers for a file that is open")


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
