"""The sample newsroom's feed after its first look: three drafts, two entries asked about. Nothing is fetched for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from publisher.editing import entries, feeds
from publisher.models import Feed, Member
from publisher.sources import feed as reading

from .sample_words import paragraphs

ADDRESS = "https://news.example.org/feed"
WHY = "It belongs to the sample, so nothing is fetched for it. See what it brought, then add your own site’s feed."

# Newest first, as feeds have them: a name in the address, a title, the whole text.
ENTRIES = [
    (
        "school-boat",
        "The school boat has a second captain",
        """
For two winters Leela Anand steered the school boat alone. On Monday she handed the wheel to Tomas Reyes, who learned
the channel as one of her passengers, and sat down among the children for the first time.

“She corrected me twice,” said Mr Reyes, “and both times she was right.” The boat carries thirty-one pupils across the
estuary every morning; when Ms Anand was ill, they stayed at home.

The council pays for the second captain until June. What comes after that has not been decided.
""",
    ),
    (
        "market-scales",
        "Market scales are checked again",
        """
Inspectors tested forty-four scales at the fish market last week, the first such test in six years. Nine were wrong, and
all nine were wrong in favour of the seller.

The sellers say that salt water is to blame. The inspectors, who washed the scales and tried again, do not think so. The
results are on the door of the market office, with the numbers of the stalls.
""",
    ),
    (
        "night-clinic",
        "Night clinic opens on the north quay",
        """
From this week there is a doctor on the north quay after ten in the evening. The clinic is a container with a bed, a
basin and a lamp, and on its first night eleven people came.

“Most of them had waited since the morning so as not to lose a day’s pay,” said the nurse on duty. The clinic is open
from Monday to Friday and asks nobody for papers.
""",
    ),
    (
        "bridge-toll",
        "Bridge toll ends after forty years",
        """
The toll on the old bridge ends on Sunday. It was introduced to pay for the repair of the arches, and the repair was
paid for in 1994. Nobody at the council can say why it was collected for another thirty-two years.
""",
    ),
    (
        "library-hours",
        "The library stays open on Sundays",
        """
The library in Alder Row keeps its Sunday hours, which were to end this month. Readers had offered to sit at the desk
themselves, and thirty of them have put their names on a list.
""",
    ),
]


def sample_feed(admin: Member, now: datetime) -> None:
    """The feed, and what its first look brought; a worker makes the drafts."""
    feed = feeds.add(ADDRESS, every=None, full_text=Feed.FEED, member=admin, now=now)
    given = tuple(
        reading.Entry(
            guid=name,
            url=f"https://news.example.org/2026/{name}",
            title=title,
            html="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(text)),
            summary="",
            whole=True,
            published_on=(now - timedelta(days=days)).date().isoformat(),
            language="en",
        )
        for days, (name, title, text) in enumerate(ENTRIES)
    )
    entries.record(feed, reading.FeedDocument("The Estuary Post", "", None, given, len(given)), now)
    feeds.pause(feed.id, WHY)
    Feed.objects.filter(id=feed.id).update(
        title="The Estuary Post (sample)", looked_at=now, changed_at=now, listed=len(given)
    )
