"""Text and blocks → headings, sections, paragraphs, identity."""

from textkit.form._form import Form, find_form

__all__ = ["Form", "find_form"]
