"""The supervisor: what dies is started again, what is stopped is gone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.cli.supervise import Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Callable[[list[Child]], Supervisor]]:
    made: list[Supervisor] = []

    def make(children: list[Child]) -> Supervisor:
        made.append(Supervisor(children, said.append))
        return made[-1]

    yield make
    for one in made:
        end(one)


def end(one: Supervisor) -> None:
    one.stop()
    for child in one.children:
        if child.process:
            child.process.wait(60)
    until(lambda: not one.lines.get_map(), lambda: one.relay(0.05))
    one.lines.close()


def until(condition: Callable[[], object], tick: Callable[[], object] = lambda: None, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        tick()
        time.sleep(0.02)


def alive(process: int) -> bool:
    """Running; a zombie is not."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_what_dies_is_started_again_after_a_pause_and_said_so(supervisor, said) -> None:  # type: ignore[no-untyped-def]
    child = Child("now", python("import sys; print('hello', flush=True); sys.exit(3)"))
    one = supervisor([child])
    one.mend(time.monotonic())
    assert child.process is not None
    child.process.wait()
    until(lambda: "now     | hello" in said, lambda: one.relay(0.05))
    now = time.monotonic()
    one.mend(now)
    assert said[-1] == "now ended with code 3; starting it again in 1 s"
    one.mend(now + 0.5)
    assert child.process is None
    one.mend(now + 1)
    assert child.process is not None


def test_the_pause_doubles_for_what_keeps_dying_and_is_never_longer_than_30_s(supervisor, said) -> None:  # type: ignore[no-untyped-def]
    child = Child("mail", python("raise SystemExit(1)"))
    one = supervisor([child])
    now = time.monotonic()
    for _ in range(7):
        one.start(child)
        child.process.wait()  # type: ignore[union-attr]
        one.mend(now)
    pauses = [line.rpartition(" in ")[2] for line in said if "starting it again" in line]
    assert pauses == ["1 s", "2 s", "4 s", "8 s", "16 s", "30 s", "30 s"]


def test_a_killed_process_takes_its_own_children_with_it(supervisor, said) -> None:  # type: ignore[no-untyped-def]
    code = f"import subprocess; p = subprocess.Popen({SLEEP!r}); print(p.pid, flush=True); p.wait()"
    child = Child("slow", python(code))
    one = supervisor([child])
    one.mend(time.monotonic())
    until(lambda: said, lambda: one.relay(0.05))
    grandchild = int(said[0].rpartition("| ")[2])
    assert child.process is not None
    child.process.kill()
    child.process.wait()
    one.mend(time.monotonic())
    until(lambda: not alive(grandchild))
    assert "slow was killed by signal 9" in said[-1]


def test_stopping_goes_from_the_highest_rank_down(supervisor, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    log = tmp_path / "log"
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n    time.sleep(0.2); open({log!r}, 'a').write({name!r}); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('ready', flush=True); time.sleep(60)"
    )
    names = {"r": 0, "p": 1, "w": 9}
    ready: list[str] = []
    children = [Child(name, python(code.format(log=str(log), name=name)), rank=rank) for name, rank in names.items()]
    one = supervisor(children)
    one.say = ready.append
    one.mend(time.monotonic())
    until(lambda: len(ready) == 3, lambda: one.relay(0.05))
    one.stop()
    assert log.read_text() == "wpr"


def test_a_supervisor_that_is_killed_leaves_nobody_behind(tmp_path: Path) -> None:
    code = (
        "import time\nfrom publisher.cli.supervise import Child, Supervisor\n"
        f"one = Supervisor([Child('a', {SLEEP!r}), Child('b', {SLEEP!r})], print)\n"
        "one.mend(time.monotonic())\n"
        "print(*[c.process.pid for c in one.children], flush=True)\n"
        "one.run(lambda: None)"
    )
    with subprocess.Popen(python(code), stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        children = [int(number) for number in supervisor.stdout.readline().split()]
        assert len(children) == 2
        os.kill(supervisor.pid, signal.SIGKILL)
        supervisor.wait()
        until(lambda: not any(map(alive, children)))
