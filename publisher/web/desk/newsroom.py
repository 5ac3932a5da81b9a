"""The newsroom's own settings, and the red button."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from publisher.editing import newsroom as settings
from publisher.models import Newsroom
from publisher.sending import stop as red_button
from publisher.web.words import plural

from .pages import me, needs, posted, say, show, signed_in


class Settings(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    website = forms.CharField(label="Website", max_length=2000, required=False)
    language = forms.CharField(label="Language", max_length=35)
    zone = forms.ChoiceField(label="Time zone", choices=[(name, name) for name in sorted(available_timezones())])
    colour = forms.CharField(label="Colour", max_length=7)
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
    alt_required = forms.BooleanField(
        label="Describe every picture", required=False,
        help_text="A picture without words for those who cannot see it stays away from networks; its post goes.",
    )  # fmt: skip
    hold_uncertain_mail = forms.BooleanField(
        label="Hold uncertain mails", required=False,
        help_text="A mail that may have arrived when something broke is not sent again; else it is, and is listed.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name in list(said):
            try:
                said[name] = settings.fit(name, said[name])
            except settings.BadSetting as why:
                self.add_error(name, str(why))
        return said


@signed_in
def newsroom(request: HttpRequest) -> HttpResponseBase:
    kept = Newsroom.objects.get()
    initial = {name: getattr(kept, name) for name in Settings.base_fields}
    if request.method == "POST":
        return save(request)
    return show(request, "desk/newsroom.html", form=Settings(initial=initial))


@needs("people")
def save(request: HttpRequest) -> HttpResponse:
    form = Settings(request.POST)
    if not form.is_valid():
        return show(request, "desk/newsroom.html", status=422, form=form)
    try:
        shown = settings.change(form.cleaned_data, member=me(request))
    except settings.BadSetting as why:
        form.add_error(None, str(why))
        return show(request, "desk/newsroom.html", status=422, form=form)
    say(request, "Saved." + (" Posts that have not left want approval again." if shown else ""))
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
