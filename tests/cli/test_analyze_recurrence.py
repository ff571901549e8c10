import pytest
from click.testing import CliRunner

from textkit.cli import main

TEXT = "青澜县{}局2023年政府信息公开工作年度报告\n一、总体情况\n全年公开信息1200余条，均在时限内更新。\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("水利", "教育"):
        (tmp_path / "in" / f"{name}.txt").write_text(TEXT.format(name), encoding="utf-8")
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("option", "there"), [([], True), (["--recurrence"], True), (["--no-recurrence"], False)]
)
def test_pages_on_what_comes_back(folder, tmp_path, option, there):
    result = CliRunner().invoke(main, ["analyze", str(folder), "-o", str(tmp_path / "out"), *option])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "pages" / "recurrence" / "index.html").is_file() == there
    assert ("--recurrence" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")) != there


def test_a_store_with_these_pages_is_built_again(folder, tmp_path):
    command = ["analyze", str(folder), "-o", str(tmp_path / "out"), "--quiet"]
    assert [CliRunner().invoke(main, command).exit_code for _ in range(2)] == [0, 0]
