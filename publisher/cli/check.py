"""`publisher check`: what still makes going live unsafe."""

from __future__ import annotations

import click

from publisher.checks import going_live

from .answers import as_json
from .findings import say_findings


@click.command()
@as_json
def check(as_json: bool) -> None:
    """Show what still makes going live unsafe, and what to do about it. Changes nothing.

    \b
    Example:  publisher check --json
    """
    say_findings(going_live(), as_json=as_json, otherwise="Going live would not be safe yet; the lines with ✗ say why.")
