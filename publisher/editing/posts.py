"""An article becomes posts: one per channel and what follows it, rendered by the function that previews them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from publisher.channels import limits as limits_of
from publisher.models import Article, Channel, MailingList, Member, Post, Wording
from publisher.models.post import CANCELLED, LIVE, OPEN
from publisher.rendering import Check, social

from .contents import alts_of, article_of, fingerprint, focus_of, ingredients, letters, network_content, network_parts


class AlreadyLive(Exception):
    """The article is, or goes, on this channel already; `post` is the one."""

    def __init__(self, post: Post) -> None:
        super().__init__(f"“{post.article}” is on {post.channel} already (post {post.id}, {post.state}).")
        self.post = post


# -- making posts --------------------------------------------------------------------------------------------


def prepare(
    article: Article,
    channels: Iterable[Channel],
    *,
    member: Member | None,
    mailing_list: MailingList | None = None,
    again: bool = False,
) -> list[Post]:
    """Draft posts of an article, to be rendered. All, or none.

    Raises AlreadyLive if one is there in any edition, unless `again`, which makes a new edition.
    """
    channels = list(channels)
    edition = 1 + (Post.objects.filter(article=article).aggregate(n=Max("edition"))["n"] or 0 if again else 0)
    try:
        with transaction.atomic():
            return [_draft(article, channel, member, mailing_list, edition, again) for channel in channels]
    except IntegrityError:
        # Somebody else prepared the same in this moment: the constraint decides, and we tell.
        for channel in channels:
            _refuse_live(article, channel)
        raise


def _draft(
    article: Article,
    channel: Channel,
    member: Member | None,
    mailing_list: MailingList | None,
    edition: int,
    again: bool,
) -> Post:
    if not again:
        _refuse_live(article, channel)
    return Post.objects.create(
        article=article,
        channel=channel,
        mailing_list=(mailing_list or channel.mailing_list) if channel.kind == "mail" else None,
        edition=edition,
        created_by=member,
    )


def _refuse_live(article: Article, channel: Channel) -> None:
    if live := Post.objects.filter(article=article, channel=channel, state__in=sorted(LIVE)).first():
        raise AlreadyLive(live)


# -- rendering them ------------------------------------------------------------------------------------------


def render_article(article_id: int) -> None:
    """Write what will leave, and its hash, for each open post of the article that wants it. Idempotent."""
    wanted = _openly(article_id).filter(content_hash="").order_by("part", "id")
    for post_id in list(wanted.values_list("id", flat=True)):
        made_of = ingredients(post_id)
        post = _openly(article_id).filter(id=post_id).first()
        if post is None:
            continue
        if post.channel.kind == "mail":
            content, checks = letters(post)
            _save(post, content, checks, made_of)
        else:
            _write(post, made_of)


def _openly(article_id: int) -> QuerySet[Post]:
    return Post.objects.select_related("article", "channel", "mailing_list", "wording", "follows").filter(
        article_id=article_id, state__in=sorted(OPEN)
    )


def _write(post: Post, made_of: list[Any]) -> None:
    """Render a network post; the first of a thread also makes the post that follows, where the rule wants one."""
    parts, checks = network_parts(post)
    if post.part and len(parts) <= post.part:
        Post.objects.filter(id=post.id).move(post.state, CANCELLED, why="Nothing follows any more.")
        return
    _save(post, network_content(post, parts[post.part : post.part + 1]), checks, made_of)
    if post.part == 0 and len(parts) > 1 and not post.followers.filter(state__in=sorted(LIVE)).exists():
        follower = Post.objects.create(
            article=post.article,
            channel=post.channel,
            part=1,
            edition=post.edition,
            follows=post,
            created_by=post.created_by,
        )
        _save(follower, network_content(follower, parts[1:2]), checks, made_of)


@transaction.atomic
def _save(post: Post, content: dict[str, Any], checks: Iterable[Check], made_of: list[Any]) -> None:
    """Only if it would still be made of the same: an edit in between wins, and it is rendered again.

    Whoever edits empties the hash in the same transaction, so an edit that is not visible here yet empties ours.
    """
    wanted = Post.objects.select_for_update().filter(id=post.id, content_hash="", state__in=sorted(OPEN))
    if wanted.first() and ingredients(post.id) == made_of:
        wanted.update(
            content=content,
            content_hash=fingerprint(content, post),
            problems=[asdict(check) for check in checks],
        )


# -- what the screen shows and changes -----------------------------------------------------------------------


def preview(post: Post) -> dict[str, Any]:
    """Exactly what would be sent: the frozen content if it is rendered, else the same functions' answer."""
    shown: dict[str, Any] = {"kind": post.channel.kind, "parts": [], "letters": [], "candidates": []}
    shown |= {"alts": {}, "focus": {}}
    if post.channel.kind == "mail":
        content, checks = (post.content, None) if post.content_hash else letters(post)
        riding = [letter["wording"] for letter in content["letters"]]
        labels = dict(Wording.objects.filter(id__in=riding).values_list("id", "label"))
        shown["letters"] = [letter | {"label": labels.get(letter["wording"], "")} for letter in content["letters"]]
    else:
        parts, checks = network_parts(post)
        shown["parts"] = [asdict(part) for part in parts[post.part : post.part + 1]]
        story = article_of(post).read()
        shown["candidates"] = list(social.candidates(story))
        limits = limits_of(post.channel.kind, post.channel.options)
        shown |= {"alts": alts_of(story, limits), "focus": focus_of(story, limits)}
    shown["checks"] = post.problems if post.content_hash or checks is None else [asdict(check) for check in checks]
    return shown


def count(post: Post, text: str) -> dict[str, Any]:
    """How long the post would be with this text of the editor's, as its network counts: the worker's own count."""
    parts, checks = network_parts(post, override=text)
    if not parts:
        limits = limits_of(post.channel.kind, post.channel.options)
        return {"length": limits.count(text), "limit": limits.characters, "over": True}
    blocked = any(check.level == "blocked" and check.code == "too_long" for check in checks)
    return {"length": parts[0].length, "limit": parts[0].limit, "over": blocked or parts[0].length > parts[0].limit}


@transaction.atomic
def override(post_id: int, text: str, member: Member | None, *, before: str | None = None) -> bool:
    """The editor's own text for this network; empty takes the common one back. Takes approval back.

    False if the own text is no longer `before`: somebody else changed it, and nothing is overwritten.
    """
    # The article's row first, as every edit does: of two at the same moment the second finds what the first wrote.
    list(Article.objects.select_for_update().filter(posts=post_id).values_list("id"))
    if before is not None and not Post.objects.filter(id=post_id, override=before).exists():
        return False
    _change(post_id, member, override=text)
    return True


@transaction.atomic
def choose_wording(post_id: int, wording_id: int | None, member: Member | None) -> None:
    """Which words of the appeal this post carries; None draws one. Takes approval back."""
    _change(post_id, member, wording_id=wording_id)


def _change(post_id: int, member: Member | None, **fields: Any) -> None:
    """An edit like any other: whoever made it edited last, where a second person must approve."""
    Article.objects.filter(posts=post_id).update(edited_by=member)
    Post.objects.filter(id=post_id, state__in=sorted(OPEN)).update(content_hash="", stage="", **fields)
    Post.objects.filter(follows_id=post_id).render_anew()
