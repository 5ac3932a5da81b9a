"""Pages that a browser saved into one file: .mhtml (Chrome, Edge, Word) and .webarchive (Safari) → the page in it."""

from __future__ import annotations

import email
import email.errors
import email.policy
import plistlib
import re
from dataclasses import dataclass
from email.message import EmailMessage

from .clean import clean_url
from .paste import NotAnArticle

MOST_PARTS = 2_000
_BROKEN = "This saved page is broken; open it in the browser, copy its words and paste them, or give its link."
_HEADERS = re.compile(rb"\A(?:[ \t\r\n]*)(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]*\r?\n(?:[ \t]+[^\n]*\r?\n)*){2,}")
_MULTIPART = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(rb"^(?:Received|Return-Path|Message-ID|To):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page's bytes, the charset it was declared in or empty, and where it was saved from or empty."""

    html: bytes
    charset: str
    url: str


def is_mhtml(data: bytes) -> bool:
    head = _HEADERS.match(data[:20_000])
    return head is not None and _MULTIPART.search(head[0]) is not None and not _MAIL.search(head[0])


def is_mail(data: bytes) -> bool:
    head = _HEADERS.match(data[:20_000])
    return head is not None and len(_MAIL.findall(head[0])) > 1


def read_mhtml(data: bytes) -> SavedPage:
    """The page in an .mhtml; nothing that it names is fetched. Raises NotAnArticle."""
    if data.count(b"\n--") > MOST_PARTS:
        raise NotAnArticle(_BROKEN)
    try:
        whole = email.message_from_bytes(data, policy=email.policy.default)
        page = _page(whole)
        content = page.get_payload(decode=True) if page else None
    except (email.errors.MessageError, LookupError, ValueError, RecursionError) as why:
        raise NotAnArticle(_BROKEN) from why
    if page is None or not isinstance(content, bytes):
        raise NotAnArticle(_BROKEN)
    said = str(whole.get("Snapshot-Content-Location") or page.get("Content-Location") or "")
    return SavedPage(content, page.get_content_charset() or "", _web(said))


def _page(whole: EmailMessage) -> EmailMessage | None:
    """The first part that is a page: it is the one that was saved, those after it stand in its frames."""
    return next((part for part in whole.walk() if part.get_content_type() in _PAGES), None)


_PAGES = ("text/html", "application/xhtml+xml")


def read_webarchive(data: bytes) -> SavedPage:
    """The page in a .webarchive. Raises NotAnArticle."""
    try:
        main = plistlib.loads(data)["WebMainResource"]
        html, charset = main["WebResourceData"], main.get("WebResourceTextEncodingName", "")
        url = main.get("WebResourceURL", "")
    except (plistlib.InvalidFileException, KeyError, TypeError, AttributeError, ValueError, RecursionError) as why:
        raise NotAnArticle(_BROKEN) from why
    except (OverflowError, IndexError, EOFError, MemoryError, OSError) as why:  # what plistlib makes of broken numbers
        raise NotAnArticle(_BROKEN) from why
    if not isinstance(html, bytes):
        raise NotAnArticle(_BROKEN)
    return SavedPage(html, str(charset), _web(str(url)))


def _web(url: str) -> str:
    found = clean_url(url)
    return found if found.startswith("http") else ""
