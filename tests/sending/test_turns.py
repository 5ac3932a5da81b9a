"""A burst waits its turn before a network's limit is reached, and nobody is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.editing import intake, posts
from publisher.models import Channel, Post
from publisher.practice import accounts
from publisher.sending import plan, turns
from publisher.sending.deliver import deliver
from tests.making import a_channel, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db
KNOWN = {"x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY, "facebook": accounts.FACEBOOK}
BURST = 6


@pytest.fixture(params=list(KNOWN))
def burst(request, world) -> list[int]:
    """Six posts due at one moment; a network that takes seven more of a hundred, and says so."""
    a_newsroom()
    a_member()
    channel = a_channel(request.param)
    channel.credentials = KNOWN[request.param]
    channel.save()
    for number in range(BURST):
        title = f"Story {number}"
        article = intake.keep(a_story(title=title, canonical_url=f"https://news.example/{number}"), member=None)
        [made] = posts.prepare(article, [channel], member=None)
        posts.render_article(article.id)
        made.refresh_from_db()
        Post.objects.filter(id=made.id).update(state="queued", approved_hash=made.content_hash, due_at=timezone.now())
    world.allow(request.param, 7, limit=100, seconds=600, match=accounts.WRITES[request.param])
    return list(Post.objects.order_by("id").values_list("id", flat=True))


def test_a_burst_stops_before_the_limit_and_goes_on_after_it(burst, world):
    for post_id in burst:
        deliver(post_id, timezone.now)
    channel = Channel.objects.get()
    assert Post.objects.filter(state="sent").count() == 2  # five of a hundred are spared
    waiting = Post.objects.filter(state="queued", why=turns.WAITS, due_at=channel.rests_until)
    assert waiting.count() == BURST - 2
    assert set(waiting.values_list("attempts", flat=True)) == {0}  # they were not tried, so no try was spent
    assert channel.paused_at is None
    rests = channel.rests_until - timezone.now()
    assert timedelta(minutes=4) < rests < timedelta(minutes=10, seconds=2)  # its clock tells whole seconds
    plan.hold(timezone.now() + rests)
    assert not Post.objects.filter(state="held").exists()  # whoever waited is not late
    world.allow(channel.kind, 100, limit=100, seconds=600)
    for post_id in burst:
        deliver(post_id, lambda: timezone.now() + rests)
    assert Post.objects.filter(state="sent").count() == BURST
    assert len(world.sent(channel.kind)) == BURST


def test_a_refusal_has_the_others_wait_too(burst, world):
    kind = Channel.objects.get().kind
    world.allow(kind, 0, limit=100, seconds=600, match=accounts.WRITES[kind])
    for post_id in burst:
        deliver(post_id, timezone.now)
    assert sorted(Post.objects.values_list("attempts", flat=True)) == [0] * (BURST - 1) + [1]
    assert world.sent(kind) == []
