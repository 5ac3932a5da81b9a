"""What a browser may do with our pages, and what our logs may say about who opened them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)
# An email's own document: foreign words in it, so nothing runs; its styles are inline, its pictures ours.
LETTER_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)


class ContentSecurityPolicy:
    """Everything from here, nothing from elsewhere; a view that set the header itself is left alone."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class WithoutTokens(logging.Filter):
    """Takes the tokens out of the addresses of readers' pages and sign-in links: whoever reads the log is not them.

    And API tokens wherever they stand: programs put them into addresses, too.
    """

    SECRET = re.compile(r"/(u|p|confirm|sign-in|preview-pictures)/[^/\s\"'?]+")
    CODE = re.compile(r"(/channels/signed-in/)\?[^\s\"']+")  # what a network sends a member back with
    API_TOKEN = re.compile(r"publisher_[\w-]{20,}")

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        kept = self.CODE.sub(r"\1?…", self.API_TOKEN.sub("publisher_…", self.SECRET.sub(r"/\1/…", said)))
        if kept != said:
            record.msg, record.args = kept, ()
        return True
