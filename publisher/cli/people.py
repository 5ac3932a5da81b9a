"""Who acts when a command is given, and whose list it is about."""

from __future__ import annotations

from publisher.models import MailingList, Member

from .answers import Refusal


def member_called(email: str) -> Member:
    """The active member with this address. Raises Refusal."""
    person = Member.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise Refusal(f"There is no member {email}: `publisher member add {email}` adds one.")
    return person


def acting_member(email: str | None) -> Member:
    """Whom --as names, else the only admin. Raises Refusal if that is not clear."""
    if email:
        return member_called(email)
    admins = list(Member.objects.filter(role=Member.ADMIN, is_active=True).order_by("id")[:2])
    if len(admins) != 1:
        raise Refusal("Say in whose name: --as editor@…, since there is not exactly one admin.")
    return admins[0]


def list_called(slug: str | None) -> MailingList:
    """The list with this short name, or the only one. Raises Refusal if it is not clear which."""
    known = list(MailingList.objects.order_by("id"))
    found = [one for one in known if slug in (None, one.slug)]
    if len(found) != 1:
        names = ", ".join(one.slug for one in known) or "none yet"
        raise Refusal(
            f"There is no list “{slug}”; there are: {names}." if slug else f"Say which list, --list: {names}."
        )
    return found[0]
