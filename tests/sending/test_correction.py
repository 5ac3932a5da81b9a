"""A newsletter that is partly sent is corrected: what has left stays, the rest gets the corrected text, nobody two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.editing import correction, intake, posts, schedule
from publisher.editing.approval import NotAllowed
from publisher.models import Article, Batch, Message, Post, Subscriber, Subscription, Suppression
from publisher.responses.report import counts
from publisher.sending import drain, leases, ledger, mailing
from tests.making import a_list, a_member, a_newsroom, a_reader, a_story
from tests.sending.test_mailing import go, queued, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(world) -> Post:
    """To eight readers: two have it, one may have it, one is refused, one waits for a second try, three wait."""
    a_newsroom()
    a_member()
    made = queued(a_list(8))
    mailing.start(made.id, timezone.now)
    own, now = ledger.lease(made.id, timezone.now()), timezone.now()
    assert own is not None
    kinds = ["accepted", "accepted", "uncertain", "failed", "deferred"]
    news = [leases.News(place, kind, "words", now) for place, kind in zip(own.to_send, kinds, strict=False)]
    ledger.record_all(own, news, now)
    ledger.give_back(own)
    return made


def corrected(post: Post, member=None, title: str = "Ferry returns after four years") -> Post:
    """Stopped, edited, rendered, approved and queued."""
    member = member or a_member(name="Bala")
    draft = correction.correct(post.id, member, timezone.now())
    article = Article.objects.get(id=post.article_id)
    intake.edit(article.id, version=article.version, story=a_story(title), member=member)
    posts.render_article(article.id)
    now = timezone.now()
    schedule.queue([draft.id], schedule.now_with_grace(now, timedelta(0)), member=member, now=now)
    return Post.objects.get(id=draft.id)


def test_the_rest_gets_the_corrected_text_and_nobody_two(post, world):
    new = corrected(post)
    assert state(post) == "cancelled"
    assert go(new) == {"candidates": 4, "accepted": 4}
    assert sorted(mail["to"] for mail in world.inbox()) == [f"reader{n}@readers.example" for n in range(4, 8)]
    assert {mail["subject"] for mail in world.inbox()} == {"Ferry returns after four years"}
    assert state(new) == "sent"


def test_the_book_says_which_words_each_reader_got(post):
    new = corrected(post)
    go(new)
    old = Post.objects.get(id=post.id)
    assert old.content["letters"][0]["subject"] == "Ferry returns after three years"
    assert new.content["letters"][0]["subject"] == "Ferry returns after four years"
    assert counts(old)["accepted"] == 2
    assert ledger.audit(old) == ledger.audit(new) == []
    there = set(Message.objects.filter(post=new).values_list("subscriber", flat=True))
    had = Message.objects.filter(post=old, sequence__lte=4).values_list("subscriber", flat=True)
    assert not there & set(had)
    assert "edition 2" in old.why


def test_nothing_of_it_goes_by_itself(post, world):
    correction.correct(post.id, a_member(name="Bala"), timezone.now())
    drain.drain(post.id, timezone.now, lambda: False)
    assert world.inbox() == []
    assert Post.objects.get(corrects=post).state == "draft"


def test_who_left_or_joined_meanwhile_is_respected(post, world):
    readers = list(Subscriber.objects.order_by("id"))
    Subscription.objects.filter(subscriber=readers[5]).update(state="left")
    Suppression.objects.create(address_hash=readers[6].address_hash, reason="complaint")
    a_reader(post.mailing_list, "late@readers.example")
    assert go(corrected(post)) == {"candidates": 2, "accepted": 2}
    assert sorted(mail["to"] for mail in world.inbox()) == ["reader4@readers.example", "reader7@readers.example"]


def test_it_waits_until_what_is_on_the_wire_is_known(post, world):
    new = corrected(post)
    Batch.objects.filter(post=post).update(leased_until=timezone.now())
    mailing.start(new.id, timezone.now)
    assert state(new) == "queued"
    Batch.objects.filter(post=post).update(leased_until=None)
    mailing.start(new.id, timezone.now)
    assert state(new) == "sending"


def test_a_correction_can_be_corrected(post, world):
    new = corrected(post)
    mailing.start(new.id, timezone.now)
    own, now = ledger.lease(new.id, timezone.now()), timezone.now()
    ledger.record(own, own.to_send[0], "accepted", "250", now)
    ledger.give_back(own)
    third = corrected(new, a_member(name="Chitra"), "Ferry returns after five years")
    assert third.edition == 3
    assert go(third) == {"candidates": 3, "accepted": 3}
    assert sorted(mail["to"] for mail in world.inbox()) == [f"reader{n}@readers.example" for n in range(5, 8)]


def test_what_was_withdrawn_before_can_still_be_corrected(post):
    member = a_member(name="Bala")
    schedule.cancel(post.id, member, timezone.now())
    assert go(corrected(post, member)) == {"candidates": 4, "accepted": 4}


def test_twice_names_the_one_that_is_there(post):
    member = a_member(name="Bala")
    draft = correction.correct(post.id, member, timezone.now())
    with pytest.raises(schedule.Cannot, match=f"Post {draft.id} carries"):
        correction.correct(post.id, member, timezone.now())
    schedule.cancel(draft.id, member, timezone.now())
    assert correction.correct(post.id, member, timezone.now()).edition == 3


def test_what_has_left_to_all_is_not_stopped_for_nothing(post):
    Batch.objects.filter(post=post).update(accepted=6, deferred=0)
    with pytest.raises(schedule.Cannot, match="nothing is left to correct"):
        correction.correct(post.id, a_member(name="Bala"), timezone.now())
    assert state(post) == "sending"


def test_an_author_may_not(post):
    with pytest.raises(NotAllowed):
        correction.correct(post.id, a_member("author", "Dev"), timezone.now())
    assert state(post) == "sending"
