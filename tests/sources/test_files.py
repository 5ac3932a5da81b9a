"""Files by what their bytes are: Markdown with its front matter, saved pages, and what cannot be read."""

from __future__ import annotations

import plistlib

import pytest

from publisher.sources import page
from publisher.sources.files import read_file_here
from publisher.sources.paste import NotAnArticle

from .docx_making import zipped

WELL = "Nobody knows who dug the well, and everybody has drunk from it at least once in their lives."
PAGE = f"<html><head><title>The well</title></head><body><h1>The well</h1><p>{WELL}</p></body></html>"


def test_front_matter_gives_the_facts_and_what_is_no_fact_is_listed() -> None:
    text = f"""---
title: "The well: a story"
author: [Ines Prado, Tom Lee]
date: 2026-02-03T08:00:00Z
standfirst: It has been there longer than the town.
tags:
  - water
---
## Below

{WELL}
"""
    story = read_file_here(text.encode(), name="well.md")
    assert (story.title, story.byline) == ("The well: a story", ("Ines Prado", "Tom Lee"))
    assert (story.published_on, story.standfirst) == ("2026-02-03", "It has been there longer than the town.")
    assert [block.kind for block in story.blocks] == ["heading", "paragraph"]
    assert "tags: water" in [one.text for one in story.dropped]


def test_toml_front_matter_is_read_as_well() -> None:
    story = read_file_here(f'+++\ntitle = "The well"\ndate = 2026-02-03\n+++\n{WELL}'.encode(), name="well.md")
    assert (story.title, story.published_on) == ("The well", "2026-02-03")


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    story = read_file_here(f"---\nThe well was old\n---\n\n{WELL}".encode(), name="well.md")
    assert WELL in [block.text for block in story.blocks]


def test_markdown_has_tables_pictures_and_clean_html() -> None:
    text = f"""# The well

{WELL}

| Year | Depth |
|---|---|
| 1911 | nine |

![The rim](https://a.example/rim.jpg "The rim at dawn")

{WELL} <script>alert(1)</script><b onclick="x()">Twice</b>.
"""
    story = read_file_here(text.encode(), name="well.md")
    assert "table" in [block.kind for block in story.blocks]
    assert (story.pictures[0].alt, story.pictures[0].caption) == ("The rim", "The rim at dawn")
    assert "<strong>Twice</strong>" in story.blocks[-1].html
    assert "alert" not in str(story.to_json())


@pytest.mark.parametrize("text", ["[" * 50_000, "*a " * 50_000, ">" * 50_000, "`" * 50_000, "![](" * 20_000])
def test_tangled_markdown_ends(text: str) -> None:
    with pytest.raises(NotAnArticle):
        page.read_named(text.encode(), name="a.md")


def test_a_webarchive_is_its_page() -> None:
    resource = {
        "WebResourceData": PAGE.encode(), "WebResourceURL": "https://a.example/w",
        "WebResourceTextEncodingName": "UTF-8",
    }  # fmt: skip
    data = plistlib.dumps({"WebMainResource": resource}, fmt=plistlib.FMT_BINARY)
    story = read_file_here(data, name="well.webarchive")
    assert (story.title, story.canonical_url) == ("The well", "https://a.example/w")


def test_a_page_that_is_called_a_document_is_read_as_the_page_it_is() -> None:
    assert read_file_here(PAGE.encode(), name="well.doc").title == "The well"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "ZIP archive|OpenDocument"),
        (zipped({"Index/Document.iwa": b"x"}), "in Pages choose File"),
        (zipped({"xl/workbook.xml": "<x/>"}), "spreadsheet"),
        (b"{\\rtf1 words}", "RTF document"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Word"),
        (b"bplist00" + bytes(40), "saved page is broken"),
        (b"Received: a\r\nTo: b\r\nSubject: c\r\n\r\nwords", "saved e-mail"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(NotAnArticle, match=said):
        read_file_here(data, name="a")
