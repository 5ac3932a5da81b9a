"""What holds for every mail as it leaves, read back by Python's own parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest

from .leaving import Mail

pytestmark = pytest.mark.django_db

LARGEST = 80_000
OUR_OWN = {"confirmation", "invitation", "approval_wanted", "held", "channel_paused", "channel_ends"}
SHAPES = [
    *(
        f"{script}{more}"
        for script in ("latin", "tamil", "arabic", "chinese")
        for more in ("", " without appeal", " long")
    ),
    "awkward",
    *sorted(OUR_OWN),
]


class Links(HTMLParser):
    """Where links lead, and where pictures are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        there = dict(attrs)
        if tag == "a":
            self.links.append(there.get("href") or "")
        elif tag == "img":
            self.pictures.append(there.get("src") or "")


@pytest.fixture(params=SHAPES)
def mail(request: pytest.FixtureRequest, mails: dict[str, Mail]) -> Mail:
    assert set(mails) == set(SHAPES)
    return mails[request.param]


def test_a_stranger_reads_it_without_a_complaint(mail: Mail) -> None:
    message = mail.read
    assert message.defects == []
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert all(part.defects == [] for part in message.walk())
    for header in ("From", "To", "Subject", "Date", "Message-ID"):
        assert message.get_all(header) is not None
        assert len(message.get_all(header)) == 1
        assert message[header].defects == ()


def test_every_line_fits_and_is_seven_bits_wide(mail: Mail) -> None:
    assert mail.envelope.message.isascii()
    assert max(map(len, mail.envelope.message.split(b"\r\n"))) <= 998
    assert b"\r" not in mail.envelope.message.replace(b"\r\n", b"")


def test_links_are_absolute_and_the_same_in_both_parts(mail: Mail) -> None:
    found = Links(mail.html)
    assert all(urlsplit(link).scheme in ("https", "mailto") for link in found.links)
    assert all(urlsplit(picture).scheme == "https" for picture in found.pictures)
    written = set(re.findall(r"(?:https://|mailto:)\S+", mail.text))
    assert {*found.links, *found.pictures} == written


def test_nothing_is_left_to_be_filled_in(mail: Mail) -> None:
    for words in (mail.html, mail.text, str(mail.read["Subject"])):
        assert not re.search(
            r"\{\{|\}\}|\{%|%\}|\bNone\b|\{\w*\}(?!\s*[;{])", re.sub(r"(?s)<style.*?</style>", "", words)
        )


def test_it_stays_below_80_kilobytes(mail: Mail) -> None:
    assert len(mail.html.encode()) <= LARGEST


def test_a_newsletter_can_be_left_with_one_click_and_our_own_mail_is_marked(mails: dict[str, Mail]) -> None:
    for name, mail in mails.items():
        headers: Any = mail.read
        if name in OUR_OWN:
            assert headers["Auto-Submitted"] == "auto-generated"
            assert "List-Unsubscribe" not in headers
        else:
            way_out = headers["List-Unsubscribe"].strip("<>")
            assert way_out in Links(mail.html).links
            assert way_out in mail.text.split()
            assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_appeal_nobody_is_asked_for_money(mails: dict[str, Mail]) -> None:
    for script in ("latin", "tamil", "arabic", "chinese"):
        assert "/donate" in mails[script].html
        assert "/donate" not in mails[f"{script} without appeal"].html + mails[f"{script} without appeal"].text
