"""Section bodies, the turn from problems to measures, what stands before the first heading."""

from itertools import pairwise

import pytest

import textkit as tk


def bodies(text: str) -> dict[str, str]:
    report = tk.read_text(text)
    return {section.id: text[section.start : section.end] for section in report.sections}


def test_a_body_begins_behind_the_heading_and_its_stop():
    found = bodies("一、总体情况\n我局平稳推进。（一）主动公开。公开74条。（二）依申请公开：收到2件。")
    assert found["overview.proactive"] == "公开74条。"
    assert found["overview.applications"] == "收到2件。"
    assert found["overview"].startswith("我局平稳推进。（一）")


@pytest.mark.parametrize(
    "turn",
    [
        "下一步，我局将增加图解。",
        "2024年，我局将重点抓好图解和短视频。",
        "针对上述问题，拟从两方面着手。",
        "为此，明年要抓好图解。",
        "今后，我局将多用图解。",
        "改进措施：一是多用图解。",
        "我们将采取以下措施加以改进：多用图解。",
    ],
)
def test_problems_part_from_measures(turn):
    found = bodies(
        f"一、总体情况\n平稳。\n五、存在的主要问题及改进情况\n一是解读偏少；二是更新不勤。{turn}\n六、其他需要报告的事项\n无。"
    )
    assert found["problems"] == "一是解读偏少；二是更新不勤。"
    assert found["improvements"] == turn


def test_a_problem_that_speaks_of_the_year_is_no_turn():
    found = bodies(
        "五、存在的主要问题及改进情况\n2023年，我局公开工作虽有进步，解读仍然偏少。今年的更新也不勤。"
    )
    assert "improvements" not in found


def test_measures_under_a_heading_of_their_own():
    found = bodies("五、存在的主要问题及改进情况\n（一）存在的问题\n解读偏少。\n（二）改进措施\n多用图解。")
    assert found["problems"].endswith("解读偏少。")
    assert found["improvements"] == "多用图解。"


def test_the_introduction_is_a_preamble():
    text = "青澜县水利局2023年政府信息公开工作年度报告\n根据条例要求编制本报告。数据统计期限为2023年1月1日至2023年12月31日。\n一、总体情况\n平稳。"
    assert bodies(text)["preamble"].startswith("根据条例要求")


def test_a_missing_first_heading():
    text = "青澜县水利局2023年政府信息公开工作年度报告\n根据条例要求编制本报告。如有疑问请与局办公室联系。\n2023年，我局围绕防汛公开水情。\n（一）主动公开\n公开74条。\n二、主动公开政府信息情况\n未制发规范性文件。"
    found = bodies(text)
    assert found["preamble"] == "根据条例要求编制本报告。如有疑问请与局办公室联系。"
    assert found["overview"].startswith("2023年，我局围绕防汛")
    assert found["overview.proactive"] == "公开74条。"


def test_the_signature_belongs_to_no_section():
    text = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n平稳。\n六、其他需要报告的事项\n无收费情况。\n青澜县水利局\n2024年1月9日\n"
    report = tk.read_text(text)
    assert bodies(text)["other"] == "无收费情况。"
    assert [p.text for p in report.paragraphs if p.kind == "signature"] == ["青澜县水利局", "2024年1月9日"]


def test_chapters_before_2019():
    text = (
        "青澜县2012年政府信息公开工作年度报告\n一、概述\n平稳。\n二、主动公开政府信息的情况\n公开74条。\n三、依申请公开情况\n收到2件。\n"
        "四、收费及减免情况\n未收费。\n五、复议、诉讼情况\n未发生。\n六、存在的主要问题和改进措施\n专栏偏少。\n"
    )
    assert [section.id for section in tk.read_text(text).sections] == [
        "overview", "proactive", "applications", "other", "review_litigation", "problems",
    ]  # fmt: skip


def test_main_sections_do_not_overlap():
    text = "一、总体情况\n平稳。\n（一）主动公开\n公开3条。\n五、存在的主要问题及改进情况\n偏少。下一步，将改。\n六、其他需要报告的事项\n无。"
    main = [section for section in tk.read_text(text).sections if "." not in section.id]
    assert all(left.end <= right.start for left, right in pairwise(main))


def test_what_the_headings_alone_say():
    text = "一、总体情况\n平稳。\n五、存在的主要问题及改进情况\n解读偏少。下一步，我局将增加图解。"
    told = [(s.section, s.section_by, s.heading_section) for s in tk.read_text(text).sentences]
    assert told == [
        ("overview", "heading", "overview"), ("problems", "heading", "problems"), ("improvements", "order", "problems"),
    ]  # fmt: skip
