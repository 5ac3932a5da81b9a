"""What becomes of an article's posts, alive; and what a person can do about each."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from publisher.editing import correction, schedule
from publisher.editing.approval import demand, may
from publisher.models import Article, Newsroom, Post
from publisher.models.post import DRAFT, QUEUED, SENDING, SENT, UNCERTAIN
from publisher.responses import report
from publisher.sending import pardon, settling
from publisher.sending.reconcile import asked
from publisher.sources.clean import clean_url
from publisher.web.words import both_zones, outlet, plural

from .compose import readers
from .pages import me, needs, part, posted, refuse, say, show, signed_in

SHORTLY = timedelta(minutes=5)


@signed_in
def progress(request: HttpRequest, article_id: int) -> HttpResponse:
    article = get_object_or_404(Article, id=article_id)
    return show(request, "desk/progress.html", article=article, may_see=may(me(request), "approve"), **_rows(article))


@signed_in
def live(request: HttpRequest, article_id: int) -> HttpResponse:
    """The same rows, for htmx to look again; it stops when nothing can change by itself."""
    article = get_object_or_404(Article, id=article_id)
    return part(request, "desk/_progress.html", article=article, may_see=may(me(request), "approve"), **_rows(article))


def _rows(article: Article) -> dict[str, Any]:
    now = timezone.now()
    posts = Post.objects.select_related("channel", "mailing_list", "approved_by", "corrects").filter(article=article)
    rows = [_row(post, now) for post in posts.order_by("-edition", "channel_id", "part", "id")]
    return {"rows": rows, "moving": any(row["moving"] for row in rows)}


def _row(post: Post, now: datetime) -> dict[str, Any]:
    soon = post.state == QUEUED and (post.due_at is None or post.due_at < now + SHORTLY)
    mail = post.channel.kind == "mail"
    counts = report.counts(post) if mail and post.candidates else None
    return {
        "post": post,
        "counts": counts,
        "bar": _bar(counts) if counts else [],
        "readers": readers(post) if mail else 0,
        "moving": soon or post.state in (SENDING, UNCERTAIN),
        "asked": asked(post.channel),
        "can_undo": post.state == QUEUED and post.part == 0,
        "in_grace": _in_grace(post, now),
        "seconds": max(0, round((post.due_at - now).total_seconds())) if post.due_at else 0,
        "overdue": post.state == QUEUED and post.due_at is not None and post.due_at < now - timedelta(minutes=1),
        "left": _left(post, counts["waiting"] + counts["deferred"], now) if counts and post.state == SENDING else "",
        "held": report.held_mails(post) if counts and counts["uncertain"] and post.state == SENDING else 0,
        "can_correct": bool(counts) and correction.can(post),
        "back": report.came_back(post) if counts else {},
        "measured": post.measures.order_by("-at").first() if not mail and post.state == SENT else None,
        "suppressed": pardon.suppressed_by(post).count() if counts and post.channel.paused_at else 0,
        "twice": len(report.possibly_twice(post)) + post.forgotten_twice if mail and post.candidates else 0,
    }


def _left(post: Post, mails: int, now: datetime) -> str:
    """What keeps a newsletter that is on its way, or how long it still takes, in a sentence; empty if nobody knows."""
    channel, every = post.channel, report.pace(post, now)
    if Newsroom.objects.filter(stopped_at__isnull=False).exists():
        return "Everything is stopped: nothing more leaves until somebody presses resume."
    if channel.paused_at:
        return f"The channel is paused: {channel.paused_why}"
    if channel.rests_until and channel.rests_until > now:
        used = channel.a_day(now)
        return (
            f"Today’s {used:,} mails are used. " if used else "The mail server takes no more from us today. "
        ) + f"It goes on by itself {both_zones(channel.rests_until, Newsroom.objects.get().zone)}."
    if not every or not mails:
        return ""
    minutes = math.ceil(mails / every)
    return f"{every:,} mails a minute; about {plural(minutes, 'minute')} left."


def _bar(counts: dict[str, int]) -> list[tuple[str, float, float]]:
    """(kind, x, width) in per cent, for a drawing."""
    whole, at, pieces = max(1, counts["candidates"]), 0.0, []
    for kind in ("accepted", "deferred", "failed", "suppressed", "uncertain", "waiting"):
        width = 100 * counts[kind] / whole
        if width:
            pieces.append((kind, round(at, 3), round(width, 3)))
        at += width
    return pieces


# -- what a person does --------------------------------------------------------------------------------------


@needs("write")
@posted
def act(request: HttpRequest, post_id: int, verb: str) -> HttpResponse:
    """One button of one post. Pressed twice, the second says what is the case now and changes nothing."""
    post = get_object_or_404(Post.objects.select_related("channel"), id=post_id)
    member, now = me(request), timezone.now()
    match verb:
        case "undo":
            schedule.back_to_draft(post.id, member)
            say(request, f"{outlet(post.channel)}: undone. Nothing was sent; it is a draft again.")
        case "edit":
            if post.state != DRAFT:
                schedule.back_to_draft(post.id, member)
            return redirect(reverse("posts", args=[post.article_id]) + f"#post-{post.id}")
        case "cancel":
            schedule.cancel(post.id, member, now)
            say(request, f"{outlet(post.channel)}: cancelled. What had not left stays.")
        case "correct":
            draft = correction.correct(post.id, member, now)
            have, doubt = (report.counts(post)[kind] for kind in ("accepted", "uncertain"))
            say(
                request,
                f"Stopped. {plural(have + doubt, 'reader has it, or may', 'readers have it, or may')}, as it was; they"
                f" are listed on the page of the posts. Correct the text here: edition {draft.edition} takes it to the"
                f" other {plural(readers(draft), 'reader')}, once you have looked at it and confirmed.",
            )
            return redirect("article", post.article_id)
        case "now":
            _at_once(post, request, now)
        case "at":
            zone = request.POST.get("zone", "").strip() or Newsroom.objects.get().zone
            _again_at(post, schedule.at(f"{request.POST.get('at', '')} {zone}", zone=zone, now=now), request, now)
        case "retry":
            schedule.retry(post.id, member, now)
            say(request, f"{outlet(post.channel)}: it is tried again.")
        case "unsuppress":
            back = pardon.of_newsletter(post.id, member=member, now=now)
            say(
                request,
                f"{plural(back.readers, 'reader')} may be written to again, and {plural(back.again, 'mail')} of this"
                " newsletter goes again. If the channel is paused, check the mail server and press resume.",
            )
        case "there" | "again" if post.channel.kind == "mail":
            done = settling.settle(post.id, verb, member=member, now=now)
            what = "is taken as arrived" if verb == "there" else "goes again"
            say(request, f"{outlet(post.channel)}: {plural(done, 'mail')} in doubt {what}.")
        case "there":
            schedule.settle(post.id, "there", url=clean_url(request.POST.get("url", "")[:2000]), member=member, now=now)
            say(request, f"{outlet(post.channel)}: noted that it is there.")
        case "again":
            schedule.settle(post.id, "again", member=member, now=now)
            say(request, f"{outlet(post.channel)}: it is sent again.")
        case _:
            raise Http404
    return redirect(reverse("progress", args=[post.article_id]) + f"#post-{post.id}")


def _at_once(post: Post, request: HttpRequest, now: datetime) -> None:
    """It goes when the seconds are over in which it can be undone; one for which they run already goes no sooner."""
    demand(me(request), "approve")
    if not _in_grace(post, now):
        what = (
            f"it goes in {plural(int(settings.GRACE_SECONDS.total_seconds()), 'second')}; until then it can be undone"
        )
        _again_at(post, schedule.now_with_grace(now, settings.GRACE_SECONDS), request, now, what=what)


def _in_grace(post: Post, now: datetime) -> bool:
    return post.state == QUEUED and not post.wall_time and post.due_at is not None and post.due_at > now


def _again_at(post: Post, due: schedule.Due, request: HttpRequest, now: datetime, *, what: str = "queued") -> None:
    """A queued post is taken back and queued anew; one that is held, failed or a draft is queued."""
    with transaction.atomic():  # who may not queue does not unschedule either
        if post.state == QUEUED:
            schedule.back_to_draft(post.id, me(request))
        schedule.queue([post.id], due, member=me(request), now=now)
    say(request, f"{outlet(post.channel)}: {what}.")


@needs("write")
@posted
def undo_all(request: HttpRequest, article_id: int) -> HttpResponse:
    """Take back what was just queued for now; what left meanwhile is said so."""
    article, now, late = get_object_or_404(Article, id=article_id), timezone.now(), []
    fresh = Post.objects.select_related("channel").filter(article=article, state=QUEUED, wall_time="", part=0)
    for post in fresh.filter(due_at__gt=now):
        try:
            schedule.back_to_draft(post.id, me(request))
        except schedule.Cannot:
            late.append(outlet(post.channel))
    if late:
        refuse(request, f"Too late for {', '.join(late)}; the rest is undone.")
    else:
        say(request, "Undone. Nothing was sent.")
    return redirect("progress", article.id)
