"""Nothing typed is lost: forms are kept while their member types, and stand again after a crash or a closed window."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from publisher.models import Article, Member, Unsaved

MOST_BYTES = 2 * 1024 * 1024  # of one form
MOST = 60  # forms of one member; the oldest go first
REMEMBERED = timedelta(days=30)
EDITING = timedelta(minutes=15)  # after the last key, a member is no longer said to be editing
_NUMBER = re.compile(r"[0-9]{1,9}")


class TooLong(ValueError):
    """More than is kept of one form; the sentence says what to do."""


def keep(
    member: Member, place: str, form: str, *, page: str, takes: str, article: Article | None, now: datetime
) -> None:
    """Keep a form as it stands on this page. Raises TooLong.

    `takes` ("id:saves") names the row whose words the page began with. It becomes this page's, unless another page has
    gone on with it: then both are kept.
    """
    if len(form) > MOST_BYTES:
        raise TooLong("This is too long to be kept while you type. Save it before you leave this page.")
    fresh = {"form": form, "typed_at": now, "saves": F("saves") + 1}
    mine = Unsaved.objects.filter(member=member, place=place)
    if mine.filter(page=page).update(**fresh):
        return
    try:
        with transaction.atomic():
            if _taken(mine, takes).update(page=page, **fresh):
                return
            Unsaved.objects.create(member=member, place=place, page=page, article=article, form=form, typed_at=now)
    except IntegrityError:  # the same page, at the same moment
        mine.filter(page=page).update(**fresh)
        return
    newest = Unsaved.objects.filter(member=member).order_by("-typed_at", "-id").values_list("id", flat=True)
    Unsaved.objects.filter(id__in=list(newest[MOST:])).delete()


def newest(member: Member, place: str) -> Unsaved | None:
    """What this member typed there last and did not save."""
    return Unsaved.objects.filter(member=member, place=place).order_by("-typed_at", "-id").first()


def shown(member: Member, place: str, *, page: str, takes: str) -> Unsaved | None:
    """The row that keeps what stands on this page: its own, else the one that it began with."""
    mine = Unsaved.objects.filter(member=member, place=place)
    return mine.filter(page=page).first() or _taken(mine, takes).first()


def drop(member: Member, place: str, *, page: str, takes: str) -> None:
    """Forget what this page typed, and what it began with: it was saved, or is not wanted."""
    mine = Unsaved.objects.filter(member=member, place=place)
    mine.filter(page=page).delete()
    _taken(mine, takes).delete()


def editors(article: Article, member: Member, now: datetime) -> list[Unsaved]:
    """The newest words of each other member who is editing this article or a post of it at this moment."""
    typed = Unsaved.objects.filter(article=article, typed_at__gt=now - EDITING).exclude(member=member)
    newest_of = {one.member_id: one for one in typed.select_related("member").order_by("typed_at", "id")}
    return list(newest_of.values())


def forget(now: datetime) -> None:
    Unsaved.objects.filter(typed_at__lte=now - REMEMBERED).delete()


def _taken(mine: QuerySet[Unsaved], takes: str) -> QuerySet[Unsaved]:
    """The row that a page began with, if it is still as it was shown there."""
    row, _, saves = takes.partition(":")
    if not (_NUMBER.fullmatch(row) and _NUMBER.fullmatch(saves)):
        return mine.none()
    return mine.filter(id=int(row), saves=int(saves))
