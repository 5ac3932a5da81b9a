"""The organisation, the people in it, and what they did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Newsroom(models.Model):
    """The one newsroom of this installation. `Newsroom.objects.get()` is it; there is never a second row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    website = models.URLField(default="", blank=True)
    language = models.CharField(max_length=35, default="en")
    zone = models.CharField(max_length=64, default="UTC")  # IANA
    colour = models.CharField(max_length=7, default="#8a1c1c")
    sender_name = models.CharField(max_length=200)
    sender_address = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, default="", blank=True)
    postal_address = models.TextField(default="", blank=True)  # a PO box will do: an office endangers staff
    practice = models.BooleanField(default=True)  # changed by go-live alone
    stopped_at = models.DateTimeField(null=True, blank=True)  # the red button
    two_people = models.BooleanField(default=False)  # whoever edited last may not approve
    alt_required = models.BooleanField(default=True)  # a picture without a description stays away from networks
    hold_uncertain_mail = models.BooleanField(default=False)  # else it is sent again, marked possibly twice

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_newsroom")]

    def __str__(self) -> str:
        return self.name

    @property
    def domain(self) -> str:
        """The domain that mail is sent from, as an A-label."""
        return self.sender_address.rpartition("@")[2].encode("idna").decode()


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        member = self.model(email=email.strip().lower(), **fields)
        member.set_password(password)  # None: no password, sign-in link only
        member.save()
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email=(username or "").strip().lower())


class Member(AbstractBaseUser):
    """A person in the newsroom. Roles are checked in one place, editing/approval.py."""

    ADMIN, EDITOR, AUTHOR = "admin", "editor", "author"
    ROLES = [(ADMIN, "Admin"), (EDITOR, "Editor"), (AUTHOR, "Author")]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, default="", blank=True)
    role = models.CharField(max_length=10, choices=ROLES, default=AUTHOR)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[MemberManager] = MemberManager()

    def __str__(self) -> str:
        return self.name or self.email


class SignInLink(models.Model):
    """A way in that works once: within ten minutes, from an invitation within three days. Kept as a hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Act(models.Model):
    """An act of consequence: who did what to what, when. Only ever inserted."""

    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    verb = models.CharField(max_length=40)
    what = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)


class Heartbeat(models.Model):
    """When a worker or the clock was last alive."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()


def doubted_mail_waits() -> bool:
    """Whether a mail that may have arrived waits for a person: as the newsroom wishes, and always where there are
    several relays: nothing is tried on the second while its fate on the first is unknown.
    """
    return len(settings.SMTP_URL.split()) > 1 or Newsroom.objects.filter(hold_uncertain_mail=True).exists()
