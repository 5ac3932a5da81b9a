"""The door of the API: only tokens open it, no cookie does; each within its scopes, its member's role and its pace."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from publisher.editing import approval, tokens
from publisher.models.token import READ, WRITE
from publisher.sending import pace

from .problems import problem

MINUTE = timedelta(minutes=1)
A_MINUTE = {WRITE: 60, READ: 600}  # requests of one token
WRONG_A_MINUTE = 30  # tries of one network with tokens that are none

View = Callable[..., HttpResponse]


def entrance(**scopes: str) -> Callable[[View], View]:
    """Only these methods, each with a token of its scope, which the view gets: `@entrance(POST="articles:write")`."""
    methods = [*scopes, *(["HEAD"] if "GET" in scopes else [])]

    def decorate(view: View) -> View:
        @csrf_exempt  # no cookie is looked at, so no other site can act in a member's name
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method not in methods:
                allowed = ", ".join(methods)
                return problem(405, f"This address takes {allowed}.", headers={"Allow": allowed})
            scope = scopes["GET" if request.method == "HEAD" else request.method]
            token = tokens.find(_bearer(request), timezone.now())
            if token is None:
                return _unknown(request)
            if not pace.allow(f"api-{scope}", str(token.id), limit=A_MINUTE[scope], per=MINUTE, open_if_down=True):
                return _too_often(f"One token may do this {A_MINUTE[scope]} times a minute.")
            if not token.may(scope):
                return _out_of_scope(scope)
            if not approval.may(token.member, "write"):
                return problem(403, "The member this token acts for may not write. Ask an admin on the page People.")
            response = view(request, token, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded

    return decorate


def _bearer(request: HttpRequest) -> str:
    found = re.fullmatch(r"Bearer +([\x21-\x7e]{1,200})", request.headers.get("Authorization", ""), re.IGNORECASE)
    return found[1] if found else ""


def _unknown(request: HttpRequest) -> HttpResponse:
    """No token, or none that is in force. Which of them it is would help only who guesses."""
    if not request.headers.get("Authorization"):
        why, said = "This needs a token: send “Authorization: Bearer …”. Tokens are made on the desk.", ""
    else:
        why = "This token is unknown, revoked or over, or its member was switched off. Make a new one on the desk."
        said = ', error="invalid_token"'
        network = str(request.META.get("REMOTE_ADDR", ""))
        if not pace.allow("api-wrong-token", network, limit=WRONG_A_MINUTE, per=MINUTE, open_if_down=True):
            return _too_often("Too many tries with tokens that are none.")
    return problem(401, why, headers={"WWW-Authenticate": f'Bearer realm="publisher"{said}'})


def _out_of_scope(scope: str) -> HttpResponse:
    ask = f'Bearer realm="publisher", error="insufficient_scope", scope="{scope}"'
    return problem(
        403,
        f"This token may not do this: it needs the scope “{scope}”.",
        headers={"WWW-Authenticate": ask},
        scope=scope,
    )


def _too_often(why: str) -> HttpResponse:
    return problem(429, f"{why} Try again in a minute.", headers={"Retry-After": str(int(MINUTE.total_seconds()))})
