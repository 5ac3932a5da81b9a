"""The scripts that people and CI run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
CI = ROOT / ".ci" / "run"


def test_ci_can_be_run_and_its_shell_is_right() -> None:
    assert os.access(CI, os.X_OK)
    subprocess.run(["bash", "-n", str(CI)], check=True)


def test_ci_calls_the_commands_that_people_call() -> None:
    script = CI.read_text()
    assert script.index("make test") < script.index("make check") < script.index("tests.lanes debian")


def test_the_six_commands_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert all(
        f"\n{name}: " in makefile for name in ("run", "test", "check", "fix", "bench", "docs", "faults", "peers")
    )
