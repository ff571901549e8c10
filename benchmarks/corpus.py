"""Many reports, from files to what comes back: time, memory, growth, and the notebook that a user would write instead.

    python benchmarks/corpus.py                     100, 1,000 and 10,000 synthetic reports (a quarter of an hour)
    python benchmarks/corpus.py --reports 100000    one size (half an hour)

Each figure comes from a process of its own. The reports are those of a synthetic corpus (split "test"), one text file each; one process
reads them. The notebook cuts all texts with jieba, weighs words by TF-IDF, compares all pairs of reports by cosine and finds numbers by a
regular expression; beyond 20,000 reports it is left out.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import textkit as tk
from textkit.synthetic import synthetic_corpus

# Beyond so many the notebook's pairs take hours, and a page a report and the stages one by one tell nothing new.
MOST_FOR_SMALL = 20_000
ALIKE = 0.8


def make_files(folder: Path, number: int) -> None:
    reports = synthetic_corpus(number, split="test").reports
    for row in reports.itertuples():
        path = folder / str(row.year) / f"{row.report_id}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(row.text, encoding="utf-8")


def peak_memory() -> float:
    """MB; of this process."""
    if Path("/proc/self/status").exists():
        line = next(
            line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
        )
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def build(folder: Path) -> int:
    return tk.Corpus.build(folder / "in", folder / "out").counts["reports"]


def analyze(folder: Path) -> int:
    from textkit.cli import main as textkit

    try:
        textkit(["analyze", str(folder / "in"), "-o", str(folder / "pages"), "--jobs", "1", "--quiet"])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def recurrence(folder: Path) -> int:
    return len(tk.Corpus.open(folder / "out").recurrence())


def problems(folder: Path) -> int:
    return len(tk.Corpus.open(folder / "out").problems())


def occurrences(folder: Path) -> int:
    return len(tk.Corpus.open(folder / "out").occurrences())


def notebook(folder: Path) -> int:
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("in/*/*.txt"))]
    numbers = [re.findall(r"(\d+(?:\.\d+)?)(万元|人次|条|件|次|个|篇|份|场|%)", text) for text in texts]
    words = [" ".join(jieba.lcut(text)) for text in texts]
    weights = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b").fit_transform(words)
    alike = 0
    for begin in range(0, len(texts), 500):
        alike += int(((weights[begin : begin + 500] @ weights.T) > ALIKE).sum())
    return alike + len(numbers)


def by_stages(folder: Path) -> dict[str, float]:
    from reading import stages

    return stages(folder / "in")


JOBS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "build": ("build, from files to tables", build),
    "analyze": ("textkit analyze: build, a page a report, index", analyze),
    "again": ("build again, nothing changed", build),
    "occurrences": ("occurrences of each distinct sentence", occurrences),
    "recurrence": ("recurrence, origin of every sentence", recurrence),
    "problems": ("problems that come back", problems),
    "stages": ("the build by stages", by_stages),
    "notebook": ("a notebook: jieba, TF-IDF, all pairs of reports, regex", notebook),
}


def child(job: str, folder: str) -> None:
    # What libraries need at the start is none of the work's.
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    tk.load_model("themes").predict(["人员多为兼职"])
    tk.find_recurring(pd.DataFrame({"text": ["公开信息3条。", "公开信息5条。"]}))
    tk.read_text("全年公开信息18条。")
    began = time.perf_counter()
    result = JOBS[job][1](Path(folder))
    print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak_memory(), "result": result}))


def measure(job: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", job, str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return json.loads(done.stdout.splitlines()[-1])


def table(number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        make_files(folder / "in", number)
        found = {
            job: measure(job, folder)
            for job in JOBS
            if job not in ("notebook", "analyze", "stages") or number <= MOST_FOR_SMALL
        }
        size = sum(path.stat().st_size for path in (folder / "out").rglob("*.parquet")) / 1e6
    base = found["build"]["seconds"]
    print(f"\n## {number:,} reports, {size:.0f} MB of Parquet\n")
    print("| what | s | reports/s | peak MB | time, build = 1 |\n| --- | ---: | ---: | ---: | ---: |")
    shares = found.pop("stages", {}).get("result")
    for job, one in found.items():
        spent = one["seconds"]
        print(
            f"| {JOBS[job][0]} | {spent:.1f} | {number / spent:,.0f} | {one['peak']:.0f} | {spent / base:.2f} |",
            flush=True,
        )
    if shares:
        total = sum(shares.values())
        told = ", ".join(f"{name} {spent / total:.0%}" for name, spent in shares.items())
        print(f"\nThe build by stages: {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, action="append")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    print(f"Python {sys.version.split()[0]}, {sys.platform}; one process")
    for number in options.reports or (100, 1_000, 10_000):
        table(number)


if __name__ == "__main__":
    main()
