"""Bytes → text by ladder: byte-order mark, declared charset, utf-8, gb18030, big5, utf-16.

Strict decoding alone decides nothing: gb18030 takes Big5 without complaint. So a candidate counts
only when characters that are common in Chinese official prose make up a plausible share of it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from textkit.reading._document import ReadingError
from textkit.report import Notice

__all__ = ["declared_charset", "decode", "refuse_binary"]

# Share of bad bytes that become U+FFFD; more means that the encoding is wrong.
MAX_BAD_SHARE = 0.001
# Characters looked at for plausibility, from the beginning and from the middle.
SAMPLE = 3000
# Reports and work reports, simplified and traditional, reach 0.68 to 0.84; the same texts read in a wrong
# encoding 0.00 to 0.20.
PLAUSIBLE = 0.3
# With fewer characters than this a share says little.
FEW = 12
# Parts that a text is weighed in.
PARTS = 8

_COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过民前面部产多种"
    "政府信息公开情况报告县市区局办年度条例规定机关行政主动申请依法本开展进行管理制度组织领导加强重点领域网站平台"
    "及时发布解读回应关切受理答复数量件条次万元项目服务社会群众监督保障问题改进措施落实完善建设提高质量水平"
    "一二三四五六七八九十月日第其他与等并将由或按照根据收到处费复议诉讼总体表单位内容方面通过设立新增全"
    "現條務開點審與國會對時來為過發後實業應關總標層當責據護讓網聞導臺體區縣員報處辦數個們這門間"
    "無從電話車東長書進還運達選錄覽議論證讀說請調費資質贈產專將屬島師張強廳項順預領題願類顯"
    "，。、；：“”（）《》！？·—…「」『』〔〕．％　０１２３４５６７８９"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
# Python's names; gb2312 and gbk are parts of gb18030, and pages that declare them use more than they hold.
_CODECS = {
    "utf-8": ("utf-8",),
    "gb18030": ("gb18030",),
    # The Hong Kong and the Windows table hold characters that plain Big5 lacks.
    "big5": ("big5", "cp950", "big5hkscs"),
}
_LABELS = {
    "utf8": "utf-8", "unicode11utf8": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "xgbk": "gb18030", "gb18030": "gb18030", "gb231280": "gb18030",
    "cp936": "gb18030", "ms936": "gb18030", "chinese": "gb18030", "csgb2312": "gb18030", "euccn": "gb18030",
    "big5": "big5", "big5hkscs": "big5", "cnbig5": "big5", "xxbig5": "big5", "csbig5": "big5", "cp950": "big5",
}  # fmt: skip
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.-]{2,30})"
    rb"|<\?xml\b[^>]{0,200}?\bencoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9_:.-]{2,30})",
    re.IGNORECASE,
)

_TO_TEXT = "save it as txt, md or html first"
_MAGIC = (
    (b"%PDF", "a PDF file", _TO_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file (.doc, .xls)", _TO_TEXT),
    (b"{\\rtf", "an RTF file", _TO_TEXT),
    (b"\x89PNG\r\n", "a PNG picture", "a picture holds no text; run character recognition (OCR) first"),
    (b"\xff\xd8\xff", "a JPEG picture", "a picture holds no text; run character recognition (OCR) first"),
    (b"GIF8", "a GIF picture", "a picture holds no text; run character recognition (OCR) first"),
    (b"II*\x00", "a TIFF picture", "a picture holds no text; run character recognition (OCR) first"),
    (b"MM\x00*", "a TIFF picture", "a picture holds no text; run character recognition (OCR) first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a rar archive", "unpack it first"),
    (b"BZh9", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it first"),
    (b"\x7fELF", "a program", "this is no document"),
    (b"PAR1", "a Parquet file", "this is no document"),
    (b"SQLite format 3\x00", "a database", "this is no document"),
)


def refuse_binary(data: bytes) -> None:
    """Raise where the bytes are plainly no text, whatever the file is called."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name, advice in _MAGIC:
        if head.startswith(magic):
            raise ReadingError(f"this is {name}, not text: {advice}")
    if head.startswith(b"PK\x03\x04"):
        inside = data[:4096]
        office = b"word/" in inside or b"[Content_Types].xml" in inside
        name, advice = (
            ("a Word or Office file (.docx)", _TO_TEXT) if office else ("a zip archive", "unpack it first")
        )
        raise ReadingError(f"this is {name}, not text: {advice}")
    if head.startswith(b"MZ") and b"\x00" in head:
        raise ReadingError("this is a program, not text: this is no document")
    if head[:20].lower().startswith(b"mime-version:") and b"multipart/related" in data[:2048].lower():
        raise ReadingError("this is a web archive (.mht), not text: open it in a browser and save it as html")


def declared_charset(data: bytes) -> str | None:
    """The charset that an html or xml file declares in its first 4096 bytes."""
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, str, tuple[Notice, ...]]:
    """Text of some bytes, the encoding that fits, and what was noticed on the way.

    Parameters
    ----------
    data : bytes
    declared : str, optional
        What the carrier says; counts only where it fits.

    Returns
    -------
    text, encoding, notices
        The byte-order mark is gone. Up to 0.1 % bad places stand as U+FFFD, with a notice.

    Raises
    ------
    ReadingError
        Not a text, or no encoding fits; the message names the first bad byte.

    Examples
    --------
    >>> from textkit.reading import decode
    >>> decode("本局全年主动公开信息18条。".encode("gb18030"), declared="utf-8")[:2]
    ('本局全年主动公开信息18条。', 'gb18030')
    """
    refuse_binary(data)
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            text, notices = _decode_known(data, codec, name)
            return _without_nul(text), name, notices
    if b"\x00" in data:
        wide = _wide(data)
        if wide is None:
            at = data.index(b"\x00")
            raise ReadingError(f"this is not text: byte {at} is NUL; give a txt, md or html file")
        return _without_nul(wide[0]), wide[1], ()
    if data.isascii():
        return data.decode("ascii"), "utf-8", ()
    label = _LABELS.get(re.sub(r"[^a-z0-9]", "", (declared or "").lower()))
    text, name, notices = _by_ladder(data, label)
    if declared and label != name:
        message = f"the file declares {declared} but is {name}"
        notices = (*notices, Notice("encoding_declared_wrongly", message))
    return text, name, notices


def _by_ladder(data: bytes, label: str | None) -> tuple[str, str, tuple[Notice, ...]]:
    names = list(dict.fromkeys([label, *_CODECS] if label else _CODECS))
    strict = {name: text for name in names if (text := _strict(data, name)) is not None}
    shares = {name: _steady(text, name) for name, text in strict.items()}
    best = _best(names, shares, label, short=len(data) < 4 * FEW)
    if best:
        return strict[best], best, ()
    wide = _wide(data)
    if wide:
        return wide[0], wide[1], ()
    for name in names:
        found = _lossy(data, name)
        if found:
            return found[0], name, (found[1],)
    if "utf-8" in strict:
        # Well-formed utf-8 happens by design only; another script, or rare characters.
        return strict["utf-8"], "utf-8", ()
    raise ReadingError(_no_encoding(data))


def _best(names: list[str], shares: dict[str, float], label: str | None, *, short: bool) -> str | None:
    """The first plausible name of the ladder; in a few characters, the most plausible one."""
    fitting = [name for name in names if shares.get(name, 0.0) >= PLAUSIBLE]
    if not fitting:
        return None
    if short and fitting[0] != label:
        return max(fitting, key=lambda name: shares[name])
    return fitting[0]


def _strict(data: bytes, name: str) -> str | None:
    for codec in _CODECS[name]:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _decode_known(data: bytes, codec: str, name: str) -> tuple[str, tuple[Notice, ...]]:
    """Text of bytes whose mark says what they are."""
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as err:
        text = data.decode(codec, "replace")
        if text.count("\ufffd") > max(1.0, MAX_BAD_SHARE * len(data)):
            raise ReadingError(
                f"the byte-order mark says {name}, but byte {err.start} and others don't fit; save the file again as utf-8"
            ) from err
        return text, (_replaced(text, err),)


def _lossy(data: bytes, name: str) -> tuple[str, Notice] | None:
    """Text with U+FFFD for the bad places, None where they are too many or the rest is not plausible."""
    codec = _CODECS[name][0]
    try:
        data.decode(codec)
    except UnicodeDecodeError as err:
        cut = err.start >= len(data) - 3
        text = data.decode(codec, "replace")
        bad = text.count("\ufffd")
        few = bad <= MAX_BAD_SHARE * len(data) or (cut and bad <= 3)
        # A character cut off at the very end of the file is one fault, however short the file.
        if few and plausibility(text) >= PLAUSIBLE:
            return text, _replaced(text, err)
    return None


def _replaced(text: str, err: UnicodeDecodeError) -> Notice:
    bad = text.count("\ufffd")
    more = f" and at {bad - 1} more places" if bad > 1 else ""
    at = text.find("\ufffd")
    message = f"bytes that are no {err.encoding} stand as U+FFFD: at byte {err.start}{more}"
    return Notice("bad_bytes", message, at, at + 1)


def _wide(data: bytes) -> tuple[str, str] | None:
    """Utf-16 or utf-32 without a mark, where it plainly is."""
    for codec, unit in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        if len(data) % unit:
            continue
        try:
            sample = data[: 4 * SAMPLE].decode(codec, "strict" if len(data) <= 4 * SAMPLE else "ignore")
            if "\x00" in sample or not _is_wide_text(sample):
                continue
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    return None


def _is_wide_text(sample: str) -> bool:
    odd = sum(1 for char in sample if not char.isprintable() and not char.isspace())
    if odd:
        return False
    return sample.isascii() or plausibility(sample) >= PLAUSIBLE


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ReadingError(
            f"this is not text: character {text.index(chr(0))} is NUL; give a txt, md or html file"
        )
    return text


def _no_encoding(data: bytes) -> str:
    bad = []
    for name in _CODECS:
        try:
            data.decode(_CODECS[name][0])
            bad.append(f"{name}: readable, but no Chinese text")
        except UnicodeDecodeError as err:
            bad.append(f"{name}: byte {err.start} (0x{data[err.start]:02x})")
    return f"no encoding fits ({'; '.join(bad)}); save the file as utf-8"


# ----------------------------------------------------------------------------------------- plausibility


@cache
def _weights() -> dict[str, float]:
    """What a character says for its encoding: common in the genre 1, on a first table of Chinese 0.35."""
    weights: dict[str, float] = {}
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        for lead in range(first, last + 1):
            row = b"".join(bytes((lead, low)) for low in range(0xA1, 0xFF))
            weights |= dict.fromkeys(row.decode(codec, "ignore"), 0.35)
    return weights | dict.fromkeys(_COMMON, 1.0)


def _steady(text: str, name: str) -> float:
    """Plausibility of the least plausible part: a file that changes its encoding half-way is neither.

    Well-formed utf-8 is so throughout, and may hold other scripts.
    """
    whole = plausibility(text)
    if name == "utf-8" or len(text) < PARTS * FEW:
        return whole
    size = -(-len(text) // PARTS)
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    return min([whole, *(plausibility(part) for part in parts if len(_sample(part)) >= FEW)])


def plausibility(text: str) -> float:
    """How much of the text, less its ASCII, is common Chinese: 0 to 1; 1 for ASCII alone."""
    weights = _weights()
    sample = _sample(text)
    if not sample:
        return 1.0
    return sum(weights.get(char, 0.0) * count for char, count in Counter(sample).items()) / len(sample)


def _sample(text: str) -> str:
    half = len(text) // 2
    return "".join(_runs(text, 0, half or len(text))) + (
        "".join(_runs(text, half, len(text))) if half else ""
    )


def _runs(text: str, start: int, end: int) -> Iterator[str]:
    left = SAMPLE // 2
    for run in _NON_ASCII.finditer(text, start, end):
        yield run.group()[:left]
        left -= len(run.group())
        if left <= 0:
            return
