import re

import pytest
from frames.report_builder import build_report

from textkit.corpus import Corpus
from textkit.report import Notice, Paragraph, Quantity, Report, Section
from textkit.show import report_page, write_site

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
    (source / "<i>.pdf").write_bytes(b"%PDF")
    return Corpus.build(source, tmp_path / "out")


def test_site_has_an_index_and_a_page_a_report(corpus):
    index = write_site(corpus)
    page = index.read_text(encoding="utf-8")
    assert sorted(path.name for path in (corpus.store / "pages").iterdir()) == [
        f"{n:05d}.html" for n in range(6)
    ]
    for n in range(6):
        assert f"pages/{n:05d}.html" in page
    assert "format not read yet: .pdf" in page


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
    assert "<i>.pdf" not in page


def test_pages_are_capped_and_the_index_says_so(corpus):
    page = write_site(corpus, max_pages=2).read_text(encoding="utf-8")
    assert len(list((corpus.store / "pages").iterdir())) == 2
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
