"""Near-duplicate join side by side with what a user would take instead; growth, memory, recall against the exact join.

    python benchmarks/recurrence.py                      10^4 and 10^5 distinct sentences (minutes)
    python benchmarks/recurrence.py --sentences 1000000  one size (an hour, most of it for making sentences and for peers)

Sentences are those of a synthetic corpus (split "test"), masked. Every tool gives verified pairs of Jaccard 0.8 and more of character
trigrams; textkit also at its own threshold. Each measurement runs in a process of its own. Peers: extra bench.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from textkit.recurrence import THRESHOLD, mask_all, similar_pairs
from textkit.synthetic import synthetic_corpus

JACCARD = 0.8
PERMUTATIONS = 128
# Distinct sentences that a synthetic report brings.
SENTENCES_A_REPORT = 9
# Beyond these sizes a tool takes longer than anybody would wait.
LARGEST = {"scikit-learn": 100_000, "gaoya": 1_000_000, "datasketch": 1_000_000}


def sentences(number: int) -> list[str]:
    reports = max(50, number // SENTENCES_A_REPORT)
    while True:
        table = synthetic_corpus(reports, split="test").sentences
        masked = set(mask_all(table["text"].tolist(), table["agency"].tolist()))
        if len(masked) >= number:
            return sorted(masked)[:number]
        reports = reports * number // len(masked) + 50


def shingles(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}


def verified(candidates: Iterable[tuple[int, int]], sets: list[set[str]], threshold: float) -> int:
    return sum(
        len(sets[one] & sets[other]) >= threshold * len(sets[one] | sets[other])
        for one, other in set(candidates)
    )


def by_textkit(texts: list[str]) -> int:
    return len(similar_pairs(texts, threshold=JACCARD))


def by_textkit_at_its_threshold(texts: list[str]) -> int:
    return len(similar_pairs(texts, threshold=THRESHOLD))


def by_textkit_exact(texts: list[str]) -> int:
    return len(similar_pairs(texts, threshold=THRESHOLD, method="exact"))


def by_rensa(texts: list[str]) -> int:
    from rensa import RMinHash, RMinHashLSH

    sets = [shingles(text) for text in texts]
    minima = RMinHash.from_token_sets([list(one) for one in sets], PERMUTATIONS, 1)
    index = RMinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS, num_bands=16)
    index.insert_pairs(list(enumerate(minima)))
    found = index.query_all(minima)
    candidates = ((other, number) for number, near in enumerate(found) for other in near if other < number)
    return verified(candidates, sets, JACCARD)


def by_datasketch(texts: list[str]) -> int:
    from datasketch import MinHash, MinHashLSH

    sets = [shingles(text) for text in texts]
    index = MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    encoded = ([gram.encode() for gram in one] for one in sets)
    candidates = []
    for number, minima in enumerate(MinHash.generator(encoded, num_perm=PERMUTATIONS, seed=1)):
        candidates += [(other, number) for other in index.query(minima)]
        index.insert(number, minima, check_duplication=False)
    return verified(candidates, sets, JACCARD)


def by_gaoya(texts: list[str]) -> int:
    from gaoya.minhash import MinHashStringIndex

    sets = [shingles(text) for text in texts]
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=JACCARD,
        num_bands=16,
        band_size=8,
        analyzer="char",
        ngram_range=(3, 3),
    )
    candidates = []
    for number, text in enumerate(texts):
        candidates += [(other, number) for other in index.query(text)]
        index.insert_document(number, text)
    return verified(candidates, sets, JACCARD)


def by_scikit_learn(texts: list[str]) -> int:
    """Cosine of binary trigrams over all pairs, a stretch of rows at a time; candidates at the cosine that a Jaccard of 0.8 implies at least."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    sets = [shingles(text) for text in texts]
    rows = normalize(
        CountVectorizer(analyzer="char", ngram_range=(3, 3), binary=True, lowercase=False).fit_transform(
            texts
        )
    )
    candidates: list[tuple[int, int]] = []
    for begin in range(0, len(texts), 2000):
        alike = (rows[begin : begin + 2000] @ rows.T).tocoo()
        near = alike.data >= JACCARD
        pairs = zip((alike.row[near] + begin).tolist(), alike.col[near].tolist(), strict=True)
        candidates += [(one, other) for one, other in pairs if one < other]
    return verified(candidates, sets, JACCARD)


TOOLS: dict[str, Callable[[list[str]], int]] = {
    "textkit": by_textkit,
    f"textkit at {THRESHOLD}": by_textkit_at_its_threshold,
    f"textkit at {THRESHOLD}, exact": by_textkit_exact,
    "rensa": by_rensa,
    "datasketch": by_datasketch,
    "gaoya": by_gaoya,
    "scikit-learn": by_scikit_learn,
}


def job(tool: str, path: str) -> None:
    texts = Path(path).read_text(encoding="utf-8").split("\n")
    # What numpy and the pool of threads need at the start is none of the join's.
    similar_pairs(texts[:100], threshold=JACCARD)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    pairs = TOOLS[tool](texts)
    seconds = time.perf_counter() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"pairs": pairs, "seconds": seconds, "memory": memory}))


def measure(tool: str, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--job", tool, "--file", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


def compare(number: int, path: Path) -> None:
    path.write_text("\n".join(sentences(number)), encoding="utf-8")
    print(f"\n# {number:,} distinct sentences\n")
    print("| tool | pairs | s | textkit = 1 | MB |\n| --- | ---: | ---: | ---: | ---: |", flush=True)
    own = 0.0
    for tool in TOOLS:
        largest = 100_000 if tool.endswith("exact") else LARGEST.get(tool, number)
        if number > largest:
            continue
        runs = [measure(tool, path) for _ in range(3 if tool == "textkit" and number < 1_000_000 else 1)]
        one = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
        own = own or one["seconds"]
        print(
            f"| {tool} | {one['pairs']:,.0f} | {one['seconds']:.1f} | {one['seconds'] / own:.1f} | {one['memory']:.0f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, action="append")
    parser.add_argument("--file", help="masked sentences, one a line, instead of making them")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        job(options.job, options.file)
        return
    print(f"Python {sys.version.split()[0]}, {sys.platform}; verified pairs of Jaccard {JACCARD} and more")
    with tempfile.TemporaryDirectory() as folder:
        for number in options.sentences or (10_000, 100_000):
            compare(number, Path(folder, "sentences.txt"))


if __name__ == "__main__":
    main()
