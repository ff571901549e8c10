"""Whole reports: headings first, the model where they fail."""

import numpy as np
import pytest

import textkit as tk
from textkit.sections._decoding import chances
from textkit.sections._order import LabelOrder

PARTS = {
    "preamble": "根据《中华人民共和国政府信息公开条例》规定，现公布柏川镇2023年政府信息公开工作年度报告。如有疑问，请与镇党政办联系，电话0000-1234567。",
    "overview.proactive": "全年通过县政府网站主动公开信息86条，其中惠农补贴31条、村务财务22条。发布图文解读3篇。",
    "overview.applications": "收到政府信息公开申请2件，均为网上提交，已按期答复。",
    "overview.management": "拟发信息先经站所负责人初审、分管领导复审，保密员逐条进行保密审查，并登记台账。",
    "overview.platform": "镇微信公众号由宣传干事维护，停更的“柏川文旅”账号已注销，网站栏目每周巡查一次。",
    "overview.supervision": "公开工作列入站所年终考核，占3分。全年组织业务培训2次。",
    "problems": "一是政策解读以转载为主，形式单一。二是个别栏目更新不及时。",
    "improvements": "下一步，将学习图解制作，丰富解读形式；明确专人每周更新栏目。",
    "other": "本年度未收取信息处理费。无其他需要报告的事项。",
}
HEADINGS = {
    "overview.proactive": "一、总体情况\n（一）主动公开。\n",
    "overview.applications": "（二）依申请公开。\n",
    "overview.management": "（三）政府信息管理。\n",
    "overview.platform": "（四）平台建设。\n",
    "overview.supervision": "（五）监督保障。\n",
    "problems": "五、存在的主要问题及改进情况\n",
    "other": "六、其他需要报告的事项\n",
}


def text_of(*, headings=True, without=()):
    kept = HEADINGS if headings else {}
    return "\n".join(("" if id in without else kept.get(id, "")) + text for id, text in PARTS.items())


def truth_of(report):
    labels = []
    for sentence in report.sentences:
        labels.append(next(id for id, text in PARTS.items() if sentence.text in text))
    return labels


def test_headings_decide_where_they_are():
    report = tk.read_text(text_of())
    labelled = tk.label_sections(report)
    assert [sentence.section for sentence in labelled.sentences] == truth_of(report)
    assert {sentence.section_by for sentence in labelled.sentences} <= {"heading", "order"}


def test_without_headings_the_model_decides():
    report = tk.read_text(text_of(headings=False))
    labelled = tk.label_sections(report)
    found, true = [sentence.section for sentence in labelled.sentences], truth_of(report)
    assert np.mean([one == other for one, other in zip(found, true, strict=True)]) >= 0.85
    assert all(sentence.section_by == "model" for sentence in labelled.sentences)
    assert all(0 < sentence.section_score <= 1 for sentence in labelled.sentences)
    assert [sentence.text for sentence in labelled.sentences] == [
        sentence.text for sentence in report.sentences
    ]


def test_a_lost_heading_five_is_filled_between_its_neighbours():
    report = tk.read_text(text_of(without=("problems",)))
    labelled = tk.label_sections(report)
    found = dict(zip((sentence.text for sentence in labelled.sentences), labelled.sentences, strict=True))
    assert found["二是个别栏目更新不及时。"].section == "problems"
    assert found["本年度未收取信息处理费。"].section_by == "heading"


def test_reading_never_runs_a_model():
    report = tk.read_text(text_of(headings=False))
    assert all(sentence.section_by != "model" for sentence in report.sentences)


def test_nothing_to_label():
    for text in ("", "\n\n"):
        assert tk.label_sections(tk.read_text(text)).sentences == ()


def test_a_model_of_another_kind():
    with pytest.raises(TypeError, match="SectionClassifier is needed"):
        tk.label_sections(tk.read_text("公开信息。"), "themes")


def test_sentences_with_what_stands_around_them():
    table = tk.sentence_table(tk.read_text(text_of()))
    assert table.columns.tolist() == ["text", "previous", "position", "heading", "paragraph_start"]
    assert table["previous"].tolist()[1:] == table["text"].tolist()[:-1]
    assert table["previous"].iloc[0] is None
    assert (table["position"].iloc[0], table["position"].iloc[-1]) == (0.0, 1.0)
    assert "监督保障" in table["heading"][table["text"].str.contains("考核")].iloc[0]


def test_chances_are_those_of_all_paths():
    """On a short chain, against the sum over every way to label it."""
    random = np.random.default_rng(0)
    scores = random.normal(size=(4, 3))
    order = LabelOrder.learnt(
        random.integers(0, 3, 30), np.repeat(np.arange(6), 5), 3, random.random(30) < 0.4
    )
    starts = np.array([True, False, True, False])
    found = np.zeros((4, 3))
    for path in np.ndindex(3, 3, 3, 3):
        total = (
            order.start[path[0]]
            + order.end[path[-1]]
            + sum(scores[at, label] for at, label in enumerate(path))
        )
        total += sum(order.step[int(starts[at + 1])][path[at], path[at + 1]] for at in range(3))
        for at, label in enumerate(path):
            found[at, label] += np.exp(total)
    np.testing.assert_allclose(chances(scores, order, starts), found / found.sum(axis=1, keepdims=True))


def test_weak_labels_mark_what_stands_under_a_wrong_heading():
    reports = []
    for number in range(8):
        text = text_of().replace("86", str(number + 20)).replace("柏川", f"第{number}")
        if number == 0:
            text = text.replace(
                "公开工作列入站所年终考核，占3分。", "如对本报告有疑问，请与镇党政办联系，电话0000-1234567。"
            )
        reports.append(tk.read_text(text, report_id=f"{number}.txt"))
    table = tk.weak_labels(reports)
    assert table["report_id"].nunique() == 8
    suspects = table[table["suspect"]]
    assert ((suspects["report_id"] == "0.txt") & suspects["text"].str.contains("疑问")).any()
    assert len(suspects) <= 3


def test_weak_labels_need_headings():
    assert tk.weak_labels([tk.read_text(text_of(headings=False))]).empty
    assert tk.weak_labels([]).columns.tolist()[0] == "report_id"
