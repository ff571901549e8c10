"""How well copies and origins are found in corpora with known truth; prints the figures when run.

``python tests/quality/recurrence.py`` on the split for tuning; ``--test`` on the other; ``--reports 1000`` another size; ``--thresholds`` a table over
thresholds; ``--near`` how near own sentences stand to each other, here and in the labelled reports.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.metrics import f1_score

from textkit.recurrence import THRESHOLD, mask_all, origins, similar_pairs
from textkit.synthetic import SyntheticCorpus, synthetic_corpus

# Sentences whose neighbours are looked for.
_NEAR = 17_500
EDITS = ("exact", "numbers", "year", "name", "light", "medium", "heavy")


def score_pairs(corpus: SyntheticCorpus, threshold: float, *, method: str = "minhash") -> dict[str, float]:
    """Recall of copies by edit class, and precision of the pairs of distinct texts."""
    table = corpus.sentences
    masked = mask_all(table["text"].tolist(), table["agency"].tolist())
    texts, at = np.unique(np.array(masked, dtype=object), return_inverse=True)
    pairs = similar_pairs(texts.tolist(), threshold=threshold, method=method)  # type: ignore[arg-type]
    family = table["family"].to_numpy(dtype=np.int64)
    size = int(family.max()) + 1
    # A text and a family as one number: sets of each text would take gigabytes.
    keys = at * size + family
    known, often = np.unique(keys, return_counts=True)
    holds = sp.csr_matrix(
        (np.ones(len(known), dtype=np.int8), (known // size, known % size)), shape=(len(texts), size)
    )
    both = holds[pairs.left].multiply(holds[pairs.right]).tocoo()
    right = np.bincount(both.row, minlength=len(pairs)) > 0
    paired = np.union1d(
        pairs.left[both.row] * size + both.col.astype(np.int64),
        pairs.right[both.row] * size + both.col.astype(np.int64),
    )
    hit = np.isin(keys, known[often > 1]) | np.isin(keys, paired)
    edits = table["edit"].to_numpy()
    found = {edit: hit[edits == edit] for edit in EDITS}
    figures = {edit: float(np.mean(found[edit])) if len(found[edit]) else float("nan") for edit in EDITS}
    return {**figures, "precision": float(np.mean(right)) if len(pairs) else 1.0, "pairs": float(len(pairs))}


def score_origins(corpus: SyntheticCorpus, threshold: float) -> tuple[dict[str, float], pd.DataFrame]:
    """Macro F1 of origins, whether the other agency is right, and the table of true and found origins."""
    table = corpus.sentences.merge(corpus.reports[["report_id", "province", "city"]], on="report_id")
    found = origins(table, threshold=threshold)
    truth = table["origin"]
    is_shared = ((truth == "shared") & (found["origin"] == "shared")).to_numpy()
    agency = table["agency"].to_numpy()[found["match_row"].to_numpy()]
    right = [
        who in related.split("、")
        for who, related in zip(agency[is_shared], table["related"][is_shared], strict=True)
    ]
    figures = {
        "macro_f1": float(f1_score(truth, found["origin"], average="macro")),
        "other agency right": float(np.mean(right)) if right else float("nan"),
    }
    return figures, pd.crosstab(truth, found["origin"])


def nearest(texts: list[str], names: list[str], whose: list[object]) -> np.ndarray:
    """For each distinct masked text how alike the most alike one of somebody else is, from a Jaccard similarity of 0.2 on."""
    masked = pd.Series(mask_all(texts, names))
    first = masked.drop_duplicates().index
    owner = pd.Series(whose, dtype=object)[first].to_numpy()
    pairs = similar_pairs(masked[first].tolist(), threshold=0.2)
    best = np.zeros(len(first))
    others = owner[pairs.left] != owner[pairs.right]
    for side in (pairs.left, pairs.right):
        np.maximum.at(best, side[others], pairs.jaccard[others])
    return best


def tell_nearest() -> None:
    """How near own sentences stand to each other: in a synthetic corpus, and of different hands in the labelled reports."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models"))
    from train import labelled_sentences

    table = labelled_sentences()
    table = table[~table["section"].isin(["preamble", "noise"]) & (table["text"].str.len() >= 12)]
    own = synthetic_corpus(2600, split="tune").sentences
    own = own[own["origin"] == "original"]
    # As many of each: among more sentences each has nearer neighbours.
    table, own = (rows.sample(_NEAR, random_state=0) for rows in (table, own))
    for name, rows, whose in (("labelled", table, "hand"), ("synthetic", own, "family")):
        best = nearest(rows["text"].tolist(), rows["agency"].fillna("").tolist(), rows[whose].tolist())
        shares = " ".join(f"{least}: {(best >= least).mean():.3f}" for least in (0.25, 0.3, 0.35, 0.4))
        print(f"{name}, {len(best):,} sentences, share with a neighbour from {shares}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--test", action="store_true", help="the split for testing")
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--thresholds", action="store_true")
    parser.add_argument("--near", action="store_true", help="how near own sentences stand to each other")
    options = parser.parse_args()
    if options.near:
        tell_nearest()
        return 0
    began = time.perf_counter()
    corpus = synthetic_corpus(
        options.reports, random_state=options.seed, split="test" if options.test else "tune"
    )
    print(
        f"{len(corpus.reports):,} reports, {len(corpus.sentences):,} sentences, {time.perf_counter() - began:.1f} s"
    )
    print(corpus.sentences["origin"].value_counts(normalize=True).round(3).to_dict())
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.5, 0.8) if options.thresholds else (THRESHOLD,):
        figures = score_pairs(corpus, threshold)
        print(threshold, " ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    figures, table = score_origins(corpus, THRESHOLD)
    print(" ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    print(table.to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
