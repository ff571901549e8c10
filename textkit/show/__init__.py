"""Pages of HTML: one report, and a whole store; pictures of indicators."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from textkit.show._labels import place_label
from textkit.show._page import report_page
from textkit.show._site import write_site

if TYPE_CHECKING:
    from textkit.show._evaluation_page import write_evaluation as write_evaluation
    from textkit.show._evaluation_plots import plot_confusion as plot_confusion
    from textkit.show._evaluation_plots import plot_learning_curve as plot_learning_curve
    from textkit.show._evaluation_plots import plot_reliability as plot_reliability
    from textkit.show._fonts import chinese_fonts as chinese_fonts
    from textkit.show._plots import plot_indicators as plot_indicators

# Pages are written without matplotlib, which looks through all fonts of the machine when first imported.
_HOME_OF = {
    "chinese_fonts": "textkit.show._fonts",
    "plot_confusion": "textkit.show._evaluation_plots",
    "plot_indicators": "textkit.show._plots",
    "plot_learning_curve": "textkit.show._evaluation_plots",
    "plot_reliability": "textkit.show._evaluation_plots",
    "write_evaluation": "textkit.show._evaluation_page",
}

__all__ = [
    "chinese_fonts",
    "place_label",
    "plot_confusion",
    "plot_indicators",
    "plot_learning_curve",
    "plot_reliability",
    "report_page",
    "write_evaluation",
    "write_site",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'textkit.show' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
