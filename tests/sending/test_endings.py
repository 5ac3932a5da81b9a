"""Connections that end: looked after every day, and said 14, 7 and 1 days before, once each."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Channel, Notice
from publisher.ports import Disconnected, Failure, Retry
from publisher.responses.report import troubles
from publisher.sending import credentials, endings, notices, plan
from publisher.sending.credentials import fresh_credentials
from publisher.sending.notice_words import Moot
from publisher.sending.probe import probe
from tests.making import NOW, a_channel, a_member, a_newsroom

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def newsroom() -> None:
    a_newsroom()
    a_member()


def ending(days: float, kind: str = "facebook") -> Channel:
    return a_channel(kind, options={"ends_at": (NOW + days * DAY).isoformat()})


def told() -> int:
    return Notice.objects.filter(kind="channel_ends").count()


@pytest.mark.parametrize(
    ("days", "mails"), [(15, 0), (14, 1), (8, 1), (7, 1), (2, 1), (1, 1), (0.1, 1), (0, 0), (-3, 0)]
)
def test_a_mail_is_asked_for_where_the_end_is_near(days, mails):
    ending(days)
    plan.tidy(NOW)
    plan.tidy(NOW)
    assert told() == mails


def test_three_mails_on_the_way_to_the_end_and_no_more():
    ending(20)
    days = [mail for hour in range(21 * 24) if (mail := _asked(hour))]
    assert days == [6 * 24, 13 * 24, 19 * 24]


def _asked(hour: int) -> int:
    before = told()
    endings.warn(NOW + timedelta(hours=hour))
    assert told() - before in (0, 1)
    return hour if told() > before else 0


def test_after_it_was_connected_again_the_count_begins_anew():
    channel = ending(1)
    endings.warn(NOW)
    channel.refresh_from_db()
    channel.keep_found({"ends_at": (NOW + 60 * DAY).isoformat()}, NOW)
    endings.warn(NOW + timedelta(hours=1))
    assert told() == 1
    endings.warn(NOW + 47 * DAY)
    assert told() == 2


def test_what_members_chose_and_probes_found_is_kept():
    channel = ending(7)
    Channel.objects.update(options=channel.options | {"appeal": "follows"})
    endings.warn(NOW)
    assert Channel.objects.get().options["appeal"] == "follows"


def test_a_channel_that_is_gone_ends_unsaid():
    Channel.objects.filter(id=ending(7).id).update(deleted_at=NOW)
    endings.warn(NOW)
    assert told() == 0


def test_the_mail_names_the_day_and_leads_to_the_form():
    channel = ending(7)
    endings.warn(NOW)
    message = notices.write(Notice.objects.get(), NOW).message.decode()
    assert f"/channels/connect/facebook/{channel.id}/" in message
    assert "must be connected again" in message


def test_a_mail_that_was_overtaken_is_not_sent():
    channel = ending(7)
    endings.warn(NOW)
    channel.keep_found({"ends_at": ""}, NOW)
    with pytest.raises(Moot):
        notices.write(Notice.objects.select_related("channel").get(), NOW)


def test_the_desk_says_so_too():
    ending(14)
    assert [trouble["kind"] for trouble in troubles(NOW) if trouble["kind"] == "ends"] == ["ends"]
    assert not [trouble for trouble in troubles(NOW - DAY) if trouble["kind"] == "ends"]


# -- every day ---------------------------------------------------------------------------------------------------


def test_every_channel_is_asked_once_a_day_but_not_where_that_costs_money():
    asked = [a_channel("mastodon").id, a_channel("facebook", probed_at=NOW - DAY).id]
    a_channel("bluesky", probed_at=NOW - timedelta(hours=23))
    a_channel("x")
    a_channel("mail")
    a_channel("telegram", paused_at=NOW, paused_reason="credentials")
    assert endings.to_ask(NOW) == asked
    assert [ring.id for ring in plan.tidy(NOW) if ring.task == "probe"] == asked


class Refusing:
    def __init__(self, why: Failure) -> None:
        self.why = why

    @contextmanager
    def poster(self, channel, held):
        yield self

    def probe(self):
        raise self.why

    renew = probe


@pytest.mark.parametrize(
    ("why", "paused"),
    [
        (Disconnected("Our token has expired."), True),
        (Disconnected("No connection.", reason="unreachable"), False),  # that is no reason before a post finds it
        (Retry("Later."), False),
    ],
)
def test_a_token_that_is_good_for_nothing_pauses_before_a_post_finds_out(monkeypatch, why, paused):
    channel = a_channel("mastodon")
    monkeypatch.setattr(credentials.outlets, "poster", Refusing(why).poster)
    assert not probe(channel.id, timezone.now)
    assert (Channel.objects.get().paused_at is not None) is paused
    assert Notice.objects.filter(kind="channel_paused").count() == paused
    probe(channel.id, timezone.now)
    assert Notice.objects.filter(kind="channel_paused").count() == paused


# -- credentials that must be renewed long before they end --------------------------------------------------------


def renewable(renew_in: timedelta, ends_in: timedelta) -> Channel:
    channel = a_channel("mastodon")
    channel.credentials = {
        "token": "old", "renew_at": (NOW + renew_in).isoformat(), "expires_at": (NOW + ends_in).isoformat(),
    }  # fmt: skip
    channel.save()
    return channel


class Renewing(Refusing):
    def renew(self):
        return {"token": "new", "expires_at": (NOW + 60 * DAY).isoformat()}


@pytest.mark.parametrize(("renew_in", "token"), [(DAY, "old"), (timedelta(0), "new"), (-DAY, "new")])
def test_they_are_renewed_from_the_day_on_that_they_name(monkeypatch, renew_in, token):
    monkeypatch.setattr(credentials.outlets, "poster", Renewing(Retry("")).poster)
    assert fresh_credentials(renewable(renew_in, 30 * DAY), lambda: NOW)["token"] == token


def test_while_they_are_good_a_renewal_that_fails_stops_nobody(monkeypatch):
    monkeypatch.setattr(credentials.outlets, "poster", Refusing(Disconnected("Not now.")).poster)
    assert fresh_credentials(renewable(-DAY, DAY), lambda: NOW)["token"] == "old"
    for ends_in in (timedelta(minutes=9), -DAY):
        Channel.objects.all().delete()
        with pytest.raises(Disconnected):
            fresh_credentials(renewable(-DAY, ends_in), lambda: NOW)


def test_whoever_resumes_a_channel_hears_that_they_cannot_be_renewed(monkeypatch):
    monkeypatch.setattr(credentials.outlets, "poster", Refusing(Disconnected("Withdrawn.")).poster)
    with pytest.raises(Disconnected):
        fresh_credentials(renewable(-DAY, DAY), lambda: NOW, in_any_case=True)
