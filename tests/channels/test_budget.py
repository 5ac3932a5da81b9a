"""How much a network still takes: each in its own words, by its own clock; heard before it is used up."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx2
import pytest

from publisher.channels.budget import Budget
from publisher.ports import Counted, Retry
from publisher.practice import accounts

from .making import a_post, poster

DATE = {"date": "Tue, 01 Dec 2026 07:30:00 GMT"}
AT = 1796110200  # the same, in epoch seconds
COUNTING = ("x", "mastodon", "bluesky", "facebook", "threads")


def full_for(**heads: object) -> timedelta | None:
    budget = Budget()
    told = {
        name.replace("_", "-"): value if isinstance(value, str) else json.dumps(value) for name, value in heads.items()
    }
    budget.hear(httpx2.Headers(DATE | told))
    return budget.full_for


def window(name: str, limit: object, left: object, reset: object) -> dict[str, str]:
    return {f"{name}-limit": str(limit), f"{name}-remaining": str(left), f"{name}-reset": str(reset)}


@pytest.mark.parametrize(
    ("name", "reset"),
    [
        ("x-rate-limit", AT + 600), ("x-app-limit-24hour", AT + 600), ("x-user-limit-24hour", AT + 600),
        ("x-ratelimit", "2026-12-01T07:40:00.123456Z"), ("ratelimit", AT + 600),
    ],
)  # fmt: skip
def test_a_twentieth_of_each_window_is_spared(name, reset):
    assert full_for(**window(name, 100, 6, reset)) is None
    wait = full_for(**window(name, 100, 5, reset))
    assert wait is not None
    assert round(wait.total_seconds()) == 600
    assert full_for(**window(name, 4, 1, reset)) is None  # of a small one all is used
    assert full_for(**window(name, 4, 0, reset)) is not None


def test_of_several_windows_the_one_that_lasts_longest_counts():
    short, long = window("x-rate-limit", 100, 0, AT + 60), window("x-app-limit-24hour", 100, 0, AT + 7200)
    assert full_for(**short, **long) == timedelta(hours=2)
    assert full_for(**short, **(long | {"x-app-limit-24hour-remaining": "90"})) == timedelta(minutes=1)


@pytest.mark.parametrize(("reset", "seconds"), [(AT - 900, 1), (AT + 10**7, 86400), ("2026-12-01T07:30:10+00:00", 10)])
def test_a_reset_that_passed_or_is_far_away_is_bounded(reset, seconds):
    assert full_for(**window("ratelimit", 100, 0, reset)) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "heads",
    [
        {}, window("ratelimit", "many", 0, AT), window("ratelimit", 100, "", AT), window("ratelimit", 100, 0, "soon"),
        window("ratelimit", 100, 0, 10**30), {"ratelimit-remaining": "0"}, {"x-app-usage": "100"},
        {"x-app-usage": "<html>"}, {"x-business-use-case-usage": '{"1": 7}'}, {"x-app-usage": {"call_count": "all"}},
        {"x-ratelimit-limit": "9", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-12-01T07:40:00"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_holds_nothing_back(heads):
    assert full_for(**heads) is None


def test_meta_tells_percents_and_sometimes_minutes():
    assert full_for(x_app_usage={"call_count": 94, "total_time": 94, "total_cputime": 1}) is None
    assert full_for(x_app_usage={"call_count": 1, "total_time": 95}) == timedelta(minutes=5)
    page = {"type": "pages", "call_count": 95, "estimated_time_to_regain_access": 0}
    assert full_for(x_business_use_case_usage={"4001": [page]}) == timedelta(minutes=5)
    page["estimated_time_to_regain_access"] = 19
    assert full_for(x_business_use_case_usage={"4001": [page, page]}) == timedelta(minutes=19)


@pytest.mark.parametrize("kind", COUNTING)
def test_a_client_hears_it_of_the_practice_world_before_it_is_used_up(world, kind):
    write = accounts.WRITES[kind]
    plenty, scarce = poster(kind, world.world), poster(kind, world.world)
    world.control.allow(kind, 100, limit=100, seconds=600, match=write)
    plenty.post(a_post(), key="k-1")
    assert plenty.full_for is None
    world.control.allow(kind, 5, limit=100, seconds=600, match=write)
    scarce.post(a_post(), key="k-2")
    client = getattr(scarce, "client", scarce)  # one that takes every step itself
    assert isinstance(client if kind == "threads" else scarce, Counted)
    assert scarce.full_for is not None
    meta = kind in ("facebook", "threads")
    assert abs(scarce.full_for.total_seconds() - (300 if meta else 600)) < 3


@pytest.mark.parametrize("kind", COUNTING)
def test_what_is_used_up_is_refused_there_and_not_asked_again_before_its_time(world, kind):
    world.control.allow(kind, 0, limit=100, seconds=600, match=accounts.WRITES[kind])
    with pytest.raises(Retry):
        poster(kind, world.world).post(a_post(), key="k-1")
    assert world.control.sent(kind) == []


def test_linkedin_says_nothing_of_it(world):
    assert not isinstance(poster("linkedin", world.world), Counted)
