"""What importing the package brings along, asked of a fresh interpreter."""

import subprocess
import sys

import pytest

HEAVY = (
    "duckdb",
    "jieba",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "pypdfium2",
    "selectolax",
    "sklearn",
    "spacy",
)
# The commands name the suffixes that are read, and so import the readers; the HTML parser is small.
AT_HOME_IN_THE_READERS = {"selectolax"}

SHOW_HELP = """
import runpy, sys
sys.argv = ["textkit", *{arguments!r}, "--help"]
try:
    runpy.run_module("textkit", run_name="__main__")
except SystemExit as end:
    assert end.code == 0, end.code
"""


def loaded_by(program):
    """Modules that are loaded when the program has run, in an interpreter of its own."""
    told = program + "\nimport sys; print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_no_library():
    assert loaded_by("import textkit").isdisjoint(HEAVY)


def test_importing_the_package_loads_none_of_its_rooms():
    rooms = {name for name in loaded_by("import textkit") if name.startswith("textkit.")}
    assert rooms == {"textkit._version"}


@pytest.mark.parametrize("arguments", [[], ["analyze"], ["read"], ["segment"]], ids=" ".join)
def test_help_loads_no_heavy_library(arguments):
    heavy = set(HEAVY) - AT_HOME_IN_THE_READERS
    assert loaded_by(SHOW_HELP.format(arguments=arguments)).isdisjoint(heavy)


def test_a_public_name_loads_its_room():
    assert "textkit.quantities" in loaded_by("import textkit; textkit.find_quantities")


def test_pages_load_no_matplotlib():
    assert "matplotlib" not in loaded_by("from textkit.show import report_page, write_site")


def test_pictures_load_pyplot_only_for_a_figure_of_their_own():
    loaded = loaded_by("from textkit.show import plot_indicators")
    assert "matplotlib.axes" in loaded
    assert "matplotlib.pyplot" not in loaded
