"""Parts of the service go away while a newsletter is on its way. A short form on every run; whole by `make faults`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .strict import HOW

WHOLE = os.environ.get("FAULTS") == "whole"
SIZES = ["--readers", "20000", "--kills", "50"] if WHOLE else ["--readers", "1500", "--kills", "4", "--share", "0.4"]
PARTS = {"postgresql": "workers,around,database,sink,away,hosts", "sqlite": "workers,around,sink,away"}


def ran(module: str, *options: str) -> dict:
    command = [sys.executable, "-m", f"tests.faults.{module}", *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=7000, check=False)
    if ended.returncode == 3:
        pytest.skip(ended.stderr)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    if WHOLE:
        print(ended.stdout)
    return dict(json.loads(ended.stdout))


@pytest.mark.faults
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("database", PARTS if WHOLE else ["postgresql"])  # of SQLite the short form is in test_kills
def test_everyone_has_one_end_and_every_second_copy_is_named_whatever_goes_away(database: str) -> None:
    told = ran("outages", "--database", database, "--only", PARTS[database], *SIZES)
    assert told["broken"] == []
    assert all(told[part]["book_polls"] > 10 for part in PARTS[database].split(","))


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"] if WHOLE else ["sqlite"])
def test_on_a_full_disk_nothing_leaves_unwritten_it_is_told_and_it_goes_on_when_there_is_room(database: str) -> None:
    told = ran("full", "--database", database, "--readers", "5000" if WHOLE else "600")
    assert told["broken"] == []


@pytest.mark.faults
@pytest.mark.timeout(600)
@pytest.mark.skipif(not WHOLE, reason="the short form is tests/sending/test_enforced.py")
@pytest.mark.parametrize("how", HOW)
def test_a_relay_that_enforces_its_rate_and_its_day_costs_nobody_a_copy_and_is_used_to_the_full(how: str) -> None:
    assert ran("enforced", "--how", how)["broken"] == []
