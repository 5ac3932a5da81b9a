"""Many readers at once into the database, column by column: a row each, without an object each.

What is there already stays as it is. For PostgreSQL a column is one value, so that a statement is read once however
many rows it brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from ..models import MailingList, Subscriber, Subscription


def make_readers(made: Sequence[tuple[str, str, str, str]], now: datetime) -> dict[str, int]:
    """Readers by address, its hash, name and language. The numbers by hash, as far as the database gives them."""
    bucket = Subscriber._meta.get_field("bucket").get_default
    rows = [(*one, bucket(), now) for one in made]
    names = ("address", "address_hash", "name", "language", "bucket", "created_at")
    kinds = ("text", "text", "text", "text", "int", "timestamptz")
    return dict(_insert(Subscriber, names, kinds, rows, " RETURNING address_hash, id"))


def put_on_list(numbers: Iterable[int], mailing_list: MailingList, consent: str, source: str, now: datetime) -> None:
    """These readers, who agreed."""
    rows = [(number, mailing_list.id, Subscription.ACTIVE, consent, source, now) for number in numbers]
    names = ("subscriber_id", "mailing_list_id", "state", "consent", "source", "consented_at")
    _insert(Subscription, names, ("bigint", "bigint", "text", "text", "text", "timestamptz"), rows)


def _insert(
    model: type[Model], names: Sequence[str], kinds: Sequence[str], rows: Sequence[tuple[Any, ...]], back: str = ""
) -> list[tuple[Any, ...]]:
    """What comes back of the rows that were not there, from PostgreSQL."""
    if not rows:
        return []
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = ", ".join(f"%s::{kind}[]" for kind in kinds)
            cursor.execute(
                f"{into} SELECT * FROM unnest({columns}) ON CONFLICT DO NOTHING{back}",  # noqa: S608 (our own names)
                [list(column) for column in zip(*rows, strict=True)],
            )
            return cursor.fetchall() if back else []
        marks, at = ", ".join(["%s"] * len(names)), connection.ops.adapt_datetimefield_value
        cursor.executemany(
            f"{into} VALUES ({marks}) ON CONFLICT DO NOTHING",
            [tuple(at(value) if isinstance(value, datetime) else value for value in row) for row in rows],
        )
        return []
