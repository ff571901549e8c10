"""How well sentences of real reports are put into sections; prints the figures when run.

``python tests/quality/sections.py`` with TEXTKIT_REAL_REPORTS naming the folder of the reports, for the work part; ``--unread`` adds
the part that is kept out of sight; ``--errors`` lists what differs (never for the unread part); ``--model`` a model of your own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

import textkit as tk
from textkit.sections import sentence_table

GOLD = Path(__file__).resolve().parent.parent / "gold"


def sha1(text: str) -> str:
    return hashlib.sha1(re.sub(r"\s", "", text).encode()).hexdigest()


def gold_files(part: str, folder: Path) -> list[tuple[str, Path, list[dict]]]:
    """Name, path and gold sentences of each report of a part."""
    files = json.loads((GOLD / f"real_sections_{part}.json").read_text(encoding="utf-8"))["files"]
    paths = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.rglob("*") if path.is_file()
    }
    return [
        (path.name, path, files[digest]["sentences"])
        for digest, path in sorted(paths.items())
        if digest in files
    ]


def without_headings(report: tk.Report) -> str:
    """The text with its headings cut out; line breaks stay."""
    parts, at = [], 0
    for heading in report.headings:
        parts.append(report.text[at : heading.start])
        at = heading.end
        rest = report.text[at:]
        # The mark that closes a heading goes with it.
        at += len(rest) - len(rest.lstrip("。：:、，."))
    # A blank stands for each, so that a number before and a year behind stay apart.
    return " ".join([*parts, report.text[at:]])


def matched(report: tk.Report, gold: list[dict]) -> list[tuple[int, dict]]:
    """Sentences (by number) with their gold; what the text without headings cuts otherwise is left out."""
    waiting = defaultdict(list)
    for entry in gold:
        waiting[entry["sha1"]].append(entry)
    found = []
    for number, sentence in enumerate(report.sentences):
        entries = waiting[sha1(sentence.text)]
        if entries:
            found.append((number, entries.pop(0)))
    return found


def agency_of(name: str) -> str:
    return re.sub(r"[-_]?(?:19|20)\d\d.*", "", Path(name).stem)


def score(part: str, folder: Path, model: str | Path, *, errors: bool) -> dict[str, pd.DataFrame]:
    """One table a way of labelling: file, agency, text, true, also, predicted, score."""
    loaded = tk.load_model(model)
    tables: dict[str, list[dict]] = {"decoder": [], "sentence": [], "alone": [], "headings": []}
    lost = 0
    for name, path, gold in gold_files(part, folder):
        report = tk.read(path)
        bare = tk.read_text(without_headings(report))
        labelled = tk.label_sections(bare, loaded)
        table = sentence_table(bare)
        alone = loaded.predict(table[["text"]])
        beside = loaded.predict(table[["text", "previous"]])
        pairs = matched(bare, gold)
        lost += len(gold) - len(pairs)
        about = {"file": name, "agency": agency_of(name)}
        for number, entry in pairs:
            for way, label in (
                ("decoder", labelled.sentences[number].section),
                ("sentence", beside[number]),
                ("alone", alone[number]),
            ):
                tables[way].append({**about, **_row(bare.sentences[number].clean, entry, label)})
        whole = tk.label_sections(report, loaded)
        for number, entry in matched(report, gold):
            if entry["by"] == "heading":
                sentence = whole.sentences[number]
                tables["headings"].append({**about, **_row(sentence.clean, entry, sentence.section)})
    frames = {way: pd.DataFrame(rows) for way, rows in tables.items()}
    _tell(part, frames, lost, errors=errors)
    return frames


def _tell(part: str, frames: dict[str, pd.DataFrame], lost: int, *, errors: bool) -> None:
    print(f"{part}: {len(frames['decoder'])} sentences, {lost} cut otherwise without headings")
    for way, frame in frames.items():
        by_agency = frame.groupby("agency")["lenient"].mean()
        print(
            f"  {way:<9} lenient {frame['lenient'].mean():.3f}  strict {frame['strict'].mean():.3f}"
            f"  lenient, mean of {len(by_agency)} agencies {by_agency.mean():.3f}"
        )
    decoder = frames["decoder"]
    here = decoder["file"].str.contains("ptzhsyq|zone-|finance-")
    for name, rows in (("Pingtan", decoder[here]), ("the rest", decoder[~here])):
        if len(rows):
            print(f"  decoder, {name}: lenient {rows['lenient'].mean():.3f} of {len(rows)}")
    print(per_class(decoder).to_string(float_format=lambda value: f"{value:.2f}"))
    if errors:
        for row in decoder[~decoder["lenient"]].itertuples():
            print(f"    {row.file}: {row.predicted}, true {row.true} {row.also}: {row.text[:90]}")


def _row(text: str, entry: dict, label: str | None) -> dict:
    strict = label == entry["section"]
    return {
        "text": text,
        "true": entry["section"],
        "also": " ".join(entry["also"]),
        "predicted": label,
        "strict": strict,
        "lenient": strict or label in entry["also"],
    }


def per_class(table: pd.DataFrame) -> pd.DataFrame:
    """Per true label: n, lenient and strict recall, and the label most often taken for it."""
    rows = []
    for label, group in table.groupby("true"):
        wrong = Counter(group[~group["lenient"]]["predicted"].astype(str)).most_common(1)
        rows.append(
            (label, len(group), group["lenient"].mean(), group["strict"].mean(), wrong[0] if wrong else "")
        )
    return pd.DataFrame(rows, columns=["label", "n", "lenient", "strict", "wrong"]).set_index("label")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unread", action="store_true", help="also the unread part of the real reports")
    parser.add_argument("--errors", action="store_true", help="list what differs (never for the unread part)")
    parser.add_argument("--model", default="sections")
    options = parser.parse_args()
    folder = os.environ.get("TEXTKIT_REAL_REPORTS", "")
    if not folder or not Path(folder).is_dir():
        print("TEXTKIT_REAL_REPORTS names no folder", file=sys.stderr)
        return 2
    score("work", Path(folder), options.model, errors=options.errors)
    if options.unread:
        score("unread", Path(folder), options.model, errors=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
