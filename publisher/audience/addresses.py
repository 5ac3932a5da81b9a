"""Reading an address as people type it, into the form that goes on the wire."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*")
LONGEST = 254  # RFC 5321 §4.5.3.1.3 less the angle brackets

# Providers whose names are typed most and mistyped most; used for a hint, never for a decision.
_COMMON = (
    "gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "live.com", "icloud.com", "aol.com",
    "proton.me", "protonmail.com", "gmx.net", "gmx.de", "web.de", "mail.com", "yandex.ru", "mail.ru",
)  # fmt: skip


class BadAddress(ValueError):
    """What is wrong with it, in a sentence for whoever typed it. Never repeats the address."""


def read(text: str) -> str:
    """The address in wire form: domain as lower-case A-label, the part before the @ as typed (NFC). Asks no DNS.

    Raises BadAddress.
    """
    text = text.strip(" \t\u3000")
    if not text:
        raise BadAddress("Please type an email address.")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in text):
        # CRLF would add headers, NUL ends strings elsewhere, zero-width and direction marks make twins.
        raise BadAddress("This address holds characters that cannot be seen. Type it by hand, without copying.")
    if len(text) > LONGEST:
        raise BadAddress(f"This is too long for an email address, which has at most {LONGEST} characters.")
    if any(c in text for c in ",;") or text.count("@") > 1:
        raise BadAddress("Please give one email address only.")
    local, _, domain = text.rpartition("@")
    try:
        if len(local) <= 64 and _PLAIN.fullmatch(local):  # nothing to be said about it; domains come again
            return f"{local}@{_domain(domain)}"
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as why:
        raise BadAddress(_sentence(text, str(why))) from None
    return f"{found.local_part}@{found.ascii_domain}"


@lru_cache(maxsize=4096)
def _domain(text: str) -> str:
    """The domain in wire form. Raises EmailNotValidError."""
    return validate_email(f"a@{text}", check_deliverability=False).ascii_domain


def masked(address: str) -> str:
    """The address as its owner will know it and nobody else: "r•••@e•••.org"."""
    local, _, domain = address.rpartition("@")
    host, _, end = domain.rpartition(".")
    return f"{local[:1]}•••@{host[:1]}•••.{end}"


def hint(address: str) -> str:
    """The address as it was perhaps meant ("…@gmial.com" → "…@gmail.com"), or empty."""
    local, _, domain = address.rpartition("@")
    near = difflib.get_close_matches(domain, _COMMON, n=1, cutoff=0.8)
    return f"{local}@{near[0]}" if near and domain not in _COMMON else ""


def _sentence(text: str, why: str) -> str:
    if "@" not in text:
        return "An email address has an @ in it, like name@example.org."
    if "." not in text.rpartition("@")[2]:
        return "The part after the @ is not whole: it ends in something like .org."
    if " " in text:
        return "An email address has no spaces in it."
    return why if why.endswith(".") else f"{why}."
