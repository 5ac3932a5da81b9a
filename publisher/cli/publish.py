"""`publisher publish`: the main job, in one command."""

from __future__ import annotations

import time
from datetime import timedelta

import click
from django.db.models import Q
from django.utils import timezone

from publisher.editing import intake, lessons, pictures, posts, schedule
from publisher.editing.approval import NotAllowed
from publisher.giving import appeals
from publisher.models import Article, Channel, MailingList, Member, Newsroom, Post
from publisher.models.post import CANCELLED, HELD, LIVE, REFUSED, SENDING, SENT, UNCERTAIN
from publisher.responses.report import as_json as post_as_json
from publisher.sources.clean import one_line
from publisher.story import Story

from .answers import Refusal, as_json, say_json
from .people import acting_member, list_called
from .sources import read_source, source, url

Due = schedule.Due | dict[int, schedule.Due]


@click.command()
@source
@click.option("--to", "names", required=True, metavar="CHANNEL,…", help="Names of channels, with commas between.")
@click.option("--now", "at_once", is_flag=True, help="Send it now.")
@click.option("--at", "moment", metavar="TIME", help='At a time: "2026-12-01 07:30 Asia/Colombo".')
@click.option("--next-slot", is_flag=True, help="At each channel's next standing time.")
@url
@click.option("--list", "slug", metavar="LIST", help="The mailing list, if there are several: its short name.")
@click.option("--again", is_flag=True, help="A new edition of what was published before.")
@click.option("--as", "email", metavar="MEMBER", help="In whose name. [default: the only admin]")
@click.option("--grace", type=click.IntRange(0, 3600), default=0, metavar="SECONDS", help="With --now: time to undo.")
@click.option("--wait", type=float, is_flag=False, flag_value=600, metavar="[SECONDS]", help="Wait for the end. [600]")
@as_json
def publish(
    source: str,
    names: str,
    at_once: bool,
    moment: str | None,
    next_slot: bool,
    url: str,
    slug: str | None,
    again: bool,
    email: str | None,
    grace: int,
    wait: float | None,
    as_json: bool,
) -> None:
    """Publish an article: read it, render it for every channel, approve that, and queue it.

    \b
    Examples:
      publisher publish article.txt --url https://news.example.org/a --to mail,x,mastodon --now --wait --json
      publisher publish https://news.example.org/a --to mail --at "2026-12-01 07:30 Asia/Colombo"
    """
    if [at_once, bool(moment), next_slot].count(True) != 1:
        raise click.UsageError("Say when, in one way: --now, --at TIME or --next-slot.")
    article, mine = None, list[Post]()
    try:
        now = timezone.now()
        member = acting_member(email)
        channels, mailing_list = _channels(names), list_called(slug) if slug else None
        due = schedule.at(moment, zone=Newsroom.objects.get().zone, now=now) if moment else None
        story = read_source(source, url=url, taught=lessons.taught(), pictures=True)
        _demand_link(story, channels)
        article, mine = _keep(story, member, again)
        if told := _of_the_appeal(article, story):
            click.echo(told, err=True)
        _refuse_twice(article, story, mine, channels)
        mine = _prepare(article, channels, member, mailing_list, again)
        _queue(mine, due, at_once, timedelta(seconds=grace), member)
        if wait is not None:
            _wait(mine, wait)
        _judge(mine, waited=wait is not None)
    except NotAllowed as why:
        drafts = " The posts wait on the desk as drafts." if mine else ""
        raise Refusal(f"{why}{drafts}") from why
    except (schedule.BadTime, schedule.Blocked, schedule.Cannot, posts.AlreadyLive) as why:
        raise Refusal(str(why)) from why
    finally:
        shown = [post_as_json(post) for post in _fresh(mine)]
        if as_json:
            say_json({"article": article and article.id, "posts": shown})
    if not as_json:
        for post in shown:
            click.echo(f"{post['id']}  {post['channel']}  {post['state']}  {post['url'] or post['due_at'] or ''}")


def _channels(names: str) -> list[Channel]:
    connected = {channel.name: channel for channel in Channel.objects.filter(deleted_at__isnull=True).order_by("id")}
    wanted = list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in wanted or [""]:
        if name not in connected:
            raise Refusal(f"There is no channel “{name}”; there are: {', '.join(connected) or 'none yet'}.")
    return [connected[name] for name in wanted]


def _demand_link(story: Story, channels: list[Channel]) -> None:
    networks = [channel.name for channel in channels if channel.kind != "mail"]
    if networks and not story.canonical_url:
        raise Refusal(f"A post for {', '.join(networks)} needs the article's own link, and none was found: give --url.")


def _keep(story: Story, member: Member, again: bool) -> tuple[Article, list[Post]]:
    """The article's row, and its live posts if it was here before."""
    try:
        kept = intake.keep(story, member=member, again=again)
        intake.ride(kept, story, member=member)
        return Article.objects.get(id=kept.id), []
    except intake.Known as known:
        return known.article, list(Post.objects.filter(article=known.article, state__in=LIVE))


def _of_the_appeal(article: Article, story: Story) -> str:
    """What is done with a request for donations that stood in the text; empty where there was none."""
    if story.appeal is None:
        return ""
    found, rides = appeals.offer(story.appeal), appeals.appeal_of(article)
    riding = f"“{rides}” rides on the posts" if rides else "no appeal rides on the posts"
    if found.wording and found.wording.appeal == rides:
        return f"A request for donations stood in the text: it is your appeal “{rides}”, and rides on the posts."
    if found.wording:
        return f"A request for donations stood in the text: it is your appeal “{found.wording.appeal}”, but {riding}."
    said = one_line(story.appeal.headline or " ".join(story.appeal.paragraphs) or story.appeal.call_to_action)
    return (
        f"A request for donations that the desk does not know was taken out of the text (“{said[:80]}”); {riding}. "
        "Keep it on the article's page on the desk if it is to ride."
    )


def _refuse_twice(article: Article, story: Story, live: list[Post], channels: list[Channel]) -> None:
    """The same text once more is taken for channels that it never went to, and for no other."""
    for post in live:
        if post.channel in channels:
            raise Refusal(
                f"“{article.title}” is published already: post {post.id} for {post.channel} is {post.state}. "
                "Use --again for a new edition."
            )
    if article.text_hash != intake.text_hash(story):
        raise Refusal(
            f"{article.canonical_url} is kept already, with other words: edit it on the desk, or use --again."
        )


def _prepare(
    article: Article, channels: list[Channel], member: Member, mailing_list: MailingList | None, again: bool
) -> list[Post]:
    pictures.fetch_pictures(article.id)
    made = posts.prepare(article, channels, member=member, mailing_list=mailing_list, again=again)
    posts.render_article(article.id)
    ids = [post.id for post in made]
    followed = Q(id__in=ids) | Q(follows__in=ids)  # rendering may have made posts that follow
    return list(Post.objects.filter(followed).exclude(state=CANCELLED).select_related("channel").order_by("id"))


def _queue(mine: list[Post], due: schedule.Due | None, at_once: bool, grace: timedelta, member: Member) -> None:
    """Queue them. If something must be mended first, the drafts are taken back, so that the command can be repeated."""
    now = timezone.now()
    leading = [post for post in mine if post.follows_id is None]
    when: Due
    if due:
        when = due
    elif at_once:
        when = schedule.now_with_grace(now, grace)
    else:
        when = {post.id: schedule.next_slot(post.channel, now) for post in leading}
    try:
        schedule.queue([post.id for post in leading], when, member=member, now=now)
    except (schedule.Blocked, schedule.Cannot):
        for post in leading:
            schedule.cancel(post.id, member, now)
        raise


def _wait(mine: list[Post], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(_at_rest(post) for post in _fresh(mine)):
        time.sleep(0.2)


def _at_rest(post: Post) -> bool:
    """Nothing more happens by itself, or mail has only deferred left."""
    if post.state == SENDING and post.channel.kind == "mail":
        counts = post_as_json(post)["counts"]
        return bool(counts) and counts["deferred"] > 0 and not counts["waiting"] and not counts["uncertain"]
    return post.state in (SENT, REFUSED, UNCERTAIN, HELD, CANCELLED)


def _fresh(mine: list[Post]) -> list[Post]:
    return list(Post.objects.filter(id__in=[p.id for p in mine]).select_related("channel", "article").order_by("id"))


def _judge(mine: list[Post], *, waited: bool) -> None:
    """Raises Refusal, naming the first post that did not go, if not all went as asked."""
    for post in _fresh(mine):
        if post.state in (REFUSED, UNCERTAIN, HELD, CANCELLED):
            raise Refusal(f"The post for {post.channel} is {post.state}: {post.why or 'see the desk'}")
        if waited and post.state != SENT:
            why = post.why or post.channel.paused_why or _why_waiting()
            raise Refusal(f"The post for {post.channel} has not gone yet ({post.state}): {why}")


def _why_waiting() -> str:
    if Newsroom.objects.filter(stopped_at__isnull=False).exists():
        return "everything is stopped; `publisher resume` lets it go."
    return "is `publisher up` running? `publisher doctor` tells."
