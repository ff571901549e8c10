"""A helper process that does one kind of work on bytes, within bounds of time and memory.

Code that isn't Python can't be stopped from within: a page can be made that keeps a PDF library
busy for hours, or makes it crash. Done by a helper, it costs that file and nothing else.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Literal

__all__ = ["Helper", "HelperError", "serve"]

_LENGTH = 8
# What a helper is let go after: libraries in C give back less memory than they take.
MAX_REQUESTS = 500


class HelperError(RuntimeError):
    """The helper gave no answer in time, or died."""

    def __init__(self, reason: Literal["time", "crash"]) -> None:
        super().__init__(reason)
        self.reason = reason


class Helper:
    """Runs ``module.main()`` in a process of its own, started when first asked and kept.

    Parameters
    ----------
    module : str
        A module whose ``main`` calls ``serve``.
    seconds : float
        How long one answer may take.
    """

    def __init__(self, module: str, *, seconds: float) -> None:
        self.module = module
        self.seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._requests = 0
        atexit.register(self.close)

    def ask(self, data: bytes) -> bytes:
        """The helper's answer.

        Raises
        ------
        HelperError
            No answer in time, or the helper died.
        """
        with self._lock:
            process = self._running()
            late = threading.Event()
            timer = threading.Timer(self.seconds, _stop, (process, late))
            timer.daemon = True
            timer.start()
            try:
                answer = _exchange(process, data)
            finally:
                timer.cancel()
            if answer is None:
                self._end()
                raise HelperError("time" if late.is_set() else "crash")
            return answer

    def close(self) -> None:
        """End the helper; the next question starts another one."""
        if self._owner == os.getpid():
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        # After a fork the pipes are still the parent's.
        mine = self._owner == os.getpid()
        if self._process is not None and mine and self._requests < MAX_REQUESTS:
            self._requests += 1
            if self._process.poll() is None:
                return self._process
        if mine:
            self._end()
        self._process, self._owner, self._requests = _start(self.module), os.getpid(), 1
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _start(module: str) -> subprocess.Popen[bytes]:
    home = str(Path(__file__).resolve().parents[2])
    # In the caller's order: a module beside the package must not stand before the standard library.
    paths = [path for path in sys.path if path]
    paths += [home] if home not in paths else []
    return subprocess.Popen(
        [sys.executable, "-P", "-c", f"from {module} import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        # No window opens on Windows; elsewhere Ctrl-C is for the one who asks, and ends the helper with its pipe.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=os.name == "posix",
    )


def _exchange(process: subprocess.Popen[bytes], data: bytes) -> bytes | None:
    if process.stdin is None or process.stdout is None:
        return None
    try:
        _send(process.stdin, data)
    except OSError:
        return None
    return _receive(process.stdout)


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(_LENGTH, "big"))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    data = pipe.read(length)
    return data if len(data) == length else None


def serve(work: Callable[[bytes], bytes], *, max_memory: int) -> None:
    """Answer requests on standard input until it ends; for the process that a ``Helper`` starts."""
    _limit_memory(max_memory)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    while (data := _receive(requests)) is not None:
        _send(answers, work(data))


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
