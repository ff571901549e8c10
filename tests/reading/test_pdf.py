"""PDF pages come out as a careful reader would type them."""

import pytest
from reading.builders import assert_sound
from reading.pdf_builders import (
    HEIGHT,
    LEFT,
    PITCH,
    SIZE,
    Picture,
    Stroke,
    Text,
    assemble,
    paragraph,
    pdf,
    ruled,
)

from textkit.reading import ReadingError, read_bytes
from textkit.reading._pdf_layout import read_pdf_here

TITLE = "青澜县水利局2023年政府信息公开工作年度报告"
FIRST = "2023年，我局主动公开政府信息186条，其中规范性文件解读12件，回应群众关切9次，全部在十个工作日内答复，没有一件逾期。"
SECOND = "全年收到公开申请7件，上年结转1件，均在法定期限内答复，未发生行政复议和行政诉讼，公开属性在拟稿环节由股室负责人逐件确认。"
THIRD = "灌区用水计划、河道采砂公告和水库汛限水位逐月更新，乡镇水管站在公示栏同步张贴，村民可以当场查对自家的水费。"
XS = (90, 180, 270, 360)


def lines(*pages, **options):
    return read_pdf_here(pdf(pages, **options)).text.split("\n")


def outcome(data):
    """The codes of what is noticed, or that the file is refused."""
    try:
        return [notice.code for notice in read_pdf_here(data).notices]
    except ReadingError:
        return "refused"


def page(*parts):
    return [item for part in parts for item in (part if isinstance(part, list) else [part])]


class TestParagraphs:
    def test_lines_are_one_paragraph(self):
        assert lines(page(paragraph(FIRST, 100))) == [FIRST]

    def test_an_indented_line_begins_a_paragraph(self):
        assert lines(page(paragraph(FIRST, 100), paragraph(SECOND, 178), paragraph(THIRD, 256))) == [
            FIRST,
            SECOND,
            THIRD,
        ]

    def test_a_sentence_goes_on_over_a_page(self):
        whole = paragraph(FIRST + SECOND + THIRD, 100)
        cut = 3
        rest = [Text(line.x, 100 + number * PITCH, line.words) for number, line in enumerate(whole[cut:])]
        assert lines(page(paragraph(SECOND, 20), whole[:cut]), page(rest, paragraph(THIRD, 400)))[1] == (
            FIRST + SECOND + THIRD
        )

    def test_page_numbers_are_left_out(self):
        pages = [
            page(paragraph(words, 100), Text(290, 800, f"- {number} -", 10))
            for number, words in enumerate((FIRST, SECOND), 1)
        ]
        assert lines(*pages) == [FIRST, SECOND]

    @pytest.mark.parametrize("printed", ["3", "3/12", "第3页 共12页", "—3—"])
    def test_page_numbers_in_other_dress(self, printed):
        assert lines(page(paragraph(FIRST, 100), Text(290, 810, printed, 10))) == [FIRST]

    def test_a_number_in_the_body_is_no_page_number(self):
        assert "186" in lines(page(paragraph(FIRST, 100), Text(290, 400, "186", 16), paragraph(SECOND, 500)))

    def test_the_running_head_is_left_out(self):
        pages = [page(Text(200, 40, TITLE, 9), paragraph(words, 100)) for words in (FIRST, SECOND, THIRD)]
        assert lines(*pages) == [FIRST, SECOND, THIRD]

    def test_the_title_stays_where_it_is_the_running_head_of_later_pages(self):
        pages = [page(Text(120, 150, TITLE, 18), paragraph(FIRST, 200))]
        pages += [page(Text(200, 40, TITLE, 9), paragraph(words, 100)) for words in (SECOND, THIRD)]
        assert lines(*pages)[0] == TITLE

    def test_blanks_that_spread_a_line_are_none(self):
        spread = page(
            Text(40, 100, "电 子 邮 箱 ： slj@example.cn ， 邮 编 ： 415870", 10), paragraph(FIRST, 200)
        )
        assert lines(spread)[0] == "电子邮箱：slj@example.cn，邮编：415870"

    def test_characters_set_apart_are_one_word(self):
        spread = Text(LEFT, 100, "政府信息公开工作机制由办公室牵头各股室配合", 12, spread=6)
        assert lines(page(spread)) == ["政府信息公开工作机制由办公室牵头各股室配合"]

    def test_latin_words_keep_their_blank(self):
        assert "Open Data" in lines(page(paragraph(FIRST, 100), Text(LEFT, 300, "接入 Open Data 平台。")))[1]

    def test_a_number_broken_at_the_margin_is_whole(self):
        words = "我局在政务服务网和河湖信息栏公开的河道采砂许可、取水许可和涉河项目审批信息，累计被查阅12"
        broken = page(
            paragraph(SECOND, 20),
            paragraph(words, 140),
            Text(LEFT, 140 + 2 * PITCH, "345次，其余数据按月更新，三年内的旧数据仍可查"),
            paragraph(THIRD, 300),
            paragraph(FIRST, 420),
        )
        assert words + "345次，其余数据按月更新，三年内的旧数据仍可查" in lines(broken)

    def test_bold_by_printing_twice_is_read_once(self):
        twice = [Text(LEFT, 100, FIRST[:20]), Text(LEFT + 0.4, 100, FIRST[:20])]
        assert lines(page(twice, paragraph(SECOND, 160)))[0] == FIRST[:20]

    def test_a_turned_page_is_read_upright(self):
        # The page is stored lying on its head and shown upright.
        around = [Text(595 - line.x, 842 - line.y, line.words) for line in paragraph(FIRST, 100)]
        drawn = "\n".join(
            f"BT /F1 {SIZE} Tf -1 0 0 -1 {line.x} {HEIGHT - line.y} Tm <{line.words.encode('utf-16-be').hex()}> Tj ET"
            for line in around
        )
        assert read_pdf_here(assemble([drawn.encode()], rotate=180)).text == FIRST

    def test_text_set_sideways_is_read(self):
        sideways = [
            Text(120 + number * PITCH, 700, FIRST[number * 20 : number * 20 + 20], turned=True)
            for number in range(3)
        ]
        assert "".join(lines(page(sideways))) == FIRST[:60]

    def test_a_watermark_across_the_page_is_left_out(self):
        # Drawn by hand: 45 degrees.
        mark = f"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm <{'内部资料'.encode('utf-16-be').hex()}> Tj ET"
        body = "\n".join(item.draw() for item in paragraph(FIRST, 100))
        assert read_pdf_here(assemble([f"{body}\n{mark}".encode()])).text == FIRST


class TestColumns:
    def test_columns_are_not_interleaved(self):
        left = paragraph(FIRST + SECOND, 100, x=60, per_line=14)
        right = paragraph(THIRD + SECOND, 100, x=320, per_line=14)
        text = "\n".join(lines(page(left, right)))
        assert text.index("没有一件逾期") < text.index("灌区用水计划")

    def test_a_sentence_goes_on_in_the_other_column(self):
        words = FIRST + SECOND + THIRD
        whole = paragraph(words, 100, x=60, per_line=14)
        half = 7
        other = [Text(320, 100 + number * PITCH, line.words) for number, line in enumerate(whole[half:])]
        rest = [
            paragraph(part, 400 + 150 * number, x=60, per_line=14)
            for number, part in enumerate((FIRST, SECOND))
        ]
        assert lines(page(whole[:half], other), page(*rest))[0] == words

    def test_numbers_beside_their_labels_stay_with_them(self):
        rows = [
            (f"主动公开政府信息数（{sign}）", f"{number}")
            for number, sign in enumerate("甲乙丙丁戊己庚辛", 11)
        ]
        set_apart = [
            item
            for number, (label, value) in enumerate(rows)
            for item in (
                Text(60, 100 + number * PITCH, label, 12),
                Text(420, 100 + number * PITCH, value, 12),
            )
        ]
        assert lines(page(set_apart, paragraph(FIRST, 500)))[0].endswith("11")

    def test_a_wide_title_stands_before_both(self):
        left = paragraph(FIRST + SECOND, 140, x=60, per_line=14)
        right = paragraph(THIRD + FIRST, 140, x=320, per_line=14)
        assert lines(page(Text(100, 90, TITLE, 18), left, right))[0] == TITLE


class TestTables:
    ROWS = (("信息内容", "本年制发件数", "现行有效件数"), ("规章", "0", ""), ("行政规范性文件", "3", "17"))

    def test_cells_stand_in_rows(self):
        text = lines(page(paragraph(FIRST, 60), ruled(self.ROWS, 200, xs=XS)))
        assert text[1:] == ["\t".join(row) for row in self.ROWS]

    def test_a_blank_cell_has_no_length(self):
        document = read_pdf_here(pdf([page(paragraph(FIRST, 60), ruled(self.ROWS, 200, xs=XS))]))
        row = next(block for block in document.blocks if "规章" in document.text[block.start : block.end])
        assert [document.text[cell.start : cell.end] for cell in row.cells] == ["规章", "0", ""]

    def test_merged_cells_cover_what_they_cover(self):
        merged = [
            *[Stroke(90, y, 360, y) for y in (200, 248)],
            Stroke(180, 224, 360, 224),
            *[Stroke(x, 200, x, 248) for x in (90, 180, 360)],
            Stroke(270, 224, 270, 248),
            Text(95, 240, "申请人情况", 9),
            Text(220, 217, "法人或其他组织", 9),
            Text(190, 241, "商业企业", 9),
            Text(280, 241, "科研机构", 9),
        ]
        document = read_pdf_here(pdf([page(paragraph(FIRST, 60), merged)]))
        top, below = (block.cells for block in document.blocks if block.kind == "table")
        assert [(cell.column, cell.width, cell.height) for cell in top] == [(0, 1, 2), (1, 2, 1)]
        assert [cell.column for cell in below] == [1, 2]

    def test_a_row_of_blank_cells_alone_on_a_page(self):
        rows = (("四、结转下年度继续办理", "", "", ""),)
        document = read_pdf_here(
            pdf([page(ruled(rows, 60, xs=(90, 270, 330, 390, 450)), paragraph(FIRST, 200))])
        )
        assert [len(block.cells) for block in document.blocks] == [4, 0]

    def test_a_label_broken_in_its_cell_is_whole(self):
        cell = [*ruled((("", "5"),), 200, xs=(90, 200, 260), height=40)]
        cell += [Text(93, 214, "5.要求行政机关确认或重新", 8), Text(93, 230, "出具已获取信息", 8)]
        assert "5.要求行政机关确认或重新出具已获取信息\t5" in lines(page(paragraph(FIRST, 60), cell))

    def test_a_table_over_two_pages_is_one(self):
        rows = tuple((f"第{n}行", str(n), "0") for n in range(1, 9))
        document = read_pdf_here(
            pdf(
                [
                    page(paragraph(FIRST, 60), ruled(rows[:4], 700, xs=XS), Text(290, 825, "- 1 -", 9)),
                    page(ruled(rows[4:], 60, xs=XS), paragraph(SECOND, 300)),
                ]
            )
        )
        tables = {block.table for block in document.blocks if block.kind == "table"}
        assert len(tables) == 1
        assert [block.place for block in document.blocks if block.kind == "table"][
            4
        ] == "page 2 > table 1 > row 5"

    def test_the_last_row_of_a_page_may_lack_its_lower_line(self):
        rows = (("规章", "0", "2"), ("行政规范性文件", "3", "17"))
        assert "行政规范性文件\t3\t17" in lines(
            page(paragraph(FIRST, 60), ruled(rows, 700, xs=XS, open_end=True))
        )

    def test_a_table_without_outer_lines_on_the_sides(self):
        items = [
            item
            for item in ruled(self.ROWS, 200, xs=XS)
            if not (isinstance(item, Stroke) and item.x0 == item.x1 in (90, 360))
        ]
        assert lines(page(paragraph(FIRST, 60), items))[1:] == ["\t".join(row) for row in self.ROWS]

    def test_a_frame_around_prose_is_no_table(self):
        frame = ruled((("",),), 90, xs=(90, 520), height=120)
        document = read_pdf_here(pdf([page(frame, paragraph(FIRST, 120))]))
        assert [block.kind for block in document.blocks] == ["paragraph"]

    def test_characters_one_below_the_other_are_one_label(self):
        table = ruled((("", "（一）予以公开", "4"),), 200, xs=(90, 110, 250, 300), height=120)
        table += [Text(95, 215 + 14 * number, sign, 9) for number, sign in enumerate("办理结果")]
        assert "办理结果\t（一）予以公开\t4" in lines(page(paragraph(FIRST, 60), table))


class TestDocument:
    def test_blocks_are_sound(self):
        table = ruled(TestTables.ROWS, 300, xs=XS)
        assert_sound(read_pdf_here(pdf([page(paragraph(FIRST, 60), table), page(paragraph(SECOND, 60))])))

    def test_places_name_the_pages(self):
        whole = paragraph(FIRST + SECOND, 100)
        rest = [Text(line.x, 100 + number * PITCH, line.words) for number, line in enumerate(whole[2:])]
        document = read_pdf_here(
            pdf([page(paragraph(THIRD, 20), whole[:2]), page(rest, paragraph(THIRD, 400))])
        )
        assert [block.place for block in document.blocks] == ["page 1", "pages 1-2", "page 2"]

    def test_read_by_the_helper_process_gives_the_same(self):
        data = pdf([page(paragraph(FIRST, 60), ruled(TestTables.ROWS, 300, xs=XS))])
        assert read_bytes(data, filename="a.pdf") == read_pdf_here(data)

    def test_the_content_decides_not_the_name(self):
        assert read_bytes(pdf([page(paragraph(FIRST, 60))]), filename="report.html").format == "pdf"

    @pytest.mark.parametrize(
        ("mapped", "shown"), [("D842DFB7", "\U00020bb7"), ("D842", "\ufffd")], ids=["pair", "half"]
    )
    def test_characters_beyond_the_basic_plane(self, mapped, shown):
        body = "BT /F2 16 Tf 100 500 Td (A) Tj ET"
        form = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /Font << /F2 11 0 R >> >>"
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 12 0 R >>"
        codes = f"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <{mapped}> endbfchar"
        extra = [
            f"<< {form} /Length {len(body)} >>\nstream\n{body}\nendstream",
            font,
            f"<< /Length {len(codes)} >>\nstream\n{codes}\nendstream",
        ]
        page = "\n".join(item.draw() for item in paragraph(FIRST, 100)) + "\n/X10 Do"
        data = assemble([page.encode("ascii")], extra=extra, resources="/X10 10 0 R")
        assert read_pdf_here(data).text.split("\n")[-1] == shown


class TestRefused:
    def test_a_scan_says_what_to_do(self):
        with pytest.raises(ReadingError, match="OCR"):
            read_pdf_here(pdf([[Picture()], [Picture()]]))

    def test_a_scanned_page_among_others_is_told(self):
        document = read_pdf_here(pdf([page(paragraph(FIRST, 60)), [Picture()]]))
        assert [notice.code for notice in document.notices] == ["pages_without_text"]
        assert ": 2;" in document.notices[0].message

    def test_fonts_that_do_not_say_their_characters(self):
        with pytest.raises(ReadingError, match="fonts of this PDF"):
            read_pdf_here(pdf([page(paragraph(FIRST, 60))], encoding="Identity-H"))

    def test_a_page_without_text(self):
        with pytest.raises(ReadingError, match="less than 20 Chinese"):
            read_pdf_here(pdf([[Text(LEFT, 100, "附件", SIZE)]]))

    @pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
    def test_cut_short(self, keep):
        data = pdf([page(paragraph(FIRST, 60)), page(paragraph(SECOND, 60))])
        assert outcome(data[: int(keep * len(data))]) in ("refused", ["cut_short"])

    def test_junk_behind_the_mark(self):
        with pytest.raises(ReadingError, match="damaged"):
            read_pdf_here(b"%PDF-1.7\n" + bytes(range(256)) * 20)
