"""Train the shipped models from ``data/labelled`` alone.

    python models/train.py                both models, their cards and hashes, written beside this file
    python models/train.py --check        train again and compare: the same labels for every sentence
    python models/train.py --curve        the learning curve, hands held out (minutes)

The figures in the cards are from held-out hands (those who wrote the files) and provinces; figures on real reports are in docs/sections.md and docs/problems.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

from textkit.learning import Evaluation, evaluation_of, learning_curve, split_by_group
from textkit.learning._near_duplicates import first_of_near_duplicates
from textkit.modelfiles import MODEL_SUFFIX, load_model, save_model
from textkit.problems import ThemeClassifier
from textkit.sections import SectionClassifier

HERE = Path(__file__).resolve().parent
LABELLED = HERE.parent / "data" / "labelled"
SEED = 20261126
# Sentences whose numbers masked n-grams are as alike as this count once (Jaccard of character trigrams).
NEAR_DUPLICATE = 0.6
# Files of this hand hold section fives only.
SECTION_FIVES = "p"
COLUMNS = ["text", "previous", "position", "heading", "paragraph_start"]
# A remedy told without time (进一步完善…) reads like the ordinary work of section one, which most such sentences of a report are; most
# sentences here are of ``overview.proactive``, and fewer are a plain ``overview`` than in real reports. With hands held out these odds are right
# 0.890 of the time for a sentence with the one before and 0.953 for whole reports, without the last one 0.887 and 0.945.
ODDS = {"overview": 1.2, "improvements": 0.6, "overview.proactive": 0.6}
# What a sentence is read with: itself, the one before, the place in a whole report.
READINGS = {
    "text alone": ["text"],
    "with the one before": ["text", "previous"],
    "place known too": ["text", "previous", "position", "paragraph_start"],
}
FOLDS = 5
# Hands and provinces are more, and left out some at a time: with as many models as hands, training would take hours.
MOST_FOLDS = 20
# The last fifth, and what comes before it.
CURVE_SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def labelled_sentences(folder: Path = LABELLED) -> pd.DataFrame:
    """All labelled sentences with what stands around them, in the order of their reports.

    Columns: report, hand (who wrote the file), writer, agency, province, level, year, text, previous, position, heading,
    paragraph_start, section, also (list).
    """
    return pd.DataFrame([row for report in _reports(folder) for row in _sentences(report)])


def labelled_items(folder: Path = LABELLED) -> pd.DataFrame:
    """All clauses of section five: report, hand, writer, text, kind (problem, measure, neither), themes (list), item, answers (list)."""
    rows = []
    for report in _reports(folder):
        for line in report["lines"]:
            if line["section"] not in ("problems", "improvements"):
                continue
            name, _, answers = line["item"].partition(">")
            rows.append(
                {
                    **report["about"],
                    "text": line["text"].strip("；;。，,、 "),
                    "kind": {"p": "problem", "m": "measure"}.get(name[0], "neither"),
                    "item": name,
                    "themes": line["themes"].split(",") if line["themes"] != "-" else [],
                    "answers": answers.split(",") if answers not in ("", "-") else [],
                }
            )
    return pd.DataFrame(rows)


def _reports(folder: Path) -> Iterator[dict]:
    for path in sorted(folder.glob("*.tsv")):
        number = 0
        report = _new_report(path, number, {})
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            cells = line.split("\t")
            if not line.strip():
                report["lines"].append({"section": "break", "item": "-", "text": ""})
            elif cells[0] == "#":
                # An agency named behind text begins another report of the file.
                if cells[1] == "agency" and report["lines"]:
                    yield report
                    number += 1
                    report = _new_report(path, number, report["about"])
                report["about"][cells[1]] = cells[2]
            else:
                report["lines"].append(
                    dict(zip(("section", "also", "item", "themes", "text"), cells, strict=True))
                )
        yield report


def _new_report(path: Path, number: int, about: dict) -> dict:
    return {
        "about": {**about, "report": f"{path.stem}/{number}", "hand": path.stem.partition("-")[0]},
        "lines": [],
    }


def _sentences(report: dict) -> list[dict]:
    rows: list[dict] = []
    heading, starts, going_on = None, True, False
    for line in report["lines"]:
        if line["section"] == "break":
            starts, going_on = True, False
        elif line["section"] == "heading":
            heading, starts, going_on = line["text"], True, False
        elif going_on and line["item"] != "-" and rows[-1]["section"] == line["section"]:
            # Items of one sentence stand on lines of their own.
            rows[-1]["text"] += line["text"]
            going_on = not line["text"].rstrip("”）」").endswith(("。", "！", "？"))
        else:
            rows.append(
                {
                    **report["about"],
                    "text": line["text"],
                    "previous": rows[-1]["text"] if rows else None,
                    "heading": heading,
                    "paragraph_start": starts,
                    "section": line["section"],
                    "also": line["also"].split(",") if line["also"] != "-" else [],
                }
            )
            going_on = not line["text"].rstrip("”）」").endswith(("。", "！", "？")) and line["item"] != "-"
            starts = False
    for at, row in enumerate(rows):
        row["position"] = at / max(1, len(rows) - 1)
        row["previous"] = rows[at - 1]["text"] if at else None
    return rows


def training_sentences(folder: Path = LABELLED) -> pd.DataFrame:
    """What the section model learns: whole reports, near-duplicates once, sub-topics instead of a plain overview."""
    table = labelled_sentences(folder)
    table = table[first_of_near_duplicates(table["text"].tolist(), threshold=NEAR_DUPLICATE)]
    # Section fives by themselves would make every third sentence one of them.
    table = table[table["hand"] != SECTION_FIVES].reset_index(drop=True)
    labels = [_specific(label, also) for label, also in zip(table["section"], table["also"], strict=True)]
    return table.assign(section=[label for label, _ in labels], also=[also for _, also in labels])


def _specific(label: str, also: list[str]) -> tuple[str, list[str]]:
    topics = [other for other in also if other.startswith("overview.")]
    if label != "overview" or not topics:
        return label, also
    return topics[0], [label, *(other for other in also if other != topics[0])]


def train_sections(table: pd.DataFrame) -> SectionClassifier:
    return SectionClassifier(random_state=SEED, odds=ODDS).fit(
        table[COLUMNS],
        table["section"],
        also=table["also"],
        groups=table["report"],
    )


def training_items(folder: Path = LABELLED) -> pd.DataFrame:
    """What the theme model learns: clauses of section five, near-duplicates once."""
    table = labelled_items(folder)
    return table[first_of_near_duplicates(table["text"].tolist(), threshold=NEAR_DUPLICATE)].reset_index(
        drop=True
    )


def train_themes(table: pd.DataFrame) -> ThemeClassifier:
    return ThemeClassifier(random_state=SEED).fit(table["text"].tolist(), table["themes"].tolist())


def figures_of_sections(table: pd.DataFrame) -> dict:
    """Held-out figures: hands, provinces, and sentences at random, each time read in three ways."""
    found: dict = {}
    at_random = np.random.RandomState(SEED).permutation(len(table)) % FOLDS
    for name, groups in (
        ("hands held out", table["hand"]),
        ("provinces held out", table["province"]),
        ("sentences at random", pd.Series(at_random)),
    ):
        folds = min(MOST_FOLDS, groups.nunique())
        evaluations = _held_out(table, groups.astype(str).tolist(), folds)
        found[name] = {"groups": int(groups.nunique()), "folds": folds}
        for reading, one in evaluations.items():
            found[name][reading] = {
                "lenient": round(one.lenient, 3),
                "strict": round(one.strict, 3),
                "macro_f1": round(one.macro_f1, 3),
                "calibration_error": round(one.calibration_error, 3),
            }
            print(name, reading, found[name][reading], flush=True)
    return found


def _held_out(table: pd.DataFrame, groups: list[str], folds: int) -> dict[str, Evaluation]:
    """Groups predicted by a model of those in the other folds, for each reading; folds run side by side."""
    names = sorted(set(table["section"]))
    chances = {reading: np.zeros((len(table), len(names))) for reading in READINGS}
    tested = list(split_by_group(groups, folds=folds, random_state=SEED))
    with ProcessPoolExecutor() as pool:
        for test, found in zip(tested, pool.map(_predicted, repeat(table), tested), strict=True):
            for reading, (classes, one) in found.items():
                chances[reading][np.ix_(test, np.searchsorted(names, classes))] = one
    truth, also = table["section"].tolist(), table["also"].tolist()
    return {
        reading: evaluation_of(table["text"], truth, one, names, also=also, groups=groups)
        for reading, one in chances.items()
    }


def _predicted(table: pd.DataFrame, test: np.ndarray) -> dict[str, tuple[list[str], np.ndarray]]:
    model = train_sections(table.drop(index=test))
    classes = [str(label) for label in model.classes_]
    asked = table.iloc[test]
    return {reading: (classes, model.predict_proba(asked[columns])) for reading, columns in READINGS.items()}


def figures_of_themes(table: pd.DataFrame) -> dict:
    """Micro F1 on problem statements and measures of writers held out."""
    found: list[set[str]] = [set() for _ in range(len(table))]
    for test in split_by_group(table["writer"].tolist(), folds=FOLDS, random_state=SEED):
        rest = np.setdiff1d(np.arange(len(table)), test)
        model = train_themes(table.iloc[rest])
        for row, themes in zip(test, model.predict_themes(table["text"].iloc[test].tolist()), strict=True):
            found[row] = {theme for theme, _ in themes}
    names = sorted({theme for themes in table["themes"] for theme in themes})
    true = np.array([[name in themes for name in names] for themes in table["themes"]])
    mine = np.array([[name in themes for name in names] for themes in found])
    figures = {}
    for kind in ("problem", "measure"):
        rows = (table["kind"] == kind).to_numpy()
        f1 = f1_score(true[rows], mine[rows], average="micro")
        figures[f"micro F1, {kind}s of writers held out"] = round(float(f1), 3)
    print(figures, flush=True)
    return figures


def data_hash(folder: Path = LABELLED) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.tsv")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def build(day: str) -> None:
    """Train, measure and write both models, their cards and hashes."""
    sentences, items = training_sentences(), training_items()
    about = {"trained": day, "seed": SEED, "data": "data/labelled", "data_sha256": data_hash()}
    cards = {
        "sections": {
            **about,
            "what": "sentences into the sections of the form (条例 article 50) and the sub-topics of section one",
            "sentences": len(sentences),
            "reports": int(sentences["report"].nunique()),
            "writers": int(sentences["writer"].nunique()),
            "labels": sentences["section"].value_counts().to_dict(),
            "figures": figures_of_sections(sentences),
            "limits": "trained on written sentences, no real ones; forms of 2008 to 2025; figures on real reports: docs/sections.md",
        },
        "themes": {
            **about,
            "what": "problem statements and measures of section five into themes (themes.toml)",
            "clauses": len(items),
            "writers": int(items["writer"].nunique()),
            "themes": items["themes"].explode().value_counts().to_dict(),
            "figures": figures_of_themes(items),
            "limits": "for clauses, not paragraphs: find_problems cuts them; figures on real reports: docs/problems.md",
        },
    }
    save_model(train_sections(sentences), HERE / f"sections{MODEL_SUFFIX}", card=cards["sections"])
    save_model(train_themes(items), HERE / f"themes{MODEL_SUFFIX}", card=cards["themes"])
    hashes = []
    for name, card in cards.items():
        text = json.dumps(card, ensure_ascii=False, indent=2)
        (HERE / f"{name}.card.json").write_text(f"{text}\n", encoding="utf-8")
        path = HERE / f"{name}{MODEL_SUFFIX}"
        hashes.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    (HERE / "SHA256SUMS").write_text("".join(hashes), encoding="utf-8")


def check() -> int:
    """Train again from the data and compare with the shipped models; how many get other labels."""
    sentences, items = training_sentences(), training_items()
    table = sentences[COLUMNS]
    differ = int((train_sections(sentences).predict(table) != load_model("sections").predict(table)).sum())
    texts = items["text"].tolist()
    differ += int(
        (train_themes(items).predict(texts) != load_model("themes").predict(texts)).any(axis=1).sum()
    )
    print(f"{len(sentences):,} sentences and {len(items):,} clauses, {differ} with other labels")
    return differ


def curve() -> None:
    """Print the learning curves of the section model, hands held out: a sentence with the one before, and whole reports."""
    table = training_sentences()

    def whole_reports(model: SectionClassifier, sentences: pd.DataFrame) -> np.ndarray:
        return model.predict_reports(sentences, table.loc[sentences.index, "report"])

    def one_by_one(model: SectionClassifier, sentences: pd.DataFrame) -> np.ndarray:
        return model.predict(sentences[READINGS["with the one before"]])

    found = learning_curve(
        SectionClassifier(random_state=SEED, odds=ODDS),
        table[COLUMNS],
        table["section"],
        groups=table["hand"].tolist(),
        reports=table["report"].tolist(),
        also=table["also"],
        shares=CURVE_SHARES,
        random_state=SEED,
        readings={"with the one before": one_by_one, "whole reports": whole_reports},
        n_jobs=-1,
    )
    print(found.to_string(index=False, float_format=lambda value: f"{value:.3f}"))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="train again and compare the labels")
    parser.add_argument("--curve", action="store_true", help="the learning curve")
    parser.add_argument("--day", default=time.strftime("%Y-%m-%d"), help="date of the cards")
    options = parser.parse_args()
    # Sums in another order give other labels in places, so no part of a fit runs on several threads; folds run side by side.
    with threadpool_limits(1):
        if options.check:
            return int(check() > 0)
        if options.curve:
            curve()
        else:
            build(options.day)
    return 0


if __name__ == "__main__":
    sys.exit(main())
