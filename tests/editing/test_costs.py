"""What posts cost on X: said before they are queued, counted by the month, and bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from publisher.channels.x_prices import price
from publisher.editing import costs, intake, posts, schedule
from publisher.models import Act, Amendment, Channel, Measure, Member, Newsroom, Post
from publisher.rendering import Part
from publisher.story import StoryPicture
from tests.making import a_channel, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture
def member() -> Member:
    a_newsroom(zone="Asia/Colombo")
    return a_member()


def drafts(number: int = 1, kind: str = "x") -> list[Post]:
    channel = Channel.objects.filter(kind=kind).first() or a_channel(kind)
    made = []
    for n in range(number):
        story = replace(a_story(), title=f"{kind} {n}", canonical_url=f"https://gazette.example/{kind}/{n}")
        article = intake.keep(story, member=None, again=True)
        made += posts.prepare(article, [channel], member=None)
        posts.render_article(article.id)
    return [Post.objects.get(id=post.id) for post in made]


def queue(made: list[Post], member: Member) -> None:
    due = schedule.now_with_grace(NOW, timedelta(minutes=1))
    schedule.queue([post.id for post in made], due, member=member, now=NOW)


@pytest.mark.parametrize(
    ("text", "described", "dollars"),
    [
        ("No link", 0, "0.015"), ("No link", 2, "0.025"), ("See https://example.org/a", 0, "0.200"),
        ("Two https://a.example https://b.example", 0, "0.200"), ("See example.org", 1, "0.205"), ("v1.2", 0, "0.015"),
    ],
)  # fmt: skip
def test_prices_are_those_of_x(text, described, dollars):
    assert price(text, described) == Decimal(dollars)


def test_the_desk_says_what_a_post_will_cost_and_nothing_where_posting_is_free(member):
    [post] = drafts()
    assert "It costs $0.20 on X." in [check["message"] for check in post.problems]
    assert "cost" not in [check["code"] for check in drafts(kind="mastodon")[0].problems]


def test_what_follows_and_described_pictures_are_in_the_sum():
    def part(text: str, *pictures: str) -> Part:
        return Part(text, text, len(text), 280, (), pictures, None)

    story = replace(a_story(), pictures=(StoryPicture("a", "A tide gauge"), StoryPicture("b", " ")))
    parts = [part("Read https://gazette.example/1", "a", "b"), part("Please give")]
    assert [check.message for check in costs.check("x", parts, story)] == ["It costs $0.22 on X."]
    assert costs.check("bluesky", parts, story) == []


def test_a_month_is_the_newsrooms_own_and_counts_what_left_what_waits_and_looks(member):
    old, sent, doubted, waiting, _ = drafts(5)
    began = datetime(2026, 10, 31, 18, 30, tzinfo=UTC)  # midnight in Colombo
    Post.objects.filter(id=old.id).update(state="sent", sent_at=began - timedelta(seconds=1))
    Post.objects.filter(id=sent.id).update(state="sent", sent_at=began)
    Post.objects.filter(id=doubted.id).update(state="uncertain")
    queue([waiting], member)
    Measure.objects.create(post=sent, at=NOW)
    month = costs.month(Channel.objects.get(), NOW)
    assert month == costs.Month(Decimal("0.405"), Decimal("0.200"), None)


def test_what_is_taken_down_costs_money_but_not_what_never_was_there_or_a_person_took_down(member):
    [post] = drafts()
    Post.objects.filter(id=post.id).update(state="sent", sent_at=NOW)

    def down(state: str, **more: object) -> None:
        Amendment.objects.create(post=post, verb="take_down", state=state, due_at=NOW, wanted_at=NOW, **more)

    down("done", ended_at=NOW)
    down("done", ended_at=NOW - timedelta(days=31))
    down("done", ended_at=NOW, why="Done by hand.")
    down("failed", ended_at=NOW)
    Amendment.objects.create(post=post, verb="correct", state="done", due_at=NOW, wanted_at=NOW, ended_at=NOW)
    assert costs.month(Channel.objects.get(), NOW) == costs.Month(Decimal("0.210"), Decimal(0), None)
    down("wanted")
    assert costs.month(Channel.objects.get(), NOW) == costs.Month(Decimal("0.210"), Decimal("0.010"), None)


def test_tests_of_this_channel_are_in_the_sum_and_a_name_that_is_a_link_makes_them_dear(member):
    channel, other = a_channel("x"), a_channel("x", name="another")
    costs.note_test(channel, member)
    costs.note_test(channel, member)
    costs.note_test(other, member)
    Act.objects.filter(id=Act.objects.earliest("id").id).update(at=timezone.now() - timedelta(days=32))
    assert costs.month(channel, timezone.now()) == costs.Month(Decimal("0.025"), Decimal(0), None)
    Newsroom.objects.update(name="gazette.org")
    assert costs.month(channel, timezone.now()) == costs.Month(Decimal("0.210"), Decimal(0), None)


def test_what_would_cost_more_than_the_month_may_is_not_queued(member):
    first, second, third = drafts(3)
    Channel.objects.update(options={"dollars_a_month": 0})
    with pytest.raises(
        schedule.Blocked, match=r"more than \$0 this month: \$0.00 are spent, \$0.00 wait, and this costs \$0.20"
    ):
        queue([first], member)
    assert Post.objects.get(id=first.id).state == "draft"
    Channel.objects.update(options={"dollars_a_month": 1})
    Post.objects.filter(id=third.id).update(state="sent", sent_at=NOW)
    queue([first], member)
    looks = [Measure(post=third, at=NOW + timedelta(minutes=n)) for n in range(81)]
    Measure.objects.bulk_create(looks)  # 0.405, and 0.60 are spent or wait
    with pytest.raises(schedule.Blocked, match=r"\$0.605 are spent, \$0.20 wait"):
        queue([second], member)
    Measure.objects.all().delete()
    queue([second], member)


def test_all_posts_of_one_queueing_are_weighed_together(member):
    made = drafts(6)
    Channel.objects.update(options={"dollars_a_month": 1})
    with pytest.raises(schedule.Blocked, match=r"this costs \$1.20"):
        queue(made, member)
    queue(made[:5], member)


def test_where_posting_is_free_no_limit_is_asked_about(member):
    made = drafts(kind="mastodon")
    Channel.objects.update(options={"dollars_a_month": 0})
    queue(made, member)
    assert costs.month(Channel.objects.get(), NOW) is None
