"""The way in and out: a password, or a link that works once."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from publisher.models import Act, SignInLink
from publisher.sending import pace

from .pages import posted, show

QUARTER = timedelta(minutes=15)
TOO_OFTEN = "Too many tries. Wait a quarter of an hour, or ask an admin for a sign-in link."
WRONG = "This address and password do not belong together. Check both, or ask an admin for a sign-in link."
BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next") or request.GET.get("next") or "/"
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    if request.user.is_authenticated:
        return redirect(back)
    if request.method != "POST":
        return show(request, "desk/sign_in.html", back=back, email="", why="")
    email = request.POST.get("email", "").replace("\0", "").strip().lower()[:254]
    if not (
        pace.allow("sign-in", email, limit=10, per=QUARTER, open_if_down=True)
        and pace.allow("sign-in-from", request.META.get("REMOTE_ADDR", ""), limit=60, per=QUARTER, open_if_down=True)
    ):
        return show(request, "desk/sign_in.html", status=429, back=back, email=email, why=TOO_OFTEN)
    member = authenticate(request, username=email, password=request.POST.get("password", "")[:1000])
    if member is None:
        return show(request, "desk/sign_in.html", status=422, back=back, email=email, why=WRONG)
    login(request, member)
    return redirect(back)


def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button (mail programs open links by themselves), POST signs in, once."""
    now = timezone.now()
    link = SignInLink.objects.filter(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        used_at__isnull=True, expires_at__gt=now, member__is_active=True,
    )  # fmt: skip
    found = link.select_related("member").first()
    if found is None:
        return show(request, "desk/sign_in_link.html", status=410, member_name="")
    if request.method != "POST":
        return show(request, "desk/sign_in_link.html", member_name=str(found.member))
    if link.update(used_at=now) != 1:
        return show(request, "desk/sign_in_link.html", status=410, member_name="")
    login(request, found.member, backend=BACKEND)
    Act.objects.create(member=found.member, verb="signed in", what="by a one-time link")
    return redirect("home")


@posted
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")
