"""API tokens: made, shown once, found again by their hash, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from publisher.models import Act, ApiToken, Member, Newsroom
from publisher.models.token import SCOPES, token_hash

from . import approval

PREFIX = "publisher_"  # so that scanners of code and mails know a token that was left lying about


class BadToken(ValueError):
    """A token cannot be made so; the sentence says why."""


def make(
    member: Member, *, name: str, scopes: Collection[str], until: date | None, by: Member | None, now: datetime
) -> tuple[ApiToken, str]:
    """A new token and its words, which are shown now and never again. `until`: its last day, in the newsroom's zone.

    Raises BadToken (a sentence).
    """
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise BadToken("Say what the token is for, in up to 100 characters: “WordPress”.")
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise BadToken(f"Say what the token may do: {', '.join(SCOPES)}.")
    if not approval.may(member, "write"):
        raise BadToken(f"{member} may not write, and a token can do no more than its member.")
    expires_at = _end_of(until) if until else None
    if expires_at and expires_at <= now:
        raise BadToken("The token’s last day is over already.")
    words = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            token_hash=token_hash(words), member=member, name=name, scopes=chosen, expires_at=expires_at
        )
        said = f"{token.id} “{name}” for member {member.pk}: {', '.join(chosen)}"
        Act.objects.create(member=by, verb="make token", what=said[:200])
    return token, words


def _end_of(day: date) -> datetime:
    zone = Newsroom.objects.values_list("zone", flat=True).first() or "UTC"
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


def find(words: str, now: datetime) -> ApiToken | None:
    """The token with these words, if it is in force and its member is; also notes that it was used today."""
    found = (
        ApiToken.objects.select_related("member")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now), token_hash=token_hash(words), revoked_at=None)
        .filter(member__is_active=True)
        .first()
    )
    if found and found.last_used_on != now.date():
        ApiToken.objects.filter(id=found.id).update(last_used_on=now.date())
    return found


@transaction.atomic
def revoke(token: ApiToken, *, by: Member | None, now: datetime) -> bool:
    """End a token, for good; False if it was revoked before."""
    ended = ApiToken.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now) == 1
    if ended:
        Act.objects.create(member=by, verb="revoke token", what=f"{token.id} “{token.name}”"[:200])
    return ended
