"""Residue of the statutory tables in running text: zones that only hold labels and numbers of the form.

When a page is flattened, a table arrives as its cells one after the other, glued or a cell a
line. What gives it away is the density of the form's own labels.
"""

from __future__ import annotations

import re
from functools import cache

from textkit.statute import table_labels

__all__ = ["ORDINAL", "is_table_label", "table_zones"]

# A zone must hold this many labels, at least one of them an anchor: two occur side by side in prose
# (行政许可、行政处罚), three with an anchor do not.
MIN_LABELS = 3
# Unknown characters allowed between two labels: a mistyped or broken label, a stray word of a header.
MAX_GAP = 8
# Between two labels prose holds a sentence mark, or a number with its unit; a cell holds neither.
_PROSE_MARK = re.compile(r"[。！？；]|\d[件条份次人家]|其中")

# What may stand before a label.
ORDINAL = r"(?:[一二三四]、|（[一二三四五六七八九]）|\d[.．、](?!\d))"


@cache
def _label_pattern() -> tuple[re.Pattern[str], frozenset[str]]:
    anchors = {label for labels in table_labels() for label in labels.anchor}
    plain = {label for labels in table_labels() for label in labels.plain}
    ordered = sorted(anchors | plain, key=lambda label: (-len(label), label))
    # Printed with either comma.
    written = "|".join(re.escape(label).replace("，", "[，,]") for label in ordered)
    return re.compile(f"{ORDINAL}?({written})"), frozenset(anchors)


_FILLER = re.compile(r"(?:[\d.,，+\-—/|:：\s（）]|无|-->|、)*")
_NUMBERS = re.compile(r"[\d.,\-—/|\s]*(?:[万亿]?元)?[\d.,\-—/|\s]*")


def table_zones(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Zones of table residue in ``text[start:end]`` (folded, no blanks), as (start, end), in order."""
    pattern, anchors = _label_pattern()
    zones: list[tuple[int, int]] = []
    labels = anchor_count = 0
    zone_start = last_end = -1
    for match in pattern.finditer(text, start, end):
        if zone_start >= 0 and not _bridged(text, last_end, match.start()):
            if labels >= MIN_LABELS and anchor_count:
                zones.append((zone_start, _numbers_end(text, last_end, end)))
            zone_start = -1
        if zone_start < 0:
            opened = match.start() > start and text[match.start() - 1] == "（"
            zone_start, labels, anchor_count = match.start() - opened, 0, 0
        labels += 1
        anchor_count += match.group(1).replace(",", "，") in anchors
        last_end = match.end()
    if zone_start >= 0 and labels >= MIN_LABELS and anchor_count:
        zones.append((zone_start, _numbers_end(text, last_end, end)))
    return zones


def is_table_label(text: str) -> bool:
    """Whether a line is an anchor label of the tables and nothing else: 第二十条第（一）项."""
    pattern, anchors = _label_pattern()
    match = pattern.fullmatch(text.strip("#*（）。 "))
    return match is not None and match.group(1).replace(",", "，") in anchors


def _bridged(text: str, start: int, end: int) -> bool:
    """Whether what stands between two labels may be cells, or a few stray characters."""
    filler = _FILLER.match(text, start, end)
    at = filler.end() if filler else start
    return end - at <= MAX_GAP and not _PROSE_MARK.search(text, start, end)


def _numbers_end(text: str, start: int, end: int) -> int:
    match = _NUMBERS.match(text, start, end)
    return match.end() if match else start
