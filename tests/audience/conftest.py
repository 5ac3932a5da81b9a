"""A reader or two, and a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from publisher.models import MailingList, Subscriber, Subscription, address_hash

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def weekly(db: None) -> MailingList:
    return MailingList.objects.create(name="Weekly", slug="weekly")


@pytest.fixture
def a_reader(weekly: MailingList) -> Callable[..., Subscriber]:
    def make(address: str = "a@example.org", state: str = Subscription.ACTIVE) -> Subscriber:
        reader = Subscriber.objects.create(address=address, address_hash=address_hash(address))
        Subscription.objects.create(
            subscriber=reader,
            mailing_list=weekly,
            state=state,
            consent="I agree",
            source="test",
            consented_at=None if state == Subscription.UNCONFIRMED else NOW,
            left_at=NOW if state == Subscription.LEFT else None,
        )
        return reader

    return make
