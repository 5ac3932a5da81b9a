from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import transaction
from django.test import override_settings

from publisher.channels.mail.dkim import Key
from tests.practice.running import Running, running
from tests.redis_server import running_redis

from . import leaving, served
from .doorkeeper import a_doorkeeper
from .leaving import PUBLIC, Mail
from .postfix import Postfix, a_postfix
from .served import Served

MODULES = Path(__file__).parent.parent / "browser" / "node_modules"  # npm ci --prefix tests/browser
HARDEST = "#ffd400"  # the newsroom's colour that is hardest to read on white


@pytest.fixture(scope="session")
def keys() -> list[Key]:
    """What mails are signed with."""
    both = rsa.generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
    return [Key(f"n{number}._domainkey.{leaving.DOMAIN}", private) for number, private in enumerate(both, 1)]


@pytest.fixture(scope="session")
def key_settings(keys: list[Key], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """DKIM_KEYS, with files."""
    folder = tmp_path_factory.mktemp("keys")
    for key in keys:
        pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / key.name).write_bytes(pem)
    return [f"{key.name}:{folder / key.name}" for key in keys]


@pytest.fixture(scope="session")
def mails(key_settings: list[str], django_db_setup: None, django_db_blocker: Any) -> dict[str, Mail]:
    """Every mail, by name; nothing of it stays in the database. (Whoever asks for it is marked django_db.)"""
    with _for_a_moment(django_db_blocker, DKIM_KEYS=key_settings):
        return leaving.everything()


@pytest.fixture(scope="session")
def bright_mails(django_db_setup: None, django_db_blocker: Any) -> dict[str, Mail]:
    """The same in the hardest colour."""
    with _for_a_moment(django_db_blocker):
        return leaving.everything(HARDEST)


@pytest.fixture(scope="session")
def pages(django_db_setup: None, django_db_blocker: Any) -> dict[str, Served]:
    """Every public page, by name."""
    with running_redis() as redis_url, _for_a_moment(django_db_blocker, REDIS_URL=redis_url):
        return served.everything()


@contextmanager
def _for_a_moment(blocker: Any, **settings: Any) -> Iterator[None]:
    with blocker.unblock(), override_settings(SITE_URL=PUBLIC, **settings), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
