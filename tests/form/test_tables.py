"""Residue of the statutory tables is told from prose that names the same things."""

import pytest

import textkit as tk

GLUED = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件218第二十条第（五）项信息内容本年处理决定数量行政许可46"
PIPED = "| 信息内容 | 本年处理决定数量 |\n| 行政处罚 | 12 |\n| 行政强制 | 0 |"
CELLS = "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n0\n0\n0\n行政规范性文件\n2\n1\n8"


def kinds(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for paragraph in tk.read_text(f"二、主动公开政府信息情况\n{text}\n").paragraphs:
        found.setdefault(paragraph.kind, []).append(paragraph.text)
    return found


@pytest.mark.parametrize("table", [GLUED, PIPED, CELLS], ids=["glued", "piped", "a cell a line"])
def test_residue_is_table(table):
    assert "prose" not in kinds(table)


@pytest.mark.parametrize(
    "prose",
    [
        "全年予以公开12件、部分公开3件、不予公开1件，无法提供4件，结转下年度继续办理2件。",
        "申请人中，自然人41件，商业企业11件，科研机构2件，社会公益组织1件，法律服务机构3件。",
        "全年作出行政许可460件、行政处罚12件、行政强制0件。",
        "行政复议结果维持1件、结果纠正1件，未经复议直接起诉的尚未审结1件。",
    ],
)
def test_prose_that_names_rows_stays_prose(prose):
    assert kinds(prose).get("table") is None


def test_prose_between_two_tables_stays_prose():
    text = f"{GLUED}\n本年废止的1件为《青澜县河道采砂公告》。\n三、收到和处理政府信息公开申请情况\n"
    assert kinds(text)["prose"] == ["本年废止的1件为《青澜县河道采砂公告》。"]
