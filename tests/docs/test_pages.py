"""The examples of the pages in docs run."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [page for page in sorted(DOCS.glob("*.md")) if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_examples(page):
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried
    assert not failed


def test_the_schema_is_the_one_of_the_code():
    done = subprocess.run([sys.executable, DOCS / "schema.py", "--check"], check=False)
    assert done.returncode == 0, "run python docs/schema.py"
