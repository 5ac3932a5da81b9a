"""`publisher post`: the queue, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click
from django.utils import timezone

from publisher.audience import links
from publisher.editing import correction, intake, lessons, pictures, posts, schedule
from publisher.editing.approval import NotAllowed, demand
from publisher.models import Member, Message, Post
from publisher.models.post import SENDING, SENT, STATES
from publisher.responses import reasons, table
from publisher.responses.report import as_json as post_as_json
from publisher.sending import again, pardon

from .answers import Refusal, as_json, say_json
from .people import acting_member
from .sources import read_source

as_member = click.option("--as", "email", metavar="MEMBER", help="In whose name. [default: the only admin]")


@click.group()
def post() -> None:
    """The queue and what became of it.

    \b
    Example:  publisher post list --state queued
    """


@post.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only posts in this state.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@as_json
def list_(state: str | None, limit: int, as_json: bool) -> None:
    """The newest posts, newest first.

    \b
    Example:  publisher post list --state held --json
    """
    found = Post.objects.select_related("channel", "article").order_by("-id")
    if state:
        found = found.filter(state=state)
    rows = found[:limit]
    if as_json:
        say_json([post_as_json(row) for row in rows])
    else:
        for row in rows:
            click.echo(f"{_line(post_as_json(row))}  {row.article.title if row.article else ''}".rstrip())


@post.command()
@click.argument("number", type=int, metavar="ID")
@as_json
def show(number: int, as_json: bool) -> None:
    """One post, whole.

    \b
    Example:  publisher post show 12 --json
    """
    _say(number, as_json)


@post.command()
@click.argument("number", type=int, metavar="ID")
@as_member
@as_json
def cancel(number: int, email: str | None, as_json: bool) -> None:
    """Take a post out for good. A newsletter on its way stops where it is.

    \b
    Example:  publisher post cancel 12
    """
    _act(number, as_json, lambda: schedule.cancel(number, acting_member(email), timezone.now()))


@post.command()
@click.argument("number", type=int, metavar="ID")
@click.argument("source", required=False)
@as_member
@as_json
def correct(number: int, source: str | None, email: str | None, as_json: bool) -> None:
    """Stop a newsletter that is partly sent; the rest gets the text of SOURCE, at once.

    Without SOURCE a draft waits on the desk, where the text is corrected. Nobody gets two: who has it, or may have it,
    keeps it as it was, and the book of each says who got which.

    \b
    Example:  publisher post correct 12 corrected.txt
    """
    old, member, now = _find(number), acting_member(email), timezone.now()
    story = (
        read_source(
            source, url=old.article.canonical_url if old.article else "", taught=lessons.taught(), pictures=True
        )
        if source
        else None
    )
    draft = None
    try:
        draft = correction.correct(number, member, now)
        if story and old.article:
            intake.edit(
                old.article.id,
                version=old.article.version,
                story=story.still_warning(old.article.read()),
                member=member,
            )
            pictures.fetch_pictures(old.article.id)
            posts.render_article(old.article.id)
            schedule.queue([draft.id], schedule.now_with_grace(now, timedelta(0)), member=member, now=now)
    except (schedule.Cannot, schedule.Blocked, NotAllowed, intake.Stale) as why:
        if as_json:
            say_json(post_as_json(_find(draft.id if draft else number)))
        stopped = f" Post {number} is stopped; the draft {draft.id} waits on the desk." if draft else ""
        raise Refusal(f"{why}{stopped}") from why
    _say(draft.id, as_json)


@post.command()
@click.argument("number", type=int, metavar="ID")
@click.option("--reason", metavar="KEY", help="Only the mails that failed for this reason, such as 552-5.2.2.")
@as_member
@as_json
def retry(number: int, reason: str | None, email: str | None, as_json: bool) -> None:
    """Send a refused or held post now, which approves what it says now; or a newsletter's failed mails once more.

    Not those whose address is refused, nor readers who have left.

    \b
    Example:  publisher post retry 12
    """
    found = _find(number)
    if found.channel.kind == "mail" and found.state in (SENDING, SENT):
        _retry_mails(found, reason, acting_member(email), as_json)
    else:
        _act(number, as_json, lambda: schedule.retry(number, acting_member(email), timezone.now()))


def _retry_mails(found: Post, key: str | None, member: Member, as_json: bool) -> None:
    keys = [key] if key else [one.key for one, _ in reasons.failures(found) if not one.hopeless]
    refusal = "" if keys else "No mail of this newsletter has failed that may be tried again."
    done = again.Tried()
    try:
        for one in keys:
            tried = again.try_again(found.id, one, member=member, now=timezone.now())
            done = again.Tried(done.again + tried.again, done.left + tried.left, done.busy + tried.busy)
    except (schedule.Cannot, NotAllowed) as why:
        refusal = str(why)
    if as_json or not refusal:
        _say(found.id, as_json)
    if not as_json and not refusal:
        click.echo(f"{done.again} mails go again; {done.left} readers have left meanwhile.")
    if refusal or done.busy:
        raise Refusal(refusal or f"{done.busy} mails are in a worker’s hands: retry in a minute.")


@post.command()
@click.argument("number", type=int, metavar="ID")
@as_member
@as_json
def unsuppress(number: int, email: str | None, as_json: bool) -> None:
    """Take back what a newsletter's refusals have suppressed: the relay was wrong, not the readers' addresses.

    Their mails of this newsletter are due again. Nobody who left or complained comes back.

    \b
    Example:  publisher post unsuppress 12
    """
    _find(number)
    try:
        done = pardon.of_newsletter(number, member=acting_member(email), now=timezone.now())
    except (schedule.Cannot, NotAllowed) as why:
        if as_json:
            say_json(post_as_json(_find(number)))
        raise Refusal(str(why)) from why
    _say(number, as_json)
    if not as_json:
        click.echo(f"{done.readers} readers are written to again; {done.again} mails go again.")


@post.command()
@click.argument("number", type=int, metavar="ID")
@as_member
def ledger(number: int, email: str | None) -> None:
    """The whole book of a newsletter as CSV: a row for each mail, and what became of it.

    \b
    Example:  publisher post ledger 12 > newsletter-12.csv
    """
    found = _find(number)
    if found.channel.kind != "mail":
        raise Refusal(f"Post {number} is no newsletter: `publisher post show {number}` says what became of it.")
    if found.forgotten_to:
        raise Refusal(f"Who got post {number} is forgotten by now: `publisher post show {number}` has its totals.")
    member = acting_member(email)
    try:
        demand(member, "approve")
    except NotAllowed as why:
        raise Refusal(str(why)) from why
    for lines in table.noted(found, member):
        click.echo(lines.encode(), nl=False)


@post.command()
@click.argument("address")
@as_json
def bounced(address: str, as_json: bool) -> None:
    """Which mail a bounce is about, by the ADDRESS that it came back to.

    
    Example:  publisher post bounced b+kz2w…@b.your.domain
    """
    found = links.read_return_path(address.strip("<> "))
    if found is None:
        raise Refusal("No mail of ours comes back to this address.")
    mail = Message.objects.filter(post=found[0], sequence=found[1]).first()
    if mail is None:
        raise Refusal(f"It was mail {found[1]} of post {found[0]}, of which nothing more is kept.")
    last = mail.post.outcomes.filter(sequence=mail.sequence).order_by("-attempt").first()
    said: dict[str, object] = {"post": mail.post_id, "mail": mail.sequence, "reader": mail.subscriber}
    said |= {"outcome": last.kind, "reply": last.reply} if last else {"outcome": "waiting", "reply": ""}
    if as_json:
        say_json(said)
    else:
        click.echo("Mail {mail} of post {post}, to reader {reader}: {outcome}. {reply}".format(**said).rstrip())


def _act(number: int, as_json: bool, act: Any) -> None:
    _find(number)
    try:
        act()
    except (schedule.Cannot, schedule.Blocked, NotAllowed) as why:
        if as_json:
            say_json(post_as_json(_find(number)))
        raise Refusal(str(why)) from why
    _say(number, as_json)


def _find(number: int) -> Post:
    found = Post.objects.select_related("channel", "article").filter(id=number).first()
    if found is None:
        raise Refusal(f"There is no post {number}: `publisher post list` shows those there are.")
    return found


def _say(number: int, as_json: bool) -> None:
    one = post_as_json(_find(number))
    if as_json:
        say_json(one)
        return
    click.echo(_line(one))
    for name in ("why", "counts"):
        if one.get(name):
            click.echo(f"{name}: {one[name]}")


def _line(one: dict[str, Any]) -> str:
    due = f"{datetime.fromisoformat(one['due_at']).astimezone(UTC):%Y-%m-%d %H:%M} UTC" if one["due_at"] else "-"
    return f"{one['id']}  {one['channel']}  {one['state']}  {due}  {one['url']}".rstrip()
