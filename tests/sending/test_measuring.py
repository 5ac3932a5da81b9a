"""What followers do with a post: looked at ever more rarely, and for money only if the newsroom says so."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from publisher.editing import intake, posts
from publisher.models import Channel, Measure, Newsroom, Post
from publisher.practice import accounts
from publisher.sending import measuring, outlets, plan
from publisher.sending.credentials import fresh_credentials
from publisher.sending.deliver import deliver
from publisher.sending.measuring import AGES, measure, next_look
from tests.making import NOW, a_channel, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db
KNOWN = {"x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY, "telegram": accounts.TELEGRAM}
KNOWN["facebook"] = accounts.FACEBOOK


@pytest.fixture
def post(request, world) -> Post:
    """A post that was sent 16 minutes ago."""
    a_newsroom()
    a_member()
    channel = a_channel(request.param)
    channel.credentials = KNOWN[request.param]
    channel.options = {"measure": True}
    channel.save()
    article = intake.keep(a_story(), member=None)
    [made] = posts.prepare(article, [channel], member=None)
    posts.render_article(article.id)
    made.refresh_from_db()
    Post.objects.update(state="queued", approved_hash=made.content_hash, due_at=timezone.now())
    deliver(made.id, timezone.now)
    Post.objects.update(
        sent_at=timezone.now() - timedelta(minutes=16), measure_at=timezone.now() - timedelta(minutes=1)
    )
    return Post.objects.get(id=made.id)


each = pytest.mark.parametrize("post", ["x", "mastodon", "bluesky", "facebook"], indirect=True)


def rung(now=None) -> list[int]:
    return [ring.id for ring in plan.upkeep(now or timezone.now()) if ring.task == "measure"]


@each
def test_a_look_keeps_what_the_network_tells_and_notes_when_to_look_again(post):
    assert rung() == [post.id]
    measure(post.id, timezone.now)
    measure(post.id, timezone.now)
    kept = Measure.objects.get()
    assert kept.likes >= 3
    assert (kept.reposts, kept.replies >= 0) == (kept.likes // 4, True)
    assert (kept.views is not None) == (post.channel.kind == "x")  # the others do not tell
    assert Post.objects.get().measure_at == post.sent_at + timedelta(hours=1)
    assert rung() == []


@each
def test_a_post_that_was_deleted_there_and_a_network_that_is_away_tell_nothing(post, world):
    world.fault(post.channel.kind, "status", status=503, times=1)
    measure(post.id, timezone.now)
    Post.objects.update(measure_at=timezone.now())
    channel = Channel.objects.get()
    with outlets.poster(channel, fresh_credentials(channel, timezone.now)) as client:
        client.delete(post.remote_id)
    measure(post.id, timezone.now)
    assert not Measure.objects.exists()
    assert Post.objects.get().measure_at == post.sent_at + timedelta(hours=1)
    assert Channel.objects.get().paused_at is None


@pytest.mark.parametrize("post", ["x"], indirect=True)
@pytest.mark.parametrize("options", [{}, {"measure": False}])
def test_what_costs_money_is_only_looked_at_if_the_newsroom_says_so(post, options, world):
    Channel.objects.update(options=options)
    assert rung() == []
    world.fault("x", "status", status=500)  # whoever asks is seen
    measure(post.id, timezone.now)
    assert (Measure.objects.count(), world.moments()) == (0, [])


@pytest.mark.parametrize("post", ["telegram"], indirect=True)
def test_a_network_that_tells_nobody_is_not_asked(post):
    assert rung() == []
    measure(post.id, timezone.now)


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_nothing_is_asked_while_stopped_paused_parted_or_long_after(post):
    Newsroom.objects.update(stopped_at=NOW)
    assert rung() == []
    Newsroom.objects.update(stopped_at=None)
    for change in ({"paused_at": NOW}, {"deleted_at": NOW}):
        Channel.objects.update(**change)
        assert rung() == []
        Channel.objects.update(**dict.fromkeys(change))
    assert rung() == [post.id]
    assert list(measuring.due(timezone.now() + timedelta(days=31))) == []


def test_looks_grow_rare_and_end():
    looks, now = [], NOW
    while (at := next_look(NOW, now)) is not None:
        looks.append(at - NOW)
        now = at
    assert tuple(looks) == AGES
    assert len(looks) == 10
    assert all(b >= a * 1.5 for a, b in pairwise(looks))
