"""A short form of the kills on every run; `make faults` does them whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .kills import NETWORKS, NOT_ASKED


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_kill_loses_nobody_and_doubles_nothing_unnamed(database):
    whole = os.environ.get("FAULTS") == "whole"
    kills, at_random = (20, 50) if whole else (2, 4)
    command = [sys.executable, "-m", "tests.faults.kills", "--database", database]
    command += ["--kills", str(kills), "--random", str(at_random)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=3500, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    told = json.loads(ended.stdout)
    if whole:
        print(ended.stdout)
    assert told["broken"] == []
    assert all(row["in_flight"] >= kills for kind in (*NETWORKS, NOT_ASKED) for row in told[kind].values())
