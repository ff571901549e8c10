"""Section five: items, themes, pairing."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import textkit as tk
from textkit.problems._items import cut_sentence
from textkit.problems._section_five import specificity
from textkit.statute.themes import theme, themes


def cut(text, section="problems"):
    return [(text[item.start : item.end], item.kind) for item in cut_sentence(text, section=section)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("一是解读照搬原文；二是人员兼职过多。", [("解读照搬原文", "problem"), ("人员兼职过多", "problem")]),
        ("（1）栏目空白。（2）更新滞后。", [("栏目空白", "problem"), ("更新滞后", "problem")]),
        ("1.解读不够。2、互动不足。", [("解读不够", "problem"), ("互动不足", "problem")]),
        (
            "答复不规范、审核不严格、宣传不到位。",
            [("答复不规范", "problem"), ("审核不严格", "problem"), ("宣传不到位", "problem")],
        ),
        ("信息更新不及时、不全面。", [("信息更新不及时、不全面", "problem")]),
        ("业务培训偏少，下一步将每季开班。", [("业务培训偏少", "problem"), ("下一步将每季开班", "measure")]),
        ("栏目更新滞后，群众对此意见较大。", [("栏目更新滞后，群众对此意见较大", "problem")]),
        ("栏目更新滞后，对此将逐月巡查。", [("栏目更新滞后", "problem"), ("对此将逐月巡查", "measure")]),
        (
            "今年工作有了进步，但还存在以下不足：一是台账缺失。",
            [("今年工作有了进步，但还存在以下不足", None), ("台账缺失", "problem")],
        ),
        ("与群众期盼相比还有差距。", [("与群众期盼相比还有差距", None)]),
        ("本年度无存在问题。", [("本年度无存在问题", "problem")]),
    ],
)
def test_items_of_a_problem_sentence(text, items):
    assert cut(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("一是配备专人；二是增设图解专栏。", [("配备专人", "measure"), ("增设图解专栏", "measure")]),
        ("解决内容不全面的问题，补齐民生栏目。", [("解决内容不全面的问题，补齐民生栏目", "measure")]),
        (
            "下一步，我镇将做好以下工作：（一）改版网站。",
            [("下一步，我镇将做好以下工作", None), ("改版网站", "measure")],
        ),
    ],
)
def test_items_of_a_sentence_of_measures(text, items):
    assert cut(text, "improvements") == items


def test_numbers_of_the_marks():
    items = cut_sentence(
        "一是甲不够。第二，乙不足；其三，丙欠缺；④丁缺乏；十二是戊滞后。", section="problems"
    )
    assert [item.number for item in items] == [1, 2, 3, 4, 12]


@pytest.mark.parametrize("one", themes(), ids=lambda one: one.id)
def test_the_shipped_model_knows_the_examples_of_each_theme(one):
    found = tk.classify_themes(one.examples)
    assert sum(one.id in dict(themes_) for themes_ in found) >= 1


def test_themes_by_id():
    assert theme("staff").label_zh == "队伍与专业能力"
    with pytest.raises(KeyError):
        theme("x")
    assert sorted(one.rank for one in themes()) == list(range(17))


REPORT = """五、存在的主要问题及改进情况
我镇政务公开工作取得一定成效，但仍存在以下问题：一是政策解读以转载为主，缺少图解；二是经办人员均为兼职，培训偏少；三是“惠农补贴”栏目半年未更新。
下一步，一是选派专人并组织业务培训；二是制作图文解读；三是加强宣传，扩大知晓面。
"""


def test_problems_with_their_measures():
    found = tk.find_problems(tk.read_text(REPORT))
    assert [one.text for one in found.problems] == [
        "政策解读以转载为主，缺少图解",
        "经办人员均为兼职，培训偏少",
        "“惠农补贴”栏目半年未更新",
    ]
    assert [one.themes[0][0] for one in found.problems][:2] == ["interpretation", "staff"]
    assert [one.measures for one in found.problems][:2] == [(1,), (0,)]
    assert [one.problems for one in found.measures][:2] == [(1,), (0,)]
    assert found.problems[2] in found.unanswered
    assert all(one.text == REPORT[one.start : one.end] for one in (*found.problems, *found.measures))
    assert found.found
    assert not found.none_stated


def test_as_a_table_and_as_html():
    found = tk.find_problems(tk.read_text(REPORT))
    table = found.frame()
    assert table["kind"].tolist() == ["problem"] * 3 + ["measure"] * 3
    assert (table["start"].diff().dropna() > 0).all()
    page = found._repr_html_()
    assert "问题1 政策解读" in page
    assert tk.find_problems(tk.read_text("")).frame().empty


@pytest.mark.parametrize("text", ["本年度不存在突出问题。", "无。", "暂无。"])
def test_a_section_without_a_fault(text):
    found = tk.find_problems(tk.read_text(f"五、存在的主要问题及改进情况\n{text}\n"))
    assert found.none_stated
    assert found.problems == ()


def test_a_report_without_section_five():
    found = tk.find_problems(tk.read_text("一、总体情况\n全年公开信息18条。"))
    assert not found.found
    assert not found.none_stated


def test_specificity_grows_with_what_is_told():
    generic, level = specificity("公开工作还有待加强")
    qualified, middle = specificity("村级集体资产台账公示较少")
    concrete, high = specificity("由于机构改革，“惠农补贴”栏目3个月未更新")
    assert generic < qualified < concrete
    assert (level, middle, high) == ("generic", "qualified", "concrete")


TEXTS = ["人员多为兼职。", "信息更新不及时。", "人员流动频繁。", "发布滞后。"] * 3
THEMES = [["staff"], ["timeliness"]] * 6


def test_theme_classifier_as_an_estimator():
    model = tk.ThemeClassifier().fit(TEXTS, THEMES)
    assert model.classes_.tolist() == ["staff", "timeliness"]
    assert model.predict(TEXTS).shape == (12, 2)
    assert model.score(TEXTS, THEMES) == 1.0
    np.testing.assert_allclose(
        model.predict_proba(TEXTS), clone(model).fit(TEXTS, THEMES).predict_proba(TEXTS)
    )
    assert model.predict([]).shape == (0, 2)
    assert model.predict_themes([]) == []
    with pytest.raises(NotFittedError):
        tk.ThemeClassifier().predict(TEXTS)


def test_themes_as_an_indicator_matrix():
    matrix = pd.DataFrame({"staff": [1, 0] * 6, "timeliness": [0, 1] * 6})
    first = tk.ThemeClassifier().fit(TEXTS, matrix)
    np.testing.assert_allclose(
        first.predict_proba(TEXTS), tk.ThemeClassifier().fit(TEXTS, THEMES).predict_proba(TEXTS)
    )


@pytest.mark.parametrize(
    ("texts", "given", "error", "words"),
    [
        ([], [], ValueError, "no statements"),
        (["甲。"], [["a"], ["b"]], ValueError, "1 texts and 2 lists"),
        (["甲。"], [[]], ValueError, "no text has a theme"),
        (["甲。"], ["staff"], TypeError, "a list of themes"),
    ],
)
def test_what_themes_cannot_be_learnt_from(texts, given, error, words):
    with pytest.raises(error, match=words):
        tk.ThemeClassifier().fit(texts, given)


def test_explanation_of_a_theme():
    model = tk.ThemeClassifier().fit(TEXTS, THEMES)
    assert model.explain("兼职人员多").label == "staff"
    assert model.explain("兼职人员多", theme="timeliness").margin < model.explain("兼职人员多").margin
    with pytest.raises(ValueError, match="no theme 'x'"):
        model.explain("兼职人员多", theme="x")


def test_an_opening_phrase_is_no_part_of_the_item_behind_it():
    found = cut("存在的主要问题：河湖治理栏目更新较慢，个别乡镇半年没有报送。")
    assert found == [("河湖治理栏目更新较慢", "problem"), ("个别乡镇半年没有报送", "problem")]
    assert cut("栏目更新慢：去年十月至今没有新内容。")[0][0].startswith("栏目更新慢")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("公开工作虽有进步，但与群众期盼还有一定距离，主要是解读形式单一。", ["解读形式单一"]),
        ("2022年办件多了起来，但也存在一些不足之处，主要表现在：专栏归类还不够细。", ["专栏归类还不够细"]),
        ("离上级要求还有差距，主要存在业务能力有待提升。", ["业务能力有待提升"]),
        (
            "专栏归类不细，对老年人、外来务工者的办事指引不够清楚。",
            ["专栏归类不细", "对老年人、外来务工者的办事指引不够清楚"],
        ),
        ("虽有进步，但还存在一些问题问题和不足。", []),
        ("2.12345热线的问题整理得偏慢。", ["12345热线的问题整理得偏慢"]),
        ("办结率只有2.5成，偏低。", ["办结率只有2.5成，偏低"]),
    ],
)
def test_what_is_wanting_stands_behind_the_opening(text, items):
    found = cut_sentence(text, section="problems")
    assert [text[item.start : item.end] for item in found if item.kind == "problem"] == items
