"""The members of the newsroom, their roles, and their own passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.models import Act, Member, Newsroom, Notice
from publisher.sending import notices

from .pages import first_time, me, needs, once_token, posted, refuse, say, show, signed_in


class Invite(forms.Form):
    name = forms.CharField(label="Name", max_length=200, required=False)
    email = forms.EmailField(label="Address", max_length=254)
    role = forms.ChoiceField(label="Role", choices=Member.ROLES, initial=Member.AUTHOR)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if Member.objects.filter(email=email).exists():
            raise forms.ValidationError("This person is a member already; see the list.")
        return email


class Password(forms.Form):
    password = forms.CharField(
        label="New password", max_length=1000, help_text="At least 12 characters; a sentence is best."
    )
    again = forms.CharField(label="Once more", max_length=1000)

    def __init__(self, member: Member, *args: Any) -> None:
        super().__init__(*args)
        self.member = member

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.member)
        return password

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", "The two are not the same.")
        return said


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    return _people(request, Invite(), Password(me(request)))


def _people(request: HttpRequest, invite: Invite, password: Password) -> HttpResponse:
    return show(
        request, "desk/people.html", status=422 if invite.errors or password.errors else 200,
        members=Member.objects.order_by("-is_active", "name", "email"), invite=invite, password=password,
        roles=Member.ROLES, once=once_token(request), acts=Act.objects.select_related("member").order_by("-id")[:30],
    )  # fmt: skip


@needs("people")
@posted
def invite(request: HttpRequest) -> HttpResponse:
    form = Invite(request.POST)
    if not form.is_valid():
        return _people(request, form, Password(me(request)))
    if first_time(request):
        with transaction.atomic():
            member = Member.objects.create_user(**form.cleaned_data)
            notices.request(Notice.INVITATION, member=member, now=timezone.now())
            Act.objects.create(member=me(request), verb="invite", what=f"{member.email} as {member.role}"[:200])
        say(request, f"{member} was invited by mail.")
    return redirect("people")


@needs("people")
@posted
def invite_again(request: HttpRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(Member, id=member_id, is_active=True)
    notices.request(Notice.INVITATION, member=member, now=timezone.now())
    say(request, f"{member} gets a new invitation by mail.")
    return redirect("people")


@needs("people")
@posted
def change(request: HttpRequest, member_id: int) -> HttpResponse:
    """A new role, or in and out. There is always an admin."""
    member = get_object_or_404(Member, id=member_id)
    role, active = request.POST.get("role", member.role), request.POST.get("active", "yes") == "yes"
    if role not in dict(Member.ROLES):
        role = member.role
    with transaction.atomic():
        Newsroom.objects.select_for_update().get()  # one at a time: two admins could else demote one another
        others = Member.objects.filter(role=Member.ADMIN, is_active=True).exclude(id=member.id)
        if (role != Member.ADMIN or not active) and not others.exists():
            refuse(request, "Not changed: somebody must stay admin. Make another member admin first.")
            return redirect("people")
        Member.objects.filter(id=member.id).update(role=role, is_active=active)
        verb = "change role" if active else "deactivate"
        Act.objects.create(member=me(request), verb=verb, what=f"{member.email}: {role}"[:200])
    say(
        request,
        f"{member} is {dict(Member.ROLES)[role].lower()} now." if active else f"{member} can no longer sign in.",
    )
    return redirect("people")


@signed_in
@posted
def password(request: HttpRequest) -> HttpResponse:
    member = me(request)
    form = Password(member, request.POST)
    if not form.is_valid():
        return _people(request, Invite(), form)
    member.set_password(form.cleaned_data["password"])
    member.save(update_fields=["password"])
    update_session_auth_hash(request, member)  # this session stays, every other one ends
    say(request, "Your password was changed; every other session of yours has ended.")
    return redirect("people")
