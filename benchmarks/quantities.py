"""Quantities in sentences: F1 and speed beside what a user would take instead, in one run.

``python benchmarks/quantities.py`` (extra ``peers``) prints tables in Markdown. Sentences are the
hard set of ``tests/quality`` and, where TEXTKIT_REAL_REPORTS names their folder, the work part of the
real reports; without them speed is measured on the sentences of ``data/reports``. A quantity is right
when its text without blanks, its value and its unit are those of the gold; optional entries and
statements of zero don't count. A peer that isn't installed is named with the reason. Growth and worst
texts are measured in a process each, so that peaks of memory don't add up.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.metadata
import io
import json
import logging
import platform
import re
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "quality"))

import quantities as quality  # noqa: E402

import textkit as tk  # noqa: E402

# Speed is measured on so many sentences, taken evenly, the same for all; the slowest reads 30 a second.
SPEED = 200
# A round of a fast tool goes through them until so many seconds are over.
ROUND = 0.2
Found = tuple[str, Decimal | None, str]

UNITS = (
    "人次 件次 条次 家次 户次 场次 批次 期次 项次 篇次 条 件 次 场 份 篇 期 个 人 名 家 项 部 册 起 宗 例 批 户 处 台 套 种 类 页 幅 张 段 集 堂 节 门 辆 "
    "座 所 间 组 支 本 块 则 轮 位 票 笔 封 通 卷 款 字 公里 元 %"
).split()
UNIT = "|".join(sorted(UNITS, key=len, reverse=True))


# ------------------------------------------------------------------- the thirty lines a user would write

DIGITS = {
    char: place
    for place, chars in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
PATTERN = re.compile(
    rf"([0-9][0-9,，]*(?:\.[0-9]+)?|[{''.join(DIGITS)}{''.join(SCALES)}]+)(余|多)?([万亿])?(余|多)?({UNIT})"
)


def chinese_number(written: str) -> Decimal | None:
    total = section = number = 0
    for char in written:
        if char in DIGITS:
            number = DIGITS[char]
        elif SCALES[char] >= 10**4:
            total, section, number = (total + section + number) * SCALES[char], 0, 0
        else:
            section, number = section + (number or 1) * SCALES[char], 0
    return Decimal(total + section + number)


def regex(sentence: str) -> list[Found]:
    found = []
    for match in PATTERN.finditer(sentence):
        written = match[1].replace(",", "").replace("，", "")
        value = Decimal(written) if written[0].isdigit() else chinese_number(written)
        value = value * SCALES[match[3]] if match[3] else value
        found.append((match.group(), value, match[5]))
    return found


# --------------------------------------------------------------------------------------------- peers


def textkit_linked(sentence: str) -> list[Found]:
    return [
        (one.text, one.value, one.unit) for one in tk.find_quantities(sentence) if one.stated == "numeral"
    ]


def textkit_bare(sentence: str) -> list[Found]:
    return [(one.text, one.value, one.unit) for one in tk.find_quantities(sentence, linked=False)]


def number_of(written: str) -> Decimal | None:
    """Number that cn2an reads in a numeral as written; Arabic with 万 and 亿 included."""
    text = re.sub(r"[余多,，\s]", "", written)
    try:
        if re.fullmatch(r"[0-9.]+", text):
            return Decimal(text)
        return Decimal(str(cn2an_module().cn2an(text, "smart")))
    except (ValueError, InvalidOperation, KeyError, IndexError):
        return None


def cn2an_module():  # type: ignore[no-untyped-def]
    return importlib.import_module("cn2an")


def with_unit(sentence: str, start: int, end: int, value: Decimal | None) -> Found:
    """A number with the unit of the list that stands right behind it, if one does."""
    unit = re.match(rf"\s?[余多]?({UNIT})", sentence[end:])
    if not unit:
        return sentence[start:end], value, ""
    return sentence[start : end + unit.end()], value, unit[1]


def make_cn2an() -> Callable[[str], list[Found]]:
    cn2an_module()
    numeral = re.compile(r"[0-9]+(?:[,，.][0-9]+)*[余多]?[万亿]*|[零〇一二两三四五六七八九十百千万亿]+")
    return lambda sentence: [
        with_unit(sentence, *match.span(), number_of(match.group())) for match in numeral.finditer(sentence)
    ]


def make_jieba() -> Callable[[str], list[Found]]:
    cn2an_module()
    cut = importlib.import_module("jieba.posseg").cut
    importlib.import_module("jieba").setLogLevel(logging.ERROR)
    return lambda sentence: list(tagged(sentence, [(word.word, word.flag) for word in cut(sentence)]))


def make_thulac() -> Callable[[str], list[Found]]:
    cn2an_module()
    with contextlib.redirect_stdout(io.StringIO()):
        cut = importlib.import_module("thulac").thulac().cut
    return lambda sentence: list(tagged(sentence, cut(sentence)))


def tagged(sentence: str, words: Sequence[Sequence[str]]) -> Iterator[Found]:
    """Runs of words tagged as numbers or written in digits, with the word tagged as a measure behind them.

    Where no such word stands, the list of units is asked. Runs that are no number (全部) are left out.
    """
    at, start, end = 0, None, 0
    for word, tag in [*words, ("", "")]:
        at = sentence.index(word, at)
        digits = re.fullmatch(r"[0-9.]+", word) is not None
        sign = word in {".", ",", "，"} and re.match(r"[0-9]", sentence[at + 1 :]) is not None
        if at == end and start is not None and (tag == "m" or digits or sign):
            end = at + len(word)
        else:
            if start is not None:
                yield from measured(sentence, start, end, word if at == end and tag == "q" else "")
            start, end = (at, at + len(word)) if word and (tag == "m" or digits) else (None, 0)
        at += len(word)


def measured(sentence: str, start: int, end: int, unit: str) -> Iterator[Found]:
    written = sentence[start:end]
    value = number_of(written)
    within = re.fullmatch(rf"(.*?)({UNIT})", written)
    if value is not None and unit.strip():
        yield written + unit, value, unit
    elif value is not None:
        yield with_unit(sentence, start, end, value)
    elif within and (value := number_of(within[1])) is not None:
        yield written, value, within[2]


def make_jionlp() -> Callable[[str], list[Found]]:
    with contextlib.redirect_stdout(io.StringIO()):
        jio = importlib.import_module("jionlp")

    def find(sentence: str) -> list[Found]:
        found = []
        for money in jio.ner.extract_money(sentence, with_parsing=True):
            parsed = money["detail"]
            number = parsed["num"] if isinstance(parsed["num"], str) else parsed["num"][0]
            found.append((money["text"], Decimal(number), parsed["case"]))
        return found

    return find


def make_quantulum() -> Callable[[str], list[Found]]:
    parse = importlib.import_module("quantulum3.parser").parse

    def find(sentence: str) -> list[Found]:
        # It sees no number that touches a Chinese character.
        text = re.sub(r"(?<=[^\W0-9a-zA-Z])(?=[0-9])|(?<=[0-9%])(?=[^\W0-9a-zA-Z])", " ", sentence)
        found = []
        for one in parse(text):
            value = Decimal(str(one.value))
            if one.unit.name == "dimensionless":
                found.append(with_unit(text, *one.span, value))
            else:
                found.append((one.surface, value, "%" if one.unit.name == "percentage" else one.unit.name))
        return found

    return find


def make_recognizers(*, with_list: bool) -> Callable[[str], list[Found]]:
    """Percentages, with numbers and the units of the list, or with its own amounts of money and measures."""
    numbers = importlib.import_module("recognizers_number")
    culture = numbers.Culture.Chinese
    number = numbers.NumberRecognizer(culture)
    models = [number.get_percentage_model()]
    if with_list:
        models.append(number.get_number_model())
    else:
        measures = importlib.import_module("recognizers_number_with_unit").NumberWithUnitRecognizer(culture)
        models += [measures.get_currency_model(), measures.get_dimension_model()]
    names = {"Chinese yuan": "元", "Kilometer": "公里", "Meter": "米", "Square meter": "平方米"}

    def find(sentence: str) -> list[Found]:
        found, taken = [], set()
        for model in models:
            for one in model.parse(sentence):
                place = set(range(one.start, one.end + 1))
                written = (one.resolution or {}).get("value")
                if written is None or taken & place:
                    continue
                taken |= place
                unit = "%" if written.endswith("%") else one.resolution.get("unit", "")
                value = Decimal(written.rstrip("%"))
                if unit:
                    found.append((sentence[one.start : one.end + 1], value, names.get(unit, unit)))
                else:
                    found.append(with_unit(sentence, one.start, one.end + 1, value))
        return found

    return find


@dataclass(frozen=True)
class Peer:
    """A tool: its name, the distribution whose version is told, and how its finder is made."""

    name: str
    package: str
    make: Callable[[], Callable[[str], list[Found]]]


REGEX = f"regex of 30 lines, {len(UNITS)} units"
PEERS = (
    Peer("textkit", "", lambda: textkit_linked),
    Peer("textkit, not linked", "", lambda: textkit_bare),
    Peer(REGEX, "", lambda: regex),
    Peer("cn2an and a list of units", "cn2an", make_cn2an),
    Peer(
        "recognizers-text and a list of units",
        "recognizers-text-number",
        lambda: make_recognizers(with_list=True),
    ),
    Peer(
        "recognizers-text, its own units",
        "recognizers-text-number-with-unit",
        lambda: make_recognizers(with_list=False),
    ),
    Peer("thulac, m and q, else a list of units", "thulac", make_thulac),
    Peer("jieba.posseg, m and q, else a list of units", "jieba", make_jieba),
    Peer("jionlp, money", "jionlp", make_jionlp),
    Peer("quantulum3, blanks set, and a list of units", "quantulum3", make_quantulum),
)


# ------------------------------------------------------------------------------------------- measuring


def real_cases() -> list[dict]:
    """Sentences of the work part with their gold, each once, in the form of the hard set."""
    folder = quality.real_folder()
    if folder is None:
        return []
    gold = json.loads((quality.GOLD / "real_quantities_work.json").read_text(encoding="utf-8"))["files"]
    cases = []
    for path in sorted(folder.rglob("*")):
        facts = gold.get(quality.digest_of(path)) if path.is_file() else None
        seen = set()
        for sentence in tk.read(path).sentences if facts is not None else ():
            squeezed = quality.squeeze(sentence.text).encode()
            digest = quality.hashlib.sha1(squeezed, usedforsecurity=False).hexdigest()
            if digest not in seen:
                seen.add(digest)
                cases.append({"text": sentence.clean, "found": facts.get(digest, [])})
    return cases


def sample_sentences() -> list[str]:
    paths = sorted((ROOT / "data" / "reports").glob("*.txt"))
    return list(dict.fromkeys(sentence.clean for path in paths for sentence in tk.read(path).sentences))


def f1(find: Callable[[str], list[Found]], cases: list[dict], *, demand_unit: bool) -> float:
    right = missed = wrong = 0
    for case in cases:
        gold = [entry for entry in case["found"] if not entry.get("zero")]
        rest = [one for one in find(case["text"]) if one[2] or not demand_unit]
        keys = [(quality.squeeze(text), quality._number(value), unit) for text, value, unit in rest]
        for entry in gold:
            text, value, _, unit = quality.key_of_gold(entry)
            if (text, value, unit) in keys:
                keys.remove((text, value, unit))
                right += not entry.get("optional")
            elif not entry.get("optional"):
                missed += 1
        optional = [quality.squeeze(entry["text"]) for entry in gold if entry.get("optional")]
        wrong += sum(not any(key[0] in text or text in key[0] for text in optional) for key in keys)
    return 2 * right / (2 * right + missed + wrong)


def seconds(find: Callable[[str], list[Found]], sentences: list[str]) -> float:
    """Time of a sentence in one round."""
    start, times = time.perf_counter(), 0
    while not times or time.perf_counter() - start < ROUND:
        for sentence in sentences:
            find(sentence)
        times += 1
    return (time.perf_counter() - start) / (times * len(sentences))


def compare(rounds: int) -> None:
    hard, real = quality.hard_cases(), real_cases()
    sentences = [case["text"] for case in real] or sample_sentences()
    sentences = sentences[:: max(1, len(sentences) // SPEED)][:SPEED]
    print(f"\n# F1 of text, value and unit, and speed\n\nHard set: {len(hard)} sentences; ", end="")
    print(f"real reports, work part: {len(real)}; speed: {len(sentences)}, median of {rounds} rounds.\n")
    finders, rows = {}, {}
    for peer in PEERS:
        try:
            find = finders[peer.name] = peer.make()
        except (ImportError, OSError) as error:
            print(f"Not run: {peer.name} ({error}).\n")
            continue
        version = importlib.metadata.version(peer.package) if peer.package else ""
        rows[peer.name] = [peer.name, tk.__version__ if peer.name.startswith("textkit") else version]
        for cases in filter(None, (hard, real)):
            rows[peer.name] += [f"{f1(find, cases, demand_unit=demand):.3f}" for demand in (False, True)]
    times: dict[str, list[float]] = {name: [] for name in finders}
    # Tools take turns, so that other work on the machine slows all of them.
    for _ in range(rounds):
        for name, find in finders.items():
            times[name].append(seconds(find, sentences))
    head = ["tool", "version", "hard set", "unit demanded"]
    head += ["real reports", "unit demanded"] if real else []
    print("| " + " | ".join([*head, "speed, regex = 1", "sentences/s"]) + " |")
    print("| --- | --- |" + " ---: |" * len([*head[2:], "", ""]))
    base = statistics.median(times[REGEX])
    for name, row in rows.items():
        each = statistics.median(times[name])
        print("| " + " | ".join([*row, f"{base / each:.4f}", f"{1 / each:,.0f}"]) + " |", flush=True)


def peak_memory() -> float:
    """Peak memory of this process in MB; NaN where the system doesn't tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def growth_job(times: str, _: str) -> int:
    """The hard set so many times; how many sentences that is."""
    sentences = [case["text"] for case in quality.hard_cases()] * int(times)
    for sentence in sentences:
        tk.find_quantities(sentence)
    return len(sentences)


def worst_job(name: str, length: str) -> int:
    piece = WORST[name]
    text = piece * (int(length) // len(piece))
    tk.find_quantities(text)
    return len(text)


JOBS = {"growth": growth_job, "worst": worst_job}


def run_job(job: str, *given: str) -> None:
    """Time, warm, and peak memory of one job in this process, as JSON."""
    tk.find_quantities("收到申请12件，办结11件，未收到行政复议。")
    start = time.perf_counter()
    count = JOBS[job](*given)
    spent = time.perf_counter() - start
    print(json.dumps({"seconds": spent, "count": count, "peak": peak_memory()}))


def measure(*job: str) -> dict[str, float]:
    command = [sys.executable, "-W", "ignore", __file__, "--child", *job]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return json.loads(finished.stdout.splitlines()[-1])


def growth() -> None:
    print("\n# Growth, the hard set 1, 10 and 100 times\n")
    print("| sentences | s | s per 1,000 | peak MB |\n| ---: | ---: | ---: | ---: |", flush=True)
    for times in ("1", "10", "100"):
        run = measure("growth", times, "")
        rate = 1000 * run["seconds"] / run["count"]
        print(f"| {run['count']:,} | {run['seconds']:.2f} | {rate:.3f} | {run['peak']:.0f} |", flush=True)


WORST = {
    "digits": "1",
    "no stop": "收到申请12件无行政复议",
    "bare 第": "第",
    "bare commas": "，",
    "bare brackets": "（",
    "commas": "12件，",
    "brackets": "（12件",
    "ordinals": "第一、",
    "parts": "其中网络申请12件，",
    "denials": "无行政复议",
    "counters": "共有",
}


def worst() -> None:
    print("\n# Worst texts, each one sentence of so many characters\n")
    print("| text | 100,000 | 1,000,000 | ratio | peak MB | peak MB |\n| --- |" + " ---: |" * 5, flush=True)
    for name in WORST:
        short, long = (measure("worst", name, length) for length in ("100000", "1000000"))
        ratio = long["seconds"] / short["seconds"]
        row = [name, f"{short['seconds']:.2f} s", f"{long['seconds']:.2f} s", f"{ratio:.1f}"]
        print("| " + " | ".join([*row, f"{short['peak']:.0f}", f"{long['peak']:.0f}"]) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["compare", "growth", "worst"], help="one of the tables")
    parser.add_argument("--child", nargs=3, metavar="ARGUMENT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_job(*options.child)
        return
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name, table in {"compare": lambda: compare(options.rounds), "growth": growth, "worst": worst}.items():
        if options.only in {None, name}:
            table()


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    main()
