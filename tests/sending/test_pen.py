"""What is written to PostgreSQL without waiting counts as written when it is committed, not before."""

from __future__ import annotations

import select

import pytest
from django.db import DatabaseError, connection

from publisher.sending.pen import Pen

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="it writes to PostgreSQL alone"),
]


def told(pen: Pen, values: list[bytes]) -> list[int]:
    number = pen.send(values)
    while (answer := pen.answer()) is None:
        select.select([number], [], [], 5.0)
    return answer


def test_rows_whose_commit_fails_are_no_answer():
    """Of no post: PostgreSQL looks only at the commit, when it has given the row."""
    pen = Pen(
        "WITH told AS (INSERT INTO publisher_outcome (post_id, sequence, attempt, kind, reply, at)"
        " VALUES (%s::bigint, 1, 1, 'accepted', '250', now()) RETURNING sequence) SELECT sequence FROM told"
    )
    with pytest.raises(DatabaseError, match="foreign key"):
        told(pen, [b"987654321"])
    pen.close()


def test_an_answer_is_the_numbers_that_were_given():
    pen = Pen("SELECT %s::bigint + 1")
    assert told(pen, [b"41"]) == [42]
    assert told(pen, [b"1"]) == [2]
    pen.close()
