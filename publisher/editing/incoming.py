"""A link that a member gave: read by a worker, never while the browser waits for its answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from publisher.models import Article, Incoming, Member, Newsroom
from publisher.models.incoming import DONE, FAILED, KNOWN, READING
from publisher.outside import Forbidden, Guard, named
from publisher.sources import page
from publisher.sources.fetch import Unreachable
from publisher.sources.paste import NotAnArticle

from . import intake, lessons

Clock = Callable[[], datetime]

LONGEST = 2000  # characters of a link
TRIES = 2  # a page that killed two workers is not opened again
REMEMBERED = timedelta(days=1)


def add(link: str, *, member: Member, again: bool, now: datetime) -> Incoming:
    """Have this link read. Nothing is fetched here. Raises Forbidden if it cannot be one, by its form alone."""
    if len(link) > LONGEST:
        raise Forbidden("This link is too long to be one. Copy it from the browser’s address bar again.")
    named(link)
    return Incoming.objects.create(link=link, member=member, again=again, created_at=now)


def take(incoming_id: int, clock: Clock, *, guard: Guard | None = None) -> None:
    """Read a link into an article, if nobody else does; what cannot be read says why."""
    now = clock()
    if not Incoming.objects.claim(incoming_id, now):
        return
    mine = Incoming.objects.filter(id=incoming_id, state=READING, claimed_at=now)
    incoming = mine.select_related("member").first()
    if incoming is None:  # its member was removed in this very moment
        return
    if incoming.attempts > TRIES:
        _end(incoming, FAILED, why="Reading this page took too long, twice.")
        return
    try:
        story = page.read_url(incoming.link, guard=guard or Guard(), taught=lessons.taught(), pictures=True)
    except (Unreachable, NotAnArticle, Forbidden) as why:
        _end(incoming, FAILED, why=str(why))
        return
    try:
        with transaction.atomic():
            # The newsroom's row first, as intake does: the article and what became of its link are one thing.
            Newsroom.objects.select_for_update().first()
            if mine.exists():
                article = intake.keep(story, member=incoming.member, again=incoming.again)
                intake.ride(article, story, member=incoming.member)
                _end(incoming, DONE, article=article)
    except intake.Known as known:
        _end(incoming, KNOWN, article=known.article)


def _end(incoming: Incoming, state: str, *, why: str = "", article: Article | None = None) -> None:
    mine = Incoming.objects.filter(id=incoming.id, state=READING, claimed_at=incoming.claimed_at)
    mine.update(state=state, why=why, article=article)


def forget(now: datetime) -> None:
    """What was given a day ago: its article stands by itself."""
    Incoming.objects.filter(created_at__lte=now - REMEMBERED).delete()
