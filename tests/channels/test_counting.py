"""Counting as the networks count; the practice networks count with code of their own."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.channels import CHANNELS, bluesky_text, limits, linkedin_text, threads
from publisher.channels.counting import mastodon_length, strict_length, x_weight
from publisher.practice import counting as theirs
from publisher.practice import linkedin

LONG = "https://example.org/" + "a" * 200
X_CASES = [
    ("", 0),
    ("hello", 5),
    ("é", 1),  # composed
    ("e\u0301", 1),  # decomposed: NFC first
    ("தமிழ்", 5),  # light: every code point up to U+10FF weighs 1
    ("සිංහල", 5),
    ("العربية", 7),
    ("עברית", 5),
    ("日本語", 6),
    ("한국어", 6),
    ("“quoted” – and…", 16),  # U+2010–201F weigh 1, the ellipsis U+2026 weighs 2
    ("😷", 2),
    ("👨‍👩‍👧‍👦", 2),
    ("🙋🏽", 2),
    ("🇱🇰", 2),
    ("1️⃣", 2),
    ("https://example.org", 23),
    ("http://a.de", 23),  # longer than it is
    (LONG, 23),
    ("example.com", 23),  # schemeless, too
    ("see example.com/path?q=1 now", 4 + 23 + 4),
    (f"{LONG} {LONG}", 47),
    ("word https://example.org/a?utm_content=abc_DEF-12.", 5 + 23 + 1),
    ("இந்தச் செய்தி https://example.org/a", 14 + 23),
    ("a\nb", 3),
    ("@someone hello", 14),
]
MASTODON_CASES = [
    ("", 0),
    ("hello", 5),
    ("e\u0301", 1),
    ("தமிழ்", 3),  # graphemes
    ("ශ්‍රී", 2),  # Unicode 15.1 joins Indic conjuncts, but not in Sinhala
    ("日本語", 3),
    ("👨‍👩‍👧‍👦", 1),
    ("🇱🇰", 1),
    ("https://example.org", 23),
    ("http://a.de", 23),  # even if shorter
    (LONG, 23),
    ("example.com", 11),  # no scheme, no link
    ("hello @user@example.social", 11),
    ("@user", 5),
    ("mail user@example.org", 21),
    ("@user@example.social@other", 26),  # runs into another: no mention
    ("e\u0301@user@example.social", 21),  # stands in a word, and Ruby's words have marks
    ("@user@example.social://", 23),
    ("https://example.org/@user@example.social", 23),  # a link keeps what is in it
    (f"read {LONG} now", 5 + 23 + 4),
]


BLUESKY_CASES = [
    ("", 0),
    ("hello", 5),
    ("e\u0301", 1),
    ("தமிழ்", 3),  # graphemes
    ("日本語", 3),
    ("👨‍👩‍👧‍👦" * 100, 250),  # a family has 25 bytes: 3,000 bytes are reached before 300 graphemes
    ("🇱🇰", 1),
    ("https://example.org", 11),  # as it is shown: without its scheme
    ("https://example.org/", 11),
    ("https://example.org/a/b?c=d&e=fghij", 11 + 13 + 3),  # and its path cut
    ("https://example.org/fifteen-signs.", 11 + 15 - 1 + 1),
    ("(https://example.org)", 13),
    ("https://தமிழ்.example/", 21),  # xn--rlcus7b3d.example
    ("example.com", 11),
    ("https://", 8),
]


@pytest.mark.parametrize(("text", "length"), X_CASES)
def test_x_counts_weights(text, length):
    assert x_weight(text) == length
    assert theirs.x_weight(text) == length


@pytest.mark.parametrize(("text", "length"), MASTODON_CASES)
def test_mastodon_counts_graphemes(text, length):
    assert mastodon_length(text) == length
    assert theirs.mastodon_length(text) == length


@pytest.mark.parametrize(("text", "length"), BLUESKY_CASES)
def test_bluesky_counts_graphemes_or_bytes_of_what_is_shown(text, length):
    assert bluesky_text.length(text) == length


FACETS = [
    ("read https://example.org/a.", [("link", "https://example.org/a", "example.org/a")]),
    ("(see https://example.org/a)", [("link", "https://example.org/a", "example.org/a")]),
    ("https://example.org/a_(b)", [("link", "https://example.org/a_(b)", "example.org/a_(b)")]),
    ("xhttps://example.org", []),
    ("தமிழ் #செய்தி, #2026 #a1!", [("tag", "செய்தி", "#செய்தி"), ("tag", "a1", "#a1")]),
    ("＃日本 a#b", [("tag", "日本", "＃日本")]),
    ("#" + "a" * 65, []),
    ("#a(https://example.org/a)", [("link", "https://example.org/a", "example.org/a")]),  # a link is never lost
    ("HTTPS://EXAMPLE.ORG http:// https://", []),
    ("by @news.example.org, @x and a@b.example", [("mention", "news.example.org", "@news.example.org")]),
]


@pytest.mark.parametrize(("text", "facets"), FACETS)
def test_facets_stand_where_their_words_stand(text, facets):
    found = bluesky_text.written(text)
    shown = [(f.kind, f.value, found.text.encode()[f.start : f.end].decode()) for f in found.facets]
    assert shown == facets


def test_outside_mastodon_proper_the_stricter_count_holds():
    assert strict_length(LONG) == len(LONG)  # links in full
    assert strict_length("தமிழ்") == 5  # code points
    assert strict_length("http://a.de") == 23  # or Mastodon's, if that is more


WORDS = st.sampled_from(
    ["hello", "தமிழ்", "සිංහල", "العربية", "日本", "“so”", "—", "…", "😷", "🙋🏽", "👩‍🚒", "🇱🇰", "1️⃣", "❤️", "é", "e\u0301",
     "https://example.org/a?b=c&utm_content=aB_-9", "http://a.de/", "example.com", "bbc.co.uk/x", "#tag", "@who",
     "@who@example.social", "3.5", "a.b", "U.S.", "5%", "(yes)", "\n"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_two_ways_of_counting_agree(text):
    assert x_weight(text) == theirs.x_weight(text)
    assert mastodon_length(text) == theirs.mastodon_length(text)


SIGNS = st.text(st.characters(codec="utf-8") | st.sampled_from("©®™1#*👩🚒🇱🇰❤️🏽\u200d\ufe0f\u20e3./:a"), max_size=60)


@given(st.lists(WORDS | SIGNS, max_size=6).map("".join))
@settings(max_examples=300, deadline=None)
def test_the_fast_way_counts_as_twitter_text_does(text):
    from twitter_text import parse_tweet

    assert x_weight(text) == parse_tweet(unicodedata.normalize("NFC", text)).weightedLength


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_counted(text):
    assert 0 <= x_weight(text) <= 23 * len(text)
    assert 0 <= mastodon_length(text) <= strict_length(text)
    assert 0 <= bluesky_text.length(text) <= len(text)


def test_limits_are_what_the_network_said():
    told = {"characters": 5000, "pictures": 6, "alt": 1500, "mastodon": False}
    gotosocial = limits("mastodon", {"limits": told})
    assert (gotosocial.characters, gotosocial.pictures, gotosocial.alt_characters) == (5000, 6, 1500)
    assert gotosocial.count("தமிழ்") == 5
    unknown = limits("mastodon")
    assert (unknown.characters, unknown.count("தமிழ்")) == (500, 3)
    assert (limits("x").characters, limits("x").linked_posts) == (280, 1)


ORACLES = {"x", "mastodon", "bluesky", "telegram", "facebook"}  # tests/peers, on 10,000 random texts
DOCUMENTED = {"threads", "linkedin", "discord"}  # their own examples, in their tests beside this one


def test_every_network_is_counted_against_its_own_code_or_its_own_examples():
    assert set(CHANNELS) - {"mail"} == ORACLES | DOCUMENTED


def test_mail_has_no_limits():
    with pytest.raises(KeyError):
        limits("mail")


def test_a_wall_of_han_is_counted_at_once_and_its_links_are_found():
    """twitter-text's search takes five seconds for 10,000 of them; blanking the middle of a run loses no link."""
    wall = "字" * 20_000
    assert x_weight(f"{wall} https://example.org/a") == 40_000 + 1 + 23
    assert x_weight(f"{wall} example.org/a {wall}") == 80_000 + 2 + 23
    assert mastodon_length(f"{wall} https://example.org/{'a' * 200} {wall}") == 40_000 + 2 + 23


MEANING = st.text(
    st.sampled_from("#{}|\\()[]<>@*_~ab தி😷©\ufe0f\u200d\u20e31 \n") | st.characters(codec="utf-8"), max_size=80
)


@given(MEANING)
@settings(max_examples=500, deadline=None)
def test_whatever_is_written_for_linkedin_its_followers_read_all_of_it(text):
    assert linkedin.shown(linkedin_text.little(text)) == linkedin_text.plain_text(linkedin_text.little(text)) == text
    assert linkedin_text.length(text) >= len(text)


@given(MEANING)
@settings(max_examples=500, deadline=None)
def test_what_fits_for_us_fits_for_threads(text):
    assert threads.length(text) >= theirs.threads_length(text) >= len(text)
