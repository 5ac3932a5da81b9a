"""`publisher practice`: what the practice world received, and its faults."""

from __future__ import annotations

import json
from typing import Any

import click
from django.conf import settings

from publisher.practice.control import Control, NotThere

from .answers import Refusal, as_json, say_json


@click.group()
def practice() -> None:
    """What the practice world received, and its faults. Nothing here ever left this machine.

    \b
    Example:  publisher practice inbox --to reader-001@example.org
    """


@practice.command()
@click.option("--to", default="", metavar="ADDRESS", help="Only mail to this reader.")
@click.option("--raw", is_flag=True, help="Each mail as it came, headers and all.")
@as_json
def inbox(to: str, raw: bool, as_json: bool) -> None:
    """The mails that arrived, oldest first.

    \b
    Example:  publisher practice inbox --json
    """
    mails = _ask("inbox", to=to, raw=raw)
    if as_json:
        say_json(mails)
        return
    for mail in mails:
        click.echo(mail["raw"] if raw else f"{mail['to']}  {mail['subject']}")


@practice.command()
@click.argument("network", default="")
@as_json
def sent(network: str, as_json: bool) -> None:
    """The posts that arrived, oldest first; of one network, if you name it.

    \b
    Example:  publisher practice sent mastodon --json
    """
    posts = _ask("sent", network)
    if as_json:
        say_json(posts)
        return
    for post in posts:
        click.echo(f"{post['network']}  {post['url']}\n{post['text']}\n")


@practice.command()
@click.argument(
    "where",
    type=click.Choice(["smtp", "x", "mastodon", "bluesky", "telegram", "facebook", "threads", "linkedin", "discord"]),
    required=False,
)
@click.argument("action", type=click.Choice(["hold", "drop", "stall", "refuse", "status"]), required=False)
@click.option(
    "--moment", help='At which moment: "connected", "request read", "stored", "reply half written", "replied".'
)
@click.option("--status", type=int, help="With status: the answer, 503 or 450.")
@click.option("--times", type=int, help="How often.")
@click.option("--seconds", type=float, help="With stall: how long.")
@click.option("--match", help="Only requests whose path starts so, or mail to this reader.")
@click.option("--mend", is_flag=True, help="Take all faults away, and let go who is held.")
@as_json
def fault(where: str | None, action: str | None, mend: bool, as_json: bool, **more: Any) -> None:
    """Make the practice world misbehave, or show how it does.

    \b
    Examples:
      publisher practice fault mastodon status --status 503 --times 2
      publisher practice fault --mend
    """
    if mend:
        _ask("mend")
        _ask("release")
    elif where and action:
        _ask("fault", where, action, **{name: value for name, value in more.items() if value is not None})
    elif where:
        raise click.UsageError("Say what it shall do: hold, drop, stall, refuse or status.")
    faults = _ask("faults")
    if as_json:
        say_json(faults)
    else:
        click.echo("\n".join(map(_words, faults)) or "The practice world behaves.")


def _words(fault: dict[str, Any]) -> str:
    """A fault as a line for people."""
    more = [f"with {fault['status']}," if fault["action"] == "status" else ""]
    more += [f"for {fault['seconds']:g} s" if fault["seconds"] else "", fault["match"] and f"where {fault['match']}"]
    more += [f"{fault['times']} times" if fault["times"] else "every time"]
    said = " ".join(word for word in more if word)
    return f"{fault['where']}: {fault['action']} at “{fault['moment']}” {said} (struck {fault['struck']} times so far)"


def _ask(what: str, *words: Any, **more: Any) -> Any:
    try:
        here = json.loads((settings.DATA_DIR / "practice.json").read_text())
        with Control(here["control"]) as control:
            return getattr(control, what)(*words, **more)
    except FileNotFoundError:
        raise Refusal("There is no practice world here yet: `publisher up` starts it.") from None
    except NotThere as why:
        raise Refusal(str(why)) from why
