"""A text part of a mail, encoded once, with slots that hold one reader's words; a reader's part is a matter of joining.

The lines are written so that what is usually done to every mail changes nothing, and need not be done: none begins
with a dot (SMTP would double it), and none holds a tab, two blanks together or a blank at its end (DKIM's relaxed
canonicalization would change them). None is longer than 76 octets, and a fixed piece begins a line of its own.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from typing import Final

Pieces = Sequence[tuple[str, str]]  # in order: a fixed text and the slot that follows it; the last slot is empty

NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
TO_QUOTE: Final = re.compile(rb"[^ -<>-~\r\n]+| (?= |\r\n|\Z)")
# One line's words that need no quoting, as most values are.
PLAIN: Final = re.compile(r"(?!\.|From )(?=.{0,75}\Z)(?: ?[!-<>-~]+(?: [!-<>-~]+)*)?")
LINE: Final = 75  # octets, and one for what says that the line goes on (RFC 2045 section 6.7)
PACKED: Final = 57  # octets that base64 writes in a line of 76


def part(kind: str, pieces: Pieces) -> Quoted | Packed:
    """In whichever is smaller: quoted-printable (Latin scripts) or base64 (most others)."""
    *most, (last, _) = pieces
    ended = [*most, (last if last.endswith(("\n", "\r")) else last + "\n", "")]
    fixed = [(clean(literal), slot) for literal, slot in ended]
    size = sum(len(data) for data, _ in fixed)
    quoted = size + 2 * sum(len(b"".join(TO_QUOTE.findall(data))) for data, _ in fixed)  # but for soft line breaks
    packed = (size + 2) // 3 * 4
    if quoted + quoted // LINE * 3 <= packed + packed // 76 * 2:
        return Quoted(kind, fixed)
    return Packed(kind, fixed)


def clean(text: str) -> bytes:
    """UTF-8 with CRLF; what is no text (NUL, half a surrogate) is replaced by U+FFFD."""
    if not text.isprintable():  # line ends are not, nor is anything that is replaced
        text = NOT_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\n", "\r\n")
    return text.encode()


class Quoted:
    """Quoted-printable. After a slot, a soft line break lets the next fixed piece begin where it always begins."""

    def __init__(self, kind: str, fixed: Sequence[tuple[bytes, str]]) -> None:
        self.head = _head(kind, "quoted-printable")
        self._pieces: list[bytes] = []  # each of two has a slot
        self._slots: dict[str, list[tuple[int, int]]] = {}  # where each stands, and how many octets the line then holds
        for number, (data, slot) in enumerate(fixed):
            lines = quoted(data)
            column = len(lines) - (lines.rfind(b"\n") + 1)
            soft = b"=\r\n" if number and not lines.startswith(b"\r\n") else b""
            self._pieces += (soft + lines, b"")
            if slot:
                self._slots.setdefault(slot, []).append((2 * number + 1, column))

    def filled(self, values: Mapping[str, str]) -> list[bytes]:
        """The part's bytes, in pieces, with this reader's values. Raises KeyError if a slot has none."""
        out = self._pieces.copy()
        for slot, places in self._slots.items():
            value = values[slot]
            if PLAIN.fullmatch(value):
                short = value.encode()
                room = LINE - len(short)
                for place, column in places:
                    out[place] = short if column <= room else b"=\r\n" + short
            else:
                for place, column in places:
                    out[place] = quoted(clean(value), column)
        return out


class Packed:
    """Base64. Three octets become four characters wherever they stand, so a fixed piece is written in three ways."""

    def __init__(self, kind: str, fixed: Sequence[tuple[bytes, str]]) -> None:
        self.head = _head(kind, "base64")
        self._pieces = [(data, _shifts(data) if len(data) > PACKED else (), slot) for data, slot in fixed]

    def filled(self, values: Mapping[str, str]) -> list[bytes]:
        """The part's bytes, in pieces, with this reader's values. Raises KeyError if a slot has none."""
        out: list[bytes] = []
        seam = b""  # what stands between two fixed pieces
        for data, shifts, slot in self._pieces:
            if shifts:
                before, lines, after = shifts[-len(seam) % 3]
                out += (packed(seam + before), lines)
                seam = after
            else:
                seam += data
            if slot:
                seam += clean(values[slot])
        out.append(packed(seam))
        return out


def _shifts(data: bytes) -> tuple[tuple[bytes, bytes, bytes], ...]:
    """By the number of octets that fill up the seam before it: those, the lines of the rest, and what is left over."""
    ends = [len(data) - (len(data) - start) % 3 for start in range(3)]
    return tuple((data[:start], packed(data[start:end]), data[end:]) for start, end in enumerate(ends))


def _head(kind: str, way: str) -> list[bytes]:
    return [
        b'Content-Type: text/%s; charset="utf-8"\r\n' % kind.encode(),
        b"Content-Transfer-Encoding: %s\r\n" % way.encode(),
    ]


def packed(data: bytes) -> bytes:
    """Base64 in lines of at most 76."""
    rows = (data[at : at + PACKED] for at in range(0, len(data), PACKED))
    return b"".join(b2a_base64(row, newline=False) + b"\r\n" for row in rows)


def _quoted_octet(found: re.Match[bytes]) -> bytes:
    return b"".join([b"=%02X" % octet for octet in found[0]])


def quoted(data: bytes, column: int = 0) -> bytes:
    """Quoted-printable, going on where the line already holds so many octets."""
    data = TO_QUOTE.sub(_quoted_octet, data)
    out = []
    for number, line in enumerate(data.split(b"\r\n")):
        if number:
            out.append(b"\r\n")
            column = 0
        while True:
            if not column and line.startswith((b".", b"From ")):  # mailboxes of old put a > before the latter
                line = b"=%02X" % line[0] + line[1:]
            if len(line) <= LINE - column:
                break
            end = LINE - column
            end -= next((back for back in (1, 2) if end >= back and line[end - back] == ord("=")), 0)
            out += (line[:end], b"=\r\n")
            line, column = line[end:], 0
        out.append(line)
    return b"".join(out)
