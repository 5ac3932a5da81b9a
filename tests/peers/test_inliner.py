"""css-inline, which shares no code with premailer, on the very documents that premailer is given."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import css_inline
import pytest
from lxml import html as lxml_html

from publisher.rendering import email as email_room
from publisher.story import Block
from tests.rendering.stories import ASKS, IMAGES, REFERENCE, STORIES, VIEW_URL, sender

from .leaving import lengthened

AWKWARD = Block(
    "paragraph",
    "5 < 6 & “7” > 2 – x² = y fi ­ﬁ 👩‍👩‍👧 ශ්‍රී",
    "<p>5 &lt; 6 &amp; “7” &gt; 2 – x<sup>2</sup> = <em>y</em> fi &shy;ﬁ 👩‍👩‍👧 ශ්‍රී</p>",
)


@pytest.fixture(params=[*STORIES, *(f"{script} long" for script in STORIES)])
def pair(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A letter as our inliner made it, and as the other one makes it of the same document."""
    given: list[str] = []
    ours = email_room.inline

    def overheard(html: str) -> str:
        given.append(html)
        return ours(html)

    monkeypatch.setattr(email_room, "inline", overheard)
    script, _, long = request.param.partition(" ")
    story = lengthened(STORIES[script]) if long else STORIES[script]
    made = email_room.render_email(
        replace(story, blocks=(*story.blocks, AWKWARD)),
        sender=sender(),
        ask=ASKS[script],
        reference=REFERENCE,
        view_url=VIEW_URL,
        picture_urls=IMAGES,
    )
    return made.html, css_inline.inline(given[0], load_remote_stylesheets=False)


def shown(html: str) -> str:
    """The words, as a third parser finds them."""
    body: Any = lxml_html.document_fromstring(html).body
    return re.sub(r"\s+", " ", body.text_content()).strip()


def looks(html: str) -> list[tuple[str, frozenset[str]]]:
    """Each element that is styled, with its declarations in whatever order."""
    tree = lxml_html.document_fromstring(html)
    return [(element.tag, _declarations(element.get("style"))) for element in tree.body.iter() if element.get("style")]


def _declarations(style: str) -> frozenset[str]:
    return frozenset(re.sub(r"\s+", "", one).rstrip(";") for one in style.split(";") if one.strip())


def test_both_show_the_same_words(pair: tuple[str, str]) -> None:
    ours, theirs = pair
    assert shown(ours) == shown(theirs)


def test_both_style_the_same_elements_alike(pair: tuple[str, str]) -> None:
    ours, theirs = pair
    assert looks(ours) == looks(theirs)
