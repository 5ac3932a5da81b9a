"""X, through tweepy's Client. Money is at stake: a post with a link costs $0.20, a read $0.001."""

from __future__ import annotations

import html
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import requests
import tweepy

from ..ports import Disconnected, Limits, Measures, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from . import measures, x_media, x_oauth, x_text
from .counting import x_weight
from .outcomes import NO_REPLY, UNREACHABLE
from .over_http import json_of
from .x_answers import EXPIRED, HARMLESS, OUTCOMES, TAKEN, clock_of, failed, meant, no_reply, said
from .x_session import Client

# X draws a card from the page of the link, and a picture would take the card's place.
# docs.x.com/x-api/media/quickstart/best-practices: pictures and alt text.
LIMITS: Final = Limits(
    characters=280, count=x_weight, pictures=4, alt_characters=1000, linked_posts=1, draws_card=True,
    objects=x_text.objects,
)  # fmt: skip
METRICS: Final = {
    "likes": "like_count",
    "reposts": "retweet_count",
    "replies": "reply_count",
    "views": "impression_count",
}
LOOK_BACK: Final = timedelta(days=3)  # how far `find` reads: every post read costs money
MOST_LINKS: Final = 20  # that are read in a post: 280 signs hold twelve
ANEW: Final = timedelta(minutes=15)  # before pictures go again that X has not any more: to describe them costs money
LANDED: Final = timedelta(minutes=5)  # after the first try; by then X tells of a post that landed, however slow it is
ASKING: Final = 25.0  # seconds after which no further page is asked for
PAGES: Final = (10, 100, 100, 100, 100)  # most are found among the newest ten


class X:
    """credentials by OAuth 1.0a: {consumer_key, consumer_secret, access_token, access_token_secret, user_id}.

    By OAuth 2: {client_id, client_secret, user_id}, and at first {code, redirect_uri, verifier}, of which `renew` makes
    {access, refresh, expires_at}.
    """

    def __init__(self, credentials: Mapping[str, str], base: str) -> None:
        self.credentials = credentials
        self.user_id = credentials.get("user_id", "")
        self.site = base.rstrip("/").replace("//api.x.com", "//x.com")
        self.client = Client(credentials, base)

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: upload a picture, describe it, or create the post.

        X knows no idempotency key: `find` settles what is uncertain.
        """
        if (length := x_weight(post.text)) > LIMITS.characters:
            raise Refused(f"The post is {length} long; X takes {LIMITS.characters}.")
        media = x_media.next_step(self.client, post, stage)
        return media if isinstance(media, Pending) else self._create(post, media)

    def _create(self, post: OutgoingPost, media: list[str]) -> Sent | Pending:
        try:
            reply = self.client.create_tweet(
                text=post.text,
                in_reply_to_tweet_id=post.answers or None,
                media_ids=media or None,
                user_auth=self.client.signs,
            )
            return self._sent(str(json_of(reply)["data"]["id"]))
        except requests.RequestException as error:
            no_reply(error)
        except tweepy.HTTPException as error:
            if media and error.response.status_code == 400 and said(error.response) == EXPIRED:
                return Pending("", ANEW)
            if meant(error.response) is TAKEN and clock_of(error.response) - post.at > LANDED:
                return self._there_already(post)
            failed(error.response)
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # an answer that is not X's JSON
            raise Uncertain(NO_REPLY.why, code="unreadable answer") from error

    def _there_already(self, post: OutgoingPost) -> Sent:
        """X refused words that it has: it is this very post, of which an answer was lost, or for good another one."""
        if there := self.find(post, key=""):
            return there
        raise Refused("X has another post with these very words, and takes none twice: change them.", code="403")

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, by its reference in the links of our newest posts; a linkless one by text and what it answers."""
        try:
            for tweet in self._newest():
                if is_it(tweet, post):
                    return self._sent(str(tweet["id"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Uncertain("X cannot be asked now whether the post is there.", code="unreadable answer") from error
        return None

    def _newest(self) -> Iterator[dict[str, Any]]:
        """Our newest posts, newest first. Raises Uncertain if X cannot be asked now, Disconnected if never."""
        page, started = None, time.monotonic()
        try:
            user = self.user_id or self.probe()["user_id"]
        except Retry as why:
            raise Uncertain(why.why, code=why.code) from why
        for size in PAGES:
            if time.monotonic() - started > ASKING:
                raise Uncertain("X is too slow to be asked now.", code="slow")
            try:
                reply = self.client.get_users_tweets(
                    user, max_results=size, pagination_token=page, user_auth=self.client.signs, exclude=["retweets"],
                    tweet_fields=["created_at", "entities", "referenced_tweets"],
                )  # fmt: skip
                answer = json_of(reply)
                tweets = list(answer.get("data", []))
                page = answer["meta"].get("next_token")
            except requests.RequestException as error:
                raise Uncertain("X cannot be asked now whether the post is there.", code="no answer") from error
            except tweepy.HTTPException as error:
                if meant(error.response).verb is Disconnected:
                    failed(error.response)
                status = str(error.response.status_code)
                raise Uncertain("X cannot be asked now whether the post is there.", code=status) from error
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Uncertain("X cannot be asked now whether the post is there.", code="unreadable answer") from error
            yield from tweets
            if not page or not tweets or made_at(tweets[-1]) < clock_of(reply) - LOOK_BACK:
                return

    def probe(self) -> Mapping[str, Any]:
        """Ask X who we are. Raises Disconnected or Retry."""
        try:
            reply = self.client.get_me(user_auth=self.client.signs)
            told = json_of(reply)["data"]
            me, name = str(told["id"]), str(told["username"])
        except requests.RequestException as error:
            raise Disconnected(UNREACHABLE.why, reason="unreachable") from error
        except tweepy.HTTPException as error:
            if error.response.status_code >= 500:
                raise Retry("X does not answer as it should.", code=str(error.response.status_code)) from error
            failed(error.response)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Disconnected("This is not X's API.", code="unreadable answer", reason="unreachable") from error
        if self.user_id and me != self.user_id:
            raise Disconnected("These keys belong to another X account.", reason="credentials")
        if reply.headers.get("x-access-level") == "read":
            raise Disconnected(OUTCOMES[403, "oauth1-permissions"].why, code="read")
        return {"account": f"@{name}", "user_id": me, "limits": {}}

    @property
    def full_for(self) -> timedelta | None:
        """How long nothing more should be asked, by the heads of its answers."""
        return self.client.session.budget.full_for

    def renew(self) -> Mapping[str, str] | None:
        """New tokens by OAuth 2. Those of OAuth 1.0a do not expire."""
        if not {"code", "refresh"} & set(self.credentials):
            return None
        return x_oauth.renewed(self.client.session, self.credentials)

    def close(self) -> None:
        """Let go of the connection."""
        self.client.session.close()

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is not there is fine."""
        try:
            self.client.delete_tweet(remote_id, user_auth=self.client.signs)
        except requests.RequestException as error:
            raise Retry("X did not say whether the post is gone; deleting again is harmless.") from error
        except tweepy.NotFound:
            return
        except tweepy.HTTPException as error:
            if error.response.status_code >= 500:
                raise Retry("X could not delete it now.", code=str(error.response.status_code)) from error
            failed(error.response)

    def measure(self, remote_id: str) -> Measures | None:
        """What followers did; each look is a read that costs money. docs.x.com/x-api/fundamentals/metrics"""
        try:
            reply = self.client.get_tweet(remote_id, tweet_fields=["public_metrics"], user_auth=self.client.signs)
            told = json_of(reply).get("data")
            return told and measures.read(told["public_metrics"], **METRICS)
        except requests.RequestException as error:
            raise Retry("X did not answer.", code="no answer") from error
        except tweepy.NotFound:
            return None
        except tweepy.HTTPException as error:
            failed(error.response, HARMLESS)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Retry("X's answer cannot be read.", code="unreadable answer") from error

    def _sent(self, remote_id: str) -> Sent:
        return Sent(remote_id=remote_id, url=f"{self.site}/i/web/status/{remote_id}")


def is_it(tweet: Mapping[str, Any], post: OutgoingPost) -> bool:
    """Whether this is our post. X escapes the text as HTML and puts t.co where our links were; entities undo that."""
    text = html.unescape(str(tweet.get("text", "")))
    for url in tweet.get("entities", {}).get("urls", [])[:MOST_LINKS]:
        text = text.replace(str(url["url"]), str(url.get("expanded_url") or url["url"]), 1)
    if post.reference in post.text:
        return names(text, post.reference)
    answers = next((str(t["id"]) for t in tweet.get("referenced_tweets", []) if t["type"] == "replied_to"), "")
    return answers == post.answers and plain(text) == plain(post.text)


def names(text: str, reference: str) -> bool:
    """Whether the text, links and all, carries this reference, whole."""
    return bool(re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", text))


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def made_at(tweet: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(tweet["created_at"]).replace("Z", "+00:00"))
