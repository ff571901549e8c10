"""Labels of the statutory tables as printed → rows and columns of the form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache, lru_cache

from textkit._folding import fold
from textkit.form._zones import ORDINAL
from textkit.statute import FormLabel, FormTable, form_tables, label_key, table_labels

__all__ = [
    "BLOCKS",
    "RowMatch",
    "adds_column",
    "block_after",
    "block_of",
    "column_of",
    "is_caption",
    "is_column",
    "is_extra",
    "is_mistyped_column",
    "is_mistyped_upper",
    "is_nameless",
    "is_row_label",
    "is_upper",
    "may_name_column",
    "row_matches",
    "speaks_of_review",
]

# The longest label has 35 characters; blanks and breaks may part them all.
MAX_LABEL = 120
# A piece of a label must be this long to stand for it, and belong to no other.
MIN_PIECE = 5
# A mistyped label: at least so alike, and clearly more than the next. 其他法律行政止公开 reaches 0.86; of two labels
# of the form 本年新收… and 上年结转… come closest with 0.71.
ALIKE = 0.8
AHEAD = 0.1
# Less than ALIKE less AHEAD: no such label is the most alike, nor close behind it.
FAR = 0.69
# Header cells over the columns of table 4, from the columns' `above`.
BLOCKS = ("行政复议", "未经复议直接起诉", "复议后起诉")
_CAPTION = re.compile(r"第?二十条(?:第)?[（(]?[一二三四五六七八九][)）]?项?")
# The longest name of a column has 10 characters; what is much longer is a note.
MAX_COLUMN_NAME = 14
# Header cells over columns or beside them.
_ABOVE_COLUMNS = ("信息内容", "申请人情况", "法人或其他组织", "行政诉讼", *BLOCKS)
# A header cell so alike is mistyped: 商囗企业 and 商业企业 reach 0.75, two cells as 备注总计 0.67.
HEAD_ALIKE = 0.74
_WORD = re.compile(r"[\u4e00-\u9fff]")
# Columns that some agencies add.
_EXTRA = re.compile(r"小计|合计|总计|备注|单位$|序号|说明|占比|比例")
# What programs put over columns whose names are lost: 数据1, 列2, Unnamed: 3.
_NAMELESS = re.compile(r"(?:数据|数值|列|栏|column|col|unnamed)\d{0,2}", re.IGNORECASE)
_SUBTOTAL = re.compile(r"小计|其中")


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row of the form that a label may stand for."""

    table: FormTable
    row: FormLabel


@cache
def _row_keys() -> dict[str, tuple[RowMatch, ...]]:
    keys: dict[str, dict[tuple[str, str], RowMatch]] = {}
    for table in form_tables():
        for row in table.rows:
            for name in filter(None, row.names):
                keys.setdefault(label_key(name), {})[table.id, row.id] = RowMatch(table, row)
    return {key: tuple(matches.values()) for key, matches in keys.items()}


@cache
def _group_keys() -> frozenset[str]:
    return frozenset(
        label_key(name) for table in form_tables() for group in table.groups for name in group.names
    )


@cache
def _form_words() -> frozenset[str]:
    words = [word for labels in table_labels() for word in (*labels.anchor, *labels.plain)]
    captions = [table.caption for table in form_tables()]
    return frozenset(map(label_key, [*words, *captions, *BLOCKS]))


def row_matches(printed: str) -> tuple[RowMatch, ...]:
    """Rows of the form that a printed label may stand for; none for anything else.

    Examples
    --------
    >>> [match.row.id for match in row_matches("2.其他法律行政法规 禁止公开")]
    ['denied_law_prohibits']
    >>> [match.row.id for match in row_matches("被依法纠错数")]
    ['rev_corrected', 'suit_corrected']
    """
    return _row_matches(printed) if len(printed) <= MAX_LABEL else ()


@lru_cache(maxsize=2048)
def _row_matches(printed: str) -> tuple[RowMatch, ...]:
    key = label_key(printed)
    keys = _row_keys()
    if key in keys:
        return keys[key]
    if len(key) < MIN_PIECE or key in _group_keys() or _SUBTOTAL.search(key):
        return ()
    return _by_piece(key) or _mistyped(key)


def _by_piece(key: str) -> tuple[RowMatch, ...]:
    """The one row whose label a broken label is a piece of, or that a longer one begins with."""
    keys = _row_keys()
    longer = [matches for name, matches in keys.items() if key in name]
    if longer:
        return _the_one(longer)
    within = [name for name in keys if len(name) >= MIN_PIECE and key.startswith(name)]
    return keys[max(within, key=len)] if within else ()


def _the_one(found: list[tuple[RowMatch, ...]]) -> tuple[RowMatch, ...]:
    rows = {(match.table.id, match.row.id): match for matches in found for match in matches}
    return tuple(rows.values()) if len(rows) == 1 else ()


def _mistyped(key: str) -> tuple[RowMatch, ...]:
    scores: dict[tuple[str, str], tuple[float, tuple[RowMatch, ...]]] = {}
    signs = frozenset(key)
    for name, matches in _row_keys().items():
        if abs(len(name) - len(key)) > max(2, len(name) // 4):
            continue
        # Signs that only one of them has are in no alignment; what is so far off decides nothing.
        own_signs = _signs_of(name)
        alike = min(len(name) - len(own_signs - signs), len(key) - len(signs - own_signs))
        if 2 * alike < FAR * (len(name) + len(key)):
            continue
        score = SequenceMatcher(None, name, key, autojunk=False).ratio()
        own = (matches[0].table.id, matches[0].row.id)
        scores[own] = max(scores.get(own, (0.0, matches)), (score, matches), key=lambda pair: pair[0])
    ranked = sorted(scores.values(), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < ALIKE or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AHEAD):
        return ()
    return ranked[0][1]


@cache
def _signs_of(name: str) -> frozenset[str]:
    return frozenset(name)


def column_of(table: FormTable, printed: str) -> tuple[FormLabel, bool] | None:
    """The column of a table that a header cell names, and whether by the form's own label.

    Of table 4 the first of the columns with this label; which block it is in the label can't tell.
    """
    return _column_keys(table.id).get(_key(printed)) if len(printed) <= MAX_LABEL else None


@cache
def _column_keys(id: str) -> dict[str, tuple[FormLabel, bool]]:
    table = next(table for table in form_tables() if table.id == id)
    keys: dict[str, tuple[FormLabel, bool]] = {}
    for column in table.columns:
        for number, name in enumerate(column.names):
            keys.setdefault(label_key(name), (column, number == 0))
    return keys


def is_column(printed: str) -> bool:
    """Whether a header cell names a column of any table of the form."""
    return len(printed) <= MAX_LABEL and _key(printed) in _all_column_keys()


@cache
def _all_column_keys() -> frozenset[str]:
    return frozenset(key for table in form_tables() for key in _column_keys(table.id))


@lru_cache(maxsize=4096)
def _key(printed: str) -> str:
    return label_key(printed)


def block_of(printed: str) -> str | None:
    """The block of table 4 that a header cell or line names, None for another."""
    key = label_key(printed)
    for block in BLOCKS[1:]:
        if key in (block, "行政诉讼" + block, block + "行政诉讼"):
            return block
    return BLOCKS[0] if key == BLOCKS[0] else None


def block_after(printed: str, block: str | None) -> str | None:
    """The block of table 4 that holds below a line or header cell; 行政诉讼 alone doesn't tell which of its two."""
    own = block_of(printed)
    return own if own or "诉讼" in printed or "起诉" in printed else block


def speaks_of_review(printed: str) -> bool:
    """Whether a line names both halves of table 4: the heading of section four, its torn header."""
    return "复议" in printed and ("诉讼" in printed or "起诉" in printed)


def is_caption(printed: str) -> bool:
    """Whether a cell is 第二十条第（一）项 or the like."""
    return _CAPTION.fullmatch(re.sub(r"[\s*#]", "", printed)) is not None


def is_row_label(printed: str) -> bool:
    """Whether a cell is the label of a row or of a group of rows, perhaps a piece of one."""
    return label_key(printed) in _form_words() or bool(row_matches(printed))


def is_upper(printed: str) -> bool:
    """Whether a header cell stands above columns or beside them, as in the form: a caption, 申请人情况."""
    if is_caption(printed):
        return True
    return label_key(printed) in _form_words() and not is_column(printed)


def is_nameless(printed: str) -> bool:
    """Whether a header cell names nothing: 数据1."""
    return _NAMELESS.fullmatch(label_key(printed)) is not None


def adds_column(table: FormTable, head: Iterable[str]) -> bool:
    """Whether a header names a column that the table hasn't: 小计, 备注, 合计 beside 总计."""
    names: dict[str, set[str]] = {}
    for printed in head:
        found = column_of(table, printed)
        if found is None and is_extra(printed):
            return True
        if found is not None and is_extra(printed):
            names.setdefault(found[0].id, set()).add(_key(printed))
    return any(len(different) > 1 for different in names.values())


def is_extra(printed: str) -> bool:
    """Whether a header cell names a column that some agencies add: 小计, 备注."""
    return _EXTRA.search(label_key(printed)) is not None


def may_name_column(printed: str) -> bool:
    """Whether a header cell that is none of the form's may name a column: 囗计, 备注, a local one."""
    key = label_key(printed)
    if not _WORD.search(key) or len(key) > MAX_COLUMN_NAME or re.match(ORDINAL, fold(printed).strip()):
        return False
    if key in _form_words() or is_column(printed) or is_nameless(printed) or row_matches(printed):
        return False
    return not is_mistyped_upper(printed)


def is_mistyped_upper(printed: str) -> bool:
    """Whether a header cell is like one that stands over columns or beside them: 法囗或其他组织."""
    return bool(get_close_matches(label_key(printed), _ABOVE_COLUMNS, 1, HEAD_ALIKE))


def is_mistyped_column(printed: str) -> bool:
    """Whether a header cell is like the name of a column: 囗会公益组织."""
    return bool(get_close_matches(label_key(printed), _all_column_keys(), 1, HEAD_ALIKE))
