"""Quantities in sentences: F1 and speed beside what a user would take instead, in one run.

``python benchmarks/quantities.py`` (extra ``peers``) prints tables in Markdown. Sentences are the
hard set of ``tests/quality`` and, where TEXTKIT_REAL_REPORTS names their folder, the work part of the
real reports. A quantity is right when its text without blanks, its value and its unit are those of the
gold; optional entries and statements of zero don't count. A peer that isn't installed is left out.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import io
import logging
import re
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "quality"))

import quantities as quality  # noqa: E402

import textkit as tk  # noqa: E402

ROUNDS = 5
# A slow peer reads only so many sentences for its speed.
SLOW = 200
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
    unit = re.match(rf"[余多]?({UNIT})", sentence[end:])
    if not unit:
        return sentence[start:end], value, ""
    return sentence[start : end + unit.end()], value, unit[1]


def make_cn2an() -> Callable[[str], list[Found]]:
    cn2an_module()
    numeral = re.compile(r"[0-9][0-9,，.]*[余多]?[万亿]*|[零〇一二两三四五六七八九十百千万亿]+")
    return lambda sentence: [
        with_unit(sentence, *match.span(), number_of(match.group())) for match in numeral.finditer(sentence)
    ]


def make_jieba() -> Callable[[str], list[Found]]:
    cut = importlib.import_module("jieba.posseg").cut
    importlib.import_module("jieba").setLogLevel(logging.ERROR)
    return lambda sentence: list(tagged((word.word, word.flag) for word in cut(sentence)))


def make_thulac() -> Callable[[str], list[Found]]:
    with contextlib.redirect_stdout(io.StringIO()):
        cut = importlib.import_module("thulac").thulac().cut
    return lambda sentence: list(tagged(cut(sentence)))


def tagged(words: Iterable[Iterable[str]]) -> Iterator[Found]:
    """Words tagged as numbers, joined, with the word tagged as a measure, or the unit that is part of the word."""
    number, began = "", False
    for word, tag in words:
        if tag.startswith("m") or (began and word in {".", "%"}):
            number, began = number + word, True
            continue
        if began:
            yield split_unit(number, word if tag.startswith("q") else "")
        number, began = "", False
    if began:
        yield split_unit(number, "")


def split_unit(number: str, unit: str) -> Found:
    if not unit:
        match = re.fullmatch(rf"(.*?)({UNIT})", number)
        if not match:
            return number, number_of(number), ""
        number, unit = match.groups()
    return number + unit, number_of(number), unit


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
    return lambda sentence: [(one.surface, Decimal(str(one.value)), one.unit.name) for one in parse(sentence)]


def make_recognizers() -> Callable[[str], list[Found]]:
    numbers = importlib.import_module("recognizers_number")
    culture = numbers.Culture.Chinese
    recognizer = numbers.NumberRecognizer(culture)
    models = [recognizer.get_percentage_model(), recognizer.get_number_model()]

    def find(sentence: str) -> list[Found]:
        found, taken = [], set()
        for model in models:
            for one in model.parse(sentence):
                if taken & set(range(one.start, one.end + 1)):
                    continue
                taken |= set(range(one.start, one.end + 1))
                written = (one.resolution or {}).get("value")
                if written is None:
                    continue
                if written.endswith("%"):
                    found.append((one.text, Decimal(written[:-1]), "%"))
                else:
                    found.append(with_unit(sentence, one.start, one.end + 1, Decimal(written)))
        return found

    return find


@dataclass(frozen=True)
class Peer:
    """A tool: its name, the distribution whose version is told, and how its finder is made."""

    name: str
    package: str
    make: Callable[[], Callable[[str], list[Found]]]


PEERS = (
    Peer("textkit", "", lambda: textkit_linked),
    Peer("textkit, not linked", "", lambda: textkit_bare),
    Peer("regex of 30 lines, 60 units", "", lambda: regex),
    Peer("cn2an and a list of units", "cn2an", make_cn2an),
    Peer("recognizers-text and a list of units", "recognizers-text-number", make_recognizers),
    Peer("thulac, m and q", "thulac", make_thulac),
    Peer("jieba.posseg, m and q", "jieba", make_jieba),
    Peer("jionlp, money", "jionlp", make_jionlp),
    Peer("quantulum3", "quantulum3", make_quantulum),
)


# ------------------------------------------------------------------------------------------- measuring


def real_cases() -> list[dict]:
    """Sentences of the work part with their gold, in the form of the hard set."""
    folder = quality.real_folder()
    if folder is None:
        return []
    gold = quality.json.loads((quality.GOLD / "real_quantities_work.json").read_text(encoding="utf-8"))[
        "files"
    ]
    cases = []
    for path in sorted(folder.rglob("*")):
        facts = gold.get(quality.digest_of(path)) if path.is_file() else None
        for sentence in tk.read(path).sentences if facts is not None else ():
            digest = quality.hashlib.sha1(
                quality.squeeze(sentence.text).encode(), usedforsecurity=False
            ).hexdigest()
            cases.append({"text": sentence.clean, "found": facts.get(digest, [])})
    return cases


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
    """Median time of a round over the sentences, warm."""
    for sentence in sentences[:20]:
        find(sentence)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for sentence in sentences:
            find(sentence)
        times.append(time.perf_counter() - start)
        if sum(times) > 30:
            break
    return statistics.median(times)


def compare() -> None:
    hard, real = quality.hard_cases(), real_cases()
    sentences = [case["text"] for case in (real or hard)]
    print(f"# Quantities: F1 of text, value and unit, and speed ({len(sentences)} sentences)\n")
    head = ["tool", "version", "hard set", "unit demanded"]
    head += ["real reports", "unit demanded"] if real else []
    print("| " + " | ".join([*head, "speed, regex = 1", "sentences/s"]) + " |")
    print("| --- | --- |" + " ---: |" * len([*head[2:], "", ""]))
    base = seconds(regex, sentences) / len(sentences)
    for peer in PEERS:
        try:
            find = peer.make()
        except (ImportError, OSError) as error:
            print(f"| {peer.name} | not run: {error} |")
            continue
        version = importlib.metadata.version(peer.package) if peer.package else ""
        row = [peer.name, version]
        for cases in filter(None, (hard, real)):
            row += [f"{f1(find, cases, demand_unit=demand):.3f}" for demand in (False, True)]
        few = (
            sentences
            if find(sentences[0]) is not None and peer.package in {"", "cn2an"}
            else sentences[:SLOW]
        )
        each = seconds(find, few) / len(few)
        print("| " + " | ".join([*row, f"{base / each:.3f}", f"{1 / each:,.0f}"]) + " |", flush=True)


def growth() -> None:
    sentences = [case["text"] for case in quality.hard_cases()]
    print("\n# Growth\n\n| sentences | s | s per 1,000 | peak MB |\n| ---: | ---: | ---: | ---: |")
    for times in (1, 10, 100):
        start = time.perf_counter()
        for _ in range(times):
            for sentence in sentences:
                tk.find_quantities(sentence)
        spent = time.perf_counter() - start
        count = times * len(sentences)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| {count:,} | {spent:.2f} | {1000 * spent / count:.3f} | {peak:.0f} |", flush=True)


WORST = {
    "digits": "1",
    "no stop": "收到申请12件无行政复议",
    "commas": "12件，",
    "brackets": "（12件",
    "ordinals": "第一、",
    "parts": "其中网络申请12件，",
    "denials": "无行政复议",
    "counters": "共有",
}


def worst() -> None:
    print(
        "\n# Worst texts, one text of so many characters\n\n| text | 100,000 | 1,000,000 | ratio |\n| --- | ---: | ---: | ---: |"
    )
    for name, piece in WORST.items():
        times = []
        for length in (100_000, 1_000_000):
            text = piece * (length // len(piece))
            start = time.perf_counter()
            tk.find_quantities(text)
            times.append(time.perf_counter() - start)
        print(f"| {name} | {times[0]:.2f} s | {times[1]:.2f} s | {times[1] / times[0]:.1f} |", flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    growth()
    compare()
    worst()
