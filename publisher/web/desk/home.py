"""The queue, grouped by day, and what became of what left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from publisher.models import Article, Newsroom, Post
from publisher.models.post import DRAFT, HELD, LIVE, QUEUED, REFUSED, SENDING, SENT, UNCERTAIN
from publisher.responses import report

from .pages import show, signed_in

RECENT = timedelta(days=30)
AT_MOST = 200
Days = list[tuple[date | None, list[Post]]]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    posts = Post.objects.select_related("article", "channel", "mailing_list", "follows").order_by(
        "due_at", "part", "id"
    )
    asking = posts.filter(state__in=[HELD, REFUSED, UNCERTAIN])
    coming = posts.filter(state__in=[QUEUED, SENDING])
    gone = posts.filter(state=SENT, sent_at__gt=now - RECENT).order_by("-sent_at", "-id")
    preparing = (
        Article.objects.filter(
            Exists(Post.objects.filter(article=OuterRef("pk"), state=DRAFT))
            | ~Exists(Post.objects.filter(article=OuterRef("pk"), state__in=LIVE | {REFUSED}))
        )
        .select_related("edited_by")
        .order_by("-edited_at")
    )
    zone = ZoneInfo(Newsroom.objects.get().zone)
    next_ones, last_ones = list(coming[:AT_MOST]), list(gone[:AT_MOST])
    return show(
        request,
        "desk/home.html",
        counts={
            "asking": asking.count(), "coming": coming.count(), "preparing": preparing.count(), "gone": gone.count(),
        },
        asking=list(asking[:AT_MOST]),
        coming=by_day(next_ones, zone),
        preparing=list(preparing[:50]),
        gone=by_day(last_ones, zone, "sent_at"),
        mail_counts=_mail_counts([*next_ones, *last_ones]),
    )  # fmt: skip


def by_day(posts: Iterable[Post], zone: ZoneInfo, field: str = "due_at") -> Days:
    """Grouped by the newsroom's day; those without a time (they follow another) go with what they follow."""

    def day(post: Post) -> date | None:
        at: datetime | None = getattr(post, field) or (getattr(post.follows, field) if post.follows else None)
        return at.astimezone(zone).date() if at else None

    ordered = sorted(posts, key=lambda post: day(post) or date.max, reverse=field == "sent_at")
    return [(when, list(some)) for when, some in groupby(ordered, key=day)]


def _mail_counts(posts: Iterable[Post]) -> dict[int, dict[str, int]]:
    return report.counts_of([post.id for post in posts if post.channel.kind == "mail" and post.state != QUEUED])
