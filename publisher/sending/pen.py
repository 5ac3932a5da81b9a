"""PostgreSQL, written to without waiting: a statement goes out on a connection of its own, its answer is read when it
is there. What waits for mail servers in the same thread can wait for this, too.
"""

from __future__ import annotations

import select
from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from psycopg import pq

NAME = b"entry"


class Pen:
    """One statement, prepared once, sent again and again; one at a time. Raises DatabaseError; then it begins anew."""

    def __init__(self, statement: str) -> None:
        self._db = connections.create_connection(DEFAULT_DB_ALIAS)
        first, *others = statement.split("%s")
        self._statement = "".join([first, *(f"${number}{piece}" for number, piece in enumerate(others, 1))])
        self._server: pq.abc.PGconn | None = None

    def send(self, values: Sequence[bytes]) -> int:
        """Where to read when the answer is there: a file's number."""
        server = self._server = self._server or self._connected()
        with self._db.wrap_database_errors:
            server.send_query_prepared(NAME, values)
            while server.flush():  # more than the system takes at a time
                select.select([], [server.socket], [], 1.0)
            return server.socket

    def answer(self) -> list[int] | None:
        """The numbers that the statement gave; None while there is no answer."""
        if self._server is None:
            raise OperationalError("Nothing was asked.")
        answer, failed = None, b""
        with self._db.wrap_database_errors:
            self._server.consume_input()
            if self._server.is_busy():
                return None
            while (result := self._server.get_result()) is not None:
                if result.status == pq.ExecStatus.TUPLES_OK:
                    answer = [int(result.get_value(row, 0) or 0) for row in range(result.ntuples)]
                else:
                    failed = result.error_message
        if answer is None or failed:  # PostgreSQL gives rows first and commits then: what fails then takes them back
            raise OperationalError(failed.decode("utf-8", "replace"))
        return answer

    def close(self) -> None:
        self._server = None
        self._db.close()

    def _connected(self) -> pq.abc.PGconn:
        self._db.ensure_connection()
        server: pq.abc.PGconn = self._db.connection.pgconn
        with self._db.wrap_database_errors:
            made = server.prepare(NAME, self._statement.encode())
            server.nonblocking = 1
        if made.status != pq.ExecStatus.COMMAND_OK:
            raise OperationalError(made.error_message.decode("utf-8", "replace"))
        return server
