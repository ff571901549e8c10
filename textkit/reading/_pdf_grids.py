"""Ruled lines of a page → tables: cells as the lines close them, merged ones included."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from textkit.reading._pdf_pages import Rule

__all__ = ["Box", "RuledTable", "ruled_tables"]

# Lines that are meant to be one stand this close; rows of a table are 10 points high at least.
SNAP = 3.0
# A wall may fall short of the corner by so much.
GAP = 4.0
# A column or row holds a digit with its margins.
MIN_BAND = 8.0
# The largest table of the form has 300 places (30 rows, 10 columns); borders that miss each other add some.
MAX_PLACES = 20_000


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its extent on the page and the rows and columns it covers."""

    x0: float
    y0: float
    x1: float
    y1: float
    row: int
    column: int
    height: int
    width: int

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table of a page: where its columns and rows are parted, and its cells in reading order."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def box_at(self, x: float, y: float) -> Box | None:
        """The cell that holds a point, None outside the table."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return next((box for box in self.boxes if box.holds(x, y)), None)


def ruled_tables(rules: Iterable[Rule]) -> list[RuledTable]:
    """Tables from top to bottom; a frame is a table of one cell."""
    rules = list(rules)
    across = _joined([rule for rule in rules if rule.horizontal])
    down = _joined([rule for rule in rules if not rule.horizontal])
    tables = [table for group in _groups(across, down) if (table := _table(*group))]
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Lines at one height as one, pieces that touch joined."""
    by_place: dict[float, list[Rule]] = defaultdict(list)
    place = None
    for rule in sorted(rules, key=lambda rule: rule.at):
        if place is None or rule.at - place > SNAP:
            place = rule.at
        by_place[place].append(rule)
    joined: list[Rule] = []
    for same in by_place.values():
        at = sum(rule.at for rule in same) / len(same)
        same.sort(key=lambda rule: rule.start)
        start, end = same[0].start, same[0].end
        for rule in same[1:]:
            if rule.start <= end + GAP:
                end = max(end, rule.end)
            else:
                joined.append(Rule(rule.horizontal, at, start, end))
                start, end = rule.start, rule.end
        joined.append(Rule(same[0].horizontal, at, start, end))
    return joined


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that cross each other, table by table."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, one in enumerate(across):
        for j, two in enumerate(down):
            meets = one.start - GAP <= two.at <= one.end + GAP and two.start - GAP <= one.at <= two.end + GAP
            if meets:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate([*across, *down]):
        groups[root(index)][0 if rule.horizontal else 1].append(rule)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > SNAP:
            places.append(value)
    return places


def _table(across: list[Rule], down: list[Rule]) -> RuledTable | None:
    # The outer lines are left out of some tables: those that cross them end where they would be.
    xs = _places(_with_outer([rule.at for rule in down], across))
    # At the end of a page the line below the last row is left out as well.
    ys = _places(_with_outer([rule.at for rule in across], down))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MAX_PLACES:
        return None
    walls_right = _walls(down, xs, ys)
    walls_below = _walls(across, ys, xs)
    boxes = _boxes(xs, ys, walls_right, walls_below)
    return RuledTable(tuple(xs), tuple(ys), boxes)


def _with_outer(places: list[float], crossing: list[Rule]) -> list[float]:
    """The places of lines, and where the lines that cross them begin and end beyond the outermost."""
    ends = (min(rule.start for rule in crossing), max(rule.end for rule in crossing))
    return [*places, *(end for end in ends if not min(places) - MIN_BAND <= end <= max(places) + MIN_BAND)]


def _walls(rules: list[Rule], places: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """(line, step) for each stretch between two steps that a line closes."""
    walls: set[tuple[int, int]] = set()
    for rule in rules:
        line = max(0, bisect_right(places, rule.at + SNAP) - 1)
        for step, (begin, end) in enumerate(pairwise(steps)):
            if rule.start <= begin + GAP and rule.end >= end - GAP:
                walls.add((line, step))
    return walls


def _boxes(
    xs: list[float],
    ys: list[float],
    walls_right: set[tuple[int, int]],
    walls_below: set[tuple[int, int]],
) -> tuple[Box, ...]:
    """Cells: places without a wall between them are one; each grows right, then down."""
    rows, columns = len(ys) - 1, len(xs) - 1
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            width = 1
            while (
                column + width < columns
                and (row, column + width) not in taken
                and (column + width, row) not in walls_right
            ):
                width += 1
            span = range(column, column + width)
            height = 1
            while row + height < rows and all(
                (row + height, step) not in walls_below and (row + height, step) not in taken for step in span
            ):
                height += 1
            taken |= {(row + down, step) for down in range(height) for step in span}
            boxes.append(
                Box(xs[column], ys[row], xs[column + width], ys[row + height], row, column, height, width)
            )
    return tuple(boxes)
