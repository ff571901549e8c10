"""User dictionaries: what the loader takes and what it says about the rest."""

import pytest

from textkit.segmenting import Segmenter
from textkit.segmenting._dictionary import Word, read_dictionary


def dictionary(tmp_path, content):
    path = tmp_path / "words.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("青澜发布", Word("青澜发布")),
        ("青澜发布 120", Word("青澜发布", 120)),
        ("青澜发布 n", Word("青澜发布", None, "n")),
        ("青澜发布 120 nz", Word("青澜发布", 120, "nz")),
        ("青澜发布\t120\tnz", Word("青澜发布", 120, "nz")),
        ("Open Data\t30", Word("Open Data", 30)),
        ("Open Data\t", Word("Open Data")),
        ("《条例》", Word("《条例》")),
        ("  青澜发布  ", Word("青澜发布")),
        ("１号院", Word("1号院")),
    ],
)
@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_lines(tmp_path, line, word, ending, mark):
    assert read_dictionary(dictionary(tmp_path, mark + (line + ending).encode("utf-8"))) == (word,)


def test_comments_and_blank_lines_are_left_out(tmp_path):
    path = dictionary(tmp_path, "# 词表\n\n  \n青澜发布\n  # 注\n")
    assert [word.text for word in read_dictionary(path)] == ["青澜发布"]


@pytest.mark.parametrize(
    "line",
    [
        "青澜 发布 信息",
        "青澜发布 0",
        "青澜发布 -3",
        "青澜发布 1.5",
        "青澜发布 n 120",
        "青澜发布 12 n 5",
        "\t120",
        "青澜发布\t\t频道",
    ],
)
def test_other_lines_are_refused_with_file_line_and_what_is_allowed(tmp_path, line):
    path = dictionary(tmp_path, f"公开栏\n# 注\n{line}\n")
    with pytest.raises(ValueError, match=r"words\.txt, line 3: .*allowed are one to three fields"):
        Segmenter(path)


def test_another_encoding_is_refused_with_the_line(tmp_path):
    with pytest.raises(ValueError, match=r"words\.txt, line 2: not UTF-8"):
        Segmenter(dictionary(tmp_path, b"Open\n" + "公开栏".encode("gb18030")))


@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "path"])
def test_a_segmenter_takes_a_path(tmp_path, kind):
    path = dictionary(tmp_path, "沧溟县数据服务专班 50 nt\nOpen Data\t30\n")
    assert Segmenter(kind(path)).words("沧溟县数据服务专班Open Data") == ["沧溟县数据服务专班", "Open Data"]
