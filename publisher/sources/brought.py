"""Pictures whose bytes a file brings along: handed on with the story, a few of them, and never unpacked here.

While the file is judged, each stands at an address of a name that no host can have, as if it were on the web. After
that its `url` is a `data:` address with the bytes themselves, which whoever keeps the story takes out again.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

from ..story import Dropped, Story, StoryPicture

MOST_LOOKED_AT = 40
MOST, MOST_BYTES, MOST_IN_ALL = 10, 5_000_000, 12_000_000  # they stand in memory several times, see reader.py
HEIC = (
    "This is an iPhone’s HEIC picture, which cannot be read here. Save it as JPEG, or choose Settings, Camera, "
    "Formats, Most Compatible on the phone."
)
SVG = "This is a drawing (SVG), which can hold programs. Save it as PNG, and choose that."
NO_PICTURE = "This is not a picture that can be read: JPEG, PNG, GIF, WebP and AVIF can."
_NOWHERE = "https://brought.invalid/"
_DATA = "data:application/octet-stream;base64,"
# Fewer than 13,000 signs are icons, and what stands in a picture's place until a page has loaded it.
_IN_HTML = re.compile(r"""(["'])data:image/[a-z]{3,5};base64,([A-Za-z0-9+/]{13000,}={0,2})\1""", re.IGNORECASE)
_KNOWN = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF.{4}WEBP|.{4}ftypavi[fs]", re.DOTALL)
_HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL)


def objection(start: bytes) -> str:
    """Why a file that begins so is no picture that can be drawn; empty if it may be one."""
    if _HEIC.match(start):
        return HEIC
    if b"<svg" in start.lower():
        return SVG
    return "" if _KNOWN.match(start) else NO_PICTURE


def bytes_of(picture: StoryPicture) -> bytes | None:
    """What the file brought along of this picture; None if it did not."""
    if not picture.url.startswith(_DATA):
        return None
    try:
        return base64.b64decode(picture.url.removeprefix(_DATA), validate=True)
    except binascii.Error:
        return b""


class Brought:
    """What was found in one file. `most` 0: nothing is wanted."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.found: dict[str, bytes] = {}  # by the address at which each stands meanwhile
        self.looked_at = 0

    @property
    def room(self) -> int:
        """How many bytes the next may have."""
        left = MOST_IN_ALL - sum(map(len, self.found.values()))
        return min(MOST_BYTES, left) if len(self.found) < self.most and self.looked_at < MOST_LOOKED_AT else 0

    def take(self, data: bytes) -> str:
        """An address for it while the file is judged; empty if it is not taken."""
        self.looked_at += 1
        if len(data) > self.room or objection(data[:4096]):
            return ""
        url = f"{_NOWHERE}{len(self.found) + 1}"
        self.found[url] = data
        return url

    def from_html(self, html: str) -> str:
        """The HTML with such addresses in place of the pictures that it holds itself."""
        return _IN_HTML.sub(self._addressed, html) if self.most else html

    def _addressed(self, found: re.Match[str]) -> str:
        if len(found[2]) * 3 // 4 > self.room:
            return found[0]
        try:
            url = self.take(base64.b64decode(found[2], validate=True))
        except (binascii.Error, ValueError):
            return found[0]
        return f"{found[1]}{url}{found[1]}" if url else found[0]

    def into(self, story: Story) -> Story:
        """The story with the bytes in place of those addresses; what the judge left out is told by its words alone."""
        if not self.found:
            return story
        return replace(
            story,
            pictures=tuple(replace(picture, url=self._data(picture.url)) for picture in story.pictures),
            dropped=tuple(map(self._told, story.dropped)),
        )

    def _data(self, url: str) -> str:
        return _DATA + base64.b64encode(self.found[url]).decode("ascii") if url in self.found else url

    def _told(self, one: Dropped) -> Dropped:
        if one.picture is None or one.picture.url not in self.found:
            return one
        said = one.picture.caption or one.picture.alt or "a picture"
        return replace(one, text=said, kind="paragraph", html="", picture=None)
