"""`publisher reader`: who gets the newsletter, by consent."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.utils import timezone

from publisher.audience import addresses, importing, one_reader, subscribe, tables
from publisher.editing.approval import NotAllowed, demand
from publisher.editing.schedule import Cannot
from publisher.sending import pardon

from .answers import Refusal, as_json, say_json
from .people import acting_member, list_called

NAMED = 100  # lines of an import that are named on the terminal: the totals must stay in sight

to_list = click.option("--list", "slug", metavar="LIST", help="Which list: its short name. [default: the only one]")
consent = click.option("--consent", required=True, metavar="WORDS", help="How and when they agreed to get this list.")


@click.group()
def reader() -> None:
    """Who gets the newsletter.

    \b
    Example:  publisher reader import readers.csv --consent "Signed up at our open day, 3 May 2026"
    """


@reader.command()
@click.argument("address")
@click.option("--name", default="", help="As the newsletter greets them; may stay empty.")
@to_list
@consent
def add(address: str, name: str, slug: str | None, consent: str) -> None:
    """Add one reader, who agreed to it.

    \b
    Example:  publisher reader add grace@example.org --name Grace --consent "Asked me by letter, 3 May 2026"
    """
    mailing_list = list_called(slug)
    try:
        subscribe.add(address, mailing_list, consent=consent, now=timezone.now(), name=name)
    except (addresses.BadAddress, subscribe.MayNot) as why:
        raise Refusal(str(why)) from why
    click.echo(f"The reader is on {mailing_list}.")


@reader.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@to_list
@consent
@as_json
def import_(file: Path, slug: str | None, consent: str, as_json: bool) -> None:
    """Import readers from a CSV file, of a spreadsheet or of another newsletter service.

    Who left there is taken off here first. Nobody who left here, or bounced, is ever brought back.

    \b
    Example:  publisher reader import readers.csv --consent "Signed up at our open day, 3 May 2026"
    """
    mailing_list = list_called(slug)
    try:
        total = sum(1 for _ in tables.rows(file))
        with click.progressbar(length=total, label="Readers", file=sys.stderr) as bar:
            report = importing.import_file(
                file,
                mailing_list,
                consent=consent,
                now=timezone.now(),
                progress=lambda done: bar.update(done - bar.pos),
            )
    except (subscribe.MayNot, tables.BadFile) as why:
        raise Refusal(str(why)) from why
    if as_json:
        say_json(report.to_json())
        return
    for line in report.lines[:NAMED]:
        click.echo(f"line {line.line}: {line.outcome}. {line.why}")
    if len(report.lines) > NAMED:
        click.echo(f"… and {len(report.lines) - NAMED:,} more lines; --json names them all.")
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in report.counts.items()) or "No rows.")


@reader.command()
@click.argument("address")
@click.option("--as", "email", metavar="MEMBER", help="In whose name. [default: the only admin]")
def unsuppress(address: str, email: str | None) -> None:
    """Write to an address again that had bounced; an admin says so. A complaint is never taken back.

    \b
    Example:  publisher reader unsuppress grace@example.org
    """
    try:
        if not pardon.of_address(address, member=acting_member(email)):
            raise Refusal("This address is not suppressed.")
    except (addresses.BadAddress, NotAllowed, Cannot) as why:
        raise Refusal(str(why)) from why
    click.echo("The address is written to again, where its reader is on a list.")


@reader.command()
@click.argument("address")
@as_json
def show(address: str, as_json: bool) -> None:
    """Show what is kept of a reader: lists, since when, how they agreed, and why they get no mail.

    \b
    Example:  publisher reader show grace@example.org
    """
    try:
        found = one_reader.find(address)
    except addresses.BadAddress as why:
        raise Refusal(str(why)) from why
    lists = [
        {"list": one.mailing_list.slug, "state": one.state, "consented_at": one.consented_at, "left_at": one.left_at,
         "source": one.source, "consent": one.consent}
        for one in found.subscriptions
    ]  # fmt: skip
    if as_json:
        say_json(
            {"number": found.number or None, "address": found.address, "name": found.name, "language": found.language,
             "subscriptions": lists, "suppressed": found.suppressed}
        )  # fmt: skip
    elif found.number:
        click.echo(f"{found.number}  {found.address}  {found.name}".rstrip())
    for one in lists if not as_json else ():
        click.echo(f"{one['list']}  {one['state']}  {one['consent']} ({one['source']})")
    if found.suppressed and not as_json:
        click.echo(f"This address gets no mail: {found.suppressed}.")
    if not found.number:
        raise Refusal("Nobody has this address.")


@reader.command()
@click.argument("address")
@click.option("--forget", is_flag=True, help="Delete everything about this reader, for good.")
@click.option("--as", "email", metavar="MEMBER", help="In whose name. [default: the only admin]")
def remove(address: str, forget: bool, email: str | None) -> None:
    """Take a reader off every list, who asked for it by letter; with --forget nothing but a hash is kept of them.

    \b
    Example:  publisher reader remove grace@example.org
    """
    member = acting_member(email)
    try:
        demand(member, "people" if forget else "approve")
        lists = one_reader.take_off(address, member=member, now=timezone.now())
        gone = forget and one_reader.forget(address, member=member)
    except (addresses.BadAddress, NotAllowed) as why:
        raise Refusal(str(why)) from why
    if not lists and not gone:
        raise Refusal("Nobody has this address." if forget else "This reader is on no list.")
    click.echo("Everything about this reader is deleted." if gone else "The reader is off every list.")
