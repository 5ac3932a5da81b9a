"""A file → Story: what it is, by its bytes first and its name second; and one sentence for what cannot be read."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from ..story import Story
from .brought import MOST, Brought
from .charset import decode
from .document import read_page
from .docx import read_docx
from .docx_package import BROKEN, LOCKED
from .markdown import read_markdown
from .paste import NotAnArticle, looks_like_html, read
from .saved_page import is_mail, is_mhtml, read_mhtml, read_webarchive
from .taught import Taught

_AS_DOCX = "open it, save it as a Word document (.docx) and give that, or copy its words and paste them."
_TELLING = (
    (b"{\\rtf", f"This is an RTF document: {_AS_DOCX}"),
    (
        b"%PDF-",
        "This is a PDF, which does not say what is title, text or caption: open it, copy the words, paste them.",
    ),
    (b"\x89PNG", "This is a picture, not an article."),
    (b"\xff\xd8\xff", "This is a picture, not an article."),
    (b"GIF8", "This is a picture, not an article."),
    (b"ID3", "This is a sound, not an article."),
    (b"\x7fELF", "This is a program, not an article."),
    (b"MZ\x90\x00", "This is a program, not an article."),
)
_ZIPPED = (
    ("mimetype", "opendocument.text", f"This is an OpenDocument text (.odt): {_AS_DOCX}"),
    ("mimetype", "epub", "This is an e-book: open it, copy the article's words and paste them."),
    ("Index/Document.iwa", "", "This is a Pages document: in Pages choose File, Export To, Word, and give that .docx."),
    ("Index.zip", "", "This is a Pages document: in Pages choose File, Export To, Word, and give that .docx."),
    ("index.xml.gz", "", "This is a Pages document: in Pages choose File, Export To, Word, and give that .docx."),
    ("xl/workbook.xml", "", "This is a spreadsheet, not an article: copy the cells or the words and paste them."),
    ("ppt/presentation.xml", "", "This is a presentation, not an article: copy its words and paste them."),
)
_ARCHIVE = "This is a ZIP archive: unpack it, and give the file in it that holds the article."
_OLD_WORD = f"This is a document of an old Word (.doc): {_AS_DOCX}"
_NAMED = {
    ".doc": _OLD_WORD,
    ".odt": f"This is an OpenDocument text (.odt): {_AS_DOCX}",
    ".pages": "This is a Pages document: in Pages choose File, Export To, Word, and give that .docx.",
    ".rtf": f"This is an RTF document: {_AS_DOCX}",
}


def read_file_here(
    data: bytes, *, name: str = "", url: str = "", taught: Taught | None = None, pictures: bool = False
) -> Story:
    """The article in a file's bytes, read in this very process; `name` is what the file is called.

    `pictures`: those inside of it come along, as brought.py says.

    Raises NotAnArticle: there is none in it, or it is of a kind that cannot be read; then what to do instead.
    """
    for start, why in _TELLING:
        if data.startswith(start):
            raise NotAnArticle(why)
    if data.startswith(b"PK"):
        return _zipped(data, url, taught, pictures)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the container of Word before 2007, and of what Word encrypts
        raise NotAnArticle(LOCKED if "EncryptedPackage".encode("utf-16-le") in data else _OLD_WORD)
    if data.startswith(b"bplist00") or b"<key>WebMainResource</key>" in data[:2000]:
        saved = read_webarchive(data)
        return read_page(decode(saved.html, saved.charset), url=url or saved.url, taught=taught)
    if is_mhtml(data):
        saved = read_mhtml(data)
        return read_page(decode(saved.html, saved.charset), url=url or saved.url, taught=taught)
    if is_mail(data):
        raise NotAnArticle("This is a saved e-mail: open it, copy the article's words and paste them.")
    brought = Brought(MOST if pictures else 0)
    return brought.into(_text(brought.from_html(decode(data)), PurePath(name).suffix.lower(), url, taught))


def _zipped(data: bytes, url: str, taught: Taught | None, pictures: bool) -> Story:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(100).decode("latin-1") if _small(archive, "mimetype") else ""
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as why:
        raise NotAnArticle(BROKEN.replace("Word document", "Word document or ZIP archive")) from why
    if any(re.fullmatch(r"word/document\w{0,8}\.xml", name) for name in names):
        return read_docx(data, url=url, taught=taught, pictures=pictures)
    for member, said, instead in _ZIPPED:
        if member in names and said in kind:
            raise NotAnArticle(instead)
    raise NotAnArticle(_ARCHIVE)


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    found = archive.NameToInfo.get(name)
    return found is not None and found.compress_type == zipfile.ZIP_STORED and not found.flag_bits & 0x1


def _text(text: str, suffix: str, url: str, taught: Taught | None) -> Story:
    """Words: a page where they hold HTML's own elements, Markdown where the name says so, else plain text."""
    whole = re.match(
        r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", text, re.I
    )
    if whole or (suffix not in (".md", ".markdown") and looks_like_html(text)):
        return read_page(text, url=url, taught=taught)
    if suffix in _NAMED and "\x00" in text:
        raise NotAnArticle(_NAMED[suffix])
    if suffix in (".md", ".markdown"):
        return read_markdown(text, url=url, taught=taught)
    if 'progid="Word.Document"' in text[:2000] or "<office:document" in text[:3000]:
        raise NotAnArticle(f"This is a document written as XML: {_AS_DOCX}")
    return read(text, html=False, url=url, taught=taught)
