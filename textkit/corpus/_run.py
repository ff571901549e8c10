"""Running batches, here or on an executor, with the results in the order of the tasks; what is known is not read again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from itertools import groupby

from textkit.corpus._files import Task, TextTask
from textkit.corpus._known import Known, LostRowsError
from textkit.corpus._pool import Workers
from textkit.corpus._work import Batch, join_batches, lost_batch, read_batch

__all__ = ["run_batches"]

# Small enough for a bar that moves, large enough that sending the rows costs little beside reading.
FILES_PER_BATCH = 8
# Files whose content is compared at a time with what is known of them; what is unchanged comes as one batch.
FILES_COMPARED = 256
# Batches under way on an executor that doesn't tell how many workers it has, for instance a cluster.
ON_MANY = 200
# Names told when a worker has died; the rest are counted.
MAX_TOLD = 40

Tasks = Sequence[Task | TextTask]
# Without a future: tasks that are known, and taken over in their turn.
Running = deque[tuple[Tasks, Future[Batch] | None]]


def run_batches(tasks: Tasks, executor: Executor | None, known: Known) -> Iterator[tuple[int, Batch]]:
    """Number of tasks done so far and their rows, batch by batch, in the order of the tasks.

    Raises
    ------
    RuntimeError
        When a worker of the executor dies; processes of ``Workers`` are started anew instead.
    """
    steps = _steps(tasks, known)
    done = 0
    for batch, result in _here(steps, known) if executor is None else _on(executor, steps, known):
        done += len(batch)
        yield done, result


def _steps(tasks: Tasks, known: Known) -> Iterator[tuple[Tasks, bool]]:
    """Tasks that run together, and whether all of them are known."""
    for at in range(0, len(tasks), FILES_COMPARED):
        compared = tasks[at : at + FILES_COMPARED]
        unchanged = known.unchanged(compared)
        for is_known, group in groupby(compared, key=lambda task: task.report_id in unchanged):
            together = list(group)
            size = len(together) if is_known else FILES_PER_BATCH
            for begin in range(0, len(together), size):
                yield together[begin : begin + size], is_known


def _here(steps: Iterable[tuple[Tasks, bool]], known: Known) -> Iterator[tuple[Tasks, Batch]]:
    for batch, is_known in steps:
        yield batch, _taken(batch, known, read_batch) if is_known else read_batch(batch)


def _taken(batch: Tasks, known: Known, read: Callable[[Tasks], Batch]) -> Batch:
    """The rows that are known; read anew where they are lost."""
    try:
        return known.take([task.report_id for task in batch])
    except LostRowsError:
        return read(batch)


def _on(
    executor: Executor, steps: Iterable[tuple[Tasks, bool]], known: Known
) -> Iterator[tuple[Tasks, Batch]]:
    in_flight = _in_flight(executor)
    running: Running = deque()
    try:
        for batch, is_known in steps:
            if len(running) >= in_flight:
                yield from _next(executor, running, known)
            running.append((batch, None if is_known else _submit(executor, batch)))
        while running:
            yield from _next(executor, running, known)
    finally:
        for _, future in running:
            if future is not None:
                future.cancel()


def _in_flight(executor: Executor) -> int:
    """Results that wait for a slow one before them are held in memory: so many and no more."""
    workers = getattr(executor, "_max_workers", None)
    return 2 * workers + 6 if isinstance(workers, int) else ON_MANY


def _submit(executor: Executor, batch: Tasks) -> Future[Batch]:
    try:
        return executor.submit(read_batch, batch)
    except BrokenExecutor as error:
        # Told in its turn, behind the batches before it.
        failed: Future[Batch] = Future()
        failed.set_exception(error)
        return failed


def _next(executor: Executor, running: Running, known: Known) -> Iterator[tuple[Tasks, Batch]]:
    """The next result; where a worker has died, the results of all that was running."""
    batch, future = running[0]
    try:
        result = (
            _taken(batch, known, lambda tasks: executor.submit(read_batch, tasks).result())
            if future is None
            else future.result()
        )
    except BrokenExecutor as error:
        if not isinstance(executor, Workers):
            raise _died(running, error) from error
        yield from _anew(executor, running, known)
        return
    running.popleft()
    yield batch, result


def _anew(workers: Workers, running: Running, known: Known) -> Iterator[tuple[Tasks, Batch]]:
    """Results of all that was running: those that came in time, the others read again."""
    workers.renew()
    while running:
        batch, future = running.popleft()
        if future is None:
            yield batch, _taken(batch, known, partial(_reread, workers))
        else:
            yield batch, future.result() if _came(future) else _reread(workers, batch)
    workers.end_single()


def _came(future: Future[Batch]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _reread(workers: Workers, batch: Tasks) -> Batch:
    try:
        return workers.alone(read_batch, batch)
    except BrokenExecutor:
        return join_batches([_reread_one(workers, task) for task in batch])


def _reread_one(workers: Workers, task: Task | TextTask) -> Batch:
    try:
        return workers.alone(read_batch, (task,))
    except BrokenExecutor:
        _refuse_bad_start(workers)
        return lost_batch(task)


def _refuse_bad_start(workers: Workers) -> None:
    """Processes that die without a file to read say nothing about files."""
    try:
        workers.alone(read_batch, ())
    except BrokenExecutor as error:
        raise RuntimeError(
            f"no process for reading can be started ({error}); nothing was written. Read in this process:"
            " --jobs 1, executor=None"
        ) from error


def _died(running: Running, error: BrokenExecutor) -> RuntimeError:
    names = [
        task.report_id
        for batch, future in running
        if future is not None and not _came(future)
        for task in batch
    ]
    more = f" and {len(names) - MAX_TOLD} more" if len(names) > MAX_TOLD else ""
    return RuntimeError(
        f"a worker died while one of these was read: {', '.join(names[:MAX_TOLD])}{more} ({error});"
        " the store is as it was, and the next build goes on from here. Too little memory is the usual cause: use"
        " fewer workers, or executor=None, which names the file"
    )
