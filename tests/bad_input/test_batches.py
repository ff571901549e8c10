"""Bad files cost a row with the reason; the batch goes on."""

import pytest

import textkit as tk

GOOD = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息18条。\n"


def build(tmp_path, **files):
    source = tmp_path / "in"
    source.mkdir()
    (source / "good.txt").write_text(GOOD, encoding="utf-8")
    for name, content in files.items():
        (source / name.replace("__", ".")).write_bytes(content)
    return tk.Corpus.build(source, tmp_path / "out")


def reasons(corpus):
    return dict(zip(corpus.failures["report_id"], corpus.failures["reason"], strict=True))


def test_every_bad_file_is_named_with_its_reason(tmp_path):
    corpus = build(
        tmp_path,
        empty__txt=b"",
        blank__txt="　\n \n".encode(),
        binary__txt=bytes(range(256)) * 40,
        pdf__txt=b"%PDF-1.7\n%\xe2\xe3",
        halves__txt=(GOOD * 4).encode() + (GOOD * 4).encode("gb18030"),
        nested__html=b"<div>" * 200_000 + "全年公开信息十八条，均已按时办结并答复。".encode(),
    )
    assert set(reasons(corpus)) == {
        "empty.txt",
        "blank.txt",
        "binary.txt",
        "pdf.txt",
        "halves.txt",
        "nested.html",
    }
    assert "empty" in reasons(corpus)["empty.txt"]
    assert "PDF" in reasons(corpus)["pdf.txt"]
    assert "encoding" in reasons(corpus)["halves.txt"]
    assert "nests" in reasons(corpus)["nested.html"]
    assert list(corpus.reports["report_id"]) == ["good.txt"]


def test_a_text_beyond_the_limit_is_refused_before_it_is_analysed(tmp_path):
    corpus = build(tmp_path, long__txt=("全年公开信息。" * 300_000).encode())
    assert "characters" in reasons(corpus)["long.txt"]


def test_a_table_of_a_hundred_thousand_rows_is_read(tmp_path):
    rows = "<tr><td>行政许可</td><td>12</td></tr>" * 100_000
    corpus = build(
        tmp_path,
        rows__html=f"<h1>{GOOD.splitlines()[0]}</h1><p>一、总体情况</p><p>全年公开信息18条。</p><table>{rows}</table>".encode(),
    )
    assert set(corpus.reports["report_id"]) == {"good.txt", "rows.html"}


def test_names_with_emoji_and_links_to_nowhere(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "年报🎉.txt").write_text(GOOD, encoding="utf-8")
    (source / "gone.txt").symlink_to(source / "nowhere.txt")
    corpus = tk.Corpus.build(source, tmp_path / "out")
    assert list(corpus.reports["report_id"]) == ["年报🎉.txt"]
    assert list(corpus.failures["report_id"]) == ["gone.txt"]


def test_a_text_longer_than_any_report_is_refused():
    with pytest.raises(tk.ReadingError, match="the limit is 2,000,000"):
        tk.read_text("公开信息。" * 400_001)
