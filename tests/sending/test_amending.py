"""What is out is corrected or taken down, once, whatever happens in between; and never brought back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.channels import CHANNELS
from publisher.editing import amending as wishes
from publisher.editing import intake, notes, posts, schedule
from publisher.editing.approval import NotAllowed
from publisher.models import Act, Amendment, Article, Channel, Member, Newsroom, Notice, Post
from publisher.practice import accounts
from publisher.sending import amending, plan
from publisher.sending.deliver import deliver
from publisher.sending.reconcile import reconcile
from publisher.sending.stop import resume, stop
from tests.channels.test_amend import WRITES
from tests.making import a_channel, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db
KNOWN = {
    "x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY, "facebook": accounts.FACEBOOK,
    "linkedin": accounts.LINKEDIN, "telegram": accounts.TELEGRAM, "threads": accounts.THREADS,
    "discord": accounts.DISCORD,
}  # fmt: skip
AMENDS = sorted(kind for kind in KNOWN if CHANNELS[kind].amends)
DELETES = {
    "x": "DELETE", "mastodon": "DELETE", "facebook": "DELETE", "linkedin": "DELETE", "threads": "DELETE",
    "bluesky": "POST /xrpc/com.atproto.repo.deleteRecord",
    "telegram": f"POST /bot{accounts.TELEGRAM['token']}/deleteMessage",
    "discord": "DELETE",
}  # fmt: skip
RIGHT = "Ferry returns after two years"


def out(*kinds: str) -> Article:
    """An article that is on these networks."""
    a_newsroom()
    a_member()
    article = intake.keep(a_story(), member=None)
    channels = []
    for kind in kinds:
        channel = a_channel(kind)
        channel.credentials = KNOWN[kind]
        channel.save()
        channels.append(channel)
    made = posts.prepare(article, channels, member=None)
    posts.render_article(article.id)
    for post in made:
        post.refresh_from_db()
        Post.objects.filter(id=post.id).update(
            state="queued", approved_hash=post.content_hash, due_at=timezone.now(), approved_by=me()
        )
        while Post.objects.get(id=post.id).state == "queued":
            Post.objects.filter(id=post.id).update(due_at=timezone.now())
            deliver(post.id, timezone.now)
    return article


def me() -> Member:
    return Member.objects.get()


def mended(article: Article) -> None:
    story = a_story(standfirst="The ferry had been away for two years, not three.", standfirst_proposed=False)
    article.refresh_from_db()
    intake.edit(article.id, version=article.version, story=story, member=me())


def correct(article: Article) -> list[wishes.Place]:
    mended(article)
    return wishes.correct(article.id, member=me(), now=timezone.now())


def take_down(article: Article) -> list[wishes.Place]:
    return wishes.take_down(article.id, member=me(), now=timezone.now())


def rung(seconds: float = 0) -> list[int]:
    return [ring.id for ring in plan.upkeep(timezone.now() + timedelta(seconds=seconds)) if ring.task == "amend"]


def work(seconds: float = 0) -> None:
    for amendment_id in rung(seconds):
        amending.carry_out(amendment_id, lambda: timezone.now() + timedelta(seconds=seconds))


def states() -> list[str]:
    return list(Amendment.objects.order_by("id").values_list("state", flat=True))


# -- correcting ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", AMENDS)
def test_a_post_says_what_the_article_says_now_with_the_same_link(world, kind):
    article = out(kind)
    [before] = world.sent()
    correct(article)
    work()
    [after] = world.sent()
    assert "two years, not three" in after["text"]
    assert (after["id"], after["links"]) == (before["id"], before["links"])
    post = Post.objects.get()
    assert (post.state, post.content["text"]) == ("sent", after["text"])
    assert (post.content_hash == post.approved_hash, states()) == (True, ["done"])
    assert rung(3600) == []
    with pytest.raises(schedule.Cannot):
        wishes.correct(article.id, member=me(), now=timezone.now())


def test_one_action_corrects_where_it_can_and_lists_the_rest_with_what_to_do(world):
    article = out("mastodon", "bluesky", "x", "telegram")
    done = correct(article)
    assert [place.post.channel.kind for place in done] == ["mastodon", "telegram"]
    there = {place.post.channel.kind: place for place in wishes.places(article)}
    assert all(there[kind].post.url and not there[kind].corrects for kind in ("bluesky", "x"))
    work()
    said = {one["network"]: "two years" in one["text"] for one in world.sent()}
    assert said == {"mastodon": True, "telegram": True, "bluesky": False, "x": False}


@pytest.mark.parametrize("kind", AMENDS)
@pytest.mark.parametrize("moment", ["request read", "stored", "reply half written"])
def test_a_lost_answer_leaves_it_unsure_and_is_settled(world, kind, moment):
    article = out(kind)
    correct(article)
    world.fault(kind, "drop", moment=moment, match=WRITES[kind], times=1)
    work()
    assert (states(), rung()) == (["unsure"], [])
    work(seconds=settings.SETTLE_SECONDS.total_seconds() + 1)
    assert states() == ["done"]
    assert ["two years" in one["text"] for one in world.sent()] == [True]


@pytest.mark.parametrize("kind", AMENDS)
def test_a_worker_killed_in_the_middle_leaves_what_another_goes_on_with(world, kind):
    article = out(kind)
    correct(article)
    assert Amendment.objects.claim(Amendment.objects.get().id, timezone.now())
    assert (rung(60), states()) == ([], ["doing"])
    work(seconds=settings.ABANDONED_AFTER.total_seconds() + 1)
    assert states() == ["done"]
    assert ["two years" in one["text"] for one in world.sent()] == [True]


def test_a_claim_that_was_given_up_writes_nothing_more(world, monkeypatch):
    article = out("mastodon")
    correct(article)
    one = Amendment.objects.get()

    def late(amendment, clock):
        Amendment.objects.update(claimed_at=timezone.now() + timedelta(seconds=1))

    monkeypatch.setattr(amending, "_act", late)
    amending.carry_out(one.id, timezone.now)
    assert states() == ["doing"]
    assert "two years" not in Post.objects.get().content["text"]


def test_two_workers_do_it_once(world):
    article = out("mastodon")
    correct(article)
    [one] = rung()
    amending.carry_out(one, timezone.now)
    attempts = Amendment.objects.get().attempts
    amending.carry_out(one, timezone.now)
    assert (attempts, Amendment.objects.get().attempts) == (1, 1)


@pytest.mark.parametrize("kind", AMENDS)
def test_what_was_deleted_there_is_not_brought_back_by_a_correction(world, kind):
    article = out(kind)
    with amending.outlets.poster(Channel.objects.get(), KNOWN[kind]) as client:
        client.delete(Post.objects.get().remote_id)
    correct(article)
    work()
    assert (states(), world.sent()) == (["failed"], [])
    assert "any more" in Amendment.objects.get().why


def test_a_refusal_is_told_and_tried_again_when_somebody_says_so(world):
    article = out("mastodon")
    correct(article)
    world.fault("mastodon", "status", status=422, match=WRITES["mastodon"], times=1, words="No.")
    work()
    one = Amendment.objects.get()
    assert (one.state, "No." in one.why, rung(3600)) == ("failed", True, [])
    wishes.again(one.id, member=me(), now=timezone.now())
    work()
    assert states() == ["done"]
    with pytest.raises(schedule.Cannot):
        wishes.again(one.id, member=me(), now=timezone.now())


def test_a_network_that_asks_to_wait_is_asked_when_it_said(world):
    article = out("mastodon")
    correct(article)
    world.fault("mastodon", "status", status=429, seconds=120, match=WRITES["mastodon"], times=1)
    work()
    assert (states(), rung(60)) == (["wanted"], [])
    work(seconds=130)
    assert states() == ["done"]


def test_what_is_tried_for_hours_is_said_to_have_failed(world):
    article = out("mastodon")
    correct(article)
    world.fault("mastodon", "status", status=429, match=WRITES["mastodon"])
    work()
    plan_at = settings.GIVE_UP_AFTER.total_seconds() + 60
    assert rung(plan_at) == []
    one = Amendment.objects.get()
    assert (one.state, "for hours" in one.why, "asks to wait" in one.why) == ("failed", True, True)


def test_a_token_that_is_gone_pauses_the_channel_and_the_correction_waits_for_it(world):
    article = out("mastodon")
    correct(article)
    world.fault("mastodon", "status", status=401)
    work()
    channel = Channel.objects.get()
    assert (channel.paused_reason, states(), rung(60)) == ("credentials", ["wanted"], [])
    assert Notice.objects.filter(kind="channel_paused").exists()
    world.clear()
    channel.resume()
    assert len(rung()) == 1


def test_a_right_that_is_lacking_for_one_post_does_not_stop_the_channel(world):
    article = out("mastodon")
    correct(article)
    world.fault("mastodon", "status", status=403, match=WRITES["mastodon"])
    work()
    assert (states(), Channel.objects.get().paused_at) == (["failed"], None)


def test_a_second_correction_takes_the_place_of_one_that_waits(world):
    article = out("mastodon")
    correct(article)
    story = a_story(standfirst="It was four years after all.", standfirst_proposed=False)
    article.refresh_from_db()
    intake.edit(article.id, version=article.version, story=story, member=me())
    wishes.correct(article.id, member=me(), now=timezone.now())
    work()
    assert states() == ["dropped", "done"]
    assert "four years" in world.sent()[0]["text"]


def test_while_everything_is_stopped_nothing_is_corrected_but_what_must_come_down_comes_down(world):
    article = out("mastodon", "telegram")
    correct(article)
    stop(member=None, now=timezone.now())
    assert rung() == []
    take_down(article)
    work()
    assert world.sent() == []
    resume(member=None)
    assert rung(3600) == []
    assert sorted(states()) == ["done", "done", "dropped", "dropped"]


# -- taking down -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(KNOWN))
def test_a_post_is_taken_down_and_never_comes_back(world, kind):
    article = out(kind)
    take_down(article)
    work()
    assert (world.sent(), states()) == ([], ["done"])
    post = Post.objects.get()
    assert (post.state, post.measure_at) == ("sent", None)
    with pytest.raises(schedule.Cannot):
        take_down(article)
    assert [ring for ring in plan.upkeep(timezone.now() + timedelta(days=2)) if ring.task in ("amend", "measure")] == []


@pytest.mark.parametrize("kind", list(KNOWN))
@pytest.mark.parametrize("moment", ["request read", "stored"])
def test_a_deletion_whose_answer_is_lost_is_asked_for_again(world, kind, moment):
    article = out(kind)
    take_down(article)
    world.fault(kind, "drop", moment=moment, match=DELETES[kind], times=1)
    work()
    assert states() in (["wanted"], ["unsure"])
    work(seconds=120)
    assert (world.sent(), states()) == ([], ["done"])


@pytest.mark.parametrize("kind", ["mastodon", "bluesky", "x"])
def test_one_in_doubt_that_is_there_comes_down_when_that_is_known(world, kind):
    article = out(kind)
    Post.objects.update(state="uncertain", due_at=timezone.now(), remote_id="", url="")
    take_down(article)
    assert rung() == []
    reconcile(Post.objects.get().id, lambda: timezone.now() + timedelta(seconds=1))
    work()
    assert (world.sent(), states(), Post.objects.get().state) == ([], ["done"], "sent")


@pytest.mark.parametrize("kind", ["mastodon", "x"])
def test_one_in_doubt_that_is_not_there_is_not_sent_again(world, kind):
    article = out(kind)
    world.clear()
    Post.objects.update(state="uncertain", due_at=timezone.now(), remote_id="", url="")
    take_down(article)
    reconcile(Post.objects.get().id, lambda: timezone.now() + timedelta(seconds=1))
    assert Post.objects.get().state == "queued"
    deliver(Post.objects.get().id, lambda: timezone.now() + timedelta(seconds=2))
    assert (world.sent(deleted=True), rung(3)) == ([], [])
    assert (Post.objects.get().state, states()) == ("cancelled", ["done"])


def test_one_that_is_being_sent_comes_down_as_soon_as_it_is_there(world):
    article = out("mastodon")
    Post.objects.update(state="sending", claimed_at=timezone.now())
    take_down(article)
    assert rung() == []
    Post.objects.update(state="sent")
    work()
    assert (world.sent(), states()) == ([], ["done"])


def test_a_correction_that_a_worker_is_at_goes_first_and_is_not_tried_again_when_the_post_is_to_come_down(world):
    article = out("mastodon")
    correct(article)
    one = Amendment.objects.get()
    assert Amendment.objects.claim(one.id, timezone.now())
    take_down(article)
    assert rung() == []  # while that worker is at it
    Amendment.objects.filter(id=one.id).move("doing", "wanted", due_at=timezone.now())
    assert not Amendment.objects.claim(one.id, timezone.now())
    work()
    assert (world.sent(), states()) == ([], ["dropped", "done"])


def test_what_is_not_out_goes_no_more(world):
    article = out("mastodon", "bluesky")
    Post.objects.filter(channel__kind="bluesky").update(state="queued", due_at=timezone.now() + timedelta(hours=1))
    take_down(article)
    assert Post.objects.get(channel__kind="bluesky").state == "cancelled"
    work()
    assert [one["network"] for one in world.sent()] == ["bluesky"]  # the one that this test had left there


def test_a_post_settled_by_hand_has_no_number_there_and_a_person_is_told_so(world):
    article = out("telegram")
    Post.objects.update(remote_id="")
    take_down(article)
    work()
    assert "by hand" in Amendment.objects.get().why


def test_a_channel_that_was_disconnected_is_said_so(world):
    article = out("mastodon")
    take_down(article)
    Channel.objects.update(deleted_at=timezone.now())
    assert rung() == []
    assert "disconnected" in Amendment.objects.get().why


# -- who may -----------------------------------------------------------------------------------------------------


def test_an_author_may_neither_and_what_is_done_is_written_down(world):
    article = out("mastodon")
    author = a_member(Member.AUTHOR, "Bandu")
    for act in (wishes.correct, wishes.take_down):
        with pytest.raises(NotAllowed):
            act(article.id, member=author, now=timezone.now())
    wishes.take_down(article.id, member=Member.objects.get(name="Amara"), now=timezone.now())
    assert Act.objects.filter(verb="take down everywhere", member__name="Amara").exists()


def test_where_a_second_person_must_say_yes_to_words_one_is_enough_to_take_them_down(world):
    article = out("mastodon")
    Newsroom.objects.update(two_people=True)
    with pytest.raises(NotAllowed, match="second person"):
        correct(article)
    take_down(article)
    assert states() == ["wanted"]


# -- notes -------------------------------------------------------------------------------------------------------


def note(post_ids, words="Correction: it was two years, not three."):
    return notes.send(post_ids, words, member=me(), now=timezone.now())


def deliver_all(made) -> None:
    for post in made:
        while Post.objects.get(id=post.id).state == "queued":
            Post.objects.filter(id=post.id).update(due_at=timezone.now())
            deliver(post.id, timezone.now)


@pytest.mark.parametrize("kind", list(KNOWN))
def test_a_note_answers_the_post_where_the_network_has_answers_and_carries_the_link_elsewhere(world, kind):
    out(kind)
    Newsroom.objects.update(language="si")
    first = Post.objects.get()
    [made] = note([first.id])
    deliver_all([made])
    there = next(one for one in world.sent() if one["id"] != first.remote_id)
    assert there["text"].startswith("Correction: it was two years")
    assert Post.objects.get(id=made.id).state == "sent"
    assert made.content["language"] == "si"
    if kind in ("linkedin", "discord"):
        assert made.content["reference"] in there["text"] + "".join(there["links"])
    else:
        assert "http" not in there["text"]
        assert there["answers"]


def test_a_note_about_what_is_taken_down_stands_alone_with_the_link(world):
    article = out("mastodon")
    take_down(article)
    [made] = note([Post.objects.get().id], "We were wrong about the ferry.")
    work()
    deliver_all([made])
    [there] = world.sent()
    assert (there["answers"], "gazette.example/ferry" in there["text"]) == ("", True)


def test_a_note_is_refused_without_words_twice_or_where_it_does_not_fit(world):
    out("mastodon")
    first = Post.objects.get()
    for words in ("", "  ", "long " * 200):
        with pytest.raises((schedule.Cannot, schedule.Blocked)):
            note([first.id], words)
    note([first.id])
    with pytest.raises(schedule.Cannot, match="already"):
        note([first.id])
    assert Post.objects.count() == 2


def test_a_note_is_the_same_after_the_article_is_edited_and_can_be_undone_and_queued_again(world):
    article = out("mastodon")
    [made] = note([Post.objects.get().id])
    mended(article)
    posts.render_article(article.id)
    after = Post.objects.get(id=made.id)
    assert (after.content, after.approved_hash) == (made.content, after.content_hash)
    schedule.back_to_draft(made.id, me())
    schedule.queue([made.id], schedule.now_with_grace(timezone.now(), timedelta(0)), member=me(), now=timezone.now())
    assert Post.objects.get(id=made.id).due_at is not None


def test_an_author_sends_no_note(world):
    out("mastodon")
    with pytest.raises(NotAllowed):
        notes.send([Post.objects.get().id], "Wrong.", member=a_member(Member.AUTHOR, "Bandu"), now=timezone.now())
