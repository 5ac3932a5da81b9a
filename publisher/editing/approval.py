"""Who may do what. Roles are checked here and nowhere else."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from publisher.models import Act, Article, Member, Newsroom, Post
from publisher.models.post import OPEN

MAY: dict[str, frozenset[str]] = {
    "write": frozenset({Member.ADMIN, Member.EDITOR, Member.AUTHOR}),
    "approve": frozenset({Member.ADMIN, Member.EDITOR}),
    "follow": frozenset({Member.ADMIN, Member.EDITOR}),
    "stop": frozenset({Member.ADMIN, Member.EDITOR}),
    "connect": frozenset({Member.ADMIN}),
    "people": frozenset({Member.ADMIN}),
}


class NotAllowed(Exception):
    """This member may not do this; the sentence says who may."""


def may(member: Member | None, verb: str) -> bool:
    """Whether a member may "write", "approve", "follow", "stop", "connect" or see "people". Nobody may nothing."""
    return member is not None and member.is_active and member.role in MAY[verb]


def who_may(verb: str) -> str:
    """The names of those who may, for a sentence."""
    people = Member.objects.filter(is_active=True, role__in=MAY[verb]).order_by("id")[:20]
    return ", ".join(str(person) for person in people) or "nobody yet: add a member who may"


def demand(member: Member | None, verb: str) -> None:
    """Raises NotAllowed if the member may not."""
    if not may(member, verb):
        raise NotAllowed(f"{member or 'Nobody signed in'} may not {verb} here. Who may: {who_may(verb)}.")


def demand_second(article: Article | None, member: Member) -> None:
    """Raises NotAllowed if a second person must say yes to an article that this member edited last."""
    if article is None or article.edited_by_id != member.id or not Newsroom.objects.filter(two_people=True).exists():
        return
    others = Member.objects.filter(is_active=True, role__in=MAY["approve"]).exclude(id=member.id)
    names = ", ".join(map(str, others[:20])) or "nobody yet"
    raise NotAllowed(f"A second person must approve “{article}”. Who can: {names}.")


def approve(post_ids: list[int], member: Member, now: datetime) -> int:
    """Bind a member's approval to what these posts say now. How many were approved.

    Raises NotAllowed if the role may not, or if a second person is required and this member edited last.
    """
    demand(member, "approve")
    posts = Post.objects.filter(id__in=post_ids, state__in=OPEN)
    if own := posts.filter(article__edited_by=member).first():
        demand_second(own.article, member)
    done = posts.exclude(content_hash="").update(approved_hash=F("content_hash"), approved_by=member, approved_at=now)
    Act.objects.create(member=member, verb="approve", what=f"posts {sorted(post_ids)}"[:200])
    return done
