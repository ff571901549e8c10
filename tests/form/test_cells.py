"""Rows that could be read wrongly: what contradicts the header, or the form, leaves cells open."""

import pytest

import textkit as tk

COLUMNS = ("natural_person", "business", "research", "public_welfare", "legal_services", "other_org", "total")
NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LEVELS = "申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他"
FLAT = " ".join(NAMES)
SECTION = {
    "t2": "二、主动公开政府信息情况",
    "t3": "三、收到和处理政府信息公开申请情况",
    "t4": "四、政府信息公开行政复议、行政诉讼情况",
}


def report_of(text: str, section: str = "t3") -> tk.Report:
    return tk.read_text(f"{SECTION[section]}\n\n{text}\n\n五、存在的主要问题及改进情况\n培训还不够。\n")


def told(text: str, section: str = "t3") -> dict[str, object]:
    """Cells that are decided, with their numbers or states, by row and column."""
    return {
        cell.id.split(".", 1)[1]: cell.state if cell.value is None else int(cell.value)
        for table in report_of(text, section).tables
        for cell in table.cells
        if cell.state not in ("undecided", "unreadable")
    }


def row(text: str, name: str = "granted") -> list[object]:
    found = told(text)
    return [found.get(f"{name}.{column}") for column in COLUMNS]


def pipes(*rows: str) -> str:
    lines = [f"| {row.replace(' ', ' | ')} |".replace("_", "") for row in rows]
    return "\n".join([lines[0], "|" + "---|" * (lines[0].count("|") - 1), *lines[1:]])


OPEN = [None] * 7


class TestRuns:
    def test_numbers_follow_a_header_of_three_levels(self):
        assert row(f"{LEVELS} （一）予以公开 1 2 3 4 5 6 7 （七）总计 0 0 0 0 0 0 0") == [1, 2, 3, 4, 5, 6, 7]

    def test_numbers_follow_a_header_in_another_order(self):
        head = "总计 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他"
        text = f"申请人情况 {head} （一）予以公开 7 1 2 3 4 5 6 （七）总计 0 0 0 0 0 0 0"
        assert row(text) == [1, 2, 3, 4, 5, 6, 7]

    def test_a_header_that_may_be_of_one_level_or_of_two_leaves_its_rows_open(self):
        head = LEVELS.replace("法人或其他组织 ", "")
        assert row(f"{head} （一）予以公开 1 2 3 4 5 6 7 （七）总计 0 0 0 0 0 0 0") == OPEN

    @pytest.mark.parametrize("name", ["小计", "备注", "合计", "占比"])
    def test_a_column_more_leaves_the_rows_open(self, name):
        # A blank cell of eight columns is no cell here: seven numbers are left.
        assert row(f"{LEVELS} {name} （一）予以公开 1 2 3 4 5 6 7 （七）总计 0 0 0 0 0 0 0") == OPEN

    def test_a_column_more_holds_below_a_header_repeated_in_part(self):
        again = "商业企业 科研机构 社会公益组织 法律服务机构 其他"
        text = f"{LEVELS} 备注 本年新收 1 2 3 4 5 6 7 无 {again} （一）予以公开 1 2 3 4 5 6 7"
        assert row(text) == OPEN

    def test_without_any_header_table_three_is_not_told(self):
        text = "一、本年新收政府信息公开申请数量 1 2 3 4 5 6 7 （一）予以公开 1 2 3 4 5 6 7 （七）总计 0 0 0 0 0 0 0"
        assert row(text) == OPEN

    def test_a_header_by_channel_is_another_tables(self):
        text = "渠道 当面 信函 网络 其他 传真 邮件 总计 （一）予以公开 1 2 3 4 5 6 7 不予公开 1 2 3 4 5 6 7"
        assert row(text) == OPEN

    def test_the_label_of_a_group_ends_no_header(self):
        head = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 总计 其他组织"
        text = f"申请人情况 {head} 三、本年度办理结果 （一）予以公开 1 2 3 4 5 7 6 （七）总计 0 0 0 0 0 0 0"
        assert row(text) == [1, 2, 3, 4, 5, 6, 7]

    def test_an_ordinal_in_a_cell_of_its_own_is_no_number(self):
        text = (
            f"{LEVELS} （三）不予公开 1. 属于国家秘密 1 2 3 4 5 6 7 2 其他法律行政法规禁止公开 0 0 0 0 0 0 0"
        )
        assert row(text, "denied_state_secret") == [1, 2, 3, 4, 5, 6, 7]

    def test_an_ordinal_in_place_of_a_blank_cell_leaves_the_row_open(self):
        text = f"{LEVELS} （三）不予公开 1 属于国家秘密 1 2 3 4 5 6 2 其他法律行政法规禁止公开 0 0 0 0 0 0 0"
        assert row(text, "denied_state_secret") == OPEN

    def test_a_row_with_a_number_too_many_makes_the_header_doubtful(self):
        text = f"{LEVELS} （一）予以公开 1 2 3 4 5 6 7 （二）部分公开 1 2 3 4 5 6 7 8"
        assert row(text) == OPEN

    def test_an_open_row_shows_all_that_is_printed(self):
        text = f"{LEVELS} （一）予以公开 1 2 3 4 5 6 7 （二）部分公开 1 2 3 4 5 6 7 8"
        cells = report_of(text).tables[0].cells
        assert {cell.raw for cell in cells if cell.row == "granted"} == {"1 2 3 4 5 6 7"}

    def test_a_column_that_is_a_row_as_well_belongs_to_the_header(self):
        head = LEVELS.removesuffix(" 其他")
        text = f"{head} 其他 小计 85 0 33 （一）予以公开 1 2 3 4 5 6 7"
        assert row(text) == OPEN

    def test_a_small_table_whose_header_lacks_a_column_stays_open(self):
        text = "第二十条第（一）项 信息内容 本年制发件数 现行有效件数 规章 3 8 行政规范性文件 1 2"
        assert told(text, "t2") == {}

    def test_a_header_is_not_the_next_tables_where_words_stand_between(self):
        text = "第二十条第（五）项 信息内容 本年处理决定数量 行政许可 47 类别 传真 规章 1 行政处罚 53"
        assert "penalty.decisions" not in told(text, "t2")

    def test_a_row_of_numbers_named_after_a_block_opens_no_header(self):
        text = "类别 邮件 总计 其他 本年新收 1 2 3 4 5 6 7 行政复议 1 2 3 4 5 6 7 其他 1 2 3 4 5 6 7 部分公开 1 2 3 4 5 6 7"
        assert told(text) == {}

    def test_a_total_of_another_table_names_no_column_of_table_three(self):
        text = "第二十条第（九）项 信息内容 采购项目数量 采购总金额 合计 政府集中采购 1 2 3 类别 当面 传真 予以公开 1 2 3 4 5 6 7"
        assert row(text) == OPEN

    def test_a_row_of_unknown_columns_is_no_row(self):
        text = "类别 同比 其他 0 （七）总计 2 规范性文件 1 属于国家秘密 0 第二十条第（一）项"
        assert told(text) == {}


class TestGrids:
    def test_a_header_by_channel_is_another_tables(self):
        assert told(pipes("类别 当面 信函 邮件 网络 传真 窗口 总计", "予以公开 1 2 3 4 5 6 7")) == {}

    def test_a_header_whose_total_stands_in_the_middle_is_no_row(self):
        assert told(pipes("渠道 受理数 同比 总计 传真 窗口 信函 办结数", "本年新收 1 2 3 4 5 6 7")) == {}

    def test_two_columns_in_common_make_no_table_three(self):
        assert told(pipes("渠道 其他 总计", "予以公开 1 2")) == {}

    def test_a_table_by_row_and_result_is_another_tables(self):
        head = "渠道 予以公开 部分公开 不予公开 无法提供 不予处理 其他处理 总计"
        assert told(pipes(head, "网络 1 2 3 4 5 6 7", "其他 1 2 3 4 5 6 7")) == {}

    def test_columns_whose_names_are_lost_are_counted(self):
        head = "类别 数据1 数据2 数据3 数据4 数据5 数据6 总计"
        assert row(pipes(head, "（一）予以公开 1 2 3 4 5 6 7")) == [1, 2, 3, 4, 5, 6, 7]

    def test_a_local_row_named_review_is_not_table_four(self):
        text = pipes("项目 受理数 传真 总计 当面 上年", "行政复议 0 1 0 31 69", "行政复议 2 1 0 31 70")
        assert told(text) == {}

    def test_a_row_shifted_against_its_header_goes_by_its_number(self):
        text = pipes(f"项目 {FLAT}", "三、本年度办理结果 （一）予以公开 1 2 3 4 5 6 7")
        assert row(text) == [1, 2, 3, 4, 5, 6, 7]

    def test_a_row_shifted_against_its_header_with_a_blank_cell_stays_open(self):
        text = pipes(f"项目 {FLAT}", "三、本年度办理结果 （一）予以公开 1 2 3 4 5 6 _")
        assert row(text) == OPEN

    def test_a_row_that_ends_before_its_header_goes_by_its_number(self):
        assert told(pipes("信息内容 本年处理决定数量 合计", "行政许可 4"), "t2") == {}

    def test_a_row_that_goes_on_behind_its_header_stays_open(self):
        text = pipes("信息内容 本年废止件数 现行有效件数 备注", "规章 0 83 4 _")
        assert told(text, "t2") == {}

    def test_something_else_than_a_number_is_no_part_of_the_label(self):
        found = told(pipes("信息内容 上一年项目数量 本年增/减", "行政事业性收费 3注1 0"), "t2")
        assert found == {"admin_fees.items_change": 0}

    def test_a_column_more_in_an_upper_level_is_seen(self):
        text = pipes(
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 申请人情况 备注",
            "自然人 法人或其他组织 总计",
            "商业企业 科研机构 社会公益组织 法律服务机构 其他",
            "（一）予以公开 _ 1 2 3 4 5 6 12",
        )
        assert row(text) == OPEN

    def test_a_remark_merged_over_the_levels_of_the_header_takes_no_number(self):
        page = (
            "<table><tr><td rowspan=3>项目</td><td colspan=7>申请人情况</td><td rowspan=3>备注</td></tr>"
            "<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>"
            "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>"
            "<tr><td>（一）予以公开</td><td>1</td><td></td><td>3</td><td>4</td><td>5</td><td>6</td><td>7</td><td>12</td></tr>"
            "</table><p>2023年，我局收到公开申请6件，均已按期办结，没有一件被提起行政诉讼。</p>"
        )
        cells = tk.read(page.encode(), filename="a.html").tables[0].cells
        assert [cell.value for cell in cells] == [1, None, 3, 4, 5, 6, 7]

    def test_an_upper_level_moved_against_the_lower_one_leaves_rows_open(self):
        text = pipes(
            "项目 申请人情况 _ _ _ _ _ _",
            "_ 自然人 总计 _ _ _ _ _",
            "_ _ _ 商业企业 科研机构 社会公益组织 法律服务机构 其他",
            "（一）予以公开 1 2 3 4 5 _ 7",
        )
        assert row(text) == OPEN

    def test_a_blank_row_below_a_unit_column_is_no_header(self):
        found = told(pipes("信息内容 本年处理决定数量 单位", "行政处罚 2 件", "行政强制 _ 件"), "t2")
        assert found == {"penalty.decisions": 2, "coercion.decisions": "blank"}

    def test_a_label_with_tabs_behind_it_is_a_blank_row(self):
        text = "信息内容\t本年处理决定数量\n行政处罚\t2\n行政强制\t"
        assert told(text, "t2") == {"penalty.decisions": 2, "coercion.decisions": "blank"}

    def test_merged_cells_that_repeat_their_text(self):
        text = pipes(f"项目 项目 项目 {FLAT}", "三、本年度办理结果 （七）总计 （七）总计 1 2 3 4 5 6 7")
        assert row(text, "handled_total") == [1, 2, 3, 4, 5, 6, 7]

    def test_a_caption_repeated_over_its_columns(self):
        caption = "第二十条第（六）项"
        text = pipes(f"{caption} {caption} {caption}", "信息内容 本年处理决定数量 单位", "行政处罚 4 件")
        assert told(text, "t2") == {"penalty.decisions": 4}

    def test_a_row_as_wide_as_no_table_is_passed_over(self):
        head = "| 项目 | " + " | ".join(["自然人"] * 300) + " |"
        assert told(f"{head}\n{head.replace('自然人', '1').replace('项目', '予以公开')}") == {}


def test_a_zero_width_sign_in_a_cell_is_blank():
    text = pipes(f"项目 {FLAT}", "（一）予以公开 1 2 3 \ufeff 5 6 7")
    cell = next(cell for cell in report_of(text).tables[0].cells if cell.column == "public_welfare")
    assert (cell.state, cell.raw, cell.end - cell.start) == ("blank", "", 0)


def test_a_second_table_that_begins_with_a_row_the_first_has_not():
    text = pipes(f"项目 {FLAT}", "（一）予以公开 1 2 3 4 5 6 7")
    other = pipes(f"项目 {FLAT}", "一、本年新收政府信息公开申请数量 7 6 5 4 3 2 1")
    found = report_of(f"{text}\n\n{other}").tables
    assert [[cell.row for cell in table.cells][:1] for table in found] == [["granted"], ["new_received"]]


def test_a_header_printed_again_makes_no_second_table():
    head = f"项目 {FLAT}"
    text = pipes(head, "（一）予以公开 1 2 3 4 5 6 7", head, "（二）部分公开 1 2 3 4 5 6 7")
    assert len(report_of(text).tables) == 1
