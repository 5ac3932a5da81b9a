"""The bytes of a page, a file or a paste → Story: the paste judge on its words, its metadata where they are silent."""

from __future__ import annotations

from dataclasses import replace

from ..story import Story, StoryPicture
from .charset import decode
from .facts import facts
from .paste import looks_like_html, read, read_parts
from .taught import Taught


def read_here(
    data: bytes,
    *,
    html: bool | None = None,
    url: str = "",
    charset: str = "",
    pasted: bool = False,
    taught: Taught | None = None,
) -> Story:
    """The article in the bytes of a page, a file or a paste, read in this very process. Raises NotAnArticle."""
    text = decode(data, charset)
    is_html = looks_like_html(text) if html is None else html
    if is_html and not pasted:
        return read_page(text, url=url, taught=taught)
    return read(text, html=is_html, url=url, taught=taught)


def read_page(text: str, *, url: str = "", taught: Taught | None = None) -> Story:
    """The article in a whole page. Where its metadata contradict its words, the words win."""
    known = facts(text, base=url)
    story = read_parts(
        text,
        html=True,
        url=url or known.canonical_url,
        title=known.title,
        declared=known.language,
        taught=taught,
        page=True,
    )
    story = replace(
        story,
        title=story.title or known.title,
        canonical_url=known.canonical_url or story.canonical_url,
        published_on=story.published_on or known.published_on,
        byline=story.byline or known.authors,
    )
    if known.picture and not story.pictures:
        story = story.led_by(StoryPicture(known.picture), "The page names it as its picture.")
    return story
