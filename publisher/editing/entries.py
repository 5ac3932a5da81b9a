"""A feed's entries: known again, asked about in a burst, read into articles once, offered when they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from publisher.models import Article, EntryKey, Feed, FeedEntry, Newsroom, Post
from publisher.models.feed import IGNORED, KEPT, NEW, NOTED, OFFERED, WAITING
from publisher.models.post import SENDING, SENT, UNCERTAIN
from publisher.outside import Guard
from publisher.sources import feed as reading
from publisher.sources import page
from publisher.sources.fetch import Unreachable
from publisher.sources.paste import NotAnArticle
from publisher.story import Story

from . import intake, known, lessons

Clock = Callable[[], datetime]

BURST = 5  # more than these at once are asked about
AT_FIRST = 3  # become drafts at the first look; what was there before is asked about
COMPARED = 200  # earlier entries, for their openings
TRIES = 3  # to read a page; then the feed's own words are taken
AGAIN_AFTER = timedelta(minutes=5)


# -- what a look brings ----------------------------------------------------------------------------------------


@transaction.atomic
def record(feed: Feed, document: reading.FeedDocument, now: datetime) -> bool:
    """Remember the entries of one look; true if something is new. `feed` is as it was before the look."""
    listed = document.entries
    keys = [known.keys(entry, feed.id) for entry in listed]
    owners: dict[str, list[int]] = defaultdict(list)
    wanted = list({key for some in keys for key in some})
    for key, entry_id in EntryKey.objects.filter(entry__feed=feed, key__in=wanted).values_list("key", "entry_id"):
        owners[key].append(entry_id)
    found = known.matched(keys, owners)
    rows = FeedEntry.objects.in_bulk(list(found.values()))
    for number, entry_id in list(found.items()):
        common = sum(entry_id in owners[key] for key in keys[number])
        if common == 1 and _begins(rows[entry_id]).unlike(_begun(listed[number])):
            del found[number]  # a guid or a link that is used again for something else
    _by_opening(feed, listed, found)
    rows = FeedEntry.objects.in_bulk(list(found.values()))
    changed = _changed([(rows[entry_id], listed[number]) for number, entry_id in sorted(found.items())], now)
    fresh = [_row(feed, entry, now) for number, entry in enumerate(listed) if number not in found]
    freely = AT_FIRST if feed.looked_at is None else BURST
    for number, row in enumerate(fresh):
        _to_read(row, now) if number < freely else _to_ask(row)
    # The oldest is made first, so that the newest stands at the top of what is in preparation.
    made = list(reversed(FeedEntry.objects.bulk_create(list(reversed(fresh)))))
    ids = found | dict(zip((n for n in range(len(listed)) if n not in found), (row.id for row in made), strict=True))
    EntryKey.objects.bulk_create(
        [EntryKey(entry_id=ids[number], key=key) for number, some in enumerate(keys) for key in dict.fromkeys(some)],
        ignore_conflicts=True,
    )
    return bool(changed or fresh)


def _by_opening(feed: Feed, listed: Sequence[reading.Entry], found: dict[int, int]) -> None:
    """Those whose every key is new, known by how they begin. One that is still in the feed is somebody else."""
    lost = [number for number in range(len(listed)) if number not in found][: BURST * 4]
    if not lost:
        return
    before = FeedEntry.objects.filter(feed=feed).exclude(id__in=found.values()).order_by("-id")[:COMPARED]
    earlier = [(row.id, _begins(row)) for row in before.only("id", "opening", "published_on")]
    for number in lost:
        here = _begun(listed[number])
        same = next((pair for pair in earlier if here.like(pair[1])), None)
        if same:
            found[number] = same[0]
            earlier.remove(same)


def _begins(row: FeedEntry) -> known.Opening:
    return known.Opening.of(row.opening, row.published_on)


def _begun(entry: reading.Entry) -> known.Opening:
    return known.Opening.of(known.opening(entry), entry.published_on)


def _row(feed: Feed, entry: reading.Entry, now: datetime) -> FeedEntry:
    row = FeedEntry(feed=feed, seen_at=now, published_on=entry.published_on)
    _tell(row, entry, now)
    return row


def _tell(row: FeedEntry, entry: reading.Entry, now: datetime) -> None:
    """What the feed says of it now."""
    row.title, row.url = entry.title or entry.summary[:100], entry.url
    row.opening, row.said, row.content = known.opening(entry), known.said(entry), entry.to_json()
    row.changed_at = now


def _changed(pairs: Iterable[tuple[FeedEntry, reading.Entry]], now: datetime) -> list[FeedEntry]:
    """Those of which the feed says something else now, written down; to be read, or asked about if they are many."""
    changed = [(row, entry) for row, entry in pairs if row.said != known.said(entry)]
    for row, entry in changed:
        _tell(row, entry, now)
        if row.state == IGNORED or (row.state == KEPT and row.article_id is None):
            row.content = {}  # nobody wants it: its words need not be kept
    newer = [row for row, _ in changed if row.article_id and row.state in (KEPT, OFFERED, NOTED)]
    for row in newer:
        _to_read(row, now) if len(newer) <= BURST else _to_ask(row)
    FeedEntry.objects.bulk_update(
        [row for row, _ in changed],
        ["state", "next_at", "attempts", "title", "url", "opening", "said", "content", "changed_at"],
        batch_size=100,
    )
    return newer


def _to_read(row: FeedEntry, now: datetime) -> None:
    row.state, row.next_at, row.attempts = NEW, now, 0


def _to_ask(row: FeedEntry) -> None:
    row.state, row.next_at = WAITING, None


# -- reading one -----------------------------------------------------------------------------------------------


def read(entry_id: int, clock: Clock, *, guard: Guard | None = None) -> None:
    """Read an entry's newest version, if nobody else does: a draft article, once; or an offer, if there is one."""
    now = clock()
    if not FeedEntry.objects.claim(entry_id, now):
        return
    entry = FeedEntry.objects.select_related("feed").filter(id=entry_id).first()
    if entry is None:  # its feed was removed in this very moment
        return
    try:
        story, why = _story(entry, guard or Guard())
    except Unreachable as unreached:
        _end(entry, next_at=clock() + AGAIN_AFTER * 3 ** (entry.attempts - 1), why=str(unreached))
        return
    except NotAnArticle as nothing:
        left = KEPT if entry.article_id else IGNORED
        _end(entry, state=left, next_at=None, content={}, why=str(nothing), changed_at=clock())
        return
    with transaction.atomic():
        # One at a time: two feeds that bring the same article in the same moment would both find nothing.
        Newsroom.objects.select_for_update().first()
        mine = FeedEntry.objects.filter(id=entry_id, state=NEW, claimed_at=now).select_related("article").first()
        if mine is None:
            return
        mine.next_at, mine.claimed_at, mine.attempts = None, None, 0
        mine.content, mine.why, mine.changed_at = {}, why, clock()
        if mine.article is None:
            _keep(mine, reading.Entry.from_json(entry.content), story)
        else:
            _offer(mine, mine.article, story)
        mine.text_hash = intake.text_hash(story)
        mine.save()


def _end(entry: FeedEntry, **fields: Any) -> None:
    FeedEntry.objects.filter(id=entry.id, state=NEW, claimed_at=entry.claimed_at).update(claimed_at=None, **fields)


def _story(entry: FeedEntry, guard: Guard) -> tuple[Story, str]:
    """The article, and what there is to say about how it was read. Raises NotAnArticle, and Unreachable while it is
    worth trying again."""
    taught = lessons.taught()
    given, rule, tries = reading.Entry.from_json(entry.content), entry.feed.full_text, entry.attempts
    if tries > 2 * TRIES:
        raise NotAnArticle("It could not be read; give its link on the page “New article”.")
    if not given.url or rule == Feed.FEED or (rule == Feed.AUTO and given.whole) or tries > TRIES:
        return reading.story(given, taught=taught), ""
    try:
        found = page.read_url(given.url, guard=guard, taught=taught)
    except Unreachable as why:
        if tries < TRIES:
            raise
        return reading.story(given, taught=taught), f"Its page could not be read. {why} This is what the feed holds."
    except NotAnArticle as why:
        return reading.story(given, taught=taught), f"Its page could not be read. {why} This is what the feed holds."
    if len(_words(found)) < len(reading.plain(given.html)):
        return reading.story(given, taught=taught), "Its page holds less than the feed; this is what the feed holds."
    return reading.filled(found, given), ""


def _words(story: Story) -> str:
    return "\n".join(block.text for block in story.blocks)


def _keep(row: FeedEntry, given: reading.Entry, story: Story) -> None:
    """A draft of its own, or the article that is here already: from another feed, or by hand."""
    siblings = FeedEntry.objects.filter(feed=row.feed_id, article__canonical_url=story.canonical_url).exclude(id=row.id)
    if given.url and siblings.exclude(url=given.url).exists():
        story = story.with_url(given.url)  # a site that calls several pages of its own by one address
    again = any(_begins(one).unlike(_begins(row)) for one in siblings.filter(url=given.url)[:BURST])
    here = [known.link_key(story.canonical_url), known.text_key(story.title, _words(story))]
    keys = [key for key in dict.fromkeys([*here, *known.shared_keys(given)]) if key]
    EntryKey.objects.bulk_create([EntryKey(entry=row, key=key) for key in keys], ignore_conflicts=True)
    row.state = KEPT
    twin = _twin(row, keys)
    if twin:
        row.article = twin.article
        row.why = row.why or ("It was here already." if twin.article else "It was here already, and was discarded.")
        return
    row.article = None if again else _by_link(story.canonical_url)
    if row.article is None:
        try:
            row.article = intake.keep(story, member=None, again=again)
            intake.ride(row.article, story, member=None)
            return
        except intake.Known as already:
            row.article = already.article
    row.why = row.why or "It was here already."


def _twin(row: FeedEntry, keys: Iterable[str]) -> FeedEntry | None:
    """The same article's entry in another feed."""
    others = FeedEntry.objects.filter(Q(article__isnull=False) | Q(state=KEPT)).exclude(feed=row.feed_id)
    others = others.select_related("article")
    if same := others.filter(keys__key__in=list(keys)).order_by(F("article_id").desc(nulls_last=True), "id").first():
        return same
    here = _begins(row)
    near = (one for one in others.order_by("-id")[:COMPARED] if here.like(_begins(one)))
    return next(near, None)


def _by_link(url: str) -> Article | None:
    """The newest article under this link, with or without TLS and a slash at the end."""
    bare = url.partition("://")[2].rstrip("/")
    forms = [f"{scheme}://{bare}{end}" for scheme in ("https", "http") for end in ("", "/")]
    return Article.objects.filter(canonical_url__in=forms).order_by("-id").first() if bare else None


def _offer(row: FeedEntry, article: Article, story: Story) -> None:
    """A newer version waits for an editor; nothing of theirs is overwritten. One that says the same is no news."""
    new = intake.text_hash(story)
    answered = new == row.text_hash and row.story is None
    if new == article.text_hash or answered:
        row.state, row.story = KEPT, None
    else:
        row.state, row.story = NOTED if was_sent(article) else OFFERED, story.to_json()


def was_sent(article: Article) -> bool:
    """Something of it has left, or may have."""
    return Post.objects.filter(article=article, state__in=[SENT, SENDING, UNCERTAIN]).exists()
