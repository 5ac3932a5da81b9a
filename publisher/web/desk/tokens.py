"""Tokens for the programs that hand articles in: made, shown once, revoked."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.editing import approval
from publisher.editing import tokens as keys
from publisher.models import ApiToken, Member
from publisher.models.token import READ, SCOPES, WRITE

from .pages import first_time, me, needs, once_token, posted, say, show


class New(forms.Form):
    name = forms.CharField(label="What it is for", max_length=100, help_text="Such as “WordPress”.")
    write = forms.BooleanField(label=SCOPES[WRITE].capitalize(), required=False, initial=True, help_text=WRITE)
    read = forms.BooleanField(label=SCOPES[READ].capitalize(), required=False, initial=True, help_text=READ)
    until = forms.DateField(label="Its last day", required=False, help_text="Empty: until it is revoked.")

    def scopes(self) -> list[str]:
        return [scope for scope, name in ((WRITE, "write"), (READ, "read")) if self.cleaned_data[name]]


@needs("write")
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, for an admin everybody's. The form makes a new one, which this answer shows and no other."""
    if request.method != "POST":
        return _tokens(request, New())
    form = New(request.POST)
    if not form.is_valid():
        return _tokens(request, form)
    if not first_time(request):
        say(request, "The token was made already. If you did not copy it, revoke it and make another one.")
        return redirect("tokens")
    member, until = me(request), form.cleaned_data["until"]
    try:
        token, words = keys.make(
            member, name=form.cleaned_data["name"], scopes=form.scopes(), until=until, by=member, now=timezone.now()
        )
    except keys.BadToken as why:
        form.add_error(None, str(why))
        return _tokens(request, form)
    return _tokens(request, New(), made=token, words=words)


def _tokens(request: HttpRequest, form: New, *, made: ApiToken | None = None, words: str = "") -> HttpResponse:
    return show(
        request, "desk/tokens.html", status=422 if form.errors else 200, form=form, made=made, secret=words,
        tokens=_mine(me(request)).order_by("revoked_at", "-id"), scopes=SCOPES, once=once_token(request),
    )  # fmt: skip


@needs("write")
@posted
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(_mine(me(request)), id=token_id)
    if keys.revoke(token, by=me(request), now=timezone.now()):
        say(request, f"The token “{token}” was revoked. What uses it is refused from now on.")
    return redirect("tokens")


def _mine(member: Member) -> QuerySet[ApiToken]:
    found = ApiToken.objects.select_related("member")
    return found if approval.may(member, "people") else found.filter(member=member)
