"""What the practice world's followers do: a few numbers drawn from each post, always the same."""

from __future__ import annotations

import hashlib

from .store import Kept


def numbers(post: Kept) -> dict[str, int]:
    drawn = hashlib.sha256(f"{post.network} {post.id}".encode()).digest()
    likes = drawn[0] % 90 + 3
    return {"likes": likes, "reposts": likes // 4, "replies": drawn[1] % 9, "views": likes * 40 + drawn[2]}
