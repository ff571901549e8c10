"""Model files: there and back, and what happens to bad ones."""

import io
import json
import pickle
import zipfile

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

import textkit as tk

TEXTS = [
    "全年公开信息30条。",
    "收到公开申请3件。",
    "网站公开信息18条。",
    "公开申请均已答复。",
    "下一步将充实人员。",
] * 4
LABELS = ["proactive", "applications", "proactive", "applications", "improvements"] * 4
THEMES = [["content"], ["applications"], ["platform", "content"], ["applications"], ["staff"]] * 4


@pytest.fixture
def saved(tmp_path):
    model = tk.SectionClassifier(random_state=0).fit(TEXTS, LABELS, groups=[row // 5 for row in range(20)])
    path = tmp_path / "模型.textkit"
    tk.save_model(model, path, card={"data": "样例"})
    return model, path


def rewritten(path, **members):
    """The file with some of its members replaced."""
    with zipfile.ZipFile(path) as file:
        old = {name: file.read(name) for name in file.namelist()}
    old.update({name.replace("_", "."): data for name, data in members.items()})
    with zipfile.ZipFile(path, "w") as file:
        for name, data in old.items():
            file.writestr(name, data)
    return path


def head_of(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("model.json"))


def test_a_section_model_there_and_back(saved):
    model, path = saved
    again = tk.load_model(path)
    np.testing.assert_allclose(model.predict_proba(TEXTS), again.predict_proba(TEXTS), atol=1e-5)
    assert (model.predict(TEXTS) == again.predict(TEXTS)).all()
    np.testing.assert_allclose(model.order_.step, again.order_.step)
    assert again.explain(TEXTS[0]).label == "proactive"
    assert tk.model_card(path) == {"data": "样例"}


def test_a_loaded_model_can_be_saved_again(saved, tmp_path):
    _, path = saved
    tk.save_model(tk.load_model(path), tmp_path / "again.textkit", card={"data": "样例"})
    assert (tmp_path / "again.textkit").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("estimator", [LinearSVC(), RidgeClassifier()], ids=repr)
def test_other_linear_estimators(tmp_path, estimator):
    for labels in (LABELS, ["a" if label == "proactive" else "b" for label in LABELS]):
        model = tk.SectionClassifier(estimator, random_state=0).fit(TEXTS, labels)
        tk.save_model(model, tmp_path / "m.textkit")
        again = tk.load_model(tmp_path / "m.textkit")
        np.testing.assert_allclose(model.predict_proba(TEXTS), again.predict_proba(TEXTS), atol=1e-5)


def test_a_model_with_words_there_and_back(tmp_path):
    features = tk.SentenceFeatures(words=True, min_count=1)
    model = tk.SectionClassifier(features=features, random_state=0).fit(TEXTS, LABELS)
    tk.save_model(model, tmp_path / "m.textkit")
    np.testing.assert_allclose(
        model.predict_proba(TEXTS), tk.load_model(tmp_path / "m.textkit").predict_proba(TEXTS), atol=1e-5
    )


def test_a_theme_model_there_and_back(tmp_path):
    model = tk.ThemeClassifier().fit(TEXTS, THEMES)
    tk.save_model(model, tmp_path / "m.textkit")
    again = tk.load_model(tmp_path / "m.textkit")
    assert [[theme for theme, _ in one] for one in model.predict_themes(TEXTS)] == [
        [theme for theme, _ in one] for one in again.predict_themes(TEXTS)
    ]


def test_the_same_model_gives_the_same_bytes(saved, tmp_path):
    model, path = saved
    tk.save_model(model, tmp_path / "b.textkit", card={"data": "样例"})
    assert (tmp_path / "b.textkit").read_bytes() == path.read_bytes()


def test_what_cannot_be_saved(tmp_path):
    with pytest.raises(NotFittedError):
        tk.save_model(tk.SectionClassifier(), tmp_path / "m.textkit")
    with pytest.raises(TypeError, match="not linear"):
        tk.save_model(
            tk.SectionClassifier(KNeighborsClassifier(2)).fit(TEXTS, LABELS), tmp_path / "m.textkit"
        )
    with pytest.raises(TypeError, match="SectionClassifier and ThemeClassifier"):
        tk.save_model(LinearSVC(), tmp_path / "m.textkit")
    assert list(tmp_path.iterdir()) == []


class Bomb:
    def __reduce__(self):
        return (exec, ("raise SystemExit('code was run')",))


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name.replace("_", "."), data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pickle.dumps(Bomb()), "a pickle"),
        (pickle.dumps(Bomb(), protocol=2), "a pickle"),
        (b"", "no model file"),
        (b"hello", "no model file"),
        (zipped(a_txt=b"x"), "holds a.txt"),
        (zipped(model_json=b"{", arrays_npz=b""), "can't be read"),
        (zipped(model_json=b"[" * 100_000, arrays_npz=b""), "can't be read"),
        (zipped(model_json=b"{}", arrays_npz=b""), "no model file"),
        (zipped(model_json=b"0" * 30_000_000, arrays_npz=b""), "unpacks to 30,000,000 bytes"),
    ],
    ids=["pickle", "old pickle", "empty", "text", "other zip", "no json", "deep json", "no sign", "bomb"],
)
def test_files_that_are_no_models(tmp_path, data, words):
    (tmp_path / "m.textkit").write_bytes(data)
    with pytest.raises(tk.ModelFileError, match=words):
        tk.load_model(tmp_path / "m.textkit")


def test_a_truncated_file(saved):
    _, path = saved
    data = path.read_bytes()
    for size in (10, len(data) // 2, len(data) - 5):
        path.write_bytes(data[:size])
        with pytest.raises(tk.ModelFileError):
            tk.load_model(path)


def test_changed_arrays(saved):
    _, path = saved
    with zipfile.ZipFile(path) as file:
        arrays = bytearray(file.read("arrays.npz"))
    arrays[len(arrays) // 2] ^= 1
    with pytest.raises(tk.ModelFileError, match="not those that were saved"):
        tk.load_model(rewritten(path, arrays_npz=bytes(arrays)))


def test_arrays_with_objects_are_never_unpickled(saved):
    _, path = saved
    packed = io.BytesIO()
    np.savez(packed, coef=np.array([Bomb()], dtype=object))
    head = head_of(path)
    import hashlib

    head["arrays_sha256"] = hashlib.sha256(packed.getvalue()).hexdigest()
    with pytest.raises(tk.ModelFileError, match="can't be read"):
        tk.load_model(rewritten(path, model_json=json.dumps(head).encode(), arrays_npz=packed.getvalue()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "format 2, this version .* reads up to 1"),
        ({"format": None}, "no format number"),
        ({"kind": "os.system"}, "of kind 'os.system' is not known"),
        ({"kind": 3}, "lacks 'kind'"),
        ({"parameters": {}}, "doesn't fit together"),
        ({"parameters": []}, "lacks 'parameters'"),
    ],
    ids=str,
)
def test_heads_that_do_not_fit(saved, change, words):
    _, path = saved
    head = head_of(path) | change
    with pytest.raises(tk.ModelFileError, match=words):
        tk.load_model(rewritten(path, model_json=json.dumps(head).encode()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("classes", ["a"]),
        ("temperature", -1),
        ("temperature", "hot"),
        ("features", {"ngrams": [1, 9]}),
        ("features", {"verbs": 1}),
    ],
    ids=str,
)
def test_parameters_that_do_not_fit(saved, name, value):
    _, path = saved
    head = head_of(path)
    given = head["parameters"][name]
    head["parameters"][name] = {**given, **value} if isinstance(value, dict) else value
    with pytest.raises(tk.ModelFileError, match="doesn't fit together"):
        tk.load_model(rewritten(path, model_json=json.dumps(head).encode()))


def test_names_and_paths_that_are_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="shipped are sections, themes"):
        tk.load_model("section")
    with pytest.raises(FileNotFoundError):
        tk.load_model(tmp_path / "m.textkit")
