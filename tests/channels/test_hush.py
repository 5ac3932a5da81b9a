"""No secret of a channel comes back in what its network says."""

from __future__ import annotations

import pytest

from publisher.channels.hush import HIDDEN, KNOWN, hush, hushed, hushed_account
from publisher.ports import Refused
from publisher.practice import accounts

from .making import CREDENTIALS

WEBHOOK = "https://discord.com/api/webhooks/7001/a-webhook-token"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Your token is s3cret-token!", f"Your token is {HIDDEN}!"),
        ("Bearer s3cret-token, and s3cret-token", f"Bearer {HIDDEN}, and {HIDDEN}"),
        ("GET /?client_secret=a%2Fb%20c%3D%3D&x", f"GET /?client_secret={HIDDEN}&x"),
        ("client_secret=a%2Fb+c%3D%3D", f"client_secret={HIDDEN}"),
        (f"No {WEBHOOK}", f"No {HIDDEN}"),
        ("POST /webhooks/7001/a-webhook-token", f"POST /webhooks/7001/{HIDDEN}"),
        ("It was cut: s3cret-to", f"It was cut: {HIDDEN}"),  # 200 signs of what a network says are kept
        ("On social.example @gazette is 7001", "On social.example @gazette is 7001"),
        ("", ""),
    ],
)
def test_a_secret_is_hidden_however_it_is_written_and_what_is_known_is_not(said, told):
    credentials = {
        "server": "social.example", "handle": "@gazette", "user_id": "7001", "visibility": "",
        "token": "s3cret-token", "client_secret": "a/b c==", "webhook": WEBHOOK,
    }  # fmt: skip
    assert hush(said, credentials) == told


def test_a_failure_tells_none_in_its_words_nor_in_its_code():
    with pytest.raises(Refused) as caught, hushed({"token": "s3cret-token"}):
        raise Refused("s3cret-token is bad", code="400 s3cret-token")
    failure = caught.value
    assert "s3cret" not in f"{failure} {failure.why} {failure.code} {failure!r}"


def test_an_account_that_is_called_as_the_token_is_not_shown_so():
    token = {"token": "s3cret-token"}
    found = {"account": "@s3cret-token@social.example", "limits": {"characters": 500}}
    assert hushed_account(found, token) == found | {"account": f"@{HIDDEN}@social.example"}
    assert hushed_account({}, token) == {}


@pytest.mark.parametrize("kind", sorted(CREDENTIALS))
def test_every_secret_of_every_network_is_one(kind):
    secret = {name: value for name, value in CREDENTIALS[kind].items() if name not in KNOWN}
    assert secret
    assert hush(" ".join(secret.values()), CREDENTIALS[kind]).replace(HIDDEN, "").strip() == ""
    assert hush(accounts.DISCORD["webhook"], accounts.DISCORD) == HIDDEN
