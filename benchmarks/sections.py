"""Training and predicting sections, side by side with what a user would write instead; and other models that were tried.

    python benchmarks/sections.py              speed beside TF-IDF + logistic regression, growth, memory, model file
    python benchmarks/sections.py --models     accuracy of other models on the same sentences, hands held out (extra bench)

Ratios with medians of several rounds in one run.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import textkit as tk
from textkit.learning._cues import cues_of
from textkit.learning._grams import masked

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "models"))
from train import COLUMNS, SEED, training_sentences

ROUNDS = 5
COLUMNS_ALONE = ["text"]


def median_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def plain() -> object:
    """What a notebook of today does."""
    return make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2), LogisticRegression(C=10, max_iter=300)
    )


def speed(table: pd.DataFrame) -> None:
    texts, labels = table["text"].tolist(), table["section"].tolist()
    first = plain().fit(texts, labels)
    model = tk.SectionClassifier(random_state=0).fit(table[COLUMNS], labels, groups=table["report"])
    alone = tk.SectionClassifier(random_state=0).fit(texts, labels)
    other = median_seconds(lambda: plain().fit(texts, labels), 3)
    rows = [("fit", "TF-IDF + logistic regression", other, 1.0)]
    for name, work in (
        ("textkit, texts", lambda: tk.SectionClassifier(random_state=0).fit(texts, labels)),
        (
            "textkit, with context",
            lambda: tk.SectionClassifier(random_state=0).fit(table[COLUMNS], labels, groups=table["report"]),
        ),
    ):
        seconds = median_seconds(work, 3)
        rows.append(("fit", name, seconds, seconds / other))
    base = median_seconds(lambda: first.predict(texts))
    rows.append(("predict", "TF-IDF + logistic regression", base, 1.0))
    for name, work in (
        ("textkit, texts", lambda: alone.predict(texts)),
        ("textkit, with context", lambda: model.predict(table[COLUMNS])),
    ):
        seconds = median_seconds(work)
        rows.append(("predict", name, seconds, base / seconds))
    print(f"# {len(texts):,} sentences; fit: times the time of the first, predict: times its speed\n")
    print("| | model | s | ratio |\n| --- | --- | ---: | ---: |")
    for what, name, seconds, ratio in rows:
        print(f"| {what} | {name} | {seconds:.2f} | {ratio:.2f} |")


def growth(table: pd.DataFrame) -> None:
    model = tk.load_model("sections")
    texts = table["text"].tolist()
    print(
        "\n# Predicting 1, 10 and 100 thousand sentences\n\n| sentences | s | s per 1,000 | peak MB |\n| ---: | ---: | ---: | ---: |"
    )
    for size in (1_000, 10_000, 100_000):
        some = [f"{texts[row % len(texts)]}{row // len(texts) or ''}" for row in range(size)]
        seconds = median_seconds(lambda some=some: model.predict(some), 3 if size < 100_000 else 1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {size:,} | {seconds:.2f} | {1000 * seconds / size:.3f} | {peak} |")
    load = median_seconds(lambda: tk.load_model("sections"))
    print(
        f"\nLoading the model of sections {load:.3f} s, of themes {median_seconds(lambda: tk.load_model('themes')):.3f} s."
    )


def models(table: pd.DataFrame) -> None:
    """Half of the hands to learn from, the other half to try, and the other way round."""
    halves = [table["hand"].isin(sorted(table["hand"].unique())[at::2]).to_numpy() for at in (0, 1)]
    print(
        "\n# Hands held out\n\n| model | one sentence, lenient | whole report, lenient | s |\n| --- | ---: | ---: | ---: |"
    )
    for name, estimator, options in (
        ("logistic regression", None, {}),
        ("the same with jieba words", None, {"features": features(words=True)}),
        ("the same without cues", None, {"features": features(cues=None)}),
        ("linear SVM", LinearSVC(C=0.5), {}),
        ("complement naive Bayes", ComplementNB(), {}),
        ("boosted trees on 200 components", boosted(), {}),
    ):
        start = time.perf_counter()
        one, whole = [], []
        for test in halves:
            train = table[~test]
            model = tk.SectionClassifier(estimator, random_state=SEED, **options)
            # Trees behind components take no weights: all learn from the first label alone.
            model.fit(train[COLUMNS], train["section"], groups=train["report"])
            one.append(accepted(table[test], model.predict(table[test][["text", "previous"]])))
            whole.append(accepted(table[test], model.predict_reports(table[test], table[test]["report"])))
        seconds = time.perf_counter() - start
        print(f"| {name} | {np.mean(one):.3f} | {np.mean(whole):.3f} | {seconds:.0f} |", flush=True)
    start = time.perf_counter()
    whole = [accepted(table[test], by_crf(table[~test], table[test])) for test in halves]
    print(f"| conditional random field | | {np.mean(whole):.3f} | {time.perf_counter() - start:.0f} |")


def features(**options: object) -> tk.SentenceFeatures:
    return tk.SentenceFeatures(previous=False, place=False, **options)


def accepted(table: pd.DataFrame, found: np.ndarray) -> float:
    rows = zip(found, table["section"], table["also"], strict=True)
    return float(np.mean([label == true or label in also for label, true, also in rows]))


def by_crf(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Labels of whole reports by a linear-chain CRF with the same n-grams, cues of both neighbours, place and paragraphs."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    # Of 0.01, 0.1, 1 and 3 the best on held-out hands.
    trainer.set_params({"c1": 0.0, "c2": 1.0, "max_iterations": 150, "feature.possible_transitions": True})
    for rows in train.groupby("report", sort=False).indices.values():
        some = train.iloc[rows]
        trainer.append(pycrfsuite.ItemSequence(crf_items(some)), some["section"].tolist())
    with TemporaryDirectory() as folder:
        trainer.train(f"{folder}/crf")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/crf")
        found = np.empty(len(test), dtype=object)
        for rows in test.groupby("report", sort=False).indices.values():
            found[rows] = tagger.tag(pycrfsuite.ItemSequence(crf_items(test.iloc[rows])))
        tagger.close()
    return found


def crf_items(table: pd.DataFrame) -> list[dict[str, float]]:
    texts = [masked(text) for text in table["text"]]
    cues = [[cue.id for cue in cues_of("sentence") if cue.pattern.search(text)] for text in texts]
    items = []
    for row, text in enumerate(texts):
        grams = {f"^{text}$"[at : at + n] for n in (2, 3) for at in range(len(text) + 3 - n)}
        item = {f"g={gram}": len(grams) ** -0.5 for gram in grams}
        item |= {f"c={cue}": 0.5 for cue in cues[row]}
        item |= {f"before={cue}": 0.3 for cue in (cues[row - 1] if row else [])}
        item |= {f"after={cue}": 0.3 for cue in (cues[row + 1] if row + 1 < len(texts) else [])}
        item[f"place={min(9, int(table['position'].iloc[row] * 10))}"] = 0.5
        item["starts" if table["paragraph_start"].iloc[row] else "goes on"] = 0.5
        items.append(item)
    return items


def boosted() -> object:
    from sklearn.decomposition import TruncatedSVD

    return make_pipeline(
        TruncatedSVD(200, random_state=0), HistGradientBoostingClassifier(random_state=0, max_iter=60)
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--models", action="store_true", help="accuracy of other models")
    options = parser.parse_args()
    table = training_sentences()
    if options.models:
        models(table)
        return
    # Every sixth report: rounds of fits on all would take an hour.
    some = table["report"].drop_duplicates().iloc[::6]
    speed(table[table["report"].isin(set(some))].reset_index(drop=True))
    growth(table)


if __name__ == "__main__":
    main()
