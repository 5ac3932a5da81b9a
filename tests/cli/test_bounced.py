"""Which mail a bounce is about."""

from __future__ import annotations

import pytest
from django.utils import timezone

from publisher.audience.links import return_path
from publisher.cli.sample import make_sample
from publisher.models import Message, Outcome, Post

from .conftest import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    make_sample(timezone.now())
    post = Post.objects.get(channel__kind="mail")
    Message.objects.create(post=post, sequence=3, subscriber=77)
    return return_path(post.id, 3, "b@b.gazette.example")


def test_a_bounce_names_its_mail_and_what_the_relay_said(run: Run, address: str) -> None:
    post = Post.objects.get(channel__kind="mail")
    known = {"post": post.id, "mail": 3, "reader": 77}
    assert run("post", "bounced", address, "--json").json == known | {"outcome": "waiting", "reply": ""}
    for attempt, (kind, reply) in enumerate([("deferred", "450 later"), ("accepted", "250 Ok")], 1):
        Outcome.objects.create(post=post, sequence=3, attempt=attempt, kind=kind, reply=reply, at=timezone.now())
    assert run("post", "bounced", f"<{address}>", "--json").json == known | {"outcome": "accepted", "reply": "250 Ok"}
    assert "to reader 77: accepted. 250 Ok" in run("post", "bounced", address).out


def test_a_forged_address_is_about_nothing(run: Run, address: str) -> None:
    answer = run("post", "bounced", address.replace("+", "+a", 1))
    assert answer.code == 1
    assert "No mail of ours" in answer.err


def test_a_mail_that_is_forgotten_is_said_so(run: Run, address: str) -> None:
    Message.objects.all().delete()
    answer = run("post", "bounced", address)
    assert answer.code == 1
    assert "mail 3 of post" in answer.err
