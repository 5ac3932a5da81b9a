"""`publisher up`: everything in one, supervised. No Django here: the supervisor must outlive what it looks after."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click

from .answers import Refusal, trouble
from .redis import redis_answers, redis_command, redis_listens
from .supervise import Child, Supervisor

HOST = "127.0.0.1"
PUBLISHER = [sys.executable, "-m", "publisher"]
QUEUES = ("now", "mail", "slow")
DESK_FIRST = 10.0  # seconds that the workers wait, at most, until the desk answers: it is what people wait for


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="Where the desk answers, on loopback; 0 picks a free one.",
)  # fmt: skip
def up(port: int) -> None:
    """Start everything: Redis, the desk, three workers, the clock, and in practice mode the practice world.

    What dies is started again. Ctrl-C lets what is under way finish, and stops everything.

    \b
    Example:  publisher up --port 8000
    """
    began = time.monotonic()
    here = _folder()
    lock = _alone(here)
    port = _free(port)
    site = os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}").rstrip("/")
    (here / "site").write_text(site)  # other commands name the same addresses (settings.py)
    os.environ |= {"DATA_DIR": str(here), "PYTHONUNBUFFERED": "1"}

    supervisor = Supervisor(_redis(here), _say, keep_open=(lock,))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _say("Starting ...")
    try:
        supervisor.mend(began)
        prepared = _prepare()
        _wait_for_redis(here, supervisor)
        supervisor.children += _children(here, port, practice=bool(prepared["practice"]))
        waiting = [f"{site}/sign-in/{prepared['token'] or ''}".rstrip("/") + "/"]

        def announce() -> None:
            _demand_folder(here, lock)
            if waiting and _answers(port):
                for child in supervisor.children:
                    child.again_at = child.again_at if child.deaths else 0
                _say(f"Desk ready: {waiting.pop()}  ({time.monotonic() - began:.1f} s; Ctrl-C stops everything)")

        supervisor.run(announce)
        _say("Stopping: what is under way may finish ...")
    except KeyboardInterrupt:  # while preparing: nothing is under way
        pass
    finally:
        supervisor.stop()
    _say("Stopped.")


def _say(line: str) -> None:
    click.echo(line, err=not line.startswith("Desk ready"))


def _redis(here: Path) -> list[Child]:
    """Our own, unless the operator has one. Raises Refusal if there is none to be had."""
    url = os.environ.get("REDIS_URL")
    if not url:
        return [Child("redis", redis_command(here), rank=0)]
    if not redis_listens(url):
        raise Refusal("No Redis listens where REDIS_URL says: start it, or unset REDIS_URL, and one is started here.")
    return []


def _children(here: Path, port: int, *, practice: bool) -> list[Child]:
    children = [Child("web", [*PUBLISHER, "web", "--port", str(port)])]
    if practice:
        command = [sys.executable, "-m", "publisher.practice", "--data-dir", str(here)]
        children.append(Child("practice", command, rank=1))
    later = time.monotonic() + DESK_FIRST
    children += [Child(queue, [*PUBLISHER, "worker", queue], again_at=later) for queue in QUEUES]
    return [*children, Child("clock", [*PUBLISHER, "clock"], again_at=later)]


def _folder() -> Path:
    """DATA_DIR, made if need be. Raises Refusal if nothing can be written there."""
    here = Path(os.environ.get("DATA_DIR") or Path(__file__).parents[2] / "var").resolve()
    try:
        here.mkdir(mode=0o700, parents=True, exist_ok=True)
        (here / f".can-write-{os.getpid()}").write_bytes(b"x" * 4096)
        (here / f".can-write-{os.getpid()}").unlink()
    except OSError as error:
        raise Refusal(
            trouble(error) or f"{here} cannot be used: {error.strerror}. Set DATA_DIR to another folder."
        ) from error
    return here


def _demand_folder(here: Path, lock: int) -> None:
    """Raises Refusal if the folder was removed under us: what is done from then on would be lost, unseen."""
    try:
        there = os.path.samestat((here / "up.lock").stat(), os.fstat(lock))
    except OSError:
        there = False
    if not there:
        raise Refusal(f"{here} was removed while the desk ran, so everything was stopped. Start it again.")


def _alone(here: Path) -> int:
    """Hold the lock of this DATA_DIR; the children hold it, too, so that an earlier `up`'s must have ended.

    Raises Refusal at once if that `up` is alive, after 20 s if only children of it are left.
    """
    lock = os.open(here / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(100):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            other = os.pread(lock, 20, 0).decode() or "0"
            if _alive(int(other)):
                raise Refusal(
                    f"`publisher up` is running already for {here} (process {other}): stop it, or set another DATA_DIR."
                ) from None
            time.sleep(0.2)
        else:
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            return lock
    raise Refusal(f"Processes of an earlier `publisher up` are still ending in {here}: try again in a minute.")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return process > 0


def _free(port: int) -> int:
    """This port, or a free one for 0. Raises Refusal if somebody listens there."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
            door.listen(1)  # on macOS two may bind, but only one listens
        except (OSError, OverflowError) as error:
            raise Refusal(
                f"Port {port} is not to be had: something else uses it. Try: publisher up --port 0"
            ) from error
        return int(door.getsockname()[1])


def _prepare() -> dict[str, Any]:
    """Bring the database up to date, in a process of its own; ends like it, which says why, if that fails."""
    link = ["--link"] if sys.stdout.isatty() else []
    done = subprocess.run([*PUBLISHER, "prepare", "--json", *link], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(1)
    return dict(json.loads(done.stdout))


def _wait_for_redis(here: Path, supervisor: Supervisor) -> None:
    for _ in range(50):
        if not supervisor.children or redis_answers(here):
            return
        supervisor.relay(0.1)
        supervisor.mend(time.monotonic())
    raise Refusal(f"Redis does not start, see {here / 'redis.log'}: install another redis-server, or set REDIS_URL.")


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection(HOST, port, timeout=5)  # the first answer takes longest: it loads the routes
    try:
        line.request("GET", "/sign-in/", headers={"Host": "localhost"})
        return line.getresponse().status < 500
    except OSError:
        return False
    finally:
        line.close()
