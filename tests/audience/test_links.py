from __future__ import annotations

import re
from typing import Any

import pytest

from publisher.audience.links import read_return_path, read_token, reader_token, return_path


def test_a_token_leads_back_to_its_reader_and_list() -> None:
    assert read_token(reader_token(7, 3, purpose="u"), "u") == (7, 3)
    assert read_token(reader_token(2**40, 65_000, purpose="p"), "p") == (2**40, 65_000)


def test_a_token_fits_into_one_unfolded_header_line() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", reader_token(1_000_000, 12, purpose="u"))


def test_an_unsubscribe_token_does_not_open_the_preferences() -> None:
    assert read_token(reader_token(7, 3, purpose="u"), "p") is None
    assert read_token(reader_token(7, 3, purpose="u"), "c") is None


def test_a_token_is_the_same_at_every_making_and_so_valid_for_ever() -> None:
    assert reader_token(7, 3, purpose="u") == reader_token(7, 3, purpose="u")


def test_a_token_does_not_show_the_readers_number() -> None:
    one, next_one = reader_token(7, 3, purpose="u"), reader_token(8, 3, purpose="u")
    assert sum(a == b for a, b in zip(one, next_one, strict=True)) < 8


@pytest.mark.parametrize("at", range(32))
def test_no_letter_of_a_token_can_be_changed(at: int) -> None:
    token = reader_token(7, 3, purpose="u")
    assert read_token(token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :], "u") is None


@pytest.mark.parametrize("token", ["", "x", "é" * 32, "=" * 32, "A" * 31, "A" * 36, " " * 32, "\0" * 32])
def test_what_we_did_not_make_is_nobody(token: str) -> None:
    assert read_token(token, "u") is None


def test_another_key_makes_other_tokens(settings: Any) -> None:
    token = reader_token(7, 3, purpose="u")
    settings.LINK_KEY = "another"
    assert read_token(token, "u") is None


# -- return paths --------------------------------------------------------------------------------------------------

BOUNCES = "b@b.news.example"


@pytest.mark.parametrize(("post", "mail"), [(7, 1), (8, 1), (2**40 - 1, 2**32 - 1)])
def test_a_bounces_address_leads_back_to_its_mail_also_in_capitals(post: int, mail: int) -> None:
    address = return_path(post, mail, BOUNCES)
    assert re.fullmatch(r"b\+[a-z2-7]{32}@b\.news\.example", address)
    assert read_return_path(address) == (post, mail)
    assert read_return_path(address.upper()) == (post, mail)


def test_a_return_path_fits_where_the_setting_is_as_long_as_it_may_be() -> None:
    assert len(return_path(7, 1, "b" * 30 + "@b.news.example").partition("@")[0]) <= 64


def test_without_a_place_for_bounces_there_is_no_return_path() -> None:
    assert return_path(7, 1, "") == ""


def test_a_return_path_shows_neither_the_post_nor_the_mails_number() -> None:
    one, next_one = return_path(7, 1, BOUNCES), return_path(7, 2, BOUNCES)
    assert sum(a == b for a, b in zip(one[2:34], next_one[2:34], strict=True)) < 8


@pytest.mark.parametrize("at", range(2, 34))
def test_no_letter_of_a_return_path_can_be_changed(at: int) -> None:
    address = return_path(7, 1, BOUNCES)
    assert read_return_path(address[:at] + ("a" if address[at] != "a" else "b") + address[at + 1 :]) is None


@pytest.mark.parametrize(
    "address", ["", "b@b.news.example", "b+@x.org", "b+" + "a" * 32 + "@x", "b+" + "é" * 32, "+" * 9]
)
def test_an_address_that_we_did_not_make_is_about_nothing(address: str) -> None:
    assert read_return_path(address) is None


def test_an_unsubscribe_token_is_no_return_path() -> None:
    assert read_return_path(f"b+{reader_token(7, 3, purpose='u')}@x.org") is None
