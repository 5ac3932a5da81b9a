from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from publisher.audience.unsubscribe import come_back, leave, leave_everything, may_write
from publisher.models import MailingList, Subscriber, Subscription, Suppression

from .conftest import NOW

Reader = Callable[..., Subscriber]


def test_who_left_may_not_be_written_to_from_that_moment(a_reader: Reader, weekly: MailingList) -> None:
    reader, other = a_reader("a@example.org"), a_reader("b@example.org")
    assert leave(reader.id, weekly.id, NOW)
    assert may_write([reader.id, other.id], weekly.id) == {other.id}


def test_leaving_twice_is_leaving_once(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    leave(reader.id, weekly.id, NOW)
    assert not leave(reader.id, weekly.id, NOW + timedelta(days=1))
    assert Subscription.objects.get().left_at == NOW


def test_leaving_a_list_one_is_not_on_does_nothing(weekly: MailingList) -> None:
    assert not leave(12345, weekly.id, NOW)


def test_the_suppressed_the_unconfirmed_and_the_unknown_may_not_be_written_to(
    a_reader: Reader, weekly: MailingList, django_assert_num_queries: Any
) -> None:
    gone = a_reader("a@example.org")
    asked = a_reader("b@example.org", Subscription.UNCONFIRMED)
    fine = a_reader("c@example.org")
    Suppression.objects.create(address_hash=gone.address_hash, reason="bounced")
    with django_assert_num_queries(1):
        assert may_write([gone.id, asked.id, fine.id, 9999], weekly.id) == {fine.id}


def test_leaving_everything_leaves_every_list(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    daily = MailingList.objects.create(name="Daily", slug="daily")
    Subscription.objects.create(
        subscriber=reader, mailing_list=daily, state=Subscription.ACTIVE, consent="x", source="x", consented_at=NOW
    )
    assert leave_everything(reader.id, NOW) == 2
    assert not may_write([reader.id], weekly.id) | may_write([reader.id], daily.id)


def test_undo_brings_back_who_just_left(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    leave(reader.id, weekly.id, NOW)
    assert come_back(reader.id, weekly.id, NOW + timedelta(minutes=5))
    assert may_write([reader.id], weekly.id) == {reader.id}


def test_undo_is_over_after_an_hour(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    leave(reader.id, weekly.id, NOW)
    assert not come_back(reader.id, weekly.id, NOW + timedelta(minutes=61))


def test_undo_never_confirms_what_was_not_confirmed(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader(state=Subscription.UNCONFIRMED)
    leave(reader.id, weekly.id, NOW)
    assert not come_back(reader.id, weekly.id, NOW)


def test_undo_does_not_lift_a_suppression(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    leave(reader.id, weekly.id, NOW)
    Suppression.objects.create(address_hash=reader.address_hash, reason="complained")
    assert not come_back(reader.id, weekly.id, NOW)
