import re
from dataclasses import replace

import pandas as pd
import pytest
from frames.report_builder import build_report
from selectolax.lexbor import LexborHTMLParser

import textkit as tk
from textkit.corpus import Corpus
from textkit.frames import table_columns, table_rows
from textkit.report import Notice, Paragraph, Quantity, Report, Section
from textkit.show import report_page, write_site
from textkit.show._page import PAGE_TABLES, page_html

EVIL = "<script>alert('&\"')</script>"


def scripts(page: str) -> int:
    return page.count("<script")


def visible(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page.partition("<body>")[2])


def test_page_shows_the_text_and_marks_numbers():
    page = report_page(build_report())
    assert "1200余条</mark>" in page
    assert 'data-tip="32,000 人次\n数量 count"' in page
    assert "多于 more than" in page
    assert "全年主动公开信息1200余条。接待群众3.2万人次。" in visible(page)


def test_number_tells_its_indicator():
    quantity = build_report().quantities[1]
    known, unknown = (
        report_page(build_report(quantities=(replace(quantity, indicator=id),)))
        for id in ("app.received", EVIL)
    )
    assert 'data-tip="32,000 人次\n收到政府信息公开申请\n数量 count"' in known
    assert scripts(unknown) == 0


def test_page_names_sections_evidence_and_warnings():
    page = visible(report_page(build_report()))
    for words in (
        "总体情况 overview",
        "正文 text · 0–6",
        "the title and the period differ",
        "2023-01-01 – 2023-12-31",
    ):
        assert words in page


def test_heading_stands_in_the_section_it_opens():
    page = report_page(build_report())
    margin = page.index('class="part s-overview"')
    assert page.index("heading", margin) > margin
    assert page.count('<section class="part') == 2


def test_unheaded_section_inside_a_paragraph_gets_a_label():
    text = "存在不足。将加以改进。"
    paragraph = Paragraph(0, len(text), text, "prose", "problems")
    report = Report(
        text,
        paragraphs=(paragraph,),
        sections=(Section("problems", None, 0, 0, 0, 5), Section("improvements", None, 5, 5, 5, 11)),
    )
    page = report_page(report)
    assert page.count("改进情况</span>") == 1
    assert "存在不足。" in page


def test_overlapping_numbers_show_each_character_once():
    text = "共12条3"
    quantities = (Quantity(1, 4, "12条", None, "条"), Quantity(2, 5, "2条3", None, "条"))
    page = report_page(Report(text, paragraphs=(Paragraph(0, 5, text, "prose"),), quantities=quantities))
    assert "共12条3" in visible(page)


def test_everything_from_the_report_is_escaped():
    evil = build_report(
        report_id=EVIL,
        title=EVIL,
        agency=EVIL,
        warnings=(Notice(EVIL, EVIL),),
        paragraphs=(Paragraph(0, len(EVIL), EVIL, "prose", EVIL),),
        sections=(Section(EVIL, None, 0, 0, 0, 5),),
        quantities=(Quantity(0, 8, EVIL[:8], None, EVIL, EVIL, EVIL),),
        sentences=(),
    )
    page = report_page(evil)
    assert scripts(page) == 0
    assert "onerror" not in page
    assert page.count("alert") >= 5


def test_page_needs_nothing_from_outside():
    page = report_page(build_report())
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<link|<img|@import|url\(", page)
    assert not re.search(r"<[^>]+ style=", page)


def test_very_long_text_is_cut_and_said():
    text = "公" * 1_000_100
    page = report_page(Report(text, paragraphs=(Paragraph(0, len(text), text, "prose"),)))
    assert len(page) < 1_100_000
    assert "only its beginning is shown" in page


@pytest.fixture
def corpus(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for number in range(5):
        text = f"云汀县第{number}局2023年政府信息公开工作年度报告\n一、总体情况\n公开信息{number + 2}条。\n"
        (source / f"{number}.txt").write_text(text, encoding="utf-8")
    (source / "<b>&'.txt").write_text(f"{EVIL}今天去公园。", encoding="utf-8")
    (source / "<i>.ofd").write_bytes(b"%PDF")
    return Corpus.build(source, tmp_path / "out")


def test_site_has_an_index_and_a_page_a_report(corpus):
    index = write_site(corpus)
    page = index.read_text(encoding="utf-8")
    assert sorted(path.name for path in (corpus.store / "pages").glob("*.html")) == [
        f"{n:05d}.html" for n in range(6)
    ]
    for n in range(6):
        assert f"pages/{n:05d}.html" in page
    assert "format not read: .ofd" in page


def test_each_page_holds_its_own_report(corpus):
    write_site(corpus)
    for number, report_id in enumerate(corpus.reports["report_id"]):
        page = (corpus.store / "pages" / f"{number:05d}.html").read_text(encoding="utf-8")
        own = corpus.table("paragraphs", where=f"report_id = '{report_id.replace(chr(39), chr(39) * 2)}'")[
            "text"
        ]
        for text in own:
            assert text in visible(page).replace("&lt;", "<").replace("&gt;", ">").replace(
                "&#x27;", "'"
            ).replace("&quot;", '"').replace("&amp;", "&")


def test_index_is_escaped(corpus):
    page = write_site(corpus).read_text(encoding="utf-8")
    assert scripts(page) == 1  # our own
    assert "<b>&" not in page
    assert "<i>.ofd" not in page


HOSTILE = (
    EVIL,
    "\"onmouseover='alert(1)'",
    "' onload=alert(2) x='",
    "javascript:alert(3)",
    "</td></table><img src=x onerror=alert(4)>",
    "<!--",
    "&lt;b&gt;",
    "../../../etc/passwd",
    "CON",
    "nul.txt.",
)


class TestHostile:
    """Whatever stands in texts, names and metadata stays text."""

    @pytest.fixture
    def store(self, tmp_path):
        title = "云汀县水利局2023年政府信息公开工作年度报告"
        texts = [f"{title}\n一、总体情况\n{text}公开信息{n}条，{text}。\n" for n, text in enumerate(HOSTILE)]
        columns = ("title", "agency", "region", "province", "链接", EVIL)
        frame = pd.DataFrame({"text": texts, **dict.fromkeys(columns, HOSTILE)}, index=pd.Index(HOSTILE))
        frame.loc["copy"] = frame.loc[EVIL]
        frame.loc["version"] = frame.loc[EVIL]
        frame.loc["version", "text"] = texts[0] + "另有1件。"
        frame.loc["gone" + EVIL] = [f"{EVIL}.ofd", *[None] * len(columns)]
        write_site(Corpus.build(frame, tmp_path / "out"))
        return tmp_path / "out"

    def parsed(self, page):
        """Elements of a page with their attributes, as a browser would see them."""
        return [
            (node.tag, dict(node.attributes))
            for node in LexborHTMLParser(page.read_text(encoding="utf-8")).css("*")
        ]

    def test_pages_are_numbered_and_stay_in_their_folder(self, store):
        files = sorted(path.relative_to(store).as_posix() for path in store.parent.rglob("*.html"))
        reports = [file for file in files if not file.startswith("pages/recurrence/")]
        assert reports == ["index.html", *(f"pages/{n:05d}.html" for n in range(len(HOSTILE) + 2))]
        others = r"pages/recurrence/(index|problems|agency-\d{4}|pair-\d{4})\.html"
        assert all(re.fullmatch(others, file) for file in set(files) - set(reports))

    def test_no_element_and_no_attribute_is_theirs(self, store):
        for page in store.rglob("*.html"):
            nodes = self.parsed(page)
            assert {tag for tag, _ in nodes}.isdisjoint({"img", "iframe"})
            assert sum(tag == "script" for tag, _ in nodes) == (page == store / "index.html")
            assert not [name for _, attributes in nodes for name in attributes if name.startswith("on")]

    def test_links_lead_to_our_pages_alone(self, store):
        for page in store.rglob("*.html"):
            links = [attributes["href"] for _, attributes in self.parsed(page) if "href" in attributes]
            files = [link for link in links if not re.fullmatch(r"#m\d+", link)]
            assert all(
                re.fullmatch(r"(\.\./)*(pages/)?(recurrence/)?[a-z]*-?\d*\.html", link) for link in files
            )
            assert all((page.parent / link).resolve().is_relative_to(store.resolve()) for link in files)
            assert all((page.parent / link).is_file() for link in files)

    def test_what_they_say_is_shown(self, store):
        index = LexborHTMLParser((store / "index.html").read_text(encoding="utf-8")).body.text()
        page = LexborHTMLParser((store / "pages" / "00000.html").read_text(encoding="utf-8")).body.text()
        assert all(text in index for text in (*HOSTILE, "gone" + EVIL))
        assert page.count(EVIL) >= 7

    def test_copies_and_versions_name_the_first(self, store):
        pages = [
            (store / "pages" / f"{len(HOSTILE) + n:05d}.html").read_text(encoding="utf-8") for n in range(2)
        ]
        copy, version = (LexborHTMLParser(page).body.text() for page in pages)
        assert f"same as {EVIL}" in copy
        assert f"another version of {EVIL}" in version

    def test_no_cell_of_any_table_is_more_than_text(self):
        report = build_report(sections=(Section("problems", None, 0, 0, 3, 9),))
        rows = {
            name: [
                {
                    column.name: EVIL if column.dtype == "str" and value is not None else value
                    for column, value in zip(table_columns(name), row, strict=True)
                }
                for row in table_rows(name, report)
            ]
            for name in ("reports", *PAGE_TABLES)
        }
        rows["evidence"] = [{**row, "field": "agency", "text": f"{EVIL}!"} for row in rows["evidence"]]
        head = {**rows["reports"][0], "year_detected": EVIL, "version_of": EVIL, "duplicate_of": EVIL}
        for kept in (rows["evidence"][:1], rows["evidence"][1:], []):
            page = page_html(head, {**rows, "evidence": kept}, home=f"{EVIL}.html")
            assert scripts(page) == 0


def test_metadata_stand_beside_what_was_found(tmp_path):
    text = "云汀县水利局2023年政府信息公开工作年度报告\n自2023年1月1日至2023年12月31日。\n一、总体情况\n公开2条。\n"
    frame = pd.DataFrame(
        {
            "text": [text],
            "agency": ["云汀县水务局"],
            "year": [2023],
            "period_end": ["2023-06-30"],
            "组": ["甲组"],
        }
    )
    write_site(Corpus.build(frame, tmp_path / "out"))
    page = visible((tmp_path / "out" / "pages" / "00000.html").read_text(encoding="utf-8"))
    assert "机关 agency云汀县水务局元数据 metadata; 文中 found 云汀县水利局" in page
    assert "2023-01-01 – 2023-06-30元数据 metadata; 文中 found 2023-01-01 – 2023-12-31" in page
    assert "组甲组元数据 metadata" in page
    assert page.count("元数据") == 3


def test_other_version_is_named(tmp_path):
    title = "云汀县水利局2023年政府信息公开工作年度报告"
    frame = pd.DataFrame({"text": [f"{title}\n一、总体情况\n公开信息{n}条。\n" for n in range(2)]})
    index = write_site(Corpus.build(frame, tmp_path / "out")).read_text(encoding="utf-8")
    assert index.count("data-state='report version'") == 1
    assert "另一版本 version" in visible(index)
    page = (tmp_path / "out" / "pages" / "00001.html").read_text(encoding="utf-8")
    assert "another version of 0" in visible(page)


def test_pages_are_capped_and_the_index_says_so(corpus):
    page = write_site(corpus, max_pages=2).read_text(encoding="utf-8")
    assert len(list((corpus.store / "pages").glob("*.html"))) == 2
    assert "the first 2 reports have pages" in page
    assert page.count("<tr data-year") == 6


def test_written_twice_is_the_same(corpus):
    first = write_site(corpus).read_bytes()
    assert write_site(corpus).read_bytes() == first
    assert not [path for path in corpus.store.iterdir() if path.name.startswith(".")]


def test_empty_store_has_an_index(tmp_path):
    (tmp_path / "in").mkdir()
    page = write_site(Corpus.build(tmp_path / "in", tmp_path / "out")).read_text(encoding="utf-8")
    assert "<b>0</b>" in page


class TestTables:
    TEXT = (
        "| 信息内容 | 本年处理决定数量 |\n|---|---|\n| 行政处罚 | 12 |\n| 行政强制 | 见<b> |\n\n"
        "### 行政复议\n| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|\n| 3 | 0 | / | 0 | 4 |\n"
    )

    def page(self):
        return report_page(tk.read_text(self.TEXT))

    def test_values_stand_in_rows_and_columns_of_the_form(self):
        assert "<tr><th>行政处罚</th><td class='num' title='12 ·" in self.page()

    def test_table_four_has_a_line_a_block(self):
        assert "<tr><th>行政复议</th>" in self.page()

    def test_what_is_not_applicable_says_so(self):
        assert "/ 不适用 not applicable" in self.page()

    def test_what_is_printed_is_escaped(self):
        assert "见<b>" not in self.page()

    def test_without_tables_there_is_no_box(self):
        assert "法定表格" not in report_page(tk.read_text("一、总体情况\n全年公开信息18条。\n"))
