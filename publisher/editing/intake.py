"""Story → Article, once; every later edit of it; and its end, if nothing was made of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from publisher.giving import appeals
from publisher.models import Appeal, Article, ArticleVersion, Member, Newsroom, Picture, Post
from publisher.models.post import OPEN
from publisher.story import Story

from . import lessons, uploads


class Known(Exception):
    """The same canonical link, or the same text, is kept already: `article`."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"This article is here already, since {article.created_at:%d %B %Y}: “{article.title}”.")
        self.article = article


class Stale(Exception):
    """Somebody saved the article in between; `article` is what it says now."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"{article.edited_by or 'Somebody'} changed this article while you were editing it.")
        self.article = article


def text_hash(story: Story) -> str:
    """Knows the same text again, however it is spaced."""
    words = " ".join([story.title, *(block.text for block in story.blocks)])
    return hashlib.sha256(re.sub(r"\s+", " ", words).strip().casefold().encode()).hexdigest()


@transaction.atomic
def keep(story: Story, *, member: Member | None, again: bool = False) -> Article:
    """Keep a story. Raises Known if it is here already, unless `again`, which keeps a second one."""
    # One at a time: two that looked in the same moment would both find nothing, and everybody would get two mails.
    Newsroom.objects.select_for_update().first()
    known = Q(text_hash=text_hash(story))
    if story.canonical_url:
        known |= Q(canonical_url=story.canonical_url)
    if not again and (article := Article.objects.filter(known).order_by("-id").first()):
        raise Known(article)
    story = uploads.unpacked(story)
    article = Article.objects.create(
        title=story.title,
        story=story.to_json(),
        canonical_url=story.canonical_url,
        text_hash=text_hash(story),
        created_by=member,
        edited_by=member,
    )
    lessons.note_use(story, article.created_at)
    _want_pictures(article, story)
    return article


def ride(article: Article, story: Story, *, member: Member | None) -> None:
    """An appeal that came along and is known rides on; a new one is offered on the article's page."""
    known = appeals.offer(story.appeal).wording if story.appeal else None
    if known and known.appeal.active and not known.appeal.standing:
        choose_appeal(article.id, appeal=known.appeal, none=False, member=member)


@transaction.atomic
def edit(
    article_id: int, *, version: int, story: Story, member: Member | None, mends: Iterable[lessons.Mend] = ()
) -> Article:
    """Save an edit made on `version`. Raises Stale if that is not the newest; nothing is overwritten then.

    `mends` are labels that the editor gave; what may come again in other articles is remembered.

    Takes approval back in the same transaction: posts not yet sending lose their content hash and stage, and are
    rendered anew. One whose bytes come out the same keeps its approval.
    """
    before = Article.objects.get(id=article_id)
    story = uploads.unpacked(story)
    saved = Article.objects.filter(id=article_id, version=version).update(
        title=story.title,
        story=story.to_json(),
        canonical_url=story.canonical_url,
        text_hash=text_hash(story),
        edited_by=member,
        version=F("version") + 1,
    )
    if not saved:
        raise Stale(Article.objects.get(id=article_id))
    ArticleVersion.objects.create(
        article=before, version=version, story=before.story, edited_by=before.edited_by, edited_at=before.edited_at
    )
    article = Article.objects.get(id=article_id)
    article.save(update_fields=["edited_at"])
    lessons.teach(mends, before, member=member, now=article.edited_at)
    _want_pictures(article, story)
    Post.objects.filter(article_id=article_id).render_anew()
    return article


@transaction.atomic
def choose_appeal(article_id: int, *, appeal: Appeal | None, none: bool, member: Member | None) -> None:
    """Which appeal rides on this article: this one, none at all (deaths, trauma), or the standing one."""
    Article.objects.filter(id=article_id).update(
        appeal=None if none else appeal,
        no_appeal=none,
        edited_by=member,
        edited_at=timezone.now(),
        version=F("version") + 1,
    )
    # The wording was drawn from the appeal that is no longer meant.
    Post.objects.filter(article_id=article_id, state__in=OPEN).update(wording=None)
    Post.objects.filter(article_id=article_id).render_anew()


def discard(article: Article) -> None:
    """Delete an article of which no post was made, and the files of its pictures."""
    pictures = list(article.files.all())
    article.delete()
    uploads.drop(picture.source_url for picture in pictures)
    for picture in pictures:
        if picture.file:
            (settings.MEDIA_ROOT / picture.file).unlink(missing_ok=True)


def _want_pictures(article: Article, story: Story) -> None:
    Picture.objects.bulk_create(
        [Picture(article=article, source_url=picture.url) for picture in story.pictures if picture.url],
        ignore_conflicts=True,
    )
