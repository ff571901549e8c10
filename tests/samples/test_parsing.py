"""Manuscripts with faults are refused with file, line and reason; numbers are read as printed."""

from decimal import Decimal

import pytest
from rendering import checks, figures, manuscript

HEAD = """file = "{name}"
formats = ["txt"]
about = "A department for tests."
"""
IDENTITY = """
[identity]
is_report = true
title = "青澜县水利局2022年政府信息公开工作年度报告"
agency = "青澜县水利局"
year = 2022
level = "county"
agency_type = "department"
region = "青澜县"
layout = "gb2021"
"""
BODY = (
    "@title 青澜县水利局|2022年政府信息公开工作年度报告",
    "# 一、总体情况 {overview}",
    "全年公开信息⟦186条=186 条⟧，解读⟦近两成=20 % less_than percent⟧。",
)


def written(folder, *lines, more="", name="water-2022"):
    path = folder / f"{name}.toml"
    body = "\n".join(lines)
    path.write_text(f"{HEAD.format(name=name)}body = '''\n{body}\n'''\n{IDENTITY}{more}", encoding="utf-8")
    return path


def test_blocks_and_numbers_are_parsed(tmp_path):
    report = manuscript.load(written(tmp_path, *BODY))
    assert [block.kind for block in report.blocks] == ["title", "heading", "paragraph"]
    assert report.title_lines == ["青澜县水利局", "2022年政府信息公开工作年度报告"]
    assert report.blocks[2].text == "全年公开信息186条，解读近两成。"
    assert [quantity.value for quantity in report.blocks[2].quantities] == ["186", "20"]
    assert list(checks.problems(report)) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("@tabel t3_applications", "unknown command @tabel"),
        ("# 二、主动公开情况", "a heading has the form"),
        ("# 二、主动公开情况 {proactiv}", "unknown id 'proactiv'"),
        ("解读⟦12篇⟧。", "a mark that is not of the form"),
        ("解读⟦12篇=12⟧。", "after = stand value, unit"),
        ("解读⟦12篇=12 篇 exactly⟧。", "unknown bound 'exactly'"),
        ("解读⟦一批=一 批⟧。", "no plain decimal number"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, reason):
    with pytest.raises(manuscript.ManuscriptError, match=r"water-2022\.toml:8: .*" + reason):
        manuscript.load(written(tmp_path, *BODY, line))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("解读⟦1.2万次=1200 次⟧。", "prints 12000"),
        ("解读⟦近30篇=30 篇⟧。", "prints a bound less_than"),
        ("解读⟦30篇=30 件⟧。", "the unit '件' is not printed"),
        ("投入⟦3万元=30000 元⟧。", "kind money"),
        ("@table t3_applications", "must stand once in the body"),
        ("@sign 2023年1月20日", "published is None"),
    ],
)
def test_an_untrue_line_is_found(tmp_path, line, reason):
    (problem,) = checks.problems(manuscript.load(written(tmp_path, *BODY, line)))
    assert reason in problem


def test_a_broken_sum_is_found_unless_it_is_declared(tmp_path):
    table = '[tables.t4_review_litigation]\nlayout = "gb2021"\ncases = ["1", "1", "0", "0", "3", {}]\n'
    table = table.format(", ".join(['"0"'] * 10))
    lines = (*BODY, "@table t4_review_litigation")
    (problem,) = checks.problems(manuscript.load(written(tmp_path, *lines, more=table)))
    assert "= 2, but" in problem
    defect = (
        '[[defects]]\ncode = "D11"\nkind = "table_identity_broken"\nquote = "1 | 1 | 0 | 0 | 3"\nnote = ""\n'
    )
    assert list(checks.problems(manuscript.load(written(tmp_path, *lines, more=defect + table)))) == []


def test_a_quotation_that_stands_nowhere_is_found(tmp_path):
    defect = '[[defects]]\ncode = "D37"\nkind = "typing_error"\nquote = "公开信息168条"\nnote = ""\n'
    (problem,) = checks.problems(manuscript.load(written(tmp_path, *BODY, more=defect)))
    assert "stands neither in the body nor in a table" in problem


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12", "12"),
        ("+3", "3"),
        ("-5", "-5"),
        ("减少35", "-35"),
        ("1,204", "1204"),
        ("8613.740", "8613.74"),
        ("251000元", "251000"),
        ("１２", "12"),
        ("0", "0"),
        ("", None),
        ("/", None),
        ("—", None),
        ("无", None),
    ],
)
def test_cells(printed, value):
    assert figures.is_cell(printed)
    assert figures.cell_value(printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1537条", "1537"),
        ("3.2万人次", "32000"),
        ("96.5万元", "965000"),
        ("1.58亿元", "158000000"),
        ("近300件", "300"),
        ("60余份", "60"),
        ("3万多人次", "30000"),
        ("两次", "2"),
        ("十二次", "12"),
        ("二百零五件", "205"),
        ("一万二千人", "12000"),
        ("三成", "30"),
        ("百分之九十五", "95"),
        ("1,204件", "1204"),
    ],
)
def test_numbers_in_prose(printed, value):
    assert figures.read(printed) == Decimal(value)


@pytest.mark.parametrize(
    ("printed", "bare"),
    [("近300件", "300件"), ("不少于5期", "5期"), ("60余份", "60余份"), ("95%以上", "95%")],
)
def test_words_of_a_bound_stand_outside_the_number(printed, bare):
    assert figures.bare(printed) == bare
