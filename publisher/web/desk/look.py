"""The newsroom's colour as a style sheet of its own, since no page may carry inline styles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from publisher.models import Newsroom
from publisher.web.colour import sheet


def colour(request: HttpRequest) -> HttpResponse:
    newsroom = Newsroom.objects.first()
    return HttpResponse(
        sheet(newsroom.colour) if newsroom else "",
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=86400"},
    )
