"""A short form of the kills on every run; `make faults` does them whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_kill_loses_nobody_and_doubles_nothing_unnamed(database):
    command = [sys.executable, "-m", "tests.faults.kills", "--database", database, "--kills", "2", "--random", "4"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=580, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    told = json.loads(ended.stdout)
    assert told["broken"] == []
    assert all(row["in_flight"] == 2 for kind in ("x", "mastodon") for row in told[kind].values())
