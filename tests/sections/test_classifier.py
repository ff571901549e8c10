"""The section classifier as a scikit-learn estimator."""

import pickle

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

import textkit as tk

TEXTS = [
    *(
        "全年公开信息30条。",
        "通过网站发布信息18条。",
        "公众号推送图文64篇。",
        "公布预算决算2份。",
        "主动公布招考公告5条。",
    ),
    *("收到公开申请3件。", "申请均已按期答复。", "另有1件申请结转。", "网上申请2件。", "申请人撤回1件。"),
    *("下一步将充实人员。", "今后将加强培训。", "拟改版栏目。", "将丰富解读形式。", "力争建立台账。"),
] * 5
LABELS = (["proactive"] * 5 + ["applications"] * 5 + ["improvements"] * 5) * 5


@pytest.fixture(scope="module")
def model():
    return tk.SectionClassifier(random_state=0).fit(TEXTS, LABELS)


def test_constructor_only_stores():
    given = object()
    assert tk.SectionClassifier(given, context="x", random_state=given).get_params(deep=False) == {
        "estimator": given,
        "context": "x",
        "random_state": given,
        "features": None,
        "odds": None,
    }


def test_clone_and_parameters():
    model = tk.SectionClassifier(LinearSVC(C=0.5), random_state=1)
    assert clone(model).get_params()["estimator__C"] == 0.5
    assert model.set_params(estimator__C=2).estimator.C == 2


def test_fit_leaves_its_input_alone():
    table = pd.DataFrame({"text": TEXTS, "previous": None}, index=range(7, 7 + len(TEXTS)))
    before = table.copy()
    model = tk.SectionClassifier(random_state=0)
    assert model.fit(table, pd.Series(LABELS)) is model
    pd.testing.assert_frame_equal(table, before)


def test_list_series_array_and_table_agree(model):
    first = model.predict_proba(TEXTS)
    for other in (pd.Series(TEXTS), np.array(TEXTS, dtype=object), pd.DataFrame({"text": TEXTS})):
        np.testing.assert_array_equal(first, model.predict_proba(other))


def test_empty_input(model):
    assert model.predict([]).shape == (0,)
    assert model.predict_proba([]).shape == (0, 3)
    assert model.predict(["", " \n"]).shape == (2,)


def test_order_of_the_rows_does_not_matter(model):
    np.testing.assert_allclose(model.predict_proba(TEXTS)[::-1], model.predict_proba(TEXTS[::-1]))


def test_probabilities_sum_to_one_in_the_order_of_classes(model):
    chances = model.predict_proba(TEXTS)
    assert model.classes_.tolist() == ["applications", "improvements", "proactive"]
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    assert (model.classes_[chances.argmax(axis=1)] == model.predict(TEXTS)).all()


def test_refit_forgets(model):
    again = clone(model).fit(TEXTS, LABELS).fit(["甲乙。", "丙丁。"], ["a", "b"])
    assert again.classes_.tolist() == ["a", "b"]


def test_same_seed_same_model(model):
    again = tk.SectionClassifier(random_state=0).fit(TEXTS, LABELS)
    np.testing.assert_array_equal(model.predict_proba(TEXTS), again.predict_proba(TEXTS))


def test_not_fitted():
    with pytest.raises(NotFittedError):
        tk.SectionClassifier().predict(TEXTS)


def test_pickle(model):
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(model.predict_proba(TEXTS), again.predict_proba(TEXTS))


@pytest.mark.parametrize(
    "estimator", [LinearSVC(), RandomForestClassifier(10), KNeighborsClassifier(3)], ids=repr
)
def test_other_estimators(estimator):
    model = tk.SectionClassifier(estimator, random_state=0).fit(TEXTS, LABELS)
    assert model.score(TEXTS, LABELS) > 0.9
    np.testing.assert_allclose(model.predict_proba(TEXTS).sum(axis=1), 1)


def test_skops(model):
    data = skops.io.dumps(model)
    again = skops.io.loads(data, trusted=skops.io.get_untrusted_types(data=data))
    np.testing.assert_array_equal(model.predict_proba(TEXTS), again.predict_proba(TEXTS))


def test_grid_search_and_groups():
    groups = [row // 15 for row in range(len(TEXTS))]
    search = GridSearchCV(
        tk.SectionClassifier(LinearSVC(), random_state=0), {"estimator__C": [0.1, 1]}, cv=GroupKFold(3)
    )
    assert search.fit(TEXTS, LABELS, groups=groups).best_score_ > 0.9
    scores = cross_val_score(
        tk.SectionClassifier(random_state=0), TEXTS, LABELS, cv=GroupKFold(3), groups=groups
    )
    assert scores.mean() > 0.9


def test_labels_that_would_be_right_too_share_the_weight():
    texts, labels = ["网站改版。"] * 20 + ["公开信息。"] * 20, ["platform"] * 20 + ["proactive"] * 20
    also = [["proactive"]] * 20 + [[]] * 20
    alone = tk.SectionClassifier(random_state=0).fit(texts, labels).predict_proba(["网站改版。"])
    shared = tk.SectionClassifier(random_state=0).fit(texts, labels, also=also).predict_proba(["网站改版。"])
    assert shared[0, 1] > alone[0, 1] + 0.1


@pytest.mark.parametrize(
    ("X", "y", "options", "words"),
    [
        ([], [], {}, "no sentences"),
        (["甲。"], ["a", "b"], {}, "1 texts and 2 labels"),
        (["甲。", "乙。"], ["a", "a"], {}, "all labels are 'a'"),
        (["甲。", "乙。"], ["a", None], {}, "row 1 has no label"),
        (["甲。", "乙。"], ["a", float("nan")], {}, "row 1 has no label"),
        (["甲。", "乙。"], ["a", "b"], {"groups": ["x"]}, "2 sentences and 1 groups"),
        (["甲。", "乙。"], ["a", "b"], {"sample_weight": [1.0]}, "2 sentences and 1 weights"),
    ],
)
def test_what_cannot_be_learnt_from(X, y, options, words):
    with pytest.raises(ValueError, match=words):
        tk.SectionClassifier().fit(X, y, **options)


def test_odds_shift_the_probabilities_and_stay_in_the_file(tmp_path):
    plain = tk.SectionClassifier(random_state=0).fit(TEXTS, LABELS)
    shifted = tk.SectionClassifier(random_state=0, odds={"improvements": 0.25}).fit(TEXTS, LABELS)
    before, after = plain.predict_proba(["将公开信息。"])[0], shifted.predict_proba(["将公开信息。"])[0]
    assert (after[1] / after[0]) / (before[1] / before[0]) == pytest.approx(0.25)
    tk.save_model(shifted, tmp_path / "m.textkit")
    np.testing.assert_allclose(
        tk.load_model(tmp_path / "m.textkit").predict_proba(TEXTS), shifted.predict_proba(TEXTS), atol=1e-5
    )
    with pytest.raises(ValueError, match="above 0"):
        tk.SectionClassifier(odds={"improvements": 0}).fit(TEXTS, LABELS)


def test_weights_need_an_estimator_that_takes_them():
    with pytest.raises(ValueError, match="takes no sample_weight"):
        tk.SectionClassifier(KNeighborsClassifier()).fit(TEXTS, LABELS, sample_weight=np.ones(len(TEXTS)))


def test_explanation_adds_up_and_stands_where_it_says(model):
    text = "收到\n公开申请 ３ 件。"
    found = model.explain(text, previous="上一句。", position=0.4)
    assert found.label == "applications"
    assert len(found.weights) == len(text)
    total = sum(one.value for one in found.contributions) + found.rest + found.start
    assert total == pytest.approx(found.margin)
    ratio = found.probabilities[found.label] / found.probabilities[found.against]
    assert np.log(ratio) == pytest.approx(found.margin, abs=1e-6)
    assert max(range(len(text)), key=lambda at: found.weights[at]) in range(text.index("请") + 1)


def test_explanation_as_html_is_escaped(model):
    page = model.explain("<script>申请</script>")._repr_html_()
    assert "<script>" not in page
    assert "applications" in page


def test_explanation_of_a_label_of_choice(model):
    assert model.explain("收到申请3件。", label="proactive").margin < 0
    with pytest.raises(ValueError, match="no label 'x'"):
        model.explain("收到申请3件。", label="x")
    with pytest.raises(TypeError, match="not linear"):
        tk.SectionClassifier(RandomForestClassifier(5)).fit(TEXTS, LABELS).explain("收到申请3件。")


class TestWholeReports:
    TEXT = "全年主动公开信息18条。\n收到公开申请3件，均已答复。\n存在更新不及时的问题。\n下一步将充实人员。"

    def test_as_label_sections_finds_them(self):
        report = tk.read_text(self.TEXT)
        model = tk.load_model("sections")
        table = tk.sentence_table(report)
        found = model.predict_reports(table, ["a"] * len(table))
        assert found.tolist() == [sentence.section for sentence in tk.label_sections(report).sentences]

    def test_each_report_by_itself(self):
        table = tk.sentence_table(tk.read_text(self.TEXT))
        model = tk.load_model("sections")
        both = pd.concat([table, table], ignore_index=True)
        found = model.predict_reports(both, [1] * len(table) + [2] * len(table))
        assert found[: len(table)].tolist() == found[len(table) :].tolist()

    def test_groups_are_counted(self):
        with pytest.raises(ValueError, match="1 sentences and 2 groups"):
            tk.load_model("sections").predict_reports(pd.DataFrame({"text": ["公开。"]}), [1, 2])

    def test_nothing(self):
        assert tk.load_model("sections").predict_reports(pd.DataFrame({"text": []}), []).shape == (0,)
