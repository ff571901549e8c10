"""Letters on a PDF page: a Chinese font and one for Latin letters, measured and drawn alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from rendering.manuscript import ManuscriptError

# Debian: fonts-wqy-zenhei; GPL with an exception for fonts embedded in documents.
EMBEDDED_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
UNEMBEDDED_FONT = "STSong-Light"
LATIN_FONT = "Times-Roman"
# Spaced setting: room behind each Latin letter, and between Latin letters and Chinese, in widths of a character.
TRACKING = 0.22
SEAM = 0.25
# Bold is drawn as letters with an outline of this share of their size.
OUTLINE = 0.025


@cache
def chinese_font(*, embedded: bool) -> str:
    """The registered name of the Chinese font."""
    if not embedded:
        pdfmetrics.registerFont(UnicodeCIDFont(UNEMBEDDED_FONT))
        return UNEMBEDDED_FONT
    if not EMBEDDED_FONT.exists():
        raise ManuscriptError(f"{EMBEDDED_FONT} is needed for PDF files: apt-get install fonts-wqy-zenhei")
    pdfmetrics.registerFont(TTFont("ZenHei", str(EMBEDDED_FONT), subfontIndex=0))
    return "ZenHei"


@dataclass(frozen=True, slots=True)
class Letters:
    """A size and manner of setting; `spaced`: every character by itself, Latin ones apart."""

    size: float
    embedded: bool = True
    spaced: bool = False

    def width(self, text: str) -> float:
        """The width of a text as drawn without slack."""
        return sum(advance for _, _, advance in self._advances(text))

    def draw(self, canvas: Any, text: str, x: float, y: float, *, slack: float = 0.0, bold: int = 0) -> None:
        """Draw a line, `slack` spread between its characters, the first `bold` ones bold."""
        room = slack / (len(text) - 1) if len(text) > 1 else 0.0
        if self.spaced:
            self._draw_characters(canvas, text, x, y, room, bold)
            return
        at = x
        for part, is_bold in ((text[:bold], True), (text[bold:], False)):
            for font, run in self._runs(part):
                self._draw_run(canvas, font, run, at, y, room=room, bold=is_bold)
                at += pdfmetrics.stringWidth(run, font, self.size) + room * len(run)

    def _draw_characters(self, canvas: Any, text: str, x: float, y: float, room: float, bold: int) -> None:
        at = x
        for number, (font, char, advance) in enumerate(self._advances(text)):
            self._draw_run(canvas, font, char, at, y, room=0.0, bold=number < bold)
            at += advance + room

    def _draw_run(
        self, canvas: Any, font: str, run: str, x: float, y: float, *, room: float, bold: bool
    ) -> None:
        # A text object reckons with plain letters at its start: bold must not outlast it.
        canvas.saveState()
        canvas.setLineWidth(self.size * OUTLINE)
        line = canvas.beginText(x, y)
        line.setFont(font, self.size)
        line.setCharSpace(room)
        line.setTextRenderMode(2 if bold else 0)
        line.textOut(run)
        canvas.drawText(line)
        canvas.restoreState()

    def _advances(self, text: str) -> Iterator[tuple[str, str, float]]:
        """Font, character and step to the next one."""
        runs = list(self._runs(text))
        for number, (font, run) in enumerate(runs):
            for at, char in enumerate(run):
                step = pdfmetrics.stringWidth(char, font, self.size)
                if self.spaced:
                    last = at == len(run) - 1
                    tracking = TRACKING if font == LATIN_FONT and not last else 0.0
                    seam = SEAM if last and number < len(runs) - 1 else 0.0
                    step += (tracking + seam) * self.size
                yield font, char, step

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Stretches of Latin letters and others, with their font."""
        for found in re.finditer(r"[!-~]+|[^!-~]+", text):
            latin = found[0][0].isascii() and found[0][0] != " "
            yield (LATIN_FONT if latin else chinese_font(embedded=self.embedded)), found[0]


def missing(text: str, *, embedded: bool) -> set[str]:
    """Characters that the Chinese font doesn't have."""
    chinese = {char for char in text if not "!" <= char <= "~" and not char.isspace()}
    if not embedded:
        return {char for char in chinese if not _in_gbk(char)}
    known = pdfmetrics.getFont(chinese_font(embedded=True)).face.charToGlyph
    return {char for char in chinese if ord(char) not in known}


def _in_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
