"""The page of a newsletter's mails: why they failed, again, and the whole book as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import Act, Article, Batch, Channel, Event, Message, Outcome, Post, Subscriber, Suppression
from publisher.models.post import SENDING, SENT
from publisher.ports import Refused
from publisher.responses import table
from publisher.responses.report import counts
from publisher.sending import heard
from tests.making import a_reader
from tests.web_desk.conftest import said
from tests.web_desk.test_progress import progress, put, state

FULL = "550 5.2.2 The mail server refuses this reader's address. It said: 550 5.2.2 Mailbox full"
UNKNOWN = "550 5.1.1 The mail server refuses this reader's address. It said: 550 5.1.1 No such user"
LATE = "Given up after 9 tries: 450 4.2.1 The mail server asks to try this reader again later."


def book(post: Post, replies: list[str]) -> Post:
    """A sent newsletter; its mails, from the first, failed with these replies, or were accepted (an empty one)."""
    count = len(replies)
    made = put(post, SENT, candidates=count, claimed_at=timezone.now())
    readers = [a_reader(made.mailing_list, f"r{number}@inbox.example") for number in range(1, count + 1)]
    failed = sum(map(bool, replies))
    Batch.objects.create(post=made, first=1, last=count, lease=1, accepted=count - failed, failed=failed)
    for number, (reader, reply) in enumerate(zip(readers, replies, strict=True), 1):
        Message.objects.create(post=made, sequence=number, subscriber=reader.id)
        kind = "failed" if reply else "accepted"
        Outcome.objects.create(post=made, sequence=number, attempt=1, kind=kind, reply=reply, at=timezone.now())
    return made


def failed(desk: Client, post: Post, query: str = "") -> str:
    return said(desk.get(f"/posts/{post.id}/mails/failed/{query}"))


def exported(desk: Client, post: Post) -> list[dict[str, str]]:
    answer = desk.post(f"/posts/{post.id}/mails/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.streaming
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode(), newline="")))


# -- why they failed, and again ------------------------------------------------------------------------------


def test_failed_mails_stand_under_their_reasons(desk: Client, drafts: dict[str, Post]) -> None:
    page = failed(desk, book(drafts["mail"], [FULL, UNKNOWN, FULL, LATE, "", "Could not be written: no name"]))
    for words in (
        "2 mails: 550 5.2.2, the mailbox is full",
        "1 mail: 550 5.1.1, no such mailbox",
        "1 mail: given up after hours of trying",
        "1 mail: could not be written",
    ):
        assert words in page
    assert "r3@inbox.example" in page
    assert "r5@inbox.example" not in page


def test_a_button_brings_those_of_one_reason_back(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [FULL, UNKNOWN, FULL])
    answer = desk.post(f"/posts/{post.id}/mails/failed/again/", {"reason": "550-5.2.2"}, follow=True)
    assert "2 mails go again." in said(answer)
    assert state(post) == SENDING
    assert counts(post) | {"deferred": 2, "failed": 1} == counts(post)


def test_a_refused_address_has_no_button_and_the_server_refuses_too(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [UNKNOWN])
    page = failed(desk, post)
    assert "Try 1 mail again" not in page
    assert "Not tried again" in page
    assert desk.post(f"/posts/{post.id}/mails/failed/again/", {"reason": "550-5.1.1"}).status_code == 409
    assert state(post) == SENT


def test_many_of_one_reason_are_paged(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [FULL] * 120)
    page = failed(desk, post)
    assert "All 120 of them" in page
    assert "r6@inbox" not in page
    first = failed(desk, post, "?reason=550-5.2.2")
    assert "r100@inbox" in first
    assert "r101@inbox" not in first
    second = failed(desk, post, "?reason=550-5.2.2&after=100")
    assert "r101@inbox" in second
    assert "r100@inbox" not in second
    assert "Next page" not in second


def test_an_author_sees_no_addresses_brings_nothing_back_and_takes_no_copy(
    author: Client, drafts: dict[str, Post]
) -> None:
    post = book(drafts["mail"], [FULL])
    assert author.get(f"/posts/{post.id}/mails/failed/").status_code == 403
    assert author.post(f"/posts/{post.id}/mails/failed/again/", {"reason": "550-5.2.2"}).status_code == 403
    assert author.post(f"/posts/{post.id}/mails/").status_code == 403
    assert not Act.objects.filter(verb="export").exists()


# -- the book as a file --------------------------------------------------------------------------------------


def test_the_book_is_exported_with_a_row_for_each_mail(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [FULL, "", ""])
    Outcome.objects.create(post=post, sequence=2, attempt=2, kind="uncertain", reply="Cut off.", at=timezone.now())
    Outcome.objects.create(post=post, sequence=2, attempt=3, kind="accepted", reply="250 ok", at=timezone.now())
    Subscriber.objects.get(address="r3@inbox.example").delete()
    rows = exported(desk, post)
    assert list(rows[0]) == list(table.COLUMNS)
    assert [row["Number"] for row in rows] == ["1", "2", "3"]
    assert [row["Reader"] for row in rows[:2]] == ["r1@inbox.example", "r2@inbox.example"]
    assert rows[2]["Reader"].isdecimal()
    assert [row["Outcome"] for row in rows] == ["failed", "accepted", "accepted"]
    assert [row["Tries"] for row in rows] == ["1", "3", "1"]
    assert [row["Possibly twice"] for row in rows] == ["", "yes", ""]
    assert rows[0]["Server’s words"] == FULL
    assert Act.objects.get(verb="export").what == f"the ledger of post {post.id}: 3 mails"


@pytest.mark.parametrize("words", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_no_cell_is_a_formula(desk: Client, drafts: dict[str, Post], words: str) -> None:
    [row] = exported(desk, book(drafts["mail"], [words]))
    assert row["Server’s words"] == f"'{words}"


def test_a_page_at_a_time_is_read_and_all_of_them(desk: Client, drafts: dict[str, Post], monkeypatch: Any) -> None:
    monkeypatch.setattr(table, "PAGE", 2)
    post = book(drafts["mail"], [""] * 5)
    assert len(list(table.lines(post))) == 4  # the heading, and three pages
    assert [row["Number"] for row in exported(desk, post)] == list("12345")


def test_opening_the_address_of_the_copy_takes_none(desk: Client, drafts: dict[str, Post]) -> None:
    assert desk.get(f"/posts/{drafts['mail'].id}/mails/").status_code == 405
    assert not Act.objects.filter(verb="export").exists()


# -- pause and resume, where the newsletter is --------------------------------------------------------------


def test_a_newsletter_is_paused_and_resumed_from_its_own_page(
    desk: Client, author: Client, article: Article, drafts: dict[str, Post], monkeypatch: Any
) -> None:
    monkeypatch.setattr("publisher.web.desk.testing.probe", lambda channel: ({}, ""))
    post = put(drafts["mail"], SENDING, candidates=1)
    Batch.objects.create(post=post, first=1, last=1)
    assert "Pause : Newsletter" in progress(desk, article)
    assert "Pause : Newsletter" not in progress(author, article)
    back = {"article": str(article.id)}
    answer = desk.post(f"/channels/{post.channel_id}/pause/", back)
    assert answer.headers["Location"] == f"/articles/{article.id}/progress/"
    assert Channel.objects.get(id=post.channel_id).paused_at
    assert "Check again and resume" in progress(desk, article)
    desk.post(f"/channels/{post.channel_id}/resume/", back)
    assert Channel.objects.get(id=post.channel_id).paused_at is None


# -- what came back after it had left ------------------------------------------------------------------------


def test_bounces_and_complaints_stand_beside_the_counts(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [""] * 4)
    for sequence, kind, code in ((1, "soft", "5.2.2"), (2, "hard", "5.1.1"), (2, "soft", ""), (3, "complained", "")):
        Event.objects.create(
            post=post, sequence=sequence, subscriber=sequence, kind=kind, code=code, words="Said.", at=timezone.now()
        )
    page = progress(desk, post.article)
    assert "2 bounced" in page
    assert "1 called it spam" in page
    bounced = said(desk.get(f"/posts/{post.id}/mails/bounced/"))
    assert "r1@inbox.example" in bounced
    assert "5.2.2 Said." in bounced
    assert bounced.count("r2@inbox.example") == 1
    assert "r3@inbox.example" in said(desk.get(f"/posts/{post.id}/mails/complained/"))


# -- whom a wrong relay has suppressed --------------------------------------------------------------------------


def test_whom_the_refusals_suppressed_is_written_to_again_by_one_button(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [UNKNOWN, UNKNOWN, ""])
    for number in (1, 2):
        heard.refused(post.id, number, Refused("The mail server refuses this.", code="550 5.1.1"), timezone.now())
    assert "2 readers are never written to again because of these" in failed(desk, post)
    assert "never written to again" not in progress(desk, post.article)  # it is asked where the channel is paused
    Channel.objects.get(id=post.channel_id).pause("reputation", "2 of 3 were refused.", timezone.now())
    assert "Write to 2 readers again" in progress(desk, post.article)
    page = said(desk.post(f"/posts/{post.id}/do/unsuppress/", follow=True))
    assert "2 readers may be written to again, and 2 mails of this newsletter" in page
    assert Suppression.objects.count() == 0
    assert Act.objects.filter(verb="un-suppress").count() == 1
    assert counts(post)["deferred"] == 2


def test_an_admin_writes_to_one_address_again(desk: Client, drafts: dict[str, Post]) -> None:
    post = book(drafts["mail"], [UNKNOWN])
    heard.refused(post.id, 1, Refused("The mail server refuses this.", code="550 5.1.1"), timezone.now())
    assert "Write to an address again" in said(desk.get("/readers/"))
    assert "is written to again" in said(
        desk.post("/readers/unsuppress/", {"address": "r1@inbox.example"}, follow=True)
    )
    assert Suppression.objects.count() == 0
    answer = desk.post("/readers/unsuppress/", {"address": "r1@inbox.example"})
    assert (answer.status_code, "This address is not suppressed." in said(answer)) == (422, True)
