"""Reading PDF and Word files, side by side with what a user would take instead.

``python benchmarks/documents.py`` prints, in one run:

1. for the PDF and Word samples of ``data/reports``, and for the real ones where the variable
   TEXTKIT_REAL_REPORTS names their folder: seconds a file, peak memory, and what comes out whole
   (sentences, rows of table 3, cells), for textkit and for the tools beside it;
2. growth of the main job's time and memory from 10 to 1,000 PDF files.

Each figure comes from a process of its own. Needs the extra ``bench``; tools that are not
installed are passed over. Nothing is asserted on time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "reports"
REAL_FILES = {".pdf": "hongze-district-*.pdf", ".docx": "blank-form-2021.docx"}
REAL_CELLS = ROOT / "tests" / "gold" / "real_cells.json"
TABLE_3 = "t3_applications"
OURS = "textkit reading"
COLUMNS = (
    "what",
    "s a file",
    "time, textkit reading = 1",
    "first file, s",
    "peak MB",
    "sentences whole",
    "the same, all line breaks dropped",
    "rows of table 3 whole",
    "cells named right",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool makes of a file.

    ``rows`` are those of its tables, else the lines of its text cut at blanks. ``sentences`` and
    ``cells`` (id → number) are what textkit alone names.
    """

    text: str
    rows: Sequence[Sequence[str]] | None = None
    sentences: frozenset[str] | None = None
    cells: dict[str, Decimal | None] | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """``work`` is timed; ``found`` turns what it gives into what is scored. It needs a module, or a program."""

    work: Callable[[Path], Any]
    found: Callable[[Any], Found]
    needs: str
    is_program: bool = False

    @property
    def is_installed(self) -> bool:
        search = shutil.which if self.is_program else find_spec
        return search(self.needs) is not None


# -------------------------------------------------------------------------------------------- textkit


def textkit_reading(path: Path) -> Any:
    from textkit.reading import read_bytes

    return read_bytes(path.read_bytes(), filename=path.name)


def of_document(document: Any) -> Found:
    text = document.text
    rows = [[text[cell.start : cell.end] for cell in block.cells] for block in document.blocks if block.cells]
    return Found(text, rows)


def textkit_read(path: Path) -> Any:
    import textkit as tk

    return tk.read(path)


def of_report(report: Any) -> Found:
    rows: dict[str, list[str]] = {}
    cells: dict[str, Decimal | None] = {}
    for table in report.tables:
        for cell in table.cells:
            if cell.state not in ("undecided", "unreadable"):
                cells[cell.id] = cell.value
            if table.id == TABLE_3:
                rows.setdefault(cell.row, []).append(cell.raw)
    sentences = frozenset(closed(sentence.clean) for sentence in report.sentences)
    return Found(report.text, list(rows.values()), sentences, cells)


# ------------------------------------------------------------------------------------------------ PDF


def pdfplumber_text(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def pdfplumber_tables(path: Path) -> tuple[str, list[list[str | None]]]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        return text, [row for page in pdf.pages for table in page.extract_tables() for row in table]


def of_text_and_rows(result: tuple[str, Iterable[Iterable[str | None]]]) -> Found:
    text, rows = result
    return Found(text, [[cell or "" for cell in row] for row in rows])


def pdfminer_text(path: Path) -> str:
    from pdfminer.high_level import extract_text

    return extract_text(path)


def pypdf_text(path: Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def pdfium_text(path: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def pdftotext(path: Path, *options: str) -> str:
    command = ["pdftotext", *options, "-enc", "UTF-8", path, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def pdftotext_layout(path: Path) -> str:
    return pdftotext(path, "-layout")


# ----------------------------------------------------------------------------------------------- Word


def python_docx(path: Path) -> tuple[str, list[list[str]]]:
    import docx

    document = docx.Document(str(path))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    lines = [paragraph.text for paragraph in document.paragraphs] + ["\t".join(row) for row in rows]
    return "\n".join(lines), rows


def docx2python_text(path: Path) -> tuple[str, list[list[str]]]:
    from docx2python import docx2python

    with docx2python(path) as document:
        rows = [["".join(paragraphs) for paragraphs in row] for table in document.body for row in table]
        return document.text, rows


def mammoth_page(path: Path) -> str:
    import mammoth

    with path.open("rb") as file:
        return mammoth.convert_to_html(file).value


def of_page(page: str) -> Found:
    from bs4 import BeautifulSoup

    tree = BeautifulSoup(page, "lxml")
    paragraphs = tree.find_all(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6"])
    rows = [[cell.get_text() for cell in row.find_all(["td", "th"])] for row in tree.find_all("tr")]
    return Found("\n".join(paragraph.get_text() for paragraph in paragraphs), rows)


TEXTKIT = {
    OURS: Tool(textkit_reading, of_document, "textkit"),
    "textkit read, whole": Tool(textkit_read, of_report, "textkit"),
}
TOOLS: dict[str, dict[str, Tool]] = {
    ".pdf": TEXTKIT
    | {
        "pdfplumber, text": Tool(pdfplumber_text, Found, "pdfplumber"),
        "pdfplumber, text and tables": Tool(pdfplumber_tables, of_text_and_rows, "pdfplumber"),
        "pdfminer.six": Tool(pdfminer_text, Found, "pdfminer"),
        "pypdf": Tool(pypdf_text, Found, "pypdf"),
        "pypdfium2, raw text": Tool(pdfium_text, Found, "pypdfium2"),
        "pdftotext": Tool(pdftotext, Found, "pdftotext", is_program=True),
        "pdftotext -layout": Tool(pdftotext_layout, Found, "pdftotext", is_program=True),
    },
    ".docx": TEXTKIT
    | {
        "python-docx, paragraphs and cells": Tool(python_docx, of_text_and_rows, "docx"),
        "docx2python": Tool(docx2python_text, of_text_and_rows, "docx2python"),
        "mammoth, html": Tool(mammoth_page, of_page, "mammoth"),
    },
}


# ------------------------------------------------------------------------------------------ the truth


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands in a file: sentences of its prose (None where no manuscript tells), printed cells by id."""

    sentences: list[str] | None
    printed: dict[str, str]
    values: dict[str, Decimal | None]

    @property
    def rows(self) -> list[list[str]]:
        """Rows of table 3 that print anything, without their blank cells."""
        rows: dict[str, list[str]] = {}
        for id, printed in self.printed.items():
            table, row, _ = id.split(".")
            if table == TABLE_3 and closed(printed):
                rows.setdefault(row, []).append(closed(printed))
        return list(rows.values())


def closed(text: str) -> str:
    """Text without any blanks."""
    return "".join(text.split())


def truth_of(path: Path) -> Truth:
    if path.parent == SAMPLES:
        gold = json.loads((ROOT / "data" / "gold" / f"{path.name}.json").read_text(encoding="utf-8"))
        return _truth(prose_of(path.stem), gold["cells"])
    entries = json.loads(REAL_CELLS.read_text(encoding="utf-8"))["files"]
    entry = entries.get(hashlib.sha256(path.read_bytes()).hexdigest(), {"rows": {}})
    cells = {}
    for row, columns in entry["rows"].items():
        for column, printed in columns.items():
            raw, value = (printed, printed) if isinstance(printed, str) else printed
            cells[f"{row}.{column}"] = {"raw": raw, "value": value}
    return _truth(None, cells)


def _truth(sentences: list[str] | None, cells: dict[str, dict[str, str | None]]) -> Truth:
    values = {id: None if cell["value"] is None else Decimal(cell["value"]) for id, cell in cells.items()}
    return Truth(sentences, {id: cell["raw"] or "" for id, cell in cells.items()}, values)


def prose_of(name: str) -> list[str]:
    """Sentences of a manuscript's paragraphs, without blanks."""
    sys.path.insert(0, str(ROOT / "data"))
    from rendering.manuscript import load

    import textkit as tk

    blocks = load(ROOT / "data" / "manuscripts" / f"{name}.toml").blocks
    paragraphs = [block.text for block in blocks if block.kind == "paragraph"]
    sentences = [closed(span.text) for text in paragraphs for span in tk.split_sentences(text)]
    return [sentence for sentence in sentences if re.search(r"\w", sentence)]


def score(found: Found, truth: Truth) -> Counter[str]:
    counts: Counter[str] = Counter()
    lines = "\n".join(closed(line) for line in found.text.splitlines())
    known = lines if found.sentences is None else found.sentences
    counts["sentences"] = len(truth.sentences or ())
    counts["whole"] = sum(sentence in known for sentence in truth.sentences or ())
    unbroken = closed(found.text)
    counts["whole unbroken"] = sum(sentence in unbroken for sentence in truth.sentences or ())
    rows = [line.split() for line in found.text.splitlines()] if found.rows is None else found.rows
    counts["rows"] = len(truth.rows)
    counts["rows whole"] = in_order(
        truth.rows, [[closed(cell) for cell in row if closed(cell)] for row in rows]
    )
    if found.cells is not None:
        counts["cells"] = len(truth.values)
        counts["cells right"] = sum(
            id in found.cells and found.cells[id] == value for id, value in truth.values.items()
        )
    return counts


def in_order(wanted: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> int:
    """How many wanted rows are the ends of rows, in the same order: the longest common subsequence."""
    best = [0] * (len(rows) + 1)
    for want in wanted:
        before = best
        best = [0]
        for number, row in enumerate(rows, 1):
            ends_so = row[-len(want) :] == want
            best.append(max(best[-1], before[number], before[number - 1] + ends_so))
    return best[-1]


# --------------------------------------------------------------------------------- one process, one figure


def peaks() -> tuple[float, float]:
    """Peak memory in MB of this process, and of the largest process that it started; NaN without /proc.

    ``getrusage`` alone would not do: it counts as a child's what its parent held when it was started, and
    nothing of a child that still runs. What it says of ended children holds where it is more than the parent's.
    """
    try:
        import resource

        own = high_water("self")
        running = [high_water(pid) for pid in children()]
    except (ImportError, OSError):
        return float("nan"), float("nan")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return own, max([*running, ended if ended > own else 0.0])


def high_water(pid: str) -> float:
    status = Path("/proc", pid, "status").read_text(encoding="utf-8")
    line = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(line[1]) / 1024 if line else 0.0


def children() -> Iterator[str]:
    for thread in Path("/proc/self/task").iterdir():
        yield from (thread / "children").read_text(encoding="utf-8").split()


def read_files(name: str, paths: Sequence[Path]) -> dict[str, object]:
    """Time of the first file with the imports; peaks when all are read once; then time and score of each."""
    tool = TOOLS[paths[0].suffix][name]
    first = seconds_of(lambda: tool.work(paths[0]))[0]
    for path in paths[1:]:
        tool.work(path)
    memory = peaks()
    seconds = []
    counts: Counter[str] = Counter()
    for path in paths:
        spent, result = seconds_of(lambda path=path: tool.work(path))
        seconds.append(spent)
        counts.update(score(tool.found(result), truth_of(path)))
    return {"first": first, "memory": memory, "seconds": seconds, "counts": counts}


def seconds_of(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def main_job(_: str, paths: Sequence[Path]) -> dict[str, object]:
    """Time and peaks of building a store of a folder, every file of which must be read."""
    import textkit as tk

    with tempfile.TemporaryDirectory() as store:
        seconds, corpus = seconds_of(lambda: tk.Corpus.build(paths[0], Path(store) / "out"))
        if len(corpus.failures):
            sys.exit(f"not read: {corpus.failures['reason'].iloc[0]}")
    return {"seconds": seconds, "memory": peaks()}


JOBS: dict[str, Callable[[str, Sequence[Path]], dict[str, object]]] = {"files": read_files, "main": main_job}


def measure(job: str, name: str, paths: Sequence[Path]) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", __file__, "--child", job, name, *map(str, paths)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return json.loads(finished.stdout.splitlines()[-1])


# --------------------------------------------------------------------------------------------- tables


def side_by_side(title: str, paths: Sequence[Path], rounds: int) -> None:
    print(f"\n## {title} ({len(paths)})\n", flush=True)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    tools = {name: tool for name, tool in TOOLS[paths[0].suffix].items() if tool.is_installed}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in tools}
    for _ in range(rounds):
        for name in tools:
            runs[name].append(measure("files", name, paths))
    ours = seconds_a_file(runs[OURS])
    for name, of_tool in runs.items():
        seconds = seconds_a_file(of_tool)
        first = statistics.median(run["first"] for run in of_tool)
        peak = statistics.median(sum(run["memory"]) for run in of_tool)
        counts = of_tool[0]["counts"]
        shares = [
            share(counts, "whole", "sentences"),
            share(counts, "whole unbroken", "sentences"),
            share(counts, "rows whole", "rows"),
            share(counts, "cells right", "cells"),
        ]
        print(
            f"| {name} | {seconds:.3f} | {seconds / ours:.2f} | {first:.2f} | {peak:.0f} | {' | '.join(shares)} |"
        )


def seconds_a_file(runs: Sequence[dict[str, Any]]) -> float:
    """Each file's median over the rounds, then the median over the files."""
    by_file = zip(*(run["seconds"] for run in runs), strict=True)
    return statistics.median(statistics.median(seconds) for seconds in by_file)


def share(counts: dict[str, int], part: str, whole: str) -> str:
    return f"{counts[part]}/{counts[whole]}" if counts.get(whole) else ""


def growth(samples: Sequence[Path], numbers: Sequence[int]) -> None:
    print("\n## Growth of the main job (PDF files, one process and its helper)\n")
    print("| files | s | s a file | peak MB | of which the helper |\n|---|---|---|---|---|", flush=True)
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            make_copies(samples, Path(folder), number)
            run = measure("main", "", [Path(folder)])
        own, helper = run["memory"]
        seconds = run["seconds"]
        print(
            f"| {number:,} | {seconds:.1f} | {seconds / number:.3f} | {own + helper:.0f} | {helper:.0f} |",
            flush=True,
        )


def make_copies(samples: Sequence[Path], folder: Path, number: int) -> None:
    """Copies that differ in what stands behind the end of the file."""
    for copy, sample in enumerate(islice(cycle(samples), number)):
        target = folder / f"{copy:05d}{sample.suffix}"
        target.write_bytes(sample.read_bytes() + f"\n% copy {copy}\n".encode("ascii"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--child", nargs="+", metavar="ARGUMENT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        job, name, *paths = options.child
        print(json.dumps(JOBS[job](name, [Path(path) for path in paths])))
        return
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    real = os.environ.get("TEXTKIT_REAL_REPORTS")
    for suffix, kind in ((".pdf", "PDF"), (".docx", "Word")):
        side_by_side(f"{kind}, sample reports", sorted(SAMPLES.glob(f"*{suffix}")), options.rounds)
        files = sorted(Path(real).glob(REAL_FILES[suffix])) if real else []
        if files:
            side_by_side(f"{kind}, real reports", files, options.rounds)
    if options.growth:
        growth(sorted(SAMPLES.glob("*.pdf")), options.growth)


if __name__ == "__main__":
    main()
