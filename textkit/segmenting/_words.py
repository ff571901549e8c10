"""Words: jieba with a dictionary of its own for each segmenter."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

from textkit._folding import fold
from textkit.segmenting._dictionary import Word, domain_words, read_dictionary, words_of

__all__ = ["Segmenter", "Token", "segment"]

# What jieba takes as part of a word (re_han_default of 0.42.1); words with other signs are cut out before it.
_ENGINE_WORD = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+")
_BASE_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: ``text`` stands at ``[start, end)``."""

    text: str
    start: int
    end: int


class Segmenter:
    """Cuts text into words, with the terms of information disclosure and your own.

    The tokens of a text joined are the text again, for any text. Each segmenter has its own
    dictionary, so two with different words live side by side; none writes a file or a log line.
    The engine is built on first use and left out when a segmenter is pickled.

    Parameters
    ----------
    words : iterable of str, or path, optional
        Words to keep whole, or the path of a UTF-8 dictionary file with ``word [frequency] [tag]``
        lines; there, words with blanks need tabs between the fields.
    hmm : bool
        Whether runs of single characters are joined to unknown words by the engine's model.

    Raises
    ------
    ValueError
        When a line of the dictionary file has another form.

    Examples
    --------
    >>> Segmenter().words("推进依申请公开和两微一端管理")
    ['推进', '依申请公开', '和', '两微一端', '管理']
    >>> Segmenter(["青澜发布"]).words("通过青澜发布推送信息")
    ['通过', '青澜发布', '推送', '信息']
    """

    def __init__(
        self, words: Iterable[str] | str | os.PathLike[str] | None = None, *, hmm: bool = True
    ) -> None:
        self._own = _own_words(words)
        self._hmm = hmm
        self._set_aside()

    def _set_aside(self) -> None:
        self._lock = Lock()
        self._engine: Any = None
        self._signed = _signed_pattern(self._own)

    def __getstate__(self) -> dict[str, Any]:
        return {"own": self._own, "hmm": self._hmm}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._own, self._hmm = state["own"], state["hmm"]
        self._set_aside()

    def __repr__(self) -> str:
        return f"<Segmenter: {len(self._own)} own words, hmm={self._hmm}>"

    def segment(self, text: str) -> list[Token]:
        """Words of a text with their offsets.

        Examples
        --------
        >>> Segmenter().segment("主动公开信息")
        [Token(text='主动公开', start=0, end=4), Token(text='信息', start=4, end=6)]
        """
        tokens = []
        at = 0
        for word in self._cut(fold(text)):
            end = at + len(word)
            tokens.append(Token(text[at:end], at, end))
            at = end
        return tokens

    def words(self, text: str) -> list[str]:
        """Words of a text as strings.

        Examples
        --------
        >>> Segmenter().words("公开属性源头认定")
        ['公开属性', '源头认定']
        """
        return [token.text for token in self.segment(text)]

    def segment_many(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Words of each text, in order; a text that comes again is not worked on again.

        Examples
        --------
        >>> [len(tokens) for tokens in Segmenter().segment_many(["主动公开", "依申请公开办理", "主动公开"])]
        [1, 2, 1]
        """
        known: dict[str, list[Token]] = {}
        for text in texts:
            if text not in known:
                known[text] = self.segment(text)
            yield list(known[text])

    def still_split(self, words: Iterable[str]) -> list[str]:
        """Those of the words that are cut into several, each standing alone.

        Examples
        --------
        >>> Segmenter().still_split(["依申请公开", "沧溟县数据服务专班"])
        ['沧溟县数据服务专班']
        """
        return [word for word in words if len(self.segment(word)) > 1]

    def _cut(self, folded: str) -> Iterator[str]:
        engine = self._built_engine()
        at = 0
        if self._signed:
            for found in self._signed.finditer(folded):
                yield from engine.cut(folded[at : found.start()], HMM=self._hmm)
                yield found.group()
                at = found.end()
        yield from engine.cut(folded[at:], HMM=self._hmm)

    def _built_engine(self) -> Any:
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    self._engine = _engine_with(self._own)
        return self._engine


def _own_words(words: Iterable[str] | str | os.PathLike[str] | None) -> tuple[Word, ...]:
    if words is None:
        return ()
    if isinstance(words, str | os.PathLike):
        return read_dictionary(Path(words))
    return words_of(words)


def _signed_pattern(words: tuple[Word, ...]) -> re.Pattern[str] | None:
    """Pattern of the words that the engine can't see whole because of their signs or blanks."""
    signed = [word.text for word in words if not _ENGINE_WORD.fullmatch(word.text)]
    signed.sort(key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, signed))) if signed else None


def _engine_with(own: tuple[Word, ...]) -> Any:
    """An engine with the base dictionary, the domain lexicon and ``own`` words.

    Without own words all engines share one dictionary, which nothing changes any more; own words
    go into a copy of it.
    """
    with _BASE_LOCK:
        jieba, frequencies, total = _base()
    if not own:
        return _engine(jieba, frequencies, total)
    engine = _engine(jieba, dict(frequencies), total)
    _add(engine, own)
    return engine


def _engine(jieba: Any, frequencies: dict[str, int], total: int) -> Any:
    engine = jieba.Tokenizer()
    # Set by hand: jieba's own initialize() logs lines and writes a cache file shared between users.
    engine.FREQ, engine.total, engine.initialized = frequencies, total, True
    return engine


def _add(engine: Any, words: tuple[Word, ...]) -> None:
    for word in words:
        if _ENGINE_WORD.fullmatch(word.text):
            engine.add_word(word.text, word.frequency, word.tag)


@cache
def _base() -> tuple[Any, dict[str, int], int]:
    """jieba, and its dictionary with the domain lexicon; read once in a process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in jieba's source, pkg_resources' farewell
        jieba = import_module("jieba")
    frequencies: dict[str, int] = {}
    total = 0
    for line in (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        frequencies[word] = int(frequency)
        total += int(frequency)
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    engine = _engine(jieba, frequencies, total)
    _add(engine, domain_words())
    return jieba, engine.FREQ, engine.total


@cache
def _default() -> Segmenter:
    return Segmenter()


def segment(text: str) -> list[Token]:
    """Words of a text with their offsets, with the terms of information disclosure.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Token
        Joined, their ``text`` is the text again.

    Examples
    --------
    >>> [token.text for token in segment("规范性文件已主动公开")]
    ['规范性文件', '已', '主动公开']
    """
    return _default().segment(text)
