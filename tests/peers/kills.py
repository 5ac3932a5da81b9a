"""Kill at the five moments of a request to a server that is none of ours, and at random, and count what is there.

    python -m tests.peers.kills bluesky --kills 2 --random 2

Prints one JSON object; exits with 1 if a post was lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx2

from publisher.practice import accounts, x
from publisher.practice.http import Door, Reply, Request
from publisher.practice.moments import Moments
from tests.faults.kill_posts import make_newsroom, network_kills
from tests.faults.stack import Stack

from . import mock
from .kills_random import random_kills
from .pds import HANDLE, NEWEST, OLDEST, a_pds


@dataclass(frozen=True)
class Peer:
    """A server, with what our channel knows of it, and its posts: {text, links}."""

    kind: str
    url: str
    credentials: Mapping[str, str]
    posts: Callable[[], list[dict[str, Any]]]


class InFront:
    """The practice world's door with its moments, before a peer. Speaks as the practice world's control port."""

    def __init__(self, peer: Peer) -> None:
        self.peer, self.at = peer, Moments()
        self.http = httpx2.Client(base_url=peer.url, timeout=20, trust_env=False)
        self.door = Door(peer.kind, 0, self.at, self.pass_on, x.refuse)

    def pass_on(self, request: Request) -> Reply:
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "connection")}
        said = self.http.request(request.method, request.target, content=request.body, headers=headers)
        return Reply(said.status_code, said.content, {"Content-Type": said.headers.get("content-type", "text/plain")})

    def fault(self, where: str, action: str, **more: Any) -> int:
        return self.at.add({"where": where, "action": action, **more}).id

    def mend(self, number: int = 0) -> None:
        """That fault, or all (0)."""
        for fault in [fault for fault in self.at.faults if number in (0, fault.id)]:
            self.at.remove(fault.id)

    def release(self) -> int:
        return self.at.release()

    def moments(self) -> list[dict[str, Any]]:
        return list(self.at.to_json()["moments"])

    def sent(self, network: str, *, deleted: bool) -> list[dict[str, Any]]:
        """What the server shows; what somebody deleted it does not have any more."""
        return self.peer.posts()


@contextmanager
def on_bluesky(version: str) -> Iterator[Peer]:
    with tempfile.TemporaryDirectory() as folder, a_pds(Path(folder), version) as pds:
        # The session has ended long ago: whoever posts first opens a new one.
        known = {"handle": HANDLE, "app_password": pds.app_password("desk")}
        credentials = known | {"expires_at": accounts.BLUESKY["expires_at"]}

        def posts() -> list[dict[str, Any]]:
            records = [record["value"] for record in pds.records()]
            return [{"text": record["text"], "links": _links(record)} for record in records]

        yield Peer("bluesky", pds.url, credentials, posts)


def _links(record: dict[str, Any]) -> list[str]:
    features = [feature for facet in record.get("facets", []) for feature in facet["features"]]
    return [feature["uri"] for feature in features if "uri" in feature]


@contextmanager
def on_mastodon() -> Iterator[Peer]:
    with mock.a_mock() as url:
        credentials = {"server": "mock.example", "token": mock.TOKEN}
        yield Peer("mastodon", url, credentials, lambda: [{"text": text, "links": []} for text in mock.statuses(url)])


PEERS = {
    "bluesky": partial(on_bluesky, OLDEST),
    "bluesky-newest": partial(on_bluesky, NEWEST),
    "mastodon": on_mastodon,
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--kills", type=int, default=20, help="in flight, per moment")
    parser.add_argument("--random", type=int, default=100, help="in flight, at kills of anything")
    asked = parser.parse_args()
    with PEERS[asked.peer]() as peer, Stack() as stack:
        from publisher.models import Channel

        make_newsroom()
        channel = Channel.objects.get(name=peer.kind)
        channel.credentials = dict(peer.credentials)
        channel.save()
        front = InFront(peer)
        here = stack.folder / "practice.json"
        world = json.loads(here.read_text())
        world["bases"][peer.kind] = f"http://127.0.0.1:{front.door.port}"
        here.write_text(json.dumps(world))
        try:
            result = network_kills(stack, peer.kind, asked.kills, front) if asked.kills else {}
            if asked.random:
                result["random"] = random_kills(stack, peer.kind, asked.random, front)
        except TimeoutError:
            sys.stderr.write(stack.log.read_text()[-4000:])
            raise
    print(json.dumps(result, indent=1))
    return any(row["lost"] or row["doubled"] for row in result.values())


if __name__ == "__main__":
    sys.exit(main())
