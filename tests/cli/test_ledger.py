"""The whole book of a newsletter as CSV."""

from __future__ import annotations

import csv

import pytest
from django.utils import timezone

from publisher.cli.sample import make_sample
from publisher.models import Act, Message, Post, Subscriber

from .conftest import Run

pytestmark = pytest.mark.django_db


def test_the_book_goes_to_stdout_and_is_noted(run: Run) -> None:
    make_sample(timezone.now())
    post = Post.objects.get(channel__kind="mail")
    reader = Subscriber.objects.earliest("id")
    Message.objects.create(post=post, sequence=1, subscriber=reader.id)
    answer = run("post", "ledger", str(post.id))
    [row] = csv.DictReader(answer.out.splitlines())
    assert (row["Reader"], row["Outcome"], row["Tries"]) == (reader.address, "waiting", "0")
    assert Act.objects.filter(verb="export").count() == 1


def test_a_network_post_has_no_book(run: Run) -> None:
    make_sample(timezone.now())
    post = Post.objects.exclude(channel__kind="mail").first()
    answer = run("post", "ledger", str(post.id))
    assert answer.code == 1
    assert "is no newsletter" in answer.err
    assert not Act.objects.filter(verb="export").exists()
