"""Tables with cell borders: values go by the header over them, or by their number, or stay open."""

import pytest

import textkit as tk
from textkit.form._found import Printed
from textkit.form._grids import GridCell, GridReader
from textkit.report import Cell

T3_COLUMNS = (
    "natural_person",
    "business",
    "research",
    "public_welfare",
    "legal_services",
    "other_org",
    "total",
)
HEAD = "| （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
RULE = "|---|---|---|---|---|---|---|---|"


def cells(text: str) -> dict[str, Cell]:
    report = tk.read_text(f"三、收到和处理政府信息公开申请情况\n\n{text}\n")
    found = [cell for table in report.tables for cell in table.cells]
    assert len({cell.id for cell in found}) == len(found)
    assert all(cell.raw == report.text[cell.start : cell.end] for cell in found)
    return {cell.id: cell for cell in found}


def row(text: str, name: str) -> list[object]:
    """Values of a row of table 3 in the order of the form, the state where there is none."""
    found = cells(text)
    return [
        None if cell is None else cell.state if cell.value is None else int(cell.value)
        for column in T3_COLUMNS
        for cell in [found.get(f"t3_applications.{name}.{column}")]
    ]


class TestByHeader:
    def test_values_go_to_the_column_over_them(self):
        text = f"{HEAD}\n{RULE}\n| （一）予以公开 | 4 | 0 | 1 |  | / | 0 | 5 |"
        assert row(text, "granted") == [4, 0, 1, "blank", "not_applicable", 0, 5]

    def test_columns_in_another_order(self):
        head = "| 办理结果 | 总计 | 自然人 | 其他 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 |"
        text = f"{head}\n{RULE}\n| （一）予以公开 | 7 | 1 | 6 | 0 | 0 | 0 | 0 |"
        assert row(text, "granted") == [1, 0, 0, 0, 0, 6, 7]

    def test_a_column_of_subtotals_is_left_out(self):
        head = (
            "| 办理结果 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 小计 | 总计 |"
        )
        text = f"{head}\n{RULE}---|\n| （一）予以公开 | 4 | 1 | 0 | 0 | 2 | 0 | 3 | 7 |"
        assert row(text, "granted") == [4, 1, 0, 0, 2, 0, 7]

    def test_a_row_of_subtotals_is_left_out(self):
        text = f"{HEAD}\n{RULE}\n| （三）不予公开小计 | 4 | 0 | 0 | 0 | 0 | 0 | 4 |\n| 1.属于国家秘密 | 4 | 0 | 0 | 0 | 0 | 0 | 4 |"
        assert {id.split(".")[1] for id in cells(text)} == {"denied_state_secret"}

    def test_the_deepest_label_names_the_row(self):
        head = "| 办理结果 |  | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
        text = f"{head}\n{RULE}---|\n| （六）其他处理 | 3.其他 | 2 | 0 | 0 | 0 | 0 | 0 | 2 |"
        assert row(text, "other_misc") == [2, 0, 0, 0, 0, 0, 2]

    def test_one_row_for_other_handling_is_the_form_of_2019(self):
        report = tk.read_text(f"{HEAD}\n{RULE}\n| （六）其他处理 | 2 | 0 | 0 | 0 | 0 | 0 | 2 |")
        assert (report.tables[0].cells[0].row, report.tables[0].layout) == ("other_single", "gb2019")

    def test_a_header_over_several_levels(self):
        page = (
            "<table><tr><td rowspan=3>项目</td><td colspan=7>申请人情况</td></tr>"
            "<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>"
            "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>"
            "<tr><td>一、本年新收政府信息公开申请数量</td><td>5</td><td></td><td>1</td><td>0</td><td>0</td><td>0</td><td>6</td></tr>"
            "</table><p>2023年，我局收到公开申请6件，均已按期办结，没有一件被提起行政诉讼。</p>"
        )
        report = tk.read(page.encode(), filename="a.html")
        assert [cell.value for cell in report.tables[0].cells] == [5, None, 1, 0, 0, 0, 6]

    def test_a_value_merged_over_columns_stays_open(self):
        page = (
            "<table><tr><td>项目</td><td>自然人</td><td>商业企业</td><td>科研机构</td><td>总计</td></tr>"
            "<tr><td>（一）予以公开</td><td colspan=3>0</td><td>4</td></tr></table>"
            "<p>2023年，我局收到公开申请6件，均已按期办结，没有一件被提起行政诉讼。</p>"
        )
        states = [cell.state for cell in tk.read(page.encode(), filename="a.html").tables[0].cells]
        assert states == ["undecided", "undecided", "undecided", "number"]

    def test_a_label_row_between_keeps_the_header(self):
        text = f"{HEAD}\n{RULE}\n| 三、本年度办理结果 |  |  |  |  |  |  |  |\n| （一）予以公开 | 4 |  |  |  |  |  | 4 |"
        assert row(text, "granted") == [4, *["blank"] * 5, 4]

    def test_a_cell_that_holds_words_is_unreadable(self):
        text = f"{HEAD}\n{RULE}\n| （一）予以公开 | 见附件 | 0 | 0 | 0 | 0 | 0 | 4 |"
        assert row(text, "granted") == ["unreadable", 0, 0, 0, 0, 0, 4]


class TestByCount:
    @pytest.mark.parametrize(
        "line",
        [
            "| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |",
            "| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |  |",
            "| （三）不 | （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |",
        ],
    )
    def test_seven_values_without_a_header_are_the_seven_columns(self, line):
        assert row(f"{line}\n{RULE}", "granted") == [4, 0, 1, 0, 0, 0, 5]

    @pytest.mark.parametrize(
        "values", ["4 | 0 | 1", "4 | 0 | 1 | 0 | 0 | 0", "4 | 0 | 1 | 0 | 0 | 0 | 0 | 5"]
    )
    def test_another_number_of_values_is_not_filled_in(self, values):
        assert cells(f"| （一）予以公开 | {values} |\n{RULE}") == {}

    def test_a_shifted_row_is_counted_not_matched(self):
        head = "| 办理结果 |  | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
        text = f"{head}\n{RULE}---|\n| 1.属于国家秘密 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |  |"
        assert row(text, "denied_state_secret") == [4, 0, 1, 0, 0, 0, 5]

    def test_a_shifted_row_with_a_blank_stays_open(self):
        head = "| 办理结果 |  | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
        text = f"{head}\n{RULE}---|\n| 1.属于国家秘密 | 4 | 0 |  | 0 | 0 | 0 | 5 |  |"
        assert all(value in (None, "undecided") for value in row(text, "denied_state_secret"))

    def test_a_torn_header_with_fewer_columns_is_not_believed(self):
        text = f"| 项目 | 自然人 | 商业 | 科研 | 总计 |\n|---|---|---|---|---|\n{'| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |'}"
        assert row(text, "granted") == [4, 0, 1, 0, 0, 0, 5]

    def test_columns_of_section_two_must_be_named(self):
        assert cells("| 规章 | 0 | 0 | 0 |\n|---|---|---|---|") == {}

    def test_a_header_in_a_table_of_its_own_counts_for_the_next(self):
        text = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n\n| 规章 | 0 | 1 | 2 |"
        assert [int(cell.value) for cell in cells(text).values()] == [0, 1, 2]

    def test_a_label_on_the_lines_above_names_the_row(self):
        text = "（二）部分公开（区分处理的，只计这一情\n形，不计其他情形）\n| 2 | 0 | 0 | 0 | 0 | 0 | 2 |\n|---|---|---|---|---|---|---|"
        assert row(text, "partially_granted") == [2, 0, 0, 0, 0, 0, 2]

    @pytest.mark.parametrize("name", ["备注", "备囗", "小囗"])
    def test_a_blank_cell_and_a_column_more_make_no_whole_row(self, name):
        # As programs write it that know no merged cells: the levels stand beside each other's columns.
        text = (
            f"| 项目 | 申请人情况 | {name} |\n|---|---|---|\n| 自然人 | 法人或其他组织 | 总计 |\n"
            "| 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |\n"
            "| （一）予以公开 |  | 0 | 1 | 0 | 0 | 5 | 5 | 无 |"
        )
        assert cells(text) == {}

    @pytest.mark.parametrize(
        ("name", "values"), [("囗业", [4, 0, 1, 0, 0, 0, 5]), ("商业企业 | 囗计", [None] * 7)]
    )
    def test_a_word_of_the_header_is_a_column_only_where_one_is_missing(self, name, values):
        head = f"| 办理结果 |  | 自然人 | {name} | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
        text = f"{head}\n{RULE}---|\n| 1.属于国家秘密 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |  |"
        assert row(text, "denied_state_secret") == values


class TestLabels:
    @pytest.mark.parametrize(
        ("printed", "name"),
        [
            ("2.其他法律行政止公开", "denied_law_prohibits"),
            ("2．其他法律、行政法规禁止公开", "denied_law_prohibits"),
            ('3.危及"三安全一稳定"', "denied_security_stability"),
            ("（二）部分公开", "partially_granted"),
            ("1.逾期不补正", "other_no_correction"),
            ("1.申请人无正当理由逾期不补正，行政机关不再处理其政府信息公开申请", "other_no_correction"),
            ("5.要求行政机关确认或重新出具", "refused_confirm_reissue"),
            ("5.要求行政机关确认或重 新出具 已获取信息", "refused_confirm_reissue"),
            ("7.属于行政执法案卷信息", "denied_enforcement_file"),
            ("四、结转下年度继续办理", "carried_out"),
            ("⼀、本年新收政府信息公開申請數量", "new_received"),
        ],
    )
    def test_variants(self, printed, name):
        assert row(f"| {printed} | 4 | 0 | 1 | 0 | 0 | 0 | 5 |\n{RULE}", name) == [4, 0, 1, 0, 0, 0, 5]

    @pytest.mark.parametrize(
        "printed", ["行政机关不再处理其政府信息公", "网络申请", "政府信息公开申请数量", "其中：当面申请"]
    )
    def test_what_may_be_several_rows_or_none_is_none(self, printed):
        assert cells(f"| {printed} | 4 | 0 | 1 | 0 | 0 | 0 | 5 |\n{RULE}") == {}

    def test_a_label_over_two_cells(self):
        text = f"| 缴纳费用、 | 行政机关不再处理其政 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n{RULE}"
        assert row(text, "other_fee_unpaid") == [0] * 7


class TestPageBreak:
    def test_a_row_whose_numbers_stand_on_the_next_page(self):
        text = f"{HEAD}\n{RULE}\n| 5.要求行政机关确认或重新 |  |  |  |  |  |  |  |\n| 出具已获取信息 | 3 | 0 | 0 | 0 | 0 | 0 | 3 |"
        assert row(text, "refused_confirm_reissue") == [3, 0, 0, 0, 0, 0, 3]

    def test_a_row_printed_twice_with_the_same_numbers(self):
        line = "| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |"
        assert row(f"{HEAD}\n{RULE}\n{line}\n{line}", "granted") == [4, 0, 1, 0, 0, 0, 5]

    def test_a_row_printed_twice_with_different_numbers_stays_open(self):
        text = f"{HEAD}\n{RULE}\n| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 5 |\n| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | 6 |"
        assert row(text, "granted") == [4, 0, 1, 0, 0, 0, "undecided"]

    def test_a_second_table_with_its_own_header_is_a_second_table(self):
        table = f"{HEAD}\n{RULE}\n| （一）予以公开 | 4 | 0 | 1 | 0 | 0 | 0 | {{}} |"
        report = tk.read_text(f"{table.format(5)}\n\n{table.format(6)}")
        assert [table.cell("granted", "total").value for table in report.tables] == [5, 6]


def grid_row(*texts: str, first: int = 0) -> list[GridCell]:
    """Cells of one column each, the first of them in column ``first``."""
    return [GridCell(Printed(text, 0, len(text)), first + at, 1) for at, text in enumerate(texts)]


class TestHeaderPrintedAgain:
    UPPER = grid_row("项目", "申请人情况", "", "", "", "", "", "", "备注")
    LOWER = grid_row("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计", "")
    VALUES = grid_row("（一）予以公开", "4", "0", "1", "0", "0", "", "5", "无")

    def reader(self) -> GridReader:
        """A reader below a header of two rows and a row of values."""
        reader = GridReader()
        assert [len(list(reader.row(cells, 1))) for cells in (self.UPPER, self.LOWER, self.VALUES)] == [
            0,
            0,
            1,
        ]
        return reader

    @pytest.mark.parametrize("again", [[UPPER, LOWER], [LOWER], [UPPER]])
    def test_a_row_of_the_header_leaves_the_header_as_it_is(self, again):
        reader = self.reader()
        header = list(reader.header)
        assert all(reader._is_printed_again(cells) for cells in again)
        for cells in again:
            assert list(reader.row(cells, 1)) == []
        assert reader.header == header
        (found,) = reader.row(self.VALUES, 1)
        assert [cell.value.state for cell in found.cells] == [*["number"] * 5, "blank", "number"]

    @pytest.mark.parametrize(
        "other",
        [
            grid_row("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
            grid_row("", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
            grid_row("", "自然人", "商业企业", "科研机构", "小计", "法律服务机构", "其他", "总计"),
        ],
        ids=["on other places", "in another order", "with a word more"],
    )
    def test_another_row_begins_a_header(self, other):
        reader = self.reader()
        assert not reader._is_printed_again(other)
        assert list(reader.row(other, 1)) == []
        assert [[cell.text for cell in row.cells] for row in reader.header] == [
            [cell.text for cell in other if cell.text]
        ]


class TestReview:
    RESULTS = "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |"
    RULE = "|---|---|---|---|---|"

    def test_fifteen_numbers_below_the_header(self):
        head = (
            "| 行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |  |  |  |  |  |\n|" + "---|" * 15 + "\n"
            "|  |  |  |  |  | 未经复议直接起诉 |  |  |  |  | 复议后起诉 |  |  |  |  |\n"
            "|" + " 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |" * 3
        )
        numbers = [*range(1, 16)]
        found = cells(f"{head}\n| " + " | ".join(map(str, numbers)) + " |")
        assert [int(cell.value) for cell in found.values()] == numbers
        assert found["t4_review_litigation.cases.suit_after_review_total"].value == 15

    def test_a_row_of_blanks_is_fifteen_blank_cells(self):
        page = (
            "<table><tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>"
            "<tr>"
            + "<td rowspan=2>{}</td>"
            * 5
            + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
            "<tr>" + "<td>{}</td>" * 10 + "</tr><tr>" + "<td></td>" * 15 + "</tr></table>"
            "<p>2023年，我局收到公开申请6件，均已按期办结，没有一件被提起行政诉讼。</p>"
        ).format(*["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3)
        table = tk.read(page.encode(), filename="a.html").tables[0]
        assert [(cell.state, cell.start == cell.end) for cell in table.cells] == [("blank", True)] * 15

    def test_three_tables_under_the_names_of_their_blocks(self):
        text = "\n\n".join(
            f"### {name}\n{self.RESULTS}\n{self.RULE}\n| {first} | 0 | 0 | 0 | {first} |"
            for name, first in (
                ("行政复议", 1),
                ("行政诉讼（未经复议直接起诉）", 2),
                ("行政诉讼（复议后起诉）", 3),
            )
        )
        totals = [
            cells(text)[f"t4_review_litigation.cases.{block}_total"].value
            for block in ("review", "suit_direct", "suit_after_review")
        ]
        assert totals == [1, 2, 3]

    def test_rows_by_block(self):
        text = "行政复议\t1\t0\t0\t0\t1\n未经复议直接起诉\t2\t0\t0\t0\t2\n复议后起诉\t3\t0\t0\t0\t3"
        found = cells(text)
        assert found["t4_review_litigation.cases.suit_direct_upheld"].value == 2
        assert len(found) == 15

    def test_fourteen_numbers_are_not_filled_in(self):
        text = "四、政府信息公开行政复议、行政诉讼情况\n\n| " + " | ".join("1" * 14) + " |\n|" + "---|" * 14
        assert cells(text) == {}


class TestLayout:
    def test_each_table_by_its_own_header(self):
        text = (
            "| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n|---|---|---|---|\n| 行政许可 | 12 | +3 | 40 |\n\n"
            "| 信息内容 | 本年收费金额（单位：万元） |\n|---|---|\n| 行政事业性收费 | 8.5 |"
        )
        report = tk.read_text(text)
        assert [(table.id, table.layout) for table in report.tables] == [
            ("t2_art20_5", "gb2019"),
            ("t2_art20_8", "gb2021"),
        ]

    def test_signed_numbers(self):
        text = "| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n|---|---|---|---|\n| 行政许可 | 12 | -3 | 40 |"
        assert cells(text)["t2_art20_5.licensing.items_change"].value == -3

    def test_the_annex_of_2014_tells_repeated_labels_by_chapter(self):
        names = [
            "主动公开政府信息数",
            "政府网站公开政府信息数",
            "政务微博公开政府信息数",
            "政务微信公开政府信息数",
            "收到申请数",
            "当面申请数",
            "网络申请数",
            "信函申请数",
        ]
        rows = [*names, "行政复议数量", "（二）被依法纠错数", "行政诉讼数量", "（二）被依法纠错数"]
        text = "| 统计指标 | 单位 | 统计数 |\n|---|---|---|\n" + "\n".join(
            f"| {name} | 件 | {number} |" for number, name in enumerate(rows)
        )
        found = cells(text)
        assert found["s2014_statistics.rev_corrected.value"].value == 9
        assert found["s2014_statistics.suit_corrected.value"].value == 11

    def test_a_few_like_labels_are_no_annex(self):
        assert cells("| 收到申请数 | 12 |\n| 当面申请数 | 3 |\n| 网络申请数 | 9 |") == {}


def test_what_cant_be_told_is_noticed():
    report = tk.read_text(f"{HEAD}\n{RULE}\n| （一）予以公开 | 见附件 | 0 | 0 | 0 | 0 | 0 | 4 |")
    assert [notice.code for notice in report.warnings if notice.code == "cells_undecided"] == [
        "cells_undecided"
    ]
