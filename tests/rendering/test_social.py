"""Posts: the article's own words, the link, the appeal, within the limit."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.ports import Limits
from publisher.rendering import Ask, Part
from publisher.rendering.social import TooLong, candidates, checks, render_social
from publisher.story import Story, StoryPicture

from .limits import LIMITS, MASTODON, X, as_mastodon, as_x
from .stories import ASKS, LATIN, PICTURE, REFERENCE, STORIES, paragraph, sender
from .test_fit import texts

ASK = ASKS["latin"]
LONG = replace(LATIN, standfirst="The ministry, which had closed the ward, opened it again without a word. " * 20)


def post(
    story: Story = LATIN,
    *,
    kind: str = "x",
    ask: Ask | None = ASK,
    limits: Limits | None = None,
    override: str = "",
    rule: str = "same",
) -> tuple[Part, ...]:
    return render_social(
        story,
        kind=kind,
        limits=limits or LIMITS[kind],
        ask=ask,
        reference=REFERENCE,
        override=override,
        rule=rule,
        sender=sender(),
    )


@pytest.mark.parametrize("kind", LIMITS)
@given(
    text=texts,
    rule=st.sampled_from(["same", "follows", "none"]),
    script=st.sampled_from(list(STORIES)),
    most=st.integers(0, 300),
)
def test_every_post_fits_with_its_link_and_its_appeal_whole(kind, text, rule, script, most) -> None:
    story, ask = replace(STORIES[script], standfirst=text), ASKS[script]
    limits = replace(LIMITS[kind], characters=LIMITS[kind].characters + most)
    parts = post(story, kind=kind, ask=ask, limits=limits, rule=rule)
    assert all(part.length == limits.count(part.text) <= part.limit == limits.characters for part in parts)
    assert parts[0].card is not None
    assert parts[0].card["url"] in parts[0].text
    if rule == "same":
        assert ask.line in parts[0].text
        assert parts[0].text.endswith(f"ref={REFERENCE}")


@pytest.mark.parametrize("kind", sorted(set(LIMITS) - {"mastodon"}))
def test_a_content_warning_is_the_first_line_of_the_post_and_counts(kind) -> None:
    for override in ("", "In our own words"):
        (part,) = post(replace(LONG, content_warning="Violence"), kind=kind, override=override)
        assert part.text.startswith("⚠ Violence\n\nIn our own words" if override else "⚠ Violence\n\nThe ministry")
        assert part.length == LIMITS[kind].count(part.text) <= part.limit
        assert (part.warning, part.head) == ("Violence", "⚠ Violence")


def test_a_content_warning_has_a_field_of_its_own_on_mastodon_and_counts_there() -> None:
    warned, plain = (post(replace(LONG, content_warning=words), kind="mastodon")[0] for words in ("V" * 100, ""))
    assert (warned.warning, warned.head, plain.warning) == ("V" * 100, "", "")
    assert "V" * 9 not in warned.text
    assert warned.length == 100 + as_mastodon(warned.text) <= 500
    assert len(warned.text) < len(plain.text)


def test_the_appeal_that_follows_warns_of_nothing() -> None:
    first, second = post(replace(LATIN, content_warning="Violence"), rule="follows")
    assert (first.warning, second.warning, second.head) == ("Violence", "", "")
    assert "⚠" not in second.text


def test_a_long_text_is_cut_at_a_sentence_and_link_and_appeal_stay() -> None:
    (part,) = post(LONG)
    assert part.text.split("\n\n")[0] == " ".join(
        ["The ministry, which had closed the ward, opened it again without a word."] * 2
    )
    assert ASK.line in part.text
    assert part.length == as_x(part.text) <= 280


def test_both_links_carry_the_reference_and_the_donate_link_its_wording() -> None:
    (part,) = post()
    article, donate = (parse_qs(urlsplit(link).query) for link in part.links)
    assert article == {
        "edition": ["print"],
        "utm_source": ["x"],
        "utm_medium": ["social"],
        "utm_campaign": ["posts"],
        "utm_content": [REFERENCE],
    }
    assert donate["ref"] == donate["utm_content"] == [REFERENCE]
    assert donate["utm_term"] == ["A"]
    assert donate["from"] == ["letter"]


def test_on_x_an_appeal_that_follows_has_no_link_since_a_second_one_costs_ten_times_as_much() -> None:
    first, second = post(rule="follows")
    assert len(first.links) == 1
    assert second.links == ()
    assert "https" not in second.text
    assert ASK.call_to_action in second.text
    assert second.card is None


def test_a_linkless_appeal_differs_from_article_to_article_so_that_it_can_be_told_from_the_last() -> None:
    assert post(rule="follows")[1].text.startswith(f"{LATIN.title}\n\n")
    assert post(rule="follows")[1].text != post(replace(LATIN, title="Another"), rule="follows")[1].text


def test_an_appeal_that_follows_gives_up_its_reason_before_its_line() -> None:
    ask = replace(ASK, paragraphs=("Reason " * 100,), call_to_action="Give now. " * 15)
    _, second = post(rule="follows", ask=ask)
    assert second.length <= 280
    assert second.text.endswith(ask.call_to_action.strip())
    assert "Reason…" in second.text


def test_words_that_a_network_would_make_a_link_of_are_left_out_of_a_linkless_appeal() -> None:
    ask = replace(ASK, paragraphs=("Go to harbour.example.org/give now.", "It took five months."))
    _, second = post(rule="follows", ask=ask)
    assert "harbour" not in second.text
    assert "It took five months." in second.text


def test_elsewhere_an_appeal_that_follows_has_its_link() -> None:
    _, second = post(kind="mastodon", rule="follows")
    assert [urlsplit(link).path for link in second.links] == ["/donate"]


@pytest.mark.parametrize(("rule", "ask"), [("none", ASK), ("same", None), ("follows", None)])
def test_without_an_appeal_there_is_one_post_and_one_link(rule: str, ask: Ask | None) -> None:
    (part,) = post(rule=rule, ask=ask)
    assert len(part.links) == 1
    assert "readers" not in part.text


def test_the_text_is_the_standfirst_and_a_pull_quote_only_if_picked() -> None:
    quote = "For two years they opened it at night, without pay"
    assert candidates(LATIN)[0] == LATIN.standfirst
    assert quote in candidates(LATIN)
    assert quote not in post()[0].text
    assert post(override=quote)[0].text.startswith(quote + "\n\nhttps://")


def test_without_a_standfirst_it_is_the_first_paragraph_and_without_that_the_title() -> None:
    assert post(replace(LATIN, standfirst=""))[0].text.startswith("When the ministry closed")
    assert post(replace(LATIN, standfirst="", blocks=()))[0].text.startswith(LATIN.title)


def test_the_editors_own_text_is_never_cut_but_blocked_when_it_is_too_long() -> None:
    own = "My own words. " * 30
    parts = post(override=own)
    assert parts[0].text.startswith(own.strip())
    assert parts[0].length > parts[0].limit
    assert [check.code for check in checks(parts, LATIN) if check.level == "blocked"] == ["too_long"]


def test_the_editors_line_breaks_stay_and_a_bare_link_is_not_doubled() -> None:
    (part,) = post(override=f"First line\n\nSecond line {LATIN.canonical_url}")
    assert part.text.startswith("First line\n\nSecond line\n\nhttps://")
    assert part.text.count("harbour.example.org/2026") == 1


def test_without_a_canonical_link_none_is_invented_and_the_post_is_blocked() -> None:
    story = replace(LATIN, canonical_url="")
    parts = post(story, ask=None)
    assert parts[0].links == ()
    assert parts[0].card is None
    assert "link_missing" in [check.code for check in checks(parts, story) if check.level == "blocked"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/2026/ward", "ftp://example.org/a", "https://"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    story = replace(LATIN, canonical_url=url)
    assert post(story, ask=None)[0].links == ()
    assert "link_missing" in [check.code for check in checks((), story)]


def test_where_not_a_word_fits_the_editor_is_told_what_to_shorten() -> None:
    with pytest.raises(TooLong, match="Shorten the appeal’s line"):
        post(ask=replace(ASK, short="Give " * 60))


def test_the_lead_picture_rides_along_and_more_of_them_where_there_is_nothing_else() -> None:
    many = tuple(StoryPicture(f"{PICTURE}?{n}", "A ward") for n in range(6))
    assert post()[0].pictures == (PICTURE,)
    assert len(post(replace(LATIN, pictures=many, blocks=(), standfirst=""))[0].pictures) == 4


def test_a_picture_without_alt_text_is_flagged() -> None:
    story = replace(LATIN, pictures=(StoryPicture(PICTURE),))
    assert "alt_missing" in [check.code for check in checks(post(story), story)]


def test_control_characters_and_lone_surrogates_do_not_reach_a_network() -> None:
    story = replace(LATIN, standfirst="A\x00 ward\u202e of\ud800 Salem", blocks=(paragraph("x"),))
    assert post(story)[0].text.startswith("A ward of\ufffd Salem")


def test_a_title_of_3000_characters_is_shortened_like_any_text() -> None:
    story = replace(LATIN, title="word " * 600, standfirst="", blocks=())
    (part,) = post(story, kind="mastodon")
    assert part.length == as_mastodon(part.text) <= MASTODON.characters
    assert "word…\n\nhttps://" in part.text


def test_the_same_story_gives_the_same_post() -> None:
    assert post(limits=X) == post(limits=X)
