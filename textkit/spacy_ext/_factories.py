"""What spaCy finds through entry points: makers of the tokenizer and of the components.

Without ``from __future__ import annotations``: spaCy builds a model of the arguments from the
annotations as they stand, and the lowest version can't do so from strings.
"""

from collections.abc import Callable
from typing import Literal

from spacy.language import Language
from spacy.util import registry

from textkit.segmenting import Segmenter
from textkit.spacy_ext._components import QuantityRecogniser, SectionFinder, SentenceSplitter
from textkit.spacy_ext._tokenizer import JiebaTokenizer

__all__ = ["TOKENIZER", "make_quantities", "make_sections", "make_sentences", "make_tokenizer"]

TOKENIZER = "textkit.JiebaTokenizer.v1"


@registry.tokenizers(TOKENIZER)
def make_tokenizer(words: list[str] | None = None, hmm: bool = True) -> Callable[[Language], JiebaTokenizer]:
    """What ``[nlp.tokenizer]`` of a config names; ``words`` and ``hmm`` as in ``Segmenter``."""

    def tokenizer_of(nlp: Language) -> JiebaTokenizer:
        return JiebaTokenizer(nlp.vocab, Segmenter(words, hmm=hmm))

    return tokenizer_of


@Language.factory(
    "textkit/sentences",
    assigns=["token.is_sent_start", "doc.sents"],
    default_config={"semicolons": False, "lines": True},
)
def make_sentences(nlp: Language, name: str, semicolons: bool, lines: bool) -> SentenceSplitter:
    return SentenceSplitter(semicolons=semicolons, lines=lines)


@Language.factory(
    "textkit/quantities",
    assigns=["doc.spans", "doc.ents", "doc._.quantities", "span._.quantity"],
    default_config={"reads": "auto", "ents": True},
)
def make_quantities(
    nlp: Language, name: str, reads: Literal["auto", "text"], ents: bool
) -> QuantityRecogniser:
    return QuantityRecogniser(reads=reads, ents=ents)


@Language.factory("textkit/sections", assigns=["doc.spans", "doc._.sections", "span._.section"])
def make_sections(nlp: Language, name: str) -> SectionFinder:
    return SectionFinder()
