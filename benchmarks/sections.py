"""Training and predicting sections, side by side with what a user would write instead; and other models that were tried.

    python benchmarks/sections.py              speed beside TF-IDF + logistic regression, growth, memory, model file
    python benchmarks/sections.py --models     accuracy of other models on the same sentences, writers held out (extra bench)

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

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import textkit as tk

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
    labels = table["section"].tolist()
    features = table[["text", "previous", "position", "paragraph_start"]]
    print(
        "\n# Writers held out, the sentence with the one before and its place\n\n| model | lenient | strict | s |\n| --- | ---: | ---: | ---: |"
    )
    for name, estimator, options in (
        ("logistic regression", None, {}),
        (
            "the same with jieba words",
            None,
            {"features": tk.SentenceFeatures(previous=False, place=False, words=True)},
        ),
        (
            "the same without cues",
            None,
            {"features": tk.SentenceFeatures(previous=False, place=False, cues=None)},
        ),
        ("linear SVM", LinearSVC(C=0.5), {}),
        ("complement naive Bayes", ComplementNB(), {}),
        ("boosted trees on 300 components", boosted(), {}),
    ):
        start = time.perf_counter()
        found = tk.cross_validate(
            tk.SectionClassifier(estimator, random_state=SEED, **options), features, labels,
            groups=table["writer"].tolist(), reports=table["report"].tolist(),
            also=table["also"], folds=5, random_state=SEED,
        )  # fmt: skip
        print(
            f"| {name} | {found.lenient:.3f} | {found.strict:.3f} | {time.perf_counter() - start:.0f} |",
            flush=True,
        )


def boosted() -> object:
    from sklearn.decomposition import TruncatedSVD

    return make_pipeline(
        TruncatedSVD(300, random_state=0), HistGradientBoostingClassifier(random_state=0, max_iter=100)
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
    speed(table)
    growth(table)


if __name__ == "__main__":
    main()
