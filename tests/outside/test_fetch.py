from __future__ import annotations

import gzip
import time
from http.server import BaseHTTPRequestHandler

import pytest

from publisher.sources.fetch import Fetched, Unreachable, fetch

from .conftest import PUBLIC, Internet


def get(
    internet: Internet, url: str = "http://news.example/", *, limit: int = 1_000_000, seconds: float = 5
) -> Fetched:
    return fetch(url, guard=internet.guard, limit_bytes=limit, seconds=seconds)


def test_a_page_comes_with_its_type_charset_and_address(internet: Internet) -> None:
    internet.page("/a", "नमस्ते".encode(), Content_Type="Text/HTML; charset=UTF-8")
    got = get(internet, "http://news.example/a")
    assert (got.body.decode(), got.media_type, got.final_url) == ("नमस्ते", "text/html", "http://news.example/a")
    assert got.charset.lower() == "utf-8"


def test_redirects_are_followed_and_each_is_checked(internet: Internet) -> None:
    internet.page("/", b"", 301, Location="//www.news.example/b")
    internet.page("/b", b"there")
    assert get(internet).final_url == "http://www.news.example/b"
    assert internet.connected == [PUBLIC, PUBLIC]


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "file:///etc/passwd", "http://inside.example/"]
)
def test_a_redirect_inside_is_not_followed(internet: Internet, to: str) -> None:
    internet.names |= {
        "127.0.0.1": [["127.0.0.1"]],
        "::ffff:127.0.0.1": [["::ffff:127.0.0.1"]],
        "inside.example": [["10.0.0.1"]],
    }
    internet.page("/", b"", 302, Location=to)
    with pytest.raises(Unreachable):
        get(internet)
    assert internet.connected == [PUBLIC]


def test_the_sixth_redirect_is_too_many(internet: Internet) -> None:
    internet.page("/", b"", 302, Location="/")
    with pytest.raises(Unreachable, match="more than 5 times"):
        get(internet)
    assert len(internet.connected) == 6


def test_a_body_above_the_limit_is_refused_while_it_comes(internet: Internet) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 65536)

    internet.answers["/"] = endless
    with pytest.raises(Unreachable, match="larger than"):
        get(internet)


def test_a_decompression_bomb_is_refused(internet: Internet) -> None:
    internet.page("/", gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    with pytest.raises(Unreachable, match="larger than"):
        get(internet)


def test_a_packed_page_within_the_limit_is_unpacked(internet: Internet) -> None:
    internet.page("/", gzip.compress(b"words " * 1000), Content_Encoding="gzip")
    assert get(internet).body == b"words " * 1000


def test_a_packing_that_was_not_asked_for_is_refused(internet: Internet) -> None:
    internet.page("/", b"...", Content_Encoding="br")
    with pytest.raises(Unreachable, match="not asked for"):
        get(internet)


@pytest.mark.alone
@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_slow_drip_ends_when_the_time_is_over(internet: Internet, part: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if part == "body" else b"X-Slow: "))
        for _ in range(200):
            request.wfile.write(b"x")
            time.sleep(0.05)

    internet.answers["/"] = drip
    began = time.monotonic()
    with pytest.raises(Unreachable, match="too long"):
        get(internet, seconds=0.4)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("status", [404, 410, 500, 204])
def test_another_answer_than_a_page_is_named(internet: Internet, status: int) -> None:
    internet.page("/", b"", status)
    with pytest.raises(Unreachable, match=str(status)):
        get(internet)


def test_a_server_that_breaks_off_is_a_sentence(internet: Internet) -> None:
    def breaks(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        request.connection.close()

    internet.answers["/"] = breaks
    with pytest.raises(Unreachable, match="broke off"):
        get(internet)


def test_headers_go_along_and_an_answer_that_was_asked_for_comes_back_without_a_body(internet: Internet) -> None:
    def unchanged(request: BaseHTTPRequestHandler) -> None:
        request.send_response(304 if request.headers["If-None-Match"] == '"v1"' else 200)
        request.send_header("ETag", '"v1"')
        request.end_headers()

    internet.answers["/"] = unchanged
    named = {"guard": internet.guard, "limit_bytes": 100, "seconds": 5.0}
    got = fetch("http://news.example/", **named, headers={"If-None-Match": '"v1"'}, answers=(200, 304))
    assert (got.status, got.body, got.headers["etag"]) == (304, b"", '"v1"')
    with pytest.raises(Unreachable, match="304"):
        fetch("http://news.example/", **named, headers={"If-None-Match": '"v1"'})


@pytest.mark.parametrize(
    ("first", "second", "moved_to"),
    [
        (301, 308, "http://news.example/c"),
        (301, 302, "http://news.example/b"),
        (302, 301, ""),
    ],
)
def test_an_address_has_moved_for_good_as_far_as_every_step_says_so(
    internet: Internet, first: int, second: int, moved_to: str
) -> None:
    internet.page("/", b"", first, Location="/b")
    internet.page("/b", b"", second, Location="/c")
    internet.page("/c", b"there")
    assert (get(internet).moved_to, get(internet).final_url) == (moved_to, "http://news.example/c")
