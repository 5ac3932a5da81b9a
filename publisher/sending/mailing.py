"""A newsletter begins: claimed once, its audience frozen. `drain` sends it."""

from __future__ import annotations

from django.db import transaction

from publisher.models import Batch, Post

from . import freezing, ledger
from .deliver import Clock, release_pictures


def start(post_id: int, clock: Clock) -> None:
    """Claim a newsletter that is due and freeze its audience, in one transaction: both happened, or neither."""
    now = clock()
    if Batch.objects.filter(post__corrections=post_id, leased_until__isnull=False).exists():
        return  # of what it corrects, some are on the wire: who got them is known in a moment, and it is rung again
    freezing.count_anew(freezing.AUDIENCE)
    with transaction.atomic():
        if not Post.objects.claim(post_id, now):
            return
        post = Post.objects.get(id=post_id)
        release_pictures(post, now)
        freezing.freeze(post)
    freezing.count_anew(freezing.PLACES)
    ledger.finish(post_id, now)  # a list without readers is done at once
