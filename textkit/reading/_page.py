"""html → text and blocks."""
from textkit.reading._document import Document, ReadingError
from textkit.report import Notice
def read_page(text: str, *, encoding: str | None = None, notices: tuple[Notice, ...] = ()) -> Document:
    raise ReadingError("html is not read yet; save it as txt")
