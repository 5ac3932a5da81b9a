"""HEAD, which mail scanners send to every link, as a web server asks it."""

from __future__ import annotations

import io
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from publisher.models import Newsroom
from publisher.web.wsgi import application

pytestmark = pytest.mark.django_db(transaction=True)


def ask(method: str) -> tuple[str, dict[str, str], bytes]:
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": "/subscribe/", "wsgi.input": io.BytesIO()}
    setup_testing_defaults(environ)
    told: list[Any] = []
    body = b"".join(application(environ, lambda *answer: told.extend(answer)))
    return told[0], dict(told[1]), body


def test_an_answer_to_head_has_no_body_for_a_proxy_to_take_for_the_next_answer(newsroom: Newsroom) -> None:
    status, headers, body = ask("GET")
    assert (status, len(body)) == ("200 OK", int(headers["Content-Length"]))
    status, headers, body = ask("HEAD")
    assert (status, body) == ("200 OK", b"")
    assert int(headers["Content-Length"]) > 0
