"""How the command answers: JSON or words on stdout, one sentence on stderr, an exit code."""

from __future__ import annotations

import errno
import json
import os
import sys
from typing import Any

import click

as_json = click.option(
    "--json", "as_json", is_flag=True, help="Answer in JSON on stdout, also when the exit code is 1."
)


class Refusal(click.ClickException):
    """It did not happen, or not all of it: exit code 1, and one sentence that says what to do."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def say_json(data: Any) -> None:
    """One JSON document on stdout, readable by people too."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def data_dir() -> str:
    return os.environ.get("DATA_DIR") or "var"


def trouble(error: BaseException) -> str:
    """A sentence for what the machine, not the newsroom, did wrong; empty if it is a fault of ours."""
    words = str(error)
    if isinstance(error, OSError):
        return _of_the_system(error)
    database = sys.modules.get("django.db.utils")  # not loaded: then it is not a database error
    if database is None or not isinstance(error, database.Error):
        return ""
    if "no such table" in words or "does not exist" in words or "no such column" in words:
        return "The database is not prepared yet: start `publisher up`, or run `publisher prepare`."
    if "locked" in words:
        return "The database is busy, and nothing was changed: try again in a moment."
    if "full" in words or "No space" in words:
        return "The disk with the database is full, and nothing was changed: make room and try again."
    if isinstance(error, database.OperationalError):
        return "The database cannot be reached: check DATABASE_URL and DATA_DIR, and that it is running."
    return ""


def _of_the_system(error: OSError) -> str:
    where = error.filename or data_dir()
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk is full at {where}: make room and try again."
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOTDIR:
            return f"{where} cannot be written to ({error.strerror}): set DATA_DIR to a folder that can."
        case _:
            return ""
