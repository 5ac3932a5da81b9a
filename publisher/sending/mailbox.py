"""Mails that come back to a mailbox elsewhere are taken in, every two minutes, as those in a Maildir are (returned.py).

Its password stands encrypted beside the mail channel; what was read last, when, and what went wrong, in its options.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from publisher.channels.mail.mailbox import Box, Mark, new_mails
from publisher.models import Channel, world
from publisher.outside import Forbidden, Guard
from publisher.ports import Disconnected

from . import returned
from .deliver import Clock

EVERY = timedelta(minutes=2)
STEP, IN_ALL = 10.0, 45.0  # seconds for one answer; after which no other mail is begun
NAME = "mailbox"  # in the options
Connect = Callable[[str, int], socket.socket]


def due(now: datetime) -> Iterator[tuple[int, str]]:
    """Mail channels whose mailbox is to be looked at, and since when it was not. Reads only."""
    if world().practising:
        return
    found = Channel.objects.filter(kind="mail", deleted_at__isnull=True, options__has_key=NAME)
    for channel_id, options in found.values_list("id", "options"):
        looked = str(options[NAME].get("looked_at", ""))
        if not looked or datetime.fromisoformat(looked) <= now - EVERY:
            yield channel_id, looked


def choose(channel_id: int, box: Box | None) -> None:
    """Keep a mailbox, to be read from its beginning, or none any more."""
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(id=channel_id)
        row.credentials = box._asdict() if box else {}
        row.options = {name: value for name, value in row.options.items() if name != NAME} | ({NAME: {}} if box else {})
        row.save(update_fields=["credentials_locked", "options"])


def kept(channel: Channel) -> Box | None:
    """The mailbox of a mail channel. Raises Disconnected if no key opens it."""
    return Box(**channel.credentials) if NAME in channel.options and channel.credentials else None


def collect(channel_id: int, clock: Clock, connect: Connect | None = None) -> int:
    """Take in what has come; how many. Again after a crash changes nothing: what is heard twice is heard once."""
    channel = Channel.objects.filter(id=channel_id, kind="mail", deleted_at__isnull=True).first()
    if channel is None or NAME not in channel.options or world().practising:
        return 0
    _keep(channel, looked_at=clock().isoformat())
    known, ends, done = channel.options[NAME], time.monotonic() + IN_ALL, 0
    try:
        box = kept(channel)
        since = Mark(known.get("validity", 0), known.get("uid", 0))
        for mark, raw in new_mails(box, since, connect or _guarded) if box else ():
            returned.take(raw, clock())
            _keep(channel, **mark._asdict())
            done += 1
            if time.monotonic() > ends:
                break
    except Disconnected as why:
        _keep(channel, why=why.why)
    else:
        _keep(channel, why="")
    return done


def _keep(channel: Channel, **what: Any) -> None:
    """Beside what is known of this mailbox; of another that was chosen meanwhile it says nothing."""
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(id=channel.id)
        if row.credentials_locked == channel.credentials_locked and NAME in row.options:
            row.options[NAME] |= what
            row.save(update_fields=["options"])


def _guarded(host: str, port: int) -> socket.socket:
    """A member has named it, so it is reached only where the public internet is. Raises OSError."""
    try:
        address = Guard().addresses(host, port)[0]
    except Forbidden as why:
        raise Disconnected(str(why), code="no connection", reason="unreachable") from None
    plain = socket.create_connection((address, port), STEP)
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
