"""Reports put together by hand, for tests of what comes after reading."""

from datetime import date
from decimal import Decimal

from textkit.report import Cell, Evidence, Notice, Paragraph, Quantity, Report, Section, Sentence, Table

TITLE = "青澜县水利局2023年政府信息公开工作年度报告"
HEADING = "一、总体情况"
FIRST = "全年主动公开信息1200余条。"
SECOND = "接待群众3.2万人次。"
ROW = "行政处罚\t12"
TEXT = f"{TITLE}\n{HEADING}\n{FIRST}{SECOND}\n{ROW}\n"


def find(part: str, text: str = TEXT) -> tuple[int, int]:
    at = text.index(part)
    return at, at + len(part)


PENALTIES = Cell(
    "t2_art20_6.penalty.decisions",
    "penalty",
    "decisions",
    Decimal(12),
    "12",
    "number",
    *find("12", TEXT),
    "件",
)
COERCION = Cell(
    "t2_art20_6.coercion.decisions",
    "coercion",
    "decisions",
    None,
    "",
    "blank",
    len(TEXT) - 1,
    len(TEXT) - 1,
    "件",
)


def build_report(report_id: str = "青澜/2023.txt", **changes: object) -> Report:
    """One small report; ``changes`` replace its fields."""
    body = (find(FIRST)[0], find(SECOND)[1])
    fields: dict[str, object] = {
        "paragraphs": (
            Paragraph(*find(TITLE), TITLE, "title"),
            Paragraph(*find(HEADING), HEADING, "heading"),
            Paragraph(*body, FIRST + SECOND, "prose", "overview"),
        ),
        "sections": (Section("overview", HEADING, *find(HEADING), *body),),
        "sentences": (
            Sentence(*find(FIRST), FIRST, "overview", "heading", 1.0, "overview"),
            Sentence(*find(SECOND), SECOND, "overview", "heading", 1.0, "overview"),
        ),
        "quantities": (
            Quantity(*find("1200余条"), "1200余条", Decimal(1200), "条", "more_than"),
            Quantity(*find("3.2万人次"), "3.2万人次", Decimal(32000), "人次"),
        ),
        "tables": (Table("t2_art20_6", "gb2021", (PENALTIES, COERCION), *find(ROW)),),
        "warnings": (
            Notice("year_differs", "the title and the period differ", 3, 8),
            Notice("no_place", "none"),
        ),
        "content_hash": "aa11",
        "is_report": True,
        "title": TITLE,
        "agency": "青澜县水利局",
        "year": 2023,
        "period": (date(2023, 1, 1), date(2023, 12, 31)),
        "evidence": {
            "agency": Evidence("青澜县水利局", *find("青澜县水利局")),
            "published": Evidence("2024-01-19", source="html meta PubDate"),
        },
    }
    return Report(TEXT, report_id=report_id, **{**fields, **changes})  # type: ignore[arg-type]
