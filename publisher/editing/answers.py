"""What editors answer to a feed: yes or no to what it asks about, and to its newer version of an article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from publisher.models import Article, Feed, FeedEntry, Member
from publisher.models.feed import IGNORED, KEPT, NEW, NOTED, OFFERED, WAITING
from publisher.story import ADDED, Story

from . import intake


class Moot(Exception):
    """Too late: what was offered is offered no longer."""


def take(feed: Feed, entry_ids: Iterable[int], now: datetime) -> int:
    """Yes: these are read as soon as a worker is free. How many."""
    return FeedEntry.objects.filter(feed=feed, state=WAITING, id__in=list(entry_ids)).update(
        state=NEW, next_at=now, attempts=0, changed_at=now
    )


def ignore(feed: Feed, entry_ids: Iterable[int] | None, now: datetime) -> int:
    """No to these, or to all that wait (None). An article that is here stays as it is. How many."""
    asked = FeedEntry.objects.filter(feed=feed, state=WAITING)
    if entry_ids is not None:
        asked = asked.filter(id__in=list(entry_ids))
    changes = asked.filter(article__isnull=False).update(state=KEPT, story=None, content={}, changed_at=now)
    return changes + asked.filter(article__isnull=True).update(state=IGNORED, content={}, changed_at=now)


@transaction.atomic
def accept(entry: FeedEntry, *, version: int, member: Member, now: datetime) -> Article:
    """The feed's newer version becomes the article's text. Raises intake.Stale, and Moot if it is no longer offered."""
    row = FeedEntry.objects.select_for_update().filter(id=entry.id, state__in=[OFFERED, NOTED]).first()
    if row is None or row.article_id is None or row.story is None or row.text_hash != entry.text_hash:
        raise Moot("The feed’s version is no longer offered.")
    story = offered(row, Article.objects.get(id=row.article_id))
    article = intake.edit(row.article_id, version=version, story=story, member=member)
    FeedEntry.objects.filter(id=row.id).update(state=KEPT, story=None, changed_at=now)
    return article


def offered(entry: FeedEntry, article: Article) -> Story:
    """The feed's newer version as it would stand here, with the pictures that editors added, what they wrote under
    others, and what they warn of."""
    ours = article.read()
    return _with_added(_with_our_words(Story.from_json(entry.story or {}), ours), ours).still_warning(ours)


def decline(entry: FeedEntry, now: datetime) -> bool:
    """Keep ours. The next version that the feed brings is offered again."""
    seen = FeedEntry.objects.filter(id=entry.id, state__in=[OFFERED, NOTED], text_hash=entry.text_hash)
    return bool(seen.update(state=KEPT, story=None, changed_at=now))


def _with_added(story: Story, ours: Story) -> Story:
    """A picture that an editor added stays, below the part that it stood below; the feed does not know of it."""
    pictures, above = iter(ours.pictures), ""
    for number, block in enumerate(ours.blocks):
        picture = next(pictures, None) if block.kind == "picture" else None
        if picture and block.why == ADDED and all(one.url != picture.url for one in story.pictures):
            places = [n for n, one in enumerate(story.blocks, 1) if above and one.text == above]
            below = places[0] if places else min(number, len(story.blocks))
            story = story.with_picture(picture, ADDED, below=below)
        above = block.text
    return story


def _with_our_words(story: Story, before: Story) -> Story:
    """What editors said of a picture stays where the feed still has that picture and says nothing."""
    ours = {picture.url: picture for picture in before.pictures}
    pictures = tuple(
        replace(
            picture,
            alt=picture.alt or ours[picture.url].alt,
            credit=picture.credit or ours[picture.url].credit,
            caption=picture.caption or ours[picture.url].caption,
            focus=picture.focus or ours[picture.url].focus,
        )
        if picture.url in ours
        else picture
        for picture in story.pictures
    )
    return replace(story, pictures=pictures)
