"""What comes back about mails settles doubts, spares readers, stops a list that complains."""

from __future__ import annotations

from datetime import timedelta

import pytest

from publisher.models import Batch, Channel, Event, Message, Notice, Outcome, Post, Subscriber, Suppression
from publisher.models.ledger import SETTLED
from publisher.ports import Heard
from publisher.replies import bounce
from publisher.responses.report import counts, possibly_twice
from publisher.sending import heard, leases, ledger, mailing
from tests.making import NOW, a_list, a_mail_post, a_member, a_newsroom
from tests.sending.test_mailing import go, queued

pytestmark = pytest.mark.django_db
GONE = Heard("hard", "5.1.1", "No such user")


@pytest.fixture
def post() -> Post:
    """A newsletter to four readers, all accepted."""
    a_newsroom()
    a_member()
    return sent(a_mail_post(4))


def sent(post: Post, kind: str = "accepted", now=NOW, again_at=None) -> Post:
    mailing.start(post.id, lambda: now)
    own = ledger.lease(post.id, now)
    assert own is not None
    ledger.record_all(own, [leases.News(place, kind, "250 Ok", again_at) for place in own.to_send], now)
    ledger.give_back(own)
    ledger.finish(post.id, now)
    return Post.objects.get(id=post.id)


def suppressed() -> set[str]:
    hashes = Suppression.objects.values_list("address_hash", flat=True)
    return set(Subscriber.objects.filter(address_hash__in=hashes).values_list("address", flat=True))


def address(post: Post, sequence: int) -> str:
    return Subscriber.objects.get(id=Message.objects.get(post=post, sequence=sequence).subscriber).address


def test_a_dead_address_is_never_written_to_again(post):
    assert heard.hear(post.id, 2, GONE, NOW)
    assert suppressed() == {address(post, 2)}
    assert Suppression.objects.get().reason == "bounce 5.1.1"
    assert not heard.hear(post.id, 2, GONE, NOW)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("kind", ["soft", "ours"])
def test_a_full_mailbox_and_what_is_about_us_suppress_nobody(post, kind):
    heard.hear(post.id, 1, Heard(kind, "5.2.2", "Full"), NOW)
    assert suppressed() == set()


def test_a_complaint_suppresses_at_once(post):
    heard.hear(post.id, 3, Heard("complained"), NOW)
    assert suppressed() == {address(post, 3)}
    assert Suppression.objects.get().reason == "complaint"
    assert Channel.objects.get().paused_at is None  # one is one person's


def test_opt_out_leaves_the_list_and_suppresses_nobody(post):
    assert heard.hear(post.id, 3, Heard("left"), NOW)
    assert suppressed() == set()
    assert Subscriber.objects.get(address=address(post, 3)).subscriptions.get().state == "left"


def test_one_complaint_in_a_thousand_stops_and_asks_once(post):
    Batch.objects.update(accepted=0, first=1, last=3000)
    Batch.objects.update(accepted=3000)
    Message.objects.bulk_create(Message(post=post, sequence=n, subscriber=10_000 + n) for n in range(5, 10))
    for sequence in (1, 2):
        heard.hear(post.id, sequence, Heard("complained"), NOW)
    assert Channel.objects.get().paused_at is None
    heard.hear(post.id, 3, Heard("complained"), NOW)
    channel = Channel.objects.get()
    assert channel.paused_reason == "reputation"
    assert "3 readers of the 3000" in channel.paused_why
    assert Notice.objects.get().kind == Notice.CHANNEL_PAUSED
    channel.resume()
    heard.hear(post.id, 5, Heard("complained"), NOW)
    assert Channel.objects.get().paused_at is None


def test_what_was_in_doubt_and_arrived_is_accepted_and_not_called_twice(post):
    other = sent(fresh(post, days=0), "uncertain")
    assert heard.hear(other.id, 1, Heard("delivered"), NOW)
    assert heard.hear(other.id, 2, Heard("complained"), NOW)
    assert heard.hear(other.id, 3, Heard("hard", "5.1.1", "No such user"), NOW)
    sums = counts(other)
    assert (sums["accepted"], sums["failed"], sums["uncertain"]) == (2, 1, 1)
    assert ledger.audit(other) == []
    assert possibly_twice(other) == []
    assert Outcome.objects.filter(post=other, reply=SETTLED).count() == 2
    assert Outcome.objects.get(post=other, kind="failed").reply == "550 5.1.1 It bounced: No such user"
    assert Post.objects.get(id=other.id).state == "sending"
    heard.hear(other.id, 4, Heard("delivered"), NOW)
    assert Post.objects.get(id=other.id).state == "sent"


def test_what_is_heard_while_a_worker_has_the_batch_is_settled_after(post):
    other = sent(fresh(post, days=0), "uncertain", again_at=NOW)
    own = ledger.lease(other.id, NOW)
    heard.hear(other.id, 1, Heard("delivered"), NOW)
    assert counts(other)["accepted"] == 0
    ledger.give_back(own)
    heard.settle_all(NOW)
    assert counts(other)["accepted"] == 1


def test_that_what_was_accepted_was_delivered_is_not_kept(post):
    assert not heard.hear(post.id, 1, Heard("delivered"), NOW)
    assert not Event.objects.exists()


def test_a_mail_that_is_forgotten_is_about_nobody(post):
    assert not heard.hear(post.id, 99, GONE, NOW)
    assert not heard.hear(post.id + 7, 1, GONE, NOW)


def test_a_reader_who_was_erased_meanwhile_is_left_in_peace(post):
    Subscriber.objects.get(address=address(post, 2)).delete()
    assert heard.hear(post.id, 2, GONE, NOW)
    assert not Suppression.objects.exists()


def fresh(post: Post, days: int) -> Post:
    """The same to the same readers, some days later."""
    return Post.objects.create(
        article=post.article, channel=post.channel, mailing_list=post.mailing_list, content=post.content,
        content_hash="h", approved_hash="h", state="queued", due_at=NOW + timedelta(days=days, seconds=-1),
        edition=post.edition + days + 1,
    )  # fmt: skip


def soft(post: Post, days: int) -> None:
    heard.hear(post.id, 1, Heard("soft", "5.2.2", "Full"), NOW + timedelta(days=days))


def test_three_times_full_over_fifteen_days_is_dead(post):
    soft(post, 0)
    for days in (8, 16):
        assert suppressed() == set()
        soft(sent(fresh(post, days), now=NOW + timedelta(days=days)), days)
    assert suppressed() == {address(post, 1)}
    assert Suppression.objects.get().reason == "bounces for weeks 5.2.2"


def test_three_times_in_a_week_is_a_full_mailbox(post):
    soft(post, 0)
    for days in (3, 7):
        soft(sent(fresh(post, days), now=NOW + timedelta(days=days)), days)
    assert suppressed() == set()


def test_a_mail_that_was_taken_between_begins_the_count_anew(post):
    soft(post, 0)
    sent(fresh(post, 4), now=NOW + timedelta(days=4))
    for days in (8, 16):
        soft(sent(fresh(post, days), now=NOW + timedelta(days=days)), days)
    assert suppressed() == set()


def test_a_server_that_refuses_at_once_is_heard_as_well(world):
    world.fault("smtp", "status", moment="rcpt", status=550, match="reader1", words="5.1.1 No such user")
    world.fault("smtp", "status", moment="rcpt", status=552, match="reader2", words="5.2.2 Full")
    a_newsroom()
    made = queued(a_list(3))
    assert go(made) == {"candidates": 3, "accepted": 1, "failed": 2}
    assert suppressed() == {"reader1@readers.example"}
    assert set(Event.objects.values_list("kind", "code")) == {("hard", "5.1.1"), ("soft", "5.2.2")}


@pytest.mark.parametrize(
    ("code", "words", "weight"),
    [
        ("5.1.1", "", "hard"), ("5.1.10", "", "hard"), ("5.1.2", "", "soft"), ("5.2.1", "", "soft"),
        ("5.2.1", "The account is disabled", "hard"), ("5.2.2", "", "soft"), ("5.2.3", "", "ours"),
        ("5.7.1", "", "ours"), ("5.7.515", "", "ours"), ("4.7.0", "", "ours"), ("4.2.2", "", "soft"),
        ("5.0.0", "", "soft"), ("5.6.0", "", "ours"), ("2.0.0", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_what_a_code_weighs(code, words, weight):
    assert bounce(code, words) == weight
