from __future__ import annotations

from publisher.sources import dates, language, phrases, words
from publisher.sources.paste import read

PASTE = """The ferry returns

By Anna Perera
3 March 2026

After nine years the ferry crosses the river again, and the people of both banks came to the pier to see it off.

“We have waited for this since 2017,” said the captain, who has steered boats here for the better part of her life."""


def test_nothing_of_what_was_read_stays_in_memory() -> None:
    assert read(PASTE).published_on == "2026-03-03"
    kept = (dates._dates, language._signs, phrases.look, words._found, words._bare)
    assert [cache.cache_info().currsize for cache in kept] == [0] * len(kept)
