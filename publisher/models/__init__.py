"""What we remember; no network, no templates."""

from .amendment import Amendment
from .appeal import Appeal, Wording
from .article import Article, ArticleVersion, Picture
from .audience import MailingList, Subscriber, Subscription, Suppression, address_hash
from .channel import Channel, Slot, world
from .event import Event
from .feed import EntryKey, Feed, FeedEntry
from .incoming import Incoming
from .ledger import Batch, Message, Outcome
from .lesson import Lesson
from .measure import Measure
from .newsroom import Act, Heartbeat, Member, Newsroom, SignInLink
from .notice import Notice
from .post import Post, PostQuerySet, Reference
from .reader_file import ReaderFile, ReaderFileLine
from .token import ApiAnswer, ApiToken
from .unsaved import Unsaved

__all__ = [
    "Act", "Amendment", "ApiAnswer", "ApiToken", "Appeal", "Article", "ArticleVersion", "Batch", "Channel", "EntryKey",
    "Event", "Feed", "FeedEntry", "Heartbeat", "Incoming", "Lesson", "MailingList", "Measure", "Member", "Message",
    "Newsroom", "Notice", "Outcome", "Picture", "Post", "PostQuerySet", "ReaderFile", "ReaderFileLine", "Reference",
    "SignInLink", "Slot", "Subscriber", "Subscription", "Suppression", "Unsaved", "Wording",
    "address_hash", "world",
]  # fmt: skip
