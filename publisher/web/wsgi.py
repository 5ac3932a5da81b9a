"""What a web server serves: `publisher web` does it with waitress."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's answer; to HEAD without the body, which neither Django nor waitress takes off.

    A proxy that keeps its connection would take such a body for the beginning of the next reader's answer.
    """
    body: Iterable[bytes] = _django(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return body
    if close := getattr(body, "close", None):
        close()
    return []
