"""Clients for channels, made from rows. In practice mode they reach the practice world and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from publisher.channels import connect
from publisher.channels.hush import hushed
from publisher.models import Channel, Newsroom, world
from publisher.outside import Guard
from publisher.ports import Mailer, Poster


@contextmanager
def poster(channel: Channel, credentials: Mapping[str, str]) -> Iterator[Poster]:
    """A network's client; servers that members name are reached through the guard, and no secret comes back."""
    client = cast(Poster, connect(channel.kind, credentials, world(), Guard()))
    try:
        with hushed(credentials):
            yield client
    finally:
        client.close()


@contextmanager
def mailer() -> Iterator[Mailer]:
    """The relay, greeted with the sending domain and never with a host's name."""
    client = cast(Mailer, connect("mail", {"domain": Newsroom.objects.get().domain}, world()))
    try:
        yield client
    finally:
        client.close()
