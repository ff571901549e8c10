import os
from pathlib import Path

import pytest

import textkit.corpus._work as work
from textkit.corpus import OTHER_DOCUMENTS, Corpus, list_files
from textkit.reading import READ_SUFFIXES

TEXT = "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息18条。\n"
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def write(path, text=TEXT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "in" / "good.txt")
    return tmp_path / "in"


def failures(folder):
    corpus = Corpus.build(folder, folder.parent / "out")
    assert "good.txt" in corpus.reports["report_id"].tolist()
    return {row.report_id: (row.error, row.reason) for row in corpus.failures.itertuples()}


def test_suffixes(folder):
    for name in (
        "a.TXT",
        "b.md",
        "c.html",
        "d.htm",
        "e.xhtml",
        "f.png",
        ".hidden.txt",
        ".git/g.txt",
        "h",
        "~$x.docx",
    ):
        write(folder / name)
    listing = list_files(folder)
    assert [task.report_id for task in listing.tasks] == [
        "a.TXT",
        "b.md",
        "c.html",
        "d.htm",
        "e.xhtml",
        "good.txt",
    ]
    assert listing.failures == ()
    assert listing.n_skipped == 4


@pytest.mark.parametrize("suffix", [".ofd", ".xls", ".xlsx", ".et", ".zip", ".rar", ".tif", ".OFD"])
def test_known_documents_without_a_reader_get_a_row_with_advice(folder, suffix):
    write(folder / f"报告{suffix}")
    error, reason = failures(folder)[f"报告{suffix}"]
    assert error == "FormatNotRead"
    assert reason == f"format not read: {suffix.lower()}; {OTHER_DOCUMENTS[suffix.lower()]}"


def test_a_format_is_either_read_or_told():
    assert not OTHER_DOCUMENTS.keys() & set(READ_SUFFIXES)


@pytest.mark.parametrize("suffix", READ_SUFFIXES)
def test_every_format_with_a_reader_is_listed(folder, suffix):
    write(folder / f"b{suffix}")
    assert f"b{suffix}" in [task.report_id for task in list_files(folder).tasks]


@pytest.mark.parametrize("text", ["全年公开信息18条。", "一、总体情况\n公开信息18条", "公" * 300, "a\0b"])
def test_text_given_as_a_path_is_told(text):
    for source in (text, [text]):
        with pytest.raises(ValueError, match=r"this is a text, not a path: .*; give texts as a DataFrame"):
            list_files(source)


def test_what_is_no_path_is_told():
    with pytest.raises(TypeError, match="a path is asked for, not int: 3"):
        list_files(["a.txt", 3])


def test_named_file_of_unknown_kind(folder):
    listing = list_files([write(folder / "a.png"), folder / "none.txt", folder, folder / "good.txt"])
    reasons = [failure.reason for failure in listing.failures]
    assert reasons[0].startswith("format not read: .png; read are .txt")
    assert reasons[1].startswith("not readable: ")
    assert reasons[2] == "is a folder"
    assert [task.report_id for task in listing.tasks] == ["in/good.txt"]


def test_empty_and_binary_files_get_a_row(folder):
    write(folder / "empty.txt", "")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    found = failures(folder)
    assert set(found) == {"binary.txt", "empty.txt"}
    assert all(error == "ReadingError" for error, _ in found.values())


def test_file_over_the_limit_is_not_read(folder, monkeypatch):
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(100 * 1024 * 1024)  # sparse: takes no room on the disk
    read_bytes = Path.read_bytes

    def watched(path):
        assert path.name != "huge.txt"
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", watched)
    assert set(failures(folder)) == {"huge.txt"}


@needs_links
def test_links(folder, tmp_path):
    outside = write(tmp_path / "outside" / "secret.txt")
    (folder / "file.txt").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "up").symlink_to(folder)
    (folder / "copy.txt").symlink_to("good.txt")
    found = failures(folder)
    assert {name: error for name, (error, _) in found.items()} == {
        "file.txt": "LinkRefused",
        "folder": "LinkRefused",
        "gone.txt": "FileNotFoundError",
        "self.txt": "OSError",
    }
    corpus = Corpus.open(tmp_path / "out")
    assert corpus.reports["report_id"].tolist() == ["copy.txt", "good.txt"]


@needs_links
def test_folder_given_as_a_link_is_searched(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder)
    assert [task.report_id for task in list_files(tmp_path / "link").tasks] == ["good.txt"]


@needs_posix
def test_pipe_is_not_opened(folder):
    os.mkfifo(folder / "pipe.txt")
    assert failures(folder) == {"pipe.txt": ("NotAFile", "not a regular file")}


@needs_posix
def test_folder_named_like_a_file(folder):
    write(folder / "dir.txt" / "inner.txt")
    assert [task.report_id for task in list_files(folder).tasks] == ["dir.txt/inner.txt", "good.txt"]


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root may read everything; Windows has no modes"
)
def test_no_permission(folder):
    write(folder / "locked.txt").chmod(0)
    write(folder / "closed" / "inner.txt")
    (folder / "closed").chmod(0)
    try:
        found = failures(folder)
    finally:
        (folder / "closed").chmod(0o700)
    assert {name: error for name, (error, _) in found.items()} == {
        "locked.txt": "PermissionError", "closed": "PermissionError",
    }  # fmt: skip


def test_emoji_name(folder):
    write(folder / "报告🎉 2023.txt")
    corpus = Corpus.build(folder, folder.parent / "out")
    assert "报告🎉 2023.txt" in corpus.reports["report_id"].tolist()


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="file names are text there")
def test_name_that_is_no_text(folder):
    write(folder / os.fsdecode(b"\xb1\xa8.txt"))
    write(folder / os.fsdecode(b"\xb1\xa8.txt.ofd"))
    corpus = Corpus.build(folder, folder.parent / "out")
    assert r"\udcb1\udca8.txt" in corpus.reports["report_id"].tolist()
    assert corpus.failures["report_id"].tolist() == [r"\udcb1\udca8.txt.ofd"]


@pytest.mark.parametrize(
    "error",
    [
        RecursionError("deep"),
        MemoryError(),
        KeyError("x"),
        UnicodeError("u"),
        PermissionError(13, "no"),
        SystemExit(1),
        BaseException("a panic of a library"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_file_does_costs_one_row(folder, monkeypatch, error):
    write(folder / "bad.txt")
    read = work.read

    def troubled(path, **options):
        if path.name == "bad.txt":
            raise error
        return read(path, **options)

    monkeypatch.setattr(work, "read", troubled)
    found = failures(folder)
    assert set(found) == {"bad.txt"}
    assert found["bad.txt"][0] == type(error).__name__
    assert found["bad.txt"][1]


def test_the_user_can_still_interrupt(folder, monkeypatch):
    def interrupted(path, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Corpus.build(folder, folder.parent / "out")


def test_lack_of_memory_says_what_to_do(folder, monkeypatch):
    def troubled(path, **options):
        raise MemoryError

    monkeypatch.setattr(work, "read", troubled)
    corpus = Corpus.build(folder, folder.parent / "out")
    assert (
        corpus.failures.loc[0, "reason"] == "not enough memory to read it; use fewer jobs, or split the file"
    )


def test_reason_is_one_line(folder, monkeypatch):
    def troubled(path, **options):
        raise ValueError("first\nsecond " + "x" * 5000)

    monkeypatch.setattr(work, "read", troubled)
    corpus = Corpus.build(folder, folder.parent / "out")
    reason = corpus.failures.loc[0, "reason"]
    assert reason.startswith("first second")
    assert len(reason) == 500
