"""Every address of the desk, whatever it is called: who may change something by posting to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from publisher.models import (
    Amendment,
    ApiToken,
    Appeal,
    Article,
    Channel,
    FeedEntry,
    Incoming,
    Lesson,
    Member,
    Post,
    ReaderFile,
    Wording,
)
from publisher.urls import desk as addresses
from tests.making import NOW, a_list
from tests.web_desk.test_pages import everything

# What an author may change: articles, their posts while they are drafts, their own password and tokens.
AUTHORS = {
    "article-new", "article", "article-discard", "posts", "undo-all", "ask-approval", "post-text", "post-wording",
    "post-test", "post-act", "password", "feed-look", "feed-answer", "article-offer", "tokens",
}  # fmt: skip
# Buttons of a post that send something, or decide that it was sent.
APPROVERS = ("now", "at", "retry", "there", "again", "unsuppress")


@pytest.fixture
def fill(
    article: Article,
    drafts: dict[str, Post],
    channels: dict[str, Channel],
    admin: Member,
    entry: FeedEntry,
    given: Incoming,
    file: ReaderFile,
) -> Callable[[str], list[str]]:
    """The addresses behind a pattern, one for each button where the pattern leaves it open."""
    Lesson.objects.create(id=1, key="box", label="furniture", sample="Box", taught_at=NOW)
    appeal = Appeal.objects.create(name="Winter", link="https://give.example/")
    wording = Wording.objects.create(appeal=appeal, label="A", headline="H", body="B", call_to_action="C")
    slot = channels["x"].slots.create(days="1", time="08:00")
    channels["x"].pause("credentials", "Connect it again.", NOW)
    failed = Amendment.objects.create(
        post=drafts["mastodon"], verb="take_down", state="failed", due_at=NOW, wanted_at=NOW
    )
    token = ApiToken.objects.create(member=admin, name="WordPress", scopes=["articles:write"])
    numbers = {
        "article_id": article.id, "post_id": drafts["x"].id, "channel_id": channels["x"].id, "slot_id": slot.id,
        "token_id": token.id, "appeal_id": appeal.id, "wording_id": wording.id, "member_id": admin.id, "number": 0,
        "mail_id": 1, "lesson_id": 1, "token": "abc", "kind": "x", "feed_id": entry.feed_id, "entry_id": entry.id,
        "amendment_id": failed.id, "what": "take-down", "incoming_id": given.id, "file_id": file.id,
        "picture_id": 1,
    }  # fmt: skip

    def filled(pattern: str) -> list[str]:
        found = ["/" + re.sub(r"<\w+:(\w+)>", lambda name: str(numbers.get(name[1], "{" + name[1] + "}")), pattern)]
        return [one.replace("{verb}", verb) for one in found for verb in (APPROVERS if "{verb}" in one else [""])]

    return filled


def form(member: Member | None, post: Post) -> dict[str, Any]:
    """Everything that some form of the desk wants, so that nothing but the role can be in the way."""
    weekly = a_list(slug="other")
    token = signing.dumps([member.pk if member else 0, "once"], salt="once")
    return {
        "once": token, "post": post.id, f"due-{post.id}": "now", f"seen-{post.id}": post.content_hash,
        "name": "taken-over", "email": "me@evil.example", "role": "admin", "active": "yes", "title": "T", "version": 1,
        "text": "Mine now.\n\nAll of it.", "days": "1", "time": "09:00", "appeal": "none", "link": "https://evil.example/",
        "label": "B", "language": "en", "headline": "H", "body": "B", "call_to_action": "C", "mailing_list": weekly.id,
        "slug": "mine", "address": "me@evil.example", "consent": "None.", "zone": "UTC", "colour": "#000000",
        "sender_name": "Evil", "sender_address": "me@evil.example", "at": "2030-01-01 08:00", "do": "save",
        "every": "10", "full_text": "page",
    }  # fmt: skip


def by_name(address: Any) -> str:
    return str(address.name)


@pytest.mark.parametrize("address", [one for one in addresses if one.name not in AUTHORS], ids=by_name)
def test_an_author_changes_nothing_of_the_house_and_sends_nothing(
    address: Any, author: Client, drafts: dict[str, Post], fill: Callable[[str], list[str]]
) -> None:
    said = form(Member.objects.get(name="Ravi"), drafts["x"])
    before = everything()
    for target in fill(str(address.pattern)):
        assert author.post(target, said).status_code < 500
    assert everything() == before


@pytest.mark.parametrize("state", ["draft", "queued", "held", "refused", "uncertain"])
def test_no_button_lets_an_author_send(
    state: str, author: Client, drafts: dict[str, Post], fill: Callable[[str], list[str]]
) -> None:
    Post.objects.update(state=state, due_at=NOW)
    said = form(Member.objects.get(name="Ravi"), drafts["x"])
    before = everything()
    for target in fill("posts/<int:post_id>/do/<slug:verb>/"):
        assert author.post(target, said).status_code == 409
    assert everything() == before


@pytest.mark.parametrize("address", addresses, ids=by_name)
@pytest.mark.parametrize("who", ["a stranger", "a member who was deactivated"])
def test_who_is_not_signed_in_changes_nothing(
    who: str, address: Any, client: Client, author: Client, drafts: dict[str, Post], fill: Callable[[str], list[str]]
) -> None:
    Member.objects.filter(name="Ravi").update(is_active=False)
    browser = client if who == "a stranger" else author
    said = form(Member.objects.get(name="Ravi"), drafts["x"])
    before = everything()
    for target in fill(str(address.pattern)):
        answer = browser.post(target, said)
        public = address.name in ("colour", "picture-preview")
        assert public or (answer.status_code, answer.headers["Location"][:9]) == (302, "/sign-in/")
    assert everything() == before
