"""Errors as machines read them: `application/problem+json` (RFC 9457), each with a sentence and the fields it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from publisher.sources.strict_json import MOST_PROBLEMS, Problem


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[Problem] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JsonResponse:
    """An answer that says what is wrong. `errors` are the fields; `more` are members that a program may go by."""
    said: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    said |= {"detail": detail, "errors": named(list(errors)[:MOST_PROBLEMS]), **more}
    return JsonResponse(
        said,
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def named(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [{"field": one.field, "message": one.message} for one in problems]


def is_machine(request: HttpRequest) -> bool:
    """Whether this address is the API's, so that a page would help nobody."""
    return request.path.startswith("/api/")
