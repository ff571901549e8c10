"""Names and values of the facts that metadata may give about a report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd

from textkit._cells import FIRST_YEAR, LAST_YEAR, is_blank, parse_id, parse_year, whole_number
from textkit.statute import agency_kind, organ_suffixes

__all__ = [
    "FIELDS",
    "KEYS",
    "Parser",
    "field_of",
    "known_facts",
    "parse_date",
]

Parser = Callable[[Any], Any]

# Heads of columns in tables that people keep of reports; matched without blanks, case and full width.
KEYS: Mapping[str, tuple[str, ...]] = {
    "report_id": ("报告编号", "报告标识", "报告id"),
    "file_name": ("file", "文件", "文件名", "文件名称"),
}
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "报告标题", "题名"),
    "agency": (
        "机关", "机关名称", "发布机关", "公开机关", "行政机关", "单位", "单位名称", "发布单位", "机构", "机构名称",
    ),
    "agency_id": ("机关标识", "机关编号", "机关代码"),
    "agency_type": ("机关类别", "机关类型", "机构类型", "单位类型"),
    "level": ("层级", "行政层级", "级别", "行政级别"),
    "province": ("省", "省份", "省级", "省(区、市)", "省(自治区、直辖市)"),
    "city": ("市", "地市", "地级市", "城市", "市(州)", "市(州、盟)"),
    "county": ("县", "县区", "区县", "县市区", "县(区)", "区(县)", "县(市、区)"),
    "region": ("地区", "区域", "所属地区"),
    "region_code": ("区划代码", "行政区划代码", "地区代码"),
    "year": ("年", "年度", "年份", "报告年度", "报告年份"),
    "period_start": ("起始日期", "开始日期", "统计起始日期"),
    "period_end": ("截止日期", "终止日期", "结束日期", "统计截止日期"),
    "published": ("发布日期", "发布时间", "公布日期", "公布时间", "公开日期"),
}  # fmt: skip
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "national": ("国家级", "国家", "中央"),
    "province": ("省级", "省"),
    "city": ("市级", "地市级", "地级", "市"),
    "county": ("县级", "区县级", "县区级", "区级", "县", "区"),
    "township": ("乡级", "乡镇级", "镇级", "街道级", "乡镇", "街道", "乡镇街道"),
}


def _plain(text: str) -> str:
    """A name as it is compared: without blanks, underscores, what can't be seen, case and full width."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isprintable())
    return re.sub(r"[\s_]+", "", seen).casefold()


@cache
def _field_names() -> dict[str, str]:
    return {_plain(name): field for field, names in {**KEYS, **_NAMES}.items() for name in (field, *names)}


def field_of(name: str) -> str | None:
    """The known field that a column's name stands for, None for any other column.

    Examples
    --------
    >>> field_of("发布机关"), field_of("Report ID"), field_of("编制人")
    ('agency', 'report_id', None)
    """
    return _field_names().get(_plain(name))


def known_facts(table: pd.DataFrame, fields: Iterable[str]) -> pd.DataFrame:
    """What a table gives of some facts, whatever its heads are.

    Parameters
    ----------
    table : DataFrame
    fields : ids of the facts

    Returns
    -------
    DataFrame
        Index of the table; a column for each fact that some cell gives, None where a cell is blank or is no such value.

    Examples
    --------
    >>> known_facts(pd.DataFrame({"单位": ["青澜县水利局", ""], "年度": ["2023年", "近年"]}), ["agency", "year", "city"]).values.tolist()
    [['青澜县水利局', 2023], [None, None]]
    """
    wanted = set(fields)
    found: dict[str, list[Any]] = {}
    for head in table.columns:
        field = field_of(str(head))
        if field in wanted and field not in found:
            parse = FIELDS.get(field, parse_id)
            values = [_parsed(parse, value) for value in table[head]]
            if any(value is not None for value in values):
                found[field] = values
    return pd.DataFrame(
        {name: pd.Series(values, index=table.index, dtype=object) for name, values in found.items()},
        index=table.index,
    )


def _parsed(parse: Parser, value: Any) -> Any:
    if is_blank(value):
        return None
    try:
        return parse(value)
    except ValueError:
        return None


def _parse_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    return value.strip()


_DATE = re.compile(
    r"(\d{4})(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))"
    r"(?:[T\s]\s*\d{1,2}[:时].{0,40})?"
)


def parse_date(value: Any) -> date:
    """A day; the time of the day, where one is given, is left out."""
    if isinstance(value, datetime):
        day: date | None = value.date()
    elif isinstance(value, date):
        day = value
    else:
        day = _date_of(value if isinstance(value, str) else str(whole_number(value)))
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a day from {FIRST_YEAR} to {LAST_YEAR}, such as 2024-01-31 or 2024年1月31日")
    return day


def _date_of(text: str) -> date | None:
    written = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not written:
        return None
    year, *rest = (int(part) for part in written.groups() if part)
    try:
        return date(year, *rest)
    except ValueError:
        return None


@cache
def _kinds() -> dict[str, str]:
    kinds = [kind for suffix in organ_suffixes() if (kind := agency_kind(suffix))]
    return {_plain(name): kind.id for kind in kinds for name in (kind.id, kind.name)}


@cache
def _level_names() -> dict[str, str]:
    return {_plain(name): level for level, names in _LEVELS.items() for name in (level, *names)}


def _parse_level(value: Any) -> str:
    return _one_of(value, _level_names())


def _parse_agency_type(value: Any) -> str:
    return _one_of(value, _kinds())


def _one_of(value: Any, names: Mapping[str, str]) -> str:
    found = names.get(_plain(value)) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"one of {', '.join(dict.fromkeys(names.values()))}")
    return found


# Fields of a report that metadata may give, with what makes a cell a value; ValueError names what is legal.
FIELDS: Mapping[str, Parser] = {
    **dict.fromkeys(_NAMES, _parse_text),
    "agency_id": parse_id,
    "region_code": parse_id,
    "year": parse_year,
    "level": _parse_level,
    "agency_type": _parse_agency_type,
    "period_start": parse_date,
    "period_end": parse_date,
    "published": parse_date,
}
