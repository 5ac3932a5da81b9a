"""Twenty workers and one token of X's that is about to end: it is refreshed once, and nobody burns the new one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.channels import connect
from publisher.channels.x_oauth import SCOPES
from publisher.models import Channel
from publisher.models import world as reachable
from publisher.ports import Retry, Sent
from publisher.practice import accounts
from publisher.practice.store import Store
from publisher.practice.x_oauth import SignIn
from publisher.sending.credentials import fresh_credentials
from tests.channels.making import a_post
from tests.making import a_channel, a_newsroom

from .test_claims import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "POST /2/oauth2/token"


@pytest.fixture
def channel(world) -> Channel:
    a_newsroom()
    store = Store(settings.DATA_DIR / "practice")
    given = SignIn(store).tokens(SCOPES)
    store.close()
    made = a_channel("x")
    ends = datetime.now(UTC) + timedelta(minutes=5)
    made.credentials = {
        **accounts.X_APP, "user_id": accounts.X["user_id"], "access": given["access_token"],
        "refresh": given["refresh_token"], "expires_at": ends.isoformat(),
    }  # fmt: skip
    made.save()
    return made


def test_of_twenty_workers_one_refreshes_and_the_others_wait_or_have_the_new_token(channel, world):
    world.fault("x", "stall", seconds=0.3, match=TOKEN)

    def worker() -> str:
        try:
            return str(fresh_credentials(Channel.objects.get(), timezone.now)["access"])
        except Retry:
            return "waits"

    answers = at_once(*[worker] * 20)
    kept = Channel.objects.get().credentials
    assert [met["what"] for met in world.moments()] == [TOKEN]
    assert kept["refresh"] != channel.credentials["refresh"]
    assert set(answers) <= {"waits", kept["access"]}
    assert kept["access"] in answers
    assert isinstance(posted(kept), Sent)
    assert fresh_credentials(Channel.objects.get(), timezone.now, in_any_case=True)["refresh"] != kept["refresh"]


def posted(credentials: dict[str, str]) -> object:
    return connect("x", credentials, reachable()).post(a_post(), key="k-1")  # type: ignore[union-attr]  # a network
