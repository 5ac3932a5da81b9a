"""What the kernel knows of processes: the time of the processor that they used, and their memory."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def spent(pid: int) -> float:
    """Seconds of the processor that a process and all that it started have used so far, also those that ended."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        started = children(pid)
    except OSError:  # it has just ended: who started it keeps the sum
        return 0.0
    return sum(map(int, fields[11:15])) / TICK + sum(map(spent, started))


def children(pid: int) -> list[int]:
    """What its first thread has started, and is there."""
    return [*map(int, (PROC / str(pid) / "task" / str(pid) / "children").read_text().split())]


def postmaster() -> int:
    """PostgreSQL's first process: the parent of the one that answers us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    return int((PROC / str(ours) / "stat").read_text().rpartition(")")[2].split()[1])


def peak(pid: int) -> int:
    """The most memory that a process has had, in KB."""
    status = (PROC / str(pid) / "status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
