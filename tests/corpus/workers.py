"""Executors that misbehave; at module level, so that a process started afresh finds them."""

import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor


def die(batch: object) -> None:
    os._exit(9)


class LastFirst(Executor):
    """Runs what it is given only when the result is asked for, and counts what waits."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1)
        self.waiting = 0
        self.most = 0

    def submit(self, function, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        outer = self

        class Late(Future):  # type: ignore[type-arg]
            def result(self, timeout=None):  # type: ignore[no-untyped-def]
                outer.waiting -= 1
                return outer.pool.submit(function, *args, **kwargs).result(timeout)

        return Late()


def die_on_bad(tasks):  # type: ignore[no-untyped-def]
    """Reads as ever, but a task whose id holds ``bad`` ends the process."""
    from textkit.corpus._work import read_batch

    if any("bad" in task.report_id for task in tasks):
        os._exit(9)
    return read_batch(tasks)


def die_first(tasks):  # type: ignore[no-untyped-def]
    """Ends the process of a pool, but not one that runs nothing else: as for lack of memory."""
    from multiprocessing import current_process

    from textkit.corpus._work import read_batch

    if len(tasks) > 1 and any("large" in task.report_id for task in tasks):
        os._exit(9)
    assert current_process().name != "MainProcess"
    return read_batch(tasks)
