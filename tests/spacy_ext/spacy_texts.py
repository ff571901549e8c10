"""Texts of the genre for the tests of spaCy, and awkward ones."""

REPORT = """青澜县水利局2023年政府信息公开工作年度报告

一、总体情况
2023年，我局主动公开信息218条，比上年增长12.5%。全年收到政府信息公开申请12件，均已按期答复；未收到行政复议。

二、主动公开政府信息情况
新制发规范性文件2件，河道维修支出约96.5万元。

五、存在的主要问题及改进情况
解读形式单一，图解不足3成。下一步，我局将每季度通报1次。
"""
# What a text may hold besides words; every one is also tried in the middle of a sentence.
AWKWARD = {
    "nothing": "",
    "a blank": " ",
    "blanks": "   \u3000 \t",
    "line breaks": "\r\n\r\n\n\r",
    "emoji": "公开12件😀👨‍👩‍👧收到3件🇨🇳",
    "windows lines": "收到申请12\r\n件。\r\n\r\n  办结率 98.6 %。\r\n",
    "other separators": "公开18条\x0b\x0c\x85\u2028\u2029未收到申请。",
    "combining and invisible": "公\u0301开\u200b18\ufeff条\x00。",
    "beyond the first plane": "\U00020bb7田村公开\U0001d7d92件",
    "no number": "认真落实公开要求。",
}


def drawn(doc):
    """What a Doc shows, for comparing two."""
    return {
        "tokens": [(token.text, token.whitespace_, token.is_sent_start) for token in doc],
        "ents": [(ent.start_char, ent.end_char, ent.label_, ent._.quantity) for ent in doc.ents],
        "spans": {
            name: [(span.start, span.end, span.label_) for span in spans] for name, spans in doc.spans.items()
        },
        "quantities": doc._.quantities,
        "sections": doc._.sections,
        "section of sentences": [sentence._.section for sentence in doc.sents],
        "report": doc._.report,
    }
