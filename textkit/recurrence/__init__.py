"""What comes back: masked sentences, near-duplicates, clusters, alignment, origin."""

from textkit.recurrence._alignment import AlignedPart, SentenceComparison, compare_sentences
from textkit.recurrence._masking import mask
from textkit.recurrence._origin import origins
from textkit.recurrence._recurring import THRESHOLD, Recurring, find_recurring

__all__ = [
    "THRESHOLD",
    "AlignedPart",
    "Recurring",
    "SentenceComparison",
    "compare_sentences",
    "find_recurring",
    "mask",
    "origins",
]
