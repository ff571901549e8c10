"""Tables that lost their borders: numbers count when they are parted and as many as the columns."""

import pytest

import textkit as tk

HEAD_2 = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数"
HEAD_3 = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
HEAD_4 = (
    "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"
    + "结果维持结果纠正其他结果尚未审结总计" * 2
)


def cells(text: str, section: str = "三、收到和处理政府信息公开申请情况") -> dict[str, tuple[object, str]]:
    report = tk.read_text(f"{section}\n{text}\n五、存在的主要问题及改进情况\n培训不够。\n")
    return {
        cell.id.split(".", 1)[1]: (None if cell.value is None else int(cell.value), cell.state)
        for table in report.tables
        for cell in table.cells
    }


def test_glued_digits_stay_undecided_with_the_whole_run_shown():
    report = tk.read_text(
        f"二、主动公开政府信息情况\n{HEAD_2}规章000行政规范性文件8855698第二十条第（五）项信息内容本年处理决定数量行政许可12"
    )
    table = report.tables[0]
    assert [(cell.state, cell.raw) for cell in table.cells[3:]] == [("undecided", "8855698")] * 3


def test_a_single_number_is_told_though_glued_to_its_label():
    text = f"{HEAD_2}规章000行政规范性文件218第二十条第（五）项信息内容本年处理决定数量行政许可46"
    assert cells(text)["licensing.decisions"] == (46, "number")


def test_numbers_parted_by_blanks():
    text = f"{HEAD_3}一、本年新收政府信息公开申请数量 23 0 0 0 1 0 24 二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0"
    assert [
        cells(text)[f"new_received.{name}"][0] for name in ("natural_person", "legal_services", "total")
    ] == [23, 1, 24]


def test_numbers_glued_in_part_stay_undecided():
    text = f"{HEAD_3}一、本年新收政府信息公开申请数量 23 0 0 0 1 024 二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0"
    assert {state for id, (_, state) in cells(text).items() if id.startswith("new_received")} == {"undecided"}


def test_the_ordinal_of_the_next_row_is_no_digit_of_this_one():
    text = f"{HEAD_3}（三）不予公开1.属于国家秘密 1 0 0 0 0 0 12.其他法律行政法规禁止公开 0 0 0 0 0 0 0"
    assert cells(text)["denied_state_secret.total"] == (1, "number")


@pytest.mark.parametrize("sign", ["\n", "\n\n", "\n　　"])
def test_one_cell_a_line(sign):
    words = [
        "一、本年新收政府信息公开申请数量",
        "23",
        "0",
        "0",
        "0",
        "1",
        "0",
        "24",
        "二、上年结转政府信息公开申请数量",
        "/",
        "0",
        "—",
        "无",
        "0",
        "0",
        "0",
    ]
    head = [
        "申请人情况",
        "自然人",
        "法人或其他组织",
        "总计",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]
    found = cells(sign.join([*head, *words]))
    assert found["new_received.total"] == (24, "number")
    assert [found[f"carried_in.{name}"][1] for name in ("natural_person", "research", "public_welfare")] == [
        "not_applicable"
    ] * 3


def test_a_line_too_few_leaves_its_row_open():
    words = [
        "申请人情况",
        "自然人",
        "法人或其他组织",
        "一、本年新收政府信息公开申请数量",
        "23",
        "0",
        "0",
        "0",
        "1",
        "24",
        "二、上年结转政府信息公开申请数量",
        *"0000000",
    ]
    found = cells("\n".join(words))
    assert found["new_received.total"][1] == "undecided"
    assert found["carried_in.total"] == (0, "number")


def test_page_numbers_between_the_rows_are_none_of_the_cells():
    words = [
        "申请人情况",
        "自然人",
        "法人或其他组织",
        "一、本年新收政府信息公开申请数量",
        "23",
        "0",
        "0",
        "- 3 -",
        "0",
        "1",
        "0",
        "24",
        "二、上年结转政府信息公开申请数量",
        *"0000000",
    ]
    assert cells("\n".join(words))["new_received.total"] == (24, "number")


def test_fifteen_numbers_of_table_four():
    numbers = " ".join(map(str, range(1, 16)))
    found = cells(f"{HEAD_4} {numbers}", "四、政府信息公开行政复议、行政诉讼情况")
    assert [value for value, _ in found.values()] == [*range(1, 16)]


def test_fifteen_glued_digits_of_table_four_stay_open():
    found = cells(f"{HEAD_4}010000000000000", "四、政府信息公开行政复议、行政诉讼情况")
    assert {state for _, state in found.values()} == {"undecided"}


def test_columns_of_the_older_form_are_counted_by_their_header():
    text = "第二十条第（八）项信息内容上一年项目数量本年增/减行政事业性收费 3 0 第二十条第（九）项信息内容采购项目数量采购总金额政府集中采购 13 5394432.52元"
    found = cells(text, "二、主动公开政府信息情况")
    assert found["admin_fees.items_last_year"] == (3, "number")
    assert found["procurement.projects"] == (13, "number")


COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
LEVELS = ["申请人情况", "自然人", "法人或其他组织", "总计", *COLUMNS[1:-1]]
# 其他 is blank and no line, and the last line is the remark: seven lines, as many as columns.
BLANK_AND_REMARK = ["（一）予以公开", "4", "0", "1", "0", "0", "5", "无", "（七）总计", *"0000000"]


def told(lines: list[str], section: str = "三、收到和处理政府信息公开申请情况") -> dict[str, object]:
    """Cells that are decided, of a table with a cell a line."""
    found = cells("\n".join(lines), section)
    return {
        id: state if value is None else value for id, (value, state) in found.items() if state != "undecided"
    }


class TestWordsOfTheHeader:
    """A word that is none of the form's may name a column more, and a blank cell is no line."""

    @pytest.mark.parametrize("name", ["备注", "备", "备囗", "囗注", "囗计", "其中网上"])
    @pytest.mark.parametrize("at", [1, len(LEVELS)])
    def test_a_column_more_and_a_blank_cell_make_no_whole_row(self, name, at):
        assert told([*LEVELS[:at], name, *LEVELS[at:], *BLANK_AND_REMARK]) == {}

    def test_open_cells_of_such_a_row_are_reported(self):
        report = tk.read_text(
            "三、收到和处理政府信息公开申请情况\n" + "\n".join([*LEVELS, "备囗", *BLANK_AND_REMARK])
        )
        states = [cell.state for cell in report.tables[0].cells if cell.row == "granted"]
        assert states == ["undecided"] * 7
        assert "cells_undecided" in [notice.code for notice in report.warnings]

    def test_a_column_more_in_section_two(self):
        head = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "囗计"]
        rows = ["规章", "0", "15", "69", "规范性文件", "29", "92", "93"]
        assert told([*head, *rows], "二、主动公开政府信息情况") == {}

    def test_a_column_more_holds_below_a_header_repeated_in_part(self):
        again = ["（二）部分公开", "无", *COLUMNS[1:-1], *BLANK_AND_REMARK]
        assert told([*LEVELS, "备囗", *again]) == {}

    @pytest.mark.parametrize("name", ["备注", "备囗"])
    def test_a_column_more_beside_table_four(self, name):
        results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        head = ["行政复议", "行政诉讼", name, *results, "未经复议直接起诉", "复议后起诉", *results, *results]
        assert told([*head, *"00000000000000", "无"], "四、政府信息公开行政复议、行政诉讼情况") == {}

    @pytest.mark.parametrize("name", ["商业囗企", "商囗企业", "商企业"])
    def test_a_mistyped_column_counts_in_its_place(self, name):
        found = told(
            [name if word == "商业企业" else word for word in LEVELS] + ["（一）予以公开", *"1234567"]
        )
        assert list(found.values()) == [1, 2, 3, 4, 5, 6, 7]

    def test_a_mistyped_column_out_of_its_place_leaves_rows_open(self):
        head = ["申请人情况", *COLUMNS[:5], "总囗", "其他"]
        assert told([*head, "（一）予以公开", *"1234567"]) == {}

    @pytest.mark.parametrize("organs", ["法人囗其他组织", "法人 其他组织", "囗人或其他组织", "法人或其他组"])
    def test_a_mistyped_upper_cell_is_no_column(self, organs):
        head = [organs if word == "法人或其他组织" else word for word in LEVELS]
        assert told([*head, "（一）予以公开", *"1234567"]) == {}

    @pytest.mark.parametrize("first", ["总计", "总囗"])
    def test_columns_that_are_rows_as_well_stand_first_in_a_header(self, first):
        note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
        head = [note, first, "其他", *COLUMNS[:5]]
        assert told([*head, "（一）予以公开", *"7612345", "（七）总计", *"0000000"]) == {}

    @pytest.mark.parametrize("label", ["囗章", "囗府规章"])
    def test_a_mistyped_row_below_the_header_names_no_column(self, label):
        head = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
        found = told([*head, label, *"123", "规范性文件", *"456"], "二、主动公开政府信息情况")
        assert [found[f"normative.{column}"] for column in ("issued", "repealed", "in_force")] == [4, 5, 6]

    def test_a_mistyped_word_beside_the_columns_names_none(self):
        head = ["第二十条第（一）项", "信息容", "本年制发件数", "本年废止件数", "现行有效件数"]
        assert len(told([*head, "规章", *"123", "规范性文件", *"456"], "二、主动公开政府信息情况")) == 6


class TestOrdinals:
    def test_the_last_digit_of_a_number_is_no_ordinal_of_a_label_that_lost_its_own(self):
        rows = ["（七）总计", *"98", "0", "0", "0", "0", "43", " 、结转下年度继续办理", *"0000000"]
        assert told([*LEVELS, *rows])["handled_total.total"] == 43

    def test_a_digit_that_may_be_the_ordinal_of_the_next_row_leaves_its_row_open(self):
        rows = ["（三）不予公开", "1.属于国家秘密", *"000000", "12", " .其他法律行政法规禁止公开", *"0000000"]
        found = told([*LEVELS, *rows])
        assert {id.split(".")[0] for id in found} == {"denied_law_prohibits"}
