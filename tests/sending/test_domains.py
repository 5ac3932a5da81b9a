"""A mailbox provider that says slower is left alone for a while; nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Outcome, Post
from publisher.models.ledger import DEFERRED, FAILED
from publisher.ports import Retry
from publisher.sending.domains import LONGEST, RESTS, SHORTEST, Domains
from publisher.sending.leases import News, Place
from publisher.sending.verdicts import again
from tests.making import NOW, a_list, a_mail_post, a_newsroom, a_reader
from tests.sending.test_mailing import go, queued

TOO_FAST = Retry("later", code="451 4.7.28")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now


def test_it_rests_after_three_in_a_row_ever_longer_and_is_forgiven_at_the_first_that_is_taken():
    clock = Clock()
    domains = Domains(clock)
    rests = []
    for _ in range(8):
        for _ in range(3):
            domains.asked("a@Slow.example", TOO_FAST)
        why = domains.rests("b@slow.example")
        assert why is not None
        assert why.after is not None
        assert "slow.example" in why.why
        rests.append(why.after.total_seconds() / 60)
        assert domains.rests("b@quick.example") is None
        clock.now += why.after
        assert domains.rests("b@slow.example") is None
    assert rests == [1, 2, 4, 8, 16, 30, 30, 30]
    assert timedelta(minutes=rests[-1]) == LONGEST
    domains.took("c@slow.example")
    domains.asked("a@slow.example", TOO_FAST)
    assert domains.rests("b@slow.example") is None


@pytest.mark.parametrize("code", ["450 4.2.1", "452 4.2.2", "452", "450"])
def test_a_full_mailbox_says_nothing_about_its_neighbours(code):
    domains = Domains(Clock())
    for _ in range(10):
        domains.asked("a@slow.example", Retry("full", code=code))
    assert domains.rests("b@slow.example") is None


@pytest.mark.django_db
def test_the_rest_of_a_slow_domain_waits_untried_and_the_others_go(world):
    world.fault("smtp", "status", moment="rcpt", status=451, words="4.7.28 Too fast", match="slow")
    a_newsroom()
    readers = a_list(5)
    for number in range(12):
        a_reader(readers, f"slow{number}@slow.example")
    post = queued(readers)
    assert go(post) == {"candidates": 17, "accepted": 5, "deferred": 12}
    tried = Outcome.objects.filter(reply__startswith="451").count()
    waiting = Outcome.objects.filter(reply__startswith="pace slow.example asked us to slow down").count()
    assert (tried >= 3, waiting >= 5, tried + waiting) == (True, True, 12)
    world.mend()
    assert go(post, lambda: timezone.now() + timedelta(minutes=10)) == {"candidates": 17, "accepted": 17}
    assert len({mail["to"] for mail in world.inbox()}) == len(world.inbox()) == 17


# -- a rest is no try ------------------------------------------------------------------------------------------

RESTING = Retry("slow.example asked us to slow down, so its readers wait.", code=RESTS, after=timedelta(seconds=20))
REACH = timedelta(hours=6)  # GIVE_UP_AFTER


def said(post: Post, why: Retry, at: timedelta) -> News:
    """What the book says of the first mail when this is heard; it is written down."""
    news = again(post, Place(1), DEFERRED, why, NOW + at)
    Outcome.objects.create(
        post=post, sequence=1, attempt=Outcome.objects.count() + 1, kind=news.kind, reply=news.reply, at=NOW + at
    )
    return news


@pytest.mark.django_db
def test_a_rest_uses_up_no_try_and_no_time():
    post = a_mail_post()
    for hour in range(7):
        assert said(post, RESTING, timedelta(hours=hour)).kind == DEFERRED
    first = said(post, TOO_FAST, timedelta(hours=7))
    assert (first.kind, first.again_at) == (DEFERRED, NOW + timedelta(hours=7, seconds=15))
    said(post, RESTING, timedelta(hours=8))
    second = said(post, TOO_FAST, timedelta(hours=9))
    assert second.again_at == NOW + timedelta(hours=9, seconds=30)  # the second try, whatever lay between


@pytest.mark.django_db
def test_six_hours_after_its_first_try_a_mail_has_failed_and_the_count_is_of_tries():
    post = a_mail_post()
    said(post, RESTING, timedelta(0))
    said(post, TOO_FAST, timedelta(hours=1))
    said(post, RESTING, timedelta(hours=2))
    last = said(post, TOO_FAST, timedelta(hours=1) + REACH)
    assert (last.kind, last.reply[:30]) == (FAILED, "Given up after 2 tries: 451 4.")


@pytest.mark.django_db
def test_a_domain_that_rests_for_ever_keeps_nobody_waiting_for_ever():
    post = a_mail_post()
    assert said(post, RESTING, timedelta(0)).kind == DEFERRED
    assert said(post, RESTING, 2 * REACH - timedelta(minutes=3)).kind == DEFERRED
    last = said(post, RESTING, 2 * REACH)
    assert (last.kind, last.reply[:24]) == (FAILED, "Given up after 0 tries: ")


@pytest.mark.django_db
def test_a_mail_rests_ever_longer_whichever_drain_comes_to_it():
    post = a_mail_post()
    waits = [said(post, RESTING, timedelta(hours=n)).again_at - NOW - timedelta(hours=n) for n in range(7)]
    assert waits == [SHORTEST * factor for factor in (1, 2, 4, 8, 16, 30, 30)]
