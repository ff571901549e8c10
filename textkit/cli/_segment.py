"""``textkit segment``: sentences and words of one file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from textkit.cli._console import errors_as_message

__all__ = ["segment_command"]

EPILOG = """\
\b
Exit codes:
  0  done
  1  the file or the words could not be read
  2  wrong usage
"""


@click.command("segment", epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--user-words",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Dictionary in UTF-8: one word a line, then perhaps its frequency and its tag.",
)
def segment_command(file: Path, user_words: Path | None) -> None:
    """One sentence a line, its words separated by blanks.

    Of a FILE the sentences of the prose; of standard input (-), plain text in UTF-8, all.
    """
    from textkit.segmenting import Segmenter

    with errors_as_message():
        segmenter = Segmenter(user_words)
        for sentence in _sentences(file):
            words = [word.strip() for word in segmenter.words(sentence)]
            click.echo(" ".join(word for word in words if word))


def _sentences(file: Path) -> Iterator[str]:
    from textkit._folding import squeeze
    from textkit.pipeline import read
    from textkit.segmenting import split_sentences

    if str(file) == "-":
        text = sys.stdin.buffer.read().decode("utf-8-sig")
        yield from (squeeze(span.text).text for span in split_sentences(text) if span.text.strip())
    else:
        yield from (sentence.clean for sentence in read(file).sentences)
