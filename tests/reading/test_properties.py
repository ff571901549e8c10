"""What holds for any input."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading.builders import SENTENCES, assert_sound

from textkit.reading import ReadingError, read_bytes, read_string

PIECES = (
    *SENTENCES, "一、总体情况", "（一）主动公开", "# 标题", "| a | b |", "|---|---|", "规章\t0\t1", "0", "—", "— 3 —", "|" * 20, "\n", "\r\n", "\n\n",
    "\u3000\u3000", "发布时间：2024-01-22", "来源：", "-->", "当前位置：首页", "Normal 0 /* Style Definitions */ table.MsoNormalTable {a:b}", "标题: x",
    "==== 正文 ====", "---", "[元] 名称：a；日期：b", '{"a": 1}', "打印", "\x0c", "\u2028", "\u200b", "\ufeff", "⼯⼀", "指标  条  18", "全年公开信息，并及时",
)  # fmt: skip
TAGS = (
    "<div>", "</div>", "<p>", "</p>", "<table>", "</table>", "<tr>", "<td>", "<td rowspan=3>", "<td colspan=2>", "</td>", "</tr>", "<br>", "<b>",
    "</b>", "<h1>", "</h1>", "<a href=x>", "</a>", "<li>", "<ul>", "<pre>", "</pre>", "<!--", "-->", "<script>", "</script>", "<td hidden>",
    "<div class=nav>", "<div class=content>", "<caption>", "<title>", "</title>", "<meta name=a content=b>", "&nbsp;", "<form>", "<svg>", "<template>",
)  # fmt: skip


def text_of(pieces):
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=6)), max_size=30).map("".join)


@given(text_of(PIECES), st.sampled_from(["text", "markdown"]))
def test_the_text_is_the_string_and_blocks_cover_it(text, format):
    document = read_string(text, format=format)
    assert document.text == text
    assert_sound(document)


@given(text_of((*TAGS, *SENTENCES, *PIECES)))
def test_any_page_is_read_or_refused(page):
    try:
        document = read_string(page, format="html")
    except ReadingError:
        return
    for block in document.blocks:
        assert 0 <= block.start <= block.end <= len(document.text)
    for field in document.fields:
        if field.start is not None:
            assert document.text[field.start : field.end] == field.text


@given(text_of(TAGS))
def test_a_page_around_a_report_loses_nothing_of_it(noise):
    safe = (
        noise.replace("<!--", "")
        .replace("<script>", "")
        .replace("<svg>", "")
        .replace("<title>", "")
        .replace("<template>", "")
    )
    page = (
        f"<body><div>{safe}</div><div class=content>"
        + "".join(f"<p>{line}</p>" for line in SENTENCES)
        + "</div>"
    )
    document = read_string(page, format="html")
    assert all(line in document.text for line in SENTENCES)


@given(st.binary(max_size=300), st.sampled_from(["", "a.txt", "a.md", "a.html", "a.pdf"]))
def test_any_bytes_are_read_or_refused(data, filename):
    try:
        document = read_bytes(data, filename=filename)
    except ReadingError:
        return
    assert document.text.strip()


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
    st.sampled_from(["utf-8", "gb18030", "utf-8-sig", "utf-16"]),
)
def test_plausible_chinese_comes_back(sentences, encoding):
    text = "\n".join(sentences)
    assert read_bytes(text.encode(encoding), filename="a.txt").text == text


HANT = (
    "全年主動公開政府信息一百二十條，",
    "受理申請三件，均已答覆。",
    "嶺海市交通運輸局編制本報告。",
    "統計期限為2020年1月1日至12月31日。",
    "道路、橋樑、碼頭",
)


@given(st.lists(st.sampled_from(HANT), min_size=1, max_size=8))
def test_traditional_chinese_in_big5_comes_back(sentences):
    text = "\n".join(sentences)
    document = read_bytes(text.encode("big5"), filename="a.txt")
    assert (document.text, document.encoding) == (text, "big5")


@given(st.sampled_from(SENTENCES), st.integers(1, 3), st.sampled_from(["utf-8", "gb18030"]))
def test_a_file_cut_off_anywhere_is_read(sentence, cut, encoding):
    document = read_bytes((sentence * 3).encode(encoding)[:-cut], filename="a.txt")
    assert document.text.startswith(sentence)


@pytest.mark.parametrize(
    "text",
    [
        " " * 10**6 + "公", "|" * 10**6, "| " * 500_000, "1" * 10**6, "1\n" * 100_000, "来源：" * 300_000, "Normal 0 " * 100_000 + "MsoNormalTable",
        "table.MsoNormalTable {" * 50_000, "-->" * 300_000, "<!--" * 250_000, "<!--x-->" * 200_000, "[" * 10**6, '{"' * 500_000 + "}", "#" * 10**6,
        "\n" * 10**6 + "公", SENTENCES[1] * 40_000, "指标　　" * 200_000, "=" * 10**6, "打印 " * 300_000, "第" * 10**6, "，" * 10**6,
    ],
    ids=lambda text: text[:12].strip() or "blanks",
)  # fmt: skip
def test_a_megabyte_of_one_thing(text):
    assert_sound(read_bytes(text.encode(), filename="a.txt"))
    with suppress(ReadingError):
        read_bytes(text.encode(), filename="a.html")
