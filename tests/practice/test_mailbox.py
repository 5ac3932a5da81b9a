"""The mailbox is as strict as a careful mail server."""

from __future__ import annotations

import smtplib

import pytest

from publisher.practice.mailbox import malformed

from .test_world import MAIL, mail


def sent(world, body: bytes, **more) -> tuple[int, bytes]:
    """The answer to these bytes, sent as they are."""
    with smtplib.SMTP(*world.smtp, local_hostname="news.example", timeout=5) as line:
        line.ehlo()
        line.mail("news@news.example", more.get("options", ()))
        line.rcpt("r@example.org")
        line.docmd("DATA")
        line.send(body + b"\r\n.\r\n")
        return line.getreply()


def test_it_offers_what_a_modern_server_offers(world):
    with smtplib.SMTP(*world.smtp, local_hostname="news.example", timeout=5) as line:
        line.ehlo()
        assert {"size", "8bitmime", "smtputf8", "pipelining"} <= set(line.esmtp_features)


def test_it_takes_pipelined_commands(world):
    with smtplib.SMTP(*world.smtp, local_hostname="news.example", timeout=5) as line:
        line.ehlo()
        line.send(b"MAIL FROM:<a@news.example>\r\nRCPT TO:<r@example.org>\r\nDATA\r\n")
        assert [line.getreply()[0] for _ in range(3)] == [250, 250, 354]
        line.send(MAIL + b".\r\nMAIL FROM:<a@news.example>\r\nRCPT TO:<s@example.org>\r\n")
        assert [line.getreply()[0] for _ in range(3)] == [250, 250, 250]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (MAIL.replace(b"\r\nTo:", b"\nTo:"), "bare"),
        (MAIL.replace(b".Hello", b"Hel\rlo"), "bare"),
        (MAIL.replace(b".Hello", b"Hel\0lo"), "NUL"),
        (MAIL.replace(b"Subject: Hello", b"Subject: " + b"x" * 1000), "998"),
        (MAIL.replace(b"Subject: Hello", b"Subject: \xc3\xa4"), "not ASCII"),
        (MAIL.replace(b".Hello", b"\xc3\xa4"), "eight bits"),
        (MAIL.replace(b"Subject: Hello", b"Subject Hello"), "no name"),
        (MAIL.replace(b"Subject:", b"From: b@news.example\r\nSubject:"), "two headers from"),
        (MAIL.replace(b"Message-ID", b"X-Other"), "no header message-id"),
        (b"From: a@news.example\r\nDate: x", "no empty line"),
    ],
)
def test_what_is_not_a_mail_is_refused(body, why):
    assert why in malformed(body, eight_bit=False, utf8=False)


def test_a_malformed_mail_is_refused_on_the_wire_and_not_kept(world):
    code, words = sent(world, MAIL.replace(b"Message-ID", b"X-Other"))
    assert (code, words[:5]) == (550, b"5.6.0")
    assert world.control.counts() == {"mail": 0}


def test_a_foreign_local_part_needs_smtputf8(world):
    with smtplib.SMTP(*world.smtp, local_hostname="news.example", timeout=5) as line:
        line.ehlo()
        line.mail("news@news.example")
        line.command_encoding = "utf-8"
        assert line.rcpt("தமிழ்@example.org")[0] == 553


def test_a_status_can_be_answered_for_one_reader(world):
    world.control.fault("smtp", "status", moment="rcpt", status=450, words="4.2.1 Full", match="r@")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail(world)
    mail(world, "s@example.org")
    assert [received["to"] for received in world.control.inbox()] == ["s@example.org"]


def test_a_mail_dropped_after_accepting_is_there(world):
    world.control.fault("smtp", "drop", moment="stored", times=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        mail(world)
    assert world.control.counts() == {"mail": 1}


def test_a_mail_dropped_before_accepting_is_not(world):
    world.control.fault("smtp", "drop", moment="request read", times=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        mail(world)
    assert world.control.counts() == {"mail": 0}


def test_half_a_reply_is_written(world):
    world.control.fault("smtp", "drop", moment="reply half written", times=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, smtplib.SMTPException)):
        mail(world)
    assert world.control.counts() == {"mail": 1}
