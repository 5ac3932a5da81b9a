"""Correction notes: a post of its own that says, in an editor's words, what was wrong with one that is out.

It answers that post where the network can; elsewhere, and where that post is taken down, it carries the article's link.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from publisher.channels import limits as limits_of
from publisher.models import Act, Member, Post
from publisher.models.post import DRAFT, LIVE, QUEUED, SENT

from . import contents, costs
from .approval import approve
from .schedule import Blocked, Cannot


@transaction.atomic
def send(post_ids: Iterable[int], words: str, *, member: Member, now: datetime) -> list[Post]:
    """A note about each of these posts, queued for this moment: all or none. Raises NotAllowed, Cannot, Blocked."""
    words = words.strip()
    if not words:
        raise Cannot("A correction note needs words: say what was wrong, and what is right.")
    firsts = list(Post.objects.select_related("article", "channel").filter(id__in=post_ids).order_by("id"))
    made = [_queued(first, words, edition, member) for edition, first in _numbered(firsts)]
    if not made:
        raise Cannot("Choose where the correction note goes.")
    if too_dear := costs.over(made, now):
        raise Blocked(too_dear)
    approve([post.id for post in made], member, now)
    for post in made:
        Post.objects.filter(id=post.id).move(DRAFT, QUEUED, due_at=now)
    Act.objects.create(member=member, verb="note", what=f"posts {[post.id for post in made]}"[:200])
    return made


def _numbered(firsts: list[Post]) -> list[tuple[int, Post]]:
    newest = Post.objects.filter(article__in={post.article_id for post in firsts}).aggregate(n=Max("edition"))["n"]
    return [((newest or 0) + 1, post) for post in firsts]


def _queued(first: Post, words: str, edition: int, member: Member) -> Post:
    """The note as a draft that says what it will say."""
    channel = first.channel
    if channel.kind == "mail" or channel.deleted_at:
        raise Cannot(f"No correction note can go to {channel}.")
    if Post.objects.filter(article=first.article_id, channel=channel, note=words, state__in=sorted(LIVE)).exists():
        raise Cannot(f"A note with these words is on {channel} already, or on its way.")
    answers = limits_of(channel.kind, channel.options).threads and first.state == SENT
    there = first if answers and first.remote_id and first.recalled_at is None else None
    post = Post.objects.create(
        article=first.article, channel=channel, edition=edition, follows=there, note=words, created_by=member
    )
    said, checks = contents.network_parts(post)
    for check in checks:
        if check.level == "blocked":
            raise Blocked(f"{channel}: {check.message}")
    post.content = contents.network_content(post, said)
    post.content_hash = contents.fingerprint(post.content, post)
    post.save(update_fields=["content", "content_hash"])
    return post
