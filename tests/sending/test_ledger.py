"""The book of a newsletter, on whichever database the run is on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from publisher.models import Batch, Message, Newsroom, Outcome, Post, Suppression, address_hash
from publisher.models.ledger import ACCEPTED, DEFERRED, FAILED, SUPPRESSED, UNSURE
from publisher.responses.report import counts, possibly_twice
from publisher.sending import leases, ledger, mailing, settling
from tests.making import NOW, a_mail_post, a_member, a_newsroom, a_reader

pytestmark = pytest.mark.django_db

LATER = NOW + settings.LEASE_SECONDS + timedelta(seconds=1)


def started(readers: int = 3, **fields) -> Post:
    if not Newsroom.objects.exists():
        a_newsroom()
    post = a_mail_post(readers, **fields)
    mailing.start(post.id, lambda: NOW)
    return Post.objects.get(id=post.id)


def begin(own: leases.Lease, first: int, last: int, now: datetime) -> None:
    own.slices.append([first, last])
    ledger.record_all(own, [], now)


def leased(post: Post, now=NOW) -> leases.Lease:
    own = ledger.lease(post.id, now)
    assert own is not None
    batch = Batch.objects.get(id=own.batch_id)
    begin(own, batch.first, batch.last, now)
    return own


def balanced(post: Post) -> dict[str, int]:
    sums = counts(post)
    assert sums["candidates"] == sum(n for kind, n in sums.items() if kind != "candidates")
    assert ledger.audit(post) == []
    return sums


def test_the_audience_is_frozen_once_whoever_joins_or_leaves_later():
    post = started(3)
    a_reader(post.mailing_list, "late@readers.example")
    mailing.start(post.id, lambda: NOW)
    assert balanced(post) == {
        "candidates": 3, "accepted": 0, "deferred": 0, "failed": 0, "suppressed": 0, "uncertain": 0, "waiting": 3,
    }  # fmt: skip
    assert post.state == "sending"


def test_suppressed_and_departed_readers_are_not_in_the_audience():
    a_newsroom()
    post = a_mail_post(3)
    Suppression.objects.create(address_hash=address_hash("READER0@readers.example"), reason="complained")
    post.mailing_list.subscriptions.filter(subscriber__address="reader1@readers.example").update(state="left")
    mailing.start(post.id, lambda: NOW)
    assert counts(post)["candidates"] == 1


def test_two_wordings_are_chosen_per_message_and_stay():
    post = started(40, letters=2)
    letters = list(Message.objects.filter(post=post).order_by("sequence").values_list("letter", flat=True))
    assert set(letters) == {0, 1}
    readers = dict(post.mailing_list.subscriptions.values_list("subscriber_id", "subscriber__bucket"))
    for message in Message.objects.filter(post=post):
        assert message.letter == (readers[message.subscriber] + post.id) % 2


def test_a_list_without_readers_is_sent_at_once():
    assert started(0).state == "sent"


def test_large_audiences_are_cut_into_batches_that_cover_everybody_once():
    post = started(0)
    Message.objects.bulk_create(Message(post=post, sequence=n, subscriber=n) for n in range(1, 2))
    assert Message.objects.filter(post=post).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(post=post, sequence=2, subscriber=1)


def test_a_batch_has_one_owner():
    post = started()
    leased(post)
    assert ledger.lease(post.id, NOW) is None


def test_whoever_lost_its_lease_writes_nothing():
    post = started()
    old = leased(post)
    new = leased(post, LATER)
    with pytest.raises(leases.LostLease):
        ledger.record(old, old.to_send[0], ACCEPTED, "250 ok", LATER)
    assert not ledger.renew(old, LATER)
    ledger.record(new, new.to_send[0], ACCEPTED, "250 ok", LATER)
    assert balanced(post)["accepted"] == 1


def test_taking_over_doubts_only_what_may_have_been_on_the_wire():
    post = started(5)
    old = leased(post)
    for message in old.to_send[:2]:
        ledger.record(old, message, ACCEPTED, "250 ok", NOW)
    new = leased(post, LATER)
    assert list(Outcome.objects.filter(kind=UNSURE).values_list("sequence", flat=True)) == [3]
    assert [message.sequence for message in new.to_send] == [3, 4, 5]
    assert balanced(post) | {"waiting": 2, "uncertain": 1, "accepted": 2} == balanced(post)


def test_what_was_doubted_and_sent_again_is_named():
    post = started(3)
    leased(post)
    new = leased(post, LATER)
    assert possibly_twice(post) == []
    for message in new.to_send:
        ledger.record(new, message, ACCEPTED, "250 ok", LATER)
    assert possibly_twice(post) == [1]
    assert balanced(post)["accepted"] == 3


def test_a_second_kill_in_the_same_place_doubts_the_same_mail():
    post = started(3)
    leased(post)
    leased(post, LATER)
    third = leased(post, LATER + settings.LEASE_SECONDS)
    assert balanced(post)["uncertain"] == 1
    assert [message.sequence for message in third.to_send] == [1, 2, 3]


def test_a_batch_given_back_doubts_nobody():
    post = started(3)
    own = leased(post)
    ledger.record(own, own.to_send[0], ACCEPTED, "250 ok", NOW)
    ledger.give_back(own)
    assert [message.sequence for message in leased(post, LATER).to_send] == [2, 3]
    assert balanced(post)["uncertain"] == 0


def test_a_deferred_mail_waits_for_its_time():
    post = started(1)
    own = leased(post)
    ledger.record(own, own.to_send[0], DEFERRED, "450 later", NOW, again_at=NOW + timedelta(minutes=1))
    ledger.give_back(own)
    assert ledger.lease(post.id, NOW + timedelta(seconds=59)) is None
    again = leased(post, NOW + timedelta(seconds=61))
    ledger.record(again, again.to_send[0], ACCEPTED, "250 ok", NOW)
    ledger.give_back(again)
    assert balanced(post) | {"deferred": 0, "accepted": 1} == balanced(post)
    assert ledger.finish(post.id, NOW)


def test_it_is_sent_only_when_the_sum_says_so():
    post = started(2)
    own = leased(post)
    ledger.record(own, own.to_send[0], FAILED, "550 no such user", NOW)
    assert not ledger.finish(post.id, NOW)
    ledger.record(own, own.to_send[1], SUPPRESSED, "", NOW)
    assert ledger.finish(post.id, NOW)
    assert Post.objects.get(id=post.id).state == "sent"


def test_stopped_paused_and_withdrawn_newsletters_lease_nothing():
    post = started()
    Newsroom.objects.update(stopped_at=NOW)
    assert ledger.lease(post.id, NOW) is None
    Newsroom.objects.update(stopped_at=None)
    post.channel.pause("unreachable", "refused", NOW)
    assert ledger.lease(post.id, NOW) is None
    post.channel.resume()
    Post.objects.filter(id=post.id).update(state="cancelled")
    assert ledger.lease(post.id, NOW) is None


def test_uncertain_mail_can_be_held_for_a_person():
    a_newsroom(hold_uncertain_mail=True)
    post = started(2)
    leased(post)
    new = leased(post, LATER)
    assert [message.sequence for message in new.to_send] == [2]
    ledger.record(new, new.to_send[0], ACCEPTED, "250 ok", LATER)
    ledger.give_back(new)
    assert ledger.lease(post.id, LATER) is None
    assert settling.settle(post.id, "there", member=a_member(), now=LATER) == 1
    assert balanced(post)["accepted"] == 2
    assert possibly_twice(post) == []
    assert Post.objects.get(id=post.id).state == "sent"


def test_held_uncertain_mail_can_be_sent_again():
    a_newsroom(hold_uncertain_mail=True)
    post = started(1)
    leased(post)
    assert leased(post, LATER).to_send == []
    ledger.give_back(leases.Lease(Batch.objects.get().id, post.id, 2, []))
    assert settling.settle(post.id, "again", member=a_member(), now=LATER) == 1
    assert [message.sequence for message in leased(post, LATER).to_send] == [1]


def test_the_database_refuses_totals_that_exceed_the_batch():
    post = started(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(post=post).update(accepted=3)


def test_the_audit_notices_a_wrong_total():
    post = started(2)
    Batch.objects.filter(post=post).update(accepted=1)
    assert ledger.audit(post) == [f"Post {post.id}, messages 1–2: 1 counted as accepted, 0 found."]


def test_what_nobody_had_begun_is_not_doubted():
    post = started(30)
    own = ledger.lease(post.id, NOW)
    assert own is not None
    assert leased(post, LATER).to_send == own.to_send
    assert balanced(post)["uncertain"] == 0


def test_each_slice_that_was_begun_is_doubted_as_far_as_its_window():
    post = started(30)
    own = ledger.lease(post.id, NOW, window=2)
    assert own is not None
    begin(own, 1, 10, NOW)
    begin(own, 11, 20, NOW)
    ledger.record(own, own.to_send[0], ACCEPTED, "250 ok", NOW)
    leased(post, LATER)
    doubted = Outcome.objects.filter(kind=UNSURE).order_by("sequence").values_list("sequence", flat=True)
    assert list(doubted) == [2, 3, 11, 12]
    assert balanced(post)["uncertain"] == 4


def test_several_outcomes_are_one_step_or_none():
    post = started(3)
    own = leased(post)
    news = [leases.News(message, ACCEPTED, "250 ok") for message in own.to_send]
    leased(post, LATER)
    with pytest.raises(leases.LostLease):
        ledger.record_all(own, news, LATER)
    assert balanced(post)["accepted"] == 0


def test_with_several_relays_nothing_in_doubt_is_tried_on_another(settings):
    settings.SMTP_URL = "smtp://one.example smtp://two.example"
    post = started(2)
    leased(post)
    assert [message.sequence for message in leased(post, LATER).to_send] == [2]
    assert Outcome.objects.get(kind=UNSURE).again_at is None
