"""The reader's parts: inert tokens in a frozen render, filled with escaped values in one pass, never scanned again.

A token is URL-safe ASCII that no template language, CSS inliner or URL parser touches. It holds a nonce made from
the render's own content, so that a token quoted in an article, or in a reader's name, is text like any other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

SLOTS = ("name", "unsubscribe_url", "preferences_url", "address", "since")

# Around what only the reader may see: the web copy of a letter goes without it.
OPEN, CLOSE = "open", "close"
NONCE = re.compile(r"[0-9a-f]{16}")
# Already one line, and the same in HTML.
PLAIN = re.compile(r"[!#-%(-;=?-~]+(?: [!#-%(-;=?-~]+)*")
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]+")  # controls, overrides, surrogates


def nonce(*content: str) -> str:
    """16 hex digits that depend on all of the content, and so stand in none of it."""
    digest = hashlib.sha256("\0".join(content).encode("utf-8", "surrogatepass"))
    while (made := digest.hexdigest()[:16]) in "\0".join(content):
        digest.update(b"again")
    return made


def token(slot: str, nonce: str) -> str:
    """The placeholder of a slot. Raises KeyError for a slot that does not exist."""
    if slot not in (*SLOTS, OPEN, CLOSE):
        raise KeyError(slot)
    return f"reader-{slot}-{nonce}"


def mark(end: str, nonce: str) -> str:
    """A mark that opens or closes a personal stretch of a letter; a comment, so that no parser minds it in html."""
    return f"<!--{token(end, nonce)}-->"


def value(slot: str, text: str, *, html: bool) -> str:
    """What a slot becomes: one line, escaped for where it goes.

    In plain text a name brings the space before it, so that a reader without one leaves no gap.
    """
    if not PLAIN.fullmatch(text):
        text = " ".join((text if text.isprintable() else UNFIT.sub(" ", text)).split())
        if html:
            return escape(text)
    return f" {text}" if slot == "name" and text and not html else text


def escaped(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The values as they stand in the HTML, and as they stand in the plain text."""
    in_html, in_text = {}, {}
    for slot, text in values.items():
        if slot != "name" and PLAIN.fullmatch(text):  # the same in both
            in_html[slot] = in_text[slot] = text
        else:
            in_html[slot], in_text[slot] = value(slot, text, html=True), value(slot, text, html=False)
    return in_html, in_text


@lru_cache(maxsize=64)  # the same letter goes to every reader; taken apart once, not a million times
def segments(template: str, *, nonce: str) -> tuple[tuple[str, str], ...]:
    """The template in order as (literal text, slot that follows it); the last slot is empty.

    Joining each literal with `value(slot, …)` is `fill`.
    """
    if not NONCE.fullmatch(nonce):
        raise ValueError("A nonce is 16 hex digits.")
    template = re.sub(f"<!--reader-(?:{OPEN}|{CLOSE})-{nonce}-->\n?", "", template)
    pieces = re.split(f"reader-({'|'.join(SLOTS)})-{nonce}", template)
    return tuple(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def fill(template: str, values: Mapping[str, str], *, nonce: str, html: bool) -> str:
    """The template with the reader's values in it. Raises KeyError if a slot in use has no value."""
    return "".join(
        literal + (value(slot, values[slot], html=html) if slot else "")
        for literal, slot in segments(template, nonce=nonce)
    )


def without_reader(template: str, *, nonce: str) -> str:
    """A letter's html or text as anyone may see it: without the stretches that hold a reader's own words and links."""
    personal = f"<!--reader-{OPEN}-{nonce}-->.*?<!--reader-{CLOSE}-{nonce}-->\n?"
    return re.sub(r"\n{3,}", "\n\n", re.sub(personal, "", template, flags=re.DOTALL))
