"""A relay that said "no such mailbox" to everybody: whom it suppressed is written to again, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.audience import bounces, unsubscribe
from publisher.editing.approval import NotAllowed
from publisher.editing.schedule import Cannot
from publisher.models import Act, Channel, Member, Post, Subscriber, Suppression
from publisher.models.event import COMPLAINED
from publisher.ports import Heard
from publisher.responses.report import counts
from publisher.sending import heard, ledger, pardon
from tests.making import a_list, a_member, a_newsroom
from tests.sending.test_mailing import go, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def stopped(world, settings) -> Post:
    """A newsletter to forty that the breaker stopped: the relay knows nobody."""
    settings.MAIL_CONNECTIONS = 1
    a_newsroom()
    a_member()
    world.fault("smtp", "status", moment="rcpt", status=550, words="5.1.1 No such user")
    post = queued(a_list(40))
    assert go(post) == {"candidates": 40, "failed": 6, "waiting": 34}
    assert Suppression.objects.count() == 6
    return Post.objects.get(id=post.id)


def suppressed(post: Post, number: int) -> Subscriber:
    """The so manyeth reader whom it has suppressed."""
    return pardon.suppressed_by(post).order_by("id")[number]


def pardoned(post: Post) -> pardon.Pardoned:
    return pardon.of_newsletter(post.id, member=Member.objects.get(), now=timezone.now())


def test_once_the_relay_is_mended_everybody_gets_one(stopped, world):
    world.mend()
    assert pardoned(stopped) == (6, 6)
    assert ledger.audit(stopped) == []
    Channel.objects.get().resume()
    assert go(stopped) == {"candidates": 40, "accepted": 40}
    assert len({mail["to"] for mail in world.inbox()}) == len(world.inbox()) == 40
    assert Suppression.objects.count() == 0
    act = Act.objects.get(verb="un-suppress")
    assert (act.member, act.what) == (Member.objects.get(), f"6 readers of post {stopped.id}")


def test_a_relay_that_is_still_wrong_is_asked_about_again_and_suppresses_again(stopped):
    pardoned(stopped)
    Channel.objects.get().resume()
    go(stopped)
    assert Channel.objects.get().paused_reason == "reputation"
    assert pardon.suppressed_by(stopped).count() == counts(stopped)["failed"] == Suppression.objects.count() > 5


def test_who_complained_stays_out_also_when_a_bounce_came_first(stopped, world):
    angry = suppressed(stopped, 2)
    sequence = stopped.messages.get(subscriber=angry.id).sequence
    heard.hear(stopped.id, sequence, Heard(COMPLAINED, "", ""), timezone.now())
    world.mend()
    assert pardoned(stopped) == (5, 5)
    assert Suppression.objects.get().reason == bounces.COMPLAINT
    with pytest.raises(Cannot, match="complaint"):
        pardon.of_address(angry.address, member=Member.objects.get())
    Channel.objects.get().resume()
    assert go(stopped) == {"candidates": 40, "accepted": 39, "failed": 1}


def test_who_left_meanwhile_gets_nothing(stopped, world):
    gone = suppressed(stopped, 0)
    unsubscribe.leave(gone.id, stopped.mailing_list_id, timezone.now())
    world.mend()
    assert pardoned(stopped) == (6, 5)
    Channel.objects.get().resume()
    assert go(stopped) == {"candidates": 40, "accepted": 39, "failed": 1}
    assert world.inbox(to=gone.address) == []


def test_what_was_suppressed_before_and_by_others_stays(stopped):
    Suppression.objects.create(address_hash="another’s", reason="bounce 5.1.1")
    Suppression.objects.filter(address_hash=suppressed(stopped, 0).address_hash).update(
        created_at=stopped.claimed_at - timedelta(days=1)
    )
    assert pardoned(stopped).readers == 5
    assert Suppression.objects.count() == 2
    with pytest.raises(Cannot, match="No reader is suppressed"):
        pardoned(stopped)


def test_of_a_withdrawn_newsletter_the_readers_come_back_and_no_mail_goes(stopped):
    Post.objects.filter(id=stopped.id).move("sending", "cancelled")
    assert pardoned(stopped) == (6, 0)
    assert counts(stopped)["failed"] == 6


def test_an_editor_may_take_back_a_newsletters_and_an_admin_alone_a_single_address(stopped):
    author, editor = a_member(Member.AUTHOR, "Ravi"), a_member(Member.EDITOR, "Mei")
    with pytest.raises(NotAllowed):
        pardon.of_newsletter(stopped.id, member=author, now=timezone.now())
    address = suppressed(stopped, 0).address
    with pytest.raises(NotAllowed):
        pardon.of_address(address, member=editor)
    admin = Member.objects.get(role=Member.ADMIN)
    assert pardon.of_address(f" {address.upper()} ", member=admin)
    assert not pardon.of_address(address, member=admin)
    act = Act.objects.get(verb="un-suppress")
    assert address not in act.what  # the book of acts names no reader
    assert pardon.of_newsletter(stopped.id, member=editor, now=timezone.now()).readers == 5
