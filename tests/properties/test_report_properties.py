"""What holds for any text: spans, order, nesting, and that nothing raises."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit._folding import fold

# Pieces of the genre beside arbitrary text, so that the rules are reached.
PIECES = st.sampled_from(
    [
        "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
        "（一）主动公开情况", "（二）改进措施", "（三）不予公开", "青澜县水利局2023年政府信息公开工作年度报告", "全年公开74条，收到3.2万余件。",
        "下一步，我局将改进。", "第二十条第（一）项 信息内容 本年制发件数 规章 0 0 0", "1.属于国家秘密0000000", "\n", "\r\n", "　", "|||||", "\t",
        "— 3 —", "标题: ", "发布时间: 2023-01-18", "2023年1月1日至2023年12月31日", "“", "》", "（", "。", "；", "⼀", "👍", "# ", "一、", "２０",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, PIECES, st.text(max_size=12)), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_everything_stands_where_it_says(text):
    report = tk.read_text(text)
    assert report.text == text
    for item in (*report.paragraphs, *report.headings, *report.sentences, *report.quantities):
        assert text[item.start : item.end] == item.text
    assert all(left.end <= right.start for left, right in pairwise(report.headings))
    for section in report.sections:
        assert 0 <= section.title_start <= section.title_end <= section.start <= section.end <= len(text)
        assert section.title is None or text[section.title_start : section.title_end] == section.title
    for evidence in report.evidence.values():
        assert evidence.start is None or text[evidence.start : evidence.end] == evidence.text


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_paragraphs_cover_the_text_once(text):
    report = tk.read_text(text)
    covered = [0] * len(text)
    for paragraph in report.paragraphs:
        for at in range(paragraph.start, paragraph.end):
            covered[at] += 1
    assert all(count <= 1 for count in covered)
    assert all(count or fold(char).isspace() for count, char in zip(covered, text, strict=True))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_sections_nest_and_sentences_are_prose(text):
    report = tk.read_text(text)
    main = [section for section in report.sections if "." not in section.id]
    assert all(left.end <= right.title_start for left, right in pairwise(main))
    for section in report.sections:
        if "." in section.id:
            assert any(s.id == "overview" and s.start <= section.start and section.end <= s.end for s in main)
    prose = [(p.start, p.end) for p in report.paragraphs if p.kind == "prose"]
    for sentence in report.sentences:
        assert any(start <= sentence.start and sentence.end <= end for start, end in prose)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_locations_lead_back(text):
    report = tk.read_text(text)
    for sentence in report.sentences:
        assert report.locate(sentence.start, sentence.end)
