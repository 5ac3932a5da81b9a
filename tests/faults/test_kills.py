"""A short form of the kills on every run; `make faults` does them whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .kill_posts import KINDS


@pytest.mark.faults
@pytest.mark.timeout(10800)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_kill_loses_nobody_and_doubles_nothing_unnamed(database):
    whole = os.environ.get("FAULTS") == "whole"
    kills, at_random = (20, 100) if whole else (2, 2)
    command = [sys.executable, "-m", "tests.faults.kills", "--database", database]
    command += ["--kills", str(kills), "--random", str(at_random)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=10700, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    told = json.loads(ended.stdout)
    if whole:
        print(ended.stdout)
    assert told["broken"] == []
    assert all(row["in_flight"] >= kills for kind in KINDS for row in told[kind].values())
    assert all(told["random"]["networks"][kind]["in_flight"] >= at_random for kind in KINDS)
