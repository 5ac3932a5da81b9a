from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from publisher.sources.fetch import Fetched
from publisher.web.hooks import sns
from tests.web_public.conftest import counted, redis_url

from . import amazon

__all__ = ["counted", "redis_url"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What Amazon is asked for, each address after it was looked at; it has one certificate."""
    urls: list[str] = []

    def fetch(url: str, *, ask: Any, **_: Any) -> Fetched:
        ask(url)
        urls.append(url)
        return Fetched(amazon.certificate() if url.endswith(".pem") else b"<ok/>", "text/plain", "", url)

    monkeypatch.setattr(sns, "fetch", fetch)
    sns._certificate.cache_clear()
    yield urls
    sns._certificate.cache_clear()
