"""What comes back: masked sentences, near-duplicates, clusters, alignment, origin."""

from textkit.recurrence._alignment import AlignedPart, SentenceComparison, align, compare_sentences
from textkit.recurrence._clusters import cluster_texts
from textkit.recurrence._join import THRESHOLD, Pairs, Progress, similar_pairs
from textkit.recurrence._masking import mask, mask_all
from textkit.recurrence._origin import FORMULA_AGENCIES, origins
from textkit.recurrence._passages import SHORTEST, Passage, passages_between, prose_of
from textkit.recurrence._recurring import Recurring, find_recurring, most_frequent, streaks_of
from textkit.recurrence._shares import shares_of

__all__ = [
    "FORMULA_AGENCIES",
    "SHORTEST",
    "THRESHOLD",
    "AlignedPart",
    "Pairs",
    "Passage",
    "Progress",
    "Recurring",
    "SentenceComparison",
    "align",
    "cluster_texts",
    "compare_sentences",
    "find_recurring",
    "mask",
    "mask_all",
    "most_frequent",
    "origins",
    "passages_between",
    "prose_of",
    "shares_of",
    "similar_pairs",
    "streaks_of",
]
