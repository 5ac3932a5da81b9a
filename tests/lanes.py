"""The tests side by side: `make test`, and what needs Debian's packages.

    python -m tests.lanes here            # everything but what needs Debian's packages
    python -m tests.lanes here covered    # the same, and which lines no test reached; takes twice as long
    python -m tests.lanes debian          # what needs Debian's packages

A lane is a pytest of its own. The kills mostly wait, so they run beside the rest, which gives way to them where both
want the processor; what measures time (`alone`) runs afterwards, with nothing beside it. The first lane of those side
by side is heard while it runs, the others when all have ended. What failed is named at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORES = max(2, min(os.cpu_count() or 2, 8))
ON_ALL_CORES = f"--numprocesses={CORES} --dist=worksteal"
HERE, DEBIAN = "not browser and not debian", "(browser or debian)"
REST, ALONE = f"{HERE} and not faults and not alone", f"{HERE} and not faults and alone"
KILL = "tests/faults tests/sending"
TOUCH_THE_DATABASE = "tests/audience tests/editing tests/giving tests/sending tests/web_api tests/web_public"


@dataclass
class Lane:
    """One pytest: its tests by mark, its other words, how far it gives way; and, once it ran, what it said and how it
    ended."""

    name: str
    marks: str
    words: str = ""
    gives_way: int = 0
    on: str = "sqlite"
    said: bytes = field(default=b"", init=False)
    status: int = field(default=0, init=False)

    @property
    def command(self) -> list[str]:
        python = ["nice", "-n", str(self.gives_way), sys.executable]
        return [*python, "-m", "pytest", "-m", self.marks, *self.words.split()]

    def run(self, *, aloud: bool) -> None:
        if aloud:
            self.head()
        own = {"COVERAGE_FILE": str(ROOT / f".coverage.{self.name}"), "PYTHONUNBUFFERED": "1", "TEST_ON": self.on}
        with subprocess.Popen(
            self.command, cwd=ROOT, env=os.environ | own, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            assert process.stdout
            while more := os.read(process.stdout.fileno(), 65536):
                self.said += more
                if aloud:
                    _tell(more)
        self.status = process.returncode

    def head(self) -> None:
        print(f"\n-- {self.name}", flush=True)

    @property
    def failed(self) -> list[str]:
        """pytest's line about each test that failed; if there is none, how it ended."""
        if not self.status:
            return []
        lines = self.said.decode(errors="replace").splitlines()
        named = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
        return [f"{self.name}: {line}" for line in named or [f"it ended with {self.status}"]]


def here(cov: str = "") -> list[list[list[Lane]]]:
    """Steps, one after another; in each, rows of lanes, side by side."""
    sqlite = Lane("sqlite", REST, f"{cov} {ON_ALL_CORES}", gives_way=5)
    postgresql = Lane("postgresql", REST, f"{cov} {ON_ALL_CORES} {TOUCH_THE_DATABASE}", gives_way=5, on="postgresql")
    faults = Lane("faults", f"{HERE} and faults", f"{cov} --numprocesses=2 --dist=loadfile {KILL}")
    alone = Lane("alone", ALONE, cov)
    alone_too = Lane("alone-postgresql", ALONE, f"{cov} {TOUCH_THE_DATABASE}", on="postgresql")
    return [[[sqlite, postgresql], [faults]], [[alone, alone_too]]]


def debian() -> list[list[list[Lane]]]:
    looked_at = "tests/sources tests/peers/test_axe.py"
    elsewhere = " ".join(f"--ignore={room}" for room in f"tests/browser {looked_at}".split())
    desk = Lane("desk", DEBIAN, "tests/browser")
    pages = Lane("pages", DEBIAN, looked_at, gives_way=5)
    others = Lane("others", DEBIAN, elsewhere, gives_way=5)
    return [[[desk], [others], [pages]]]


def run(steps: list[list[list[Lane]]]) -> list[str]:
    """What failed."""
    for first, *others in steps:
        beside = [threading.Thread(target=_follow, args=(row,)) for row in others]
        for thread in beside:
            thread.start()
        for lane in first:
            lane.run(aloud=True)
        for thread in beside:
            thread.join()
        for lane in (lane for row in others for lane in row):
            lane.head()
            _tell(lane.said)
    return [line for step in steps for row in step for lane in row for line in lane.failed]


def _follow(row: list[Lane]) -> None:
    for lane in row:
        lane.run(aloud=False)


def _tell(words: bytes) -> None:
    sys.stdout.buffer.write(words)
    sys.stdout.buffer.flush()


def covered() -> list[str]:
    """The lanes' coverage as one; what failed in that."""
    steps = ["combine --quiet", "report --skip-covered"]
    commands = [[sys.executable, "-m", "coverage", *step.split()] for step in steps]
    return [
        f"coverage {step}" for step, command in zip(steps, commands, strict=True) if subprocess.call(command, cwd=ROOT)
    ]


def main(plan: list[str]) -> int:
    match plan:
        case ["here"]:
            failed = run(here())
        case ["here", "covered"]:
            for old in ROOT.glob(".coverage.*"):
                old.unlink()
            failed = run(here("--cov --cov-report=")) + covered()
        case ["debian"]:
            failed = run(debian())
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    print("\n".join(["", "Failed:", *failed] if failed else ["", "No test failed."]), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
