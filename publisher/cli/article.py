"""`publisher article`: correct or take down what is out, everywhere at once."""

from __future__ import annotations

import time
from typing import Any

import click
from django.db import transaction
from django.utils import timezone

from publisher.channels import CHANNELS
from publisher.editing import amending, intake, lessons, notes, pictures, posts, schedule, what_happens
from publisher.editing.approval import NotAllowed
from publisher.models import Article, Member, Post
from publisher.models.amendment import FAILED, OPEN
from publisher.models.post import QUEUED, SENDING
from publisher.responses.report import as_json as post_as_json

from .answers import Refusal, as_json, say_json
from .people import acting_member
from .sources import read_source

as_member = click.option("--as", "email", metavar="MEMBER", help="In whose name. [default: the only admin]")
note = click.option("--note", "words", metavar="WORDS", help="A correction note, in your words.")
note_to = click.option(
    "--note-to", metavar="CHANNEL,…", help="Where the note goes. [default: where the post cannot be changed]"
)
wait = click.option(
    "--wait", type=click.IntRange(0), is_flag=False, flag_value=600, metavar="[SECONDS]",
    help="Return when it is done everywhere, or has failed. [600]",
)  # fmt: skip


@click.group()
def article() -> None:
    """Correct or take down what is out.

    \b
    Example:  publisher article takedown 12
    """


@article.command()
@click.argument("number", type=int, metavar="ID")
@as_json
def show(number: int, as_json: bool) -> None:
    """Where an article is, and what can be done there.

    \b
    Example:  publisher article show 12 --json
    """
    _say(_find(number), as_json)


@article.command()
@click.argument("number", type=int, metavar="ID")
@click.argument("source", required=False)
@note
@note_to
@wait
@as_member
@as_json
def correct(
    number: int, source: str | None, words: str | None, note_to: str | None, wait: int | None, email: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Have every post say what the article says now, where its network lets us; the rest is listed.

    With SOURCE the article is replaced by that first. The rest of a newsletter on its way stops, and a draft of the
    corrected text waits on the desk for those who have not got it.

    \b
    Example:  publisher article correct 12 corrected.txt --note "We had the number of years wrong: it was two."
    """
    kept, member = _find(number), acting_member(email)
    if source:
        _replace(kept, source, member)

    def act() -> None:
        there = amending.places(kept)
        chosen = _chosen(there, note_to, {place.post.id for place in there if place.notable and not place.amends})
        if not words or any(place.corrects for place in there):
            amending.correct(number, member=member, now=timezone.now())
        if words:
            notes.send(chosen, words, member=member, now=timezone.now())

    _do(kept, act, wait, as_json)


@article.command()
@click.argument("number", type=int, metavar="ID")
@note
@note_to
@wait
@as_member
@as_json
def takedown(
    number: int, words: str | None, note_to: str | None, wait: int | None, email: str | None, as_json: bool
) -> None:
    """Delete every post of an article on its network; what has not gone never goes.

    Mails that have left cannot be taken back: the rest of a newsletter stops.

    \b
    Example:  publisher article takedown 12 --wait
    """
    kept, member = _find(number), acting_member(email)

    def act() -> None:
        chosen = _chosen(there := amending.places(kept), note_to, {place.post.id for place in there if place.notable})
        amending.take_down(number, member=member, now=timezone.now())
        if words:
            notes.send(chosen, words, member=member, now=timezone.now())

    _do(kept, act, wait, as_json)


# -- how it is done and said -------------------------------------------------------------------------------------


def _find(number: int) -> Article:
    found = Article.objects.filter(id=number).first()
    if found is None:
        raise Refusal(f"There is no article {number}: `publisher post list --json` names the article of each post.")
    return found


def _replace(kept: Article, source: str, member: Member) -> None:
    story = read_source(source, url=kept.canonical_url, taught=lessons.taught(), pictures=True).still_warning(
        kept.read()
    )
    try:
        intake.edit(kept.id, version=kept.version, story=story, member=member)
    except intake.Stale as why:
        raise Refusal(str(why)) from why
    pictures.fetch_pictures(kept.id)
    posts.render_article(kept.id)
    kept.refresh_from_db()


def _chosen(there: list[amending.Place], names: str | None, usual: set[int]) -> set[int]:
    """The posts that the note is about."""
    if names is None:
        return usual
    by_name = {place.post.channel.name: place.post.id for place in there if place.notable}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if lost := [name for name in wanted if name not in by_name]:
        raise Refusal(f"No note can go to {', '.join(lost)}: there is no post of this article there.")
    return {by_name[name] for name in wanted}


def _do(kept: Article, act: Any, wait: int | None, as_json: bool) -> None:
    try:
        with transaction.atomic():
            act()
    except (schedule.Cannot, schedule.Blocked, NotAllowed) as why:
        if as_json:
            say_json(_as_json(kept))
        raise Refusal(str(why)) from why
    _await(kept, wait or 0)
    _say(kept, as_json)
    if failed := [place for place in amending.places(kept) if place.last and place.last.state == FAILED]:
        raise Refusal(f"Not done on {', '.join(str(place.post.channel) for place in failed)}.")


def _await(kept: Article, seconds: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and _busy(kept):
        time.sleep(0.25)


def _busy(kept: Article) -> bool:
    note = Post.objects.filter(article=kept, state__in=[QUEUED, SENDING]).exclude(note="").exists()
    return note or any(place.last and place.last.state in OPEN for place in amending.places(kept))


def _as_json(kept: Article) -> dict[str, Any]:
    return {"article": kept.id, "title": kept.title, "posts": [_place(place) for place in amending.places(kept)]}


def _place(place: amending.Place) -> dict[str, Any]:
    last, known = place.last, CHANNELS[place.post.channel.kind]
    return post_as_json(place.post) | {
        "note": place.post.note,
        "can_correct": place.amends,
        "can_take_down": not place.mail,
        "instead": known.instead,
        "correcting": what_happens.correcting(place),
        "taking_down": what_happens.taking_down(place),
        "change": last and {"verb": last.verb, "state": last.state, "why": last.why, "by": str(last.member or "")},
    }


def _say(kept: Article, as_json: bool) -> None:
    said = _as_json(kept)
    if as_json:
        say_json(said)
        return
    click.echo(kept.title)
    for one in said["posts"]:
        change = one["change"]
        what = f"{change['verb'].replace('_', ' ')}: {change['state']}" if change else ""
        click.echo("  ".join(filter(None, (str(one["id"]), one["channel"], one["state"], what, one["url"]))))
        if words := (change or {}).get("why") or one["instead"]:
            click.echo(f"    {words}")
