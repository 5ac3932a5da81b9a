"""Blocks as a letter shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher.rendering import Image
from publisher.rendering.body import isolate, isolate_plain, pieces
from publisher.story import Block, Story, StoryPicture

STORY = Story(title="T", language="en")


def made(*blocks: Block, rtl: bool = False, story: Story = STORY, images: dict[str, Image] | None = None):
    story = replace(story, blocks=blocks, direction="rtl" if rtl else "ltr")
    return pieces(story, images or {}, width=500)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello<script>alert(1)</script></p>",
        "<p>Hello<img src=http://tracker.example/x.gif onerror=alert(1)></p>",
        "<p onclick=alert(1) style='background:url(http://x.example)'>Hello</p>",
        "<p>Hello<a href='javascript:alert(1)'></a></p>",
        "<link rel=stylesheet href=http://169.254.169.254/><p>Hello</p>",
        "<p>Hello<svg><style>*{}</style></svg></p>",
        "<p>Hello</p><!-- <b> -->",
    ],
)
def test_what_could_run_or_be_fetched_is_gone_even_if_it_came_this_far(html: str) -> None:
    (piece,) = made(Block("paragraph", "Hello", html))
    shown = str(piece.html)
    assert "Hello" in shown
    assert not any(bad in shown for bad in ("script", "img", "onclick", "style", "javascript", "link", "svg", "<!--"))


def test_a_paragraphs_own_tag_is_taken_off_and_its_inner_ones_stay() -> None:
    (piece,) = made(Block("paragraph", "a b", '<p>a <em>b</em> <a href="https://example.org/">c</a></p>'))
    assert piece.html == 'a <em>b</em> <a href="https://example.org/">c</a>'
    assert piece.links == ("https://example.org/",)


def test_words_of_dropped_tags_do_not_grow_together() -> None:
    (piece,) = made(Block("paragraph", "one two", "<div>one</div><div>two</div>"))
    assert piece.html == "one<br>two"


def test_a_block_without_html_shows_its_text_escaped() -> None:
    (piece,) = made(Block("paragraph", "a < b & c", ""))
    assert piece.html == "a &lt; b &amp; c"


def test_a_relative_link_loses_its_target_not_its_words() -> None:
    (piece,) = made(Block("paragraph", "see", '<p>see <a href="/there">there</a></p>'))
    assert "href" not in piece.html
    assert "there" in piece.html


def test_300_nested_elements_keep_every_word() -> None:
    html = "<b>" * 300 + "deep" + "</b>" * 300 + " after"
    (piece,) = made(Block("paragraph", "deep after", html))
    assert "deep" in piece.html
    assert piece.html.endswith(" after")
    assert str(piece.html).count("<b>") == str(piece.html).count("</b>") == 30


def test_headings_never_skip_a_level() -> None:
    found = made(*(Block("heading", tag, f"<{tag}>{tag}</{tag}>") for tag in ("h4", "h1", "h3", "h6", "h2")))
    assert [piece.level for piece in found] == [2, 2, 3, 4, 2]


def test_the_nth_picture_block_shows_the_nth_picture() -> None:
    story = replace(STORY, pictures=(StoryPicture("a", "first"), StoryPicture("b", "second")))
    images = {"a": Image("https://us.example/a", 1000, 500), "b": Image("https://us.example/b", 100, 300)}
    found = made(Block("picture", "", ""), Block("rule", "", ""), Block("picture", "", ""), story=story, images=images)
    shown = [(p.picture.alt, p.picture.width, p.picture.height) for p in found if p.picture]
    assert shown == [("first", 500, 250), ("second", 100, 300)]


def test_a_picture_without_our_copy_is_left_out_and_the_next_keeps_its_place() -> None:
    story = replace(STORY, pictures=(StoryPicture("gone", "x", "", "caption"), StoryPicture("b", "second")))
    images = {"b": Image("https://us.example/b", 10, 10)}
    found = made(Block("picture", "", ""), Block("picture", "", ""), story=story, images=images)
    assert [piece.picture.alt for piece in found if piece.picture] == ["second"]


def test_an_unplaced_picture_leads_and_further_ones_follow_the_body() -> None:
    story = replace(STORY, pictures=(StoryPicture("a", "first"), StoryPicture("b", "second")))
    images = {url: Image(f"https://us.example/{url}", 10, 10) for url in "ab"}
    found = made(Block("paragraph", "x", "<p>x</p>"), story=story, images=images)
    assert [piece.picture.alt if piece.picture else piece.text for piece in found] == ["first", "x", "second"]


def test_lists_and_tables_are_laid_out_as_text() -> None:
    listed = Block("list", "", "<ol start='3'><li>three</li><li>four<ul><li>inner</li></ul></li></ol>")
    table = Block(
        "table",
        "",
        "<table><caption>Talks</caption><tr><th>Year</th><th>Place</th></tr><tr><td>1999</td><td>Oslo</td></tr></table>",
    )
    assert [piece.text for piece in made(listed, table)] == [
        "3. three\n4. four\n  * inner",
        "Talks\nYear | Place\n1999 | Oslo",
    ]


def test_header_cells_say_what_they_head() -> None:
    table = "<table><tr><th>Year</th><th>Place</th></tr><tr><th>1999</th><td>Oslo</td></tr></table>"
    (piece,) = made(Block("table", "", table))
    assert str(piece.html).count('scope="col"') == 2
    assert str(piece.html).count('scope="row"') == 1


def test_latin_in_rtl_text_is_isolated_as_whole_runs() -> None:
    assert isolate("كلفة US$ 4,500 في Port Salem.") == "كلفة <bdi>US$ 4,500</bdi> في <bdi>Port Salem</bdi>."
    assert isolate_plain("منظمة WHO، 80%") == "منظمة \u2068WHO\u2069، \u206880%\u2069"


def test_plain_numbers_and_markup_characters_are_not() -> None:
    assert isolate("سنة 2026 <b>") == "سنة 2026 &lt;<bdi>b</bdi>&gt;"


def test_rtl_blocks_isolate_inside_their_tags_and_never_in_addresses() -> None:
    (piece,) = made(Block("paragraph", "", '<p>قال <a href="https://example.org/A">Dr. Wren</a> نعم</p>'), rtl=True)
    assert piece.html == 'قال <a href="https://example.org/A"><bdi>Dr. Wren</bdi></a> نعم'
