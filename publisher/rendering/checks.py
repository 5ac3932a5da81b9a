"""What an editor should know before it leaves. Each finding is fine, worth a look, or blocks queueing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

from ..story import Story
from .fit import shown_width
from .letter import Check, Letter, Part
from .links import ascii_url
from .personal import SLOTS, token

GOOD_BYTES, MOST_BYTES = 85_000, 95_000  # Gmail clips around 102 KB
SUBJECT_LOOK = 70
PREHEADER = range(40, 91)
MANY_PICTURES = 3
TEMPLATE_LEFT = re.compile(r"\{\{|\{%|\*\|[A-Z:_]+\|\*")


def letter_checks(letter: Letter, story: Story) -> list[Check]:
    """Findings on a letter as it will leave."""
    return [
        *_size(letter),
        *_subject(letter),
        *_preheader(letter),
        *_alt_texts([picture.alt for picture in story.pictures if picture.url not in letter.without_copy]),
        *_pictures(letter, story),
        *_links(letter, story),
        *_template_left(letter.subject + letter.text),
    ]


def post_checks(parts: Sequence[Part], story: Story, *, objects: Callable[[str], str] | None = None) -> list[Check]:
    """Findings on a network post and what follows it; `objects` says what else the network would refuse of a text."""
    found = []
    if not ascii_url(story.canonical_url):
        found.append(Check("blocked", "link_missing", "The article’s link is missing: give its address first."))
    for number, part in enumerate(parts, 1):
        which = "The post" if number == 1 else "The post that follows"
        if part.length > part.limit:
            over = part.length - part.limit
            found.append(Check("blocked", "too_long", f"{which} is {over} over the limit of {part.limit}."))
        else:
            found.append(Check("fine", "length", f"{which} takes {part.length} of {part.limit}."))
        if objects and (why := objects(part.text)):
            found.append(Check("blocked", "objects", why))
        if not part.text:
            found.append(Check("blocked", "empty", f"{which} has no text."))
    shown = {url for part in parts for url in part.pictures}
    found += _alt_texts([picture.alt for picture in story.pictures if picture.url in shown])
    found += _left_out(sum(len(part.left_out) for part in parts))
    found += _template_left("".join(part.text for part in parts))
    return found


def _size(letter: Letter) -> list[Check]:
    size = len(letter.html.encode("utf-8", "replace"))
    words = f"The letter is {size / 1000:.0f} KB"
    if size >= MOST_BYTES:
        return [Check("blocked", "size", f"{words}; Gmail cuts off its end from about 100 KB. Shorten the article.")]
    if size >= GOOD_BYTES:
        return [Check("look", "size", f"{words}; from {MOST_BYTES // 1000} KB it cannot be sent.")]
    return [Check("fine", "size", f"{words}.")]


def _subject(letter: Letter) -> list[Check]:
    length = shown_width(letter.subject)
    if not length:
        return [Check("blocked", "subject", "The letter has no subject: give the article a title.")]
    if length > SUBJECT_LOOK:
        return [Check("look", "subject", f"The subject has {length} characters; many inboxes show about 60.")]
    return [Check("fine", "subject", f"The subject has {length} characters.")]


def _preheader(letter: Letter) -> list[Check]:
    length = shown_width(letter.preheader)
    if length not in PREHEADER:
        words = f"has {length} characters; 40 to 90 are shown well" if length else "is missing"
        return [Check("look", "preheader", f"The line that inboxes show beside the subject {words}.")]
    return [Check("fine", "preheader", f"The line beside the subject has {length} characters.")]


def _alt_texts(texts: Sequence[str]) -> list[Check]:
    missing = sum(not text.strip() for text in texts)
    if missing:
        which = "A picture has" if missing == 1 else f"{missing} pictures have"
        return [Check("look", "alt_missing", f"{which} no description for those who cannot see it.")]
    return [Check("fine", "alt", "Every picture is described.")] if texts else []


def _left_out(pictures: int) -> list[Check]:
    if not pictures:
        return []
    which = "A picture stays" if pictures == 1 else f"{pictures} pictures stay"
    words = f"{which} away, without a description for those who cannot see: what is described goes along."
    return [Check("look", "alt_missing", words)]


def _pictures(letter: Letter, story: Story) -> list[Check]:
    found = []
    if missing := len(letter.without_copy):
        which = "A picture is" if missing == 1 else f"{missing} pictures are"
        found.append(Check("look", "picture_left_out", f"{which} left out: we have no copy of our own."))
    if (shown := len(story.pictures) - missing) > MANY_PICTURES:
        found.append(Check("look", "many_pictures", f"{shown} pictures make a heavy letter; three are plenty."))
    return found


class _Addresses(HTMLParser):
    """Every href and src of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def addresses(html: str) -> list[str]:
    """Every href and src of a document, in order."""
    return _Addresses(html).found


def _links(letter: Letter, story: Story) -> list[Check]:
    found = []
    if not ascii_url(story.canonical_url):
        words = "The article’s link is missing: the letter offers no way to share it or to read it on your site."
        found.append(Check("look", "link_missing", words))
    tokens = {token(slot, letter.nonce) for slot in SLOTS}
    bad = [url for url in addresses(letter.html) if url not in tokens and not re.match(r"(https?://[^/]|mailto:)", url)]
    if bad:
        found.append(
            Check("blocked", "link_relative", f"A link leads nowhere outside this site: {bad[0][:80] or '(empty)'}")
        )
    for name, part in (("HTML", letter.html), ("text", letter.text)):
        if token("unsubscribe_url", letter.nonce) not in part:
            found.append(Check("blocked", "no_unsubscribe", f"The {name} part has no unsubscribe link."))
    return found or [Check("fine", "links", "Every link is whole.")]


def _template_left(text: str) -> list[Check]:
    if left := TEMPLATE_LEFT.search(text):
        return [Check("look", "template_left", f"The text holds “{left[0]}”, as if a placeholder had not been filled.")]
    return []
