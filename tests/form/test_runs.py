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
