"""Headings in the variants of the genre; every text here is written for these tests."""

import pytest

import textkit as tk

TABLE_TWO = (
    "第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 0 0 行政规范性文件 2 1 9"
)
GLUED_TABLE_THREE = (
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况自然人法人或其他组织总计商业企业科研机构"
    "社会公益组织法律服务机构其他一、本年新收政府信息公开申请数量3000003二、上年结转政府信息公开申请数量0000000"
    "三、本年度办理结果（一）予以公开2000002（七）总计3000003四、结转下年度继续办理0000000"
)


def ids(text: str) -> list[str]:
    return [heading.id for heading in tk.read_text(text).headings if heading.id]


def titles(text: str) -> list[str]:
    return [heading.text for heading in tk.read_text(text).headings if heading.id]


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("一、总体情况", "overview"),
        ("一、政府信息公开工作总体情况", "overview"),
        ("第一部分 总体情况", "overview"),
        ("一、概述", "overview"),
        ("二、主动公开政府信息的情况", "proactive"),
        ("二、行政机关主动公开政府信息情况", "proactive"),
        ("三、收到和处理政府信息公开申请的情况", "applications"),
        ("三、依申请公开情况", "applications"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "review_litigation"),
        ("四、政府信息公开行政复议行政诉讼情况", "review_litigation"),
        ("四、政府信息公开行政法复议、行政诉讼情况", "review_litigation"),
        ("五、存在的主要问题及改进情况", "problems"),
        ("五、存在的问题及改进措施", "problems"),
        ("五、存在问题和下一步工作打算", "problems"),
        ("六、其他需要报告的事项", "other"),
        ("六、需要报告的其他事项", "other"),
        ("## 六、其他需要报告事项", "other"),
    ],
)
def test_a_title_on_its_own_line(title, id):
    text = f"青澜县水利局2023年政府信息公开工作年度报告\n\n{title}\n\n全年在县政府网站公开水情信息41条。\n"
    report = tk.read_text(text)
    assert [(heading.id, heading.text) for heading in report.headings if heading.id] == [
        (id, title.lstrip("# "))
    ]


def test_titles_glued_to_their_paragraphs():
    text = "一、总体情况2023年我局抓实公开。（一）主动公开情况全年公开74条。（二）依申请公开情况2023年收到2件。五、存在的主要问题及改进情况解读偏少。"
    assert titles(text) == [
        "一、总体情况",
        "（一）主动公开情况",
        "（二）依申请公开情况",
        "五、存在的主要问题及改进情况",
    ]


def test_titles_ended_by_a_stop_or_a_blank():
    text = "一、总体情况 今年任务较重。（一）主动公开。公开74条。（二）监督保障方面 开展了一次培训。（三）平台建设：专栏改版。"
    assert titles(text) == ["一、总体情况", "（一）主动公开", "（二）监督保障方面", "（三）平台建设"]


def test_a_wrong_number_does_not_mislead():
    text = "一、总体情况\n平稳。\n四、收到和处理政府信息公开申请情况\n收到1件。\n四、政府信息公开行政复议、行政诉讼情况\n未发生。"
    report = tk.read_text(text)
    assert [(heading.id, heading.number) for heading in report.headings] == [
        ("overview", 1), ("applications", 4), ("review_litigation", 4),
    ]  # fmt: skip


def test_rows_of_table_three_are_no_headings():
    text = f"一、总体情况\n平稳。\n三、收到和处理政府信息公开申请情况\n{GLUED_TABLE_THREE}四、政府信息公开行政复议、行政诉讼情况000000000000000五、存在的主要问题及改进情况\n解读偏少。"
    assert ids(text) == ["overview", "applications", "review_litigation", "problems"]


def test_a_list_of_contents_is_no_heading():
    listed = "本报告包括：一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况；五、存在的主要问题及改进情况；六、其他需要报告的事项。"
    text = f"{listed}\n一、总体情况\n平稳。\n二、主动公开政府信息情况\n{TABLE_TWO}\n三、收到和处理政府信息公开申请情况\n收到3件。\n五、存在的主要问题及改进情况\n解读偏少。\n六、其他需要报告的事项\n无。"
    report = tk.read_text(text)
    assert [heading.id for heading in report.headings] == [
        "overview",
        "proactive",
        "applications",
        "problems",
        "other",
    ]
    assert all(heading.start > len(listed) for heading in report.headings)


def test_contents_named_without_numbers_are_no_headings():
    text = "全文由总体情况、主动公开政府信息情况、其他需要报告的事项等部分组成。\n一、总体情况\n平稳。"
    assert ids(text) == ["overview"]


def test_sub_topics_in_words_of_their_own():
    text = "一、总体情况\n（一）系统推进主动公开\n公开74条。\n（二）完善审核制度，加强政府信息管理\n三审三校。\n（三）拓展渠道，抓好平台建设\n专栏改版。"
    assert ids(text) == ["overview", "overview.proactive", "overview.management", "overview.platform"]


def test_topics_under_plain_digits():
    text = (
        "一、总体情况\n1.主动公开情况\n公开74条。\n2.依申请公开情况\n收到2件。\n二、主动公开政府信息情况\n"
        + TABLE_TWO
    )
    assert ids(text) == ["overview", "overview.proactive", "overview.applications", "proactive"]


def test_numbering_that_restarts_below_the_first_section():
    text = f"一、总体情况\n平稳。\n一、主动公开情况\n公开74条。\n二、依申请公开情况\n收到2件。\n二、主动公开政府信息情况\n{TABLE_TWO}\n三、收到和处理政府信息公开申请情况\n收到2件。"
    assert ids(text) == [
        "overview",
        "overview.proactive",
        "overview.applications",
        "proactive",
        "applications",
    ]


def test_headings_below_section_two_open_nothing():
    text = (
        f"一、总体情况\n平稳。\n二、主动公开政府信息情况\n（一）主动公开政府信息的数量\n共74条。\n{TABLE_TWO}"
    )
    assert ids(text) == ["overview", "proactive"]


def test_section_five_found_by_its_parts():
    text = "四、政府信息公开行政复议、行政诉讼情况\n未发生。\n（一）2023年存在问题的改进情况\n解读已补齐。\n（二）2024年存在的主要问题\n专栏更新慢。\n六、其他需要报告的事项\n无。"
    assert ids(text) == ["review_litigation", "improvements", "problems", "other"]


def test_a_heading_in_mid_line_behind_lost_tables():
    text = "一、总体情况 平稳。|||||||||||||||| 五、存在的主要问题及改进情况 解读偏少。六、其他需要报告的事项无。"
    assert titles(text) == ["一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]


def test_spoken_of_in_prose():
    text = "一、总体情况\n平稳。\n五、存在的主要问题及改进情况\n上年度报告“五、存在的主要问题及改进情况”所列3项已整改。"
    assert ids(text) == ["overview", "problems"]


def test_traditional_script_and_radicals():
    assert titles("一、總體情況\n平穩。\n五、存在的主要問題及改進情況\n解讀偏少。") == [
        "一、總體情況",
        "五、存在的主要問題及改進情況",
    ]
    assert titles("⼀、总体情况\n平稳。\n⼆、主动公开政府信息情况\n共7条。") == [
        "⼀、总体情况",
        "⼆、主动公开政府信息情况",
    ]


def test_a_title_that_joins_two_topics_is_whole():
    assert (
        titles("一、总体情况\n平稳。（一）做好主动公开和依申请公开受理情况。2023年公开74条。")[1]
        == "（一）做好主动公开和依申请公开受理情况"
    )


def test_a_list_ends_the_title_it_is_glued_to():
    text = "一、总体情况\n平稳。（一）夯实平台建设，便利群众查阅一是改版专栏。二是增设检索。"
    assert titles(text) == ["一、总体情况", "（一）夯实平台建设，便利群众查阅"]
