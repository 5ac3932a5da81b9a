"""Signed mails, verified by dkimpy, which is not ours; tests/peers has two more judges."""

from __future__ import annotations

import base64
import re

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings

from publisher.channels.mail.dkim import BadKey, Key, read_key
from publisher.channels.mail.mime import Newsletter, notice

from .test_mime import LETTER, READER, WHEN
from .test_newsletter import LINK, NONCE, PIECE, SLOTS, TEMPLATE, VALUES, personal

RSA = Key("n1._domainkey.news.example", rsa.generate_private_key(65537, 2048))
ED25519 = Key("n2._domainkey.news.example", ed25519.Ed25519PrivateKey.generate())
BOTH = (RSA, ED25519)
RECORDS = {f"{key.name}.".encode(): key.record.encode() for key in BOTH}


def dns(name: bytes, timeout: int = 5) -> bytes | None:
    return RECORDS.get(name)


def accepted(raw: bytes) -> list[bool]:
    """What dkimpy says of each signature, topmost first."""
    count = raw.partition(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    return [good(raw, number) for number in range(count)]


def good(raw: bytes, number: int) -> bool:
    try:
        return bool(dkim.DKIM(raw).verify(idx=number, dnsfunc=dns))
    except dkim.ValidationError as why:
        if "body hash mismatch" not in str(why):
            raise
        return False


def signed(html="<p>Hello</p>", text="Hello", values=None, keys=BOTH, **reader) -> bytes:
    values = values or dict.fromkeys(SLOTS, "")
    made = Newsletter("Nurses walk out", html=personal.segments(html, nonce=NONCE),
                      text=personal.segments(text, nonce=NONCE), keys=keys, **LETTER)  # fmt: skip
    to = {"name": values["name"], "message_id": "a@news.example", "unsubscribe_url": LINK} | reader
    kinds = dict(zip(("html", "text"), personal.escaped(values), strict=True))
    return made.to(READER["to_address"], **to, **kinds).message


@given(html=TEMPLATE, text=TEMPLATE, values=VALUES)
@settings(max_examples=60, deadline=None)
def test_whatever_a_letter_says_its_signatures_are_good(html, text, values):
    assert accepted(signed(html, text, values)) == [True, True]


@given(PIECE, PIECE)
@settings(max_examples=30, deadline=None)
def test_so_are_those_of_our_own_mail(subject, text):
    mail = notice(subject, text=text, html=f"<p>{text}", to_address="r@example.org", sender_name="News",
                  sender_address="n@news.example", message_id="1@news.example", date=WHEN, keys=BOTH)  # fmt: skip
    assert accepted(mail.message) == [True, True]


def test_an_address_beyond_ascii_is_signed_too():
    made = Newsletter("S", html=[("<p>", "")], text=[("t", "")], keys=BOTH, **LETTER)
    mail = made.to("தமிழ்@example.org", name="", message_id="a@b.example", unsubscribe_url=LINK, html={}, text={})
    assert accepted(mail.message) == [True, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"Nurses", b"Doctors"), (b"<p>Hello", b"<p>Hullo"), (b"One-Click", b"Two-Click"), (b"/u/ttt", b"/u/ttx"),
     (b"7:weekly", b"8:weekly"), (b"r@example.org", b"s@example.org"), (b"From: ", b"Reply-To: x@y.org\r\nFrom: "),
     *((b"\r\nMIME-Version:", b"\r\n%s: x\r\nMIME-Version:" % name)
       for name in (b"From", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe", b"Content-Type",
                    b"List-Unsubscribe-Post", b"Content-Transfer-Encoding"))],
)  # fmt: skip
def test_nothing_that_counts_can_be_changed_or_added(old, new):
    raw = signed()
    assert raw.count(old) >= 1
    assert accepted(raw.replace(old, new, 1)) == [False, False]


def test_every_header_is_signed():
    raw = signed()
    head = raw.partition(b"\r\n\r\n")[0]
    there = {name.lower() for name in re.findall(rb"(?m)^([\w-]+):", head)} - {b"dkim-signature"}
    for said in re.findall(rb" h=(.*?);", re.sub(rb":\r\n ", b":", head)):
        assert there <= {name.lower() for name in said.split(b":")}


def test_the_same_mail_is_signed_the_same():
    assert signed() == signed()


def test_a_letter_without_keys_is_not_signed():
    assert b"DKIM" not in signed(keys=())


def test_a_signature_is_folded_as_short_as_other_lines():
    head = signed().partition(b"From: ")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert head.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=news.example;\r\n s=n1; ")


# -- keys ------------------------------------------------------------------------------------------------------


def pem(private, password: bytes = b"") -> bytes:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


@pytest.mark.parametrize("key", BOTH, ids=lambda key: key.algorithm)
def test_a_key_comes_back_from_its_file_and_says_its_record(key):
    read = read_key(key.name, pem(key.private))
    assert (read.selector, read.domain, read.record) == (key.selector, "news.example", key.record)
    assert base64.b64decode(read.public)
    assert "PrivateKey" not in repr(read)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("n1.news.example", pem(RSA.private), "named like its DNS record"), ("._domainkey.x", b"", "named like"),
     (RSA.name, b"", "not a private key"), (RSA.name, b"secret", "not a private key"),
     (RSA.name, pem(RSA.private, b"secret"), "without a password"),
     (RSA.name, pem(rsa.generate_private_key(65537, 1024)), "1024 bits"),  # noqa: S505
     (RSA.name, pem(ec.generate_private_key(ec.SECP256R1())), "neither RSA nor Ed25519")],
)  # fmt: skip
def test_what_cannot_sign_is_refused_with_a_sentence_that_tells_no_secret(name, content, why):
    with pytest.raises(BadKey, match=why) as refused:
        read_key(name, content)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None
