"""`publisher doctor`: is everything alive, and does the book balance?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from publisher.checks import Finding, Level, dkim, relay, versions
from publisher.models import Channel, Newsroom, Post, world
from publisher.ports import Disconnected, Failure, Retry
from publisher.responses.report import LEAST_FREE, PROCESSES, silent, troubles
from publisher.sending import ledger, mailbox, outlets, pace, retention, returned

from .answers import as_json
from .findings import say_findings

LITTLE = 1_000_000_000  # bytes free on the disk
SKEW = timedelta(seconds=2)
RECENT = timedelta(days=30)  # newsletters whose book is added up again


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Is everything alive: worker, clock, Redis, database, relay, channels, disk? Does the book balance?

    \b
    Example:  publisher doctor --json
    """
    say_findings(
        examine(timezone.now()), as_json=as_json, otherwise="Something is dead or wrong; the lines with ✗ say what."
    )


def examine(now: datetime) -> list[Finding]:
    """One finding for each thing that must be alive. Never raises for one that is dead."""
    found = [*_redis(), *_disk()]
    try:
        found += [*_database(), *_processes(now), *_relay(), *_channels(), *_posts(now), *_book(now), *_retention(now)]
        found += [*_returned(), *versions(now.date())]
    except DatabaseError as why:
        found.append(
            Finding(
                "blocked",
                "database",
                f"The database does not answer: {why}".strip(),
                "Start it, or correct DATABASE_URL.",
            )
        )
    return found


def _redis() -> Iterator[Finding]:
    if pace.answers():
        yield Finding("fine", "redis", "Redis answers.")
    else:
        yield Finding("blocked", "redis", "Redis does not answer.", "Start `publisher up`, or correct REDIS_URL.")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    words = f"{free / 1e9:.1f} GB are free at {settings.DATA_DIR}."
    level: Level = "blocked" if free < LEAST_FREE else "look" if free < LITTLE else "fine"
    yield Finding(level, "disk", words, "" if level == "fine" else "Make room.")


def _database() -> Iterator[Finding]:
    Newsroom.objects.get()
    yield Finding("fine", "database", f"The database ({connection.display_name}) answers.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            skew = abs(cursor.fetchone()[0] - timezone.now())
        level: Level = "fine" if skew < SKEW else "blocked"
        words = f"The database's clock and this one are {skew.total_seconds():.1f} s apart."
        yield Finding(level, "clock_skew", words, "" if level == "fine" else "Let NTP set both clocks.")


def _processes(now: datetime) -> Iterator[Finding]:
    dead = silent(now)
    for name in dead:
        yield Finding(
            "blocked",
            name,
            f"The {PROCESSES[name]} has not been seen lately.",
            f"Start `publisher up`, or `publisher {name.replace(':', ' ')}` alone.",
        )
    if not dead:
        yield Finding("fine", "processes", "The clock and all three workers are alive.")


def _relay() -> Iterator[Finding]:
    if Channel.objects.filter(kind="mail", deleted_at__isnull=True).exists():
        domain = Newsroom.objects.get().domain
        yield from relay(world().relay, domain)
        if settings.DKIM_KEYS:
            yield from dkim(domain)


def _channels() -> Iterator[Finding]:
    """Asks each network whether our token is good, and tells which channels are paused."""
    for channel in Channel.objects.filter(deleted_at__isnull=True).order_by("id"):
        if channel.paused_at:
            yield Finding(
                "blocked", "channel", f"{channel} is paused: {channel.paused_why}", "Look at Channels on the desk."
            )
        elif channel.kind != "mail":
            try:
                with outlets.poster(channel, channel.credentials) as network:
                    network.probe()
            except Failure as why:
                yield Finding("blocked", "channel", f"{channel}: {why.why}", _mended(why))
            else:
                yield Finding("fine", "channel", f"{channel} takes our token.")


def _mended(why: Failure) -> str:
    """What to do about a network that does not take our token: it may be the way there, and no token's fault."""
    if isinstance(why, Retry) or (isinstance(why, Disconnected) and why.reason == "unreachable"):
        return "Look whether it is down, or the way to it; what is queued waits and goes by itself."
    return "Connect it again on the desk."


def _posts(now: datetime) -> Iterator[Finding]:
    for trouble in troubles(now):
        if trouble["posts"]:
            numbers = ", ".join(map(str, trouble["posts"][:10]))
            yield Finding(
                "look",
                trouble["kind"],
                f"Posts {numbers}: {trouble['message']}.",
                "publisher post show ID",
            )


def _book(now: datetime) -> Iterator[Finding]:
    """Adds the totals up again from the outcomes."""
    recent = Post.objects.filter(batches__isnull=False, created_at__gt=now - RECENT).distinct().order_by("id")
    wrong = [sentence for post in recent for sentence in ledger.audit(post)]
    yield from (Finding("blocked", "book", sentence, "Tell the makers: this must never happen.") for sentence in wrong)
    if not wrong:
        yield Finding("fine", "book", "The book balances.")


def _returned() -> Iterator[Finding]:
    """Whether what comes back is taken in, and what a person should look at."""
    for channel in Channel.objects.filter(deleted_at__isnull=True, options__has_key=mailbox.NAME):
        if why := channel.options[mailbox.NAME].get("why"):
            yield Finding("look", "mailbox", why, f"Correct it on the page of the channel {channel.name}.")
    folder = settings.BOUNCE_MAILDIR
    if not folder:
        return
    if not os.access(Path(folder) / "new", os.R_OK | os.W_OK | os.X_OK):
        words = f"{folder} is no Maildir, or may not be read and written by us."
        yield Finding("look", "bounces", words, "Correct BOUNCE_MAILDIR, or let mail come there for our user.")
    elif count := returned.aside():
        words = f"{count} mails in {folder}/aside came back and are not understood, or name no mail of ours."
        yield Finding("look", "bounces", words, f"publisher bounce {folder}/aside/… says why.")
    else:
        yield Finding("fine", "bounces", "What came back is taken in.")


def _retention(now: datetime) -> Iterator[Finding]:
    """A day late is late: the clock asks for it every hour."""
    days = settings.KEEP_MAILS_DAYS
    late = list(retention.due(now - timedelta(days=1)).values_list("id", flat=True)[:10])
    if late:
        words = (
            f"Posts {', '.join(map(str, late))} ended more than {days + 1} days ago, and it is still kept who got them."
        )
        yield Finding(
            "look", "retention", words, "Start the clock and the slow worker; they forget it within the hour."
        )
    else:
        yield Finding("fine", "retention", f"{days} days after a newsletter ended only its totals are kept.")
