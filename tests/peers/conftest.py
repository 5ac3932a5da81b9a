from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.practice.running import Running, running
from tests.redis_server import running_redis

from .doorkeeper import a_doorkeeper
from .leaving import PUBLIC, Mail, everything
from .postfix import Postfix, a_postfix

MODULES = Path(__file__).parent.parent / "browser" / "node_modules"  # npm ci --prefix tests/browser
HARDEST = "#ffd400"  # the newsroom's colour that is hardest to read on white


@pytest.fixture(scope="session")
def mails(django_db_setup: None, django_db_blocker: Any) -> dict[str, Mail]:
    """Every mail, by name; nothing of it stays in the database. (Whoever asks for it is marked django_db.)"""
    return _made(django_db_blocker)


@pytest.fixture(scope="session")
def bright_mails(django_db_setup: None, django_db_blocker: Any) -> dict[str, Mail]:
    """The same in the hardest colour."""
    return _made(django_db_blocker, HARDEST)


def _made(blocker: Any, colour: str = "") -> dict[str, Mail]:
    with blocker.unblock(), override_settings(SITE_URL=PUBLIC), transaction.atomic():
        made = everything(colour)
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="session")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("mailbox")) as world:
        yield world


@pytest.fixture(scope="session")
def one_postfix(mailbox: Running) -> Iterator[Postfix]:
    if os.geteuid() != 0 and "CI" not in os.environ:
        pytest.skip("Only root can start a Postfix.")
    with a_doorkeeper() as doorkeeper, a_postfix(mailbox.smtp[1], doorkeeper) as postfix:
        yield postfix


@pytest.fixture
def postfix(one_postfix: Postfix, mailbox: Running) -> Postfix:
    mailbox.control.clear()
    return one_postfix


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with running_redis() as url:
        yield url
