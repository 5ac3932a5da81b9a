"""What a post says: the article, the appeal's words and the sender, rendered into what the row keeps."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django.conf import settings

from publisher.channels import limits as limits_of
from publisher.giving import appeals
from publisher.models import Appeal, Article, Newsroom, Picture, Post, Reference, Wording
from publisher.ports import Limits
from publisher.rendering import Ask, Check, Image, Part, Sender, email, social
from publisher.rendering.fit import shorten
from publisher.story import Story

from . import costs, note_words


def fingerprint(content: dict[str, Any], post: Post) -> str:
    """What an approval is bound to: content, sender and list; not the time."""
    bound = [content, post.channel_id, post.mailing_list_id]
    return hashlib.sha256(json.dumps(bound, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def ingredients(post_id: int) -> list[Any]:
    """Everything that rendering takes for a post, to see whether it is still what it was."""
    post = Post.objects.select_related("article", "channel", "mailing_list", "follows").get(id=post_id)
    article, head = article_of(post), head_of(post)
    riding = [wording.id for wording in appeals.wordings(article, article.read().language)]
    return [
        (article.version, post.note, head.override, head.wording_id, post.channel.options, asdict(sender_of(post))),
        Newsroom.objects.get().alt_required,
        list(Wording.objects.filter(id__in=riding).order_by("id").values_list()),
        list(Appeal.objects.filter(wordings__in=riding).order_by("id").values_list()),
        list(article.files.order_by("id").values_list("id", "state", "file")),
    ]


def letters(post: Post) -> tuple[dict[str, Any], list[Check]]:
    """A newsletter's content: one letter per wording that rides on it, at most two."""
    article = article_of(post)
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
        made.append(
            {"wording": wording and wording.id, "reference": reference, "language": story.language, **letter.to_json()}
        )
        checks += [check for check in email.checks(letter, story) if check not in checks]
    checks += _foreign(article, story)
    if not sender.postal_address:
        checks.append(Check("look", "postal address", "No postal address: the law of many countries wants one."))
    return {"sender": asdict(sender), "letters": made}, checks


def network_parts(post: Post, override: str | None = None) -> tuple[tuple[Part, ...], list[Check]]:
    """A network post and what follows it, with the checks; empty, and a blocked check, where nothing fits.

    For a post that follows, these are the parts of the thread that it belongs to; a correction note has one of its own.
    """
    if post.note:
        reference = reference_of(post, None)
        return note_words.parts(post, reference=reference, sender=sender_of(post), override=override)
    post = head_of(post)
    article = article_of(post)
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
            undescribed=not Newsroom.objects.get().alt_required,
        )
    except social.TooLong as why:
        return (), [Check("blocked", "too_long", str(why))]
    asks = _foreign(article, story) if post.channel.options.get("appeal") != "none" else []
    return parts, list(social.checks(parts, story, objects=limits.objects)) + asks + costs.check(
        post.channel.kind, parts, story
    )


def network_content(post: Post, parts: tuple[Part, ...]) -> dict[str, Any]:
    if not parts:
        return {"text": "", "reference": "", "language": "und", "pictures": [], "alts": {}}
    if post.note:
        return note_words.content(post, parts[0], reference_of(post, None))
    part, article, head = parts[0], article_of(post), head_of(post)
    story = article.read()
    ready = {p.source_url: p.id for p in article.files.filter(state=Picture.READY)}
    limits = limits_of(post.channel.kind, post.channel.options)
    alts = alts_of(story, limits)
    shown = [url for url in part.pictures if url in ready]
    focus = {str(ready[url]): words for url, words in focus_of(story, limits).items() if url in shown}
    card = part.card and part.card | {"picture": ready.get(part.card["picture"])}
    return {
        **({"card": card} if limits.sends_card and card and not shown else {}),
        **({"warning": part.warning} if part.warning else {}),
        **({"focus": focus} if focus else {}),
        "text": part.text,
        "reference": reference_of(head, _wording_of(head, article, story)),
        "language": story.language,
        "pictures": [ready[url] for url in shown],
        "alts": {str(ready[url]): alts[url] for url in shown},
    }


def _foreign(article: Article, story: Story) -> list[Check]:
    why = appeals.foreign(article, story.language)
    return [Check("look", "appeal_language", why)] if why else []


def alts_of(story: Story, limits: Limits) -> dict[str, str]:
    """The alt text of each picture by its address, as long as the network takes it."""
    return {picture.url: shorten(picture.alt, room=limits.alt_characters, count=len) for picture in story.pictures}


def focus_of(story: Story, limits: Limits) -> dict[str, str]:
    """What must stay visible of pictures, by their addresses: if the network crops them, and it is not the middle."""
    return {picture.url: picture.focus for picture in story.pictures if picture.focus and limits.crops}


def head_of(post: Post) -> Post:
    """The first of the thread that a post belongs to. A correction note answers another post, and is its own."""
    return post if post.note or post.follows is None else post.follows


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


def article_of(post: Post) -> Article:
    if post.article is None:
        raise ValueError(f"Post {post.id} has no article.")
    return post.article
