"""The site that an article stands on, told by where its links lead, and what in a line is this site's own.

No list of newsrooms is needed for that, and it is the same in every language, for addresses are in Latin letters.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import regex

from .part import Part, sentences
from .site_name import joined_names

MOST_LINKS = 30  # of one part that are looked at
_HOST = re.compile(r"https?://(?:www\.)?([a-z0-9][a-z0-9.-]*)(?:/|$)")  # of most addresses
_MAIL = regex.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,4}[a-z]{2,10})(?!\w)", regex.IGNORECASE)
_LEAST = 4  # letters of a site's name
_LONG = 12  # words of a link that is a sentence
_OF_ALL = {"www", "news", "com", "org", "net", "gov", "edu", "blog", "media", "press", "online", "info"}
_OPENING = 3  # words that a text may begin with for its first to be a site's name
_CLOSING = " \t.!?…»”\"'’)›→>"


def home_of(parts: list[Part]) -> str:
    """The host that most links lead to; empty if there are none."""
    hosts = Counter(host_of(link.url) for part in parts for link in part.links[:MOST_LINKS])
    return next((host for host, _ in hosts.most_common() if host), "")


def host_of(url: str) -> str:
    if found := _HOST.match(url):
        return found[1]
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def gives_own_mail(part: Part, home: str) -> bool:
    """It names an address by mail at this very site."""
    return "@" in part.text and any(_site(host.lower()) == _site(home) != "" for host in _MAIL.findall(part.text))


def names_site(part: Part, home: str) -> bool:
    """It has the site's name, as its address has it, in capitals: "The Cedar Desk" at cedardesk.example."""
    name = _site(home)
    return len(name) > _LEAST and name in joined_names(part.text)


def opens_with_site(part: Part, home: str) -> bool:
    """It begins with the site's name: "The Cedar Desk is a newsroom that …"."""
    return names_site(part, home) and _site(home) in joined_names(" ".join(part.text.split()[:_OPENING]))


def leads_to_own_channel(part: Part, home: str) -> bool:
    """It links to a place elsewhere that is called as this site is: its channel, its app, its page of a network."""
    name = _site(home)
    elsewhere = (link.url for link in part.links[:MOST_LINKS] if host_of(link.url) not in ("", home))
    return len(name) >= _LEAST and any(_is_called(url, name) for url in elsewhere)


def ends_in_call(part: Part, home: str) -> bool:
    """Its last sentence is a link to another page of the site, and nothing else: "… of the week. Read them all"."""
    last = part.links[-1].text.strip(_CLOSING) if part.links and home else ""
    if not last or not part.text.rstrip(_CLOSING).endswith(last) or host_of(part.links[-1].url) != home:
        return False
    said = sentences(part.text)
    return len(said) > 1 and len(said[-1].split()) <= _LONG and said[-1].strip(_CLOSING) == last


def _is_called(url: str, name: str) -> bool:
    """The name stands in the address behind its host, but for an address that holds another."""
    path = urlsplit(url)
    said = f"{path.path}?{path.query}".lower()
    return name in said.replace("-", "").replace("_", "") and "http" not in said


def _site(host: str) -> str:
    """The name in an address: "cedardesk" in www.cedardesk.co.uk."""
    pieces = [piece for piece in host.split(".")[:-1] if piece not in _OF_ALL and len(piece) >= _LEAST]
    return pieces[-1].replace("-", "") if pieces else ""
