"""Mails that come back, as many kinds of servers write them, and what strangers put into them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.channels.mail.returned import LARGEST, read

TOKEN = "a2" * 16
PATH = f"b+{TOKEN}@b.gazette.example"


def dsn(
    status: str = "5.1.1", diagnosis: str = "smtp; 550 5.1.1 <r@x.example> unknown", action: str = "failed", **head: str
) -> bytes:
    """As Postfix writes it (RFC 3464)."""
    top = {"Delivered-To": PATH, "From": "MAILER-DAEMON@mx.example", "To": PATH, "Subject": "Undelivered", **head}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in top.items()]
    return "\r\n".join([
        *lines, "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "This is the mail system.", "",
        "--b", "Content-Type: text/plain", "", "I'm sorry: 5.9.9 here is only prose.", "",
        "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
        "Final-Recipient: rfc822; r@x.example", f"Action: {action}", f"Status: {status}",
        f"Diagnostic-Code: {diagnosis}", "",
        "--b", "Content-Type: message/rfc822", "", "From: letters@gazette.example", "Subject: Ferry", "", "Hello",
        "--b--", "",
    ]).encode()  # fmt: skip


def arf(kind: str = "abuse", path: str = PATH) -> bytes:
    """A complaint (RFC 5965): it came to the loop's address; the return path is in what came back."""
    return "\r\n".join([
        "From: feedback@mail.example", "To: b@b.gazette.example", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"', "",
        "--b", "Content-Type: text/plain", "", "An abuse report.", "",
        "--b", "Content-Type: message/feedback-report", "", f"Feedback-Type: {kind}", "User-Agent: Loop/1",
        "Version: 1", "",
        "--b", "Content-Type: message/rfc822", "", f"Return-Path: <{path}>", "From: letters@gazette.example", "",
        "Hi", "--b--", "",
    ]).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("status", "diagnosis", "kind", "code"),
    [
        ("5.1.1", "smtp; 550 5.1.1 unknown", "hard", "5.1.1"),
        ("5.0.0", "smtp; 550 5.1.1 no such user", "hard", "5.1.1"),  # Exchange, Exim: the code is in the words
        ("5.1.1", "smtp; 554 5.7.1 blocked by policy", "ours", "5.7.1"),  # the receiver's own word counts
        ("5.2.2", "smtp; 552 5.2.2 over quota", "soft", "5.2.2"),
        ("5.2.1", "smtp; 550 5.2.1 The account is disabled", "hard", "5.2.1"),
        ("4.4.7", "smtp; delivery time expired", "soft", "4.4.7"),
        ("5.0.0", "smtp; 550 rejected", "soft", "5.0.0"),
        ("5.7.26", "smtp; 550-5.7.26 unauthenticated", "ours", "5.7.26"),
    ],
)
def test_a_report_weighs_as_its_code_says(status, diagnosis, kind, code):
    found = read(dsn(status, diagnosis))
    assert found.understood
    assert found.addresses == (PATH,)
    assert (found.what.kind, found.what.code) == (kind, code)
    assert "@" not in found.what.words


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_late_or_has_arrived_is_no_bounce(action):
    found = read(dsn("4.4.1" if action == "delayed" else "2.0.0", action=action))
    assert found.understood
    assert found.what is None


@pytest.mark.parametrize(("kind", "heard"), [("abuse", "complained"), ("opt-out", "left"), ("not-spam", None)])
def test_a_complaint_is_known_by_what_came_back_in_it(kind, heard):
    found = read(arf(kind))
    assert PATH in found.addresses
    assert (found.what and found.what.kind) == heard


def test_a_holiday_is_no_bounce():
    mail = f"From: r@x.example\r\nTo: {PATH}\r\nAuto-Submitted: auto-replied\r\n\r\nI am away. 5.1.1\r\n"
    assert read(mail.encode()).what is None


def test_a_bounce_without_a_report_counts_if_a_server_wrote_it_and_it_names_a_code():
    mail = "From: {}\r\nTo: " + PATH + "\r\n\r\nSorry.\r\n550 5.1.1 no such user here\r\n"
    found = read(mail.format("Mail Delivery System <MAILER-DAEMON@x.example>").encode())
    assert (found.what.kind, found.what.code, found.what.words) == ("hard", "5.1.1", "550 5.1.1 no such user here")
    assert read(mail.format("somebody@x.example").encode()).what is None
    silent = read(mail.format("MAILER-DAEMON@x.example").replace("5.1.1", "").encode())
    assert not silent.understood


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00" * 1000, b"\xff" * 5000, b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\n" * 5000,
        b"Content-Type: message/delivery-status\r\n\r\n" + b"Status: 5.1.1\r\n\r\n" * 20_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(2000)),
        b"To: " + f"{PATH}, ".encode() * 30_000 + b"\r\n\r\n",
        b"Delivered-To: x\r\n" * 50_000, dsn() * 200, b"A" * (LARGEST + 10), b"Content-Type: \xe2\x80\xa8;=;=\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\nContent-Type: message/delivery-status\r\n\r\n%%%%",
    ],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_what_a_hostile_stranger_sends_is_read_to_an_end(raw):
    assert len(read(raw).addresses) <= 20 * 50


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 900), st.booleans())
def test_any_damage_is_read_to_an_end(damage, at, report):
    whole = dsn() if report else arf()
    found = read(whole[:at] + damage + whole[at:])
    assert found.what is None or "@" not in found.what.words
