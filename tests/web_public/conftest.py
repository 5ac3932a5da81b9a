"""A newsroom with a list, a reader on it, a real Redis, and a browser without cookies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.core import signing
from django.test import Client

from publisher.models import MailingList, Newsroom, Subscriber
from tests.making import a_list, a_newsroom, a_reader
from tests.redis_server import running_redis


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with running_redis() as url:
        yield url


@pytest.fixture
def counted(redis_url: str, settings: Any) -> None:
    """Limits start anew with each test."""
    settings.REDIS_URL = redis_url
    redis.Redis(unix_socket_path=redis_url.removeprefix("redis+socket://")).flushall()


@pytest.fixture
def newsroom(db: None, counted: None) -> Newsroom:
    return a_newsroom()


@pytest.fixture
def weekly(newsroom: Newsroom) -> MailingList:
    return a_list()


@pytest.fixture
def reader(weekly: MailingList) -> Subscriber:
    return a_reader(weekly, "reader@example.org", "Ana")


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def opened() -> Callable[[float], str]:
    """The token of a form that was opened so many seconds ago."""

    def token(seconds: float) -> str:
        stamp = signing.b62_encode(int(time.time() - seconds))
        return signing.Signer(salt="subscribe form").sign(f"form:{stamp}")

    return token
