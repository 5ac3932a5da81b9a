"""A link, a file, or a paste of any size → Story. What is large or comes from outside is read apart, see apart.py."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from ..outside import Guard
from ..story import Story
from .apart import read_apart, ready
from .document import read_page as read_page
from .fetch import Fetched, fetch
from .nesting import in_order
from .paste import NotAnArticle, read
from .robots import Robots
from .taught import Taught

PAGE_BYTES = 10_000_000
PAGE_SECONDS = 20.0
SMALL_PASTE = 50_000  # characters that may be read in the process of whoever asks
MOST_FILE_BYTES = 25_000_000  # Word keeps the pictures inside
FILES = (".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".docx", ".mhtml", ".mht", ".webarchive")
WORD_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-word.document.macroenabled.12",
}
TEXT_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", ""}


def read_file(path: str | Path, *, taught: Taught | None = None, pictures: bool = False) -> Story:
    """The article in a file, see FILES. Raises NotAnArticle, and OSError where it cannot be read."""
    path = Path(path)
    with path.open("rb") as file:
        return read_named(file.read(MOST_FILE_BYTES + 1), name=path.name, taught=taught, pictures=pictures)


def read_named(data: bytes, *, name: str, url: str = "", taught: Taught | None = None, pictures: bool = False) -> Story:
    """The article in the bytes of a file that is called `name`, read apart. Raises NotAnArticle.

    `pictures`: those inside of a Word document come along, as brought.py says.
    """
    if len(data) > MOST_FILE_BYTES:
        raise NotAnArticle(f"This file is too big: up to {MOST_FILE_BYTES // 1_000_000} MB can be read.")
    return read_apart(data, name=name, url=url, taught=taught, pictures=pictures)


def read_bytes(
    data: bytes, *, html: bool | None = None, url: str = "", charset: str = "", taught: Taught | None = None
) -> Story:
    """The article in a file's bytes, read apart. `html` None: seen from the words. Raises NotAnArticle."""
    return read_apart(data, html=html, url=url, charset=charset, taught=taught)


def read_paste(
    text: str, *, html: bool | None = None, url: str = "", taught: Taught | None = None, pictures: bool = False
) -> Story:
    """The article in what was pasted; much of it is read apart, and so is tangled HTML. Raises NotAnArticle.

    `pictures`: those that pasted HTML holds itself come along, as brought.py says.
    """
    holds_pictures = pictures and "data:image/" in text
    if len(text) <= SMALL_PASTE and not holds_pictures and in_order(text):
        return read(text, html=html, url=url, taught=taught)
    data = text.encode("utf-8", "replace")
    return read_apart(data, html=html, url=url, charset="utf-8", pasted=True, taught=taught, pictures=pictures)


def read_url(url: str, *, guard: Guard, taught: Taught | None = None, pictures: bool = False) -> Story:
    """The article on a page of the web, or in a Word document there, if its site lets programs read it.

    Raises Unreachable and NotAnArticle.
    """
    ready()
    got = fetch(url, guard=guard, limit_bytes=PAGE_BYTES, seconds=PAGE_SECONDS, ask=Robots(guard).ask)
    if _is_word(got):
        return read_named(got.body, name="document.docx", url=got.final_url, taught=taught, pictures=pictures)
    if got.media_type not in TEXT_TYPES:
        raise NotAnArticle(f"There is no page at this address but a file ({got.media_type}).")
    html = None if got.media_type in ("", "text/plain", "text/markdown") else True
    return read_bytes(got.body, html=html, url=got.final_url, charset=got.charset, taught=taught)


def _is_word(got: Fetched) -> bool:
    """A Word document, by its type, or by its name where the server only calls it bytes."""
    if got.media_type in ("application/octet-stream", "application/zip", ""):
        return urlsplit(got.final_url).path.lower().endswith((".docx", ".docm")) and got.body.startswith(b"PK")
    return got.media_type in WORD_TYPES
