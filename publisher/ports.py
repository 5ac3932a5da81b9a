"""How an article leaves: what is handed to a channel, what a channel answers, and the four ways it can fail.

Plain data and protocols; imports nothing of ours. `channels` implement, `sending` obeys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

# -- what leaves ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutgoingPicture:
    """A picture of ours, ready to upload: bytes without metadata, its media type, and its alt text.

    `url` is where a network can fetch it that takes no uploads. `focus` is what must stay visible where its preview is
    cropped, in words: "top", "bottom left" …; empty is the middle.
    """

    data: bytes
    media_type: str
    alt: str
    url: str = ""
    focus: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingCard:
    """What a post shows of the page that it links to, where the network does not look at the page itself."""

    url: str
    title: str
    description: str
    picture: OutgoingPicture | None = None


@dataclass(frozen=True, slots=True)
class OutgoingPost:
    """One network post, exactly as it will be sent. `text` already holds every link it shall hold.

    `reference` is the opaque token that stands in those links: `find` knows the post by it. Where a text has no
    link (a linkless appeal that follows), `find` compares the text. `answers` is the network's id of the post
    that this one follows, or empty. `warning` is what readers are warned of: where the network has no field for it, the
    text says so already. `at` is when it was first tried, for networks that let us say when it was made.
    """

    text: str
    reference: str
    language: str = "und"
    pictures: tuple[OutgoingPicture, ...] = ()
    card: OutgoingCard | None = None
    answers: str = ""
    warning: str = ""
    at: datetime = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network accepts. `count` gives the length of a text as that network counts it, in its own units.

    `shown` gives the text as followers see it; `count` has counted that. `count_warning` gives what a content warning
    takes of the characters where the network has a field for it; None: it has none, so a warning begins the text.
    """

    characters: int
    count: Callable[[str], int]
    pictures: int = 4
    alt_characters: int = 1500
    linked_posts: int | None = None  # at most so many posts with a link per article (money, on X)
    sends_card: bool = False  # the network draws no card from the page: ours is sent, with the picture on it
    draws_card: bool = False  # it draws one, and pictures would take its place: an article with a link sends none
    threads: bool = True  # a post can follow another
    shown: Callable[[str], str] = str
    count_warning: Callable[[str], int] | None = None
    covers: bool = False  # pictures of a post with a content warning are covered until a reader asks for them
    crops: bool = False  # it crops the previews of pictures, and can be told what must stay visible
    objects: Callable[[str], str] | None = None  # why it refuses a text that fits, a sentence; empty: it takes it


class Envelope(NamedTuple):
    """One mail as it goes on the wire: CRLF line ends, not dot-stuffed; addresses already ASCII or `smtputf8`.

    `dotless` says that no line of the message begins with a dot, as mime.py writes newsletters.
    """

    sender: str
    recipient: str
    message: bytes
    smtputf8: bool = False
    dotless: bool = False


# -- what comes back -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there. `remote_id` finds it again, `url` shows it to people."""

    remote_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Pending:
    """One step of several is done: keep `stage` on the row, call again after `after`."""

    stage: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Measures:
    """What followers did with a post. What a network does not tell is None."""

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    views: int | None = None


def said(text: str, most: int = 2000) -> str:
    """What the other side said, as every database can keep it: no NUL, no half of a surrogate pair, not endless."""
    if not text.isprintable():  # as almost every reply is, and what databases do not keep is not
        text = re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
    return text[:most]


class Failure(Exception):
    """Why it did not work, in a sentence for the editor. Never raised itself; see the four verbs below."""

    def __init__(self, why: str, *, code: str = "") -> None:
        super().__init__(why)
        self.why = said(why)
        self.code = said(code)  # what the other side said, for the record: "429", "450 4.2.1"


class Retry(Failure):
    """Nothing happened, and it may work later: after `after`, if the other side named a time."""

    def __init__(self, why: str, *, code: str = "", after: timedelta | None = None) -> None:
        super().__init__(why, code=code)
        self.after = after


class Refused(Failure):
    """Nothing happened, and it never will as it is: the editor must change something."""


Reason = Literal["unreachable", "credentials", "money", "reputation"]


class Disconnected(Failure):
    """Nothing happened, and nothing will on this channel for now: pause it, keep the queue.

    A pause because the other side is "unreachable" ends by itself (probed every 30 s); any other is ended by a
    person.
    """

    def __init__(self, why: str, *, code: str = "", reason: Reason = "credentials") -> None:
        super().__init__(why, code=code)
        self.reason = reason


class Uncertain(Failure):
    """It may have happened. Never repeat the write before it is settled.

    A mail is tried again, and named as possibly twice: after `after`, if something may settle it by then.
    """

    def __init__(self, why: str, *, code: str = "", after: timedelta | None = None) -> None:
        super().__init__(why, code=code)
        self.after = after


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back about a mail later: "delivered", "hard", "soft" or "ours" (bounces), "complained", "left".

    `code` is the enhanced one, as 5.1.1, or empty; `words` are the other side's, without any address.
    """

    kind: str
    code: str = ""
    words: str = ""


# -- who carries it ------------------------------------------------------------------------------------------


class Poster(Protocol):
    """A network. Every method does one thing over HTTP within 60 s in all, and raises only the four verbs."""

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """Do the one irreversible step that comes next. `key` is the post's for life."""

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, if it is on the network (known by its reference); None if it is surely not.

        Raises Uncertain where the network cannot be asked.
        """

    def probe(self) -> Mapping[str, Any]:
        """Ask whether the connection is good: {"account": name, "limits": {...}}. Raises Disconnected or Retry."""

    def renew(self) -> Mapping[str, str] | None:
        """New credentials if the present ones are about to expire, else None. A step of its own, before post."""

    def delete(self, remote_id: str) -> None:
        """Take a post down (a test post, or one withdrawn). Deleting what is not there is fine."""

    def close(self) -> None:
        """Let go of the connection. Raises nothing."""


class Measurer(Protocol):
    """A network that tells what followers did with a post."""

    def measure(self, remote_id: str) -> Measures | None:
        """How often it was liked, repeated, answered, seen; None if it is not there. Raises as Poster.probe."""


@runtime_checkable
class Counted(Protocol):
    """A network that says how much it still takes from us."""

    @property
    def full_for(self) -> timedelta | None:
        """How long nothing more should be asked of it, as its last answers say; None if there is room."""


class Amender(Protocol):
    """A network that lets us change what a post says."""

    def amend(self, remote_id: str, post: OutgoingPost) -> None:
        """Have it say what `post` says; pictures and card stay. Saying again what it says already is fine.

        So what is uncertain is settled by asking for it again. Raises Refused where it is not there any more.
        """


@dataclass(frozen=True, slots=True)
class Choice:
    """An outlet that somebody let us post to who signed in: its name, its network's number of it, its credentials."""

    name: str
    number: str
    credentials: Mapping[str, str]


class Chooser(Protocol):
    """A network where one sign-in may open several outlets."""

    def choices(self) -> Sequence[Choice]:
        """What whoever signed in may post to; at least one. Raises as Poster.probe."""


class Line(Protocol):
    """One kept connection to a relay. Several mails may be on it, if their owner lets their bodies go."""

    @property
    def free(self) -> bool:
        """Whether a mail can be begun: none is, and the connection is good."""

    @property
    def wanted(self) -> bool:
        """Whether the body of the mail that is begun may leave now: the server waits for it."""

    @property
    def proved(self) -> bool:
        """Whether this connection has ever done what it is for."""

    def begin(self, envelope: Envelope, about: object) -> None:
        """Announce a mail; its body stays here. `about` comes back with what becomes of it. Only if `free`."""

    def go(self) -> None:
        """Let the body of the mail that is begun leave. Only if `wanted`."""

    def forget(self) -> None:
        """The mail that is begun does not leave; nothing more is said of it. May cost the connection."""


class Opened(NamedTuple):
    """A connection more."""

    line: Line


class Told(NamedTuple):
    """What became of a mail: the server's words after its final dot, or why not. As Mailer.send says."""

    line: Line
    about: object
    answer: str | Failure


class Lost(NamedTuple):
    """A connection is gone, or could not be made (`line` is None). Nothing of the `unsent` mails has happened."""

    line: Line | None
    unsent: tuple[object, ...]
    why: Disconnected


Event = Opened | Told | Lost


class Lines(Protocol):
    """Kept connections to one relay, used by one thread."""

    @property
    def open(self) -> Sequence[Line]: ...

    @property
    def opening(self) -> int: ...

    def want(self, number: int) -> None:
        """Have so many connections, made meanwhile; each is told by Opened or Lost."""

    def wait(self, seconds: float) -> list[Event]:
        """Write what was begun and let go, and hear what happens, for at most so long."""

    def watch(self, number: int | None, ring: Callable[[], None]) -> None:
        """End a wait also when this file can be read, and ring then; None: no file. One at a time."""

    def hang_up(self, why: str) -> list[Event]:
        """Let go of every connection, whatever is on it; what becomes of the mails."""

    def close(self) -> None:
        """Let go of everything. Raises nothing."""


class Mailer(Protocol):
    """A way for mail. Used by one thread."""

    def send(self, envelope: Envelope) -> str:
        """Hand one mail over; the server's words after the final dot.

        Raises Retry (4xx: this one waits), Refused (5xx about this one: never), Disconnected (it is about us:
        the message keeps its turn), Uncertain (the connection died after the final dot).
        """

    def lines(self) -> Lines:
        """Connections for many mails; none is open yet."""

    def probe(self) -> Mapping[str, Any]:
        """Connect, greet, authenticate, and leave. Raises Disconnected."""

    def close(self) -> None:
        """Say QUIT. Raises nothing."""


@dataclass(frozen=True, slots=True)
class World:
    """The outside, as this installation may reach it. Made by `models.world()` and by nothing else.

    `bases` maps a kind to the base URL its client must use; in practice mode every one is on loopback.
    `relay` is an smtp:// or smtps:// URL, or names a provider.
    """

    practising: bool
    relay: str
    bases: Mapping[str, str] = field(default_factory=dict)
