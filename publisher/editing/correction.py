"""A newsletter that is partly sent turns out to be wrong: the rest stops, and gets the corrected text if wished.

What has left cannot be called back, and stays in the book as it was: the old post keeps its words and who got them. The
corrected text is a post of its own, with a book of its own, for those alone to whom nothing has gone, and perhaps gone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum

from publisher.models import Act, Batch, Member, Post
from publisher.models.ledger import ACCEPTED, FAILED, SUPPRESSED, UNSURE
from publisher.models.post import CANCELLED, LIVE, SENDING

from . import schedule
from .approval import demand
from .schedule import Cannot

DONE = (ACCEPTED, FAILED, SUPPRESSED, UNSURE)  # a mail in doubt may have arrived: its reader gets no second one


def rest(post: Post) -> int:
    """How many readers a newsletter has not gone to, and not perhaps gone."""
    sums = Batch.objects.filter(post=post).aggregate(**{kind: Sum(kind) for kind in DONE})
    return post.candidates - sum(sums[kind] or 0 for kind in DONE)


def can(post: Post) -> bool:
    """Whether the rest of a newsletter may be stopped and corrected."""
    return _why_not(post) == ""


@transaction.atomic
def correct(post_id: int, member: Member | None, now: datetime) -> Post:
    """Stop the rest of a newsletter; a draft of its article, as that will be corrected, for the rest alone.

    Raises Cannot, NotAllowed; then nothing has changed.
    """
    demand(member, "approve")
    post = Post.objects.select_related("channel").get(id=post_id)
    if why_not := _why_not(post):
        raise Cannot(why_not)
    if post.state == SENDING:
        schedule.cancel(post_id, member, now)
    newest = Post.objects.filter(article=post.article_id).aggregate(n=Max("edition"))["n"]
    draft = Post.objects.create(
        article=post.article,
        channel=post.channel,
        mailing_list=post.mailing_list,
        edition=newest + 1,
        corrects=post,
        created_by=member,
    )
    words = f"Withdrawn. The corrected text goes to those who had not got it, as edition {draft.edition}."
    Post.objects.filter(id=post_id).update(why=words)
    Act.objects.create(member=member, verb="correct", what=f"post {post_id}, by post {draft.id}")
    return draft


def _why_not(post: Post) -> str:
    if post.channel.kind != "mail" or post.article_id is None:
        return "Only a newsletter of one article can be corrected for those whom it has not reached."
    if post.state not in (SENDING, CANCELLED) or not post.candidates:
        return f"This newsletter is {post.state}; only one that is being sent, or was withdrawn then, can be corrected."
    if post.channel.deleted_at:
        return f"The channel {post.channel} was disconnected."
    if post.forgotten_to:
        return "Who got it is forgotten by now."
    if live := Post.objects.filter(corrects=post, state__in=sorted(LIVE)).first():
        return f"Post {live.id} carries the corrected text already; it is {live.state}."
    return "" if rest(post) else "It has left to everybody it was for; nothing is left to correct."
