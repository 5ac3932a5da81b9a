"""Mails that come back are taken in without a person: from a Maildir that the mail server delivers them to.

A mail is moved when it is done with, never before: to `cur` if it was understood, to `aside` if a person should look.
Nothing is deleted but what is older than mails are remembered.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from publisher.audience.links import read_return_path
from publisher.channels.mail import returned
from publisher.models.event import COMPLAINED, HARD, OURS, SOFT
from publisher.ports import Heard

from . import heard

AT_ONCE = 500  # mails in one look; the next follows within seconds
MEANS = {
    HARD: "the address is never written to again",
    SOFT: "it is counted",
    OURS: "it is about us, and no reader is blamed",
    COMPLAINED: "the address is never written to again",
    heard.LEFT: "the reader is taken off the list",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a mail that came back was about, and what follows from it, in a sentence."""

    understood: bool
    words: str
    about: tuple[int, int] | None = None  # post, mail
    what: Heard | None = None


def take(raw: bytes, now: datetime) -> Taken:
    """Take in one mail. Only what came to a return path that we made counts: nobody else can make one."""
    found = returned.read(raw)
    about = next(filter(None, map(read_return_path, found.addresses[:20])), None)
    if not found.understood:
        return Taken(False, found.why, about)
    if found.what is None:
        return Taken(True, found.why, about)
    if about is None:
        return Taken(False, f"{found.why} It names no mail of ours, so nothing follows from it.")
    new = heard.hear(*about, found.what, now)
    follows = MEANS[found.what.kind] if new else "known already, or the mail is forgotten"
    return Taken(True, f"Mail {about[1]} of post {about[0]}. {found.why.rstrip('.')}: {follows}.", about, found.what)


def waiting() -> bool:
    """Whether a mail has come back that is not taken in yet."""
    return next(_new(), None) is not None


def collect(now: datetime) -> int:
    """Take in what has come back; how many. Again after a crash changes nothing: what is heard twice is heard once."""
    done = 0
    for path in sorted(_new())[:AT_ONCE]:
        raw = _content(path)
        taken = Taken(False, "It is no file.") if raw is None else take(raw, now)
        place = path.parents[1] / ("cur" if taken.understood else "aside")
        place.mkdir(mode=0o700, exist_ok=True)
        path.rename(place / (f"{path.name.partition(':')[0]}:2,S" if taken.understood else path.name))
        done += 1
    return done


def aside() -> int:
    """How many mails a person should look at."""
    return sum(1 for _ in _files("aside"))


def forget(now: datetime) -> None:
    """Delete what came back longer ago than mails are remembered: there are addresses in it."""
    oldest = (now - timedelta(days=settings.KEEP_MAILS_DAYS)).timestamp()
    for path in (*_files("cur"), *_files("aside")):
        if path.lstat().st_ctime < oldest:
            path.unlink(missing_ok=True)


def _new() -> Iterator[Path]:
    return _files("new")


def _files(folder: str) -> Iterator[Path]:
    if settings.BOUNCE_MAILDIR:
        with suppress(OSError), os.scandir(Path(settings.BOUNCE_MAILDIR) / folder) as found:
            yield from (Path(one.path) for one in found if not one.name.startswith("."))


def _content(path: Path) -> bytes | None:
    """The beginning of a plain file; None for a link, a folder or a pipe, which no mail server makes."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(opened, "rb") as file:
        return file.read(returned.LARGEST) if stat.S_ISREG(os.fstat(opened).st_mode) else None
