"""Tables of Word files → rows with merged cells resolved."""

import pytest
from reading.builders import assert_sound, texts
from reading.word_builders import CONTINUE, FILLER, RESTART, control, docx, p, r, span, tbl, tc, tr

from textkit.reading import Document, read_bytes, read_string
from textkit.reading._grid import MAX_CELLS


def read(body: str) -> Document:
    document = read_bytes(docx(body))
    assert_sound(document)
    return document


def rows(body: str) -> list[str]:
    return texts(read(body), "table")


def cells(document: Document) -> list[list[tuple[str, int, int, int]]]:
    """Text, column, width and height of the cells of each row."""
    return [
        [(document.text[c.start : c.end], c.column, c.width, c.height) for c in block.cells]
        for block in document.blocks
        if block.kind == "table"
    ]


def test_a_table_is_a_block_a_row():
    document = read(tbl(tr("项目", "数量"), tr("规章", "3")) + p("其间") + tbl(tr("甲", "1"), tr("乙", "2")))
    assert [
        (b.place, b.table, document.text[b.start : b.end]) for b in document.blocks if b.kind == "table"
    ] == [
        ("table 1 > row 1", 1, "项目\t数量"),
        ("table 1 > row 2", 1, "规章\t3"),
        ("table 2 > row 1", 2, "甲\t1"),
        ("table 2 > row 2", 2, "乙\t2"),
    ]


def test_a_blank_cell_has_no_extent():
    block = read(tbl(tr("规章", "", "3"), tr("规范性文件", "", ""))).blocks[1]
    assert [(cell.start == cell.end, cell.column) for cell in block.cells] == [
        (False, 0),
        (True, 1),
        (True, 2),
    ]


# The same tables as Word and as a page have them.
PAIRS = {
    "merged down and across": (
        tbl(
            tr(tc("项目", span(2) + RESTART), tc("申请人", span(3))),
            tr(tc("", span(2) + CONTINUE), "甲", "乙", "计"),
            tr(tc("结果", RESTART), "公开", "1", "2", "3"),
            tr(tc("", CONTINUE), "不公开", "", "0", "0"),
        ),
        "<tr><td colspan=2 rowspan=2>项目<td colspan=3>申请人<tr><td>甲<td>乙<td>计<tr><td rowspan=2>结果<td>公开<td>1<td>2<td>3<tr><td>不公开<td><td>0<td>0",
    ),
    "merged down twice": (
        tbl(
            tr(tc("甲", RESTART), "1"),
            tr(tc("", CONTINUE), "2"),
            tr(tc("乙", RESTART), "3"),
            tr(tc("", CONTINUE), "4"),
        ),
        "<tr><td rowspan=2>甲<td>1<tr><td>2<tr><td rowspan=2>乙<td>3<tr><td>4",
    ),
    "several paragraphs in a cell": (
        tbl(
            tr(tc(p("行政") + p("许可")), tc(p("Open") + p("Data"))),
            tr("规章", tc(p("<w:r><w:t>3</w:t><w:br/><w:t>件</w:t></w:r>"))),
        ),
        "<tr><td><p>行政</p><p>许可</p><td><p>Open</p><p>Data</p><tr><td>规章<td>3<br>件",
    ),
    "an empty row": (
        tbl(tr("甲", "1"), tr("", ""), tr("乙", "2")),
        "<tr><td>甲<td>1<tr><td><td><tr><td>乙<td>2",
    ),
}


@pytest.mark.parametrize(("word", "page"), PAIRS.values(), ids=PAIRS)
def test_word_and_page_give_the_same_rows(word, page):
    document, other = read(word), read_string(f"<p>{FILLER}</p><table>{page}</table>", format="html")
    assert texts(document, "table") == texts(other, "table")
    assert cells(document) == cells(other)


def test_how_borders_look_says_nothing():
    look = "<w:tcBorders><w:left/><w:right/></w:tcBorders>"
    table = tbl(tr(tc("甲", look + span(2)), "1"), tr(tc("乙", look), tc("丙", look), "2"))
    assert rows(table.replace("<w:trPr>", "<w:tblPrEx><w:tblBorders/></w:tblPrEx><w:trPr>")) == [
        "甲\t\t1",
        "乙\t丙\t2",
    ]


def test_a_cell_that_goes_on_where_none_began_stands_for_itself():
    table = tbl(
        tr(tc("甲", CONTINUE), "1"), tr(tc("乙", CONTINUE), "2"), tr(tc("丙", span(2) + CONTINUE), "3")
    )
    assert rows(table) == ["甲\t1\t", "\t2\t", "丙\t\t3"]


def test_columns_left_free_at_the_ends():
    table = tbl(
        tr("甲", "乙", "丙", "丁"),
        tr("1", "2", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    )
    assert rows(table) == ["甲\t乙\t丙\t丁", "\t1\t2\t"]


def test_cells_merged_across_in_the_old_way():
    table = tbl(
        tr(tc("申请人", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "计"), tr("甲", "乙", "3")
    )
    assert cells(read(table))[0] == [("申请人", 0, 2, 1), ("计", 2, 1, 1)]


@pytest.mark.parametrize("width", [1, 40])
def test_borders_that_miss_each_other_are_one(width):
    table = tbl(
        tr(tc("行政复议", span(2) + RESTART), tc("行政诉讼", span(3))),
        tr(tc("", span(2) + CONTINUE), tc("维持", span(2)), "纠正"),
        tr("1", tc("2", span(2)), "3", "4"),
        widths=[900, 900, width, 900, 900],
    )
    assert cells(read(table)) == [
        [("行政复议", 0, 2, 2), ("行政诉讼", 2, 2, 1)],
        [("维持", 2, 1, 1), ("纠正", 3, 1, 1)],
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1), ("4", 3, 1, 1)],
    ]


@pytest.mark.parametrize(
    ("widths", "wide"),
    [([900, 300, 900], 3), ([900, 0, 900], 3), ([900], 3), ([1, 1, 1], 3), ([900, 5, 900], 2)],
    ids=["a narrow column", "no width", "too few widths", "no true widths", "a gap"],
)
def test_only_gaps_are_closed(widths, wide):
    table = tbl(tr("甲", tc("1", span(2))), tr(tc("乙", span(2)), "2"), widths=widths)
    assert [len(row.split("\t")) for row in rows(table)] == [wide, wide]


def test_a_cell_of_its_own_is_no_gap_however_narrow():
    assert rows(tbl(tr("甲", "", "1"), tr("乙", "", "2"), widths=[900, 5, 900])) == ["甲\t\t1", "乙\t\t2"]


def test_content_controls_around_rows_and_cells():
    table = tbl(control(tr("规章", "3")), f"<w:tr>{control(tc('规范性文件'))}{tc('5')}</w:tr>")
    assert rows(table) == ["规章\t3", "规范性文件\t5"]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (tr("乙", "2", properties="<w:del/>"), []),
        (tr("乙", "2", properties="<w:hidden/>"), []),
        (tr("乙", "2", properties="<w:ins/>"), ["乙\t2"]),
        (tr(tc("删", "<w:cellDel/>"), "乙", "2"), ["乙\t2"]),
        (tr("<w:customXml>" + tc("乙") + "</w:customXml>", "2"), ["乙\t2"]),
        (
            tr(
                "乙", tc(p("<w:del><w:r><w:delText>1</w:delText></w:r></w:del><w:ins>" + r("2") + "</w:ins>"))
            ),
            ["乙\t2"],
        ),
    ],
    ids=["deleted", "hidden", "inserted", "deleted cell", "wrapped cell", "changed cell"],
)
def test_rows_and_cells_in_change(row, kept):
    document = read(tbl(tr("甲", "1"), row, tr("丙", "3")))
    assert texts(document, "table") == ["甲\t1", *kept, "丙\t3"]
    assert document.blocks[len(kept) + 1].place == "table 1 > row 3"


# -------------------------------------------------------------------------------------- layout and nesting

PROSE = "2023年，我局主动公开政府信息186条，其中规范性文件解读12件，回应群众关切9次。"


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs():
    inner = tbl(tr("规章", "3"), tr("规范性文件", "5"))
    outer = tbl(
        tr(tc(p("一、总体情况", '<w:outlineLvl w:val="0"/>') + p(PROSE) + inner + p("以上。"))),
        tr(tc(p("二、其他"))),
    )
    document = read(outer)
    assert [(b.kind, b.place, document.text[b.start : b.end]) for b in document.blocks][:-1] == [
        ("heading", "layout table 1 > row 1 > cell 1 > paragraph 1", "一、总体情况"),
        ("paragraph", "layout table 1 > row 1 > cell 1 > paragraph 2", PROSE),
        ("table", "table 1 > row 1", "规章\t3"),
        ("table", "table 1 > row 2", "规范性文件\t5"),
        ("paragraph", "layout table 1 > row 1 > cell 1 > paragraph 3", "以上。"),
        ("paragraph", "layout table 1 > row 2 > cell 1 > paragraph 1", "二、其他"),
    ]


def test_labels_beside_prose_lay_out_a_text():
    assert rows(tbl(tr("总体情况", PROSE), tr("存在问题", PROSE))) == []


def test_a_row_of_numbers_alone_is_what_a_torn_table_left():
    assert rows(tbl(tr("规章", "3", "0", "12"))) == ["规章\t3\t0\t12"]
    assert rows(tbl(tr("青澜县水利局", "2024年1月22日"))) == []


def test_a_table_in_a_cell_is_read_after_the_rows():
    inner = tbl(tr("国家秘密", "1"), tr("商业秘密", "2"))
    document = read(tbl(tr("予以公开", "7"), tr(tc(p("不予公开") + inner + p("")), "3"), tr("总计", "10")))
    assert [(b.place, document.text[b.start : b.end]) for b in document.blocks if b.kind == "table"] == [
        ("table 1 > row 1", "予以公开\t7"),
        ("table 1 > row 2", "不予公开\t3"),
        ("table 1 > row 3", "总计\t10"),
        ("table 2 > row 1", "国家秘密\t1"),
        ("table 2 > row 2", "商业秘密\t2"),
    ]


def test_tables_nested_as_deep_as_files_may_be():
    body = p(PROSE)
    for _ in range(40):
        body = tbl(tr(tc(body + p())))
    assert read(body).text == f"{PROSE}\n{FILLER}"


# ------------------------------------------------------------------------------------------------ bounds


def test_spans_beyond_all_bounds_are_ignored_with_a_notice():
    wide = tr(tc("甲", span(999_999_999)), "1")
    document = read(tbl(wide, *[tr("乙", "2")] * 300))
    assert [notice.code for notice in document.notices] == ["table_too_large"]
    assert texts(document, "table")[:2] == ["甲\t1", "乙\t2"]
    assert len(document.text) < MAX_CELLS


@pytest.mark.parametrize("width", ["-5", "0", "abc", "9" * 5000])
def test_a_width_that_is_none_counts_as_one_or_is_clipped(width):
    found = rows(tbl(tr(tc("甲", f'<w:gridSpan w:val="{width}"/>'), "1"), tr("乙", "2")))
    assert found == ["甲\t1", "乙\t2"]
