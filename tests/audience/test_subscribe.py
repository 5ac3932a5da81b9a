from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from publisher.audience.addresses import BadAddress
from publisher.audience.links import reader_token
from publisher.audience.preferences import change
from publisher.audience.speech import Speech
from publisher.audience.subscribe import MayNot, add, ask, asked, confirm, consent_kept, consent_words, forget
from publisher.audience.unsubscribe import leave
from publisher.models import (
    MailingList,
    Newsroom,
    Notice,
    Subscriber,
    Subscription,
    Suppression,
    address_hash,
)

from .conftest import NOW

Reader = Callable[..., Subscriber]
LATER = NOW + timedelta(minutes=5)


def a_request(weekly: MailingList, address: str = "a@example.org", now: object = NOW) -> str:
    """The token in the mail that a request leads to."""
    subscription = ask(address, [weekly], consent="I agree", now=NOW)
    notice = Notice.objects.create(
        kind=Notice.CONFIRMATION, subscription=subscription, lists=[weekly.id], words="I agree", created_at=now
    )
    return reader_token(notice.id, 0, purpose="c")


def state() -> str:
    return Subscription.objects.get().state


def test_a_request_puts_nobody_on_a_list(weekly: MailingList) -> None:
    a_request(weekly)
    assert state() == Subscription.UNCONFIRMED


def test_looking_at_the_link_confirms_nothing(weekly: MailingList) -> None:
    token = a_request(weekly)
    found = asked(token, LATER)
    assert found is not None
    assert found.lists == (weekly,)
    assert state() == Subscription.UNCONFIRMED


def test_confirming_keeps_the_very_words_and_the_time(weekly: MailingList) -> None:
    confirm(a_request(weekly), LATER)
    kept = Subscription.objects.get()
    assert (kept.state, kept.consent, kept.consented_at) == (Subscription.ACTIVE, "I agree", LATER)
    assert kept.source == "form, 2026-11-24, confirmed by mail"


def test_a_link_confirms_once(weekly: MailingList) -> None:
    token = a_request(weekly)
    confirm(token, LATER)
    again = confirm(token, LATER + timedelta(hours=1))
    assert again is not None
    assert (again.lists, again.already) == ((), (weekly,))
    assert Subscription.objects.get().consented_at == LATER


def test_an_old_link_does_not_bring_back_who_left_since(weekly: MailingList) -> None:
    token = a_request(weekly)
    confirm(token, LATER)
    leave(Subscriber.objects.get().id, weekly.id, LATER + timedelta(minutes=1))
    assert confirm(token, LATER + timedelta(minutes=2)) is None
    assert state() == Subscription.LEFT


def test_a_link_ends_after_a_week(weekly: MailingList) -> None:
    assert confirm(a_request(weekly), NOW + timedelta(days=7)) is None


def test_a_link_for_something_else_confirms_nothing(weekly: MailingList) -> None:
    a_request(weekly)
    assert confirm(reader_token(Notice.objects.get().id, 0, purpose="u"), LATER) is None


def test_who_left_may_come_back_by_confirming_and_by_nothing_else(a_reader: Reader, weekly: MailingList) -> None:
    a_reader("a@example.org", Subscription.LEFT)
    token = a_request(weekly, "A@example.org", now=LATER)
    assert state() == Subscription.LEFT
    confirm(token, LATER)
    assert state() == Subscription.ACTIVE


def test_a_suppressed_address_gets_no_mail_and_is_not_kept(weekly: MailingList) -> None:
    Suppression.objects.create(address_hash=address_hash("a@example.org"), reason="bounced")
    assert ask("A@Example.org", [weekly], consent="x", now=NOW) is None
    assert not Subscriber.objects.exists()


def test_a_bad_address_is_refused(weekly: MailingList) -> None:
    with pytest.raises(BadAddress):
        ask("a@example.org\r\nBcc: b@example.org", [weekly], consent="x", now=NOW)


def test_who_never_confirmed_is_forgotten_after_a_week(a_reader: Reader, weekly: MailingList) -> None:
    stays = a_reader("stays@example.org")
    left = a_reader("left@example.org", Subscription.LEFT)
    a_reader("never@example.org", Subscription.UNCONFIRMED)
    again = a_reader("again@example.org", Subscription.UNCONFIRMED)
    Subscriber.objects.update(created_at=NOW - timedelta(days=8))
    a_request(weekly, "again@example.org", now=NOW - timedelta(days=1))
    assert forget(NOW) == 1
    assert set(Subscriber.objects.all()) == {stays, left, again}


def test_the_words_of_consent_name_newsroom_list_and_donations(weekly: MailingList) -> None:
    said = consent_words(Newsroom(name="The Lamp"), [weekly], Speech("en"))
    assert said.startswith("The Lamp may send me Weekly by email")
    assert "donation" in said
    assert consent_kept(said, [weekly], Speech("en")) == f"{said} [Weekly; form 2026-11, en]"


def test_a_reader_added_by_hand_is_on_the_list_with_the_statement(weekly: MailingList) -> None:
    add("a@example.org", weekly, consent="Signed up at the fair, 3 May", name="\r\nBcc: x", now=NOW)
    kept = Subscription.objects.get()
    assert (kept.state, kept.consent) == (Subscription.ACTIVE, "Signed up at the fair, 3 May")
    assert kept.subscriber.name == "Bcc: x"


def test_nobody_is_added_without_consent(weekly: MailingList) -> None:
    with pytest.raises(MayNot, match="without consent nobody"):
        add("a@example.org", weekly, consent=" ", now=NOW)


def test_who_left_or_is_suppressed_is_not_added_by_hand(a_reader: Reader, weekly: MailingList) -> None:
    a_reader("a@example.org", Subscription.LEFT)
    with pytest.raises(MayNot, match="Only they can come back"):
        add("a@example.org", weekly, consent="yes", now=NOW)
    Suppression.objects.create(address_hash=address_hash("b@example.org"), reason="bounced")
    with pytest.raises(MayNot, match="never to be written to"):
        add("b@example.org", weekly, consent="yes", now=NOW)
    assert Subscriber.objects.count() == 1


def test_preferences_leave_at_once_and_join_by_mail(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    daily = MailingList.objects.create(name="Daily", slug="daily")
    assert change(reader, name=" Ana ", language="ta", wanted={daily.id}, now=NOW) == [daily]
    assert state() == Subscription.LEFT
    assert Subscriber.objects.get().name == "Ana"


def test_preferences_take_back_a_leave_of_the_last_hour(a_reader: Reader, weekly: MailingList) -> None:
    reader = a_reader()
    change(reader, name="", language="", wanted=set(), now=NOW)
    assert change(reader, name="", language="", wanted={weekly.id}, now=LATER) == []
    assert state() == Subscription.ACTIVE
