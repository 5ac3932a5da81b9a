"""When an article's posts go: now, at the next slot, at a time; and the sentence that is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.editing import approval, schedule
from publisher.models import Article, Newsroom, Post
from publisher.models.post import DRAFT, HELD, REFUSED
from publisher.sending import notices
from publisher.web.words import outlet, plural

from .compose import readers
from .pages import first_time, me, needs, once_token, posted, refuse, say, show, whole

READY = (DRAFT, HELD, REFUSED)


@dataclass(frozen=True)
class Line:
    """One post, as the confirm page names it."""

    post: Post
    due: schedule.Due
    readers: int
    subject: str

    @property
    def said(self) -> str:
        """The time as it is confirmed: what the form brings back, resolved again on the server."""
        return f"{self.due.wall_time} {self.due.zone}" if self.due.wall_time else "now"


@needs("write")
def confirm(request: HttpRequest, article_id: int) -> HttpResponse:
    """GET names everything; POST queues exactly that, once."""
    article = get_object_or_404(Article, id=article_id)
    if request.method == "POST":
        return _queue(request, article)
    when = request.GET.get("when", "slot")
    chosen = _chosen(article, request.GET.getlist("post"))
    if not chosen:
        refuse(request, "Choose at least one post that is still a draft.")
        return redirect("posts", article.id)
    try:
        dues = {post.id: _due(request, post, when) for post in chosen}
    except schedule.BadTime as why:
        return _time_again(request, article, chosen, when, str(why))
    return _page(request, article, [_line(post, dues[post.id]) for post in chosen])


def _chosen(article: Article, ids: list[str]) -> list[Post]:
    return list(
        Post.objects.select_related("channel", "mailing_list", "article")
        .filter(article=article, id__in=list(map(whole, ids)), state__in=READY)
        .order_by("channel_id", "part")
    )


def _due(request: HttpRequest, post: Post, when: str) -> schedule.Due:
    now = timezone.now()
    if when == "now":
        return schedule.now_with_grace(now, settings.GRACE_SECONDS)
    if when == "at":
        zone = request.GET.get("zone", "").strip() or Newsroom.objects.get().zone
        return schedule.at(f"{request.GET.get('at', '')} {zone}", zone=zone, now=now)
    return schedule.next_slot(post.channel, now)


def _line(post: Post, due: schedule.Due) -> Line:
    letters = post.content.get("letters") or [{}]
    return Line(post, due, readers(post), letters[0].get("subject", str(post.article)))


def verb(lines: list[Line], posts: int) -> str:
    """A verb and a count, for the button: "Send to 6,001 readers and publish 2 posts"."""
    now = any(line.said == "now" for line in lines)
    letters = [line for line in lines if line.post.channel.kind == "mail"]
    said = []
    if letters:
        said.append(("Send to " if now else "Queue for ") + plural(sum(line.readers for line in letters), "reader"))
    if posts:
        said.append(("publish " if now else "" if letters else "queue ") + plural(posts, "post"))
    words = " and ".join(said)
    return words[:1].upper() + words[1:]


def _page(
    request: HttpRequest, article: Article, lines: list[Line], *, status: int = 200, why: str = ""
) -> HttpResponse:
    heads = [line.post.id for line in lines]
    blocked = [
        f"{outlet(line.post.channel)}: {check['message']}"
        for line in lines
        for check in line.post.problems
        if check["level"] == "blocked"
    ]
    followers = list(Post.objects.select_related("channel").filter(follows__in=heads, state=DRAFT))
    networks = sum(line.post.channel.kind != "mail" for line in lines) + len(followers)
    return show(
        request,
        "desk/confirm.html",
        status=status,
        article=article,
        lines=lines,
        followers=followers,
        verb=verb(lines, networks),
        rendered=all(line.post.content_hash for line in lines),
        blocked=blocked,
        why=why,
        grace=int(settings.GRACE_SECONDS.total_seconds()),
        once=once_token(request),
        who_may=approval.who_may("approve"),
    )


def _time_again(request: HttpRequest, article: Article, chosen: list[Post], when: str, why: str) -> HttpResponse:
    now = timezone.now()
    return show(
        request,
        "desk/when.html",
        status=422,
        article=article,
        heads=chosen,
        when=when,
        at=request.GET.get("at", ""),
        zone=request.GET.get("zone", ""),
        slots={post.id: schedule.next_slot(post.channel, now) for post in chosen},
        grace=int(settings.GRACE_SECONDS.total_seconds()),
        why=why,
    )


def _queue(request: HttpRequest, article: Article) -> HttpResponse:
    now, zone = timezone.now(), Newsroom.objects.get().zone
    chosen = _chosen(article, request.POST.getlist("post"))
    if not first_time(request) or not chosen:
        return redirect("progress", article.id)
    try:
        dues = {post.id: _said(request, post, zone) for post in chosen}
    except schedule.BadTime as why:
        return _time_again(request, article, chosen, "at", str(why))
    try:
        followers = Post.objects.filter(follows__in=chosen).values_list("id", flat=True)
        shown = [*(post.id for post in chosen), *followers]
        seen = {post_id: request.POST.get(f"seen-{post_id}", "") for post_id in shown}
        schedule.queue([post.id for post in chosen], dues, member=me(request), now=now, seen=seen)
    except (schedule.Blocked, schedule.Cannot, approval.NotAllowed) as why:
        lines = [_line(post, dues[post.id]) for post in chosen]
        return _page(request, article, lines, status=409, why=str(why))
    return redirect("progress", article.id)


def _said(request: HttpRequest, post: Post, zone: str) -> schedule.Due:
    text, now = request.POST.get(f"due-{post.id}", ""), timezone.now()
    if text == "now":
        return schedule.now_with_grace(now, settings.GRACE_SECONDS)
    return schedule.at(text, zone=zone, now=now)


@needs("write")
@posted
def ask_approval(request: HttpRequest, article_id: int) -> HttpResponse:
    """Tell those who may approve that this waits for them."""
    article = get_object_or_404(Article, id=article_id)
    chosen = _chosen(article, request.POST.getlist("post"))
    if first_time(request) and chosen:
        notices.request("approval_wanted", post=chosen[0], now=timezone.now())
    say(request, f"Asked: {approval.who_may('approve')}. The posts stay drafts until one of them queues them.")
    return redirect("home")
