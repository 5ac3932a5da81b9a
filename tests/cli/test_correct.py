"""The rest of a newsletter gets the corrected text by the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from publisher.models import Post
from publisher.sending import ledger, mailing
from tests.making import a_list, a_member, a_newsroom
from tests.sending.test_mailing import queued

from .conftest import ARTICLE, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    """To four readers; one has it."""
    a_newsroom()
    a_member()
    made = queued(a_list(4))
    mailing.start(made.id, timezone.now)
    own = ledger.lease(made.id, timezone.now())
    assert own is not None
    ledger.record(own, own.to_send[0], "accepted", "250 Ok", timezone.now())
    ledger.give_back(own)
    return made


def test_with_the_corrected_text_it_goes_at_once(run: Run, post: Post, tmp_path: Path) -> None:
    file = tmp_path / "corrected.txt"
    file.write_text(ARTICLE.replace("three years", "four years"))
    answer = run("post", "correct", str(post.id), str(file), "--json")
    assert answer.code == 0, answer.err
    assert answer.json["state"] == "queued"
    assert answer.json["edition"] == 2
    new = Post.objects.get(id=answer.json["id"])
    assert new.content["letters"][0]["subject"] == "Ferry returns after four years"
    assert Post.objects.get(id=post.id).state == "cancelled"
    mailing.start(new.id, timezone.now)
    assert Post.objects.get(id=new.id).candidates == 3


def test_without_a_text_a_draft_waits(run: Run, post: Post) -> None:
    assert run("post", "correct", str(post.id), "--json").json["state"] == "draft"
    again = run("post", "correct", str(post.id), "--json")
    assert (again.code, again.json["state"]) == (1, "cancelled")
    assert "carries the corrected text already" in again.err


def test_a_file_that_cannot_be_read_stops_nothing(run: Run, post: Post) -> None:
    assert run("post", "correct", str(post.id), "/nowhere.txt").code == 1
    assert Post.objects.get(id=post.id).state == "sending"
