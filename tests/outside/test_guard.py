from __future__ import annotations

import socket
from typing import Any

import httpx2
import pytest

from publisher.outside import Forbidden, Guard, _TimedStream, public

from .conftest import PUBLIC, Internet

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *(
        "::1",
        "::",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
    ),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "ff02::1", "5f00::1"),
]


@pytest.mark.parametrize("address", [*PRIVATE, "not an address", ""])
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_the_public_internet_is_not(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://example.org/",
            "javascript:alert(1)",
            "data:text/html,x",
        ),
        *(
            "//example.org/",
            "",
            "http://",
            "http:///x",
            "http://user:word@example.org/",
            "http://exa mple.org",
            "x" * 70_000,
        ),
    ],
)
def test_other_forms_than_plain_web_addresses_are_refused(url: str, internet: Internet) -> None:
    with pytest.raises(Forbidden):
        internet.guard.check(url)
    with pytest.raises((Forbidden, httpx2.HTTPError, httpx2.InvalidURL)), internet.guard.client() as client:
        client.get(url)
    assert internet.connected == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "0x7f.1", "2130706433", "localhost"]
)
def test_private_addresses_are_refused_however_they_are_written(host: str) -> None:
    with pytest.raises(Forbidden):
        Guard().check(f"http://{host}/")


def test_one_private_address_among_public_ones_is_enough_to_refuse(internet: Internet) -> None:
    internet.names["trap.example"] = [[PUBLIC, "10.0.0.1"]]
    with pytest.raises(Forbidden, match=r"trap\.example is inside a private network"):
        internet.guard.check("http://trap.example/")


def test_a_name_that_nobody_has_is_a_sentence() -> None:
    def nobody(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror

    with pytest.raises(Forbidden, match=r"no server called nowhere\.example"):
        Guard(nobody).check("https://nowhere.example/")


def test_a_name_is_resolved_once_and_only_that_address_is_connected_to(internet: Internet) -> None:
    internet.names["rebinds.example"] = [[PUBLIC], ["127.0.0.1"]]
    internet.page("/", b"here")
    with internet.guard.client() as client:
        assert client.get("http://rebinds.example/").text == "here"
    assert (internet.connected, internet.asked, internet.hosts) == ([PUBLIC], 1, ["rebinds.example"])


def test_a_second_request_is_checked_anew(internet: Internet) -> None:
    internet.names["rebinds.example"] = [[PUBLIC], ["127.0.0.1"]]
    internet.page("/", b"here")
    with internet.guard.client() as client:
        client.get("http://rebinds.example/")
        with pytest.raises(Forbidden):
            client.get("http://rebinds.example/")


def test_a_client_follows_no_redirect_by_itself_and_asks_no_proxy(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    internet.page("/", b"", 302, Location="http://127.0.0.1/secret")
    with internet.guard.client() as client:
        assert client.get("http://news.example/").status_code == 302
    assert internet.connected == [PUBLIC]


def test_the_certificate_is_asked_of_the_name_not_of_the_address(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def start_tls(
        stream: _TimedStream, ssl_context: object, server_hostname: str = "", timeout: float | None = None
    ) -> None:
        seen.append(server_hostname)
        stream.close()
        raise httpx2.ConnectError("enough seen")

    monkeypatch.setattr(_TimedStream, "start_tls", start_tls)
    with internet.guard.client() as client, pytest.raises(httpx2.ConnectError):
        client.get("https://news.example/")
    assert seen == ["news.example"]


def test_the_second_address_is_tried_where_the_first_does_not_answer(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpcore2

    from publisher import outside

    usual = outside.httpcore2.SyncBackend

    class HalfDown(usual):  # type: ignore[misc, valid-type]  # the fixture's class
        def connect_tcp(self, host: str, *rest: Any, **named: Any) -> Any:
            if host == PUBLIC:
                raise httpcore2.ConnectError("down")
            return super().connect_tcp(host, *rest, **named)

    monkeypatch.setattr("publisher.outside.httpcore2.SyncBackend", HalfDown)
    internet.names["two.example"] = [[PUBLIC, "8.8.8.8"]]
    internet.page("/", b"second")
    with internet.guard.client() as client:
        assert client.get("http://two.example/").text == "second"
