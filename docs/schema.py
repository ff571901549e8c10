"""Write the tables of the schema into ``docs/store.md``; with ``--check`` only tell, by exit code 1, where they differ."""

from __future__ import annotations

import sys
from pathlib import Path

from textkit.frames import SCHEMA_VERSION, TABLES

PAGE = Path(__file__).with_name("store.md")
BEGIN, END = "<!-- schema -->", "<!-- end of schema -->"


def schema() -> str:
    """All tables in Markdown."""
    lines = [f"Schema version {SCHEMA_VERSION}."]
    for name, columns in TABLES.items():
        lines += ["", f"### {name}", "", "| column | type | what |", "| --- | --- | --- |"]
        lines += [f"| {column.name} | {column.dtype} | {column.meaning} |" for column in columns]
    return "\n".join(lines)


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    fresh = f"{before}{BEGIN}\n\n{schema()}\n\n{END}{after}"
    if "--check" in sys.argv:
        return int(text != fresh)
    PAGE.write_text(fresh, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
