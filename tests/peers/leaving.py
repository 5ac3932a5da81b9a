"""Mails as they would leave: articles in four scripts, kept, rendered, frozen and written by the desk's own path."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

from django.utils import timezone

from publisher.audience.subscribe import ask as ask_to_subscribe
from publisher.editing import intake, posts
from publisher.models import Appeal, Channel, MailingList, Message, Newsroom, Notice, Picture, Post, Subscriber, Wording
from publisher.ports import Envelope
from publisher.sending import mailing, notices
from publisher.sending.writing import Writer
from publisher.story import Block, Story
from tests.making import a_channel, a_list, a_member, a_reader
from tests.rendering.stories import ASKS, IMAGES, STORIES, sender

DOMAIN = "harbour.example.org"  # of the sender's address
PUBLIC = "https://letters.harbour.example.org"  # SITE_URL of a desk that is live
NAMES = {"latin": "María José O’Neill", "tamil": "கவிதா செல்வன்", "arabic": "سلمى حدّاد", "chinese": "林若曦"}
WORDS = 2_000
SIGNS = 3_500  # about as many words, where they are not set apart


@dataclass(frozen=True)
class Mail:
    """A mail on the wire, and what a mail program reads out of it."""

    envelope: Envelope

    @property
    def read(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.envelope.message, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def part(self, kind: str) -> str:
        part = self.read.get_body((kind,))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        return self.part("html")

    @property
    def text(self) -> str:
        return self.part("plain")


def awkward() -> Story:
    """Words and a table that are wider than a phone."""
    word, numbers = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", range(9)
    heads = "".join(f"<th>Column {n}</th>" for n in numbers)
    cells = "".join(f"<td>{n},000,000</td>" for n in numbers)
    table = f"<table><caption>Births</caption><tr>{heads}</tr><tr>{cells}</tr></table>"
    blocks = (
        Block("heading", word, f"<h2>{word}</h2>"),
        Block("table", "Births", table),
        Block("paragraph", word, f'<p><a href="https://ships.example.org/{"long" * 20}">{word}</a></p>'),
        Block("list", "One Two", f"<ol><li>One<ul><li>{word}</li></ul></li><li>Two</li></ol>"),
    )
    story = STORIES["latin"]
    return replace(story, title=f"{word} closes {word}", byline=(word,), blocks=(*story.blocks, *blocks))


def everything(colour: str = "") -> dict[str, Mail]:
    """By name: "latin", "latin without appeal", "latin long" …, "awkward", and our own mail: "confirmation" …"""
    newsroom = a_harbour(colour)
    weekly, channel = a_list(slug="weekly"), a_channel("mail")
    MailingList.objects.filter(id=weekly.id).update(name="The Weekly Letter")
    appeal = an_appeal()
    made = {}
    for script, story in STORIES.items():
        reader = a_reader(weekly, f"{script}@readers.example", NAMES[script])
        for name, told, asking in (
            (script, story, appeal),
            (f"{script} without appeal", story, None),
            (f"{script} long", lengthened(story), appeal),
        ):
            post = a_newsletter(told, channel, weekly, asking)
            made[name] = Mail(written(post, reader))
    nameless = a_reader(weekly, "nameless@readers.example")
    made["awkward"] = Mail(written(a_newsletter(awkward(), channel, weekly, appeal), nameless))
    made |= {notice.kind: Mail(notices.write(notice, timezone.now())) for notice in of_our_own(newsroom, weekly)}
    return made


def a_harbour(colour: str = "") -> Newsroom:
    from_whom = sender()
    return Newsroom.objects.create(
        name=from_whom.newsroom,
        website=from_whom.website,
        zone=from_whom.zone,
        colour=colour or from_whom.colour,
        sender_name=from_whom.name,
        sender_address=from_whom.address,
        reply_to=from_whom.reply_to,
        postal_address=from_whom.postal_address,
    )


def an_appeal() -> Appeal:
    """One appeal, worded in each of the stories' languages."""
    appeal = Appeal.objects.create(name="Two reporters", link=ASKS["latin"].link)
    for ask in ASKS.values():
        Wording.objects.create(
            appeal=appeal,
            label=ask.label,
            language=ask.language,
            headline=ask.headline,
            body="\n\n".join(ask.paragraphs),
            call_to_action=ask.call_to_action,
            short=ask.short,
        )
    return appeal


def lengthened(story: Story) -> Story:
    """The same story told at the length of a long read."""
    prose = [block for block in story.blocks if block.kind == "paragraph"]
    blocks = list(story.blocks)
    while len(" ".join(b.text for b in blocks).split()) < WORDS and sum(len(b.text) for b in blocks) < _enough(story):
        blocks += prose
    return replace(story, blocks=tuple(blocks))


def _enough(story: Story) -> int:
    return SIGNS if story.language == "zh" else WORDS * 100


def a_newsletter(story: Story, channel: Channel, weekly: MailingList, appeal: Appeal | None) -> Post:
    """Kept, its pictures there, rendered, approved and due."""
    article = intake.keep(story, member=None, again=True)
    Picture.objects.filter(article=article).delete()
    for source, image in IMAGES.items():
        Picture.objects.create(
            article=article, source_url=source, state=Picture.READY, file=image.url.rpartition("/")[2],
            media_type="image/jpeg", width=image.width, height=image.height,
        )  # fmt: skip
    intake.choose_appeal(article.id, appeal=appeal, none=appeal is None, member=None)
    [post] = posts.prepare(article, [channel], member=None, mailing_list=weekly)
    posts.render_article(article.id)
    post.refresh_from_db()
    assert "blocked" not in {one["level"] for one in post.problems}, post.problems
    Post.objects.filter(id=post.id).update(state="queued", approved_hash=post.content_hash, due_at=timezone.now())
    return post


def written(post: Post, reader: Subscriber) -> Envelope:
    """The bytes for one reader, the audience frozen as when it goes out."""
    mailing.start(post.id, timezone.now)
    post.refresh_from_db()
    message = Message.objects.get(post=post, subscriber=reader.id)
    return Writer(post).write(message, reader, reader.subscriptions.get().consented_at)


def of_our_own(newsroom: Newsroom, weekly: MailingList) -> Iterator[Notice]:
    """One notice of each kind."""
    member = a_member()
    subscription = ask_to_subscribe("new@readers.example", [weekly], consent="I agree", now=timezone.now())
    notices.request("confirmation", subscription=subscription, words="I agree", lists=[weekly], now=timezone.now())
    notices.request("invitation", member=member, now=timezone.now())
    network = a_channel("mastodon", name="@harbour@social.example")
    network.pause("credentials", "The network does not accept our token any more.", timezone.now())
    notices.request("channel_paused", channel=network, now=timezone.now())
    Channel.objects.filter(id=network.id).update(options={"ends_at": (timezone.now() + timedelta(days=7)).isoformat()})
    notices.request("channel_ends", channel=network, now=timezone.now())
    article = intake.keep(STORIES["arabic"], member=member, again=True)
    [post] = posts.prepare(article, [a_channel("x", name="@harbour")], member=member)
    notices.request("approval_wanted", post=post, now=timezone.now())
    yield from Notice.objects.select_related("member", "subscription__subscriber", "post__article", "channel")
    Notice.objects.all().delete()
    Post.objects.filter(id=post.id).update(state="held")
    notices.request("held", post=post, words="Nobody had approved it.", now=timezone.now())
    yield Notice.objects.select_related("post__article", "post__channel").get()
