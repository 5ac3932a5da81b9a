"""Times as editors say them, and the changes of state that editors make."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from publisher.editing import schedule
from publisher.editing.approval import NotAllowed
from publisher.editing.schedule import BadTime, Blocked, Cannot, Due
from publisher.models import Newsroom, Post, Slot
from tests.making import NOW, a_channel, a_mail_post, a_member, a_network_post, a_newsroom, an_article

DUE = Due("2026-12-02T08:00", "Asia/Colombo", datetime(2026, 12, 2, 2, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-02 07:30", datetime(2026, 12, 2, 2, 0, tzinfo=UTC)),
        ("2026-12-02T07:30", datetime(2026, 12, 2, 2, 0, tzinfo=UTC)),
        ("2026-12-02 07:30 Europe/Berlin", datetime(2026, 12, 2, 6, 30, tzinfo=UTC)),
        ("2028-02-29 12:00 UTC", datetime(2028, 2, 29, 12, 0, tzinfo=UTC)),
        # repeated when the clocks go back: the first pass
        ("2027-10-31 02:30 Europe/Berlin", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_resolved_in_its_zone(text, moment):
    assert schedule.at(text, zone="Asia/Colombo", now=NOW).at == moment


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-02-31 08:00", "does not exist in the calendar"),
        ("2027-02-29 08:00", "does not exist in the calendar"),
        ("2026-12-01 25:00", "does not exist in the calendar"),
        ("9999-12-31 23:59 America/Los_Angeles", "too far away"),
        ("0001-01-01 00:00 Asia/Colombo", "too far away"),
        ("2026-11-30 08:00", "is past"),
        ("tomorrow", "is not a time"),
        ("", "is not a time"),
        ("2027-01-01 08:00 Mars/Olympus", "no time zone"),
        ("2027-01-01 08:00 ../../etc/passwd", "no time zone"),
        ("2027-03-28 02:30 Europe/Berlin", "Take 03:00 instead"),
        ("2027-10-03 02:15 Australia/Lord_Howe", "Take 02:30 instead"),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_in_a_sentence(text, words):
    with pytest.raises(BadTime, match=words):
        schedule.at(text, zone="Asia/Colombo", now=NOW)


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        # skipped: runs at the end of the gap; repeated: once, at the first pass
        (datetime(2027, 3, 28, 2, 30), "Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2027, 3, 14, 2, 0), "America/New_York", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        (datetime(2027, 11, 7, 1, 30), "America/New_York", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
        (datetime(2011, 12, 30, 9, 0), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
)
def test_skipped_hours_run_at_their_end_and_repeated_ones_once(wall, zone, moment):
    assert schedule.resolve(wall, zone) == moment


@pytest.mark.django_db
def test_the_next_slot_never_fails_and_skips_what_is_taken():
    a_newsroom()
    channel = a_channel("mastodon")
    assert schedule.next_slot(channel, NOW).wall_time == "2026-12-02T08:00"
    Slot.objects.create(channel=channel, days="3", time=time(9, 30))
    first = schedule.next_slot(channel, NOW)
    assert (first.wall_time, first.zone) == ("2026-12-02T09:30", "Asia/Colombo")
    Post.objects.create(article=an_article(), channel=channel, state="queued", due_at=first.at)
    assert schedule.next_slot(channel, NOW).wall_time == "2026-12-09T09:30"


@pytest.fixture
def draft(db):
    a_newsroom()
    return a_network_post(state="draft", due_at=None, approved_hash="")


def test_queueing_approves_what_the_post_says(draft):
    schedule.queue([draft.id], DUE, member=a_member(), now=NOW)
    post = Post.objects.get()
    assert (post.state, post.due_at, post.approved_hash, post.wall_time) == ("queued", DUE.at, "h", DUE.wall_time)


def test_an_author_may_not_queue_and_hears_who_may(draft):
    a_member("editor", "Nimal")
    with pytest.raises(NotAllowed, match="Nimal"):
        schedule.queue([draft.id], DUE, member=a_member("author", "Lea"), now=NOW)
    assert Post.objects.get().state == "draft"


def test_a_second_person_is_required_where_the_newsroom_says_so(draft):
    Newsroom.objects.update(two_people=True)
    writer, other = a_member(), a_member("editor", "Nimal")
    draft.article.edited_by = writer
    draft.article.save()
    with pytest.raises(NotAllowed, match="Nimal"):
        schedule.queue([draft.id], DUE, member=writer, now=NOW)
    schedule.queue([draft.id], DUE, member=other, now=NOW)
    assert Post.objects.get().approved_by == other


def test_what_is_blocked_cannot_be_queued(draft):
    Post.objects.update(problems=[{"level": "blocked", "code": "too long", "message": "It is too long."}])
    with pytest.raises(Blocked, match="too long"):
        schedule.queue([draft.id], DUE, member=a_member(), now=NOW)


def test_what_is_not_rendered_cannot_be_queued(draft):
    Post.objects.update(content_hash="")
    with pytest.raises(Blocked, match="not been rendered"):
        schedule.queue([draft.id], DUE, member=a_member(), now=NOW)


def test_queueing_is_all_or_nothing(draft):
    sent = a_network_post("x", state="sent", sent_at=NOW)
    with pytest.raises(Cannot):
        schedule.queue([draft.id, sent.id], DUE, member=a_member(), now=NOW)
    assert Post.objects.get(id=draft.id).state == "draft"


def test_what_follows_is_queued_with_what_it_follows_and_waits_for_it(draft):
    follower = Post.objects.create(
        article=draft.article, channel=draft.channel, part=1, follows=draft, content_hash="h2"
    )
    schedule.queue([draft.id], DUE, member=a_member(), now=NOW)
    follower.refresh_from_db()
    assert (follower.state, follower.due_at, follower.approved_hash) == ("queued", None, "h2")


def test_undo_in_the_grace_leaves_a_draft(draft):
    member = a_member()
    schedule.queue([draft.id], schedule.now_with_grace(NOW, timedelta(seconds=60)), member=member, now=NOW)
    schedule.back_to_draft(draft.id, member)
    assert not Post.objects.claim(draft.id, NOW + timedelta(seconds=61))
    assert Post.objects.get().state == "draft"


def test_what_is_being_sent_cannot_be_taken_back(draft):
    member = a_member()
    schedule.queue([draft.id], schedule.now_with_grace(NOW, timedelta(0)), member=member, now=NOW)
    assert Post.objects.claim(draft.id, NOW)
    for act in (lambda: schedule.back_to_draft(draft.id, member), lambda: schedule.cancel(draft.id, member, NOW)):
        with pytest.raises(Cannot, match="at this moment"):
            act()


def test_a_person_settles_what_is_uncertain(draft):
    member = a_member()
    Post.objects.update(state="uncertain", approved_hash="h")
    schedule.settle(draft.id, "there", url="https://social.example/1", member=member, now=NOW)
    assert Post.objects.get().state == "sent"
    with pytest.raises(Cannot, match="no longer uncertain"):
        schedule.settle(draft.id, "again", member=member, now=NOW)


def test_sending_an_uncertain_post_again_queues_it_once(draft):
    Post.objects.update(state="uncertain", approved_hash="h")
    schedule.settle(draft.id, "again", member=a_member(), now=NOW)
    assert Post.objects.claim(draft.id, NOW)
    assert not Post.objects.claim(draft.id, NOW)


def test_what_changed_since_it_was_looked_at_is_not_approved(draft):
    with pytest.raises(Blocked, match="changed since"):
        schedule.queue([draft.id], DUE, member=a_member(), now=NOW, seen={draft.id: "older"})
    schedule.queue([draft.id], DUE, member=a_member(name="Nimal"), now=NOW, seen={draft.id: "h"})
    assert Post.objects.get().state == "queued"


def test_what_follows_must_have_been_looked_at_too(draft):
    """The appeal's words may change between the page and the button: the first post stays as it was, this one not."""
    follower = Post.objects.create(
        article=draft.article, channel=draft.channel, part=1, follows=draft, content_hash="later words"
    )
    seen = {draft.id: "h", follower.id: "words that were seen"}
    with pytest.raises(Blocked, match="changed since"):
        schedule.queue([draft.id], DUE, member=a_member(), now=NOW, seen=seen)
    assert set(Post.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.django_db
def test_a_newsletter_under_way_is_withdrawn_by_who_may_approve():
    a_newsroom()
    post = a_mail_post(1, state="sending", claimed_at=NOW)
    with pytest.raises(NotAllowed):
        schedule.cancel(post.id, a_member("author", "Lea"), NOW)
    assert Post.objects.get().state == "sending"
    schedule.cancel(post.id, a_member("editor", "Nimal"), NOW)
    assert Post.objects.get().state == "cancelled"
