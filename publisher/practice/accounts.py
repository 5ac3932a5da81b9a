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
APP: Final = {"client_id": "practice-app", "client_secret": "practice-app-secret"}  # of the newsroom, at each network
X_APP: Final = APP
X_NAME: Final = "practice_news"

MASTODON: Final = {"server": "https://practice.example", "token": "practice-token"}
MASTODON_ID: Final = "2001"
MASTODON_NAME: Final = "news"

# The session has ended long ago: whoever posts first opens a new one.
BLUESKY: Final = {
    "server": "practice.example",
    "handle": "news.practice.example",
    "app_password": "prac-tice-pass-word",
    "expires_at": "2000-01-01T00:00:00+00:00",
}
BLUESKY_DID: Final = "did:plc:practicenewspracticenews"

TELEGRAM: Final = {"token": "3001:practice-telegram-token", "channel": "@practice_news"}

FACEBOOK: Final = {"token": "practice-page-token", "user_id": "4001"}
FACEBOOK_PERSON: Final = "practice-person-token"  # of whoever manages the Page: nothing can be posted with it
FACEBOOK_OTHER: Final = {
    "id": "4002",
    "name": "A Page to look at",
}  # whoever manages the Page may only read its numbers
FACEBOOK_NAME: Final = "The Practice Page"

# A token that was renewed today, and ends in two months.
THREADS: Final = {"token": "practice-threads-token", "user_id": "5001"}
THREADS_NAME: Final = "practice_threads"

LINKEDIN: Final = {"token": "practice-linkedin-token", "organization": "6001"}
LINKEDIN_MEMBER: Final = {"token": "practice-linkedin-token", "user_id": "urn:li:person:Pr4ct1ce"}
LINKEDIN_NAME: Final = "Practice Company"
LINKEDIN_PAGES: Final = {LINKEDIN["organization"]: LINKEDIN_NAME, "6002": "Practice Weekend"}
LINKEDIN_PARTNER: Final = APP | {"client_id": "practice-partner-app"}  # its tokens can be renewed

DISCORD: Final = {"webhook": "https://discord.com/api/webhooks/7001/practice-discord-token", "user_id": "7002"}

# The request that writes a post, as a fault's `match`, by network.
WRITES: Final = {
    "x": "POST /2/tweets",
    "mastodon": "POST /api/v1/statuses",
    "bluesky": "POST /xrpc/com.atproto.repo.applyWrites",
    "telegram": f"POST /bot{TELEGRAM['token']}/sendMessage",
    "facebook": f"POST /{FACEBOOK['user_id']}/feed",
    "threads": f"POST /{THREADS['user_id']}/threads_publish",
    "linkedin": "POST /rest/posts",
    "discord": "POST /api/v10/webhooks/7001/practice-discord-token",
}
