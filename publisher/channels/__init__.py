"""One file per outlet. `CHANNELS` is the list; `connect` gives a client that reaches what the world allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import httpx2

from ..outside import Guard, timed
from ..ports import Disconnected, Limits, Mailer, Poster, World
from . import (
    bluesky,
    bounds,
    discord,
    facebook,
    facebook_oauth,
    linkedin,
    linkedin_oauth,
    linkedin_versions,
    mastodon,
    mastodon_limits,
    mastodon_oauth,
    telegram,
    threads,
    threads_oauth,
    x,
    x_oauth,
    x_prices,
)
from .mail import providers
from .mail.smtp import Relay
from .signing_in import LetIn

NOWHERE: Final = "http://127.0.0.1:1"  # a practice world without this network: refuses
TIMEOUT: Final = httpx2.Timeout(30, connect=5, pool=5)
TELEGRAM: Final = "https://api.telegram.org"  # its own base, whose posts are shown elsewhere: on t.me
FACEBOOK: Final = "https://graph.facebook.com/"  # as Telegram's, with the version behind it
LINKEDIN: Final = "https://api.linkedin.com/"  # the same


def _x(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    return x.X(credentials, world.bases.get("x", NOWHERE))


def _mastodon(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    return mastodon.Mastodon(credentials, *_server("mastodon", credentials, world, guard))


def _bluesky(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    base, http = _server("bluesky", credentials, world, guard)
    return bluesky.Bluesky(credentials, base, http, site=world.bases.get("bluesky", ""))


def _telegram(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    base = world.bases.get("telegram", NOWHERE)
    http = _bounded(timed(TIMEOUT, seconds=bounds.IN_ALL))
    return telegram.Telegram(credentials, base, http, site="" if base == TELEGRAM else base)


def _facebook(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    base = world.bases.get("facebook", NOWHERE)
    http = _bounded(timed(TIMEOUT, seconds=bounds.IN_ALL))
    return facebook.Facebook(credentials, base, http, site="" if base.startswith(FACEBOOK) else base)


def _threads(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    base = world.bases.get("threads", NOWHERE)
    http = _bounded(timed(TIMEOUT, seconds=bounds.IN_ALL))
    return threads.Threads(credentials, base, http)


def _linkedin(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    base = world.bases.get("linkedin", NOWHERE)
    http = _bounded(timed(TIMEOUT, seconds=bounds.IN_ALL))
    return linkedin.LinkedIn(credentials, base, http, site="" if base.startswith(LINKEDIN) else base)


def _discord(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Poster:
    base, http = _server("discord", {"server": discord.address(credentials)[0]}, world, guard)
    return discord.Discord(credentials, base, http, site=world.bases.get("discord", ""))


def _server(kind: str, credentials: Mapping[str, str], world: World, guard: Guard | None) -> tuple[str, httpx2.Client]:
    """A base that the operator or the practice world names is trusted; a server that a member names is guarded."""
    base = world.bases.get(kind) or (NOWHERE if world.practising else "")
    if base:
        return base, _bounded(timed(TIMEOUT, seconds=bounds.IN_ALL))
    if guard is None:
        raise ValueError("A server that a member names is reached through a guard.")
    server = credentials.get("server", "").strip().rstrip("/").removeprefix("https://")
    return f"https://{server}", _bounded(guard.client(timeout=TIMEOUT, seconds=bounds.IN_ALL))


def _bounded(client: httpx2.Client) -> httpx2.Client:
    client.headers.update(bounds.PLAIN)
    client.event_hooks = {"request": [], "response": [bounds.bound]}
    return client


def _mail(credentials: Mapping[str, str], world: World, guard: Guard | None) -> Mailer:
    """A relay, or a provider's own interface, which needs an extra that other installations do without."""
    if not providers.named(world.relay):
        return Relay(world.relay, credentials.get("domain", ""))
    try:
        from .mail.esp import Esp
    except ImportError as why:
        raise Disconnected("SMTP_URL names a provider: install requirements/esp.txt, too.", code="extra") from why
    return Esp(world.relay)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel. `limits` is None for mail. `asked`: whether its network tells what is there.

    `daily`: whether it is asked every day if all is well; not where that costs money, or is done anyway.
    `measures`: whether its network tells what followers did with a post, and whether each look costs money.
    `price`: what it costs, in dollars, to post a text with so many described pictures, where that is not free; `look`:
    what it costs to ask what followers did; `deletion`: to take a post down.
    `let_in`: how somebody lets us in there, to come back with a code (OAuth 2); see `let_in_page`.
    `amends`: whether a post can be changed by its API; if not, `instead` says why, or what a person can do there.
    `sunset`: when the version of the API that a base URL names ends, if that is known.
    """

    name: str
    connect: Callable[[Mapping[str, str], World, Guard | None], Poster | Mailer]
    limits: Callable[[Mapping[str, Any]], Limits] | None = None
    asked: bool = True
    daily: bool = True
    sunset: Callable[[str], date | None] | None = None
    let_in: LetIn | None = None
    measures: Literal["", "free", "paid"] = ""
    price: Callable[[str, int], Decimal] | None = None
    look: Decimal = Decimal(0)
    deletion: Decimal = Decimal(0)
    amends: bool = False
    instead: str = ""


# Why a post cannot be changed by us, with the page that says so, and what a person can do.
INSTEAD: Final = {
    # help.x.com/using-x/edit-post; docs.x.com/x-api: a post is made and deleted.
    "x": "X lets nobody change a post by its API. An account with X Premium can edit it in the app for an hour.",
    # Its record could be put anew, but whoever liked, shared or quoted it named it by its hash, too (lexicons/com/
    # atproto/repo/strongRef.json), and its app offers no editing: nobody there expects a post to change under a like.
    "bluesky": "On Bluesky a post never changes: whoever liked or shared it did so to these very words.",
    # developers.facebook.com/docs/threads: a post is made and deleted. In its app there are 15 minutes.
    "threads": "Threads lets a post be changed in its app alone, in the first 15 minutes.",
}

CHANNELS: Final = {
    "mail": Kind("Newsletter", _mail, daily=False),
    "x": Kind(
        "X",
        _x,
        lambda options: x.LIMITS,
        daily=False,
        let_in=x_oauth.LET_IN,
        measures="paid",
        price=x_prices.price,
        look=x_prices.READ,
        deletion=x_prices.DELETED,
        instead=INSTEAD["x"],
    ),
    "mastodon": Kind(
        "Mastodon",
        _mastodon,
        mastodon_limits.limits,
        let_in=mastodon_oauth.LET_IN,
        measures="free",
        amends=True,
    ),
    "bluesky": Kind("Bluesky", _bluesky, lambda options: bluesky.LIMITS, measures="free", instead=INSTEAD["bluesky"]),
    "telegram": Kind("Telegram", _telegram, lambda options: telegram.LIMITS, asked=False, amends=True),
    "facebook": Kind(
        "Facebook",
        _facebook,
        lambda options: facebook.LIMITS,
        sunset=facebook.sunset,
        let_in=facebook_oauth.LET_IN,
        measures="free",
        amends=True,
    ),
    "threads": Kind(
        "Threads",
        _threads,
        lambda options: threads.LIMITS,
        let_in=threads_oauth.LET_IN,
        measures="free",
        instead=INSTEAD["threads"],
    ),
    "linkedin": Kind(
        "LinkedIn",
        _linkedin,
        lambda options: linkedin.LIMITS,
        sunset=linkedin_versions.sunset,
        let_in=linkedin_oauth.LET_IN,
        measures="free",
        amends=True,
    ),
    "discord": Kind("Discord", _discord, lambda options: discord.LIMITS, asked=False, amends=True),
}


def connect(kind: str, credentials: Mapping[str, str], world: World, guard: Guard | None = None) -> Poster | Mailer:
    """A client for this kind; reaches nothing yet. KeyError for a kind that does not exist."""
    return CHANNELS[kind].connect(credentials, world, guard)


def let_in_page(
    kind: str, said: Mapping[str, str], world: World, guard: Guard | None = None, *, state: str
) -> tuple[str, Mapping[str, str]]:
    """Where a member lets the desk in, and what must be known when they come back from there with `state` and a code.

    `said`: the app's {client_id, client_secret}, or the {server} that gives us one; {redirect_uri, verifier}. With the
    code beside it, `renew` makes it into tokens. Raises Retry or Disconnected; KeyError for a kind without such a page.
    """
    let_in = CHANNELS[kind].let_in
    if let_in is None:
        raise KeyError(kind)
    base, http = _server(kind, said, world, guard)
    with http:
        known = {**said, **(let_in.register(base, http, said["redirect_uri"]) if let_in.register else {})}
    return let_in.page(base, known, state), known


def limits(kind: str, options: Mapping[str, Any] | None = None) -> Limits:
    """What this kind accepts; for Mastodon as options["limits"] says. KeyError for mail and unknown kinds."""
    known = CHANNELS[kind].limits
    if known is None:
        raise KeyError(kind)
    return known(options or {})
