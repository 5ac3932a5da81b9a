"""Threads: laid down, then published once; what its containers' states mean; a token that is renewed in time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from publisher.channels import connect, graph, threads
from publisher.channels.threads import Threads, length
from publisher.ports import Disconnected, Failure, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from publisher.practice import accounts
from publisher.practice.counting import threads_length

from .making import AT, a_post, all_steps, linkless, picture

WRITE = accounts.WRITES["threads"]
LAY = "POST /5001/threads"
NOW = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
DATE = {"Date": "Tue, 01 Dec 2026 07:30:00 GMT"}


def client(world, **other: str) -> Threads:
    return connect("threads", {**accounts.THREADS, **other}, world.world)  # type: ignore[return-value]  # it is one


def laid_down(world, post: OutgoingPost) -> str:
    answer = client(world).post(post, key="k-1")
    assert isinstance(answer, Pending)
    return answer.stage


QUOTA = ("/threads_publishing_limit", 200, {"data": [{"quota_usage": 7, "config": {"quota_total": 250}}]})


def answering(*answers: tuple[str, int, object], credentials: dict[str, str] | None = None) -> Threads:
    """By the end of the path, in this order; what is asked for and not here is an error."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        call = f"{request.method} {request.url.path}"
        assert "practice-threads-token" not in str(request.url)
        for path, status, body in (*answers, QUOTA):
            if call.endswith(path):
                return httpx2.Response(status, json=body, headers=DATE)
        raise AssertionError(call)

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    return Threads(credentials or accounts.THREADS, "https://threads.example/v1.0", http)


def error(code: int, subcode: int = 0) -> dict[str, object]:
    return {"error": {"message": "No.", "code": code, "error_subcode": subcode}}


# -- what is sent ------------------------------------------------------------------------------------------------


def test_an_article_is_posted_with_its_link_as_a_card(world):
    post = a_post("தமிழ்")
    sent, steps = all_steps(client(world), post, "k-1")
    (there,) = world.control.sent("threads")
    assert (there["text"], there["id"], there["url"]) == (post.text, sent.remote_id, sent.url)
    assert post.reference in there["card"]["uri"]
    assert len(steps) == 1


@pytest.mark.parametrize(("number", "steps"), [(1, 1), (3, 4)])
def test_pictures_are_laid_down_one_by_one_and_have_no_card(world, number, steps):
    post = a_post(pictures=tuple(picture(f"A nurse {n}") for n in range(number)))
    kept, answer = [], client(world).post(post, key="k")
    while isinstance(answer, Pending):
        kept += [answer.stage] if answer.stage not in kept else []
        answer = client(world).post(post, key="k", stage=answer.stage)
    assert len(kept) == steps
    (there,) = world.control.sent("threads")
    assert (there["links"], there["card"]) == (["https://news.example/pictures/a.png"] * number, None)


def test_a_picture_that_is_being_fetched_is_waited_for(world):
    post = a_post(pictures=(picture(),))
    stage = laid_down(world, post)
    busy = client(world).post(post, key="k", stage=stage)
    assert (busy.stage, busy.after) == (stage, timedelta(seconds=5))
    assert world.control.sent() == []


def test_alt_text_goes_with_its_picture_and_what_follows_names_what_it_follows():
    said = threads.message(a_post(pictures=(picture("ஒரு தாதி"),), answers="7"), [])
    assert (said["media_type"], said["alt_text"], said["reply_to_id"]) == ("IMAGE", "ஒரு தாதி", "7")
    assert "link_attachment" not in said


# -- once --------------------------------------------------------------------------------------------------------


def test_nothing_is_seen_before_the_second_step(world):
    laid_down(world, a_post())
    assert world.control.sent() == []


def test_a_container_that_was_published_is_not_published_again(world):
    post = a_post()
    stage = laid_down(world, post)
    sent = client(world).post(post, key="k", stage=stage)
    assert client(world).post(post, key="k", stage=stage) == sent
    assert client(world).find(post, key="k", stage=stage) == sent
    assert len(world.control.sent("threads")) == 1


def test_a_container_that_is_ready_was_not_published(world):
    post = a_post()
    stage = laid_down(world, post)
    assert client(world).find(post, key="k", stage=stage) is None


def test_what_an_editor_took_down_is_not_brought_back(world):
    post = a_post()
    stage = laid_down(world, post)
    sent = client(world).post(post, key="k", stage=stage)
    client(world).delete(sent.remote_id)
    assert isinstance(client(world).find(post, key="k", stage=stage), Sent)
    assert isinstance(client(world).post(post, key="k", stage=stage), Sent)
    assert world.control.sent() == []


@pytest.mark.parametrize("state", ["EXPIRED", "ERROR"])
def test_a_container_that_came_to_nothing_is_made_anew(state):
    there = answering(("GET /v1.0/77", 200, {"status": state}))
    assert there.post(a_post(), key="k", stage=stage_of("77")) == Pending("", timedelta(minutes=1))
    assert there.find(a_post(), key="k", stage=stage_of("77")) is None


def stage_of(container: str) -> str:
    return json.dumps({"items": [], "container": container})


def test_a_container_that_is_unknown_is_made_anew_only_if_the_post_is_not_there(world):
    post = a_post()
    sent = client(world).post(post, key="k", stage=laid_down(world, post))
    assert client(world).post(post, key="k", stage=stage_of("999")) == sent
    assert client(world).post(a_post(), key="k", stage=stage_of("999")) == Pending("", timedelta(minutes=1))


def test_while_threads_is_at_it_nobody_decides():
    with pytest.raises(Uncertain):
        answering(("GET /v1.0/77", 200, {"status": "IN_PROGRESS"})).find(a_post(), key="k", stage=stage_of("77"))


@pytest.mark.parametrize("moment", ["request read", "stored"])
def test_a_publishing_that_broke_is_settled_by_its_container(world, moment):
    post = a_post()
    stage = laid_down(world, post)
    world.control.fault("threads", "drop", moment=moment, times=1, match=WRITE)
    with pytest.raises(Uncertain):
        client(world).post(post, key="k", stage=stage)
    assert (client(world).find(post, key="k", stage=stage) is not None) is (moment == "stored")
    assert isinstance(client(world).post(post, key="k", stage=stage), Sent)
    assert len(world.control.sent("threads")) == 1


@pytest.mark.parametrize("path", [LAY, "GET /"])
@pytest.mark.parametrize(("action", "how"), [("drop", {"moment": "stored"}), ("status", {"status": 503})])
def test_whatever_shows_nothing_may_be_repeated(world, path, action, how):
    post = a_post()
    stage = "" if path == LAY else laid_down(world, post)
    world.control.fault("threads", action, match=path, **how)
    with pytest.raises(Retry):
        client(world).post(post, key="k", stage=stage)
    assert world.control.sent() == []


def test_what_is_laid_down_without_a_number_is_laid_down_again():
    with pytest.raises(Retry):
        answering(("/threads", 200, {"success": True})).post(a_post(), key="k")


def test_a_post_whose_address_cannot_be_asked_is_sent_all_the_same():
    there = answering(
        ("GET /v1.0/77", 200, {"status": "FINISHED"}), ("threads_publish", 200, {"id": "88"}), ("GET /v1.0/88", 500, {})
    )
    assert there.post(a_post(), key="k", stage=stage_of("77")) == Sent("88", "https://www.threads.com")


# -- what answers mean -------------------------------------------------------------------------------------------


def publishing(status: int, body: object) -> Failure:
    there = answering(("GET /v1.0/77", 200, {"status": "FINISHED"}), ("threads_publish", status, body))
    with pytest.raises(Failure) as caught:
        there.post(a_post(), key="k", stage=stage_of("77"))
    return caught.value


@pytest.mark.parametrize(("code", "subcode"), threads.PUBLISHING)
def test_each_row_is_obeyed(code, subcode):
    failure, row = publishing(400, error(code, int(subcode or 0))), threads.PUBLISHING[code, subcode]
    assert type(failure) is row.verb
    assert failure.why == f"{row.why} It said: No."


@pytest.mark.parametrize("code", [1, 2, 506, 100, 999])
@pytest.mark.parametrize("status", [400, 500])
def test_no_doubt_is_a_reason_to_publish_again(code, status):
    assert type(publishing(status, error(code))) is Uncertain


@pytest.mark.parametrize("body", [[], {"success": True}])
def test_an_answer_without_an_id_leaves_it_uncertain(body):
    assert type(publishing(200, body)) is Uncertain


@pytest.mark.parametrize(("code", "subcode"), graph.HARMLESS)
def test_what_cannot_be_laid_down_is_in_no_doubt(code, subcode):
    with pytest.raises(Failure) as caught:
        answering((LAY.partition("/5001")[2], 400, error(code, int(subcode or 0)))).post(a_post(), key="k")
    row = graph.HARMLESS[code, subcode]
    assert type(caught.value) is row.verb


def test_a_day_has_250_posts(world):
    for number in range(250):
        all_steps(client(world), linkless(f"Post {number}"), "k")
    laid_down = client(world).post(more := linkless("One more"), key="k")
    assert client(world).post(more, key="k", stage=laid_down.stage) == Pending(laid_down.stage, threads.FULL)
    answers = world.control.sent("threads")[0]["id"]
    assert all_steps(client(world), linkless("An answer", answers=answers), "k")  # those are counted apart
    assert len(world.control.sent("threads")) == 251


@pytest.mark.parametrize(("status", "told"), [(200, {}), (200, {"data": []}), (403, error(10)), (500, error(2))])
def test_a_quota_that_is_not_told_keeps_no_post_back(status, told):
    there = [("/threads_publishing_limit", status, told), ("/17", 200, {"status": "FINISHED"})]
    made = answering(*there, ("/threads_publish", 200, {"id": "18"}), ("/18", 200, {}))
    assert made.post(a_post(), key="k", stage='{"items": [], "container": "17"}').remote_id == "18"


# -- length and links --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("", 0), ("é", 1), ("தமிழ்", 5),
        ("日本", 2), ("😷", 4), ("👍🏽", 8), ("🇱🇰", 8), ("👩‍⚕️", 13), ("1️⃣", 7), ("🏽", 4),
        ("Hi 🙂", 7), ("https://example.org", 19),
    ],
)  # fmt: skip
def test_an_emoji_counts_as_its_bytes(text, long):
    assert length(text) == threads_length(text) == long


def test_what_fits_is_taken_and_one_more_is_not(world):
    assert all_steps(client(world), linkless("😷" * 125), "k")
    with pytest.raises(Refused, match="500"):
        client(world).post(linkless("😷" * 125 + "a"), key="k")


# docs/threads/create-posts/text-attachments: its own three examples, and one more than five.
@pytest.mark.parametrize(
    ("text", "card", "taken"),
    [
        ("https://a.example", "https://a.example", True),
        ("https://a.example https://b.example", "https://c.example", True),
        ("https://a.example https://a.example https://c.example", "https://c.example", True),
        (" ".join(f"https://{n}.example" for n in range(5)), "https://0.example", True),
        (" ".join(f"https://{n}.example" for n in range(5)), "https://5.example", False),
        (" ".join(f"https://{n}.example" for n in range(6)), "", False),
    ],
)
def test_distinct_links_are_counted(world, text, card, taken):
    said = {"media_type": "TEXT", "text": text} | ({"link_attachment": card} if card else {})
    there = client(world)
    if taken:
        assert there._lay_down(said)
    else:
        with pytest.raises(Refused, match="LINK_LIMIT_EXCEEDED"):
            there._lay_down(said)


# -- the token ---------------------------------------------------------------------------------------------------


def test_probing_says_who_we_are_and_until_when(world):
    ends = (NOW + timedelta(days=60)).isoformat()
    told = client(world, expires_at=ends).probe()
    assert told == {"account": "@practice_threads", "user_id": "5001", "limits": {}, "ends_at": ends}
    with pytest.raises(Disconnected, match="another account"):
        client(world, user_id="77").probe()


def renewing(made_days_ago: float, **answer: object) -> Threads:
    made = NOW - timedelta(days=made_days_ago)
    credentials = accounts.THREADS | {
        "renew_at": (made + timedelta(days=7)).isoformat(), "expires_at": (made + timedelta(days=60)).isoformat(),
    }  # fmt: skip
    return answering(
        ("GET /v1.0/me", 200, {"id": "5001"}), ("refresh_access_token", 200, answer), credentials=credentials
    )


def test_a_token_is_renewed_for_sixty_days():
    new = renewing(8, access_token="new", expires_in=60 * 86400).renew()
    assert new is not None
    assert (new["token"], new["user_id"]) == ("new", "5001")
    assert new["expires_at"] == (NOW + timedelta(days=60)).isoformat()
    assert new["renew_at"] == (NOW + timedelta(days=7)).isoformat()


@pytest.mark.parametrize(("days", "renewed"), [(0.9, False), (1.1, True)])
def test_a_token_that_is_less_than_a_day_old_is_left_alone(days, renewed):
    assert (renewing(days, access_token="new", expires_in=5_000_000).renew() is not None) is renewed


def test_a_renewal_that_cannot_be_read_is_tried_again():
    with pytest.raises(Retry):
        renewing(8, token_type="bearer").renew()


def first(told: object) -> Threads:
    return answering(("GET /v1.0/me", 200, {"id": "5001"}), ("debug_token", 200, {"data": told}))


def test_of_a_new_token_it_is_asked_when_it_ends():
    ends = NOW + timedelta(days=31)
    new = first({"is_valid": True, "expires_at": int(ends.timestamp())}).renew()
    assert new is not None
    assert (new["token"], new["expires_at"]) == (accounts.THREADS["token"], ends.isoformat())


@pytest.mark.parametrize("told", [None, {}, {"is_valid": True, "expires_at": "soon"}])
def test_where_that_is_not_said_it_is_taken_for_a_fresh_one(told):
    new = first(told).renew()
    assert new is not None
    assert new["expires_at"] == (NOW + timedelta(days=60)).isoformat()


def test_a_token_for_an_hour_is_not_taken():
    with pytest.raises(Disconnected, match="lives for an hour"):
        first({"is_valid": True, "expires_at": int(NOW.timestamp()) + 3600}).renew()


@pytest.mark.parametrize("listed", [[], {}, {"data": None}, {"data": ["x"]}])
def test_a_list_that_cannot_be_read_decides_nothing(listed):
    there = answering(("GET /v1.0/77", 200, {"status": "PUBLISHED"}), ("GET /v1.0/5001/threads", 200, listed))
    with pytest.raises(Uncertain):
        there.find(a_post(), key="k", stage=stage_of("77"))
    with pytest.raises(Retry):
        there.post(a_post(), key="k", stage=stage_of("77"))


def test_an_answer_is_known_by_what_it_answers():
    there = {"text": "Please give", "replied_to": {"id": "7"}}
    post = linkless("Please give", answers="7")
    assert threads.is_it(there, post)
    assert not threads.is_it(there, replace(post, answers="8"))
    assert threads.is_it({"text": "cut …", "link_attachment_url": "https://a.example/?r=ab-c"},
                         OutgoingPost(text="x https://a.example/?r=ab-c", reference="ab-c", at=AT))  # fmt: skip
