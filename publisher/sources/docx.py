"""A Word document (.docx) → Story: mammoth makes it HTML, the judge that reads pages and pastes does the rest."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import mammoth
import mammoth.documents
import mammoth.html
import mammoth.images
import mammoth.transforms

from ..story import Story
from .brought import MOST, Brought
from .clean import one_line
from .docx_package import BROKEN, Package, open_package
from .paste import NotAnArticle, read_parts
from .taught import Taught

# Word, LibreOffice, Pages and Google Docs name their styles in English inside of the file, whatever they show.
STYLES = """
p[style-name='Title'] => h1.entry-title:fresh
p[style-name='Subtitle'] => p.standfirst:fresh
p[style-name='Heading'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote.pullquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Large'] => h2:fresh
p[style-name='Largest'] => h1:fresh
"""
_HEADING = re.compile(r"<(/?)h([1-5])>")
LARGEST, LARGE = 20, 16  # points: what is set so is a title or a heading, whatever its style is called
_NOTE_BACK = re.compile(r'(?:<p>)?\s*<a href="#[^"]{1,200}">↑</a>(?:</p>)?')
_NOTES = re.compile(r'<ol>(?=<li id="(?:foot|end)note-)')
_DC = "{http://purl.org/dc/elements/1.1/}"
# What programs write where nobody told them a name or a title.
_NOBODY = {
    "",
    "user",
    "admin",
    "administrator",
    "author",
    "python-docx",
    "microsoft office user",
    "un-named",
    "unknown",
}


def read_docx(data: bytes, *, url: str = "", taught: Taught | None = None, pictures: bool = False) -> Story:
    """The article in a Word document's bytes. Raises NotAnArticle.

    Macros are neither read nor run, and `notes` say so. Pictures come along as brought.py says, if wanted, and are
    listed as left out otherwise; nothing outside of the file is fetched. The title that the file names is evidence. The
    author it names is told to the editor alone: it is whoever's computer made the file, and their name may have to stay
    out of the article.
    """
    package = open_package(data)
    title, author = _properties(package.core)
    brought = Brought(MOST if pictures else 0)
    html = _html(package, brought)
    story = brought.into(read_parts(html, html=True, url=url, title=title, taught=taught))
    notes = story.notes
    if author.casefold() not in _NOBODY and not story.byline:
        notes += (f"The file names {author} as who made it. Add the name to the byline if readers are to see it.",)
    if package.macros:
        notes += ("This Word document carries macros. They were neither read nor run; open it with care.",)
    return replace(story, notes=notes)


def _html(package: Package, brought: Brought) -> str:
    """The document as HTML. Where a paragraph is styled as the title, headings stand below it."""
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(package.data),
            style_map=STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
            transform_document=mammoth.transforms.paragraph(_by_size),
            convert_image=lambda image: _picture(image, package, brought),
        )
    except RecursionError:
        raise NotAnArticle(BROKEN) from None
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError) as why:
        raise NotAnArticle(BROKEN) from why  # mammoth takes for granted what the format demands
    html = _NOTE_BACK.sub("", str(made.value))
    if '<h1 class="entry-title">' in html:
        html = _HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}>", html)
        html = re.sub(r'(<h1 class="entry-title">[^\n]*?)</h2>', r"\1</h1>", html)
    return _NOTES.sub('<ol class="footnotes">', html)


def _by_size(paragraph: Any) -> Any:
    """A short paragraph in large letters is a heading, also where its style says nothing."""
    if paragraph.style_name not in (None, "Normal", "Body", "Standard") or paragraph.numbering is not None:
        return paragraph
    runs = mammoth.transforms.get_descendants_of_type(paragraph, mammoth.documents.Run)
    said = [run for run in runs if mammoth.transforms.get_descendants_of_type(run, mammoth.documents.Text)]
    smallest = min((run.font_size or 0 for run in said), default=0)
    if smallest < LARGE or len(said) > 20:
        return paragraph
    return paragraph.copy(style_id=None, style_name="Largest" if smallest >= LARGEST else "Large")


def _picture(image: Any, package: Package, brought: Brought) -> list[Any]:
    """A picture: where its bytes are not brought along it has no address, and is listed as left out by its alt text."""
    said, url = one_line(image.alt_text or ""), ""
    if brought.room:
        with suppress(KeyError, ValueError), image.open() as named:  # it lies elsewhere, or nowhere
            url = brought.take(package.picture(named.read().decode(), most=brought.room))
    return [mammoth.html.element("img", {"alt": said, "src": url} if url else {"alt": said or "a picture in the file"})]


def _properties(core: bytes) -> tuple[str, str]:
    """The title and the author that the file names, empty where it names none."""
    if not core:
        return "", ""
    try:
        root = ElementTree.fromstring(core)  # noqa: S314 (slim.py let no entity through)
    except ElementTree.ParseError:
        return "", ""
    return one_line(root.findtext(f"{_DC}title") or "")[:300], one_line(root.findtext(f"{_DC}creator") or "")[:200]
