"""`publish` and `post`, on a sample newsroom; nothing is sent here, the rows are looked at."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from publisher.cli.sample import make_sample
from publisher.giving import appeals
from publisher.models import Appeal, Article, Channel, Member, Newsroom, Picture, Post
from publisher.sources.page import read_file
from tests.sources.test_brought import a_jpeg, with_pictures

from .conftest import ARTICLE, LINK, Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sample() -> None:
    make_sample(timezone.now())


def test_one_command_queues_a_post_per_channel(run: Run, article: str) -> None:
    answer = run("publish", article, "--url", LINK, "--to", "mail,x,mastodon", "--now", "--json")
    assert answer.code == 0, answer.err
    assert [post["channel"] for post in answer.json["posts"]] == ["mail", "x", "mastodon"]
    assert {post["state"] for post in answer.json["posts"]} == {"queued"}
    assert Post.objects.due(timezone.now()).filter(article=answer.json["article"]).count() == 3


def test_pictures_inside_of_a_word_document_go_along(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "island.docx"
    file.write_bytes(with_pictures({"a.jpg": a_jpeg()}))
    answer = run("publish", str(file), "--url", LINK, "--to", "mail", "--now", "--json")
    assert answer.code == 0, answer.err
    drawn = Picture.objects.get(article=answer.json["article"])
    assert drawn.state == "ready"
    assert drawn.file in Post.objects.get(id=answer.json["posts"][0]["id"]).content["letters"][0]["html"]


def test_a_post_that_follows_is_part_of_the_answer(run: Run, article: str) -> None:
    Channel.objects.filter(kind="mastodon").update(options={"appeal": "follows"})
    answer = run("publish", article, "--url", LINK, "--to", "mastodon", "--now", "--json")
    assert answer.code == 0, answer.err
    assert [(post["part"], post["state"]) for post in answer.json["posts"]] == [(0, "queued"), (1, "queued")]


def test_what_must_be_mended_first_leaves_no_draft_behind(run: Run, article: str) -> None:
    Channel.objects.filter(kind="mastodon").update(options={"limits": {"characters": 40, "url": 23}})
    words = ("publish", article, "--url", LINK, "--to", "mail,mastodon", "--now", "--json")
    answer = run(*words)
    assert (answer.code, "mastodon" in answer.err) == (1, True)
    assert {post["state"] for post in answer.json["posts"]} == {"cancelled"}
    Channel.objects.filter(kind="mastodon").update(options={})
    assert run(*words).code == 0


def test_a_time_is_kept_as_the_wall_says_it(run: Run, article: str) -> None:
    answer = run("publish", article, "--url", LINK, "--to", "x", "--at", "2035-07-01 07:30 Asia/Colombo", "--json")
    post = Post.objects.get(id=answer.json["posts"][0]["id"])
    assert (post.wall_time, post.zone) == ("2035-07-01T07:30", "Asia/Colombo")


def test_the_next_slot_is_each_channels_own(run: Run, article: str) -> None:
    answer = run("publish", article, "--url", LINK, "--to", "x,mastodon", "--next-slot", "--json")
    times = [post["due_at"][11:16] for post in answer.json["posts"]]
    assert times == ["12:00", "12:15"]


def test_grace_puts_now_off(run: Run, article: str) -> None:
    before = timezone.now()
    answer = run("publish", article, "--url", LINK, "--to", "x", "--now", "--grace", "60", "--json")
    due = Post.objects.get(id=answer.json["posts"][0]["id"]).due_at
    assert due is not None
    assert before <= due - timedelta(seconds=60) <= timezone.now()


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2020-01-01 07:30", "past"), ("2035-02-31 07:30", "calendar"), ("2035-03-25 02:30 Europe/Berlin", "03:00")],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_is_kept(run: Run, article: str, moment: str, words: str) -> None:
    answer = run("publish", article, "--url", LINK, "--to", "x", "--at", moment, "--json")
    assert (answer.code, answer.json) == (1, {"article": None, "posts": []})
    assert words in answer.err
    assert Article.objects.count() == 1


def test_run_twice_it_is_refused_and_names_the_post(run: Run, article: str) -> None:
    words = ("publish", article, "--url", LINK, "--to", "mail,x", "--now", "--json")
    first, second = run(*words), run(*words)
    assert (first.code, second.code) == (0, 1)
    assert f"post {first.json['posts'][0]['id']}" in second.err
    assert second.json == first.json


def test_again_makes_a_new_edition(run: Run, article: str) -> None:
    words = ("publish", article, "--url", LINK, "--to", "x", "--now", "--json")
    run(*words)
    answer = run(*words, "--again")
    assert answer.code == 0, answer.err


def test_another_channel_later_is_not_twice(run: Run, article: str) -> None:
    first = run("publish", article, "--url", LINK, "--to", "mail", "--now", "--json")
    second = run("publish", article, "--url", LINK, "--to", "x", "--now", "--json")
    assert second.code == 0, second.err
    assert second.json["article"] == first.json["article"]


def test_other_words_under_the_same_link_are_refused(run: Run, article: str, tmp_path: Path) -> None:
    run("publish", article, "--url", LINK, "--to", "mail", "--now")
    other = tmp_path / "other.txt"
    other.write_text(ARTICLE.replace("forty", "fifty"))
    answer = run("publish", str(other), "--url", LINK, "--to", "x", "--now", "--json")
    assert (answer.code, "with other words" in answer.err) == (1, True)


def test_a_network_needs_the_articles_link(run: Run, article: str) -> None:
    answer = run("publish", article, "--to", "mail,x", "--now", "--json")
    assert (answer.code, "--url" in answer.err) == (1, True)
    assert answer.json == {"article": None, "posts": []}


def test_mail_alone_needs_none(run: Run, article: str) -> None:
    assert run("publish", article, "--to", "mail", "--now").code == 0


def test_an_unknown_channel_is_refused_with_those_there_are(run: Run, article: str) -> None:
    answer = run("publish", article, "--to", "fax", "--now")
    assert (answer.code, "mail, x, mastodon" in answer.err) == (1, True)


def test_an_author_may_not_approve_and_the_posts_stay_drafts(run: Run, article: str) -> None:
    Member.objects.create_user("ana@gazette.example", name="Ana", role=Member.AUTHOR)
    answer = run("publish", article, "--url", LINK, "--to", "x", "--now", "--as", "ana@gazette.example", "--json")
    assert (answer.code, "Sample Editor" in answer.err) == (1, True)
    assert [post["state"] for post in answer.json["posts"]] == ["draft"]


def test_where_two_people_are_required_the_sentence_names_who_can(run: Run, article: str) -> None:
    Newsroom.objects.update(two_people=True)
    Member.objects.create_user("noor@gazette.example", name="Noor", role=Member.EDITOR)
    answer = run("publish", article, "--url", LINK, "--to", "x", "--now", "--json")
    assert (answer.code, "Noor" in answer.err) == (1, True)
    assert [post["state"] for post in answer.json["posts"]] == ["draft"]


ASKS = "Please support our journalism\n\nWe have no owner. {}\n\nDonate now: https://gazette.example.org/give\n"


@pytest.fixture
def asking(article: str) -> str:
    with Path(article).open("a") as file:
        file.write("\n" + ASKS.format("If you can, give $5 a month, so that we can go on reporting from the harbour."))
    return article


def test_a_request_that_stood_in_the_text_is_said_to_be_left_out(run: Run, asking: str) -> None:
    answer = run("publish", asking, "--url", LINK, "--to", "x", "--now", "--json")
    assert answer.code == 0, answer.err
    assert "that the desk does not know was taken out of the text (“Please support" in answer.err
    assert "“Readers pay for this” rides on the posts" in answer.err
    assert answer.json["posts"]


def test_a_request_that_is_known_rides_and_is_named(run: Run, asking: str) -> None:
    story = read_file(asking)
    assert story.appeal
    own = appeals.keep(story.appeal, language="en").appeal
    answer = run("publish", asking, "--url", LINK, "--to", "x", "--now")
    assert answer.code == 0, answer.err
    assert f"it is your appeal “{own}”, and rides on the posts." in answer.err
    assert Article.objects.get(canonical_url=LINK).appeal == own
    Appeal.objects.update(active=False)
    again = run("publish", asking, "--url", LINK, "--to", "x", "--now", "--again")
    assert f"it is your appeal “{own}”, but no appeal rides on the posts." in again.err


def test_waiting_in_vain_says_where_to_look(run: Run, article: str) -> None:
    answer = run("publish", article, "--url", LINK, "--to", "x", "--now", "--wait", "0.1", "--json")
    assert (answer.code, "publisher doctor" in answer.err) == (1, True)
    assert [post["state"] for post in answer.json["posts"]] == ["queued"]


def test_waiting_while_everything_is_stopped_says_so(run: Run, article: str) -> None:
    Newsroom.objects.update(stopped_at=timezone.now())
    answer = run("publish", article, "--url", LINK, "--to", "x", "--now", "--wait", "0", "--json")
    assert answer.code == 1
    assert "`publisher resume` lets it go" in answer.err


def test_waiting_ends_when_only_deferred_mail_is_left(run: Run, article: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.cli import publish

    def deferred(post: Post) -> dict[str, object]:
        return {"channel": "mail", "counts": {"deferred": 1, "waiting": 0, "uncertain": 0}}

    monkeypatch.setattr(publish, "post_as_json", deferred)
    post = Post.objects.select_related("channel").get(channel__kind="mail")
    post.state = "sending"
    assert publish._at_rest(post)


def test_posts_are_listed_shown_cancelled_and_not_sent_again(run: Run) -> None:
    post = Post.objects.filter(channel__kind="x").get()
    assert [row["state"] for row in run("post", "list", "--json").json] == ["queued"] * 5
    assert run("post", "show", str(post.id), "--json").json["channel"] == "x"
    assert run("post", "cancel", str(post.id), "--json").json["state"] == "cancelled"
    answer = run("post", "retry", str(post.id), "--json")
    assert (answer.code, answer.json["state"]) == (1, "cancelled")
    assert f"{post.due_at:%Y-%m-%d %H:%M} UTC" in run("post", "show", str(post.id)).out
    assert run("post", "show", "99999").code == 1
