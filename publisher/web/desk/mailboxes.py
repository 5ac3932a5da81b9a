"""The mailbox of a mail channel to which mails come back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from publisher.channels.mail.mailbox import Box
from publisher.models import Act, Channel
from publisher.outside import Forbidden, named
from publisher.ports import Disconnected
from publisher.sending import mailbox as boxes

from .pages import me, needs, posted, refuse, say

LINE = r"\A[^\x00-\x1f\x7f]*\Z"


class Mailbox(forms.Form):
    host = forms.CharField(
        label="Server", max_length=200, required=False,
        help_text="Its IMAP server, as imap.your.domain; encrypted, port 993. Empty: no mailbox is read.",
    )  # fmt: skip
    user = forms.RegexField(LINE, label="Name", max_length=200, required=False)
    password = forms.RegexField(
        LINE, label="Password", max_length=500, required=False, strip=False, help_text="Empty: as it is."
    )
    folder = forms.RegexField(r"\A[ -~]+\Z", label="Folder", max_length=200, required=False)

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"])
        try:
            alone = not host or named(f"https://{host}/")[0] == host.lower()
        except Forbidden:
            alone = False
        if not alone:
            raise forms.ValidationError("Give the server’s name alone, as imap.your.domain.")
        return host


def form_of(channel: Channel) -> Mailbox | None:
    """With what is known; only mail has one."""
    if channel.kind != "mail":
        return None
    box = _known(channel)
    return Mailbox(initial=box._asdict() | {"password": ""} if box else {"folder": "INBOX"})


@needs("connect")
@posted
def mailbox(request: HttpRequest, channel_id: int) -> HttpResponse:
    found = get_object_or_404(Channel, id=channel_id, kind="mail", deleted_at__isnull=True)
    form = Mailbox(request.POST)
    if not form.is_valid():
        wrong = "; ".join(f"{form[name].label}: {errors[0]}" for name, errors in form.errors.items())
        refuse(request, f"Not saved. {wrong}")
        return redirect("channel", found.id)
    box = _box(found, form.cleaned_data)
    if box and not (box.user and box.password):
        refuse(request, "Not saved. The mailbox wants a name and a password.")
        return redirect("channel", found.id)
    with transaction.atomic():
        boxes.choose(found.id, box)
        Act.objects.create(member=me(request), verb="mailbox", what=f"channel {found.name}")
    say(request, "Saved. Once live, it is read every two minutes." if box else "Saved. No mailbox is read.")
    return redirect("channel", found.id)


def _box(channel: Channel, said: dict[str, Any]) -> Box | None:
    """As it was given. A password that was not typed anew stays, but it is not told to another server."""
    if not said["host"]:
        return None
    old, password = _known(channel), said["password"]
    if not password and old and (old.host, old.user) == (said["host"], said["user"]):
        password = old.password
    return Box(said["host"], said["user"], password, said["folder"] or "INBOX")


def _known(channel: Channel) -> Box | None:
    """None also if no key opens it any more: then it is given anew."""
    try:
        return boxes.kept(channel)
    except Disconnected:
        return None
