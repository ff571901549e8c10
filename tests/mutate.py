"""Damage the sample reports in many ways and read them; prints counts by format and kind of damage.

``python tests/mutate.py --count 1000 --seed 1``. ``--only N`` reads the mutation with that number
and shows what comes of it; ``--format pdf`` takes the files of one format; ``--save FOLDER`` keeps
the files that crash, hang, break an invariant or lose text without a warning.

A report counts as silently lost when it has no warning and less than half of the Chinese characters
of the undamaged one; those where the damage itself took more than half of the file are told apart.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import re
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from mutation.invariants import faults_of
from mutation.mutations import Mutant, Sample, mutant, samples

import textkit as tk

SLOW_SECONDS = 10.0
# The PDF reader gives a file 60 s, LibreOffice 120 s.
LIMIT_SECONDS = 150.0
_HAN = re.compile(r"[\u3400-\u9fff\u2f00-\u2fdf\u2e80-\u2eff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a mutation: read, warned, refused, crashed or hung; what is wrong with it; memory in MB."""

    number: int
    what: str
    seconds: float = 0.0
    detail: str = ""
    faults: tuple[str, ...] = ()
    han: int = 0
    memory: float = 0.0


# -------------------------------------------------------------------------------------------- one file


def try_one(seed: int, number: int, format: str | None) -> Outcome:
    """Read one damaged file and look at what comes of it."""
    case = mutant(seed, number, format)
    _reset_peak()
    began = time.monotonic()
    try:
        report = tk.read(case.file.data, filename=case.file.name)
    except tk.ReadingError as err:
        return Outcome(number, "refused", time.monotonic() - began, str(err), memory=_peak())
    except Exception as err:
        shown = "".join(traceback.format_exception(err)[-3:])
        return Outcome(number, "crashed", time.monotonic() - began, shown, memory=_peak())
    seconds = time.monotonic() - began
    memory = _peak()
    codes = ", ".join(sorted({notice.code for notice in report.warnings}))
    what = "warned" if report.warnings else "read"
    faults = tuple(faults_of(report))
    return Outcome(number, what, seconds, codes, faults, _count_han(report.text), memory)


def _count_han(text: str) -> int:
    return len(_HAN.findall(text))


def _processes() -> Iterator[Path]:
    """This process and its helpers, where the system tells."""
    own = Path("/proc/self")
    if not own.exists():
        return
    yield own
    pid = own.resolve().name
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if path.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1] == pid:
                yield path


def _reset_peak() -> None:
    for process in _processes():
        with suppress(OSError):
            process.joinpath("clear_refs").write_text("5", encoding="utf-8")


def _peak() -> float:
    """The largest memory since the last reset, in MB, helpers included; 0 where the system doesn't tell."""
    total = 0
    for process in _processes():
        with suppress(OSError):
            status = process.joinpath("status").read_text(encoding="utf-8")
            total += int(re.findall(r"VmHWM:\s+(\d+)", status)[0])
    return total / 1024


# ---------------------------------------------------------------------------------------- many of them


def serve(pipe: Connection, seed: int, format: str | None) -> None:
    """Work of one process: numbers in, outcomes out."""
    while (number := pipe.recv()) is not None:
        pipe.send(try_one(seed, number, format))


@dataclass(slots=True)
class Worker:
    """A process, the pipe to it, and what it works on since when."""

    process: BaseProcess
    pipe: Connection
    number: int
    since: float


def run(numbers: Iterator[int], seed: int, format: str | None, jobs: int) -> Iterator[Outcome]:
    """Outcomes in the order in which they come; a process that dies or takes too long is replaced."""
    context = get_context("spawn")
    workers: list[Worker] = []

    def hire(number: int) -> None:
        mine, its = context.Pipe()
        process = context.Process(target=serve, args=(its, seed, format), daemon=True)
        process.start()
        its.close()
        mine.send(number)
        workers.append(Worker(process, mine, number, time.monotonic()))

    for _, number in zip(range(jobs), numbers, strict=False):
        hire(number)
    while workers:
        ready = wait([worker.pipe for worker in workers], timeout=1.0)
        for worker in list(workers):
            seconds = time.monotonic() - worker.since
            if worker.pipe in ready:
                outcome = _received(worker, seconds)
            elif seconds > LIMIT_SECONDS:
                outcome = Outcome(worker.number, "hung", seconds, f"ended after {seconds:.0f} s")
            else:
                continue
            yield outcome
            following = next(numbers, None)
            if outcome.what not in ("hung", "died") and following is not None:
                worker.number, worker.since = following, time.monotonic()
                worker.pipe.send(following)
                continue
            workers.remove(worker)
            _dismiss(worker)
            if following is not None:
                hire(following)


def _received(worker: Worker, seconds: float) -> Outcome:
    try:
        return worker.pipe.recv()
    except EOFError:
        worker.process.join(5)
        return Outcome(worker.number, "died", seconds, f"exit code {worker.process.exitcode}")


def _dismiss(worker: Worker) -> None:
    with suppress(OSError):
        worker.pipe.send(None)
    worker.process.join(0.5)
    if worker.process.is_alive():
        worker.process.kill()
    worker.pipe.close()


# ---------------------------------------------------------------------------------------------- counts


@dataclass
class Row:
    """Counts of one kind of damage to files of one format."""

    counts: Counter[str] = field(default_factory=Counter)
    memory: float = 0.0
    slowest: float = 0.0


COLUMNS = (
    "read", "warned", "refused", "crashed", "died", "hung", "slow", "unsound", "silently lost", "of them cut away",
)  # fmt: skip


def add(row: Row, case: Mutant, outcome: Outcome, whole: int) -> str | None:
    """Count an outcome; what is to be told of it, None where it is as it should be."""
    row.counts[outcome.what] += 1
    row.memory = max(row.memory, outcome.memory)
    row.slowest = max(row.slowest, outcome.seconds)
    told = []
    if outcome.what in ("crashed", "died", "hung"):
        told.append(f"{outcome.what}: {outcome.detail}")
    if outcome.seconds > SLOW_SECONDS:
        row.counts["slow"] += 1
        told.append(f"took {outcome.seconds:.1f} s")
    if outcome.faults:
        row.counts["unsound"] += 1
        told.append("; ".join(outcome.faults[:3]))
    if outcome.what == "read" and 2 * outcome.han < whole:
        row.counts["silently lost"] += 1
        left = len(case.file.data) / len(case.source.data)
        row.counts["of them cut away"] += left < 0.5
        told.append(
            f"silently lost: {outcome.han} of {whole} Chinese characters, {left:.0%} of the bytes are left"
        )
    if not told:
        return None
    return f"{outcome.number} {case.format} / {case.kind} / {case.file.name}: {' | '.join(told)}"


def show(rows: dict[tuple[str, str], Row]) -> None:
    print(f"| format | damage | files | {' | '.join(COLUMNS)} | slowest, s | peak memory, MB |")
    print("|" + "---|" * (len(COLUMNS) + 5))
    totals: dict[str, Row] = defaultdict(Row)
    for (format, kind), row in sorted(rows.items()):
        _show_row(format, kind, row)
        for total in (totals[format], totals["all"]):
            total.counts.update(row.counts)
            total.memory, total.slowest = max(total.memory, row.memory), max(total.slowest, row.slowest)
    for format, row in totals.items():
        _show_row(f"**{format}**", "all", row)


def _show_row(format: str, kind: str, row: Row) -> None:
    files = sum(row.counts[what] for what in ("read", "warned", "refused", "crashed", "died", "hung"))
    cells = [str(row.counts[column]) for column in COLUMNS]
    print(f"| {format} | {kind} | {files} | {' | '.join(cells)} | {row.slowest:.1f} | {row.memory:.0f} |")


def _save(folder: Path, number: int, file: Sample) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(f"{number}-{file.name}").write_bytes(file.data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--format", choices=["txt", "md", "html", "docx", "pdf"])
    parser.add_argument("--only", type=int, help="read this mutation and show what comes of it")
    parser.add_argument("--save", type=Path, help="keep the files that are told of in this folder")
    options = parser.parse_args()
    if options.only is not None:
        case = mutant(options.seed, options.only, options.format)
        print(case.kind, case.source.name, "->", case.file.name, len(case.file.data), "bytes")
        print(try_one(options.seed, options.only, options.format))
        if options.save:
            _save(options.save, options.only, case.file)
        return
    whole = {one.name: _count_han(tk.read(one.data, filename=one.name).text) for one in samples()}
    rows: dict[tuple[str, str], Row] = defaultdict(Row)
    began = time.monotonic()
    for outcome in run(iter(range(options.count)), options.seed, options.format, options.jobs):
        case = mutant(options.seed, outcome.number, options.format)
        told = add(rows[case.format, case.kind], case, outcome, whole[case.source.name])
        if told:
            print(told, flush=True)
            if options.save:
                _save(options.save, outcome.number, case.file)
    print(f"\n{options.count:,} damaged files, seed {options.seed}, {time.monotonic() - began:.0f} s\n")
    show(rows)


if __name__ == "__main__":
    main()
