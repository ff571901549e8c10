"""Agreement of what the library reads with the gold facts; prints the figures when run.

``python tests/agreement.py`` for the sample reports, and for the real ones where the variable
TEXTKIT_REAL_REPORTS names their folder. ``--unread`` adds the part of the real reports that is
kept out of sight while the rules are tuned; ``--errors`` lists what differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import textkit as tk
from textkit._folding import fold

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "data" / "reports"
SAMPLE_GOLD = ROOT / "data" / "gold"
REAL_GOLD = ROOT / "tests" / "gold"
IDENTITY = (
    "is_report",
    "agency",
    "year",
    "period",
    "published",
    "title",
    "level",
    "agency_type",
    "province",
    "city",
    "county",
    "region",
    "layout",
)


@dataclass
class Score:
    """Counts of right, missed and wrong, with what differed."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / total if total else 1.0

    def add(self, other: Score) -> None:
        self.right += other.right
        self.missed += other.missed
        self.wrong += other.wrong
        self.errors += other.errors


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def sha1(text: str) -> str:
    return hashlib.sha1(squeeze(text).encode("utf-8"), usedforsecurity=False).hexdigest()


def real_folder() -> Path | None:
    named = os.environ.get("TEXTKIT_REAL_REPORTS")
    return Path(named) if named else None


@cache
def real_gold(part: str) -> dict[str, dict]:
    return json.loads((REAL_GOLD / f"real_form_{part}.json").read_text(encoding="utf-8"))["files"]


def real_files(part: str) -> list[tuple[Path, dict]]:
    """Files of a part with their gold, in the order of their names."""
    folder = real_folder()
    if folder is None:
        return []
    gold = real_gold(part)
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".txt", ".md", ".html"} and path.name != "README.md"
    )
    digests = [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    return [(path, gold[digest]) for path, digest in digests if digest in gold]


@cache
def real_cell_files(part: str) -> list[tuple[Path, dict]]:
    """Files of a part with the gold of their tables' cells, in the form of the samples'."""
    folder = real_folder()
    if folder is None:
        return []
    gold = json.loads((REAL_GOLD / "real_cells.json").read_text(encoding="utf-8"))["files"]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    return [
        (path, _cells(gold[digest])) for path, digest in digests if gold.get(digest, {}).get("part") == part
    ]


def _cells(entry: dict) -> dict:
    cells = {}
    for row, columns in entry["rows"].items():
        for column, printed in columns.items():
            raw, value = (printed, printed) if isinstance(printed, str) else printed
            cells[f"{row}.{column}"] = {"raw": raw, "value": value}
    return {"tables": entry["tables"], "cells": cells, "not_told": entry.get("not_told", "").split()}


def sample_files() -> list[tuple[Path, dict]]:
    return [
        (REPORTS / path.name.removesuffix(".json"), json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(SAMPLE_GOLD.glob("*.json"))
    ]


@cache
def read(path: Path) -> tk.Report:
    return tk.read(path)


def iso(value: object) -> object:
    if isinstance(value, tuple):
        return [iso(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def identity_errors(
    report: tk.Report, gold: dict, fields: tuple[str, ...]
) -> dict[str, tuple[object, object]]:
    """Fields that differ, with what was read and what is true."""
    differing = {}
    for name in fields:
        if name not in gold:
            continue
        read_value, true = iso(getattr(report, name)), gold[name]
        if name == "title" and read_value and true:
            read_value, true = squeeze(str(read_value)), squeeze(true)
        allowed = [true, *gold.get(f"{name}_also", [])]
        if read_value not in allowed:
            differing[name] = (read_value, true)
    return differing


def heading_score(report: tk.Report, gold: list[dict], name: str) -> Score:
    """Headings right in place (start, from the ordinal) and id; a gold heading without id may be given or not."""
    whole = squeeze(report.text)
    counts = [0]
    for char in report.text:
        counts.append(counts[-1] + (not char.isspace()))
    found = {counts[heading.start]: heading for heading in report.headings if heading.id}
    score = Score()
    for entry in gold:
        allowed = {entry["id"], *entry.get("also", ())}
        at = _place(whole, entry, found)
        heading = found.pop(at, None) if at is not None else None
        if heading is not None and heading.id in allowed:
            score.right += 1
        elif heading is not None:
            score.wrong += 1
            score.missed += 1
            score.errors.append(f"{name}: {heading.text!r} is {entry['id']}, read as {heading.id}")
        elif None not in allowed:
            score.missed += 1
            score.errors.append(f"{name}: missed {entry.get('title', entry['id'])!r} ({entry['id']})")
    for heading in found.values():
        score.wrong += 1
        score.errors.append(f"{name}: no heading: {heading.text!r} ({heading.id})")
    return score


def _place(whole: str, entry: dict, found: dict[int, tk.Heading]) -> int | None:
    """Offset, blanks not counted, of a gold heading: by its text, or by the hash of what was found."""
    if "title" in entry:
        at = -1
        for _ in range(entry.get("occurrence", 1)):
            at = whole.find(squeeze(entry["title"]), at + 1)
        return at if at >= 0 else None
    return next((at for at, heading in sorted(found.items()) if sha1(heading.text) == entry["sha1"]), None)


# What the first cut of the grammar reads; ranges, vague numbers, points of a percentage and ratios come later.
FIRST_CUT = ("count", "percent", "money")


def quantity_score(report: tk.Report, gold: list[dict], name: str) -> Score:
    """Quantities right in text, value and unit; order is not looked at."""
    wanted = Counter(
        (fold(squeeze(entry["text"])), entry["value"], fold(entry["unit"]))
        for entry in gold
        if entry["kind"] in FIRST_CUT and entry["bound"] not in ("range", "vague")
    )
    given = Counter(
        (fold(squeeze(found.text)), f"{found.value.normalize():f}", fold(found.unit))
        for found in report.quantities
        if found.value is not None and found.stated == "numeral" and found.kind in FIRST_CUT
    )
    score = Score((wanted & given).total(), (wanted - given).total(), (given - wanted).total())
    score.errors = [f"{name}: missed {entry}" for entry in (wanted - given).elements()]
    score.errors += [f"{name}: no quantity {entry}" for entry in (given - wanted).elements()]
    return score


def tables_score(report: tk.Report, name: str) -> Score:
    """Headings inside tables: there must be none."""
    tables = [paragraph for paragraph in report.paragraphs if paragraph.kind == "table"]
    inside = [h for h in report.headings if any(p.start <= h.start < p.end for p in tables)]
    return Score(0, 0, len(inside), [f"{name}: heading in a table: {heading.text!r}" for heading in inside])


@dataclass
class CellScore:
    """Counts of cells right, wrong and left undecided, with what differed."""

    right: int = 0
    wrong: int = 0
    undecided: int = 0
    errors: list[str] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)

    def add(self, other: CellScore) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.undecided += other.undecided
        self.errors += other.errors
        self.left_open += other.left_open


def cell_score(report: tk.Report, gold: dict, name: str) -> CellScore:
    """Cells of the statutory tables against what is printed; a cell that isn't found counts as undecided."""
    score = CellScore()
    found: dict[str, tk.Cell] = {}
    for table in report.tables:
        for cell in table.cells:
            if cell.id in found:
                score.wrong += 1
                score.errors.append(f"{name}: {cell.id} stands twice")
            found[cell.id] = cell
    not_told = set(gold.get("not_told", ()))
    for id, true in gold["cells"].items():
        cell = found.pop(id, None)
        if cell is None or cell.state in ("undecided", "unreadable"):
            score.undecided += 1
            score.left_open.append(f"{name}: {id} left open, is {true['raw']!r}")
        elif _says(cell, true):
            score.right += 1
        else:
            score.wrong += 1
            score.errors.append(f"{name}: {id} read as {cell.raw!r} ({cell.state}), is {true['raw']!r}")
    for cell in found.values():
        if cell.state not in ("undecided", "unreadable"):
            score.wrong += 1
            told = "can't be told" if cell.id in not_told else "isn't there"
            score.errors.append(f"{name}: {cell.id} read as {cell.raw!r}, but {told}")
    return score


def _says(cell: tk.Cell, true: dict) -> bool:
    if true["value"] is not None:
        return cell.value is not None and cell.value == Decimal(true["value"])
    state = "not_applicable" if squeeze(true["raw"]) else "blank"
    return cell.value is None and cell.state == state


def layout_errors(report: tk.Report, gold: dict) -> list[tuple[object, object]]:
    """Tables whose layout differs, as (read, true)."""
    layouts = {table["id"]: table["layout"] for table in gold["tables"]}
    return [
        ((table.id, table.layout), layouts.get(table.id))
        for table in report.tables
        if layouts.get(table.id) != table.layout
    ]


def show(title: str, files: list[tuple[Path, dict]], *, errors: bool) -> None:
    fields: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    headings, quantities, tables, lines = Score(), Score(), Score(), []
    for path, gold in files:
        report = read(path)
        facts = gold.get("identity", gold)
        if not facts.get("is_report", True):
            facts = {"is_report": False}
        differing = identity_errors(report, facts, IDENTITY)
        counted.update(name for name in IDENTITY if name in facts)
        fields.update(name for name in IDENTITY if name in facts and name not in differing)
        lines += [
            f"{path.name}: {name} read as {got!r}, is {true!r}" for name, (got, true) in differing.items()
        ]
        if "headings" in gold:
            headings.add(heading_score(report, gold["headings"], path.name))
            tables.add(tables_score(report, path.name))
        if "quantities" in gold:
            quantities.add(quantity_score(report, gold["quantities"], path.name))
    print(f"{title}: {len(files)} files")
    print(
        "  identity  "
        + "  ".join(f"{name} {fields[name]}/{counted[name]}" for name in IDENTITY if counted[name])
    )
    print(
        f"  headings  F1 {headings.f1:.4f}  right {headings.right}  missed {headings.missed}  wrong {headings.wrong}  in tables {tables.wrong}"
    )
    if quantities.right:
        print(
            f"  quantities F1 {quantities.f1:.4f}  right {quantities.right}  missed {quantities.missed}  wrong {quantities.wrong}"
        )
    if errors:
        for line in [*lines, *headings.errors, *tables.errors, *quantities.errors]:
            print("   ", line)


def show_cells(title: str, files: list[tuple[Path, dict]], *, errors: bool) -> None:
    by_format: dict[str, CellScore] = {}
    layouts = 0
    lines: list[str] = []
    for path, gold in files:
        report = read(path)
        score = cell_score(report, gold, path.name)
        by_format.setdefault(report.format, CellScore()).add(score)
        differing = layout_errors(report, gold)
        layouts += len(differing)
        lines += [
            *score.errors,
            *(f"{path.name}: layout of {read_as}, is {true}" for read_as, true in differing),
        ]
    print(f"cells, {title}: {len(files)} files, {layouts} layouts wrong")
    for format, score in sorted(by_format.items()):
        print(f"  {format:<9} right {score.right:>5}  wrong {score.wrong}  undecided {score.undecided}")
    if errors:
        for line in lines:
            print("   ", line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list what differs")
    parser.add_argument("--unread", action="store_true", help="score the unread part too")
    options = parser.parse_args()
    show("samples", sample_files(), errors=options.errors)
    show_cells("samples", sample_files(), errors=options.errors)
    if real_folder() is None:
        print("real reports: TEXTKIT_REAL_REPORTS is not set, not scored")
        return
    show("real, work part", real_files("work"), errors=options.errors)
    show_cells("real, work part", real_cell_files("work"), errors=options.errors)
    if options.unread:
        show("real, unread part", real_files("unread"), errors=options.errors)
        show_cells("real, unread part", real_cell_files("unread"), errors=options.errors)


if __name__ == "__main__":
    main()
