"""Whatever a story holds: a letter and posts that can leave, or one clear sentence. Never a crash or a lost word."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.rendering import Ask, personal
from publisher.rendering.email import checks, render_email
from publisher.rendering.social import TooLong, render_social
from publisher.story import KINDS, Block, Related, Story, StoryPicture

from .limits import LIMITS
from .stories import IMAGES, PICTURE, REFERENCE, VIEW_URL, sender

TRICKS = [
    "<b>", "</p>", "<table><tr>", "</td>", "&amp;", "&#0;", "&#xD800;", "<!--", "-->", "<![if !mso]>", "]]>",
    "<!DOCTYPE x>", "<?xml version='1.0'?>", "<svg>", "<noscript>", "<textarea>", "<style>", "</style>", "<title>",
    "<plaintext>", "<a href='https://example.org/\"x'>", "<a href=' javascript:x'>", "\x00", "\x0c", "\x85", "\u2028",
    "\u00a0", "\ufeff", "\u200b", "\u202e", "\ud800", "<ul><li>", "<th>", "{{ 7*7 }}", "{% endfor %}", " word ",
]  # fmt: skip
text = st.text(max_size=40)
html = st.lists(st.one_of(st.sampled_from(TRICKS), text), max_size=8).map("".join)
stories = st.builds(
    Story,
    title=html,
    standfirst=html,
    standfirst_proposed=st.booleans(),
    byline=st.lists(text, max_size=2).map(tuple),
    published_on=text,
    language=st.one_of(st.sampled_from(["en", "ar", "my", "und", "en-US"]), text),
    direction=st.sampled_from(["ltr", "rtl"]),
    canonical_url=st.one_of(st.just("https://example.org/"), text),
    blocks=st.lists(st.builds(Block, st.sampled_from(KINDS), text, html), max_size=5).map(tuple),
    pictures=st.lists(st.builds(StoryPicture, st.just(PICTURE), html, html, html), max_size=2).map(tuple),
    related=st.lists(st.builds(Related, text, text, text), max_size=1).map(tuple),
    share=st.lists(st.sampled_from(["facebook", "email", "{"]), max_size=2).map(tuple),
)
asks = st.one_of(
    st.none(),
    st.builds(
        Ask,
        label=text,
        language=text,
        headline=html,
        paragraphs=st.lists(html, max_size=2).map(tuple),
        call_to_action=html,
        short=html,
        link=st.one_of(st.just("https://example.org/donate"), text),
    ),
)


@settings(max_examples=60)
@given(story=stories, ask=asks, name=text)
def test_any_story_is_a_letter_that_can_be_sent(story: Story, ask: Ask | None, name: str) -> None:
    made = render_email(
        story,
        sender=sender(newsroom=name, website=name, postal_address=name),
        ask=ask,
        reference=REFERENCE,
        view_url=VIEW_URL,
        picture_urls=IMAGES,
    )
    for part in (made.html, made.text):
        assert part.encode()
        assert all(personal.token(slot, made.nonce) in part for slot in personal.SLOTS)
    assert "\n" not in made.subject
    assert checks(made, story)


@settings(max_examples=60)
@given(
    story=stories,
    ask=asks,
    kind=st.sampled_from(list(LIMITS)),
    rule=st.sampled_from(["same", "follows", "none"]),
)
def test_any_story_is_a_post_that_fits_or_a_sentence(story: Story, ask: Ask | None, kind: str, rule: str) -> None:
    try:
        parts = render_social(
            story, kind=kind, limits=LIMITS[kind], ask=ask, reference=REFERENCE, rule=rule, sender=sender()
        )
    except TooLong:
        return
    for part in parts:
        assert part.text.encode() is not None
        assert part.length == LIMITS[kind].count(part.text)
        assert part.length <= part.limit
