"""The newsroom's own settings, and the red button."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from publisher.audience.addresses import BadAddress
from publisher.audience.addresses import read as read_address
from publisher.models import Act, Newsroom, Post
from publisher.models.post import OPEN
from publisher.sending import stop as red_button
from publisher.sources.clean import clean_url
from publisher.web.words import plural

from .pages import me, needs, posted, say, show, signed_in


class Settings(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    website = forms.CharField(label="Website", max_length=2000, required=False)
    language = forms.RegexField(
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", label="Language", max_length=35,
        error_messages={"invalid": "Write the language as “en”, “ta”, “ar” …"},
    )  # fmt: skip
    zone = forms.CharField(label="Time zone", max_length=64, help_text="For example Asia/Colombo or Europe/Berlin.")
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label="Colour", error_messages={"invalid": "A colour looks like #8a1c1c."}
    )
    sender_name = forms.CharField(label="Sender’s name", max_length=200)
    sender_address = forms.CharField(label="Sender’s address", max_length=254)
    reply_to = forms.CharField(label="Replies go to", max_length=254, required=False, help_text="Empty: to the sender.")
    postal_address = forms.CharField(
        label="Postal address", max_length=1000, required=False,
        help_text="In every mail. A PO box will do: an office endangers staff.",
    )  # fmt: skip
    two_people = forms.BooleanField(
        label="Two people", required=False, help_text="Whoever edited an article last may not approve its posts.",
    )  # fmt: skip
    hold_uncertain_mail = forms.BooleanField(
        label="Hold uncertain mails", required=False,
        help_text="A mail that may have arrived when something broke is not sent again; else it is, and is listed.",
    )  # fmt: skip

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError(
                f"There is no time zone “{zone[:40]}”; write it as Asia/Colombo or Europe/Berlin."
            )
        return ZoneInfo(zone).key

    def clean_website(self) -> str:
        link = clean_url(str(self.cleaned_data["website"]))
        if self.cleaned_data["website"] and not link.startswith("http"):
            raise forms.ValidationError("This is not a link; it starts with https://.")
        return link

    def clean_sender_address(self) -> str:
        return self._address("sender_address")

    def clean_reply_to(self) -> str:
        return self._address("reply_to") if self.cleaned_data["reply_to"].strip() else ""

    def clean_sender_name(self) -> str:
        return re.sub(r"[\x00-\x1f\x7f]+", " ", str(self.cleaned_data["sender_name"])).strip()

    def _address(self, name: str) -> str:
        try:
            return read_address(str(self.cleaned_data[name]))
        except BadAddress as why:
            raise forms.ValidationError(str(why)) from why


# What stands in letters: a change of it renders them anew and takes approval back.
SHOWN = {"name", "website", "language", "zone", "colour", "sender_name", "sender_address", "reply_to", "postal_address"}


@signed_in
def newsroom(request: HttpRequest) -> HttpResponse:
    kept = Newsroom.objects.get()
    initial = {name: getattr(kept, name) for name in Settings.base_fields}
    if request.method == "POST":
        return save(request)
    return show(request, "desk/newsroom.html", form=Settings(initial=initial))


@needs("people")
def save(request: HttpRequest) -> HttpResponse:
    kept = Newsroom.objects.get()
    form = Settings(request.POST, initial={name: getattr(kept, name) for name in Settings.base_fields})
    if not form.is_valid():
        return show(request, "desk/newsroom.html", status=422, form=form)
    with transaction.atomic():
        Newsroom.objects.filter(id=kept.id).update(**form.cleaned_data)
        if SHOWN & set(form.changed_data):
            Post.objects.filter(state__in=sorted(OPEN)).update(content_hash="", stage="")
        Act.objects.create(member=me(request), verb="edit newsroom", what=", ".join(form.changed_data)[:200])
    say(
        request, "Saved." + (" Posts that have not left want approval again." if SHOWN & set(form.changed_data) else "")
    )
    return redirect("newsroom")


@needs("stop")
def stop(request: HttpRequest) -> HttpResponse:
    """GET asks, POST stops."""
    if request.method != "POST":
        return show(request, "desk/stop.html")
    waiting = red_button.stop(me(request), timezone.now())
    say(
        request,
        f"Stopped. {plural(waiting, 'post or mail waits', 'posts and mails wait')}; what had left is not called back.",
    )
    return redirect("home")


@needs("stop")
@posted
def resume(request: HttpRequest) -> HttpResponse:
    waiting = red_button.resume(me(request))
    say(
        request, f"Going on with {plural(waiting, 'post or mail', 'posts and mails')}. What became late asks you first."
    )
    return redirect("home")
