"""`publisher newsroom`: what readers see of the newsroom, and how it works together."""

from __future__ import annotations

from typing import Any

import click
from django.forms.models import model_to_dict

from publisher.editing.newsroom import BadSetting, change
from publisher.models import Newsroom

from .answers import Refusal, as_json, say_json

SHOWN = (
    "name", "website", "language", "zone", "colour", "sender_name", "sender_address", "reply_to", "postal_address",
    "two_people", "alt_required", "hold_uncertain_mail",
)  # fmt: skip


@click.command()
@click.option("--name", help="The newsroom's name.")
@click.option("--website", help="Its home page.")
@click.option("--language", help="The language it mostly writes in: en, ta, pt-BR.")
@click.option("--zone", help="Its time zone: Asia/Colombo.")
@click.option("--colour", help="Its colour in newsletters: #8a1c1c.")
@click.option("--sender-name", help="Who newsletters come from, as readers see it.")
@click.option("--sender-address", help="The address that newsletters come from.")
@click.option("--reply-to", help="Where readers' answers go.")
@click.option("--postal-address", help="Stands in every letter; a PO box will do.")
@click.option("--two-people/--one-person", default=None, help="Whether whoever edited last may not approve.")
@click.option(
    "--alt-required/--alt-wished",
    default=None,
    help="Whether a picture without a description stays away from networks.",
)
@click.option("--hold-uncertain-mail/--send-uncertain-again", default=None, help="What to do about copies in doubt.")
@as_json
def newsroom(as_json: bool, **wishes: Any) -> None:
    """Show what readers see of the newsroom, or set it. What is queued and shows it wants approval again.

    \b
    Example:  publisher newsroom --sender-address letter@your.domain --postal-address "PO Box 1, Colombo"
    """
    changes = {name: value for name, value in wishes.items() if value is not None}
    if changes:
        try:
            change(changes, member=None)
        except BadSetting as why:
            raise Refusal(str(why)) from why
    row = Newsroom.objects.get()
    shown = model_to_dict(row, SHOWN) | {"practice": row.practice}
    if as_json:
        say_json(shown)
        return
    for name, value in shown.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
