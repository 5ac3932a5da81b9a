"""Discord by a webhook: what is sent, that nobody is called, and that nothing whose fate is unknown is sent again."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.channels import connect, discord, limits
from publisher.channels.discord import Discord
from publisher.channels.discord_text import length, written
from publisher.outside import Guard
from publisher.ports import Disconnected, Failure, OutgoingPost, Refused, Retry, Uncertain, World
from publisher.practice import accounts
from publisher.practice.discord import shown
from publisher.practice.moments import MOMENTS

from .making import a_post, linkless, picture

WRITE = accounts.WRITES["discord"]
WEBHOOK = accounts.DISCORD["webhook"]


def client(world: World, **other: str) -> Discord:
    return connect("discord", {**accounts.DISCORD, **other}, world, Guard())  # type: ignore[return-value]  # it is one


def failing(world: World, post: OutgoingPost | None = None) -> Failure:
    with pytest.raises(Failure) as caught:
        client(world).post(post or a_post(), key="k-1")
    return caught.value


def answering(status: int, body: object = None, **headers: str) -> Discord:
    http = httpx2.Client(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(status, json=body, headers=headers))
    )
    return Discord(accounts.DISCORD, "https://discord.example", http)


# -- what is sent ------------------------------------------------------------------------------------------------


def test_a_post_arrives_as_it_was_written(world):
    post = a_post("தமிழ் *not bold* [not](a link) <@1> @everyone\n# no title\n- no list\n> no quotation")
    sent = client(world.world).post(post, key="k-1")
    (there,) = world.control.sent("discord")
    assert (there["text"], there["id"], there["url"]) == (post.text, sent.remote_id, sent.url)
    assert post.reference in there["links"][0]
    assert httpx2.get(sent.url).status_code == 200


def test_the_request_waits_for_the_message_and_lets_it_call_nobody():
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"id": "9", "channel_id": "8"})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    sent = Discord(accounts.DISCORD, "https://discord.com", http).post(linkless("Hello, @everyone"), key="k")
    assert sent.url == "https://discord.com/channels/7002/8/9"
    assert str(seen[0].url) == "https://discord.com/api/v10/webhooks/7001/practice-discord-token?wait=true"
    assert json.loads(seen[0].content) == {"content": "Hello, @everyone", "allowed_mentions": {"parse": []}}


def test_the_practice_world_takes_no_message_that_could_call_somebody(world):
    hook = f"{world.here['bases']['discord']}{WRITE.removeprefix('POST ')}"
    for said in ({}, {"allowed_mentions": {"parse": ["everyone"]}}):
        assert httpx2.post(hook, json={"content": "Hello, @everyone"} | said).status_code == 400
    quiet = {"content": "Hello", "allowed_mentions": {"parse": []}}
    assert httpx2.post(hook, json=quiet).status_code == 204
    assert httpx2.post(hook, json=quiet | {"text": "unknown"}).status_code == 400


@pytest.mark.parametrize("more", [{"pictures": (picture(),)}, {"answers": "7"}])
def test_what_a_webhook_cannot_do_is_said_rather_than_left_out(world, more):
    assert type(failing(world.world, a_post(**more))) is Refused
    assert world.control.sent() == []
    assert (limits("discord").pictures, limits("discord").threads) == (0, False)


# …/developers/resources/webhook#execute-webhook (2000 characters); support.discord.com, Markdown Text 101.
@pytest.mark.parametrize(
    ("text", "said", "long"),
    [
        ("", "", 0),
        ("தமிழ் 日本 😷", "தமிழ் 日本 😷", 11),
        ("*a* _b_ ~c~ |d| `e` \\", "\\*a\\* \\_b\\_ \\~c\\~ \\|d\\| \\`e\\` \\\\", 32),
        ("[a](b) <@1> <t:1>", "\\[a](b) \\<@1> \\<t:1>", 20),
        ("# a\n  - b\n> c\n1. d", "\\# a\n  \\- b\n\\> c\n1. d", 21),
        ("a # b - c > d", "a # b - c > d", 13),
        ("see https://a.example/x_y*z?a=_b_ _now_", "see https://a.example/x_y*z?a=_b_ \\_now\\_", 41),
    ],
)  # fmt: skip
def test_whatever_could_mean_something_is_escaped_and_counted_so(text, said, long):
    assert (written(text), length(text)) == (said, long)


@given(st.text(st.sampled_from("\\*_~|`<[]()#>-+:/. ab\nதி😷") | st.characters(codec="utf-8"), max_size=60))
def test_whatever_is_written_its_readers_see_all_of_it(text):
    assert shown(written(text)) == text


def test_what_fits_is_taken_and_one_more_is_not(world):
    assert client(world.world).post(linkless("😷" * 1000), key="k-1")
    assert "2000" in failing(world.world, linkless("😷" * 1000 + "a")).why
    assert limits("discord").count("😷" * 1000) == limits("discord").characters


def test_a_deleted_post_is_gone_and_deleting_again_is_fine(world):
    sent = client(world.world).post(a_post(), key="k-1")
    client(world.world).delete(sent.remote_id)
    client(world.world).delete(sent.remote_id)
    assert world.control.sent() == []


def test_a_webhook_that_is_gone_deletes_nothing():
    with pytest.raises(Disconnected, match="make a new one"):
        answering(404, {"code": 10015, "message": "Unknown Webhook"}).delete("7")


# -- what answers mean -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "number"), discord.OUTCOMES)
def test_each_row_is_obeyed(world, status, number):
    world.control.fault("discord", "status", status=status, match=WRITE, words=f"{number}: No." if number else "")
    failure, row = failing(world.world), discord.OUTCOMES[status, number]
    assert (type(failure), failure.code) == (row.verb, str(status))
    assert failure.why.startswith(row.why)
    assert world.control.sent() == []


@pytest.mark.parametrize("status", [402, 405, 409, 418, 500, 502, 503, 504])
def test_an_answer_in_no_table_is_never_a_reason_to_send_again(world, status):
    world.control.fault("discord", "status", status=status, match=WRITE)
    assert type(failing(world.world)) is Uncertain


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_deleting_and_probing_may_be_repeated(world, status):
    sent = client(world.world).post(a_post(), key="k-1")
    world.control.fault("discord", "status", status=status)
    for ask in (client(world.world).probe, lambda: client(world.world).delete(sent.remote_id)):
        with pytest.raises(Retry):
            ask()


def test_a_limit_names_the_time_to_come_back(world):
    world.control.fault("discord", "status", status=429, seconds=120, match=WRITE)
    failure = failing(world.world)
    assert isinstance(failure, Retry)
    assert failure.after == timedelta(seconds=120)


@pytest.mark.parametrize(
    ("body", "headers", "after"),
    [
        ({"retry_after": 64.57}, {}, timedelta(seconds=64.57)),
        (None, {"Retry-After": "7"}, timedelta(seconds=7)),  # of what stands before Discord
        ({"retry_after": 0.2}, {}, timedelta(seconds=1)),
        (None, {"Retry-After": "soon"}, None),
        (None, {}, None),
    ],
)
def test_a_wait_is_read_from_the_body_or_the_header(body, headers, after):
    with pytest.raises(Retry) as caught:
        answering(429, body, **headers).post(a_post(), key="k")
    assert caught.value.after == after


@pytest.mark.parametrize("body", [{}, ["maintenance"], {"id": "7"}, {"id": "", "channel_id": "8"}, None])
def test_an_answer_that_is_not_discords_leaves_it_uncertain(body):
    with pytest.raises(Uncertain):
        answering(200, body).post(a_post(), key="k")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_dropped_post_is_uncertain_and_cannot_be_looked_up(world, moment):
    match = "" if moment == "connected" else WRITE
    world.control.fault("discord", "drop", moment=moment, times=1, match=match)
    post = a_post()
    if moment == "replied":
        assert client(world.world).post(post, key="k-1")
    else:
        with pytest.raises(Uncertain):
            client(world.world).post(post, key="k-1")
    with pytest.raises(Uncertain, match="look there"):
        client(world.world).find(post, key="k-1")
    assert len(world.control.sent("discord")) == (moment not in ("connected", "request read"))


def test_an_edited_post_calls_nobody_either(world):
    post = a_post()
    sent = client(world.world).post(post, key="k-1")
    client(world.world).amend(sent.remote_id, replace(post, text="@here *now*"))
    assert world.control.sent("discord")[0]["text"] == "@here *now*"


# -- the webhook -------------------------------------------------------------------------------------------------


def test_probing_says_what_it_is_called_and_where_it_is(world):
    told = {"account": "Practice", "user_id": "7002", "limits": {}}
    assert client(world.world).probe() == told
    assert client(world.world, webhook=WEBHOOK.replace("/api/", "/api/v9/") + "/").probe() == told


@pytest.mark.parametrize(
    "address",
    [
        "https://discord.example/api/webhooks/7001/practice-discord-token",
        "https://discord.com.evil.example/api/webhooks/7001/practice-discord-token",
        "http://discord.com/api/webhooks/7001/practice-discord-token",
        "https://me@discord.com/api/webhooks/7001/practice-discord-token",
        "https://discord.com:444/api/webhooks/7001/practice-discord-token",
        "https://discord.com/api/webhooks/7001/practice/../../users",
        "https://discord.com/api/webhooks/7001",
        "",
    ],
)
def test_an_address_that_is_no_webhook_on_discord_is_never_asked(world, address):
    for where in (world.world, World(False, "", {})):
        for ask in (
            client(where, webhook=address).probe,
            lambda: client(where, webhook=address).post(a_post(), key="k"),  # noqa: B023
        ):
            with pytest.raises(Disconnected, match="copy it there once more"):
                ask()
    assert world.control.sent() == []


def test_a_webhook_is_reached_through_the_guard():
    guard = Guard(lambda *_, **__: [(2, 1, 6, "", ("10.0.0.7", 443))])
    there = connect("discord", accounts.DISCORD, World(False, "", {}), guard)
    for ask in (there.probe, lambda: there.post(a_post(), key="k"), lambda: there.delete("7")):
        with pytest.raises(Disconnected, match=r"discord\.com is inside a private network"):
            ask()


@pytest.mark.parametrize("wrong", ["7001/another-token", "7009/practice-discord-token"])
def test_a_webhook_that_is_not_there_does_not_connect(world, wrong):
    with pytest.raises(Disconnected, match="make a new one"):
        client(world.world, webhook=f"https://discord.com/api/webhooks/{wrong}").probe()


def test_a_webhook_that_only_follows_another_channel_is_said_so():
    with pytest.raises(Disconnected, match="incoming"):
        answering(200, {"type": 2, "name": "News"}).probe()


def test_practising_reaches_nothing_but_the_practice_world():
    for ask in (client(World(True, "")).probe, lambda: client(World(True, "")).post(a_post(), key="k")):
        with pytest.raises(Disconnected) as caught:
            ask()
        assert caught.value.reason == "unreachable"


def test_no_log_and_no_error_holds_the_webhooks_secret(world, caplog):
    caplog.set_level(logging.DEBUG)
    client(world.world).post(a_post(), key="k-1")
    world.control.fault("discord", "drop", moment="stored", times=1)
    said = failing(world.world)
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "practice-discord-token" not in logged + said.why + said.code
