"""The group of commands."""

from __future__ import annotations

import click

from textkit._version import __version__
from textkit.cli._analyze import analyze
from textkit.cli._console import set_up_streams
from textkit.cli._evaluate import evaluate
from textkit.cli._read import read_command
from textkit.cli._recurring import recurring
from textkit.cli._segment import segment_command
from textkit.cli._train import train

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="textkit")
def main() -> None:
    """Text of Chinese government-information-disclosure annual reports (政府信息公开工作年度报告).

    Everything runs on this machine; nothing is sent or fetched.
    """
    set_up_streams()


main.add_command(analyze)
main.add_command(evaluate)
main.add_command(read_command)
main.add_command(recurring)
main.add_command(segment_command)
main.add_command(train)
