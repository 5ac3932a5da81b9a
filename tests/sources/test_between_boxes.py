"""What a site puts among a text takes none of the text with it, whatever stands on both sides."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

PARAGRAPHS = (
    "The shelter at Mill Cross has a roof, half a bench and a timetable for a line that was withdrawn years ago.",
    "In October the roof began to lean, and three offices wrote to us that the shelter belongs to one of the others.",
    "On Sunday two brothers propped it up with fence posts, and the bus driver stopped to hold the lamp for them.",
    "It is the only part of the stop that somebody admits to having touched since the day on which it was put there.",
)
OFFER = "<div><h2>One street a week</h2><p>We walk one and write to you.</p><p>Sign up for our newsletter</p>"
OFFER += "<p>Your email address</p><p>No spam. Unsubscribe anytime.</p></div>"


def read(*between: str, author: str = "") -> Story:
    text = "".join(f"<p>{told}</p>{after}" for told, after in zip(PARAGRAPHS, [*between, "", "", "", ""], strict=False))
    return paste.read(f"<article><h1>The bus stop that nobody owns</h1>{author}{text}</article>", html=True)


def said(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.text in PARAGRAPHS]


def test_paragraphs_between_two_offers_of_a_newsletter_stay() -> None:
    story = read("", OFFER, "", "<div><p>Sign up for our newsletter</p><p>Your email address</p></div>")
    assert said(story) == list(PARAGRAPHS)
    assert not any("email address" in block.text for block in story.blocks)


def test_a_share_button_makes_no_box_of_the_sites_out_of_a_live_blogs_entry() -> None:
    share = '<div><a href="https://www.facebook.com/sharer/sharer.php?u=1">Share</a></div>'
    entry = (
        f"<section class=entry><h3>Fence posts arrive</h3><p>The posts came on a trailer at noon.</p>{share}</section>"
    )
    story = read("", entry)
    assert "The posts came on a trailer at noon." in [block.text for block in story.blocks]
    assert "Fence posts arrive" in [block.text for block in story.blocks]


@pytest.mark.parametrize("rel", ["author", "noopener author"])
def test_a_link_that_the_page_calls_the_authors_names_the_author(rel: str) -> None:
    day = '<time datetime="2026-02-25">February 25, 2026</time>'
    story = read(author=f'<address><a rel="{rel}" href="https://t.example/x">مهتاب آرین</a>{day}</address>')
    assert story.byline == ("مهتاب آرین",)
    assert story.published_on == "2026-02-25"


def test_a_box_about_a_person_among_the_text_is_no_end_of_it() -> None:
    story = read("", "<div class=facts><h3>About the author</h3><p>She has mended shelters since 1994.</p></div>")
    assert said(story) == list(PARAGRAPHS)
    assert "She has mended shelters since 1994." in [block.text for block in story.blocks]
