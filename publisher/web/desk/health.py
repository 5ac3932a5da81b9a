"""Whether this desk is alive, for machines that watch it."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from publisher.responses.report import silent


def healthz(request: HttpRequest) -> HttpResponse:
    """200 and "ok", or 503 and a sentence."""
    try:
        dead = silent(timezone.now())
    except DatabaseError:
        return _say("The database does not answer.", 503)
    if dead:
        return _say(f"Not heard of lately: {', '.join(dead)}.", 503)
    return _say("ok", 200)


def _say(words: str, status: int) -> HttpResponse:
    return HttpResponse(
        words + "\n", status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
