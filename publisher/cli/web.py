"""`publisher web`: a production server for the desk and the public pages."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

import click
import waitress


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=8, show_default=True, help="Requests answered at once.")
def web(host: str, port: int, threads: int) -> None:
    """Serve the desk and the public pages. TLS is the business of the proxy in front.

    \b
    Example:  publisher web --host 0.0.0.0 --port 8000
    """
    from publisher.web.wsgi import application  # here: --help needs no routes

    signal.signal(signal.SIGTERM, _leave)
    waitress.serve(application, host=host, port=port, threads=threads, ident=None, _quiet=True)


def _leave(*_: object) -> NoReturn:
    """Waitress answers what it has begun, then ends."""
    sys.exit(0)
