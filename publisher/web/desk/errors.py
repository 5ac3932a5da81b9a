"""Pages for what went wrong: each says what to do next, none shows a trace or a bare code."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from publisher.web.api.problems import is_machine, problem

from .pages import error


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return error(
            request, 413, "That is too much at once.",
            "Up to 5 MB can be pasted or sent. Paste the article without its pictures' data, or give its link.",
        )  # fmt: skip
    if is_machine(request):
        return problem(400, "This request could not be read; does it name this desk as its Host?")
    return error(request, 400, "This request could not be read.", "Go back, open the page again and try once more.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    why = str(exception) or "Your role does not allow this. An admin can change it on the page People."
    return error(request, 403, "This is not yours to do.", why)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_machine(request):
        return problem(404, "There is nothing at this address; /api/openapi.json lists those there are.")
    return error(
        request, 404, "There is nothing here.",
        "The link may be old or not whole. If it came in a mail, copy all of it into the address bar.",
    )  # fmt: skip


def broken(request: HttpRequest) -> HttpResponse:
    if is_machine(request):
        return problem(500, "Something broke on our side. Send it again, with the same Idempotency-Key.")
    return error(
        request, 500, "Something broke on our side.",
        "Nothing was sent by this. Try again in a minute; if it stays, run “publisher doctor” where the desk runs.",
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error(
        request, 403, "This form has lapsed.",
        "You signed in or out since the page was opened, or cookies are off. Open the page again, then send it.",
    )  # fmt: skip
