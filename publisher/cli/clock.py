"""`publisher clock`: becomes the clock."""

from __future__ import annotations

import os
import sys

import click


@click.command()
def clock() -> None:
    """Run the clock: it looks every quarter of a second what is due, and rings the workers. One is enough.

    \b
    Example:  publisher clock
    """
    os.execv(sys.executable, [sys.executable, "-m", "tasks.clock"])  # noqa: S606 (no shell wanted)
