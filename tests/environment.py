"""Every test run has a DATA_DIR of its own; `TEST_ON=postgresql` runs the same tests on a real PostgreSQL.

A plugin (see pyproject.toml), because Django's settings are read before any conftest is.
"""

from __future__ import annotations

import os
import tempfile

# pytest-xdist's workers read Django's settings before what `-p` names, but after this.
os.environ["PYTEST_PLUGINS"] = __name__
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="publisher-test-")
for name in (
    "DATABASE_URL",
    "REDIS_URL",
    "SITE_URL",
    "SMTP_URL",
    "BOUNCE_ADDRESS",
    "DKIM_KEYS",
    "BOUNCE_MAILDIR",
    "MAIL_HOOK_SECRET",
    "MAIL_HOOK_KEY",
):
    os.environ.pop(name, None)

if os.environ.get("TEST_ON") == "postgresql":
    from tests.postgresql import running_server

    os.environ["DATABASE_URL"] = running_server()
