import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from textkit.cli import main
from textkit.corpus import Corpus
from textkit.reading import READ_SUFFIXES

TEXT = (
    "青澜县水利局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息1200余条。接待群众3.2万人次🎉。\n"
    "二、主动公开政府信息情况\n"
)


def run(*arguments, **options):
    return CliRunner().invoke(main, [str(one) for one in arguments], **options)


def run_process(*arguments, encoding="utf-8", **options):
    environment = dict(os.environ)
    environment.pop("PYTHONIOENCODING", None)
    if encoding:
        environment["PYTHONIOENCODING"] = encoding
    command = [sys.executable, "-m", "textkit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment, check=False, **options)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "in"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


class TestAnalyze:
    def test_all_read(self, folder, out):
        result = run("analyze", folder, "-o", out)
        assert result.exit_code == 0, result.output
        assert "1 files, 0 failed" in result.output
        assert str(out / "index.html") in result.output
        assert (out / "pages" / "00000.html").is_file()
        assert not (out / "csv").exists()
        assert Corpus.open(out).reports["agency"].tolist() == ["青澜县水利局"]

    def test_some_failed(self, folder, out):
        (folder / "b.ofd").write_bytes(b"PK")
        result = run("analyze", folder, "-o", out)
        assert result.exit_code == 3
        assert "1 × format not read: .ofd; open it in a reader" in result.output
        assert (out / "index.html").is_file()

    def test_nothing_known_is_still_summed_up(self, folder, out):
        (folder / "a.txt").write_text("今天去公园散步。", encoding="utf-8")
        result = run("analyze", folder, "-o", out)
        assert result.exit_code == 0, result.output
        assert "其他文种) 1" in result.output

    def test_only_failures(self, folder, out):
        (folder / "a.txt").rename(folder / "a.ofd")
        assert run("analyze", folder, "-o", out).exit_code == 3
        assert len(Corpus.open(out).failures) == 1

    def test_nothing_to_read_leaves_the_store_alone(self, folder, out):
        run("analyze", folder, "-o", out)
        (folder / "a.txt").rename(folder / "a.png")
        result = run("analyze", folder, "-o", out)
        assert result.exit_code == 2
        assert "nothing to read" in result.output
        assert len(Corpus.open(out).reports) == 1

    @pytest.mark.parametrize(
        "arguments", [[], ["in"], ["nowhere", "-o", "out"], ["in", "-o", "out", "--jobs", "0"]]
    )
    def test_wrong_usage(self, folder, arguments, monkeypatch):
        monkeypatch.chdir(folder.parent)
        assert run("analyze", *arguments).exit_code == 2

    def test_could_not_run(self, folder, tmp_path):
        result = run("analyze", folder, "-o", tmp_path)
        assert result.exit_code == 1
        assert "is no store of textkit" in result.output
        assert "Traceback" not in result.output

    def test_second_run_takes_over_what_is_unchanged(self, folder, out):
        run("analyze", folder, "-o", out)
        (folder / "b.txt").write_text(TEXT + "另有3件。\n", encoding="utf-8")
        assert "2 files, 1 unchanged (未变), 0 failed" in run("analyze", folder, "-o", out).output
        assert "2 files, 0 failed" in run("analyze", folder, "-o", out, "--anew").output

    def test_csv(self, folder, out):
        result = run("analyze", folder, "-o", out, "--csv")
        assert (
            (out / "csv" / "sentences.csv").read_text(encoding="utf-8-sig").startswith("report_id,sentence,")
        )
        assert str(out / "csv") in result.output

    def test_quiet(self, folder, out):
        result = run("analyze", folder, "-o", out, "--quiet")
        assert (result.exit_code, result.output) == (0, "")

    def test_two_processes_give_the_same(self, folder, out, tmp_path):
        for number in range(20):
            (folder / f"{number}.txt").write_text(TEXT + f"另有{number}件。\n", encoding="utf-8")
        assert run("analyze", folder, "-o", out, "--quiet").exit_code == 0
        assert (
            run_process("analyze", folder, "-o", tmp_path / "two", "--jobs", "2", "--quiet").returncode == 0
        )
        one, two = Corpus.open(out), Corpus.open(tmp_path / "two")
        assert one.table("quantities").equals(two.table("quantities"))
        assert (out / "index.html").read_bytes() == (tmp_path / "two" / "index.html").read_bytes()

    def test_metadata_are_laid_over_and_told(self, folder, out, tmp_path):
        (tmp_path / "m.csv").write_bytes(
            "文件名,机关,组\na.txt,青澜县水务局,甲\nzz.txt,,乙\n".encode("gb18030")
        )
        result = run("analyze", folder, "-o", out, "--metadata", tmp_path / "m.csv")
        assert result.exit_code == 0, result.output
        assert "1 of 2 rows match a report (匹配), 0 reports have none" in result.output
        assert "1 rows match no report (未匹配): zz.txt" in result.output
        assert "Warning" not in result.output
        assert Corpus.open(out).reports[["agency", "组"]].values.tolist() == [["青澜县水务局", "甲"]]

    def test_metadata_of_a_file_that_is_not_read_are_told(self, folder, out, tmp_path):
        (folder / "b.ofd").write_bytes(b"PK")
        (tmp_path / "m.csv").write_text("file,year\nb.ofd,2020\n", encoding="utf-8")
        result = run("analyze", folder, "-o", out, "--metadata", tmp_path / "m.csv")
        assert result.exit_code == 3
        assert "0 of 1 rows match a report (匹配), 1 reports have none" in result.output
        assert "1 rows are about files that were not read" in result.output

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
    def test_names_give_no_orders_to_the_console(self, folder, out, tmp_path):
        (folder / "\x1b[2J.txt").write_bytes(b"\0\1")
        (tmp_path / "m.csv").write_text("file,组\n\x1b]0;x,1\n", encoding="utf-8")
        output = run("analyze", folder, "-o", out, "--metadata", tmp_path / "m.csv").output
        assert r"(未匹配): \x1b]0;x" in output
        (tmp_path / "m.csv").write_text("file,\x1b[2J\na.txt,1\na.txt,1\n,\x1b\n", encoding="utf-8")
        output += run("analyze", folder, "-o", out, "--metadata", tmp_path / "m.csv").output
        (tmp_path / "m.csv").write_text("file,年度\x1b[2J\n\x1b[2J,\x1b[2J\n", encoding="utf-8")
        output += run("analyze", folder, "-o", out, "--metadata", tmp_path / "m.csv").output
        assert "\x1b" not in output

    def test_without_metadata_nothing_is_told_of_them(self, folder, out):
        assert "元数据" not in run("analyze", folder, "-o", out).output

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("file,year\na.txt,abc\n", "row 2, column year: 'abc'"),
            ("x,y\n1,2\n", "doesn't say which report"),
            ("file,组\na.txt,1\na.txt,2\n", "are both about a.txt"),
            ("", "is empty"),
            ("PK\x03\x04", "is a workbook"),
        ],
    )
    def test_fault_in_metadata_is_wrong_usage(self, folder, out, tmp_path, content, message):
        (tmp_path / "m.csv").write_text(content, encoding="utf-8")
        result = run("analyze", folder, "-o", out, "--metadata", tmp_path / "m.csv")
        assert result.exit_code == 2
        assert message in result.output
        assert not out.exists()

    @pytest.mark.parametrize("name", ["none.csv", "in"])
    def test_metadata_that_are_no_file_are_wrong_usage(self, folder, out, name):
        assert run("analyze", folder, "-o", out, "--metadata", folder.parent / name).exit_code == 2

    def test_versions_are_told(self, folder, out):
        (folder / "b.txt").write_text(TEXT + "另有1件。\n", encoding="utf-8")
        assert "duplicates (重复) 0, versions (版本) 1" in run("analyze", folder, "-o", out).output

    def test_help_tells_what_is_read(self):
        output = run("analyze", "--help").output.split()
        assert set(READ_SUFFIXES) <= set(output)

    def test_help_tells_the_exit_codes(self):
        result = run("analyze", "--help")
        for words in ("0  every file was read", "3  ran, some files were not read", "32,767"):
            assert words in " ".join(result.output.split()) or words in result.output


class TestRead:
    def test_short(self, folder):
        result = run("read", folder / "a.txt")
        assert result.exit_code == 0, result.output
        for words in (
            "机关 agency: 青澜县水利局",
            "年度 year: 2023",
            "overview",
            "1200余条\t1200 条\tcount\tmore_than\tdisclosure.total",
            "3.2万人次\t32000 人次\tcount\texact",
        ):
            assert words in result.output

    def test_json_lines(self, folder):
        lines = run("read", folder / "a.txt", "--json").output.splitlines()
        rows = [json.loads(line) for line in lines]
        assert rows[0]["table"] == "reports"
        assert rows[0]["agency"] == "青澜县水利局"
        assert [row["value"] for row in rows if row["table"] == "quantities"] == [1200, 32000]
        assert {row["report_id"] for row in rows} == {"a.txt"}

    def test_json_lines_hold_whatever_a_file_and_its_name_hold(self, folder):
        name = 'a"\\<script>{}.txt' if os.name != "nt" else "a{}.txt"
        text = TEXT + '接待"群众"\\3人\u2028\x0b</script>。\r\n'
        (folder / name).write_bytes(text.encode())
        lines = run("read", folder / name, "--json").output.split("\n")[:-1]
        rows = [json.loads(line) for line in lines]
        assert {row["report_id"] for row in rows} == {name}
        assert any('接待"群众"\\3人' in row["text"] for row in rows if row["table"] == "paragraphs")

    def test_file_that_is_no_text(self, folder):
        (folder / "b.txt").write_bytes(b"")
        result = run("read", folder / "b.txt")
        assert result.exit_code == 1
        assert result.output.startswith("错误 error: ")

    def test_missing_file(self, folder):
        assert run("read", folder / "none.txt").exit_code == 2


class TestSegment:
    def test_file(self, folder):
        result = run("segment", folder / "a.txt")
        assert result.exit_code == 0, result.output
        lines = result.output.splitlines()
        assert len(lines) == 2
        assert lines[0].replace(" ", "") == "全年公开信息1200余条。"
        assert "公开 信息" in lines[0]

    def test_standard_input(self):
        result = run("segment", "-", input="\ufeff推进依申请公开。\n\n收到3件！".encode())
        assert [line.replace(" ", "") for line in result.output.splitlines()] == [
            "推进依申请公开。",
            "收到3件！",
        ]
        assert "依申请公开" in result.output

    def test_standard_input_of_another_encoding(self):
        result = run("segment", "-", input="公开".encode("gb18030"))
        assert result.exit_code == 1
        assert "Traceback" not in result.output

    def test_own_words(self, tmp_path):
        (tmp_path / "words.txt").write_text("澜汀云办\n", encoding="utf-8")
        result = run(
            "segment", "-", "--user-words", tmp_path / "words.txt", input="通过澜汀云办推送".encode()
        )
        assert "澜汀云办" in result.output.split()

    def test_words_file_with_a_fault(self, tmp_path):
        (tmp_path / "words.txt").write_text("词\t很多\tn\tx\ty\n", encoding="utf-8")
        result = run("segment", "-", "--user-words", tmp_path / "words.txt", input=b"x")
        assert result.exit_code == 1


class TestConsole:
    @pytest.mark.parametrize("encoding", ["utf-8", "gbk", "cp1252", None])
    def test_any_code_page(self, folder, out, encoding):
        result = run_process("segment", folder / "a.txt", encoding=encoding)
        assert result.returncode == 0, result.stderr
        text = result.stdout.decode(encoding or "utf-8")
        assert ("\\U0001f389" if encoding in ("gbk", "cp1252") else "🎉") in text

    def test_reader_that_goes_away(self, folder):
        (folder / "long.txt").write_text(TEXT + "全年公开信息18条。\n" * 20_000, encoding="utf-8")
        command = [sys.executable, "-m", "textkit", "segment", str(folder / "long.txt")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()

    def test_version(self):
        assert run_process("--version").stdout.startswith(b"textkit, version ")

    def test_help_waits_for_no_heavy_library(self):
        code = (
            "import sys; from textkit.cli import main; main(['--help'], standalone_mode=False);"
            " sys.exit(int(any(name in sys.modules for name in ('pandas', 'pyarrow', 'duckdb', 'tqdm'))))"
        )
        assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
