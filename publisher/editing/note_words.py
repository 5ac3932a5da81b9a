"""What a correction note says on its network: an editor's words, and the link where it answers no post."""

from __future__ import annotations

from typing import Any

from publisher.channels import limits as limits_of
from publisher.models import Newsroom, Post
from publisher.rendering import Check, Part, Sender, social
from publisher.story import Story


def parts(
    post: Post, *, reference: str, sender: Sender, override: str | None = None
) -> tuple[tuple[Part, ...], list[Check]]:
    """A note as its network gets it, in the newsroom's language, and what there is to say about it."""
    words = (post.override if override is None else override) or post.note
    link = post.article.canonical_url if post.article and post.follows is None else ""
    title = post.article.title if post.article else ""
    story = Story(title=title, language=Newsroom.objects.get().language, canonical_url=link, blocks=())
    limits = limits_of(post.channel.kind, post.channel.options)
    found = social.render_social(
        story,
        kind=post.channel.kind,
        limits=limits,
        ask=None,
        reference=reference,
        override=words,
        sender=sender,
    )
    return found, [
        check for check in social.checks(found, story, objects=limits.objects) if check.code != "link_missing"
    ]


def content(post: Post, part: Part, reference: str) -> dict[str, Any]:
    """Post.content of a note: no pictures; a card of the link where the network draws none."""
    carded = limits_of(post.channel.kind, post.channel.options).sends_card and part.card
    return {
        **({"card": part.card | {"picture": None}} if carded and part.card else {}),
        "text": part.text,
        "reference": reference,
        "language": Newsroom.objects.get().language,
        "pictures": [],
        "alts": {},
    }
