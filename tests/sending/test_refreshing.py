"""Twenty workers and one token that is about to end: it is refreshed once, and nobody burns the new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.channels import CHANNELS, connect, linkedin_oauth, threads_oauth, x_oauth
from publisher.models import Channel, Notice
from publisher.models import world as reachable
from publisher.ports import Retry
from publisher.practice import accounts, meta_oauth
from publisher.practice import linkedin_oauth as at_linkedin
from publisher.practice import x_oauth as at_x
from publisher.practice.store import Store
from publisher.sending import endings
from publisher.sending.credentials import fresh_credentials
from publisher.sending.probe import probe
from tests.channels.making import a_post, all_steps
from tests.making import a_channel, a_member, a_newsroom

from .test_claims import at_once

pytestmark = pytest.mark.django_db(transaction=True)


LONG_DUE = "2026-01-01T00:00:00+00:00"


def of_x(store: Store) -> dict[str, Any]:
    given = at_x.SignIn(store).tokens(x_oauth.SCOPES)
    app = {**accounts.X_APP, "user_id": accounts.X["user_id"]}
    return {**app, "access": given["access_token"], "refresh": given["refresh_token"]}


def of_threads(store: Store) -> dict[str, Any]:
    sign_in = meta_oauth.SignIn(store, "threads", "Threads", "", meta_oauth.THREADS)
    token = sign_in.consent.token({"scope": threads_oauth.SCOPES, "long": True}, seconds=600)
    return {"token": token, "user_id": accounts.THREADS["user_id"], "renew_at": LONG_DUE}


def of_linkedin(store: Store) -> dict[str, Any]:
    app = accounts.LINKEDIN_PARTNER
    given = at_linkedin.SignIn(store).tokens(app["client_id"], linkedin_oauth.SCOPES["page"])
    page = {"who": "page", "organization": accounts.LINKEDIN["organization"], "renew_at": LONG_DUE}
    return {**app, **page, "token": given["access_token"], "refresh": given["refresh_token"]}


def of_bluesky(store: Store) -> dict[str, Any]:
    return dict(accounts.BLUESKY)


# What refreshes it: the request, and what it gives in place of what.
KINDS: dict[str, tuple[Callable[[Store], dict[str, Any]], str, str]] = {
    "x": (of_x, "POST /2/oauth2/token", "access"),
    "threads": (of_threads, "GET /refresh_access_token", "token"),
    "linkedin": (of_linkedin, "POST /oauth/v2/accessToken", "token"),
    "bluesky": (of_bluesky, "POST /xrpc/com.atproto.server.createSession", "access"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_twenty_workers_one_refreshes_and_the_others_wait_or_have_the_new_token(kind, world):
    made, request, word = KINDS[kind]
    a_newsroom()
    store = Store(settings.DATA_DIR / "practice")
    channel = a_channel(kind)
    channel.credentials = {**made(store), "expires_at": (timezone.now() + timedelta(minutes=5)).isoformat()}
    channel.save()
    store.close()
    world.fault(kind, "stall", seconds=0.3, match=request)

    def worker() -> str:
        try:
            return str(fresh_credentials(Channel.objects.get(), timezone.now)[word])
        except Retry:
            return "waits"

    answers = at_once(*[worker] * 20)
    kept = Channel.objects.get().credentials
    assert [met["what"] for met in world.moments()] == [request]
    assert kept[word] != channel.credentials.get(word)
    assert set(answers) <= {"waits", kept[word]}
    assert kept[word] in answers
    all_steps(connect(kind, kept, reachable()), a_post(), "k-1")  # type: ignore[arg-type]  # a network


def test_every_kind_whose_tokens_can_be_refreshed_is_tried_here():
    """Where one can sign in, and what signs in once; but for those whose tokens do not end, or end for good."""
    for_good = {"mastodon", "facebook"}
    assert set(KINDS) == {kind for kind, known in CHANNELS.items() if known.let_in} - for_good | {"bluesky"}


SOON = {"renew_at": (timezone.now() + timedelta(days=1)).isoformat()}  # so that the probe renews nothing
ENDING = {
    "mastodon": (accounts.MASTODON, "ends_at"),
    "threads": ({**accounts.THREADS, **SOON}, "expires_at"),
    "linkedin": (accounts.LINKEDIN, "ends_at"),
    "linkedin of a member": (accounts.LINKEDIN_MEMBER, "ends_at"),
}


@pytest.mark.parametrize("token", ENDING)
def test_the_end_of_every_kind_of_token_is_found_by_its_probe_and_said_three_times(token, world):
    a_newsroom()
    a_member()
    credentials, word = ENDING[token]
    ends = timezone.now() + timedelta(days=15)
    channel = a_channel(token.partition(" ")[0])
    channel.credentials = {**credentials, word: ends.isoformat()}
    channel.save()
    assert probe(channel.id, timezone.now)
    assert Channel.objects.get().ends_at == ends
    for hours in range(0, 15 * 24, 6):
        endings.warn(timezone.now() + timedelta(hours=hours))
    assert Notice.objects.filter(kind="channel_ends").count() == 3
