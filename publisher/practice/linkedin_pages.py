"""LinkedIn's pages: who looks after them, and what their followers did.

learn.microsoft.com/linkedin/marketing/community-management/organizations
"""

from __future__ import annotations

import re
from typing import Final

from . import accounts
from .followers import numbers
from .http import Reply
from .store import Store

OURS: Final = {f"urn:li:organization:{number}": name for number, name in accounts.LINKEDIN_PAGES.items()}
READ_ONLY: Final = "urn:li:organization:6003"
MEMBER: Final = accounts.LINKEDIN_MEMBER["user_id"]
# share-statistics: totalShareStatistics
COUNTS: Final = {
    "likeCount": "likes", "shareCount": "reposts", "commentCount": "replies", "impressionCount": "views",
}  # fmt: skip


def roles(query: dict[str, list[str]]) -> Reply:
    """organization-access-control-by-role: where the member has a role, and which. Raises ValueError."""
    if query.get("q") != ["roleAssignee"]:
        raise ValueError("the finder is called roleAssignee")
    asked = {"roleAssignee": MEMBER, "state": "APPROVED"}
    mine = {**dict.fromkeys(OURS, "ADMINISTRATOR"), READ_ONLY: "ANALYST"}
    return Reply(200, {"elements": [asked | {"organization": urn, "role": role} for urn, role in mine.items()]})


def statistics(query: dict[str, list[str]], store: Store) -> Reply:
    """share-statistics: of a page's own posts, named in a list as RestLi 2.0 writes it. Raises ValueError, KeyError."""
    entity, listed = query["organizationalEntity"][0], re.fullmatch(r"List\(([^()]+)\)", query["shares"][0])
    if query.get("q") != ["organizationalEntity"] or entity not in OURS or listed is None:
        raise ValueError("the finder is called organizationalEntity, and takes List(…)")
    told = []
    for urn in listed[1].split(","):
        there = store.post("linkedin", urn.rpartition(":")[2])
        if there and there.body["author"] == entity:
            done = numbers(there)
            counts = {theirs: done[ours] for theirs, ours in COUNTS.items()}
            told.append({"organizationalEntity": entity, "share": urn, "totalShareStatistics": counts})
    return Reply(200, {"elements": told})
