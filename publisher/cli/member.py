"""`publisher member`: the people in the newsroom."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from publisher.editing import tokens
from publisher.models import Act, Member, Newsroom
from publisher.models.token import SCOPES, WRITE
from publisher.sending import notices

from .answers import Refusal
from .people import member_called
from .prepare import sign_in_link


@click.group()
def member() -> None:
    """The people in the newsroom.

    \b
    Example:  publisher member add ines@news.example.org --role editor
    """


@member.command()
@click.argument("email")
@click.option("--name", default="", help="As colleagues see it; may stay empty.")
@click.option("--role", type=click.Choice([role for role, _ in Member.ROLES]), default=Member.AUTHOR, show_default=True)
def add(email: str, name: str, role: str) -> None:
    """Add a member and mail them an invitation. On a terminal, also show a sign-in link (ten minutes, once).

    \b
    Example:  publisher member add ines@news.example.org --role admin --name "Ines Moreau"
    """
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is not an email address.") from None
    if Member.objects.filter(email=email.strip().lower()).exists():
        raise Refusal(f"{email} is a member already: `publisher member token {email}` makes a sign-in link.")
    person = Member.objects.create_user(email, name=name, role=role)
    Act.objects.create(member=None, verb="add member", what=f"member {person.id} as {role}, by command")
    notices.request("invitation", member=person, now=timezone.now())
    click.echo(f"{person} was added as {role}; an invitation is on its way.")
    if _may_show_link():
        _show_link(person)


@member.command()
@click.argument("email")
def token(email: str) -> None:
    """Show a sign-in link (ten minutes, once). Only on a terminal, or in practice mode.

    \b
    Example:  publisher member token ines@news.example.org
    """
    if not _may_show_link():
        raise Refusal("A sign-in link is shown on a terminal only: run this by hand, not in a script.")
    _show_link(member_called(email))


@member.command(name="api-token")
@click.argument("email")
@click.option("--name", required=True, help="What it is for: “WordPress”.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), default=[WRITE], show_default=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Its last day. [default: none]")
def api_token(email: str, name: str, scopes: tuple[str, ...], until: datetime | None) -> None:
    """Make a token with which a program hands articles in, in a member's name. It is shown this once.

    \b
    Example:  publisher member api-token ines@news.example.org --name WordPress --scope articles:write
    """
    person, last_day = member_called(email), until.date() if until else None
    try:
        _, words = tokens.make(person, name=name, scopes=scopes, until=last_day, by=None, now=timezone.now())
    except tokens.BadToken as why:
        raise Refusal(str(why)) from None
    click.echo(words)


@member.command()
@click.argument("email")
@click.password_option(help="Asked for if it is not given; better not to give it.")
def password(email: str, password: str) -> None:
    """Set a member's password; ends their sessions.

    \b
    Example:  publisher member password ines@news.example.org
    """
    person = member_called(email)
    try:
        validate_password(password, person)
    except ValidationError as why:
        raise Refusal(" ".join(why.messages)) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    Act.objects.create(member=person, verb="set password", what=f"member {person.id}, by command")
    click.echo(f"The password of {person} is set.")


def _may_show_link() -> bool:
    return sys.stdout.isatty() or Newsroom.objects.filter(practice=True).exists()


def _show_link(person: Member) -> None:
    click.echo(f"{settings.SITE_URL}/sign-in/{sign_in_link(person, timezone.now())}/")
