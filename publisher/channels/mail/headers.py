"""Header lines: folded, encoded, and impossible to break out of. RFC 5322, 2047, 2919, 6532."""

from __future__ import annotations

import base64
import re
import unicodedata
from typing import Final

import idna

LINE: Final = 78  # octets, where it can be kept; RFC 5322 section 2.1.1
LONGEST: Final = 998
WORD: Final = 64  # octets of an encoded-word: one fits beside a header's name (RFC 2047 section 2 would allow 75)
ROOM: Final = (WORD - len("=?utf-8?b??=")) // 4 * 3  # octets of text in it
# Everything that could end a line, hide, turn the writing direction, or is no character at all.
BREAKING: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufff9-\ufffb\ud800-\udfff]+")
# Names and addresses as most are: nothing in them wants quoting, folding or looking at twice.
NAME: Final = re.compile(r"(?=.{1,50}\Z)(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
ADDRESS: Final = re.compile(r"[\w+-]{1,32}(?:\.[\w+-]{1,31})?@(?:[a-z0-9]{1,63}\.){1,3}[a-z]{2,20}", re.ASCII)
ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
LOCAL: Final = re.compile(r'[^\s"(),.:;<>@\[\\\]]+(?:\.[^\s"(),.:;<>@\[\\\]]+)*')
HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*")
TOKEN: Final = re.compile(r"[!-~]+")


class Unmailable(ValueError):
    """Why this one mail cannot be written, in a sentence."""


def plain(text: str) -> str:
    """One line of clean NFC text: what could break a header has become a space."""
    return " ".join(BREAKING.sub(" ", unicodedata.normalize("NFC", text)).split())


def header(name: str, value: str) -> bytes:
    """A header whose value may be folded at spaces. The value is ASCII, or UTF-8 in a mail that needs SMTPUTF8."""
    if len(name) + len(value) <= LINE - 2 and value.isascii():
        return f"{name}: {value}\r\n".encode()
    lines, line = [], f"{name}:"
    for word in value.split(" "):
        if len(line.encode()) + 1 + len(word.encode()) > LINE and line != f"{name}:" and line.strip():
            lines.append(line)
            line = ""
        line += f" {word}"
    lines.append(line)
    encoded = [one.encode() for one in lines]
    if max(map(len, encoded)) > LONGEST:
        raise Unmailable(f"The header {name} does not fit into a mail.")
    return b"\r\n".join(encoded) + b"\r\n"


def literal(name: str, value: str) -> bytes:
    """A header that must not be folded or encoded. The value holds no line end."""
    line = f"{name}: {value}\r\n".encode()
    if len(line) > LONGEST + 2:
        raise Unmailable(f"The header {name} does not fit into a mail.")
    return line


def unstructured(text: str) -> str:
    """A subject: as it is if it is ASCII and looks like no encoded-word, else encoded-words."""
    text = plain(text)
    return text if text.isascii() and "=?" not in text and fits(text) else words(text)


def phrase(name: str) -> str:
    """A display name: atoms, or a quoted string, or encoded-words."""
    if NAME.fullmatch(name):
        return name
    name = plain(name)
    if not name.isascii() or "=?" in name or not fits(name):
        return words(name)
    if ATOMS.fullmatch(name):
        return name
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def fits(text: str) -> bool:
    return max(map(len, text.split(" "))) < LINE - 20


def words(text: str) -> str:
    """Encoded-words (RFC 2047, B), never splitting a character or its marks."""
    pieces, piece = [], b""
    for cluster in clusters(text):
        if piece and len(piece) + len(cluster) > ROOM:
            pieces.append(piece)
            piece = b""
        piece += cluster
    pieces.append(piece)
    return " ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in pieces)


def clusters(text: str) -> list[bytes]:
    """A character with the marks that follow it, as UTF-8, short enough for one encoded-word."""
    found: list[bytes] = []
    for sign in text:
        encoded = sign.encode()
        if found and unicodedata.combining(sign) and len(found[-1]) + len(encoded) <= ROOM:
            found[-1] += encoded
        else:
            found.append(encoded)
    return found


def address(raw: str) -> tuple[str, bool]:
    """An address as it goes on the wire, its domain as A-label, and whether it needs SMTPUTF8. Raises Unmailable."""
    if ADDRESS.fullmatch(raw):
        return raw, False
    local, _, domain = raw.rpartition("@")
    if not LOCAL.fullmatch(local) or BREAKING.search(local) or len(local.encode()) > 64:
        raise Unmailable("This is not an address that mail can be sent to.")
    return f"{local}@{ascii_domain(domain)}", not local.isascii()


def ascii_domain(domain: str) -> str:
    """The domain as A-label. Raises Unmailable."""
    if HOST.fullmatch(domain) and len(domain) < 254:
        return domain
    try:
        return idna.encode(domain.lower(), uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise Unmailable("There is no such mail domain.") from error


def mailbox(name: str, wire: str) -> str:
    """`Name <address>`, or the bare address."""
    shown = phrase(name)
    return f"{shown} <{wire}>" if shown else wire


def token(value: str, what: str) -> str:
    """Printable ASCII without a space, or Unmailable."""
    if not TOKEN.fullmatch(value):
        raise Unmailable(f"The {what} of this mail is not plain ASCII.")
    return value
