"""A mailbox provider that says slower is left alone for a while; nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Outcome
from publisher.ports import Retry
from publisher.sending.domains import LONGEST, Domains
from tests.making import NOW, a_list, a_newsroom, a_reader
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
