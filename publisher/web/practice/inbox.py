"""What the practice world received: every mail and every post, as they came."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from publisher.models import Newsroom
from publisher.practice.control import Control, NotThere
from publisher.web.desk.compose import framed
from publisher.web.desk.pages import show, signed_in

PAGE = 50


def control() -> Control:
    """The running practice world. Raises NotThere."""
    if not Newsroom.objects.filter(practice=True).exists():
        raise NotThere("This newsroom is live; there is no practice world.")
    try:
        found = json.loads((settings.DATA_DIR / "practice.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        raise NotThere("The practice world is not running; `publisher up` starts it.") from None
    return Control(found["control"])


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    why, mails, sent, count = "", [], [], 0
    to = request.GET.get("to", "").strip()[:320]
    try:
        with control() as world:
            count = world.counts().get("mail", 0)
            mails = _newest(world, to, count)
            sent = world.sent(deleted=True)
    except NotThere as problem:
        why = str(problem)
    return show(
        request, "desk/practice.html", why=why, mails=mails, posts=sent[::-1][:PAGE], mail_count=count, to=to, page=PAGE
    )


def _newest(world: Control, to: str, count: int) -> list[dict[str, Any]]:
    if to:
        return world.inbox(to=to)[::-1][:PAGE]
    last = world.inbox(limit=1)
    first_id = last[0]["id"] if last else 0
    return world.inbox(after=max(0, first_id + count - PAGE - 1))[::-1][:PAGE]


@signed_in
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    return show(request, "desk/practice_mail.html", mail=_mail(mail_id, raw=True))


@signed_in
def mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    return framed(str(_mail(mail_id)["html"]))


def _mail(mail_id: int, *, raw: bool = False) -> dict[str, Any]:
    try:
        with control() as world:
            found = [one for one in world.inbox(after=mail_id - 1, limit=1, raw=raw) if one["id"] == mail_id]
    except NotThere:
        raise Http404 from None
    if not found:
        raise Http404
    return found[0]
