"""A mail that kills its worker, a newsletter withdrawn right after a kill, a lease that is lost beside another."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.utils import timezone

from publisher.models import Batch, Outcome, Post
from publisher.models.ledger import ACCEPTED, DEADLY, FAILED
from publisher.responses import reasons
from publisher.responses.report import counts, possibly_twice
from publisher.sending import drain as draining
from publisher.sending import freezing, leases, ledger, plan, walks
from tests.making import NOW

from .test_bad_moments import Killed, server, started  # noqa: F401 (a fixture)
from .test_ledger import LATER, balanced, begin, leased
from .test_ledger import started as frozen

pytestmark = pytest.mark.django_db


def drained_over_and_over(post: Post, times: int) -> int:
    """Drains, each killed one's leases run out; how many were killed."""
    kills = 0
    for _ in range(times):
        try:
            draining.drain(post.id, timezone.now, lambda: False)
        except Killed:
            kills += 1
            Batch.objects.update(leased_until=timezone.now())
            balanced(post)
    return kills


@pytest.mark.parametrize("at", ["while it is written", "when it is taken"])
def test_a_mail_that_kills_its_worker_each_time_fails_and_all_others_arrive(server, settings, monkeypatch, at):  # noqa: F811
    monkeypatch.setattr(freezing, "BATCH", 30)
    post = started(60, settings, connections=4)
    deadly = "reader20@readers.example"
    if at == "while it is written":
        write = draining.Writer.write

        def written(self, message, reader, since):
            if reader.address == deadly:
                raise Killed
            return write(self, message, reader, since)

        monkeypatch.setattr(draining.Writer, "write", written)
    else:
        hear = draining._Drain._hear

        def heard(self, event):
            if getattr(getattr(event, "about", None), "address", "") == deadly:
                raise Killed
            hear(self, event)

        monkeypatch.setattr(draining._Drain, "_hear", heard)
    kills = drained_over_and_over(post, 12)
    assert 3 <= kills <= 7
    assert Post.objects.get(id=post.id).state == "sent"
    sums = balanced(post)
    assert (sums["accepted"], sums["failed"]) == (59, 1)
    came = Counter(server.came)
    assert len(set(came) - {deadly}) == 59
    [failed] = Outcome.objects.filter(kind=FAILED)
    assert failed.reply == DEADLY
    doubled = {address for address, copies in came.items() if copies > 1}
    assert len(doubled) <= len(possibly_twice(post))
    [(why, _)] = reasons.failures(post)
    assert why == reasons.KILLS


def test_three_kills_in_which_something_else_happened_fail_nobody():
    post = frozen(9)
    for n in range(6):
        own = leased(post, NOW + n * configured.LEASE_SECONDS)
        if n % 2:
            ledger.record(own, own.to_send[-1], ACCEPTED, "250 ok", NOW + n * configured.LEASE_SECONDS)
    leased(post, NOW + 6 * configured.LEASE_SECONDS)
    assert balanced(post)["failed"] == 0


def test_who_was_on_the_wire_with_others_at_each_kill_is_not_blamed():
    post = frozen(9)
    for n in range(6):
        own = ledger.lease(post.id, NOW + n * configured.LEASE_SECONDS)
        assert own is not None
        begin(own, 1, 4, NOW + n * configured.LEASE_SECONDS)
        begin(own, 5, 9, NOW + n * configured.LEASE_SECONDS)
    assert own.careful
    assert balanced(post) | {"uncertain": 2, "failed": 0} == balanced(post)


def test_withdrawn_right_after_a_kill_what_was_on_the_wire_is_uncertain_and_not_waiting():
    post = frozen(5)
    own = leased(post)
    ledger.record(own, own.to_send[0], ACCEPTED, "250 ok", NOW)
    Post.objects.filter(id=post.id).update(state="cancelled")
    list(plan.upkeep(NOW))
    assert balanced(post)["uncertain"] == 0  # its worker may still live, and knows better
    list(plan.upkeep(LATER))
    assert balanced(post) | {"accepted": 1, "uncertain": 1, "waiting": 3} == balanced(post)
    with pytest.raises(leases.LostLease):
        ledger.record(own, own.to_send[1], ACCEPTED, "250 ok", LATER)
    list(plan.upkeep(LATER + timedelta(hours=1)))
    assert Outcome.objects.count() == 2


def test_a_batch_that_is_lost_takes_no_news_of_another_with_it(server, settings, monkeypatch):  # noqa: F811
    monkeypatch.setattr(freezing, "BATCH", 10)
    monkeypatch.setattr(walks, "A_WALK", 2)
    post = started(100, settings, connections=4)
    write_down = draining._Drain._write_down
    stolen: list[int] = []

    def written(self, **how):
        """When there is news of two batches at a time, the first is somebody else's."""
        if len(self.held.holds) == 2 and not stolen and self.held.holds[1].news:
            if self.held.holds[0].news:
                stolen.append(self.held.holds[0].lease.batch_id)
                Batch.objects.filter(id=stolen[0]).update(lease=99)
            elif self.held.holds[0].open:
                return
        write_down(self, **how)

    monkeypatch.setattr(draining._Drain, "_write_down", written)
    draining.drain(post.id, timezone.now, lambda: False)
    assert stolen
    kept = Batch.objects.exclude(id__in=stolen)
    assert all(batch.leased_until is None for batch in kept)  # given back: nothing of them is in doubt
    written = set(Outcome.objects.filter(kind=ACCEPTED).values_list("sequence", flat=True))
    arrived = {int(address[6:].split("@")[0]) + 1 for address in server.came}
    assert all(number in written for batch in kept for number in arrived if batch.first <= number <= batch.last)
    assert counts(post)["uncertain"] == 0
