"""A document's text as patterns see it: folded, without blanks, with the way back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from textkit._folding import Squeezed, fold, squeeze
from textkit.reading import Block, Document

__all__ = ["View", "view"]


@dataclass(frozen=True, slots=True)
class View:
    """``text`` is folded and squeezed; positions are offsets into it unless named original.

    ``source`` is the text it was made from; ``gaps`` are positions before which blanks were left
    out; ``blocks`` are the blocks of the document with their extent in ``text``.
    """

    text: str
    source: str
    squeezed: Squeezed
    gaps: tuple[int, ...]
    blocks: tuple[tuple[int, int, Block], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        return self.squeezed.original(start, end)

    def position(self, original: int) -> int:
        return self.squeezed.position(original)

    def block_at(self, at: int) -> tuple[int, int, Block] | None:
        """The block that holds a position, with its extent."""
        index = bisect_right(self.blocks, at, key=lambda block: block[0]) - 1
        if index >= 0 and self.blocks[index][1] > at:
            return self.blocks[index]
        return None

    def next_gap(self, at: int, limit: int) -> int:
        """The first position after ``at`` that follows a blank, at most ``limit``."""
        index = bisect_right(self.gaps, at)
        return min(self.gaps[index], limit) if index < len(self.gaps) else limit

    def gap_before(self, at: int) -> int:
        """The last position up to ``at`` that follows a blank, 0 where none does."""
        index = bisect_right(self.gaps, at)
        return self.gaps[index - 1] if index else 0

    def is_gap(self, at: int) -> bool:
        index = bisect_left(self.gaps, at)
        return index < len(self.gaps) and self.gaps[index] == at


def view(document: Document) -> View:
    """The view of a document; one pass over its text."""
    squeezed = squeeze(document.text)
    return View(
        text=fold(squeezed.text),
        source=document.text,
        squeezed=squeezed,
        gaps=squeezed.gaps,
        blocks=tuple(
            (squeezed.position(block.start), squeezed.position(block.end), block) for block in document.blocks
        ),
    )
