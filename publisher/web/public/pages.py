"""What every page for readers shares: the newsroom's face, and that nobody learns who opened it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup, escape

from publisher.audience.speech import Speech, speech
from publisher.models import MailingList, Newsroom, Subscriber
from publisher.rendering.words import direction
from publisher.sending import pace

HOUR = timedelta(hours=1)
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address of the page is a reader's key
    "X-Robots-Tag": "noindex, nofollow",
}

Said = str | int | Sequence[MailingList]  # what is filled into a sentence


class Words:
    """A language's words as a page writes them: what is filled in stands apart, whichever way it runs."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.language, self.direction = speech.language, direction(speech.language)

    def __call__(self, name: str, *, strong: bool = False, **values: Said) -> Markup:
        """One of the words. Lists of the newsroom's are told by their names; an address may be `strong`."""
        filled = {key: self._apart(value, strong=strong and key == "address") for key, value in values.items()}
        return Markup(str(escape(self.speech.words[name])).format_map(filled))  # noqa: S704 (all of it is escaped)

    def _apart(self, value: Said, *, strong: bool) -> Markup:
        if not isinstance(value, str | int):
            names = [str(Markup("<bdi>{}</bdi>").format(one.name)) for one in value]
            return Markup(self.speech.listed(names))  # noqa: S704 (each is escaped above)
        apart = Markup("<bdi>{}</bdi>").format(value)
        return Markup("<b>{}</b>").format(apart) if strong else apart


def show(
    request: HttpRequest, template: str, *, status: int = 200, reader: Subscriber | None = None, **context: Any
) -> HttpResponse:
    """A page for readers, in the language of the one whose page it is. It needs no script, no cookie and nothing from
    elsewhere."""
    newsroom = Newsroom.objects.get()
    context |= {"newsroom": newsroom, "reader": reader, "say": Words(speech(newsroom, reader))}
    response = render(request, f"public/{template}", context, status=status)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """The one answer to every link that leads nowhere: unknown, not whole, ended. It tells nobody who is a reader."""
    return show(request, "said.html", status=404, title="gone", sentences=["gone_more", "gone_fresh"])


def too_often(request: HttpRequest) -> HttpResponse:
    return show(request, "said.html", status=429, title="busy", sentences=["busy_more"])


def in_time(request: HttpRequest, kind: str, *, limit: int) -> bool:
    """Whether this network may do this once more within the hour; False also while we cannot count."""
    return pace.allow(kind, str(request.META.get("REMOTE_ADDR", "")), limit=limit, per=HOUR)
