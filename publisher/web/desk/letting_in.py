"""Connecting by signing in at the network: a member goes there, lets the desk in, and comes back with a code."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from publisher.channels import CHANNELS, let_in_page
from publisher.models import Channel, world
from publisher.outside import Guard
from publisher.ports import Disconnected, Failure
from publisher.practice import accounts

from . import testing
from .channels import keep
from .connecting import SECRET
from .pages import needs, refuse, say, show
from .signing_forms import SIGN_IN

AWAY_FOR = timedelta(minutes=15)
BEGIN = "Nothing was connected: this sign-in was begun elsewhere or too long ago. Begin it again."


@needs("connect")
def begin(request: HttpRequest, kind: str, channel_id: int = 0) -> HttpResponse:
    """Ask for the app; then show the way to the network's own page. Nothing is kept but in this browser's session."""
    if kind not in CHANNELS or CHANNELS[kind].let_in is None:
        raise Http404
    old = get_object_or_404(Channel, id=channel_id, kind=kind, deleted_at__isnull=True) if channel_id else None
    form = SIGN_IN[kind](request.POST or None, initial={"name": old.name if old else kind})
    if request.method == "POST" and form.is_valid():
        try:
            there = _prepare(request, kind, old, form.cleaned_data)
        except Failure as why:
            form.add_error(None, why.why)
        else:
            return show(request, "desk/sign_in_at.html", kind=CHANNELS[kind], there=there)
    status = 422 if form.errors else 200
    return show(
        request, "desk/sign_in_at.html", status=status, form=form, kind=CHANNELS[kind], slug=kind, secret=SECRET,
        back=_back(), old=old, app=accounts.APP,
    )  # fmt: skip


def _back() -> str:
    return f"{settings.SITE_URL}{reverse('signed-in-at')}"


def _prepare(request: HttpRequest, kind: str, old: Channel | None, said: dict[str, Any]) -> str:
    """What must be known when they come back, encrypted as credentials are; and the network's address.

    Raises Retry or Disconnected if a server that a member names gives us no app.
    """
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    asked = {name: value for name, value in said.items() if name != "name" and value}
    asked |= {"verifier": verifier, "redirect_uri": _back()}
    there, known = let_in_page(kind, asked, world(), Guard(), state=state)
    waiting = Channel(kind=kind)
    waiting.credentials = dict(known)
    request.session["signing_in"] = {
        "state": state, "kind": kind, "channel": old.id if old else 0, "name": said["name"],
        "locked": waiting.credentials_locked, "at": timezone.now().isoformat(),
    }  # fmt: skip
    return there


@needs("connect")
def come_back(request: HttpRequest) -> HttpResponse:
    """They are back: with a code, which becomes the channel's credentials, or with a no. Good once."""
    asked = request.session.pop("signing_in", None)
    state = request.GET.get("state", "")
    if not asked or not constant_time_compare(asked["state"], state) or _late(asked["at"]):
        refuse(request, BEGIN)
        return redirect("channels")
    kind = CHANNELS[asked["kind"]]
    if not (code := request.GET.get("code", "")):
        words = " ".join(request.GET.get("error_description", "").split())[:200]
        said = f" It said: {words}" if words else ""
        refuse(request, f"Nothing was connected: {kind.name} was not allowed to let the desk in.{said}")
        return redirect("channels")
    try:
        brought = Channel(credentials_locked=asked["locked"]).credentials | {"code": code}
    except Disconnected as why:  # the keys were changed meanwhile
        refuse(request, f"Nothing was connected. {why.why}")
        return redirect("channels")
    if kind.let_in is None or not kind.let_in.several:
        return _keep(request, asked, brought)
    return _offer(request, asked, brought)


def _offer(request: HttpRequest, asked: dict[str, Any], brought: dict[str, str]) -> HttpResponse:
    """Which of several it shall be; no question where there is but one. They wait encrypted in this session."""
    waiting = Channel(kind=asked["kind"])
    waiting.credentials = brought
    found, problem = testing.choices(waiting)
    if problem:
        refuse(request, f"Nothing was connected. {problem}")
        return redirect("channels")
    if len(found) == 1:
        return _keep(request, asked, dict(found[0].credentials))
    waiting.credentials = {"found": [asdict(one) for one in found]}
    again = {"locked": waiting.credentials_locked, "at": timezone.now().isoformat()}
    request.session["choosing"] = asked | again
    return redirect("choose-outlet")


@needs("connect")
def choose(request: HttpRequest) -> HttpResponse:
    """Which of the outlets that they may post to it shall be. Good once."""
    asked = request.session.get("choosing")
    if not asked or _late(asked["at"]):
        refuse(request, BEGIN)
        return redirect("channels")
    try:
        found = cast(list[dict[str, Any]], Channel(credentials_locked=asked["locked"]).credentials["found"])
    except Disconnected as why:
        refuse(request, f"Nothing was connected. {why.why}")
        return redirect("channels")
    chosen = next((one for one in found if one["number"] == request.POST.get("outlet")), None)
    if request.method == "POST" and chosen:
        del request.session["choosing"]
        return _keep(request, asked, chosen["credentials"])
    return show(
        request, "desk/choose_outlet.html", status=422 if request.method == "POST" else 200,
        kind=CHANNELS[asked["kind"]], found=found, mine=_mine(asked), none=request.method == "POST",
    )  # fmt: skip


def _old(asked: dict[str, Any]) -> Channel | None:
    return Channel.objects.filter(id=asked["channel"], kind=asked["kind"], deleted_at__isnull=True).first()


def _mine(asked: dict[str, Any]) -> set[str | None]:
    """What the channel that gets new credentials posted to until now."""
    with contextlib.suppress(Disconnected):  # the keys were lost, which is why it is connected again
        if old := _old(asked):
            return {old.credentials.get(name) for name in ("user_id", "organization")}
    return set()


def _keep(request: HttpRequest, asked: dict[str, Any], credentials: dict[str, str]) -> HttpResponse:
    """Connect the channel, if the network says yes to these credentials."""
    channel = _old(asked) or Channel(kind=asked["kind"])
    if problem := keep(channel, credentials | {"name": asked["name"]}, request):
        refuse(request, f"Nothing was connected. {problem}")
        return redirect("channels")
    channel.refresh_from_db()
    say(request, f"{CHANNELS[channel.kind].name} is connected as {channel.account}.")
    return redirect("channel", channel.id)


def _late(since: str) -> bool:
    return timezone.now() - datetime.fromisoformat(since) > AWAY_FOR
