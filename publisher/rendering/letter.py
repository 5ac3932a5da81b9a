"""What rendering is given beside the story, and what it gives back: plain frozen data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["fine", "look", "blocked"]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as readers see it. `list_slug` names the list in links; `domain` is the sending domain, an A-label."""

    name: str
    address: str
    reply_to: str = ""
    postal_address: str = ""
    newsroom: str = ""
    website: str = ""
    language: str = "en"
    zone: str = "UTC"
    colour: str = "#8a1c1c"
    list_name: str = ""
    list_slug: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One wording of an appeal. `link` is the donation page without any reference; `short` is one line for networks."""

    label: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]
    call_to_action: str
    short: str
    link: str

    @property
    def line(self) -> str:
        """The appeal in one line."""
        return self.short or self.call_to_action or self.headline


@dataclass(frozen=True, slots=True)
class Image:
    """Our own copy of a picture: where readers fetch it, and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One newsletter, frozen. `html` and `text` hold inert tokens for the reader's parts (see personal.py).

    `without_copy` names the story's pictures that were left out because we have no copy of our own.
    """

    subject: str
    preheader: str
    html: str
    text: str
    nonce: str
    without_copy: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape that a post's content keeps."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Part:
    """One network post. `length` and `limit` are in the network's own units; `pictures` are StoryPicture urls.

    `card` is what the network will show of the article's page: {"url", "title", "description", "picture"}.
    `shown` is the text as followers see it: a network may shorten links. `left_out` are pictures that would go with
    it if they were described. `warning` is what readers are warned of; `head` is the line of the text that says so,
    where the network has no field for it.
    """

    text: str
    shown: str
    length: int
    limit: int
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    card: dict[str, str] | None = None
    left_out: tuple[str, ...] = ()
    warning: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding before sending: "fine", "look" (an editor should see it) or "blocked" (it cannot be queued)."""

    level: Level
    code: str
    message: str
