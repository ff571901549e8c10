"""Who reports on which year: title, agency, region, year, period, day, each with its evidence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from textkit._folding import fold, squeeze
from textkit.form._dates import DATE, YEAR, date_of, year_of
from textkit.form._headings import Found
from textkit.form._view import View
from textkit.reading import Document
from textkit.report import Evidence, Notice
from textkit.statute import Place, PlaceMatch, agency_kind, lineage, match_prefix, provinces

__all__ = ["Identity", "TitleFound", "find_identity", "find_title", "printed_titles"]

_HAN = r"\u4e00-\u9fff·"
_TAIL = re.compile(
    r"(?:政府信?息?公开|政务信息公开|政务公开|信息公开)(?:工作|公作)?"
    rf"(?P<inside>{YEAR})?年?(?:年度|度)?(?:工作)?(?:总结)?(?:情况)?(?:的)?(?:报告|年报|(?<=工作)总结)"
    rf"(?:（(?P<after>{YEAR})年?度?）)?"
)
# Behind it in one line, what makes it the name of something else: 年度报告编制要求, 年度报告解读.
_GOES_ON = re.compile(r"的|格式|有关|编制|工作|评估|评议|测评|解读|图解|、|和")
_TITLE_YEAR = re.compile(rf"(?P<year>{YEAR})年?度?")
# A title with agency and year in it stays below this many characters.
MAX_TITLE = 70
# The title stands in the first lines; behind them it is spoken of.
MAX_TITLE_AT = 3000
_UNIT_MARK = re.compile(r"[：#*>\]】|]")
_NOT_IN_NAME = re.compile(r"[，。；：！？、《》“”|/]")


@dataclass(frozen=True, slots=True)
class TitleFound:
    """A title with what it says; ``start`` and ``end`` in the view's text, None outside the text."""

    text: str
    agency: str | None
    year: int | None
    start: int | None = None
    end: int | None = None
    source: str = "text"


@dataclass(slots=True)
class Identity:
    """Facts of identity as they are gathered; unknown ones stay None."""

    title: str | None = None
    agency: str | None = None
    agency_id: str | None = None
    agency_type: str | None = None
    level: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    region: str | None = None
    region_code: str | None = None
    year: int | None = None
    period: tuple[date, date] | None = None
    published: date | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)


# ----------------------------------------------------------------------------------------------- title


def find_title(document: Document, view: View) -> TitleFound | None:
    """The title: as the text prints it, else as the carrier states it."""
    printed = printed_titles(view)
    stated = list(_stated_titles(document, view))
    # The first of the best: agency and year, then one of them.
    ranked = [*printed, *(title for title in stated if title.start is not None), *stated]
    return max(ranked, key=lambda title: (title.agency is not None) + (title.year is not None), default=None)


def printed_titles(view: View) -> list[TitleFound]:
    """Titles that stand in the beginning of the text by themselves; pages often print theirs twice."""
    return list(_printed_titles(view))


def _printed_titles(view: View) -> Iterator[TitleFound]:
    for tail in _TAIL.finditer(view.text, 0, min(len(view.text), MAX_TITLE_AT)):
        if not _ends_unit(view, tail.end()) or (
            not _begins_block(view, tail.end()) and _GOES_ON.match(view.text, tail.end())
        ):
            continue
        starts = [
            start for start in _unit_starts(view, tail.start()) if _may_be_title(view, start, tail.start())
        ]
        titles = [_parsed(view.text[start : tail.end()], start, tail.end()) for start in starts]
        complete = [title for title in titles if title.agency and title.year]
        partial = [title for title in titles if title.agency or title.year]
        best = next(iter(complete or partial or titles), None)
        if best:
            yield best


def _ends_unit(view: View, at: int) -> bool:
    return at >= len(view.text) or view.is_gap(at) or _begins_block(view, at) or view.text[at] in "（#*|"


def _begins_block(view: View, at: int) -> bool:
    block = view.block_at(at)
    return block is None or block[0] == at


def _unit_starts(view: View, at: int) -> list[int]:
    """Where a title that ends behind ``at`` may begin, nearest first: blanks, block starts, marks."""
    floor = max(0, at - MAX_TITLE)
    gaps = view.gaps[bisect_left(view.gaps, floor) : bisect_right(view.gaps, at)]
    first = bisect_left(view.blocks, floor, key=lambda block: block[0])
    last = bisect_right(view.blocks, at, key=lambda block: block[0])
    marks = (mark.end() for mark in _UNIT_MARK.finditer(view.text, floor, at))
    return sorted({*gaps, *marks, *(begin for begin, _, _ in view.blocks[first:last])}, reverse=True)


# 本溪市 begins a name, 本局 does not.
_SPOKEN_OF = re.compile(
    r"根据|按照|依据|现将|本(?:局|委|厅|办|镇|乡|街道|区|县|市|省|机关|单位|部门|年|报告)"
)


def _may_be_title(view: View, start: int, at: int) -> bool:
    words = view.text[start:at].lstrip("#*")
    return not _NOT_IN_NAME.search(words) and not _SPOKEN_OF.match(words)


def _parsed(printed: str, start: int | None, end: int | None, source: str = "text") -> TitleFound:
    """A title taken apart into agency and year."""
    marks = len(printed) - len(printed.lstrip("#*"))
    printed = printed[marks:]
    tail = _TAIL.search(printed)
    words = printed[: tail.start()] if tail else printed
    after = (tail["after"] or tail["inside"]) if tail else None
    year = _TITLE_YEAR.search(words)
    name = f"{words[: year.start()]}{words[year.end() :]}" if year else words
    name = re.sub(r"^(?:关于)?(?:公布|发布|印发)?|（\s*年?度?）|年度$|的$|关于$|^年度?", "", name)
    number = year_of(year["year"]) if year else (year_of(after) if after else None)
    valid = _is_agency(name)
    return TitleFound(
        printed, name if valid else None, number, None if start is None else start + marks, end, source
    )


def _is_agency(name: str) -> bool:
    return (
        3 <= len(name) <= 40
        and re.fullmatch(rf"[{_HAN}（）]+", name) is not None
        and agency_kind(name) is not None
        and not re.match(r"首页|当前|您|全[市县区省]|本[局市县区]|我[局市县区]", name)
        and not name.endswith(("主办", "承办", "协办", "制作", "印发"))
    )


_TITLE_FIELDS = ("标题", "名称", "信息名称", "html meta ArticleTitle", "html title", "file name")


def _stated_titles(document: Document, view: View) -> Iterator[TitleFound]:
    for name in _TITLE_FIELDS:
        for stated in (fact for fact in document.fields if fact.name.lower() == name.lower()):
            text = re.sub(r"\s+", "", fold(stated.text))
            tail = _TAIL.search(text)
            if not tail or _GOES_ON.match(text, tail.end()):
                continue
            head = re.split(r"[_|>—]|--", text[: tail.start()])[-1]
            title = head + text[tail.start() : tail.end()]
            if stated.start is None or stated.end is None:
                yield _parsed(title, None, None, stated.name)
                continue
            base = view.position(stated.start)
            at = view.text.find(title, base, view.position(stated.end) + 1)
            if at >= 0:
                yield _parsed(title, at, at + len(title))


# ---------------------------------------------------------------------------------------------- agency


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    start: int | None
    end: int | None
    source: str


_ORGAN = rf"[{_HAN}（）]{{2,36}}?"
_SELF_SLOTS = (
    re.compile(rf"由(?P<name>{_ORGAN})(?:负责)?(?:组织)?(?:编制|编写|编撰|汇总)"),
    re.compile(rf"(?:^|[。，：）])(?P<name>{_ORGAN})(?:编制|编写)(?:完成)?(?:了)?(?:本|\d{{4}}|年度)"),
    re.compile(rf"(?:公布|发布|公开|现将)(?P<name>{_ORGAN})(?:{YEAR})年?度?(?:政府信息公开|信息公开)"),
    re.compile(rf"(?:联系|径向|与|请向|咨询)(?P<name>{_ORGAN})(?:联系|咨询|反映|（|，|。|：)"),
)
_INNER_OFFICE = re.compile(
    r"(?:局|委|委员会|厅|中心|处|院|会)?(?:党政办公室|综合办公室|党政综合办公室|办公室|综合科|秘书科|政府信息公开[^局委厅]{0,8}|信息公开[^局委厅]{0,8}|[^局委厅]{1,6}[科股处])$"
)
_PUBLISHER_FIELDS = (
    "发布机构",
    "发布单位",
    "公开单位",
    "公开主体",
    "信息来源",
    "来源",
    "发文机关",
    "html meta ContentSource",
)


def _agencies(
    document: Document, view: View, signature: list[tuple[int, int]], intro_end: int
) -> Iterator[_Named]:
    """Names the report gives itself outside its title, the most telling first."""
    for start, end in reversed(signature):
        name = re.sub(rf"(?:（盖章）)?(?:{DATE}.*)?$", "", view.text[start:end])
        if _is_agency(name):
            yield _Named(name, start, start + len(name), "text")
    for slot in _SELF_SLOTS:
        for match in slot.finditer(view.text, 0, intro_end):
            start, end = match.span("name")
            name = match["name"]
            if not _is_agency(name):
                name = _INNER_OFFICE.sub("", name)
            if _is_agency(name):
                yield _Named(name, start, start + len(name), "text")
    for stated in document.fields:
        name = re.sub(r"\s+", "", fold(stated.text))
        if stated.name not in _PUBLISHER_FIELDS or not _is_agency(name):
            continue
        if stated.start is None or stated.end is None:
            yield _Named(name, None, None, stated.name)
        else:
            yield _Named(name, view.position(stated.start), view.position(stated.end), "text")


_DIVISION = r"(?:省|自治区|特别行政区|自治州|自治县|自治旗|新区|实验区|示范区|开发区|高新区|合作区|市|盟|县|旗|区|地区)"
_PLACE_BY_FORM = re.compile(rf"(?:(?!人民政府|管委会|管理委员会|委员会)[{_HAN}]){{2,9}}?{_DIVISION}")
_TOWN_BY_FORM = re.compile(
    r"(?:人民政府)?(?P<town>[\u4e00-\u9fff]{1,6}?(?:镇|乡|苏木|街道))(?=人民政府|政府|办事处|$)"
)
# Behind the name of a province: what shows that an organ or a rule of it is meant, not a place visited.
_OF_PROVINCE = r"(?=(?:、[\u4e00-\u9fff]{2,6}[市州盟县区旗])?[\u4e00-\u9fff]{0,14}?(?:政府|委|局|厅|办公|公开|规定|办法))"
_CENTRAL_PREFIX = re.compile(r"国家税务总局|中华人民共和国|国家统计局|中国人民银行")
# Organs without a place in their name that are of the whole country.
_NATIONAL = re.compile(r"(?:国家|国务院|全国)[\u4e00-\u9fff]*|[\u4e00-\u9fff]+(?:部|总署|总局)")


def _place_prefix(name: str) -> str:
    """The places an agency's name begins with, by their form alone, down to town or street."""
    end = 0
    while match := _PLACE_BY_FORM.match(name, end):
        end = match.end()
    return name[:end]


def _with_town(name: str, region: str) -> str:
    """The region with the town or street that the name of its government prints behind it."""
    town = _TOWN_BY_FORM.match(name, len(region))
    if not town:
        return region
    return name[: town.end("town")] if town.start("town") == len(region) else region


def _set_agency(identity: Identity, view: View, name: str, evidence: Evidence) -> None:
    kind = agency_kind(name)
    central = _CENTRAL_PREFIX.match(name)
    local = name[central.end() :] if central else name
    identity.agency = name
    identity.agency_type = kind.id if kind else None
    identity.evidence["agency"] = evidence
    match = match_prefix(local, year=identity.year)
    places = _places(match, view, identity) if match else None
    printed = _place_prefix(local)
    if match and match.end > len(printed):
        printed = local[: match.end]
    if places:
        province, city, county, narrowest = places
        identity.province = province.name if province else None
        identity.city = city.name if city else None
        identity.county = county.name if county else None
        identity.region_code = narrowest.code
    elif named := _province_named(view):
        identity.province = view.text[named[0] : named[1]]
        identity.evidence["province"] = _evidence(view, *named)
    identity.region = _with_town(local, printed) or None
    identity.agency_id = f"{identity.region_code or ''}:{name}"
    zone = match.zone if match else None
    identity.level = (kind.level if kind else None) or (
        None if zone else _level(identity, local or name, printed)
    )


def _places(
    match: PlaceMatch, view: View, identity: Identity
) -> tuple[Place | None, Place | None, Place | None, Place] | None:
    """Province, city, county and the narrowest place of a match; None where it tells nothing."""
    if match.ambiguous:
        within = _candidate_in_named_province(match, view, identity.year)
        if within:
            return within
        names = "、".join(sorted({_full_name(candidate, identity.year) for candidate in match.candidates}))
        identity.notices.append(
            Notice("place_ambiguous", f"the agency's place may be {names}; none is chosen")
        )
        return None
    narrowest = match.zone or match.county or match.city or match.province
    return (match.province, match.city, match.county, narrowest) if narrowest else None


def _full_name(candidate: Place, year: int | None) -> str:
    return "".join(place.name for place in lineage(candidate, year=year) if place)


def _candidate_in_named_province(
    match: PlaceMatch, view: View, year: int | None
) -> tuple[Place | None, Place | None, Place | None, Place] | None:
    """The one candidate that lies in the province the text names, None where several do or none."""
    named = _province_named(view)
    if not named:
        return None
    province = view.text[named[0] : named[1]]
    lines = [(lineage(candidate, year=year), candidate) for candidate in match.candidates]
    fitting = [(line, candidate) for line, candidate in lines if line[0] and line[0].name == province]
    return (*fitting[0][0], fitting[0][1]) if len(fitting) == 1 else None


@cache
def _province_pattern() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(province.name for province in provinces())}){_OF_PROVINCE}")


def _province_named(view: View) -> tuple[int, int] | None:
    """Where the text names its province: an organ or a rule of it, and of no other province."""
    found: dict[str, tuple[int, int]] = {}
    for match in _province_pattern().finditer(view.text):
        found.setdefault(match.group(), match.span())
    return next(iter(found.values())) if len(found) == 1 else None


def _level(identity: Identity, local: str, region: str) -> str | None:
    if identity.county:
        return "county"
    if identity.city:
        return "city"
    if identity.region_code:
        return "province"
    if not region:
        return "national" if _NATIONAL.fullmatch(local) else None
    if region.endswith(("省", "自治区")):
        return "province"
    if region.endswith(("自治州", "盟", "地区")):
        return "city"
    if region.endswith(("县", "旗")) or re.search(r"市[^市]+区$", region):
        return "county"
    return None


# ------------------------------------------------------------------------------------- year, period, day

_PERIOD = re.compile(
    rf"(?P<first>{DATE})(?:起算|起|开始|算)?(?:，)?(?:截?至|止于|到|—+|-|~|～|－|(?<=日)[和与](?=20))+(?:(?P<last>{DATE})|(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日)"
)
_PERIOD_WORD = re.compile(r"统计|期限|时限|数据|时间|截止|起止")
_MALFORMED_PERIOD = re.compile(
    r"(?:统计|期限|时限)[^。]{0,12}?20\d\d[年\d][^。]{0,24}?[至到][^。]{0,20}?\d+日"
)
_REPORT_YEAR = re.compile(
    rf"(?P<year>{YEAR})年?度?(?:的)?(?:政府信息公开|信息公开|政务公开)?(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)"
)
_PUBLISHED_FIELDS = (
    "发布时间",
    "发布日期",
    "公开日期",
    "公开时间",
    "公布日期",
    "公布时间",
    "成文日期",
    "生成日期",
    "发文日期",
    "日期",
    "时间",
    "html meta PubDate",
)


def _period(view: View, limit: int) -> tuple[tuple[date, date], int, int] | None:
    """The first period that is said to be one, else the first that covers whole years."""
    fallback = None
    for match in _PERIOD.finditer(view.text, 0, limit):
        first = date_of(match["first"])
        last = date_of(match["last"]) if match["last"] else None
        if first and not match["last"]:
            last = date_of(f"{first.year}年{match['month']}月{match['day']}日")
        if not first or not last or last < first:
            continue
        found = ((first, last), match.start(), match.end())
        if _PERIOD_WORD.search(view.text, max(0, match.start() - 24), match.end()):
            return found
        if (first.month, first.day) == (1, 1):
            fallback = fallback or found
    return fallback


_DATE = re.compile(DATE)
_DATE_LINE = re.compile(rf"（?{DATE}）?")


def _published(
    document: Document, view: View, signature: list[tuple[int, int]], intro_end: int
) -> tuple[date, Evidence] | None:
    """The day that page or header lines state, else a date line above the text, else the signature's."""
    for name in _PUBLISHED_FIELDS:
        for stated in document.fields:
            if stated.name.lower() != name.lower():
                continue
            day = date_of(re.sub(r"\s+", "", fold(stated.text)))
            if day:
                source = "text" if stated.start is not None else stated.name
                return day, Evidence(stated.text, stated.start, stated.end, source)
    above = [
        (start, end) for start, end, _ in view.blocks if end <= intro_end and _is_date_line(view, start, end)
    ]
    for start, end in [*above, *reversed(signature)]:
        match = _DATE.search(view.text, start, end)
        day = date_of(match.group()) if match else None
        if match and day:
            return day, _evidence(view, *match.span())
    return None


def _is_date_line(view: View, start: int, end: int) -> bool:
    return _DATE_LINE.fullmatch(view.text, start, end) is not None


def _evidence(view: View, start: int, end: int) -> Evidence:
    first, last = view.original(start, end)
    return Evidence(view.source[first:last], first, last)


# ------------------------------------------------------------------------------------------- all of it


def find_identity(
    document: Document,
    view: View,
    title: TitleFound | None,
    headings: list[Found],
    signature: list[tuple[int, int]],
) -> Identity:
    """Identity of a report; what the text does not say stays None."""
    identity = Identity()
    intro_end = next(
        (found.start for found in headings if found.level == 1), min(len(view.text), MAX_TITLE_AT)
    )
    _set_time(identity, view, title, max(intro_end, min(len(view.text), 1500)))
    if title:
        identity.evidence["title"] = _title_evidence(view, title)
        identity.title = squeeze(identity.evidence["title"].text).text
    names = list(_agencies(document, view, signature, intro_end))
    if title and title.agency:
        longer = next(
            (
                named
                for named in names
                if named.name.endswith(title.agency)
                and named.name != title.agency
                and not _place_prefix(title.agency)
            ),
            None,
        )
        if longer:
            _set_agency(identity, view, longer.name, _named_evidence(view, longer))
        else:
            _set_agency(identity, view, title.agency, _agency_in_title(view, title))
    elif names:
        _set_agency(identity, view, names[0].name, _named_evidence(view, names[0]))
    else:
        identity.notices.append(Notice("no_agency", "no name of the reporting agency was found"))
    published = _published(document, view, signature, intro_end)
    if published:
        identity.published, identity.evidence["published"] = published
    return identity


def _set_time(identity: Identity, view: View, title: TitleFound | None, limit: int) -> None:
    period = _period(view, limit)
    if period:
        identity.period = period[0]
        identity.evidence["period"] = _evidence(view, period[1], period[2])
    elif malformed := _MALFORMED_PERIOD.search(view.text, 0, limit):
        first, last = view.original(malformed.start(), malformed.end())
        identity.notices.append(
            Notice("period_malformed", "the period cannot be read as two dates", first, last)
        )
    mention = _REPORT_YEAR.search(view.text, 0, limit)
    if title and title.year:
        identity.year = title.year
        identity.evidence["year"] = _title_evidence(view, title)
    elif identity.period:
        identity.year = identity.period[1].year
        identity.evidence["year"] = identity.evidence["period"]
    elif mention:
        identity.year = year_of(mention["year"])
        identity.evidence["year"] = _evidence(view, mention.start(), mention.end())
    else:
        identity.notices.append(Notice("no_year", "the year reported on was not found"))
    if identity.period and identity.year and identity.period[1].year != identity.year:
        where = identity.evidence["period"]
        identity.notices.append(
            Notice(
                "year_differs",
                f"the title says {identity.year}, the period {identity.period[1].year}",
                where.start,
                where.end,
            )
        )


def _title_evidence(view: View, title: TitleFound) -> Evidence:
    if title.start is None or title.end is None:
        return Evidence(title.text, source=title.source)
    return _evidence(view, title.start, title.end)


def _agency_in_title(view: View, title: TitleFound) -> Evidence:
    """The agency's own place in the title where it stands in one piece."""
    if title.start is None or title.agency is None or title.agency not in title.text:
        return _title_evidence(view, title)
    at = title.start + title.text.index(title.agency)
    return _evidence(view, at, at + len(title.agency))


def _named_evidence(view: View, named: _Named) -> Evidence:
    if named.start is None or named.end is None:
        return Evidence(named.name, source=named.source)
    return _evidence(view, named.start, named.end)
