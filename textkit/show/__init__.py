"""Pages of HTML: one report, and a whole store."""

from textkit.show._labels import place_label
from textkit.show._page import report_page
from textkit.show._site import write_site

__all__ = ["place_label", "report_page", "write_site"]
