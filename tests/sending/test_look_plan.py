"""Right after a large import PostgreSQL knows nothing of it, and must still tell at once who left in mid-send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publisher.models import MailingList, Post, Subscriber, Subscription
from publisher.sending import mailing
from publisher.sending.freezing import AUDIENCE, PLACES, count_anew
from publisher.sending.holding import Holding
from tests.making import a_mail_post, a_newsroom

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans by its indexes alone."),
    pytest.mark.django_db,
]
READERS = 1000
SENDER = {"name": "G", "address": "letters@gazette.example", "domain": "gazette.example", "zone": "UTC"}


@pytest.mark.parametrize("known", ["nothing", "empty tables", "one reader"])
def test_a_look_at_who_left_visits_a_few_rows_for_each_reader_whatever_was_known_of_the_tables(known: str) -> None:
    a_newsroom()
    if known == "empty tables":
        count_anew(AUDIENCE + PLACES)
    post = a_mail_post(1)
    if known == "one reader":
        count_anew(AUDIENCE + PLACES)
    assert post.mailing_list
    more_readers(post.mailing_list)
    Post.objects.update(content=post.content | {"sender": SENDER}, due_at=timezone.now())

    mailing.start(post.id, timezone.now)
    holding = Holding(Post.objects.get(), timezone.now, lambda: False)
    holding.lease(10)
    places = holding.holds[0].lease.to_send
    Subscription.objects.filter(subscriber=places[7].subscriber).update(state=Subscription.LEFT)
    with CaptureQueriesContext(connection) as asked:
        assert holding.look()

    assert holding.departed == {places[7].subscriber}
    rows = sum(visited(query["sql"]) for query in asked.captured_queries if query["sql"].startswith("SELECT"))
    assert rows < 10 * len(places)


def more_readers(mailing_list: MailingList) -> None:
    readers = [Subscriber(address=f"r{number}@readers.example", address_hash=f"{number}") for number in range(READERS)]
    Subscription.objects.bulk_create(
        Subscription(subscriber=reader, mailing_list=mailing_list, state="active", consented_at=timezone.now())
        for reader in Subscriber.objects.bulk_create(readers)
    )


def visited(query: str) -> float:
    """How many rows PostgreSQL touched for this."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query)
        [[said]] = cursor.fetchall()
    return sum(_rows((json.loads(said) if isinstance(said, str) else said)[0]["Plan"]))


def _rows(node: dict[str, Any]) -> Iterator[float]:
    dropped = sum(node.get(what, 0) for what in ("Rows Removed by Filter", "Rows Removed by Join Filter"))
    yield (node["Actual Rows"] + dropped) * node["Actual Loops"]
    for below in node.get("Plans", []):
        yield from _rows(below)
