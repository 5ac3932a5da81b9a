"""`publisher stop` and `publisher resume`: the red button. They need the database and nothing else."""

from __future__ import annotations

import click
from django.utils import timezone

from publisher.models import Newsroom
from publisher.sending import stop as button

from .answers import as_json, say_json


@click.command()
@as_json
def stop(as_json: bool) -> None:
    """The red button: nothing that has not left yet leaves.

    \b
    Example:  publisher stop
    """
    waiting = button.stop(None, timezone.now())
    _say(waiting, as_json, f"Stopped. Waiting posts and mails: {waiting}. `publisher resume` lets them go.")


@click.command()
@as_json
def resume(as_json: bool) -> None:
    """Let things leave again. What became late meanwhile is held, and asks.

    \b
    Example:  publisher resume
    """
    waiting = button.resume(None)
    _say(waiting, as_json, f"Going on. Waiting posts and mails: {waiting}.")


def _say(waiting: int, as_json: bool, words: str) -> None:
    if as_json:
        say_json({"stopped": Newsroom.objects.filter(stopped_at__isnull=False).exists(), "waiting": waiting})
    else:
        click.echo(words)
