"""Builds that are killed, in a process that has read nothing yet and so can be forked.

``python killing.py SOURCE STORE KILLS SEED`` kills so many builds of the source at random moments, and lets the last one end;
``python killing.py SOURCE STORE steps`` kills one build at each step that writes or takes away a file. Tells how many were killed.
"""

import os
import random
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

import textkit.corpus._run as run
import textkit.corpus._store as store_module
from textkit.corpus import Corpus

STEPS = (
    (Path, ("replace", "rename", "unlink", "mkdir", "rmdir")),
    (shutil, ("rmtree",)),
    (pq.ParquetWriter, ("close",)),
)


def build(source: Path, store: Path) -> None:
    store_module.REPORTS_PER_PART, store_module.REPORTS_PER_GROUP, run.FILES_PER_BATCH = 6, 3, 2
    Corpus.build(source, store)


def started(work) -> int:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def kill_at_random(source: Path, store: Path, number: int, seed: int) -> int:
    chance, killed, longest = random.Random(seed), 0, 0.3
    while killed < number:
        child = started(partial(build, source, store))
        time.sleep(chance.uniform(0.0, longest))
        if os.waitpid(child, os.WNOHANG)[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            killed += 1
        else:
            # It was quicker: all of it again, with less time.
            longest *= 0.9
            shutil.rmtree(store, ignore_errors=True)
    return killed


def dies_at(step: int, source: Path, store: Path) -> None:
    left = [step]

    def counted(function):
        def call(*args, **kwargs):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return call

    for owner, names in STEPS:
        for name in names:
            setattr(owner, name, counted(getattr(owner, name)))
    build(source, store)


def kill_at_each_step(source: Path, store: Path) -> int:
    killed = 0
    while True:
        child = started(partial(dies_at, killed, source, store))
        if os.waitpid(child, 0)[1] == 0:
            return killed
        killed += 1
        # What a build of its own does after each kill is looked at too, and every third kill meets what the one before left.
        if killed % 3:
            child = started(partial(build, source, store))
            assert os.waitpid(child, 0)[1] == 0
            assert len(Corpus.open(store).reports) == len(list(source.iterdir()))
            if killed % 3 == 2:
                shutil.rmtree(store)


def main() -> None:
    source, store = Path(sys.argv[1]), Path(sys.argv[2])
    if sys.argv[3] == "steps":
        killed = kill_at_each_step(source, store)
    else:
        killed = kill_at_random(source, store, int(sys.argv[3]), int(sys.argv[4]))
    build(source, store)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
