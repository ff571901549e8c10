"""Running batches, here or on an executor, with the results in the order of the files."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future

from textkit.corpus._files import Task
from textkit.corpus._work import Batch, read_batch

__all__ = ["run_batches"]

# Small enough for a bar that moves, large enough that sending the rows costs little beside reading.
FILES_PER_BATCH = 8


def run_batches(tasks: Sequence[Task], executor: Executor | None) -> Iterator[tuple[int, Batch]]:
    """Number of files done so far and their rows, batch by batch, in the order of the files.

    Raises
    ------
    RuntimeError
        When a worker of the executor dies.
    """
    batches = [tasks[at : at + FILES_PER_BATCH] for at in range(0, len(tasks), FILES_PER_BATCH)]
    done = 0
    results = map(read_batch, batches) if executor is None else _on(executor, batches)
    for batch, result in zip(batches, results, strict=True):
        done += len(batch)
        yield done, result


def _on(executor: Executor, batches: Sequence[Sequence[Task]]) -> Iterator[Batch]:
    # Results that wait for a slow one before them are held in memory: so many and no more.
    in_flight = 2 * (os.cpu_count() or 1) + 6
    running: deque[tuple[Sequence[Task], Future[Batch]]] = deque()
    try:
        for batch in batches:
            if len(running) >= in_flight:
                yield _result(*running.popleft())
            running.append((batch, _submit(executor, batch)))
        while running:
            yield _result(*running.popleft())
    finally:
        for _, future in running:
            future.cancel()


def _submit(executor: Executor, batch: Sequence[Task]) -> Future[Batch]:
    try:
        return executor.submit(read_batch, batch)
    except BrokenExecutor as error:
        raise _died(batch, error) from error


def _result(batch: Sequence[Task], future: Future[Batch]) -> Batch:
    try:
        return future.result()
    except BrokenExecutor as error:
        raise _died(batch, error) from error


def _died(batch: Sequence[Task], error: BrokenExecutor) -> RuntimeError:
    return RuntimeError(
        f"a worker died while {batch[0].report_id} … {batch[-1].report_id} was waited for ({error});"
        " nothing was written. Too little memory is the usual cause: use fewer workers, or executor=None,"
        " which names the file"
    )
