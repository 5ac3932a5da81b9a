"""LinkedIn: text that is not cut, a card that we send, a doubt that its own answer settles, and who posts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from publisher.channels import connect, linkedin, linkedin_versions
from publisher.channels.linkedin import LinkedIn
from publisher.channels.linkedin_text import body, length, little, plain_text
from publisher.ports import (
    Disconnected,
    Failure,
    OutgoingCard,
    OutgoingPicture,
    Pending,
    Refused,
    Retry,
    Sent,
    Uncertain,
)
from publisher.practice import accounts
from publisher.practice.linkedin import shown

from .making import PNG, a_post, all_steps, linkless, picture

WRITE = accounts.WRITES["linkedin"]


def client(world, **other: str) -> LinkedIn:
    return connect("linkedin", {**accounts.LINKEDIN, **other}, world.world)  # type: ignore[return-value]  # it is one


def member(world, **other: str) -> LinkedIn:
    return connect("linkedin", {**accounts.LINKEDIN_MEMBER, **other}, world.world)  # type: ignore[return-value]  # it is


def failing(there: LinkedIn, post=None) -> Failure:
    with pytest.raises(Failure) as caught:
        there.post(post or a_post(), key="k-1")
    return caught.value


def answering(
    status: int, said: object = None, base: str = "https://api.linkedin.com/202607", **headers: str
) -> LinkedIn:
    http = httpx2.Client(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(status, json=said, headers=headers))
    )
    return LinkedIn(accounts.LINKEDIN, base, http)


def carded(words: str = "Nurses walk out", *, thumb: bool = True):
    post = a_post(words)
    link = post.text.rpartition(" ")[2]
    there = OutgoingPicture(PNG, "image/png", "") if thumb else None
    return replace(post, card=OutgoingCard(link, "Nurses walk out", "They want more colleagues.", there))


# -- what is sent ------------------------------------------------------------------------------------------------


def test_a_post_is_public_and_in_the_feed_as_the_author(world):
    post = a_post("தமிழ் (and) [more]: #news @nobody_ <b> 100 % ~ *")
    client(world).post(post, key="k-1")
    (there,) = world.control.sent("linkedin")
    assert there["text"] == post.text
    assert body(post, [], "urn:li:organization:6001") == {
        "author": "urn:li:organization:6001", "commentary": little(post.text), "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": False,
    }  # fmt: skip


@pytest.mark.parametrize("thumb", [True, False])
def test_the_card_is_ours_with_its_picture(world, thumb):
    post = carded(thumb=thumb)
    sent, steps = all_steps(client(world), post, "k-1")
    (there,) = world.control.sent("linkedin")
    assert len(steps) == thumb
    assert there["card"] == {"uri": post.card.url, "title": post.card.title, "description": post.card.description}
    assert (there["id"], len(there["media"])) == (sent.remote_id, thumb)


@pytest.mark.parametrize("number", [1, 3])
def test_pictures_go_first_one_step_each_and_carry_their_alt_text(world, number):
    alts = [f"ஒரு தாதி {n}" for n in range(number)]
    _, steps = all_steps(client(world), a_post(pictures=tuple(picture(alt) for alt in alts)), "k-1")
    (there,) = world.control.sent("linkedin")
    assert (len(steps), [medium["alt"] for medium in there["media"]]) == (number, alts)
    assert httpx2.get(there["media"][0]["url"]).content == PNG


def test_a_picture_that_is_being_processed_is_waited_for_and_one_that_failed_is_said_so():
    post, stage = a_post(pictures=(picture(),)), json.dumps(["urn:li:image:1"])
    busy = answering(200, {"status": "PROCESSING"}).post(post, key="k", stage=stage)
    assert busy == Pending(stage, timedelta(seconds=3))
    with pytest.raises(Refused, match="cannot read a picture"):
        answering(200, {"status": "PROCESSING_FAILED"}).post(post, key="k", stage=stage)


@pytest.mark.parametrize("match", ["POST /rest/images", "PUT /dms-uploads", "GET /rest/images"])
def test_uploading_a_picture_may_be_repeated(world, match):
    post = a_post(pictures=(picture(),))
    stage = client(world).post(post, key="k").stage if match.startswith("GET") else ""
    world.control.fault("linkedin", "drop", moment="stored", match=match)
    with pytest.raises(Retry):
        client(world).post(post, key="k", stage=stage)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/up", "https://linkedin.com.evil.example/", "https://notlinkedin.com",
        "http://www.linkedin.com/up", "http://api.linkedin.com/up",
    ],
)  # fmt: skip
def test_a_picture_and_our_token_go_to_nobody_but_linkedin(address):
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(200, json={"value": {"uploadUrl": address, "image": "urn:li:image:1"}})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    with pytest.raises(Disconnected, match="stranger"):
        LinkedIn(accounts.LINKEDIN, "https://api.linkedin.com/202607", http).post(
            a_post(pictures=(picture(),)), key="k"
        )
    assert asked == ["api.linkedin.com"]


def test_a_picture_goes_where_linkedin_says_if_that_is_its_own(world):
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append((request.method, request.url.host))
        value = {"uploadUrl": "https://www.linkedin.com/dms-uploads/x", "image": "urn:li:image:1"}
        return httpx2.Response(201, json={"value": value})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    there = LinkedIn(accounts.LINKEDIN, "https://api.linkedin.com/202607", http)
    assert there.post(a_post(pictures=(picture(),)), key="k") == Pending('["urn:li:image:1"]')
    assert asked == [("POST", "api.linkedin.com"), ("PUT", "www.linkedin.com")]


def test_what_shall_follow_is_refused_with_the_way_out():
    assert "in the same post" in failing(answering(500), a_post(answers="urn:li:share:7")).why


@pytest.mark.parametrize(
    ("base", "version"), [("https://api.linkedin.com/202701", "202701"), ("http://a.example", "202607")]
)
def test_every_request_names_the_version(base, version):
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(
            (str(request.url), request.headers["linkedin-version"], request.headers["x-restli-protocol-version"])
        )
        return httpx2.Response(201, headers={"x-restli-id": "urn:li:share:7"})

    LinkedIn(accounts.LINKEDIN, base, httpx2.Client(transport=httpx2.MockTransport(answer))).post(a_post(), key="k")
    assert asked == [(base.removesuffix("/202701") + "/rest/posts", version, "2.0.0")]


def test_links_lead_to_the_post():
    sent = answering(201, **{"x-restli-id": "urn:li:share:7"}).post(a_post(), key="k")
    assert sent == Sent("urn:li:share:7", "https://www.linkedin.com/feed/update/urn:li:share:7")


# -- the text ----------------------------------------------------------------------------------------------------


# learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
@pytest.mark.parametrize(
    ("text", "written", "long"),
    [
        ("Hello World", "Hello World", 11),
        ("|{}@[]()<>#*_~\\", "\\|\\{\\}\\@\\[\\]\\(\\)\\<\\>\\#\\*\\_\\~\\\\", 30),
        ("Hello @[Acme Corp](urn:li:organization:1234)",
         "Hello \\@\\[Acme Corp\\]\\(urn:li:organization:1234\\)", 49),
        ("the future of #Technology.", "the future of {hashtag|#|Technology}.", 37),
        ("#தமிழ் #a_b #1", "{hashtag|#|தமிழ்} \\#a\\_b \\#1", 28),
        ("https://a.example/x_y?z#part", "https://a.example/x\\_y?z\\#part", 30),
        ("→ ✅ 😷", "→ ✅ 😷", 6),
    ],
)  # fmt: skip
def test_whatever_could_mean_something_is_escaped_and_counted_so(text, written, long):
    assert (little(text), length(text)) == (written, long)


def test_what_is_written_is_what_followers_see_and_what_is_read_back():
    words = [
        "#tag",
        "a#b",
        "(x)",
        "_",
        "\\",
        "{hashtag|#|x}",
        "@me",
        "https://a.example/?r=a_b-c~#x",
        "##",
        "தமிழ்",
        "\n",
    ]
    for first in words:
        for second in words:
            text = f"{first} {second}{first}"
            assert shown(little(text)) == plain_text(little(text)) == text


def test_a_text_that_is_not_escaped_would_be_cut():
    assert shown("Nurses (and doctors) walk out") == "Nurses "


def test_what_fits_is_taken_and_one_more_is_not(world):
    assert client(world).post(linkless("_" * 1500), key="k-1")
    assert "3000" in failing(client(world), linkless("_" * 1500 + "a")).why


# -- once --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", [client, member])
def test_the_same_words_again_are_the_same_post(world, of):
    post = a_post()
    sent = of(world).post(post, key="k-1")
    assert of(world).post(post, key="k-1") == sent
    assert len(world.control.sent("linkedin")) == 1


def test_what_an_editor_deleted_is_not_brought_back(world):
    post = a_post()
    sent = client(world).post(post, key="k-1")
    client(world).delete(sent.remote_id)
    assert client(world).post(post, key="k-1") == sent
    assert world.control.sent("linkedin") == []


def test_a_duplicate_without_a_name_is_in_doubt(world):
    world.control.fault(
        "linkedin", "status", status=422, words="DUPLICATE_POST: Duplicate post is detected", match=WRITE
    )
    assert type(failing(client(world))) is Uncertain


def test_a_page_s_post_is_known_by_where_its_card_leads(world):
    post = carded()
    sent, _ = all_steps(client(world), post, "k-1")
    assert client(world).find(post, key="k-1") == sent
    there = {"commentary": "Edited since", "content": {"article": {"source": post.card.url}}}
    assert linkedin.is_it(there, post)
    assert not linkedin.is_it(there, a_post())


def test_a_post_without_a_link_is_known_by_its_text(world):
    post = linkless("Please (give) #today")
    sent = client(world).post(post, key="k-1")
    assert client(world).find(post, key="k-1") == sent
    assert client(world).find(linkless("Please (give)"), key="k-2") is None


def test_what_a_member_posted_nobody_is_told(world):
    world.control.fault("linkedin", "drop", moment="stored", times=1, match=WRITE)
    post = a_post()
    assert type(failing(member(world), post)) is Uncertain
    with pytest.raises(Uncertain, match="look there"):
        member(world).find(post, key="k-1")
    assert member(world).post(post, key="k-1").remote_id == world.control.sent("linkedin")[0]["id"]
    assert len(world.control.sent("linkedin")) == 1


# -- what answers mean -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "code"), linkedin.OUTCOMES)
def test_each_row_is_obeyed(world, status, code):
    world.control.fault("linkedin", "status", status=status, words=f"{code}: No." if code else "No.", match=WRITE)
    failure, row = failing(client(world)), linkedin.OUTCOMES[status, code]
    assert (type(failure), failure.code, failure.why) == (row.verb, str(status), f"{row.why} It said: No.")
    assert world.control.sent() == []


@pytest.mark.parametrize("status", [402, 405, 408, 409, 418, 500, 502, 503, 504])
def test_an_answer_in_no_table_is_never_a_reason_to_post_again(status):
    assert type(failing(answering(status))) is Uncertain


def test_a_limit_that_names_no_time_is_left_to_us():
    assert failing(answering(429)).after is None  # type: ignore[attr-defined]  # a Retry has one


def test_an_answer_without_a_name_leaves_it_uncertain():
    assert type(failing(answering(201, {"id": "7"}))) is Uncertain


def test_a_post_that_may_not_be_deleted_is_said_so():
    with pytest.raises(Disconnected):
        answering(403).delete("urn:li:share:7")


# -- who posts ---------------------------------------------------------------------------------------------------


def test_probing_says_who_posts_and_what_can_be_asked(world):
    ends = "2027-01-30T00:00:00+00:00"
    assert client(world, ends_at=ends).probe() == {
        "account": accounts.LINKEDIN_NAME, "user_id": "urn:li:organization:6001", "limits": {}, "ends_at": ends,
        "asked": True,
    }  # fmt: skip
    told = member(world).probe()
    assert (told["user_id"], told["asked"], told["ends_at"]) == (accounts.LINKEDIN_MEMBER["user_id"], False, "")


def test_a_page_that_the_token_may_not_read_does_not_connect(world):
    with pytest.raises(Disconnected, match="no role on the page"):
        client(world, organization="77").probe()


def test_a_page_whose_name_may_not_be_read_connects_all_the_same():
    def answer(request: httpx2.Request) -> httpx2.Response:
        posts = request.url.path.endswith("/posts")
        return httpx2.Response(200, json={"elements": []}) if posts else httpx2.Response(403, json={})

    there = LinkedIn(accounts.LINKEDIN, "https://a.example", httpx2.Client(transport=httpx2.MockTransport(answer)))
    assert there.probe()["account"] == "urn:li:organization:6001"


@pytest.mark.parametrize("said", [None, [], {}, {"elements": None}, {"elements": ["x"]}, {"elements": [{"id": 7}]}])
def test_a_list_that_cannot_be_read_decides_nothing(said):
    if said in (None, [], {}, {"elements": None}):
        with pytest.raises(Retry):
            answering(200, said).probe()
    if said != {"elements": [{"id": 7}]}:  # fewer than were asked for: there are no more, and ours is not among them
        with pytest.raises(Uncertain):
            answering(200, said).find(a_post(), key="k")


def test_another_members_token_is_refused(world):
    with pytest.raises(Disconnected, match="another member"):
        member(world, user_id="urn:li:person:somebody").probe()


def test_a_member_who_is_not_known_yet_is_asked_for(world):
    assert member(world, user_id="").post(a_post(), key="k-1")


@pytest.mark.parametrize(
    ("base", "ends"),
    [
        ("https://api.linkedin.com/202607", "2027-07-01"),
        ("https://a.example", "2027-07-01"),
        ("https://a.example/202613", "None"),
    ],
)
def test_a_version_lives_a_year(base, ends):
    assert str(linkedin_versions.sunset(base)) == ends


def test_posts_of_the_last_days_are_read_and_no_others():
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.params["start"])
        made = (datetime(2026, 12, 1, tzinfo=UTC) - timedelta(days=2 * len(asked))).timestamp() * 1000
        page = [{"id": "urn:li:share:1", "commentary": "x", "createdAt": int(made)}] * 50
        return httpx2.Response(200, json={"elements": page}, headers={"Date": "Tue, 01 Dec 2026 00:00:00 GMT"})

    there = LinkedIn(accounts.LINKEDIN, "https://a.example", httpx2.Client(transport=httpx2.MockTransport(answer)))
    assert there.find(a_post(), key="k") is None
    assert asked == ["0", "50"]
