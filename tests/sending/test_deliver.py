"""One post, once, against the practice world; and what becomes of it when something goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.channels import limits
from publisher.channels.bluesky import Bluesky
from publisher.channels.bluesky_record import POST
from publisher.channels.mastodon import Mastodon
from publisher.editing import intake, posts, schedule
from publisher.models import Channel, Notice, Picture, Post
from publisher.ports import Refused, Sent
from publisher.practice import accounts
from publisher.sending import outlets, plan
from publisher.sending.credentials import fresh_credentials
from publisher.sending.deliver import deliver
from publisher.sending.probe import probe
from publisher.sending.reconcile import reconcile
from tests.making import a_channel, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db
CREDENTIALS = {
    "x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY, "facebook": accounts.FACEBOOK,
    "linkedin": accounts.LINKEDIN,
}  # fmt: skip
KNOWN = CREDENTIALS | {"telegram": accounts.TELEGRAM, "threads": accounts.THREADS, "discord": accounts.DISCORD}


@pytest.fixture(params=list(CREDENTIALS))
def post(request, world) -> Post:
    a_newsroom()
    a_member()
    channel = a_channel(request.param)
    channel.credentials = KNOWN[request.param]
    channel.save()
    article = intake.keep(a_story(), member=None)
    [made] = posts.prepare(article, [channel], member=None)
    posts.render_article(article.id)
    made.refresh_from_db()
    now = timezone.now()
    Post.objects.filter(id=made.id).update(state="queued", approved_hash=made.content_hash, due_at=now)
    return Post.objects.get(id=made.id)


def later(seconds: float = 3600):
    """A clock that stands that many seconds ahead."""
    return lambda: timezone.now() + timedelta(seconds=seconds)


def again(post: Post) -> Post:
    return Post.objects.get(id=post.id)


def make_due(post: Post) -> None:
    Post.objects.filter(id=post.id).update(due_at=timezone.now())


def test_a_due_post_is_there_once_as_it_was_approved(post, world):
    deliver(post.id, timezone.now)
    deliver(post.id, timezone.now)
    [landed] = world.sent()
    assert landed["text"] == limits(post.channel.kind).shown(post.content["text"])
    assert post.content["reference"] in landed["text"] + "".join(landed["links"])
    assert (again(post).state, again(post).remote_id) == ("sent", landed["id"])


def test_pictures_are_released_when_the_post_goes(post, world):
    Picture.objects.create(article=post.article, source_url="https://gazette.example/1.jpg", state="ready")
    deliver(post.id, timezone.now)
    assert Picture.objects.get().released_at


def test_a_reply_that_got_lost_after_it_landed_is_read_back_and_not_sent_again(post, world):
    world.fault(post.channel.kind, "drop", moment="stored", times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    assert again(post).state == "uncertain"
    reconcile(post.id, later())
    assert again(post).state == "sent"
    assert again(post).url == world.sent()[0]["url"]
    assert len(world.sent()) == 1


def test_an_uncertain_post_that_is_not_there_goes_again(post, world):
    world.fault(post.channel.kind, "drop", moment="request read", times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    assert again(post).state == "uncertain"
    reconcile(post.id, later())
    make_due(post)
    deliver(post.id, timezone.now)
    assert again(post).state == "sent"
    assert len(world.sent()) == 1


@pytest.mark.parametrize(("post", "left"), [("bluesky", "sent"), ("mastodon", "refused")], indirect=["post"])
def test_what_an_editor_deleted_before_the_read_back_does_not_come_back(post, left, world):
    world.fault(post.channel.kind, "drop", moment="stored", times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    in_an_app(post, world.sent()[0]["id"])
    reconcile(post.id, later())
    make_due(post)
    deliver(post.id, timezone.now)
    assert again(post).state == left
    assert world.sent() == []


def in_an_app(post: Post, remote_id: str) -> None:
    """Delete it as people do, who know nothing of what lies beside it."""
    channel = Channel.objects.get(id=post.channel_id)
    with outlets.poster(channel, fresh_credentials(channel, timezone.now)) as client:
        if isinstance(client, Bluesky):
            place = {"repo": accounts.BLUESKY_DID, "collection": POST, "rkey": remote_id.rpartition("/")[2]}
            client._ask("POST", "com.atproto.repo.deleteRecord", json=place)
        else:
            client.delete(remote_id)


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_on_mastodon_a_person_says_what_became_of_it_where_its_key_is_forgotten(post, world):
    long_ago = timezone.now() - timedelta(minutes=46)
    Post.objects.filter(id=post.id).update(state="uncertain", first_tried_at=long_ago, claimed_at=long_ago)
    reconcile(post.id, later())
    assert (again(post).state, "somebody deleted it" in again(post).why) == ("uncertain", True)
    Post.objects.filter(id=post.id).update(first_tried_at=timezone.now(), due_at=timezone.now())
    reconcile(post.id, later())
    assert again(post).state == "queued"


def test_a_read_back_waits_until_the_network_shows_fresh_posts(post, world):
    world.fault(post.channel.kind, "drop", moment="stored", times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    reconcile(post.id, timezone.now)
    assert again(post).state == "uncertain"


@pytest.mark.parametrize("post", ["telegram", "discord"], indirect=True)
@pytest.mark.parametrize("moment", ["request read", "stored"])
def test_where_a_network_cannot_be_asked_a_person_says_whether_it_is_there(post, world, moment):
    world.fault(post.channel.kind, "drop", moment=moment, times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    reconcile(post.id, later())
    assert (again(post).state, again(post).due_at, "look there" in again(post).why) == ("uncertain", None, True)
    assert not [ring for ring in plan.upkeep(later(7200)()) if ring.task == "reconcile"]
    verdict = "there" if moment == "stored" else "again"
    schedule.settle(post.id, verdict, member=a_member(name="Kofi"), now=timezone.now())
    deliver(post.id, timezone.now)
    assert (again(post).state, len(world.sent())) == ("sent", 1)


@pytest.mark.parametrize("post", ["threads"], indirect=True)
@pytest.mark.parametrize("moment", ["request read", "stored"])
def test_what_was_laid_down_is_kept_while_it_is_in_doubt_whether_it_was_published(post, world, moment):
    deliver(post.id, timezone.now)
    kept = again(post).stage
    assert (again(post).state, bool(kept), world.sent()) == ("queued", True, [])
    world.fault("threads", "drop", moment=moment, times=1, match=accounts.WRITES["threads"])
    deliver(post.id, timezone.now)
    assert (again(post).state, again(post).stage) == ("uncertain", kept)
    reconcile(post.id, later())
    make_due(post)
    deliver(post.id, timezone.now)
    assert (again(post).state, again(post).stage, len(world.sent())) == ("sent", kept, 1)
    assert again(post).url == world.sent()[0]["url"]


def test_too_many_requests_waits_as_long_as_the_network_says(post, world):
    world.fault(post.channel.kind, "status", status=429, times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    assert again(post).state == "queued"
    assert again(post).due_at > timezone.now()
    assert world.sent() == []


def test_a_revoked_token_pauses_the_channel_once_and_keeps_the_queue(post, world):
    world.fault(post.channel.kind, "status", status=401, times=0, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    assert again(post).state == "queued"
    channel = Channel.objects.get()
    assert channel.paused_reason == "credentials"
    assert Notice.objects.filter(kind="channel_paused").count() == 1
    deliver(post.id, timezone.now)
    assert again(post).attempts == 1


def test_a_secret_that_a_network_says_back_is_kept_nowhere(post, world):
    name = next(name for name in ("token", "access_token", "app_password") if name in KNOWN[post.channel.kind])
    secret = KNOWN[post.channel.kind][name]
    world.fault(post.channel.kind, "status", status=401, words=f"190: {secret} is no good")
    deliver(post.id, timezone.now)
    kept = [again(post).why, *Channel.objects.values_list("paused_why", flat=True), str(list(Notice.objects.values()))]
    assert "•••" in kept[0]
    assert secret not in "".join(kept)


def test_a_network_out_of_reach_pauses_and_comes_back_by_itself(post, world):
    world.fault(post.channel.kind, "refuse")
    deliver(post.id, timezone.now)
    assert Channel.objects.get().paused_reason == "unreachable"
    assert not probe(post.channel_id, timezone.now)
    world.mend()
    assert probe(post.channel_id, timezone.now)
    assert Channel.objects.get().paused_at is None
    deliver(post.id, timezone.now)
    assert again(post).state == "sent"


def test_a_server_error_on_a_write_is_never_simply_repeated(post, world):
    world.fault(post.channel.kind, "status", status=503, times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    assert again(post).state == "uncertain"
    assert again(post).due_at > timezone.now() + settings.SETTLE_SECONDS / 2


def test_a_channel_deleted_while_its_post_waits_is_left_alone(post, world):
    Channel.objects.update(deleted_at=timezone.now(), credentials_locked="")
    deliver(post.id, timezone.now)
    assert again(post).state == "queued"
    assert world.sent() == []


def test_a_channel_deleted_while_its_post_is_under_way_asks_the_editor(post, world):
    world.fault(post.channel.kind, "status", status=429, times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    Channel.objects.update(deleted_at=timezone.now(), credentials_locked="")
    plan.hold(timezone.now())
    assert (again(post).state, "disconnected" in again(post).why) == ("held", True)
    with pytest.raises(schedule.Cannot, match="disconnected"):
        schedule.retry(post.id, a_member(name="Kofi"), timezone.now())


def edited(post: Post) -> None:
    article = post.article
    corrected = a_story(standfirst="The ferry left at seven, not at six.")
    intake.edit(article.id, version=article.version, story=corrected, member=None)


def test_an_edit_while_a_try_is_under_way_is_not_overtaken_by_the_next_try(post, world):
    world.fault(post.channel.kind, "status", status=429, times=1, match=accounts.WRITES[post.channel.kind])

    def clock():
        if again(post).state == "sending" and again(post).article.version == 1:
            edited(post)
        return timezone.now()

    deliver(post.id, clock)
    assert (again(post).state, again(post).content_hash) == ("queued", "")
    make_due(post)
    deliver(post.id, timezone.now)
    posts.render_article(post.article_id)
    deliver(post.id, timezone.now)
    assert world.sent() == []
    plan.hold(timezone.now())
    assert (again(post).state, "after it was approved" in again(post).why) == ("held", True)


def test_an_edit_of_what_may_have_landed_is_rendered_before_it_goes_again(post, world):
    world.fault(post.channel.kind, "drop", moment="request read", times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    edited(post)
    reconcile(post.id, later())
    assert (again(post).state, again(post).content_hash) == ("queued", "")


def test_a_try_that_nobody_edited_meanwhile_keeps_its_approval(post, world):
    world.fault(post.channel.kind, "status", status=429, times=1, match=accounts.WRITES[post.channel.kind])
    deliver(post.id, timezone.now)
    assert again(post).content_hash == again(post).approved_hash != ""


def test_a_late_answer_settles_what_was_given_up(post, world):
    """The worker was only slow: its row became uncertain meanwhile, and its answer still counts."""

    def clock():
        Post.objects.filter(id=post.id).move("sending", "uncertain")
        return timezone.now()

    deliver(post.id, clock)
    assert again(post).state == "sent"


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_what_follows_is_due_when_the_first_is_sent_and_answers_it(post, world):
    follower = Post.objects.create(
        article=post.article,
        channel=post.channel,
        part=1,
        follows=post,
        state="queued",
        content=post.content | {"text": "Give: https://gazette.example/give"},
        content_hash="f",
        approved_hash="f",
    )
    deliver(follower.id, timezone.now)
    assert again(follower).state == "queued"
    deliver(post.id, timezone.now)
    deliver(follower.id, timezone.now)
    first, second = world.sent()
    assert second["answers"] == first["id"]
    assert again(follower).state == "sent"


def test_a_picture_that_is_gone_from_the_disk_is_said_before_anything_leaves(post, world):
    lost = Picture.objects.create(
        article=post.article, source_url="https://gazette.example/a.jpg", state="ready", file="lost.jpg"
    )
    Post.objects.update(content=post.content | {"pictures": [lost.id], "alts": {str(lost.id): "A pier"}})
    deliver(post.id, timezone.now)
    assert (again(post).state, world.sent()) == ("refused", [])
    assert "picture" in again(post).why


def test_credentials_that_no_key_opens_pause_the_channel_and_keep_the_queue(post, world, settings):
    settings.CREDENTIALS_KEYS = ["another key than the one that locked them"]
    deliver(post.id, timezone.now)
    assert (again(post).state, world.sent()) == ("queued", [])
    assert "CREDENTIALS_KEY" in Channel.objects.get().paused_why


def test_a_probe_keeps_what_a_member_chose_while_it_asked(post, world, monkeypatch):
    keep = Channel.keep_found

    def slowly(channel: Channel, found, now):
        Channel.objects.filter(id=channel.id).update(options={"appeal": "none"})
        keep(channel, found, now)

    monkeypatch.setattr(Channel, "keep_found", slowly)
    assert probe(post.channel_id, timezone.now)
    kept = Channel.objects.get()
    assert kept.options["appeal"] == "none"
    assert "limits" in kept.options


def test_a_probe_that_fails_does_not_pause_what_somebody_resumed_meanwhile(post, world, monkeypatch):
    post.channel.pause("unreachable", "It was away.", timezone.now())
    world.fault(post.channel.kind, "status", status=401)

    def now():
        Channel.objects.update(paused_at=None, paused_reason="", paused_why="")
        return timezone.now()

    assert not probe(post.channel_id, now)
    assert Channel.objects.get().paused_reason == ""


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_a_server_that_names_its_posts_as_no_database_can_is_still_believed(post, world, monkeypatch):
    answer = Sent("1\x00" + "2" * 500, "https://practice.example/\ud800" + "x" * 5000)
    monkeypatch.setattr(Mastodon, "post", lambda self, outgoing, *, key, stage="": answer)
    deliver(post.id, timezone.now)
    assert again(post).state == "sent"
    assert len(again(post).url) == 2000


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_a_server_that_calls_us_as_no_database_can_is_probed_all_the_same(post, monkeypatch):
    found = {"account": "@news\x00\ud800" + "x" * 500, "user_id": "7\x00", "limits": {"characters": 500}}
    monkeypatch.setattr(Mastodon, "probe", lambda self: found)
    assert probe(post.channel.id, timezone.now)
    channel = Channel.objects.get()
    assert channel.account.startswith("@news\ufffd\ufffdxx")
    assert (channel.options["user_id"], channel.options["limits"]) == ("7\ufffd", {"characters": 500})


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_words_that_no_database_can_keep_do_not_keep_a_post_in_sending(post, world, monkeypatch):
    def no(self: Mastodon, outgoing: object, *, key: str, stage: str = "") -> None:
        raise Refused("It said: \x00\ud800")

    monkeypatch.setattr(Mastodon, "post", no)
    deliver(post.id, timezone.now)
    assert (again(post).state, again(post).why) == ("refused", "It said: \ufffd\ufffd")


@pytest.mark.parametrize("post", ["mastodon"], indirect=True)
def test_an_account_whose_name_says_the_secret_back_is_kept_without_it(post, world, monkeypatch):
    monkeypatch.setattr(Mastodon, "probe", lambda self: {"account": f"@{self.credentials['token']}", "limits": {}})
    assert probe(post.channel_id, timezone.now)
    assert Channel.objects.get().account == "@•••"
