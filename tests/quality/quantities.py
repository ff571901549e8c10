"""Quality of the quantities, against the hard set and the gold of real reports; prints the figures when run.

``python tests/quality/quantities.py`` for the hard set, and for the work part of the real reports
where the variable TEXTKIT_REAL_REPORTS names their folder. ``--unread`` adds the part that is kept
out of sight while the rules are tuned; ``--errors`` lists what differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import textkit as tk

ROOT = Path(__file__).resolve().parents[2]
HARD = Path(__file__).with_name("hard.json")
FLOORS = Path(__file__).with_name("floors.json")
GOLD = ROOT / "tests" / "gold"
# A repeated decimal (三分之一) is compared to so many digits.
DIGITS = Decimal("0.01")

LINKS = ("object", "channel", "scope", "period", "comparison", "whole", "about")

Found = Iterable[tk.Quantity]


@dataclass
class Tally:
    """Counts over sentences, each kept apart so that they can be drawn again."""

    sentences: list[tuple[int, int, int]] = field(default_factory=list)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    won: set[str] = field(default_factory=set)

    @property
    def f1(self) -> float:
        return f1_of(self.sentences)

    def interval(self, draws: int = 1000) -> tuple[float, float]:
        """95 % bootstrap interval of F1 over sentences."""
        chance = random.Random(0)
        values = sorted(f1_of(chance.choices(self.sentences, k=len(self.sentences))) for _ in range(draws))
        return values[int(draws * 0.025)], values[int(draws * 0.975)]

    def rate(self, right: str, all_: str) -> float:
        return self.counts[right] / self.counts[all_] if self.counts[all_] else 1.0

    def kind_f1(self, kind: str) -> float:
        of = self.kinds[kind]
        return f1_of([(of["right"], of["missed"], of["wrong"])])


def f1_of(rows: Iterable[tuple[int, int, int]]) -> float:
    right, missed, wrong = (sum(column) for column in zip(*rows, strict=True))
    return 2 * right / (2 * right + missed + wrong) if right + missed + wrong else 1.0


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def _number(written: object) -> Decimal | None:
    return None if written is None else Decimal(str(written)).quantize(DIGITS)


def key_of_gold(entry: dict) -> tuple:
    value = _number(entry.get("value"))
    limits = (_number(entry.get("low")), _number(entry.get("high"))) if value is None else None
    return squeeze(entry["text"]), value, limits, entry["unit"]


def key_of(found: tk.Quantity) -> tuple:
    value = _number(found.value)
    limits = (_number(found.low), _number(found.high)) if value is None else None
    return squeeze(found.text), value, limits, found.unit


def is_accepted(entry: dict, id: str | None) -> bool:
    if id is not None and id.startswith("outcome.detail.") and entry.get("indicator") is None:
        # Only five rows of table 3 had an id of their own when the gold was written.
        return f"outcome.{id.split('.')[2].split('_')[0]}" in entry.get("also", ())
    return id in {entry.get("indicator"), *entry.get("also", ())}


def score_sentence(
    tally: Tally, name: str, text: str, gold: list[dict], found: list[tk.Quantity], *, links: bool
) -> None:
    """Compare what was found in one sentence with its gold; the text is given as is."""
    before = len(tally.errors)
    tally.counts["sentences"] += 1
    numerals = [one for one in found if one.stated == "numeral"]
    numbers = [entry for entry in gold if not entry.get("zero")]
    pairs, rest, missed = _pair(numbers, numerals)
    for entry, match in pairs:
        _score_number(tally, name, text, entry, match)
        if "indicator" in entry:
            _score_indicator(tally, name, text, entry, match)
    for entry in missed:
        tally.kinds[entry["kind"]]["missed"] += 1
        tally.errors.append(f"{name}: missed {entry['text']} = {entry.get('value')} {entry['unit']}: {text}")
    for one in rest:
        tally.kinds[one.kind]["wrong"] += 1
        tally.errors.append(f"{name}: wrong {one.text} = {one.value} {one.unit}: {text}")
    tally.counts["false alarms"] += max(0, len(rest) - len(missed))
    tally.sentences.append((len(pairs), len(missed), len(rest)))
    _score_zeros(tally, name, text, gold, found)
    if len(tally.errors) == before:
        tally.won.add(name)
    for entry, match in pairs if links else ():
        if "indicator" in entry:
            _score_links(tally, name, text, entry, match, numerals)


def _pair(
    gold: list[dict], found: list[tk.Quantity]
) -> tuple[list[tuple[dict, tk.Quantity]], list[tk.Quantity], list[dict]]:
    """What agrees in text, value and unit; what was found beyond the gold; what of the gold wasn't found."""
    rest, pairs, missed = list(found), [], []
    for entry in gold:
        match = next((one for one in rest if key_of(one) == key_of_gold(entry)), None)
        if match is not None:
            rest.remove(match)
        if entry.get("optional"):
            continue
        if match is None:
            missed.append(entry)
        else:
            pairs.append((entry, match))
    optional = [squeeze(entry["text"]) for entry in gold if entry.get("optional")]
    rest = [
        one
        for one in rest
        if not any(squeeze(one.text) in text or text in squeeze(one.text) for text in optional)
    ]
    return pairs, rest, missed


def _score_number(tally: Tally, name: str, text: str, entry: dict, match: tk.Quantity) -> None:
    tally.kinds[entry["kind"]]["right"] += 1
    tally.counts["bounds"] += 1
    for side in ("bound", "kind"):
        read, true = getattr(match, side), entry[side]
        tally.counts[f"{side}s right"] += read == true
        if read != true:
            tally.errors.append(f"{name}: {side} {read}, true {true}, of {entry['text']}: {text}")


def score_passed(tally: Tally, case: dict) -> None:
    """Compare the numbers that count nothing with the gold: each told in part at least, and by its kind."""
    spans = tk.find_non_quantities(case["text"])
    for entry in case.get("not", ()):
        at = case["text"].find(entry["text"])
        told = [one.kind for one in spans if one.start < at + len(entry["text"]) and at < one.end]
        tally.counts["passed"] += 1
        tally.counts["passed right"] += entry["kind"] in told
        if entry["kind"] not in told:
            tally.errors.append(
                f"{case['id']}: not {entry['text']} {entry['kind']}, told {told}: {case['text']}"
            )


def _score_indicator(tally: Tally, name: str, text: str, entry: dict, match: tk.Quantity) -> None:
    fits = is_accepted(entry, match.indicator)
    tally.counts["indicators"] += 1
    tally.counts["indicators right"] += fits
    tally.counts["indicators right, first reading"] += match.indicator == entry["indicator"]
    if entry["indicator"] is not None:
        tally.counts["indicators known"] += 1
        tally.counts["indicators known right"] += fits
    if entry["indicator"] in answered_by_cells():
        tally.counts["indicators with cells"] += 1
        tally.counts["indicators with cells right"] += fits
    if not fits:
        tally.errors.append(
            f"{name}: indicator {match.indicator}, true {entry['indicator']} {entry.get('also', '')}, of {entry['text']}: {text}"
        )


def _score_links(
    tally: Tally, name: str, text: str, entry: dict, match: tk.Quantity, numerals: list[tk.Quantity]
) -> None:
    for link in LINKS:
        read = _link(match, link, numerals)
        true = entry.get(link)
        if link in ("whole", "about") and true:
            true = squeeze(true)
        if link == "object":
            # The gold names the head of the phrase; more or less of what stands before it is right too.
            if not true:
                continue
            fits = bool(read) and (squeeze(true) in squeeze(str(read)) or squeeze(str(read)) in squeeze(true))
        else:
            fits = read == true
        if true or read:
            tally.counts[link] += 1
            tally.counts[f"{link} right"] += fits
        if not fits:
            tally.errors.append(f"{name}: {link} {read}, true {true}, of {entry['text']}: {text}")


def _link(match: tk.Quantity, link: str, numerals: list[tk.Quantity]) -> object:
    if link == "period":
        return None if match.period in {"year", "part_of_year"} else match.period
    if link == "comparison":
        change = match.comparison
        return {"direction": change.direction, "base": change.base} if change else None
    value = getattr(match, link)
    if link in ("whole", "about") and value:
        return next((squeeze(one.text) for one in numerals if (one.start, one.end) == value), "elsewhere")
    return value


def _score_zeros(tally: Tally, name: str, text: str, gold: list[dict], found: list[tk.Quantity]) -> None:
    rest = [one for one in found if one.stated == "statement"]
    for entry in (entry for entry in gold if entry.get("zero")):
        match = next((one for one in rest if is_accepted(entry, one.indicator)), None)
        if match:
            rest.remove(match)
        if entry.get("optional"):
            continue
        tally.counts["zeros"] += 1
        tally.counts["zeros right"] += match is not None
        if match is None:
            tally.errors.append(f"{name}: zero missed {entry['indicator']}: {text}")
    tally.counts["zeros wrong"] += len(rest)
    tally.errors += [f"{name}: zero wrong {one.indicator} {one.text}: {text}" for one in rest]


@cache
def answered_by_cells() -> frozenset[str]:
    from textkit.statute.indicators import indicators

    return frozenset(one.id for one in indicators() if one.readings)


@cache
def hard_cases() -> list[dict]:
    return json.loads(HARD.read_text(encoding="utf-8"))["cases"]


def score_hard(find: Callable[[str], Found] = tk.find_quantities) -> Tally:
    tally = Tally()
    for case in hard_cases():
        score_sentence(tally, case["id"], case["text"], case["found"], list(find(case["text"])), links=True)
        score_passed(tally, case)
    return tally


def real_folder() -> Path | None:
    named = os.environ.get("TEXTKIT_REAL_REPORTS")
    return Path(named) if named else None


def score_real(part: str) -> Tally:
    gold = json.loads((GOLD / f"real_quantities_{part}.json").read_text(encoding="utf-8"))["files"]
    tally = Tally()
    folder = real_folder()
    for path in sorted(folder.rglob("*")) if folder else []:
        facts = gold.get(hashlib.sha256(path.read_bytes()).hexdigest()) if path.is_file() else None
        if facts is None:
            continue
        report = tk.read(path)
        seen = set()
        tally.counts["reports"] += 1
        for sentence in report.sentences:
            digest = hashlib.sha1(squeeze(sentence.text).encode(), usedforsecurity=False).hexdigest()
            if digest in seen:
                continue
            seen.add(digest)
            found = [
                one for one in report.quantities if sentence.start <= one.start and one.end <= sentence.end
            ]
            score_sentence(tally, f"{path.stem}", sentence.clean, facts.get(digest, []), found, links=False)
        tally.counts["lost sentences"] += len(set(facts) - seen)
    return tally


def tell(name: str, tally: Tally, *, errors: bool) -> None:
    counts = tally.counts
    low, high = tally.interval()
    of_gold = sum(right + missed for right, missed, _ in tally.sentences)
    print(f"{name}: {counts['sentences']} sentences, {of_gold} quantities")
    if counts["lost sentences"]:
        print(f"  sentences of the gold that are not in the reports as read: {counts['lost sentences']}")
    alarms = 100 * counts["false alarms"] / max(1, counts["sentences"])
    print(f"  strict F1 {tally.f1:.4f} [{low:.4f}, {high:.4f}]  false alarms {alarms:.2f} a 100 sentences")
    kinds = [
        f"{kind} {tally.kind_f1(kind):.3f} ({of['right'] + of['missed']})"
        for kind, of in sorted(tally.kinds.items())
    ]
    print("  by kind   " + "  ".join(kinds))
    kind_rate, bound_rate = tally.rate("kinds right", "bounds"), tally.rate("bounds right", "bounds")
    print(f"  bound {bound_rate:.4f}  kind {kind_rate:.4f}")
    print(
        f"  indicator {tally.rate('indicators right', 'indicators'):.4f} of {counts['indicators']} with second"
        f" readings, {tally.rate('indicators right, first reading', 'indicators'):.4f} without; where there is"
        f" one {tally.rate('indicators known right', 'indicators known'):.4f} of {counts['indicators known']};"
        f" where a cell answers {tally.rate('indicators with cells right', 'indicators with cells'):.4f}"
        f" of {counts['indicators with cells']}"
    )
    print(f"  statements of zero {counts['zeros right']}/{counts['zeros']}, wrong {counts['zeros wrong']}")
    if counts["passed"]:
        links = [f"{link} {counts[f'{link} right']}/{counts[link]}" for link in LINKS if counts[link]]
        print(f"  numbers that count nothing, told by kind {counts['passed right']}/{counts['passed']}")
        print("  links     " + "  ".join(links))
    if errors:
        print(*(f"    {error}" for error in tally.errors), sep="\n")


def figures(tally: Tally) -> dict[str, float]:
    """What the floors are set on: F1 over all and by kind, and shares of what was right."""
    found = {"f1": tally.f1} | {f"f1 {kind}": tally.kind_f1(kind) for kind in sorted(tally.kinds)}
    for name, right, of in (
        ("bound", "bounds right", "bounds"),
        ("kind", "kinds right", "bounds"),
        ("indicator", "indicators right", "indicators"),
        ("indicator with cells", "indicators with cells right", "indicators with cells"),
        ("zeros", "zeros right", "zeros"),
        ("told by kind", "passed right", "passed"),
        *((link, f"{link} right", link) for link in LINKS),
    ):
        if tally.counts[of]:
            found[name] = tally.rate(right, of)
    return {name: round(value, 4) for name, value in found.items()}


def pinned() -> dict:
    return json.loads(FLOORS.read_text(encoding="utf-8"))


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pin(tallies: dict[str, Tally], reason: str) -> None:
    """Write today's figures as floors; a floor is lowered only with a reason, which is kept."""
    before = pinned() if FLOORS.exists() else {"floors": {}, "won": [], "lowered": []}
    floors = {name: figures(tally) for name, tally in tallies.items()}
    lower = [
        f"{part} {name} {old} to {floors[part].get(name)}"
        for part, values in before["floors"].items()
        for name, old in values.items()
        if part in floors and floors[part].get(name, 0) < old
    ]
    lost = sorted(set(before["won"]) - tallies["hard"].won)
    if (lower or lost) and not reason:
        raise SystemExit(f"lower: {lower}\nlost: {lost}\nsay why with --lower REASON")
    if lower or lost:
        before["lowered"].append({"reason": reason, "floors": lower, "lost": lost})
    kept = {part: values for part, values in before["floors"].items() if part not in floors}
    content = {
        "about": "Floors of the quality of quantities, and the cases of the hard set that are wholly right.",
        "hard_sha256": digest_of(HARD),
        "floors": kept | floors,
        "lowered": before["lowered"],
        "won": sorted(tallies["hard"].won),
    }
    FLOORS.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unread", action="store_true", help="also the unread part of the real reports")
    parser.add_argument("--errors", action="store_true", help="list what differs (never for the unread part)")
    parser.add_argument("--pin", action="store_true", help="write the figures as floors of the tests")
    parser.add_argument("--lower", default="", metavar="REASON", help="why a floor may be lowered")
    options = parser.parse_args()
    tallies = {"hard": score_hard()}
    if real_folder() is None:
        print("TEXTKIT_REAL_REPORTS names no folder: real reports are left out")
    else:
        tallies["work"] = score_real("work")
        if options.unread:
            tallies["unread"] = score_real("unread")
    for name, tally in tallies.items():
        tell(name, tally, errors=options.errors and name != "unread")
    if options.pin:
        pin(tallies, options.lower)


if __name__ == "__main__":
    main()
