"""Where sentences end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.segmenting import split_sentences

CASES = {
    "full stops": "公开信息18条。|答复申请3件！|是否属实？",
    "several stops": "真的吗？！|当然……|好。",
    "trailing blanks": "第一句。  |第二句。\u3000|第三句",
    "lines": "一、总体情况\n|2023年，本局公开信息18条。\n|",
    "windows lines and indents": "第一段\r\n\r\n\u3000\u3000|第二段。\r\n",
    "decimals and addresses": "满意率98.6%，见http://a.gov.cn/x?id=3，共1.5万条。|1.建章立制。",
    "semicolons and items stay": "一是建制度；二是强培训，三是严考核。",
    "quotation ends behind a colon": "局长说：“公开是原则。”|大家都同意。",
    "quotation of its own": "“谁公开、谁负责。”|我局落实到人。",
    "quotation runs on with 的": "落实“谁公开、谁负责。”的要求。|好。",
    "quotation runs on with a mark": "坚持“先审查、后公开。”，责任到人。",
    "quotation in a clause runs on": "按照“先审查、后公开。”原则发布信息。",
    "quotation in a clause, next sentence opens": "坚持“公开为常态。”|2023年，公开信息18条。",
    "several sentences in a quotation": "通知要求：“要公开。要及时。”|我局照办。",
    "book title": "发布《怎么办？》一文。|《政策问答！》已上线。",
    "brackets in a sentence": "公开目录（含附件。共3份。）已更新。|好。",
    "brackets of their own": "（附件略。）|本局将继续努力。",
    "bracket behind the stop": "公开目录已更新。）|好。",
    "closing marks stay": "他问：“能公开吗？”）|能。",
    "straight quotes": '他说："要公开。"|我局照办。',
    "ellipsis in a clause": "咨询、投诉……等事项已办结。|好。",
    "ellipsis": "事项很多……|需要努力。",
    "unbalanced opening": "（开头没有关上。|第二句。|第三句。",
    "single quote as apostrophe": "It’s done。|好。",
    "corner brackets": "「一。二」的做法。|好。",
}


def parts(marked):
    return [part for part in marked.split("|") if part]


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES.keys())
def test_cases(marked):
    assert [span.text for span in split_sentences(marked.replace("|", ""))] == parts(marked)


SEMICOLONS = {
    "semicolons": "公开18条；|答复3件;|好。",
    "items": "做好三方面工作：|一是建制度；|二是强培训，|三是严考核。",
    "items in brackets stay": "做好工作（一是建制度；二是强培训）。|好。",
    "ordinals": "包括：|（一）目录；|（二）指南。",
    "program text": "见http://a.cn/?a=1;b=2处。",
}


@pytest.mark.parametrize("marked", SEMICOLONS.values(), ids=SEMICOLONS.keys())
def test_semicolons_and_items_on_request(marked):
    assert [span.text for span in split_sentences(marked.replace("|", ""), semicolons=True)] == parts(marked)


def test_wrapped_lines_on_request():
    text = "本局主动公开\n政府信息18条。\n答复“公开\n指南。”的咨询3件。"
    assert [span.text for span in split_sentences(text, lines=False)] == [
        "本局主动公开\n政府信息18条。\n",
        "答复“公开\n指南。”的咨询3件。",
    ]


def test_a_pair_longer_than_its_reach_protects_nothing():
    long = "（" + "公开。" * 100 + "）好。"
    assert len(split_sentences(long)) == 101


def test_an_opening_mark_does_not_reach_behind_its_line():
    assert len(split_sentences("（没有关上\n第一句。第二句。）\n")) == 3


def test_empty_text_has_no_sentence():
    assert split_sentences("") == []


def test_blank_text_is_one_span():
    assert [span.text for span in split_sentences(" \n ")] == [" \n "]


TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [*"公开。！？!?…；;：，、“”‘’（）()《》「」\"' \n\r\t\u3000.1a一二", "一是", "……", "我局", "\r\n"]
        )
    ).map("".join),
)


@given(TEXTS, st.booleans(), st.booleans())
@settings(max_examples=400)
def test_joined_sentences_give_the_text_back(text, semicolons, lines):
    spans = split_sentences(text, semicolons=semicolons, lines=lines)
    assert "".join(span.text for span in spans) == text
    assert all(span.text == text[span.start : span.end] and span.text for span in spans)


@given(TEXTS)
def test_asking_for_semicolons_only_adds_boundaries(text):
    few = {span.end for span in split_sentences(text)}
    many = {span.end for span in split_sentences(text, semicolons=True)}
    assert len(many) >= len(few)


WORST = [
    "公开",
    "（",
    "（。",
    "。",
    "“",
    '"',
    '。"',
    "\n",
    "，",
    " ",
    "， ",
    "…",
    "?",
    "；",
    "一是",
    "《",
    "”",
    "（“",
]


@pytest.mark.parametrize("piece", WORST, ids=[repr(piece) for piece in WORST])
def test_the_worst_text_is_split_whole(piece):
    # A scan that grows with the square of the text would not come to its end here.
    text = piece * 200_000
    assert "".join(span.text for span in split_sentences(text, semicolons=True)) == text
