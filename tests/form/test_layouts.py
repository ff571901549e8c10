"""Genres, marks, signatures and layouts that look like something else; every text is written for these tests."""

from datetime import date

import pytest

import textkit as tk

TITLE = "云坪市教育局2023年政府信息公开工作年度报告\n"
SECTIONS = (
    "一、总体情况\n2023年，我局抓好公开，主动公开328条。\n二、主动公开政府信息情况\n未制发规范性文件。\n"
    "五、存在的主要问题及改进情况\n解读少。下一步，将多解读。\n六、其他需要报告的事项\n未收费。\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "云坪市教育局政府信息公开指南\n一、主动公开\n本机关主动公开政府信息。\n二、依申请公开\n可当面申请。\n三、监督\n可以申请行政复议、提起行政诉讼。",
        "云坪市2023年政务公开工作要点\n一、加强主动公开\n抓好公开。\n二、规范依申请公开\n依法办理。\n三、强化监督保障\n加强培训。",
        "云坪市人民政府办公室关于做好2023年政府信息公开工作年度报告编制发布工作的通知\n各单位：\n一、总体情况\n二、主动公开政府信息情况\n六、其他需要报告的事项\n请于1月20日前报送。",
        "云坪市教育局2023年法治政府建设年度报告\n一、总体情况\n做好政府信息公开。\n二、行政复议、行政诉讼情况\n无。\n三、存在的主要问题及改进措施\n少。",
        "云坪大学2022-2023学年信息公开工作年度报告\n一、概述\n平稳。\n二、主动公开情况\n公开12条。\n三、依申请公开情况\n无。",
        "云坪市2023年政府信息公开工作年度报告评估报告\n一、总体情况\n平稳。\n二、存在的主要问题及改进情况\n主动公开不足。",
    ],
)
def test_other_genres(text):
    assert not tk.read_text(text).is_report


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("云坪市信访局2023年政府信息公开工作年度报告\n2023年，我局未收到政府信息公开申请。\n", 2023),
        ("石坝镇2010年政府信息公开年报\n今年我镇主动公开信息12条，未收到申请。", 2010),
        ("云坪市水利局二○○九年政府信息公开工作总结\n一、基本情况\n平稳。\n二、申请情况\n无。", 2009),
    ],
)
def test_short_reports(text, year):
    report = tk.read_text(text)
    assert (report.is_report, report.year) == (True, year)


@pytest.mark.parametrize(
    "below",
    [
        "网站标识码：4100000001",
        "主办：云坪市教育局 备案号：某ICP备12345号",
        "（联系人：王某，电话：12345678）",
        "附件：1.统计表\n2.名词解释",
        "— 7 —",
    ],
)
def test_what_stands_below_the_signature(below):
    report = tk.read_text(f"2023年政府信息公开工作年度报告\n{SECTIONS}云坪市教育局 2024年1月22日\n{below}\n")
    assert (report.agency, report.published) == ("云坪市教育局", date(2024, 1, 22))
    assert report.sentences[-1].text == "未收费。"


def test_a_seal_is_no_part_of_the_name():
    report = tk.read_text(f"2023年政府信息公开工作年度报告\n{SECTIONS}云坪市教育局（盖章）\n2024年1月22日")
    assert report.agency == "云坪市教育局"


@pytest.mark.parametrize("marks", ["【{}】", "◆{}", "*{}*", "__{}__", "**{}**", "## {}"])
def test_titles_between_marks(marks):
    names = ("总体情况", "主动公开政府信息情况", "存在的主要问题及改进情况")
    report = tk.read_text(TITLE + "\n平稳。\n".join(marks.format(name) for name in names) + "\n解读少。")
    assert [heading.text for heading in report.headings] == list(names)


@pytest.mark.parametrize(
    "ordinals",
    ["Ⅰ、 Ⅱ、 Ⅴ、", "壹、 贰、 伍、", "① ② ⑤", "㈠ ㈡ ㈤", "⒈ ⒉ ⒌", "1. 2. 5.", "第一、 第二、 第五、"],
)
def test_ordinals_of_other_kinds(ordinals):
    names = ("总体情况", "主动公开政府信息情况", "存在的主要问题及改进情况")
    lines = [f"{ordinal}{name}\n平稳。\n" for ordinal, name in zip(ordinals.split(), names, strict=True)]
    headings = [heading for heading in tk.read_text(TITLE + "".join(lines)).headings if heading.id]
    assert [(heading.id, heading.number) for heading in headings] == [
        ("overview", 1),
        ("proactive", 2),
        ("problems", 5),
    ]


def test_a_report_without_any_section_says_so():
    report = tk.read_text(f"{TITLE}2023年，我局主动公开政府信息328条，受理申请12件。")
    assert (report.is_report, [warning.code for warning in report.warnings]) == (True, ["no_sections"])


def page(rows: str) -> tk.Report:
    return tk.read(f"<h1>{TITLE.strip()}</h1><table>{rows}</table>".encode(), filename="report.html")


def test_a_layout_table_with_an_empty_column():
    report = page("".join(f"<tr><td>&nbsp;</td><td>{line}</td></tr>" for line in SECTIONS.splitlines()))
    assert [section.id for section in report.sections] == [
        "overview",
        "proactive",
        "problems",
        "improvements",
        "other",
    ]


def test_headings_in_one_column_and_prose_in_the_other():
    lines = SECTIONS.splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    report = page(
        "".join(
            f"<tr><td>{title}</td><td>{prose}工作平稳推进，没有别的事项。</td></tr>" for title, prose in pairs
        )
    )
    assert [heading.id for heading in report.headings] == ["overview", "proactive", "problems", "other"]


def test_a_number_torn_by_a_line_break():
    report = tk.read_text(f"{TITLE}统计期限自2023年1月1日起至2\n023年12月31日止。\n{SECTIONS}")
    assert report.period == (date(2023, 1, 1), date(2023, 12, 31))


def test_content_that_a_script_shows_later():
    menu = "".join(f"<li>栏目之{number}：办事与互动</li>" for number in range(80))
    body = "".join(f"<p>{line}</p>" for line in (TITLE + SECTIONS).splitlines())
    report = tk.read(
        f"<ul>{menu}</ul><div style='display:none'>{body}</div>".encode(), filename="report.html"
    )
    assert (report.is_report, len(report.sections)) == (True, 5)


def test_a_title_printed_twice_is_no_sentence():
    twice = f"首页 政务公开 | {TITLE.strip()} {TITLE.strip()} |\n根据要求编制本报告。\n{SECTIONS}"
    report = tk.read_text(twice)
    assert [paragraph.kind for paragraph in report.paragraphs].count("title") == 2
    assert report.sentences[0].text == "根据要求编制本报告。"


def test_lines_between_title_and_introduction():
    report = tk.read_text(f"{TITLE}云坪市教育局\n（2024年1月22日）\n根据要求编制本报告。\n{SECTIONS}")
    assert (report.sentences[0].text, report.published) == ("根据要求编制本报告。", date(2024, 1, 22))


def test_a_torn_row_is_no_chapter():
    text = f"{TITLE}{SECTIONS.split('五、')[0]}三、收到和处理政府信息公开申请情况\n| 一、本年新收政府信息公开申请数量 | 3 | 0 | 3 |\n|---|---|---|---|\n三、本法提供\n年度办\n| （七）总计 | 3 | 0 | 3 |\n|---|---|---|---|\n六、其他需要报告的事项\n无。"
    report = tk.read_text(text)
    assert [heading.id for heading in report.headings] == ["overview", "proactive", "applications", "other"]
    assert not any(sentence.section == "applications" for sentence in report.sentences)
