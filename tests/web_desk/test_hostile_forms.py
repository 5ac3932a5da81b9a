"""Whatever a form brings: a page in words, never a trace."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from publisher.models import Article, Channel, FeedEntry, Incoming, Post, ReaderFile
from tests.web_desk.conftest import alive, field

JUNK = [
    "",
    "²",
    "abc",
    "9" * 40,
    "-1",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "<b>'\"--",
    "x" * 5000,
]
FIELDS = [
    "version", "title", "standfirst", "canonical_url", "language", "published_on", "appeal", "channel", "mailing_list",
    "do", "kind-0", "text-0", "post", "text", "wording", "at", "zone", "url", "name", "email", "role", "active",
    "link", "server", "token", "days", "time", "label", "address", "consent", "slug", "colour", "when", "html",
    "sender_address", "password", "next", "related-title-0", "related-date-0", "related-url-0", "appeal_link",
    "every", "full_text", "entry", "seen", "write", "until", "picture-address", "picture-alt", "picture-below",
    "picture-file", "file-0",
]  # fmt: skip


def addresses(
    article: Article,
    drafts: dict[str, Post],
    channels: dict[str, Channel],
    entry: FeedEntry,
    given: Incoming,
    file: ReaderFile,
) -> list[str]:
    """Every address of the desk that takes a form, with rows that exist."""
    values = {
        "article_id": article.id, "post_id": drafts["x"].id, "number": 0, "channel_id": channels["x"].id, "kind": "x",
        "verb": "at", "token": "t", "member_id": 1, "appeal_id": 1, "wording_id": 1, "slot_id": 1, "mail_id": 1,
        "feed_id": entry.feed_id, "entry_id": entry.id, "token_id": 1, "lesson_id": 1,
        "amendment_id": 1, "what": "correct", "incoming_id": given.id, "file_id": file.id,
        "picture_id": 1,
    }  # fmt: skip
    found = []
    for pattern in get_resolver().url_patterns:
        inner = getattr(pattern, "lookup_str", "")
        if not inner.startswith(("publisher.web.desk", "publisher.web.practice")):
            continue
        wanted = pattern.pattern.converters
        found.append(reverse(pattern.name, kwargs={name: values[name] for name in wanted}))
    return [one for one in found if one != "/sign-out/"]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_no_form_brings_a_page_down(
    junk: str,
    desk: Client,
    article: Article,
    drafts: dict[str, Post],
    channels: dict[str, Channel],
    entry: FeedEntry,
    given: Incoming,
    file: ReaderFile,
) -> None:
    before = {post.id: post.state for post in Post.objects.all()}
    for address in addresses(article, drafts, channels, entry, given, file):
        if address.endswith(("/delete/", "/stop/", "/discard/", "/remove/", "/posts/do/cancel/")):
            continue
        alive()  # /healthz is among them, and its clock and workers must not be silent for long
        sent = dict.fromkeys(FIELDS, junk) | {"once": field(desk.get("/articles/new/"), "once")}
        for form in (sent, sent | {"version": "1"}, {}):
            response = desk.post(address, form)
            assert response.status_code < 500, address
            assert b'{"' not in response.getvalue().replace(b"{&#34;", b"").split(b"</head>")[-1], address
        response = desk.get(address, {"when": "at", "at": junk, "zone": junk, "post": junk, "to": junk, "next": junk})
        assert response.status_code < 500, address
    assert {post.id: post.state for post in Post.objects.filter(id__in=before)} == before
