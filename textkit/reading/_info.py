"""Named facts that a page or archive prints beside the text: 发布时间：… 来源：… 索引号：…

Patterns are matched on the folded copy of the text (``fold``), values taken from the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit.reading._document import Field

__all__ = ["INFO_REGION", "find_info", "header_field", "is_header_line", "is_info_line", "listed_info"]

# Info lines stand at the top; further down the same words belong to the report.
INFO_REGION = 1500
MAX_VALUE = 120
MAX_INFO_LINE = 300
MAX_HEADER_VALUE = 1000

_DATES = (
    "发布时间", "发布日期", "公开日期", "公开时间", "公布日期", "公布时间", "成文日期", "生成日期", "生成时间", "发文日期",
    "发文时间", "更新时间", "更新日期", "录入时间", "添加时间", "信息时间", "上传时间", "印发日期", "日期", "时间",
)  # fmt: skip
_NAMES = (
    "信息来源", "文章来源", "稿件来源", "内容来源", "来源", "发布机构", "发布单位", "发布部门", "公开单位", "公开机构", "公开主体", "公开责任部门", "发文机关",
    "发文单位", "发文机构", "制发机关", "发布者", "发布人", "作者", "供稿", "责任编辑", "编辑",
    "索引号", "信息索引号", "信息索引", "统一编号", "文号", "发文字号", "文件编号", "主题分类", "信息分类", "组配分类", "体裁分类",
    "服务对象分类", "主题词", "关键词", "公开方式", "公开范围", "公开形式", "有效性", "是否有效", "栏目", "语种", "信息名称", "名称", "标题", "分类",
)  # fmt: skip
# Words that end a value and may fill an info line, but state nothing about the text.
_COUNTERS = (
    "浏览次数",
    "浏览量",
    "浏览",
    "点击数",
    "点击量",
    "点击率",
    "点击次数",
    "阅读次数",
    "阅读量",
    "访问量",
    "访问次数",
    "字号",
    "字体大小",
    "字体",
    "分享到",
    "分享",
    "打印",
    "保护视力色",
)
_HEADER = (
    *_DATES,
    *_NAMES,
    "原文链接",
    "链接",
    "网址",
    "本地目录",
    "抓取时间",
    "正文",
    "附件",
    "摘要",
    "url",
    "title",
    "date",
    "source",
    "author",
)


def _spaced(words: tuple[str, ...]) -> str:
    """An alternation that allows blanks between the characters: 索 引 号."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(r"[ \u3000\xa0]{0,4}".join(word) for word in ordered)


_BEFORE = r"(?:(?<=^)|(?<=[\s【\[(（|｜；;，,。>》】\])）]))"
_LABEL = re.compile(
    rf"{_BEFORE}(?:(?P<date>{_spaced(_DATES)})|(?P<name>{_spaced(_NAMES)})|(?P<counter>{_spaced(_COUNTERS)}))[ \u3000\xa0\t]{{0,4}}[:：][ \u3000\xa0\t】]{{0,8}}",
    re.MULTILINE,
)
_NUM = r"[0-9０-９]"
_CN = "[〇○零一二三四五六七八九十]"
_DATE_VALUE = re.compile(
    rf"{_NUM}{{4}}\s?[-－/.年]\s?{_NUM}{{1,2}}\s?[-－/.月]\s?{_NUM}{{1,2}}日?(?:[ \u3000\xa0T]{{1,3}}{_NUM}{{1,2}}[:：]{_NUM}{{2}}(?:[:：]{_NUM}{{2}})?)?"
    rf"|{_CN}{{4}}年{_CN}{{1,2}}月{_CN}{{1,3}}日"
)
_PERIOD = re.compile(r"\s{0,3}(?:至|到|—|～|~|起)")
_NAME_VALUE = re.compile(r"[^\s|｜；;，,。【】\[\]<>]{1,120}")
_HEADER_LINE = re.compile(
    rf"(?P<name>(?:{_spaced(_HEADER)}))[ \u3000\xa0\t]{{0,4}}[:：][ \u3000\xa0\t]{{0,8}}(?P<value>.*)",
    re.IGNORECASE,
)
_ANY_HEADER_LINE = re.compile(
    r"(?P<name>[^\s:：，。]{1,12}(?:[ \u3000\xa0][^\s:：，。]{1,12}){0,3})[ \u3000\xa0\t]{0,4}[:：][ \u3000\xa0\t]{0,8}(?P<value>.*)"
)
_BRACKETED = re.compile(r"\[[^\]\n]{1,20}\]\s{0,4}")
_LISTED = re.compile(r"\s*+(?P<name>[^\s:：；;]{1,12})[:：]\s{0,4}(?P<value>[^；;]*+)")
_BLANK = re.compile(r"\s+")


def header_field(line: str, folded: str, offset: int, *, known: bool = True) -> Field | None:
    """The fact on a header line ``名: 值``, None where none is stated.

    With ``known`` only the usual names count. ``offset`` is where the line begins in the text.
    """
    match = (_HEADER_LINE if known else _ANY_HEADER_LINE).fullmatch(folded)
    if not match or len(match["value"]) > MAX_HEADER_VALUE:
        return None
    value = line[match.start("value") :].rstrip()
    return _field(match["name"], value, offset + match.start("value"))


def _field(name: str, value: str, start: int) -> Field | None:
    return Field(_BLANK.sub("", name), value, start, start + len(value)) if value else None


def is_header_line(folded: str) -> bool:
    """Whether a line looks like one of an archive's header lines, with or without a value."""
    return _HEADER_LINE.fullmatch(folded) is not None


def listed_info(line: str, folded: str, offset: int) -> list[Field]:
    """Facts of a bracketed metadata line: ``[页面元数据] 名称：…；发布机构：…``; at least two, else none."""
    opening = _BRACKETED.match(folded)
    if not opening:
        return []
    found = [
        _field(
            match["name"],
            line[match.start("value") : match.end("value")].rstrip(),
            offset + match.start("value"),
        )
        for match in _LISTED.finditer(folded, opening.end())
    ]
    fields = [field for field in found if field]
    return fields if len(fields) >= 2 else []


def find_info(text: str, folded: str, start: int, end: int) -> Iterator[Field]:
    """Facts printed as ``发布时间：…`` in ``text[start:end]``, in order; labels without a value are left out."""
    for label in _LABEL.finditer(folded, start, end):
        kind = label.lastgroup or "counter"
        if kind == "counter":
            continue
        value = (_DATE_VALUE if kind == "date" else _NAME_VALUE).match(folded, label.end(), end)
        if not value or (kind == "date" and _PERIOD.match(folded, value.end(), end)):
            continue
        if kind == "name" and _LABEL.match(folded, label.end(), end):
            continue
        first, last = value.span()
        if kind == "name":
            inner = next((other.start() for other in _LABEL.finditer(folded, first, last)), None)
            last = inner if inner is not None and inner > first else last
        name = _BLANK.sub("", label[kind])
        yield Field(name, text[first:last], first, last)


def is_info_line(folded: str) -> bool:
    """Whether a line holds nothing but labels and their values.

    Examples
    --------
    >>> is_info_line("发布时间：2024-01-22　来源：旗卫生健康委员会　浏览次数：18")
    True
    >>> is_info_line("来源：各股室报送的台账，共18类。")
    False
    """
    if len(folded) > MAX_INFO_LINE or "。" in folded:
        return False
    line = folded.strip("【】[]()（）|｜ \u3000\xa0\t")
    first = _LABEL.match(line)
    if not first:
        return False
    labels = list(_LABEL.finditer(line))
    ends = [*(label.start() for label in labels[1:]), len(line)]
    return all(
        _is_value(line[label.end() : end], label.lastgroup or "")
        for label, end in zip(labels, ends, strict=True)
    )


def _is_value(value: str, kind: str) -> bool:
    value = value.strip("【】[]()（）|｜;； \u3000\xa0\t\r\n")
    if not value:
        return True
    if kind == "date":
        match = _DATE_VALUE.match(value)
        return match is not None and not _PERIOD.match(value, match.end()) and len(value) - match.end() <= 12
    if kind == "counter":
        return len(value) <= 30
    # A value of several words ("信息公开年报 其他 报告") is still a value; a sentence is not.
    return len(value) <= MAX_VALUE and not re.search(r"[。；！？]", value)
