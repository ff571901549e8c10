"""Manuscripts: one TOML file a report, with the body's lines and marks parsed into blocks."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rendering import forms

FORMATS = ("docx", "pdf", "html", "md", "txt")
STYLES = (
    *("auto-numbering", "text-box", "tracked", "header-footer"),
    *("two-columns", "running-header", "unembedded-font", "spaced-latin"),
    *("cells-one-a-line", "tabs", "wrapped"),
    *("nested", "caption-rows", "nbsp-blanks", "plain"),
    *("pipes", "ocr"),
)
HEADING_IDS = (
    "overview",
    "overview.proactive",
    "overview.applications",
    "overview.management",
    "overview.platform",
    "overview.supervision",
    "proactive",
    "applications",
    "review_litigation",
    "problems",
    "improvements",
    "other",
)
BOUNDS = ("exact", "about", "more_than", "at_least", "less_than", "at_most")
KINDS = ("count", "percent", "money", "percentage_point")
TOP_KEYS = {"file", "formats", "about", "style", "body", "identity", "defects", "tables"}
REQUIRED_KEYS = ("file", "formats", "about", "body", "identity")

MARK = re.compile(r"⟦([^⟦⟧=]+)=([^⟦⟧=]+)⟧")
HEADING = re.compile(r"(#{1,2}) (.+?) \{([\w.]*)\}( \+)?")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

BlockKind = Literal["title", "info", "heading", "subheading", "paragraph", "table", "note", "sign"]


class ManuscriptError(ValueError):
    """A manuscript that can't be rendered; the message lists file, line and reason of each fault."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the prose: as printed, and what it means."""

    printed: str
    value: str
    unit: str
    bound: str = "exact"
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the body: its kind, printed text, marked numbers and line in the file.

    `id` is the table of a table block, or what a heading opens (empty for nothing); a `run_in` heading is
    followed by its paragraph on the same line.
    """

    kind: BlockKind
    text: str
    line: int
    quantities: tuple[Quantity, ...] = ()
    id: str = ""
    run_in: bool = False

    @property
    def is_heading(self) -> bool:
        return self.kind in ("heading", "subheading")


@dataclass(frozen=True, slots=True)
class Defect:
    """A planted fault and the words that show it."""

    code: str
    kind: str
    quote: str
    note: str


@dataclass(frozen=True)
class Manuscript:
    """A report before it is rendered."""

    path: Path
    file: str
    formats: tuple[str, ...]
    about: str
    style: str
    identity: dict[str, Any]
    defects: tuple[Defect, ...]
    tables: dict[str, forms.Table]
    blocks: tuple[Block, ...]

    @property
    def agency(self) -> str:
        """The file name without its year: what the reports of one agency share."""
        return self.file.rpartition("-")[0]

    def has(self, word: str) -> bool:
        """Whether the hints of style name a word."""
        return word in self.style_words()

    def style_words(self) -> list[str]:
        return re.findall(r"[a-z-]+", self.style)

    def chance(self, purpose: str) -> random.Random:
        """Chance that is the same at every run."""
        return random.Random(f"{self.file}:{purpose}")

    def habit(self, purpose: str, choices: int) -> int:
        """A choice that all reports of the agency share."""
        return random.Random(f"{self.agency}:{purpose}").randrange(choices)

    def text_of(self, kind: BlockKind) -> str:
        return "\n".join(block.text for block in self.blocks if block.kind == kind)

    def joined(self) -> Iterator[tuple[Block, str]]:
        """Blocks as printed, with the heading that runs into them; such headings don't come by themselves."""
        heading = ""
        for block in self.blocks:
            if block.run_in:
                heading = block.text
            else:
                yield block, heading
                heading = ""

    def with_tables_joined(self) -> Iterator[tuple[Block, str, tuple[forms.Table, ...]]]:
        """Blocks as `joined`, tables of section two that follow each other as one block with several tables."""
        together: list[tuple[Block, forms.Table]] = []
        for block, heading in self.joined():
            table = self.tables[block.id] if block.kind == "table" else None
            if table and table.id.startswith(forms.SECTION_TWO):
                together.append((block, table))
                continue
            if together:
                yield together[0][0], "", tuple(one for _, one in together)
                together = []
            yield block, heading, (table,) if table else ()
        if together:
            yield together[0][0], "", tuple(one for _, one in together)

    @property
    def title_lines(self) -> list[str]:
        return self.blocks[0].text.split("\n")


@dataclass(slots=True)
class _Faults:
    path: Path
    found: list[str] = field(default_factory=list)

    def add(self, line: int | None, reason: str) -> None:
        self.found.append(f"{self.path.name}:{line}: {reason}" if line else f"{self.path.name}: {reason}")

    def stop(self) -> None:
        if self.found:
            raise ManuscriptError("\n".join(self.found))


def load(path: Path) -> Manuscript:
    """Read and parse one manuscript; what it says is checked by `rendering.checks`."""
    source = path.read_text(encoding="utf-8")
    faults = _Faults(path)
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as err:
        raise ManuscriptError(f"{path.name}: no TOML: {err}") from err
    for key in sorted(set(data) - TOP_KEYS):
        faults.add(None, f"unknown key {key!r}; known are {', '.join(sorted(TOP_KEYS))}")
    for key in REQUIRED_KEYS:
        if key not in data:
            faults.add(None, f"key {key!r} is missing (a top-level key stands above [identity])")
    faults.stop()
    tables = {name: _table(name, entry, faults) for name, entry in data.get("tables", {}).items()}
    blocks = tuple(_blocks(data["body"], _first_line(source), faults))
    defects = tuple(_defect(entry, faults) for entry in data.get("defects", ()))
    if not blocks or blocks[0].kind != "title":
        faults.add(None, "the body must begin with @title")
    faults.stop()
    return Manuscript(
        path=path,
        file=data["file"],
        formats=tuple(data["formats"]),
        about=data["about"],
        style=data.get("style", ""),
        identity=data["identity"],
        defects=defects,
        tables={name: table for name, table in tables.items() if table is not None},
        blocks=blocks,
    )


def load_all(folder: Path) -> list[Manuscript]:
    """Every manuscript of a folder, in the order of names."""
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def _first_line(source: str) -> int:
    """Number of the line on which the body begins."""
    opening = re.search(r"^body\s*=\s*(?:'''|\"\"\")(\r?\n)?", source, re.MULTILINE)
    return source.count("\n", 0, opening.end()) + 1 if opening else 1


def _defect(entry: dict[str, str], faults: _Faults) -> Defect:
    try:
        return Defect(**entry)
    except TypeError:
        faults.add(None, f"a defect has code, kind, quote and note, this one has {', '.join(entry)}")
        return Defect("", "", "", "")


def _table(name: str, entry: dict[str, Any], faults: _Faults) -> forms.Table | None:
    entry = dict(entry)
    form = forms.forms().get((name, entry.pop("layout", "")))
    if form is None:
        known = ", ".join(f"{id_} ({layout})" for id_, layout in forms.forms())
        faults.add(None, f"[tables.{name}] has no known id and layout; known are {known}")
        return None
    columns = _columns(form, entry.pop("columns", None), faults)
    rows = dict(entry.pop("values", ())) if name == forms.STATISTICS else entry
    if name == forms.STATISTICS:
        rows = {row: [printed] for row, printed in rows.items()}
    wanted = [row.id for row in form.rows]
    if sorted(rows) != sorted(wanted):
        faults.add(None, f"[tables.{name}] has rows {', '.join(rows)}; its layout has {', '.join(wanted)}")
        return None
    for row, values in rows.items():
        if len(values) != len(columns) or not all(isinstance(printed, str) for printed in values):
            faults.add(None, f"[tables.{name}] row {row} must have {len(columns)} strings, has {values}")
    return forms.Table(form, columns, tuple(tuple(rows[row]) for row in wanted))


def _columns(form: forms.Form, named: list[str] | None, faults: _Faults) -> tuple[forms.Column, ...]:
    if named is None:
        return form.columns
    columns = []
    for id_ in named:
        column = forms.column_of(form.id, id_)
        if column is None:
            faults.add(None, f"[tables.{form.id}] has no column {id_!r} in any layout")
        else:
            columns.append(column)
    return tuple(columns)


def _blocks(body: str, first_line: int, faults: _Faults) -> Iterator[Block]:
    for number, line in enumerate(body.splitlines(), first_line):
        text = line.strip(" \t")
        if not text:
            continue
        quantities, printed = _unmark(text, number, faults)
        block = _command(printed, number, quantities, faults)
        if block is not None:
            yield block


def _command(text: str, line: int, quantities: tuple[Quantity, ...], faults: _Faults) -> Block | None:
    if text.startswith("#"):
        return _heading(text, line, quantities, faults)
    if not text.startswith("@"):
        return Block("paragraph", text, line, quantities)
    command, _, rest = text.partition(" ")
    match command:
        case "@title":
            return Block("title", rest.replace("|", "\n"), line)
        case "@info":
            return Block("info", rest, line)
        case "@note":
            return Block("note", rest, line, quantities)
        case "@sign":
            return Block("sign", rest, line)
        case "@table":
            return Block("table", "", line, id=rest.strip())
    faults.add(line, f"unknown command {command}; known are @title @info @table @note @sign")
    return None


def _heading(text: str, line: int, quantities: tuple[Quantity, ...], faults: _Faults) -> Block | None:
    found = HEADING.fullmatch(text)
    if found is None:
        faults.add(line, f"a heading has the form '## words {{id}}' or '## words {{id}} +', not {text!r}")
        return None
    marks, words, id_, run_in = found.groups()
    if id_ and id_ not in HEADING_IDS:
        faults.add(line, f"unknown id {id_!r}; known are {', '.join(HEADING_IDS)}")
    kind: BlockKind = "heading" if marks == "#" else "subheading"
    return Block(kind, words, line, quantities, id_, bool(run_in))


def _unmark(text: str, line: int, faults: _Faults) -> tuple[tuple[Quantity, ...], str]:
    """The marked numbers of a line, and the line as printed."""
    quantities = []
    for mark in MARK.finditer(text):
        quantity = _quantity(mark[1], mark[2].split())
        if isinstance(quantity, str):
            faults.add(line, f"{mark[0]}: {quantity}")
        else:
            quantities.append(quantity)
    printed = MARK.sub(r"\1", text)
    if re.search("[⟦⟧]", printed):
        faults.add(line, f"a mark that is not of the form ⟦printed=value unit⟧ in {text!r}")
    return tuple(quantities), printed


def _quantity(printed: str, facts: list[str]) -> Quantity | str:
    """A marked number, or what is wrong with it."""
    if not 2 <= len(facts) <= 4:
        return "after = stand value, unit, and bound and kind where they are not exact and count"
    quantity = Quantity(printed, *facts)
    if not NUMBER.fullmatch(quantity.value):
        return f"the value {quantity.value!r} is no plain decimal number"
    if quantity.bound not in BOUNDS:
        return f"unknown bound {quantity.bound!r}; known are {', '.join(BOUNDS)}"
    if quantity.kind not in KINDS:
        return f"unknown kind {quantity.kind!r}; known are {', '.join(KINDS)}"
    return quantity
