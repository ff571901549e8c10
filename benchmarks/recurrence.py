"""Near-duplicate join side by side with what a user would take instead; growth, memory, recall against the exact join.

    python benchmarks/recurrence.py                                          10^4 and 10^5 distinct sentences (minutes)
    python benchmarks/recurrence.py --sentences 1000000 --sentences 5000000  larger ones, of 5·10^6 textkit alone (an hour and more)
    python benchmarks/recurrence.py --keep FOLDER                            keep the sentences, and take those that lie there

Sentences are those of a synthetic corpus (split "test"), masked. Every tool gives verified pairs of Jaccard 0.8 and more of character
trigrams; textkit also at its own threshold (and rensa there), on processes, and with numba where it is installed (extra fast). Each measurement runs in a process of
its own, tools in turn, medians of the rounds. CPU seconds are of all threads: of two figures for one tool they are the one that other work on the machine
changes less. Peers: extra bench.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from textkit.recurrence import THRESHOLD, _fast, _join, _shingles, mask_all, similar_pairs
from textkit.recurrence._join import bands_for
from textkit.synthetic import synthetic_corpus

JACCARD = 0.8
PERMUTATIONS = 128
# Distinct sentences that a synthetic report brings.
SENTENCES_A_REPORT = 9
CORPORA_AT_ONCE = 4
# All pairs of a million take scikit-learn an hour; every row costs the same, so of that many it compares this share with all.
ROWS_OF_A_MILLION = 20
ONE_IN = f"scikit-learn, one row in {ROWS_OF_A_MILLION}"
# Beyond these sizes a tool takes longer, or more memory, than most would give it.
LARGEST = {
    "scikit-learn": 100_000,
    ONE_IN: 1_000_000,
    "gaoya": 1_000_000,
    "datasketch": 1_000_000,
    "rensa": 1_000_000,
    f"rensa at {THRESHOLD}": 100_000,
}
SMALLEST = {ONE_IN: 1_000_000}
# Rounds are one from this size on.
ONE_ROUND = 1_000_000


def sentences(number: int) -> list[str]:
    """Distinct masked sentences, drawn from all that the reports bring, so that each size has what its reports say."""
    found: set[str] = set()
    seed = 0
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        while len(found) < number:
            # Some at a time: the table of half a million reports takes more memory than the join.
            reports = min(25_000, max(50, (number - len(found)) // SENTENCES_A_REPORT // CORPORA_AT_ONCE))
            seeds = range(seed, seed + CORPORA_AT_ONCE)
            for some in pool.map(sentences_of_corpus, [reports] * CORPORA_AT_ONCE, seeds):
                found |= some
            seed += CORPORA_AT_ONCE
    return random.Random(0).sample(sorted(found), number)


def sentences_of_corpus(reports: int, seed: int) -> set[str]:
    table = synthetic_corpus(reports, split="test", random_state=seed).sentences
    return set(mask_all(table["text"].tolist(), table["agency"].tolist()))


def shingles(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}


def verified(candidates: Iterable[tuple[int, int]], sets: list[set[str]], threshold: float) -> int:
    return sum(
        len(sets[one] & sets[other]) >= threshold * len(sets[one] | sets[other])
        for one, other in set(candidates)
    )


def leave_numba_out() -> None:
    _fast.kernels = _join.kernels = _shingles.kernels = lambda n_texts: None


def without_numba(texts: list[str], threshold: float, method: str = "minhash") -> int:
    leave_numba_out()
    return len(similar_pairs(texts, threshold=threshold, method=method))


def by_textkit(texts: list[str]) -> int:
    return without_numba(texts, JACCARD)


def by_textkit_with_numba(texts: list[str]) -> int:
    return len(similar_pairs(texts, threshold=JACCARD))


def by_textkit_at_its_threshold(texts: list[str]) -> int:
    return without_numba(texts, THRESHOLD)


def by_textkit_at_its_threshold_with_numba(texts: list[str]) -> int:
    return len(similar_pairs(texts, threshold=THRESHOLD))


def by_textkit_on_processes(texts: list[str]) -> int:
    leave_numba_out()
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=leave_numba_out) as executor:
        return len(similar_pairs(texts, threshold=THRESHOLD, executor=executor))


def by_textkit_exact(texts: list[str]) -> int:
    return without_numba(texts, THRESHOLD, "exact")


def by_rensa(
    texts: list[str], threshold: float = JACCARD, permutations: int = PERMUTATIONS, bands: int = 16
) -> int:
    from rensa import RMinHash, RMinHashLSH

    sets = [shingles(text) for text in texts]
    minima = RMinHash.from_token_sets([list(one) for one in sets], permutations, 1)
    index = RMinHashLSH(threshold=threshold, num_perm=permutations, num_bands=bands)
    index.insert_pairs(list(enumerate(minima)))
    found = index.query_all(minima)
    candidates = ((other, number) for number, near in enumerate(found) for other in near if other < number)
    return verified(candidates, sets, threshold)


def by_rensa_at_our_threshold(texts: list[str]) -> int:
    """With as many bands, of as many minima, as textkit takes there."""
    chosen = bands_for(THRESHOLD)
    return by_rensa(texts, THRESHOLD, chosen.bands * chosen.rows, chosen.bands)


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


def by_scikit_learn(texts: list[str], one_in: int = 1) -> int:
    """Cosine of binary trigrams over all pairs, a stretch of rows at a time; candidates at the cosine that a Jaccard of 0.8 implies at least.

    ``one_in``: of so many stretches one is compared.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    sets = [shingles(text) for text in texts]
    rows = normalize(
        CountVectorizer(analyzer="char", ngram_range=(3, 3), binary=True, lowercase=False).fit_transform(
            texts
        )
    )
    candidates: list[tuple[int, int]] = []
    for begin in range(0, len(texts), 2000 * one_in):
        alike = (rows[begin : begin + 2000] @ rows.T).tocoo()
        near = alike.data >= JACCARD
        pairs = zip((alike.row[near] + begin).tolist(), alike.col[near].tolist(), strict=True)
        candidates += [(one, other) for one, other in pairs if one < other]
    return verified(candidates, sets, JACCARD)


def by_scikit_learn_for_some_rows(texts: list[str]) -> int:
    return by_scikit_learn(texts, ROWS_OF_A_MILLION)


TOOLS: dict[str, Callable[[list[str]], int]] = {
    "textkit": by_textkit,
    "textkit, numba": by_textkit_with_numba,
    f"textkit at {THRESHOLD}": by_textkit_at_its_threshold,
    f"textkit at {THRESHOLD}, numba": by_textkit_at_its_threshold_with_numba,
    f"textkit at {THRESHOLD}, on processes": by_textkit_on_processes,
    f"textkit at {THRESHOLD}, exact": by_textkit_exact,
    "rensa": by_rensa,
    f"rensa at {THRESHOLD}": by_rensa_at_our_threshold,
    "datasketch": by_datasketch,
    "gaoya": by_gaoya,
    "scikit-learn": by_scikit_learn,
    ONE_IN: by_scikit_learn_for_some_rows,
}


def job(tool: str, path: str) -> None:
    texts = Path(path).read_text(encoding="utf-8").split("\n")
    # What numpy, numba and the pool of threads need at the start is none of the join's.
    similar_pairs(texts[:100], threshold=JACCARD)
    if tool.endswith("numba"):
        _fast._FEWEST_TEXTS = 0
        similar_pairs(texts[:1000], threshold=THRESHOLD)
    before = peak()
    began, worked = time.perf_counter(), cpu_seconds()
    pairs = TOOLS[tool](texts)
    seconds, worked = time.perf_counter() - began, cpu_seconds() - worked
    memory = (peak() - before) / 1024
    print(json.dumps({"pairs": pairs, "seconds": seconds, "worked": worked, "memory": memory}))


def peak() -> int:
    """Kilobytes that this process held at most."""
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage counts what the process held that started this one.
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))[1])
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


def cpu_seconds() -> float:
    """Of this process with all its threads, and of the processes that it started and that have ended."""
    return sum(os.times()[:4])


def measure(tool: str, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--job", tool, "--file", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


def compare(number: int, path: Path) -> None:
    if not path.exists():
        path.write_text("\n".join(sentences(number)), encoding="utf-8")
    tools = [
        tool
        for tool in TOOLS
        if SMALLEST.get(tool, 0) <= number <= LARGEST.get(tool, 100_000 if tool.endswith("exact") else number)
        and (find_spec("numba") or not tool.endswith("numba"))
    ]
    runs: dict[str, list[dict[str, float]]] = {tool: [] for tool in tools}
    for _ in range(1 if number >= ONE_ROUND else 3):
        for tool in tools:
            runs[tool].append(measure(tool, path))
    middle = {
        tool: {what: statistics.median(run[what] for run in its) for what in its[0]}
        for tool, its in runs.items()
    }
    own = middle["textkit"]
    print(f"\n# {number:,} distinct sentences\n")
    print("| tool | pairs | s | textkit = 1 | CPU s | textkit = 1 | MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for tool, one in middle.items():
        ratios = one["seconds"] / own["seconds"], one["worked"] / own["worked"]
        print(
            f"| {tool} | {one['pairs']:,.0f} | {one['seconds']:.2f} | {ratios[0]:.1f} | {one['worked']:.2f} |"
            f" {ratios[1]:.1f} | {one['memory']:.0f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, action="append")
    parser.add_argument("--keep", help="folder for the sentences, one file a size, one sentence a line")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        job(options.job, options.file)
        return
    print(f"Python {sys.version.split()[0]}, {sys.platform}; verified pairs of Jaccard {JACCARD} and more")
    with tempfile.TemporaryDirectory() as folder:
        for number in options.sentences or (10_000, 100_000):
            compare(number, Path(options.keep or folder, f"{number}.txt"))


if __name__ == "__main__":
    main()
