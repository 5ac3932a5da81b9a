"""What the tests of channels send."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from publisher.channels import connect
from publisher.ports import Failure, OutgoingPicture, OutgoingPost, Pending, Poster, Sent, World
from publisher.practice import accounts, bluesky

SESSION = bluesky.session()
SIGNED_IN = {"did": SESSION["did"], "access": SESSION["accessJwt"], "refresh": SESSION["refreshJwt"]}
CREDENTIALS = {
    "x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": {**accounts.BLUESKY, **SIGNED_IN},
    "facebook": accounts.FACEBOOK, "threads": accounts.THREADS, "linkedin": accounts.LINKEDIN,
}  # fmt: skip
NETWORKS = ("x", "mastodon", "bluesky", "facebook", "threads", "linkedin")
STEPPING = ("threads",)  # no post is made in one step there
AT = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
_numbers = itertools.count(1)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def poster(kind: str, world: World, **other: str) -> Poster:
    client = connect(kind, {**CREDENTIALS[kind], **other}, world)
    return Patient(client) if kind in STEPPING else client  # type: ignore[return-value]


def a_post(words: str = "Nurses & doctors <walk> out", **more: Any) -> OutgoingPost:
    """A post with a link and a reference of its own."""
    reference = secrets.token_urlsafe(9)
    text = f"{words} {next(_numbers)} https://example.org/a?utm_source=x&utm_content={reference}&z=1"
    return OutgoingPost(text=text, reference=reference, language="en", at=AT, **more)


def linkless(words: str, answers: str = "") -> OutgoingPost:
    return OutgoingPost(text=words, reference="not-in-the-text", language="en", answers=answers, at=AT)


def picture(alt: str = "A nurse") -> OutgoingPicture:
    return OutgoingPicture(PNG, "image/png", alt, "https://news.example/pictures/a.png")


class Patient:
    """A client whose `post` takes every step that a worker would."""

    def __init__(self, client: Poster) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent:
        return all_steps(self.client, post, key)[0]


def all_steps(client: Poster, post: OutgoingPost, key: str) -> tuple[Sent, list[Pending]]:
    """Step by step to the end, without waiting as long as a worker would."""
    steps: list[Pending] = []
    while True:
        answer = client.post(post, key=key, stage=steps[-1].stage if steps else "")
        if isinstance(answer, Sent):
            return answer, steps
        steps.append(answer)
        assert len(steps) < 500


class Doing(threading.Thread):
    """Something done in a thread of its own, and what became of it."""

    def __init__(self, what: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.what = what
        self.result: Any = None
        self.failure: Failure | None = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self.what()
        except Failure as why:
            self.failure = why

    def end(self) -> Doing:
        self.join(60)
        assert not self.is_alive()
        return self
