"""Shipped files are found through one module, in the wheel, in a checkout and in an archive."""

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import textkit
from textkit import _resources

PACKAGE = Path(textkit.__file__).parent
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "reports"
SHIPPED = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*")
    if path.is_file() and path.suffix != ".py" and not {"_models", "__pycache__"} & set(path.parts)
)
WAYS_TO_A_FILE = {"__file__", "__path__", "importlib.resources", "pkg_resources", "pkgutil"}
# The helper process is told where the package lies; the words are those of jieba, not of this package.
OTHER_WAYS = {
    ("_resources.py", "importlib.resources"),
    ("reading/_guard.py", "__file__"),
    ("segmenting/_words.py", "importlib.resources"),
}


def ways_to_a_file(source):
    """Names in a module by which it could find the files of a package."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_only_one_module_finds_shipped_files():
    found = {
        (path.relative_to(PACKAGE).as_posix(), way)
        for path in PACKAGE.rglob("*.py")
        for way in ways_to_a_file(path.read_text(encoding="utf-8"))
        if way in WAYS_TO_A_FILE
    }
    assert found == OTHER_WAYS


def test_the_segmenter_asks_for_files_of_jieba_alone():
    tree = ast.parse((PACKAGE / "segmenting" / "_words.py").read_text(encoding="utf-8"))
    asked = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "files"
    ]
    assert asked == ["jieba"]


@pytest.mark.parametrize("path", SHIPPED)
def test_shipped_file_is_found(path):
    assert _resources.package_path(path).read_bytes() == (PACKAGE / path).read_bytes()
    if not path.endswith(".otf"):
        assert _resources.package_text(path) == (PACKAGE / path).read_text(encoding="utf-8")


def test_models_are_found():
    assert "README.md" in {entry.name for entry in _resources.models_folder().iterdir()}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The package as a zip archive, as it lies in a wheel."""
    path = tmp_path_factory.mktemp("zipped") / "textkit.zip"
    with zipfile.ZipFile(path, "w") as file:
        for one in PACKAGE.rglob("*"):
            if one.is_file() and not {"_models", "__pycache__"} & set(one.parts):
                file.write(one, Path("textkit") / one.relative_to(PACKAGE))
        for model in _resources.models_folder().iterdir():
            file.writestr(f"textkit/_models/{model.name}", model.read_bytes())
    return path


@pytest.fixture
def run_from(archive, tmp_path):
    """Run a program for which ``tk`` is the package in the archive."""

    def run(program):
        head = f"import sys; sys.path.insert(0, {str(archive)!r}); import textkit as tk\n"
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", head + program],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


class TestArchive:
    def test_the_package_is_the_one_in_the_archive(self, run_from, archive):
        assert run_from("print(tk.__file__)") == str(archive / "textkit" / "__init__.py")

    @pytest.mark.parametrize("name", ["market-bureau-2023.html", "market-bureau-2021.pdf"])
    def test_reads_a_report(self, run_from, name):
        path = SAMPLES / name
        sections = " ".join(section.id for section in textkit.read(path).sections)
        assert run_from(f"print(*(one.id for one in tk.read({str(path)!r}).sections))") == sections

    def test_knows_the_words_of_the_field(self, run_from):
        assert run_from("print(*tk.Segmenter().words('推进依申请公开'))") == "推进 依申请公开"

    def test_finds_the_models(self, run_from):
        program = "from textkit._resources import models_folder; print(*(one.name for one in models_folder().iterdir()))"
        assert "README.md" in run_from(program).split()

    def test_gives_the_font_of_pictures(self, run_from):
        program = (
            "from textkit.show import _fonts; from matplotlib.font_manager import findfont, FontProperties\n"
        )
        program += "print(findfont(FontProperties(family=_fonts.font_families()), fallback_to_default=False))"
        assert run_from(program).endswith("TextkitSansSC-Regular.otf")
