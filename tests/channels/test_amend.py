"""What a post says is changed where the network lets us: whatever becomes of the answer, and nothing beside it."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx2
import pytest

from publisher.channels import CHANNELS, connect
from publisher.channels.facebook import Facebook
from publisher.channels.linkedin import LinkedIn
from publisher.channels.mastodon import Mastodon
from publisher.channels.telegram import Telegram
from publisher.ports import Disconnected, OutgoingPost, Poster, Refused, Retry, Uncertain
from publisher.practice import accounts

from .making import CREDENTIALS, a_post, all_steps, linkless, picture

KINDS = sorted(kind for kind, known in CHANNELS.items() if known.amends)
WRITES = {
    "mastodon": "PUT /api/v1/statuses", "facebook": "POST /4001_", "linkedin": "POST /rest/posts/",
    "telegram": f"POST /bot{accounts.TELEGRAM['token']}/editMessageText",
    "discord": accounts.WRITES["discord"].replace("POST", "PATCH"),
}  # fmt: skip
each = pytest.mark.parametrize("kind", KINDS)


def client(world, kind: str, **other: str) -> Poster:
    known = {**CREDENTIALS, "telegram": accounts.TELEGRAM, "discord": accounts.DISCORD}[kind]
    return connect(kind, {**known, **other}, world.world)  # type: ignore[return-value]  # it is one


def anew(post: OutgoingPost) -> OutgoingPost:
    return replace(post, text=post.text.replace("<walk> out", "did <NOT> walk out"))


def test_whatever_cannot_be_changed_says_what_to_do_instead():
    for kind, known in CHANNELS.items():
        assert kind == "mail" or known.amends or known.instead, kind


@each
def test_a_post_says_something_else_in_its_place(world, kind):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    client(world, kind).amend(sent.remote_id, anew(post))
    (there,) = world.control.sent(kind)
    assert (there["id"], there["text"]) == (sent.remote_id, anew(post).text)
    assert "NOT" in there["text"]
    if CHANNELS[kind].asked:
        assert client(world, kind).find(anew(post), key="k-1") == sent


@each
def test_saying_the_same_again_is_fine_and_changes_nothing(world, kind):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    for _ in range(2):
        client(world, kind).amend(sent.remote_id, anew(post))
    assert [one["text"] for one in world.control.sent(kind)] == [anew(post).text]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "telegram"])
def test_what_it_says_already_is_not_written_again(world, kind):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    world.control.fault(kind, "status", status=500, match=WRITES[kind])
    client(world, kind).amend(sent.remote_id, post)
    with pytest.raises(Uncertain):
        client(world, kind).amend(sent.remote_id, anew(post))


@each
@pytest.mark.parametrize("moment", ["stored", "reply half written"])
def test_a_change_whose_answer_is_lost_is_uncertain_and_settled_by_asking_for_it_again(world, kind, moment):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    world.control.fault(kind, "drop", moment=moment, match=WRITES[kind], times=1)
    with pytest.raises(Uncertain):
        client(world, kind).amend(sent.remote_id, anew(post))
    client(world, kind).amend(sent.remote_id, anew(post))
    assert [one["text"] for one in world.control.sent(kind)] == [anew(post).text]


@each
def test_what_somebody_deleted_is_not_brought_back(world, kind):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    client(world, kind).delete(sent.remote_id)
    with pytest.raises(Refused, match="any more"):
        client(world, kind).amend(sent.remote_id, anew(post))
    assert world.control.sent(kind) == []


@each
@pytest.mark.parametrize(("status", "verb"), [(401, Disconnected), (429, Retry), (503, Uncertain)])
def test_failures_say_what_to_do_next(world, kind, status, verb):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    world.control.fault(kind, "status", status=status, match=WRITES[kind])
    with pytest.raises(verb):
        client(world, kind).amend(sent.remote_id, anew(post))


@each
def test_a_text_that_is_too_long_is_refused_and_the_old_one_stays(world, kind):
    post = a_post()
    sent = client(world, kind).post(post, key="k-1")
    with pytest.raises(Refused):
        client(world, kind).amend(sent.remote_id, replace(post, text="x" * 70_000))
    assert [one["text"] for one in world.control.sent(kind)] == [post.text]


@pytest.mark.parametrize("kind", ["mastodon", "facebook"])
def test_its_pictures_stay_with_their_alt_text(world, kind):
    post = a_post(pictures=(picture("A nurse"), picture("ஒரு தாதி")))
    there = client(world, kind)
    sent, _ = all_steps(there, post, "k-1")
    there.amend(sent.remote_id, anew(post))
    (shown,) = world.control.sent(kind)
    assert [medium["alt"] for medium in shown["media"]] == ["A nurse", "ஒரு தாதி"]


def test_a_comment_on_facebook_and_an_answer_on_telegram_can_be_changed_too(world):
    for kind in ("facebook", "telegram"):
        first = client(world, kind).post(a_post(), key="k-1")
        second = client(world, kind).post(linkless("Please give", answers=first.remote_id), key="k-2")
        client(world, kind).amend(second.remote_id, linkless("Please give more", answers=first.remote_id))
        after = next(one for one in world.control.sent(kind) if one["id"] == second.remote_id)
        assert (after["text"], after["answers"]) == ("Please give more", first.remote_id)


def test_what_a_member_posted_on_linkedin_is_said_again_unread(world):
    member = connect("linkedin", accounts.LINKEDIN_MEMBER, world.world)
    post = a_post()
    sent = member.post(post, key="k-1")
    for _ in range(2):
        member.amend(sent.remote_id, anew(post))
    assert [one["text"] for one in world.control.sent("linkedin")] == [anew(post).text]


def test_signs_that_mean_something_on_linkedin_are_escaped_in_a_changed_text_too(world):
    post = replace(a_post(), text="A (small) #change_ * by <us>")
    sent = client(world, "linkedin").post(a_post(), key="k-1")
    client(world, "linkedin").amend(sent.remote_id, post)
    assert world.control.sent("linkedin")[0]["text"] == post.text


# -- a right that is lacking for one post says nothing of the channel --------------------------------------------


def answering(*replies: tuple[int, object]):
    left = list(replies)

    def answer(request: httpx2.Request) -> httpx2.Response:
        status, body = left.pop(0) if len(left) > 1 else left[0]
        return httpx2.Response(status, json=body)

    return httpx2.Client(transport=httpx2.MockTransport(answer))


@pytest.mark.parametrize("code", [3, 10, 200, 299])
def test_meta_that_lets_our_token_not_touch_a_post_refuses_this_one_alone(code):
    no = (403, {"error": {"message": "No.", "code": code}})
    there = Facebook(accounts.FACEBOOK, "https://graph.example/v26.0", answering((200, {"message": "old"}), no))
    with pytest.raises(Refused, match="by hand"):
        there.amend("4001_7", a_post())
    with pytest.raises(Refused, match="by hand"):
        there.delete("4001_7")


def test_facebook_that_tells_of_no_success_leaves_it_uncertain():
    there = Facebook(accounts.FACEBOOK, "https://graph.example/v26.0", answering((200, {"message": "old"}), (200, {})))
    with pytest.raises(Uncertain):
        there.amend("4001_7", a_post())


def test_linkedin_that_lets_our_token_not_change_a_post_refuses_this_one_alone():
    http = answering((200, {"commentary": "old"}), (403, {"status": 403, "code": "ACCESS_DENIED"}))
    with pytest.raises(Refused, match="by hand"):
        LinkedIn(accounts.LINKEDIN, "https://linkedin.example", http).amend("urn:li:share:7", a_post())


@pytest.mark.parametrize("verb", ["edited", "deleted"])
def test_what_telegram_lets_a_bot_not_do_is_said_with_what_to_do(verb):
    said = {"ok": False, "error_code": 400, "description": f"Bad Request: message can't be {verb}"}
    there = Telegram(accounts.TELEGRAM, "https://telegram.example", answering((400, said)))
    with pytest.raises(Refused, match="by hand"):
        there.amend("7", a_post()) if verb == "edited" else there.delete("7")


def test_a_server_of_mastodons_family_without_sources_is_written_to_unread():
    status = {"id": "7", "media_attachments": [], "sensitive": True, "spoiler_text": "CW"}
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(404 if request.url.path.endswith("/source") else 200, json=status)

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    Mastodon(accounts.MASTODON, "https://pixelfed.example", http).amend("7", a_post())
    assert [request.method for request in seen] == ["GET", "GET", "PUT"]
    assert json.loads(seen[-1].content).items() >= {"sensitive": True, "spoiler_text": "CW", "media_ids": []}.items()
