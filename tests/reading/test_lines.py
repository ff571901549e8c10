"""Text and markdown → blocks and fields."""

import pytest
from reading.builders import REPORT, SENTENCES, assert_sound, block_of, stated, texts

from textkit.reading import read_bytes, read_string


def kinds(text: str, **options: str) -> list[tuple[str, str]]:
    document = read_string(text, **options)
    assert document.text == text
    assert_sound(document)
    return [(block.kind, text[block.start : block.end]) for block in document.blocks]


def test_a_line_is_a_paragraph():
    assert [kind for kind, _ in kinds(REPORT)] == ["paragraph"] * 7
    assert read_string(REPORT).blocks[2].place == "line 3"


def test_line_ends_of_windows_stay():
    text = REPORT.replace("\n", "\r\n")
    document = read_bytes(text.encode("gb18030"), filename="a.txt")
    assert document.text == text
    assert texts(document) == REPORT.split("\n")


# ------------------------------------------------------------------------------------------ furniture


@pytest.mark.parametrize(
    "line",
    [
        "您现在的位置：首页 > 政务公开 > 年报",
        "当前位置： 首页信息公开县水利局年报",
        "首頁 > 政務公開 > 年報",
        "您现在的位置: | 首页 |",
        "|" * 200,
        "| " * 300,
        "|",
        "— 3 —",
        "-12-",
        "- 3 -",
        "第 3 页 共 9 页",
        "【字号：大 中 小】 打印 关闭",
        "分享到：微信 微博 QQ空间",
        "下载",
        "】",
        "--------",
        "==================== 正文 ====================",
        "<!-- 正文开始 -->",
        "![图](a.png)",
        "```",
    ],
)
def test_carrier_lines_are_furniture(line):
    text = f"{SENTENCES[0]}\n\n{line}\n\n{SENTENCES[1]}"
    document = read_string(text)
    assert block_of(document, line.strip()).kind == "furniture"
    assert texts(document, "paragraph") == [SENTENCES[0], SENTENCES[1]]


@pytest.mark.parametrize(
    "line",
    [
        "公开下载渠道的信息186条。",
        "打印申请材料免费",
        "第三页有误，已更正。",
        "大型水库、中型水库、小型水库",
        "（一）分享经验",
    ],
)
def test_words_of_the_report_are_not_furniture(line):
    assert kinds(f"{SENTENCES[0]}\n{line}\n{SENTENCES[1]}")[1] == ("paragraph", line)


def test_the_header_of_an_archive():
    text = (
        "标题: 青澜县水利局2023年报告\n发布时间: 2024-01-20 08:30\n文号: \n发布机构: 青澜县水利局\n"
        f"附注见同目录\n===== 正文 =====\n{SENTENCES[0]}\n{SENTENCES[1]}"
    )
    document = read_string(text)
    assert_sound(document)
    assert texts(document, "paragraph") == list(SENTENCES[:2])
    assert stated(document) == {
        "标题": "青澜县水利局2023年报告",
        "发布时间": "2024-01-20 08:30",
        "发布机构": "青澜县水利局",
    }


def test_header_lines_without_a_rule_need_company():
    text = f"标题：青澜县水利局2023年报告\n发布日期：2024年1月20日\n\n{SENTENCES[0]}"
    assert [kind for kind, _ in kinds(text)] == ["furniture", "furniture", "paragraph"]


def test_front_matter():
    document = read_string(
        f"---\ntitle: 年度报告\ndate: 2024-01-20\n---\n# 年度报告\n{SENTENCES[0]}", format="markdown"
    )
    assert [block.kind for block in document.blocks] == ["furniture"] * 4 + ["heading", "paragraph"]
    assert stated(document) == {"title": "年度报告", "date": "2024-01-20"}


def test_a_bracketed_line_of_metadata():
    text = f"青澜县水利局报告\n\n[元数据] 名称：年度报告；索引号：0143/2024-2；发布机构：青澜县水利局；公开日期：2024-01-17\n\n{SENTENCES[0]}"
    document = read_string(text)
    assert_sound(document)
    assert stated(document) == {
        "名称": "年度报告",
        "索引号": "0143/2024-2",
        "发布机构": "青澜县水利局",
        "公开日期": "2024-01-17",
    }
    assert block_of(document, "元数据").kind == "furniture"


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("发布日期：2020-01-31", {"发布日期": "2020-01-31"}),
        (
            "日期：2023-01-16 10:42    来源：槐市街道办事处",
            {"日期": "2023-01-16 10:42", "来源": "槐市街道办事处"},
        ),
        ("来源： 时间：2022-01-07 17:53", {"时间": "2022-01-07 17:53"}),
        ("发布时间：2024年1月22日　浏览次数：186　字体：大 中 小", {"发布时间": "2024年1月22日"}),
        ("【信息来源：县水利局】【发布时间：2024-1-2】", {"信息来源": "县水利局", "发布时间": "2024-1-2"}),
        ("索 引 号：QL-2024-18 发布机构：县水利局", {"索引号": "QL-2024-18", "发布机构": "县水利局"}),
        ("日期：２０２３年１月１６日", {"日期": "２０２３年１月１６日"}),
        ("來源：嶺海市交通運輸局", {"来源": "嶺海市交通運輸局"}),
    ],
)
def test_an_info_line(line, fields):
    document = read_string(f"青澜县水利局2023年报告\n{line}\n{SENTENCES[0]}")
    assert_sound(document)
    assert block_of(document, line).kind == "furniture"
    assert stated(document) == fields


def test_info_within_a_paragraph_gives_fields_too():
    document = read_string(
        f"当前位置： 首页年报 某局报告 来源： 时间：2022-01-07 17:53 --> 微信 微博 打印 {SENTENCES[0]}"
    )
    assert stated(document) == {"时间": "2022-01-07 17:53"}
    assert texts(document, "paragraph") == [SENTENCES[0]]
    assert_sound(document)


@pytest.mark.parametrize(
    "line",
    ["统计时间：2023年1月1日至12月31日。", "数据来源：各股室台账。", "时间：2023年1月1日至2023年12月31日"],
)
def test_the_reports_own_words_are_no_info(line):
    assert stated(read_string(f"{line}\n{SENTENCES[0]}")) == {}


def test_info_lines_stand_at_the_top_only():
    text = f"{REPORT * 20}\n发布日期：2020-01-31"
    assert kinds(text)[-1] == ("paragraph", "发布日期：2020-01-31")


def test_words_css_in_a_long_line():
    css = 'Normal 0 7.8 磅 0 2 false false false EN-US ZH-CN X-NONE /* Style Definitions */ table.MsoNormalTable {mso-style-name:普通表格; font-family:"Times New Roman";}'
    found = kinds(f"{SENTENCES[0]} {css} {SENTENCES[1]} 附件下载")
    assert found == [
        ("paragraph", SENTENCES[0]),
        ("furniture", css),
        ("paragraph", f"{SENTENCES[1]} 附件下载"),
    ]
    assert kinds(f"{css} 附件下载") == [("furniture", css), ("furniture", "附件下载")]


def test_pipes_within_a_line_and_at_its_end():
    found = kinds(f"{SENTENCES[0]}{'|' * 30}{SENTENCES[1]} |")
    assert [kind for kind, _ in found] == ["paragraph", "furniture", "paragraph", "furniture"]


# --------------------------------------------------------------------------------------------- tables


def test_markdown():
    text = f"# 年度报告\n\n## 一、总体情况\n{SENTENCES[0]}\n| 规章 | 0 | 0 |\n|---|---|---|\n| 行政许可 | 318 | 2 |\n"
    document = read_bytes(text.encode(), filename="a.md")
    assert (document.format, document.text) == ("markdown", text)
    assert [(block.kind, block.level) for block in document.blocks] == [
        ("heading", 1), ("heading", 2), ("paragraph", None), ("table", None), ("table", None), ("table", None),
    ]  # fmt: skip


def test_a_lone_row_is_a_table_where_the_file_has_some():
    rule = "| 规章 | 0 |\n|---|---|\n\n（三）不予公开\n| 4.保护第三方 | 0 | 1 |\n（四）无法提供"
    assert ("table", "| 4.保护第三方 | 0 | 1 |") in kinds(rule)
    assert ("paragraph", "| 首页 | 年报 |") in kinds(f"| 首页 | 年报 |\n{SENTENCES[0]}")


def test_rows_of_tabs():
    text = f"第二十条第（一）项\n信息内容\t制发\t有效\n规章\t0\t2\n{SENTENCES[0]}\n一、本年新收\t26\n行政许可\t许可"
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "table", "table", "paragraph", "table", "table"]


def test_columns_parted_by_wide_blanks():
    text = f"指标　　单位　　2010年度\n主动公开数　　条　　187\n　其中：网站　　条　　134\n{SENTENCES[0]}"
    assert [kind for kind, _ in kinds(text)] == ["table", "table", "table", "paragraph"]


def test_a_cell_a_line_is_a_block_a_line():
    text = f"{SENTENCES[0]}\n行政许可\n0\n行政处罚\n214\n-\n1,286.5\n{SENTENCES[1]}"
    found = [kind for kind, _ in kinds(text)]
    assert found == ["paragraph", "paragraph", "table", "paragraph", "table", "table", "table", "paragraph"]


def test_a_dump_on_one_line():
    assert kinds('二、主动公开\n{"made": {"a": 0}}\n[{"a": 1}]')[1:] == [
        ("table", '{"made": {"a": 0}}'),
        ("table", '[{"a": 1}]'),
    ]


# ------------------------------------------------------------------------------------------- wrapping

WRAPPED = """一、总体情况
2023年，青澜县水利局把公开属性审核提前到拟稿环节，由股室负
责人逐件签字，全年认定公文186件，其中主动公开97件；水库水位、
雨情、供水水质按周上网，群众在家里就能看到自己喝的水从哪里来
— 1 —
，合格不合格；汛期每天两次更新。
（一）主动公开
全年通过县政府网站公开政府信息1286条，通过政务新媒体发布信
息412条，回应群众关切29次；召开新闻通气会3场，现场解答用水户
提问57个。"""


def test_wrapped_lines_are_one_paragraph():
    document = read_string(WRAPPED)
    assert_sound(document)
    assert [(block.kind, block.place) for block in document.blocks] == [
        ("paragraph", "line 1"), ("paragraph", "lines 2-6"), ("paragraph", "line 7"), ("paragraph", "lines 8-10"),
    ]  # fmt: skip


def test_a_page_number_and_a_blank_line_in_a_sentence():
    text = WRAPPED.replace("— 1 —\n", "\n— 1 —\n\n")
    assert [block.place for block in read_string(text).blocks][1] == "lines 2-8"


def test_a_page_number_between_paragraphs_is_a_block():
    text = WRAPPED.replace("更新。\n", "更新。\n— 2 —\n")
    assert ("furniture", "— 2 —") in kinds(text)


def test_an_item_of_a_wrapped_list_begins_a_paragraph():
    text = WRAPPED + "\n1.编制公开事项目录，逐项写明公开时间、方式和责任股室，目录随机构\n2.建立台账"
    assert [text for _, text in kinds(text)][-2:] == text.split("\n")[-2:]


def test_a_sentence_torn_by_a_blank_line():
    first = "县局给每件申请配了一张红黄绿三色卡，离答复期限还剩五天就换成黄卡，只剩两天换红卡，由法规股"
    text = f"### （一）强化管控\n{first}\n\n登门催办，全年换过红卡18张。\n\n{SENTENCES[1]}"
    assert [text for _, text in kinds(text)] == [
        "### （一）强化管控",
        f"{first}\n\n登门催办，全年换过红卡18张。",
        SENTENCES[1],
    ]


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("青澜县人民政府办公室关于印发2023年政府信息公开工作年度报告的公告", "现将有关情况公布如下。"),
        (
            "全年收到申请26件，答复书都由法规股盖章后挂号寄出，邮局回执另存一份备查",
            "（三）修好查阅点的触摸屏。",
        ),
        ("全年收到申请26件，答复书都由法规股盖章后挂号寄出，邮局回执另存一份备查", "青澜县水利局"),
        (
            "全年收到申请26件，答复书都由法规股盖章后挂号寄出，邮局回执另存一份备查",
            "二是修好查阅点的触摸屏。",
        ),
        ("现将2023年度青澜县水利局政府信息公开工作有关情况，向社会公布如下：", "全年公开信息18条。"),
    ],
)
def test_what_is_no_torn_sentence(line, following):
    assert [text for _, text in kinds(f"{line}\n\n{following}")] == [line, following]


def test_lines_of_prose_that_are_not_wrapped_stay_apart():
    text = "\n".join((SENTENCES[1][:-1], SENTENCES[2][:-1], SENTENCES[3][:-1], SENTENCES[0] * 3))
    assert len(kinds(text)) == 4


def test_the_kind_of_file_is_told_by_its_content():
    assert read_bytes(f"# 报告\n## 一、概述\n{SENTENCES[0]}".encode(), filename="a.txt").format == "markdown"
    assert read_bytes(f"<html><p>{SENTENCES[0]}</p>".encode(), filename="a.txt").format == "html"
    assert read_bytes(SENTENCES[0].encode(), filename="a.html").format == "text"
    assert read_bytes(f"表 <br> 见下。{SENTENCES[0]}".encode(), filename="a.md").format == "markdown"


def test_an_unknown_format_is_an_error():
    with pytest.raises(ValueError, match="choose one of text, markdown, html"):
        read_string("", format="pdf")


def test_an_empty_string_has_no_blocks():
    assert read_string("").blocks == ()
