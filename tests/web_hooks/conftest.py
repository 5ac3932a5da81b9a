from __future__ import annotations

from tests.web_public.conftest import counted, redis_url

__all__ = ["counted", "redis_url"]
