"""`publisher bounce`: a mail that came back, taken in by hand or by a pipe."""

from __future__ import annotations

from typing import BinaryIO

import click
from django.utils import timezone

from publisher.channels.mail.returned import LARGEST
from publisher.sending.returned import take

from .answers import Refusal, as_json, say_json


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@as_json
def bounce(file: BinaryIO, as_json: bool) -> None:
    """Take in a mail that came back: what it is about, and what follows. `-`, the default, is standard input.

    Done twice, it counts once. BOUNCE_MAILDIR has it done without you.

    \b
    Example:  publisher bounce < returned.eml
    """
    taken = take(file.read(LARGEST), timezone.now())
    post, mail = taken.about or (None, None)
    if as_json:
        kind, code = (taken.what.kind, taken.what.code) if taken.what else (None, "")
        say_json(
            {"understood": taken.understood, "post": post, "mail": mail, "kind": kind, "code": code, "why": taken.words}
        )
    elif taken.understood:
        click.echo(taken.words)
    if not taken.understood:
        raise Refusal(taken.words)
