"""A newsletter's failed mails go once more by the command, as by the desk's button."""

from __future__ import annotations

import pytest

from publisher.models import Act, Post, Subscriber, Subscription, Suppression
from publisher.ports import Refused
from publisher.sending import heard, leases, ledger, mailing
from tests.making import NOW, a_mail_post, a_member, a_newsroom

from .conftest import Run

pytestmark = pytest.mark.django_db
FULL = "552 5.2.2 The mail server refuses this reader's address. It said: 552 5.2.2 Mailbox full"
UNKNOWN = "550 5.1.1 The mail server refuses this reader's address. It said: 550 5.1.1 No such user"
LATE = "Given up after 9 tries: 450 4.2.1 Later"


@pytest.fixture
def post() -> Post:
    """Sent: two were full, one is unknown, one was given up, one accepted."""
    a_newsroom()
    a_member()
    made = a_mail_post(5)
    mailing.start(made.id, lambda: NOW)
    own = ledger.lease(made.id, NOW)
    assert own is not None
    replies = [FULL, FULL, UNKNOWN, LATE, ""]
    news = [
        leases.News(place, "failed" if reply else "accepted", reply)
        for place, reply in zip(own.to_send, replies, strict=True)
    ]
    ledger.record_all(own, news, NOW)
    ledger.give_back(own)
    ledger.finish(made.id, NOW)
    return Post.objects.get(id=made.id)


def test_all_that_may_be_tried_again_go_again(run: Run, post: Post) -> None:
    answer = run("post", "retry", str(post.id), "--json")
    assert answer.code == 0
    assert answer.json["state"] == "sending"
    assert answer.json["counts"]["deferred"] == 3
    assert answer.json["counts"]["failed"] == 1
    assert Act.objects.filter(verb="try again").count() == 2


def test_one_reason_alone(run: Run, post: Post) -> None:
    Subscription.objects.filter(subscriber=Subscriber.objects.earliest("id")).update(state="left")
    answer = run("post", "retry", str(post.id), "--reason", "552-5.2.2")
    assert answer.code == 0
    assert "1 mails go again; 1 readers have left" in answer.out


@pytest.mark.parametrize(("reason", "words"), [("550-5.1.1", "not tried again"), ("nonsense", "No mail has failed")])
def test_what_is_hopeless_or_unknown_is_refused(run: Run, post: Post, reason: str, words: str) -> None:
    answer = run("post", "retry", str(post.id), "--reason", reason, "--json")
    assert answer.code == 1
    assert answer.json["state"] == "sent"
    assert words in answer.err


def test_twice_says_that_nothing_is_left(run: Run, post: Post) -> None:
    run("post", "retry", str(post.id))
    answer = run("post", "retry", str(post.id))
    assert answer.code == 1
    assert "may be tried again" in answer.err


def test_a_worker_that_has_them_in_its_hands_keeps_them(run: Run, post: Post) -> None:
    post.batches.update(leased_until=NOW)
    answer = run("post", "retry", str(post.id))
    assert answer.code == 1
    assert "3 mails are in a worker’s hands" in answer.err


def test_what_a_wrong_relay_suppressed_is_taken_back_by_the_command(run: Run, post: Post) -> None:
    mail = post.messages.get(sequence=3)
    heard.refused(post.id, 3, Refused("The mail server refuses this reader's address.", code="550 5.1.1"), NOW)
    Suppression.objects.update(created_at=NOW)
    answer = run("post", "unsuppress", str(post.id))
    assert answer.code == 0
    assert "1 readers are written to again; 1 mails go again." in answer.out
    assert post.outcomes.filter(sequence=mail.sequence).latest("attempt").kind == "deferred"
    assert run("post", "unsuppress", str(post.id)).code == 1


def test_one_address_is_written_to_again_by_the_command(run: Run, post: Post) -> None:
    reader = Subscriber.objects.earliest("id")
    heard.refused(post.id, 1, Refused("The mail server refuses this reader's address.", code="550 5.1.1"), NOW)
    assert Suppression.objects.count() == 1
    assert run("reader", "unsuppress", reader.address).code == 0
    assert Suppression.objects.count() == 0
    assert run("reader", "unsuppress", reader.address).code == 1
