"""An article becomes posts: one per channel and what follows it, rendered by the function that previews them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from publisher.channels import limits as limits_of
from publisher.giving import appeals
from publisher.models import (
    Article,
    Channel,
    MailingList,
    Member,
    Newsroom,
    Picture,
    Post,
    Reference,
    Wording,
)
from publisher.models.post import CANCELLED, DRAFT, LIVE, OPEN, QUEUED
from publisher.rendering import Ask, Check, Image, Part, Sender, email, social
from publisher.story import Story


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
    for post in _openly(article_id).filter(content_hash="").order_by("part", "id"):
        if post.channel.kind == "mail":
            content, checks = letters(post)
            _save(post, content, checks)
        else:
            _write(post)


def _openly(article_id: int) -> QuerySet[Post]:
    return Post.objects.select_related("article", "channel", "mailing_list", "wording", "follows").filter(
        article_id=article_id, state__in=sorted(OPEN)
    )


def _write(post: Post) -> None:
    """Render a network post; the first of a thread also makes the post that follows, where the rule wants one."""
    parts, checks = network_parts(post)
    if post.part and len(parts) <= post.part:
        Post.objects.filter(id=post.id).move(post.state, CANCELLED, why="Nothing follows any more.")
        return
    _save(post, _network_content(post, parts[post.part : post.part + 1]), checks)
    if post.part == 0 and len(parts) > 1 and not post.followers.filter(state__in=sorted(LIVE)).exists():
        follower = Post.objects.create(
            article=post.article,
            channel=post.channel,
            part=1,
            edition=post.edition,
            follows=post,
            created_by=post.created_by,
        )
        _save(follower, _network_content(follower, parts[1:2]), checks)


def _save(post: Post, content: dict[str, Any], checks: Iterable[Check]) -> None:
    """Only if the article is still the version that was rendered: an edit in between wins and is rendered again."""
    same = Q(article__version=_article(post).version, override=post.override)
    Post.objects.filter(same, id=post.id, state__in=sorted(OPEN)).update(
        content=content,
        content_hash=fingerprint(content, post),
        problems=[asdict(check) for check in checks],
    )


def fingerprint(content: dict[str, Any], post: Post) -> str:
    """What an approval is bound to: content, sender and list; not the time."""
    bound = [content, post.channel_id, post.mailing_list_id]
    return hashlib.sha256(json.dumps(bound, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def letters(post: Post) -> tuple[dict[str, Any], list[Check]]:
    """A newsletter's content: one letter per wording that rides on it, at most two."""
    article = _article(post)
    story, sender = article.read(), sender_of(post)
    wordings: list[Wording | None] = list(appeals.wordings(article, story.language)) or [None]
    made, checks = [], []
    for wording in wordings:
        reference = reference_of(post, wording)
        letter = email.render_email(
            story,
            sender=sender,
            ask=ask_of(wording),
            reference=reference,
            view_url=f"{settings.SITE_URL}/view/{reference}/",
            picture_urls=_images(article),
        )
        made.append({"wording": wording and wording.id, "reference": reference, **letter.to_json()})
        checks += [check for check in email.checks(letter, story) if check not in checks]
    if not sender.postal_address:
        checks.append(Check("look", "postal address", "No postal address: the law of many countries wants one."))
    return {"sender": asdict(sender), "letters": made}, checks


def network_parts(post: Post, override: str | None = None) -> tuple[tuple[Part, ...], list[Check]]:
    """A network post and what follows it, with the checks; empty, and a blocked check, where nothing fits.

    For a post that follows, these are the parts of the thread that it belongs to.
    """
    post = post.follows or post
    article = _article(post)
    story = article.read()
    wording = _wording_of(post, article, story)
    limits = limits_of(post.channel.kind, post.channel.options)
    try:
        parts = social.render_social(
            story,
            kind=post.channel.kind,
            limits=limits,
            ask=ask_of(wording),
            reference=reference_of(post, wording),
            override=post.override if override is None else override,
            rule=post.channel.options.get("appeal", "same"),
            sender=sender_of(post),
        )
    except social.TooLong as why:
        return (), [Check("blocked", "too long", str(why))]
    return parts, list(social.checks(parts, story))


def _network_content(post: Post, parts: tuple[Part, ...]) -> dict[str, Any]:
    if not parts:
        return {"text": "", "reference": "", "language": "und", "pictures": [], "alts": {}}
    part, article, head = parts[0], _article(post), post.follows or post
    story = article.read()
    ready = {p.source_url: p.id for p in article.files.filter(state=Picture.READY)}
    alts = {picture.url: picture.alt for picture in story.pictures}
    shown = [url for url in part.pictures if url in ready]
    return {
        "text": part.text,
        "reference": reference_of(head, _wording_of(head, article, story)),
        "language": story.language,
        "pictures": [ready[url] for url in shown],
        "alts": {str(ready[url]): alts.get(url, "") for url in shown},
    }


def _wording_of(post: Post, article: Article, story: Story) -> Wording | None:
    """The editor's choice, as long as it rides on this article; else the one that the post's key draws."""
    riding = appeals.wordings(article, story.language)
    if post.wording in riding:
        return post.wording
    return appeals.wording(article, story.language, key=post.key)


def ask_of(wording: Wording | None) -> Ask | None:
    if wording is None:
        return None
    return Ask(
        label=wording.label,
        language=wording.language,
        headline=wording.headline,
        paragraphs=tuple(part.strip() for part in wording.body.split("\n\n") if part.strip()),
        call_to_action=wording.call_to_action,
        short=wording.short,
        link=wording.appeal.link,
    )


def reference_of(post: Post, wording: Wording | None) -> str:
    """The token of this post and wording: made once, the same at every render."""
    return Reference.objects.get_or_create(post=post, wording=wording)[0].token


def sender_of(post: Post) -> Sender:
    newsroom = Newsroom.objects.get()
    return Sender(
        name=newsroom.sender_name,
        address=newsroom.sender_address,
        reply_to=newsroom.reply_to,
        postal_address=newsroom.postal_address,
        newsroom=newsroom.name,
        website=newsroom.website,
        language=newsroom.language,
        zone=newsroom.zone,
        colour=newsroom.colour,
        list_name=post.mailing_list.name if post.mailing_list else "",
        list_slug=post.mailing_list.slug if post.mailing_list else "",
        domain=newsroom.domain,
    )


def _images(article: Article) -> dict[str, Image]:
    return {
        p.source_url: Image(f"{settings.SITE_URL}/pictures/{p.file}", p.width, p.height)
        for p in article.files.filter(state=Picture.READY)
    }


def _article(post: Post) -> Article:
    if post.article is None:
        raise ValueError(f"Post {post.id} has no article.")
    return post.article


# -- what the screen shows and changes -----------------------------------------------------------------------


def preview(post: Post) -> dict[str, Any]:
    """Exactly what would be sent: the frozen content if it is rendered, else the same functions' answer."""
    shown: dict[str, Any] = {"kind": post.channel.kind, "parts": [], "letters": [], "candidates": []}
    if post.channel.kind == "mail":
        content, checks = (post.content, None) if post.content_hash else letters(post)
        riding = [letter["wording"] for letter in content["letters"]]
        labels = dict(Wording.objects.filter(id__in=riding).values_list("id", "label"))
        shown["letters"] = [letter | {"label": labels.get(letter["wording"], "")} for letter in content["letters"]]
    else:
        parts, checks = network_parts(post)
        shown["parts"] = [asdict(part) for part in parts[post.part : post.part + 1]]
        shown["candidates"] = list(social.candidates(_article(post).read()))
    shown["checks"] = post.problems if post.content_hash or checks is None else [asdict(check) for check in checks]
    return shown


def count(post: Post, text: str) -> dict[str, Any]:
    """How long the post would be with this text of the editor's, as its network counts: the worker's own count."""
    parts, checks = network_parts(post, override=text)
    if not parts:
        limits = limits_of(post.channel.kind, post.channel.options)
        return {"length": limits.count(text), "limit": limits.characters, "over": True}
    blocked = any(check.level == "blocked" and check.code == "too long" for check in checks)
    return {"length": parts[0].length, "limit": parts[0].limit, "over": blocked or parts[0].length > parts[0].limit}


@transaction.atomic
def override(post_id: int, text: str, member: Member | None) -> None:
    """The editor's own text for this network; empty takes the common one back. Takes approval back."""
    _change(post_id, override=text)


@transaction.atomic
def choose_wording(post_id: int, wording_id: int | None, member: Member | None) -> None:
    """Which words of the appeal this post carries; None draws one. Takes approval back."""
    _change(post_id, wording_id=wording_id)


def _change(post_id: int, **fields: Any) -> None:
    Post.objects.filter(id=post_id, state__in=sorted(OPEN)).update(content_hash="", stage="", **fields)
    Post.objects.filter(follows_id=post_id, state__in=[DRAFT, QUEUED]).update(content_hash="", stage="")
