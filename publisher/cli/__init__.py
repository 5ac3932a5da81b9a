"""The `publisher` command: one file per verb, loaded only when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

import click

from .answers import Refusal, trouble


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb lives, what it does in a line, and whether Django is set up before its file is loaded."""

    where: str
    about: str
    database: bool = True


VERBS = {
    "read": Verb("read:read", "Show what the desk understands of an article.", database=False),
    "render": Verb("render:render", "Show what would leave for one kind of channel.", database=False),
    "publish": Verb("publish:publish", "Publish an article: now, at a time, or in the next slot."),
    "post": Verb("post:post", "The queue and what became of it: list, show, cancel, retry, ledger."),
    "article": Verb("article:article", "Correct or take down what is out, everywhere."),
    "bounce": Verb("bounce:bounce", "Take in a mail that came back."),
    "reader": Verb("reader:reader", "Add a reader, or import a file of them."),
    "newsroom": Verb("newsroom:newsroom", "Show or set what readers see of the newsroom: name, sender, address."),
    "member": Verb("member:member", "Add a member of the newsroom, or make a sign-in link."),
    "up": Verb("up:up", "Start everything.", database=False),
    "prepare": Verb("prepare:prepare", "Bring the database up to date; fill an empty one with the sample newsroom."),
    "web": Verb("web:web", "Serve the desk and the public pages."),
    "worker": Verb("worker:worker", "Run the worker of one queue: now, mail or slow.", database=False),
    "clock": Verb("clock:clock", "Run the clock that rings the workers.", database=False),
    "stop": Verb("stop:stop", "The red button: nothing more leaves."),
    "resume": Verb("stop:resume", "Let things leave again."),
    "check": Verb("check:check", "What still makes going live unsafe."),
    "go-live": Verb("go_live:go_live", "Leave practice mode, when nothing makes it unsafe."),
    "doctor": Verb("doctor:doctor", "Is everything alive, and does the book balance?"),
    "practice": Verb("practice:practice", "What the practice world received, and its faults."),
}


class LazyGroup(click.Group):
    """Knows every verb's name and line; loads a verb's file, and Django if it needs it, when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        if verb.database:
            _set_up()
        module, _, name = verb.where.partition(":")
        found = getattr(importlib.import_module(f"{__name__}.{module}"), name)
        assert isinstance(found, click.Command)  # noqa: S101 (a promise of the table above, for the type checker)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.about) for name, verb in VERBS.items()])


def _set_up() -> None:
    """Django, for the verbs that need it. Raises Refusal if a setting makes no sense."""
    import django  # here, so that `read` and `render` start without it
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ValueError, ImproperlyConfigured) as why:
        raise Refusal(f"A setting makes no sense: {why}. `.env.example` lists them all.") from why


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="publisher")
def publisher() -> None:
    """The publishing desk: one article becomes a newsletter and social posts, and goes out on time.

    \b
    Example:  publisher publish article.txt --url https://news.example.org/a --to mail,x,mastodon --now --wait
    """


def main() -> None:
    """Run the command. Exit code 0: done; 1: refused, or not all went, with a sentence on stderr; 2: wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
    try:
        publisher(prog_name="publisher")
    except Exception as error:
        if not (sentence := trouble(error)):
            raise
        click.echo(sentence, err=True)
        sys.exit(1)
