"""spaCy: a tokenizer, three components, and Docs made of reports."""

from textkit.spacy_ext._colours import COLOURS
from textkit.spacy_ext._components import QuantityRecogniser, SectionFinder, SentenceSplitter
from textkit.spacy_ext._docs import blank_nlp, to_doc
from textkit.spacy_ext._extensions import (
    facts_of,
    quantities_of,
    quantity_of,
    section_of,
    sections_of,
    set_extensions,
)
from textkit.spacy_ext._tokenizer import JiebaTokenizer

__all__ = [
    "COLOURS",
    "JiebaTokenizer",
    "QuantityRecogniser",
    "SectionFinder",
    "SentenceSplitter",
    "blank_nlp",
    "facts_of",
    "quantities_of",
    "quantity_of",
    "section_of",
    "sections_of",
    "set_extensions",
    "to_doc",
]
