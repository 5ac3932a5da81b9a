"""A real practice world for the tests that send."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.practice.control import Control


@pytest.fixture(scope="package")
def practice_world() -> Iterator[Control]:
    folder = Path(os.environ["DATA_DIR"])
    command = [sys.executable, "-m", "publisher.practice", "--data-dir", str(folder)]
    with subprocess.Popen(command) as process:
        deadline = time.monotonic() + 60
        while not (folder / "practice.json").exists():
            assert time.monotonic() < deadline, "the practice world did not start"
            time.sleep(0.05)
        with Control(json.loads((folder / "practice.json").read_text())["control"]) as control:
            yield control
        process.terminate()
        (folder / "practice.json").unlink()


@pytest.fixture
def world(practice_world: Control) -> Control:
    practice_world.clear()
    return practice_world
