"""Telegram channels: what is sent, and that nothing whose fate is unknown is sent again."""

from __future__ import annotations

import logging
from datetime import timedelta

import httpx2
import pytest

from publisher.channels import connect, telegram
from publisher.channels.telegram import Telegram, utf16_length
from publisher.outside import Guard
from publisher.ports import Disconnected, Failure, OutgoingPost, Refused, Retry, Uncertain, World
from publisher.practice import accounts
from publisher.practice.moments import MOMENTS

from .making import a_post, linkless, picture

WRITE = accounts.WRITES["telegram"]


def client(world: World, **other: str) -> Telegram:
    return connect("telegram", {**accounts.TELEGRAM, **other}, world)  # type: ignore[return-value]  # it is one


def failing(world: World, post: OutgoingPost | None = None) -> Failure:
    with pytest.raises(Failure) as caught:
        client(world).post(post or a_post(), key="k-1")
    return caught.value


def answering(status: int, body: object, chat: str = "-1003002") -> Telegram:
    http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(status, json=body)))
    return Telegram(accounts.TELEGRAM | {"channel": chat}, "https://telegram.example", http)


# -- what is sent ------------------------------------------------------------------------------------------------


def test_a_post_arrives_as_it_was_written_with_a_large_card_of_its_link(world):
    post = a_post("தமிழ் <b>not bold</b> *nor this*")
    sent = client(world.world).post(post, key="k-1")
    (there,) = world.control.sent("telegram")
    assert (there["text"], there["id"], there["url"]) == (post.text, sent.remote_id, sent.url)
    assert post.reference in there["links"][0]
    assert httpx2.get(sent.url).status_code == 200


def test_a_post_without_a_link_has_no_card():
    assert telegram.message(linkless("Please give"), "@gazette") == {"chat_id": "@gazette", "text": "Please give"}


def test_a_post_can_follow_another(world):
    first = client(world.world).post(a_post(), key="k-1")
    client(world.world).post(a_post(answers=first.remote_id), key="k-2")
    assert world.control.sent("telegram")[1]["answers"] == first.remote_id


def test_what_follows_a_post_that_is_gone_is_refused(world):
    assert type(failing(world.world, a_post(answers="7"))) is Refused


@pytest.mark.parametrize(
    ("chat", "url"),
    [
        ({"id": -1003002, "username": "gazette"}, "https://t.me/gazette/7"),
        ({"id": -1003002}, "https://t.me/c/3002/7"),  # private: only members may see it
    ],
)
def test_links_lead_to_the_post(chat, url):
    answer = {"ok": True, "result": {"message_id": 7, "chat": chat}}
    assert answering(200, answer).post(a_post(), key="k").url == url


def test_pictures_are_said_to_be_left_out_rather_than_lost(world):
    assert type(failing(world.world, a_post(pictures=(picture(),)))) is Refused
    assert world.control.sent() == []


@pytest.mark.parametrize(("text", "length"), [("", 0), ("é", 1), ("தமிழ்", 5), ("日本", 2), ("😷", 2), ("🇱🇰", 4)])
def test_length_is_counted_in_utf_16(text, length):
    assert utf16_length(text) == length


def test_what_fits_is_taken_and_one_more_is_not(world):
    fits = linkless("😷" * 2048)
    assert client(world.world).post(fits, key="k-1")
    assert "too long" in failing(world.world, linkless("😷" * 2048 + "a")).why


def test_a_deleted_post_is_gone_and_deleting_again_is_fine(world):
    sent = client(world.world).post(a_post(), key="k-1")
    client(world.world).delete(sent.remote_id)
    client(world.world).delete(sent.remote_id)
    assert world.control.sent() == []


def test_a_post_that_may_not_be_deleted_is_said_so():
    answer = {"ok": False, "error_code": 400, "description": "Bad Request: message can't be deleted"}
    with pytest.raises(Refused, match="can't be deleted"):
        answering(400, answer).delete("7")


# -- what answers mean -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [status for status, _ in telegram.OUTCOMES])
def test_each_row_is_obeyed(world, status):
    world.control.fault("telegram", "status", status=status, match=WRITE)
    failure, row = failing(world.world), telegram.OUTCOMES[status, None]
    assert (type(failure), failure.code) == (row.verb, str(status))
    assert failure.why.startswith(row.why)
    assert world.control.sent() == []


@pytest.mark.parametrize("status", [402, 405, 409, 418, 500, 502, 503, 504])
def test_an_answer_in_no_table_is_never_a_reason_to_send_again(world, status):
    world.control.fault("telegram", "status", status=status, match=WRITE)
    assert type(failing(world.world)) is Uncertain


@pytest.mark.parametrize("words", telegram.CLOSED)
def test_a_channel_that_is_closed_to_the_bot_is_paused_and_no_post_is_refused(world, words):
    world.control.fault("telegram", "status", status=400, words=words, match=WRITE)
    failure = failing(world.world)
    assert (type(failure), failure.reason) == (Disconnected, "credentials")
    assert failure.why.startswith(telegram.CLOSED[words])


def test_a_limit_names_the_time_to_come_back(world):
    world.control.fault("telegram", "status", status=429, seconds=120, match=WRITE)
    failure = failing(world.world)
    assert isinstance(failure, Retry)
    assert failure.after == timedelta(seconds=120)


@pytest.mark.parametrize("body", [{"ok": True}, ["maintenance"], {"result": {"message_id": 7}}])
def test_an_answer_that_is_not_telegrams_leaves_it_uncertain(body):
    with pytest.raises(Uncertain):
        answering(200, body).post(a_post(), key="k")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_dropped_post_is_uncertain_and_cannot_be_looked_up(world, moment):
    match = "" if moment == "connected" else WRITE
    world.control.fault("telegram", "drop", moment=moment, times=1, match=match)
    post = a_post()
    if moment == "replied":
        assert client(world.world).post(post, key="k-1")
    else:
        with pytest.raises(Uncertain):
            client(world.world).post(post, key="k-1")
    with pytest.raises(Uncertain, match="look there"):
        client(world.world).find(post, key="k-1")
    assert len(world.control.sent("telegram")) == (moment not in ("connected", "request read"))


def test_only_a_connection_that_was_never_made_is_tried_again(world):
    for ask in (client(World(True, "")).probe, lambda: client(World(True, "")).post(a_post(), key="k")):
        with pytest.raises(Disconnected) as caught:
            ask()
        assert caught.value.reason == "unreachable"


# -- the bot -----------------------------------------------------------------------------------------------------


def test_probing_says_which_channel_it_is(world):
    assert client(world.world).probe() == {"account": "@practice_news", "limits": {}}


@pytest.mark.parametrize("wrong", [{"token": "3001:wrong"}, {"token": "no token"}, {"channel": "@elsewhere"}])
def test_a_wrong_bot_or_channel_does_not_connect(world, wrong):
    with pytest.raises((Disconnected, Refused)):
        client(world.world, **wrong).probe()


@pytest.mark.parametrize(
    ("chat", "member", "why"),
    [
        ({"type": "supergroup"}, {}, "a chat or a group"),
        ({"type": "channel"}, {"status": "left"}, "no administrator"),
        ({"type": "channel"}, {"status": "administrator", "can_post_messages": False}, "no administrator"),
    ],
)
def test_the_bot_must_be_an_administrator_of_a_channel(chat, member, why):
    results = {"getMe": {"id": 1}, "getChat": chat, "getChatMember": member}

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"ok": True, "result": results[request.url.path.rpartition("/")[2]]})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    with pytest.raises(Disconnected, match=why):
        Telegram(accounts.TELEGRAM, "https://telegram.example", http).probe()


def test_practising_reaches_nothing_but_the_practice_world():
    with pytest.raises(Disconnected):
        connect("telegram", accounts.TELEGRAM, World(True, ""), Guard()).probe()


def test_no_log_holds_the_token(world, caplog):
    caplog.set_level(logging.DEBUG)
    client(world.world).post(a_post(), key="k-1")
    assert "practice-telegram-token" not in "\n".join(record.getMessage() for record in caplog.records)
