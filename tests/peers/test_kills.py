"""A short form of the kills against servers of others; FAULTS=whole does them whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.debian
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("peer", ["bluesky", "bluesky-newest", "mastodon"])
def test_a_kill_leaves_one_post_on_a_server_that_is_none_of_ours(peer: str) -> None:
    kills, at_random = (20, 100) if os.environ.get("FAULTS") == "whole" else (2, 2)
    command = [sys.executable, "-m", "tests.peers.kills", peer, "--kills", str(kills), "--random", str(at_random)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=1700, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    moments = json.loads(ended.stdout)
    assert len(moments) == 6
    for moment, row in moments.items():
        assert (moment, row["lost"], row["doubled"]) == (moment, 0, 0)
        assert row["in_flight"] >= (at_random if moment == "random" else kills)
