"""Cut the font of the pictures, textkit/show/fonts, out of Noto Sans CJK SC.

``python data/fonts/subset.py [FONT]`` from the root of the checkout; FONT is NotoSansCJK-Regular.ttc, by default where the
Debian package fonts-noto-cjk lays it. Needs fonttools, which comes with matplotlib. The same source
and the same fonttools give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools.cffLib import CFFFontSet
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttCollection import TTCollection

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "textkit" / "statute" / "data"
FOLDINGS = KNOWLEDGE / "characters.tsv"
TARGET = ROOT / "textkit" / "show" / "fonts" / "TextkitSansSC-Regular.otf"
SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SOURCE_FAMILY = "Noto Sans CJK SC"
# A name of its own: the licence reserves "Source", Noto is a trademark, and a font manager that knows the
# whole Noto as well must not mix them up.
FAMILY, POSTSCRIPT = "Textkit Sans SC", "TextkitSansSC-Regular"
COPYRIGHT = "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'."
NAMES = {
    0: COPYRIGHT,
    1: FAMILY,
    2: "Regular",
    3: f"{POSTSCRIPT};subset of Noto Sans CJK SC 2.004",
    4: f"{FAMILY} Regular",
    6: POSTSCRIPT,
    7: "Noto is a trademark of Google Inc.",
    10: "A subset of Noto Sans CJK SC Regular, made for textkit.",
}
# What the source says itself of version, makers and licence.
KEPT_NAMES = {5, 8, 9, 11, 12, 13, 14}
TABLES_LEFT_OUT = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG")
# Signs of pictures: minus, multiplication, dashes, arrows, markers in a legend's words.
SIGNS = "−×÷±·–—‘’“”…‰°′″€£¥µΔ≤≥≠≈→←↑↓•¹²³⁴■□●○▲△◆◇★☆①②③④⑤⑥⑦⑧⑨⑩〇"


def main() -> None:
    """Write the font and tell its size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("font", nargs="?", type=Path, default=SOURCE)
    font = source_font(parser.parse_args().font)
    wanted = wanted_characters()
    missing = sorted(wanted - set(font.getBestCmap()))
    cut(font, wanted)
    rename(font)
    font.save(TARGET, reorderTables=True)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")
    print(f"not in the source: {''.join(map(chr, missing)) or 'none'}")


def source_font(path: Path) -> TTFont:
    for font in TTCollection(path, lazy=True).fonts:
        if font["name"].getDebugName(1) == SOURCE_FAMILY:
            font.recalcTimestamp = False
            return font
    raise SystemExit(f"{path} holds no {SOURCE_FAMILY}")


def wanted_characters() -> set[int]:
    """GB 2312, Latin-1, signs, and what stands in the data of the package, rare traditional forms apart."""
    paths = sorted(path for path in KNOWLEDGE.iterdir() if path.suffix in {".toml", ".tsv", ".txt"})
    texts = [path.read_text(encoding="utf-8") for path in paths if path != FOLDINGS]
    latin = {*range(0x20, 0x7F), *range(0xA0, 0x100)}
    written = {ord(sign) for sign in "".join([*texts, gb2312(), SIGNS]) if sign >= " "}
    return written | latin | folded_characters()


def gb2312() -> str:
    """The standard but for kana and Cyrillic: 6763 Han characters, and signs, digits and letters."""
    rows, cells = set(range(0xA1, 0xF8)) - {0xA4, 0xA5, 0xA7}, range(0xA1, 0xFF)
    return "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in sorted(rows) for cell in cells)


def folded_characters() -> set[int]:
    """What the package folds: radicals and compatibility forms, which share the glyphs of common characters.

    Of the traditional forms those of Big5's first level, 5401 characters in use in Taiwan. The other
    1200 would make the file a quarter larger, and hardly stand in the name of an agency.
    """
    lines = [line for line in FOLDINGS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines]
    return {
        ord(sign)
        for before, after, why in rows
        for sign in (before, after)
        if (sign == before and why != "traditional") or in_first_level_of_big5(sign)
    }


def in_first_level_of_big5(sign: str) -> bool:
    return b"\xa4\x40" <= sign.encode("big5", "ignore") <= b"\xc6\x7e"


def cut(font: TTFont, wanted: set[int]) -> None:
    options = Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.drop_tables += TABLES_LEFT_OUT
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    # The tables of the map repeat each other for platforms of the past.
    complete = max(font["cmap"].tables, key=lambda one: (len(one.cmap), one.platformID))
    font["cmap"].tables = [complete]


def rename(font: TTFont) -> None:
    table = font["name"]
    kept = {one.nameID: str(one) for one in table.names if one.nameID in KEPT_NAMES and one.langID == 0x409}
    table.names = []
    for number, words in sorted({**kept, **NAMES}.items()):
        table.setName(words, number, 3, 1, 0x409)
    compact: CFFFontSet = font["CFF "].cff
    compact.fontNames = [POSTSCRIPT]
    top = compact.topDictIndex[0]
    top.FullName, top.FamilyName, top.Notice = f"{FAMILY} Regular", FAMILY, COPYRIGHT


if __name__ == "__main__":
    main()
