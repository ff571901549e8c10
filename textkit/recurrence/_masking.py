"""Sentences with their numbers, years and names masked, so that a sentence is known again when only those change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from textkit._folding import fold, squeeze
from textkit._patterns import words_pattern
from textkit._resources import data_toml
from textkit.recurrence._names import names_of
from textkit.statute.places import place_names

__all__ = ["NAME", "NUMBER", "mask", "mask_all", "plain"]

NUMBER, NAME = "#", "@"
# Terms of the field are masked as characters of the private use area.
_FIRST_TERM = 0xE000
_NUMERAL = r"(?:[0-9](?:[0-9,，.]*[0-9])?[万亿千百]?|(?<![第统同唯逐一二两三四五六七八九十百千万零〇])[一二两三四五六七八九十百千万零〇]+(?=余?(?:[条件次场期个篇人份项批名家例处部]|万|亿)(?!是))|[一二][〇零O0○一二][〇零O0○一二三四五六七八九]{2}(?=年))"
# 一是 and （一） say where a sentence stood, not what it says.
_MARK = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[0-9]{1,2}[、.．)）](?![0-9]{1,3}(?![0-9]))|[①-⑳]|(?:第?[一二三四五六七八九十]{1,2}(?:是|要|方面|，|、))|其[一二三四五六])+"
)
# A place that no gazetteer has, where a name can begin; 各社区 and 促进市场 are none.
_UNKNOWN_PLACE = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?![社小城辖街景治地超都])[\u4e00-\u9fff][县市区州旗](?![域级内直间块别分划场民帜]|管理)"
)
_SIGN = re.compile(r"[^\w@#\ue000-\uf8ff]+|_")
# What stands for masks must come from none but us: the private use area has what fonts without a table give.
_RESERVED = re.compile(r"[@#\ue000-\uf8ff]")


@cache
def _terms() -> dict[str, str]:
    return {term: chr(_FIRST_TERM + at) for at, term in enumerate(data_toml("recurrence.toml")["terms"])}


@cache
def _term() -> re.Pattern[str]:
    return re.compile(words_pattern(_terms()))


@cache
def _filler() -> re.Pattern[str]:
    # Behind a negation such a word is what is said: 更新不及时.
    return re.compile(f"(?<![不未没够欠])(?:{'|'.join(data_toml('recurrence.toml')['fillers'])})")


@cache
def _general() -> re.Pattern[str]:
    """Numbers, and names that need no context: places of the gazetteer with what follows, kinds of organ, 我局."""
    data = data_toml("recurrence.toml")
    own = [
        *data["self_whole"],
        *(first + second for first in data["self_first"] for second in data["self_second"]),
    ]
    places, organs = place_names(), data["organs"]
    below = r"(?:[\u4e00-\u9fff]{2}(?:镇|乡|街道))?"
    name = f"(?:{words_pattern(places)}|{NAME})+{below}(?:{words_pattern(organs)})?"
    # Looked for only where one can begin: most characters begin none.
    first = {word[0] for word in (*places, *organs, *own)} | set(
        f"{NAME}省市县区州0123456789一二两三四五六七八九十百千万零〇O"
    )
    return re.compile(
        f"(?=[{''.join(sorted(first))}])"
        f"(?:(?P<number>{_NUMERAL})|{name}|[省市县区州]?{words_pattern(organs)}|{words_pattern(own)})"
    )


def plain(text: str) -> str:
    """A sentence without its mark (一是), blanks and signs; numbers and names stay."""
    return _SIGN.sub("", _said(text).lower())


def _said(text: str) -> str:
    return _MARK.sub("", _RESERVED.sub("", fold(squeeze(text).text)))


def mask(text: str, names: Iterable[str] = (), *, keep_fillers: bool = False) -> str:
    """A sentence as it is compared: without mark, signs and fillers (的, 进一步), numbers ``#``, names ``@``, each term of the field one character.

    Parameters
    ----------
    text : str
    names : further names to mask, of the agency and its place
    keep_fillers : whether 的, 进一步 and their like stay

    Examples
    --------
    >>> mask("二是我局全年主动公开信息1,203条。") == mask("2.青澜县水务局全年主动公开信息87条")
    True
    """
    found = _said(text)
    for name in sorted({name for name in names if len(name) > 1}, key=lambda name: (-len(name), name)):
        found = found.replace(name, NAME)
    found = _UNKNOWN_PLACE.sub(NAME, found)
    found = _general().sub(lambda match: NUMBER if match["number"] else NAME, found)
    found = _term().sub(lambda match: _terms()[match.group()], found)
    found = _SIGN.sub("", found.lower())
    if not keep_fillers:
        found = _filler().sub("", found)
    return re.sub(f"{NAME}{{2,}}", NAME, found)


def mask_all(texts: Sequence[str], agencies: Sequence[str]) -> list[str]:
    """Sentences with the names of their own agencies masked; each sentence once for all agencies that it doesn't name.

    Parameters
    ----------
    texts : sequence of str
    agencies : names, one a sentence; "" where not known
    """
    known: dict[tuple[str, tuple[str, ...]], str] = {}
    found = []
    for text, agency in zip(texts, agencies, strict=True):
        key = (text, tuple(name for name in names_of(agency) if name in text))
        if key not in known:
            known[key] = mask(*key)
        found.append(known[key])
    return found
