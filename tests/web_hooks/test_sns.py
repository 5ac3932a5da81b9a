"""Events of Amazon SES are Amazon's own, or nothing follows from them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from publisher.models import Event, Post
from publisher.sources.fetch import Unreachable
from publisher.web.hooks import sns

from . import amazon
from .test_mail import listening, payload, post, suppressed, tell, token

__all__ = ["listening", "post"]
pytestmark = pytest.mark.django_db
KIND = "amazon-ses"


@pytest.fixture(autouse=True)
def amazons(listening: Any, asked: list[str]) -> list[str]:
    listening(KIND)
    return asked


def told(message: dict[str, Any]) -> int:
    about = {"TYPE": message["Type"], "ID": message["MessageId"]}
    return tell(KIND, message, {f"HTTP_X_AMZ_SNS_MESSAGE_{name}": value for name, value in about.items()})


def bounced(post: Post, version: str = "2", **more: str) -> dict[str, Any]:
    event = payload(KIND, "bounced", token(post, 1))[0]["Message"]
    return amazon.signed({"Type": "Notification", "MessageId": "s-1", "Message": event} | more, version)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("more", [{}, {"Subject": "Amazon SES Email Event Notification"}])
def test_what_amazon_signed_is_heard_and_its_certificate_asked_for_once(post, amazons, version, more):
    assert [told(bounced(post, version, **more)) for _ in range(3)] == [200] * 3
    assert suppressed() == 1
    assert amazons == [amazon.CERTIFICATE]


@pytest.mark.parametrize(
    "change",
    [
        {"Message": json.dumps({"eventType": "Complaint"})}, {"Timestamp": "2026-12-02T00:00:00.000Z"},
        {"TopicArn": "arn:aws:sns:eu-west-1:2:theirs"}, {"MessageId": "s-2"}, {"Subject": "more"},
        {"Type": "UnsubscribeConfirmation"}, {"Signature": ""}, {"Signature": "AAAA"}, {"Signature": None},
        {"SignatureVersion": "1"}, {"SignatureVersion": "3"}, {"SignatureVersion": None},
    ],
)  # fmt: skip
def test_what_amazon_did_not_sign_is_refused(post, change):
    assert told(bounced(post) | change) == 403
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem",
        "https://bucket.s3.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.evil.s3.amazonaws.com/SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com/?Action=Publish&x=SimpleNotificationService-0.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem\n",
        "",
        None,
        7,
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_asked_for(post, amazons, url):
    assert told(bounced(post) | {"SigningCertURL": url}) == 403
    assert amazons == []
    assert not Event.objects.exists()


def test_where_the_certificate_leads_on_it_must_be_amazons_too():
    sns.sns.amazons(amazon.CERTIFICATE)
    with pytest.raises(ValueError, match="not Amazon"):
        sns.sns.amazons("https://evil.example/x.pem")


def test_what_could_not_be_checked_just_now_is_to_be_told_again(post, monkeypatch):
    fetch = sns.fetch

    def away(*_: Any, **__: Any) -> Any:
        raise Unreachable("There is no server called sns.eu-west-1.amazonaws.com.")

    monkeypatch.setattr(sns, "fetch", away)
    assert told(bounced(post)) == 503
    assert not Event.objects.exists()
    monkeypatch.setattr(sns, "fetch", fetch)
    assert told(bounced(post)) == 200


def question(url: str) -> dict[str, Any]:
    said = {"Type": "SubscriptionConfirmation", "MessageId": "s-9", "Message": "You have chosen …", "Token": "t"}
    return amazon.signed(said | {"SubscribeURL": url})


def test_a_topic_that_asks_is_told_that_we_want_its_messages(amazons):
    url = f"{amazon.HOME}?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:1:mails&Token=t"
    assert told(question(url)) == 200
    assert amazons == [amazon.CERTIFICATE, url]


def test_a_question_that_leads_elsewhere_or_is_not_signed_is_not_followed(amazons):
    assert told(question("https://evil.example/?Action=ConfirmSubscription")) == 403
    assert told(question(f"{amazon.HOME}?Token=t") | {"SubscribeURL": f"{amazon.HOME}?Token=u"}) == 403
    assert amazons == [amazon.CERTIFICATE]
