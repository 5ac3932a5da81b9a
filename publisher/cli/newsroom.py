"""`publisher newsroom`: what readers see of the newsroom, and how it works together."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import click
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from publisher.editing.intake import render_anew
from publisher.models import Act, Newsroom, Post
from publisher.models.post import OPEN

from .answers import Refusal, as_json, say_json

SHOWN = (
    "name", "website", "language", "zone", "colour", "sender_name", "sender_address", "reply_to", "postal_address",
    "two_people", "hold_uncertain_mail",
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
@click.option("--hold-uncertain-mail/--send-uncertain-again", default=None, help="What to do about copies in doubt.")
@as_json
def newsroom(as_json: bool, **wishes: Any) -> None:
    """Show what readers see of the newsroom, or set it. What is queued and shows it wants approval again.

    \b
    Example:  publisher newsroom --sender-address letter@your.domain --postal-address "PO Box 1, Colombo"
    """
    row = Newsroom.objects.get()
    changes = {name: value for name, value in wishes.items() if value is not None}
    if changes:
        _set(row, changes)
    shown = model_to_dict(row, SHOWN) | {"practice": row.practice}
    if as_json:
        say_json(shown)
        return
    for name, value in shown.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")


def _set(row: Newsroom, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    try:
        ZoneInfo(row.zone)
        row.full_clean()
        assert row.domain  # noqa: S101 (raises UnicodeError for what is no domain)
    except (ValueError, OSError, KeyError):
        raise Refusal(f"“{row.zone}” is not a time zone, or “{row.sender_address}” not an address.") from None
    except ValidationError as why:
        raise Refusal(" ".join(why.messages)) from None
    row.save(update_fields=list(changes))
    Act.objects.create(member=None, verb="set newsroom", what=", ".join(changes)[:200])
    for article_id in Post.objects.filter(state__in=OPEN).values_list("article_id", flat=True).distinct():
        if article_id:
            render_anew(article_id)
