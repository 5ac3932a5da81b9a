"""`publisher prepare`: the database brought up to date; an empty one gets the sample newsroom."""

from __future__ import annotations

import hashlib
import secrets
import sys
from datetime import datetime, timedelta

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from publisher.models import Member, Newsroom, SignInLink

from .answers import Refusal, as_json, say_json

LINK_LASTS = timedelta(minutes=10)


@click.command()
@click.option(
    "--link", is_flag=True, help="Make a sign-in link for the first admin, also when live (on a terminal only)."
)
@as_json
def prepare(link: bool, as_json: bool) -> None:
    """Bring the database up to date, and make the sample newsroom if it is empty. `publisher up` does it by itself.

    Safe while things are being sent, and safe to repeat.

    \b
    Example:  publisher prepare
    """
    call_command("migrate", verbosity=0, interactive=False)
    made = not Newsroom.objects.exists()
    if made:
        from .sample import make_sample  # here: half a second that a second start can do without

        make_sample(timezone.now())
    practice = Newsroom.objects.get().practice
    if not practice and not settings.KEYS_FROM_ENVIRONMENT:
        # With other keys readers' links would be dead, and whoever is suppressed would be unknown.
        raise Refusal(
            "This newsroom is live, but its keys are not in the environment: start it with those it went live with."
        )
    admin = Member.objects.filter(role=Member.ADMIN, is_active=True).order_by("id").first()
    shown = practice or (link and sys.stderr.isatty())
    token = sign_in_link(admin, timezone.now()) if admin and shown else ""
    connection.close()
    if as_json:
        say_json({"practice": practice, "made": made, "token": token})
    else:
        click.echo("The database is up to date." + (" A sample newsroom was made." if made else ""))
        if token:
            click.echo(f"Sign in, once and within ten minutes: {settings.SITE_URL}/sign-in/{token}/")


def sign_in_link(member: Member, now: datetime) -> str:
    """A token that signs this member in once, within ten minutes. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    token_hash = hashlib.sha256(token.encode()).hexdigest()
    SignInLink.objects.create(token_hash=token_hash, member=member, expires_at=now + LINK_LASTS)
    return token
