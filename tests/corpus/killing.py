"""Builds that are killed, in a process that has read nothing yet and so can be forked.

``python killing.py SOURCE STORE KILLS SEED`` kills so many builds of the source at random moments, and lets the last one end;
``python killing.py SOURCE STORE steps 5`` kills builds at every fifth step that writes or takes away a file; with 1 at each, which
takes minutes. Tells how many were killed.
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
    (Path, ("replace", "rename", "mkdir")),
    # What shutil.rmtree calls for each file.
    (os, ("unlink", "rmdir")),
    (pq.ParquetWriter, ("close",)),
)


def build(source: Path, store: Path) -> None:
    store_module.REPORTS_PER_PART, store_module.REPORTS_PER_GROUP, run.FILES_PER_BATCH = 3, 2, 1
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


def kill_at_steps(source: Path, store: Path, stride: int) -> int:
    """Of a first build, and of one that replaces a store; what the next build makes of each is looked at."""
    old = store.with_name("old")
    run_to_end(partial(build, sorted(source.iterdir())[:2], old))
    killed, moments = 0, set()
    for before in (None, old):
        step = 0
        while True:
            shutil.rmtree(store, ignore_errors=True)
            if before is not None:
                shutil.copytree(before, store)
            child = started(partial(dies_at, step, source, store))
            if os.waitpid(child, 0)[1] == 0:
                break
            moments.add((before is not None, store.exists()))
            run_to_end(partial(build, source, store))
            assert len(Corpus.open(store).reports) == len(list(source.iterdir()))
            assert not store.with_name(f".{store.name}.building").exists()
            step += stride
            killed += 1
    # The store of before was moved away, and the new one not yet in its place.
    assert stride > 1 or (True, False) in moments
    shutil.rmtree(old)
    return killed


def run_to_end(work) -> None:
    assert os.waitpid(started(work), 0)[1] == 0


def main() -> None:
    source, store = Path(sys.argv[1]), Path(sys.argv[2])
    if sys.argv[3] == "steps":
        killed = kill_at_steps(source, store, int(sys.argv[4]))
    else:
        killed = kill_at_random(source, store, int(sys.argv[3]), int(sys.argv[4]))
    build(source, store)
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
