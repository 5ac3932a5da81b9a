"""Promise of DESIGN section 7: nothing secret and no address in a log, a task's argument, or an error."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.faults
def test_no_planted_secret_or_address_reaches_a_log_the_broker_or_the_database():
    command = [sys.executable, "-m", "tests.faults.leaks"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    told = json.loads(ended.stdout or "{}")
    assert told.get("leaks") == [], ended.stdout[-3000:] + ended.stderr[-3000:]
    # There was something to find it in.
    assert told["errors logged"] >= 2
    assert told["searched"]["commands"] > 50
    assert told["searched"]["private"] > 10
