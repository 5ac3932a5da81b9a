"""Mails that failed go again because a person says so; each reader gets one."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.audience import unsubscribe
from publisher.editing.approval import NotAllowed
from publisher.editing.schedule import Cannot
from publisher.models import Act, Batch, Member, Outcome, Post, Subscriber
from publisher.ports import Retry, Uncertain
from publisher.responses import reasons, report
from publisher.sending import leases, ledger, verdicts
from publisher.sending.again import try_again
from tests.making import a_list, a_member, a_newsroom
from tests.sending.test_mailing import go, later, queued, state

pytestmark = pytest.mark.django_db
FULL, UNKNOWN = "550-5.2.2", "550-5.1.1"


@pytest.fixture
def post(world) -> Post:
    """A newsletter to six readers: one does not exist, two have a full mailbox."""
    a_newsroom()
    for reader, words in ((1, "5.1.1 No such user"), (3, "5.2.2 Mailbox full"), (4, "5.2.2 Over quota")):
        address = f"reader{reader}@readers.example"
        world.fault("smtp", "status", moment="rcpt", status=550, match=address, words=words)
    made = queued(a_list(6))
    assert go(made) == {"candidates": 6, "accepted": 3, "failed": 3}
    assert state(made) == "sent"
    return made


def again(post: Post, key: str = FULL, now=None):
    return try_again(post.id, key, member=Member.objects.first() or a_member(), now=now or timezone.now())


def arrived(world) -> list[str]:
    return sorted(mail["to"].partition("@")[0] for mail in world.inbox())


def test_each_gets_one_mail_when_the_fault_is_mended(post, world):
    world.mend()
    assert again(post).again == 2
    assert state(post) == "sending"
    assert ledger.audit(post) == []
    assert {"deferred": 2, "failed": 1, "accepted": 3}.items() <= report.counts(post).items()
    assert go(post) == {"candidates": 6, "accepted": 5, "failed": 1}
    assert state(post) == "sent"
    assert arrived(world) == ["reader0", "reader2", "reader3", "reader4", "reader5"]
    assert report.possibly_twice(post) == []
    assert Act.objects.filter(verb="try again").count() == 1


def test_what_fails_again_is_counted_once_and_can_be_tried_once_more(post, world):
    again(post)
    assert go(post) == {"candidates": 6, "accepted": 3, "failed": 3}
    world.mend()
    again(post)
    assert go(post) == {"candidates": 6, "accepted": 5, "failed": 1}
    assert len(arrived(world)) == 5


def test_pressed_twice_the_second_finds_nothing(post):
    again(post)
    with pytest.raises(Cannot, match="No mail has failed for this reason"):
        again(post)
    assert report.counts(post)["deferred"] == 2


def test_a_refused_address_is_not_tried_again(post):
    with pytest.raises(Cannot, match="no such mailbox"):
        again(post, UNKNOWN)
    assert state(post) == "sent"


def test_who_left_or_was_erased_meanwhile_stays_as_it_is(post, world):
    world.mend()
    Subscriber.objects.get(address="reader3@readers.example").delete()
    reader = Subscriber.objects.get(address="reader4@readers.example")
    unsubscribe.leave(reader.id, post.mailing_list_id, timezone.now())
    done = again(post)
    assert (done.again, done.left) == (0, 2)
    assert state(post) == "sent"
    assert go(post) == {"candidates": 6, "accepted": 3, "failed": 3}


def test_mails_in_a_workers_hands_are_left_to_it(post):
    Batch.objects.update(leased_until=later(30)())
    done = again(post)
    assert (done.again, done.busy) == (0, 2)
    assert state(post) == "sent"


def test_a_withdrawn_newsletter_is_not_taken_up_again(post):
    Post.objects.filter(id=post.id).update(state="cancelled")
    with pytest.raises(Cannot, match="withdrawn"):
        again(post)


def test_only_who_approves_may_say_so(post):
    with pytest.raises(NotAllowed):
        try_again(post.id, FULL, member=a_member(Member.AUTHOR, "Ravi"), now=timezone.now())


def test_one_that_was_given_up_has_its_hours_anew(post, world):
    """Its first try was hours ago; a 450 after the person's word waits as any first 450 does."""
    world.mend()
    message = leases.Place(4)
    end = later(settings.GIVE_UP_AFTER.total_seconds() + 60)()
    assert verdicts.again(post, message, "deferred", Retry("Later.", code="450"), end).kind == "failed"
    again(post, now=end)
    assert verdicts.again(post, message, "deferred", Retry("Later.", code="450"), end).kind == "deferred"


def test_one_that_was_given_up_in_doubt_is_named_when_it_goes_again(post, world):
    """The last word before it was given up was silence after the final dot: two copies are possible."""
    world.mend()
    end = later(settings.GIVE_UP_AFTER.total_seconds() + 60)()
    news = verdicts.again(post, leases.Place(4), "uncertain", Uncertain("It hung up after the mail."), end)
    Outcome.objects.filter(post=post, sequence=4).update(reply=news.reply)
    assert [reason.key for reason, _ in reasons.failures(post)] == [UNKNOWN, FULL, "in-doubt"]
    assert report.possibly_twice(post) == []
    again(post, "in-doubt", now=end)
    go(post, lambda: end)
    assert report.possibly_twice(post) == [4]


def test_it_is_not_called_sent_while_mails_that_were_brought_back_wait(post, world):
    world.mend()
    again(post)
    assert not ledger.finish(post.id, timezone.now())
    assert state(post) == "sending"
