from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email

from publisher.audience import names
from publisher.audience.addresses import BadAddress, hint, masked, read


@pytest.mark.parametrize(
    ("typed", "wire"),
    [
        ("  Reader@Example.ORG ", "Reader@example.org"),
        ("a@தமிழ்.com", "a@xn--rlcus7b3d.com"),
        ("தமிழ்@example.com", "தமிழ்@example.com"),  # needs SMTPUTF8, which the transport offers or refuses
        ("o'hara+news@example.co.uk", "o'hara+news@example.co.uk"),
        ("e\u0301@example.org", "é@example.org"),
    ],
)
def test_an_address_is_read_into_its_wire_form(typed: str, wire: str) -> None:
    assert read(typed) == wire


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please type"),
        ("reader", "has an @ in it"),
        ("a@example", "is not whole"),
        ("a@example.org\r\nBcc: b@example.org", "cannot be seen"),
        ("a@example.org\0", "cannot be seen"),
        ("a\u200b@example.org", "cannot be seen"),
        ("a\u202e@example.org", "cannot be seen"),
        ("\ud800@example.org", "cannot be seen"),
        ("a@example.org, b@example.org", "one email address only"),
        ("a b@example.org", "no spaces"),
        (f"{'x' * 250}@example.org", "too long"),
        ("a@x.invalid", "special-use"),
        ("a@[127.0.0.1]", "not allowed"),
        ("Ann <a@example.org>", "."),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(BadAddress, match=said) as why:
        read(typed)
    assert str(why.value).endswith(".")
    assert "example.org\r" not in str(why.value)


def test_a_masked_address_is_known_to_its_owner_alone() -> None:
    assert masked("reader@example.org") == "r•••@e•••.org"


def test_a_slip_of_the_fingers_gets_a_hint() -> None:
    assert hint("a@gmial.com") == "a@gmail.com"
    assert hint("a@gmail.com") == hint("a@example.org") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\r\nBcc: x@example.org", "Bcc: x@example.org"),
        ("{{ 7*7 }}<b>", "{{ 7*7 }}<b>"),
        ('=HYPERLINK("http://x","y")', ""),
        ("=cmd|' /C calc'!A0", ""),
        ("+Jo", "Jo"),
        ("Ana\u202e\0  B\t", "Ana B"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("x" * 300, "x" * 200),
        ("\ud800", ""),
    ],
)
def test_a_name_stays_a_name(typed: str, kept: str) -> None:
    assert names.clean(typed) == kept


@pytest.mark.parametrize("local", ["ana", "Ana.Maria+x_1-2", ".ana", "ana.", "a..b", "o'neil", "a" * 64, "a" * 65, ""])
@pytest.mark.parametrize("domain", ["example.org", "EXAMPLE.Org", "bücher.example", "local", "x.test", "-a.org", ""])
def test_the_short_way_says_what_the_whole_way_says(local: str, domain: str) -> None:
    try:
        found = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        with pytest.raises(BadAddress):
            read(f"{local}@{domain}")
    else:
        assert read(f"{local}@{domain}") == f"{found.local_part}@{found.ascii_domain}"
