"""Articles that machines hand in, and what became of them. Nothing is ever published from here: an editor does that."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from publisher.editing import handed_in, intake, lessons
from publisher.models import ApiToken, Article
from publisher.models.token import READ, WRITE
from publisher.responses import report
from publisher.sources import api
from publisher.sources.strict_json import NotJson, Problem, Wrong, parse

from .entrance import entrance
from .problems import named, problem

POST_FIELDS = ("id", "channel", "kind", "part", "edition", "state", "due_at", "sent_at", "url", "why", "counts")


class _Refused(Exception):
    """The answer is given already."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.answer = answer


@entrance(POST=WRITE)
def articles(request: HttpRequest, token: ApiToken) -> HttpResponse:
    """Keep a story: 201, or 409 where it is here already. With an Idempotency-Key once, however often it is sent."""
    try:
        key = _key(request)
        data = _json(request)
        asked = handed_in.Request(token, key, handed_in.body_hash(data))
        if (before := handed_in.answered(asked, timezone.now())) is not None:
            return _created(before, replayed=True)
        sent = api.read(data, taught=lessons.taught())
        answer, replayed = handed_in.keep(
            asked, sent.story, again=sent.again, say=lambda article: _said(article, sent), now=timezone.now()
        )
    except _Refused as refused:
        return refused.answer
    except Wrong as wrong:
        return problem(422, "This is no article yet; “errors” names every field to mend.", errors=wrong.problems)
    except intake.Known as known:
        return _known(known)
    except handed_in.OtherBody:
        why = "This key was sent before with another body. Take a new key for another article."
        return problem(422, why, errors=[Problem("Idempotency-Key", why)])
    return _created(answer, replayed=replayed)


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if "Idempotency-Key" in request.headers and not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        why = "It must be 1 to 200 visible ASCII characters, without spaces."
        raise _Refused(
            problem(400, f"The Idempotency-Key cannot be taken. {why}", errors=[Problem("Idempotency-Key", why)])
        )
    return key


def _json(request: HttpRequest) -> Any:
    """What the body says. Raises _Refused."""
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if request.content_type != "application/json" or charset != "utf-8" or coding != "identity":
        why = "Send JSON in UTF-8, not compressed, with “Content-Type: application/json”."
        raise _Refused(problem(415, why, headers={"Accept-Post": "application/json"}))
    try:
        body = request.body
    except RequestDataTooBig:
        body = None
    if body is None or len(body) > api.MOST_BYTES:
        most = f"{api.MOST_BYTES // 2**20} MB ({api.MOST_BYTES:,} bytes)"
        why = f"A body may have up to {most}; pictures go by their links."
        raise _Refused(problem(413, why, limit=api.MOST_BYTES))
    try:
        return parse(body)
    except NotJson as wrong:
        where: dict[str, Any] = {"line": wrong.line, "column": wrong.column} if wrong.line else {}
        raise _Refused(problem(400, str(wrong), errors=[Problem("", str(wrong))], **where)) from wrong


def _said(article: Article, sent: api.Sent) -> handed_in.Answer:
    return {
        "id": article.id,
        "url": _on_the_desk(article),
        "title": article.title,
        "dropped": [{"text": one.text, "why": one.why} for one in sent.story.dropped],
        "warnings": named(sent.warnings),
    }


def _on_the_desk(article: Article) -> str:
    return settings.SITE_URL + reverse("article", args=[article.id])


def _created(answer: handed_in.Answer, *, replayed: bool) -> HttpResponse:
    headers = {"Location": settings.SITE_URL + reverse("api-article", args=[answer["id"]])}
    if replayed:
        headers["Idempotent-Replayed"] = "true"
    return JsonResponse(answer, status=201, headers=headers)


def _known(known: intake.Known) -> HttpResponse:
    why = f"{known} Send “again”: true to keep it a second time."
    return problem(409, why, article={"id": known.article.id, "url": _on_the_desk(known.article)})


@entrance(GET=READ)
def article(request: HttpRequest, token: ApiToken, article_id: int) -> HttpResponse:
    """The article as it is kept now, and its posts."""
    kept = Article.objects.filter(id=article_id).first()
    if kept is None:
        return problem(404, "There is no article of this number; it may have been discarded on the desk.")
    posts = [report.as_json(post) for post in kept.posts.select_related("channel").order_by("id")]
    return JsonResponse(
        {
            "id": kept.id,
            "url": _on_the_desk(kept),
            "version": kept.version,
            "created_at": kept.created_at.isoformat(),
            "edited_at": kept.edited_at.isoformat(),
            "story": kept.read().to_json(),
            "posts": [{name: post[name] for name in POST_FIELDS} for post in posts],
        }
    )
