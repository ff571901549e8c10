"""html → reading text."""

import pytest
from reading.builders import BODY, REPORT, SENTENCES, TITLE, assert_sound, stated, texts

from textkit.reading import ReadingError, read_bytes, read_string

NAV = '<a href="/">首页</a> <a href="/x">政务公开</a> <a href="/y">办事服务</a>'
LIST = "".join(
    f'<li><a href="{n}">关于第{n}批抽检情况的通告，共检查产品{n}8批次。</a></li>' for n in range(1, 9)
)
FOOT = "<p>主办单位：青澜县水利局　备案号：湘ICP备00000000号</p><p>网站标识码：4300000000</p>"
LINES = REPORT.split("\n")


def read(page: str):
    document = read_string(page, format="html")
    assert_sound(document)
    return document


LAYOUTS = {
    "flat body": f"<html><body><div>{NAV}</div><h1>{TITLE}</h1>{BODY}<div>{FOOT}</div></body></html>",
    "article with sidebar": f"<body><div class=header>{NAV}</div><div class=side><ul>{LIST}</ul></div><div class=article><h2>{TITLE}</h2>"
    f"<div class=TRS_Editor>{BODY}</div></div><div class=footer>{FOOT}</div></body>",
    "names that say nothing": f"<body><div id=a1>{NAV}</div><div id=a2><ul>{LIST}</ul></div><div id=a3><p align=center>{TITLE}</p><div>{BODY}</div></div><div id=a4>{FOOT}</div></body>",
    "nested layout tables": f"<body><table><tr><td colspan=2><table><tr><td>{NAV}</td></tr></table></td></tr><tr><td width=180><table><tr><td>{NAV}</td></tr></table></td>"
    f"<td><table><tr><td>当前位置：首页 &gt;&gt; 年报</td></tr><tr><td align=center><b>{TITLE}</b></td></tr><tr><td>{BODY}</td></tr>"
    f"<tr><td><a href=x>打印</a> | <a href=y>关闭</a></td></tr></table></td></tr><tr><td colspan=2>{FOOT}</td></tr></table></body>",
    "one div with br": f"<body>{NAV}<br><div><strong>{TITLE}</strong><br><br>"
    + "<br>\n".join("&nbsp;&nbsp;　　" + line for line in LINES[1:])
    + "</div></body>",
    "fragment": f"<p style='text-align:center'>{TITLE}</p>{BODY}",
    "one form around all": f"<body><form id=aspnetForm><div>{NAV}</div><h1>{TITLE}</h1><div>{BODY}</div></form></body>",
    "shown by script": f"<body><div>{NAV}</div><div style='display: none' id=zoom><h1>{TITLE}</h1>{BODY}</div></body>",
    "last chapter outside": f"<body><div>{NAV}</div><div><h1>{TITLE}</h1><div>{BODY.split('<p>六')[0]}</div><div><p>六{BODY.split('<p>六')[1]}</div></div><div>{FOOT}</div></body>",
    "tags left open": f"<body><div>{NAV}</div><div><center>{TITLE}</center><p>" + "<p>".join(LINES[1:]),
    "noise name around the content": f"<body><div class='side-menu'><div>{NAV}</div><h1>{TITLE}</h1>{BODY}</div></body>",
}


@pytest.mark.parametrize("page", LAYOUTS.values(), ids=LAYOUTS)
def test_the_reading_text_is_title_and_report(page):
    assert read(page).text.split("\n") == LINES


def test_what_belongs_to_no_report_is_left_out():
    page = f"""<head><title>年报</title><style>p{{color:red}}</style></head><body><script>var 公开 = "这是脚本。";</script>
    <noscript>请开启脚本。</noscript><div class=crumbs>您当前的位置：<a href=/>首页</a> &gt; 正文</div>
    <form><label>关键字</label><input value=搜索><button>搜索</button><select><option>部门网站</select></form>
    <h1>{TITLE}</h1><p class=info>发布时间：2024-01-22　来源：县水利局　字体：【<a>大</a> <a>中</a> <a>小</a>】</p>{BODY}
    <!-- 注释里的话。 --><p style="display:none">隐藏的一句话，不该出现。</p><p hidden>隐藏的另一句话。</p>
    <div class=share>分享到：<a>微信</a></div><p>上一篇：<a href=1>青澜县水利局2022年年报</a></p><p>附件：<a href=f.doc>附表.doc</a></p>
    <p><a>【打印本页】</a> <a>【关闭窗口】</a></p><div>版权所有：青澜县水利局</div></body>"""
    document = read(page)
    assert document.text.split("\n") == [
        TITLE,
        "发布时间：2024-01-22　来源：县水利局　字体：【大 中 小】",
        *LINES[1:],
    ]
    assert [block.kind for block in document.blocks[:3]] == ["heading", "furniture", "paragraph"]
    assert document.blocks[0].level == 1
    assert stated(document) == {"html title": "年报", "发布时间": "2024-01-22", "来源": "县水利局"}


def test_title_and_metas_are_fields():
    page = f'<head><title>{TITLE}-县政府</title><meta name="ArticleTitle" content="{TITLE}"><META NAME="PubDate" CONTENT="2024-01-22 17:05"></head>{BODY}'
    assert stated(read(page)) == {
        "html title": f"{TITLE}-县政府",
        "html meta ArticleTitle": TITLE,
        "html meta PubDate": "2024-01-22 17:05",
    }


def test_a_table_of_info_above_the_title():
    head = "<table><tr><td>索引号：</td><td>QL-18</td><td>发布机构：</td><td>县水利局</td></tr><tr><td>名称：</td><td>年报</td><td>公开日期：</td><td>2024-01-22</td></tr></table>"
    document = read(f"<body><div>{head}</div><div><h1>{TITLE}</h1><div>{BODY}</div></div></body>")
    assert texts(document, "furniture") == [
        "索引号：\tQL-18\t发布机构：\t县水利局",
        "名称：\t年报\t公开日期：\t2024-01-22",
    ]
    assert stated(document) == {
        "索引号": "QL-18",
        "发布机构": "县水利局",
        "名称": "年报",
        "公开日期": "2024-01-22",
    }


def test_inline_elements_join_without_blanks():
    page = f"<p><span>2023</span>\n<span>年，</span><b>我局</b>公开\n  信息<i>18</i>条，Open\nData&nbsp;平台。<a href=x>网址</a></p>{BODY}"
    assert read(page).text.startswith("2023年，我局公开信息18条，Open Data\xa0平台。网址\n")


def test_word_html():
    page = f"""<html xmlns:o="urn:x"><head><!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--></head><body>
    <p class=MsoNormal>&nbsp;&nbsp;&nbsp;{SENTENCES[0]}<span lang=EN-US><o:p></o:p></span></p><xml><o:Author>某人</o:Author></xml>
    <p class=MsoNormal><![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p></p><p>{SENTENCES[1]}</p></body></html>"""
    assert read(page).text.split("\n") == list(SENTENCES[:2])


# --------------------------------------------------------------------------------------------- tables


def rows(table: str) -> list[str]:
    return texts(read(f"{BODY}{table}<p>{SENTENCES[3]}</p>"), "table")


def test_a_data_table_is_a_block_a_row():
    page = f"{BODY}<table><caption>统计表</caption><thead><tr><th>项目</th><th>数量</th></tr></thead><tbody><tr><td><p>行政<br>\n许可</p></td><td>18</td></tr></tbody></table>"
    document = read(page)
    assert [(b.place, document.text[b.start : b.end]) for b in document.blocks if b.kind == "table"] == [
        ("table[1] > tr[1]", "项目\t数量"),
        ("table[1] > tr[2]", "行政许可\t18"),
    ]
    assert "统计表" in texts(document, "paragraph")


def test_spans_keep_the_columns():
    table = """<table><tr><td rowspan=2 colspan=2>项</td><td colspan=3>申请人</td></tr><tr><td>甲</td><td>乙</td><td>计</td></tr>
    <tr><td rowspan=2>三</td><td>（一）</td><td>1</td><td>&nbsp;</td><td>1</td></tr><tr><td>（二）</td><td></td><td>2</td><td>2</td></tr></table>"""
    assert rows(table) == ["项\t\t申请人\t\t", "\t\t甲\t乙\t计", "三\t（一）\t1\t\t1", "\t（二）\t\t2\t2"]


def test_a_rowspan_that_reaches_too_far():
    table = "<table><tr><td rowspan=3>三</td><td>予以公开</td><td>1</td></tr><tr><td>总计</td><td>1</td></tr><tr><td colspan=2>四、结转</td><td>0</td></tr></table>"
    assert rows(table)[-1] == "四、结转\t\t0"


def test_a_row_of_blank_cells_stays():
    assert rows("<table><tr><td>维持</td><td>纠正</td></tr><tr><td>&nbsp;</td><td></td></tr></table>") == [
        "维持\t纠正",
        "\t",
    ]


def test_a_lone_row_of_numbers_is_a_table_and_a_lone_row_of_words_is_not():
    assert rows("<table><tr><td>1</td><td>0</td><td>0</td></tr></table>") == ["1\t0\t0"]
    assert rows("<table><tr><td>甲公司</td><td>乙公司</td></tr></table>") == []


def test_a_table_with_prose_is_layout():
    page = f"<table><tr><td>一、总体情况</td><td>栏目</td></tr><tr><td>{''.join(SENTENCES)}</td><td>二</td></tr></table>"
    assert "".join(SENTENCES) in texts(read(page), "paragraph")


@pytest.mark.parametrize("span", ["999999999", "-3", "0", "x", "", "1e9", "２"])
def test_odd_spans(span):
    assert rows(
        f"<table><tr><td colspan='{span}'>甲</td><td>1</td></tr><tr><td rowspan='{span}'>乙</td><td>2</td></tr></table>"
    )


def test_a_table_beyond_all_bounds_is_read_without_spans():
    cells = "<tr>" + "<td rowspan=1000 colspan=900>甲</td><td>1</td>" * 3 + "</tr>"
    document = read(f"{BODY}<table>{cells * 90}</table><p>{SENTENCES[3]}</p>")
    assert [notice.code for notice in document.notices] == ["table_too_large"]
    assert texts(document, "table") == ["甲\t1\t甲\t1\t甲\t1"] * 90


# ------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<div>无此页面</div>",
        f"<script>{REPORT}</script>",
        "<frameset><frame src=a></frameset>",
    ],
)
def test_a_page_without_text_is_refused(page):
    with pytest.raises(ReadingError, match="no main text found"):
        read_bytes(page.encode(), filename="a.html")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000,
        "<ul><li>" * 100_000,
        "<table><tr><td>" * 60_000,
        "<b>" * 30_000 + "<div></div>" * 30_000,
        "<table><!--<td>-->" + "<div><!--<td>-->" * 100_000,
        "<p>" + "".join(f"<font size={n}>" for n in range(2_000)) + "<p>x" * 2_000,
    ],
    ids=["div", "ul", "table", "b", "feigned cells", "fonts"],
)
def test_what_would_keep_the_parser_busy_is_refused(page):
    with pytest.raises(ReadingError, match="save it as txt"):
        read_string(page + BODY, format="html")


def test_deep_nesting_is_read():
    document = read("<div>" * 4_000 + BODY + "</div>" * 4_000)
    assert document.text.split("\n") == LINES[1:]
    assert max(len(block.place) for block in document.blocks) < 200


def test_fonts_left_open_are_read():
    page = (
        "<table><tr>"
        + f"<td><font color=red>{SENTENCES[0]}<td>1<tr>" * 500
        + "</table>"
        + f"<p><font size=3>{SENTENCES[1]}" * 500
    )
    assert read(page).text.count(SENTENCES[1]) == 500


BODY_OF_WORDS = f"<p>{SENTENCES[1]}</p>"


class TestElementsMadeToDoHarm:
    @pytest.mark.parametrize(
        "start",
        [
            "<p " + " ".join(f"a{n}=1" for n in range(5_000)),
            "<p x='>' " + " ".join(f"a{n}" for n in range(5_000)),
            "<p " + "".join(f'a{n}="1"' for n in range(5_000)),
            "<script x='> '>1<2</script><p " + " ".join(f"a{n}=1" for n in range(5_000)),
        ],
        ids=["plain", "a sign in quotes", "without blanks", "behind a script"],
    )
    def test_thousands_of_attributes_are_refused(self, start):
        with pytest.raises(ReadingError, match="attributes"):
            read_string(f"<html><body>{start}>{BODY_OF_WORDS}", format="html")

    def test_a_picture_inlined_is_no_list_of_attributes(self):
        page = f"<html><body><img src='data:image/png;base64,{'ab+/' * 50_000}'>{BODY_OF_WORDS}"
        assert SENTENCES[1] in read_string(page, format="html").text

    def test_more_elements_than_a_page_has_are_refused(self):
        with pytest.raises(ReadingError, match="elements"):
            read_string(f"<html><body>{BODY_OF_WORDS}{'<b>x</b>' * 500_001}", format="html")


def test_a_link_that_is_never_closed_hides_no_text():
    page = "<body><div><a href=x></div><div>" + "".join(
        f"<p>第{number}项工作已完成，公开信息{number}条。</p>" for number in range(1, 9)
    )
    document = read_string(page, format="html")
    assert "第8项工作已完成，公开信息8条。" in document.text
