"""How well themes of problem statements are found, items cut, and measures paired; prints the figures when run.

``python tests/quality/themes.py`` with TEXTKIT_REAL_REPORTS naming the folder of the reports, for the work part; ``--unread`` adds
the part that is kept out of sight; ``--errors`` lists what differs (never for the unread part); ``--model`` a model of your own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import textkit as tk

GOLD = Path(__file__).resolve().parent.parent / "gold"
# An item found stands for one of the gold when they share so much of the longer one.
SAME = 0.5


@dataclass
class Tally:
    """Counts of a part."""

    hits: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    true: Counter = field(default_factory=Counter)
    lenient: int = 0
    counts: Counter = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def f1(self, theme: str | None = None) -> float:
        pick = (lambda counts: counts[theme]) if theme else (lambda counts: sum(counts.values()))
        total = pick(self.found) + pick(self.true)
        return 2 * pick(self.hits) / total if total else 1.0


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space, and where each of its characters stands."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return "".join(text[at] for at in places), places


def gold_items(part: str, folder: Path) -> list[tuple[str, tk.Report, list[dict]]]:
    files = json.loads((GOLD / f"real_themes_{part}.json").read_text(encoding="utf-8"))["files"]
    paths = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.rglob("*") if path.is_file()
    }
    return [
        (path.name, tk.read(path), files[digest]["items"])
        for digest, path in sorted(paths.items())
        if digest in files
    ]


def located(report: tk.Report, items: list[dict]) -> list[tuple[int, int, dict]]:
    """Gold items with their place in the text."""
    sentences = {}
    for sentence in report.sentences:
        bare, places = squeezed(sentence.text)
        sentences.setdefault(hashlib.sha1(bare.encode()).hexdigest(), (sentence.start, places))
    found = []
    for item in items:
        if item["sentence"] not in sentences:
            continue
        start, places = sentences[item["sentence"]]
        first, last = places[item["begins"]], places[item["begins"] + item["length"] - 1]
        found.append((start + first, start + last + 1, item))
    return found


def score(part: str, folder: Path, model: str, *, errors: bool) -> Tally:
    """Figures of a part, printed."""
    tally, seen = Tally(), set()
    classifier = tk.load_model(model)
    for name, report, items in gold_items(part, folder):
        gold = located(report, items)
        for start, end, item in gold:
            if item["kind"] != "problem" or item["sha1"] in seen:
                continue
            seen.add(item["sha1"])
            text = squeezed(report.text[start:end])[0]
            _score_themes(tally, name, text, item, [id for id, _ in classifier.predict_themes([text])[0]])
        _score_items(tally, name, report, gold, tk.find_problems(report, classifier))
    problems = tally.counts["problems"]
    print(
        f"{part}: {problems} problem statements, themes micro F1 {tally.f1():.3f}, with second readings"
        f" {2 * tally.lenient / (sum(tally.found.values()) + sum(tally.true.values())):.3f};"
        f" first theme right {tally.counts['first'] / problems:.3f}"
    )
    macro = [tally.f1(theme) for theme in tally.true]
    print(f"  macro F1 of {len(macro)} themes {sum(macro) / len(macro):.3f}")
    print(
        "  "
        + "  ".join(f"{theme} {tally.f1(theme):.2f} ({tally.true[theme]})" for theme in sorted(tally.true))
    )
    cut = tally.counts
    precision, recall = cut["same"] / max(1, cut["items found"]), cut["same"] / max(1, cut["items"])
    print(
        f"  items cut: F1 {2 * precision * recall / max(1e-9, precision + recall):.3f} of {cut['items']},"
        f" kind right {cut['kind'] / max(1, cut['same']):.3f};"
        f" measures paired right {cut['paired'] / max(1, cut['measures']):.3f} of {cut['measures']}"
    )
    if errors:
        print("\n".join(f"    {line}" for line in tally.errors))
    return tally


def _score_themes(tally: Tally, name: str, text: str, item: dict, found: list[str]) -> None:
    true, also = set(item["themes"]), set(item.get("also", ()))
    tally.counts["problems"] += 1
    tally.counts["first"] += bool(found) and found[0] in true | also
    tally.true.update(true)
    tally.found.update(found)
    tally.hits.update(true & set(found))
    # A second reading stands for a theme that was not found, one for one.
    missed = len(true - set(found))
    tally.lenient += len(true & set(found)) + min(missed, len(also & set(found)))
    if true != set(found):
        tally.errors.append(f"{name}: {found}, true {sorted(true)} {sorted(also)}: {text[:80]}")


def _score_items(
    tally: Tally, name: str, report: tk.Report, gold: list[tuple[int, int, dict]], found: tk.SectionFive
) -> None:
    ours = [(one.start, one.end, "problem", one) for one in found.problems]
    ours += [(one.start, one.end, "measure", one) for one in found.measures]
    stands_for: dict[int, int] = {}
    taken: set[int] = set()
    for place, (start, end, item) in enumerate(gold):
        tally.counts["items"] += 1
        best = max(
            (at for at in range(len(ours)) if at not in taken),
            key=lambda at: _overlap((start, end), ours[at][:2]),
            default=None,
        )
        if best is None or _overlap((start, end), ours[best][:2]) < SAME:
            tally.errors.append(f"{name}: not cut out ({item['kind']}): {report.text[start:end][:70]!r}")
            continue
        taken.add(best)
        tally.counts["same"] += 1
        tally.counts["kind"] += ours[best][2] == item["kind"]
        if ours[best][2] != item["kind"]:
            tally.errors.append(
                f"{name}: {ours[best][2]}, true {item['kind']}: {report.text[start:end][:70]!r}"
            )
        stands_for[place] = best
    tally.counts["items found"] += len(ours)
    # Gold names answered problems by their place in the list of all items of the file.
    order = {id(entry): place for place, (_, _, entry) in enumerate(gold)}
    entries = [entry for _, _, entry in gold]
    for place, (_, _, item) in enumerate(gold):
        if item["kind"] != "measure" or place not in stands_for or ours[stands_for[place]][2] != "measure":
            continue
        measure = ours[stands_for[place]][3]
        true = {stands_for.get(order[id(entries[at])]) for at in item["answers"] if at < len(entries)}
        mine = {at for at, one in enumerate(ours[: len(found.problems)]) if at in measure.problems}
        tally.counts["measures"] += 1
        # Right: answers something that it truly answers, or rightly nothing.
        right = bool(true & mine) if true else not mine
        tally.counts["paired"] += right


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(one[1] - one[0], other[1] - other[0])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unread", action="store_true", help="also the unread part of the real reports")
    parser.add_argument("--errors", action="store_true", help="list what differs (never for the unread part)")
    parser.add_argument("--model", default="themes")
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
