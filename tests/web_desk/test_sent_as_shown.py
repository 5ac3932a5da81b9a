"""What the preview of a post shows is what its network got: text, card, pictures, their alt text and focal points."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from publisher.channels import CHANNELS, limits
from publisher.editing import intake, posts
from publisher.models import Appeal, Channel, Picture, Post, Wording
from publisher.practice import accounts
from publisher.sending.deliver import deliver
from publisher.story import Story, StoryPicture
from tests.making import a_channel, a_member, a_newsroom, a_story
from tests.practice.conftest import one_world
from tests.practice.running import Running

__all__ = ["one_world"]
ACCOUNTS = {
    "x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY, "telegram": accounts.TELEGRAM,
    "facebook": accounts.FACEBOOK, "threads": accounts.THREADS, "linkedin": accounts.LINKEDIN,
    "discord": accounts.DISCORD,
}  # fmt: skip
PICTURES = (
    StoryPicture("https://gazette.example/1.png", alt="A ferry & “forty” <people>", focus="top left"),
    StoryPicture("https://gazette.example/2.png", alt="ஒரு தாதி. " + "A word and another one. " * 80),
)
POINTS = {"": None, "top left": {"x": -0.75, "y": 0.75}}
WORDS = "“Nurses” & <doctors> *walk* out_of [here](now), #தமிழ் 😷 @everyone"
LINKED = a_story(WORDS, standfirst=f"{WORDS}. A first line.\n# A second one", pictures=PICTURES)
WARNED = replace(LINKED, content_warning="Violence & <grief>")
WARNED_PICTURES = a_story(
    WORDS, canonical_url="", blocks=(), pictures=PICTURES, content_warning="Violence", standfirst="In pictures."
)
PICTURED = a_story(WORDS, standfirst=f"{WORDS}. In pictures.", canonical_url="", blocks=(), pictures=PICTURES)


@pytest.fixture
def world(db: None, one_world: Running, settings: Any, tmp_path: Path) -> Running:
    one_world.control.clear()
    settings.DATA_DIR, settings.MEDIA_ROOT = one_world.folder, tmp_path
    a_newsroom()
    appeal = Appeal.objects.create(name="Winter", link="https://gazette.example/give", standing=True)
    Wording.objects.create(appeal=appeal, label="A", headline="Help <us>", body="Because.", call_to_action="Give *now*")
    return one_world


@pytest.fixture
def desk(world: Running) -> Client:
    browser = Client()
    browser.force_login(a_member(), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def drafted(kind: str, rule: str, story: Story, files: Path) -> list[Post]:
    channel = a_channel(kind, options={"appeal": rule})
    channel.credentials = ACCOUNTS[kind]
    channel.save()
    article = intake.keep(story, member=None)
    for number, picture in enumerate(story.pictures):
        name = f"{number}.png"
        Image.new("RGB", (40 + number, 30), "#0b5563").save(files / name)
        Picture.objects.filter(article=article, source_url=picture.url).update(
            state="ready", file=name, media_type="image/png", width=40 + number, height=30
        )
    posts.prepare(article, [channel], member=None)
    posts.render_article(article.id)
    return list(Post.objects.filter(article=article).order_by("part"))


def shown(desk: Client, post: Post) -> list[dict[str, Any]]:
    """What stands on the page, part by part."""
    page = lxml.html.document_fromstring(desk.get(f"/articles/{post.article_id}/posts/").content.decode())
    seen = []
    for part in page.xpath("//article[contains(@class, 'feed')]"):
        card = [line.text_content() for line in part.xpath(".//div[@class='linkcard']/p")]
        pictures = [
            (figure.find("img").get("alt"), figure.xpath("string(figcaption)").removeprefix("Alt: "))
            for figure in part.xpath(".//figure")
        ]
        focus = [
            (figure.find("img").get("data-focus", ""), figure.xpath("substring-before(substring-after(p, ': '), '.')"))
            for figure in part.xpath(".//figure")
        ]
        if part.xpath(".//div[@class='linkcard']/img"):
            pictures = focus = [("", "")]  # a card's has no alt text anywhere
        warning = part.xpath("string(p[contains(@class, 'warning')])")
        covered = "covered" in part.xpath("string(following-sibling::p[1])")
        seen.append(
            {
                "warning": warning,
                "covered": covered,
                "text": part.xpath("string(p[contains(@class, 'text')])"),
                "card": card,
                "pictures": pictures,
                "focus": focus,
            }
        )
    return seen


def sent(world: Running, made: list[Post]) -> list[dict[str, Any]]:
    """Let them go, and what their network got."""
    now = timezone.now()
    for post in made:
        Post.objects.filter(id=post.id).update(state="queued", approved_hash=post.content_hash, due_at=now)
    for post in made:
        patient = time.monotonic() + 60  # a picture may be processed for a moment
        while Post.objects.filter(id=post.id, state="queued").update(due_at=timezone.now()):
            deliver(post.id, timezone.now)
            assert time.monotonic() < patient
        assert Post.objects.get(id=post.id).state == "sent", Post.objects.get(id=post.id).why
    return world.control.sent(made[0].channel.kind)


def test_every_network_is_looked_at() -> None:
    assert set(CHANNELS) - {"mail"} == set(ACCOUNTS)


@pytest.mark.parametrize(
    "story", [LINKED, PICTURED, WARNED, WARNED_PICTURES],
    ids=["with a link", "pictures alone", "with a warning", "pictures with a warning"],
)  # fmt: skip
@pytest.mark.parametrize("rule", ["same", "follows"])
@pytest.mark.parametrize("kind", ACCOUNTS)
def test_a_preview_is_what_the_network_gets(
    desk: Client, world: Running, tmp_path: Path, kind: str, rule: str, story: Story
) -> None:
    made = drafted(kind, rule, story, tmp_path)
    before, got = shown(desk, made[0]), sent(world, made)
    asked = limits(kind, Channel.objects.get().options)
    assert len(got) == len(before) == (2 if rule == "follows" and asked.threads else 1)
    for there, landed in zip(before, got, strict=True):
        assert landed["text"] == there["text"]
        assert (landed["warning"], landed["covered"]) == (there["warning"], there["covered"])
        assert [(medium["alt"], medium["alt"]) for medium in landed["media"]] == there["pictures"]
        points = [(POINTS[place], POINTS[words]) for place, words in there["focus"]]
        assert [(medium["focus"], medium["focus"]) for medium in landed["media"]] == points
        card = landed["card"] if asked.sends_card else None
        assert bool(card) == (asked.sends_card and bool(there["card"]))
        if card:
            assert there["card"][1:] == [line for line in (card["title"], card["description"]) if line]
            assert there["card"][0] == card["uri"].split("/")[2]
    assert (("top left", "top left") in before[0]["focus"]) is (kind == "mastodon")
    warning = story.content_warning
    assert got[0]["text"].startswith(f"⚠ {warning}\n\n") == bool(warning and kind != "mastodon")
    assert got[0]["warning"] == (warning if kind == "mastodon" else "")
    assert got[0]["covered"] == bool(warning and kind in ("mastodon", "bluesky"))
    if story is LINKED:
        assert made[0].content["reference"] in got[0]["text"] + "".join(got[0]["links"])
