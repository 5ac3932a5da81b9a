from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from publisher.editing import posts
from publisher.models import Article, Batch, Channel, Measure, Member, Message, Newsroom, Outcome, Post, Subscriber
from publisher.models.post import HELD, QUEUED, REFUSED, SENDING, SENT, UNCERTAIN
from publisher.responses.report import counts
from tests.making import a_channel, a_reader
from tests.web_desk.conftest import said


def put(post: Post, state: str, **fields: Any) -> Post:
    """Write the state straight into the row, approved as it is."""
    now = timezone.now()
    needed = {
        QUEUED: {"due_at": now + timedelta(seconds=50)}, SENDING: {"claimed_at": now}, SENT: {"sent_at": now},
        UNCERTAIN: {"claimed_at": now, "due_at": now},
    }.get(state, {})  # fmt: skip
    approved = {"approved_hash": post.content_hash, "state": state}
    Post.objects.filter(id=post.id).update(**needed | approved | fields)
    return Post.objects.get(id=post.id)


def do(desk: Client, post: Post, verb: str, **fields: str) -> Any:
    return desk.post(f"/posts/{post.id}/do/{verb}/", fields)


def state(post: Post) -> str:
    return Post.objects.get(id=post.id).state


def progress(desk: Client, article: Article) -> str:
    return said(desk.get(f"/articles/{article.id}/progress/"))


def test_undo_in_the_grace_sends_nothing(desk: Client, drafts: dict[str, Post]) -> None:
    do(desk, put(drafts["mail"], QUEUED), "undo")
    assert state(drafts["mail"]) == "draft"


def test_undo_after_it_left_says_that_it_is_too_late(desk: Client, drafts: dict[str, Post]) -> None:
    response = do(desk, put(drafts["mail"], SENDING), "undo")
    assert response.status_code == 409
    assert "cannot be taken back" in said(response)


def test_undo_all_takes_back_what_is_in_its_grace(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    for post in drafts.values():
        put(post, QUEUED)
    assert "Undo all" in progress(desk, article)
    desk.post(f"/articles/{article.id}/undo/")
    assert {state(post) for post in drafts.values()} == {"draft"}


def test_the_page_looks_again_until_nothing_can_change(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    live = f"/articles/{article.id}/progress/live/"
    put(drafts["mail"], SENDING)
    assert "every 2s" in desk.get(live).content.decode()
    put(drafts["mail"], SENT)
    assert "every 2s" not in desk.get(live).content.decode()


def test_the_counts_of_a_newsletter_add_up(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    post = put(drafts["mail"], SENDING, candidates=10)
    Batch.objects.create(post=post, first=1, last=10, accepted=6, deferred=1, failed=1, uncertain=1)
    page = progress(desk, article)
    for words in ("6 accepted by the mail server", "1 waiting", "1 deferred", "1 failed", "1 uncertain", "10 in all"):
        assert words in page
    assert "delivered" not in page


def test_who_was_on_the_wire_at_a_crash_is_listed(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    post = put(drafts["mail"], SENT, candidates=1)
    reader = Subscriber.objects.earliest("id")
    Message.objects.create(post=post, sequence=1, subscriber=reader.id)
    for attempt, kind in ((1, "uncertain"), (2, "accepted")):
        Outcome.objects.create(post=post, sequence=1, attempt=attempt, kind=kind, at=timezone.now())
    assert "1 possibly twice" in progress(desk, article)
    assert reader.address in said(desk.get(f"/posts/{post.id}/mails/twice/"))


@pytest.fixture
def in_doubt(drafts: dict[str, Post]) -> Post:
    """A newsletter to two readers, of which one mail is held: it may have arrived."""
    Newsroom.objects.update(hold_uncertain_mail=True)
    post = put(drafts["mail"], SENDING, candidates=2)
    for number, reader in enumerate(Subscriber.objects.order_by("id")[:2], 1):
        Message.objects.create(post=post, sequence=number, subscriber=reader.id)
        kind = ("accepted", "uncertain")[number - 1]
        Outcome.objects.create(post=post, sequence=number, attempt=1, kind=kind, at=timezone.now())
    Batch.objects.create(post=post, first=1, last=2, lease=1, accepted=1, uncertain=1)
    return post


def test_mail_in_doubt_that_is_held_waits_for_a_person_and_says_so(
    desk: Client, article: Article, in_doubt: Post
) -> None:
    page = progress(desk, article)
    assert "Uncertain (1)" in page
    assert "1 uncertain mail: taken as arrived" in page
    listed = said(desk.get(f"/posts/{in_doubt.id}/mails/uncertain/"))
    assert Subscriber.objects.order_by("id")[1].address in listed
    assert Subscriber.objects.order_by("id")[0].address not in listed


@pytest.mark.parametrize(("verb", "became", "counted"), [("there", SENT, "accepted"), ("again", SENDING, "deferred")])
def test_mail_in_doubt_is_settled_by_whoever_approves(
    desk: Client, author: Client, in_doubt: Post, verb: str, became: str, counted: str
) -> None:
    assert do(author, in_doubt, verb).status_code == 409
    assert counts(in_doubt)["uncertain"] == 1
    do(desk, in_doubt, verb)
    assert state(in_doubt) == became
    assert counts(in_doubt)["uncertain"] == 0
    assert counts(in_doubt)[counted] >= 1


def test_whoever_was_deferred_once_and_then_accepted_is_not_listed(desk: Client, drafts: dict[str, Post]) -> None:
    post = put(drafts["mail"], SENDING, candidates=2)
    first, second = Subscriber.objects.order_by("id")[:2]
    for number, (reader, last) in enumerate(((first, "accepted"), (second, "deferred")), 1):
        Message.objects.create(post=post, sequence=number, subscriber=reader.id)
        for attempt, kind in ((1, "deferred"), (2, last)):
            Outcome.objects.create(post=post, sequence=number, attempt=attempt, kind=kind, at=timezone.now())
    page = said(desk.get(f"/posts/{post.id}/mails/deferred/"))
    assert second.address in page
    assert first.address not in page


def test_the_uncertain_is_settled_by_a_person(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    put(drafts["x"], UNCERTAIN, why="X did not answer.")
    page = progress(desk, article)
    assert "It is there" in page
    assert "X did not answer." in page
    assert "Uncertain (1)" in page
    do(desk, drafts["x"], "there", url="https://x.com/i/1")
    settled = Post.objects.get(id=drafts["x"].id)
    assert (settled.state, settled.url) == ("sent", "https://x.com/i/1")


def test_where_a_network_cannot_be_asked_the_desk_says_who_must_look(desk: Client, article: Article) -> None:
    [post] = posts.prepare(article, [a_channel("telegram")], member=None)
    put(post, UNCERTAIN)
    page = progress(desk, article)
    assert "Telegram cannot be asked whether it is there. Look there" in page
    assert "The network is asked" not in page


def test_the_uncertain_is_sent_again_only_by_a_person(desk: Client, drafts: dict[str, Post]) -> None:
    put(drafts["x"], UNCERTAIN)
    assert do(desk, drafts["x"], "retry").status_code == 409
    do(desk, drafts["x"], "again")
    assert state(drafts["x"]) == "queued"


@pytest.mark.parametrize("verb", ["now", "retry"])
def test_the_held_goes_when_an_editor_says_so(desk: Client, drafts: dict[str, Post], verb: str) -> None:
    put(drafts["x"], HELD)
    do(desk, drafts["x"], verb)
    assert state(drafts["x"]) == "queued"


def test_what_is_queued_for_later_and_sent_now_can_still_be_undone(desk: Client, drafts: dict[str, Post]) -> None:
    put(drafts["mail"], QUEUED, due_at=timezone.now() + timedelta(days=2), wall_time="2030-01-01T08:00", zone="UTC")
    before = timezone.now()
    do(desk, drafts["mail"], "now")
    due = Post.objects.get(id=drafts["mail"].id).due_at
    assert due is not None
    assert before <= due - settings.GRACE_SECONDS <= timezone.now()
    do(desk, drafts["mail"], "now")
    assert Post.objects.get(id=drafts["mail"].id).due_at == due
    do(desk, drafts["mail"], "undo")
    assert state(drafts["mail"]) == "draft"


def test_the_failed_is_tried_again_edited_or_cancelled(desk: Client, drafts: dict[str, Post]) -> None:
    put(drafts["x"], REFUSED, why="Too long.")
    do(desk, drafts["x"], "retry")
    assert state(drafts["x"]) == "queued"
    put(drafts["x"], REFUSED)
    assert do(desk, drafts["x"], "edit").headers["Location"].endswith(f"#post-{drafts['x'].id}")
    assert state(drafts["x"]) == "draft"
    put(drafts["x"], REFUSED)
    do(desk, drafts["x"], "cancel")
    assert state(drafts["x"]) == "cancelled"


def test_another_time_is_checked_like_the_first(desk: Client, drafts: dict[str, Post]) -> None:
    put(drafts["x"], HELD)
    assert do(desk, drafts["x"], "at", at="2020-01-01T08:00").status_code == 409
    do(desk, drafts["x"], "at", at="2030-01-01T08:00", zone="Europe/Berlin")
    assert Post.objects.get(id=drafts["x"].id).zone == "Europe/Berlin"


def test_an_author_settles_nothing(author: Client, drafts: dict[str, Post]) -> None:
    put(drafts["x"], UNCERTAIN)
    assert do(author, drafts["x"], "again").status_code == 409
    assert state(drafts["x"]) == "uncertain"


def test_held_and_overdue_are_counted_in_the_banner(desk: Client, drafts: dict[str, Post]) -> None:
    put(drafts["x"], HELD)
    put(drafts["mail"], QUEUED, due_at=timezone.now() - timedelta(minutes=5))
    page = said(desk.get("/appeals/"))
    assert "Held (1)" in page
    assert "Overdue (1)" in page


def test_the_queue_is_grouped_by_the_newsrooms_day(desk: Client, drafts: dict[str, Post]) -> None:
    late = timezone.now().replace(year=2030, month=5, day=6, hour=20, minute=0)
    put(drafts["x"], QUEUED, due_at=late)
    page = said(desk.get("/"))
    assert "Tuesday 7 May" in page
    assert "01:30 Colombo" in page


def test_the_red_button_stops_and_says_how_much_waits(desk: Client, drafts: dict[str, Post], admin: Member) -> None:
    put(drafts["x"], QUEUED)
    desk.get("/stop/")
    assert Newsroom.objects.get().stopped_at is None
    desk.post("/stop/")
    assert Newsroom.objects.get().stopped_at is not None
    page = said(desk.get("/"))
    assert "1 post or mail waits" in page
    assert "Everything is stopped" in page
    desk.post("/resume/")
    assert Newsroom.objects.get().stopped_at is None


def test_an_author_who_may_not_queue_does_not_unschedule_either(author: Client, drafts: dict[str, Post]) -> None:
    put(drafts["x"], QUEUED)
    assert do(author, drafts["x"], "now").status_code == 409
    assert state(drafts["x"]) == "queued"
    assert author.get(f"/posts/{drafts['mail'].id}/mails/failed/").status_code == 403


def test_what_is_uncertain_says_that_the_network_is_asked_and_shows_the_words_without_their_links(
    desk: Client, drafts: dict[str, Post]
) -> None:
    post = put(drafts["x"], UNCERTAIN)
    page = progress(desk, post.article)
    assert "The network is asked whether it is there, next on" in page
    assert "utm_source=x" not in page


def under_way(post: Post, *, ago: float, **channel: Any) -> Post:
    """A newsletter to three readers of whom two have it, the second `ago` seconds ago."""
    now = timezone.now()
    mail = put(post, SENDING, candidates=3)
    Batch.objects.create(post=mail, first=1, last=3, accepted=2)
    for sequence in (1, 2):
        at = now - timedelta(seconds=ago + 30 * (2 - sequence))
        Outcome.objects.create(post=mail, sequence=sequence, attempt=1, kind="accepted", at=at)
    type(mail.channel).objects.filter(id=mail.channel_id).update(**channel)
    return mail


def test_a_newsletter_says_how_fast_it_goes_and_how_long_it_takes(desk, article, drafts) -> None:
    under_way(drafts["mail"], ago=30)
    assert "2 mails a minute; about 1 minute left." in progress(desk, article)


def test_a_newsletter_that_stands_still_promises_no_time(desk, article, drafts) -> None:
    under_way(drafts["mail"], ago=600)
    assert "left." not in progress(desk, article)


def test_a_newsletter_whose_day_is_used_says_when_it_goes_on(desk, article, drafts) -> None:
    until = timezone.now() + timedelta(hours=5)
    under_way(drafts["mail"], ago=600, rests_until=until, mails_per_day=2)
    assert "Today’s 2 mails are used. It goes on by itself" in progress(desk, article)


def test_a_paused_newsletter_says_why(desk, article, drafts) -> None:
    under_way(drafts["mail"], ago=600, paused_at=timezone.now(), paused_why="The relay wants a new password.")
    assert "The channel is paused: The relay wants a new password." in progress(desk, article)


def test_a_newsletter_that_is_partly_sent_is_stopped_and_corrected_for_the_rest(
    desk: Client, drafts: dict[str, Post]
) -> None:
    post = put(drafts["mail"], SENDING, candidates=3, claimed_at=timezone.now())
    Batch.objects.create(post=post, first=1, last=3, accepted=1)
    first = Message.objects.create(post=post, sequence=1, subscriber=a_reader(post.mailing_list, "a@inbox.example").id)
    Outcome.objects.create(post=post, sequence=first.sequence, attempt=1, kind="accepted", at=timezone.now())
    assert "Stop and correct the rest" in progress(desk, post.article)
    answer = desk.post(f"/posts/{post.id}/do/correct/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/articles/{post.article_id}/"
    page = said(answer)
    assert "1 reader has it, or may, as it was" in page
    assert "takes it to the other 2 readers" in page
    draft = Post.objects.get(corrects=post)
    assert (draft.state, draft.edition) == ("draft", post.edition + 1)
    after = progress(desk, post.article)
    assert f"corrected, for those who had not got edition {post.edition}" in after
    assert "To 2 readers" in after
    assert "a@inbox.example" in said(desk.get(f"/posts/{post.id}/mails/left/"))
    again = said(desk.post(f"/posts/{post.id}/do/correct/", follow=True))
    assert "carries the corrected text already" in again


def test_what_followers_did_is_shown_as_it_was_last_told(desk: Client, drafts: dict[str, Post]) -> None:
    now = timezone.now()
    post = put(drafts["x"], SENT, sent_at=now, remote_id="7")
    Measure.objects.create(post=post, at=now - timedelta(hours=2), likes=1, reposts=0, replies=0, views=9)
    Measure.objects.create(post=post, at=now - timedelta(hours=1), likes=1, reposts=1200, views=4096)
    shown = said(desk.get(f"/articles/{post.article_id}/progress/"))
    assert "1 like 1,200 reposts 4,096 views As X told 1 hour ago." in " ".join(shown.split())


def test_what_costs_money_is_counted_only_if_somebody_ticks_it(desk: Client, channels: dict[str, Channel]) -> None:
    x, other = channels["x"], channels["mastodon"]
    desk.post(f"/channels/{x.id}/options/", {"appeal": "follows", "measure": "on"})
    desk.post(f"/channels/{other.id}/options/", {"appeal": "follows", "measure": "on"})
    assert [Channel.objects.get(id=one.id).options.get("measure") for one in (x, other)] == [True, None]
    desk.post(f"/channels/{x.id}/options/", {"appeal": "follows"})
    assert Channel.objects.get(id=x.id).options["measure"] is False


def test_what_x_may_cost_in_a_month_is_chosen_and_shown_at_the_channel(
    desk: Client, channels: dict[str, Channel]
) -> None:
    x = channels["x"]
    desk.post(f"/channels/{x.id}/options/", {"appeal": "same", "dollars_a_month": "60"})
    shown = " ".join(said(desk.get(f"/channels/{x.id}/")).split())
    assert "$0.00 spent, $0.00 waiting, of $60 at most" in shown
    assert "This month" not in said(desk.get(f"/channels/{channels['mastodon'].id}/"))
