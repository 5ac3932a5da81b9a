"""The same article from any browser and any editor's software is the Story of its page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from publisher.sources import page, paste
from publisher.story import Story

from .clipboard_shapes import (
    ADDRESS,
    apple_pages,
    firefox,
    firefox_on_windows,
    google_docs,
    notion,
    safari,
    safari_in_large_print,
    the_page,
    word,
    word_in_a_browser,
)

SHAPES = (
    firefox,
    firefox_on_windows,
    safari,
    safari_in_large_print,
    google_docs,
    word,
    word_in_a_browser,
    apple_pages,
    notion,
)
WITHOUT_QUOTATIONS = (google_docs, word_in_a_browser, apple_pages)  # software in which all are paragraphs


def told(story: Story, *, quotations: bool) -> list[str]:
    """All that a reader sees of it, and what was left out."""
    names = ("title", "byline", "published_on", "standfirst", "language", "direction")
    lines = [f"{name}: {getattr(story, name)}" for name in names]
    lines += [f"left out: {one.text}" for one in story.dropped]
    for block in story.blocks:
        kind, html = str(block.kind), block.html
        if not quotations:
            kind, html = kind.replace("quotation", "paragraph"), re.sub(r"</?blockquote>", "", html)
        lines.append(f"{kind}: {block.text} = {html}")
    return lines


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_clipboard_tells_what_its_page_tells(shape: Callable[[], str]) -> None:
    quotations = shape not in WITHOUT_QUOTATIONS
    expected = told(page.read_page(the_page(), url=ADDRESS), quotations=quotations)
    assert "heading: What the winter broke = <h2>What the winter broke</h2>" in expected
    assert told(paste.read(shape(), url=ADDRESS), quotations=quotations) == expected
