"""The font of the pictures: Chinese shows on any machine, and nobody's settings change."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.resources import as_file

from matplotlib import font_manager, rc_context

from textkit._resources import package_file

__all__ = ["chinese_fonts", "font_families"]

BUNDLED_FONT = "show/fonts/TextkitSansSC-Regular.otf"
BUNDLED_FAMILY = "Textkit Sans SC"
# Signs that the bundled font lacks. It comes second: its quotation marks are half as wide as Chinese ones,
# and its wide digits crowd the years of small pictures.
SIGNS_FAMILY = "DejaVu Sans"
# Rare characters; what isn't installed is left out, since matplotlib complains of each.
SYSTEM_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "SimHei",
    "SimSun",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK JP",
)


@contextmanager
def chinese_fonts() -> Iterator[None]:
    """Let matplotlib set Chinese text, with the bundled font first, for what is made inside.

    Texts keep the fonts they were made with, so that the figure may be drawn or saved later. All
    settings are as before in the end.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> with chinese_fonts():
    ...     title = Figure().suptitle("依申请公开")
    >>> title.get_fontname()
    'Textkit Sans SC'
    """
    # The names go into font.family itself: "sans-serif" would be looked up when the figure is drawn.
    with rc_context({"font.family": font_families()}):
        yield


def font_families() -> list[str]:
    """Names of the fonts in the order in which a character is looked for."""
    _register_bundled_font()
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    return [BUNDLED_FAMILY, SIGNS_FAMILY, *(name for name in SYSTEM_FAMILIES if name in installed)]


def _register_bundled_font() -> None:
    path = _bundled_font_path()
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)


@cache
def _bundled_font_path() -> str:
    """Path of the font; a package that isn't unpacked lends a copy until the interpreter ends."""
    lent = ExitStack()
    atexit.register(lent.close)
    return str(lent.enter_context(as_file(package_file(BUNDLED_FONT))))
