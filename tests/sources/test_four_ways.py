"""One article as a page, a feed entry, a file and the API's body: one story."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape

from publisher.sources import api, feed
from publisher.sources.document import read_here
from publisher.sources.files import read_file_here
from publisher.story import Story

from .docx_making import docx, link, paragraph, relations, run

URL = "https://harbour.example/island"
TITLE = "The island that moved"
BODY = """<p>By Ilse Maron</p>
<p>3 March 2026</p>
<p>The first to see it was <strong>the ferryman</strong>, who steered for the pier and found open water instead.</p>
<p>The map, drawn in 1911, had never been wrong before. <a href="https://example.org/map">A copy of it</a> hangs in
the school, and nobody has dared to take it down.</p>
<h2>What the sea said</h2>
<blockquote><p>We do not move, the old men said; it is the sea that does that for us, and always has.</p></blockquote>
<ul><li>one pier, without its land</li><li>a letterbox, still in use</li></ul>
<p>In the end the council bought a longer rope, and everybody agreed that this was the least they could do.</p>"""
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>
<link rel="canonical" href="{URL}"></head><body><article><h1>{TITLE}</h1>{BODY}</article></body></html>"""
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour</title><language>en</language>
<item><guid>1</guid><title>{TITLE}</title><link>{URL}</link><content:encoded>{escape(BODY)}</content:encoded></item>
</channel></rss>"""
MARKDOWN = f"""---
title: {TITLE}
canonical: {URL}
lang: en
---

By Ilse Maron

3 March 2026

The first to see it was **the ferryman**, who steered for the pier and found open water instead.

The map, drawn in 1911, had never been wrong before. [A copy of it](https://example.org/map) hangs in
the school, and nobody has dared to take it down.

## What the sea said

> We do not move, the old men said; it is the sea that does that for us, and always has.

- one pier, without its land
- a letterbox, still in use

In the end the council bought a longer rope, and everybody agreed that this was the least they could do.
"""


def word() -> bytes:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        paragraph(TITLE, "Titel")
        + paragraph("By Ilse Maron")
        + paragraph("3 March 2026")
        + paragraph(
            run("The first to see it was ") + run("the ferryman", "<w:b/>")
            + run(", who steered for the pier and found open water instead.")
        )
        + paragraph(
            run("The map, drawn in 1911, had never been wrong before. ") + link("A copy of it", "rId9")
            + run(" hangs in the school, and nobody has dared to take it down.")
        )
        + paragraph("What the sea said", "Heading1")
        + paragraph("We do not move, the old men said; it is the sea that does that for us, and always has.", "Quote")
        + paragraph("one pier, without its land", "ListParagraph", number)
        + paragraph("a letterbox, still in use", "ListParagraph", number)
        + paragraph(
            "In the end the council bought a longer rope, and everybody agreed that this was the least they could do."
        )
    )  # fmt: skip
    rels = relations(("rId9", "hyperlink", "https://example.org/map"))
    return docx(body, {"word/_rels/document.xml.rels": rels})


def page() -> Story:
    return read_here(PAGE.encode(), html=True, url=URL)


def entry() -> Story:
    return feed.story(feed.read_feed(FEED.encode(), url="https://harbour.example/feed").entries[0])


def body() -> Story:
    return api.read_bytes(json.dumps({"html": BODY, "title": TITLE, "url": URL, "language": "en"}).encode()).story


def told(story: Story) -> Story:
    """The story without its reasons and notes, which may name where it came from."""
    return replace(
        story,
        blocks=tuple(replace(block, why="") for block in story.blocks),
        dropped=tuple(replace(one, why="") for one in story.dropped),
        notes=(),
    )


def test_a_page_is_read_whole() -> None:
    story = page()
    assert (story.title, story.byline, story.published_on) == (TITLE, ("Ilse Maron",), "2026-03-03")
    kinds = [block.kind for block in story.blocks]
    assert kinds == ["paragraph", "paragraph", "heading", "quotation", "list", "paragraph"]


def test_a_feed_entry_is_the_story_of_the_page() -> None:
    assert told(entry()) == told(page())


def test_a_body_of_the_api_is_the_story_of_the_page() -> None:
    assert told(body()) == told(page())


def test_a_saved_page_is_the_story_of_the_page() -> None:
    assert told(read_file_here(PAGE.encode(), name="island.html")) == told(page())


def test_a_page_saved_as_mhtml_is_the_story_of_the_page() -> None:
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://harbour.example/island?from=front\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n'
        "----b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    saved = f"{head}{PAGE}\r\n----b--\r\n".encode()
    assert told(read_file_here(saved, name="island.mhtml")) == told(page())


def test_a_markdown_file_is_the_story_of_the_page() -> None:
    assert told(read_file_here(MARKDOWN.encode(), name="island.md")) == told(page())


def test_a_word_document_is_the_story_of_the_page_but_for_its_link_that_no_such_file_knows() -> None:
    story = read_file_here(word(), name="island.docx")
    assert story.canonical_url == ""
    assert told(story.with_url(URL)) == told(page())
