"""Sentences and words."""

from textkit.segmenting._sentences import split_sentences
from textkit.segmenting._words import Segmenter, Token, segment

__all__ = ["Segmenter", "Token", "segment", "split_sentences"]
