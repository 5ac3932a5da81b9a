"""What every page for readers shares: the newsroom's face, and that nobody learns who opened it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publisher.models import Newsroom
from publisher.sending import pace

HOUR = timedelta(hours=1)
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address of the page is a reader's key
    "X-Robots-Tag": "noindex, nofollow",
}


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page for readers. It needs no script, no cookie and nothing from elsewhere."""
    response = render(request, f"public/{template}", {"newsroom": Newsroom.objects.get(), **context}, status=status)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def say(request: HttpRequest, title: str, *sentences: str, status: int = 200) -> HttpResponse:
    """A page that only says something."""
    return show(request, "said.html", status=status, title=title, sentences=sentences)


def gone(request: HttpRequest) -> HttpResponse:
    """The one answer to every link that leads nowhere: unknown, not whole, ended. It tells nobody who is a reader."""
    return say(
        request,
        "This link leads nowhere",
        "It may have ended, or not all of it was copied. If it came in a mail, open it from there once more.",
        "Every newsletter of ours has a fresh link at its end.",
        status=404,
    )


def too_often(request: HttpRequest) -> HttpResponse:
    return say(
        request,
        "Please try again later",
        "More is asked of this page than we can answer at the moment. In an hour it works again.",
        status=429,
    )


def in_time(request: HttpRequest, kind: str, *, limit: int) -> bool:
    """Whether this network may do this once more within the hour; False also while we cannot count."""
    return pace.allow(kind, str(request.META.get("REMOTE_ADDR", "")), limit=limit, per=HOUR)
