"""Who got a newsletter is forgotten a month after it ended; the totals stay, and the sum with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from publisher.cli.doctor import _retention
from publisher.models import Batch, Event, Message, Outcome, Post, Subscriber
from publisher.models.ledger import ACCEPTED, DEFERRED, FAILED, SUPPRESSED, UNSURE
from publisher.responses import report, table
from publisher.sending import freezing, leases, ledger, plan, retention
from publisher.sending.again import try_again
from tests.making import NOW, a_member

from .test_ledger import balanced, started

pytestmark = pytest.mark.django_db
KINDS = (ACCEPTED, ACCEPTED, FAILED, SUPPRESSED)
MONTH = timedelta(days=30)


@pytest.fixture
def sent(monkeypatch) -> Post:
    """A newsletter to 23 readers in batches of five, that has ended: some got it, some did not."""
    monkeypatch.setattr(freezing, "BATCH", 5)
    return ended(started(23))


def ended(post: Post) -> Post:
    while own := ledger.lease(post.id, NOW):
        news = [leases.News(one, KINDS[one.sequence % 4], "550 5.1.1 no such user") for one in own.to_send]
        ledger.record_all(own, news, NOW)
        ledger.give_back(own)
    assert ledger.finish(post.id, NOW)
    return Post.objects.get(id=post.id)


def kept(post: Post) -> int:
    return sum(model.objects.filter(post=post).count() for model in (Message, Outcome, Event))


def test_a_month_after_it_ended_the_totals_are_all_that_is_kept(sent):
    for number, kind in ((4, "hard"), (8, "soft"), (8, "complained"), (20, "hard")):
        Event.objects.create(post=sent, sequence=number, subscriber=number, kind=kind, at=NOW)
    Outcome.objects.create(post=sent, sequence=12, attempt=0, kind=UNSURE, reply="killed", at=NOW)
    assert report.possibly_twice(sent) == [12]
    before = balanced(sent)
    back = report.came_back(sent)
    assert plan.tidy(NOW + MONTH) == []
    retention.forget(sent.id, NOW + MONTH)  # a ring too early is harmless
    assert kept(sent) == 51
    later = NOW + MONTH + timedelta(seconds=1)
    assert plan.tidy(later) == [plan.Ring("forget", sent.id)]
    retention.forget(sent.id, later)
    assert kept(sent) == 0
    assert balanced(sent) == before
    [batch] = Batch.objects.filter(post=sent)
    assert (batch.first, batch.last) == (1, 23)
    assert report.came_back(Post.objects.get(id=sent.id)) == back == {"bounced": 3, "complained": 1}
    assert Post.objects.get(id=sent.id).forgotten_twice == 1
    assert len(list(table.lines(sent))) == 1
    assert plan.tidy(later) == []


def test_in_the_middle_of_it_the_sum_is_right_and_it_goes_on_where_it_was(sent, monkeypatch):
    before, later = balanced(sent), NOW + MONTH + timedelta(seconds=1)
    monkeypatch.setattr(retention, "AT_A_TIME", 0.0)
    for batches_left in (5, 4, 3, 2, 1):
        assert retention._forget_batch(sent.id, later)
        assert balanced(sent) == before
        assert Batch.objects.filter(post=sent).count() == batches_left
    assert not retention._forget_batch(sent.id, later)
    assert kept(sent) == 0


def test_what_is_tried_again_half_forgotten_is_sent_and_kept_for_another_month(sent):
    later = NOW + MONTH + timedelta(seconds=1)
    Outcome.objects.filter(kind=FAILED).update(reply="552 5.2.2 mailbox full")
    assert retention._forget_batch(sent.id, later)
    assert try_again(sent.id, "552-5.2.2", member=a_member(), now=later).again == 5  # a sixth is forgotten
    retention.forget(sent.id, later)
    assert Post.objects.get(id=sent.id).forgotten_to == 5
    assert balanced(sent)[DEFERRED] == 5
    while own := ledger.lease(sent.id, later):
        ledger.record_all(own, [leases.News(one, ACCEPTED, "250 ok") for one in own.to_send], later)
        ledger.give_back(own)
    assert ledger.finish(sent.id, later)
    assert plan.tidy(later) == []
    assert plan.tidy(later + MONTH + timedelta(seconds=1)) == [plan.Ring("forget", sent.id)]
    retention.forget(sent.id, later + MONTH + timedelta(seconds=1))
    assert balanced(sent) | {"accepted": 16, "failed": 1, "suppressed": 6} == balanced(sent)


def test_a_newsletter_under_way_is_never_forgotten(monkeypatch):
    post = started(3)
    retention.forget(post.id, NOW + 12 * MONTH)
    assert kept(post) == 3
    assert plan.tidy(NOW + 12 * MONTH) == []


def test_one_that_was_withdrawn_is_forgotten_a_month_after_it_began():
    post = started(3)
    Post.objects.filter(id=post.id).update(state="cancelled")
    later = NOW + MONTH + timedelta(seconds=1)
    assert plan.tidy(later) == [plan.Ring("forget", post.id)]
    retention.forget(post.id, later)
    assert (kept(post), balanced(post)["waiting"]) == (0, 3)


def test_the_doctor_says_when_it_is_late(sent):
    [finding] = _retention(NOW + MONTH + timedelta(hours=23))
    assert finding.level == "fine"
    [finding] = _retention(NOW + MONTH + timedelta(hours=25))
    assert finding.level == "look"
    assert str(sent.id) in finding.message


def test_the_address_of_a_reader_who_is_erased_is_nowhere_at_once(sent):
    reader = Subscriber.objects.order_by("id").first()
    assert reader is not None
    address = reader.address
    number = str(reader.id)
    reader.delete()
    for model in apps.get_app_config("publisher").get_models():
        for row in model._default_manager.values_list():
            assert address not in str(row), model.__name__
    assert f"1,{number},,accepted," in "".join(table.lines(sent))
