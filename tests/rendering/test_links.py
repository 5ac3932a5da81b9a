"""Links that leave."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.rendering.links import ascii_url, donate_link, share_links, tagged

from .stories import ASKS, LATIN

ORIGIN = {"reference": "Rf3-k_9QaZx1", "source": "mail", "medium": "email", "campaign": "weekly"}


def test_an_existing_query_and_fragment_are_kept() -> None:
    link = tagged("https://example.org/a?b=1&b=2&empty=#top", **ORIGIN)
    assert link.startswith("https://example.org/a?b=1&b=2&empty=&utm_source=mail&")
    assert link.endswith("#top")


def test_a_parameter_of_the_same_name_is_replaced_not_doubled() -> None:
    query = parse_qsl(urlsplit(tagged("https://example.org/?utm_source=facebook&x=1", **ORIGIN)).query)
    assert [value for name, value in query if name == "utm_source"] == ["mail"]
    assert ("x", "1") in query


def test_a_link_is_ascii_whatever_it_was() -> None:
    assert ascii_url("https://தமிழ்.example/விடுதி?q=க#வ").isascii()
    assert ascii_url("https://தமிழ்.example/").startswith("https://xn--")
    assert ascii_url("https://example.org/a%20b?c=%C3%BC") == "https://example.org/a%20b?c=%C3%BC"


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/a",
        "http://",
        "mailto:a@example.org",
        "http://[::1",
        "https://user:pw@example.org",
        "https://a b/",
    ],
)
def test_what_is_no_web_address_gives_none(url: str) -> None:
    assert ascii_url(url) == ""
    assert tagged(url, **ORIGIN) == ""


@given(st.text(max_size=60))
def test_no_text_makes_it_fail_or_leave_ascii(text: str) -> None:
    assert tagged(f"https://example.org/{text}", **ORIGIN).isascii()
    assert ascii_url(text).isascii()
    assert ascii_url(f"https://{text}").isascii()


def test_the_reference_survives_as_stripe_and_others_take_it() -> None:
    link = donate_link(ASKS["latin"], **ORIGIN)
    assert dict(parse_qsl(urlsplit(link).query)) == {
        "from": "letter",
        "utm_source": "mail",
        "utm_medium": "email",
        "utm_campaign": "weekly",
        "utm_content": "Rf3-k_9QaZx1",
        "utm_term": "A",
        "ref": "Rf3-k_9QaZx1",
    }


def test_share_links_are_those_of_the_storys_page_that_we_know() -> None:
    story = replace(LATIN, share=("Facebook", "twitter", "x", "e-mail", "myspace"))
    assert [name for name, _ in share_links(story, email_word="Email")] == ["Facebook", "X", "Email"]


def test_share_links_hold_the_plain_link_and_are_none_without_one() -> None:
    assert (
        "u=https%3A%2F%2Fharbour.example.org%2F2026%2Fward%3Fedition%3Dprint" in share_links(LATIN, email_word="")[0][1]
    )
    assert share_links(replace(LATIN, canonical_url=""), email_word="Email") == []


def test_a_title_cannot_break_out_of_a_share_link() -> None:
    story = replace(LATIN, title='"&url=https://evil.example <b>\r\nBcc: x {url}')
    for _, link in share_links(story, email_word="Email"):
        assert not set(link) & set('"<> \r\n')
        assert "evil.example" not in dict(parse_qsl(urlsplit(link).query)).get("url", "")
