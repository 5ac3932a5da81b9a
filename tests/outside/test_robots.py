from __future__ import annotations

import pytest

from publisher.sources import page
from publisher.sources.fetch import Unreachable
from publisher.sources.robots import Robots

from .conftest import PUBLIC, Internet

WELL = b"<h1>The well</h1><p>Nobody knows who dug the well, and everybody has drunk from it once or twice.</p>"


def read(internet: Internet, url: str = "http://news.example/well") -> str:
    return page.read_url(url, guard=internet.guard).title


@pytest.fixture
def well(internet: Internet) -> Internet:
    internet.page("/well", WELL, Content_Type="text/html")
    return internet


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /",
        b"User-agent: publisher-desk\nDisallow: /well\n\nUser-agent: *\nAllow: /",
        b"\xef\xbb\xbfUSER-AGENT: Publisher-Desk\nDISALLOW: /*ell$",
    ],
)
def test_a_page_that_programs_may_not_read_is_not_read_and_the_sentence_says_what_to_do(
    well: Internet, rules: bytes
) -> None:
    well.page("/robots.txt", rules)
    with pytest.raises(Unreachable, match=r"robots\.txt.*paste the article"):
        read(well)
    assert len(well.connected) == 1


@pytest.mark.parametrize(
    "rules",
    [b"", b"User-agent: *\nDisallow: /private", b"User-agent: *\nDisallow: /\n\nUser-agent: publisher-desk\nAllow: /"],
)
def test_a_page_that_they_may_read_is_read(well: Internet, rules: bytes) -> None:
    well.page("/robots.txt", rules)
    assert read(well) == "The well"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429])
def test_a_site_without_rules_allows_everything(well: Internet, status: int) -> None:
    well.page("/robots.txt", b"User-agent: *\nDisallow: /", status)
    assert read(well) == "The well"


@pytest.mark.parametrize("status", [500, 503])
def test_rules_that_cannot_be_heard_forbid_everything(well: Internet, status: int) -> None:
    well.page("/robots.txt", b"", status)
    with pytest.raises(Unreachable, match=rf"{status}.*paste the article"):
        read(well)


def test_rules_without_an_end_are_not_read_to_their_end(well: Internet) -> None:
    well.page("/robots.txt", b"Disallow: /x\n" * 200_000)
    with pytest.raises(Unreachable, match="larger than 1 MB"):
        read(well)


def test_where_a_page_leads_on_to_another_site_its_rules_are_heard_too(well: Internet) -> None:
    well.page("/short", b"", 301, Location="http://other.example/well")
    well.page("/robots.txt", b"User-agent: *\nDisallow: /well")
    with pytest.raises(Unreachable, match="robots"):
        read(well, "http://news.example/short")
    assert well.hosts == ["news.example", "news.example", "other.example"]


def test_a_site_is_asked_once_in_a_reading(well: Internet) -> None:
    robots = Robots(well.guard)
    robots.ask("http://news.example/a")
    robots.ask("http://news.example/b")
    assert well.connected == [PUBLIC]


def test_an_address_inside_is_refused_before_anybody_is_asked(well: Internet) -> None:
    well.names["inside.example"] = [["169.254.169.254"]]
    with pytest.raises(Unreachable, match="private network"):
        read(well, "http://inside.example/well")
    assert well.connected == []
