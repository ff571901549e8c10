"""Small reports of which a number is taken."""

import textkit as tk
from textkit.choosing import Choice, choose_values
from textkit.report import Report

TITLE = "青澜县水利局2023年政府信息公开工作年度报告\n"
NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
ROWS = {
    "一、本年新收政府信息公开申请数量": (9, 1, 1, 0, 1, 0, 12),
    "二、上年结转政府信息公开申请数量": (3, 0, 0, 0, 0, 0, 3),
}


def table(rows: dict[str, tuple[object, ...]] | None = None) -> str:
    """Table 3 in Markdown with these rows."""
    lines = [
        "| （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | 自然人 | 法人或其他组织 | | | | | 总计 |",
        "|---|---|---|---|---|---|---|---|",
        "| | | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |",
    ]
    lines += [
        f"| {label} | {' | '.join(map(str, cells))} |"
        for label, cells in (ROWS if rows is None else rows).items()
    ]
    return "三、收到和处理政府信息公开申请情况\n\n" + "\n".join(lines) + "\n"


def report(prose: str, *, with_table: bool = False, head: str = "一、总体情况\n") -> Report:
    return tk.read_text(f"{TITLE}{head}{prose}\n{table() if with_table else ''}")


def chosen(report: Report, indicator: str) -> Choice | None:
    return next((one for one in choose_values(report) if one.indicator == indicator), None)
