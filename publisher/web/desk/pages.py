"""What every page of the desk shares: who is signed in, what may be done, what was said, and what is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import get_random_string

from publisher.editing import approval, schedule
from publisher.models import Member, Newsroom
from publisher.responses import report

View = Callable[..., HttpResponseBase]

REFUSALS = {
    "write": "Only members who write may do this. Ask an admin to change your role on the page People.",
    "approve": "Only editors and admins may approve what goes out. Ask one of them to look at it.",
    "follow": "Only editors and admins add, change and remove feeds. Ask one of them.",
    "connect": "Only admins connect and disconnect channels. Ask one of them.",
    "people": "Only admins may do this. Ask one of them.",
    "stop": "Your role may not stop the newsroom. Ask an editor or an admin.",
}


def me(request: HttpRequest) -> Member:
    """The member who is signed in; only behind `signed_in`."""
    member = request.user
    if not isinstance(member, Member):
        raise PermissionDenied("Please sign in first.")
    return member


def signed_in(view: View) -> View:
    """Only for members: others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        back = request.get_full_path() if request.method == "GET" else _came_from(request)
        if request.headers.get("X-Unsaved"):
            return HttpResponse(status=401)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": "/sign-in/"})
        return redirect_to_login(back)

    return guarded


def _came_from(request: HttpRequest) -> str:
    """The page of ours that this form stood on: what was typed there stands there again after signing in."""
    here = f"{request.scheme}://{request.get_host()}"
    came_from = request.headers.get("Referer", "")
    return came_from.removeprefix(here) if came_from.startswith(here + "/") else "/"


def needs(verb: str) -> Callable[[View], View]:
    """Only for members whose role may do this."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not approval.may(me(request), verb):
                raise PermissionDenied(REFUSALS[verb])
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def posted(view: View) -> View:
    """Only by a form: opening the address changes nothing and says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return error(
                request, 405, "Nothing was done.", "This address takes a form only. Go back and press its button."
            )
        try:
            return view(request, *args, **kwargs)
        except (schedule.Cannot, schedule.Blocked, schedule.BadTime, approval.NotAllowed) as why:
            return error(request, 409, "Nothing was changed.", str(why))

    return guarded


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the desk, with what stands on every one of them."""
    newsroom = Newsroom.objects.get()
    member = request.user if isinstance(request.user, Member) else None
    now = timezone.now()
    context |= {
        "newsroom": newsroom,
        "member": member,
        "may": {verb: bool(member and approval.may(member, verb)) for verb in REFUSALS},
        "now": now,
        "said": request.session.pop("said", "") if member else "",
        "refused": request.session.pop("refused", "") if member else "",
        "troubles": report.troubles(now) if member else [],
        "here": request.resolver_match.url_name if request.resolver_match else "",
    }
    return render(request, template, context, status=status)


def part(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A piece of a page, for htmx."""
    return render(request, template, {"newsroom": Newsroom.objects.get(), "now": timezone.now(), **context})


def error(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """A page that says what is wrong and what to do next. Asks the database nothing."""
    came_from = request.headers.get("Referer", "")
    here = f"{request.scheme}://{request.get_host()}/" if status != 400 else "\0"  # 400 may be about the host's name
    context = {"title": title, "advice": advice, "back": came_from if came_from.startswith(here) else ""}
    return render(request, "error.html", context, status=status)


def whole(text: str) -> int:
    """The number that a form brought; 0 for whatever is none of ours ("²", "abc", more than nine digits)."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def say(request: HttpRequest, sentence: str) -> None:
    """What the next page says at its top: it was done."""
    request.session["said"] = sentence


def refuse(request: HttpRequest, sentence: str) -> None:
    """What the next page says at its top: it was not done, and why."""
    request.session["refused"] = sentence


def once_token(request: HttpRequest) -> str:
    """A token for one pressing of one form by this member."""
    return signing.dumps([me(request).pk, get_random_string(16)], salt="once")


def first_time(request: HttpRequest) -> bool:
    """Whether this form comes for the first time; a second click, on any process, is told that it is not.

    Raises PermissionDenied if the form carries no token of ours, of this member and of this day.
    """
    token = request.POST.get("once", "")
    try:
        owner, _ = signing.loads(token, salt="once", max_age=timedelta(days=1))
    except signing.BadSignature:
        owner = None
    if owner != me(request).pk:
        raise PermissionDenied("This form is too old. Open the page again and press the button there.")
    # A session row is the one thing Django keeps that is unique, ends by itself and needs no Redis.
    key = "once" + hashlib.sha256(token.encode()).hexdigest()[:32]
    try:
        with transaction.atomic():
            Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=1))
    except IntegrityError:
        return False
    return True
