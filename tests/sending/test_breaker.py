"""A list that bounces stops by itself, asks once, and loses nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.models import Channel, Notice, Post
from publisher.sending import breaker, drain
from tests.making import a_list, a_member, a_newsroom
from tests.sending.test_mailing import go, later, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def refusing(world):
    """Everyone whose address begins with reader1 is unknown: 11 of 40."""
    world.fault("smtp", "status", moment="rcpt", status=550, match="reader1", words="5.1.1 No such user")
    a_newsroom()
    a_member()
    return queued(a_list(40))


def test_too_many_refusals_stop_the_newsletter_and_ask(refusing, world, settings):
    settings.MAIL_CONNECTIONS = 1  # with more, what is on the wire then still arrives
    sums = go(refusing)
    assert sums == {"candidates": 40, "accepted": 9, "failed": breaker.ALWAYS + 1, "waiting": 25}
    channel = Channel.objects.get()
    assert channel.paused_reason == "reputation"
    assert "6 of the first 15 mails" in channel.paused_why
    assert Notice.objects.get().kind == Notice.CHANNEL_PAUSED
    assert len(world.inbox()) == 9


def test_once_a_person_resumes_it_the_rest_goes_and_nobody_is_asked_again(refusing, world):
    go(refusing)
    Channel.objects.get().resume()
    assert go(refusing) == {"candidates": 40, "accepted": 29, "failed": 11}
    assert Post.objects.get().state == "sent"
    assert Notice.objects.count() == 1
    assert len({mail["to"] for mail in world.inbox()}) == len(world.inbox()) == 29


def test_it_does_not_go_on_by_itself(refusing):
    go(refusing)
    drain.drain(refusing.id, later(3600), lambda: False)
    assert Channel.objects.get().paused_at is not None


def test_a_few_refusals_are_no_reason_to_stop(world):
    world.fault("smtp", "status", moment="rcpt", status=550, match="reader1", times=breaker.ALWAYS)
    a_newsroom()
    assert go(queued(a_list(40))) == {"candidates": 40, "accepted": 35, "failed": 5}


def test_mails_given_up_say_nothing_about_the_list(refusing, world):
    world.mend()
    world.fault("smtp", "status", moment="rcpt", status=450, match="reader1")
    go(refusing)
    assert go(refusing, lambda: timezone.now() + timedelta(days=1))["failed"] == 11
    assert Channel.objects.get().paused_at is None
