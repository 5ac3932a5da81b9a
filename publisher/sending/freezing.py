"""The audience of a newsletter, frozen: a row for each reader, in batches that a worker leases."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from psycopg.errors import LockNotAvailable

from publisher.models import Batch, Message, Outcome, Post, Subscriber, Subscription, Suppression
from publisher.models.ledger import ACCEPTED, FAILED, SUPPRESSED, UNSURE

BATCH = 500
AUDIENCE = (Subscriber, Subscription, Suppression)
PLACES = (Message, Batch)


def freeze(post: Post) -> int:
    """Write down, once and for ever, who gets this newsletter: a row each, wording chosen. The count.

    Call it in the transaction that claimed the post.
    """
    message, subscription, subscriber, suppression = (
        connection.ops.quote_name(model._meta.db_table) for model in (Message, Subscription, Subscriber, Suppression)
    )
    with connection.cursor() as cursor:
        # The wording is the reader's bucket, shifted by post: the same at every retry, fair over many posts. Of a
        # correction, as the post that it corrects has shifted it.
        cursor.execute(
            f"""
            INSERT INTO {message} (post_id, sequence, subscriber, letter)
            SELECT %s, ROW_NUMBER() OVER (ORDER BY r.id), r.id, MOD(r.bucket + %s, %s)
            FROM {subscription} s JOIN {subscriber} r ON r.id = s.subscriber_id
            WHERE s.mailing_list_id = %s AND s.state = 'active'
              AND NOT EXISTS (SELECT 1 FROM {suppression} x WHERE x.address_hash = r.address_hash)
              {_not_reached() if post.corrects_id else ""}
            """,  # noqa: S608 (the names are our own tables')
            [post.id, _first(post).id, len(post.content["letters"]), post.mailing_list_id]
            + [post.corrects_id] * (post.corrects_id is not None),
        )
    count = Message.objects.filter(post=post).count()
    size = min(BATCH, post.channel.mails_per_minute or BATCH)  # no lease is longer than a minute of the pace
    Batch.objects.bulk_create(
        Batch(post=post, first=first, last=min(first + size - 1, count)) for first in range(1, count + 1, size)
    )
    Post.objects.filter(id=post.id).update(candidates=count)
    return count


def count_anew(tables: Iterable[type[Model]]) -> None:
    """Have PostgreSQL look how much is in these tables, as it does by itself a minute or two after a large import.

    Until then it plans for tables as they were, and compares each reader with each other. A sample is read, whatever
    their size; if somebody else counts, or changes a table, that is not waited for long. Raises DatabaseError.
    """
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            for table in tables:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise


def _not_reached() -> str:
    """SQL: those to whom nothing of the corrected post has gone, nor perhaps gone, nor been refused for good."""
    message, outcome = (connection.ops.quote_name(model._meta.db_table) for model in (Message, Outcome))
    return f"""AND EXISTS (
        SELECT 1 FROM {message} m WHERE m.post_id = %s AND m.subscriber = r.id AND NOT EXISTS (
            SELECT 1 FROM {outcome} o WHERE o.post_id = m.post_id AND o.sequence = m.sequence AND (
                o.kind IN ('{ACCEPTED}', '{UNSURE}', '{SUPPRESSED}') OR (o.kind = '{FAILED}' AND NOT EXISTS (
                    SELECT 1 FROM {outcome} l WHERE l.post_id = o.post_id AND l.sequence = o.sequence
                    AND l.attempt > o.attempt)))))"""  # noqa: S608 (the names are our own)


def _first(post: Post) -> Post:
    while post.corrects is not None:
        post = post.corrects
    return post
