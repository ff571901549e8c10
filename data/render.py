"""Render the manuscripts of sample reports to data/reports and their gold facts to data/gold.

``python data/render.py [NAME ...]`` renders the named manuscripts, all without a name. Needs the extra
`samples`; PDF files also need the Debian packages fonts-wqy-zenhei, fonts-noto-cjk and libreoffice-writer.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rendering import checks, gold, manuscript, writing

DATA = Path(__file__).resolve().parent


def main() -> int:
    """Render, and report manuscripts that can't be; 1 if there were any."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="manuscripts without .toml; all if left out")
    names = parser.parse_args().names
    folder = DATA / "manuscripts"
    paths = [folder / f"{name}.toml" for name in names] or sorted(folder.glob("*.toml"))
    failures = 0
    for path in paths:
        try:
            render(path)
        except manuscript.ManuscriptError as err:
            failures += 1
            sys.stderr.write(f"{err}\n")
    return 1 if failures else 0


def render(path: Path) -> None:
    """Write the files of one manuscript and their gold."""
    report = manuscript.load(path)
    checks.check(report)
    for format_ in report.formats:
        name = f"{report.file}.{format_}"
        content = writing.write(report, format_)
        facts = gold.gold_of(report, format_)
        gold.check_occurrences(report, facts, content)
        (DATA / "reports" / name).write_bytes(content)
        (DATA / "gold" / f"{name}.json").write_text(gold.as_json(facts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
