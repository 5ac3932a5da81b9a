"""A story that a machine hands in: kept once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from publisher.models import ApiAnswer, ApiToken, Article, Newsroom
from publisher.story import Story

from . import intake

REMEMBERED = timedelta(days=2)

Answer = dict[str, Any]


class OtherBody(Exception):
    """This Idempotency-Key came before, with another body."""


@dataclass(frozen=True)
class Request:
    """One request to hand in: whose, under which Idempotency-Key ("" for none), and what it said."""

    token: ApiToken
    key: str
    body_hash: str


def body_hash(data: Any) -> str:
    """One hash for one JSON value, however it is spaced and its names are ordered."""
    said = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def answered(request: Request, now: datetime) -> Answer | None:
    """What this request was answered before. Raises OtherBody."""
    if not request.key:
        return None
    since = now - REMEMBERED
    found = ApiAnswer.objects.filter(token=request.token, key=request.key, made_at__gt=since).first()
    if found and found.body_hash != request.body_hash:
        raise OtherBody
    return dict(found.answer) if found else None


@transaction.atomic
def keep(
    request: Request, story: Story, *, again: bool, say: Callable[[Article], Answer], now: datetime
) -> tuple[Answer, bool]:
    """Keep the story, and what is answered to it, in one transaction; True if it was answered before and nothing done.

    `say` makes the answer. Raises intake.Known, and OtherBody.
    """
    # One at a time: of two with the same key the second finds what the first was answered.
    Newsroom.objects.select_for_update().first()
    if (before := answered(request, now)) is not None:
        return before, True
    ApiAnswer.objects.filter(made_at__lte=now - REMEMBERED).delete()
    article = intake.keep(story, member=request.token.member, again=again)
    intake.ride(article, story, member=request.token.member)
    answer = say(article)
    if request.key:
        ApiAnswer.objects.create(
            token=request.token, key=request.key, body_hash=request.body_hash, answer=answer, made_at=now
        )
    return answer, False
