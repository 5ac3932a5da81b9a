"""Facebook Pages: what a post becomes, what Meta's numbers mean, and whose token is taken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from publisher.channels import facebook, graph
from publisher.channels.facebook import Facebook
from publisher.ports import Disconnected, Failure, Refused, Retry, Sent, Uncertain
from publisher.practice import accounts

from .making import PNG, a_post, all_steps, linkless, picture, poster

WRITE = accounts.WRITES["facebook"]
COMMENT = "POST /4001_"


def failing(world, post=None) -> Failure:
    with pytest.raises(Failure) as caught:
        poster("facebook", world).post(post or a_post(), key="k-1")
    return caught.value


def answering(status: int, body: object, **headers: str) -> Facebook:
    content = body if isinstance(body, str) else json.dumps(body)
    http = httpx2.Client(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(status, content=content, headers=headers))
    )
    return Facebook(accounts.FACEBOOK, "https://graph.example/v26.0", http)


def refusing(code: int, subcode: int = 0, status: int = 400, **headers: str) -> Facebook:
    return answering(status, {"error": {"message": "No.", "code": code, "error_subcode": subcode}}, **headers)


# -- what is sent ------------------------------------------------------------------------------------------------


def test_an_article_is_posted_with_its_link_for_the_card(world):
    post = a_post("தமிழ் & <b>not bold</b>")
    poster("facebook", world.world).post(post, key="k-1")
    (there,) = world.control.sent("facebook")
    assert there["text"] == post.text
    assert [post.reference in link for link in there["links"]] == [True]


def test_photos_go_first_one_step_each_and_carry_their_alt_text(world):
    post = a_post(pictures=(picture("A nurse"), picture("ஒரு தாதி")))
    sent, steps = all_steps(poster("facebook", world.world), post, "k-1")
    assert len(steps) == 2
    (there,) = world.control.sent("facebook")
    assert (there["id"], there["links"]) == (sent.remote_id, [])  # a card would drop the photos
    assert [medium["alt"] for medium in there["media"]] == ["A nurse", "ஒரு தாதி"]
    assert httpx2.get(there["media"][0]["url"]).content == PNG


def test_a_photo_whose_upload_breaks_is_uploaded_again(world):
    world.control.fault("facebook", "drop", moment="stored", match="POST /4001/photos")
    assert type(failing(world.world, a_post(pictures=(picture(),)))) is Retry


@pytest.mark.parametrize("code", ["1", "2"])
def test_a_photo_that_met_an_outage_is_uploaded_again(world, code):
    world.control.fault("facebook", "status", status=500, words=f"{code}: Later.", match="POST /4001/photos")
    assert type(failing(world.world, a_post(pictures=(picture(),)))) is Retry


def test_a_photo_without_a_number_is_uploaded_again():
    with pytest.raises(Retry):
        answering(200, {"success": True}).post(a_post(pictures=(picture(),)), key="k")


def test_what_follows_is_a_comment_below_the_post(world):
    client = poster("facebook", world.world)
    first = client.post(a_post(), key="k-1")
    appeal = a_post("Please give", answers=first.remote_id)
    comment = client.post(appeal, key="k-2")
    assert client.find(appeal, key="k-2") == comment
    assert world.control.sent("facebook")[1]["answers"] == first.remote_id


def test_what_followed_a_post_that_is_gone_is_gone_too(world):
    client = poster("facebook", world.world)
    first = client.post(a_post(), key="k-1")
    appeal = a_post("Please give", answers=first.remote_id)
    client.delete(first.remote_id)
    assert client.find(appeal, key="k-2") is None


def test_the_same_words_twice_are_looked_up_and_not_repeated(world):
    client, post = poster("facebook", world.world), a_post()
    sent = client.post(post, key="k-1")
    with pytest.raises(Uncertain):
        client.post(post, key="k-1")
    assert client.find(post, key="k-1") == sent


def test_a_post_is_known_by_where_its_card_leads(world):
    post = linkless("Only the card has it")
    there = {"message": "Edited since", "attachments": {"data": [{"unshimmed_url": "https://a.example/?r=ab-c"}]}}
    assert facebook.is_it(there, a_post().__class__(text="x https://a.example/?r=ab-c", reference="ab-c", at=post.at))
    assert not facebook.is_it(there, a_post().__class__(text="x https://a.example/?r=ab", reference="ab", at=post.at))


def test_links_lead_to_the_post():
    assert answering(200, {"id": "4001_7"}).post(a_post(), key="k") == Sent("4001_7", "https://www.facebook.com/4001_7")


# -- what answers mean -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "subcode"), graph.WRITING)
def test_each_row_is_obeyed(world, code, subcode):
    words = f"{code}{f'/{subcode}' if subcode else ''}: Not now."
    world.control.fault("facebook", "status", status=400, words=words, match=WRITE)
    failure, row = failing(world.world), graph.WRITING[code, subcode]
    assert (type(failure), failure.code) == (row.verb, words.partition(":")[0])
    assert failure.why == f"{row.why} It said: Not now."
    if isinstance(failure, Disconnected):
        assert failure.reason == row.reason
    assert world.control.sent() == []


@pytest.mark.parametrize("code", [1, 2, 506])
@pytest.mark.parametrize("status", [400, 500])
def test_try_again_is_not_obeyed(code, status):
    with pytest.raises(Uncertain):
        refusing(code, status=status).post(a_post(), key="k")


@pytest.mark.parametrize("status", [status for status, _ in graph.BARE])
def test_an_answer_without_a_number_is_known_by_its_status(status):
    with pytest.raises(graph.BARE[status, None].verb):
        answering(status, "<html>").post(a_post(), key="k")


@pytest.mark.parametrize("subcode", [1366046, 1609005])
def test_a_long_subcode_means_the_same_whatever_the_code(subcode):
    with pytest.raises(graph.WRITING[subcode, None].verb):
        refusing(100, subcode).post(a_post(), key="k")


@pytest.mark.parametrize("code", [5, 101, 300, 999, 80015])
def test_a_number_in_no_table_is_never_a_reason_to_post_again(code):
    with pytest.raises(Uncertain):
        refusing(code).post(a_post(), key="k")


@pytest.mark.parametrize("code", [4, 100, 190, 368])
def test_whatever_comes_with_a_5xx_is_in_doubt(code):
    with pytest.raises(Uncertain):
        refusing(code, status=500).post(a_post(), key="k")


@pytest.mark.parametrize("body", ["<html>Sorry, something went wrong.</html>", "[]", '{"success": true}', ""])
def test_a_page_of_html_in_place_of_an_answer_leaves_it_uncertain(body):
    with pytest.raises(Uncertain):
        answering(200, body).post(a_post(), key="k")


def test_a_comment_on_what_is_gone_is_refused_and_a_page_that_is_gone_pauses():
    with pytest.raises(Refused):
        refusing(100, 33).post(a_post(answers="4001_7"), key="k")
    with pytest.raises(Disconnected):
        refusing(100, 33).post(a_post(), key="k")


@pytest.mark.parametrize(
    ("headers", "code", "minutes"),
    [
        ({"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 7}]}'}, 32, 7),
        ({"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 99999}]}'}, 80001, 24 * 60),
        ({"x-business-use-case-usage": '{"1": [{"call_count": 20}]}'}, 4, None),
        ({"x-app-usage": '{"call_count": 100, "total_time": 4, "total_cputime": 1}'}, 4, 15),
        ({"x-app-usage": '{"call_count": 99}'}, 4, None),
        ({"x-app-usage": "[]", "x-business-use-case-usage": "no JSON"}, 17, None),
        ({}, 368, 15),
    ],
)
def test_how_long_meta_asks_to_wait(headers, code, minutes):
    with pytest.raises(Retry) as caught:
        refusing(code, **headers).post(a_post(), key="k")
    assert caught.value.after == (minutes and timedelta(minutes=minutes))


def test_a_post_that_may_not_be_deleted_is_said_so():
    with pytest.raises(Refused):
        refusing(100).delete("4001_7")


# -- whose token -------------------------------------------------------------------------------------------------


def test_probing_says_which_page_it_is(world):
    told = poster("facebook", world.world).probe()
    ends = datetime.fromisoformat(told.pop("ends_at")) - datetime.now(UTC)
    assert timedelta(days=88) < ends <= timedelta(days=90)
    assert told == {"account": accounts.FACEBOOK_NAME, "user_id": "4001", "limits": {}}


def test_a_persons_token_is_refused_with_one_clear_sentence(world):
    with pytest.raises(Disconnected, match="a person’s, not a Page’s"):
        poster("facebook", world.world, token=accounts.FACEBOOK_PERSON).probe()
    with pytest.raises(Disconnected):
        poster("facebook", world.world, token=accounts.FACEBOOK_PERSON).post(a_post(), key="k")


def test_a_page_without_a_category_is_a_person():
    with pytest.raises(Disconnected, match="a person’s"):
        answering(200, {"id": "4001", "name": "Somebody"}).probe()


def test_another_pages_token_is_refused(world):
    with pytest.raises(Disconnected, match="another Page"):
        poster("facebook", world.world, user_id="77").probe()


def inspected(told: object) -> Facebook:
    def answer(request: httpx2.Request) -> httpx2.Response:
        about = (
            {"data": told} if request.url.path.endswith("debug_token") else {"id": "1", "name": "P", "category": "c"}
        )
        assert "practice-page-token" not in str(request.url)
        return httpx2.Response(200, json=about)

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    return Facebook({"token": "practice-page-token"}, "https://graph.example/v26.0", http)


def test_when_a_token_ends_is_known_if_meta_says_so():
    assert inspected({"is_valid": True, "expires_at": 1800000000}).probe()["ends_at"] == "2027-01-15T08:00:00+00:00"


@pytest.mark.parametrize("ends", [0, 1900000000])
def test_a_token_that_will_tell_nothing_any_more_is_as_good_as_ended(ends):
    told = {"is_valid": True, "expires_at": ends, "data_access_expires_at": 1800000000}
    assert inspected(told).probe()["ends_at"] == "2027-01-15T08:00:00+00:00"
    assert inspected(told | {"data_access_expires_at": 1900000001}).probe()["ends_at"] == (
        "2030-03-17T17:46:40+00:00" if ends else "2030-03-17T17:46:41+00:00"
    )


@pytest.mark.parametrize(
    "told", [None, {}, [], {"is_valid": False, "expires_at": 1800000000}, {"is_valid": True, "expires_at": "soon"}]
)
def test_where_meta_does_not_say_nothing_is_known(told):
    assert inspected(told).probe()["ends_at"] == ""


def test_a_token_that_lacks_a_right_is_said_so():
    with pytest.raises(Disconnected, match="lacks pages_manage_posts;"):
        inspected({"is_valid": True, "scopes": ["pages_read_engagement"]}).probe()


# -- length, and versions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "length"), [("", 0), ("é", 1), ("日本", 2), ("😷", 2), ("https://a.example", 17)])
def test_length_is_counted_the_stricter_way(text, length):
    assert facebook.LIMITS.count(text) == length


def test_what_fits_is_taken_and_one_more_is_not(world):
    assert poster("facebook", world.world).post(linkless("😷" * 31_603), key="k-1")
    assert "63206" in failing(world.world, linkless("😷" * 31_603 + "a")).why


@pytest.mark.parametrize(
    ("base", "ends"),
    [("https://graph.facebook.com/v24.0", "2028-02-18"), ("https://graph.facebook.com/v26.0/", "None"), ("", "None")],
)
def test_when_a_version_ends_is_known_for_all_but_the_newest(base, ends):
    assert str(facebook.sunset(base)) == ends
