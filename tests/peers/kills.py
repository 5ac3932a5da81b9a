"""Kill the worker of posts at the five moments of a request to a real Bluesky server, and count what is there.

    python -m tests.peers.kills --kills 2

Prints one JSON object; exits with 1 if a post was lost or doubled.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx2

from publisher.practice import accounts, x
from publisher.practice.http import Door, Reply, Request
from publisher.practice.moments import Moments
from tests.faults.kill_posts import make_newsroom, network_kills
from tests.faults.stack import Stack

from .pds import HANDLE, Pds, a_pds


class InFront:
    """The practice world's door with its moments, before a server that is none of ours. Speaks as its control port."""

    def __init__(self, pds: Pds) -> None:
        self.pds, self.at = pds, Moments()
        self.http = httpx2.Client(base_url=pds.url, timeout=20, trust_env=False)
        self.door = Door("bluesky", 0, self.at, self.pass_on, x.refuse)

    def pass_on(self, request: Request) -> Reply:
        headers = {name: value for name, value in request.headers.items() if name not in ("host", "connection")}
        said = self.http.request(request.method, request.target, content=request.body, headers=headers)
        return Reply(said.status_code, said.content, {"Content-Type": said.headers.get("content-type", "text/plain")})

    def fault(self, where: str, action: str, **more: Any) -> int:
        return self.at.add({"where": where, "action": action, **more}).id

    def mend(self) -> None:
        for fault in list(self.at.faults):
            self.at.remove(fault.id)

    def release(self) -> int:
        return self.at.release()

    def moments(self) -> list[dict[str, Any]]:
        return list(self.at.to_json()["moments"])

    def sent(self, network: str, *, deleted: bool) -> list[dict[str, Any]]:
        """What the server shows; what somebody deleted it does not have any more."""
        posts = [record["value"] for record in self.pds.records()]
        return [{"text": post["text"], "links": links(post)} for post in posts]


def links(post: dict[str, Any]) -> list[str]:
    features = [feature for facet in post.get("facets", []) for feature in facet["features"]]
    return [feature["uri"] for feature in features if "uri" in feature]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20, help="in flight, per moment")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, a_pds(Path(folder)) as pds, Stack() as stack:
        from publisher.models import Channel

        make_newsroom()
        channel = Channel.objects.get(name="bluesky")
        # The session has ended long ago: whoever posts first opens a new one.
        known = {"handle": HANDLE, "app_password": pds.app_password("desk")}
        channel.credentials = known | {"expires_at": accounts.BLUESKY["expires_at"]}
        channel.save()
        front = InFront(pds)
        here = stack.folder / "practice.json"
        world = json.loads(here.read_text())
        world["bases"]["bluesky"] = f"http://127.0.0.1:{front.door.port}"
        here.write_text(json.dumps(world))
        try:
            result = network_kills(stack, "bluesky", asked.kills, front)
        except TimeoutError:
            sys.stderr.write(stack.log.read_text()[-4000:])
            raise
    print(json.dumps(result, indent=1))
    return any(row["lost"] or row["doubled"] for row in result.values())


if __name__ == "__main__":
    sys.exit(main())
