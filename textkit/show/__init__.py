"""Pages of HTML: one report, and a whole store."""

from textkit.show._page import report_page
from textkit.show._site import write_site

__all__ = ["report_page", "write_site"]
