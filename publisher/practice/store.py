"""What the practice world received, kept as plain data in one SQLite file: it outlives the process."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY, at TEXT, sender TEXT, recipient TEXT, helo TEXT, smtputf8 INTEGER, raw BLOB);
CREATE TABLE IF NOT EXISTS posts (
    id INTEGER PRIMARY KEY, network TEXT, at TEXT, text TEXT, key TEXT, body TEXT, deleted INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS posts_by_text ON posts (network, text);
CREATE INDEX IF NOT EXISTS posts_by_key ON posts (network, key);
CREATE TABLE IF NOT EXISTS media (
    id INTEGER PRIMARY KEY, network TEXT, ready_at REAL, media_type TEXT, alt TEXT, data BLOB, used INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS beside (network TEXT, key TEXT, body TEXT, PRIMARY KEY (network, key));
"""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """A post on a practice network. `body` is what its network keeps beside the text."""

    id: str
    network: str
    at: str
    text: str
    key: str
    body: dict[str, Any]
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Medium:
    id: str
    ready_at: float
    media_type: str
    alt: str
    data: bytes


class Store:
    """One connection behind one lock; a write is durable against the death of the process, not of the machine."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.db = sqlite3.connect(folder / "received.sqlite3", check_same_thread=False, isolation_level=None)
        self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)
        self.sign_ins: list[float] = []  # when; not kept over a restart
        self.last_id = int(self._one("SELECT max(id) FROM posts")[0] or 0)

    def _one(self, sql: str, *values: Any) -> Any:
        with self.lock:
            return self.db.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self.lock:
            return self.db.execute(sql, values).fetchall()

    def close(self) -> None:
        with self.lock:
            self.db.close()

    def clear(self) -> None:
        """Forget everything that arrived."""
        with self.lock:
            self.sign_ins.clear()
            self.db.executescript("DELETE FROM mails; DELETE FROM posts; DELETE FROM media; DELETE FROM beside;")

    # -- mail ----------------------------------------------------------------------------------------------

    def keep_mail(self, sender: str, recipient: str, raw: bytes, *, helo: str, smtputf8: bool) -> int:
        with self.lock:
            row = (now(), sender, recipient, helo, int(smtputf8), raw)
            sql = "INSERT INTO mails (at, sender, recipient, helo, smtputf8, raw) VALUES (?, ?, ?, ?, ?, ?)"
            return int(self.db.execute(sql, row).lastrowid or 0)

    def mails(self, *, to: str = "", after: int = 0, limit: int = -1) -> list[Any]:
        """(id, at, sender, recipient, helo, smtputf8, raw), oldest first."""
        sql = "SELECT * FROM mails WHERE id > ? AND (? = '' OR recipient = ?) ORDER BY id LIMIT ?"
        return self._all(sql, after, to, to, limit)

    def mail(self, mail_id: int) -> Any:
        return self._one("SELECT * FROM mails WHERE id = ?", mail_id)

    # -- posts ---------------------------------------------------------------------------------------------

    def keep_post(self, network: str, text: str, body: Mapping[str, Any], *, key: str = "") -> Kept:
        with self.lock:
            # Time-ordered, as on the real networks, and never the same twice.
            self.last_id = max(self.last_id + 1, int(time.time() * 1000) << 16)
            kept = Kept(str(self.last_id), network, now(), text, key, dict(body))
            sql = "INSERT INTO posts (id, network, at, text, key, body) VALUES (?, ?, ?, ?, ?, ?)"
            self.db.execute(sql, (self.last_id, network, kept.at, text, key, json.dumps(kept.body)))
            return kept

    def posts(self, network: str = "", where: str = "1", *values: Any, newest: int = -1) -> list[Kept]:
        """Newest first, deleted ones too unless `where` says otherwise."""
        sql = f"SELECT * FROM posts WHERE (? = '' OR network = ?) AND {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 -- `where` is our own
        rows = self._all(sql, network, network, *values, newest)
        return [Kept(str(i), n, at, text, key, json.loads(body), bool(d)) for i, n, at, text, key, body, d in rows]

    def post(self, network: str, post_id: str) -> Kept | None:
        found = self.posts(network, "id = ? AND NOT deleted", int(post_id) if post_id.isdigit() else 0)
        return found[0] if found else None

    def edit_post(self, network: str, post_id: str, text: str, body: Mapping[str, Any]) -> None:
        with self.lock:
            sql = "UPDATE posts SET text = ?, body = ? WHERE network = ? AND id = ?"
            self.db.execute(sql, (text, json.dumps(dict(body)), network, int(post_id)))

    def delete_post(self, network: str, post_id: str) -> None:
        with self.lock:
            self.db.execute("UPDATE posts SET deleted = 1 WHERE network = ? AND id = ?", (network, int(post_id)))

    # -- what a network keeps beside its posts, by a key of its own: gates that stay, tokens -------------------

    def keep_beside(self, network: str, key: str, body: Mapping[str, Any]) -> None:
        with self.lock:
            self.db.execute("INSERT INTO beside VALUES (?, ?, ?)", (network, key, json.dumps(dict(body))))

    def beside(self, network: str, key: str) -> dict[str, Any] | None:
        row = self._one("SELECT body FROM beside WHERE network = ? AND key = ?", network, key)
        return row and dict(json.loads(row[0]))

    def drop_beside(self, network: str, key: str) -> None:
        with self.lock:
            self.db.execute("DELETE FROM beside WHERE network = ? AND key = ?", (network, key))

    # -- media ---------------------------------------------------------------------------------------------

    def keep_medium(self, network: str, data: bytes, *, media_type: str, alt: str, ready_at: float) -> Medium:
        with self.lock:
            sql = "INSERT INTO media (network, ready_at, media_type, alt, data) VALUES (?, ?, ?, ?, ?)"
            made = self.db.execute(sql, (network, ready_at, media_type, alt, data)).lastrowid
            return Medium(str(made), ready_at, media_type, alt, data)

    def describe_medium(self, network: str, medium_id: str, alt: str) -> None:
        with self.lock:
            self.db.execute("UPDATE media SET alt = ? WHERE network = ? AND id = ?", (alt, network, int(medium_id)))

    def fill_medium(self, network: str, medium_id: str, data: bytes, *, media_type: str) -> None:
        with self.lock:
            sql = "UPDATE media SET data = ?, media_type = ? WHERE network = ? AND id = ?"
            self.db.execute(sql, (data, media_type, network, int(medium_id)))

    def medium(self, network: str, medium_id: str) -> Medium | None:
        sql = "SELECT id, ready_at, media_type, alt, data FROM media WHERE network = ? AND id = ?"
        row = self._one(sql, network, int(medium_id) if medium_id.isdigit() else 0)
        return row and Medium(str(row[0]), *row[1:])

    def counts(self) -> dict[str, int]:
        visible = dict(self._all("SELECT network, count(*) FROM posts WHERE NOT deleted GROUP BY network"))
        return {"mail": int(self._one("SELECT count(*) FROM mails")[0]), **visible}
