"""The font of the pictures: Chinese shows on any machine, and nobody's settings change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib import font_manager, rc_context

from textkit._resources import package_path

__all__ = ["chinese_fonts", "font_families"]

BUNDLED_FONT = "show/fonts/TextkitSansSC-Regular.otf"
BUNDLED_FAMILY = "Textkit Sans SC"
# Signs that the bundled font lacks. It comes second: its quotation marks are half as wide as Chinese ones,
# and its wide digits crowd the years of small pictures.
SIGNS_FAMILY = "DejaVu Sans"
# Rare characters. What isn't installed in the normal weight is left out, since matplotlib complains of each.
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
NORMAL_WEIGHT = (400, "normal", "regular")


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
    installed = {entry.name for entry in font_manager.fontManager.ttflist if entry.weight in NORMAL_WEIGHT}
    return [BUNDLED_FAMILY, SIGNS_FAMILY, *(name for name in SYSTEM_FAMILIES if name in installed)]


def _register_bundled_font() -> None:
    path = str(package_path(BUNDLED_FONT))
    if all(entry.fname != path for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(path)
