"""Who the practice networks know: made-up credentials, the same everywhere, good for nothing outside."""

from __future__ import annotations

from typing import Final

X: Final = {
    "consumer_key": "practice-consumer",
    "consumer_secret": "practice-consumer-secret",
    "access_token": "1001-practice-access",
    "access_token_secret": "practice-access-secret",
    "user_id": "1001",
}
X_NAME: Final = "practice_news"

MASTODON: Final = {"server": "https://practice.example", "token": "practice-token"}
MASTODON_ID: Final = "2001"
MASTODON_NAME: Final = "news"
