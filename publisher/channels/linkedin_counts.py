"""What followers of a page did with a post, as LinkedIn counts it.

learn.microsoft.com/linkedin/marketing/community-management/organizations/share-statistics
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..ports import Measures, Retry
from . import measures


def path(author: str, urn: str) -> str:
    """Where the numbers of one post of a page are asked for; a share and a ugcPost are different things there."""
    kind = "ugcPosts" if ":ugcPost:" in urn else "shares"
    query = f"q=organizationalEntity&organizationalEntity={quote(author, safe='')}&{kind}=List({quote(urn, safe='')})"
    return f"/rest/organizationalEntityShareStatistics?{query}"


def read(answer: Mapping[str, Any]) -> Measures | None:
    """The numbers; None if nothing is told of it. Raises Retry if the answer cannot be read."""
    try:
        found = list(answer["elements"])
        done = dict(found[0]["totalShareStatistics"]) if found else None
    except (KeyError, TypeError, ValueError) as error:
        raise Retry("LinkedIn’s answer cannot be read.", code="unreadable answer") from error
    names = {"likes": "likeCount", "reposts": "shareCount", "replies": "commentCount", "views": "impressionCount"}
    return measures.read(done, **names) if done else None
