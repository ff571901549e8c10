"""Numbers that Word generates, as part of the text."""

import pytest
from reading.word_builders import (
    FILLER,
    abstract,
    docx,
    lvl,
    num,
    numbered,
    p,
    r,
    style,
    styled,
    tbl,
    tc,
    tr,
)

from textkit.reading import read_bytes
from textkit.reading._word_numerals import numeral


def lines(body: str, numbering: str, styles: str = "") -> list[str]:
    found = read_bytes(docx(body, numbering=numbering, styles=styles)).text.split("\n")
    assert found[-1] == FILLER
    return found[:-1]


def listed(numbering: str, *items: tuple[int, int]) -> list[str]:
    """What stands before "项" in paragraphs of (list, level)."""
    found = lines("".join(p("项", numbered(*item)) for item in items), numbering)
    assert all(line.endswith("项") for line in found)
    return [line[:-1] for line in found]


REPORT = abstract(
    0, lvl(0, "%1、", "chineseCountingThousand") + lvl(1, "（%2）", "chineseCounting") + lvl(2, "%3.")
) + num(1, 0)


def test_levels_count_and_begin_anew_below_a_higher_one():
    found = listed(REPORT, (1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1))
    assert found == ["一、", "（一）", "（二）", "1. ", "2. ", "（三）", "1. ", "二、", "（一）"]


def test_lists_of_one_abstract_numbering_go_on_and_an_override_begins_anew_once():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = REPORT + num(2, 0) + num(3, 0, override)
    found = listed(numbering, (1, 0), (2, 0), (3, 0), (3, 0), (1, 0), (3, 0))
    assert found == ["一、", "二、", "五、", "六、", "七、", "八、"]


def test_lists_of_their_own_count_apart():
    numbering = (
        abstract(0, lvl(0, "%1、", "chineseCounting"))
        + abstract(1, lvl(0, "（%1）", start=3))
        + num(1, 0)
        + num(2, 1)
    )
    assert listed(numbering, (1, 0), (2, 0), (1, 0), (2, 0)) == ["一、", "（3）", "二、", "（4）"]


def test_a_level_may_be_replaced_in_one_list():
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "第%1条", "chineseCounting")}</w:lvlOverride>'
    assert listed(REPORT + num(2, 0, override), (1, 0), (2, 0)) == ["一、", "第二条 "]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("", ["1 ", "2 ", "1 ", "1 "]),
        ('<w:lvlRestart w:val="0"/>', ["1 ", "2 ", "3 ", "4 "]),
        ('<w:lvlRestart w:val="1"/>', ["1 ", "2 ", "3 ", "1 "]),
    ],
    ids=["after any higher", "never", "after the first"],
)
def test_restart_rules(rule, found):
    numbering = abstract(0, lvl(0, "A") + lvl(1, "B") + lvl(2, "%3", "decimal", rule)) + num(1, 0)
    items = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)]
    assert [mark for mark in listed(numbering, *items) if mark[0] not in "AB"] == found


@pytest.mark.parametrize(
    ("level", "mark"),
    [
        (lvl(1, "%1.%2"), "二.3 "),
        (lvl(1, "%1.%2", "decimal", "<w:isLgl/>"), "2.3 "),
        (lvl(1, "%2．"), "3．"),
        (lvl(1, "%2)"), "3) "),
        (lvl(1, "%2", "decimal", '<w:suff w:val="nothing"/>'), "3"),
        (lvl(1, "%2", "decimal", '<w:suff w:val="space"/>'), "3 "),
        (lvl(1, "（%2）", "decimal", '<w:suff w:val="tab"/>'), "（3）"),
        (lvl(1, "第%2部分", "chineseCounting"), "第三部分 "),
        (lvl(1, "", "none"), ""),
        (lvl(1, "%9%2"), "3 "),
        (lvl(1, "%2", "bullet"), "%2 "),
        (lvl(1, "%2", "decimal", "<w:rPr><w:vanish/></w:rPr>"), ""),
        (
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
            '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%2"/></w:lvl>',
            "003 ",
        ),
    ],
)
def test_texts_of_levels(level, mark):
    numbering = abstract(0, lvl(0, "%1、", "chineseCounting") + level) + num(1, 0)
    items = [(1, 0), (1, 0), (1, 1), (1, 1), (1, 1)]
    assert listed(numbering, *items)[-1] == mark


@pytest.mark.parametrize(
    ("text", "properties", "mark"),
    [
        ("\uf0b7", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>', "• "),
        ("l", '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>', "• "),
        ("o", '<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>', "• "),
        ("◆", "", "◆ "),
        ("-", "", "- "),
        ("", "", ""),
        (" ", "", ""),
        ("", '<w:lvlPicBulletId w:val="0"/>', "• "),
    ],
)
def test_bullets(text, properties, mark):
    assert listed(abstract(0, lvl(0, text, "bullet", properties)) + num(1, 0), (1, 0)) == [mark]


# -------------------------------------------------------------------------------------- through styles

LINKED = abstract(
    0, lvl(0, "%1、", "chineseCounting", styled("H1")) + lvl(1, "（%2）", "chineseCounting", styled("H2"))
) + num(1, 0)
STYLES = style("H1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>') + style(
    "H2", '<w:basedOn w:val="H1"/>'
)


def test_styles_have_the_level_that_names_them():
    body = p("总体情况", styled("H1")) + p("主动公开", styled("H2")) + p("依申请公开", styled("H2"))
    assert lines(body, LINKED, STYLES) == ["一、总体情况", "（一）主动公开", "（二）依申请公开"]


def test_a_style_may_state_its_level():
    styles = STYLES + style(
        "H3", '<w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
    )
    numbering = abstract(0, lvl(0, "%1、") + lvl(1, "（%2）")) + num(1, 0)
    assert lines(p("甲", styled("H1")) + p("乙", styled("H3")), numbering, styles) == ["1、甲", "（1）乙"]


@pytest.mark.parametrize(
    ("direct", "line"),
    [
        ('<w:numPr><w:numId w:val="0"/></w:numPr>', "主动公开"),
        ('<w:numPr><w:ilvl w:val="1"/></w:numPr>', "（一）主动公开"),
        (numbered(7), "主动公开"),
    ],
    ids=["switched off", "level only", "unknown list"],
)
def test_what_the_paragraph_says_goes_before_its_style(direct, line):
    assert lines(p("主动公开", styled("H1") + direct), LINKED, STYLES) == [line]


def test_a_numbering_that_takes_its_levels_from_a_style():
    styles = style("L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    numbering = (
        abstract(0, '<w:styleLink w:val="L"/>' + lvl(0, "%1、", "chineseCounting"))
        + abstract(1, '<w:numStyleLink w:val="L"/>')
        + num(1, 0)
        + num(2, 1)
    )
    assert lines(p("甲", numbered(1)) + p("乙", numbered(2)), numbering, styles) == ["一、甲", "二、乙"]


def test_numberings_that_point_to_each_other_have_an_end():
    styles = style("L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    numbering = abstract(0, '<w:numStyleLink w:val="L"/>') + num(1, 0)
    assert lines(p("甲", numbered(1)), numbering, styles) == ["甲"]


# ------------------------------------------------------------------------------- which paragraphs count


def test_an_empty_paragraph_counts_but_its_number_is_no_line():
    assert lines(p("甲", numbered(1)) + p("", numbered(1)) + p("乙", numbered(1)), REPORT) == [
        "一、甲",
        "三、乙",
    ]


def test_an_empty_cell_holds_the_number_of_its_row():
    row = '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>'
    table = tbl(*(tr(tc(p("", row)), name) for name in ("规章", "规范性文件")))
    assert lines(table, REPORT) == ["1.\t规章", "2.\t规范性文件"]


def test_what_is_deleted_or_hidden_does_not_count():
    gone = p("<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>", numbered(1) + "<w:rPr><w:del/></w:rPr>")
    hidden = p(r("藏起", "<w:vanish/>"), numbered(1) + "<w:rPr><w:vanish/></w:rPr>")
    row = tr(tc(p("甲", numbered(1))), "1", properties="<w:del/>")
    table = tbl(row, tr("乙", "2"), tr("丙", "3"))
    body = p("甲", numbered(1)) + gone + table + hidden + p("乙", numbered(1))
    assert lines(body, REPORT) == ["一、甲", "乙\t2", "丙\t3", "二、乙"]


def test_the_number_stands_before_the_first_line():
    body = p("<w:r><w:tab/><w:t>总体情况</w:t><w:br/><w:t>全年公开。</w:t></w:r>", numbered(1))
    assert lines(body, REPORT) == ["一、总体情况", "全年公开。"]


# --------------------------------------------------------------------------------------------- numerals


@pytest.mark.parametrize(
    ("format", "printed"),
    [
        ("decimal", "1 10 12 20 101 1010"),
        ("decimalZero", "01 10 12 20 101 1010"),
        ("decimalFullWidth", "１ １０ １２ ２０ １０１ １０１０"),
        ("decimalEnclosedCircle", "① ⑩ ⑫ ⑳ 101 1010"),
        ("decimalEnclosedCircleChinese", "① ⑩ ⑫ ⑳ 101 1010"),
        ("decimalEnclosedParen", "⑴ ⑽ ⑿ ⒇ 101 1010"),
        ("decimalEnclosedFullstop", "⒈ ⒑ ⒓ ⒛ 101 1010"),
        ("chineseCounting", "一 十 十二 二十 一○一 一○一○"),
        ("chineseCountingThousand", "一 十 十二 二十 一百零一 一千零一十"),
        ("chineseLegalSimplified", "壹 壹拾 壹拾贰 贰拾 壹佰零壹 壹仟零壹拾"),
        ("ideographLegalTraditional", "壹 壹拾 壹拾貳 貳拾 壹佰零壹 壹仟零壹拾"),
        ("ideographDigital", "一 一〇 一二 二〇 一〇一 一〇一〇"),
        ("japaneseCounting", "一 十 十二 二十 百一 千十"),
        ("taiwaneseCounting", "一 十 十二 二十 一○一 一○一○"),
        ("taiwaneseCountingThousand", "一 十 十二 二十 一百零一 一千零一十"),
        ("ideographTraditional", "甲 癸 12 20 101 1010"),
        ("ideographZodiac", "子 酉 亥 20 101 1010"),
        ("lowerLetter", "a j l t wwww 1010"),
        ("upperLetter", "A J L T WWWW 1010"),
        ("lowerRoman", "i x xii xx ci mx"),
        ("upperRoman", "I X XII XX CI MX"),
        ("ordinal", "1st 10th 12th 20th 101st 1010th"),
        ("thaiLetters", "1 10 12 20 101 1010"),
    ],
)
def test_formats(format, printed):
    assert " ".join(numeral(value, format) for value in (1, 10, 12, 20, 101, 1010)) == printed


def test_numbers_out_of_any_range_are_digits_and_never_long():
    for format in ("upperLetter", "lowerRoman", "chineseCountingThousand", "decimalEnclosedCircle"):
        assert numeral(999_999_999, format) == "999999999"
        assert numeral(-3, format) == "-3"
    assert numeral(999_999_999, "none") == ""
