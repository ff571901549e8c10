"""Processes of our own to read with: one that dies costs the file it read, not the run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

__all__ = ["Workers"]

T = TypeVar("T")


class Workers(Executor):
    """Processes started when they are first needed, and anew when one has died.

    Given to ``Corpus.build`` as executor, it keeps a file that ends its process (too little memory,
    a fault in a library) to a row in ``failures``: what was being read when the process died is
    read again in a process of its own, batch by batch, and then file by file.

    Parameters
    ----------
    n_processes : int

    Examples
    --------
    >>> with Workers(2) as workers:
    ...     workers.n_processes
    2
    """

    def __init__(self, n_processes: int) -> None:
        self.n_processes = n_processes
        self._pool: ProcessPoolExecutor | None = None
        self._single: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a function in one of the processes."""
        if self._pool is None:
            self._pool = _pool(self.n_processes)
        return self._pool.submit(function, *args, **kwargs)

    def alone(self, function: Callable[..., T], /, *args: Any) -> T:
        """Result of a function in a process that runs nothing else.

        Raises
        ------
        BrokenExecutor
            When the process dies; the next call starts a new one.
        """
        if self._single is None:
            self._single = _pool(1)
        try:
            return self._single.submit(function, *args).result()
        except BrokenExecutor:
            self.end_single()
            raise

    def renew(self) -> None:
        """Give up the processes of a pool in which one has died."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def end_single(self) -> None:
        """End the process for single functions."""
        if self._single is not None:
            self._single.shutdown(cancel_futures=True)
            self._single = None

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        for pool in (self._pool, self._single):
            if pool is not None:
                pool.shutdown(wait, cancel_futures=cancel_futures)


def _pool(n_processes: int) -> ProcessPoolExecutor:
    # The one way to start processes that every system has, and that is safe beside threads.
    return ProcessPoolExecutor(n_processes, mp_context=get_context("spawn"))
