"""What the carrier added to a text, told by its own form: crumbs, share words, page numbers, rules, style rules.

Lines are given folded (``fold``) and without blanks at their ends.
"""

from __future__ import annotations

import re

from textkit._folding import PAGE_LINE

__all__ = [
    "certain_furniture", "has_code_residue", "is_crumbs", "is_furniture_line", "is_page_number", "is_page_words", "is_text_rule",
]  # fmt: skip

# Lines of carrier words are short; a longer line holds text as well.
MAX_FURNITURE = 160
MAX_PAGE_NUMBER = 24

_PAGE_NUMBER = re.compile(PAGE_LINE)
_CRUMBS = re.compile(r"[|【\[]?\s{0,3}(?:您|你)?(?:现在|目前|当前)?的?(?:所在)?的?位置(?:是)?\s{0,3}[:：]")
_HOME_CRUMBS = re.compile(r"首页\s{0,3}(?:[>＞»›/→-]|&gt;)")
_PAGE_WORD = (
    r"微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|人人网|朋友圈|收藏本页|收藏|全真版|文字版|图文版|文件下载|附件下载|下载文档|下载|相关链接|相关附件"
    r"|打印本页|打印文章|打印|关闭窗口|关闭本页|关闭|分享到|分享|全屏|字体大小|字体|字号|加大|放大|还原|减小|缩小|默认|大号|中号|小号"
    r"|扫一扫在手机打开当前页|扫一扫|返回顶部|返回首页|返回列表|返回|无障碍阅读|无障碍浏览|无障碍|繁体|简体|我要纠错|纠错|语音播报|阅读全文|手机版|点击下载"
)
_PAGE_WORDS = re.compile(
    rf"(?:{_PAGE_WORD}|(?<![^\W\d_])[大中小](?![^\W\d_])|T\|T|[\s【】\[\]()（）|｜：:、·/+\-—>&;])*+"
)
_STRONG_WORD = re.compile(_PAGE_WORD)
_RULE = re.compile(r"[-=_*~·•—－─━＝＿#\s]{3,}+")
_ONLY_MARKS = re.compile(r"[|｜\s]*+[】【\[\]|｜]?[|｜\s]*+")
_COMMENT = re.compile(r"<!--(?:(?!-->).)*+-->")
_MARKUP_LINE = re.compile(
    r"正\s?文|(?:!\[[^\]]*+\][(（][^)）]*+[)）]\s*+)++|`{3,}\w*+|\[(?:…|\.{3}).{0,200}(?:…|\.{3})\]"
)
_TEXT_RULE = re.compile(r"[=\-—*#\s]{2,}+正\s{0,4}文[=\-—*#\s]{2,}+")

# ------------------------------------------------------------------------------- within a long line

# Pipes with nothing between them: what is left of a table whose cells were lost.
_PIPES = re.compile(r"(?:\|[ \t\u3000\xa0]*+){8,}+")
_LAST_PIPE = re.compile(r"(?<=\s)[|｜][|｜\s]*+$")
# Word's default style sheet as text: "Normal 0 7.8 磅 0 2 false … /* Style Definitions */ table.MsoNormalTable {…}".
_WORD_START = re.compile(
    r"\bNormal\s{0,4}0\b|/\*\s{0,4}(?:Style|Font) Definitions\s{0,4}\*/|table\.MsoNormalTable"
)
_WORD_HEAD = re.compile(
    r"Normal\s{0,4}0(?:\s|\d|\.|磅|pt|cm|true|false|MicrosoftInternetExplorer\d|[A-Z]{1,3}-[A-Z]{2,4}|X-NONE){0,200}+"
)
_WORD_RULE = re.compile(
    r"\s{0,40}(?:/\*(?:(?!\*/)[^\n]){0,200}\*/\s{0,40}|@?[A-Za-z][\w.@#,:\s-]{0,200}+\{[^{}]{0,4000}+\})"
)
_COMMENT_END = re.compile(r"-->")
_COMMENT_START_WORDS = re.compile(
    r"位置\s{0,3}[:：]|首页|来源\s{0,3}[:：]|时间\s{0,3}[:：]|日期\s{0,3}[:：]|浏览|字体|字号|点击"
)
# Crumbs, title and info line before a comment's end took 60 to 200 characters in every page seen.
MAX_BEFORE_COMMENT_END = 600


def is_page_number(line: str) -> bool:
    """Whether a line only carries a page number: "— 3 —", "-12-", "第 3 页 共 9 页"."""
    return len(line) <= MAX_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line) is not None


def is_page_words(line: str) -> bool:
    """Whether a line only holds share, print, close and font-size words."""
    if len(line) > MAX_FURNITURE:
        return False
    match = _PAGE_WORDS.match(line)
    return match is not None and match.end() == len(line) and _STRONG_WORD.search(line) is not None


def is_crumbs(line: str) -> bool:
    """Whether a line is the trail of links to the page."""
    if len(line) > MAX_FURNITURE or "。" in line:
        return False
    return bool(_CRUMBS.match(line) or (line.startswith("首页") and _HOME_CRUMBS.match(line)))


def is_furniture_line(line: str) -> bool:
    """Whether a whole line, without blanks at its ends, is the carrier's."""
    if len(line) > MAX_FURNITURE:
        return _RULE.fullmatch(line) is not None or _PIPES.fullmatch(line) is not None
    return bool(
        is_page_number(line)
        or is_crumbs(line)
        or is_page_words(line)
        or _RULE.fullmatch(line)
        or _ONLY_MARKS.fullmatch(line)
        or _PIPES.fullmatch(line)
        or _COMMENT.fullmatch(line)
        or _MARKUP_LINE.fullmatch(line)
        or is_text_rule(line)
    )


def is_text_rule(line: str) -> bool:
    """Whether a line is the rule between an archive's header and the text: "==== 正文 ===="."""
    return len(line) <= MAX_FURNITURE and _TEXT_RULE.fullmatch(line) is not None


def has_code_residue(line: str) -> bool:
    """Whether a line may hold furniture within text; cheap."""
    return "|" in line or "-->" in line or "MsoNormalTable" in line or "Style Definitions" in line


def certain_furniture(line: str) -> list[tuple[int, int]]:
    """Spans within a line that are furniture beyond doubt, in order, not overlapping."""
    spans: list[tuple[int, int]] = []
    if "-->" in line:
        spans += _comment_end(line)
    if "MsoNormalTable" in line or "Style Definitions" in line:
        spans += _word_styles(line)
    if "|" in line:
        spans += _pipes(line)
    spans.sort()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pipes(line: str) -> list[tuple[int, int]]:
    """Runs of pipes, and the pipes at the end of a line that has no others."""
    runs = [match.span() for match in _PIPES.finditer(line)]
    end = len(line.rstrip("|｜ \t\u3000\xa0"))
    last = _LAST_PIPE.search(line, max(0, end - 1))
    others = line.count("|", 0, end) - sum(
        line.count("|", start, stop) for start, stop in runs if stop <= end
    )
    return [*runs, last.span()] if last and not others else runs


def _comment_end(line: str) -> list[tuple[int, int]]:
    """The head of a line up to the end of a comment that got into the text, with the page words behind it."""
    match = _COMMENT_END.search(line, 0, MAX_BEFORE_COMMENT_END)
    if not match or not _COMMENT_START_WORDS.search(line, 0, match.start()):
        return []
    words = _PAGE_WORDS.match(line, match.end(), match.end() + MAX_FURNITURE)
    end = words.end() if words else match.end()
    return [(0, end)]


def _word_styles(line: str) -> list[tuple[int, int]]:
    spans = []
    at = 0
    while start := _WORD_START.search(line, at):
        head = _WORD_HEAD.match(line, start.start())
        end = head.end() if head else start.start()
        rules = 0
        while rule := _WORD_RULE.match(line, end):
            end = rule.end()
            rules += 1
        if rules:
            spans.append((start.start(), end))
        at = max(end, start.end())
    return spans
