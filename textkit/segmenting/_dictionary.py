"""Word lists: the domain lexicon and dictionaries that users bring along."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from textkit._folding import fold
from textkit._resources import data_lines

__all__ = ["Word", "domain_words", "read_dictionary", "words_of"]

_ALLOWED = (
    "one to three fields: word, frequency (whole number from 1), tag (letters), "
    "parted by blanks or, for words with blanks, by tabs"
)
_FREQUENCY = re.compile(r"[1-9][0-9]{0,11}")
_TAG = re.compile(r"[A-Za-z]{1,8}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a dictionary; ``frequency`` is None where the engine shall choose one that keeps it whole."""

    text: str
    frequency: int | None = None
    tag: str | None = None


def domain_words() -> tuple[Word, ...]:
    """Terms of information disclosure, from ``lexicon.txt``."""
    return words_of(data_lines("lexicon.txt"))


def words_of(words: Iterable[str]) -> tuple[Word, ...]:
    """Words given as plain strings, folded, without doubles.

    Raises
    ------
    TypeError
        When one is no string.
    ValueError
        When one is blank.
    """
    found: dict[str, Word] = {}
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"words must be strings, got {type(word).__name__}: {word!r}")
        if not word.strip():
            raise ValueError("words must not be blank")
        text = fold(word.strip())
        found.setdefault(text, Word(text))
    return tuple(found.values())


def read_dictionary(path: Path) -> tuple[Word, ...]:
    """Words of a user dictionary: a line each, ``word [frequency] [tag]``; ``#`` begins a comment line.

    Raises
    ------
    ValueError
        When the file isn't UTF-8 or a line has another form; names file, line and what is allowed.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = content.count(b"\n", 0, err.start) + 1
        raise ValueError(f"{path}, line {line}: not UTF-8; save the dictionary as UTF-8") from err
    lines = re.split(r"\r\n|\r|\n", text)
    return tuple(
        _word(line, f"{path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    )


def _word(line: str, place: str) -> Word:
    fields = [field.strip() for field in line.strip("\r\n").split("\t")] if "\t" in line else line.split()
    while fields and not fields[-1]:
        fields.pop()
    text, *rest = fields
    frequency = int(rest.pop(0)) if rest and _FREQUENCY.fullmatch(rest[0]) else None
    tag = rest.pop(0) if rest and _TAG.fullmatch(rest[0]) else None
    if rest or not text:
        raise ValueError(f"{place}: {line.strip()!r} is no dictionary line; allowed are {_ALLOWED}")
    return Word(fold(text), frequency, tag)
