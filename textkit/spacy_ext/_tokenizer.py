"""Words of ``Segmenter`` as tokens of spaCy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy import util
from spacy.tokens import Doc
from spacy.vocab import Vocab

from textkit.segmenting import Segmenter
from textkit.segmenting._dictionary import Word

__all__ = ["JiebaTokenizer"]


class JiebaTokenizer(util.DummyTokenizer):
    """Cuts a text into the words of a ``Segmenter``; the text of the Doc is the text given.

    A blank behind a word is that token's ``whitespace_``; every other blank, and every line break,
    is a token of its own. The segmenter's own words are written by ``to_disk`` and ``to_bytes``.

    Parameters
    ----------
    vocab : Vocab
    segmenter : Segmenter, optional

    Examples
    --------
    >>> import spacy
    >>> tokenizer = JiebaTokenizer(spacy.blank("zh").vocab)
    >>> [token.text for token in tokenizer("依申请公开 12 件")]
    ['依申请公开', '12', '件']
    """

    def __init__(self, vocab: Vocab, segmenter: Segmenter | None = None) -> None:
        self.vocab = vocab
        self.segmenter = segmenter or Segmenter()

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for token in self.segmenter.segment(text):
            if token.text == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(token.text)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, *, exclude: Iterable[str] = (), **options: Any) -> bytes:
        return util.to_bytes({"segmenter": lambda: _written(self.segmenter).encode()}, exclude)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = (), **options: Any) -> JiebaTokenizer:
        util.from_bytes(data, {"segmenter": lambda part: self._restore(part.decode())}, exclude)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = (), **options: Any) -> None:
        def write(file: Path) -> None:
            file.write_text(_written(self.segmenter), encoding="utf-8")

        util.to_disk(util.ensure_path(path), {"segmenter.json": write}, exclude)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = (), **options: Any) -> JiebaTokenizer:
        def read(file: Path) -> None:
            self._restore(file.read_text(encoding="utf-8"))

        util.from_disk(util.ensure_path(path), {"segmenter.json": read}, exclude)
        return self

    def _restore(self, written: str) -> None:
        state = json.loads(written)
        segmenter = Segmenter.__new__(Segmenter)
        own = tuple(Word(text, frequency, tag) for text, frequency, tag in state["words"])
        segmenter.__setstate__({"own": own, "hmm": state["hmm"]})
        self.segmenter = segmenter


def _written(segmenter: Segmenter) -> str:
    state = segmenter.__getstate__()
    words = [[word.text, word.frequency, word.tag] for word in state["own"]]
    return json.dumps({"words": words, "hmm": state["hmm"]}, ensure_ascii=False)
