"""Numbers with unit in running text, and what they count."""

from textkit.quantities._api import find_quantities, link_sentences
from textkit.quantities._finding import find_non_quantities

__all__ = ["find_non_quantities", "find_quantities", "link_sentences"]
