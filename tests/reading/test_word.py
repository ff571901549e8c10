"""docx → reading text: paragraphs, what stands in them, and what stands beside them."""

import io
import zipfile

import docx as python_docx
import pytest
from reading.builders import SENTENCES, assert_sound, stated, texts
from reading.word_builders import (
    FILLER,
    STRICT,
    alternatives,
    control,
    docx,
    drawn_box,
    field,
    flat,
    p,
    package,
    part,
    r,
    style,
    styled,
    t,
    tbl,
    tc,
    tr,
    vml_box,
    wiring,
)

from textkit.reading import Document, ReadingError, read_bytes


def read(body: str, **parts: str) -> Document:
    document = read_bytes(docx(body, **parts))
    assert_sound(document)
    return document


def lines(body: str, **parts: str) -> list[str]:
    """Lines of a body without the filler."""
    found = read(body, **parts).text.split("\n")
    assert found[-1] == FILLER
    return found[:-1]


def test_a_paragraph_is_a_line():
    document = read(p(SENTENCES[0]) + p() + p(SENTENCES[1]))
    assert document.format == "docx"
    assert document.encoding is None
    assert [(b.kind, b.place, document.text[b.start : b.end]) for b in document.blocks] == [
        ("paragraph", "paragraph 1", SENTENCES[0]),
        ("paragraph", "paragraph 3", SENTENCES[1]),
        ("paragraph", "paragraph 4", FILLER),
    ]


def test_what_python_docx_writes():
    file = python_docx.Document()
    file.add_heading("一、总体情况", level=1)
    file.add_paragraph(SENTENCES[1])
    table = file.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "第二十条第（五）项"
    table.cell(1, 0).text, table.cell(1, 1).text = "行政许可", "18"
    stream = io.BytesIO()
    file.save(stream)
    document = read_bytes(stream.getvalue())
    assert document.text.split("\n") == [
        "一、总体情况",
        SENTENCES[1],
        "第二十条第（五）项\t\t",
        "行政许可\t18\t",
    ]
    assert [(b.kind, b.level, b.place) for b in document.blocks] == [
        ("heading", 1, "paragraph 1"),
        ("paragraph", None, "paragraph 2"),
        ("table", None, "table 1 > row 1"),
        ("table", None, "table 1 > row 2"),
    ]


# ------------------------------------------------------------------------------------------- headings

HEADINGS = style("H", '<w:name w:val="Kopf"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>') + style(
    "B", '<w:name w:val="Kopf fett"/><w:basedOn w:val="H"/>'
)


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        (styled("H"), 2),
        (styled("B"), 2),
        ('<w:outlineLvl w:val="0"/>', 1),
        (styled("H") + '<w:outlineLvl w:val="9"/>', None),
        (styled("none"), None),
        (styled("N"), 3),
    ],
    ids=["style", "based on", "direct", "direct none", "unknown style", "by name"],
)
def test_headings_by_outline_level(properties, level):
    styles = HEADINGS + style("N", '<w:name w:val="heading 3"/>')
    block = read(p("一、总体情况", properties), styles=styles).blocks[0]
    assert (block.kind, block.level) == ("paragraph" if level is None else "heading", level)


def test_the_default_style_counts_where_none_is_named():
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    assert read(p("一、总体情况"), styles=styles).blocks[0].level == 3


def test_styles_of_tables_say_nothing_of_paragraphs():
    table = style("T", "<w:tblStylePr><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:tblStylePr>", kind="table")
    document = read(
        p("甲", styled("T")) + p("乙", styled("H")) + p("丙", styled("B")), styles=table + HEADINGS
    )
    assert [block.level for block in document.blocks] == [None, 2, 2, None]


def test_styles_based_on_each_other_have_an_end():
    styles = style("A", '<w:basedOn w:val="B"/>') + style("B", '<w:basedOn w:val="A"/>')
    assert read(p("一、总体情况", styled("A")), styles=styles).blocks[0].level is None


# ------------------------------------------------------------------------------------ within a paragraph


def run(inside: str) -> str:
    return f"<w:r>{inside}</w:r>"


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        (r("全年公") + r("开信息", "<w:b/>") + r("18条。"), "全年公开信息18条。"),
        (run(f"{t('来源')}<w:tab/><w:tab/>{t('县水利局')}"), "来源 县水利局"),
        (r("\u3000\u3000全年公开。 "), "全年公开。"),
        (run("<w:t> 全年 </w:t>") + run("<w:t>公开。</w:t>"), "全年公开。"),
        (run(f"{t('2023')}<w:noBreakHyphen/>{t('2024')}"), "2023-2024"),
        (run(f"{t('公')}<w:softHyphen/>{t('开')}"), "公开"),
        (run(f'{t("选")}<w:sym w:font="Wingdings" w:char="F0FE"/>{t("是")}'), "选☑是"),
        (run(f'{t("不")}<w:sym w:font="Symbol" w:char="F0B3"/>{t("3件")}'), "不≥3件"),
        (run('<w:sym w:font="Wingdings 2" w:char="F052"/>') + r("是"), "☑是"),
        (run('<w:sym w:font="宋体" w:char="2460"/>') + r("是"), "①是"),
        (run('<w:sym w:font="Webdings" w:char="F03F"/>') + r("是"), "•是"),
        (r("\uf0a8是\uf0fe否"), "□是☑否"),
        (f"<w:hyperlink>{r('www.example.cn')}</w:hyperlink>", "www.example.cn"),
        (f'<w:smartTag w:element="date"><w:smartTagPr/>{r("2023年")}</w:smartTag>{r("公开")}', "2023年公开"),
        (f'<w:customXml w:element="x">{r("2023年")}</w:customXml>{r("公开")}', "2023年公开"),
        (control(r("县水利局")) + r("编制"), "县水利局编制"),
        (control(r("单击此处输入文字。"), "<w:showingPlcHdr/>") + r("编制"), "编制"),
        (run(f"<w:ruby><w:rt>{r('lì')}</w:rt><w:rubyBase>{r('沥')}</w:rubyBase></w:ruby>") + r("镇"), "沥镇"),
        (f"<m:oMath><m:r><m:t>18</m:t></m:r></m:oMath>{r('条')}", "18条"),
        (f"<w:bookmarkStart w:name='a'/>{r('公开')}<w:proofErr/>", "公开"),
        (
            run(f"{t('公开')}<w:footnoteReference w:id='7'/><w:commentReference w:id='1'/>{t('18条')}"),
            "公开18条",
        ),
    ],
)
def test_inside_a_paragraph(inside, line):
    assert lines(p(inside)) == [line]


def test_a_soft_line_break_parts_lines():
    document = read(p(run(f"{t('一、总体情况')}<w:br/><w:br/>{t('全年公开。')}<w:cr/>{t('再一行')}")))
    assert [(b.place, document.text[b.start : b.end]) for b in document.blocks][:3] == [
        ("paragraph 1", "一、总体情况"),
        ("paragraph 1", "全年公开。"),
        ("paragraph 1", "再一行"),
    ]


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ("<w:vanish/>", False),
        ('<w:vanish w:val="1"/>', False),
        ('<w:vanish w:val="false"/>', True),
        ('<w:rStyle w:val="hidden"/>', False),
        ('<w:rStyle w:val="hidden"/><w:vanish w:val="0"/>', True),
        ("<w:webHidden/>", True),
    ],
)
def test_hidden_text_is_left_out(properties, shown):
    styles = style("hidden", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    assert lines(p(r("全年") + r("悄悄", properties) + r("公开。")), styles=styles) == [
        "全年悄悄公开。" if shown else "全年公开。"
    ]


def test_a_paragraph_whose_style_is_hidden():
    styles = style("hidden", "<w:rPr><w:vanish/></w:rPr>")
    assert lines(p("看不见", styled("hidden")) + p("看得见"), styles=styles) == ["看得见"]


def test_a_hidden_mark_joins_the_heading_with_its_text():
    hidden = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    document = read(p("（一）主动公开。", '<w:outlineLvl w:val="1"/>' + hidden) + p("全年公开18条。"))
    assert document.text.startswith("（一）主动公开。全年公开18条。\n")
    assert document.blocks[0].kind == "paragraph"


# ----------------------------------------------------------------------------------------------- fields


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        (r("第") + field(" PAGE ", r("3")) + r("页内"), "第3页内"),
        (field(" REF a ", field(" DATE ", r("2023年")) + r("1月")), "2023年1月"),
        (
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{field(" IF ", r("代码里"))}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("结果")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "结果",
        ),
        (f'<w:fldSimple w:instr=" DATE ">{r("2024年1月")}</w:fldSimple>', "2024年1月"),
        (f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{r("只有结尾")}', "只有结尾"),
        (
            rf'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> eq \o\ac(○,2)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>{r("公开")}',
            "②公开",
        ),
    ],
    ids=["result", "nested in result", "nested in code", "simple", "end alone", "encircled"],
)
def test_fields_show_their_result(inside, line):
    assert lines(p(inside)) == [line]


def test_a_field_without_end_hides_nothing_that_follows():
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
    assert lines(p(r("前") + begun + r("码")) + p("后面的话")) == ["前", "后面的话"]


def test_nor_where_the_mark_of_its_paragraph_was_deleted():
    begun = '<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    assert lines(begun + p("后面的话")) == ["后面的话"]


# ------------------------------------------------------------------------------------ table of contents

ENTRIES = ("一、总体情况1", "二、主动公开政府信息情况2")


@pytest.mark.parametrize(
    "contents",
    [
        control(
            p("目录") + "".join(map(p, ENTRIES)),
            '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>',
        ),
        p("目　录")
        + p(field(r" TOC \o '1-3' \h ", r(ENTRIES[0]), end=False))
        + p(field(" PAGEREF a ", r(ENTRIES[1])))
        + p('<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        p("目录") + p(field(r' TOC \o "1-3" ', r(ENTRIES[0]))),
        p("目录") + "".join(p(entry, styled("T")) for entry in ENTRIES),
        f'<w:p><w:fldSimple w:instr="TOC">{r(ENTRIES[0])}</w:fldSimple></w:p>',
    ],
    ids=["control", "field", "field in one paragraph", "styles", "simple field"],
)
def test_a_table_of_contents_is_left_out(contents):
    styles = style("T", '<w:name w:val="toc 1"/>')
    assert lines(p("水利局年报") + contents + p("一、总体情况"), styles=styles) == [
        "水利局年报",
        "一、总体情况",
    ]


def test_text_behind_the_end_of_the_contents_stays():
    begun = field(" TOC ", r(ENTRIES[0]), end=False)
    ended = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert lines(p(begun) + p(ended + r("一、总体情况"))) == ["一、总体情况"]


def test_contents_without_end_are_kept_rather_than_all_that_follows_lost():
    assert lines(p(field(" TOC ", r(ENTRIES[0]), end=False)) + p("正文")) == [ENTRIES[0], "正文"]


# ---------------------------------------------------------------------------------------------- changes


def deleted(text: str) -> str:
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p(r("公开") + deleted("17") + f"<w:ins>{r('18')}</w:ins>" + r("条")), ["公开18条"]),
        (
            p(f"<w:moveFrom>{r('搬走')}</w:moveFrom>" + r("甲")) + p(f"<w:moveTo>{r('搬来')}</w:moveTo>"),
            ["甲", "搬来"],
        ),
        (p(r("全年"), "<w:rPr><w:del/></w:rPr>") + p("公开。"), ["全年公开。"]),
        (p(deleted("整段删去"), "<w:rPr><w:del/></w:rPr>") + p("公开。"), ["公开。"]),
        (p(r("全年"), "<w:rPr><w:ins/></w:rPr>") + p("公开。"), ["全年", "公开。"]),
        (p(r("全年"), "<w:rPr><w:moveFrom/></w:rPr>") + p("公开。"), ["全年公开。"]),
        (p(f"<w:ins><w:del>{r('先加后删')}</w:del></w:ins>" + r("公开")), ["公开"]),
        (
            p(r("全年"), "<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>")
            + p("公开。"),
            ["全年", "公开。"],
        ),
        (
            p(r("全年"), "<w:rPr><w:del/></w:rPr>") + tbl(tr("甲", "1"), tr("乙", "2")),
            ["全年", "甲\t1", "乙\t2"],
        ),
    ],
    ids=[
        "del and ins",
        "move",
        "mark",
        "whole paragraph",
        "inserted mark",
        "moved mark",
        "both",
        "former",
        "before a table",
    ],
)
def test_tracked_changes_as_shown_in_the_end(body, expected):
    assert lines(body) == expected


# ------------------------------------------------------------------------------------------- text boxes


@pytest.mark.parametrize(
    "box",
    [
        alternatives(drawn_box(p("框里一") + p("框里二")), vml_box(p("框里一") + p("框里二"))),
        vml_box(p("框里一") + p("框里二")),
        alternatives("", vml_box(p("不读"))) + drawn_box(p("框里一") + p("框里二")),
        f"<mc:AlternateContent><mc:Fallback>{vml_box(p('框里一') + p('框里二'))}</mc:Fallback></mc:AlternateContent>",
    ],
    ids=["choice and fallback", "vml alone", "empty choice", "fallback alone"],
)
def test_a_text_box_is_read_once_after_its_paragraph(box):
    document = read(p(r("公开") + run(box) + r("18条")) + p("下一段"))
    assert [(b.place, document.text[b.start : b.end]) for b in document.blocks][:4] == [
        ("paragraph 1", "公开18条"),
        ("text box 1 > paragraph 1", "框里一"),
        ("text box 1 > paragraph 2", "框里二"),
        ("paragraph 2", "下一段"),
    ]


def test_a_text_box_with_a_table_in_it_and_one_in_a_cell():
    inner = run(drawn_box(tbl(tr("规章", "3"), tr("规范性文件", "5"))))
    outer = tbl(tr("项目", "数量"), tr(tc(p(run(drawn_box(p("行政"))) + r("许可"))), "18"))
    assert lines(p(r("见下") + inner) + outer) == [
        "见下",
        "规章\t3",
        "规范性文件\t5",
        "项目\t数量",
        "许可行政\t18",
    ]


def test_a_hidden_text_box():
    assert lines(p(f"<w:r><w:rPr><w:vanish/></w:rPr>{drawn_box(p('藏'))}</w:r>" + r("公开"))) == ["公开"]


# ------------------------------------------------------------------------------------------ around the body


def test_headers_footers_and_comments_are_left_out():
    names = ["document", "header", "footer", "comments"]
    files = {
        **wiring(names),
        "word/document.xml": part("document", f"<w:body>{p(SENTENCES[0])}</w:body>"),
        **{f"word/{name}.xml": part(name, p("页上的话")) for name in names[1:]},
    }
    assert read_bytes(package(files)).text == SENTENCES[0]


def test_notes_stand_at_the_end_as_furniture_without_a_mark_in_the_text():
    def reference(kind: str, id: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'

    def note(kind: str, id: int, text: str) -> str:
        return f'<w:{kind} w:id="{id}">{p(f"<w:r><w:{kind}Ref/></w:r>" + r(" " + text))}</w:{kind}>'

    document = read(
        p(r("公开18条") + reference("footnote", 3) + r("，申请2件") + reference("endnote", 2)),
        footnotes=f'<w:footnote w:id="0" w:type="separator">{p("线")}</w:footnote>{note("footnote", 3, "含解读4条。")}{note("footnote", 4, "没有人引用。")}',
        endnotes=note("endnote", 2, "均已答复。"),
    )
    assert [
        (b.kind, b.place, document.text[b.start : b.end]) for b in document.blocks if b.place != "paragraph 2"
    ] == [
        ("paragraph", "paragraph 1", "公开18条，申请2件"),
        ("furniture", "footnote 1 > paragraph 1", "含解读4条。"),
        ("furniture", "endnote 1 > paragraph 1", "均已答复。"),
    ]


def test_info_lines_and_page_words_are_furniture():
    document = read(p("水利局年报") + p("发布时间：2024-01-22　来源：县水利局") + p("— 3 —"))
    assert texts(document, "furniture") == ["发布时间：2024-01-22　来源：县水利局", "— 3 —"]
    assert stated(document) == {"发布时间": "2024-01-22", "来源": "县水利局"}


# ------------------------------------------------------------------------------------------ kinds of file


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
    ids=["docm", "dotx", "dotm"],
)
def test_files_with_macros_and_templates_are_read_alike(kind):
    assert read_bytes(docx(p(SENTENCES[0]), kind=kind), filename="a.pdf").text == f"{SENTENCES[0]}\n{FILLER}"


def test_the_strict_namespace():
    body = p("一、总体情况", '<w:outlineLvl w:val="0"/>') + tbl(tr("规章", "3"), tr("规范性文件", "5"))
    document = read(body, namespace=STRICT)
    assert document == read(body)
    assert [b.kind for b in document.blocks] == ["heading", "table", "table", "paragraph"]


def test_a_single_xml_file():
    styles = style("H", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    document = read_bytes(flat(p("一、总体情况", styled("H")), styles=styles), filename="a.doc")
    assert (document.format, document.text) == ("docx", f"一、总体情况\n{FILLER}")
    assert document.blocks[0].level == 1


def test_pictures_without_text_need_character_recognition():
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    with pytest.raises(ReadingError, match=r"2 pictures and no text.*OCR"):
        read_bytes(docx(p(picture) * 2, filler=False))


@pytest.mark.parametrize("body", ["", p(), p("你好，世界")])
def test_less_than_twenty_chinese_characters_are_no_report(body):
    with pytest.raises(ReadingError, match="less than 20 Chinese characters"):
        read_bytes(docx(body, filler=False))


def test_a_body_that_is_another_file():
    with pytest.raises(ReadingError, match="only embeds other files"):
        read_bytes(docx("<w:altChunk/>", filler=False))


def test_what_is_embedded_and_not_read_is_noticed():
    document = read(p("<w:r><w:object/></w:r>") + "<w:altChunk/>")
    assert [notice.code for notice in document.notices] == ["part_not_read", "part_not_read"]


def test_a_package_without_text_document():
    files = wiring(["document"]) | {"word/document.xml": part("glossaryDocument", p(SENTENCES[0]))}
    with pytest.raises(ReadingError, match=r"no text document.*\.docx"):
        read_bytes(package(files))


def test_parts_are_found_by_relations_wherever_they_lie():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx(p("一、总体情况", styled("H")), styles=HEADINGS))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            text = (
                old.read(name)
                .decode()
                .replace("/word/document.xml", "/text/main.xml")
                .replace("word/document.xml", "text/main.xml")
            )
            moved = {
                "word/document.xml": "text/main.xml",
                "word/_rels/document.xml.rels": "text/_rels/main.xml.rels",
                "word/styles.xml": "Formats/styles.xml",
            }.get(name, name)
            new.writestr(moved, text.replace('Target="styles.xml"', 'Target="../formats/./styles.xml"'))
    assert read_bytes(stream.getvalue()).blocks[0].level == 2
