"""Tests that run side by side: none is left out, and a failure is obeyed and named at the end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import lanes
from tests.lanes import Lane

TESTS = Path(__file__).parents[1]
SAYS = "import sys; print('F.'); print(sys.argv[1]); sys.exit(int(sys.argv[2]))"


class Told(Lane):
    """A lane that says and does what its words tell."""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", SAYS, *self.words.split("|")]


def test_whatever_fails_in_a_lane_beside_fails_the_whole_and_is_named(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    fails = Told("faults", "", "FAILED tests/faults/test_kills.py::test_it[x] - lost|1")
    assert lanes.run([[[Told("sqlite", "", "All well|0")], [fails]], [[Told("alone", "", "All well|0")]]]) == [
        "faults: FAILED tests/faults/test_kills.py::test_it[x] - lost"
    ]
    said = capfdbinary.readouterr().out.decode()
    assert said.index("-- sqlite") < said.index("-- faults") < said.index("test_it[x]") < said.index("-- alone")


def test_one_that_ends_without_a_name_fails_too_and_what_follows_it_runs(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    lane, after = Told("sqlite", "", "INTERNALERROR|3"), Told("postgresql", "", "All well|0")
    assert lanes.run([[[lane, after]]]) == ["sqlite: it ended with 3"]
    assert after.said


def test_every_test_has_one_lane() -> None:
    """By every mix of marks: each is chosen by one lane of one of the two plans, on SQLite."""
    every = [lane for plan in (lanes.here(), lanes.debian()) for step in plan for row in step for lane in row]
    plain = [lane for lane in every if lane.on == "sqlite" and lane.name not in ("pages", "others")]
    for number in range(16):
        marks = {name: bool(number >> place & 1) for place, name in enumerate(("browser", "debian", "faults", "alone"))}
        assert sum(bool(eval(lane.marks, {}, marks)) for lane in plain) == 1, marks  # noqa: S307


def test_whatever_kills_is_where_its_lane_looks_for_it() -> None:
    rooms = {path.parent.name for path in TESTS.glob("*/test_*.py") if "mark." + "faults" in path.read_text("utf-8")}
    assert {f"tests/{room}" for room in rooms} == set(lanes.KILL.split())
