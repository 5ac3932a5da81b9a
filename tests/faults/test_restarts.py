"""A Redis that goes and comes back leaves no worker deaf. `make faults` restarts it a hundred times."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_every_worker_works_again_after_redis_went_and_came_back():
    times = 100 if os.environ.get("FAULTS") == "whole" else 6
    command = [sys.executable, "-m", "tests.faults.restarts", "--times", str(times)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=3500, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    told = json.loads(ended.stdout)
    assert told["restarts"] == times
    assert told["deaf"] == []
    # The line on which a worker went deaf now and then: it must not be there at all.
    assert told["listening"] == 0
