"""`publisher web`: a production server for the desk and the public pages."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

import click
import waitress
from django.conf import settings
from django.utils.module_loading import import_string

# A file of a million readers has some 60 MB. Waitress keeps what comes on the disk, whoever sends it: by default a GB.
LARGEST = 128 * 1024 * 1024


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
def web(host: str, port: int, threads: int) -> None:
    """Serve the desk and the public pages. TLS is the business of the proxy in front.

    \b
    Example:  publisher web --host 0.0.0.0 --port 8000
    """
    application = import_string(settings.WSGI_APPLICATION)  # by name: the command and the web are strangers
    signal.signal(signal.SIGTERM, _leave)
    proxy = {}
    if settings.TRUSTED_PROXY:
        believed = {"x-forwarded-for", "x-forwarded-proto"}
        proxy = {"trusted_proxy": settings.TRUSTED_PROXY, "trusted_proxy_headers": believed}
    waitress.serve(
        application,
        host=host,
        port=port,
        threads=threads,
        max_request_body_size=LARGEST,
        ident=None,
        clear_untrusted_proxy_headers=True,
        _quiet=True,
        **proxy,
    )


def _leave(*_: object) -> NoReturn:
    """Waitress answers what it has begun, then ends."""
    sys.exit(0)
