"""A kill in mid-import brings nobody in twice, leaves nobody out, and the report still adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.faults.imports import ROWS


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"] if os.environ.get("FAULTS") == "whole" else ["sqlite"])
def test_an_import_whose_worker_is_killed_imports_each_reader_once(database: str) -> None:
    kills = 12 if os.environ.get("FAULTS") == "whole" else 2
    command = [sys.executable, "-m", "tests.faults.imports", "--kills", str(kills), "--on", database]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=800, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    told = json.loads(ended.stdout)
    assert told.pop("kills") >= 1
    assert told == {
        "state": "done", "rows": ROWS + 1, "counts": {"added": ROWS, "not an address": 1}, "lines": 1,
        "readers": ROWS, "active": ROWS, "acts": 1,
    }  # fmt: skip
