"""Pages of HTML: one report, and a whole store; pictures of indicators."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from textkit.show._labels import place_label
from textkit.show._page import report_page
from textkit.show._site import write_site

if TYPE_CHECKING:
    from textkit.show._fonts import chinese_fonts as chinese_fonts
    from textkit.show._plots import plot_indicators as plot_indicators

# Pages are written without matplotlib, which looks through all fonts of the machine when first imported.
_HOME_OF = {"chinese_fonts": "textkit.show._fonts", "plot_indicators": "textkit.show._plots"}

__all__ = ["chinese_fonts", "place_label", "plot_indicators", "report_page", "write_site"]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'textkit.show' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
