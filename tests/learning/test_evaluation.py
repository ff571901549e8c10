"""Learning curves: groups kept apart, several ways to ask one model."""

import numpy as np
import pandas as pd
import pytest

import textkit as tk

FACTS = ["公开信息", "收到申请", "信箱留言", "解读材料", "公报"]


@pytest.fixture(scope="module")
def lesson():
    """Five writers; each knows what the others know, in words of its own too."""
    rows = [
        (f"{writer}全年{fact}{number}条。", "applications" if "申请" in fact else "proactive", writer)
        for writer in ("甲", "乙", "丙", "丁", "戊")
        for fact in FACTS
        for number in (3, 40)
    ]
    return pd.DataFrame(rows, columns=["text", "section", "writer"])


def curve(lesson, **options):
    return tk.learning_curve(
        tk.SectionClassifier(random_state=0),
        lesson[["text"]],
        lesson["section"],
        groups=lesson["writer"].tolist(),
        shares=(0.25, 0.5, 1.0),
        random_state=0,
        **options,
    )


def test_each_share_of_the_groups_is_a_row(lesson):
    found = curve(lesson)
    assert found.columns.tolist() == ["share", "n", "strict", "lenient"]
    assert found["n"].tolist() == [10, 20, 40]
    assert found["strict"].iloc[-1] == 1.0
    assert (found["lenient"] >= found["strict"]).all()


def test_further_labels_are_accepted(lesson):
    found = curve(lesson, also=[["proactive", "applications"]] * len(lesson))
    assert (found["lenient"] == 1.0).all()


def test_one_model_is_asked_in_each_way(lesson):
    ways = {
        "as it is": lambda model, rows: model.predict(rows),
        "always the same": lambda model, rows: np.full(len(rows), "proactive"),
    }
    found = curve(lesson, readings=ways)
    same = found[found["reading"] == "as it is"].drop(columns="reading")
    pd.testing.assert_frame_equal(same, curve(lesson))
    assert found.loc[found["reading"] == "always the same", "strict"].tolist() == pytest.approx([0.8] * 3)


# joblib opens files of the system without naming an encoding.
@pytest.mark.filterwarnings("ignore:'encoding' argument not specified:EncodingWarning")
def test_processes_give_the_same(lesson):
    pd.testing.assert_frame_equal(curve(lesson, n_jobs=2), curve(lesson))
