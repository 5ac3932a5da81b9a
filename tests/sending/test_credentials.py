"""Renewing credentials: by one worker at a time, committed before anyone posts."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest

from publisher.models import Channel
from publisher.ports import Disconnected, Retry
from publisher.sending import credentials
from publisher.sending.credentials import fresh_credentials
from tests.making import NOW, a_channel

pytestmark = pytest.mark.django_db


class Network:
    """A network whose tokens end and can be renewed once each, as rotating tokens are."""

    def __init__(self) -> None:
        self.renewals = 0
        self.during = lambda: None

    @contextmanager
    def poster(self, channel, held):
        self.held = held
        yield self

    def renew(self):
        self.renewals += 1
        self.during()
        return {"token": f"new {self.renewals}", "expires_at": (NOW + timedelta(hours=2)).isoformat()}


@pytest.fixture
def network(monkeypatch) -> Network:
    made = Network()
    monkeypatch.setattr(credentials.outlets, "poster", made.poster)
    return made


def expiring(minutes: float) -> Channel:
    channel = a_channel("mastodon")
    channel.credentials = {"token": "old", "expires_at": (NOW + timedelta(minutes=minutes)).isoformat()}
    channel.save()
    return channel


def clock():
    return NOW


def test_credentials_that_last_are_left_alone(network):
    assert fresh_credentials(expiring(11), clock)["token"] == "old"
    assert fresh_credentials(a_channel("x"), clock) == {"token": "t"}
    assert network.renewals == 0


def test_credentials_about_to_end_are_renewed_and_kept_before_they_are_used(network):
    channel = expiring(9)
    assert fresh_credentials(channel, clock)["token"] == "new 1"
    assert Channel.objects.get().credentials["token"] == "new 1"
    assert Channel.objects.get().renewing_at is None


def test_while_one_worker_renews_the_others_wait(network):
    channel = expiring(9)

    def another_worker():
        with pytest.raises(Retry):
            fresh_credentials(Channel.objects.get(), clock)

    network.during = another_worker
    fresh_credentials(channel, clock)
    assert network.renewals == 1


def test_a_worker_with_an_old_row_does_not_burn_the_new_token(network):
    stale = expiring(9)
    fresh_credentials(Channel.objects.get(), clock)
    with pytest.raises(Retry):
        fresh_credentials(stale, clock)
    assert network.renewals == 1


def test_a_renewal_whose_worker_was_killed_is_taken_over(network):
    channel = expiring(9)
    Channel.objects.update(renewing_at=NOW - timedelta(minutes=3))
    assert fresh_credentials(channel, clock)["token"] == "new 1"


def test_a_refused_renewal_lets_go_of_the_channel(network):
    channel = expiring(9)

    def refuse():
        raise Disconnected("The account was removed.")

    network.during = refuse
    with pytest.raises(Disconnected):
        fresh_credentials(channel, clock)
    assert Channel.objects.get().renewing_at is None


def test_a_deleted_channel_has_nothing_to_post_with(network):
    channel = expiring(60)
    channel.deleted_at = NOW
    with pytest.raises(Disconnected):
        fresh_credentials(channel, clock)
