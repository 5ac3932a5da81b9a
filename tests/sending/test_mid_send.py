"""Who leaves, is suppressed or erased in mid-send gets nothing; and readers may be called whatever they like."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.audience import bounces, unsubscribe
from publisher.models import Message, Post, Subscriber, address_hash
from publisher.responses.report import counts, with_last_word
from publisher.sending import drain as draining
from publisher.sending import holding, ledger, mailing
from tests.making import a_list, a_newsroom, a_reader

from .test_bad_moments import at_each_round, server, started  # noqa: F401 (a fixture)
from .test_mailing import queued

pytestmark = pytest.mark.django_db


def leaves(post: Post, reader: Subscriber) -> None:
    unsubscribe.leave(reader.id, post.mailing_list_id or 0, timezone.now())


def is_suppressed(post: Post, reader: Subscriber) -> None:
    bounces.suppress(reader.id, bounces.COMPLAINT)


def is_erased(post: Post, reader: Subscriber) -> None:
    reader.delete()


@pytest.mark.parametrize("goes", [leaves, is_suppressed, is_erased])
def test_who_goes_in_mid_send_gets_nothing_and_everybody_else_one(server, settings, monkeypatch, goes):  # noqa: F811
    post = started(40, settings, connections=2)
    monkeypatch.setattr(holding, "SEEN_FOR", 0.0)
    last = Subscriber.objects.latest("id")
    done: list[str] = []

    def once() -> None:
        if len(server.came) >= 5 and not done:
            done.append(last.address)
            goes(post, last)

    at_each_round(once, monkeypatch)
    draining.drain(post.id, timezone.now, lambda: False)
    assert done
    assert done[0] not in server.came
    assert len({*server.came}) == len(server.came) == 39
    assert counts(post) | {"accepted": 39, "suppressed": 1, "waiting": 0} == counts(post)
    assert ledger.audit(post) == []


anything = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
addresses = st.builds("{}@{}".format, anything, anything) | anything


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    readers=st.lists(
        st.tuples(anything, addresses), min_size=5, max_size=12, unique_by=lambda one: address_hash(one[1])
    )
)
def test_whatever_a_reader_is_called_that_one_mail_fails_and_no_batch_is_lost(
    server,  # noqa: F811
    readers: list[tuple[str, str]],
):
    with transaction.atomic():
        a_newsroom()
        post = _to(readers)
        server.came.clear()
        mailing.start(post.id, timezone.now)
        draining.drain(post.id, timezone.now, lambda: False)
        sums = counts(post)
        assert sums["accepted"] + sums["failed"] == sums["candidates"] == len(readers) + 3
        assert {f"reader{n}@readers.example" for n in range(3)} <= {*server.came}
        assert len(server.came) == sums["accepted"]
        assert all(one.reply for one in with_last_word(post, "failed"))  # and says why
        assert ledger.audit(post) == []
        transaction.set_rollback(True)


def _to(readers: list[tuple[str, str]]) -> Post:
    """A newsletter to three ordinary readers, and to these."""
    made = a_list(3)
    for name, address in readers:
        a_reader(made, address, name)
    post = queued(made)
    assert Message.objects.count() == 0
    return post
