"""``textkit read``: what one file holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textkit.cli._console import errors_as_message

if TYPE_CHECKING:
    from textkit.report import Report

__all__ = ["read_command"]

SHOWN_NUMBERS = 12
EPILOG = """\
\b
Exit codes:
  0  read
  1  the file could not be read
  2  wrong usage
"""


@click.command("read", epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--json", "as_json", is_flag=True, help="All facts, one JSON object a line: a row and its table."
)
def read_command(file: Path, as_json: bool) -> None:
    """Show identity, sections, tables, warnings and numbers of one report."""
    from textkit.pipeline import read

    with errors_as_message():
        report = read(file)
        if as_json:
            _echo_json(report)
        else:
            _echo_short(report)


def _echo_json(report: Report) -> None:
    from textkit.frames import TABLES, table_columns, table_rows

    for name in TABLES:
        names = [column.name for column in table_columns(name)]
        for row in table_rows(name, report):
            content = {"table": name, **dict(zip(names, row, strict=True))}
            # A lone half of a surrogate pair can't be written as UTF-8; JSON has an escape for it.
            line = json.dumps(content, ensure_ascii=False, default=_plain)
            click.echo(line if _is_writable(line) else json.dumps(content, default=_plain))


def _is_writable(line: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in line)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _echo_short(report: Report) -> None:
    # Heavy: --help must not wait for it.
    from textkit.report import OPEN_STATES
    from textkit.show import place_label

    period = " – ".join(day.isoformat() for day in report.period) if report.period else None
    facts = {
        "标题 title": report.title,
        "机关 agency": report.agency,
        "层级 level": report.level,
        "地区 region": place_label(report.province, report.city, report.county, report.region),
        "年度 year": report.year,
        "起止 period": period,
        "发布 published": report.published,
        "格式 layout": report.layout,
        "文件 file": " ".join(filter(None, (report.format, report.encoding))),
        "文种 genre": "年度报告 annual report" if report.is_report else "其他 another genre",
    }
    for label, value in facts.items():
        click.echo(f"{label}: {'—' if value is None else value}")
    click.echo(f"\n章节 sections ({len(report.sections)})")
    for section in report.sections:
        n_sentences = sum(section.start <= one.start < section.end for one in report.sentences)
        click.echo(f"  {section.id:<24} {section.title or '—'}  [{n_sentences} 句]")
    click.echo(f"\n表格 tables ({len(report.tables)})")
    for table in report.tables:
        told = sum(cell.state not in OPEN_STATES for cell in table.cells)
        click.echo(f"  {table.id:<24} {table.layout or '—'}  [{told}/{len(table.cells)} 格 cells]")
    click.echo(f"\n提示 warnings ({len(report.warnings)})")
    for notice in report.warnings:
        click.echo(f"  {notice.code}: {notice.message}")
    click.echo(f"\n数字 numbers ({len(report.quantities)})")
    for one in report.quantities[:SHOWN_NUMBERS]:
        value = "—" if one.value is None else f"{one.value.normalize():f}"
        click.echo(f"  {one.text}\t{value} {one.unit}\t{one.kind}\t{one.bound}\t{one.indicator or '—'}")
    if len(report.quantities) > SHOWN_NUMBERS:
        click.echo(f"  … {len(report.quantities) - SHOWN_NUMBERS} more; --json shows all")
