"""`publisher render`: what would leave for one kind of channel. No database."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from publisher.channels import CHANNELS, limits
from publisher.rendering import Ask, Check, Sender, email, social
from publisher.rendering.personal import without_reader
from publisher.story import Story

from .answers import Refusal, as_json, say_json
from .sources import read_source, source, url

# Stands for the newsroom, which only the database knows.
SENDER = Sender(
    name="The newsroom", address="newsroom@news.example.org", newsroom="The newsroom", domain="news.example.org"
)
REFERENCE = "preview"
VIEW = "https://news.example.org/view/preview/"


@click.command()
@source
@click.option("--to", "kind", required=True, type=click.Choice(list(CHANNELS)), help="What it is rendered for.")
@click.option(
    "--appeal",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="JSON, as `read` gives it under appeal; null there, or no file: no appeal.",
)
@url
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Render for a network that takes N characters.")
@as_json
def render(source: str, kind: str, appeal: Path | None, url: str, limit: int | None, as_json: bool) -> None:
    """Show what would leave: the newsletter, or the post and what follows it.

    \b
    Example:  publisher render article.txt --to mastodon --url https://news.example.org/a --limit 1000
    """
    story = read_source(source, url=url)
    ask = _ask(appeal, story.language) if appeal else None
    shown = _letter(story, ask) if kind == "mail" else _posts(story, ask, kind, limit)
    if as_json:
        say_json(shown)
    elif kind == "mail":
        click.echo(f"{shown['subject']}\n{shown['preheader']}\n\n{shown['text']}")
    else:
        for part in shown["parts"]:
            if part["warning"] and not part["head"]:
                click.echo(f"[{part['warning']}]")
            click.echo(f"{part['text']}\n({part['length']} of {part['limit']})")
    for check in shown["checks"]:
        if check["level"] == "blocked":
            raise Refusal(check["message"])


def _letter(story: Story, ask: Ask | None) -> dict[str, Any]:
    letter = email.render_email(story, sender=SENDER, ask=ask, reference=REFERENCE, view_url=VIEW, picture_urls={})
    html, text = (without_reader(part, nonce=letter.nonce) for part in (letter.html, letter.text))
    return {
        "subject": letter.subject,
        "preheader": letter.preheader,
        "html": html,
        "text": text,
        "bytes": len(html.encode()),
        "checks": [asdict(check) for check in email.checks(letter, story)],
    }


def _posts(story: Story, ask: Ask | None, kind: str, limit: int | None) -> dict[str, Any]:
    accepts = limits(kind)
    if limit:
        accepts = replace(accepts, characters=limit)
    try:
        parts = social.render_social(
            story, kind=kind, limits=accepts, ask=ask, reference=REFERENCE, sender=SENDER, undescribed=False
        )
    except social.TooLong as why:
        return {"parts": [], "checks": [asdict(Check("blocked", "too_long", str(why)))]}
    checks = social.checks(parts, story, objects=accepts.objects)
    return {"parts": [asdict(part) for part in parts], "checks": [asdict(check) for check in checks]}


def _ask(file: Path, language: str) -> Ask | None:
    """The appeal in a file, in the shape that `read` prints. Raises Refusal."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return said and Ask(
            label=str(said.get("label", "A")),
            language=str(said.get("language", language)),
            headline=str(said["headline"]),
            paragraphs=tuple(map(str, said["paragraphs"])),
            call_to_action=str(said.get("call_to_action", "")),
            short=str(said.get("short", "")),
            link=str(said.get("url", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise Refusal(
            f"{file} is not an appeal: it wants JSON with headline, paragraphs, call_to_action and url, "
            "as `publisher read --json` gives it under appeal."
        ) from why
