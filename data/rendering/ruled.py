"""Ruled tables on PDF pages, with merged cells, parted between rows where a page ends."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor, black

from rendering import forms, typesetting
from rendering.forms import Cell, Grid, Placed
from rendering.letters import Letters

PADDING = 3.0
LEADING = 1.25
LEAST_HEIGHT = 18.0
RULE = 0.6


class RuledTable:
    """A table of a width, measured once and drawn in stretches of rows."""

    def __init__(
        self,
        grid: Grid,
        letters: Letters,
        width: float,
        *,
        repeated_header: bool,
        repeated_labels: bool,
        shade: str | None,
    ) -> None:
        self.letters = letters
        self.placed = forms.place(grid)
        self.header = next(
            number for number, row in enumerate(grid) if any(cell.kind in ("label", "value") for cell in row)
        )
        self.repeated_header = repeated_header and grid[0][0].kind == "header"
        self.repeated_labels = repeated_labels
        self.shade = shade
        self.edges = [0.0]
        for share in forms.shares(grid):
            self.edges.append(self.edges[-1] + share * width)
        self.texts = {item: self._lines(item) for item in self.placed}
        self.heights = self._heights(len(grid))
        self.drawn: set[Placed] = set()

    def fitting(self, start: int, room: float) -> int:
        """The row before which a page of some room must end, `start` if no row fits."""
        room -= self._repeated_height(start)
        end = start
        while end < len(self.heights) and sum(self.heights[start : end + 1]) <= room:
            end += 1
        first_stop = self.header + 1
        return start if start == 0 and end < min(first_stop, len(self.heights)) else end

    def draw(self, canvas: Any, start: int, end: int, x: float, y: float) -> float:
        """Draw some rows with the top at y, and give the y below them."""
        if self._repeated_height(start):
            y = self._draw_rows(canvas, 0, self.header, x, y, again=True)
        return self._draw_rows(canvas, start, end, x, y, again=self.repeated_labels)

    def _repeated_height(self, start: int) -> float:
        return sum(self.heights[: self.header]) if start and self.repeated_header else 0.0

    def _draw_rows(self, canvas: Any, start: int, end: int, x: float, y: float, *, again: bool) -> float:
        tops = [y]
        for height in self.heights[start:end]:
            tops.append(tops[-1] - height)
        for item in self.placed:
            first, last = max(item.row, start), min(item.row + item.cell.down, end)
            if first < last:
                self._draw_cell(
                    canvas, item, x, tops[first - start], tops[last - start], end=end, again=again
                )
        return tops[-1]

    def _draw_cell(
        self, canvas: Any, item: Placed, x: float, top: float, bottom: float, *, end: int, again: bool
    ) -> None:
        left = x + self.edges[item.column]
        width = self.edges[item.column + item.cell.across] - self.edges[item.column]
        canvas.setLineWidth(RULE)
        if self.shade and item.cell.kind == "caption":
            canvas.setFillColor(HexColor(self.shade))
            canvas.rect(left, bottom, width, top - bottom, fill=1)
            canvas.setFillColor(black)
        else:
            canvas.rect(left, bottom, width, top - bottom)
        fits = self._text_height(item) <= top - bottom
        is_last = item.row + item.cell.down <= end
        if (again and fits) or (item not in self.drawn and (fits or is_last)):
            self.drawn.add(item)
            self._draw_text(canvas, item, left, width, (top + bottom) / 2)

    def _draw_text(self, canvas: Any, item: Placed, left: float, width: float, middle: float) -> None:
        lines = self.texts[item]
        step = self.letters.size * LEADING
        y = middle + step * len(lines) / 2 - self.letters.size
        for line in lines:
            centred = left + (width - self.letters.width(line)) / 2
            x = left + PADDING if self._is_left(item.cell) else centred
            self.letters.draw(canvas, line, x, y, bold=len(line) * (item.cell.kind == "caption"))
            y -= step

    def _is_left(self, cell: Cell) -> bool:
        return cell.kind == "label" and not cell.upright and cell.down == 1

    def _lines(self, item: Placed) -> list[str]:
        if item.cell.upright:
            return list(item.cell.text)
        width = self.edges[item.column + item.cell.across] - self.edges[item.column]
        return list(typesetting.break_lines(item.cell.text, width - 2 * PADDING, self.letters.width))

    def _text_height(self, item: Placed) -> float:
        return len(self.texts[item]) * self.letters.size * LEADING

    def _heights(self, count: int) -> list[float]:
        heights = [LEAST_HEIGHT] * count
        for item in sorted(self.placed, key=lambda placed: placed.cell.down):
            rows = range(item.row, item.row + item.cell.down)
            lacking = self._text_height(item) + 2 * PADDING - sum(heights[row] for row in rows)
            if lacking > 0:
                heights[rows[-1]] += lacking
        return heights
