"""What makes going live unsafe. Each finding says what to do; nothing here changes anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
from django.conf import settings
from django.utils import timezone

from .channels import CHANNELS, connect
from .channels.mail.dkim import BadKey, Key
from .channels.mail.providers import PROVIDERS
from .models import Member, Newsroom, Post
from .models.post import SENDING
from .ports import Failure, World
from .sending import signing

KEYS = ("SECRET_KEY", "ADDRESS_KEY", "LINK_KEY", "CREDENTIALS_KEY")
SHORTEST_KEY = 32  # characters
SUNSET_NEAR = timedelta(days=60)
NOBODYS = (
    "example",
    "invalid",
    "test",
    "localhost",
    "local",
    "internal",
)  # RFC 2606, RFC 6762: no mail leaves from there


Level = Literal["fine", "look", "blocked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: fine; look (a person should); blocked (unsafe, or dead). `mend` says what to do."""

    level: Level
    code: str
    message: str
    mend: str = ""


Txt = Callable[[str], list[str]]  # the TXT records of a name; raises OSError if they could not be asked for


def txt_records(name: str) -> list[str]:
    try:
        return [b"".join(row.strings).decode(errors="replace") for row in dns.resolver.resolve(name, "TXT", lifetime=4)]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as why:
        raise OSError(str(why)) from why


def going_live(txt: Txt = txt_records) -> list[Finding]:
    """Everything that speaks for and against leaving practice mode."""
    newsroom = Newsroom.objects.get()
    return [
        *_keys(),
        *_site(),
        *_sender(newsroom),
        *_people(),
        *relay(settings.SMTP_URL, newsroom.domain),
        *_dns(newsroom, txt),
        *dkim(newsroom.domain, txt),
        *versions(timezone.now().date()),
        *_under_way(),
    ]


def versions(today: date) -> Iterator[Finding]:
    """What we speak with a network and it will soon not understand any more."""
    for name, kind in CHANNELS.items():
        ends = kind.sunset(settings.BASE_URLS[name]) if kind.sunset else None
        if ends and ends - today <= SUNSET_NEAR:
            when = f"ended on {ends}" if ends <= today else f"ends on {ends}"
            words = f"The version of {kind.name}’s API that we speak {when}."
            yield Finding("look", "api_version", words, f"Name a newer one in {name.upper()}_BASE_URL.")


def safe(findings: list[Finding]) -> bool:
    return all(finding.level != "blocked" for finding in findings)


def _keys() -> Iterator[Finding]:
    recipe = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    mend = f"Put {', '.join(KEYS)} into the environment, each made by: {recipe}"
    if not settings.KEYS_FROM_ENVIRONMENT:
        yield Finding("blocked", "keys", "The keys are those that practice made for itself, beside the data.", mend)
        return
    keys = [settings.SECRET_KEY, settings.ADDRESS_KEY, settings.LINK_KEY, *settings.CREDENTIALS_KEYS]
    made = settings.DATA_DIR / "practice-keys.json"
    known = set(json.loads(made.read_text()).values()) if made.exists() else set()
    if known & set(keys):
        yield Finding("blocked", "keys", "A key in the environment is one that lies in DATA_DIR, too.", mend)
    elif len(set(keys)) < len(keys) or min(map(len, keys)) < SHORTEST_KEY:
        yield Finding("blocked", "keys", f"Keys must differ and have {SHORTEST_KEY} characters or more.", mend)
    else:
        yield Finding("fine", "keys", "The keys come from the environment.")


def _site() -> Iterator[Finding]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" or _on_loopback(site.hostname or "") or _nobodys(site.hostname or ""):
        yield Finding(
            "blocked", "site", f"Readers cannot reach {settings.SITE_URL} safely.",
            "Set SITE_URL to the https address at which a proxy serves this desk's public pages.",
        )  # fmt: skip
    else:
        yield Finding("fine", "site", f"Readers reach this desk at {settings.SITE_URL}.")


def _sender(newsroom: Newsroom) -> Iterator[Finding]:
    if _nobodys(newsroom.domain) or "." not in newsroom.domain:
        yield Finding(
            "blocked", "sender", f"Nobody can send from {newsroom.sender_address or 'no address'}.",
            "Set the newsroom's own sender address: publisher newsroom --sender-address letter@your.domain",
        )  # fmt: skip
    else:
        yield Finding("fine", "sender", f"Newsletters come from {newsroom.sender_address}.")
    if not newsroom.postal_address.strip():
        yield Finding(
            "blocked", "postal_address", "There is no postal address; many countries’ law wants one in every letter.",
            "Set one, a PO box will do: publisher newsroom --postal-address '…'",
        )  # fmt: skip
    else:
        yield Finding("fine", "postal_address", "Every letter carries a postal address.")


def _people() -> Iterator[Finding]:
    admins = Member.objects.filter(role=Member.ADMIN, is_active=True)
    if any(admin.has_usable_password() for admin in admins):
        yield Finding("fine", "admin", "An admin can sign in with a password.")
    else:
        yield Finding(
            "blocked", "admin", "No admin has a password, and one-time links end with practice.",
            "publisher member add you@your.domain --role admin, then: publisher member password you@your.domain",
        )  # fmt: skip


def relay(urls: str, domain: str) -> Iterator[Finding]:
    """Whether the relays take us in, by asking each as the sending domain."""
    for number, url in enumerate(urls.split()):
        known = PROVIDERS.get(urlsplit(url).scheme)
        host = known.name if known else urlsplit(url).hostname or ""
        if known and not (settings.MAIL_HOOK_SECRET or settings.MAIL_HOOK_KEY):
            yield Finding(
                "look", "events", f"{known.name} cannot tell what bounced and who complained.",
                "Set MAIL_HOOK_SECRET or MAIL_HOOK_KEY, and give it the address; docs/operators/mail.md says which.",
            )  # fmt: skip
        try:
            connect("mail", {"domain": domain}, World(practising=False, relay=url)).probe()
        except Failure as why:
            yield Finding(
                "look" if number else "blocked",
                "relay",
                f"The {'spare ' if number else ''}relay {host} does not take us in: {why.why}",
                "Correct SMTP_URL, or mend the relay.",
            )
        else:
            yield Finding("fine", "relay", f"The relay {host} takes us in.")


def _dns(newsroom: Newsroom, txt: Txt) -> Iterator[Finding]:
    """What receivers look up: SPF for where bounces go to, DMARC for the sender."""
    domain = newsroom.domain
    if _nobodys(domain):
        return
    level = _unpublished()
    bounces = settings.BOUNCE_ADDRESS.rpartition("@")[2] or domain
    if bounces != domain and not bounces.endswith(f".{domain}"):
        yield Finding(
            "look", "bounces", f"Bounces go to {bounces}, so SPF does not speak for {domain}.",
            f"Let BOUNCE_ADDRESS be at {domain} or below it: b@b.{domain}",
        )  # fmt: skip
    for code, name, start, record in (
        ("spf", bounces, "v=spf1", "v=spf1 a mx include:<your relay> -all"),
        ("dmarc", f"_dmarc.{domain}", "v=DMARC1", "v=DMARC1; p=none; rua=mailto:postmaster@" + domain),
    ):
        try:
            found = any(words.lower().startswith(start.lower()) for words in txt(name))
        except OSError:
            yield Finding("look", code, f"The name server could not be asked about {name}.", "Try again later.")
            continue
        if found:
            yield Finding("fine", code, f"{name} has its {code.upper()} record.")
        else:
            yield Finding(
                level,
                code,
                f"{name} has no {code.upper()} record; big mailboxes will refuse.",
                f"Add a TXT record to {name}: {record}",
            )


def dkim(domain: str, txt: Txt = txt_records) -> Iterator[Finding]:
    """Whether the desk can sign its mail, with keys that receivers find."""
    try:
        every = list(signing.every())
    except BadKey as why:
        yield Finding("blocked", "dkim", str(why), "Correct DKIM_KEYS or the file; docs/operators/mail.md says how.")
        return
    keys = signing.keys(domain)
    if not keys:
        others = " It has " + ", ".join(key.name for key in every) + "." if every else ""
        yield Finding(
            "look", "dkim", f"The desk does not sign what comes from {domain}.{others}",
            "The relay must sign it (DKIM), or big mailboxes refuse; or name a key of the domain in DKIM_KEYS.",
        )  # fmt: skip
    elif all(key.algorithm == "ed25519" for key in keys):
        yield Finding(
            "look", "dkim", "The only DKIM key is Ed25519, which many receivers cannot read.", "Add one of RSA to it."
        )
    if not _nobodys(domain):
        yield from (_published(key, txt) for key in keys)


def _published(key: Key, txt: Txt) -> Finding:
    mend = f"Let the TXT record of {key.name} say: {key.record}"
    try:
        records = txt(key.name)
    except OSError:
        return Finding("look", "dkim", f"The name server could not be asked about {key.name}.", "Try again later.")
    if any(key.public in "".join(record.split()) for record in records):
        return Finding("fine", "dkim", f"Mail is signed, and {key.name} has the key.")
    if records:
        return Finding(_unpublished(), "dkim", f"{key.name} holds another key than the one that signs mail.", mend)
    return Finding(_unpublished(), "dkim", f"{key.name} has no record, so nobody can check a signature.", mend)


def _unpublished() -> Level:
    """How bad a missing record is. A relay on loopback may be a test: then it is only a warning."""
    return "look" if _on_loopback(urlsplit(settings.SMTP_URL.split()[0]).hostname or "") else "blocked"


def _under_way() -> Iterator[Finding]:
    if count := Post.objects.filter(state=SENDING).count():
        yield Finding(
            "blocked", "under_way", f"{count} practice posts are being sent at this moment.",
            "Wait until they are sent, or cancel them: publisher post list --state sending",
        )  # fmt: skip


def _nobodys(host: str) -> bool:
    labels = host.lower().rstrip(".").split(".")
    return labels[-1] in NOBODYS or labels[-2:] in (["example", "com"], ["example", "org"], ["example", "net"])


def _on_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
