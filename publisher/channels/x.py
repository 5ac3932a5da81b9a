"""X, through tweepy's Client with OAuth 1.0a. Money is at stake: a post with a link costs $0.20, a read $0.001."""

from __future__ import annotations

import html
import logging
import re
import ssl
import time
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, NoReturn

import requests
import tweepy
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ..ports import Disconnected, Limits, OutgoingPost, Refused, Retry, Sent, Uncertain
from .counting import x_weight
from .outcomes import NO_REPLY, UNREACHABLE, Outcome, Table, fail, look_up

TWEEPYS_HOST: Final = "https://api.twitter.com"  # tweepy 4.17 has it built in
TIMEOUT: Final = (5, 30)  # seconds to connect, and to wait for the next bytes; tweepy sets none
# X draws a card from the page of the link, and a picture would take the card's place.
LIMITS: Final = Limits(characters=280, count=x_weight, pictures=0, alt_characters=1000, linked_posts=1)
LOOK_BACK: Final = timedelta(days=3)  # how far `find` reads: every post read costs money
ASKING: Final = 25.0  # seconds after which no further page is asked for
PAGES: Final = (10, 100, 100, 100, 100)  # most are found among the newest ten

# What X says only in words; compared whole. akrherz/iembot#163; the second is the newer wording.
DUPLICATES: Final = frozenset({
    "You are not allowed to create a Tweet with duplicate content.",
    "You are not allowed to create a Post with duplicate content.",
})  # fmt: skip

# docs.x.com/x-api/fundamentals/response-codes-and-errors unless a row names another source.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "X does not accept this post as it is."),
    (401, None): Outcome(Disconnected, "X no longer accepts the keys of this account; connect it again."),
    # tryethernal/ethernal#1324: credits used up. Repeating it costs nothing and helps nothing.
    (402, None): Outcome(Disconnected, "The X account has used up its credits; buy more, then resume.", "money"),
    (403, "duplicate"): Outcome(Uncertain, "X says that it has this post already; it is looked up."),
    (403, None): Outcome(Refused, "X forbids this post (too long, a reply it does not allow, or against its rules)."),
    (429, None): Outcome(Retry, "X asks to wait: its limit for this account is reached."),
    # 5xx is not here: whether the post was made is unknown.
}

for _name in ("tweepy", "oauthlib", "requests_oauthlib", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at DEBUG they write headers and signatures


class Session(requests.Session):
    """requests with time-outs and another base URL. Here, not in an adapter: the signature covers the URL."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.trust_env = False  # a .netrc would replace the signature

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        url = self.base + str(url).removeprefix(TWEEPYS_HOST)
        try:
            return super().request(method, url, *args, **{**kwargs, "timeout": TIMEOUT, "allow_redirects": False})
        finally:
            self.close()  # a client lives for a call or two: no connection is kept for the next


class X:
    """credentials: {consumer_key, consumer_secret, access_token, access_token_secret, user_id}."""

    def __init__(self, credentials: Mapping[str, str], base: str) -> None:
        self.user_id = credentials.get("user_id", "")
        self.site = base.rstrip("/").replace("//api.x.com", "//x.com")
        self.client = tweepy.Client(
            consumer_key=credentials.get("consumer_key", ""),
            consumer_secret=credentials.get("consumer_secret", ""),
            access_token=credentials.get("access_token", ""),
            access_token_secret=credentials.get("access_token_secret", ""),
            return_type=requests.Response,
            wait_on_rate_limit=False,  # it would sleep in the worker
        )
        self.client.session = Session(base.rstrip("/"))

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent:
        """Create the post. X knows no idempotency key: `find` settles what is uncertain."""
        if post.pictures:
            raise Refused("X gets its picture from the link's card; pictures of ours are not uploaded.")
        if (length := x_weight(post.text)) > LIMITS.characters:
            raise Refused(f"The post is {length} long; X takes {LIMITS.characters}.")
        try:
            reply = self.client.create_tweet(text=post.text, in_reply_to_tweet_id=post.answers or None)
            return self._sent(str(reply.json()["data"]["id"]))
        except requests.RequestException as error:
            no_reply(error)
        except tweepy.HTTPException as error:
            failed(error.response)
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # an answer that is not X's JSON
            raise Uncertain(NO_REPLY.why, code="unreadable answer") from error

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, by its reference in the links of our newest posts; a linkless one by text and what it answers."""
        for tweet in self._newest():
            if is_it(tweet, post):
                return self._sent(str(tweet["id"]))
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
                    user, max_results=size, pagination_token=page, user_auth=True, exclude=["retweets"],
                    tweet_fields=["created_at", "entities", "referenced_tweets"],
                )  # fmt: skip
                answer = reply.json()
                tweets = list(answer.get("data", []))
                page = answer["meta"].get("next_token")
            except requests.RequestException as error:
                raise Uncertain("X cannot be asked now whether the post is there.", code="no answer") from error
            except tweepy.HTTPException as error:
                if error.response.status_code in (401, 402):
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
            me = self.client.get_me(user_auth=True).json()["data"]
        except requests.RequestException as error:
            raise Disconnected(UNREACHABLE.why, reason="unreachable") from error
        except tweepy.HTTPException as error:
            if error.response.status_code >= 500:
                raise Retry("X does not answer as it should.", code=str(error.response.status_code)) from error
            failed(error.response)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Disconnected("This is not X's API.", code="unreadable answer", reason="unreachable") from error
        if self.user_id and str(me["id"]) != self.user_id:
            raise Disconnected("These keys belong to another X account.", reason="credentials")
        return {"account": f"@{me['username']}", "user_id": str(me["id"]), "limits": {}}

    def renew(self) -> None:
        """Nothing to do: OAuth 1.0a tokens do not expire."""

    def close(self) -> None:
        """Let go of the connection."""
        self.client.session.close()

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is not there is fine."""
        try:
            self.client.delete_tweet(remote_id)
        except requests.RequestException as error:
            raise Retry("X did not say whether the post is gone; deleting again is harmless.") from error
        except tweepy.NotFound:
            return
        except tweepy.HTTPException as error:
            if error.response.status_code >= 500:
                raise Retry("X could not delete it now.", code=str(error.response.status_code)) from error
            failed(error.response)

    def _sent(self, remote_id: str) -> Sent:
        return Sent(remote_id=remote_id, url=f"{self.site}/i/web/status/{remote_id}")


def is_it(tweet: Mapping[str, Any], post: OutgoingPost) -> bool:
    """Whether this is our post. X escapes the text as HTML and puts t.co where our links were; entities undo that."""
    text = html.unescape(str(tweet.get("text", "")))
    for url in tweet.get("entities", {}).get("urls", []):
        text = text.replace(str(url["url"]), str(url.get("expanded_url") or url["url"]))
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


def clock_of(reply: requests.Response) -> datetime:
    """The time by X's own clock; long ago if it does not say."""
    date = reply.headers.get("Date")
    return parsedate_to_datetime(date) if date else datetime.fromtimestamp(0, UTC)


def wait_of(reply: requests.Response) -> timedelta | None:
    """Until when X asks to wait: the latest reset of the windows that are used up (epoch seconds)."""
    if "Date" not in reply.headers:
        return None
    resets = [0]
    for window in ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour"):
        reset = reply.headers.get(f"{window}-reset", "")
        if reset.isdigit() and reply.headers.get(f"{window}-remaining", "0") == "0":
            resets.append(int(reset))
    seconds = max(resets) - clock_of(reply).timestamp()
    return timedelta(seconds=min(max(seconds, 1), 86400)) if max(resets) else None


def failed(reply: requests.Response) -> NoReturn:
    """Raise what X's answer means."""
    try:
        detail = str(reply.json().get("detail", ""))
    except (ValueError, AttributeError):
        detail = ""
    outcome = look_up(OUTCOMES, reply.status_code, "duplicate" if detail in DUPLICATES else "")
    after = wait_of(reply) if reply.status_code == 429 else None
    fail(outcome, code=str(reply.status_code), said=detail, after=after)


def no_reply(error: requests.RequestException) -> NoReturn:
    """Raise Disconnected if nothing can have been sent, else Uncertain."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    refused = isinstance(reason, NewConnectionError) or isinstance(error, requests.ConnectTimeout)
    untrusted = bool(reason and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError))
    if refused or untrusted or isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        fail(UNREACHABLE, code="certificate" if untrusted else "no connection")
    fail(NO_REPLY, code="no answer")
