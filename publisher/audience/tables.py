"""Reading other people's reader files: whatever a spreadsheet or another newsletter service makes of CSV."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from . import addresses

Standing = Literal["on", "left", "bounced", "unconfirmed", "unknown"]


def _bare(name: str) -> str:
    """For comparing: without case, accents, spaces and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())


# Header names, most telling first, one per word.
_ADDRESS = (
    "emailaddress", "email", "mail", "mailaddress", "subscriberemail", "emailadresse", "correoelectronico", "correo",
    "courriel", "adressemail", "adresseemail", _bare("электронная почта"), _bare("البريد الإلكتروني"),
    _bare("மின்னஞ்சல்"), "address",
)  # fmt: skip
_NAME = ("name", "fullname", "displayname", "subscribername", "nombrecompleto")
_FIRST = ("firstname", "fname", "givenname", "first", "vorname", "prenom", "nombre")
_LAST = ("lastname", "lname", "surname", "familyname", "last", "nachname", "nom", "apellido", "apellidos")
_LANGUAGE = ("language", "lang", "locale")
_STATUS = ("status", "subscriptionstatus", "emailstatus", "subscriberstatus")
_PERHAPS_STATUS = ("type", "state")  # Buttondown's word, and elsewhere anything at all ("state": Ohio)
_LEFT_WHEN = ("unsubtime", "unsubscribedat", "unsubscribetime", "unsubscribeddate", "unsubscribedate", "optouttime")
_BOUNCED_WHEN = ("cleantime", "cleanedat", "bouncedat", "hardbouncedat")
_ON_IF = ("subscribedtoemails", "subscribed", "optin", "emailsubscribed")
_LEFT_IF = ("unsubscribed", "optedout", "optout", "emaildisabled")
_ABOUT_STANDING = (_STATUS, _PERHAPS_STATUS, _LEFT_WHEN, _BOUNCED_WHEN, _ON_IF, _LEFT_IF)
_COLUMNS = (_ADDRESS, _NAME, _FIRST, _LAST, _LANGUAGE, *_ABOUT_STANDING)

# Words of Mailchimp, Substack, Ghost, beehiiv, Buttondown, listmonk, Keila; what is not here is "unknown".
_STANDINGS: dict[str, Standing] = {
    **dict.fromkeys(
        ("", "subscribed", "active", "enabled", "confirmed", "regular", "member", "free", "paid", "premium", "comped"),
        "on",
    ),
    **dict.fromkeys(("unsubscribed", "unsubscribe", "left", "optedout", "inactive", "disabled", "removed"), "left"),
    **dict.fromkeys(
        ("cleaned", "bounced", "bounce", "hardbounce", "hardbounced", "undeliverable", "complained", "complaint",
         "spam", "blocklisted", "blacklisted", "blocked", "suppressed", "unreachable"),
        "bounced",
    ),
    **dict.fromkeys(
        (
            "pending", "unconfirmed", "unactivated", "nonsubscribed", "validating",
            "spammy", "malicious",  # Buttondown doubts that a person asked for it
        ),
        "unconfirmed",
    ),
}  # fmt: skip
_TRUE, _FALSE = frozenset({"true", "yes", "1", "y", "t"}), frozenset({"false", "no", "0", "n", "f"})
_SPAN = 20  # lines of a file that one row may fill


class BadFile(ValueError):
    """Why this file cannot be read as a table of readers, in a sentence."""


class Row(NamedTuple):
    """One row of the file, as it stands there. `line` is that of its first line, counted from 1."""

    line: int
    address: str
    name: str = ""
    language: str = ""
    standing: Standing = "on"
    status: str = ""


def rows(path: Path) -> Iterator[Row]:
    """The file's rows, one at a time; only one chunk of it is in memory. Raises BadFile, also in the middle."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline()
        start = 0
        if first.casefold().startswith("sep="):  # what Excel writes above a table
            start, first = 1, file.readline()
        file.seek(0)
        for _ in range(start):
            file.readline()
        table = csv.reader(file, delimiter=_delimiter(first))
        yield from _read(table, start)


def _read(table: Iterator[list[str]], start: int) -> Iterator[Row]:
    columns: _Columns | None = None
    line = start
    while True:
        line = start + table.line_num + 1  # type: ignore[attr-defined]  # csv.reader has it, Iterator does not
        try:
            cells = next(table)
        except StopIteration:
            break
        except csv.Error:
            raise BadFile(f"Line {line} cannot be read; is a quotation mark left open there?") from None
        if start + table.line_num - line >= _SPAN:  # type: ignore[attr-defined]  # as above
            raise BadFile(f"Line {line} opens a quotation mark that is not closed within {_SPAN} lines.")
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = _Columns(cells)
            if not columns.headless:
                continue
        yield columns.row(line, cells)
    if columns is None:
        raise BadFile("This file is empty.")


class _Columns:
    """Which cell says what."""

    def __init__(self, header: list[str]) -> None:
        self.at = {_bare(name): n for n, name in reversed(list(enumerate(header)))}
        self.headless = False
        if not any(name in self.at for name in _ADDRESS):
            here = [n for n, cell in enumerate(header) if _is_address(cell)]
            if not here:
                if any(unicodedata.category(sign) in ("Cc", "Cn", "Co") for sign in "".join(header)):
                    raise BadFile("This file is no table of text. Save it as CSV, in UTF-8, and try again.")
                shown = ", ".join(cell.strip()[:30] for cell in header[:8])
                raise BadFile(f"No column is called “email”. The first line has: {shown}.")
            self.at, self.headless = {"email": here[0]}, True

        self.where: dict[tuple[str, ...], list[int]] = {
            names: [self.at[name] for name in names if name in self.at]
            for names in _COLUMNS
            if not self.at.keys().isdisjoint(names)
        }
        self.standings = not self.where.keys().isdisjoint(_ABOUT_STANDING)

    def row(self, line: int, cells: list[str]) -> Row:
        def cell(names: tuple[str, ...]) -> str:
            for n in self.where.get(names, ()):
                if n < len(cells):
                    return cells[n].strip()
            return ""

        name = cell(_NAME) or f"{cell(_FIRST)} {cell(_LAST)}".strip()
        address, language = _plain(cell(_ADDRESS)), cell(_LANGUAGE)[:35]
        if not self.standings:
            return Row(line, address, name, language)
        status = cell(_STATUS)
        standing: Standing = _STANDINGS.get(_bare(status), "unknown")
        if standing == "on":
            standing = _STANDINGS.get(_bare(cell(_PERHAPS_STATUS)), "on")
        if cell(_BOUNCED_WHEN):
            standing = "bounced"
        elif cell(_LEFT_WHEN) or cell(_LEFT_IF).casefold() in _TRUE or cell(_ON_IF).casefold() in _FALSE:
            standing = "bounced" if standing == "bounced" else "left"
        return Row(line, address, name, language, standing, status[:40])


def _encoding(path: Path) -> str:
    """By its mark; else UTF-16 if every other byte is zero; else UTF-8 if all of it is; else what Excel writes."""
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise BadFile("This is a spreadsheet or document. Save it as CSV, then import that file.")
        if len(head) > 3 and head[1::2].count(0) > len(head) // 4:
            return "utf-16-le"
        if len(head) > 3 and head[::2].count(0) > len(head) // 4:
            return "utf-16-be"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while part := file.read(1 << 16):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=bare.count)


def _plain(cell: str) -> str:
    """Excel's ="…" around a text, a mailto: link and a leading apostrophe taken off."""
    cell = cell.removeprefix("'").strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    return cell[7:] if cell[:7].lower() == "mailto:" else cell


def _is_address(cell: str) -> bool:
    try:
        addresses.read(_plain(cell))
    except addresses.BadAddress:
        return False
    return True
