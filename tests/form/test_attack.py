"""Layouts of reports that once gave a wrong cell, or lost one without a word."""

from decimal import Decimal

import pytest
from reading.pdf_builders import Text, paragraph, pdf, ruled
from reading.word_builders import docx, p, r, tbl, tc, tr

from textkit.form import find_form
from textkit.reading import Document, _pdf_pages, read_bytes
from textkit.reading._page import read_page

FILLER = "<p>本表由青澜县水利局办公室根据全年登记情况汇总编制，供公众查阅。</p>"
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def values(document: Document) -> dict[str, Decimal | str]:
    """Values of all cells by id, the state where there is none."""
    found = [cell for table in find_form(document).tables for cell in table.cells]
    return {cell.id: cell.state if cell.value is None else cell.value for cell in found}


def html_row(cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def licences(printed: str) -> Decimal | str | None:
    """What the cell of 行政许可 says that holds ``printed``."""
    rows = html_row(("信息内容", "本年处理决定数量")) + html_row(("行政许可", printed))
    page = f"{FILLER}<p>第二十条第（五）项</p><table>{rows}</table>"
    return values(read_page(page)).get("t2_art20_5.licensing.decisions")


class TestHtml:
    def test_a_raised_note_number_is_no_digit(self):
        assert licences("12<sup>1</sup>") == "unreadable"

    @pytest.mark.parametrize(
        "struck",
        ["<del>12</del>", "<s>12</s>", '<span style="text-decoration: line-through">12</span>'],
    )
    def test_a_struck_number_is_not_read_with_the_one_behind_it(self, struck: str):
        assert licences(f"{struck}15") == 15

    def test_a_number_in_a_field_of_a_form_is_read(self):
        assert licences('<p><input type="text" value="15"></p>') == 15

    def test_words_of_a_search_box_are_none_of_the_text(self):
        page = f'<div><input type="text" value="3"></div><table><tr><td>{FILLER}</td></tr></table>'
        assert read_page(page).text == FILLER.removeprefix("<p>").removesuffix("</p>")

    def test_a_block_that_names_lawsuits_only_is_not_taken_for_the_review_above_it(self):
        review = html_row(RESULTS) + html_row(("1", "2", "3", "4", "10"))
        suits = html_row(RESULTS) + html_row(("5", "6", "7", "8", "26"))
        head = '<tr><td colspan="5">{}</td></tr>'
        page = (
            f"{FILLER}<table>{head.format('行政复议')}{review}</table>"
            f"<table>{head.format('行政诉讼')}{suits}</table>"
        )
        found = values(read_page(page))
        assert [found[f"t4_review_litigation.cases.review_{name}"] for name in ("upheld", "total")] == [1, 10]

    def test_marked_numbers_of_table_4_are_not_lost(self):
        top = (
            '<tr><td colspan="5" rowspan="2">行政复议</td><td colspan="10">行政诉讼</td></tr>'
            '<tr><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        )
        rows = top + html_row(RESULTS * 3) + html_row(("3①",) * 15)
        assert set(values(read_page(f"{FILLER}<table>{rows}</table>")).values()) == {"unreadable"}


def word_licences(*runs: str) -> Decimal | str | None:
    """What the cell of 行政许可 says that holds ``runs``."""
    table = tbl(
        tr(tc(p(r("信息内容"))), tc(p(r("本年处理决定数量")))), tr(tc(p(r("行政许可"))), tc(p("".join(runs))))
    )
    document = read_bytes(docx(p(r("第二十条第（五）项")) + table))
    return values(document).get("t2_art20_5.licensing.decisions")


class TestWord:
    def test_a_raised_note_number_is_no_digit(self):
        assert word_licences(r("12"), r("1", '<w:vertAlign w:val="superscript"/>')) == "unreadable"

    @pytest.mark.parametrize("mark", ["<w:strike/>", "<w:dstrike/>"])
    def test_a_struck_number_is_not_read_with_the_one_behind_it(self, mark: str):
        assert word_licences(r("12", mark), r("15")) == 15

    def test_a_strike_switched_off_strikes_nothing(self):
        assert word_licences(r("12", '<w:strike w:val="0"/>')) == 12


XS = (90, 300, 345, 390)
PROSE = "全年收到公开申请七件，均在法定期限内答复，没有一件逾期，也没有人申请行政复议。"


class TestPdf:
    def test_a_raised_note_number_is_no_digit(self):
        items = [
            *ruled([("规章", "12", "3")], 300, xs=XS[:1] + XS[1:3] + (390,)),
            Text(322, 312, "1", size=6),
        ]
        document = read_bytes(pdf([[*paragraph(PROSE, 120), *items]]))
        assert "规章\t12¹\t3" in document.text

    def test_a_row_torn_by_the_end_of_a_page_is_one_row(self):
        above = ruled([("1.本机关不掌握相关政府信息", "1", "2"), ("2.没有现成", "3", "4")], 700, xs=XS)
        below = ruled([("信息需要另行制作", "", ""), ("3.补正后申请内容仍不明确", "5", "6")], 90, xs=XS)
        document = read_bytes(pdf([[*paragraph(PROSE, 120), *above], below]))
        assert document.text.endswith("2.没有现成信息需要另行制作\t3\t4\n3.补正后申请内容仍不明确\t5\t6")

    def test_a_number_torn_by_the_end_of_a_page_is_whole_where_the_next_row_has_the_next_number(self):
        above = ruled([("2.没有现成", "44", "4")], 700, xs=XS)
        below = ruled([("信息需要另行制作", "12", ""), ("3.补正后申请内容仍不明确", "5", "6")], 90, xs=XS)
        document = read_bytes(pdf([[*paragraph(PROSE, 120), *above], below]))
        assert "2.没有现成信息需要另行制作\t4412\t4" in document.text

    def test_a_row_with_values_of_its_own_is_not_joined_to_the_one_above(self):
        above = ruled([("2.没有现成信息需要另行制作", "3", "4")], 700, xs=XS)
        below = ruled([("合计", "7", "8"), ("结转下年度", "5", "6")], 90, xs=XS)
        document = read_bytes(pdf([[*paragraph(PROSE, 120), *above], below]))
        assert document.text.endswith("2.没有现成信息需要另行制作\t3\t4\n合计\t7\t8\n结转下年度\t5\t6")

    def test_a_comma_keeps_its_box_where_the_letters_of_its_size_fill_theirs(self, monkeypatch):
        shapes = {0: 14.0, 1: 3.0}

        def shape(_text, index, left, right, bottom, top):
            left._obj.value, right._obj.value, bottom._obj.value = 0.0, 16.0, 0.0
            top._obj.value = shapes.get(index, 4.0)
            return 1

        class Upright:
            def box(self, left: float, bottom: float, right: float, top: float):
                return left, bottom, right, top

        monkeypatch.setattr(_pdf_pages.pdfium, "FPDFText_GetCharBox", shape)
        tiny = [_pdf_pages.Char("1", 0, 0, 3, 4, 4) for _ in range(9)]
        chars = [_pdf_pages.Char("水", 0, 0, 16, 16, 16), _pdf_pages.Char("，", 16, 0, 32, 16, 16), *tiny]
        kept = _pdf_pages._without_giants(None, list(chars), list(range(len(chars))), Upright())
        assert kept == chars
