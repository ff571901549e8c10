"""Words on the pages, Chinese and English."""

from __future__ import annotations

from functools import cache

from textkit.statute import section_rules
from textkit.statute.indicators import indicators

__all__ = ["BOUNDS", "FACTS", "KINDS", "SECTION_NUMBERS", "indicator_label", "place_label", "section_label"]

FACTS = {
    "title": "标题 title",
    "agency": "机关 agency",
    "agency_type": "机关类别 type",
    "level": "层级 level",
    "province": "省 province",
    "city": "市 city",
    "county": "县区 county",
    "region": "地区 region",
    "region_code": "区划代码 code",
    "year": "年度 year",
    "period": "起止 period",
    "published": "发布 published",
    "layout": "格式 layout",
    "format": "文件格式 format",
    "encoding": "编码 encoding",
}
KINDS = {
    "count": "数量 count",
    "percent": "百分比 percent",
    "percentage_point": "百分点 percentage point",
    "ratio": "倍数 ratio",
    "money": "金额 money",
    "duration": "时长 duration",
    "other": "其他 other",
}
BOUNDS = {
    "exact": "",
    "about": "约 about",
    "more_than": "多于 more than",
    "at_least": "不少于 at least",
    "less_than": "不足 less than",
    "at_most": "不超过 at most",
    "range": "范围 range",
    "vague": "概数 vague",
}
_ENGLISH = {
    "preamble": "preamble",
    "overview": "overview",
    "overview.proactive": "proactive disclosure",
    "overview.applications": "on application",
    "overview.management": "management",
    "overview.platform": "platforms",
    "overview.supervision": "supervision",
    "proactive": "proactive disclosure",
    "applications": "applications",
    "review_litigation": "review, litigation",
    "problems": "problems",
    "improvements": "improvements",
    "other": "other matters",
    "noise": "page furniture",
}
_CHINESE = {"preamble": "引言", "noise": "页面残留"}
# The section that stands for each of the six numbers of the official form.
SECTION_NUMBERS = {
    "overview": "一",
    "proactive": "二",
    "applications": "三",
    "review_litigation": "四",
    "problems": "五",
    "improvements": "五",
    "other": "六",
}


@cache
def _names() -> dict[str, str]:
    names = {rule.id: rule.name for rule in section_rules("section")}
    names |= {rule.id: rule.name for rule in section_rules("topic")}
    names |= {rule.id: rule.name for rule in section_rules("part")}
    return names | _CHINESE


def section_label(id: str) -> tuple[str, str]:
    """Name of a section in Chinese and in English; an id without a name stands for itself.

    Examples
    --------
    >>> section_label("overview.management")
    ('政府信息管理', 'management')
    """
    return _names().get(id, id), _ENGLISH.get(id, "")


@cache
def _indicator_labels() -> dict[str, str]:
    return {one.id: one.label_zh for one in indicators()}


def indicator_label(id: str | None) -> str:
    """What a number counts, in Chinese; empty where nothing is known of it.

    Examples
    --------
    >>> indicator_label("app.received"), indicator_label(None)
    ('收到政府信息公开申请', '')
    """
    return _indicator_labels().get(id, id) if id else ""


def place_label(province: str | None, city: str | None, county: str | None, region: str | None) -> str:
    """Where an agency is: the divisions known, else the province and the place as printed."""
    if city or county:
        return " ".join(dict.fromkeys(name for name in (province, city, county) if name))
    return " ".join(dict.fromkeys(name for name in (province, region) if name))
