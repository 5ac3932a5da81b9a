"""Correct or take down what is out, everywhere at once: what each network allows happens there, the rest is listed.

This only writes rows; workers do it. An edit of the article comes first: what a corrected post shall say is what the
article now makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from publisher.channels import CHANNELS
from publisher.models import Act, Amendment, Article, Member, Post, Reference
from publisher.models.amendment import CORRECT, DOING, DONE, DROPPED, FAILED, OPEN, TAKE_DOWN, WAITING, WANTED
from publisher.models.post import CANCELLED, DRAFT, HELD, QUEUED, REFUSED, SENDING, SENT, UNCERTAIN

from . import correction, schedule
from .approval import demand, demand_second
from .contents import network_content, network_parts
from .schedule import Blocked, Cannot

NOT_OUT = (DRAFT, QUEUED, HELD, REFUSED)
OUT = (SENT, SENDING, UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Place:
    """One post of an article: what it says, what it would say, and what may happen to it.

    `corrects` and `takes_down` say whether pressing does something here; `then` is what it would say, `last` what was
    wanted of it last. `blocked` says what must be mended before it can be corrected.
    """

    post: Post
    last: Amendment | None
    content: dict[str, Any]
    corrects: bool
    takes_down: bool
    blocked: str = ""

    @property
    def mail(self) -> bool:
        return self.post.channel.kind == "mail"

    @property
    def then(self) -> str:
        return str(self.content.get("text", ""))

    @property
    def amends(self) -> bool:
        return CHANNELS[self.post.channel.kind].amends

    @property
    def down(self) -> bool:
        """Whether it is taken down, or on the way to be."""
        return self.post.recalled_at is not None

    @property
    def own(self) -> str:
        """An editor's own words for this network, which no edit of the article changes; empty if it has none."""
        mine = self.amends and not self.down and self.post.state in OUT and self.post.part == 0 and not self.post.note
        return self.post.override if mine else ""

    @property
    def notable(self) -> bool:
        """Whether a correction note can go where it is."""
        there = self.post.state == SENT and not self.post.channel.deleted_at
        return there and not self.mail and not self.post.note and self.post.part == 0


def places(article: Article) -> list[Place]:
    """Where an article is, or will be, in the order of its posts; newsletters that were withdrawn, too."""
    rows = Post.objects.select_related("article", "channel", "follows", "wording", "mailing_list").filter(
        article=article
    )
    rows = rows.exclude(state=CANCELLED, candidates=0, recalled_at=None)
    last: dict[int, Amendment] = {}
    for one in Amendment.objects.filter(post__article=article).exclude(state=DROPPED).order_by("id"):
        last[one.post_id] = one
    return [_place(post, last.get(post.id)) for post in rows.order_by("channel_id", "edition", "part", "id")]


def _place(post: Post, last: Amendment | None) -> Place:
    recalled = post.recalled_at is not None
    takes_down = not recalled and post.state != CANCELLED
    if post.channel.kind == "mail":
        return Place(post, last, {}, correction.can(post), takes_down)
    if recalled or post.note or post.state not in OUT or not CHANNELS[post.channel.kind].amends:
        return Place(post, last, {}, False, takes_down)
    content, blocked = corrected(post)
    wanted = last.content if last and last.verb == CORRECT and last.state in OPEN else post.content
    return Place(post, last, content, not blocked and content != wanted, takes_down, blocked)


def corrected(post: Post) -> tuple[dict[str, Any], str]:
    """What a post would say now, with the pictures, card and words of the appeal that it has; or what is in the way."""
    riding = Reference.objects.select_related("wording").filter(token=post.content.get("reference", "")).first()
    head = post.follows or post
    head.wording = riding.wording if riding and riding.wording else head.wording
    parts, checks = network_parts(post)
    for check in checks:
        if check.level == "blocked":
            return {}, check.message
    if len(parts) <= post.part:
        return post.content, ""  # nothing would follow any more: what is there stays, or is taken down
    new = network_content(post, parts[post.part : post.part + 1])
    return post.content | {name: new[name] for name in ("text", "reference", "language", "warning") if name in new}, ""


# -- what editors do ---------------------------------------------------------------------------------------------


@transaction.atomic
def correct(article_id: int, *, member: Member, now: datetime) -> list[Place]:
    """Have every post that its network lets us change say what the article says now, and stop the rest of a
    newsletter for those whom it has not reached. Those of which something comes. Raises NotAllowed, Blocked, Cannot.
    """
    demand(member, "approve")
    article = Article.objects.select_for_update().get(id=article_id)
    there = places(article)
    if blocked := next((place for place in there if place.blocked), None):
        raise Blocked(f"{blocked.post.channel}: {blocked.blocked}")
    done = [place for place in there if place.corrects]
    if not done:
        raise Cannot("Nothing is to be corrected: every post says already what the article says, or cannot be changed.")
    if any(not place.mail for place in done):
        demand_second(article, member)
    for place in done:
        if place.mail:
            correction.correct(place.post.id, member, now)
        else:
            _want(place.post, CORRECT, member, now, content=place.content)
    Act.objects.create(member=member, verb="correct everywhere", what=f"article {article_id}")
    return done


@transaction.atomic
def own_words(article_id: int, words: Mapping[int, str], *, member: Member) -> None:
    """New words of an editor's own for posts that have such: what `correct` then has them say. Raises NotAllowed."""
    demand(member, "approve")
    article = Article.objects.select_for_update().get(id=article_id)
    for place in places(article):
        new = words.get(place.post.id, "").strip()
        if place.own and new and new != place.own:
            Post.objects.filter(id=place.post.id).update(override=new)
            Article.objects.filter(id=article_id).update(edited_by=member)


@transaction.atomic
def take_down(article_id: int, *, member: Member, now: datetime) -> list[Place]:
    """Take every post of an article down where it is out, and out of the queue where it is not. One person decides.

    A mail that has left cannot be taken back: its rest stops, and nobody reads its copy on our pages any more.
    Those of which something comes. Raises NotAllowed, Cannot.
    """
    demand(member, "approve")
    article = Article.objects.select_for_update().get(id=article_id)
    done = [place for place in places(article) if place.takes_down]
    if not done:
        raise Cannot("Nothing is to be taken down: no post of this article is out, or on its way.")
    for place in done:
        post = Post.objects.select_for_update().get(id=place.post.id)
        Post.objects.filter(id=post.id).update(recalled_at=now)
        if post.state in NOT_OUT or (place.mail and post.state == SENDING):
            schedule.cancel(post.id, member, now)
        elif not place.mail and post.state != CANCELLED:  # cancelled with what it follows, a moment ago
            _want(post, TAKE_DOWN, member, now)
    Act.objects.create(member=member, verb="take down everywhere", what=f"article {article_id}")
    return done


@transaction.atomic
def again(amendment_id: int, *, member: Member, now: datetime) -> Amendment:
    """Try once more what has failed. Raises NotAllowed, Cannot."""
    demand(member, "approve")
    mine = Amendment.objects.filter(id=amendment_id)
    if not mine.move(FAILED, WANTED, due_at=now, tried_at=None, ended_at=None, member=member):
        raise Cannot("This has not failed, or is tried again already; look at it again.")
    Act.objects.create(member=member, verb="try again", what=f"amendment {amendment_id}")
    return mine.get()


@transaction.atomic
def by_hand(amendment_id: int, *, member: Member, now: datetime) -> Amendment:
    """A person did on the network what had failed. Raises NotAllowed, Cannot."""
    demand(member, "approve")
    mine = Amendment.objects.filter(id=amendment_id)
    if not mine.move(FAILED, DONE, why="Done by hand.", ended_at=now, member=member):
        raise Cannot("This has not failed, or is tried again already; look at it again.")
    one = mine.get()
    if one.verb == CORRECT:
        Post.objects.filter(id=one.post_id).update(content=one.content)
    Act.objects.create(member=member, verb="by hand", what=f"amendment {amendment_id}")
    return one


def _want(post: Post, verb: str, member: Member, now: datetime, *, content: dict[str, Any] | None = None) -> None:
    """A new amendment in the place of what was wanted before. Raises Cannot if a correction is at it this moment."""
    before = Amendment.objects.filter(post=post)
    if verb == CORRECT and before.filter(state=DOING).exists():
        raise Cannot(f"{post.channel}: it is being corrected at this moment. Try again in a minute.")
    for one in before.filter(state__in=[*WAITING, FAILED]):
        before.filter(id=one.id).move(one.state, DROPPED, why="Another took its place.", ended_at=now)
    Amendment.objects.create(
        post=post, verb=verb, content=content or {}, before=post.content.get("text", ""),
        due_at=now, member=member, wanted_at=now,
    )  # fmt: skip
