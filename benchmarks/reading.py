"""Reading and analysing reports, side by side with what a user would take instead.

``python benchmarks/reading.py`` prints, in one run:

1. time and peak memory for 1,000 files of each kind: the reading room alone and the whole of
   ``textkit.read``, beside trafilatura and BeautifulSoup's ``get_text`` (html) and a plain decode
   (txt, md), as medians of several rounds and as ratios;
2. the share of reading, form, cells of tables, segmenting, numbers and writing in the main job;
3. growth of the main job's time and memory from 100 to 10,000 files.

Each figure comes from a process of its own, so that peaks don't add up. Needs the extra
``bench``. Files are the samples of ``data/reports`` with their numbers changed, so that no two
are alike. Nothing is asserted on time.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "reports"
KINDS = {"html": (".html",), "txt": (".txt",), "md": (".md",)}
NUMBER = re.compile(rb"(?<![\d-])(\d{2,3})(?=[^\d\x00-\x2f<>\"';=%.-])")


def make_files(folder: Path, kind: str | None, count: int) -> None:
    """Copies of the samples, each with other numbers in it."""
    suffixes = KINDS[kind] if kind else tuple(suffix for group in KINDS.values() for suffix in group)
    samples = [path for path in sorted(SAMPLES.iterdir()) if path.suffix in suffixes]
    for number in range(count):
        sample = samples[number % len(samples)]
        shift = number // len(samples)
        data = NUMBER.sub(partial(shifted, by=shift), sample.read_bytes())
        target = folder / f"{number // 1000:03d}" / f"{number:06d}{sample.suffix}"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)


def shifted(match: re.Match[bytes], *, by: int) -> bytes:
    return str(int(match[1]) + by).encode()


def peak_memory() -> float:
    """Peak memory of this process in MB; NaN where the system doesn't tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


# ------------------------------------------------------------------------------------ what is timed


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def textkit_reading(folder: Path) -> int:
    from textkit.reading import read_bytes

    return sum(len(read_bytes(path.read_bytes(), filename=path.name).text) for path in files_of(folder))


def textkit_read(folder: Path) -> int:
    import textkit as tk

    return sum(len(tk.read(path).text) for path in files_of(folder))


def trafilatura_extract(folder: Path) -> int:
    import trafilatura

    texts = (trafilatura.extract(path.read_bytes(), include_tables=True) for path in files_of(folder))
    return sum(len(text or "") for text in texts)


def beautifulsoup_text(folder: Path) -> int:
    from bs4 import BeautifulSoup

    return sum(len(BeautifulSoup(path.read_bytes(), "lxml").get_text()) for path in files_of(folder))


def plain_decode(folder: Path) -> int:
    return sum(len(path.read_bytes().decode("utf-8", "replace")) for path in files_of(folder))


def main_job(folder: Path) -> int:
    import textkit as tk

    with tempfile.TemporaryDirectory() as store:
        corpus = tk.Corpus.build(folder, Path(store) / "out")
        return len(corpus.reports)


def stages(folder: Path) -> dict[str, float]:
    """Seconds in each room, the same files going through one after the other."""
    import textkit as tk
    from textkit.form import _form, find_form
    from textkit.quantities import find_quantities
    from textkit.reading import read_bytes
    from textkit.segmenting import split_sentences

    seconds = dict.fromkeys(("reading", "form", "cells of tables", "sentences", "numbers"), 0.0)
    find_tables = _form.find_tables

    def timed(stage: str, work: Callable[[], object]) -> object:
        began = time.perf_counter()
        result = work()
        seconds[stage] += time.perf_counter() - began
        return result

    # Cells are found within the form: timed there, and taken off its time below.
    _form.find_tables = lambda *given: timed("cells of tables", lambda: find_tables(*given))
    for path in files_of(folder):
        data = path.read_bytes()
        document = timed("reading", lambda data=data, path=path: read_bytes(data, filename=path.name))
        form = timed("form", lambda document=document: find_form(document))
        prose = [paragraph.text for paragraph in form.paragraphs if paragraph.kind == "prose"]
        spans = timed(
            "sentences",
            lambda prose=prose: [s.text for text in prose for s in split_sentences(text, lines=False)],
        )
        timed("numbers", lambda spans=spans: [find_quantities(text) for text in spans])
    _form.find_tables = find_tables
    seconds["form"] -= seconds["cells of tables"]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as store:
        tk.Corpus.build(folder, Path(store) / "out")
    seconds["writing and the rest"] = max(0.0, time.perf_counter() - began - sum(seconds.values()))
    return seconds


JOBS: dict[str, Callable[[Path], object]] = {
    "textkit reading": textkit_reading,
    "textkit read, whole": textkit_read,
    "trafilatura": trafilatura_extract,
    "BeautifulSoup get_text": beautifulsoup_text,
    "plain decode": plain_decode,
    "main job": main_job,
    "stages": stages,
}


def child(job: str, folder: str) -> None:
    began = time.perf_counter()
    result = JOBS[job](Path(folder))
    print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak_memory(), "result": result}))


def measure(job: str, folder: Path) -> dict[str, object]:
    finished = subprocess.run(
        [sys.executable, __file__, "--child", job, str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(finished.stdout.splitlines()[-1])


# ------------------------------------------------------------------------------------------- tables


def side_by_side(files: int, rounds: int) -> None:
    print(f"\n1. {files:,} files of each kind, medians of {rounds} rounds\n")
    print("| kind | what | s | MB/s | peak MB | time, textkit reading = 1 |\n|---|---|---|---|---|---|")
    for kind in KINDS:
        others = ["trafilatura", "BeautifulSoup get_text"] if kind == "html" else ["plain decode"]
        jobs = ["textkit reading", "textkit read, whole", *others]
        with tempfile.TemporaryDirectory() as folder:
            make_files(Path(folder), kind, files)
            size = sum(path.stat().st_size for path in files_of(Path(folder))) / 1e6
            runs = {job: [] for job in jobs}
            for _ in range(rounds):
                for job in jobs:
                    runs[job].append(measure(job, Path(folder)))
        medians = {job: statistics.median(run["seconds"] for run in runs[job]) for job in jobs}
        for job in jobs:
            peak = statistics.median(run["peak"] for run in runs[job])
            ratio = medians[job] / medians["textkit reading"]
            print(
                f"| {kind} | {job} | {medians[job]:.2f} | {size / medians[job]:.1f} | {peak:.0f} | {ratio:.2f} |"
            )


def shares(files: int) -> None:
    print(f"\n2. Share of each stage in the main job, {files:,} mixed files, one process\n")
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder), None, files)
        seconds = measure("stages", Path(folder))["result"]
    total = sum(seconds.values())
    print("| stage | s | share |\n|---|---|---|")
    for stage, spent in seconds.items():
        print(f"| {stage} | {spent:.2f} | {spent / total:.0%} |")


def growth(counts: list[int]) -> None:
    print("\n3. Growth of the main job, mixed files, one process\n")
    print("| files | s | files/s | peak MB |\n|---|---|---|---|")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            make_files(Path(folder), None, count)
            run = measure("main job", Path(folder))
        print(f"| {count:,} | {run['seconds']:.1f} | {count / run['seconds']:.0f} | {run['peak']:.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 1000, 10000])
    parser.add_argument("--child", nargs=2, metavar=("JOB", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    side_by_side(options.files, options.rounds)
    shares(options.files)
    growth(options.growth)


if __name__ == "__main__":
    main()
